/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes behind an item or a reference, for those who explain differences. */
#include "work.h"

int analyser_contents(struct analyser *work, const struct item *item,
		      const struct reference *reference,
		      struct contents *ret)
{
	uint32_t section = item->section;
	uint64_t start = item->value, end = item->value + item->size;
	const struct relobj_section *s;

	if (!work->obj.image.elf)
		return 0;
	if (reference) {
		struct target target;
		size_t i;

		s = &work->obj.sections.data[section];
		i = relobj_first_rel(s, start + reference->offset);
		if (i == s->nrels ||
		    !work_resolve(work, section, &s->rels[i], &target) ||
		    !target.section || target.offset < 0)
			return 0;
		section = target.section;
		start = (uint64_t)target.offset;
		end = work_chunk_end(work, section, start);
		if (target.symbol) {
			start = work->obj.symbols.data[target.symbol].value;
			end = work_symbol_end(work, target.symbol);
		}
	}
	s = &work->obj.sections.data[section];
	if (!s->data || start > end || end > s->size)
		return 0;
	ret->addresses = relobj_first_rel(s, start) !=
			 relobj_first_rel(s, end);
	ret->data = s->data + start;
	ret->size = (size_t)(end - start);
	ret->big = work->obj.big;
	return 1;
}
