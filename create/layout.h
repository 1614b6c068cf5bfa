/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbering: which records, symbols and sections the sidecar of one link has,
 * and in which order. */
#ifndef LDFOLD_LAYOUT_H
#define LDFOLD_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/vec.h"
#include "create/facts.h"

#define LAYOUT_NONE UINT32_MAX

/* A record: a symbol of the inventory, or LAYOUT_NONE for a section without
 * one. */
struct layout_record {
	uint32_t symbol;
	uint32_t position; /* of its section in facts->order */
};

/* Local symbols of one STT_FILE symbol. */
struct layout_group {
	uint32_t file;	 /* of the inventory */
	uint32_t source; /* string of the inventory, or 0: unknown */
	uint32_t nsymbols;
	uint32_t first; /* index in .symtab of its STT_FILE symbol */
};

/* An entry of .symtab: a record's symbol, else the STT_FILE symbol of a group;
 * the null symbol is neither. */
struct layout_entry {
	uint32_t record; /* or LAYOUT_NONE */
	uint32_t group;	 /* or LAYOUT_NONE */
};

struct layout {
	const struct facts *facts;
	struct layout_record *records; /* by address */
	uint32_t nrecords;
	uint32_t *position; /* by section of the inventory: position in
				 * facts->order, or LAYOUT_NONE */
	VEC(struct layout_group) groups;
	uint32_t *group;   /* by symbol of the inventory, local ones */
	uint32_t nlocals;  /* .symtab: null, STT_FILE, local symbols */
	uint32_t nsymbols; /* .symtab: all */
	struct layout_entry *entries; /* of .symtab */
	uint32_t *entry; /* by record: index in entries, or 0: a name
				 * that means another symbol would mislead */
	uint32_t *files; /* files of the inventory that have records */
	uint32_t nfiles;
	uint32_t *file_number; /* by file of the inventory: index in files */
	uint32_t *companions;  /* sections of the inventory, by function */
	uint32_t ncompanions;
};

/* Number what FACTS holds. 0 and *ret, or -1 (reported). Release with
 * layout_deinit. */
int layout_init(struct layout *ret, const struct facts *facts);
void layout_deinit(struct layout *layout);

/* The symbol of RECORD in the inventory, or NULL. */
const struct inventory_symbol *layout_symbol(
	const struct layout *layout, const struct layout_record *record);

/* The name that ld gave the symbol of RECORD in place of the object's, or
 * NULL. */
const char *layout_numbered(const struct layout *layout,
			    const struct layout_record *record);

#endif
