/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LoongArch: its Reference Manual, and ELF psABI. */
#include <elf.h>

#include "machine/bits.h"
#include "machine/insn.h"
#include "machine/machines.h"

#ifndef EM_LOONGARCH
#define EM_LOONGARCH 258
#endif

/* By the psABI's numbers, since not every <elf.h> has names for them. */
static const struct reloc_type relocs[] = {
	[0] = { .way = RELOC_NONE },
	[2] = { .width = 8 },			/* 64 */
	[47] = { .width = 1, .sign = 1 },	/* ADD8 */
	[48] = { .width = 2, .sign = 1 },
	[49 ... 50] = { .width = 4, .sign = 1 },	/* ADD24, ADD32 */
	[51] = { .width = 8, .sign = 1 },
	[52] = { .width = 1, .sign = -1 },	/* SUB8 */
	[53] = { .width = 2, .sign = -1 },
	[54 ... 55] = { .width = 4, .sign = -1 },	/* SUB24, SUB32 */
	[56] = { .width = 8, .sign = -1 },
	[100] = { .way = RELOC_NONE },		/* RELAX */
	[102] = { .way = RELOC_NONE },		/* ALIGN */
	[110] = { .width = 8 },			/* CALL36 */
};

static const struct insn_relative relatives[] = {
	{ 0xfc000000, 0x58000000, 0x03fffc00, 10, 16 },	/* beq */
	{ 0xfc000000, 0x5c000000, 0x03fffc00, 10, 16 },	/* bne */
	{ 0xfc000000, 0x60000000, 0x03fffc00, 10, 16 },	/* blt */
	{ 0xfc000000, 0x64000000, 0x03fffc00, 10, 16 },	/* bge */
	{ 0xfc000000, 0x68000000, 0x03fffc00, 10, 16 },	/* bltu */
	{ 0xfc000000, 0x6c000000, 0x03fffc00, 10, 16 },	/* bgeu */
	{ 0, 0, 0, 0, 0 },
};

static bool decode(bool big, const unsigned char *code, size_t left,
		   uint64_t pc, struct insn *ret)
{
	unsigned int low;
	bool branches;
	uint32_t w;

	(void)big;
	if (left < 4)
		return false;
	w = little(code, 4);
	/* beqz to bgeu, jirl among them */
	branches = w >> 26 >= 0x10 && w >> 26 <= 0x1b;
	if (w >> 28 == 5 && (w >> 26 & 3) < 2) {	/* b, bl: 26 bits */
		low = 10;
	} else if (w >> 26 == 0x10 || w >> 26 == 0x11 || w >> 26 == 0x12) {
		low = 5;	/* beqz, bnez, bceqz: 21 bits */
	} else {
		insn_decode_word(relatives, w, pc, ret);
		ret->branches = branches;
		/* addi.w and ori of $zero; arguments begin with r4. */
		if ((w >> 22 == 0x00a || w >> 22 == 0x00e) &&
		    !(w >> 5 & 31) && (w & 31) > 3)
			insn_sets(ret, (w & 31) - 3, 0, 4, 0x003ffc00);
		return true;
	}
	*ret = (struct insn){ .length = 4, .branches = branches };
	insn_reaches(ret, pc, 4 * extend((w & ((1u << low) - 1)) << 16 |
					 (w >> 10 & 0xffff), low + 16),
		     0, 4, 0x03fffc00 | ((1u << low) - 1));
	return true;
}

static const struct filler fillers[] = {
	{ 4, 0x03400000 },	/* nop */
	{ 0, 0 },
};

const struct machine machine_loongarch = {
	.number = EM_LOONGARCH,
	.whole_branches = true,
	.relocs = relocs,
	.nrelocs = sizeof(relocs) / sizeof(*relocs),
	.decode = decode,
	.fillers = fillers,
	.has_anchors = true,
	.relaxes = true,
};
