/* SPDX-License-Identifier: GPL-3.0-or-later */
/* place(F, N, flags): which statement of a script takes an input section. */
#ifndef LDFOLD_PLACE_H
#define LDFOLD_PLACE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct script;
struct statement;

#define PLACE_NONE UINT_MAX /* no statement: an orphan */

/* An input section as statements see it. */
struct place_input {
	const char *file;    /* file name; for an archive member, the
				 * member's as ld has it, and for lld
				 * ARCHIVE:MEMBER */
	const char *archive; /* the archive's name, or NULL; lld: NULL */
	const char *name;
	size_t length;	/* of name */
	uint64_t flags; /* sh_flags */
};

/* Index the statements of SCRIPT for place(). 0, or -1 (reported). */
int place_index_create(struct script *script);

struct place_index;
void place_index_destroy(struct place_index *index);

/* The index of the first statement that takes INPUT, or PLACE_NONE. */
unsigned int place(const struct script *script,
		   const struct place_input *input);

/* Does statement NUMBER match INPUT, whether or not an earlier one does? */
bool place_takes(const struct script *script, unsigned int number,
		 const struct place_input *input);

/* Could STATEMENT take any file's section with any flags, as far as the file
 * and flags go? Its patterns may still exclude files. */
bool statement_is_unconditional(const struct statement *statement);

/* Does SCRIPT have neither a pattern that matches section NAME, whatever the
 * file, nor an output section called so? */
bool script_leaves_out(const struct script *script, const char *name);

/* Has SCRIPT an output section called NAME? */
bool script_has_output(const struct script *script, const char *name);

/* Does any pattern of SCRIPT begin with TEXT? */
bool script_has_pattern(const struct script *script, const char *text);

#endif
