/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows about symbols, in aligned columns. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/io.h"
#include "common/report.h"
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

/* So much is written at once: whole pages. */
enum { BLOCK = 1 << 17 };

struct cell {
	const char *text;
	size_t length;
};

/* A row that is being made. */
struct line {
	struct cell cell[NCOLUMNS];
	char address[NUMBER_WIDTH], size[NUMBER_WIDTH];
	VEC(char) symbol;
	VEC(char) object;
};

/* Texts are short: to call memcpy() or memset() for each takes as long as all else
 * that printing it does. So SHORT bytes are copied and MOST_WIDTH + 2 blanks put in
 * any case. What is too much of them is overwritten by what comes next; there is
 * room for it. */
enum { SHORT = 32, ROOM = SHORT + MOST_WIDTH + 2 };

/* A line that is kept until it is printed. */
struct kept {
	size_t text;		   /* its cells' texts, one behind the other, */
	uint32_t room;		   /* that all take, */
	uint32_t length[NCOLUMNS]; /* and each */
};

/* The lines of a row among those that are kept. */
struct part {
	uint32_t first, count;
};

/* How wide columns are is known when all rows are. What the cells say is kept
 * until then: to read a symbol again takes longer than all else. */
struct table {
	const struct sidecar *sidecar;
	size_t width[NCOLUMNS];
	size_t wide; /* a line, if no cell is wider */
	struct line line;
	VEC(char) texts;
	VEC(struct kept) kept;
	VEC(struct part) parts; /* by row */
	VEC(char) out;		/* what is to be written */
};

static void table_deinit(struct table *t)
{
	vec_deinit(&t->texts);
	vec_deinit(&t->kept);
	vec_deinit(&t->parts);
	vec_deinit(&t->line.symbol);
	vec_deinit(&t->line.object);
	vec_deinit(&t->out);
}

/* -- Making rows --------------------------------------------------------- */

/* Most lines have some of the texts of the one before: the same strings. */
static void set_cell(struct table *t, enum column c, const char *text)
{
	if (t->line.cell[c].text != text)
		t->line.cell[c] = (struct cell){ text, strlen(text) };
}

/* Keep the line until it is printed. */
static int add_line(struct table *t)
{
	struct kept *kept = vec_push(&t->kept);
	size_t room = 0;
	char *at;

	for (enum column c = 0; c < NCOLUMNS; c++) {
		if (!t->line.cell[c].length)
			t->line.cell[c] = (struct cell){ "-", 1 };
		room += t->line.cell[c].length;
	}
	if (!kept || vec_reserve(&t->texts, t->texts.size + room + SHORT))
		return -1;
	kept->text = t->texts.size;
	kept->room = (uint32_t)room;
	at = t->texts.data + t->texts.size;
	for (enum column c = 0; c < NCOLUMNS; c++) {
		size_t length = t->line.cell[c].length;

		memcpy(at, t->line.cell[c].text, length);
		at += length;
		kept->length[c] = (uint32_t)length;
		if (length > t->width[c] && length <= MOST_WIDTH)
			t->width[c] = length;
	}
	t->texts.size += room;
	return 0;
}

static int add_headings(struct table *t)
{
	for (enum column c = 0; c < NCOLUMNS; c++)
		set_cell(t, c, headings[c]);
	return add_line(t);
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
	for (unsigned int i = count; i--; value >>= 4)
		at[i] = "0123456789abcdef"[value & 15];
	return count + 2;
}

/* As TEXT_MEMBER has it. */
static int set_object(struct table *t, const struct sidecar_file *file)
{
	size_t length = strlen(file->name), more = strlen(file->member);
	char *text;

	t->line.cell[COLUMN_OBJECT] = (struct cell){ file->name, length };
	if (!more)
		return 0;
	if (vec_reserve(&t->line.object, length + more + 2))
		return -1;
	text = t->line.object.data;
	memcpy(text, file->name, length);
	text[length] = '(';
	memcpy(text + length + 1, file->member, more);
	text[length + 1 + more] = ')';
	t->line.cell[COLUMN_OBJECT] = (struct cell){ text, length + more + 2 };
	return 0;
}

