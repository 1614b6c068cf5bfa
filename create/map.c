/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map of GNU ld, line by line.
 *
 * It is text made for people, printed by lang_map() and what that calls in
 * ld/ldlang.c (read in binutils 2.40). Headings are translated, so nothing
 * here looks at words; the shape of a line says what it is. After some lists
 * comes the table of memory regions, which always has the line
 *
 *	*default*        0x0000000000000000 0xffffffffffffffff
 *
 * (names of regions are not translated), and then the script's statements:
 *
 *	.text           0x0000000000100000  0x1919000		output section
 *	 *(.text .text.fixup)					its statements
 *	 .text          0x0000000000100050      0xad0 init/main.o
 *	                                        0xb00 (size before relaxing)
 *	                0x0000000000100910                do_one_initcall
 *	 .text.a_long_name
 *	                0x0000000000100b20       0x40 lib/a.a(b.o)
 *
 * A section's name takes 16 columns, an input section's behind one blank; a
 * name of 15 columns or more has a line for itself. Then 0x, the address (8 or
 * 16 digits), a blank, and the size, right-aligned in ten columns. That is
 * where a symbol's or an assignment's line has blanks, so they are told apart
 * by one character. Names and paths may hold blanks.
 *
 * A statement of 15 columns or more that took nothing, followed by BYTE(), has
 * the very shape of an input section; its "owner" is then `BYTE 0x0`, which is
 * no file. *fill* and COMMON are told apart no more than that: they are lines
 * whose names no one looks for.
 *
 * Reading is one pass without allocation, at the speed of memchr(). */
#include "create/map.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "create/map-lld.h"

enum {
	NAME_COLUMNS = 16, /* SECTION_NAME_MAP_LENGTH in ld/ldlang.h */
	SIZE_COLUMNS = 10, /* %W in ld/ldmisc.c */
};

static const char blanks[] = "                "; /* NAME_COLUMNS of them */

_Static_assert(sizeof(blanks) == NAME_COLUMNS + 1, "as many as columns");

static const char *line_end(const char *at, const char *end)
{
	const char *newline = memchr(at, '\n', (size_t)(end - at));

	return newline ? newline : end;
}

/* The value of C, or 16. */
static unsigned int hex_digit(char c)
{
	unsigned int digit = (unsigned int)c - '0';

	if (digit < 10)
		return digit;
	digit = (unsigned int)c - 'a';
	return digit < 6 ? digit + 10 : 16;
}

/* A number 0x... at AT: what follows it, or NULL. */
static const char *read_hex(const char *at, const char *end, uint64_t *ret)
{
	uint64_t value = 0;
	const char *first = at + 2;
	unsigned int digit;

	if (end - at < 3 || at[0] != '0' || at[1] != 'x')
		return NULL;
	for (at = first; at < end && (digit = hex_digit(*at)) < 16; at++)
		value = value << 4 | digit;
	*ret = value;
	return at > first && at - first <= 16 ? at : NULL;
}

/* A size in its ten columns at AT: what follows it, or NULL. */
static const char *read_size(const char *at, const char *end, uint64_t *ret)
{
	const char *first = at;

	while (at < end && *at == ' ')
		at++;
	at = read_hex(at, end, ret);
	if (!at || at - first < SIZE_COLUMNS)
		return NULL;
	if (*first == ' ' && at - first != SIZE_COLUMNS)
		return NULL;
	return at;
}

/* Address and size at AT, and for an input section its owner. */
static bool read_place(const char *at, const char *end, struct map_line *line)
{
	at = read_hex(at, end, &line->address);
	if (!at || at == end || *at != ' ')
		return false;
	at = read_size(at + 1, end, &line->size);
	if (!at || (at < end && *at != ' '))
		return false;
	if (line->kind == MAP_OUTPUT)
		return true;
	if (at == end)
		return false;
	line->owner = at + 1;
	line->owner_length = (size_t)(end - line->owner);
	line->input_size = line->size;
	return true;
}

/* The line at AT belongs to what is above it: it has no name. */
static bool is_detail(const char *at, const char *end)
{
	return end - at > NAME_COLUMNS && !memcmp(at, blanks, NAME_COLUMNS);
}

/* Take `SIZE (size before relaxing)` if it comes next. */
static void read_input_size(struct map_reader *reader, struct map_line *line)
{
	const char *at = reader->at, *end;
	uint64_t size;

	if (!is_detail(at, reader->end) || at[NAME_COLUMNS] != ' ')
		return;
	end = line_end(at, reader->end);
	while (at < end && *at == ' ')
		at++;
	at = read_hex(at, end, &size);
	if (!at || end - at < 2 || at[0] != ' ' || at[1] != '(')
		return;
	line->input_size = size;
	reader->at = end < reader->end ? end + 1 : end;
}

/* The text between AT and END names a section that is placed on the same line
 * or on the next one. */
