/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a relocation to what it means. Assemblers write most references to local
 * symbols as section symbol + addend (gas/write.c, adjust_reloc_syms); here
 * they become symbols again. */
#include "analysis/work.h"
#include "common/search.h"

uint32_t work_mark_below(const struct work *work,
			 const struct work_section *section, int64_t offset)
{
	size_t above = lower_bound(
		i, 0, section->nmarks,
		(int64_t)work->marks.data[section->first_mark + i].value <=
			offset);

	return above ? (uint32_t)above - 1 : WORK_NONE;
}

bool work_is_loose(const struct work *work, uint32_t symbol)
{
	const struct relobj_symbol *s = &work->obj.symbols.data[symbol];

	return !s->size && s->section &&
	       !(work->obj.sections.data[s->section].flags &
		 (SHF_WRITE | SHF_EXECINSTR)) &&
	       work->sections.data[s->section].policy.role == ROLE_PRIVATE;
}

uint64_t work_symbol_end(const struct work *work, uint32_t symbol)
{
	const struct relobj_symbol *s = &work->obj.symbols.data[symbol];
	const struct work_section *section = &work->sections.data[s->section];
	uint64_t end = work->obj.sections.data[s->section].size;
	uint32_t rank;

	if (s->value > end)
		return s->value;
	if (s->size)
		return s->size < end - s->value ? s->value + s->size : end;
	/* Labels of assembler code have no size: up to the next. */
	rank = work_mark_below(work, section, (int64_t)s->value);
	if (rank == WORK_NONE || rank + 1 == section->nmarks)
		return end;
	return work->marks.data[section->first_mark + rank + 1].value;
}

/* Do bytes that no symbol covers mean something of their own? In ordinary code,
 * and between variables, only those that are no filler. */
static bool has_anonymous_parts(const struct work *work, uint32_t section)
{
	const struct relobj_section *s = &work->obj.sections.data[section];

	return work->sections.data[section].policy.role != ROLE_ORDINARY ||
	       !(s->flags & (SHF_WRITE | SHF_EXECINSTR));
}

/* Is OFFSET of SECTION, of which RANK is the last mark before it, a place that
 * no symbol covers and that means something? */
static bool is_anonymous(const struct work *work, uint32_t section,
			 uint32_t rank, int64_t offset)
{
	const struct work_section *s = &work->sections.data[section];
	const struct work_mark *mark = &work->marks.data[s->first_mark];
	bool anonymous = has_anonymous_parts(work, section);

	/* The only symbol, which the section is made for, whatever the offset:
	 * tables may be indexed from any number on. */
	if (s->nmarks == 1 && (anonymous || !work_is_code(work, section)) &&
	    !mark->value && !work_is_loose(work, mark->symbol) &&
	    work_symbol_end(work, mark->symbol) ==
		    work->obj.sections.data[section].size)
		return false;
	/* In front of the only symbol: &array[-1], unless something is there,
	 * as .LC0 may be in front of __func__.1 in .rodata. */
	if (rank == WORK_NONE)
		return anonymous ? s->nmarks > 1 || offset >= 0
				 : offset >= (int64_t)mark->front;
	mark += rank;
	if (!anonymous)
		return offset >= (int64_t)mark->end &&
		       offset < (int64_t)mark->tail;
	if (work_is_loose(work, mark->symbol) &&
	    offset != (int64_t)work->obj.sections.data[section].size)
		return offset != (int64_t)mark->value ||
		       ELF64_ST_BIND(
			       work->obj.symbols.data[mark->symbol].info) !=
			       STB_LOCAL;
	/* A pointer to the end of the last is one to its end. */
	return offset >= (int64_t)work_symbol_end(work, mark->symbol) &&
	       offset != (int64_t)work->obj.sections.data[section].size;
}

struct target work_locate(const struct work *work, uint32_t section,
			  int64_t offset)
{
	const struct work_section *s = &work->sections.data[section];
	struct target target = { .section = section,
				 .offset = offset,
				 .label = WORK_NO_LABEL };
	const struct work_mark *mark;
	uint32_t rank;

	if (!s->nmarks || s->policy.role == ROLE_STRINGS ||
	    s->policy.role == ROLE_CONSTANTS)
		return target;
	rank = work_mark_below(work, s, offset);
	if (is_anonymous(work, section, rank, offset))
		return target;
	mark = &work->marks
			.data[s->first_mark + (rank == WORK_NONE ? 0 : rank)];
	target.symbol = mark->symbol;
	target.offset = work_shifted(offset, -mark->value);
	return target;
}

