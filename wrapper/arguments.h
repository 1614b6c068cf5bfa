/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arguments of one link: `@file' read as ld reads it, a few of them
 * replaced, and the argument vector for ld made of that.
 *
 * What isn't replaced goes to ld as it came. That includes `@file', as its
 * contents may be longer than an argument vector can be; only one that holds a
 * replaced argument is written anew, to a file without a name. */
#ifndef LDFOLD_ARGUMENTS_H
#define LDFOLD_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/vec.h"

struct argument {
	char *text;
	char *replacement; /* or NULL */
	size_t origin;	   /* the argument that it came in */
	bool from_file;	   /* that one was an `@file' */
};

struct arguments {
	char *const *original;	   /* as given, borrowed */
	VEC(struct argument) list; /* expanded */
	size_t insert_at;	   /* index in list of an addition, if any */
	char *insertion;
	VEC(char *) texts; /* of list, for an option_scan */
};

/* An argument vector to run ld with. */
struct argument_vector {
	VEC(char *) list; /* ends with NULL once finished */
	VEC(char *) owned;
	VEC(int) fds; /* rewritten `@file's */
};

/* Expand ORIGINAL (NULL at the end), which must live on. 0; 1 where ld would
 * stop with a message of its own, as at `@directory'; -1 (reported). */
int arguments_init(struct arguments *args, char *const *original);
void arguments_deinit(struct arguments *args);

/* Replace argument WHERE, from its byte OFFSET on, by TEXT, instead of an
 * earlier replacement. 0, or -1 (reported). */
int arguments_replace(struct arguments *args, size_t where, size_t offset,
		      const char *text);

/* Add TEXT before argument WHERE (or at the end), instead of an earlier
 * addition. 0, or -1 (reported). */
int arguments_insert(struct arguments *args, size_t where, const char *text);

void argument_vector_deinit(struct argument_vector *vector);

/* Append a copy of TEXT. 0, or -1 (reported). */
int argument_vector_add(struct argument_vector *vector, const char *text);

/* Append all of ARGS, which must outlive the vector, and the final NULL. 0, or
 * -1 (reported). */
int argument_vector_finish(struct argument_vector *vector,
			   const struct arguments *args);

#endif
