/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Relocation types and relative instructions, from the processors' ELF
 * supplements and manuals. */
#include "machine.h"

#include <elf.h>

#ifndef EM_LOONGARCH
#define EM_LOONGARCH 258
#endif

/* Relocations that aren't plain ones of four bytes. */
struct reloc_entry {
	uint16_t machine;
	uint16_t first, last;	/* types, both included */
	struct reloc_type type;
};

static const struct reloc_entry reloc_entries[] = {
	{ EM_X86_64, R_X86_64_NONE, R_X86_64_NONE, { RELOC_NONE, 0, 0 } },
	{ EM_X86_64, R_X86_64_64, R_X86_64_64, { RELOC_PLAIN, 8, 0 } },
	{ EM_X86_64, R_X86_64_PC32, R_X86_64_PC32, { RELOC_INSN_END, 4, 0 } },
	{ EM_X86_64, R_X86_64_PLT32, R_X86_64_PLT32,
	  { RELOC_INSN_END, 4, 0 } },
	{ EM_X86_64, R_X86_64_GOTPCREL, R_X86_64_GOTPCREL,
	  { RELOC_INSN_END, 4, 0 } },
	{ EM_X86_64, R_X86_64_16, R_X86_64_PC16, { RELOC_PLAIN, 2, 0 } },
	{ EM_X86_64, R_X86_64_8, R_X86_64_PC8, { RELOC_PLAIN, 1, 0 } },
	{ EM_X86_64, R_X86_64_PC64, R_X86_64_GOTOFF64, { RELOC_PLAIN, 8, 0 } },
	{ EM_X86_64, R_X86_64_GOTPCRELX, R_X86_64_REX_GOTPCRELX,
	  { RELOC_INSN_END, 4, 0 } },

	{ EM_S390, R_390_NONE, R_390_NONE, { RELOC_NONE, 0, 0 } },
	{ EM_S390, R_390_8, R_390_8, { RELOC_PLAIN, 1, 0 } },
	{ EM_S390, R_390_12, R_390_16, { RELOC_PLAIN, 2, 0 } },
	{ EM_S390, R_390_GOT12, R_390_GOT12, { RELOC_PLAIN, 2, 0 } },
	{ EM_S390, R_390_GOT16, R_390_PC16, { RELOC_PLAIN, 2, 0 } },
	{ EM_S390, R_390_PC16DBL, R_390_PLT16DBL, { RELOC_PLAIN, 2, 2 } },
	{ EM_S390, R_390_PC32DBL, R_390_GOTPCDBL, { RELOC_PLAIN, 4, 2 } },
	{ EM_S390, R_390_64, R_390_PLT64, { RELOC_PLAIN, 8, 0 } },
	{ EM_S390, R_390_GOTENT, R_390_GOTENT, { RELOC_PLAIN, 4, 2 } },
	{ EM_S390, R_390_GOTOFF16, R_390_GOTOFF16, { RELOC_PLAIN, 2, 0 } },
	{ EM_S390, R_390_GOTOFF64, R_390_GOTOFF64, { RELOC_PLAIN, 8, 0 } },
	{ EM_S390, R_390_GOTPLT12, R_390_GOTPLT16, { RELOC_PLAIN, 2, 0 } },
	{ EM_S390, R_390_GOTPLT64, R_390_GOTPLT64, { RELOC_PLAIN, 8, 0 } },
	{ EM_S390, R_390_GOTPLTENT, R_390_GOTPLTENT, { RELOC_PLAIN, 4, 2 } },
	{ EM_S390, R_390_20, R_390_GOTPLT20, { RELOC_PLAIN, 3, 0 } },
	/* R_390_PC12DBL and PLT12DBL, R_390_PC24DBL and PLT24DBL (bprp): the
	 * fields begin one and three bytes into the instruction. */
	{ EM_S390, 62, 63, { RELOC_PLAIN, 2, 1 } },
	{ EM_S390, 64, 65, { RELOC_PLAIN, 3, 3 } },

	{ EM_PPC64, R_PPC64_NONE, R_PPC64_NONE, { RELOC_NONE, 0, 0 } },
	{ EM_PPC64, R_PPC64_ADDR16, R_PPC64_ADDR16_HA, { RELOC_PLAIN, 2, 0 } },
	{ EM_PPC64, R_PPC64_GOT16, R_PPC64_GOT16_HA, { RELOC_PLAIN, 2, 0 } },
	{ EM_PPC64, R_PPC64_ADDR64, R_PPC64_ADDR16_HIGHESTA,
	  { RELOC_PLAIN, 2, 0 } },
	{ EM_PPC64, R_PPC64_ADDR64, R_PPC64_ADDR64, { RELOC_PLAIN, 8, 0 } },
	{ EM_PPC64, R_PPC64_UADDR64, R_PPC64_REL64, { RELOC_PLAIN, 8, 0 } },
	{ EM_PPC64, R_PPC64_TOC16, R_PPC64_TOC16_HA, { RELOC_TOC, 2, 0 } },
	{ EM_PPC64, R_PPC64_TOC, R_PPC64_TOC, { RELOC_PLAIN, 8, 0 } },
	{ EM_PPC64, R_PPC64_ADDR16_DS, R_PPC64_ADDR16_LO_DS,
	  { RELOC_PLAIN, 2, 0 } },
	{ EM_PPC64, R_PPC64_TOC16_DS, R_PPC64_TOC16_LO_DS,
	  { RELOC_TOC, 2, 0 } },
	/* R_PPC64_ENTRY marks an instruction. */
	{ EM_PPC64, 118, 118, { RELOC_NONE, 0, 0 } },
	/* R_PPC64_D34 to PLT_PCREL34_NOTOC: prefixed instructions. */
	{ EM_PPC64, 128, 135, { RELOC_PLAIN, 8, 0 } },
	{ EM_PPC64, R_PPC64_REL16, R_PPC64_REL16_HA, { RELOC_PLAIN, 2, 0 } },

	{ EM_AARCH64, R_AARCH64_NONE, R_AARCH64_NONE, { RELOC_NONE, 0, 0 } },
	{ EM_AARCH64, R_AARCH64_ABS64, R_AARCH64_ABS64,
	  { RELOC_PLAIN, 8, 0 } },
	{ EM_AARCH64, R_AARCH64_PREL64, R_AARCH64_PREL64,
	  { RELOC_PLAIN, 8, 0 } },
	{ EM_AARCH64, R_AARCH64_ABS16, R_AARCH64_ABS16,
	  { RELOC_PLAIN, 2, 0 } },
	{ EM_AARCH64, R_AARCH64_PREL16, R_AARCH64_PREL16,
	  { RELOC_PLAIN, 2, 0 } },

	{ EM_RISCV, R_RISCV_NONE, R_RISCV_NONE, { RELOC_NONE, 0, 0 } },
	{ EM_RISCV, R_RISCV_64, R_RISCV_64, { RELOC_PLAIN, 8, 0 } },
	{ EM_RISCV, R_RISCV_CALL, R_RISCV_CALL_PLT, { RELOC_PLAIN, 8, 0 } },
	{ EM_RISCV, R_RISCV_ADD8, R_RISCV_ADD8, { RELOC_PLAIN, 1, 0 } },
	{ EM_RISCV, R_RISCV_ADD16, R_RISCV_ADD16, { RELOC_PLAIN, 2, 0 } },
	{ EM_RISCV, R_RISCV_ADD64, R_RISCV_ADD64, { RELOC_PLAIN, 8, 0 } },
	{ EM_RISCV, R_RISCV_SUB8, R_RISCV_SUB8, { RELOC_PLAIN, 1, 0 } },
	{ EM_RISCV, R_RISCV_SUB16, R_RISCV_SUB16, { RELOC_PLAIN, 2, 0 } },
	{ EM_RISCV, R_RISCV_SUB64, R_RISCV_SUB64, { RELOC_PLAIN, 8, 0 } },
	{ EM_RISCV, R_RISCV_ALIGN, R_RISCV_ALIGN, { RELOC_NONE, 0, 0 } },
	{ EM_RISCV, R_RISCV_RVC_BRANCH, R_RISCV_RVC_JUMP,
	  { RELOC_PLAIN, 2, 0 } },
	{ EM_RISCV, R_RISCV_RELAX, R_RISCV_RELAX, { RELOC_NONE, 0, 0 } },

	/* The LoongArch psABI's numbers: NONE, 64, ADD8 to SUB64 (47 to 56),
	 * ALIGN and RELAX, CALL36. */
	{ EM_LOONGARCH, 0, 0, { RELOC_NONE, 0, 0 } },
	{ EM_LOONGARCH, 2, 2, { RELOC_PLAIN, 8, 0 } },
	{ EM_LOONGARCH, 47, 47, { RELOC_PLAIN, 1, 0 } },
	{ EM_LOONGARCH, 48, 48, { RELOC_PLAIN, 2, 0 } },
	{ EM_LOONGARCH, 51, 51, { RELOC_PLAIN, 8, 0 } },
	{ EM_LOONGARCH, 52, 52, { RELOC_PLAIN, 1, 0 } },
	{ EM_LOONGARCH, 53, 53, { RELOC_PLAIN, 2, 0 } },
	{ EM_LOONGARCH, 56, 56, { RELOC_PLAIN, 8, 0 } },
	{ EM_LOONGARCH, 100, 100, { RELOC_NONE, 0, 0 } },
	{ EM_LOONGARCH, 102, 102, { RELOC_NONE, 0, 0 } },
	{ EM_LOONGARCH, 110, 110, { RELOC_PLAIN, 8, 0 } },
};

