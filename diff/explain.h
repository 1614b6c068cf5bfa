/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why an item differs, in a line. */
#ifndef LDFOLD_EXPLAIN_H
#define LDFOLD_EXPLAIN_H

#include "diff/compare.h"

/* One side: what it is, and the work that still has its object open, or
 * NULL (then values can't be told). */
struct explain_side {
	const struct analysis *analysis;
	struct work *work;
};

/* The reason for DIFFERENCE as new memory; "" where there is none to tell. NULL
 * (reported) on error. */
char *explain_difference(const struct explain_side *old,
			 const struct explain_side *new,
			 const struct difference *difference);

/* Why a livepatch can't bring DIFFERENCE about, or NULL: it can. */
const char *explain_why_not(const struct analysis *old,
			    const struct analysis *new,
			    const struct difference *difference);

#endif