/* How many edges of SECTION are before OFFSET. */
static uint32_t count_edges(const struct work *work,
			    const struct work_section *section, uint64_t offset)
{
	return (uint32_t)lower_bound(
		i, 0, section->nedges,
		work->edges.data[section->first_edge + i].offset < offset);
}

uint64_t work_first_edge(const struct work *work, uint32_t section,
			 uint64_t start, uint64_t end)
{
	const struct work_section *s = &work->sections.data[section];
	uint32_t rank = count_edges(work, s, start);
	uint64_t edge = rank < s->nedges
				? work->edges.data[s->first_edge + rank].offset
				: end;

	return edge < end ? edge : end;
}

uint64_t work_edge_below(const struct work *work, uint32_t section,
			 uint64_t offset)
{
	const struct work_section *s = &work->sections.data[section];
	uint32_t count = count_edges(work, s, offset + 1);

	return count ? work->edges.data[s->first_edge + count - 1].offset : 0;
}

/* May C be a character of a text that a source gives? */
static bool is_text(unsigned char c)
{
	return (c >= ' ' && c <= '~') || (c >= '\a' && c <= '\r') ||
	       c == '\033';
}

enum {
	MOST_NULS = 2,	    /* in a row, in a text: numbers have more */
	TEXT_ALIGNMENT = 8, /* that compilers give to texts, or less */
};

/* May what is at OFFSET of SECTION go on at EDGE, to which somebody has an
 * address of its own: one within the text ("abc" + 1)? A text with several NULs
 * in it has no other end than the space up to what is aligned behind it. */
static bool runs_on(const struct work *work, uint32_t section, uint64_t offset,
		    uint64_t edge)
{
	const struct relobj_section *s = &work->obj.sections.data[section];
	const unsigned char *data = s->data;
	bool text = true, ends = false;
	unsigned int nuls = 0;
	size_t rel = relobj_first_rel(s, edge);

	/* No text has an address in it. */
	if (!data || edge >= s->size || work_is_code(work, section) ||
	    relobj_first_rel(s, offset) != rel ||
	    (rel < s->nrels && s->rels[rel].r_offset == edge))
		return false;
	for (uint64_t i = offset; i < edge; i++) {
		nuls = data[i] ? 0 : nuls + 1;
		ends |= !data[i];
		text &= data[i] ? is_text(data[i]) : nuls <= MOST_NULS;
		if (ends && !text)
			return false;
	}
	return !ends ||
	       (data[offset] && (data[edge] ? is_text(data[edge]) : 1) &&
		(edge % TEXT_ALIGNMENT || nuls <= 1));
}

void work_end_texts(struct work *work, uint32_t section)
{
	const struct work_section *s = &work->sections.data[section];

	for (uint32_t i = s->nedges; i-- > 0;) {
		struct work_edge *edge = &work->edges.data[s->first_edge + i];

		if (i + 1 == s->nedges)
			edge->text_end = work->obj.sections.data[section].size;
		else
			edge->text_end = runs_on(work, section, edge->offset,
						 edge[1].offset)
						 ? edge[1].text_end
						 : edge[1].offset;
	}
}

uint64_t work_chunk_end(const struct work *work, uint32_t section,
			uint64_t offset, uint64_t size)
{
	const struct work_section *s = &work->sections.data[section];
	uint64_t end = work->obj.sections.data[section].size;
	bool exact = size & WORK_EXACTLY && s->lost;
	uint64_t edge;
	uint32_t rank = work_mark_below(work, s, (int64_t)offset);

	size &= ~WORK_EXACTLY;
	rank = rank == WORK_NONE ? 0 : rank + 1;
	if (rank < s->nmarks &&
	    work->marks.data[s->first_mark + rank].value < end)
		end = work->marks.data[s->first_mark + rank].value;
	if (offset >= end || size > end - offset)
		return end;
	if (exact)
		return offset + size;
	if (size > 1)
		return work_first_edge(work, section, offset + size, end);
	/* It may be a text. */
	rank = count_edges(work, s, offset + 1);
	if (rank == s->nedges)
		return end;
	edge = work->edges.data[s->first_edge + rank].offset;
	if (edge < end && runs_on(work, section, offset, edge))
		edge = work->edges.data[s->first_edge + rank].text_end;
	return edge < end ? edge : end;
}

int work_compare_places(const void *a, const void *b)
{
	const struct work_place *x = a, *y = b;

	if (x->section != y->section)
		return x->section < y->section ? -1 : 1;
	return (x->offset > y->offset) - (x->offset < y->offset);
}

