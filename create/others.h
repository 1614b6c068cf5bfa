/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The output's symbol table as a whole: which of its symbols have a record, and
 * what else there is. */
#ifndef LDFOLD_OTHERS_H
#define LDFOLD_OTHERS_H

#include <stdint.h>

#include "common/vec.h"
#include "create/layout.h"

/* A symbol of the output without a record, or a file symbol. */
struct other {
	const struct output_symbol *symbol; /* NULL for a file symbol */
	const char *name;
	uint32_t record; /* the first local one behind a file symbol, or
				 * LAYOUT_NONE */
};

struct others {
	VEC(struct other) list; /* in the order of the output's .symtab */
	uint32_t *position;	/* by record: its position in that order, or
				 * SIDECAR_NO_POSITION */
	uint32_t norder;	/* of records and others */
	uint32_t nlocals;	/* of that order; ld puts them first */
};

/* Find out. 0 and *ret, or -1 (reported). Release with others_deinit. */
int others_init(struct others *ret, const struct layout *layout);
void others_deinit(struct others *others);

#endif
