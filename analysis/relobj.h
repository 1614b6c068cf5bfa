/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A relocatable object as analysis sees it: sections with contents and
 * relocations, symbols with the STT_FILE they are under. */
#ifndef LDFOLD_RELOBJ_H
#define LDFOLD_RELOBJ_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/vec.h"
#include "elf/image.h"

struct machine;

struct relobj_section {
	const char *name;
	uint32_t type;
	uint64_t flags;
	uint64_t size;
	uint64_t entsize;
	uint64_t align;
	const unsigned char *data; /* NULL: none in the file (SHT_NOBITS),
					 * or not needed */
	const Elf64_Rela *rels;	   /* by offset */
	size_t nrels;
	/* Named symbols that it defines, by value: numbers in by_section. */
	uint32_t first_symbol;
	uint32_t nsymbols;
};

struct relobj_symbol {
	const char *name;
	const char *source; /* STT_FILE in force for a local, or "" */
	uint64_t value;
	uint64_t size;
	uint32_t section; /* 0: undefined, absolute or common */
	uint16_t special; /* st_shndx if that is SHN_ABS, SHN_COMMON, */
	uint8_t info;	  /* SHN_UNDEF; else 0 */
	uint8_t other;
};

/* Reused from object to object. */
struct relobj {
	const char *name; /* for messages */
	struct elf_image image;
	const struct machine *machine;
	bool big;	  /* byte order of the contents */
	bool unsupported; /* something no kernel's object has */
	VEC(struct relobj_section) sections; /* by number in the file */
	VEC(struct relobj_symbol) symbols;   /* by number in the file */
	VEC(uint32_t) by_section;	     /* named ones: by section, value */
	VEC(void *) sorted; /* relocations that had to be sorted */
};

/* Read SIZE bytes at OFFSET of FD as a relocatable object called NAME, which
 * has to stay. 0, 1 if it is none, or of a machine that isn't known here (not
 * reported), or -1 (reported). The strings live until relobj_close. */
int relobj_read(struct relobj *obj, const char *name, int fd, uint64_t offset,
		uint64_t size);

/* Release the file's memory, keep the arrays for the next one. */
void relobj_close(struct relobj *obj);
void relobj_deinit(struct relobj *obj);

/* Does SYMBOL stand for its section? */
static inline bool relobj_is_section_symbol(const struct relobj_symbol *symbol)
{
	return ELF64_ST_TYPE(symbol->info) == STT_SECTION;
}

/* The first relocation of SECTION at OFFSET or above. */
size_t relobj_first_rel(const struct relobj_section *section, uint64_t offset);

/* The number of SIZE (1, 2, 4 or 8) bytes at DATA, in the object's byte
 * order. */
uint64_t relobj_number(const struct relobj *obj, const unsigned char *data,
		       unsigned int size);

#endif
