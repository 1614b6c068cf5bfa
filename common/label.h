/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names that assemblers make up, and that mean nothing to anybody else. */
#ifndef LDFOLD_LABEL_H
#define LDFOLD_LABEL_H

#include <stdbool.h>
#include <stddef.h>

/* A name that assemblers make up and linkers may drop or repeat: .L labels and
 * the mapping symbols ($x, $d) of some processors. */
bool is_assembler_label(const char *name);

/* The length of NAME without the number that `ld -z unique-symbol' appends to
 * the name of each local symbol, `.0' or `.1f', or 0 where there is none. */
size_t unnumbered_length(const char *name);

#endif
