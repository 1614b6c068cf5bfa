/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the output sections that law 4 added stand where ld would have put
 * them. */
#ifndef LDFOLD_ORDER_H
#define LDFOLD_ORDER_H

#include "object.h"
#include "prove.h"

/* Note SECTION, judged as VERDICT, before it is counted as an orphan. 0, or -1
 * (reported). */
int order_note(struct prover *prover, const struct object_section *section,
	       const struct law_verdict *verdict);

/* Write a warning line where an added section of OUTPUT may stand elsewhere than
 * in the plain link. */
void order_warn(const struct prover *prover, const char *output,
		prover_line_fn line, void *ctx);

#endif
