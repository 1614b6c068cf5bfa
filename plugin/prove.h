/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proving the law for one link: every section of every input is judged; what
 * doesn't hold becomes refinements, or errors. */
#ifndef LDFOLD_PROVE_H
#define LDFOLD_PROVE_H

#include <stdbool.h>
#include <stdint.h>

#include "collect.h"
#include "law.h"
#include "object.h"
#include "strtab.h"
#include "vec.h"

/* A section that isn't where it belongs. */
struct misplaced {
	uint32_t name, file;	/* in strings; the file for messages */
	struct law_verdict verdict;
};

/* A true orphan whose name reads as a symbol section. */
struct bystander {
	uint32_t base;
	uint32_t name, file, archive;	/* in strings; archive may be "" */
};

/* Orphans of related names; see limit.c. */
struct family {
	uint32_t name;		/* `.foo.', or a whole name; in strings */
	bool wild;		/* the former */
	uint32_t example;	/* a section's name; in orphans */
	uint32_t file;		/* that section's file; in strings */
	uint32_t count;
};

enum proof {
	PROOF_GO,		/* the law holds */
	PROOF_AGAIN,		/* not yet: refinements were written */
	PROOF_FORGET,		/* remembered refinements don't fit */
	PROOF_DECLINE,		/* this can't be folded, ld alone shall link */
	PROOF_STOP,		/* it can't be kept, errors were written */
};

enum prover_mode {
	PROVER_FRESH,		/* refine what doesn't hold */
	PROVER_REMEMBERED,	/* with refinements of an earlier link */
	PROVER_FINAL,		/* the last round: what doesn't hold fails */
};

struct prover {
	const struct rules *rules;
	const struct script *original;
	const struct script *folded;
	struct law *law;
	struct strtab strings;
	VEC(struct misplaced) misplaced;	/* that refining can't help */
	VEC(struct bystander) bystanders;
	bool needs_sections;		/* law 4 has to add some */
	struct strtab refinements;		/* each line once */
	VEC(uint32_t) added_order;	/* bases of law 4 as they first appear */
	const char *overtaken;		/* the first of law 4's sections that
					 * an orphan wrongly stands before, or
					 * NULL; see order.c */
	uint32_t overtaker;		/* that orphan; in strings */
	bool has_own;			/* ld has come to what it makes itself,
					 * .got and the like; see order.c */
	const char *early;		/* law 4's first section for data met
					 * before that, or NULL */
	const char *stray;		/* a kind of orphans that is there, and
					 * no section of it in the script */
	uint32_t stray_name;		/* the first such orphan; in strings */
	struct strtab orphans;		/* distinct orphan names */
	VEC(struct family) families;
	VEC(uint32_t) law_outputs;	/* base that law 4 added, by output */
	VEC(bool) used_outputs;		/* of the folded script */
	VEC(struct law_symbol) symbols;	/* of the current section */
	VEC(unsigned int) let_go;	/* statements that let go of all of the
					 * current file */
	uint32_t hopeless;		/* a base that can't be provided for, or
					 * RULES_NO_BASE */
	size_t proven, by_name, other;
	bool clash_warns;		/* LDFOLD_CLASH=warn */
	enum prover_mode mode;
};

/* A line of the report; see plugin.c. */
typedef void (*prover_line_fn)(void *ctx, const char *keyword,
			       const char *text);

/* 0, or -1 (reported). The scripts and RULES have to outlive the prover. */
int prover_init(struct prover *prover, enum prover_mode mode,
		const struct script *original, const struct script *folded,
		const struct rules *rules);
void prover_deinit(struct prover *prover);

/* Judge all sections of OBJECT, an input called NAME, with INPUT saying what
 * ld's statements see of the file. Those that are symbol sections go into
 * COLLECTION, unless that is NULL. 0, or -1 (reported). */
int prove_object(struct prover *prover, const struct object *object,
		 const struct place_input *input, const char *name,
		 struct collection *collection);

/* All inputs are in: conclude. DYNAMIC: the output has dynamic symbols.
 * Refinements, errors and notes are written as lines. */
enum proof prove_conclude(struct prover *prover, const char *output,
			  bool dynamic, prover_line_fn line, void *ctx);

#endif
