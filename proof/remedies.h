/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Refining: what brings a section where the law wants it. */
#ifndef LDFOLD_REMEDIES_H
#define LDFOLD_REMEDIES_H

#include <stdbool.h>
#include <stdint.h>

#include "common/strtab.h"
#include "common/vec.h"
#include "script/law.h"
#include "script/rules.h"

struct order;

enum { MAX_REFINEMENTS = 1000 };

/* A true orphan whose name reads as a symbol section. */
struct bystander {
	uint32_t base;
	uint32_t name, file, archive; /* in strings; archive may be "" */
};

struct remedies {
	const struct law *law;
	const struct rules *rules;
	struct strtab lines; /* each refinement once */
	bool needs_sections; /* rule 4 has to add some */
	VEC(unsigned int)
	let_go; /* statements that let go of all of the
					 * current file */
	VEC(struct bystander) bystanders;
	struct strtab strings;
};

/* LAW and RULES have to outlive it. 0, or -1 (reported); release with
 * remedies_deinit in either case. */
int remedies_init(struct remedies *remedies, const struct law *law,
		  const struct rules *rules);
void remedies_deinit(struct remedies *remedies);

/* Note the refinements that bring section INPUT where VERDICT wants it. 0; 1
 * where nothing does; -1 (reported). */
int remedy_section(struct remedies *remedies, const struct place_input *input,
		   const struct law_verdict *verdict);

/* If section INPUT is in place by VERDICT, but its statement lets go of the
 * whole file for another's sake, note what lets it stay. 0, or -1
 * (reported). */
int remedy_hold(struct remedies *remedies, const struct place_input *input,
		const struct law_verdict *verdict);

/* Note INPUT if it is an orphan that has to stay one, but is called like a
 * symbol section of a base for which a section may be added. 0, or -1
 * (reported). */
int remedy_bystander(struct remedies *remedies, const struct place_input *input,
		     const struct law_verdict *verdict);

/* All inputs are in: have sections added for the bases of ORDER, in that order,
 * whose globs leave the bystanders out. 0, or -1 (reported). */
int remedy_order(struct remedies *remedies, const struct order *order);

#endif
