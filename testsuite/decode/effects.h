/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What effects.c has to know of a machine: how objdump writes its operands, and
 * what its mnemonics do with them. */
#ifndef TESTSUITE_EFFECTS_H
#define TESTSUITE_EFFECTS_H

#include <stdbool.h>
#include <stdint.h>

#include "machine/effect.h"
#include "objdump.h"

enum operand_kind {
	OPERAND_OTHER,	  /* no concern: a vector, a condition */
	OPERAND_REGISTER, /* a general one */
	OPERAND_NUMBER,
	OPERAND_SHIFT,	/* by NUMBER, of the operand before it */
	OPERAND_TARGET, /* NUMBER is an address */
	OPERAND_MEMORY,
};

struct operand {
	enum operand_kind kind;
	char text[64];
	unsigned int width; /* bytes of a register, of a vector too */
	bool is_part;	    /* writing it leaves the rest of it alone */
	uint8_t number;	    /* of a register; EFFECT_NONE is always zero */
	int64_t value;
	uint8_t base, index, scale;
	int64_t displacement;
	bool updates_base; /* by UPDATE */
	int64_t update;
	bool updates_anyhow; /* by something else */
};

enum { MOST_OPERANDS = 8 };

struct operands {
	unsigned int count;
	struct operand at[MOST_OPERANDS];
};

/* Sizes of an access which the operands tell. */
enum {
	OF_REGISTER = 0x10000, /* the width of the last operand with one */
	OF_PAIR = 0x20000,     /* twice that */
};

/* What a rule says beside reads and writes. */
enum {
	/* TO = FROM, or a number; a load of the register written, a store of
	 * the one read, if there's memory. */
	MOVES = 1,
	LOADS = 2,  /* only `loaded' of that */
	STORES = 4, /* only `stored' of that */
	ADDS = 8,   /* TO = FROM + a number */
	SUBTRACTS = 16,
	PAIR = 32,	  /* pair[], if they're general registers */
	SHORT = 64,	  /* is_short, whatever the widths say */
	LONG = 128,	  /* not is_short, the same */
	UNKNOWN = 256,	  /* must not be known */
	IGNORED = 2048,	  /* objdump says too little of it */
	HINT = 4096,	  /* a prefetch */
	ANYHOW = 512,	  /* TO, LOADED and STORED may be as they like */
	FROM_ZERO = 1024, /* a move if the register read is zero, and there's
				 * a number */
};

/* A mnemonic, as fnmatch(3) has patterns with FNM_EXTMATCH; the first that matches counts, and
 * the last must be "*". ROLES has a letter for each operand, the last for all
 * that follow: `r'ead, `w'ritten, `b'oth; of memory too, where `a' is an
 * address that isn't accessed. `i': something is inserted, and the rest of the
 * register stays; `h': one half of it does. `-' is no concern. */
struct rule {
	const char *pattern;
	const char *roles;
	unsigned int size; /* of the access */
	unsigned int does;
	enum effect_flow flow;
	/* What no operand names. What the ABI has read and written by FLOW
	 * needn't be here. */
	uint64_t reads, writes;
};

struct effects_machine {
	unsigned int number; /* e_machine */
	bool big;
	const char *comment; /* begins so */
	/* A number in a role is an address, where there is an access. */
	bool bare_addresses;
	uint64_t arguments, results, clobbered;
	/* The mnemonics of what adds two registers of 64 bits, a pattern, unless
	 * one of them is among UNSUMMED; NULL: that needn't be known. */
	const char *sums;
	uint64_t unsummed;
	/* The mnemonic with the register that a jump is made by, or NULL. */
	const char *jumps;
	/* What OPERAND's text, in KIND OTHER, is. */
	void (*read)(struct operand *operand);
	/* Look at all of them once more. NULL: no need. */
	void (*adjust)(const struct line *line, struct operands *operands);
	/* Is what objdump says of a distance the relocation's? NULL: no. */
	bool (*is_relocated)(const struct line *line, uint64_t target);
	const struct rule *rules;
	/* Correct WANT, which the rules make, where those can't say it. NULL: no
	 * need. */
	void (*amend)(const struct line *line, const struct operands *operands,
		      struct effect *want);
};

/* Each file effects-MACHINE.c has this, for a program of its own. */
extern const struct effects_machine effects_machine;

#endif
