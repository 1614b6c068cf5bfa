/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Padding in front of loops, where all instructions have four bytes: gcc 15 and
 * later align a loop for arm64 to 32 bytes if that takes no more than 15
 * (.p2align 5,,15), and functions of the kernel to 8. Whether a loop is padded
 * depends on where it is, so two builds may differ at each of them.
 *
 * Not every loop is aligned. For each one of which the kernel doesn't tell, and
 * for which it matters, this tries what may be; whether it is that, the checksum
 * of the rebuild's bytes tells. */
#include <string.h>

#include "match/padding.h"

enum {
	WORD = 4,
	BUDGET = 1 << 20, /* instructions, for a function */
};

/* Does control come to instruction NUMBER from the one before it, or from nops
 * before it? */
static bool is_fallen_into(const struct padding_search *search, uint32_t number)
{
	const struct padded_insn *insns = search->insns.data;
	struct effect effect;

	while (number && insns[number - 1].fills)
		number--;
	return number &&
	       (!padding_effect(search, insns[number - 1].at, &effect) ||
		(effect.flow != FLOW_JUMP && effect.flow != FLOW_JUMP_ANY &&
		 effect.flow != FLOW_END));
}

static bool is_conditional(const struct padding_search *search,
			   const struct padded_insn *insn)
{
	struct effect effect;

	return padding_effect(search, insn->at, &effect) &&
	       effect.flow == FLOW_BRANCH;
}

bool padding_find_loops(struct padding_search *search)
{
	struct padded_insn *insns = search->insns.data;
	size_t count = search->insns.size - 1; /* without the end */

	search->budget = BUDGET;
	for (size_t i = 0; i < count; i++) {
		struct insn insn;

		if (insns[i].length != WORD ||
		    !padding_decode(search, insns[i].at, &insn))
			return false;
		if (!insn.relative || insn.target > search->size)
			continue;
		if (!insn.branches || insn.target % WORD)
			return false;
		insns[i].to = (uint32_t)(insn.target / WORD);
		insns[insns[i].to].is_target = true;
		if (insns[i].to <= i && is_conditional(search, &insns[i]))
			insns[insns[i].to].is_loop = true;
	}
	for (uint32_t i = 0; i < count; i++)
		insns[i].is_alignable = insns[i].is_target &&
					is_fallen_into(search, i);
	return true;
}

/* How many bytes are filled before what would be at ADDRESS. */
static unsigned int filled_before(const struct padding_search *search,
				  uint64_t address)
{
	unsigned int alignment = search->machine->loops.alignment;
	unsigned int bytes = (unsigned int)(-address & (alignment - 1));

	return bytes <= search->machine->loops.most ? bytes : 0;
}

/* How many bytes of nops are in front of instruction NUMBER that may be padding:
 * no branch leads to them, but to the first. */
static unsigned int nops_before(const struct padding_search *search,
				uint32_t number)
{
	const struct padded_insn *insns = search->insns.data;
	unsigned int bytes = 0;

	while (number && insns[number - 1].fills &&
	       bytes + WORD <= search->machine->loops.most) {
		bytes += WORD;
		if (insns[--number].is_target)
			break;
	}
	return bytes;
}

/* May the place at ADDRESS be aligned, with FILLED bytes before it? */
static bool may_be_aligned(const struct padding_search *search,
			   uint64_t address, unsigned int filled)
{
	return address - filled + filled_before(search, address - filled) ==
	       address;
}

/* Is the next place for which it matters taken for aligned, number *RANK of them?
 * It is LIKELY, or not. */
static bool is_taken(const struct padding_search *search, bool likely,
		     unsigned int *rank)
{
	unsigned int own = (*rank)++;

	for (unsigned int i = 0; i < search->nturns; i++)
		if (search->turns[i] == own)
			return !likely;
	return likely;
}

/* Leave out FILLED bytes of nops before instruction NUMBER, which comes to PLACE:
 * so do they, for padding_place(). */
