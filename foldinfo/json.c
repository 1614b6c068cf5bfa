/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values of JSON, one element of an outer array a line. */
#include "foldinfo/json.h"

#include <inttypes.h>

#include "common/text.h"

static void put_string(FILE *to, const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	putc('"', to);
	while (*at) {
		size_t length = *at < 0x80 ? 1 : text_utf8_length(at);

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
