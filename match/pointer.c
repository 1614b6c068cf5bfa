/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A loop that loads with update (ppc64's ldu) begins with a pointer in front of its
 * array. Nothing is read there: so the array is what the function means, and not
 * what stands in front of it. All instructions with the register count, wherever
 * they are: if it holds something else now and then, nothing is proven. */
#include "match/pointer.h"

#include "machine/effect.h"
#include "machine/machine.h"

/* Function's code, and the general registers that it writes itself. */
struct function {
	const struct machine *machine;
	bool big;
	const unsigned char *code;
	size_t size;
	uint64_t written;
};

static bool decode(const struct function *f, size_t at, struct effect *ret)
{
	return effect_decode(f->machine, f->big, f->code + at, f->size - at, at,
			     ret) &&
	       ret->length;
}

static size_t without_table(const struct machine *machine,
			    const unsigned char *code, size_t size)
{
	size_t table = machine->traceback;

	return size > table && machine_has_table(machine, code + size - table,
						 table)
		       ? size - table
		       : size;
}

/* Note what is written: false if there is something else than instructions. */
static bool find_written(struct function *f)
{
	struct effect e;

	for (size_t at = 0; at < f->size; at += e.length) {
		if (!decode(f, at, &e))
			return false;
		if (e.flow != FLOW_CALL && e.flow != FLOW_CALL_ANY)
			f->written |= e.writes;
	}
	return true;
}

/* May REG hold an argument of a call? They come without a gap, as follow.c has
 * it. */
static bool may_be_argument(const struct function *f, unsigned int reg)
{
	const uint8_t *argument = f->machine->abi->arguments;

	for (; *argument != EFFECT_NONE; argument++) {
		if (*argument == reg)
			return true;
		if (!(f->written & effect_mask(*argument)))
			return false;
	}
	return false;
}

/* Does E read REG? */
static bool reads(const struct function *f, const struct effect *e,
		  unsigned int reg)
{
	bool jumps = e->flow == FLOW_JUMP || e->flow == FLOW_BRANCH;

	if (e->flow == FLOW_CALL || e->flow == FLOW_CALL_ANY)
		return may_be_argument(f, reg);
	/* To another function. */
	if (jumps && e->target >= f->size && may_be_argument(f, reg))
		return true;
	return e->reads & effect_mask(reg) ||
	       (e->size && (e->base == reg || e->index == reg)) ||
	       (e->second.size && e->second.base == reg);
}

/* Does E, which reads REG, access nothing by it but what is so far behind? */
static bool is_access_behind(const struct effect *e, unsigned int reg,
			     int64_t distance)
{
	return e->size && e->base == reg && e->index == EFFECT_NONE &&
	       !e->is_pair && !e->second.size && e->stored != reg &&
	       e->displacement >= distance &&
	       (!e->updates_base || e->number >= 0) && e->flow == FLOW_NEXT;
}

static bool is_increase(const struct effect *e, unsigned int reg)
{
	return !e->size && e->to == reg && e->from == reg && !e->is_short &&
	       e->number >= 0 && e->number_field.width;
}

static bool is_comparison(const struct effect *e)
{
	return !e->size && !e->writes && e->to == EFFECT_NONE &&
	       e->flow == FLOW_NEXT;
}

bool pointer_reaches_behind(const struct machine *machine, bool big,
			    const unsigned char *code, size_t size, size_t made,
			    unsigned int reg, uint64_t distance)
{
	struct function f = {
		.machine = machine,
		.big = big,
		.code = code,
		.size = without_table(machine, code, size),
	};
	struct effect e;

	if (!machine->abi || !find_written(&f))
		return false;
	for (size_t at = 0; at < f.size && decode(&f, at, &e); at += e.length)
		if (at != made && reads(&f, &e, reg) &&
		    !is_access_behind(&e, reg, (int64_t)distance) &&
		    !is_increase(&e, reg) && !is_comparison(&e))
			return false;
	return true;
}
