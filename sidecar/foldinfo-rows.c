/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows about symbols, in aligned columns. */
#include "foldinfo-rows.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "colour.h"
#include "report.h"

enum column {
	COLUMN_ADDRESS,
	COLUMN_SIZE,
	COLUMN_KIND,
	COLUMN_SYMBOL,
	COLUMN_SECTION,
	COLUMN_BASE,
	COLUMN_OUTPUT,
	COLUMN_SOURCE,
	COLUMN_OBJECT,		/* last, a path may hold blanks */
	NCOLUMNS
};

/* A wider text pushes its row aside instead of widening all. */
enum { MOST_WIDTH = 40 };

static const char *const headings[NCOLUMNS] = {
	"ADDRESS", "SIZE", "KIND", "SYMBOL", "SECTION", "BASE", "OUTPUT",
	"SOURCE", "OBJECT",
};

/* The texts of one printed line. */
struct line {
	const char *text[NCOLUMNS];
	char address[24], size[24];
	char *symbol, *object;
	size_t symbol_room, object_room;
};

struct printer {
	const struct sidecar *sidecar;
	bool measure;		/* don't print yet, find out the widths */
	size_t width[NCOLUMNS];
	struct line line;
};

struct rows *rows_create(const struct sidecar *sidecar,
			 const struct foldinfo_options *options)
{
	struct rows *rows = calloc(1, sizeof(*rows));

	if (!rows) {
		report_nomem();
		return NULL;
	}
	rows->sidecar = sidecar;
	rows->options = options;
	return rows;
}

void rows_destroy(struct rows *rows)
{
	if (!rows)
		return;
	vec_deinit(&rows->list);
	free(rows);
}

int rows_add(struct rows *rows, uint32_t index, const uint64_t *address)
{
	struct row *row = vec_push(&rows->list);

	if (!row)
		return -1;
	row->index = index;
	row->offset_known = address;
	row->address = address ? *address : 0;
	return 0;
}

/* Format into a buffer that grows. */
static int __attribute__((format(printf, 3, 4)))
format_text(char **text, size_t *room, const char *format, ...)
{
	va_list args;
	int length;

	for (;;) {
		char *grown;

		va_start(args, format);
		length = vsnprintf(*text, *room, format, args);
		va_end(args);
		if (length < 0)
			return report_nomem();
		if ((size_t)length < *room)
			return 0;
		grown = realloc(*text, (size_t)length + 1);
		if (!grown)
			return report_nomem();
		*text = grown;
		*room = (size_t)length + 1;
	}
}

static void put_line(struct printer *p)
{
	for (enum column c = 0; c < NCOLUMNS; c++) {
		const char *text = *p->line.text[c] ? p->line.text[c] : "-";
		size_t length = strlen(text);

		if (p->measure) {
			if (length <= MOST_WIDTH && length > p->width[c])
				p->width[c] = length;
		} else if (c == COLUMN_OBJECT) {
			puts(text);
		} else {
			printf("%*s  ", c == COLUMN_SIZE ? (int)p->width[c] :
						-(int)p->width[c], text);
		}
	}
}

static int set_object(struct printer *p, uint32_t file)
{
	struct sidecar_file f;

	if (sidecar_file_at(p->sidecar, file, &f))
		return -1;
	p->line.text[COLUMN_OBJECT] = f.name;
	if (!*f.member)
		return 0;
	if (format_text(&p->line.object, &p->line.object_room, "%s(%s)",
			f.name, f.member))
		return -1;
	p->line.text[COLUMN_OBJECT] = p->line.object;
	return 0;
}

static void set_numbers(struct printer *p, uint64_t address, uint64_t size)
{
	int digits = sidecar_info(p->sidecar)->elf_class == 1 ? 8 : 16;

	snprintf(p->line.address, sizeof(p->line.address), "0x%0*" PRIx64,
		 digits, address);
	snprintf(p->line.size, sizeof(p->line.size), "0x%" PRIx64, size);
	p->line.text[COLUMN_ADDRESS] = p->line.address;
	p->line.text[COLUMN_SIZE] = p->line.size;
}

/* SYMBOL+OFFSET. A section may begin with something that is no symbol; then
 * the offset from the first is negative. */
