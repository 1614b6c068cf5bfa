/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What s390's exrl does, which is what another instruction does. effects.c, which
 * has one instruction at a time, can't try that out. Prints what is wrong. */
#include <elf.h>
#include <stdio.h>

#include "machine/effect.h"
#include "machine/machine.h"

#define EXRL_R3(distance) 0xc6, 0x30, 0, 0, 0, (distance) / 2
#define MVC 0xd2, 0, 0x10, 8, 0x20, 16 /* 8(1,%r1),16(%r2) */
#define LG 0xe3, 0x10, 0x20, 0, 0, 4

static bool decode(const unsigned char *code, size_t left, struct effect *ret)
{
	return effect_decode(machine_find(EM_S390), true, code, left, 0x1000,
			     ret);
}

static void expect(bool holds, const char *what)
{
	if (!holds)
		puts(what);
}

int main(void)
{
	static const unsigned char moves[] = { EXRL_R3(8), 7, 7, MVC };
	static const unsigned char loads[] = { EXRL_R3(6), LG };
	static const unsigned char back[] = { EXRL_R3(0), MVC };
	struct effect e;

	expect(decode(moves, sizeof(moves), &e), "mvc isn't known");
	expect(e.length == 6 && e.flow == FLOW_NEXT, "it has another length");
	expect(e.reads == 0xe && !e.writes, "other registers are read");
	expect(e.size == ACCESS_ANY && e.stores && !e.loads && e.base == 1 &&
		       e.displacement == 8,
	       "it stores elsewhere");
	expect(e.second.size == ACCESS_ANY && e.second.loads &&
		       e.second.base == 2 && e.second.displacement == 16,
	       "it loads from elsewhere");
	expect(!e.displacement_field.width &&
		       !e.second.displacement_field.width,
	       "a displacement of mvc is in exrl");
	expect(!decode(moves, sizeof(moves) - 1, &e),
	       "mvc is known without its last byte");
	expect(!decode(loads, sizeof(loads), &e), "lg is known");
	expect(!decode(back, sizeof(back), &e), "exrl of itself is known");
	return 0;
}
