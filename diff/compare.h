/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two analyses side by side: what changed, with the reason. */
#ifndef LDFOLD_COMPARE_H
#define LDFOLD_COMPARE_H

#include <stdbool.h>
#include <stdint.h>

#include "analysis/analysis.h"
#include "common/vec.h"
#include "diff/files.h"

enum difference_kind {
	DIFFERENCE_CHANGED = 1,
	DIFFERENCE_LINE,    /* in line numbers only */
	DIFFERENCE_ADDED,   /* there is no old item */
	DIFFERENCE_REMOVED, /* there is no new item */
};

enum difference_cause {
	CAUSE_NONE, /* added, removed */
	CAUSE_KIND, /* function became variable, ... */
	CAUSE_BASE, /* went to another section */
	CAUSE_SIZE,
	CAUSE_BYTES,	 /* instructions, values */
	CAUSE_REFERENCE, /* what it refers to: see old and new reference */
	CAUSE_TABLE,	 /* entries of a side table: the same */
	CAUSE_LINE,
	CAUSE_EXPORT, /* other modules may use it */
	CAUSE_PLACE,  /* is at another one's place, or no more */
	CAUSE_DOUBT,  /* can't be proven the same: ITEM_DOUBT */
};

struct difference {
	enum difference_kind kind;
	enum difference_cause cause;
	bool other_item; /* a reference leads to another one by its name */
	bool is_guess; /* which old item this is: there are several of a name */
	uint32_t old_file, new_file; /* of the analyses, or COMPARE_NONE */
	uint32_t old_item, new_item; /* or COMPARE_NONE */
	/* CAUSE_REFERENCE, CAUSE_TABLE: of the analyses, or COMPARE_NONE where
	 * one side has none. */
	uint32_t old_reference, new_reference;
	/* CAUSE_PLACE: whose place it is, maybe its own. */
	uint32_t old_place, new_place;
};

#define COMPARE_NONE UINT32_MAX

struct comparison {
	VEC(struct difference)
	differences;	 /* by file of NEW, then OLD; there
						 * by place in the object */
	uint32_t nfiles; /* that both have */
	uint32_t nitems; /* that were compared */
};

/* Compare what PAIRS have of OLD and NEW, which have to live as long. 0 and
 * *ret, or -1 (reported). Release with comparison_deinit. */
int comparison_init(const struct analysis *old, const struct analysis *new,
		    const struct file_pairs *pairs, struct comparison *ret);
void comparison_deinit(struct comparison *comparison);

#endif
