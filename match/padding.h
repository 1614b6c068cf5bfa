/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A function that is the same in two builds but for padding. */
#ifndef LDFOLD_PADDING_H
#define LDFOLD_PADDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/vec.h"
#include "machine/effect.h"
#include "machine/machine.h"
#include "match/sites.h"

/* Where an instruction is in both, by their order. */
struct padded_insn {
	size_t at;	     /* in the kernel's function */
	unsigned int length; /* there */
	bool fills, is_target;
	bool is_loop; /* it is led to from behind */
	bool is_alignable;
	bool is_left_out; /* of the rebuild's */
	/* Of a branch in the function: to which instruction (PADDING_NONE: it is
	 * none), the width of its distance there, and how long it is with one of
	 * 1 and of 4 bytes, or 0. */
	uint32_t to;
	unsigned int width, least, most;
	size_t wanted;	      /* in the rebuild's, */
	unsigned int becomes; /* and its length there */
};

#define PADDING_NONE UINT32_MAX
#define PADDING_TURNS 6

struct padding_search {
	const struct machine *machine;
	const struct sites *sites; /* of the kernel */
	bool big;
	const unsigned char *code; /* the kernel's function, */
	size_t size;		   /* so many bytes */
	uint64_t address;
	size_t wanted_size; /* the rebuild's */
	uint64_t wanted_address;
	/* Since padding_begin(): */
	VEC(struct padded_insn) insns; /* and one for the end */
	uint32_t next;		       /* instruction that may be aligned, */
	uint32_t first;		       /* the first of the padding before it, */
	unsigned int choice; /* and what isn't known of the rebuild's */
	size_t budget;	     /* instructions that may still be looked at */
	/* For padding-loops.c: which places, by their rank among those for
	 * which it matters, aren't taken for what is likely. */
	unsigned int turns[PADDING_TURNS], nturns;
	unsigned int nranks; /* the most that were met */
	bool is_over;
};

/* Begin to search, with the fields before those of SEARCH set. 1, 0 if it can't
 * be padding, or -1 (reported). Release with padding_end after 1. */
int padding_begin(struct padding_search *search);
void padding_end(struct padding_search *search);

/* Write into RET, of WANTED_SIZE bytes, what the rebuild's function has if it is
 * the same but for the next padding. False if there is no other. */
bool padding_next(struct padding_search *search, unsigned char *ret);

/* After padding_next(): where the kernel has what is at offset WANTED of the
 * rebuild's function. */
size_t padding_place(const struct padding_search *search, size_t wanted);

/* -- For padding.c and padding-loops.c -- */

/* The instruction at AT of the kernel's function, and what it does. */
static inline bool padding_decode(const struct padding_search *search,
				  size_t at, struct insn *ret)
{
	return machine_decode(search->machine, search->big, search->code + at,
			      search->size - at, at, ret) &&
	       ret->length;
}

static inline bool padding_effect(const struct padding_search *search,
				  size_t at, struct effect *ret)
{
	return effect_decode(search->machine, search->big, search->code + at,
			     search->size - at, at, ret);
}

/* -- padding-loops.c: for padding.c, where machine->loops is set -- */

/* Note where branches lead. False if there is something else that tells a
 * distance within the function. */
bool padding_find_loops(struct padding_search *search);

bool padding_next_loops(struct padding_search *search, unsigned char *ret);

#endif
