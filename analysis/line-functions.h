/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions that take the number of a line. */
#ifndef LDFOLD_LINE_FUNCTIONS_H
#define LDFOLD_LINE_FUNCTIONS_H

#include <stddef.h>

struct line_function {
	const char *name;
	const char *format;    /* part of the first argument, or NULL */
	unsigned int argument; /* from 1 */
	unsigned int variable; /* the argument that is no constant then, or 0:
				 * others of this name have the line there */
};

/* By name. */
extern const struct line_function line_functions[];
extern const size_t nline_functions;

#endif
