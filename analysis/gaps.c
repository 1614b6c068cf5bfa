/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes that no symbol covers. Most of them fill the space up to the next
 * function. But Linux puts the replacement code of arm64's alternatives behind
 * its function (.subsection 1), assembler code has tails that only labels lead
 * to (.Lcopy_user_handle_tail of x86), and kCFI a hash in front of functions
 * (__cfi_foo).
 *
 * What relocations lead to counts with those who refer to it, by content. The
 * rest, up to the first such place, belongs to the symbol before it; what is in
 * front of the first symbol, or begins with a name for what is in front of one
 * (__cfi_foo), or is the word that ppc64's large code model has there, to the
 * symbol behind it. */
#include <string.h>

#include "analysis/work.h"

/* The length of the filler at OFFSET of a section, or 0. */
static uint64_t filler_at(const struct work *work,
			  const struct relobj_section *s, uint64_t offset,
			  uint64_t end)
{
	uint64_t length = s->flags & SHF_EXECINSTR
				  ? machine_filler(work->machine, work->obj.big,
						   s->data + offset,
						   (size_t)(end - offset))
				  : 0;

	return length || s->data[offset] ? length : 1;
}

/* Where what is in [START, END) of SECTION and is no filler ends. */
static uint64_t without_filler(const struct work *work, uint32_t section,
			       uint64_t start, uint64_t end)
{
	const struct relobj_section *s = &work->obj.sections.data[section];
	uint64_t last = start, at = start;

	if (start >= end)
		return start;
	while (s->data && at < end) {
		uint64_t length = filler_at(work, s, at, end);

		at += length ? length : 1;
		if (!length)
			last = at;
	}
	/* What a relocation sets is all zero until then. */
	for (size_t i = relobj_first_rel(s, start);
	     i < s->nrels && s->rels[i].r_offset < end; i++) {
		uint64_t field =
			s->rels[i].r_offset +
			work_type(work, ELF64_R_TYPE(s->rels[i].r_info)).width;

		if (field > last)
			last = field < end ? field : end;
	}
	return last;
}

/* Is the distance to the TOC in front of VALUE of SECTION? Then it is what the
 * first instruction there loads. */
static bool has_toc_word(const struct work *work, uint32_t section,
			 uint64_t value)
{
	const struct relobj_section *s = &work->obj.sections.data[section];
	const struct machine *machine = work->machine;
	unsigned int width = machine->toc_word.width;
	size_t i;

	if (!width || value < width)
		return false;
	i = relobj_first_rel(s, value - width);
	return i < s->nrels && s->rels[i].r_offset == value - width &&
	       ELF64_R_TYPE(s->rels[i].r_info) == machine->toc_word.type &&
	       !strcmp(work->obj.symbols.data[ELF64_R_SYM(s->rels[i].r_info)]
			       .name,
		       machine->toc_name);
}

int work_find_gaps(struct work *work, uint32_t section)
{
	const struct work_section *ws = &work->sections.data[section];
	struct work_mark *marks;
	uint64_t size = work->obj.sections.data[section].size, covered = 0;

	if (ws->policy.role != ROLE_ORDINARY || !ws->nmarks)
		return 0;
	marks = work->marks.data + ws->first_mark;
	for (uint32_t i = 0; i < ws->nmarks; i++) {
		struct work_mark *m = &marks[i];

		if (m->front == m->value &&
		    has_toc_word(work, section, m->value))
			m->front = m->value - work->machine->toc_word.width;
		if (m->front < covered)
			m->front = m->value;
		if (without_filler(work, section, m->front, m->value) ==
		    m->front)
			m->front = m->value;
		m->end = work_symbol_end(work, m->symbol);
		if (m->end < covered)
			m->end = covered;
		covered = m->end;
	}
	for (uint32_t i = 0; i < ws->nmarks; i++)
		marks[i].tail = without_filler(
			work, section, marks[i].end,
			i + 1 < ws->nmarks ? marks[i + 1].front : size);
	for (uint32_t i = 0; i < ws->nmarks; i++) {
		if (work_drop_replaced(work, section, &marks[i]))
			return -1;
		marks[i].tail = without_filler(work, section, marks[i].end,
					       marks[i].tail);
	}
	return 0;
}

struct surroundings work_surroundings(const struct work *work, uint32_t number)
{
	const struct item *item = &work->analysis->items.data[number];
	const struct work_section *ws = &work->sections.data[item->section];
	uint64_t value = item->value, end = item->value + item->size;
	uint32_t rank = ws->policy.role == ROLE_ORDINARY
				? work_mark_below(work, ws, (int64_t)value)
				: WORK_NONE;
	const struct work_mark *m;

	if (rank == WORK_NONE)
		return (struct surroundings){ end, value, value };
	m = &work->marks.data[ws->first_mark + rank];
	if (work->symbols.data[m->symbol].item != number)
		return (struct surroundings){ end, value, value };
	return (struct surroundings){
		/* One within another has nothing behind it. */
		.tail = m->end == end ? work_first_edge(work, item->section,
							end, m->tail)
				      : end,
		.front = m->front,
		.front_end = work_first_edge(work, item->section, m->front,
					     value),
	};
}
