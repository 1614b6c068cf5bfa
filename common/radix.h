/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorting many numbers by address, in linear time. */
#ifndef LDFOLD_RADIX_H
#define LDFOLD_RADIX_H

#include <stddef.h>
#include <stdint.h>

struct radix_item {
	uint64_t key;
	uint32_t value;
};

/* Sort COUNT items by key; equal keys keep their order. 0, or -1
 * (reported). */
int radix_sort(struct radix_item *items, size_t count);

#endif
