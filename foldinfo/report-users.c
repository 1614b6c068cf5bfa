/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who refers to what changed, for a report: in the kernel that is patched, for
 * which the old build stands; and to what is new, in the new one. */
#include <string.h>

#include "common/report.h"
#include "foldinfo/refs.h"
#include "foldinfo/report.h"

/* Those that are looked for in one analysis. */
struct group {
	const struct analysis *analysis;
	struct answer_refs *answer;
	VEC(struct refs_subject) subjects;
};

static int add(struct group *group, struct answer_change *change,
	       const struct item *item)
{
	struct refs_subject *subject = vec_push(&group->subjects);

	if (!subject)
		return -1;
	*subject = refs_subject_of(group->analysis, item);
	change->refs = group->answer;
	change->subject = group->subjects.size - 1;
	return 0;
}

static int find(struct group *group)
{
	int status = group->subjects.size
			     ? refs_find(group->answer, group->analysis,
					 group->subjects.data,
					 group->subjects.size)
			     : 0;

	vec_deinit(&group->subjects);
	return status;
}

int report_find_users(struct answer_report *report, const struct builds *builds,
		      struct report_users *ret)
{
	const struct analysis *old = &builds->old.analysis;
	const struct analysis *new = &builds->new.analysis;
	const struct side *side = report_kernel(builds);
	struct group kernel = { side ? &side->analysis : NULL,
				&ret->kernel,
				{} };
	struct group of_old = { old, &ret->old, {} };
	struct group of_new = { new, &ret->new, {} };
	struct answer_change *change;
	int status = 0;

	memset(ret, 0, sizeof(*ret));
	report->has_all_users = side;
	vec_for_each(&report->changes, change) {
		const struct difference *d = change->difference->found;
		const struct item *item = side && d->old_item != COMPARE_NONE
						  ? report_kernel_item(
							    builds, d->old_item)
						  : NULL;

		if (item)
			status |= add(&kernel, change, item);
		else if (d->old_item != COMPARE_NONE)
			status |= add(&of_old, change,
				      &old->items.data[d->old_item]);
		else
			status |= add(&of_new, change,
				      &new->items.data[d->new_item]);
	}
	status |= find(&kernel);
	status |= find(&of_old);
	status |= find(&of_new);
	return status ? -1 : 0;
}

void report_users_release(struct report_users *users)
{
	refs_release(&users->kernel);
	refs_release(&users->old);
	refs_release(&users->new);
}
