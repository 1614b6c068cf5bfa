/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A function with a section of its own has a record, which its item names. Those
 * that share a section, as __init and noinstr functions do, are found by their
 * names: a local one in the object that its file symbol stands for or, where the
 * sidecar doesn't know that, in the one that has such a source; a global one if
 * there is no other.
 */
#include "whichitem.h"

#include <stdlib.h>
#include <string.h>

#include "report.h"

static const char *name_of(const struct whichitem *which, uint32_t item)
{
	return analysis_string(which->analysis,
			       which->analysis->items.data[item].name);
}

static int compare_others(const void *x, const void *y, void *ctx)
{
	const struct whichitem *which = ctx;
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
	int order = strcmp(name_of(which, a), name_of(which, b));

	/* Items are in the order of their files. */
	return order ? order : (a > b) - (a < b);
}

static int index_items(struct whichitem *which)
{
	for (uint32_t i = 0; i < which->analysis->items.size; i++) {
		const struct item *item = &which->analysis->items.data[i];
		uint32_t *other;

		if (item->record && item->record <= which->nrecords) {
			which->of_record[item->record - 1] = i + 1;
			continue;
		}
		if (item->flags & ITEM_TABLE)
			continue;
		other = vec_push(&which->others);
		if (!other)
			return -1;
		*other = i;
	}
	if (which->others.size)
		qsort_r(which->others.data, which->others.size,
			sizeof(*which->others.data), compare_others, which);
	return 0;
}

int whichitem_init(struct whichitem *ret, const struct analysis *analysis,
		   uint32_t nrecords)
{
	*ret = (struct whichitem){ .analysis = analysis,
				   .nrecords = nrecords };
	ret->of_record = calloc((size_t)nrecords + 1, sizeof(*ret->of_record));
	if (!ret->of_record)
		return report_nomem();
	if (!index_items(ret))
		return 0;
	whichitem_deinit(ret);
	return -1;
}

void whichitem_deinit(struct whichitem *which)
{
	free(which->of_record);
	vec_deinit(&which->others);
	memset(which, 0, sizeof(*which));
}

/* The first of the others that isn't before NAME. */
static size_t first_called(const struct whichitem *which, const char *name)
{
	size_t low = 0, high = which->others.size;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(name_of(which, which->others.data[middle]), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Is ITEM in the object that GROUP stands for? */
static bool is_of(const struct whichitem *which, const struct item *item,
		  const struct kernel_group *group)
{
	if (group->file)
		return item->file == group->file - 1;
	return !strcmp(analysis_string(which->analysis, item->source),
		       group->name);
}

static bool may_be(const struct whichitem *which, const struct item *item,
		   const struct kernel *kernel,
		   const struct kernel_symbol *symbol)
{
	bool local = kernel_is_local(symbol);
	bool function = ELF64_ST_TYPE(symbol->info) == STT_FUNC;

	return !(item->flags & ITEM_LOCAL) == !local &&
	       !(item->flags & ITEM_FUNCTION) == !function &&
	       (!local || is_of(which, item,
				&kernel->groups.data[symbol->group]));
}

const struct item *whichitem_of(const struct whichitem *which,
				const struct kernel *kernel,
				const struct kernel_symbol *symbol)
{
	const struct item *items = which->analysis->items.data, *found = NULL;

	if (symbol->number < which->nrecords)
		return which->of_record[symbol->number] ?
			       &items[which->of_record[symbol->number] - 1] :
			       NULL;
	for (size_t i = first_called(which, symbol->name);
	     i < which->others.size &&
	     !strcmp(name_of(which, which->others.data[i]), symbol->name);
	     i++) {
		const struct item *item = &items[which->others.data[i]];

		if (!may_be(which, item, kernel, symbol))
			continue;
		if (found)
			return NULL;
		found = item;
	}
	return found;
}
