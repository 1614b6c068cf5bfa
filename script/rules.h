/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules: base sections, keep list, symbol prefixes. Data, read from
 * ldscripts/ldfold.rules; the file itself explains its lines. */
#ifndef LDFOLD_RULES_H
#define LDFOLD_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/strtab.h"
#include "common/vec.h"
#include "script/glob.h"

#define RULES_NO_BASE UINT32_MAX

/* A base section. */
struct base {
	char *name;
	size_t length;
	uint32_t type;	/* SHT_PROGBITS or SHT_NOBITS */
	uint64_t flags; /* of the gABI */
	bool section;	/* rule 4 from the start */
	bool named;	/* only in scripts that name it */
	bool companion; /* NAME.FUNCTION belongs to a function, too */
	bool dotted;	/* clang's name for it ends in a dot */
	VEC(uint32_t)
	blurs; /* bases, symbol sections of which gcc calls
				 * like this one's */
};

/* A pattern of the keep list. */
struct keep {
	char *pattern;
	struct glob glob;
};

struct rules {
	VEC(struct base) bases;
	struct strtab base_names;   /* finds a base by name */
	VEC(uint32_t) base_of_name; /* by the order of base_names */
	VEC(struct keep) keeps;
	VEC(char *) tails;
	VEC(char *) symbol_prefixes;
	uint64_t hash;
};

/* Read the rules at PATH. NULL (reported) on any error. */
struct rules *rules_load(const char *path);
void rules_destroy(struct rules *rules);

/* A hash of the rules' text. */
uint64_t rules_hash(const struct rules *rules);

/* The index of the base called NAME (LENGTH bytes), or RULES_NO_BASE. */
uint32_t rules_find_base(const struct rules *rules, const char *name,
			 size_t length);

/* The next shorter base of which section NAME could be a symbol section: the
 * longest base B, shorter than BELOW bytes, for which NAME is B.something.
 * Start with BELOW = LENGTH. RULES_NO_BASE where there is none. */
uint32_t rules_base_below(const struct rules *rules, const char *name,
			  size_t below);

/* Is section NAME on the keep list? */
bool rules_keep(const struct rules *rules, const char *name, size_t length);

/* Could TAIL, what follows "BASE.", begin the name of a symbol section? */
bool rules_tail_fits(const struct rules *rules, const char *tail);

/* SYMBOL without the first symbol prefix that it begins with, or SYMBOL. */
const char *rules_strip_prefix(const struct rules *rules, const char *symbol);

#endif
