/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places that several items share, in two builds. */
#ifndef LDFOLD_SHARED_H
#define LDFOLD_SHARED_H

#include "diff/compare.h"

/* What was paired: the other one's number by item, or COMPARE_NONE. */
struct partners {
	uint32_t *of_old, *of_new;
};

/* Nothing yet. 0, or -1 (reported). Release with partners_deinit. */
int partners_init(struct partners *partners, const struct analysis *old,
		  const struct analysis *new);
void partners_deinit(struct partners *partners);

/* Take differences away that are only in which name of a place is meant, and
 * add those in who shares one. 0, or -1 (reported). */
int shared_places(const struct analysis *old, const struct analysis *new,
		  const struct partners *partners, struct comparison *ret);

#endif