static void set_numbers(struct table *t, uint64_t address, uint64_t size)
{
	unsigned int digits = (unsigned int)foldinfo_address_digits(
		sidecar_info(t->sidecar)->elf_class);
	struct line *line = &t->line;

	line->cell[COLUMN_ADDRESS] = (struct cell){
		line->address, put_hex(line->address, address, digits)
	};
	line->cell[COLUMN_SIZE] = (struct cell){ line->size,
						 put_hex(line->size, size, 1) };
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
	*end++ = before ? '-' : '+';
	end += put_hex(end,
		       before ? symbol->address - address
			      : address - symbol->address,
		       1);
	t->line.cell[COLUMN_SYMBOL] = (struct cell){ text,
						     (size_t)(end - text) };
	return 0;
}

static int add_symbol_row(struct table *t, const struct row *row,
			  const struct row_symbol *symbol)
{
	set_numbers(t, row->offset_known ? row->address : symbol->address,
		    symbol->size);
	set_cell(t, COLUMN_KIND, symbol->kind);
	set_cell(t, COLUMN_SECTION, symbol->section);
	set_cell(t, COLUMN_BASE, symbol->base);
	set_cell(t, COLUMN_OUTPUT, symbol->output_section);
	set_cell(t, COLUMN_SOURCE, symbol->source);
	if (!row->offset_known)
		set_cell(t, COLUMN_SYMBOL, symbol->name);
	else if (set_offset(t, symbol, row->address))
		return -1;
	return set_object(t, &symbol->file) ? -1 : add_line(t);
}

static int add_companion_row(struct table *t, const struct row_symbol *symbol,
			     uint32_t index)
{
	struct sidecar_companion companion;

	if (sidecar_companion_at(t->sidecar, index, &companion))
		return -1;
	set_numbers(t, companion.address, companion.size);
	if (companion.kind != SIDECAR_DATA)
		set_cell(t, COLUMN_ADDRESS, "");
	set_cell(t, COLUMN_KIND, rows_companion_kind(companion.kind));
	set_cell(t, COLUMN_SYMBOL, symbol->name);
	set_cell(t, COLUMN_SECTION, companion.name);
	set_cell(t, COLUMN_BASE, "");
	set_cell(t, COLUMN_OUTPUT, companion.output_section);
	set_cell(t, COLUMN_SOURCE, symbol->source);
	return set_object(t, &symbol->file) ? -1 : add_line(t);
}

/* Those of SYMBOL. */
static int add_companion_rows(struct table *t, const struct row_symbol *symbol)
{
	for (uint32_t i = 0; i < symbol->ncompanions; i++)
		if (add_companion_row(t, symbol, symbol->first_companion + i))
			return -1;
	return 0;
}

static int add_row(struct table *t, const struct rows *rows,
		   const struct row *row)
{
	struct row_symbol symbol;

	return rows_read(rows, row, &symbol) ||
			       add_symbol_row(t, row, &symbol) ||
			       add_companion_rows(t, &symbol)
		       ? -1
		       : 0;
}

/* Make room for COUNT rows, as if none had companions: memory costs no time until
 * it is written to, but to move it when there is too little does. */
static int reserve_rows(struct table *t, size_t count)
{
	enum { MOSTLY = 160 }; /* is what a row says shorter */

	return vec_reserve(&t->parts, count) ||
			       vec_reserve(&t->kept, count + 1) ||
			       vec_reserve(&t->texts, (count + 1) * MOSTLY)
		       ? -1
		       : 0;
}

