/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Showing what folding makes of a script. */
#ifndef LDFOLD_PRINT_SCRIPT_H
#define LDFOLD_PRINT_SCRIPT_H

#include <stddef.h>

#include "settings.h"

/* Print the script at PATH, found in the NDIRS folders DIRS as ld would find
 * it, as folded by the rules alone; files that it includes follow, each behind
 * a comment with its name, if they have changed. Returns the exit status. */
int print_script(const char *path, const char *const *dirs, size_t ndirs,
		 const struct settings *settings);

#endif
