/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Matching names against patterns exactly as GNU ld does. */
#ifndef LDFOLD_GLOB_H
#define LDFOLD_GLOB_H

#include <stdbool.h>
#include <stddef.h>

/* A section name pattern with what makes matching quick (ld/ldlang.c,
 * analyze_walk_wild_section_handler): the lengths of the part before the first
 * wildcard and after the last. */
struct glob {
	const char *text; /* not owned */
	size_t length;
	size_t prefix;
	size_t suffix;
	bool plain; /* can be matched without fnmatch(3) */
	bool apart; /* lld: prefix and suffix may not overlap in a name */
};

struct glob glob_compile(const char *text);

/* Does GLOB match whatever begins with what stands before its only star? */
bool glob_is_prefix(const struct glob *glob);

/* Does GLOB match NAME, of LENGTH bytes? */
bool glob_match(const struct glob *glob, const char *name, size_t length);

/* Does PATTERN contain a wildcard (ld/ldlang.c, wildcardp)? */
bool glob_is_wild(const char *pattern);

/* File name matching (ld/ldlang.c, name_match): fnmatch if PATTERN is wild,
 * else equality. */
bool glob_match_file(const char *pattern, const char *name);

#endif
