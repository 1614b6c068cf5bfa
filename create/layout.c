/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of everything in a sidecar. Sections and records go by address,
 * files and STT_FILE groups by the inventory, companions by their functions;
 * so the same link gives the same bytes. Each step is linear. */
#include "create/layout.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/label.h"
#include "common/radix.h"
#include "common/report.h"
#include "elf/build-only.h"

static uint32_t *new_numbers(size_t count, int fill)
{
	uint32_t *numbers = malloc((count + 1) * sizeof(*numbers));

	if (numbers)
		memset(numbers, fill, (count + 1) * sizeof(*numbers));
	else
		report_nomem();
	return numbers;
}

static bool is_local(const struct inventory_symbol *symbol)
{
	return ELF64_ST_BIND(symbol->info) == STB_LOCAL;
}

const struct inventory_symbol *layout_symbol(const struct layout *layout,
					     const struct layout_record *record)
{
	if (record->symbol == LAYOUT_NONE)
		return NULL;
	return &layout->facts->inv.symbols[record->symbol];
}

const char *layout_numbered(const struct layout *layout,
			    const struct layout_record *record)
{
	return record->symbol == LAYOUT_NONE
		       ? NULL
		       : layout->facts->located[record->symbol].name;
}

static bool has_record(const struct facts *facts, uint32_t symbol)
{
	const char *name = facts->inv.strings + facts->inv.symbols[symbol].name;

	return !is_assembler_label(name) &&
	       !(facts->is_unstripped && is_build_only_name(name));
}

/* A name that means another symbol is no symbol of this file. */
static bool in_symtab(const struct layout *layout, uint32_t symbol)
{
	return symbol != LAYOUT_NONE &&
	       !layout->facts->located[symbol].overridden;
}

/* For records of one section. There nearly always is one, or they are sorted
 * already, as the object has them. */
static int compare_records(const void *a, const void *b, void *ctx)
{
	const struct layout_record *x = a, *y = b;
	const struct located *located = ctx;
	uint64_t p = located[x->symbol].address;
	uint64_t q = located[y->symbol].address;

	if (p != q)
		return p < q ? -1 : 1;
	return (x->symbol > y->symbol) - (x->symbol < y->symbol);
}

/* The records of the section at POSITION. */
static void add_records(struct layout *layout, uint32_t position)
{
	const struct facts *facts = layout->facts;
	uint32_t section = facts->order[position];
	const struct inventory_section *s = &facts->inv.sections[section];
	struct layout_record *first = layout->records + layout->nrecords;
	size_t count = 0;

	layout->position[section] = position;
	for (uint32_t i = 0; i < s->nsymbols; i++) {
		uint32_t symbol = s->first_symbol + i;

		if (has_record(facts, symbol))
			first[count++] = (struct layout_record){ symbol,
								 position };
	}
	if (count > 1)
		qsort_r(first, count, sizeof(*first), compare_records,
			facts->located);
	if (!count)
		first[count++] = (struct layout_record){ LAYOUT_NONE,
							 position };
	layout->nrecords += (uint32_t)count;
}

static uint64_t record_address(const struct layout *layout,
			       const struct layout_record *record)
{
	const struct facts *facts = layout->facts;

	if (record->symbol != LAYOUT_NONE)
		return facts->located[record->symbol].address;
	return facts->join.places[facts->order[record->position]].address;
}

/* A symbol may stand behind its section's end; then sorted sections alone
 * don't make sorted records. */
static int sort_records(struct layout *layout)
{
	_cleanup_free_ struct layout_record *old = NULL;
	_cleanup_free_ struct radix_item *items = malloc(
		((size_t)layout->nrecords + 1) * sizeof(*items));
	bool sorted = true;

	if (!items)
		return report_nomem();
	for (uint32_t i = 0; i < layout->nrecords; i++) {
		items[i].key = record_address(layout, &layout->records[i]);
		items[i].value = i;
		sorted &= !i || items[i - 1].key <= items[i].key;
	}
	if (sorted)
		return 0;
	old = layout->records;
	layout->records = malloc(((size_t)layout->nrecords + 1) *
				 sizeof(*layout->records));
	if (!layout->records)
		return report_nomem();
	if (radix_sort(items, layout->nrecords))
		return -1;
	for (uint32_t i = 0; i < layout->nrecords; i++)
		layout->records[i] = old[items[i].value];
	return 0;
}

