/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ppc64 of both byte orders: Power ISA, ELFv2 ABI. What the descriptors of the
 * older ABI are is in elf/opd.c. */
#include <elf.h>

#include "machine/bits.h"
#include "machine/insn.h"
#include "machine/machines.h"

static const struct reloc_type relocs[] = {
	[R_PPC64_NONE] = { .way = RELOC_NONE },
	[R_PPC64_ADDR16 ... R_PPC64_ADDR16_LO] = { .width = 2 },
	[R_PPC64_ADDR16_HI ... R_PPC64_ADDR16_HA] = { .width = 2,
						      .high = true },
	[R_PPC64_REL24] = { .width = 4, .call = true },
	[R_PPC64_REL14 ... R_PPC64_REL14_BRNTAKEN] = { .width = 4,
						       .branch = true },
	[R_PPC64_GOT16 ... R_PPC64_GOT16_LO] = { .width = 2, .got = true },
	[R_PPC64_GOT16_HI ... R_PPC64_GOT16_HA] = { .width = 2, .high = true },
	[R_PPC64_REL32] = { .width = 4, .distance = true },
	[R_PPC64_ADDR64] = { .width = 8 },
	[R_PPC64_ADDR16_HIGHER ... R_PPC64_ADDR16_HIGHESTA] = { .width = 2 },
	[R_PPC64_UADDR64] = { .width = 8 },
	[R_PPC64_REL64] = { .width = 8, .distance = true },
	/* addis becomes nop, and who adds to it takes r2; ld from .toc becomes
	 * addi. is_free_buddy_page() of Linux 6.1 has both. */
	[R_PPC64_TOC16] = { .way = RELOC_TOC, .width = 2, .around = 4 },
	[R_PPC64_TOC16_LO] = { .way = RELOC_TOC, .width = 2, .around = 4,
			       .reg = 22 },
	[R_PPC64_TOC16_HI ... R_PPC64_TOC16_HA] = {
		.way = RELOC_TOC, .width = 2, .around = 4, .high = true },
	[R_PPC64_TOC] = { .width = 8 },
	[R_PPC64_ADDR16_DS ... R_PPC64_ADDR16_LO_DS] = { .width = 2 },
	[R_PPC64_GOT16_DS ... R_PPC64_GOT16_LO_DS] = { .width = 4,
						       .got = true },
	[R_PPC64_TOC16_DS ... R_PPC64_TOC16_LO_DS] = {
		.way = RELOC_TOC, .width = 2, .around = 4, .reg = 22 },
	/* R_PPC64_ENTRY marks an instruction, see undo_entry(). */
	[118] = { .way = RELOC_NONE },
	/* R_PPC64_D34 to PLT_PCREL34_NOTOC: prefixed instructions. */
	[128] = { .width = 8, .filled = { 0x0003ffff, 0xffff } },	/* D34 */
	[129 ... 131] = { .width = 8 },
	/* PCREL34, GOT_PCREL34 */
	[132] = { .width = 8, .filled = { 0x0003ffff, 0xffff } },
	[133] = { .width = 8, .got = true },
	[134 ... 135] = { .width = 8 },
	[R_PPC64_REL16 ... R_PPC64_REL16_LO] = { .width = 2, .around = 4 },
	[R_PPC64_REL16_HI ... R_PPC64_REL16_HA] = { .width = 2, .around = 4,
						    .high = true },
};

static const struct insn_relative relatives[] = {
	{ 0xfc000002, 0x48000000, 0x03fffffc, 2, 24 },	/* b, bl */
	{ 0xfc000002, 0x40000000, 0x0000fffc, 2, 14 },	/* bc, bcl */
	{ 0, 0, 0, 0, 0 },
};

static bool decode(bool big, const unsigned char *code, size_t left,
		   uint64_t pc, struct insn *ret)
{
	uint32_t w;

	if (left < 4)
		return false;
	w = word(big, code);
	if (w >> 26 == 1) {	/* a prefixed instruction, Power ISA 3.1 */
		*ret = (struct insn){ .length = 8 };
		return left >= 8;
	}
	insn_decode_word(relatives, w, pc, ret);
	/* Beside the relative ones, and those to an address: bclr, bcctr and
	 * bctar. */
	ret->branches = w >> 26 == 16 || w >> 26 == 18 ||
			(w >> 26 == 19 && ((w >> 1 & 0x3ff) == 16 ||
					   (w >> 1 & 0x3ff) == 528 ||
					   (w >> 1 & 0x3ff) == 560));
	/* li; arguments begin with r3. */
	if (w >> 26 == 14 && !(w >> 16 & 31) && (w >> 21 & 31) > 2)
		insn_sets(ret, (w >> 21 & 31) - 2, 0, 4, 0xffff);
	return true;
}

/* Those that end a group, too. */
static const struct filler fillers[] = {
	{ 4, 0x60000000 },	/* nop */
	{ 4, 0x60210000 },	/* ori %r1,%r1,0 */
	{ 4, 0x60420000 },	/* ori %r2,%r2,0 */
	{ 0, 0 },
};

