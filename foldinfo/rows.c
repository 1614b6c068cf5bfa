/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows about symbols: which, in which order, and what each says. */
#include "foldinfo/rows.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/radix.h"
#include "common/report.h"

struct rows *rows_create(const struct sidecar *sidecar, bool companions)
{
	struct rows *rows = calloc(1, sizeof(*rows));

	if (!rows) {
		report_nomem();
		return NULL;
	}
	rows->sidecar = sidecar;
	rows->companions = companions;
	return rows;
}

void rows_destroy(struct rows *rows)
{
	if (!rows)
		return;
	owners_destroy(rows->finder);
	vec_deinit(&rows->owners);
	vec_deinit(&rows->list);
	free(rows);
}

/* Find the owner of other NUMBER. */
static int add_owner(struct rows *rows, uint32_t number)
{
	struct owner *owner = vec_push(&rows->owners);

	if (!rows->finder)
		rows->finder = owners_create(rows->sidecar);
	return owner && rows->finder ? owners_find(rows->finder, number, owner)
				     : -1;
}

int rows_add(struct rows *rows, uint32_t number, const uint64_t *address)
{
	struct row *row;

	if (number >= sidecar_info(rows->sidecar)->nsymbols &&
	    add_owner(rows, number))
		return -1;
	row = vec_push(&rows->list);
	if (!row)
		return -1;
	row->number = number;
	if (number >= sidecar_info(rows->sidecar)->nsymbols)
		row->owner = (uint32_t)rows->owners.size - 1;
	row->offset_known = address;
	row->address = address ? *address : 0;
	return 0;
}

int rows_repeat(struct rows *rows, size_t first, size_t count)
{
	if (vec_reserve(&rows->list, rows->list.size + count))
		return -1;
	for (size_t i = first; i < first + count; i++) {
		struct row row = rows->list.data[i];

		row.repeats = (uint32_t)i + 1;
		rows->list.data[rows->list.size++] = row;
	}
	return 0;
}

/* -- What they say ------------------------------------------------------- */

static const char *symbol_kind(const struct sidecar_symbol *symbol)
{
	if (symbol->flags & SIDECAR_OVERRIDDEN)
		return "overridden";
	return symbol->flags & SIDECAR_PROVEN ? "proven" : "name";
}

static const char *other_kind_word(uint32_t kind)
{
	static const char *const kinds[] = {
		[SIDECAR_OTHER_LOADED] = "other",
		[SIDECAR_OTHER_ABSOLUTE] = "absolute",
		[SIDECAR_OTHER_UNLOADED] = "unloaded",
		[SIDECAR_OTHER_FILE] = "file",
	};

	return kind && kind < sizeof(kinds) / sizeof(*kinds) ? kinds[kind]
							     : "unknown";
}

const char *rows_companion_kind(uint32_t kind)
{
	static const char *const kinds[] = {
		[SIDECAR_DATA] = "data",
		[SIDECAR_STRINGS] = "strings",
		[SIDECAR_CONSTANTS] = "constants",
	};

	return kind && kind < sizeof(kinds) / sizeof(*kinds) ? kinds[kind]
							     : "unknown";
}

static int read_record(const struct rows *rows, const struct row *row,
		       struct row_symbol *ret)
{
	struct sidecar_symbol symbol;

	if (sidecar_symbol_at(rows->sidecar, row->number, &symbol))
		return -1;
	*ret = (struct row_symbol){
		.address = symbol.address,
		.size = symbol.size,
		.kind = symbol_kind(&symbol),
		.name = symbol.name,
		.section = symbol.section_name,
		.base = symbol.base,
		.output_section = symbol.output_section,
		.source = symbol.source,
	};
	if (rows->companions)
		sidecar_find_companions(rows->sidecar, symbol.section,
					&ret->first_companion,
					&ret->ncompanions);
	return sidecar_file_at(rows->sidecar, symbol.file, &ret->file);
}

static int read_other(const struct rows *rows, const struct row *row,
		      struct row_symbol *ret)
{
	const struct owner *owner = &rows->owners.data[row->owner];
	struct sidecar_other other;