struct reloc_type machine_reloc(unsigned int machine, uint32_t type)
{
	struct reloc_type found = { RELOC_PLAIN, 4, 0 };

	/* A later line refines an earlier one. */
	for (size_t i = 0; i < sizeof(reloc_entries) / sizeof(*reloc_entries);
	     i++) {
		const struct reloc_entry *entry = &reloc_entries[i];

		if (entry->machine == machine && entry->first <= type &&
		    type <= entry->last)
			found = entry->type;
	}
	return found;
}

/* Fields that gas fills in, as it does for machines without addends: bits of the
 * word at the relocation and of the next one. Where the section's other parts
 * move, so does what is in them. */
static const struct {
	uint16_t machine;
	uint16_t type;
	uint32_t words[2];
} filled[] = {
	{ EM_PPC64, 128, { 0x0003ffff, 0xffff } },	/* R_PPC64_D34 */
	{ EM_PPC64, 132, { 0x0003ffff, 0xffff } },	/* R_PPC64_PCREL34 */
	{ EM_RISCV, R_RISCV_BRANCH, { 0xfe000f80, 0 } },
	{ EM_RISCV, R_RISCV_JAL, { 0xfffff000, 0 } },
	{ EM_RISCV, R_RISCV_RVC_BRANCH, { 0x1c7c, 0 } },
	{ EM_RISCV, R_RISCV_RVC_JUMP, { 0x1ffc, 0 } },
};

