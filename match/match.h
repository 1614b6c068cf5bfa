/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is a rebuild of a kernel, folded, the same as a kernel that was built without
 * -ffunction-sections and -fdata-sections? See match.c for what is compared. */
#ifndef LDFOLD_MATCH_H
#define LDFOLD_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/vec.h"
#include "match/kernel.h"
#include "match/leads.h"
#include "match/literals.h"
#include "match/masked.h"

enum match_state {
	MATCH_SAME,
	MATCH_DIFFERENT, /* some symbol differs */
	MATCH_AMBIGUOUS, /* can't tell which of several it is */
	MATCH_DOUBTFUL,	 /* something speaks against its being the one */
	MATCH_MISSING,	 /* the other kernel has none such */
};

enum match_what {
	MATCH_ONLY_REBUILD, /* a symbol of that name and type */
	MATCH_ONLY_SHIPPED,
	MATCH_SIZE,	 /* another size, of data */
	MATCH_ORDER,	 /* a function has another place in the object */
	MATCH_CONTENTS,	 /* other bytes in the same size */
	MATCH_REFERENCE, /* a call, say, that leads to something else */
	MATCH_LITERAL,	 /* a string that the shipped kernel hasn't */
	/* What the two options alone may cause. */
	MATCH_FUNCTION_SIZE,
	MATCH_ANCHORED, /* other code in the same size */
};

struct match_difference {
	enum match_what what;
	const struct kernel_symbol *rebuild, *shipped; /* or NULL */
	const char *text; /* of the string, the name of what it should
				 * refer to, or NULL */
};

/* Of one object: a file symbol's local symbols. */
struct match_object {
	enum match_state state;
	uint32_t partner;    /* group of the other kernel, or KERNEL_NONE */
	uint32_t alike;	     /* the first one that looks the same, or
				 * KERNEL_NONE: neither kernel has two */
	uint32_t nfunctions; /* compared; of them */
	uint32_t nresized;
	uint32_t nproven;
	uint32_t ntelling; /* variables of the same contents, not just zeros */
	bool renumbered;   /* its statics may have other numbers there */
	const char *why;   /* of MATCH_DOUBTFUL */
};

/* A function that both have. */
struct match_function {
	const struct kernel_symbol *rebuild, *shipped;
};

struct match {
	const struct kernel *rebuild, *shipped;
	struct match_object *objects; /* by group of the rebuild */
	struct match_object *theirs;  /* by group of the shipped kernel */
	uint32_t *group_of; /* by input file of the rebuild: all of it, or
				 * KERNEL_NONE */
	uint32_t nfiles;
	uint32_t *group_of_unit; /* the same by file of the analysis */
	VEC(struct match_difference) differences; /* by object, then */
	size_t first_global;			  /* global ones from here on */
	VEC(struct match_function) functions;
	size_t nsame;	   /* objects that are the same */
	size_t nfunctions; /* compared; of them */
	size_t nresized;   /* of another size */
	size_t nanchored;  /* of other code, maybe by section anchors */
	size_t nproven;	   /* of the same code */
	size_t ntelling;   /* variables that tell their object */
	struct masked masked;
	struct literals literals;
	struct leads leads;
	struct sites sites;			   /* of the shipped kernel */
	VEC(const struct kernel_symbol *) globals; /* shipped, by name */
	bool globals_differ;
	bool comments_known, comments_differ;
	bool matches;
};

/* Compare REBUILD, read from a sidecar, with SHIPPED. 0 and *ret, or -1
 * (reported), also if they aren't of one machine. Both have to stay. Release
 * with match_deinit, which also takes one that is all zero. */
int match_init(struct match *ret, const struct kernel *rebuild,
	       const struct kernel *shipped);
void match_deinit(struct match *match);

/* What the sidecar has of SYMBOL of the rebuild; false if it has no record. */
bool match_record(const struct match *match, const struct kernel_symbol *symbol,
		  struct sidecar_symbol *ret);

/* The item that SYMBOL of the rebuild is, or NULL if that isn't sure. */
const struct item *match_item(const struct match *match,
			      const struct kernel_symbol *symbol);

/* The group that is the object of SYMBOL of the rebuild, or KERNEL_NONE. */
uint32_t match_group_of(const struct match *match,
			const struct kernel_symbol *symbol);

/* The global symbol NAME of the shipped kernel, or NULL. */
const struct kernel_symbol *match_global(const struct match *match,
					 const char *name);

/* The symbol of the shipped kernel that is the rebuild's SYMBOL; or NULL, and
 * *why is a text that says what is in the way, to go behind a name and a
 * colon. */
const struct kernel_symbol *match_symbol(struct match *match,
					 const struct kernel_symbol *symbol,
					 const char **why);

#endif
