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

int work_find_flows(struct work *work)
{
	for (uint32_t i = 0; i < work->obj.sections.size; i++) {
		const struct relobj_section *s = &work->obj.sections.data[i];
		unsigned int how = flow_of(work, i);

		for (size_t r = 0; how != WORK_FLOWS && r < s->nrels; r++)
			if (add_place(work, i, &s->rels[r], how))
				return -1;
	}
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