bool machine_fills_fields(unsigned int machine)
{
	for (size_t i = 0; i < sizeof(filled) / sizeof(*filled); i++)
		if (filled[i].machine == machine)
			return true;
	return false;
}

void machine_clear_field(unsigned int machine, bool big, uint32_t type,
			 unsigned char *code, size_t left)
{
	for (size_t i = 0; i < sizeof(filled) / sizeof(*filled); i++) {
		if (filled[i].machine != machine || filled[i].type != type)
			continue;
		for (size_t at = 0; at < 8 && at < left; at++)
			code[at] &= (unsigned char)~(filled[i].words[at / 4] >>
				8 * (big ? 3 - at % 4 : at % 4));
	}
}

/* The COUNT low bits of VALUE as a signed number. */
static int64_t extend(uint64_t value, unsigned int count)
{
	uint64_t sign = 1ull << (count - 1);

	value &= (sign << 1) - 1;
	return (int64_t)((value ^ sign) - sign);
}

static uint32_t word(bool big, const unsigned char *code)
{
	if (big)
		return (uint32_t)code[0] << 24 | (uint32_t)code[1] << 16 |
		       (uint32_t)code[2] << 8 | code[3];
	return (uint32_t)code[3] << 24 | (uint32_t)code[2] << 16 |
	       (uint32_t)code[1] << 8 | code[0];
}

