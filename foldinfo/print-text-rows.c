/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows about symbols, in aligned columns. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

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

/* So much is written at once. */
enum { BLOCK = 65536 };

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

/* How wide columns are is known when all rows are. What the cells say is kept
 * until then: to read a symbol again takes longer than all else. */
struct table {
	const struct sidecar *sidecar;
	size_t width[NCOLUMNS];
	VEC(char) texts;       /* of all cells, row by row */
	VEC(uint32_t) lengths; /* of each of them */
	struct line line;
	VEC(char) out; /* what is to be written */
};

static void table_deinit(struct table *t)
{
	vec_deinit(&t->texts);
	vec_deinit(&t->lengths);
	vec_deinit(&t->line.symbol);
	vec_deinit(&t->line.object);
	vec_deinit(&t->out);
}

/* -- Making rows --------------------------------------------------------- */

static void set_cell(struct table *t, enum column c, const char *text)
{
	t->line.cell[c] = (struct cell){ text, strlen(text) };
}

/* Add the line to the table. */
static int add_line(struct table *t)
{
	size_t room = 0;

	for (enum column c = 0; c < NCOLUMNS; c++) {
		if (!t->line.cell[c].length)
			t->line.cell[c] = (struct cell){ "-", 1 };
		room += t->line.cell[c].length;
	}
	if (vec_reserve(&t->texts, t->texts.size + room) ||
	    vec_reserve(&t->lengths, t->lengths.size + NCOLUMNS))
		return -1;
	for (enum column c = 0; c < NCOLUMNS; c++) {
		const struct cell *cell = &t->line.cell[c];

		memcpy(t->texts.data + t->texts.size, cell->text, cell->length);
		t->texts.size += cell->length;
		t->lengths.data[t->lengths.size++] = (uint32_t)cell->length;
		if (cell->length > t->width[c] && cell->length <= MOST_WIDTH)
			t->width[c] = cell->length;
	}
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
	for (unsigned int i = count; i; i--)
		*at++ = "0123456789abcdef"[value >> (4 * (i - 1)) & 15];
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

static int add_rows(struct table *t, const struct rows *rows)
{
	struct row_symbol symbol;

	for (size_t i = 0; i < rows->list.size; i++) {
		const struct row *row = &rows->list.data[i];

		if (!(i % SIDECAR_MOST_ASKED))
			rows_fetch(rows, i);
		if (rows_read(rows, row, &symbol) ||
		    add_symbol_row(t, row, &symbol) ||
		    add_companion_rows(t, &symbol))
			return -1;
	}
	return 0;
}

/* -- Printing them ------------------------------------------------------- */

static void write_out(struct table *t)
{
	fwrite(t->out.data, 1, t->out.size, stdout);
	t->out.size = 0;
}

/* Print a row whose cells are of LENGTHS and say TEXT, one behind the other:
 * where the next one's texts are, or NULL (reported). */
static const char *put_row(struct table *t, const uint32_t *lengths,
			   const char *text)
{
	size_t wide = 0;
	char *at;

	for (enum column c = 0; c < NCOLUMNS; c++)
		wide += 2 +
			(lengths[c] > t->width[c] ? lengths[c] : t->width[c]);
	if (vec_reserve(&t->out, t->out.size + wide))
		return NULL;
	at = t->out.data + t->out.size;
	memset(at, ' ', wide);
	for (enum column c = 0; c < NCOLUMNS; c++) {
		size_t pad = lengths[c] < t->width[c] ? t->width[c] - lengths[c]
						      : 0;

		memcpy(c == COLUMN_SIZE ? at + pad : at, text, lengths[c]);
		text += lengths[c];
		at += c == COLUMN_OBJECT ? lengths[c] : lengths[c] + pad + 2;
	}
	*at++ = '\n';
	t->out.size = (size_t)(at - t->out.data);
	if (t->out.size >= BLOCK)
		write_out(t);
	return text;
}

static int put_table(struct table *t, bool with_headings)
{
	const uint32_t *lengths = t->lengths.data;
	const char *text = t->texts.data;

	if (with_headings)
		fputs(colour(COLOUR_HEADING), stdout);
	for (size_t i = 0; i < t->lengths.size; i += NCOLUMNS) {
		text = put_row(t, lengths + i, text);
		if (!text)
			return -1;
		if (with_headings && !i) {
			write_out(t);
			fputs(colour(COLOUR_NONE), stdout);
		}
	}
	write_out(t);
	return 0;
}

int print_text_rows(const struct rows *rows,
		    const struct foldinfo_options *options)
{
	struct table t = { .sidecar = rows->sidecar };
	bool with_headings = !options->no_headings;
	int status;

	if (!rows->list.size)
		return 0;
	status = (with_headings && add_headings(&t)) || add_rows(&t, rows) ||
				 put_table(&t, with_headings)
			 ? -1
			 : 0;
	table_deinit(&t);
	return status;
}
