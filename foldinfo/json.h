/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing JSON, for --json: values go out as they come. Text is made of bytes
 * that may be anything, as file names are: a byte that isn't part of valid
 * UTF-8 becomes \udcXX, half of a surrogate pair, which no valid text has
 * (`surrogateescape' in Python, which turns it into the byte again). */
#ifndef LDFOLD_JSON_H
#define LDFOLD_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { JSON_MOST_DEPTH = 8 };

/* All zero but for `to' to begin with. */
struct json {
	FILE *to;
	unsigned int depth;
	bool filled[JSON_MOST_DEPTH + 1]; /* has a member */
	char close[JSON_MOST_DEPTH + 1];
};

/* Open an object or an array, as a member KEY of the object that is open, or,
 * where KEY is NULL, as the next element of the array, or as the whole. */
void json_object(struct json *json, const char *key);
void json_array(struct json *json, const char *key);

/* Close what was opened last; after the outermost there is a newline. */
void json_end(struct json *json);

/* One value each, KEY as above. */
void json_text(struct json *json, const char *key, const char *text);
void json_number(struct json *json, const char *key, uint64_t number);
void json_signed(struct json *json, const char *key, int64_t number);
void json_bool(struct json *json, const char *key, bool value);
void json_null(struct json *json, const char *key);

/* A text, or null if that is empty. */
void json_text_or_null(struct json *json, const char *key, const char *text);

/* The text "0x...": a number of JSON need not hold 64 bits. */
void json_address(struct json *json, const char *key, uint64_t address);

#endif
