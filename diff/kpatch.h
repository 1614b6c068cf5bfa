/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A comparison as kpatch's create-diff-object would sum it up. */
#ifndef LDFOLD_KPATCH_H
#define LDFOLD_KPATCH_H

#include "diff/compare.h"

/* Numbers of items: of the old analysis where there are both, else of the
 * new one. */
struct kpatch_set {
	uint32_t *data;
	size_t size;
	size_t capacity;
};

/* What no patch can bring about. */
struct kpatch_refusal {
	uint32_t old_item; /* or COMPARE_NONE: it is the new one */
	uint32_t new_item; /* or COMPARE_NONE */
	const char *why;
};

struct kpatch_sets {
	struct kpatch_set changed; /* functions that a patch replaces */
	struct kpatch_set added;   /* new ones that they need, or globals */
	struct kpatch_set line;	   /* of which only lines changed */
	VEC(struct kpatch_refusal) refused;
};

/* Sum DIFFERENCES, of OLD and NEW, up. 0 and *ret, or -1 (reported). Release
 * with kpatch_sets_deinit. */
int kpatch_sum_up(const struct analysis *old, const struct analysis *new,
		  const struct comparison *differences,
		  struct kpatch_sets *ret);
void kpatch_sets_deinit(struct kpatch_sets *sets);

#endif