/* Note that INSN reaches over DISTANCE bytes from PC. */
static void reaches(struct insn *insn, uint64_t pc, int64_t distance,
		    unsigned int field, unsigned int width, uint64_t mask)
{
	insn->relative = true;
	insn->target = pc + (uint64_t)distance;
	insn->field = field;
	insn->width = width;
	insn->mask = mask;
}

/* Note that INSN sets the register of an argument to a constant. */
static void sets(struct insn *insn, unsigned int argument, unsigned int field,
		 unsigned int width, uint64_t mask)
{
	insn->argument = argument;
	insn->field = field;
	insn->width = width;
	insn->mask = mask;
}

/* Relative instructions of s390 by their first byte, the low half of the second
 * (RI and RIL formats) and the last (RIE): Principles of Operation, appendix
 * B. */
enum s390_format { S390_RI, S390_RIL, S390_RSI, S390_RIE };

static const struct {
	unsigned char first, second, last;	/* 0xff: any */
	unsigned char format;
} s390_relative[] = {
	{ 0xa7, 0x04, 0xff, S390_RI },	/* brc */
	{ 0xa7, 0x05, 0xff, S390_RI },	/* bras */
	{ 0xa7, 0x06, 0xff, S390_RI },	/* brct */
	{ 0xa7, 0x07, 0xff, S390_RI },	/* brctg */
	{ 0xc0, 0x00, 0xff, S390_RIL },	/* larl */
	{ 0xc0, 0x04, 0xff, S390_RIL },	/* brcl */
	{ 0xc0, 0x05, 0xff, S390_RIL },	/* brasl */
	{ 0xc4, 0xff, 0xff, S390_RIL },	/* lrl and the like */
	{ 0xc6, 0xff, 0xff, S390_RIL },	/* exrl, crl and the like */
	{ 0xcc, 0x06, 0xff, S390_RIL },	/* brcth */
	{ 0x84, 0xff, 0xff, S390_RSI },	/* brxh */
	{ 0x85, 0xff, 0xff, S390_RSI },	/* brxle */
	{ 0xec, 0xff, 0x44, S390_RIE },	/* brxhg */
	{ 0xec, 0xff, 0x45, S390_RIE },	/* brxlg */
	{ 0xec, 0xff, 0x64, S390_RIE },	/* cgrj */
	{ 0xec, 0xff, 0x65, S390_RIE },	/* clgrj */
	{ 0xec, 0xff, 0x76, S390_RIE },	/* crj */
	{ 0xec, 0xff, 0x77, S390_RIE },	/* clrj */
	{ 0xec, 0xff, 0x7c, S390_RIE },	/* cgij */
	{ 0xec, 0xff, 0x7d, S390_RIE },	/* clgij */
	{ 0xec, 0xff, 0x7e, S390_RIE },	/* cij */
	{ 0xec, 0xff, 0x7f, S390_RIE },	/* clij */
};

