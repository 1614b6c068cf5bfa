/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an instruction does with general registers and memory: as much as it
 * takes to follow an address, or a constant, from where it is made to all that
 * uses it. machine.h has what is asked of every instruction of every function;
 * this is asked of few, and says more. */
#ifndef LDFOLD_EFFECT_H
#define LDFOLD_EFFECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct machine;

enum effect_flow {
	FLOW_NEXT,	/* the next instruction follows; or, if a condition holds,
			 * none does: a conditional return or trap. A trap
			 * without condition is one of these too, for that of
			 * WARN() goes on */
	FLOW_BRANCH,	/* that one or TARGET */
	FLOW_JUMP,	/* TARGET */
	FLOW_CALL,	/* TARGET is called, the next instruction follows */
	FLOW_CALL_ANY,	/* the same, of what a register or memory holds */
	FLOW_JUMP_ANY,	/* where a register or memory says: a switch, a tail
			 * call */
	FLOW_END,	/* a return: nothing follows */
	FLOW_TRAP,	/* a trap without a condition: nothing follows BUG() of the
			 * kernel, but after WARN() the next instruction does,
			 * and nothing here tells the two from each other */
};

enum { EFFECT_NONE = 255 };	/* no register */

/* A number within an instruction: WIDTH bytes from FIELD on, read as one number
 * in the byte order of instructions, of which MASK are the number's bits. 0
 * wide: there is none. As for machine_clear(). */
struct effect_field {
	unsigned int field, width;
	uint64_t mask;
};

/* Another piece of memory that an instruction reads or writes, with the meaning
 * of struct effect's fields of these names. There is none if SIZE is 0. */
struct effect_access {
	unsigned int size;
	bool loads, stores;
	uint8_t base;
	int64_t displacement;
	struct effect_field displacement_field;
};

struct effect {
	unsigned int length;
	enum effect_flow flow;
	uint64_t target;	/* of a branch or call: as PC is given */
	/* General registers, a bit for each number, that it reads and writes,
	 * those of addresses among them. One that is always zero is none. Those
	 * of calls and returns are the ABI's: a call reads all registers of
	 * arguments, and writes all that it may; a return reads the results;
	 * FLOW_JUMP_ANY may be a tail call or (ppc64) a return and reads what
	 * they do. FLOW_JUMP reads none, though it is a tail call where TARGET
	 * is another function. With gcc's -fipa-ra a call within a file may
	 * leave alone what it may write, and its caller use it. A register of
	 * which only a part is written counts in both, and so does one that is
	 * written on a condition. */
	uint64_t reads, writes;
	/* Of READS, those that are read for nothing but the part that a write
	 * leaves as it was; and whether that is one half, of 32 bits. */
	uint64_t kept;
	bool kept_half;
	/* It does nothing but TO = FROM + NUMBER, or TO = NUMBER if FROM is
	 * EFFECT_NONE (and sets condition codes, perhaps); both 64 bits wide
	 * (or SHORT: the low 32 bits, extended somehow; or kept: then TO is in
	 * READS, beside FROM, as it is if LOADED takes a part of a register).
	 * TO is EFFECT_NONE if it does something else. NUMBER is as it stands
	 * in the instruction, whatever a relocation would set. NUMBER_FIELD is
	 * 0 wide if the number isn't in the instruction as it is: x86's sub has
	 * the negative one.
	 * If PC_RELATIVE, FROM is EFFECT_NONE, the instruction has a distance,
	 * or that of pages, and NUMBER is where it leads to, as PC is given,
	 * unless a relocation sets it. */
	uint8_t to, from;
	bool is_short;
	int64_t number;
	struct effect_field number_field;
	bool pc_relative;
	/* It does nothing but write the sum of these two registers, of 64 bits
	 * (and sets condition codes, perhaps), or EFFECT_NONE: something else.
	 * TO is EFFECT_NONE then. x86's aren't told: it has an address of its
	 * own for each place. */
	uint8_t sum[2];
	/* The register that holds where FLOW_JUMP_ANY leads to, or that is put
	 * where such a jump without a register finds it (mtctr), or EFFECT_NONE:
	 * that isn't told, as for x86. */
	uint8_t jumped;
	/* It reads or writes SIZE bytes at BASE + INDEX * SCALE + DISPLACEMENT
	 * (base or index EFFECT_NONE: none), 0 if it does not, or ACCESS_ANY if
	 * how many can't be told (a prefetch, string instructions, cache
	 * operations). An address that is only computed, as lea does, is no
	 * access, and is in TO and FROM if it can be said there. Of INDEX the
	 * low 32 bits may be all that counts. DISPLACEMENT is in bytes, and its
	 * field may be in other units. If PC_RELATIVE, BASE is EFFECT_NONE, the
	 * instruction has a distance, and DISPLACEMENT is where it leads to, as
	 * PC is given. What fs, gs or an access register would add isn't told.
	 */
	unsigned int size;
	bool loads, stores;
	bool is_hint;		/* a prefetch: it does nothing with them */
	uint8_t base, index, scale;
	int64_t displacement;
	struct effect_field displacement_field;
	/* A load of nothing but SIZE bytes into this register, or EFFECT_NONE;
	 * a store of nothing but the low SIZE bytes of this register,
	 * always. */
	uint8_t loaded, stored;
	/* The same for two registers: the first SIZE / 2 bytes of the access
	 * are those of pair[0], the others those of pair[1]. Either may be
	 * EFFECT_NONE, which stores zero and loads nothing. LOADED and STORED
	 * are EFFECT_NONE then. */
	bool is_pair;
	uint8_t pair[2];
	/* BASE becomes more by NUMBER as well (pre- or post-indexed, load with
	 * update, push and pop); the address is as said above, with BASE as it
	 * was before. TO is EFFECT_NONE then, and NUMBER_FIELD is NUMBER's. If
	 * it isn't a number by which BASE becomes more, BASE is just among what
	 * is written. */
	bool updates_base;
	/* What it accesses beside that: what mvc reads, which writes above;
	 * what the second operand of clc is, and of xc. */
	struct effect_access second;
};

