/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Colour for people: on a terminal, unless NO_COLOR is set (no-color.org) or
 * the terminal is a dumb one. */
#ifndef LDFOLD_COLOUR_H
#define LDFOLD_COLOUR_H

enum colour {
	COLOUR_NONE, /* ends the others */
	COLOUR_HEADING,
	COLOUR_GOOD,
	COLOUR_BAD,
};

/* What to print to stdout for it: "" where there is no colour. */
const char *colour(enum colour colour);

#endif
