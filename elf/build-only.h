/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Symbols that only serve a kernel's build: vmlinux.unstripped has them, and the
 * kernel that is made of it doesn't. */
#ifndef LDFOLD_BUILD_ONLY_H
#define LDFOLD_BUILD_ONLY_H

#include <stdbool.h>

/* Is NAME that of one, whatever its section? */
bool is_build_only_name(const char *name);

/* Is the symbol called NAME in the output section SECTION one? */
bool is_build_only(const char *name, const char *section);

#endif