static void leave_out(struct padding_search *search, uint32_t number,
		      unsigned int filled, size_t place)
{
	for (; filled; filled -= WORD) {
		struct padded_insn *nop = &search->insns.data[--number];

		nop->is_left_out = true;
		nop->wanted = place;
	}
}

/* The offset in the rebuild's of instruction NUMBER, which may be aligned, where
 * all before it ends at AT. RANK as is_taken(). */
static size_t place_target(struct padding_search *search, uint32_t number,
			   size_t at, unsigned int *rank)
{
	const struct padded_insn *insn = &search->insns.data[number];
	uint64_t there = search->address + insn->at;
	unsigned int filled = 0, more;

	if (there % search->machine->loops.alignment == 0)
		filled = nops_before(search, number);
	more = filled_before(search, search->wanted_address + at - filled);
	if (more == filled || !may_be_aligned(search, there, filled) ||
	    !is_taken(search, insn->is_loop || filled, rank))
		return at;
	leave_out(search, number, filled, at - filled + more);
	return at - filled + more;
}

static void place_all(struct padding_search *search)
{
	struct padded_insn *insns = search->insns.data;
	unsigned int rank = 0;
	size_t at = 0;

	for (uint32_t i = 0; i < search->insns.size; i++) {
		insns[i].is_left_out = false;
		insns[i].becomes = insns[i].length;
		if (insns[i].is_alignable)
			at = place_target(search, i, at, &rank);
		insns[i].wanted = at;
		at += insns[i].length;
	}
	if (rank > search->nranks)
		search->nranks = rank;
}

/* Go on to what is next likely: one turn more, when as many as there are have been
 * tried everywhere. */
static void advance(struct padding_search *search)
{
	unsigned int i = search->nturns;

	while (i &&
	       search->turns[i - 1] + search->nturns - i + 1 >= search->nranks)
		i--;
	if (i) {
		search->turns[i - 1]++;
	} else if (search->nturns < PADDING_TURNS &&
		   search->nturns < search->nranks) {
		search->turns[i++] = 0;
		search->nturns++;
	} else {
		search->is_over = true;
		return;
	}
	for (; i < search->nturns; i++)
		search->turns[i] = search->turns[i - 1] + 1;
}

/* The branch INSN with the distance that it has in the rebuild's. */
static void put_branch(const struct padding_search *search,
		       const struct padded_insn *insn, unsigned char *to)
{
	int64_t distance = (int64_t)(search->insns.data[insn->to].wanted -
				     insn->wanted);
	struct insn decoded;
	uint64_t number;

	if (!padding_decode(search, insn->at, &decoded) || !decoded.mask)
		return;
	number = (uint64_t)(distance / WORD) << __builtin_ctzll(decoded.mask);
	for (unsigned int i = 0; i < WORD; i++) {
		unsigned char mask = (unsigned char)(decoded.mask >> 8 * i);

		to[i] = (unsigned char)((to[i] & ~mask) |
					(number >> 8 * i & mask));
	}
}

static void write_all(const struct padding_search *search, unsigned char *ret)
{
	const struct padded_insn *insns = search->insns.data;

	search->machine->fill(ret, search->wanted_size, 0);
	for (size_t i = 0; i + 1 < search->insns.size; i++) {
		if (insns[i].is_left_out)
			continue;
		memcpy(ret + insns[i].wanted, search->code + insns[i].at, WORD);
		if (insns[i].to != PADDING_NONE)
			put_branch(search, &insns[i], ret + insns[i].wanted);
	}
}

bool padding_next_loops(struct padding_search *search, unsigned char *ret)
{
	size_t end = search->insns.size - 1;

	while (!search->is_over && search->budget >= end) {
		bool fits;

		search->budget -= end;
		place_all(search);
		fits = search->insns.data[end].wanted == search->wanted_size;
		if (fits)
			write_all(search, ret);
		advance(search);
		if (fits)
			return true;
	}
	return false;
}
