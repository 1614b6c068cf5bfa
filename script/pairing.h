/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The original script and its folding, laid side by side. */
#ifndef LDFOLD_PAIRING_H
#define LDFOLD_PAIRING_H

#include "script/model.h"
#include "script/place.h"
#include "script/rules.h"

struct pairing {
	const struct script *original;
	const struct script *folded;
	VEC(unsigned int) slot; /* folded slot of each original slot */
	VEC(unsigned int)
	original_first; /* first statement of each
						 * original slot */
	VEC(unsigned int)
	first;			  /* first folded statement of the same
					 * slot, if it has as many in both;
					 * else PLACE_NONE */
	VEC(unsigned int) output; /* folded output of each original one */
	VEC(uint32_t)
	added; /* base of each folded output section
					 * that rule 4 added, or
					 * RULES_NO_BASE */
};

/* Pair two scripts. 0, or -1 (reported) where FOLDED is no folding of ORIGINAL.
 * Release with pairing_deinit either way. */
int pairing_init(struct pairing *pairing, const struct script *original,
		 const struct script *folded, const struct rules *rules);
void pairing_deinit(struct pairing *pairing);

/* Has FOLDED an output section for BASE that rule 4 added? */
bool pairing_has_added(const struct pairing *pairing, uint32_t base);

/* The first statement of SLOT, or PLACE_NONE. */
unsigned int pairing_first_in_slot(const struct script *script,
				   unsigned int slot);

#endif
