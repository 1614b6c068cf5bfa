/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is left of overridden functions. `ld -r' joins the sections .text.f of
 * two objects, and where one of them has a weak f(), only the other one's
 * symbol: of the weak one its code remains, with no symbol, in front of the
 * other or behind it. Nothing leads there, so that it makes no difference.
 *
 * It can be told from what belongs to a function by its entry for ftrace, which
 * only begins of functions have. Without one it counts, as all that no symbol
 * covers does. */
#include <stdlib.h>
#include <string.h>

#include "analysis/work.h"

/* Where entries for ftrace are, of those in [start, end) the first and the
 * last. */
struct entries {
	uint64_t start, end;
	uint64_t first, last;
	bool found;
};

static void note_entry(struct entries *e, uint64_t offset)
{
	if (offset < e->start || offset >= e->end)
		return;
	if (!e->found || offset < e->first)
		e->first = offset;
	if (!e->found || offset > e->last)
		e->last = offset;
	e->found = true;
}

/* List what the tables of ftrace say, once for each object. */
static int list_traced(struct work *work)
{
	const struct relobj_section *table;

	if (work->traced_known)
		return 0;
	work->traced.size = 0;
	vec_for_each(&work->obj.sections, table) {
		if (strcmp(table->name, "__mcount_loc") &&
		    strcmp(table->name, "__patchable_function_entries"))
			continue;
		for (size_t i = 0; i < table->nrels; i++) {
			const Elf64_Rela *rel = &table->rels[i];
			const struct relobj_symbol *symbol =
				&work->obj.symbols
					 .data[ELF64_R_SYM(rel->r_info)];
			struct work_place *place = vec_push(&work->traced);

			if (!place)
				return -1;
			place->section = symbol->section;
			place->offset = symbol->value + (uint64_t)rel->r_addend;
		}
	}
	if (work->traced.size)
		qsort(work->traced.data, work->traced.size,
		      sizeof(*work->traced.data), work_compare_places);
	work->traced_known = true;
	return 0;
}

static struct entries find_entries(const struct work *work, uint32_t section,
				   uint64_t start, uint64_t end)
{
	const struct relobj_section *s = &work->obj.sections.data[section];
	struct entries e = { .start = start, .end = end };

	/* Calls of __fentry__() and _mcount(). */
	for (size_t i = relobj_first_rel(s, start);
	     i < s->nrels && s->rels[i].r_offset < end; i++)
		if (work->symbols.data[ELF64_R_SYM(s->rels[i].r_info)].entry)
			note_entry(&e, s->rels[i].r_offset);
	for (size_t i = work_first_place(work->traced.data, work->traced.size,
					 section, start);
	     i < work->traced.size && work->traced.data[i].section == section &&
	     work->traced.data[i].offset < end;
	     i++)
		note_entry(&e, work->traced.data[i].offset);
	return e;
}

/* Where the name for what is in front of the symbol at VALUE is (__cfi_f), if
 * it is not before START; or VALUE. */
static uint64_t padding_of(const struct work *work, uint32_t section,
			   uint64_t start, uint64_t value)
{
	const struct relobj_section *s = &work->obj.sections.data[section];
	uint64_t ret = value;

	for (uint32_t i = 0; i < s->nsymbols; i++) {
		uint32_t number =
			work->obj.by_section.data[s->first_symbol + i];
		uint64_t at = work->obj.symbols.data[number].value;

		if (work->symbols.data[number].class == NAME_PADDING &&
		    at >= start && at < value)
			ret = at;
	}
	return ret;
}

/* Does NAME, of a section of code, end in a dot and the name of SYMBOL? */
static bool is_of(const char *name, const char *symbol)
{
	size_t length = strlen(name), part = strlen(symbol);

	return length > part && name[length - part - 1] == '.' &&
	       !strcmp(name + length - part, symbol);
}

int work_drop_replaced(struct work *work, uint32_t section,
		       struct work_mark *mark)
{
	const struct relobj_section *s = &work->obj.sections.data[section];
	uint64_t align = s->align ? s->align : 1, begin;
	struct entries front, behind;

	if ((mark->front == mark->value && mark->tail == mark->end) ||
	    !(s->flags & SHF_EXECINSTR) ||
	    !is_of(s->name, work->obj.symbols.data[mark->symbol].name))
		return 0;
	if (list_traced(work))
		return -1;
	front = find_entries(work, section, mark->front, mark->value);
	if (front.found)
		mark->front = padding_of(work, section, front.last,
					 mark->value);
	behind = find_entries(work, section, mark->end, mark->tail);
	begin = behind.first - behind.first % align;
	/* What is before that may be filler. */
	if (behind.found && begin >= mark->end)
		mark->tail = begin;
	return 0;
}
