/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan of a folding: which statement takes each base section, which
 * patterns have to be tightened, which output sections rule 4 adds, and the
 * globs that fold each base's symbol sections. */
#ifndef LDFOLD_PLAN_H
#define LDFOLD_PLAN_H

#include "script/model.h"
#include "script/orphan.h"
#include "script/place.h"
#include "script/refine.h"
#include "script/rules.h"
#include "script/shape.h"

/* A pattern that takes a base section. */
struct home {
	unsigned int statement;
	unsigned int pattern;
};

struct base_plan {
	bool usable; /* the rules' `named` considered */
	VEC(struct home)
	homes;	    /* in matching order, up to the first that
				 * takes it from every file */
	bool added; /* rule 4: gets an output section */
	struct orphan_place place;
};

/* What a pattern matches after tightening, exceptions aside: these concern only
 * some files, and what is planned for all others must not change by them. */
struct effective {
	shape_list shapes;
	bool is_shape; /* false: shapes is empty, nothing known */
	bool edited;
};

/* A name that a statement doesn't take from some files. */
struct exception {
	unsigned int statement; /* PLACE_NONE: in BASE's added section */
	uint32_t base;
	const char *name; /* not owned */
	name_list files;  /* the strings aren't owned */
};

struct plan {
	const struct script *script;
	const struct rules *rules;
	const struct refinements *refinements;
	VEC(struct base_plan) bases;	 /* like rules->bases */
	VEC(struct effective) patterns;	 /* all, statement by statement */
	VEC(unsigned int) first_pattern; /* of each statement */
	VEC(uint32_t) added;		 /* bases, in output order */
	VEC(struct exception) exceptions;
};

/* Make the plan. 0, or -1 (reported); release with plan_deinit either way. */
int plan_init(struct plan *plan, const struct script *script,
	      const struct rules *rules, const struct refinements *refinements);
void plan_deinit(struct plan *plan);

/* Append to *ret the globs that fold BASE's symbol sections into HOME, or into
 * the output section added for BASE if HOME is NULL. 0, or -1 (reported). */
int plan_globs(const struct plan *plan, uint32_t base, const struct home *home,
	       shape_list *ret);

/* Does EXCEPTION concern STATEMENT, or, if that is PLACE_NONE, the section
 * added for BASE? */
bool exception_is_for(const struct exception *exception, unsigned int statement,
		      uint32_t base);

/* What pattern PATTERN of STATEMENT matches after tightening. */
const struct effective *plan_effective(const struct plan *plan,
				       unsigned int statement,
				       unsigned int pattern);

#endif
