/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Building the inventory, file by file. */
#ifndef LDFOLD_COLLECT_H
#define LDFOLD_COLLECT_H

#include "common/inventory.h"
#include "common/strtab.h"
#include "common/vec.h"
#include "elf/object.h"
#include "script/law.h"

/* A section that belongs to a function. */
struct companion {
	const struct object_section *section;
	uint32_t owner; /* the function's section, its number in the
				 * file */
};

struct collection {
	struct strtab strings;
	VEC(struct inventory_file) files;
	VEC(struct inventory_section) sections;
	VEC(struct inventory_symbol) symbols;
	uint32_t linker;		  /* its version, or 0 */
	bool lld;			  /* not GNU ld but lld */
	VEC(struct companion) companions; /* of the current file */
};

/* 0, or -1 (reported). */
int collection_init(struct collection *collection);
void collection_deinit(struct collection *collection);

/* Begin with a file: NAME as ld has it, MEMBER of a normal archive or NULL; it
 * is SIZE bytes at OFFSET there. 0, or -1 (reported). */
int collect_file(struct collection *collection, const char *name,
		 const char *member, uint64_t offset, uint64_t size);

/* The current file is called SHOWN in lld's map. 0, or -1 (reported). */
int collect_shown(struct collection *collection, const char *shown);

/* Add one symbol section of the current file, with its verdict. 0, or -1. */
int collect_section(struct collection *collection, const struct rules *rules,
		    const struct object *object,
		    const struct object_section *section,
		    const struct law_verdict *verdict);

/* Add SECTION of the current file once all its symbol sections are in; it
 * belongs to the function whose section has number OWNER in the file. 0, or -1
 * (reported). */
int collect_companion(struct collection *collection,
		      const struct object_section *section, uint32_t owner);

/* The current file's symbol sections are in. 0, or -1 (reported). */
int collect_file_end(struct collection *collection);

/* Keep only the files that LINKED has by their number. */
void collection_keep(struct collection *collection, const bool *linked);

/* Write the inventory to FD. 0, or -1 (reported). */
int collection_write(const struct collection *collection, int fd);

#endif
