/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values of JSON, one element of an outer array a line. */
#include "json.h"

#include <inttypes.h>
#include <string.h>

/* The length of the valid UTF-8 character at AT, or 0: not one that is too
 * long, a surrogate, or above U+10FFFF (RFC 3629). */
static size_t utf8_length(const unsigned char *at)
{
	static const struct {
		unsigned char first, last;	/* of the first byte */
		unsigned char low, high;	/* of the second byte */
		size_t length;
	} forms[] = {
		{ 0xc2, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 },
		{ 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 },
		{ 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 },
		{ 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		if (at[0] < forms[i].first || at[0] > forms[i].last)
			continue;
		if (at[1] < forms[i].low || at[1] > forms[i].high)
			return 0;
		for (size_t j = 2; j < forms[i].length; j++)
			if (at[j] < 0x80 || at[j] > 0xbf)
				return 0;
		return forms[i].length;
	}
	return 0;
}

static void put_string(FILE *to, const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	putc('"', to);
	while (*at) {
		size_t length = *at < 0x80 ? 1 : utf8_length(at);

		if (!length)
			fprintf(to, "\\udc%02x", *at);
		else if (*at == '"' || *at == '\\')
			fprintf(to, "\\%c", *at);
		else if (*at < 0x20 || *at == 0x7f)
			fprintf(to, "\\u%04x", *at);
		else
			fwrite(at, 1, length, to);
		at += length ? length : 1;
	}
	putc('"', to);
}

/* What comes before a value. */
static void begin(struct json *json, const char *key)
{
	if (json->filled[json->depth])
		putc(',', json->to);
	if (json->depth && json->close[json->depth] == ']' && json->depth <= 2)
		putc('\n', json->to);
	else if (json->filled[json->depth])
		putc(' ', json->to);
	json->filled[json->depth] = true;
	if (!key)
		return;
	put_string(json->to, key);
	fputs(": ", json->to);
}

static void open_value(struct json *json, const char *key, const char *brackets)
{
	begin(json, key);
	putc(brackets[0], json->to);
	if (json->depth < JSON_MOST_DEPTH)
		json->depth++;
	json->close[json->depth] = brackets[1];
	json->filled[json->depth] = false;
}

void json_object(struct json *json, const char *key)
{
	open_value(json, key, "{}");
}

void json_array(struct json *json, const char *key)
{
	open_value(json, key, "[]");
}

void json_end(struct json *json)
{
	putc(json->close[json->depth], json->to);
	if (!--json->depth)
		putc('\n', json->to);
}

void json_text(struct json *json, const char *key, const char *text)
{
	begin(json, key);
	put_string(json->to, text);
}

void json_number(struct json *json, const char *key, uint64_t number)
{
	begin(json, key);
	fprintf(json->to, "%" PRIu64, number);
}

void json_signed(struct json *json, const char *key, int64_t number)
{
	begin(json, key);
	fprintf(json->to, "%" PRId64, number);
}

void json_bool(struct json *json, const char *key, bool value)
{
	begin(json, key);
	fputs(value ? "true" : "false", json->to);
}

void json_null(struct json *json, const char *key)
{
	begin(json, key);
	fputs("null", json->to);
}

void json_text_or_null(struct json *json, const char *key, const char *text)
{
	if (text && *text)
		json_text(json, key, text);
	else
		json_null(json, key);
}

void json_address(struct json *json, const char *key, uint64_t address)
{
	begin(json, key);
	fprintf(json->to, "\"0x%" PRIx64 "\"", address);
}
