/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a relocation to what it means. Assemblers write most references to local
 * symbols as section symbol + addend (gas/write.c, adjust_reloc_syms); here
 * they become symbols again. */
#include "work.h"

struct reloc_type work_type(const struct analyser *work, uint32_t type)
{
	return type < WORK_TYPES ? work->types[type] :
				   machine_reloc(work->machine, type);
}

uint32_t work_mark_below(const struct analyser *work,
			 const struct work_section *section, int64_t offset)
{
	uint32_t low = 0, high = section->nmarks;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct work_mark *mark =
			&work->marks.data[section->first_mark + middle];

		if ((int64_t)mark->value <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? low - 1 : WORK_NONE;
}

uint64_t work_symbol_end(const struct analyser *work, uint32_t symbol)
{
	const struct relobj_symbol *s = &work->obj.symbols.data[symbol];
	const struct work_section *section =
		&work->sections.data[s->section];
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

static bool is_code(const struct analyser *work, uint32_t section)
{
	return work->obj.sections.data[section].flags & SHF_EXECINSTR;
}

/* Do bytes that no symbol covers mean something of their own? In ordinary code
 * only those that are no filler, and between variables nothing leads to them. */
static bool has_anonymous_parts(const struct analyser *work, uint32_t section)
{
	const struct relobj_section *s = &work->obj.sections.data[section];

	return work->sections.data[section].policy.role != ROLE_ORDINARY ||
	       !(s->flags & (SHF_WRITE | SHF_EXECINSTR));
}

/* Is OFFSET of SECTION, of which RANK is the last mark before it, a place that
 * no symbol covers and that means something? */
static bool is_anonymous(const struct analyser *work, uint32_t section,
			 uint32_t rank, int64_t offset)
{
	const struct work_section *s = &work->sections.data[section];
	const struct work_mark *mark = &work->marks.data[s->first_mark];
	bool anonymous = has_anonymous_parts(work, section);
	bool code = !anonymous && is_code(work, section);

	/* In front of the only symbol: &array[-1]. */
	if (rank == WORK_NONE)
		return code ? offset >= (int64_t)mark->front :
			      anonymous && s->nmarks > 1;
	mark += rank;
	if (code)
		return offset >= (int64_t)mark->end &&
		       offset < (int64_t)mark->tail;
	/* A pointer to the end of the last is one to its end. */
	return anonymous &&
	       offset >= (int64_t)work_symbol_end(work, mark->symbol) &&
	       offset != (int64_t)work->obj.sections.data[section].size;
}

struct target work_locate(const struct analyser *work, uint32_t section,
			  int64_t offset)
{
	const struct work_section *s = &work->sections.data[section];
	struct target target = { .section = section, .offset = offset };
	const struct work_mark *mark;
	uint32_t rank;

	if (!s->nmarks || s->policy.role == ROLE_STRINGS ||
	    s->policy.role == ROLE_CONSTANTS)
		return target;
	rank = work_mark_below(work, s, offset);
	if (is_anonymous(work, section, rank, offset))
		return target;
	mark = &work->marks.data[s->first_mark + (rank == WORK_NONE ? 0 : rank)];
	target.symbol = mark->symbol;
	target.offset = work_shifted(offset, -mark->value);
	return target;
}

uint64_t work_first_edge(const struct analyser *work, uint32_t section,
			 uint64_t start, uint64_t end)
{
	const struct work_section *s = &work->sections.data[section];
	uint32_t low = 0, high = s->nedges;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (work->edges.data[s->first_edge + middle] < start)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < s->nedges && work->edges.data[s->first_edge + low] < end)
		end = work->edges.data[s->first_edge + low];
	return end;
}

uint64_t work_chunk_end(const struct analyser *work, uint32_t section,
			uint64_t offset)
{
	const struct work_section *s = &work->sections.data[section];
	uint64_t end = work->obj.sections.data[section].size;
	uint32_t rank = work_mark_below(work, s, (int64_t)offset);

	end = work_first_edge(work, section, offset + 1, end);
	rank = rank == WORK_NONE ? 0 : rank + 1;
	if (rank < s->nmarks &&
	    work->marks.data[s->first_mark + rank].value < end)
		end = work->marks.data[s->first_mark + rank].value;
	return end;
}

/* How far the end of the instruction that holds the field at OFFSET of SECTION
 * is from there; 0 if the code can't be read. */
static unsigned int distance_to_end(struct analyser *work, uint32_t section,
				    uint64_t offset)
{
	const struct relobj_section *s = &work->obj.sections.data[section];
	struct target place = work_locate(work, section, (int64_t)offset);
	uint64_t start = place.symbol ?
		work->obj.symbols.data[place.symbol].value : 0;
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

/* Is what is around OFFSET of SECTION one symbol, so that a few bytes more or
 * less lead to the same? */
static bool is_unmistakable(const struct analyser *work, uint32_t section)
{
	const struct work_section *s = &work->sections.data[section];
	const struct work_mark *mark;

	if (s->nmarks != 1 || has_anonymous_parts(work, section))
		return false;
	mark = &work->marks.data[s->first_mark];
	return mark->front == mark->value && mark->tail == mark->end;
}

bool work_is_place(const struct analyser *work, uint32_t number)
{
	const struct relobj_symbol *symbol = &work->obj.symbols.data[number];

	return symbol->section &&
	       (relobj_is_section_symbol(symbol) ||
		work->symbols.data[number].class == NAME_LABEL);
}

/* What the addend of REL, a relocation of SECTION that leads to symbol NUMBER, is
 * less than the offset that is meant. */
static unsigned int missing(struct analyser *work, uint32_t section,
			    const Elf64_Rela *rel, uint32_t number,
			    enum reloc_way way)
{
	const struct relobj_symbol *symbol = &work->obj.symbols.data[number];
	unsigned int distance;

	if (way != RELOC_INSN_END || !is_code(work, section))
		return 0;
	/* The symbol itself, from an instruction that ends with the field. */
	if (rel->r_addend == -4 && !work_is_place(work, number))
		return 4;
	if (work_is_place(work, number) &&
	    is_unmistakable(work, symbol->section))
		return 4;
	distance = distance_to_end(work, section, rel->r_offset);
	if (distance)
		return distance;
	work->doubt = true;
	return 4;
}

/* Look through the word of .toc at OFFSET. */
static bool look_through_toc(struct analyser *work, uint32_t toc,
			     int64_t offset, struct target *ret)
{
	const struct relobj_section *s = &work->obj.sections.data[toc];
	size_t i;

	if (offset < 0 || (uint64_t)offset >= s->size)
		return false;
	i = relobj_first_rel(s, (uint64_t)offset);
	if (i == s->nrels || s->rels[i].r_offset != (uint64_t)offset ||
	    work_type(work, ELF64_R_TYPE(s->rels[i].r_info)).way !=
	    RELOC_PLAIN)
		return false;
	return work_resolve(work, toc, &s->rels[i], ret);
}

bool work_resolve(struct analyser *work, uint32_t section,
		  const Elf64_Rela *rel, struct target *ret)
{
	struct reloc_type type = work_type(work, ELF64_R_TYPE(rel->r_info));
	uint32_t number = (uint32_t)ELF64_R_SYM(rel->r_info);
	const struct relobj_symbol *symbol = &work->obj.symbols.data[number];
	int64_t offset = work_shifted(rel->r_addend, -(uint64_t)type.bias);
	unsigned int entry = work->sections.data[section].policy.entry;
	bool toc = false;

	if (type.way == RELOC_NONE)
		return false;
	if (entry)
		offset = work_shifted(offset, -(rel->r_offset % entry));
	offset = work_shifted(offset,
			      missing(work, section, rel, number, type.way));
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
		};
		return true;
	}
	offset = work_shifted(offset, symbol->value);
	*ret = work_locate(work, symbol->section, offset);
	ret->toc = toc;
	return true;
}
