/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which item of the analysis a symbol of the sidecar's kernel is. */
#ifndef LDFOLD_WHICHITEM_H
#define LDFOLD_WHICHITEM_H

#include <stdbool.h>
#include <stdint.h>

#include "analysis/analysis.h"
#include "common/vec.h"
#include "match/kernel.h"
#include "sidecar/sidecar.h"

typedef VEC(uint32_t) item_list;

struct whichitem {
	const struct analysis *analysis;
	uint32_t *of_record; /* 1 + item, or 0 */
	uint32_t nrecords;
	uint32_t *unit_of; /* by file of the sidecar: that of the analysis,
				 * or KERNEL_NONE */
	uint32_t nfiles;
	uint32_t *unit_of_group; /* the same by group, or NULL */
	item_list others;  /* items without a record, by name, then file */
	item_list globals; /* global items, the same way */
};

/* ANALYSIS is that of SIDECAR, and has to stay. 0 and *ret, or -1 (reported).
 * Release with whichitem_deinit, which also takes one that is all zero. */
int whichitem_init(struct whichitem *ret, const struct analysis *analysis,
		   const struct sidecar *sidecar);
void whichitem_deinit(struct whichitem *which);

/* Find out which objects the groups of KERNEL are, which was read from the
 * sidecar. 0, or -1 (reported). */
int whichitem_find_groups(struct whichitem *which, const struct kernel *kernel);

/* The item that SYMBOL of KERNEL is, which was read from the sidecar; NULL if
 * that isn't sure. */
const struct item *whichitem_of(const struct whichitem *which,
				const struct kernel *kernel,
				const struct kernel_symbol *symbol);

/* Do several objects define the global symbol NAME, so that ld takes one?
 * Section groups don't count, they are the same in each. */
bool whichitem_has_rivals(const struct whichitem *which, const char *name);

/* Does one of the others do the same as SYMBOL? */
bool whichitem_has_twin(const struct whichitem *which,
			const struct kernel *kernel,
			const struct kernel_symbol *symbol);

#endif