static int number_records(struct layout *layout)
{
	const struct facts *facts = layout->facts;

	layout->position = new_numbers(facts->inv.nsections, 0xff);
	layout->records = calloc((size_t)facts->inv.nsymbols + facts->norder +
					 1,
				 sizeof(*layout->records));
	if (!layout->records)
		report_nomem();
	if (!layout->records || !layout->position)
		return -1;
	for (size_t i = 0; i < facts->norder; i++)
		add_records(layout, (uint32_t)i);
	return sort_records(layout);
}

/* Put local symbol SYMBOL of FILE into its group. MARK has, by string, 1 + the
 * group that was last made for that STT_FILE. */
static int join_group(struct layout *layout, uint32_t *mark, uint32_t file,
		      uint32_t symbol)
{
	uint32_t source = layout->facts->inv.symbols[symbol].source;
	struct layout_group *group;

	if (!mark[source] ||
	    layout->groups.data[mark[source] - 1].file != file) {
		group = vec_push(&layout->groups);
		if (!group)
			return -1;
		group->file = file;
		group->source = source;
		mark[source] = (uint32_t)layout->groups.size;
	}
	layout->group[symbol] = mark[source] - 1;
	layout->groups.data[mark[source] - 1].nsymbols++;
	return 0;
}

/* Group the local symbols of one file. */
static int group_file(struct layout *layout, uint32_t *mark, uint32_t file)
{
	const struct inventory *inv = &layout->facts->inv;
	const struct inventory_file *f = &inv->files[file];

	for (uint32_t i = 0; i < f->nsections; i++) {
		uint32_t section = f->first_section + i;
		const struct inventory_section *s = &inv->sections[section];

		if (layout->position[section] == LAYOUT_NONE)
			continue;
		for (uint32_t j = 0; j < s->nsymbols; j++) {
			uint32_t symbol = s->first_symbol + j;

			if (is_local(&inv->symbols[symbol]) &&
			    has_record(layout->facts, symbol) &&
			    in_symtab(layout, symbol) &&
			    join_group(layout, mark, file, symbol))
				return -1;
		}
	}
	return 0;
}

/* Put all local symbols into groups, and give each group its place. */
static int number_groups(struct layout *layout)
{
	const struct inventory *inv = &layout->facts->inv;
	_cleanup_free_ uint32_t *mark = calloc(inv->strings_size,
					       sizeof(*mark));
	struct layout_group *group;

	layout->group = new_numbers(inv->nsymbols, 0xff);
	if (!mark)
		report_nomem();
	if (!mark || !layout->group)
		return -1;
	for (uint32_t i = 0; i < inv->nfiles; i++)
		if (group_file(layout, mark, i))
			return -1;
	layout->nlocals = 1;
	vec_for_each(&layout->groups, group) {
		group->first = layout->nlocals;
		layout->nlocals += 1 + group->nsymbols;
	}
	return 0;
}

/* Give each group's STT_FILE symbol its entry, and say where the group's next
 * symbol goes. */
static void enter_groups(struct layout *layout, uint32_t *next)
{
	for (uint32_t i = 0; i < layout->groups.size; i++) {
		uint32_t first = layout->groups.data[i].first;

		layout->entries[first].group = i;
		next[i] = first + 1;
	}
}

/* Records go by address, so each group's symbols do, and the global ones. */
static void enter_records(struct layout *layout, uint32_t *next)
{
	for (uint32_t i = 0; i < layout->nrecords; i++) {
		uint32_t symbol = layout->records[i].symbol, group;

		if (!in_symtab(layout, symbol))
			continue;
		group = layout->group[symbol];
		layout->entry[i] = group == LAYOUT_NONE ? layout->nsymbols++
							: next[group]++;
		layout->entries[layout->entry[i]].record = i;
	}
}

