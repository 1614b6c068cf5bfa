/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of a sidecar are made from, shared by image.c and those that
 * make entries: records.c, items.c, whole.c, tables.c. */
#ifndef LDFOLD_WRITER_H
#define LDFOLD_WRITER_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "format.h"
#include "layout.h"
#include "others.h"
#include "pairs.h"
#include "vec.h"

/* The parts of the file, in its order. Those between the ELF header and the
 * section headers are sections. */
enum part {
	PART_HEADER,
	PART_BUILD_ID,
	PART_NOTE,
	PART_FILES,
	PART_HOMES,
	PART_ORIGINS,
	PART_RECORDS,
	PART_COMPANIONS,
	PART_UNITS,
	PART_ITEMS,
	PART_LINELESS,
	PART_REFERENCES,
	PART_NAMES,
	PART_OTHERS,
	PART_INDEX,
	PART_COMMENT,
	PART_STRINGS,
	PART_SYMTAB,
	PART_SYMTAB_SHNDX,
	PART_SHDRS,
	NPARTS
};

/* A note with its descriptor, as it is in the file. */
struct note {
	char data[128];
	size_t size;
};

struct writer {
	const struct layout *layout;
	const struct facts *facts;
	bool narrow;		/* 32-bit class */
	bool swap;
	size_t offset[NPARTS];
	size_t size[NPARTS];
	uint32_t shndx[NPARTS];	/* section of a part, or 0 */
	uint32_t name[NPARTS];	/* its name */
	enum part part_at[NPARTS];	/* by section number */
	uint32_t first_section;	/* of the symbol sections */
	uint32_t nshdrs;
	VEC(char) strings;	/* those added to the inventory's */
	struct note build_id, note;
	struct others others;
	uint32_t *other_names;	/* by number of the other */
	uint32_t *section_names;	/* by section of the output */
	uint32_t nbuckets;	/* of the index of names */
	uint32_t *index;	/* of names, as it is in .fold.index */
	uint32_t *outputs;	/* names of the map's output sections */
	uint32_t output_name;
	uint32_t version;
	uint32_t compiler, linker, config;
	struct disk_file *files;	/* in this machine's byte order */
	struct pairs homes;	/* names of base and output section */
	struct pairs origins;	/* file and string of the source */
	uint16_t *home;		/* by position in facts->order */
	uint32_t *origin;	/* by record */
	uint32_t *item;		/* by record: its item's number + 1, or 0 */
	VEC(uint32_t) lineless;	/* items whose `lineless' is another */
};

static inline size_t shdr_size(const struct writer *w)
{
	return w->narrow ? sizeof(Elf32_Shdr) : sizeof(Elf64_Shdr);
}

static inline size_t sym_size(const struct writer *w)
{
	return w->narrow ? sizeof(Elf32_Sym) : sizeof(Elf64_Sym);
}

/* -- What has to be known before the first entry is made ------------------ */

/* Make w->files. 0, or -1 (reported). */
int count_files(struct writer *w);

/* Number the records' homes and origins. The output sections have to have
 * names. 0, or -1 (reported). */
int number_homes(struct writer *w);
int number_origins(struct writer *w);

/* Find out which item is which record's. 0, or -1 (reported). */
int link_items(struct writer *w);

/* List the items whose `lineless' isn't their checksum. 0, or -1 (reported). */
int list_lineless(struct writer *w);

/* Make the index of names. The others have to have names. 0, or -1
 * (reported). */
int index_names(struct writer *w);

/* 1 + the number of RECORD's file, or 0 for LAYOUT_NONE. */
uint32_t file_of(const struct writer *w, uint32_t record);

/* -- Entries -------------------------------------------------------------- */

/* Each makes entry INDEX of its part, in the output's byte order; those that
 * ELF defines in this machine's, in the structure of the output's class. *RET
 * is all zero. */
void make_file(const struct writer *w, uint32_t index, void *ret);
void make_home(const struct writer *w, uint32_t index, void *ret);
void make_origin(const struct writer *w, uint32_t index, void *ret);
void make_record(const struct writer *w, uint32_t index, void *ret);
void make_companion(const struct writer *w, uint32_t index, void *ret);
void make_unit(const struct writer *w, uint32_t index, void *ret);
void make_item(const struct writer *w, uint32_t index, void *ret);
void make_lineless(const struct writer *w, uint32_t index, void *ret);
void make_reference(const struct writer *w, uint32_t index, void *ret);
void make_other(const struct writer *w, uint32_t index, void *ret);
void make_index(const struct writer *w, uint32_t index, void *ret);
void make_symbol(const struct writer *w, uint32_t index, void *ret);
void make_shndx(const struct writer *w, uint32_t index, void *ret);
void make_header(const struct writer *w, uint32_t index, void *ret);
void make_shdr(const struct writer *w, uint32_t index, void *ret);

/* What a part is as a section. */
struct part_type {
	const char *name;
	uint32_t type;
	uint32_t align;
	uint32_t entsize;
	enum part strings;	/* sh_link: its string table, or PART_HEADER */
};

extern const struct part_type part_types[NPARTS];

#endif
