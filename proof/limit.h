/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The number of output sections, before ld makes them. */
#ifndef LDFOLD_LIMIT_H
#define LDFOLD_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/strtab.h"
#include "common/vec.h"
#include "script/law.h"

/* Orphans of related names. */
struct family {
	uint32_t name;	  /* `.foo.', or a whole name; in strings */
	bool wild;	  /* the former */
	uint32_t example; /* a section's name; in orphans */
	uint32_t file;	  /* that section's file; in strings */
	uint32_t count;
};

struct limit {
	const struct script *folded;
	const struct law *law;
	struct strtab orphans; /* distinct names */
	struct strtab strings;
	VEC(struct family) families;
	VEC(bool) used_outputs; /* of the folded script */
};

/* FOLDED and LAW have to outlive it. 0, or -1 (reported); release with
 * limit_deinit in either case. */
int limit_init(struct limit *limit, const struct script *folded,
	       const struct law *law);
void limit_deinit(struct limit *limit);

/* Count the output section of a section that the folded script's statement GOT
 * takes, or, if that is PLACE_NONE, an orphan called NAME. 0, or -1. */
int limit_count(struct limit *limit, unsigned int got, const char *name,
		const char *file);

/* Has an orphan called NAME been counted? */
bool limit_has_orphan(const struct limit *limit, const char *name);

/* Would the link of OUTPUT fail for its output sections? Then that is
 * reported. */
bool limit_exceeded(struct limit *limit, const char *output);

#endif
