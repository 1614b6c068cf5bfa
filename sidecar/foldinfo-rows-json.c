/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows about symbols as JSON. */
#include "foldinfo-rows.h"

#include <stdio.h>

#include "json.h"

void foldinfo_json_file(struct json *json, const struct sidecar_file *file)
{
	json_text_or_null(json, "object", file->name);
	json_text_or_null(json, "member", file->member);
}

static void put_companion(struct json *json,
			  const struct sidecar_companion *companion)
{
	json_object(json, NULL);
	if (companion->kind == SIDECAR_DATA)
		json_address(json, "address", companion->address);
	else
		json_null(json, "address");
	json_number(json, "size", companion->size);
	json_text(json, "kind", rows_companion_kind(companion->kind));
	json_text(json, "section", companion->name);
	json_text(json, "output_section", companion->output_section);
	json_end(json);
}

static int put_companions(struct json *json, const struct rows *rows,
			  const struct sidecar_symbol *symbol)
{
	struct sidecar_companion companion;
	uint32_t first, count;

	sidecar_find_companions(rows->sidecar, symbol->section, &first, &count);
	json_array(json, "companions");
	for (uint32_t i = first; i < first + count; i++) {
		if (sidecar_companion_at(rows->sidecar, i, &companion))
			return -1;
		put_companion(json, &companion);
	}
	json_end(json);
	return 0;
}

static int put_row(struct json *json, const struct rows *rows,
		   const struct row *row)
{
	struct sidecar_symbol symbol;
	struct sidecar_file file;

	if (sidecar_symbol_at(rows->sidecar, row->index, &symbol) ||
	    sidecar_file_at(rows->sidecar, symbol.file, &file))
		return -1;
	json_object(json, NULL);
	json_text_or_null(json, "symbol", symbol.name);
	json_address(json, "address", symbol.address);
	if (row->offset_known) {
		json_address(json, "searched", row->address);
		json_signed(json, "offset",
			    (int64_t)(row->address - symbol.address));
	}
	json_number(json, "size", symbol.size);
	json_text(json, "kind", rows_symbol_kind(&symbol));
	json_text(json, "section", symbol.section_name);
	json_text_or_null(json, "base", symbol.base);
	json_text(json, "output_section", symbol.output_section);
	json_text_or_null(json, "source", symbol.source);
	foldinfo_json_file(json, &file);
	if (rows->options->companions && put_companions(json, rows, &symbol))
		return -1;
	json_end(json);
	return 0;
}

static int check_row(const struct rows *rows, const struct row *row)
{
	struct sidecar_companion companion;
	struct sidecar_symbol symbol;
	struct sidecar_file file;
	uint32_t first, count;

	if (sidecar_symbol_at(rows->sidecar, row->index, &symbol) ||
	    sidecar_file_at(rows->sidecar, symbol.file, &file))
		return -1;
	sidecar_find_companions(rows->sidecar, symbol.section, &first, &count);
	for (uint32_t i = first; i < first + count; i++)
		if (sidecar_companion_at(rows->sidecar, i, &companion))
			return -1;
	return 0;
}

int rows_print_json(const struct rows *rows)
{
	struct json json = { .to = stdout };
	const struct row *row;

	/* Half a text would be no JSON. */
	vec_for_each(&rows->list, row)
		if (check_row(rows, row))
			return -1;
	json_object(&json, NULL);
	json_array(&json, "symbols");
	vec_for_each(&rows->list, row)
		if (put_row(&json, rows, row))
			return -1;
	json_end(&json);
	json_end(&json);
	return 0;
}
