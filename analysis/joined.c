/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sections that compilers make for one variable each, and `ld -r' for all of its
 * name: .data.n.0 of the object has n.0 of each source. */
#include <string.h>

#include "analysis/work.h"

bool work_is_named_after(const struct relobj_section *section,
			 const struct relobj_symbol *symbol)
{
	size_t length = strlen(section->name), own = strlen(symbol->name);

	return own && length > own + 1 &&
	       section->name[length - own - 1] == '.' &&
	       !strcmp(section->name + length - own, symbol->name);
}

bool work_is_joined(const struct work *work, uint32_t section)
{
	const struct relobj_section *s = &work->obj.sections.data[section];
	const struct work_section *ws = &work->sections.data[section];
	uint64_t end = 0;

	if (ws->nmarks < 2)
		return false;
	for (uint32_t i = 0; i < ws->nmarks; i++) {
		uint32_t number = work->marks.data[ws->first_mark + i].symbol;
		const struct relobj_symbol *symbol =
			&work->obj.symbols.data[number];

		if (!work_is_named_after(s, symbol) ||
		    work_has_bytes(work, section, end, symbol->value))
			return false;
		end = work_symbol_end(work, number);
	}
	return !work_has_bytes(work, section, end, s->size);
}

/* May the code at AT of FROM know symbol NUMBER, which is local to a source? Of
 * what is global the source isn't told. */
static bool may_know(const struct work *work, uint32_t from, uint64_t at,
		     uint32_t number)
{
	const struct relobj_symbol *symbols = work->obj.symbols.data;
	uint32_t user = work_locate(work, from, (int64_t)at).symbol;

	return !user || !*symbols[user].source || !*symbols[number].source ||
	       !strcmp(symbols[user].source, symbols[number].source);
}

bool work_begins_joined(const struct work *work, uint32_t section,
			int64_t offset, uint32_t from, uint64_t at)
{
	uint32_t symbol = work->sections.data[section].joined
				  ? work_locate(work, section, offset).symbol
				  : 0;

	return symbol &&
	       work->obj.symbols.data[symbol].value == (uint64_t)offset &&
	       may_know(work, from, at, symbol);
}