static int set_offset(struct printer *p, const struct sidecar_symbol *symbol,
		      uint64_t address)
{
	bool before = address < symbol->address;
	const char *name = *symbol->name ? symbol->name : symbol->section_name;

	if (format_text(&p->line.symbol, &p->line.symbol_room,
			"%s%c0x%" PRIx64, name, before ? '-' : '+',
			before ? symbol->address - address :
				 address - symbol->address))
		return -1;
	p->line.text[COLUMN_SYMBOL] = p->line.symbol;
	return 0;
}

const char *rows_symbol_kind(const struct sidecar_symbol *symbol)
{
	if (symbol->flags & SIDECAR_OVERRIDDEN)
		return "overridden";
	return symbol->flags & SIDECAR_PROVEN ? "proven" : "name";
}

const char *rows_companion_kind(uint32_t kind)
{
	static const char *const kinds[] = {
		[SIDECAR_DATA] = "data",
		[SIDECAR_STRINGS] = "strings",
		[SIDECAR_CONSTANTS] = "constants",
	};

	return kind && kind < sizeof(kinds) / sizeof(*kinds) ? kinds[kind] :
							       "unknown";
}

static int put_symbol_row(struct printer *p, const struct row *row,
			  const struct sidecar_symbol *symbol)
{
	const char **text = p->line.text;

	set_numbers(p, row->offset_known ? row->address : symbol->address,
		    symbol->size);
	text[COLUMN_KIND] = rows_symbol_kind(symbol);
	text[COLUMN_SYMBOL] = symbol->name;
	text[COLUMN_SECTION] = symbol->section_name;
	text[COLUMN_BASE] = symbol->base;
	text[COLUMN_OUTPUT] = symbol->output_section;
	text[COLUMN_SOURCE] = symbol->source;
	if (set_object(p, symbol->file) ||
	    (row->offset_known && set_offset(p, symbol, row->address)))
		return -1;
	put_line(p);
	return 0;
}

static int put_companion_row(struct printer *p,
			     const struct sidecar_symbol *symbol,
			     uint32_t index)
{
	struct sidecar_companion companion;
	const char **text = p->line.text;

	if (sidecar_companion_at(p->sidecar, index, &companion))
		return -1;
	set_numbers(p, companion.address, companion.size);
	if (companion.kind != SIDECAR_DATA)
		text[COLUMN_ADDRESS] = "";
	text[COLUMN_KIND] = rows_companion_kind(companion.kind);
	text[COLUMN_SYMBOL] = symbol->name;
	text[COLUMN_SECTION] = companion.name;
	text[COLUMN_BASE] = "";
	text[COLUMN_OUTPUT] = companion.output_section;
	text[COLUMN_SOURCE] = symbol->source;
	if (set_object(p, symbol->file))
		return -1;
	put_line(p);
	return 0;
}

/* Those of SYMBOL. */
static int put_companion_rows(struct printer *p,
			      const struct sidecar_symbol *symbol)
{
	uint32_t first, count;

	sidecar_find_companions(p->sidecar, symbol->section, &first, &count);
	for (uint32_t i = first; i < first + count; i++)
		if (put_companion_row(p, symbol, i))
			return -1;
	return 0;
}

static int put_rows(const struct rows *rows, struct printer *p)
{
	struct sidecar_symbol symbol;
	const struct row *row;

	if (!rows->options->no_headings) {
		memcpy(p->line.text, headings, sizeof(headings));
		if (!p->measure)
			fputs(colour(COLOUR_HEADING), stdout);
		put_line(p);
	}
	vec_for_each(&rows->list, row) {
		if (sidecar_symbol_at(p->sidecar, row->index, &symbol) ||
		    put_symbol_row(p, row, &symbol) ||
		    (rows->options->companions &&
		     put_companion_rows(p, &symbol)))
			return -1;
	}
	return 0;
}

int rows_print(const struct rows *rows)
{
	struct printer p = { .sidecar = rows->sidecar, .measure = true };
	int status = 0;

	if (rows->options->json)
		return rows_print_json(rows);
	if (rows->list.size) {
		status = put_rows(rows, &p);
		p.measure = false;
		if (!status)
			status = put_rows(rows, &p);
	}
	free(p.line.symbol);
	free(p.line.object);
	return status;
}
