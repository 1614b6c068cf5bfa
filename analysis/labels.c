/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of labels: `static const void *const ops[] = { &&add, &&sub };' holds
 * places within a function, which all move with its code, as those of a jump
 * table do. So such a table counts with its function, by content, as a jump
 * table does, if nobody else has to do with it. */
#include <stdlib.h>

#include "analysis/work.h"
#include "common/report.h"

/* The function that item NUMBER is a part of, or itself. */
static uint32_t whole_of(const struct work *work, uint32_t number)
{
	const struct item *items = work->analysis->items.data;
	uint32_t parent = items[number].parent;

	return items[parent].flags & ITEM_FUNCTION ? parent : number;
}

/* The function that REL of SECTION leads into, behind its begin, or
 * WORK_NONE. */
static uint32_t inside_of(struct work *work, uint32_t section,
			  const Elf64_Rela *rel)
{
	const struct item *item;
	struct target target;
	uint32_t number;

	if (!work_resolve(work, section, rel, &target) || !target.symbol)
		return WORK_NONE;
	number = work->symbols.data[target.symbol].item;
	if (number == WORK_NONE)
		return WORK_NONE;
	item = &work->analysis->items.data[number];
	return item->flags & ITEM_FUNCTION && target.offset > 0 &&
			       (uint64_t)target.offset < item->size
		       ? whole_of(work, number)
		       : WORK_NONE;
}

/* The function whose labels are all that ITEM, a local variable, holds, or
 * WORK_NONE. */
static uint32_t labels_of(struct work *work, const struct item *item)
{
	const struct relobj_section *s =
		&work->obj.sections.data[item->section];
	uint32_t function = WORK_NONE;

	if (item->flags & (ITEM_FUNCTION | ITEM_TABLE | ITEM_PRIVATE) ||
	    !(item->flags & ITEM_LOCAL))
		return WORK_NONE;
	for (size_t i = relobj_first_rel(s, item->value);
	     i < s->nrels && s->rels[i].r_offset < item->value + item->size;
	     i++) {
		uint32_t found = inside_of(work, item->section, &s->rels[i]);

		if (found == WORK_NONE ||
		    (function != WORK_NONE && found != function))
			return WORK_NONE;
		function = found;
	}
	return function;
}

/* Forget the tables that what is at the place of REL refers to, unless it is
 * their function. */
static void check_user(struct work *work, uint32_t section,
		       const Elf64_Rela *rel, uint32_t first, uint32_t *owners)
{
	struct target target, user;
	uint32_t item, from;

	if (!work_resolve(work, section, rel, &target) || !target.symbol)
		return;
	item = work->symbols.data[target.symbol].item;
	if (item == WORK_NONE || item < first ||
	    owners[item - first] == WORK_NONE)
		return;
	user = work_locate(work, section, (int64_t)rel->r_offset);
	from = user.symbol ? work->symbols.data[user.symbol].item : WORK_NONE;
	if (from == WORK_NONE || whole_of(work, from) != owners[item - first])
		owners[item - first] = WORK_NONE;
}

static void check_users(struct work *work, uint32_t first, uint32_t *owners)
{
	for (uint32_t i = 0; i < work->obj.sections.size; i++) {
		const struct relobj_section *s = &work->obj.sections.data[i];
		enum section_role role = work->sections.data[i].policy.role;

		/* .toc is looked through. */
		if (role == ROLE_NONE || role == ROLE_MARKS || role == ROLE_TOC)
			continue;
		for (size_t r = 0; r < s->nrels; r++)
			check_user(work, i, &s->rels[r], first, owners);
	}
}

int work_label_tables(struct work *work, uint32_t first)
{
	struct item *items = work->analysis->items.data;
	size_t count = work->analysis->items.size - first;
	uint32_t *owners = malloc((count + 1) * sizeof(*owners));
	bool found = false;

	if (!owners)
		return report_nomem();
	for (size_t i = 0; i < count; i++) {
		owners[i] = labels_of(work, &items[first + i]);
		found |= owners[i] != WORK_NONE;
	}
	/* To resolve all references costs time that few objects are worth. */
	if (found)
		check_users(work, first, owners);
	for (size_t i = 0; found && i < count; i++)
		if (owners[i] != WORK_NONE)
			items[first + i].flags |= ITEM_PRIVATE;
	free(owners);
	return 0;
}
