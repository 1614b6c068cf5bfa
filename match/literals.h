/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does a kernel have the strings that a rebuild's functions and variables refer
 * to? */
#ifndef LDFOLD_LITERALS_H
#define LDFOLD_LITERALS_H

#include <stdbool.h>
#include <stdint.h>

#include "analysis/analysis.h"
#include "common/vec.h"
#include "match/kernel.h"

struct literal {
	uint64_t hash;
	bool found;
};

struct literals {
	VEC(struct literal) wanted; /* by hash, each once */
	uint64_t *filter;	    /* bits of those that weren't found yet */
	bool known;		    /* the kernel has contents */
};

/* Look for all strings of ANALYSIS in KERNEL. 0 and *ret, or -1 (reported).
 * Release with literals_deinit, which also takes one that is all zero. */
int literals_init(struct literals *ret, const struct analysis *analysis,
		  const struct kernel *kernel);
void literals_deinit(struct literals *literals);

/* The first string of ITEM that the kernel doesn't have, as text of the
 * analysis, or NULL. */
const char *literals_missing(const struct literals *literals,
			     const struct analysis *analysis,
			     const struct item *item);

#endif