/* Does the instruction at CODE branch? A mask of 0 makes it a nop. */
static bool s390_branches(const unsigned char *code, size_t length)
{
	unsigned char last = code[length - 1];

	switch (code[0]) {
	case 0x05: case 0x06: case 0x0b:	/* balr, bctr, bsm */
	case 0x0c: case 0x0d:			/* bassm, basr */
	case 0x45: case 0x46: case 0x4d:	/* bal, bct, bas */
	case 0x84: case 0x85:			/* brxh, brxle */
	case 0x86: case 0x87:			/* bxh, bxle */
		return true;
	case 0x07: case 0x47:			/* bcr, bc */
		return code[1] >> 4;
	case 0xa7: case 0xc0:
		return (code[1] & 15) == 4 ? code[1] >> 4 :
		       (code[1] & 15) > 4 &&
		       (code[1] & 15) < (code[0] == 0xa7 ? 8 : 6);
	case 0xb2:				/* bakr, bsg, bsa */
		return code[1] == 0x40 || code[1] == 0x58 || code[1] == 0x5a;
	case 0xb9:
		return code[1] == 0x46;		/* bctgr */
	case 0xcc:
		return (code[1] & 15) == 6;	/* brcth */
	case 0xe3:				/* bctg, bic */
		return last == 0x46 || last == 0x47;
	case 0xeb:				/* bxhg, bxleg */
		return last == 0x44 || last == 0x45;
	case 0xec:
		/* brxhg, brxlg; cgrj and cgrb, crj and crb, cgij and cgib and
		 * their like. But not cgit (70) or ahik (d8). */
		return last == 0x44 || last == 0x45 ||
		       (last & 0x7e) == 0x64 || (last & 0x7e) == 0x76 ||
		       (last & 0x7c) == 0x7c;
	default:
		return false;
	}
}

static bool s390_decode(bool big, const unsigned char *code, size_t left,
			uint64_t pc, struct insn *ret)
{
	static const unsigned char lengths[] = { 2, 4, 4, 6 };
	unsigned int length = lengths[*code >> 6];

	if (length > left)
		return false;
	*ret = (struct insn){
		.length = length,
		.branches = s390_branches(code, length),
	};
	/* lhi, lghi, lgfi; arguments begin with r2. */
	if (code[0] == 0xa7 && (code[1] & 14) == 8 && code[1] >> 4 > 1)
		sets(ret, (code[1] >> 4) - 1u, 2, 2, 0xffff);
	else if (code[0] == 0xc0 && (code[1] & 15) == 1 && code[1] >> 4 > 1)
		sets(ret, (code[1] >> 4) - 1u, 2, 4, 0xffffffff);
	for (size_t i = 0; i < sizeof(s390_relative) / sizeof(*s390_relative);
	     i++) {
		unsigned char second = s390_relative[i].second;
		unsigned char last = s390_relative[i].last;

		if (code[0] != s390_relative[i].first ||
		    (second != 0xff && second != (code[1] & 15)) ||
		    (last != 0xff && last != code[length - 1]))
			continue;
		if (s390_relative[i].format == S390_RIL)
			reaches(ret, pc,
				2 * extend(word(big, code + 2), 32), 2, 4,
				0xffffffff);
		else
			reaches(ret, pc,
				2 * extend((uint64_t)code[2] << 8 | code[3],
					   16), 2, 2, 0xffff);
		break;
	}
	return true;
}

/* Relative instructions of machines whose instructions are words. The distance
 * is in bits SHIFT and up, in units of 4 bytes or, for adr, of 1. */
struct fixed_relative {
	uint32_t mask, value;
	uint32_t field;		/* the bits of the distance */
	unsigned int shift, bits;
};

static const struct fixed_relative ppc64_relative[] = {
	{ 0xfc000002, 0x48000000, 0x03fffffc, 2, 24 },	/* b, bl */
	{ 0xfc000002, 0x40000000, 0x0000fffc, 2, 14 },	/* bc, bcl */
	{ 0, 0, 0, 0, 0 },
};

static const struct fixed_relative aarch64_relative[] = {
	{ 0x7c000000, 0x14000000, 0x03ffffff, 0, 26 },	/* b, bl */
	{ 0xff000000, 0x54000000, 0x00ffffe0, 5, 19 },	/* b.cond, bc.cond */
	{ 0x7e000000, 0x34000000, 0x00ffffe0, 5, 19 },	/* cbz, cbnz */
	{ 0x7e000000, 0x36000000, 0x0007ffe0, 5, 14 },	/* tbz, tbnz */
	{ 0x3b000000, 0x18000000, 0x00ffffe0, 5, 19 },	/* ldr, literal */
	{ 0, 0, 0, 0, 0 },
};

