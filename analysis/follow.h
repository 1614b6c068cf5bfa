/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A function whose addresses are followed: its instructions and where control
 * goes between them (steps.c), whom it calls (callees.c), numbers in registers
 * (numbers.c), and addresses in registers at each (follow.c). */
#ifndef LDFOLD_FOLLOW_H
#define LDFOLD_FOLLOW_H

#include "analysis/work.h"
#include "machine/effect.h"

enum {
	REGISTERS = 32,
	SLOTS = 8, /* addresses that are kept on the stack */
	MOST_ROUNDS = 64,
};

enum value_kind {
	VALUE_NONE, /* no address that has to be followed */
	VALUE_ADDRESS,
	VALUE_INDEXED, /* an address and something unknown */
	VALUE_LOOSE,   /* may be one that was noted, see above */
	VALUE_PART,    /* of a loose one, with something inserted: a
				 * number, unless it is used as an address */
	/* The others are of no concern but for what they tell of an address
	 * beside them. */
	VALUE_THROUGH, /* goes through an array from a place that was noted */
	VALUE_PIECE,   /* what was read last by such an address */
};

struct value {
	uint8_t kind; /* enum value_kind */
	bool raw;     /* as a relocation made it, of a block or not */
	bool used;    /* for something else than the next call; of a piece: it
		       * was stored */
	bool indexed; /* and with an index */
	bool direct;  /* and what it points to was read */
	bool is_end;  /* compared with an address that goes through an array */
	bool is_more; /* used otherwise than compared */
	uint32_t section;
	int64_t offset; /* LOOSE: displacements less than this are
				 * within what was noted */
	int64_t origin; /* offset that the relocation gave */
	int64_t moved;	/* of one that goes through an array: since ways met */
};

struct slot {
	struct value value;
	uint8_t base;
	int64_t displacement;
};

struct state {
	bool reached;
	bool has_slots;	  /* something was kept on the stack */
	uint64_t tracked; /* registers whose value isn't VALUE_NONE */
	/* Registers that may have been written since the function began or
	 * called another one: only these can be arguments. */
	uint64_t written;
	struct value registers[REGISTERS];
	struct slot slots[SLOTS];
};

struct step {
	struct effect effect;
	uint64_t at;
	uint64_t live; /* registers that are read before written,
				 * before it */
	bool known;
	bool is_site;	/* may lead elsewhere without a jump */
	bool has_table; /* of a switch, in the text behind its jump */
	bool in_table;	/* a table leads to it */
	bool returned;	/* code of another section leads to it */
	bool is_case;	/* only a switch leads to it, beside what is seen */
	bool looped;	/* something below leads to it */
	bool leader;	/* may be reached from elsewhere than above */
	bool entered;	/* something leads to it */
	bool padding;	/* nobody is led to it: it aligns what follows */
	bool stops;	/* is no instruction: nobody gets there */
	bool ends;	/* nothing follows it in the text */
	bool leaves;	/* to another function, or a part of this one that
				 * comes back */
	bool is_way;	/* elsewhere than on, or to a leader */
	bool is_exit; /* a jump to what a register holds, out of the function */
	bool keeps;   /* a call that leaves registers alone */
	bool relocated;	 /* something sets its bytes */
	bool summed;	 /* what it adds is in a register that another step made
			 * a number */
	uint32_t copied; /* it leads to memcpy() for so many bytes, or 0 */
	uint32_t next;	 /* step that FLOW_BRANCH and JUMP lead to, or
				 * WORK_NONE */
	/* Of f->ways: steps that the kernel may lead to in place of it. */
	uint32_t first_way, nways;
	uint32_t state; /* of a leader */
	/* Steps from this one on that do nothing where no address is in a
	 * register, but write: of what was written, KEPT remains. */
	uint32_t nplain;
	uint64_t kept, written;
	/* What its relocation leads to, if that is to be followed. */
	bool has_address;
	bool is_high; /* half an address: nobody uses it as it is */
	bool loaded;  /* from .toc, or a table for position-independent
				 * code */
	struct target address;
};

/* States without any address. */
struct bare {
	bool any;
	uint64_t written; /* in one of them */
};

struct follower {
	struct work *work;
	const struct effect_abi *abi;
	uint64_t arguments; /* registers that may have some */
	uint32_t section;
	uint64_t start, end;
	VEC(struct step) steps;
	VEC(struct state) states; /* of leaders, before them */
	VEC(uint32_t) unentered;  /* see is_unentered() */
	VEC(uint32_t) ways;	  /* steps, see there */
	VEC(struct value) passed; /* left over where they may be passed on */
	int64_t reach;		  /* bytes that loose addresses are used for */
	/* Where what addresses use that go through arrays ends, and how far
	 * these have moved where they are compared, at least. */
	int64_t ahead, behind;
	bool has_ways;	     /* see enter_unentered() */
	struct bare bare[2]; /* that have entered these, [1] with cases */
	bool noting;	     /* the last round */
	bool lost;
	bool changed;
};

/* Take the function apart that F begins with: its steps, where they lead, and
 * what is live. The arrays are empty before. 0, 1 if that can't be told, or -1
 * (reported). */
int steps_read(struct follower *f);

/* May STEP jump to the cases of a switch? */
static inline bool steps_jumps(const struct step *step)
{
	return step->known && step->effect.flow == FLOW_JUMP_ANY &&
	       !step->is_exit;
}

/* The name of the function that STEP, one of F's that is known, calls or jumps to,
 * or "". */
const char *steps_callee(const struct follower *f, const struct step *step);

/* Find what is a number in a register, once leaders are known (numbers.c). */
void steps_add_numbers(struct follower *f);

#endif
