/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where control goes that no instruction shows: the places that tables speak of
 * by which the kernel patches its code or mends exceptions, the cases of a
 * switch, and what is jumped back to from another section, as from
 * .text.unlikely.f or from an alternative. */
#include <stdlib.h>
#include <string.h>

#include "analysis/work.h"
#include "common/search.h"

/* What the relocations of SECTION say: one of enum work_flow, or
 * WORK_FLOWS. */
static unsigned int flow_of(const struct work *work, uint32_t section)
{
	const struct section_policy *policy =
		&work->sections.data[section].policy;

	if (policy->has_sites)
		return FLOW_SITE;
	if (work_is_code(work, section))
		return FLOW_FROM_CODE;
	return policy->role == ROLE_PRIVATE ? FLOW_FROM_TABLE : WORK_FLOWS;
}

/* Where the table begins that OFFSET of SECTION is in: the last place of those
 * in use that isn't behind it. */
static uint64_t find_table(const struct work *work, uint32_t section,
			   uint64_t offset)
{
	const struct work_use *uses = work->uses.data;
	size_t behind = lower_bound(
		i, 0, work->uses.size,
		uses[i].section < section ||
			(uses[i].section == section &&
			 uses[i].offset <= (int64_t)offset));

	return behind && uses[behind - 1].section == section &&
			       uses[behind - 1].offset > 0
		       ? (uint64_t)uses[behind - 1].offset
		       : 0;
}

/* The item that is at TARGET, or NULL. */
static const struct item *item_at(const struct work *work,
				  const struct target *target)
{
	uint32_t item = target->symbol ? work->symbols.data[target->symbol].item
				       : WORK_NONE;

	return item == WORK_NONE ? NULL : &work->analysis->items.data[item];
}

/* Are A and B a function, under any of its names, or parts of one? */
static bool is_same_function(const struct work *work, const struct item *a,
			     const struct item *b)
{
	const struct item *items = work->analysis->items.data;
	const struct item *x = &items[a->parent], *y = &items[b->parent];

	return x->section == y->section && x->value == y->value;
}

/* Is TARGET, to which the field at AT of section FROM leads, where a function
 * begins that the field isn't in, nor in a part of? Then it is called there, or
 * its address is a pointer. */
static bool is_callee(const struct work *work, uint32_t from, uint64_t at,
		      const struct target *target)
{
	const struct target place = work_locate(work, from, (int64_t)at);
	const struct item *caller = item_at(work, &place);
	const struct item *callee = item_at(work, target);

	return caller && callee && caller->flags & ITEM_FUNCTION &&
	       !is_same_function(work, caller, callee) &&
	       (!target->offset ||
		target->offset == work->machine->second_entry);
}

/* Note where REL of section FROM leads, a place of the flow HOW: within the
 * code of another section, unless a table of sites speaks of it. Entries of a
 * jump table count from its begin, and their relocations from the entry. */
static int add_place(struct work *work, uint32_t from, const Elf64_Rela *rel,
		     unsigned int how)
{
	bool distance = work_type(work, ELF64_R_TYPE(rel->r_info)).distance;
	struct work_place *place;
	struct target target;

	if (how != FLOW_SITE &&
	    !work_is_place(work, (uint32_t)ELF64_R_SYM(rel->r_info)))
		return 0;
	if (!work_resolve(work, from, rel, &target) || !target.section ||
	    (how != FLOW_SITE &&
	     (target.section == from || !work_is_code(work, target.section))))
		return 0;
	/* That of a function is a pointer, and not a case of its switch. */
	if (how == FLOW_FROM_TABLE && !distance && target.symbol &&
	    (!target.offset || target.offset == work->machine->second_entry))
		return 0;
	if (how == FLOW_FROM_CODE &&
	    is_callee(work, from, rel->r_offset, &target))
		return 0;
	place = vec_push(&work->flows[how]);
	if (!place)
		return -1;
	*place = (struct work_place){ target.section,
				      (uint64_t)work_offset(work, &target) };
	if (how == FLOW_FROM_TABLE && distance)
		place->offset -= rel->r_offset -
				 find_table(work, from, rel->r_offset);
	return 0;
}

/* The place that the field of relocation *at of SECTION leads to, if it is code;
 * *at becomes the next field's. RISC-V has another relocation, which subtracts
 * the place of the field. */
static bool take_code(struct work *work, uint32_t section, size_t *at,
		      struct work_place *ret)
{
	const struct relobj_section *s = &work->obj.sections.data[section];
	const Elf64_Rela *rel = &s->rels[*at];
	struct target target;

