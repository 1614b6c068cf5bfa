/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A hash table with linear probing, at most half full. */
#include "common/pairs.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/report.h"

enum { FIRST_SLOTS = 256 };

static bool is_pair(const struct pair *pair, uint32_t first, uint32_t second)
{
	return pair->first == first && pair->second == second;
}

/* The slot that has this pair, or would have it. */
static uint32_t *slot_of(const struct pairs *pairs, uint32_t first,
			 uint32_t second)
{
	uint64_t hash = ((uint64_t)first << 32 | second) *
			UINT64_C(0x9e3779b97f4a7c15);
	size_t at = (hash >> 32) & (pairs->nslots - 1);

	while (pairs->slots[at] &&
	       !is_pair(&pairs->list.data[pairs->slots[at] - 1], first, second))
		at = (at + 1) & (pairs->nslots - 1);
	return &pairs->slots[at];
}

/* Make room for one more. 0, or -1 (reported). */
static int grow(struct pairs *pairs)
{
	uint32_t number = 0, *slots;
	const struct pair *pair;
	size_t nslots;

	if (pairs->list.size < pairs->nslots / 2)
		return 0;
	nslots = pairs->nslots ? 2 * pairs->nslots : FIRST_SLOTS;
	slots = calloc(nslots, sizeof(*slots));
	if (!slots)
		return report_nomem();
	free(pairs->slots);
	pairs->slots = slots;
	pairs->nslots = nslots;
	vec_for_each(&pairs->list, pair)
		*slot_of(pairs, pair->first, pair->second) = ++number;
	return 0;
}

int pairs_add(struct pairs *pairs, uint32_t first, uint32_t second,
	      uint32_t *ret)
{
	struct pair *pair;
	uint32_t *slot;

	if (grow(pairs))
		return -1;
	slot = slot_of(pairs, first, second);
	if (!*slot) {
		pair = vec_push(&pairs->list);
		if (!pair)
			return -1;
		*pair = (struct pair){ first, second };
		*slot = (uint32_t)pairs->list.size;
	}
	*ret = *slot - 1;
	return 0;
}

uint32_t pairs_find(const struct pairs *pairs, uint32_t first, uint32_t second)
{
	uint32_t number = pairs->nslots ? *slot_of(pairs, first, second) : 0;

	return number ? number - 1 : PAIRS_NONE;
}

/* The last one first, whose search no free slot has cut short yet. */
void pairs_clear(struct pairs *pairs)
{
	for (; pairs->list.size; pairs->list.size--) {
		const struct pair *last =
			&pairs->list.data[pairs->list.size - 1];

		*slot_of(pairs, last->first, last->second) = 0;
	}
}

void pairs_deinit(struct pairs *pairs)
{
	vec_deinit(&pairs->list);
	free(pairs->slots);
	memset(pairs, 0, sizeof(*pairs));
}
