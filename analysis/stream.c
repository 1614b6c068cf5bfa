/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hash of what is written into the buffer of stream.h. */
#include "analysis/stream.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t take_hash(struct work *work, size_t start)
{
	uint64_t hash = XXH3_64bits(work->buffer.data + start,
				    work->buffer.size - start);

	work->buffer.size = start;
	return hash;
}
