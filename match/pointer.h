/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What code does with an address that it has made. */
#ifndef LDFOLD_POINTER_H
#define LDFOLD_POINTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct machine;

/* Is the address that the instruction at MADE of a function, SIZE bytes of CODE,
 * puts into general register REG used for nothing but bytes DISTANCE behind it, or
 * further, and comparisons? False if that can't be told. */
bool pointer_reaches_behind(const struct machine *machine, bool big,
			    const unsigned char *code, size_t size, size_t made,
			    unsigned int reg, uint64_t distance);

#endif
