/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The law: where an input section has to go, and whether it does. */
#ifndef LDFOLD_LAW_H
#define LDFOLD_LAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "script/place.h"
#include "script/rules.h"
#include "script/script.h"

/* A symbol that a section defines. */
struct law_symbol {
	const char *name;
	uint64_t value; /* st_value */
	uint64_t size;
	uint8_t type; /* STT_* */
};

/* An input section as the law sees it. */
struct law_section {
	struct place_input input;
	uint32_t type; /* sh_type */
	const struct law_symbol *symbols;
	size_t nsymbols;
	bool companion; /* BASE.FUNCTION, made for a function of its
				 * file */
	uint32_t base;	/* companion: that base, index in the rules */
	bool relocated; /* it has relocations */
	bool clang;	/* made by clang; see law_needs_maker() */
};

enum law_class {
	LAW_OTHER,     /* rule 3: stays where it is */
	LAW_PROVEN,    /* rule 1: a symbol section, by its symbol */
	LAW_BY_NAME,   /* rule 2: an orphan that looks like one */
	LAW_COMPANION, /* rule 1: by its function */
};

enum law_want {
	LAW_WANT_STATEMENT, /* of the original script */
	LAW_WANT_SECTION,   /* rule 4: the output section of its base */
	LAW_WANT_ORPHAN,    /* to stay an orphan */
};

/* What the law says of one section. */
struct law_verdict {
	enum law_class class;
	uint32_t base; /* index in the rules, or RULES_NO_BASE */
	enum law_want want;
	unsigned int statement; /* LAW_WANT_STATEMENT: its index */
	unsigned int was;	/* the original script's statement for it, or
				 * PLACE_NONE */
	unsigned int got;	/* the folded script's, or PLACE_NONE */
	bool joined;		/* proven and in another slot than its base,
				 * but foreign symbols share the section: it
				 * stays, which is wrong for one of them */
	unsigned int home;	/* joined: its base's statement, or PLACE_NONE
				 * for a section of rule 4 */
	bool holds;		/* got is what the law wants */
	const char *unsure;	/* the plain link may have it in a base section
				 * of this name, in another place; or NULL */
	bool hopeless;		/* its base needs an output section of its own
				 * by rule 4, but the script names the base
				 * already, for other files only or as an output
				 * section */
};

struct law;

/* Compare two scripts. NULL (reported) where FOLDED isn't a folding of
 * ORIGINAL at all. The scripts and RULES have to outlive the law. */
struct law *law_create(const struct script *original,
		       const struct script *folded, const struct rules *rules);
void law_destroy(struct law *law);

/* Judge one section. */
struct law_verdict law_judge(const struct law *law,
			     const struct law_section *section);

/* Does it matter for the section of VERDICT whose compiler made it? Then that
 * has to be found out, and the section judged again. */
bool law_needs_maker(const struct law *law, const struct law_verdict *verdict);

/* The base of which SECTION is a proven symbol section, index in the rules, or
 * RULES_NO_BASE. */
uint32_t law_proven_base(const struct law *law,
			 const struct law_section *section);

/* What the compiler appends to the names of sections that ld merges, `.str1.8',
 * `.cst16': where that begins in NAME, or NULL. */
const char *law_merge_suffix(const char *name);

/* Is NAME the name, or the name of a split-off part, of what a section called
 * BASE.SYMBOL was made for? */
bool law_symbol_fits(const struct rules *rules, const char *name,
		     const char *symbol);

/* Is the verdict's section in another output section than it belongs into? */
bool law_changes_output(const struct law *law,
			const struct law_verdict *verdict);

/* Where the section goes, `OUTPUT by STATEMENT (SCRIPT:LINE)', and where it
 * belongs; new memory, NULL (reported) on failure. */
char *law_describe_got(const struct law *law, const struct law_verdict *verdict,
		       const char *name);
char *law_describe_want(const struct law *law,
			const struct law_verdict *verdict);

/* The base for whose symbol sections rule 4 added output section OUTPUT of the
 * folded script, or RULES_NO_BASE. */
uint32_t law_added_base(const struct law *law, unsigned int output);

/* Whose scripts they are. */
enum dialect law_dialect(const struct law *law);

/* The output section of statement GOT of the folded script. */
unsigned int law_folded_output(const struct law *law, unsigned int got);

/* Where a refinement applies: a statement of the original script, or the
 * section that folding adds for a base. */
struct law_target {
	unsigned int statement; /* PLACE_NONE: BASE's section */
	uint32_t base;
	bool whole_file; /* the statement can't let go of one section,
				 * only of its file: a star in mid-pattern */
};

/* Visit each statement that takes the section INPUT before the one it belongs
 * to can. 0; 1 where one of them can't let go of it at all; -1 where VISIT
 * returned that. */
int law_each_blocker(const struct law *law, const struct law_verdict *verdict,
		     const struct place_input *input,
		     int (*visit)(void *ctx, const struct law_target *target),
		     void *ctx);

/* Does the verdict's base need an output section that isn't there? */
bool law_needs_section(const struct law *law,
		       const struct law_verdict *verdict);

/* With nothing in its way, would the section still need a statement of its own
 * to come where it belongs? */
bool law_needs_put(const struct law *law, const struct law_verdict *verdict,
		   const struct place_input *input);

#endif
