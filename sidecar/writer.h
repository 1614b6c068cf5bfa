/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of making a sidecar's bytes, shared by image.c, records.c and
 * tables.c. */
#ifndef LDFOLD_WRITER_H
#define LDFOLD_WRITER_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "layout.h"
#include "others.h"
#include "vec.h"

/* The parts of the file, in its order. Those between the ELF header and the
 * section headers are sections. */
enum part {
	PART_HEADER,
	PART_BUILD_ID,
	PART_NOTE,
	PART_FILES,
	PART_RECORDS,
	PART_COMPANIONS,
	PART_UNITS,
	PART_ITEMS,
	PART_REFERENCES,
	PART_NAMES,
	PART_OTHERS,
	PART_ORDER,
	PART_INDEX,
	PART_COMMENT,
	PART_STRINGS,
	PART_SYMTAB,
	PART_SYMTAB_SHNDX,
	PART_SHDRS,
	NPARTS
};

struct writer {
	const struct layout *layout;
	const struct facts *facts;
	bool narrow;		/* 32-bit class */
	bool swap;
	char *data;
	size_t offset[NPARTS];
	size_t size[NPARTS];
	uint32_t shndx[NPARTS];	/* section of a part, or 0 */
	uint32_t name[NPARTS];	/* its name */
	uint32_t first_section;	/* of the symbol sections */
	uint32_t nshdrs;
	VEC(char) strings;	/* those added to the inventory's */
	struct others others;
	uint32_t *other_names;	/* by number of the other */
	uint32_t *section_names;	/* by section of the output */
	uint32_t nbuckets;	/* of the index of names */
	uint32_t *outputs;	/* names of the map's output sections */
	uint32_t output_name;
	uint32_t version;
	uint32_t compiler, linker, config;
	uint32_t *next_local;	/* by group, in .symtab */
	uint32_t next_global;
};

/* What a part is as a section. */
struct part_type {
	const char *name;
	uint32_t type;
	uint32_t align;
	uint32_t entsize;
	enum part strings;	/* sh_link: its string table, or PART_HEADER */
};

extern const struct part_type part_types[NPARTS];

/* The memory of a part. */
static inline void *part(const struct writer *w, enum part p)
{
	return w->data + w->offset[p];
}

static inline size_t shdr_size(const struct writer *w)
{
	return w->narrow ? sizeof(Elf32_Shdr) : sizeof(Elf64_Shdr);
}

static inline size_t sym_size(const struct writer *w)
{
	return w->narrow ? sizeof(Elf32_Sym) : sizeof(Elf64_Sym);
}

/* Fill files, records, companions, and the symbols that go with records. */
void put_records(struct writer *w);

/* Fill the records of the analysis. 0, or -1 (reported). */
int put_items(struct writer *w);
/* Fill others, the order of symbols and the index of names. The strings have to
 * be there already. */
void put_whole(struct writer *w);

/* Set entry INDEX of .symtab, defined in section SHNDX. */
void put_symbol(struct writer *w, uint32_t index, const Elf64_Sym *sym,
		uint32_t shndx);

/* Fill the ELF header and the section headers. */
void put_headers(struct writer *w);

/* Put header, section headers and symbols into the output's byte order: the
 * last step. 0, or -1 (reported as an error of PATH). */
int translate_tables(struct writer *w, const char *path);

#endif