size_t work_first_place(const struct work_place *places, size_t count,
			uint32_t section, uint64_t offset)
{
	const struct work_place place = { section, offset };

	return lower_bound(i, 0, count,
			   work_compare_places(&places[i], &place) < 0);
}

bool work_has_bytes(const struct work *work, uint32_t section, uint64_t start,
		    uint64_t end)
{
	const struct relobj_section *s = &work->obj.sections.data[section];
	size_t rel = relobj_first_rel(s, start);

	if (rel < s->nrels && s->rels[rel].r_offset < end)
		return true;
	for (uint64_t i = start; s->data && i < end; i++)
		if (s->data[i])
			return true;
	return false;
}

/* How far the end of the instruction that holds the field at OFFSET of SECTION
 * is from there; 0 if the code can't be read. */
static unsigned int distance_to_end(struct work *work, uint32_t section,
				    uint64_t offset)
{
	const struct relobj_section *s = &work->obj.sections.data[section];
	struct target place = work_locate(work, section, (int64_t)offset);
	uint64_t start = place.symbol
				 ? work->obj.symbols.data[place.symbol].value
				 : 0;
	struct work_cursor *cursor = &work->cursor;
	struct insn insn;

	if (!s->data || start > offset)
		return 0;
	if (cursor->section != section || cursor->start != start ||
	    cursor->at > offset)
		*cursor = (struct work_cursor){ section, start, start, false };
	while (!cursor->lost && cursor->at < s->size) {
		if (!machine_decode(work->machine, work->obj.big,
				    s->data + cursor->at,
				    (size_t)(s->size - cursor->at), cursor->at,
				    &insn)) {
			cursor->lost = true;
			break;
		}
		if (offset < cursor->at + insn.length)
			return (unsigned int)(cursor->at + insn.length -
					      offset);
		cursor->at += insn.length;
	}
	return 0;
}

bool work_insn_start(struct work *work, uint32_t section, uint64_t offset,
		     uint64_t *ret)
{
	if (!distance_to_end(work, section, offset))
		return false;
	*ret = work->cursor.at;
	return true;
}

/* Is the field at OFFSET of SECTION, code, that of an x86 call or jump, which ends
 * with it? Otherwise a ModRM is in front of it: 00rrr101, no registers but
 * %rip. */
static bool is_branch(const struct work *work, uint32_t section,
		      uint64_t offset)
{
	const struct relobj_section *s = &work->obj.sections.data[section];
	unsigned char before = offset && s->data && offset <= s->size
				       ? s->data[offset - 1]
				       : 0;

	return before == 0xe8 || before == 0xe9 ||
	       (before >= 0x80 && before <= 0x8f);
}

bool work_is_branch(const struct work *work, uint32_t section,
		    const Elf64_Rela *rel)
{
	struct reloc_type type = work_type(work, ELF64_R_TYPE(rel->r_info));

	return type.way == RELOC_INSN_END && type.distance &&
	       work_is_code(work, section) &&
	       is_branch(work, section, rel->r_offset);
}

const Elf64_Rela *work_other_half(const struct work *work, uint32_t section,
				  const Elf64_Rela *rel)
{
	const struct relobj_section *s = &work->obj.sections.data[section];
	struct reloc_type type = work_type(work, ELF64_R_TYPE(rel->r_info));
	const Elf64_Rela *other = NULL;

	if (!type.sign)
		return NULL;
	for (size_t i = relobj_first_rel(s, rel->r_offset);
	     i < s->nrels && s->rels[i].r_offset == rel->r_offset; i++) {
		struct reloc_type found = work_type(
			work, ELF64_R_TYPE(s->rels[i].r_info));

		if (&s->rels[i] == rel)
			continue;
		if (other || found.sign != -type.sign ||
		    found.width != type.width)
			return NULL;
		other = &s->rels[i];
	}
	return other;
}

/* Does REL of SECTION, which is subtracted, mean the place of its own field, as
 * in `.long f - .' on RISC-V? The other half alone means what a relative
 * relocation does then. */
static bool is_own_place(const struct work *work, uint32_t section,
			 const Elf64_Rela *rel)
{
	const struct relobj_symbol *symbol =
		&work->obj.symbols.data[ELF64_R_SYM(rel->r_info)];

	return symbol->section == section &&
	       ELF64_ST_BIND(symbol->info) == STB_LOCAL &&
	       symbol->value + (uint64_t)rel->r_addend == rel->r_offset &&
	       work_other_half(work, section, rel);
}

enum { LEAST_MISSING = 4, MOST_MISSING = 8 };

