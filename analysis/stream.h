/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is hashed, written into one buffer first: numbers in little-endian order
 * whatever the machine, so that every host makes the same of it. */
#ifndef LDFOLD_STREAM_H
#define LDFOLD_STREAM_H

#include <endian.h>
#include <string.h>

#include "analysis/work.h"

/* Append SIZE bytes, a number of 64 bits, a text with its NUL. 0, or -1
 * (reported). */
static inline int put(struct work *work, const void *data, size_t size)
{
	if (size > work->buffer.capacity - work->buffer.size &&
	    vec_reserve(&work->buffer, work->buffer.size + size))
		return -1;
	if (size)
		memcpy(work->buffer.data + work->buffer.size, data, size);
	work->buffer.size += size;
	return 0;
}

static inline int put_number(struct work *work, uint64_t number)
{
	number = htole64(number);
	return put(work, &number, sizeof(number));
}

static inline int put_text(struct work *work, const char *text)
{
	return put(work, text, strlen(text) + 1);
}

/* Append what is led to: the place AT which, the KIND of reference, the NAME and
 * what else there is of it. 0, or -1 (reported). */
static inline int put_lead(struct work *work, uint64_t at, uint64_t kind,
			   const char *name, uint64_t value)
{
	size_t length = strlen(name) + 1, size = 3 * sizeof(at) + length;
	unsigned char *to;

	if (size > work->buffer.capacity - work->buffer.size &&
	    vec_reserve(&work->buffer, work->buffer.size + size))
		return -1;
	to = work->buffer.data + work->buffer.size;
	at = htole64(at);
	kind = htole64(kind);
	value = htole64(value);
	memcpy(to, &at, sizeof(at));
	memcpy(to + sizeof(at), &kind, sizeof(kind));
	memcpy(to + 2 * sizeof(at), name, length);
	memcpy(to + 2 * sizeof(at) + length, &value, sizeof(value));
	work->buffer.size += size;
	return 0;
}

/* The hash of what was appended since START, which is taken away again. */
uint64_t take_hash(struct work *work, size_t start);

#endif
