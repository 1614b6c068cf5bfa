/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of machines share: saying something in struct insn, and
 * reading what is in a struct linked_field. */
#ifndef LDFOLD_INSN_H
#define LDFOLD_INSN_H

#include "machine/machine.h"

/* Relative instructions of machines whose instructions are words. The distance
 * is in bits SHIFT and up, in units of 4 bytes. A MASK of 0 ends a table. */
struct insn_relative {
	uint32_t mask, value;
	uint32_t field;		/* the bits of the distance */
	unsigned int shift, bits;
};

/* Note that INSN reaches over DISTANCE bytes from PC. */
void insn_reaches(struct insn *insn, uint64_t pc, int64_t distance,
		  unsigned int field, unsigned int width, uint64_t mask);

/* Note that INSN sets the register of an argument to a constant. */
void insn_sets(struct insn *insn, unsigned int argument, unsigned int field,
	       unsigned int width, uint64_t mask);

/* Say of the instruction W at PC whether it is one of TABLE, and else no more
 * than its length. */
void insn_decode_word(const struct insn_relative *table, uint32_t w,
		      uint64_t pc, struct insn *ret);

/* WIDTH bytes of FIELD as a number. */
static inline uint64_t field_number(const struct linked_field *field,
				   unsigned int width)
{
	uint64_t value = 0;

	for (unsigned int i = 0; i < width; i++)
		value |= (uint64_t)field->bytes[field->big ? width - 1 - i : i]
			 << 8 * i;
	return value;
}

#endif
