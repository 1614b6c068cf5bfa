/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A function with a section of its own has a record, which its item names.
 * Those that share a section, as __init and noinstr functions do, are found by
 * their names: a local one in the object that its file symbol stands for and
 * under such a source or, where the sidecar doesn't know the object, in the one
 * that has such a source; a global one if there is no other that ld could have
 * taken, which is the one that isn't weak, or the first that is.
 */
#include "match/whichitem.h"

#include <stdlib.h>
#include <string.h>

#include "common/report.h"
#include "common/search.h"

static const char *name_of(const struct whichitem *which, uint32_t item)
{
	return analysis_string(which->analysis,
			       which->analysis->items.data[item].name);
}

static int compare_items(const void *x, const void *y, void *ctx)
{
	const struct whichitem *which = ctx;
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
	int order = strcmp(name_of(which, a), name_of(which, b));

	/* Items are in the order of their files. */
	return order ? order : (a > b) - (a < b);
}

static int add_to(item_list *list, uint32_t item)
{
	uint32_t *slot = vec_push(list);

	if (!slot)
		return -1;
	*slot = item;
	return 0;
}

static void sort_items(struct whichitem *which, item_list *list)
{
	if (list->size)
		qsort_r(list->data, list->size, sizeof(*list->data),
			compare_items, which);
}

static int index_items(struct whichitem *which)
{
	for (uint32_t i = 0; i < which->analysis->items.size; i++) {
		const struct item *item = &which->analysis->items.data[i];

		if (!(item->flags & (ITEM_TABLE | ITEM_LOCAL | ITEM_GROUP)) &&
		    add_to(&which->globals, i))
			return -1;
		if (item->record && item->record <= which->nrecords)
			which->of_record[item->record - 1] = i + 1;
		else if (!(item->flags & ITEM_TABLE) &&
			 add_to(&which->others, i))
			return -1;
	}
	sort_items(which, &which->others);
	sort_items(which, &which->globals);
	return 0;
}

/* The sidecar counts the files that have records, the analysis all objects. */
static int find_units(struct whichitem *which, const struct sidecar *sidecar)
{
	memset(which->unit_of, 0xff,
	       ((size_t)which->nfiles + 1) * sizeof(*which->unit_of));
	for (uint32_t i = 0; i < which->nrecords; i++) {
		struct sidecar_symbol symbol;

		if (!which->of_record[i])
			continue;
		if (sidecar_symbol_at(sidecar, i, &symbol))
			return -1;
		which->unit_of[symbol.file] =
			which->analysis->items.data[which->of_record[i] - 1]
				.file;
	}
	return 0;
}

int whichitem_init(struct whichitem *ret, const struct analysis *analysis,
		   const struct sidecar *sidecar)
{
	const struct sidecar_info *info = sidecar_info(sidecar);

	*ret = (struct whichitem){ .analysis = analysis,
				   .nrecords = info->nsymbols,
				   .nfiles = info->nfiles };
	ret->of_record = calloc((size_t)ret->nrecords + 1,
				sizeof(*ret->of_record));
	ret->unit_of = malloc(((size_t)ret->nfiles + 1) *
			      sizeof(*ret->unit_of));
	if (!ret->of_record || !ret->unit_of)
		report_nomem();
	else if (!index_items(ret) && !find_units(ret, sidecar))
		return 0;
	whichitem_deinit(ret);
	return -1;
}

void whichitem_deinit(struct whichitem *which)
{
	free(which->of_record);
	free(which->unit_of);
	free(which->unit_of_group);
	vec_deinit(&which->others);
	vec_deinit(&which->globals);
	memset(which, 0, sizeof(*which));
}

/* Has UNIT a source called NAME, as far as its items tell? */
static bool is_from(const struct whichitem *which, uint32_t unit,
		    const char *name)
{
	const struct analysis_file *file = &which->analysis->files.data[unit];
	bool told = false;

	for (uint32_t i = 0; i < file->nitems; i++) {
		const char *source = analysis_string(
			which->analysis,
			which->analysis->items.data[file->first_item + i]
				.source);

		if (*source && !strcmp(source, name))
			return true;
		told |= *source != '\0';
	}
	return !told;
}

/* Groups and objects are in the order of the link: where there are as many of
 * both between two groups that are known, FIRST and END, all are. FIRST is one
 * less than the first group where that one isn't known. */