static bool read_section(struct map_reader *reader, const char *at,
			 const char *end, struct map_line *line)
{
	const char *place = at + NAME_COLUMNS, *name_end = place, *place_end;

	line->kind = *at == ' ' ? MAP_INPUT : MAP_OUTPUT;
	line->name = at + (line->kind == MAP_INPUT);
	if (end - at >= NAME_COLUMNS + 2 && !memcmp(place - 2, "  0x", 4) &&
	    read_place(place, end, line)) {
		while (name_end > line->name && name_end[-1] == ' ')
			name_end--;
		line->name_length = (size_t)(name_end - line->name);
		return true;
	}
	if (end - at < NAME_COLUMNS - 1 || !is_detail(reader->at, reader->end))
		return false;
	place_end = line_end(reader->at, reader->end);
	if (!read_place(reader->at + NAME_COLUMNS, place_end, line))
		return false;
	line->name_length = (size_t)(end - line->name);
	reader->at = place_end < reader->end ? place_end + 1 : place_end;
	return true;
}

static bool next_of_lld(struct map_reader *reader, struct map_line *ret)
{
	struct map_lld_line line;

	while (map_lld_next(&reader->at, reader->end, &line)) {
		if (line.kind != MAP_LLD_OUTPUT && line.kind != MAP_LLD_INPUT)
			continue;
		*ret = (struct map_line){
			.kind = line.kind == MAP_LLD_INPUT ? MAP_INPUT
							   : MAP_OUTPUT,
			.name = line.text,
			.name_length = line.length,
			.owner = line.owner,
			.owner_length = line.owner_length,
			.address = line.address,
			.size = line.size,
			.input_size = MAP_SIZE_UNKNOWN,
		};
		reader->whole = true;
		return true;
	}
	return false;
}

bool map_next(struct map_reader *reader, struct map_line *ret)
{
	static const char last_statement[] = "OUTPUT(";

	if (reader->lld)
		return next_of_lld(reader, ret);
	while (reader->at < reader->end) {
		const char *at = reader->at;
		const char *end = line_end(at, reader->end);

		reader->at = end < reader->end ? end + 1 : end;
		if (at == end || is_detail(at, end))
			continue;
		if (read_section(reader, at, end, ret)) {
			if (ret->kind == MAP_INPUT)
				read_input_size(reader, ret);
			return true;
		}
		if ((size_t)(end - at) >= sizeof(last_statement) &&
		    !memcmp(at, last_statement, sizeof(last_statement) - 1))
			reader->whole = true;
	}
	return false;
}

/* The line of the region *default*, which nothing else looks like. */
static bool is_default_region(const char *at, const char *end)
{
	uint64_t origin, length;

	at += strlen("*default*");
	while (at < end && *at == ' ')
		at++;
	at = read_hex(at, end, &origin);
	while (at && at < end && *at == ' ')
		at++;
	return at && read_hex(at, end, &length);
}

int map_start(struct map_reader *reader, const char *text, size_t size)
{
	static const char region[] = "\n*default* ";
	const char *end = text + size;
	const char *at = text;

	if (map_lld_start(text, size, &at)) {
		*reader = (struct map_reader){
			.at = at,
			.end = end,
			.lld = true,
		};
		return 0;
	}
	while ((at = memmem(at, (size_t)(end - at), region,
			    sizeof(region) - 1))) {
		at++;
		if (is_default_region(at, line_end(at, end))) {
			*reader = (struct map_reader){ .at = at, .end = end };
			return 0;
		}
	}
	return -1;
}

/* print_assignment() in ld/ldlang.c: 16 columns, the value, 16 columns, and the
 * expression. PROVIDE (x = y) is none that overrides a definition. */
static bool lld_has_assignment(const char *at, const char *end,
			       const char *name, uint64_t address)
{
	size_t length = strlen(name);
	struct map_lld_line line;

	while (map_lld_next(&at, end, &line))
		if ((line.kind == MAP_LLD_INSIDE ||
		     line.kind == MAP_LLD_OUTSIDE) &&
		    line.address == address && line.length > length + 3 &&
		    !memcmp(line.text, name, length) &&
		    !memcmp(line.text + length, " = ", 3))
			return true;
	return false;
}

bool map_has_assignment(const char *text, size_t size, const char *name,
			uint64_t address)
{
	static const int digits[] = { 16, 8 };
	const char *lines;

	if (map_lld_start(text, size, &lines))
		return lld_has_assignment(lines, text + size, name, address);

	for (size_t i = 0; i < sizeof(digits) / sizeof(*digits); i++) {
		_cleanup_free_ char *line = NULL;
		int length = asprintf(&line,
				      "\n%s0x%0*" PRIx64 "%s%s = ", blanks,
				      digits[i], address, blanks, name);

		if (length < 0) {
			line = NULL;
			report_nomem();
			return false;
		}
		if (memmem(text, size, line, (size_t)length))
			return true;
	}
	return false;
}

bool map_has_input(const char *text, size_t size, const char *name,
		   const char *owner)
{
	size_t name_length = strlen(name), owner_length = strlen(owner);
	struct map_reader reader;
	struct map_line line;

	if (map_start(&reader, text, size))
		return false;
	while (map_next(&reader, &line))
		if (line.kind == MAP_INPUT && line.name_length == name_length &&
		    line.owner_length == owner_length &&
		    !memcmp(line.name, name, name_length) &&
		    !memcmp(line.owner, owner, owner_length))
			return true;
	return false;
}

bool map_is_whole(const struct map_reader *reader)
{
	return reader->whole && reader->end[-1] == '\n';
}
