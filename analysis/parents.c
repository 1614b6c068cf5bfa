/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which functions are parts of others: foo.cold, foo.part.0, foo.isra.0 and the
 * like are to be known with the function that they were split off from. */
#include <string.h>

#include "analysis/work.h"

/* Stands for all sources: no string has this number. */
#define ANY_SOURCE UINT32_MAX

/* The function called NAME in SOURCE, or WORK_NONE. */
static uint32_t function_in(const struct work *work, uint32_t name,
			    uint32_t source)
{
	uint32_t number = pairs_find(&work->pairs, name, source);

	return number == PAIRS_NONE ? WORK_NONE : work->numbers.data[number];
}

/* The function called NAME, LENGTH bytes, that a part from SOURCE can be of:
 * one from there, or a global one. A part that is global (LTO makes them) has
 * no source; then the only one of that name. */
static uint32_t find_by_name(const struct work *work, const char *name,
			     size_t length, uint32_t source)
{
	uint32_t string, item;

	if (!strtab_find_n(&work->analysis->strings, name, length, &string))
		return WORK_NONE;
	item = function_in(work, string, source);
	if (item == WORK_NONE)
		item = function_in(work, string, source ? 0 : ANY_SOURCE);
	return item;
}

/* foo.isra.0.cold goes with foo.isra.0, else with foo. */
static void find_parent(struct work *work, struct item *item)
{
	const char *name = analysis_string(work->analysis, item->name);
	size_t length = strlen(name);

	while ((length = name_of_part(name, length))) {
		uint32_t parent = find_by_name(work, name, length,
					       item->source);

		if (parent == WORK_NONE)
			continue;
		item->parent = parent;
		return;
	}
}

static bool is_part(const char *name)
{
	return strchr(name, '.') && name_of_part(name, strlen(name));
}

/* Note that NAME in SOURCE is ITEM; AGAIN if it is there already. */
static int index_function(struct work *work, uint32_t name, uint32_t source,
			  uint32_t item, uint32_t again)
{
	uint32_t number, *slot;

	if (pairs_add(&work->pairs, name, source, &number))
		return -1;
	if (number < work->numbers.size) {
		work->numbers.data[number] = again;
		return 0;
	}
	slot = vec_push(&work->numbers);
	if (!slot)
		return -1;
	*slot = item;
	return 0;
}

/* Functions by name and source; of two in one source, the last. */
static int index_functions(struct work *work, uint32_t first)
{
	const struct item *items = work->analysis->items.data;

	pairs_clear(&work->pairs);
	work->numbers.size = 0;
	for (uint32_t i = first; i < work->analysis->items.size; i++)
		if (items[i].flags & ITEM_FUNCTION &&
		    (index_function(work, items[i].name, items[i].source, i,
				    i) ||
		     index_function(work, items[i].name, ANY_SOURCE, i,
				    WORK_NONE)))
			return -1;
	return 0;
}

int work_parents(struct work *work, uint32_t first)
{
	struct item *items = work->analysis->items.data;
	size_t end = work->analysis->items.size;
	bool parts = false;

	for (size_t i = first; i < end && !parts; i++)
		parts = items[i].flags & ITEM_FUNCTION &&
			is_part(analysis_string(work->analysis, items[i].name));
	if (!parts)
		return 0;
	if (index_functions(work, first))
		return -1;
	for (size_t i = first; i < end; i++)
		if (items[i].flags & ITEM_FUNCTION)
			find_parent(work, &items[i]);
	return 0;
}
