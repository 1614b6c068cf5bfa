/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shapes: patterns simple enough to calculate with, a row of character sets
 * and perhaps a star at the end. Nearly all patterns of kernel scripts are. */
#ifndef LDFOLD_SHAPE_H
#define LDFOLD_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/vec.h"

/* A set of bytes. */
struct charset {
	uint64_t bits[4];
};

struct shape {
	VEC(struct charset) sets;
	bool star;
};

typedef VEC(struct shape) shape_list;

void shape_deinit(struct shape *shape);
void shape_list_deinit(shape_list *shapes);

/* Make a shape of PATTERN: 1 and *ret, to be released; 0 if it is none (a star
 * in the middle, a backslash); -1 (reported). */
int shape_parse(const char *pattern, struct shape *ret);

/* The shape that matches exactly NAME, or, with STAR, all that begins so. 0, or
 * -1 (reported). */
int shape_literal(const char *name, bool star, struct shape *ret);

/* The same, appended to SHAPES. */
int shape_list_add(shape_list *shapes, const char *name, bool star);

/* Append the character set "any of CHARS"; 0, or -1 (reported). */
int shape_append(struct shape *shape, const char *chars);

/* Does WIDE match every name that NARROW matches? */
bool shape_subsumes(const struct shape *wide, const struct shape *narrow);

/* The pattern text of SHAPE, quoted if ld needs that, in new memory; NULL
 * (reported) on failure. */
char *shape_text(const struct shape *shape);

/* Append to *ret the shapes that together match what WHOLE matches and none of
 * TAKEN does. 0, or -1 (reported). */
int shape_difference(const struct shape *whole, const shape_list *taken,
		     shape_list *ret);

#endif