static int number_symbols(struct layout *layout)
{
	_cleanup_free_ uint32_t *next = NULL;
	size_t most;

	if (number_groups(layout))
		return -1;
	most = (size_t)layout->nlocals + layout->nrecords;
	next = new_numbers(layout->groups.size, 0);
	layout->entry = new_numbers(layout->nrecords, 0);
	layout->entries = malloc(most * sizeof(*layout->entries));
	if (!layout->entries)
		report_nomem();
	if (!next || !layout->entry || !layout->entries)
		return -1;
	memset(layout->entries, 0xff, most * sizeof(*layout->entries));
	layout->nsymbols = layout->nlocals;
	enter_groups(layout, next);
	enter_records(layout, next);
	return 0;
}

/* Where the function of SECTION's companion is in facts->order, if SECTION is
 * one that the output has. */
static uint32_t function_of(const struct layout *layout, uint32_t section)
{
	const struct inventory_section *s =
		&layout->facts->inv.sections[section];

	if (s->kind != INVENTORY_COMPANION || s->owner == INVENTORY_NONE ||
	    !layout->facts->join.places[section].reached)
		return LAYOUT_NONE;
	return layout->position[s->owner];
}

/* A counting sort by function. */
static int number_companions(struct layout *layout)
{
	const struct facts *facts = layout->facts;
	_cleanup_free_ uint32_t *first = calloc(facts->norder + 1,
						sizeof(*first));
	uint32_t at;

	layout->companions = new_numbers(facts->inv.nsections, 0xff);
	if (!first)
		report_nomem();
	if (!first || !layout->companions)
		return -1;
	for (uint32_t i = 0; i < facts->inv.nsections; i++) {
		at = function_of(layout, i);
		if (at != LAYOUT_NONE)
			first[at]++;
	}
	/* Now first[n] becomes where those of function n start... */
	for (size_t i = 0; i < facts->norder; i++) {
		uint32_t count = first[i];

		first[i] = layout->ncompanions;
		layout->ncompanions += count;
	}
	/* ...and then where their next one goes. */
	for (uint32_t i = 0; i < facts->inv.nsections; i++) {
		at = function_of(layout, i);
		if (at != LAYOUT_NONE)
			layout->companions[first[at]++] = i;
	}
	return 0;
}

static int number_files(struct layout *layout)
{
	const struct facts *facts = layout->facts;
	const struct inventory *inv = &facts->inv;
	size_t count = inv->nfiles;

	layout->files = new_numbers(count, 0);
	layout->file_number = new_numbers(count, 0xff);
	if (!layout->files || !layout->file_number)
		return -1;
	for (size_t i = 0; i < facts->norder; i++)
		layout->file_number[inv->sections[facts->order[i]].file] = 0;
	for (uint32_t i = 0; i < layout->ncompanions; i++)
		layout->file_number[inv->sections[layout->companions[i]].file] =
			0;
	for (uint32_t i = 0; i < inv->nfiles; i++) {
		if (layout->file_number[i] == LAYOUT_NONE)
			continue;
		layout->file_number[i] = layout->nfiles;
		layout->files[layout->nfiles++] = i;
	}
	return 0;
}

int layout_init(struct layout *ret, const struct facts *facts)
{
	memset(ret, 0, sizeof(*ret));
	ret->facts = facts;
	if (!number_records(ret) && !number_symbols(ret) &&
	    !number_companions(ret) && !number_files(ret))
		return 0;
	layout_deinit(ret);
	return -1;
}

void layout_deinit(struct layout *layout)
{
	free(layout->records);
	free(layout->position);
	vec_deinit(&layout->groups);
	free(layout->group);
	free(layout->entries);
	free(layout->entry);
	free(layout->files);
	free(layout->file_number);
	free(layout->companions);
	memset(layout, 0, sizeof(*layout));
}
