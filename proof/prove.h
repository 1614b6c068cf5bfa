/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proving the law for one link: every section of every input is judged; what
 * doesn't hold becomes refinements, or errors. */
#ifndef LDFOLD_PROVE_H
#define LDFOLD_PROVE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/strtab.h"
#include "common/vec.h"
#include "elf/object.h"
#include "proof/collect.h"
#include "proof/companions.h"
#include "proof/limit.h"
#include "proof/order.h"
#include "proof/remedies.h"
#include "proof/view.h"
#include "script/law.h"

/* A section that isn't where it belongs. */
struct misplaced {
	uint32_t name, file; /* in strings; the file for messages */
	uint32_t input;	     /* which of the inputs, counted from 0 */
	bool unsettled;	     /* nobody knows yet if that will be linked */
	struct law_verdict verdict;
};

/* A section that the plain link may have elsewhere, but nobody can tell. */
struct unsure {
	const char *why; /* see struct law_verdict; or NULL */
	uint32_t base;
	uint32_t name, file; /* in strings */
};

enum proof {
	PROOF_GO,      /* the law holds */
	PROOF_AGAIN,   /* not yet: refinements were written */
	PROOF_FORGET,  /* remembered refinements don't fit */
	PROOF_DECLINE, /* this can't be folded, ld alone shall link */
	PROOF_STOP,    /* it can't be kept (reported) */
};

enum prover_mode {
	PROVER_FRESH,	   /* refine what doesn't hold */
	PROVER_REMEMBERED, /* with refinements of an earlier link */
	PROVER_FINAL,	   /* the last round: what doesn't hold fails */
};

/* Receives each section as it was judged. 0, or -1 (reported). */
typedef int (*prover_judged_fn)(void *ctx, const struct object_section *section,
				const struct law_verdict *verdict);

struct prover {
	const struct rules *rules;
	struct law *law;
	enum prover_mode mode;
	bool clash_warns;	 /* LDFOLD_CLASH=warn */
	uint32_t input;		 /* the number of the current input */
	bool unsettled;		 /* set by the caller: it may turn out not to be
			   * linked */
	prover_judged_fn judged; /* set by the caller, or NULL */
	void *judged_ctx;
	struct strtab strings;
	VEC(struct misplaced) misplaced; /* that refining can't help */
	uint32_t hopeless;    /* a base that can't be provided for, or
					 * RULES_NO_BASE */
	struct unsure unsure; /* the first */
	size_t proven, by_name, other;
	law_symbol_list symbols;      /* of the current section */
	struct companions companions; /* in the current file */
	struct remedies remedies;
	struct order order;
	struct limit limit;
};

/* The scripts and RULES have to outlive the prover. 0, or -1 (reported). */
int prover_init(struct prover *prover, enum prover_mode mode, bool clash_warns,
		const struct script *original, const struct script *folded,
		const struct rules *rules);
void prover_deinit(struct prover *prover);

/* Judge all sections of OBJECT, an input called NAME, with INPUT saying what
 * ld's statements see of the file. Those that are symbol sections go into
 * COLLECTION, unless that is NULL. 0, or -1 (reported). */
int prove_object(struct prover *prover, const struct object *object,
		 const struct place_input *input, const char *name,
		 struct collection *collection);

/* A line for fold-link: its first word, and the rest. */
typedef void (*prover_line_fn)(const char *keyword, const char *text);

/* All inputs are in: conclude. DYNAMIC: the output has dynamic symbols. Writes
 * refinements and the summary as lines, and reports what is wrong. */
enum proof prove_conclude(struct prover *prover, const char *output,
			  bool dynamic, prover_line_fn line);

/* It is known at last which inputs were linked, by number in LINKED: report
 * what isn't where it belongs in those that were unsettled. 0, or -1 if there
 * is an error. */
int prove_settle(const struct prover *prover, const char *output,
		 const bool *linked);

#endif
