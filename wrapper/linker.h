/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which linker it is that ldfold drives. */
#ifndef LDFOLD_LINKER_H
#define LDFOLD_LINKER_H

#include <stdbool.h>
#include <stdint.h>

/* Both ask LINKER (looked for on PATH) for its version, after process_watch():
 * that takes lld a tenth of a second. */

/* Whether LINKER calls itself GNU ld; also true if it can't be asked. */
bool linker_is_gnu(const char *linker);

/* Whether it calls itself LLD: then *ret_version is its version, 1901 for 19.1,
 * or 0 if it tells none. */
bool linker_is_lld(const char *linker, uint32_t *ret_version);

/* Whether LINKER is called like lld, or a link to what is: nothing is run. */
bool linker_looks_like_lld(const char *linker);

#endif
