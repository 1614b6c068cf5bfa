/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Binary search. bsearch() finds any one of several that are equal, and doesn't
 * tell where one that isn't there would be. */
#ifndef LDFOLD_SEARCH_H
#define LDFOLD_SEARCH_H

#include <stddef.h>

/* The first index I from FIRST on and below END for which BEFORE, an expression
 * of I, doesn't hold, or END if it holds for all. BEFORE holds for none behind
 * one for which it doesn't:
 *
 *	at = lower_bound(i, 0, count, places[i].address < address);
 *
 * NOLINTBEGIN(bugprone-macro-parentheses): I is declared here.
 */
#define lower_bound(i, first, end, before)                                     \
	({                                                                     \
		size_t low_ = (first), high_ = (end);                          \
		while (low_ < high_) {                                         \
			size_t i = low_ + (high_ - low_) / 2;                  \
			if (before)                                            \
				low_ = i + 1;                                  \
			else                                                   \
				high_ = i;                                     \
		}                                                              \
		low_;                                                          \
	})
/* NOLINTEND(bugprone-macro-parentheses) */

#endif