static void fill_groups(struct whichitem *which, const struct kernel *kernel,
			uint32_t first, uint32_t end)
{
	uint32_t *units = which->unit_of_group;
	uint32_t unit = first == KERNEL_NONE ? 0 : units[first] + 1;

	if (units[end] - unit != end - (first + 1))
		return;
	for (uint32_t group = first + 1; group < end; group++, unit++)
		if (is_from(which, unit, kernel->groups.data[group].name))
			units[group] = unit;
}

int whichitem_find_groups(struct whichitem *which, const struct kernel *kernel)
{
	uint32_t last = KERNEL_NONE;

	which->unit_of_group = malloc((kernel->groups.size + 1) *
				      sizeof(*which->unit_of_group));
	if (!which->unit_of_group)
		return report_nomem();
	for (uint32_t i = 0; i < kernel->groups.size; i++) {
		uint32_t file = kernel->groups.data[i].file;

		which->unit_of_group[i] = file && file <= which->nfiles
						  ? which->unit_of[file - 1]
						  : KERNEL_NONE;
		if (which->unit_of_group[i] == KERNEL_NONE)
			continue;
		fill_groups(which, kernel, last, i);
		last = i;
	}
	return 0;
}

/* The first of LIST that isn't before NAME. */
static size_t first_called(const struct whichitem *which, const item_list *list,
			   const char *name)
{
	return lower_bound(i, 0, list->size,
			   strcmp(name_of(which, list->data[i]), name) < 0);
}

/* Is ITEM in the object that group NUMBER of KERNEL stands for? */
static bool is_of(const struct whichitem *which, const struct item *item,
		  const struct kernel *kernel, uint32_t number)
{
	const struct kernel_group *group = &kernel->groups.data[number];
	const char *source = analysis_string(which->analysis, item->source);
	uint32_t unit = which->unit_of_group ? which->unit_of_group[number]
					     : KERNEL_NONE;

	/* ld calls what names no source by its object. */
	if (unit != KERNEL_NONE && (item->file != unit || !*source))
		return item->file == unit;
	return !strcmp(source, group->name);
}

/* Of global ones: may ld have taken this one of those called like it? */
static bool is_as_strong(const struct item *item,
			 const struct kernel_symbol *symbol)
{
	return !(item->flags & ITEM_WEAK) ==
	       (ELF64_ST_BIND(symbol->info) != STB_WEAK);
}

static bool may_be(const struct whichitem *which, const struct item *item,
		   const struct kernel *kernel,
		   const struct kernel_symbol *symbol)
{
	bool local = kernel_is_local(symbol);
	bool function = ELF64_ST_TYPE(symbol->info) == STT_FUNC;

	return !(item->flags & ITEM_LOCAL) == !local &&
	       !(item->flags & ITEM_FUNCTION) == !function &&
	       (local ? is_of(which, item, kernel, symbol->group)
		      : is_as_strong(item, symbol));
}

const struct item *whichitem_of(const struct whichitem *which,
				const struct kernel *kernel,
				const struct kernel_symbol *symbol)
{
	const struct item *items = which->analysis->items.data, *found = NULL;

	if (symbol->number < which->nrecords)
		return which->of_record[symbol->number]
			       ? &items[which->of_record[symbol->number] - 1]
			       : NULL;
	for (size_t i = first_called(which, &which->others, symbol->name);
	     i < which->others.size &&
	     !strcmp(name_of(which, which->others.data[i]), symbol->name);
	     i++) {
		const struct item *item = &items[which->others.data[i]];

		if (!may_be(which, item, kernel, symbol))
			continue;
		if (found && ELF64_ST_BIND(symbol->info) != STB_WEAK)
			return NULL;
		if (!found)
			found = item;
	}
	return found;
}

bool whichitem_has_rivals(const struct whichitem *which, const char *name)
{
	size_t at = first_called(which, &which->globals, name);

	return at + 1 < which->globals.size &&
	       !strcmp(name_of(which, which->globals.data[at + 1]), name);
}

bool whichitem_has_twin(const struct whichitem *which,
			const struct kernel *kernel,
			const struct kernel_symbol *symbol)
{
	const struct item *own = whichitem_of(which, kernel, symbol);

	for (size_t i = first_called(which, &which->globals, symbol->name);
	     own && i < which->globals.size; i++) {
		const struct item *item =
			&which->analysis->items.data[which->globals.data[i]];

		if (strcmp(name_of(which, which->globals.data[i]),
			   symbol->name) != 0)
			return false;
		if (item != own && item->size == own->size &&
		    item->bytes == own->bytes)
			return true;
	}
	return false;
}
