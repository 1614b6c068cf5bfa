/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names behind /proc/self/fd/N: what ld says about a folded script is told
 * of the original, which has the same lines. */
#ifndef LDFOLD_NAMES_H
#define LDFOLD_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "vec.h"

struct name {
	int fd;
	char *name;
};

struct names {
	VEC(struct name) list;
};

/* FD shall be called NAME. 0, or -1 (reported). */
int names_add(struct names *names, int fd, const char *name);
void names_deinit(struct names *names);

/* Receives a piece of text. 0, or -1, which ends the matter. */
typedef int (*names_write_fn)(void *ctx, const char *text, size_t size);

/* Hand the SIZE bytes TEXT to WRITE, piece by piece, with names put in. 1 if
 * there were any, 0, or -1 from WRITE. */
int names_write(const struct names *names, const char *text, size_t size,
		names_write_fn write, void *ctx);

#endif
