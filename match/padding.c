/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Padding within a function depends on where the function is, if code in it is
 * aligned to more than functions are. gcc 15 and later align small loops for
 * x86-64 to 32 bytes or more, and functions to 16. In a section of its own a
 * function begins at a multiple of 32 then; behind others it may begin 16 bytes
 * behind one, and have 16 bytes more or less before the loop (2 % of the
 * functions of Linux 7.2). A branch over them may have another length.
 *
 * Padding is what an assembler would put there, less than the alignment, and
 * nothing else: of nops before it, as an alternative of the kernel has, each
 * counts. Only one that is itself what an assembler fills so many bytes with, and
 * that ends at the boundary, can't be told from padding. Where a machine has
 * other rules, as arm64, see padding-loops.c.
 *
 * Behind the first such padding all is at the same distance from a multiple of
 * 32 in both builds, so one is all that differs. What the rebuild must have then
 * is made of the kernel's bytes, for each place that may be aligned so; whether
 * it is that, the checksum of the rebuild's bytes tells. */
#include "match/padding.h"

#include <string.h>

#include "common/report.h"
#include "common/search.h"

enum {
	LEAST = 32,	  /* that is more than functions are aligned to */
	MOST = 64,	  /* to which code in them is */
	MOST_BYTES = 256, /* more or less: longer branches, too */
	MOST_ROUNDS = 16, /* of branches becoming longer */
	BUDGET = 1 << 22, /* instructions that are looked at for a function: a
			   * big one is too much to be tried everywhere */
};

/* What isn't known of how the rebuild's was assembled. */
enum {
	CHOICE_MORE = 1,  /* aligned to MOST, not LEAST */
	CHOICE_SHORT = 2, /* no branch is longer than it has to be */
	CHOICE_OTHER = 4, /* filled in another way */
	NCHOICES = 8,
};

/* -- Instructions ----------------------------------------------------------- */

/* The number of the instruction that begins at AT, or PADDING_NONE. */
static uint32_t insn_at(const struct padding_search *search, uint64_t at)
{
	const struct padded_insn *insns = search->insns.data;
	size_t i = lower_bound(n, 0, search->insns.size, insns[n].at < at);

	return i < search->insns.size && insns[i].at == at ? (uint32_t)i
							   : PADDING_NONE;
}

/* 1, 0 if there is something else than instructions, or -1 (reported). */
static int list_insns(struct padding_search *search)
{
	struct padded_insn *entry;
	struct insn insn;

	for (size_t at = 0;; at += insn.length) {
		entry = vec_push(&search->insns);
		if (!entry)
			return -1;
		*entry = (struct padded_insn){ .at = at, .to = PADDING_NONE };
		if (at == search->size)
			return 1;
		if (!padding_decode(search, at, &insn))
			return 0;
		entry->length = insn.length;
		entry->fills = machine_filler(search->machine, search->big,
					      search->code + at,
					      search->size - at) ==
				       insn.length &&
			       !sites_have(search->sites, search->address + at);
	}
}

/* The length of the branch INSN with a distance of WIDTH bytes, or 0. */
static unsigned int branch_length(const struct padding_search *search,
				  const struct padded_insn *insn,
				  unsigned int width)
{
	unsigned char code[16];

	return search->machine->branch(search->code + insn->at, insn->length,
				       width, code);
}

/* Note where branches in the function lead. False if an instruction has another
 * distance to a place within it, or leads amid one: what such a distance leads to
 * would change with the padding. */
static bool find_targets(struct padding_search *search)
{
	struct padded_insn *insn;
	struct effect effect;
	struct insn decoded;

	vec_for_each(&search->insns, insn) {
		if (insn->at == search->size)
			continue;
		if (!padding_decode(search, insn->at, &decoded) ||
		    !padding_effect(search, insn->at, &effect))
			return false;
		if (effect.pc_relative &&
		    (uint64_t)(effect.size ? effect.displacement
					   : effect.number) <= search->size)
			return false;
		if (!decoded.relative || decoded.target > search->size)
			continue;
		insn->to = insn_at(search, decoded.target);
		if (insn->to == PADDING_NONE)
			return false;
		insn->width = decoded.width;
		insn->least = branch_length(search, insn, 1);
		insn->most = branch_length(search, insn, 4);
		search->insns.data[insn->to].is_target = true;
	}
	return true;
}

int padding_begin(struct padding_search *search)
{
	int status;

	if (!search->machine->fill ||
	    search->wanted_size > search->size + MOST_BYTES ||
	    search->size > search->wanted_size + MOST_BYTES)
		return 0;
	search->budget = BUDGET;
	status = list_insns(search);
	if (status > 0 &&
	    (search->machine->loops.alignment ? padding_find_loops(search)
					      : find_targets(search)))
		return 1;
	padding_end(search);
	return status < 0 ? -1 : 0;
}

void padding_end(struct padding_search *search)
{
	vec_deinit(&search->insns);
}

/* -- The rebuild's function -------------------------------------------------- */

/* Can a branch have DISTANCE in WIDTH bytes? */
static bool fits(int64_t distance, unsigned int width)
{
	int64_t most = width == 1 ? INT8_MAX : INT32_MAX;

	return distance <= most && distance >= -most - 1;
}

/* From the end of the branch INSN to where it leads, in the rebuild's. */
static int64_t distance_of(const struct padding_search *search,
			   const struct padded_insn *insn)
{
	return (int64_t)(search->insns.data[insn->to].wanted - insn->wanted -
			 insn->becomes);
}

/* As an assembler begins: with short branches. A long one where a short one would
 * do may be what somebody has asked for, or what came of padding that was longer
 * for a while: ALL of them become short, or not these. */
