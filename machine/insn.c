/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "machine/insn.h"

#include "machine/bits.h"

void insn_reaches(struct insn *insn, uint64_t pc, int64_t distance,
		  unsigned int field, unsigned int width, uint64_t mask)
{
	insn->relative = true;
	insn->target = pc + (uint64_t)distance;
	insn->field = field;
	insn->width = width;
	insn->mask = mask;
}

void insn_sets(struct insn *insn, unsigned int argument, unsigned int field,
	       unsigned int width, uint64_t mask)
{
	insn->argument = argument;
	insn->field = field;
	insn->width = width;
	insn->mask = mask;
}

void insn_decode_word(const struct insn_relative *table, uint32_t w,
		      uint64_t pc, struct insn *ret)
{
	*ret = (struct insn){ .length = 4 };
	for (; table->mask; table++)
		if ((w & table->mask) == table->value) {
			insn_reaches(ret, pc, 4 * extend(w >> table->shift,
							 table->bits),
				     0, 4, table->field);
			break;
		}
}
