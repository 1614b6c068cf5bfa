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

/* Note where OBJECT begins, and ends, in an output with DYNAMIC symbols or
 * without. */
void order_enter(struct prover *prover, const struct object *object);
void order_leave(struct prover *prover, const struct object *object,
		 bool dynamic);

/* Note that law 4 adds a section for BASE. */
void order_note_added(struct prover *prover, const struct base *base);

/* Write a warning line where an added section of OUTPUT may stand elsewhere than
 * in the plain link. */
void order_warn(const struct prover *prover, const char *output,
		prover_line_fn line, void *ctx);

/* The same of OUTPUT's sections that ld has made itself, once it is there. */
void order_warn_made(const struct prover *prover, const char *output,
		     prover_line_fn line, void *ctx);

#endif
