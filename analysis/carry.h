/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the constants of a function go: from the instruction that makes one to
 * all that may read it, over the function's branches and joins. */
#ifndef LDFOLD_CARRY_H
#define LDFOLD_CARRY_H

#include "analysis/work.h"
#include "machine/effect.h"

/* No step; and out of the function. */
#define CARRY_NONE UINT32_MAX

/* An instruction; the next one is the next step. */
struct carry_step {
	uint32_t at;	 /* in the function */
	uint32_t target; /* the step that it may lead to, or CARRY_NONE */
	uint8_t length;
	uint8_t flow;	  /* enum effect_flow */
	bool known;	  /* what it does */
	bool odd;	  /* a table says that something else may be done
				 * here: other code, or a jump */
	bool joined;	  /* a branch leads here */
	bool leaves;	  /* FLOW_BRANCH and FLOW_JUMP: it may lead out of
				 * the function */
	bool relocated;	  /* something else than where it leads to */
	uint8_t to, from; /* as in struct effect */
	uint32_t callee;  /* symbol that a call, or a jump that leaves, leads
				 * to; or 0 */
	uint64_t reads, writes;
	struct effect_field field; /* of the constant */
};

/* A register at a step. */
struct carry_place {
	uint32_t step;
	uint32_t reg;
};

struct carry {
	struct work *work;
	const struct item *item;
	const struct effect_abi *abi;
	bool jumps_anywhere; /* not all joins are known */
	bool has_distances;  /* within the function, without relocations */
	bool overlooks;	     /* what else reads a constant doesn't matter */
	VEC(struct carry_step) steps;
	VEC(uint32_t) by_offset; /* the step that begins there */
	/* While one is followed: registers that were looked at, by step, and
	 * what is left to look at. */
	VEC(uint64_t) seen;
	VEC(struct carry_place) left;
	VEC(uint32_t) visited;
	/* Of what makes the constant, the first first; and what takes it. */
	VEC(uint32_t) parts;
	VEC(struct carry_place) takers;
};

/* Take ITEM's code apart. 0, or -1 (reported). All is zero before, or of another
 * item; release with carry_deinit. */
int carry_init(struct carry *carry, struct work *work, const struct item *item);
void carry_deinit(struct carry *carry);

/* Does the call, or the jump to another function, at STEP take what is in REG,
 * and is that nothing but what CTX asks for? */
typedef bool carry_taker(const struct carry *carry, uint32_t step,
			 unsigned int reg, void *ctx);

/* Follow the constant that STEP makes: 1 if it reaches a call that TAKES it,
 * and nothing else reads it; then carry->parts and takers are known. 0 if not,
 * or if that can't be proven; -1 (reported). */
int carry_follow(struct carry *carry, uint32_t step, carry_taker *takes,
		 void *ctx);

/* Does STEP make a constant out of nothing else? */
bool carry_is_constant(const struct carry *carry, uint32_t step);

/* The string that REG points to at STEP, or NULL if that isn't known. */
const char *carry_string(const struct carry *carry, uint32_t step,
			 unsigned int reg);

#endif
