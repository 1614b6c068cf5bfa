/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the source changed, for an audit: the functions that differ between two
 * builds of the kernel, and where they are in the shipped one. */
#include "foldinfo/audit-changes.h"

#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "common/search.h"
#include "diff/explain.h"
#include "foldinfo/place.h"

/* The place of function NUMBER of the old build, or of the one that it is part
 * of, which a patch replaces with it. */
static struct answer_place find_place(const struct builds *builds,
				      uint32_t *number, const char *why_not)
{
	const struct item *items = builds->old.analysis.items.data;
	struct answer_place place = places_of(builds->places, *number, why_not);

	if (place.object || items[*number].parent == *number)
		return place;
	*number = items[*number].parent;
	return places_of(builds->places, *number, NULL);
}

static int add_change(struct audit_changes *changes, const struct difference *d)
{
	const struct builds *builds = changes->builds;
	const char *why_not = explain_why_not(&builds->old.analysis,
					      &builds->new.analysis, d);
	struct audit_change *to = vec_push(&changes->list);
	uint32_t number = d->old_item;

	if (!to)
		return -1;
	to->place = find_place(builds, &number, why_not);
	to->item = side_item(&builds->old, number);
	to->is_line = d->kind == DIFFERENCE_LINE;
	to->is_doubt = d->cause == CAUSE_DOUBT;
	return 0;
}

/* Also for qsort(): by name, then position. */
static int compare_changes(const void *x, const void *y)
{
	const struct audit_change *a = x, *b = y;
	int order = strcmp(a->item.name, b->item.name);

	if (order)
		return order;
	return (a->place.sympos > b->place.sympos) -
	       (a->place.sympos < b->place.sympos);
}

/* Make one of a function and the parts of it that changed, too. */
static void join(struct audit_changes *changes)
{
	struct audit_change *list = changes->list.data;
	size_t count = 0;

	for (size_t i = 0; i < changes->list.size; i++) {
		struct audit_change *last = count ? &list[count - 1] : NULL;

		if (last && last->place.object && list[i].place.object &&
		    !compare_changes(last, &list[i])) {
			last->is_line &= list[i].is_line;
			last->is_doubt &= list[i].is_doubt;
			continue;
		}
		list[count++] = list[i];
	}
	changes->list.size = count;
}

int audit_changes_init(struct audit_changes *ret, const struct builds *builds)
{
	const struct difference *d;

	memset(ret, 0, sizeof(*ret));
	ret->builds = builds;
	vec_for_each(&builds->comparison.differences, d) {
		if (d->old_item == COMPARE_NONE ||
		    d->new_item == COMPARE_NONE ||
		    !(builds->old.analysis.items.data[d->old_item].flags &
		      ITEM_FUNCTION))
			continue;
		if (add_change(ret, d))
			return -1;
	}
	if (ret->list.size)
		qsort(ret->list.data, ret->list.size, sizeof(*ret->list.data),
		      compare_changes);
	join(ret);
	return 0;
}

void audit_changes_deinit(struct audit_changes *changes)
{
	vec_deinit(&changes->list);
}

size_t audit_changes_find(const struct audit_changes *changes, const char *name)
{
	return lower_bound(i, 0, changes->list.size,
			   strcmp(changes->list.data[i].item.name, name) < 0);
}

static int compare_addresses(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

	return (a > b) - (a < b);
}

int audit_changes_join(struct audit_changes *changes)
{
	_cleanup_free_ uint64_t *patched = calloc(changes->list.size + 1,
						  sizeof(*patched));
	struct audit_change *change;
	size_t count = 0;

	if (!patched)
		return report_nomem();
	vec_for_each(&changes->list, change)
		if (change->is_patched)
			patched[count++] = change->place.address;
	qsort(patched, count, sizeof(*patched), compare_addresses);
	vec_for_each(&changes->list, change)
		if (change->place.object && count)
			change->is_patched |= !!bsearch(
				&change->place.address, patched, count,
				sizeof(*patched), compare_addresses);
	return 0;
}
