/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What fold-link can do, each in a file of its own. All return the status to
 * exit with. */
#ifndef LDFOLD_MODES_H
#define LDFOLD_MODES_H

#include <stddef.h>
#include <stdint.h>

#include "script/script.h"

struct arguments;
struct request;
struct settings;

/* Do the link that REQUEST asks for with ARGS, folded: one run of ld, up to
 * three if the script has to be refined, and one before them with what an
 * earlier link had to refine. PLAIN is the linker and its arguments, which is
 * run instead where the link can't be folded: then this doesn't return. */
int link_folded(char *const *plain, const struct settings *settings,
		const struct request *request, struct arguments *args);

/* The same by lld: the inputs are judged before it is run, once, and its map
 * after. VERSION is lld's, as linker_is_lld() tells it. */
int link_folded_by_lld(char *const *plain, const struct settings *settings,
		       const struct request *request, struct arguments *args,
		       uint32_t version);

/* Print the script at PATH, found in the NDIRS directories DIRS as ld would
 * find it, as folded for DIALECT by the rules alone; files that it includes
 * follow, each behind a comment with its name, if they have changed. */
int print_script(enum dialect dialect, const char *path,
		 const char *const *dirs, size_t ndirs,
		 const struct settings *settings);

/* Run COMMAND, passing signals on to it, then remove DIR and the files in it.
 * Doesn't return where the command was killed. */
int standins_run(const char *dir, char *const *command);

#endif
