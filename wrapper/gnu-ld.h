/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Telling GNU ld from other linkers. */
#ifndef LDFOLD_GNU_LD_H
#define LDFOLD_GNU_LD_H

#include <stdbool.h>

/* Whether LINKER (looked for on PATH) calls itself GNU ld; also true if it
 * can't be asked. It is run for that, with --version. */
bool is_gnu_ld(const char *linker);

#endif
