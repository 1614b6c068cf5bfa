/* SPDX-License-Identifier: GPL-3.0-or-later */
/* arm64: Arm Architecture Reference Manual, ELF for the Arm 64-bit
 * Architecture. */
#include <elf.h>

#include "machine/bits.h"
#include "machine/insn.h"
#include "machine/machines.h"

static const struct reloc_type relocs[] = {
	[R_AARCH64_NONE] = { .way = RELOC_NONE },
	[R_AARCH64_ABS64] = { .width = 8 },
	[R_AARCH64_ABS16] = { .width = 2 },
	[R_AARCH64_PREL64] = { .width = 8, .distance = true },
	[R_AARCH64_PREL32] = { .width = 4, .distance = true },
	[R_AARCH64_PREL16] = { .width = 2 },
	/* adrp: --fix-cortex-a53-843419 */
	[R_AARCH64_ADR_PREL_PG_HI21 ... R_AARCH64_ADR_PREL_PG_HI21_NC] = {
		.width = 4, .reg = 1, .high = true, .branched_from = true },
	[R_AARCH64_ADD_ABS_LO12_NC ... R_AARCH64_LDST8_ABS_LO12_NC] = {
		.width = 4, .reg = 1 },
	[R_AARCH64_LDST16_ABS_LO12_NC ... R_AARCH64_LDST64_ABS_LO12_NC] = {
		.width = 4, .reg = 1 },
	[R_AARCH64_LDST128_ABS_LO12_NC] = { .width = 4, .reg = 1 },
	[R_AARCH64_TSTBR14 ... R_AARCH64_CONDBR19] = { .width = 4,
						       .branch = true },
	[R_AARCH64_JUMP26 ... R_AARCH64_CALL26] = { .width = 4, .call = true },
	[R_AARCH64_ADR_GOT_PAGE] = { .width = 4, .high = true },
	[R_AARCH64_LD64_GOT_LO12_NC] = { .width = 4, .got = true },
};

static const struct insn_relative relatives[] = {
	{ 0x7c000000, 0x14000000, 0x03ffffff, 0, 26 },	/* b, bl */
	{ 0xff000000, 0x54000000, 0x00ffffe0, 5, 19 },	/* b.cond, bc.cond */
	{ 0x7e000000, 0x34000000, 0x00ffffe0, 5, 19 },	/* cbz, cbnz */
	{ 0x7e000000, 0x36000000, 0x0007ffe0, 5, 14 },	/* tbz, tbnz */
	{ 0x7f00c000, 0x74000000, 0x00003fe0, 5, 9 },	/* cbgt and the like */
	{ 0xff008000, 0x74008000, 0x00003fe0, 5, 9 },	/* cbbgt, cbhgt ... */
	{ 0x7f004000, 0x75000000, 0x00003fe0, 5, 9 },	/* cbgt with a number */
	{ 0x3b000000, 0x18000000, 0x00ffffe0, 5, 19 },	/* ldr, literal */
	{ 0, 0, 0, 0, 0 },
};

/* Instructions are little-endian, whatever data is (A64, B2.6.2). */
static bool decode(bool big, const unsigned char *code, size_t left,
		   uint64_t pc, struct insn *ret)
{
	uint32_t w;

	(void)big;
	if (left < 4)
		return false;
	w = little(code, 4);
	if ((w & 0x9f000000) == 0x10000000) {	/* adr */
		*ret = (struct insn){ .length = 4 };
		insn_reaches(ret, pc, extend((w >> 5 & 0x7ffff) << 2 |
					     (w >> 29 & 3), 21),
			     0, 4, 0x60ffffe0);
		return true;
	}
	insn_decode_word(relatives, w, pc, ret);
	/* All but ldr; br, blr and ret. */
	ret->branches = (ret->relative && (w & 0x3b000000) != 0x18000000) ||
			(w & 0xfe000000) == 0xd6000000;
	/* retaasppc and autiasppc: how far back the return address was signed. */
	if ((w & 0xffc0001f) == 0x5500001f || (w & 0xffc0001f) == 0xf380001f) {
		insn_reaches(ret, pc, -4 * (int64_t)(w >> 5 & 0xffff), 0, 4,
			     0x001fffe0);
		ret->branches = w < 0x80000000;
	}
	/* movz; arguments begin with x0. */
	if ((w & 0x7f800000) == 0x52800000)
		insn_sets(ret, (w & 31) + 1, 0, 4, 0x001fffe0);
	return true;
}

