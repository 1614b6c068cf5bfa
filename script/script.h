/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The linker script as ld reads it, as far as section mapping goes: output
 * sections, their input statements in matching order, and slots. */
#ifndef LDFOLD_SCRIPT_H
#define LDFOLD_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/vec.h"

struct script;

/* Whose script it is. lld takes a file pattern for one glob on ARCHIVE:MEMBER,
 * or in quotes for a plain name, lets EXCLUDE_FILE reach further, has other
 * rules for globs, and places OVERWRITE_SECTIONS first. */
enum dialect {
	DIALECT_GNU,
	DIALECT_LLD,
};

/* Why a script can't be folded: where, and a reason for people. */
struct script_decline {
	char *file;
	unsigned int line;
	char *why;
};

/* Read the script at PATH as DIALECT has it, looking for it and for files that
 * it INCLUDEs as ld does: in the current directory, then in the NDIRS
 * directories DIRS (ld's -L).
 *
 * 0 and *ret, to be released with script_destroy; 1 and *decline (release with
 * script_decline_deinit) where ldfold doesn't know a construct for sure, and
 * the link has to use the original script; -1 (reported) where the file can't
 * be read. */
int script_load(enum dialect dialect, const char *path, const char *const *dirs,
		size_t ndirs, struct script **ret,
		struct script_decline *decline);
void script_destroy(struct script *script);

/* Fill in *ret. 0, or -1 (reported), and *ret is as it was. */
int script_decline_init(struct script_decline *ret, const char *file,
			unsigned int line, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void script_decline_deinit(struct script_decline *decline);

/* Call the script NAME in messages. 0, or -1 (reported). */
int script_rename(struct script *script, const char *name);

/* No orphan comes into the link's output, so none is to be provided for: ld is
 * called with --orphan-handling=error or discard. */
void script_bar_orphans(struct script *script);

/* Has the script comments from `#' to the end of the line? To ld they are some
 * since 2.36, 2.37 or 2.38; ld 2.35 takes what is behind the `#' for more of the
 * script, and only warns of the character. */
bool script_has_line_comments(const struct script *script);

/* A hash of the script's text, included files too: equal texts, equal
 * hashes. */
uint64_t script_hash(const struct script *script);

#endif
