/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows about symbols, in aligned columns. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/report.h"
#include "common/text.h"
#include "common/vec.h"
#include "foldinfo/colour.h"
#include "foldinfo/print-text.h"

enum column {
	COLUMN_ADDRESS,
	COLUMN_SIZE,
	COLUMN_KIND,
	COLUMN_SYMBOL,
	COLUMN_SECTION,
	COLUMN_BASE,
	COLUMN_OUTPUT,
	COLUMN_SOURCE,
	COLUMN_OBJECT, /* last, a path may hold blanks */
	NCOLUMNS
};

/* A wider text pushes its row aside instead of widening all. */
enum { MOST_WIDTH = 40 };

static const char *const headings[NCOLUMNS] = {
	"ADDRESS", "SIZE",   "KIND",   "SYMBOL", "SECTION",
	"BASE",	   "OUTPUT", "SOURCE", "OBJECT",
};

enum { NUMBER_WIDTH = 24 }; /* 0x, 16 digits, and some */

/* The texts of one printed line. */
struct line {
	const char *text[NCOLUMNS];
	char address[NUMBER_WIDTH], size[NUMBER_WIDTH];
	VEC(char) symbol;
	char *object;
};

struct table {
	const struct sidecar *sidecar;
	bool measure; /* don't print yet, find out the widths */
	size_t width[NCOLUMNS];
	struct line line;
	VEC(char) out; /* the line as it is printed */
};

/* Format into *TEXT, which is new memory, in place of what it was before. */
static int __attribute__((format(printf, 2, 3)))
format_text(char **text, const char *format, ...)
{
	va_list args;
	int length;

	free(*text);
	va_start(args, format);
	length = vasprintf(text, format, args);
	va_end(args);
	if (length >= 0)
		return 0;
	*text = NULL;
	return report_nomem();
}

/* Put VALUE at AT as 0x and at least DIGITS digits: how many bytes that is. A
 * list has hundreds of thousands of them, and printf() takes as long for each
 * as all else of its line does. */
static size_t put_hex(char *at, uint64_t value, unsigned int digits)
{
	unsigned int count = digits;

	while (count < 16 && value >> (4 * count))
		count++;
	*at++ = '0';
	*at++ = 'x';
	for (unsigned int i = count; i; i--)
		*at++ = "0123456789abcdef"[value >> (4 * (i - 1)) & 15];
	*at = '\0';
	return count + 2;
}

/* Add TEXT, of column C, to the line, and blanks in front of it or behind. */
static int put_cell(struct table *t, enum column c, const char *text,
		    size_t length)
{
	bool last = c == COLUMN_OBJECT, right = c == COLUMN_SIZE;
	size_t pad = !last && length < t->width[c] ? t->width[c] - length : 0;
	char *at;

	if (vec_reserve(&t->out, t->out.size + pad + length + 2))
		return -1;
	at = t->out.data + t->out.size;
	memset(at, ' ', pad + length + 2);
	memcpy(right ? at + pad : at, text, length);
	t->out.size += pad + length + 2;
	if (last) {
		at[length] = '\n';
		t->out.size--;
	}
	return 0;
}

static void measure_line(struct table *t)
{
	for (enum column c = 0; c < NCOLUMNS; c++) {
		size_t length = strlen(t->line.text[c]);

		if (length <= MOST_WIDTH && length > t->width[c])
			t->width[c] = length;
	}
}

/* Print the line, or measure it. 0, or -1 (reported). */
static int put_line(struct table *t)
{
	for (enum column c = 0; c < NCOLUMNS; c++)
		if (!*t->line.text[c])
			t->line.text[c] = "-";
	if (t->measure) {
		measure_line(t);
		return 0;
	}
	t->out.size = 0;
	for (enum column c = 0; c < NCOLUMNS; c++)
		if (put_cell(t, c, t->line.text[c], strlen(t->line.text[c])))
			return -1;
	fwrite(t->out.data, 1, t->out.size, stdout);
	return 0;
}

static int set_object(struct table *t, const struct sidecar_file *file)
{
	t->line.text[COLUMN_OBJECT] = file->name;
	if (!*file->member)
		return 0;
	if (format_text(&t->line.object, TEXT_MEMBER,
			TEXT_MEMBER_OF(file->name, file->member)))
		return -1;
	t->line.text[COLUMN_OBJECT] = t->line.object;
	return 0;
}