/* adrp and adr, and which bits say so. ld --fix-cortex-a53-843419 makes adr of
 * adrp, lld nop and adr of adrp and add of one register, where what they lead to
 * is near enough. */
enum {
	KIND = 0x9f000000,
	ADR = 0x10000000,
	ADRP = 0x90000000,
	NOP = 0xd503201f,
};

static const struct filler fillers[] = {
	{ 4, NOP },
	{ 0, 0 },
};

static bool fill(unsigned char *code, size_t size, unsigned int variant)
{
	if (variant || size % 4)
		return false;
	for (size_t i = 0; i < size; i += 4)
		put_little(code + i, NOP);
	return true;
}

static bool lead(const struct linked_field *field, uint64_t *ret)
{
	switch (field->type) {
	case R_AARCH64_CALL26:
	case R_AARCH64_JUMP26:
		*ret = field->place + extend(field_number(field, 4) << 2, 28);
		return true;
	case R_AARCH64_PREL32:
		*ret = field->place + extend(field_number(field, 4), 32);
		return true;
	case R_AARCH64_ABS64:
		*ret = field_number(field, 8);
		return field->absolute;
	}
	return false;
}

/* By adrp, or the one that adds to it what is left. */
static bool half_leads(const struct linked_field *field, uint64_t wanted,
		       bool *ret)
{
	static const struct {
		unsigned int type, shift;
	} low[] = {
		{ R_AARCH64_ADD_ABS_LO12_NC, 0 },
		{ R_AARCH64_LDST8_ABS_LO12_NC, 0 },
		{ R_AARCH64_LDST16_ABS_LO12_NC, 1 },
		{ R_AARCH64_LDST32_ABS_LO12_NC, 2 },
		{ R_AARCH64_LDST64_ABS_LO12_NC, 3 },
		{ R_AARCH64_LDST128_ABS_LO12_NC, 4 },
	};
	uint64_t code = field_number(field, 4);
	uint64_t distance = (uint64_t)extend(
		(code >> 3 & 0x1ffffc) | (code >> 29 & 3), 21);
	bool page = field->type == R_AARCH64_ADR_PREL_PG_HI21;
	uint64_t wanted_page = wanted & ~0xfffull;

	if ((code & KIND) == ADR) {
		*ret = field->place + distance == (page ? wanted_page : wanted);
		return true;
	}
	/* add of 0, or lld's adrp. */
	if (code == NOP && page)
		return false;
	if (code == NOP) {
		*ret = wanted == wanted_page;
		return true;
	}
	if (page && (code & KIND) != ADRP)
		return false;
	if (page) {
		*ret = (field->place & ~0xfffull) + (distance << 12) ==
		       wanted_page;
		return true;
	}
	for (size_t i = 0; i < sizeof(low) / sizeof(*low); i++)
		if (low[i].type == field->type) {
			*ret = (code >> 10 & 0xfff) << low[i].shift ==
			       (wanted & 0xfff);
			return true;
		}
	return false;
}

static unsigned int does(uint32_t type, uint32_t insn)
{
	bool adr = (insn & KIND) == ADR;

	switch (type) {
	case R_AARCH64_ADR_PREL_PG_HI21:
	case R_AARCH64_ADR_PREL_PG_HI21_NC:
		return (insn & KIND) == ADRP || adr ? 0 : MACHINE_FOREIGN;
	case R_AARCH64_ADD_ABS_LO12_NC:
		return (insn & 0x7fc00000) == 0x11000000 || adr
			       ? 0 : MACHINE_FOREIGN;
	}
	/* Loads and stores with an offset: which of them, the type says how
	 * wide. */
	return (insn & 0x3b000000) == 0x39000000
		       ? bits(insn, 26, 1) << 2 | bits(insn, 22, 2)
		       : MACHINE_FOREIGN;
}

const struct machine machine_aarch64 = {
	.number = EM_AARCH64,
	.whole_branches = true,
	.relocs = relocs,
	.nrelocs = sizeof(relocs) / sizeof(*relocs),
	.decode = decode,
	.effect = aarch64_effect,
	.abi = &aarch64_abi,
	.fillers = fillers,
	.fill = fill,
	.loops = { 32, 15 },
	.little = true,
	.has_anchors = true,
	.lead = lead,
	.half_leads = half_leads,
	.does = does,
};