static const struct fixed_relative loongarch_relative[] = {
	{ 0xfc000000, 0x58000000, 0x03fffc00, 10, 16 },	/* beq */
	{ 0xfc000000, 0x5c000000, 0x03fffc00, 10, 16 },	/* bne */
	{ 0xfc000000, 0x60000000, 0x03fffc00, 10, 16 },	/* blt */
	{ 0xfc000000, 0x64000000, 0x03fffc00, 10, 16 },	/* bge */
	{ 0xfc000000, 0x68000000, 0x03fffc00, 10, 16 },	/* bltu */
	{ 0xfc000000, 0x6c000000, 0x03fffc00, 10, 16 },	/* bgeu */
	{ 0, 0, 0, 0, 0 },
};

static bool fixed_decode(const struct fixed_relative *table, uint32_t w,
			 uint64_t pc, struct insn *ret)
{
	*ret = (struct insn){ .length = 4 };
	for (; table->mask; table++)
		if ((w & table->mask) == table->value) {
			reaches(ret, pc, 4 * extend(w >> table->shift,
						    table->bits),
				0, 4, table->field);
			break;
		}
	return true;
}

static bool ppc64_decode(bool big, const unsigned char *code, size_t left,
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
	fixed_decode(ppc64_relative, w, pc, ret);
	/* Beside the relative ones, and those to an address: bclr, bcctr and
	 * bctar. */
	ret->branches = w >> 26 == 16 || w >> 26 == 18 ||
			(w >> 26 == 19 && ((w >> 1 & 0x3ff) == 16 ||
					   (w >> 1 & 0x3ff) == 528 ||
					   (w >> 1 & 0x3ff) == 560));
	/* li; arguments begin with r3. */
	if (w >> 26 == 14 && !(w >> 16 & 31) && (w >> 21 & 31) > 2)
		sets(ret, (w >> 21 & 31) - 2, 0, 4, 0xffff);
	return true;
}

/* Instructions are little-endian, whatever data is (A64, B2.6.2). */
static bool aarch64_decode(bool big, const unsigned char *code, size_t left,
			   uint64_t pc, struct insn *ret)
{
	uint32_t w;

	(void)big;
	if (left < 4)
		return false;
	w = word(false, code);
	if ((w & 0x9f000000) == 0x10000000) {	/* adr */
		*ret = (struct insn){ .length = 4 };
		reaches(ret, pc, extend((w >> 5 & 0x7ffff) << 2 | (w >> 29 & 3),
					21), 0, 4, 0x60ffffe0);
		return true;
	}
	fixed_decode(aarch64_relative, w, pc, ret);
	/* All but ldr; br, blr and ret. */
	ret->branches = (ret->relative && (w & 0x3b000000) != 0x18000000) ||
			(w & 0xfe000000) == 0xd6000000;
	/* movz; arguments begin with x0. */
	if ((w & 0x7f800000) == 0x52800000)
		sets(ret, (w & 31) + 1, 0, 4, 0x001fffe0);
	return true;
}

static bool loongarch_decode(bool big, const unsigned char *code, size_t left,
			     uint64_t pc, struct insn *ret)
{
	unsigned int low;
	bool branches;
	uint32_t w;

	(void)big;
	if (left < 4)
		return false;
	w = word(false, code);
	/* beqz to bgeu, jirl among them */
	branches = w >> 26 >= 0x10 && w >> 26 <= 0x1b;
	if (w >> 28 == 5 && (w >> 26 & 3) < 2) {	/* b, bl: 26 bits */
		low = 10;
	} else if (w >> 26 == 0x10 || w >> 26 == 0x11 || w >> 26 == 0x12) {
		low = 5;	/* beqz, bnez, bceqz: 21 bits */
	} else {
		fixed_decode(loongarch_relative, w, pc, ret);
		ret->branches = branches;
		/* addi.w and ori of $zero; arguments begin with r4. */
		if ((w >> 22 == 0x00a || w >> 22 == 0x00e) &&
		    !(w >> 5 & 31) && (w & 31) > 3)
			sets(ret, (w & 31) - 3, 0, 4, 0x003ffc00);
		return true;
	}
	*ret = (struct insn){ .length = 4, .branches = branches };
	reaches(ret, pc, 4 * extend((w & ((1u << low) - 1)) << 16 |
				    (w >> 10 & 0xffff), low + 16), 0, 4,
		0x03fffc00 | ((1u << low) - 1));
	return true;
}

