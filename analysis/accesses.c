/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What code does with the addresses that were followed: by function. */
#include <stdlib.h>

#include "analysis/work.h"
#include "common/search.h"

/* Does all that is done with the address ORIGIN of section TO, among the
 * accesses from FIRST on, stay in the symbol there? */
static bool stays_in_symbol(const struct work *work, size_t first, uint32_t to,
			    int64_t origin)
{
	uint32_t symbol = work_locate(work, to, origin).symbol;

	if (!symbol)
		return false;
	for (size_t i = first; i < work->accesses.size; i++) {
		const struct work_access *access = &work->accesses.data[i];

		if (access->to == to && access->origin == origin &&
		    (work_locate(work, to, access->target).symbol != symbol ||
		     (access->indexed && access->target != access->origin)))
			return false;
	}
	return true;
}

/* Is the address ORIGIN of section TO that of a variable whatever is done with
 * it, among the accesses from FIRST on, which are one function's? */
static bool is_of_joined(const struct work *work, size_t first, uint32_t to,
			 int64_t origin)
{
	if (!work_begins_joined(work, to, origin,
				work->accesses.data[first].section,
				work->accesses.data[first].at))
		return false;
	for (size_t i = first; i < work->accesses.size; i++) {
		const struct work_access *access = &work->accesses.data[i];

		if (access->to == to && access->origin == origin &&
		    (access->kind == ACCESS_END || access->indexed))
			return false;
	}
	return true;
}

/* Does all that is done with the address ORIGIN of section TO, among the
 * accesses from FIRST on, leave it as it is? */
static bool stays_itself(const struct work *work, size_t first, uint32_t to,
			 int64_t origin)
{
	for (size_t i = first; i < work->accesses.size; i++) {
		const struct work_access *access = &work->accesses.data[i];

		if (access->to == to && access->origin == origin &&
		    ((access->kind != ACCESS_ESCAPE &&
		      access->kind != ACCESS_READ) ||
		     access->size || access->target != origin))
			return false;
	}
	return true;
}

/* The first of the accesses from FIRST on that goes on from the address that
 * ACCESS, one of them, does. */
static size_t find_origin(const struct work *work, size_t first,
			  const struct work_access *access)
{
	const struct work_access *list = work->accesses.data;

	while (list[first].to != access->to ||
	       list[first].origin != access->origin)
		first++;
	return first;
}

void work_drop_plain(struct work *work, size_t first)
{
	size_t kept = first;

	for (size_t i = first; i < work->accesses.size; i++) {
		struct work_access *access = &work->accesses.data[i];
		size_t same = find_origin(work, first, access);

		if (same == i) {
			access->is_plain = stays_in_symbol(work, first,
							   access->to,
							   access->origin) ||
					   is_of_joined(work, first, access->to,
							access->origin);
			access->is_itself = stays_itself(
				work, first, access->to, access->origin);
		} else {
			access->is_plain = work->accesses.data[same].is_plain;
			access->is_itself = work->accesses.data[same].is_itself;
		}
	}
	for (size_t i = first; i < work->accesses.size; i++)
		if (!work->accesses.data[i].is_plain)
			work->accesses.data[kept++] = work->accesses.data[i];
	work->accesses.size = kept;
}

static int compare_accesses(const void *a, const void *b)
{
	const struct work_access *x = a, *y = b;

	if (x->section != y->section)
		return x->section < y->section ? -1 : 1;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->to != y->to)
		return x->to < y->to ? -1 : 1;
	return (x->target > y->target) - (x->target < y->target);
}

void work_sort_accesses(struct work *work)
{
	if (work->accesses.size)
		qsort(work->accesses.data, work->accesses.size,
		      sizeof(*work->accesses.data), compare_accesses);
}

/* The first access at AT of SECTION or behind it. */
static size_t first_access(const struct work *work, uint32_t section,
			   uint64_t at)
{
	const struct work_access *list = work->accesses.data;

	return lower_bound(
		i, 0, work->accesses.size,
		list[i].section < section ||
			(list[i].section == section && list[i].at < at));
}

const struct work_access *work_accesses(const struct work *work,
					const struct item *item, size_t *count)
{
	size_t first = first_access(work, item->section, item->value);
	size_t end = first_access(work, item->section,
				  item->value + item->size);

	*count = end - first;
	return *count ? work->accesses.data + first : NULL;
}