/* A branch over all the rest (gas/config/tc-ppc.c, ppc_handle_align). */
static size_t other_filler(bool big, const unsigned char *code, size_t left)
{
	return left >= 4 && left < 1 << 25 &&
	       word(big, code) == (0x48000000 | left) ? 4 : 0;
}

static bool lead(const struct linked_field *field, uint64_t *ret)
{
	switch (field->type) {
	case R_PPC64_REL24:
		*ret = field->place +
		       extend(field_number(field, 4) & 0x3fffffc, 26);
		return true;
	case R_PPC64_REL32:
		*ret = field->place + extend(field_number(field, 4), 32);
		return true;
	case R_PPC64_ADDR64:
		*ret = field_number(field, 8);
		return field->absolute;
	}
	return false;
}

/* Has ld made addi of the ld from .toc that FIELD is of, as it does where that
 * leads to the same? All of the word is there in a little-endian kernel alone. */
static bool is_direct(const struct linked_field *field)
{
	return field->type == R_PPC64_TOC16_LO_DS && !field->big &&
	       word(false, field->bytes) >> 26 == 14;
}

/* By what is added to r2. Where that is 0, ld has a nop, which ends in 0. */
static bool half_leads(const struct linked_field *field, uint64_t wanted,
		       bool *ret)
{
	uint64_t distance = wanted - field->toc, mask = 0xffff;

	if (!field->toc || (field->through_toc && !is_direct(field)))
		return false;
	switch (field->type) {
	case R_PPC64_TOC16_HA:
		distance = (distance + 0x8000) >> 16;
		break;
	case R_PPC64_TOC16_LO_DS:
		mask = field->through_toc ? 0xffff : 0xfffc;
		break;
	case R_PPC64_TOC16_LO:
		break;
	default:
		return false;
	}
	*ret = !((field_number(field, 2) ^ distance) & mask);
	return true;
}

/* -mcmodel=large: a function finds its TOC by the word before it. Where ld can
 * tell the distance it writes that into the two instructions, which
 * R_PPC64_ENTRY marks. */
static bool undo_entry(bool big, unsigned char *bytes, size_t size)
{
	static const uint32_t written[] = {
		0xe84cfff8,	/* ld r2,-8(r12) */
		0x7c426214,	/* add r2,r2,r12 */
	};
	uint32_t first;

	if (size < sizeof(written))
		return false;
	first = word(big, bytes) >> 16;
	/* lis r2 or addis r2,r12; addi r2,r2 */
	if ((first != 0x3c40 && first != 0x3c4c) ||
	    word(big, bytes + 4) >> 16 != 0x3842)
		return false;
	for (size_t i = 0; i < sizeof(written); i++)
		bytes[i] = (unsigned char)(written[i / 4] >>
					   8 * (big ? 3 - i % 4 : i % 4));
	return true;
}

/* ELFv2 ABI, register save and restore functions: compilers' support libraries
 * have them. */
static const char *const savers[] = { "_savegpr0_", "_savegpr1_", NULL };

enum { DOES_LD = 0, DOES_STD = 4, DOES_ADDI = 14 };

/* addi, and loads and stores by their opcodes. */
static unsigned int does(uint32_t type, uint32_t insn)
{
	unsigned int opcode = bits(insn, 26, 6);

	if (opcode == 14)
		return DOES_ADDI;
	if (type == R_PPC64_TOC16_LO)
		return opcode >= 32 && opcode < 56 && opcode % 2 == 0
			       ? (opcode - 32) / 2
			       : MACHINE_FOREIGN;
	if (opcode == 58)
		return DOES_LD + bits(insn, 0, 2);
	return opcode == 62 ? DOES_STD + bits(insn, 0, 2) : MACHINE_FOREIGN;
}

static void call(bool big, unsigned char *code)
{
	static const unsigned char bl[] = { 0x48, 0, 0, 1 };

	for (unsigned int i = 0; i < 4; i++)
		code[i] = bl[big ? i : 3 - i];
}

const struct machine machine_ppc64 = {
	.number = EM_PPC64,
	.whole_branches = true,
	.relocs = relocs,
	.nrelocs = sizeof(relocs) / sizeof(*relocs),
	.decode = decode,
	.effect = ppc64_effect,
	.abi = &ppc64_abi,
	.fillers = fillers,
	.other_filler = other_filler,
	.has_anchors = true,
	.second_entry = 8,
	.entry_shift = 5,
	/* With -mcmodel=large gcc puts the distance to it in front of each
	 * function, whose first instruction loads it (ELFv2 ABI, 2.3.2.1). */
	.toc_name = ".TOC.",
	.toc_word = { 8, R_PPC64_REL64 },
	.savers = savers,
	/* Power ISA, book I, Illegal Instruction Class. */
	.traceback = 12,
	.text_tables = true,
	.lead = lead,
	.half_leads = half_leads,
	.call = call,
	.does = does,
	.toc_load = DOES_LD,
	.toc_address = DOES_ADDI,
	.undo_entry = undo_entry,
};
