/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Refining: what brings a section where the law wants it. */
#ifndef LDFOLD_REMEDIES_H
#define LDFOLD_REMEDIES_H

#include "prove.h"

enum { MAX_REFINEMENTS = 1000 };

/* Note the refinements that bring section INPUT where VERDICT wants it. 0; 1
 * where nothing does; -1 (reported). */
int remedy_section(struct prover *prover, const struct place_input *input,
		   const struct law_verdict *verdict);

/* Section INPUT is in place, but STATEMENT lets go of the whole file for
 * another's sake: note what lets it stay. 0, or -1 (reported). */
int remedy_hold(struct prover *prover, const struct place_input *input,
		unsigned int statement);

/* Section INPUT has to stay out of the output section that is added for BASE.
 * 0, or -1 (reported). */
int remedy_keep_out(struct prover *prover, const struct place_input *input,
		    uint32_t base);

/* Note that BASE needs an output section. 0, or -1 (reported). */
int remedy_add(struct prover *prover, uint32_t base);

#endif
