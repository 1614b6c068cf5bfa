/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of an `@file': arguments between white space, quoted. */
#ifndef LDFOLD_RESPONSE_H
#define LDFOLD_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>

/* Take the next argument of the text at *at, which is moved behind it, into
 * new memory that the caller frees: 1 and *ret, 0 at the end of the text, or
 * -1 (reported). The text ends with a NUL. */
int response_next(const char **at, char **ret);

/* Read the file at PATH: 1 and its text in new memory; 0 if ld would take
 * `@PATH' for a file name instead (can't be opened, can't seek); -1 (reported).
 */
int response_read(const char *path, char **ret);

/* The text of COUNT arguments ARGS in new memory, or NULL (reported). */
char *response_write(char *const *args, size_t count);

#endif