	if (sidecar_other_at(rows->sidecar, row->number, &other))
		return -1;
	*ret = (struct row_symbol){
		.address = other.address,
		.size = other.size,
		.kind = other_kind_word(other.kind),
		.name = other.name,
		.section = owner->section,
		.base = owner->base,
		.output_section = other.output_section,
		.source = owner->source,
		.file = { .name = owner->file, .member = owner->member },
	};
	return 0;
}

int rows_read(const struct rows *rows, const struct row *row,
	      struct row_symbol *ret)
{
	return row->number < sidecar_info(rows->sidecar)->nsymbols
		       ? read_record(rows, row, ret)
		       : read_other(rows, row, ret);
}

void rows_fetch(const struct rows *rows, size_t first)
{
	size_t end = first + ROWS_FETCHED, count = 0;
	uint32_t numbers[ROWS_FETCHED];

	for (size_t i = first; i < end && i < rows->list.size; i++)
		if (!rows->list.data[i].repeats)
			numbers[count++] = rows->list.data[i].number;
	sidecar_fetch_symbols(rows->sidecar, numbers, count);
}

static int check_row(const struct rows *rows, const struct row *row)
{
	struct sidecar_companion companion;
	struct row_symbol symbol;

	if (rows_read(rows, row, &symbol))
		return -1;
	for (uint32_t i = 0; i < symbol.ncompanions; i++)
		if (sidecar_companion_at(rows->sidecar,
					 symbol.first_companion + i,
					 &companion))
			return -1;
	return 0;
}

int rows_check(const struct rows *rows)
{
	for (size_t i = 0; i < rows->list.size; i++) {
		if (!(i % ROWS_FETCHED))
			rows_fetch(rows, i);
		if (!rows->list.data[i].repeats &&
		    check_row(rows, &rows->list.data[i]))
			return -1;
	}
	return 0;
}

/* Is ROW one of a mark? 1, 0, or -1 (reported). */
static int is_mark(const struct rows *rows, const struct row *row)
{
	struct sidecar_other other;

	if (row->number < sidecar_info(rows->sidecar)->nsymbols)
		return 0;
	if (sidecar_other_at(rows->sidecar, row->number, &other))
		return -1;
	return !other.size && ELF64_ST_TYPE(other.info) == STT_NOTYPE &&
	       !*rows->owners.data[row->owner].file;
}

size_t rows_count(const struct rows *rows)
{
	return rows->list.size;
}

int rows_drop_marks(struct rows *rows, size_t first)
{
	size_t left = first;

	for (size_t i = first; i < rows->list.size; i++) {
		int mark = is_mark(rows, &rows->list.data[i]);

		if (mark < 0)
			return -1;
		if (!mark)
			rows->list.data[left++] = rows->list.data[i];
	}
	/* Not even one was moved if none is left. */
	if (left > first)
		rows->list.size = left;
	return 0;
}

static int read_addresses(const struct rows *rows, size_t first,
			  struct radix_item *items)
{
	struct row_symbol symbol;

	for (size_t i = first; i < rows->list.size; i++) {
		if (rows_read(rows, &rows->list.data[i], &symbol))
			return -1;
		items[i - first] = (struct radix_item){ symbol.address,
							(uint32_t)i };
	}
	return 0;
}

int rows_sort(struct rows *rows, size_t first)
{
	size_t count = rows->list.size - first;
	_cleanup_free_ struct radix_item *items = NULL;
	_cleanup_free_ struct row *sorted = NULL;

	if (count < 2)
		return 0;
	items = calloc(count, sizeof(*items));
	sorted = calloc(count, sizeof(*sorted));
	if (!items || !sorted)
		return report_nomem();
	if (read_addresses(rows, first, items) || radix_sort(items, count))
		return -1;
	for (size_t i = 0; i < count; i++)
		sorted[i] = rows->list.data[items[i].value];
	memcpy(rows->list.data + first, sorted, count * sizeof(*sorted));
	return 0;
}
