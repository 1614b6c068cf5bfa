/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places in a kernel's code that it patches when it runs. */
#ifndef LDFOLD_SITES_H
#define LDFOLD_SITES_H

#include <stdbool.h>
#include <stdint.h>

#include "common/vec.h"
#include "match/kernel.h"

struct sites {
	VEC(uint64_t) places; /* sorted */
};

/* Find them by the tables of KERNEL. Some are none: all numbers in the tables are
 * taken for distances. 0, or -1 (reported). Release with sites_deinit, which also
 * takes one that is all zero. */
int sites_init(struct sites *ret, const struct kernel *kernel);
void sites_deinit(struct sites *sites);

/* May ADDRESS be one? */
bool sites_have(const struct sites *sites, uint64_t address);

#endif
