/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairs of numbers: each distinct pair is kept once and known by a number, its
 * index in the order in which they came. */
#ifndef LDFOLD_PAIRS_H
#define LDFOLD_PAIRS_H

#include <stddef.h>
#include <stdint.h>

#include "common/vec.h"

#define PAIRS_NONE UINT32_MAX

struct pair {
	uint32_t first, second;
};

/* All zero when empty. */
struct pairs {
	VEC(struct pair) list;
	uint32_t *slots; /* hash table of index + 1; 0 is free */
	size_t nslots;	 /* a power of two */
};

/* The number of FIRST and SECOND, added if they are new. 0, or -1
 * (reported). */
int pairs_add(struct pairs *pairs, uint32_t first, uint32_t second,
	      uint32_t *ret);

/* The number of FIRST and SECOND, or PAIRS_NONE: they aren't there. */
uint32_t pairs_find(const struct pairs *pairs, uint32_t first, uint32_t second);

/* Forget all, in a time that depends on how many there are. */
void pairs_clear(struct pairs *pairs);
void pairs_deinit(struct pairs *pairs);

#endif
