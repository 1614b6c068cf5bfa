/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is hashed, written into one buffer first: numbers in little-endian order
 * whatever the machine, so that every host makes the same of it. */
#ifndef LDFOLD_STREAM_H
#define LDFOLD_STREAM_H

#include <endian.h>
#include <string.h>

#include "work.h"

/* Append SIZE bytes, a number of 64 bits, a text with its NUL. 0, or -1
 * (reported). */
static inline int put(struct analyser *work, const void *data, size_t size)
{
	if (size > work->buffer.capacity - work->buffer.size &&
	    vec_reserve(&work->buffer, work->buffer.size + size))
		return -1;
	if (size)
		memcpy(work->buffer.data + work->buffer.size, data, size);
	work->buffer.size += size;
	return 0;
}

static inline int put_number(struct analyser *work, uint64_t number)
{
	number = htole64(number);
	return put(work, &number, sizeof(number));
}

static inline int put_text(struct analyser *work, const char *text)
{
	return put(work, text, strlen(text) + 1);
}

#endif
