/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What items refer to, and who refers to them. */
#ifndef LDFOLD_FOLDINFO_REFS_H
#define LDFOLD_FOLDINFO_REFS_H

#include "analysis/analysis.h"
#include "foldinfo/answers.h"

/* Who is asked for: an item, or a symbol of the output that none is, as the
 * linker script's `jiffies'. */
struct refs_subject {
	const struct item *item; /* or NULL */
	const char *name;
	const char *key; /* by which references mean it */
	struct origin object;
};

/* The subject that ITEM of ANALYSIS is. */
struct refs_subject refs_subject_of(const struct analysis *analysis,
				    const struct item *item);

/* Make the answer for COUNT SUBJECTS, in their order, from one look at all
 * references of ANALYSIS. 0 and *ret, or -1 (reported). Release with
 * refs_release, in either case. */
int refs_find(struct answer_refs *ret, const struct analysis *analysis,
	      const struct refs_subject *subjects, size_t count);
void refs_release(struct answer_refs *answer);

#endif
