/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pipe from ld, and what has come through it. */
#ifndef LDFOLD_CHANNEL_H
#define LDFOLD_CHANNEL_H

#include <stdbool.h>
#include <sys/types.h>

#include "vec.h"

struct channel {
	int from;		/* our end, or -1 once ld has closed its own */
	int into;		/* the end for ld, until channel_started() */
	VEC(char) text;		/* read, and not yet taken out */
};

/* The value of one that channel_init() hasn't seen; it may be released. */
#define CHANNEL_NONE { .from = -1, .into = -1 }

/* Make the pipe; INHERITED: ld gets its end under the same number. 0, or -1
 * (reported). Release with channel_deinit. */
int channel_init(struct channel *channel, bool inherited);
void channel_deinit(struct channel *channel);

/* ld has its end now: close ours. */
void channel_started(struct channel *channel);

/* Read once, without waiting, to the end of the text: the bytes, 0 if there
 * were none, -1 (reported). */
ssize_t channel_read(struct channel *channel);

/* ld has ended: read all that it left. 0, or -1 (reported). */
int channel_drain(struct channel *channel);

/* Take the first SIZE bytes out of the text. */
void channel_take(struct channel *channel, size_t size);

#endif
