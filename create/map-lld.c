/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lld's map, as lld/ELF/MapFile.cpp writes it (14 to 19 the same):
 *
 *	     VMA      LMA     Size Align Out     In      Symbol
 *	  100000   100000     1919    16 .text
 *	  100000   100000        0     1         _text = .
 *	  100000   100000       ad    16         init/main.o:(.text)
 *	  100010   100010        8     1                 do_one_initcall
 *
 * Numbers are hexadecimal but for the alignment, right-aligned, and push the
 * rest of the line if they are wider. One blank ends them, and then 0, 8 or 16
 * blanks tell what the line is about. An assignment among the output sections
 * is told from one of these by its ` = '; the names of output sections hold
 * blanks even more rarely than files do. There are no lines for what was
 * discarded, collected or merged: merged sections are one of `<internal>'. */
#include "create/map-lld.h"

#include <string.h>

/* NUMBERS: the columns of 64-bit addresses before that. */
enum {
	INDENT = 8,
	SYMBOL_INDENT = 16,
	NUMBERS = 16 + 1 + 16 + 1 + 8 + 1 + 5 + 1
};

static const char *line_end(const char *at, const char *end)
{
	const char *newline = memchr(at, '\n', (size_t)(end - at));

	return newline ? newline : end;
}

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && *at == ' ')
		at++;
	return at;
}

/* The value of digit C, 16 if it is none. */
static unsigned int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned int)(c - '0');
	return c >= 'a' && c <= 'f' ? (unsigned int)(c - 'a') + 10 : 16;
}

/* A hexadecimal number at AT behind blanks: what follows it, or NULL. */
static const char *read_number(const char *at, const char *end, uint64_t *ret)
{
	const char *first = at = skip_blanks(at, end);
	uint64_t value = 0;
	unsigned int digit;

	for (; at < end && (digit = digit_of(*at)) < 16; at++)
		value = value << 4 | digit;
	*ret = value;
	return at > first && at - first <= 16 && at < end && *at == ' ' ? at
									: NULL;
}

/* The same of one that nobody asks for. The alignment is decimal, which is none
 * the less hexadecimal to look at. */
static const char *skip_number(const char *at, const char *end)
{
	const char *first = at = skip_blanks(at, end);

	while (at < end && digit_of(*at) < 16)
		at++;
	return at > first && at - first <= 20 && at < end && *at == ' ' ? at
									: NULL;
}

/* Is it a symbol's line, with numbers that need no more than their columns?
 * About half of a map is, and nobody asks for these either. */
static bool is_symbol(const char *at, const char *end)
{
	static const char blanks[SYMBOL_INDENT + 1] = "                ";

	return end - at > NUMBERS + SYMBOL_INDENT && at[NUMBERS - 2] != ' ' &&
	       !memcmp(at + NUMBERS, blanks, SYMBOL_INDENT);
}

static bool skip_word(const char **at, const char *end, const char *word)
{
	size_t length = strlen(word);

	*at = skip_blanks(*at, end);
	if ((size_t)(end - *at) < length || memcmp(*at, word, length))
		return false;
	*at += length;
	return true;
}

bool map_lld_start(const char *text, size_t size, const char **ret)
{
	const char *end = line_end(text, text + size);

	if (end == text + size || !skip_word(&text, end, "VMA") ||
	    !skip_word(&text, end, "LMA") || !skip_word(&text, end, "Size") ||
	    !skip_word(&text, end, "Align") || !skip_word(&text, end, "Out"))
		return false;
	*ret = end + 1;
	return true;
}

static bool is_assignment(const struct map_lld_line *line)
{
	return !line->length || memmem(line->text, line->length, " = ", 3) ||
	       (line->length > 6 && !memcmp(line->text, "ASSERT", 6));
}

/* Split FILE:(SECTION) where the last `:(' is. */
static bool split(struct map_lld_line *line)
{
	const char *start = line->text, *at = start + line->length - 1;

	if (!line->length || *at != ')')
		return false;
	line->length = 0;
	while (--at > start)
		if (at[-1] == ':' && *at == '(')
			break;
	if (at <= start)
		return false;
	line->owner = start;
	line->owner_length = (size_t)(at - 1 - start);
	return true;
}

/* Say what a line indented by INDENT blanks is. */
static void classify(struct map_lld_line *line, size_t indent)
{
	const char *end = line->text + line->length;

	if (indent >= SYMBOL_INDENT) {
		line->kind = MAP_LLD_SYMBOL;
	} else if (indent < INDENT) {
		line->kind = is_assignment(line) ? MAP_LLD_OUTSIDE
						 : MAP_LLD_OUTPUT;
	} else if (split(line)) {
		line->kind = MAP_LLD_INPUT;
		line->text = line->owner + line->owner_length + 2;
		line->length = (size_t)(end - 1 - line->text);
	} else {
		line->kind = MAP_LLD_INSIDE;
		line->length = (size_t)(end - line->text);
	}
}

static bool read_line(const char *at, const char *end, struct map_lld_line *ret)
{
	const char *text;

	*ret = (struct map_lld_line){};
	at = read_number(at, end, &ret->address);
	at = at ? skip_number(at, end) : NULL;
	at = at ? read_number(at, end, &ret->size) : NULL;
	at = at ? skip_number(at, end) : NULL;
	if (!at)
		return false;
	text = skip_blanks(at + 1, end);
	ret->text = text;
	ret->length = (size_t)(end - text);
	classify(ret, (size_t)(text - (at + 1)));
	return true;
}

bool map_lld_next(const char **at, const char *end, struct map_lld_line *ret)
{
	while (*at < end) {
		const char *start = *at, *stop = line_end(start, end);

		*at = stop < end ? stop + 1 : end;
		if (!is_symbol(start, stop) && read_line(start, stop, ret))
			return true;
	}
	return false;
}
