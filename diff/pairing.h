/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which item of a new object is which of the old one. */
#ifndef LDFOLD_ITEM_PAIRING_H
#define LDFOLD_ITEM_PAIRING_H

#include <stdbool.h>
#include <stdint.h>

#include "analysis/analysis.h"

#define ITEM_UNPAIRED UINT32_MAX

struct item_pairing {
	const struct analysis *old, *new;
	const struct analysis_file *old_file, *new_file;
	/* By item of its file: the number of the other one in its analysis, or
	 * ITEM_UNPAIRED. */
	uint32_t *of_old, *of_new;
	unsigned char *is_guess; /* by item of the new file */
	/* Items that one name doesn't tell from others, by key: references to
	 * these have to be looked at one by one. */
	struct pairing_name *old_names, *new_names;
	uint32_t nold_names, nnew_names;
};

/* Pair what OLD_FILE of OLD and NEW_FILE of NEW have that is compared as
 * itself. 0 and *ret, or -1 (reported). Release with item_pairing_deinit. */
int item_pairing_init(struct item_pairing *ret, const struct analysis *old,
		      const struct analysis_file *old_file,
		      const struct analysis *new,
		      const struct analysis_file *new_file);
void item_pairing_deinit(struct item_pairing *pairing);

/* Do reference A of the old file and B of the new one, which are the same but
 * for what TARGET is, lead to the same item? */
bool item_pairing_agrees(const struct item_pairing *pairing,
			 const struct reference *a, const struct reference *b);

/* May references between the files disagree at all? */
static inline bool item_pairing_is_plain(const struct item_pairing *pairing)
{
	return !pairing->nold_names && !pairing->nnew_names;
}

/* Is ITEM compared as itself, and not with those that refer to it? */
static inline bool item_is_compared(const struct item *item)
{
	return !(item->flags & (ITEM_PRIVATE | ITEM_SPECIAL));
}

#endif