static void set_numbers(struct table *t, uint64_t address, uint64_t size)
{
	unsigned int digits = (unsigned int)foldinfo_address_digits(
		sidecar_info(t->sidecar)->elf_class);

	put_hex(t->line.address, address, digits);
	put_hex(t->line.size, size, 1);
	t->line.text[COLUMN_ADDRESS] = t->line.address;
	t->line.text[COLUMN_SIZE] = t->line.size;
}

/* SYMBOL+OFFSET. A section may begin with something that is no symbol; then
 * the offset from the first is negative. */
static int set_offset(struct table *t, const struct row_symbol *symbol,
		      uint64_t address)
{
	bool before = address < symbol->address;
	const char *name = *symbol->name ? symbol->name : symbol->section;
	char *text, *end;

	if (vec_reserve(&t->line.symbol, strlen(name) + 1 + NUMBER_WIDTH))
		return -1;
	text = t->line.symbol.data;
	end = stpcpy(text, name);
	*end = before ? '-' : '+';
	put_hex(end + 1,
		before ? symbol->address - address : address - symbol->address,
		1);
	t->line.text[COLUMN_SYMBOL] = text;
	return 0;
}

static int put_symbol_row(struct table *t, const struct row *row,
			  const struct row_symbol *symbol)
{
	const char **text = t->line.text;

	set_numbers(t, row->offset_known ? row->address : symbol->address,
		    symbol->size);
	text[COLUMN_KIND] = symbol->kind;
	text[COLUMN_SYMBOL] = symbol->name;
	text[COLUMN_SECTION] = symbol->section;
	text[COLUMN_BASE] = symbol->base;
	text[COLUMN_OUTPUT] = symbol->output_section;
	text[COLUMN_SOURCE] = symbol->source;
	if (set_object(t, &symbol->file) ||
	    (row->offset_known && set_offset(t, symbol, row->address)))
		return -1;
	return put_line(t);
}

static int put_companion_row(struct table *t, const struct row_symbol *symbol,
			     uint32_t index)
{
	struct sidecar_companion companion;
	const char **text = t->line.text;

	if (sidecar_companion_at(t->sidecar, index, &companion))
		return -1;
	set_numbers(t, companion.address, companion.size);
	if (companion.kind != SIDECAR_DATA)
		text[COLUMN_ADDRESS] = "";
	text[COLUMN_KIND] = rows_companion_kind(companion.kind);
	text[COLUMN_SYMBOL] = symbol->name;
	text[COLUMN_SECTION] = companion.name;
	text[COLUMN_BASE] = "";
	text[COLUMN_OUTPUT] = companion.output_section;
	text[COLUMN_SOURCE] = symbol->source;
	if (set_object(t, &symbol->file))
		return -1;
	return put_line(t);
}

/* Those of SYMBOL. */
static int put_companion_rows(struct table *t, const struct row_symbol *symbol)
{
	for (uint32_t i = 0; i < symbol->ncompanions; i++)
		if (put_companion_row(t, symbol, symbol->first_companion + i))
			return -1;
	return 0;
}

static int put_rows(const struct rows *rows, bool with_headings,
		    struct table *t)
{
	struct row_symbol symbol;
	const struct row *row;

	if (with_headings) {
		memcpy(t->line.text, headings, sizeof(headings));
		if (!t->measure)
			fputs(colour(COLOUR_HEADING), stdout);
		if (put_line(t))
			return -1;
		/* Here, and not at the end, which an error may be before. */
		if (!t->measure)
			fputs(colour(COLOUR_NONE), stdout);
	}
	vec_for_each(&rows->list, row) {
		if (rows_read(rows, row, &symbol) ||
		    put_symbol_row(t, row, &symbol) ||
		    put_companion_rows(t, &symbol))
			return -1;
	}
	return 0;
}

int print_text_rows(const struct rows *rows,
		    const struct foldinfo_options *options)
{
	struct table t = { .sidecar = rows->sidecar, .measure = true };
	int status = 0;

	if (rows->list.size) {
		status = put_rows(rows, !options->no_headings, &t);
		t.measure = false;
		if (!status)
			status = put_rows(rows, !options->no_headings, &t);
	}
	vec_deinit(&t.line.symbol);
	vec_deinit(&t.out);
	free(t.line.object);
	return status;
}