static int add_rows(struct table *t, const struct rows *rows)
{
	for (size_t i = 0; i < rows->list.size; i++) {
		const struct row *row = &rows->list.data[i];
		struct part *part = vec_push(&t->parts);

		if (!part)
			return -1;
		if (!(i % ROWS_FETCHED))
			rows_fetch(rows, i);
		if (row->repeats) {
			*part = t->parts.data[row->repeats - 1];
			continue;
		}
		part->first = (uint32_t)t->kept.size;
		if (add_row(t, rows, row))
			return -1;
		part->count = (uint32_t)t->kept.size - part->first;
	}
	return 0;
}

/* -- Printing them ------------------------------------------------------- */

/* Write SIZE bytes of what is to be written, past stdio, which would cut off a piece
 * for itself. */
static int write_out(struct table *t, size_t size)
{
	if (write_all(STDOUT_FILENO, t->out.data, size)) {
		report_error("standard output: can't write:");
		return -1;
	}
	t->out.size -= size;
	memmove(t->out.data, t->out.data + size, t->out.size);
	return 0;
}

static int put_text(struct table *t, const char *text)
{
	size_t length = strlen(text);

	if (!length)
		return 0;
	if (vec_reserve(&t->out, t->out.size + length))
		return -1;
	memcpy(t->out.data + t->out.size, text, length);
	t->out.size += length;
	return 0;
}

static void copy_text(char *to, const char *from, size_t length)
{
	memcpy(to, from, SHORT);
	if (length > SHORT)
		memcpy(to + SHORT, from + SHORT, length - SHORT);
}

static void put_blanks(char *to)
{
	memset(to, ' ', MOST_WIDTH + 2);
}

/* Print LINE, whose texts are at TEXT. */
static int put_line(struct table *t, const struct kept *line, const char *text)
{
	char *at;

	if (vec_reserve(&t->out, t->out.size + line->room + t->wide + ROOM))
		return -1;
	at = t->out.data + t->out.size;
	for (enum column c = 0; c < NCOLUMNS; c++) {
		size_t length = line->length[c], width = t->width[c];
		size_t pad = length < width ? width - length : 0;

		if (c == COLUMN_SIZE) {
			put_blanks(at);
			at += pad;
			pad = 0;
		}
		copy_text(at, text, length);
		text += length;
		at += length;
		put_blanks(at);
		/* Nothing is behind the last one. */
		at += c == COLUMN_OBJECT ? 0 : pad + 2;
	}
	*at++ = '\n';
	t->out.size = (size_t)(at - t->out.data);
	return t->out.size < BLOCK ? 0 : write_out(t, BLOCK);
}

static int put_lines(struct table *t, struct part part)
{
	for (uint32_t i = 0; i < part.count; i++) {
		const struct kept *line = &t->kept.data[part.first + i];

		if (put_line(t, line, t->texts.data + line->text))
			return -1;
	}
	return 0;
}

/* The headings are the first of the lines. */
static int put_headings(struct table *t)
{
	return put_text(t, colour(COLOUR_HEADING)) ||
			       put_lines(t, (struct part){ 0, 1 }) ||
			       put_text(t, colour(COLOUR_NONE))
		       ? -1
		       : 0;
}

static int put_rows(struct table *t)
{
	const struct part *part;

	vec_for_each(&t->parts, part)
		if (put_lines(t, *part))
			return -1;
	return write_out(t, t->out.size);
}

static void sum_widths(struct table *t)
{
	for (enum column c = 0; c < NCOLUMNS; c++)
		t->wide += t->width[c] + 2;
}

int print_text_rows(const struct rows *rows,
		    const struct foldinfo_options *options)
{
	struct table t = { .sidecar = rows->sidecar };
	bool with_headings = !options->no_headings;
	int status;

	if (!rows->list.size)
		return 0;
	status = reserve_rows(&t, rows->list.size) ||
		 (with_headings && add_headings(&t)) || add_rows(&t, rows);
	sum_widths(&t);
	if (status || (with_headings && put_headings(&t)) || put_rows(&t))
		status = -1;
	table_deinit(&t);
	return status;
}
