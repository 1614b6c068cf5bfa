/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Symbols and files may be called anything: markup, or a character that has
 * what is behind it read backwards. */
#include "foldinfo/html.h"

#include <stdbool.h>
#include <string.h>

#include "common/text.h"

/* What html_text() writes in place of a character, or NULL. */
static const char *entity_of(unsigned char c)
{
	switch (c) {
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '&':
		return "&amp;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

/* Marks of direction, separators, blanks that aren't the usual one, and what has
 * no width or no ink. */
static bool is_hidden(const unsigned char *at)
{
	static const struct {
		unsigned char bytes[3];
		unsigned char last; /* of the third byte */
	} hidden[] = {
		{ { 0xcd, 0x8f, 0x00 }, 0xff }, /* U+034F */
		{ { 0xd8, 0x9c, 0x00 }, 0xff }, /* U+061C */
		{ { 0xe1, 0x85, 0x9f }, 0xa0 }, /* U+115F and U+1160 */
		{ { 0xe1, 0x9a, 0x80 }, 0x80 }, /* U+1680 */
		{ { 0xe1, 0xa0, 0x8b }, 0x8f }, /* U+180B to U+180F */
		{ { 0xe2, 0x80, 0x80 }, 0x8f }, /* U+2000 to U+200F */
		{ { 0xe2, 0x80, 0xa8 }, 0xaf }, /* U+2028 to U+202F */
		{ { 0xe2, 0x81, 0x9f }, 0xaf }, /* U+205F to U+206F */
		{ { 0xe2, 0xa0, 0x80 }, 0x80 }, /* U+2800 */
		{ { 0xe3, 0x80, 0x80 }, 0x80 }, /* U+3000 */
		{ { 0xe3, 0x85, 0xa4 }, 0xa4 }, /* U+3164 */
		{ { 0xef, 0xb8, 0x80 }, 0x8f }, /* U+FE00 to U+FE0F */
		{ { 0xef, 0xbb, 0xbf }, 0xbf }, /* U+FEFF */
		{ { 0xef, 0xbe, 0xa0 }, 0xa0 }, /* U+FFA0 */
		{ { 0xef, 0xbf, 0xb9 }, 0xbb }, /* U+FFF9 to U+FFFB */
	};

	for (size_t i = 0; i < sizeof(hidden) / sizeof(*hidden); i++)
		if (!memcmp(at, hidden[i].bytes, 2) &&
		    at[2] >= hidden[i].bytes[2] && at[2] <= hidden[i].last)
			return true;
	/* U+0080 to U+00A0, the soft hyphen, and tags. */
	return (at[0] == 0xc2 && (at[1] <= 0xa0 || at[1] == 0xad)) ||
	       (at[0] == 0xf3 && at[1] == 0xa0);
}

static void put_text(FILE *to, const char *text, const char *backslash)
{
	const unsigned char *at = (const unsigned char *)text;

	while (*at) {
		size_t length = *at < 0x80 ? 1 : text_utf8_length(at);
		const char *entity = entity_of(*at);

		if (entity) {
			fputs(entity, to);
		} else if (*at == '\\') {
			fputs(backslash, to);
		} else if (!length || *at < ' ' || *at == 0x7f) {
			fprintf(to, "\\%03o", *at);
			length = 1;
		} else if (length > 1 && is_hidden(at)) {
			for (size_t i = 0; i < length; i++)
				fprintf(to, "\\%03o", at[i]);
		} else {
			fwrite(at, 1, length, to);
		}
		at += length;
	}
}

void html_text(FILE *to, const char *text)
{
	put_text(to, text, "\\\\");
}

void html_sentence(FILE *to, const char *text)
{
	put_text(to, text, "\\");
}

void html_code(FILE *to, const char *name)
{
	fputs("<code>", to);
	html_text(to, name);
	fputs("</code>", to);
}

void html_number(FILE *to, uint64_t number)
{
	fprintf(to, "<b class=n>%" PRIu64 "</b>", number);
}

void html_address(FILE *to, uint64_t address, int digits)
{
	fprintf(to, "<b class=n>0x%0*" PRIx64 "</b>", digits, address);
}

void html_offset(FILE *to, uint64_t offset)
{
	fprintf(to, "<b class=n>+0x%" PRIx64 "</b>", offset);
}

void html_count(FILE *to, uint64_t count, const char *one, const char *many)
{
	html_number(to, count);
	fprintf(to, " %s", count == 1 ? one : many);
}