static void shorten(struct padding_search *search, bool all)
{
	struct padded_insn *insn;

	vec_for_each(&search->insns, insn) {
		int64_t distance;

		insn->becomes = insn->length;
		if (insn->to == PADDING_NONE || !insn->least)
			continue;
		distance = (int64_t)(search->insns.data[insn->to].at -
				     insn->at - insn->length);
		if (all || !fits(distance, 1))
			insn->becomes = insn->least;
	}
}

/* Give each instruction its place; where the padding begins. */
static size_t place_all(struct padding_search *search, unsigned int alignment)
{
	size_t at = 0, padding = 0;

	for (uint32_t i = 0; i < search->insns.size; i++) {
		struct padded_insn *insn = &search->insns.data[i];

		if (i == search->next) {
			padding = at;
			at += -(search->wanted_address + at) % alignment;
		}
		insn->wanted = at;
		if (i < search->first || i >= search->next)
			at += insn->becomes;
	}
	return padding;
}

/* Make branches long that have to be; false if none has. */
static bool lengthen(struct padding_search *search)
{
	struct padded_insn *insn;
	bool changed = false;

	vec_for_each(&search->insns, insn) {
		if (insn->to == PADDING_NONE || !insn->most ||
		    insn->becomes != insn->least ||
		    fits(distance_of(search, insn), 1))
			continue;
		insn->becomes = insn->most;
		changed = true;
	}
	return changed;
}

static bool put_branch(const struct padding_search *search,
		       const struct padded_insn *insn, unsigned char *to)
{
	int64_t distance = distance_of(search, insn);
	unsigned int width = insn->width;

	if (insn->becomes != insn->length)
		width = insn->becomes == insn->least ? 1 : 4;
	if (!fits(distance, width))
		return false;
	if (insn->becomes == insn->length)
		memcpy(to, search->code + insn->at, insn->length);
	else
		search->machine->branch(search->code + insn->at, insn->length,
					width, to);
	for (unsigned int i = 0; i < width; i++)
		to[insn->becomes - width + i] =
			(unsigned char)((uint64_t)distance >> 8 * i);
	return true;
}

/* Is what is from search->first to search->next padding, filled in the way
 * VARIANT? */
static bool is_padding(const struct padding_search *search,
		       unsigned int variant)
{
	const struct padded_insn *insns = search->insns.data;
	size_t begin = insns[search->first].at;
	size_t length = insns[search->next].at - begin;
	unsigned char filled[MOST];

	return length < MOST &&
	       search->machine->fill(filled, length, variant) &&
	       !memcmp(filled, search->code + begin, length);
}

/* Write it as it is by one of the choices; false if it can't be that. */
static bool make(struct padding_search *search, unsigned int choice,
		 unsigned char *ret)
{
	const struct padded_insn *insns = search->insns.data;
	size_t end = search->insns.size - 1, padding;
	unsigned int alignment = choice & CHOICE_MORE ? MOST : LEAST;
	unsigned int variant = choice / CHOICE_OTHER, rounds = 0;

	if ((search->address + insns[search->next].at) % alignment ||
	    insns[search->next].at - insns[search->first].at >= alignment ||
	    !is_padding(search, variant))
		return false;
	shorten(search, choice & CHOICE_SHORT);
	do {
		if (search->budget < search->insns.size ||
		    rounds++ == MOST_ROUNDS)
			return false;
		search->budget -= search->insns.size;
		padding = place_all(search, alignment);
	} while (lengthen(search));
	if (insns[end].wanted != search->wanted_size)
		return false;
	for (uint32_t i = 0; i < end; i++) {
		if (i >= search->first && i < search->next)
			continue;
		if (insns[i].to == PADDING_NONE)
			memcpy(ret + insns[i].wanted,
			       search->code + insns[i].at, insns[i].length);
		else if (!put_branch(search, &insns[i], ret + insns[i].wanted))
			return false;
	}
	return search->machine->fill(
		ret + padding, insns[search->next].wanted - padding, variant);
}

/* -- Which padding ------------------------------------------------------------ */

/* Go on to more of the padding before search->next; false if there is no more. */
static bool extend(struct padding_search *search)
{
	const struct padded_insn *insns = search->insns.data;

	while (search->first && insns[search->first - 1].fills &&
	       (search->first == search->next ||
		!insns[search->first].is_target) &&
	       insns[search->next].at - insns[search->first - 1].at < MOST) {
		search->first--;
		if (is_padding(search, 0) || is_padding(search, 1))
			return true;
	}
	return false;
}

/* Go on to the next place that may be aligned, with no padding before it; false
 * if there is none. */
static bool step(struct padding_search *search)
{
	const struct padded_insn *insns = search->insns.data;

	while (++search->next + 1 < search->insns.size) {
		if (!insns[search->next].is_target ||
		    (search->address + insns[search->next].at) % LEAST)
			continue;
		search->first = search->next;
		return true;
	}
	return false;
}

bool padding_next(struct padding_search *search, unsigned char *ret)
{
	if (search->machine->loops.alignment)
		return padding_next_loops(search, ret);
	while (search->budget >= search->insns.size) {
		if (!search->next || search->choice == NCHOICES) {
			if (!(search->next && extend(search)) && !step(search))
				return false;
			search->choice = 0;
		}
		if (make(search, search->choice++, ret))
			return true;
	}
	return false;
}

size_t padding_place(const struct padding_search *search, size_t wanted)
{
	const struct padded_insn *insns = search->insns.data;
	size_t i = lower_bound(n, 0, search->insns.size,
			       insns[n].wanted <= wanted);
	const struct padded_insn *insn = &insns[i ? i - 1 : 0];

	/* From its end: a field is there, whatever is before it. */
	return insn->at + insn->length -
	       (insn->wanted + insn->becomes - wanted);
}
