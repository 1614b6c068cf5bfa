/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers that a function's instructions make in registers: places in a block that
 * are told by them, and how much memcpy() copies. */
#include <string.h>

#include "analysis/follow.h"

/* Numbers that are known to be in registers. */
struct numbers {
	uint64_t known;
	bool in_doubt; /* the kernel may have put other code here */
	int64_t of[REGISTERS];
};

static bool is_known(const struct numbers *numbers, uint8_t reg)
{
	return reg < REGISTERS && numbers->known >> reg & 1;
}

/* Is NUMBER the same however its low 32 bits are extended? */
static bool is_low(int64_t number)
{
	return number >= 0 && number <= INT32_MAX;
}

static void take_number(struct step *step, struct numbers *numbers)
{
	const struct effect *e = &step->effect;
	bool makes = step->known && e->to < REGISTERS && !step->relocated &&
		     !e->pc_relative && !e->kept &&
		     e->writes == effect_mask(e->to) &&
		     (e->from == EFFECT_NONE
			      ? !e->is_short || is_low(e->number)
			      : !e->is_short && is_known(numbers, e->from));
	uint64_t number = makes ? (uint64_t)e->number : 0;

	if (makes && e->from != EFFECT_NONE)
		number += (uint64_t)numbers->of[e->from];
	numbers->known &= step->known ? ~e->writes : 0;
	if (!makes || numbers->in_doubt)
		return;
	numbers->known |= effect_mask(e->to);
	numbers->of[e->to] = (int64_t)number;
}

/* What STEP adds up, one of which is known: the other one, and a number. */
static void add_number(struct step *step, const struct numbers *numbers)
{
	struct effect *e = &step->effect;
	uint8_t known;

	if (e->sum[0] == EFFECT_NONE || !e->writes)
		return;
	known = is_known(numbers, e->sum[1]);
	if (!is_known(numbers, e->sum[known]))
		return;
	e->to = (uint8_t)__builtin_ctzll(e->writes);
	e->from = e->sum[!known];
	e->number = numbers->of[e->sum[known]];
	step->summed = true;
}

/* How many bytes STEP, a call or a jump, copies from where its second argument
 * says; 0 if it does something else. */
static uint32_t count_copied(const struct follower *f, const struct step *step,
			     const struct numbers *numbers)
{
	static const char *const copiers[] = { "memcpy", "memmove" };
	uint8_t reg = f->abi->arguments[2];
	const char *name;

	if (step->effect.flow == FLOW_NEXT || !is_known(numbers, reg) ||
	    !is_low(numbers->of[reg]))
		return 0;
	name = steps_callee(f, step);
	for (size_t i = 0; i < sizeof(copiers) / sizeof(*copiers); i++)
		if (!strcmp(name, copiers[i]))
			return (uint32_t)numbers->of[reg];
	return 0;
}

/* gcc -Os takes a number for a place in a block that is in a register for
 * something else, as how much memcpy() copies from there:
 *
 *	mov	x2, 96
 *	add	x1, x1, x2
 *	bl	memcpy
 *
 * and what is too far for a displacement is in a register of its own. Within
 * what is run from the first instruction to the last it is the number. */
void steps_add_numbers(struct follower *f)
{
	struct numbers numbers = {};
	struct step *step;

	vec_for_each(&f->steps, step) {
		if (step->leader || step->is_site) {
			numbers.known = 0;
			numbers.in_doubt = step->is_site;
		}
		if (step->known && numbers.known) {
			add_number(step, &numbers);
			step->copied = count_copied(f, step, &numbers);
		}
		take_number(step, &numbers);
	}
}