enum { ACCESS_ANY = 0xffff };

/* Decode the instruction at CODE, of which LEFT bytes are there, at address PC,
 * of a byte order. True and *ret, or false if all that can be said is that it
 * may do anything: then even the length is that of machine_decode(). */
bool effect_decode(const struct machine *machine, bool big,
		   const unsigned char *code, size_t left, uint64_t pc,
		   struct effect *ret);

/* What an ABI says of general registers: those that hold integer
 * arguments in their order (EFFECT_NONE ends the list), results, those that a
 * called function need not preserve, and the stack pointer. */
struct effect_abi {
	uint8_t arguments[9];
	uint64_t results;
	uint64_t clobbered;
	uint8_t stack;
};

/* What an instruction of LENGTH bytes does before anything is said of it. */
static inline struct effect effect_nothing(unsigned int length)
{
	return (struct effect){
		.length = length,
		.flow = FLOW_NEXT,
		.to = EFFECT_NONE,
		.from = EFFECT_NONE,
		.sum = { EFFECT_NONE, EFFECT_NONE },
		.jumped = EFFECT_NONE,
		.base = EFFECT_NONE,
		.index = EFFECT_NONE,
		.loaded = EFFECT_NONE,
		.stored = EFFECT_NONE,
		.pair = { EFFECT_NONE, EFFECT_NONE },
		.second = { .base = EFFECT_NONE },
	};
}

/* The bit of register NUMBER, none for EFFECT_NONE. */
static inline uint64_t effect_mask(unsigned int number)
{
	return number == EFFECT_NONE ? 0 : 1ull << number;
}

static inline void effect_reads(struct effect *e, unsigned int number)
{
	e->reads |= effect_mask(number);
}

static inline void effect_writes(struct effect *e, unsigned int number)
{
	e->writes |= effect_mask(number);
}

/* It adds A and B, unless one of them is no register. */
static inline void effect_sums(struct effect *e, uint8_t a, uint8_t b)
{
	if (a == EFFECT_NONE || b == EFFECT_NONE)
		return;
	e->sum[0] = a;
	e->sum[1] = b;
}

#endif
