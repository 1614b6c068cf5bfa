/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the plugin reports of a link: lines `WORD TEXT', among them one verdict,
 * all before ld lays anything out. */
#ifndef LDFOLD_VERDICT_H
#define LDFOLD_VERDICT_H

#include <stdbool.h>

#include "common/report.h"
#include "common/vec.h"
#include "wrapper/relay.h"
#include "wrapper/unnamed.h"

enum verdict {
	VERDICT_NONE,	 /* not yet, or the plugin didn't get there */
	VERDICT_GO,	 /* the law holds: ld goes on */
	VERDICT_AGAIN,	 /* ld stops; link once more, refined */
	VERDICT_FORGET,	 /* ld stops; remembered refinements are wrong */
	VERDICT_DECLINE, /* ld stops; link with the original script */
	VERDICT_STOP,	 /* ld stops; the law can't be kept */
};

struct verdict_line {
	enum report_level level;
	char *text;
};

struct verdict_reader {
	struct channel channel;
	bool loaded; /* the plugin has said hello */
	enum verdict verdict;
	VEC(struct verdict_line) lines; /* note, warning, error */
	size_t printed;			/* so many of them */
	VEC(char *) refine;		/* directives */
	char *summary;			/* or NULL */
	char *made; /* `SECTION WARNING', or NULL: what to warn of if ld made
		     * that section for an object */
};

/* Make the channel, inherited by ld. 0, or -1 (reported). */
int verdict_init(struct verdict_reader *reader);
void verdict_deinit(struct verdict_reader *reader);

/* Read what there is, as channel_read() does. 0, or -1 (reported). */
int verdict_read(struct verdict_reader *reader, bool ended);

/* Print the lines that haven't been, with NAMES put in. */
void verdict_print(struct verdict_reader *reader, const struct names *names);

#endif