	if (*at >= s->nrels)
		return false;
	do
		++*at;
	while (*at < s->nrels &&
	       work_type(work, ELF64_R_TYPE(s->rels[*at].r_info)).sign < 0);
	if (!work_resolve(work, section, rel, &target) || !target.section ||
	    !work_is_code(work, target.section))
		return false;
	ret->section = target.section;
	ret->offset = (uint64_t)work_offset(work, &target);
	return true;
}

/* Tables whose entries have a place, and where the kernel leads to from there:
 * when it makes a jump of the nop, or the instruction faults. How many fields of
 * an entry have an address. */
static const struct way_table {
	const char *name;
	unsigned int fields;
} way_tables[] = {
	{ "__jump_table", 3 },
	{ "__ex_table", 2 },
};

static const struct way_table *find_way_table(const char *name)
{
	for (size_t i = 0; i < sizeof(way_tables) / sizeof(*way_tables); i++)
		if (!strcmp(name, way_tables[i].name))
			return &way_tables[i];
	return NULL;
}

/* Does an entry of TABLE, section SECTION, begin with relocation *at? True and
 * *ret, and *at becomes the next entry's. */
static bool read_way(struct work *work, uint32_t section,
		     const struct way_table *table, size_t *at,
		     struct work_way *ret)
{
	size_t nrels = work->obj.sections.data[section].nrels;
	struct work_place from, to, key;
	size_t next = *at;

	if (!take_code(work, section, &next, &from) ||
	    !take_code(work, section, &next, &to) || from.section != to.section)
		return false;
	/* The key is no code. */
	if (table->fields > 2 &&
	    (next >= nrels || take_code(work, section, &next, &key)))
		return false;
	*at = next;
	*ret = (struct work_way){ from.section, from.offset, to.offset };
	return true;
}

static int add_way(struct work *work, const struct work_way *way)
{
	struct work_way *added = vec_push(&work->ways);

	if (!added)
		return -1;
	*added = *way;
	return 0;
}

/* What the relocations of table SECTION say, of the flow HOW. */
static int add_table(struct work *work, uint32_t section, unsigned int how)
{
	const struct relobj_section *s = &work->obj.sections.data[section];
	const struct way_table *table = how == FLOW_SITE
						? find_way_table(s->name)
						: NULL;
	struct work_way way;

	for (size_t r = 0; r < s->nrels;) {
		int status;

		if (table && read_way(work, section, table, &r, &way))
			status = add_way(work, &way);
		else
			status = add_place(work, section, &s->rels[r++], how);
		if (status)
			return -1;
	}
	return 0;
}

/* For qsort: by where they begin. */
static int compare_ways(const void *a, const void *b)
{
	const struct work_way *x = a, *y = b;

	if (x->section != y->section)
		return x->section < y->section ? -1 : 1;
	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return (x->to > y->to) - (x->to < y->to);
}

int work_find_flows(struct work *work)
{
	for (uint32_t i = 0; i < work->obj.sections.size; i++) {
		unsigned int how = flow_of(work, i);

		if (how != WORK_FLOWS && add_table(work, i, how))
			return -1;
	}
	if (work->ways.size)
		qsort(work->ways.data, work->ways.size,
		      sizeof(*work->ways.data), compare_ways);
	for (size_t i = 0; i < WORK_FLOWS; i++)
		if (work->flows[i].size)
			qsort(work->flows[i].data, work->flows[i].size,
			      sizeof(*work->flows[i].data),
			      work_compare_places);
	return 0;
}

uint64_t work_next_flow(const struct work *work, enum work_flow how,
			uint32_t section, uint64_t start)
{
	const struct work_place *places = work->flows[how].data;
	size_t count = work->flows[how].size;
	size_t i = count ? work_first_place(places, count, section, start) : 0;

	return i < count && places[i].section == section ? places[i].offset
							 : UINT64_MAX;
}

/* The first way from a place from START of SECTION on. */
static size_t first_way(const struct work *work, uint32_t section,
			uint64_t start)
{
	const struct work_way *ways = work->ways.data;

	return lower_bound(
		i, 0, work->ways.size,
		ways[i].section < section ||
			(ways[i].section == section && ways[i].from < start));
}

const struct work_way *work_ways(const struct work *work, uint32_t section,
				 uint64_t start, uint64_t end,
				 const struct work_way **ret_end)
{
	const struct work_way *ways = work->ways.data;

	*ret_end = ways ? ways + first_way(work, section, end) : NULL;
	return ways ? ways + first_way(work, section, start) : NULL;
}
