/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The number of output sections, before ld makes them. */
#ifndef LDFOLD_LIMIT_H
#define LDFOLD_LIMIT_H

#include "prove.h"

/* Count the output section of a section that the folded script's statement GOT
 * takes, or, if that is PLACE_NONE, an orphan called NAME. 0, or -1. */
int limit_count(struct prover *prover, unsigned int got, const char *name,
		const char *file);

/* Would the link of OUTPUT fail for its output sections? Then error lines are
 * written. */
bool limit_exceeded(struct prover *prover, const char *output,
		    prover_line_fn line, void *ctx);

#endif
