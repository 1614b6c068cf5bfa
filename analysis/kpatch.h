/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A comparison as kpatch's create-diff-object would sum it up. */
#ifndef LDFOLD_KPATCH_H
#define LDFOLD_KPATCH_H

#include "compare.h"

/* Numbers of items: of the old analysis where there are both, else of the
 * new one. */
struct kpatch_sets {
	VEC(uint32_t) changed;	/* functions that a patch replaces */
	VEC(uint32_t) added;	/* new functions that they need, or globals */
	VEC(uint32_t) line;	/* functions of which only lines changed */
	VEC(uint32_t) refused;	/* differences that no patch can make */
};

/* Sum DIFFERENCES, of OLD and NEW, up. 0 and *ret, or -1 (reported). Release
 * with kpatch_sets_deinit. */
int kpatch_sum_up(const struct analysis *old, const struct analysis *new,
		  const struct comparison *differences,
		  struct kpatch_sets *ret);
void kpatch_sets_deinit(struct kpatch_sets *sets);

#endif
