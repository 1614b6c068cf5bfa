/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two analyses side by side: what changed, with the reason. */
#ifndef LDFOLD_COMPARE_H
#define LDFOLD_COMPARE_H

#include <stdbool.h>
#include <stdint.h>

#include "analysis.h"
#include "vec.h"

enum difference_kind {
	DIFFERENCE_CHANGED = 1,
	DIFFERENCE_LINE,	/* in line numbers only */
	DIFFERENCE_ADDED,	/* there is no old item */
	DIFFERENCE_REMOVED,	/* there is no new item */
};

enum difference_cause {
	CAUSE_NONE,		/* added, removed */
	CAUSE_KIND,		/* function became variable, ... */
	CAUSE_BASE,		/* went to another section */
	CAUSE_SIZE,
	CAUSE_BYTES,		/* instructions, values */
	CAUSE_REFERENCE,	/* what it refers to: see old and new reference */
	CAUSE_TABLE,		/* entries of a side table: the same */
	CAUSE_LINE,
};

struct difference {
	enum difference_kind kind;
	enum difference_cause cause;
	uint32_t old_file, new_file;	/* of the analyses, or COMPARE_NONE */
	uint32_t old_item, new_item;	/* or COMPARE_NONE */
	/* CAUSE_REFERENCE, CAUSE_TABLE: of the analyses, or COMPARE_NONE where
	 * one side has none. */
	uint32_t old_reference, new_reference;
};

#define COMPARE_NONE UINT32_MAX

struct comparison {
	VEC(struct difference) differences;	/* by file of NEW, then OLD; there
						 * by place in the object */
	/* Items of NEW that are the same as far as can be told: ITEM_DOUBT. */
	VEC(uint32_t) doubts;
	uint32_t nfiles;	/* that both have */
	uint32_t nitems;	/* that were compared */
};

/* Compare OLD and NEW, which have to live as long. Files are paired by name; if
 * each has just one, these. 0 and *ret, or -1 (reported). Release with
 * comparison_deinit. */
int compare(const struct analysis *old, const struct analysis *new,
	    struct comparison *ret);
void comparison_deinit(struct comparison *comparison);

#endif
