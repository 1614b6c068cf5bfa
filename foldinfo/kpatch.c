/* SPDX-License-Identifier: GPL-3.0-or-later */
/* foldinfo diff --kpatch: which functions a patch made by kpatch would replace
 * and bring along, and what it can't. */
#include <stdlib.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "diff/explain.h"
#include "diff/kpatch.h"
#include "foldinfo/diff.h"
#include "foldinfo/place.h"

struct verdicts {
	const struct builds *builds;
	uint32_t *ranks; /* see index_differences() */
	struct answer_kpatch *answer;
};

/* The difference that each item of the old build has, as new memory: 1 + its
 * rank, or 0. NULL (reported) on error. */
static uint32_t *index_differences(const struct builds *builds)
{
	const struct comparison *comparison = &builds->comparison;
	uint32_t *ret = calloc(builds->old.analysis.items.size + 1,
			       sizeof(*ret));

	if (!ret) {
		report_nomem();
		return NULL;
	}
	for (size_t i = 0; i < comparison->differences.size; i++) {
		uint32_t item = comparison->differences.data[i].old_item;

		if (item != COMPARE_NONE)
			ret[item] = (uint32_t)i + 1;
	}
	return ret;
}

/* Why no livepatch brings the change of ITEM about, as the kernel has it, or
 * NULL. One that only a part of it has is the part's. */
static const char *why_not_of(const struct verdicts *v, uint32_t item)
{
	const struct builds *builds = v->builds;
	uint32_t rank = v->ranks[item];

	return rank ? explain_why_not(
			      &builds->old.analysis, &builds->new.analysis,
			      &builds->comparison.differences.data[rank - 1])
		    : NULL;
}

/* Add VERDICT about item NUMBER of SIDE. */
static int add_verdict(struct verdicts *v, const struct side *side,
		       uint32_t number, struct answer_verdict verdict)
{
	struct answer_verdict *to = vec_push(&v->answer->verdicts);

	if (!to)
		return -1;
	*to = verdict;
	to->item = side_item(side, number);
	return 0;
}

static int add_set(struct verdicts *v, const char *key, const char *text,
		   const struct kpatch_set *set, bool is_new)
{
	const struct side *side = is_new ? &v->builds->new : &v->builds->old;

	for (size_t i = 0; i < set->size; i++) {
		struct answer_verdict verdict = {
			.key = key,
			.text = text,
			.why = is_new ? NULL : why_not_of(v, set->data[i]),
		};

		if (!is_new && v->builds->places) {
			verdict.placed = true;
			verdict.place = places_of(v->builds->places,
						  set->data[i], verdict.why);
		}
		if (add_verdict(v, side, set->data[i], verdict))
			return -1;
	}
	return 0;
}

static int add_refused(struct verdicts *v, const struct kpatch_sets *sets)
{
	const struct kpatch_refusal *refusal;

	vec_for_each(&sets->refused, refusal) {
		bool is_new = refusal->new_item != COMPARE_NONE;
		struct answer_verdict verdict = {
			.key = "refused",
			.text = "can't be patched",
			.why = refusal->why,
			.refused = true,
		};

		if (add_verdict(v, is_new ? &v->builds->new : &v->builds->old,
				is_new ? refusal->new_item : refusal->old_item,
				verdict))
			return -1;
	}
	return 0;
}

int diff_make_kpatch(struct answer_kpatch *ret, const struct builds *builds,
		     bool ignore_line)
{
	const struct analysis *old = &builds->old.analysis;
	const struct analysis *new = &builds->new.analysis;
	_cleanup_free_ uint32_t *ranks = index_differences(builds);
	struct verdicts v = { builds, ranks, ret };
	struct kpatch_sets sets;
	int status;

	ret->many_files = old->files.size > 1 || new->files.size > 1;
	if (!ranks || kpatch_sum_up(old, new, &builds->comparison, &sets))
		return -1;
	status = add_set(&v, "changed", "changed function", &sets.changed,
			 false) ||
				 add_set(&v, "new", "new function", &sets.added,
					 true) ||
				 (!ignore_line &&
				  add_set(&v, "line", "line numbers only",
					  &sets.line, false)) ||
				 add_refused(&v, &sets)
			 ? -1
			 : 0;
	kpatch_sets_deinit(&sets);
	return status;
}
