/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of a sidecar are made from, shared by write.c and those that
 * make entries, write-*.c. */
#ifndef LDFOLD_WRITER_H
#define LDFOLD_WRITER_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/pairs.h"
#include "common/vec.h"
#include "create/layout.h"
#include "create/others.h"
#include "sidecar/format.h"
#include "sidecar/sidecar.h"

/* A note with its descriptor, as it is in the file. */
struct note {
	char data[128];
	size_t size;
};

struct writer {
	const struct layout *layout;
	const struct facts *facts;
	bool narrow; /* 32-bit class */
	bool swap;
	size_t offset[NPARTS];
	size_t size[NPARTS];
	uint32_t shndx[NPARTS];	   /* section of a part, or 0 */
	uint32_t name[NPARTS];	   /* its name */
	enum part part_at[NPARTS]; /* by section number */
	uint32_t first_section;	   /* of the symbol sections */
	uint32_t nshdrs;
	VEC(char) strings; /* those added to the inventory's */
	struct note build_id, note;
	struct others others;
	uint32_t *other_names;	 /* by number of the other */
	uint32_t *section_names; /* by section of the output */
	uint32_t *numbered;	 /* by record: its name in the output, where ld
				 * numbers local ones, else NULL */
	uint32_t nbuckets;	 /* of the index of names, */
	size_t nindex;		 /* which has so many words */
	uint32_t *index;	 /* as it is in .fold.index */
	uint32_t *outputs;	 /* names of the map's output sections */
	uint32_t output_name;
	uint32_t version;
	uint32_t compiler, linker, config;
	struct disk_file *files; /* in this machine's byte order */
	struct pairs homes;	 /* names of base and output section */
	struct pairs origins;	 /* file and string of the source */
	uint16_t *home;		 /* by position in facts->order */
	uint32_t *origin;	 /* by record */
	uint32_t *item;		 /* by record: its item's number + 1, or 0 */
	VEC(uint32_t) lineless;	 /* items whose `lineless' is another */
	VEC(uint32_t) exports;	 /* items that modules may use */
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
int writer_count_files(struct writer *w);

/* Number the records' homes and origins. The output sections have to have
 * names. 0, or -1 (reported). */
int writer_number_homes(struct writer *w);
int writer_number_origins(struct writer *w);

/* Find out which item is which record's. 0, or -1 (reported). */
int writer_link_items(struct writer *w);

/* List the items whose `lineless' isn't their checksum. 0, or -1 (reported). */
int writer_list_lineless(struct writer *w);

/* List the items that modules may use. 0, or -1 (reported). */
int writer_list_exports(struct writer *w);

/* Make the index of names. The others have to have names. 0, or -1
 * (reported). */
int writer_index_names(struct writer *w);

/* 1 + the number of RECORD's file, or 0 for LAYOUT_NONE. */
uint32_t writer_file_of(const struct writer *w, uint32_t record);

/* -- Entries -------------------------------------------------------------- */

/* Each makes entry INDEX of its part, in the output's byte order; those that
 * ELF defines in this machine's, in the structure of the output's class. *RET
 * is all zero. */
void writer_make_file(const struct writer *w, uint32_t index, void *ret);
void writer_make_home(const struct writer *w, uint32_t index, void *ret);
void writer_make_origin(const struct writer *w, uint32_t index, void *ret);
void writer_make_record(const struct writer *w, uint32_t index, void *ret);
void writer_make_companion(const struct writer *w, uint32_t index, void *ret);
void writer_make_unit(const struct writer *w, uint32_t index, void *ret);
void writer_make_item(const struct writer *w, uint32_t index, void *ret);
void writer_make_lineless(const struct writer *w, uint32_t index, void *ret);
void writer_make_export(const struct writer *w, uint32_t index, void *ret);
void writer_make_reference(const struct writer *w, uint32_t index, void *ret);
void writer_make_other(const struct writer *w, uint32_t index, void *ret);
void writer_make_index(const struct writer *w, uint32_t index, void *ret);
void writer_make_symbol(const struct writer *w, uint32_t index, void *ret);
void writer_make_shndx(const struct writer *w, uint32_t index, void *ret);
void writer_make_header(const struct writer *w, uint32_t index, void *ret);
void writer_make_shdr(const struct writer *w, uint32_t index, void *ret);

#endif