static bool x86_decode_any(bool big, const unsigned char *code, size_t left,
			   uint64_t pc, struct insn *ret)
{
	(void)big;
	return x86_decode(code, left, pc, ret);
}

static const struct decoder {
	unsigned int machine;
	bool (*decode)(bool big, const unsigned char *code, size_t left,
		       uint64_t pc, struct insn *ret);
} decoders[] = {
	{ EM_X86_64, x86_decode_any },
	{ EM_S390, s390_decode },
	{ EM_PPC64, ppc64_decode },
	{ EM_AARCH64, aarch64_decode },
	{ EM_LOONGARCH, loongarch_decode },
};

static const struct decoder *find_decoder(unsigned int machine)
{
	for (size_t i = 0; i < sizeof(decoders) / sizeof(*decoders); i++)
		if (decoders[i].machine == machine)
			return &decoders[i];
	return NULL;
}

/* Instructions that do nothing, of machines where all of one length fill. */
static const struct {
	unsigned int machine;
	unsigned int length;
	uint32_t insn;
} fillers[] = {
	{ EM_S390, 2, 0x0707 },		/* nopr %r7 */
	{ EM_S390, 2, 0x0700 },		/* nopr */
	{ EM_S390, 4, 0x47000000 },	/* nop */
	{ EM_PPC64, 4, 0x60000000 },	/* nop, and those that end a group: */
	{ EM_PPC64, 4, 0x60210000 },	/* ori %r1,%r1,0 */
	{ EM_PPC64, 4, 0x60420000 },	/* ori %r2,%r2,0 */
	{ EM_AARCH64, 4, 0xd503201f },	/* nop */
	{ EM_RISCV, 4, 0x00000013 },	/* nop */
	{ EM_RISCV, 2, 0x0001 },	/* c.nop */
	{ EM_LOONGARCH, 4, 0x03400000 },	/* nop */
};

/* LENGTH bytes at CODE as an instruction of MACHINE. */
static uint32_t insn_at(unsigned int machine, bool big,
			const unsigned char *code, unsigned int length)
{
	uint32_t insn = 0;

	for (unsigned int i = 0; i < length; i++)
		insn = insn << 8 | code[big && machine != EM_AARCH64 ? i :
					length - 1 - i];
	return insn;
}

size_t machine_filler(unsigned int machine, bool big, const unsigned char *code,
		      size_t left)
{
	if (machine == EM_X86_64)
		return x86_filler(code, left);
	/* A branch over all the rest (gas/config/tc-ppc.c,
	 * ppc_handle_align). */
	if (machine == EM_PPC64 && left >= 4 && left < 1 << 25 &&
	    insn_at(machine, big, code, 4) == (0x48000000 | left))
		return 4;
	for (size_t i = 0; i < sizeof(fillers) / sizeof(*fillers); i++)
		if (fillers[i].machine == machine &&
		    fillers[i].length <= left &&
		    insn_at(machine, big, code, fillers[i].length) ==
		    fillers[i].insn)
			return fillers[i].length;
	return 0;
}

void machine_clear(unsigned int machine, bool big, const struct insn *insn,
		   unsigned char *code)
{
	/* Instructions of AArch64 are little-endian always. */
	bool reversed = big && machine != EM_AARCH64;

	for (unsigned int i = 0; i < insn->width; i++)
		code[insn->field + (reversed ? insn->width - 1 - i : i)] &=
			(unsigned char)~(insn->mask >> 8 * i);
}

bool machine_is_known(unsigned int machine)
{
	return machine == EM_RISCV || find_decoder(machine);
}

bool machine_decodes(unsigned int machine)
{
	return find_decoder(machine) != NULL;
}

bool machine_decode(unsigned int machine, bool big, const unsigned char *code,
		    size_t left, uint64_t pc, struct insn *ret)
{
	const struct decoder *decoder = find_decoder(machine);

	return decoder && left && decoder->decode(big, code, left, pc, ret);
}