/* What the addend of REL, a relocation of SECTION, is less than the offset that
 * is meant, or if that isn't known the least that it may be. An immediate
 * behind the field makes a difference: -4 is the begin of x in `mov
 * x(%rip),%eax', and the second byte in `cmpb $0,x+1(%rip)'. */
static unsigned int missing(struct work *work, uint32_t section,
			    const Elf64_Rela *rel, enum reloc_way way,
			    bool *known)
{
	unsigned int distance;

	*known = true;
	if (way != RELOC_INSN_END || !work_is_code(work, section))
		return 0;
	if (is_branch(work, section, rel->r_offset))
		return 4;
	distance = distance_to_end(work, section, rel->r_offset);
	if (distance)
		return distance;
	*known = false;
	return LEAST_MISSING;
}

/* Look through the word of .toc at OFFSET. */
static bool look_through_toc(struct work *work, uint32_t toc, int64_t offset,
			     struct target *ret)
{
	const struct relobj_section *s = &work->obj.sections.data[toc];
	size_t i;

	if (offset < 0 || (uint64_t)offset >= s->size)
		return false;
	i = relobj_first_rel(s, (uint64_t)offset);
	if (i == s->nrels || s->rels[i].r_offset != (uint64_t)offset ||
	    work_type(work, ELF64_R_TYPE(s->rels[i].r_info)).way != RELOC_PLAIN)
		return false;
	return work_resolve(work, toc, &s->rels[i], ret);
}

/* Is TARGET, with the least that was missing, in the same symbol as with the
 * most? */
static bool is_one_symbol(const struct work *work, const struct target *target)
{
	return target->symbol &&
	       work_locate(work, target->section,
			   work_shifted(work_offset(work, target),
					MOST_MISSING - LEAST_MISSING))
			       .symbol == target->symbol;
}

bool work_resolve(struct work *work, uint32_t section, const Elf64_Rela *rel,
		  struct target *ret)
{
	struct reloc_type type = work_type(work, ELF64_R_TYPE(rel->r_info));
	uint32_t number = (uint32_t)ELF64_R_SYM(rel->r_info);
	const struct relobj_symbol *symbol = &work->obj.symbols.data[number];
	int64_t offset = work_shifted(rel->r_addend, -(uint64_t)type.bias);
	unsigned int entry = work->sections.data[section].policy.entry;
	bool toc = false, known;
	uint32_t meant;

	if (type.way == RELOC_NONE ||
	    (type.sign < 0 && is_own_place(work, section, rel)))
		return false;
	if (entry)
		offset = work_shifted(offset, -(rel->r_offset % entry));
	offset = work_shifted(offset,
			      missing(work, section, rel, type.way, &known));
	if (symbol->section && type.way == RELOC_TOC &&
	    work->sections.data[symbol->section].policy.role == ROLE_TOC) {
		struct target through = {};

		if (look_through_toc(work, symbol->section,
				     work_shifted(offset, symbol->value),
				     &through)) {
			through.toc = true;
			*ret = through;
			return true;
		}
		toc = true;
	}
	if (!work_is_place(work, number)) {
		*ret = (struct target){
			.symbol = number,
			.section = symbol->section,
			.offset = offset,
			.toc = toc,
			.label = WORK_NO_LABEL,
		};
		return true;
	}
	offset = work_shifted(offset, symbol->value);
	*ret = work_locate(work, symbol->section, offset);
	ret->toc = toc;
	work->doubt |= !known && !is_one_symbol(work, ret);
	meant = work->meant.size ? work_meant_by(work, section, rel->r_offset)
				 : 0;
	if (meant)
		work_mean(work, ret, meant);
	if (!relobj_is_section_symbol(symbol))
		ret->label = (int64_t)symbol->value;
	return true;
}

uint32_t work_item_at(const struct work *work, uint32_t section,
		      uint64_t offset)
{
	struct target place = work_locate(work, section, (int64_t)offset);

	return place.symbol ? work->symbols.data[place.symbol].item : WORK_NONE;
}

const struct work_meant *work_noted(const struct work *work, uint32_t from,
				    uint64_t at)
{
	const struct work_meant *list = work->meant.data;
	size_t first = lower_bound(
		i, 0, work->meant.size,
		list[i].from < from ||
			(list[i].from == from && list[i].at < at));

	return first < work->meant.size && list[first].from == from &&
			       list[first].at == at
		       ? &list[first]
		       : NULL;
}

uint32_t work_meant_by(const struct work *work, uint32_t from, uint64_t at)
{
	const struct work_meant *meant = work_noted(work, from, at);

	return meant ? meant->symbol : 0;
}
