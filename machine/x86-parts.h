/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An instruction of x86-64 in its parts, for x86-effect.c, and its vector
 * instructions, in x86-vector.c. */
#ifndef LDFOLD_X86_PARTS_H
#define LDFOLD_X86_PARTS_H

#include "machine/effect.h"

enum {
	X86_RAX, X86_RCX, X86_RDX, X86_RBX, X86_RSP, X86_RBP, X86_RSI, X86_RDI,
	X86_R8, X86_R9, X86_R10, X86_R11, X86_R12, X86_R13, X86_R14, X86_R15,
};

/* What is done with an operand. */
enum { X86_READ = 1, X86_WRITE = 2, X86_BOTH = 3 };

/* The prefix that VEX has two bits for, and legacy vector instructions too. */
enum x86_mandatory { X86_NO_PREFIX, X86_66, X86_F3, X86_F2 };

/* General register NUMBER in a set of them. */
#define X86_BIT(number) (1ull << (number))

struct x86_parts {
	const unsigned char *code;
	unsigned int length, at;	/* AT: of what isn't taken yet */
	bool vex;			/* a VEX prefix */
	bool narrow, rep, repne;	/* 66, f3, f2 */
	bool near;			/* 67 */
	bool rex, wide;			/* a REX prefix; its W, or VEX's */
	uint8_t r, x, b;		/* 0 or 8: of reg, index and base */
	uint8_t v;			/* register of VEX's vvvv */
	unsigned int vector;		/* bytes of a vector register */
	enum x86_mandatory mandatory;
	unsigned int map;		/* 0: of one byte, 1: 0f, 2: 0f 38, 3: 0f 3a */
	uint8_t opcode;
	/* From ModRM. */
	bool memory;
	unsigned int middle;		/* its middle field alone */
	uint8_t reg, rm;		/* registers */
};

/* The signed number of WIDTH bytes that stands at BYTES, and the field of an
 * instruction that is AT there. */
int64_t x86_number_at(const unsigned char *bytes, unsigned int width);
struct effect_field x86_field_at(unsigned int at, unsigned int width);

/* The general register that is called NUMBER as an operand of SIZE bytes: ah,
 * ch, dh and bh are 4 to 7 where there's no REX. */
unsigned int x86_named(const struct x86_parts *parts, unsigned int number,
		       unsigned int size);

/* Take the operands of ModRM; if in memory, *ret has the address. False if it
 * can't be said. */
bool x86_take_modrm(struct x86_parts *parts, struct effect *ret);

/* Note what is done with general register NUMBER of SIZE bytes, which isn't one
 * of a byte in the manner of REG; or with the operands REG and RM. */
void x86_use(struct effect *ret, unsigned int number, unsigned int size,
	     int use);
void x86_use_reg(const struct x86_parts *parts, struct effect *ret,
		 unsigned int size, int use);
void x86_use_rm(const struct x86_parts *parts, struct effect *ret,
		unsigned int size, int use);

/* A vector instruction; ModRM isn't taken yet. */
bool x86_vector(struct x86_parts *parts, struct effect *ret);

#endif
