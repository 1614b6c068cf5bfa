/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes from ld through pipes. A channel is one pipe, and what has come
 * through it. A relay is one for what ld prints, on its way to where it would
 * have gone: held back while the link may turn out to be for nothing, then
 * passed on line by line. */
#ifndef LDFOLD_RELAY_H
#define LDFOLD_RELAY_H

#include <stdbool.h>
#include <sys/types.h>

#include "common/vec.h"
#include "wrapper/process.h"
#include "wrapper/unnamed.h"

struct channel {
	int from;	/* our end, or -1 once ld has closed its own */
	int into;	/* the end for ld, until channel_started() */
	VEC(char) text; /* read, and not yet taken out */
};

/* The value of one that channel_init() hasn't seen; it may be released. */
#define CHANNEL_NONE                                                           \
	{                                                                      \
		.from = -1, .into = -1                                         \
	}

/* Make the pipe; INHERITED: ld gets its end under the same number. 0, or -1
 * (reported). Release with channel_deinit. */
int channel_init(struct channel *channel, bool inherited);
void channel_deinit(struct channel *channel);

/* ld has its end now: close ours. */
void channel_started(struct channel *channel);

/* Nothing more is to be read. */
void channel_close(struct channel *channel);

/* Read what there is to the end of the text, without waiting; ENDED: ld has, so
 * read all that it left. 0, or -1 (reported). */
int channel_read(struct channel *channel, bool ended);

/* Take the first SIZE bytes out of the text. */
void channel_take(struct channel *channel, size_t size);

struct relay {
	struct channel channel;
	int to; /* where the text goes */
	bool held;
	bool ended; /* no more will come */
	const struct names *names;
};

/* Relay to descriptor TO, held at first, with NAMES put in. 0, or -1
 * (reported). */
int relay_init(struct relay *relay, int to, const struct names *names);
void relay_deinit(struct relay *relay);

/* Read what there is, as channel_read() does. 0, or -1 (reported). */
int relay_read(struct relay *relay, bool ended);

/* Do stdout and stderr go to the same file, and so have an order among them? */
bool relay_one_stream(void);

/* Start PROCESS, of which argv is set, with OUT and ERR, or OUT alone if
 * ONE_STREAM, as its stdout and stderr; it dies with this one. 0, or -1
 * (reported). */
int relay_start(struct process *process, struct relay *out, struct relay *err,
		bool one_stream);

/* From here on, pass on what comes, and first what has come. */
void relay_release(struct relay *relay);

#endif
