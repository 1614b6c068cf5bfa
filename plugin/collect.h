/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Building the inventory, file by file. */
#ifndef LDFOLD_COLLECT_H
#define LDFOLD_COLLECT_H

#include "inventory.h"
#include "law.h"
#include "object.h"
#include "strtab.h"
#include "vec.h"

struct collection {
	struct strtab strings;
	VEC(struct inventory_file) files;
	VEC(struct inventory_section) sections;
	VEC(struct inventory_symbol) symbols;
	uint32_t linker;	/* its version, or 0 */
	VEC(uint32_t) functions;	/* of the current file: sections with a
					 * proven function, to be searched */
};

/* 0, or -1 (reported). */
int collection_init(struct collection *collection);
void collection_deinit(struct collection *collection);

/* Begin with a file: NAME as ld has it, MEMBER of a normal archive or NULL; it
 * is SIZE bytes at OFFSET there. 0, or -1 (reported). */
int collect_file(struct collection *collection, const char *name,
		 const char *member, uint64_t offset, uint64_t size);

/* Add one symbol section of the current file, with its verdict. 0, or -1. */
int collect_section(struct collection *collection, const struct rules *rules,
		    const struct object *object,
		    const struct object_section *section,
		    const struct law_verdict *verdict);

/* Add the companions among the current file's sections, once all its symbol
 * sections are in. 0, or -1 (reported). */
int collect_companions(struct collection *collection,
		       const struct rules *rules,
		       const struct object *object);

/* Write the inventory to FD. 0, or -1 (reported). */
int collection_write(const struct collection *collection, int fd);

#endif
