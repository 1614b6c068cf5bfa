/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys: the names by which another build knows the same item. Static locals of
 * one name are told apart by the function that refers to them first, their
 * size, and the order there; what is left of one name in a file, by order. */
#include "analysis/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/report.h"

enum { KEY_MAX_BYTES = 2048 };

/* Item NUMBER gets the key BASE@OWNER:SIZE. */
static int set_owner(struct work *work, uint32_t number, uint32_t owner)
{
	struct analysis *analysis = work->analysis;
	struct item *item = &analysis->items.data[number];
	const char *name = "";
	char key[KEY_MAX_BYTES], stable[KEY_MAX_BYTES / 2];

	if (owner != WORK_NONE) {
		const struct item *o = &analysis->items.data[owner];

		/* A second name of foo, which may come first, isn't its. */
		if (o->flags & ITEM_ALIAS)
			o = &analysis->items.data[o->parent];
		name = analysis_string(analysis, o->name);
		/* foo.cold and foo.isra.0 are foo to those who count. */
		snprintf(stable, sizeof(stable), "%.*s",
			 (int)name_of_parent(name), name);
		if (name_number(stable) >= 0)
			*strrchr(stable, '.') = '\0';
		name = stable;
	}
	snprintf(key, sizeof(key), "%s@%s:%llu",
		 analysis_string(analysis, item->key), name,
		 (unsigned long long)item->size);
	return strtab_add(&analysis->strings, key, &item->key);
}

struct statics {
	unsigned char *done; /* by item, from FIRST */
	VEC(uint32_t) order;
	uint32_t first;
};

/* Give an owner to the static that REL of SECTION refers to, unless it has
 * one. */
static int own_static(struct work *work, struct statics *statics,
		      uint32_t section, const Elf64_Rela *rel)
{
	struct target target;
	uint32_t item, *slot;

	if (!work_resolve(work, section, rel, &target) || !target.symbol)
		return 0;
	item = work->symbols.data[target.symbol].item;
	if (item == WORK_NONE || statics->done[item - statics->first] ||
	    !(work->analysis->items.data[item].flags & ITEM_STATIC))
		return 0;
	statics->done[item - statics->first] = 1;
	slot = vec_push(&statics->order);
	if (!slot)
		return -1;
	*slot = item;
	return set_owner(work, item,
			 work_item_at(work, section, rel->r_offset));
}

/* Code first: a table that holds the address of n.0 says less. */
static int own_statics(struct work *work, struct statics *statics, bool code)
{
	for (uint32_t i = 0; i < work->obj.sections.size; i++) {
		const struct relobj_section *s = &work->obj.sections.data[i];
		enum section_role role = work->sections.data[i].policy.role;

		if (!(s->flags & SHF_EXECINSTR) == code ||
		    (role != ROLE_ORDINARY && role != ROLE_PRIVATE))
			continue;
		for (size_t r = 0; r < s->nrels; r++)
			if (own_static(work, statics, i, &s->rels[r]))
				return -1;
	}
	return 0;
}

static bool has_statics(const struct work *work, uint32_t first)
{
	for (size_t i = first; i < work->analysis->items.size; i++)
		if (work->analysis->items.data[i].flags & ITEM_STATIC)
			return true;
	return false;
}

static int find_owners(struct work *work, struct statics *statics)
{
	size_t end = work->analysis->items.size;

	/* To resolve all references costs time that few objects are worth. */
	if (has_statics(work, statics->first) &&
	    (own_statics(work, statics, true) ||
	     own_statics(work, statics, false)))
		return -1;
	/* Those to which nothing refers come last. */
	for (size_t i = statics->first; i < end; i++) {
		uint32_t *slot;

		if (statics->done[i - statics->first])
			continue;
		slot = vec_push(&statics->order);
		if (!slot)
			return -1;
		*slot = (uint32_t)i;
		if (work->analysis->items.data[i].flags & ITEM_STATIC &&
		    set_owner(work, (uint32_t)i, WORK_NONE))
			return -1;
	}
	return 0;
}

struct ranked {
	uint32_t item;
	uint32_t key, source;
	long number;   /* .isra.1 */
	uint32_t rank; /* order of first reference */
};

static int compare_ranked(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->source != y->source)
		return x->source < y->source ? -1 : 1;
	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return (x->rank > y->rank) - (x->rank < y->rank);
}

/* What is never paired keeps its key: one is as good as another. */
static bool is_never_paired(const struct item *item)
{
	return item->flags & (ITEM_SPECIAL | ITEM_PRIVATE);
}

/* Are there two of one key in a source, of which one is to get a number? 1, 0,
 * or -1 (reported). */
static int has_twins(struct work *work, uint32_t first)
{
	const struct analysis *analysis = work->analysis;
	uint32_t number, *paired;

	pairs_clear(&work->pairs);
	work->numbers.size = 0;
	for (size_t i = first; i < analysis->items.size; i++) {
		const struct item *item = &analysis->items.data[i];

		if (pairs_add(&work->pairs, item->key, item->source, &number))
			return -1;
		if (number < work->numbers.size) {
			if (work->numbers.data[number] ||
			    !is_never_paired(item))
				return 1;
			continue;
		}
		paired = vec_push(&work->numbers);
		if (!paired)
			return -1;
		*paired = !is_never_paired(item);
	}
	return 0;
}

/* The second of one key in a source becomes KEY#1. */
static int number_twins(struct work *work, const struct statics *statics)
{
	struct analysis *analysis = work->analysis;
	size_t count = statics->order.size, same = 0;
	struct ranked *ranked = malloc((count + 1) * sizeof(*ranked));
	char key[KEY_MAX_BYTES];
	int status = 0;

	if (!ranked)
		return report_nomem();
	for (size_t i = 0; i < count; i++) {
		uint32_t number = statics->order.data[i];
		const struct item *item = &analysis->items.data[number];

		ranked[i] = (struct ranked){
			.item = number,
			.key = item->key,
			.source = item->source,
			.number = item->flags & ITEM_FUNCTION
					  ? name_number(analysis_string(
						    analysis, item->name))
					  : 0,
			.rank = (uint32_t)i,
		};
	}
	qsort(ranked, count, sizeof(*ranked), compare_ranked);
	for (size_t i = 1; i < count && !status; i++) {
		struct item *item = &analysis->items.data[ranked[i].item];

		same = ranked[i].key == ranked[i - 1].key &&
				       ranked[i].source == ranked[i - 1].source
			       ? same + 1
			       : 0;
		if (!same || is_never_paired(item))
			continue;
		snprintf(key, sizeof(key), "%s#%zu",
			 analysis_string(analysis, ranked[i].key), same);
		status = strtab_add(&analysis->strings, key, &item->key);
	}
	free(ranked);
	return status;
}

int work_keys(struct work *work)
{
	const struct analysis_file *file =
		&work->analysis->files.data[work->file];
	struct statics statics = { .first = file->first_item };
	int status;

	if (!file->nitems)
		return 0;
	statics.done = calloc(file->nitems, 1);
	if (!statics.done)
		return report_nomem();
	status = find_owners(work, &statics);
	if (!status)
		status = has_twins(work, statics.first);
	if (status > 0)
		status = number_twins(work, &statics);
	free(statics.done);
	vec_deinit(&statics.order);
	return status;
}
