/* SPDX-License-Identifier: GPL-3.0-or-later */
/* s390x: z/Architecture Principles of Operation, s390x ELF ABI supplement. */
#include <elf.h>

#include "machine/bits.h"
#include "machine/insn.h"
#include "machine/machines.h"

static const struct reloc_type relocs[] = {
	[R_390_NONE] = { .way = RELOC_NONE },
	[R_390_8] = { .width = 1 },
	[R_390_12 ... R_390_16] = { .width = 2 },
	[R_390_PC32] = { .width = 4, .distance = true },
	[R_390_GOT12] = { .width = 2, .got = true },
	[R_390_GOT32] = { .width = 4, .got = true },
	[R_390_GOT16] = { .width = 2, .got = true },
	[R_390_PC16] = { .width = 2 },
	[R_390_PC16DBL] = { .width = 2, .bias = 2 },
	[R_390_PLT16DBL] = { .width = 2, .bias = 2, .call = true,
			     .plain = R_390_PC16DBL },
	[R_390_PC32DBL] = { .width = 4, .bias = 2 },
	[R_390_PLT32DBL] = { .width = 4, .bias = 2, .call = true,
			     .plain = R_390_PC32DBL },
	[R_390_GOTPCDBL] = { .width = 4, .bias = 2 },
	[R_390_64] = { .width = 8 },
	[R_390_PC64] = { .width = 8, .distance = true },
	[R_390_GOT64] = { .width = 8, .got = true },
	[R_390_PLT64] = { .width = 8 },
	/* lgrl x@GOTENT becomes larl x. */
	[R_390_GOTENT] = { .width = 4, .bias = 2, .got = true, .before = 2 },
	[R_390_GOTOFF16] = { .width = 2 },
	[R_390_GOTOFF64] = { .width = 8 },
	[R_390_GOTPLT12 ... R_390_GOTPLT16] = { .width = 2 },
	[R_390_GOTPLT64] = { .width = 8 },
	[R_390_GOTPLTENT] = { .width = 4, .bias = 2 },
	[R_390_20] = { .width = 3 },
	[R_390_GOT20] = { .width = 3, .got = true },
	[R_390_GOTPLT20] = { .width = 3 },
	/* R_390_PC12DBL and PLT12DBL, R_390_PC24DBL and PLT24DBL (bprp): the
	 * fields begin one and three bytes into the instruction. */
	[62] = { .width = 2, .bias = 1 },
	[63] = { .width = 2, .bias = 1, .plain = 62 },
	[64] = { .width = 3, .bias = 3 },
	[65] = { .width = 3, .bias = 3, .plain = 64 },
};

/* Relative instructions of s390 by their first byte, the low half of the second
 * (RI and RIL formats) and the last (RIE): Principles of Operation, appendix
 * B. */
enum format { RI, RIL, RSI, RIE };

static const struct {
	unsigned char first, second, last;	/* 0xff: any */
	unsigned char format;
} relatives[] = {
	{ 0xa7, 0x04, 0xff, RI },	/* brc */
	{ 0xa7, 0x05, 0xff, RI },	/* bras */
	{ 0xa7, 0x06, 0xff, RI },	/* brct */
	{ 0xa7, 0x07, 0xff, RI },	/* brctg */
	{ 0xc0, 0x00, 0xff, RIL },	/* larl */
	{ 0xc0, 0x04, 0xff, RIL },	/* brcl */
	{ 0xc0, 0x05, 0xff, RIL },	/* brasl */
	{ 0xc4, 0xff, 0xff, RIL },	/* lrl and the like */
	{ 0xc6, 0xff, 0xff, RIL },	/* exrl, crl and the like */
	{ 0xcc, 0x06, 0xff, RIL },	/* brcth */
	{ 0x84, 0xff, 0xff, RSI },	/* brxh */
	{ 0x85, 0xff, 0xff, RSI },	/* brxle */
	{ 0xec, 0xff, 0x44, RIE },	/* brxhg */
	{ 0xec, 0xff, 0x45, RIE },	/* brxlg */
	{ 0xec, 0xff, 0x64, RIE },	/* cgrj */
	{ 0xec, 0xff, 0x65, RIE },	/* clgrj */
	{ 0xec, 0xff, 0x76, RIE },	/* crj */
	{ 0xec, 0xff, 0x77, RIE },	/* clrj */
	{ 0xec, 0xff, 0x7c, RIE },	/* cgij */
	{ 0xec, 0xff, 0x7d, RIE },	/* clgij */
	{ 0xec, 0xff, 0x7e, RIE },	/* cij */
	{ 0xec, 0xff, 0x7f, RIE },	/* clij */
};

/* Does the instruction at CODE branch? A mask of 0 makes it a nop. */
static bool branches(const unsigned char *code, size_t length)
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

static bool decode(bool big, const unsigned char *code, size_t left,
		   uint64_t pc, struct insn *ret)
{
	static const unsigned char lengths[] = { 2, 4, 4, 6 };
	unsigned int length = lengths[*code >> 6];

	if (length > left)
		return false;
	*ret = (struct insn){
		.length = length,
		.branches = branches(code, length),
	};
	/* lhi, lghi, lgfi; arguments begin with r2. */
	if (code[0] == 0xa7 && (code[1] & 14) == 8 && code[1] >> 4 > 1)
		insn_sets(ret, (code[1] >> 4) - 1u, 2, 2, 0xffff);
	else if (code[0] == 0xc0 && (code[1] & 15) == 1 && code[1] >> 4 > 1)
		insn_sets(ret, (code[1] >> 4) - 1u, 2, 4, 0xffffffff);
	for (size_t i = 0; i < sizeof(relatives) / sizeof(*relatives); i++) {
		unsigned char second = relatives[i].second;
		unsigned char last = relatives[i].last;

		if (code[0] != relatives[i].first ||
		    (second != 0xff && second != (code[1] & 15)) ||
		    (last != 0xff && last != code[length - 1]))
			continue;
		if (relatives[i].format == RIL)
			insn_reaches(ret, pc,
				     2 * extend(word(big, code + 2), 32), 2, 4,
				     0xffffffff);
		else
			insn_reaches(ret, pc,
				     2 * extend((uint64_t)code[2] << 8 |
						code[3], 16), 2, 2, 0xffff);
		break;
	}
	return true;
}

/* Relative ones count half-words from the instruction, two bytes before. */
static bool lead(const struct linked_field *field, uint64_t *ret)
{
	switch (field->type) {
	case R_390_PC16DBL:
	case R_390_PLT16DBL:
		*ret = field->place - 2 +
		       2 * extend(field_number(field, 2), 16);
		return true;
	case R_390_PC32DBL:
	case R_390_PLT32DBL:
		*ret = field->place - 2 +
		       2 * extend(field_number(field, 4), 32);
		return true;
	case R_390_64:
		*ret = field_number(field, 8);
		return field->absolute;
	}
	return false;
}

static const struct filler fillers[] = {
	{ 2, 0x0707 },		/* nopr %r7 */
	{ 2, 0x0700 },		/* nopr */
	{ 4, 0x47000000 },	/* nop */
	{ 0, 0 },
};

const struct machine machine_s390 = {
	.number = EM_S390,
	.relocs = relocs,
	.nrelocs = sizeof(relocs) / sizeof(*relocs),
	.decode = decode,
	.effect = s390_effect,
	.abi = &s390_abi,
	.fillers = fillers,
	.has_anchors = true,
	.jumper = "__s390_indirect_jump_",
	/* brcl 0,0: recordmcount notes its place when gcc is done. */
	.entry_nop = { 6, { 0xc0, 4 } },
	.lead = lead,
};
