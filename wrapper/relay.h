/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ld prints, on its way to where it would have gone: held back while the
 * link may turn out to be for nothing, then passed on line by line. */
#ifndef LDFOLD_RELAY_H
#define LDFOLD_RELAY_H

#include <stdbool.h>

#include "channel.h"
#include "names.h"

struct relay {
	struct channel channel;
	int to;			/* where the text goes */
	bool held;
	bool ended;		/* no more will come */
	const struct names *names;
};

/* Relay to descriptor TO, held at first, with NAMES put in. 0, or -1
 * (reported). */
int relay_init(struct relay *relay, int to, const struct names *names);
void relay_deinit(struct relay *relay);

/* Read what there is. 0, or -1 (reported). */
int relay_read(struct relay *relay);

/* From here on, pass on what comes, and first what has come. */
void relay_release(struct relay *relay);

/* ld has ended: read the rest. 0, or -1 (reported). */
int relay_finish(struct relay *relay);

#endif
