/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A module's sections, symbols and relocations by their numbers, to follow the
 * pointers in its data. */
#ifndef LDFOLD_RELOCATABLE_H
#define LDFOLD_RELOCATABLE_H

#include <gelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/vec.h"
#include "match/module.h"

struct relocatable_section {
	const char *name;
	GElf_Shdr header;
	const unsigned char *data; /* or NULL: it has no bytes */
};

struct relocatable_symbol {
	const char *name;
	const char *source; /* of a local one: STT_FILE, or "" */
	GElf_Sym symbol;
};

struct fixup {
	uint32_t section; /* that has the place */
	uint64_t offset;  /* in it */
	uint32_t from;	  /* section of the relocation */
	uint32_t type, symbol;
	int64_t addend;
};

struct relocatable {
	const char *path;
	Elf *elf;
	unsigned int machine, elf_class, data;
	VEC(struct relocatable_section) sections; /* by number */
	VEC(struct relocatable_symbol) symbols;	  /* by number */
	/* What the loader relocates: by section, then offset. */
	VEC(struct fixup) fixups;
	/* What a livepatch has relocated when it is applied: as in the file. */
	VEC(struct fixup) livepatch;
};

/* Where a pointer leads. */
struct pointer {
	uint32_t section; /* 0: there is no relocation, so it is NULL */
	uint64_t offset;
	const struct relocatable_symbol *symbol; /* of the relocation */
};

enum { RELOCATABLE_LIVEPATCH = 0x100000 }; /* SHF_RELA_LIVEPATCH */

/* Read MODULE's file, which is of 64 bits and has to stay open. 0 and *ret, or
 * -1 (reported). Release with relocatable_deinit, in either case. */
int relocatable_read(struct relocatable *ret, const struct module *module);
void relocatable_deinit(struct relocatable *file);

/* The number of the section called NAME, or 0. */
uint32_t relocatable_section(const struct relocatable *file, const char *name);

/* Text that .modinfo has after KEY and `=', or NULL. */
const char *relocatable_info(const struct relocatable *file, const char *key);

/* Has .modinfo KEY=VALUE? It may have several of a KEY. */
bool relocatable_has_info(const struct relocatable *file, const char *key,
			  const char *value);

/* Where FIXUP, that of a pointer, leads. 0 and *ret, or -1: nowhere that is
 * known. */
int pointer_of(const struct relocatable *file, const struct fixup *fixup,
	       struct pointer *ret);

/* Follow the pointer at OFFSET of SECTION. 0 and *ret, or -1: it leads nowhere
 * that is known. */
int pointer_at(const struct relocatable *file, uint32_t section,
	       uint64_t offset, struct pointer *ret);

/* The text that such a pointer leads to, or NULL. */
const char *text_at(const struct relocatable *file, uint32_t section,
		    uint64_t offset);

/* The WIDTH bytes at OFFSET of SECTION as a number. 0 and *ret, or -1. */
int number_at(const struct relocatable *file, uint32_t section, uint64_t offset,
	      unsigned int width, uint64_t *ret);

/* The first of the fixups at OFFSET of SECTION or behind it. */
size_t fixup_from(const struct relocatable *file, uint32_t section,
		  uint64_t offset);

#endif
