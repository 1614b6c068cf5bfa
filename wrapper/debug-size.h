/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How large the debug information of a link by GNU ld is. */
#ifndef LDFOLD_DEBUG_SIZE_H
#define LDFOLD_DEBUG_SIZE_H

#include <stdbool.h>

#include "wrapper/arguments.h"

/* Do the inputs among ARGS have so many relocations of what isn't loaded that ld
 * had better not keep them in memory? What can't be read doesn't count; ld will
 * complain of it. */
bool debug_size_is_large(const struct arguments *args);

#endif
