/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The effects of instructions of s390x: z/Architecture Principles of Operation,
 * whose names of formats are used; Linux's ABI. Addresses have 64 bits. Most
 * instructions on 32 bits leave the other half of a register as it is. */
#include "common/search.h"
#include "machine/bits.h"
#include "machine/machines.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

enum { LINK = 14, STACK = 15 };

/* r0 to r5, r14; r6 is an argument's, but kept. */
#define CLOBBERED 0x403full
#define ARGUMENTS 0x7cull
#define RESULTS 0x4ull
/* What calls take beside arguments: r0 has a nested function's frame, r1 where
 * __s390_indirect_jump_r1 is to go to, and the stack. */
#define ENVIRONMENT 0x8003ull

const struct effect_abi s390_abi = {
	.arguments = { 2, 3, 4, 5, 6, EFFECT_NONE },
	.results = RESULTS,
	.clobbered = CLOBBERED,
	.stack = STACK,
};

/* Where the numbers of registers are, and an address. */
enum format {
	NO_FORM,
	RR,	/* the second byte has both; no address: RI, RIL, RIE, too */
	RRE,	/* the fourth; RRF, too */
	RX,	/* base, index, 12 bits; VRX, RXE and RXF, too */
	RXY,	/* base, index, 20 bits */
	RS,	/* base, 12 bits; S, SI, SIL and VRS, too */
	RSY,	/* base, 20 bits; SIY, too */
	REL,	/* a distance of 32 bits */
};

/* What is done with the first register, A, the second, B (named R3 in formats
 * such as RS), and the third, C; and with the memory at the address. */
enum role {
	A_IN = 1 << 0,
	A_OUT = 1 << 1,
	A_PAIR = 1 << 2,	/* both: A and the next */
	A_ODD = 1 << 3,		/* reads the next of A */
	B_IN = 1 << 4,
	B_PAIR = 1 << 5,
	C_IN = 1 << 6,
	R0_IN = 1 << 7,
	LOAD = 1 << 8,
	STORE = 1 << 9,
	WHOLE = 1 << 10,	/* A holds nothing but what is loaded, if it's
				 * a part, in that half; or all that is
				 * stored */
	RANGE = 1 << 11,	/* all from A to B: SIZE bytes each. WHOLE is of
				 * each */
	MASKED = 1 << 12,	/* a byte for each bit where B would be */
	ELEMENT = 1 << 13,	/* 2 to the power of M3 bytes */
	ADDRESS = 1 << 14,	/* A becomes the address */
	BRANCH = 1 << 15,	/* to a distance, on a condition */
	KEEP = 1 << 16,		/* A_IN is of what it leaves as it was */
	KEEP_HALF = 1 << 17,	/* and that is one half */
	HINT = 1 << 18,		/* LOAD is a prefetch */
	SUMMED = 1 << 19,	/* one of the sums, below */
	ADDS = 1 << 20,		/* A becomes B + C, or more by B if A_IN */

	HALF = A_IN | A_OUT,	/* writes a part of A, or reads it before */
	INSERT = HALF | KEEP,	/* writes less than a half of A */
	OTHER_HALF = HALF | KEEP | KEEP_HALF,	/* writes one */
	LOAD_A = LOAD | A_OUT | WHOLE,
	LOAD_HALF = LOAD | OTHER_HALF | WHOLE,
	STORE_A = STORE | A_IN | WHOLE,
	CHANGE = LOAD | STORE,
	SUM = A_OUT | B_IN | C_IN,
};

struct insn_form {
	unsigned int format;
	uint32_t roles;
	unsigned int size;
};

/* Those whose opcode is the first byte. The others are by what else there is of
 * it, as opcode_of() has it. */
static const struct insn_form forms_one[256] = {
	[0x04] = { RR, A_IN, 0 },	/* spm */
	[0x10] = { RR, OTHER_HALF | B_IN, 0 },	/* lpr */
	[0x11] = { RR, OTHER_HALF | B_IN, 0 },	/* lnr */
	[0x12] = { RR, OTHER_HALF | B_IN | SUMMED, 0 },	/* ltr */
	[0x13] = { RR, OTHER_HALF | B_IN, 0 },	/* lcr */
	[0x14] = { RR, HALF | B_IN, 0 },	/* nr */
	[0x15] = { RR, A_IN | B_IN, 0 },	/* clr */
	[0x16] = { RR, HALF | B_IN, 0 },	/* or */
	[0x17] = { RR, HALF | B_IN, 0 },	/* xr */
	[0x18] = { RR, OTHER_HALF | B_IN | SUMMED, 0 },	/* lr */
	[0x19] = { RR, A_IN | B_IN, 0 },	/* cr */
	[0x1a] = { RR, HALF | B_IN, 0 },	/* ar */
	[0x1b] = { RR, HALF | B_IN, 0 },	/* sr */
	[0x1c] = { RR, HALF | A_PAIR | B_IN, 0 },	/* mr */
	[0x1d] = { RR, HALF | A_PAIR | B_IN, 0 },	/* dr */
	[0x1e] = { RR, HALF | B_IN, 0 },	/* alr */
	[0x1f] = { RR, HALF | B_IN, 0 },	/* slr */
	[0x40] = { RX, STORE_A, 2 },	/* sth */
	[0x41] = { RX, A_OUT | ADDRESS, 0 },	/* la */
	[0x42] = { RX, STORE_A, 1 },	/* stc */
	[0x43] = { RX, LOAD | INSERT, 1 },	/* ic */
	[0x48] = { RX, LOAD_HALF, 2 },	/* lh */
	[0x49] = { RX, LOAD | A_IN, 2 },	/* ch */
	[0x4a] = { RX, LOAD | HALF, 2 },	/* ah */
	[0x4b] = { RX, LOAD | HALF, 2 },	/* sh */
	[0x4c] = { RX, LOAD | HALF, 2 },	/* mh */
	[0x4e] = { RX, STORE | A_IN, 8 },	/* cvd */
	[0x4f] = { RX, LOAD | OTHER_HALF, 8 },	/* cvb */
	[0x50] = { RX, STORE_A, 4 },	/* st */
	[0x51] = { RX, A_OUT, 0 },	/* lae */
	[0x54] = { RX, LOAD | HALF, 4 },	/* n */
	[0x55] = { RX, LOAD | A_IN, 4 },	/* cl */
	[0x56] = { RX, LOAD | HALF, 4 },	/* o */
	[0x57] = { RX, LOAD | HALF, 4 },	/* x */
	[0x58] = { RX, LOAD_HALF, 4 },	/* l */
	[0x59] = { RX, LOAD | A_IN, 4 },	/* c */
	[0x5a] = { RX, LOAD | HALF, 4 },	/* a */
	[0x5b] = { RX, LOAD | HALF, 4 },	/* s */
	[0x5c] = { RX, LOAD | HALF | A_PAIR, 4 },	/* m */
	[0x5d] = { RX, LOAD | HALF | A_PAIR, 4 },	/* d */
	[0x5e] = { RX, LOAD | HALF, 4 },	/* al */
	[0x5f] = { RX, LOAD | HALF, 4 },	/* sl */
	[0x60] = { RX, STORE, 8 },	/* std */
	[0x67] = { RX, LOAD, 8 },	/* mxd */
	[0x68] = { RX, LOAD, 8 },	/* ld */
	[0x69] = { RX, LOAD, 8 },	/* cd */
	[0x6a] = { RX, LOAD, 8 },	/* ad */
	[0x6b] = { RX, LOAD, 8 },	/* sd */
	[0x6c] = { RX, LOAD, 8 },	/* md */
	[0x6d] = { RX, LOAD, 8 },	/* dd */
	[0x6e] = { RX, LOAD, 8 },	/* aw */
	[0x6f] = { RX, LOAD, 8 },	/* sw */
	[0x70] = { RX, STORE, 4 },	/* ste */
	[0x71] = { RX, LOAD | HALF, 4 },	/* ms */
	[0x78] = { RX, LOAD, 4 },	/* le */
	[0x79] = { RX, LOAD, 4 },	/* ce */
	[0x7a] = { RX, LOAD, 4 },	/* ae */
	[0x7b] = { RX, LOAD, 4 },	/* se */
	[0x7c] = { RX, LOAD, 4 },	/* mde */
	[0x7d] = { RX, LOAD, 4 },	/* de */
	[0x7e] = { RX, LOAD, 4 },	/* au */
	[0x7f] = { RX, LOAD, 4 },	/* su */
	[0x80] = { RS, LOAD, 1 },	/* ssm */
	[0x84] = { RR, HALF | B_IN | B_PAIR | BRANCH, 0 },	/* brxh */
	[0x85] = { RR, HALF | B_IN | B_PAIR | BRANCH, 0 },	/* brxle */
	[0x88] = { RS, HALF, 0 },	/* srl */
	[0x89] = { RS, HALF, 0 },	/* sll */
	[0x8a] = { RS, HALF, 0 },	/* sra */
	[0x8b] = { RS, HALF, 0 },	/* sla */
	[0x8c] = { RS, HALF | A_PAIR, 0 },	/* srdl */
	[0x8d] = { RS, HALF | A_PAIR, 0 },	/* sldl */
	[0x8e] = { RS, HALF | A_PAIR, 0 },	/* srda */
	[0x8f] = { RS, HALF | A_PAIR, 0 },	/* slda */
	[0x90] = { RS, STORE_A | RANGE, 4 },	/* stm */
	[0x91] = { RS, LOAD, 1 },	/* tm */
	[0x92] = { RS, STORE, 1 },	/* mvi */
	[0x93] = { RS, CHANGE, 1 },	/* ts */
	[0x94] = { RS, CHANGE, 1 },	/* ni */
	[0x95] = { RS, LOAD, 1 },	/* cli */
	[0x96] = { RS, CHANGE, 1 },	/* oi */
	[0x97] = { RS, CHANGE, 1 },	/* xi */
	[0x98] = { RS, LOAD_HALF | RANGE, 4 },	/* lm */
	[0x9a] = { RS, LOAD | RANGE, 4 },	/* lam */
	[0x9b] = { RS, STORE | RANGE, 4 },	/* stam */
	[0xac] = { RS, STORE, 1 },	/* stnsm */
	[0xad] = { RS, STORE, 1 },	/* stosm */
	[0xae] = { RS, HALF | A_ODD | B_IN, 0 },	/* sigp */
	[0xba] = { RS, CHANGE | HALF | B_IN, 4 },	/* cs */
	[0xbb] = { RS, CHANGE | HALF | A_PAIR | B_IN | B_PAIR, 8 },	/* cds */
	[0xbd] = { RS, LOAD | A_IN | MASKED, 1 },	/* clm */
	[0xbe] = { RS, STORE | A_IN | MASKED, 1 },	/* stcm */
	[0xbf] = { RS, LOAD | HALF | MASKED, 1 },	/* icm */
};

static const struct insn_form forms_a5[16] = {
	[0x00] = { RR, INSERT, 0 },	/* iihh */
	[0x01] = { RR, INSERT, 0 },	/* iihl */
	[0x02] = { RR, INSERT, 0 },	/* iilh */
	[0x03] = { RR, INSERT, 0 },	/* iill */
	[0x04] = { RR, HALF, 0 },	/* nihh */
	[0x05] = { RR, HALF, 0 },	/* nihl */
	[0x06] = { RR, HALF, 0 },	/* nilh */
	[0x07] = { RR, HALF, 0 },	/* nill */
	[0x08] = { RR, HALF, 0 },	/* oihh */
	[0x09] = { RR, HALF, 0 },	/* oihl */
	[0x0a] = { RR, HALF, 0 },	/* oilh */
	[0x0b] = { RR, HALF, 0 },	/* oill */
	[0x0c] = { RR, A_OUT | SUMMED, 0 },	/* llihh */
	[0x0d] = { RR, A_OUT | SUMMED, 0 },	/* llihl */
	[0x0e] = { RR, A_OUT | SUMMED, 0 },	/* llilh */
	[0x0f] = { RR, A_OUT | SUMMED, 0 },	/* llill */
};

static const struct insn_form forms_a7[16] = {
	[0x00] = { RR, A_IN, 0 },	/* tmlh */
	[0x01] = { RR, A_IN, 0 },	/* tmll */
	[0x02] = { RR, A_IN, 0 },	/* tmhh */
	[0x03] = { RR, A_IN, 0 },	/* tmhl */
	[0x06] = { RR, HALF | BRANCH, 0 },	/* brct */
	[0x07] = { RR, HALF | BRANCH, 0 },	/* brctg */
	[0x08] = { RR, OTHER_HALF | SUMMED, 0 },	/* lhi */
	[0x09] = { RR, A_OUT | SUMMED, 0 },	/* lghi */
	[0x0a] = { RR, HALF | SUMMED, 0 },	/* ahi */
	[0x0b] = { RR, HALF | SUMMED, 0 },	/* aghi */
	[0x0c] = { RR, HALF, 0 },	/* mhi */
	[0x0d] = { RR, HALF, 0 },	/* mghi */
	[0x0e] = { RR, A_IN, 0 },	/* chi */
	[0x0f] = { RR, A_IN, 0 },	/* cghi */
};

static const struct insn_form forms_b2[256] = {
	[0x02] = { RS, STORE, 8 },	/* stidp */
	[0x05] = { RS, STORE, 8 },	/* stck */
	[0x06] = { RS, LOAD, 8 },	/* sckc */
	[0x07] = { RS, STORE, 8 },	/* stckc */
	[0x08] = { RS, LOAD, 8 },	/* spt */
	[0x09] = { RS, STORE, 8 },	/* stpt */
	[0x0a] = { RS, 0, 0 },		/* spka */
	[0x10] = { RS, LOAD, 4 },	/* spx */
	[0x11] = { RS, STORE, 4 },	/* stpx */
	[0x12] = { RS, STORE, 2 },	/* stap */
	[0x19] = { RS, 0, 0 },		/* sac */
	[0x22] = { RRE, INSERT, 0 },	/* ipm */
	[0x2d] = { RRE, 0, 0 },		/* dxr */
	[0x44] = { RRE, 0, 0 },		/* sqdr */
	[0x45] = { RRE, 0, 0 },		/* sqer */
	[0x4d] = { RRE, 0, 0 },		/* cpya */
	[0x4e] = { RRE, B_IN, 0 },	/* sar */
	[0x4f] = { RRE, OTHER_HALF, 0 },	/* ear */
	[0x52] = { RRE, HALF | B_IN, 0 },	/* msr */
	[0x78] = { RS, STORE, 16 },	/* stcke */
	[0x79] = { RS, 0, 0 },		/* sacf */
	[0x7c] = { RS, STORE, 8 },	/* stckf */
	[0x99] = { RS, 0, 0 },		/* srnm */
	[0x9c] = { RS, STORE, 4 },	/* stfpc */
	[0x9d] = { RS, LOAD, 4 },	/* lfpc */
	[0xb8] = { RS, 0, 0 },		/* srnmb */
	[0xb9] = { RS, 0, 0 },		/* srnmt */
	[0xe8] = { RRE, A_IN | B_IN, 0 },	/* ppa */
	[0xfa] = { RRE, 0, 0 },		/* niai */
};

static const struct insn_form forms_b3[256] = {
	[0x84] = { RRE, A_IN, 0 },	/* sfpc */
	[0x85] = { RRE, A_IN, 0 },	/* sfasr */
	[0x8c] = { RRE, OTHER_HALF, 0 },	/* efpc */
	[0x90] = { RRE, B_IN, 0 },	/* celfbr */
	[0x91] = { RRE, B_IN, 0 },	/* cdlfbr */
	[0x92] = { RRE, B_IN, 0 },	/* cxlfbr */
	[0x94] = { RRE, B_IN, 0 },	/* cefbr */
	[0x95] = { RRE, B_IN, 0 },	/* cdfbr */
	[0x96] = { RRE, B_IN, 0 },	/* cxfbr */
	[0x98] = { RRE, OTHER_HALF, 0 },	/* cfebr */
	[0x99] = { RRE, OTHER_HALF, 0 },	/* cfdbr */
	[0x9a] = { RRE, OTHER_HALF, 0 },	/* cfxbr */
	[0x9c] = { RRE, OTHER_HALF, 0 },	/* clfebr */
	[0x9d] = { RRE, OTHER_HALF, 0 },	/* clfdbr */
	[0x9e] = { RRE, OTHER_HALF, 0 },	/* clfxbr */
	[0xa0] = { RRE, B_IN, 0 },	/* celgbr */
	[0xa1] = { RRE, B_IN, 0 },	/* cdlgbr */
	[0xa2] = { RRE, B_IN, 0 },	/* cxlgbr */
	[0xa4] = { RRE, B_IN, 0 },	/* cegbr */
	[0xa5] = { RRE, B_IN, 0 },	/* cdgbr */
	[0xa6] = { RRE, B_IN, 0 },	/* cxgbr */
	[0xa8] = { RRE, A_OUT, 0 },	/* cgebr */
	[0xa9] = { RRE, A_OUT, 0 },	/* cgdbr */
	[0xaa] = { RRE, A_OUT, 0 },	/* cgxbr */
	[0xac] = { RRE, A_OUT, 0 },	/* clgebr */
	[0xad] = { RRE, A_OUT, 0 },	/* clgdbr */
	[0xae] = { RRE, A_OUT, 0 },	/* clgxbr */
	[0xb4] = { RRE, B_IN, 0 },	/* cefr */
	[0xb5] = { RRE, B_IN, 0 },	/* cdfr */
	[0xb6] = { RRE, B_IN, 0 },	/* cxfr */
	[0xb8] = { RRE, OTHER_HALF, 0 },	/* cfer */
	[0xb9] = { RRE, OTHER_HALF, 0 },	/* cfdr */
	[0xba] = { RRE, OTHER_HALF, 0 },	/* cfxr */
	[0xc1] = { RRE, B_IN, 0 },	/* ldgr */
	[0xc4] = { RRE, B_IN, 0 },	/* cegr */
	[0xc5] = { RRE, B_IN, 0 },	/* cdgr */
	[0xc6] = { RRE, B_IN, 0 },	/* cxgr */
	[0xc8] = { RRE, A_OUT, 0 },	/* cger */
	[0xc9] = { RRE, A_OUT, 0 },	/* cgdr */
	[0xca] = { RRE, A_OUT, 0 },	/* cgxr */
	[0xcd] = { RRE, A_OUT, 0 },	/* lgdr */
	[0xe1] = { RRE, A_OUT, 0 },	/* cgdtr */
	[0xe5] = { RRE, A_OUT, 0 },	/* eedtr */
	[0xe7] = { RRE, A_OUT, 0 },	/* esdtr */
	[0xe9] = { RRE, A_OUT, 0 },	/* cgxtr */
	[0xed] = { RRE, A_OUT, 0 },	/* eextr */
	[0xef] = { RRE, A_OUT, 0 },	/* esxtr */
	[0xf1] = { RRE, B_IN, 0 },	/* cdgtr */
	[0xf9] = { RRE, B_IN, 0 },	/* cxgtr */
};

static const struct insn_form forms_b9[256] = {
	[0x00] = { RRE, A_OUT | B_IN, 0 },	/* lpgr */
	[0x01] = { RRE, A_OUT | B_IN, 0 },	/* lngr */
	[0x02] = { RRE, A_OUT | B_IN | SUMMED, 0 },	/* ltgr */
	[0x03] = { RRE, A_OUT | B_IN, 0 },	/* lcgr */
	[0x04] = { RRE, A_OUT | B_IN | SUMMED, 0 },	/* lgr */
	[0x06] = { RRE, A_OUT | B_IN, 0 },	/* lgbr */
	[0x07] = { RRE, A_OUT | B_IN, 0 },	/* lghr */
	[0x08] = { RRE, HALF | B_IN | ADDS, 0 },	/* agr */
	[0x09] = { RRE, HALF | B_IN, 0 },	/* sgr */
	[0x0a] = { RRE, HALF | B_IN | ADDS, 0 },	/* algr */
	[0x0b] = { RRE, HALF | B_IN, 0 },	/* slgr */
	[0x0c] = { RRE, HALF | B_IN, 0 },	/* msgr */
	[0x0d] = { RRE, A_OUT | A_PAIR | A_ODD | B_IN, 0 },	/* dsgr */
	[0x0f] = { RRE, A_OUT | B_IN, 0 },	/* lrvgr */
	[0x10] = { RRE, A_OUT | B_IN, 0 },	/* lpgfr */
	[0x11] = { RRE, A_OUT | B_IN, 0 },	/* lngfr */
	[0x12] = { RRE, A_OUT | B_IN | SUMMED, 0 },	/* ltgfr */
	[0x13] = { RRE, A_OUT | B_IN, 0 },	/* lcgfr */
	[0x14] = { RRE, A_OUT | B_IN | SUMMED, 0 },	/* lgfr */
	[0x16] = { RRE, A_OUT | B_IN | SUMMED, 0 },	/* llgfr */
	[0x17] = { RRE, A_OUT | B_IN, 0 },	/* llgtr */
	[0x18] = { RRE, HALF | B_IN, 0 },	/* agfr */
	[0x19] = { RRE, HALF | B_IN, 0 },	/* sgfr */
	[0x1a] = { RRE, HALF | B_IN, 0 },	/* algfr */
	[0x1b] = { RRE, HALF | B_IN, 0 },	/* slgfr */
	[0x1c] = { RRE, HALF | B_IN, 0 },	/* msgfr */
	[0x1d] = { RRE, A_OUT | A_PAIR | A_ODD | B_IN, 0 },	/* dsgfr */
	[0x1f] = { RRE, OTHER_HALF | B_IN, 0 },	/* lrvr */
	[0x20] = { RRE, A_IN | B_IN, 0 },	/* cgr */
	[0x21] = { RRE, A_IN | B_IN, 0 },	/* clgr */
	[0x26] = { RRE, OTHER_HALF | B_IN, 0 },	/* lbr */
	[0x27] = { RRE, OTHER_HALF | B_IN, 0 },	/* lhr */
	[0x30] = { RRE, A_IN | B_IN, 0 },	/* cgfr */
	[0x31] = { RRE, A_IN | B_IN, 0 },	/* clgfr */
	[0x60] = { RRE, A_IN | B_IN, 0 },	/* cgrt */
	[0x61] = { RRE, A_IN | B_IN, 0 },	/* clgrt */
	[0x64] = { RRE, SUM, 0 },	/* nngrk */
	[0x65] = { RRE, SUM, 0 },	/* ocgrk */
	[0x66] = { RRE, SUM, 0 },	/* nogrk */
	[0x67] = { RRE, SUM, 0 },	/* nxgrk */
	[0x72] = { RRE, A_IN | B_IN, 0 },	/* crt */
	[0x73] = { RRE, A_IN | B_IN, 0 },	/* clrt */
	[0x74] = { RRE, SUM | OTHER_HALF, 0 },	/* nnrk */
	[0x75] = { RRE, SUM | OTHER_HALF, 0 },	/* ocrk */
	[0x76] = { RRE, SUM | OTHER_HALF, 0 },	/* nork */
	[0x77] = { RRE, SUM | OTHER_HALF, 0 },	/* nxrk */
	[0x80] = { RRE, HALF | B_IN, 0 },	/* ngr */
	[0x81] = { RRE, HALF | B_IN, 0 },	/* ogr */
	[0x82] = { RRE, HALF | B_IN, 0 },	/* xgr */
	[0x83] = { RRE, A_OUT | A_PAIR | B_IN, 0 },	/* flogr */
	[0x84] = { RRE, A_OUT | B_IN, 0 },	/* llgcr */
	[0x85] = { RRE, A_OUT | B_IN, 0 },	/* llghr */
	[0x86] = { RRE, A_OUT | A_PAIR | A_ODD | B_IN, 0 },	/* mlgr */
	[0x87] = { RRE, HALF | A_PAIR | B_IN, 0 },	/* dlgr */
	[0x88] = { RRE, HALF | B_IN, 0 },	/* alcgr */
	[0x89] = { RRE, HALF | B_IN, 0 },	/* slbgr */
	[0x94] = { RRE, OTHER_HALF | B_IN, 0 },	/* llcr */
	[0x95] = { RRE, OTHER_HALF | B_IN, 0 },	/* llhr */
	[0x96] = { RRE, HALF | A_PAIR | B_IN, 0 },	/* mlr */
	[0x97] = { RRE, HALF | A_PAIR | B_IN, 0 },	/* dlr */
	[0x98] = { RRE, HALF | B_IN, 0 },	/* alcr */
	[0x99] = { RRE, HALF | B_IN, 0 },	/* slbr */
	[0xc0] = { RRE, SUM | OTHER_HALF, 0 },	/* selfhr */
	[0xc8] = { RRE, SUM | OTHER_HALF, 0 },	/* ahhhr */
	[0xc9] = { RRE, SUM | OTHER_HALF, 0 },	/* shhhr */
	[0xca] = { RRE, SUM | OTHER_HALF, 0 },	/* alhhhr */
	[0xcb] = { RRE, SUM | OTHER_HALF, 0 },	/* slhhhr */
	[0xcd] = { RRE, A_IN | B_IN, 0 },	/* chhr */
	[0xcf] = { RRE, A_IN | B_IN, 0 },	/* clhhr */
	[0xd8] = { RRE, SUM | OTHER_HALF, 0 },	/* ahhlr */
	[0xd9] = { RRE, SUM | OTHER_HALF, 0 },	/* shhlr */
	[0xda] = { RRE, SUM | OTHER_HALF, 0 },	/* alhhlr */
	[0xdb] = { RRE, SUM | OTHER_HALF, 0 },	/* slhhlr */
	[0xdd] = { RRE, A_IN | B_IN, 0 },	/* chlr */
	[0xdf] = { RRE, A_IN | B_IN, 0 },	/* clhlr */
	[0xe0] = { RRE, HALF | B_IN, 0 },	/* locfhr */
	[0xe1] = { RRE, A_OUT | B_IN, 0 },	/* popcnt */
	[0xe2] = { RRE, HALF | B_IN, 0 },	/* locgr */
	[0xe3] = { RRE, SUM, 0 },	/* selgr */
	[0xe4] = { RRE, SUM, 0 },	/* ngrk */
	[0xe5] = { RRE, SUM, 0 },	/* ncgrk */
	[0xe6] = { RRE, SUM, 0 },	/* ogrk */
	[0xe7] = { RRE, SUM, 0 },	/* xgrk */
	[0xe8] = { RRE, SUM | ADDS, 0 },	/* agrk */
	[0xe9] = { RRE, SUM, 0 },	/* sgrk */
	[0xea] = { RRE, SUM | ADDS, 0 },	/* algrk */
	[0xeb] = { RRE, SUM, 0 },	/* slgrk */
	[0xec] = { RRE, SUM | A_PAIR, 0 },	/* mgrk */
	[0xed] = { RRE, SUM, 0 },	/* msgrkc */
	[0xf0] = { RRE, SUM | OTHER_HALF, 0 },	/* selr */
	[0xf2] = { RRE, HALF | B_IN, 0 },	/* locr */
	[0xf4] = { RRE, SUM | OTHER_HALF, 0 },	/* nrk */
	[0xf5] = { RRE, SUM | OTHER_HALF, 0 },	/* ncrk */
	[0xf6] = { RRE, SUM | OTHER_HALF, 0 },	/* ork */
	[0xf7] = { RRE, SUM | OTHER_HALF, 0 },	/* xrk */
	[0xf8] = { RRE, SUM | OTHER_HALF, 0 },	/* ark */
	[0xf9] = { RRE, SUM | OTHER_HALF, 0 },	/* srk */
	[0xfa] = { RRE, SUM | OTHER_HALF, 0 },	/* alrk */
	[0xfb] = { RRE, SUM | OTHER_HALF, 0 },	/* slrk */
	[0xfd] = { RRE, SUM | OTHER_HALF, 0 },	/* msrkc */
};

static const struct insn_form forms_c0[16] = {
	[0x01] = { RR, A_OUT | SUMMED, 0 },	/* lgfi */
	[0x06] = { RR, HALF, 0 },	/* xihf */
	[0x07] = { RR, HALF, 0 },	/* xilf */
	[0x08] = { RR, OTHER_HALF, 0 },	/* iihf */
	[0x09] = { RR, OTHER_HALF | SUMMED, 0 },	/* iilf */
	[0x0a] = { RR, HALF, 0 },	/* nihf */
	[0x0b] = { RR, HALF, 0 },	/* nilf */
	[0x0c] = { RR, HALF, 0 },	/* oihf */
	[0x0d] = { RR, HALF, 0 },	/* oilf */
	[0x0e] = { RR, A_OUT | SUMMED, 0 },	/* llihf */
	[0x0f] = { RR, A_OUT | SUMMED, 0 },	/* llilf */
};

static const struct insn_form forms_c2[16] = {
	[0x00] = { RR, HALF, 0 },	/* msgfi */
	[0x01] = { RR, HALF, 0 },	/* msfi */
	[0x04] = { RR, HALF | SUMMED, 0 },	/* slgfi */
	[0x05] = { RR, HALF | SUMMED, 0 },	/* slfi */
	[0x08] = { RR, HALF | SUMMED, 0 },	/* agfi */
	[0x09] = { RR, HALF | SUMMED, 0 },	/* afi */
	[0x0a] = { RR, HALF | SUMMED, 0 },	/* algfi */
	[0x0b] = { RR, HALF | SUMMED, 0 },	/* alfi */
	[0x0c] = { RR, A_IN, 0 },	/* cgfi */
	[0x0d] = { RR, A_IN, 0 },	/* cfi */
	[0x0e] = { RR, A_IN, 0 },	/* clgfi */
	[0x0f] = { RR, A_IN, 0 },	/* clfi */
};

static const struct insn_form forms_c4[16] = {
	[0x02] = { REL, LOAD_HALF, 2 },	/* llhrl */
	[0x04] = { REL, LOAD_A, 2 },	/* lghrl */
	[0x05] = { REL, LOAD_HALF, 2 },	/* lhrl */
	[0x06] = { REL, LOAD_A, 2 },	/* llghrl */
	[0x07] = { REL, STORE_A, 2 },	/* sthrl */
	[0x08] = { REL, LOAD_A, 8 },	/* lgrl */
	[0x0b] = { REL, STORE_A, 8 },	/* stgrl */
	[0x0c] = { REL, LOAD_A, 4 },	/* lgfrl */
	[0x0d] = { REL, LOAD_HALF, 4 },	/* lrl */
	[0x0e] = { REL, LOAD_A, 4 },	/* llgfrl */
	[0x0f] = { REL, STORE_A, 4 },	/* strl */
};

static const struct insn_form forms_c6[16] = {
	[0x02] = { REL, LOAD | HINT, ACCESS_ANY },	/* pfdrl */
	[0x04] = { REL, LOAD | A_IN, 2 },	/* cghrl */
	[0x05] = { REL, LOAD | A_IN, 2 },	/* chrl */
	[0x06] = { REL, LOAD | A_IN, 2 },	/* clghrl */
	[0x07] = { REL, LOAD | A_IN, 2 },	/* clhrl */
	[0x08] = { REL, LOAD | A_IN, 8 },	/* cgrl */
	[0x0a] = { REL, LOAD | A_IN, 8 },	/* clgrl */
	[0x0c] = { REL, LOAD | A_IN, 4 },	/* cgfrl */
	[0x0d] = { REL, LOAD | A_IN, 4 },	/* crl */
	[0x0e] = { REL, LOAD | A_IN, 4 },	/* clgfrl */
	[0x0f] = { REL, LOAD | A_IN, 4 },	/* clrl */
};

static const struct insn_form forms_cc[16] = {
	[0x06] = { RR, HALF | BRANCH, 0 },	/* brcth */
	[0x08] = { RR, HALF, 0 },	/* aih */
	[0x0a] = { RR, HALF, 0 },	/* alsih */
	[0x0b] = { RR, HALF, 0 },	/* alsihn */
	[0x0d] = { RR, A_IN, 0 },	/* cih */
	[0x0f] = { RR, A_IN, 0 },	/* clih */
};

static const struct insn_form forms_e3[256] = {
	[0x02] = { RXY, LOAD_A, 8 },	/* ltg */
	[0x04] = { RXY, LOAD_A, 8 },	/* lg */
	[0x06] = { RXY, LOAD | OTHER_HALF, 8 },	/* cvby */
	[0x08] = { RXY, LOAD | HALF, 8 },	/* ag */
	[0x09] = { RXY, LOAD | HALF, 8 },	/* sg */
	[0x0a] = { RXY, LOAD | HALF, 8 },	/* alg */
	[0x0b] = { RXY, LOAD | HALF, 8 },	/* slg */
	[0x0c] = { RXY, LOAD | HALF, 8 },	/* msg */
	[0x0d] = { RXY, LOAD | A_OUT | A_PAIR | A_ODD, 8 },	/* dsg */
	[0x0e] = { RXY, LOAD | A_OUT, 16 },	/* cvbg */
	[0x0f] = { RXY, LOAD | A_OUT, 8 },	/* lrvg */
	[0x12] = { RXY, LOAD_HALF, 4 },	/* lt */
	[0x14] = { RXY, LOAD_A, 4 },	/* lgf */
	[0x15] = { RXY, LOAD_A, 2 },	/* lgh */
	[0x16] = { RXY, LOAD_A, 4 },	/* llgf */
	[0x17] = { RXY, LOAD | A_OUT, 4 },	/* llgt */
	[0x18] = { RXY, LOAD | HALF, 4 },	/* agf */
	[0x19] = { RXY, LOAD | HALF, 4 },	/* sgf */
	[0x1a] = { RXY, LOAD | HALF, 4 },	/* algf */
	[0x1b] = { RXY, LOAD | HALF, 4 },	/* slgf */
	[0x1c] = { RXY, LOAD | HALF, 4 },	/* msgf */
	[0x1d] = { RXY, LOAD | A_OUT | A_PAIR | A_ODD, 4 },	/* dsgf */
	[0x1e] = { RXY, LOAD | OTHER_HALF, 4 },	/* lrv */
	[0x1f] = { RXY, LOAD | INSERT, 2 },	/* lrvh */
	[0x20] = { RXY, LOAD | A_IN, 8 },	/* cg */
	[0x21] = { RXY, LOAD | A_IN, 8 },	/* clg */
	[0x24] = { RXY, STORE_A, 8 },	/* stg */
	[0x25] = { RXY, STORE_A, 8 },	/* ntstg */
	[0x26] = { RXY, STORE | A_IN, 8 },	/* cvdy */
	[0x2a] = { RXY, LOAD | A_OUT, 8 },	/* lzrg */
	[0x2e] = { RXY, STORE | A_IN, 16 },	/* cvdg */
	[0x2f] = { RXY, STORE | A_IN, 8 },	/* strvg */
	[0x30] = { RXY, LOAD | A_IN, 4 },	/* cgf */
	[0x31] = { RXY, LOAD | A_IN, 4 },	/* clgf */
	[0x32] = { RXY, LOAD_A, 4 },	/* ltgf */
	[0x34] = { RXY, LOAD | A_IN, 2 },	/* cgh */
	[0x36] = { RXY, LOAD | HINT, ACCESS_ANY },	/* pfd */
	[0x38] = { RXY, LOAD | HALF, 2 },	/* agh */
	[0x39] = { RXY, LOAD | HALF, 2 },	/* sgh */
	[0x3a] = { RXY, LOAD | A_OUT, 4 },	/* llzrgf */
	[0x3b] = { RXY, LOAD | OTHER_HALF, 4 },	/* lzrf */
	[0x3c] = { RXY, LOAD | HALF, 2 },	/* mgh */
	[0x3e] = { RXY, STORE | A_IN, 4 },	/* strv */
	[0x3f] = { RXY, STORE | A_IN, 2 },	/* strvh */
	[0x50] = { RXY, STORE_A, 4 },	/* sty */
	[0x51] = { RXY, LOAD | HALF, 4 },	/* msy */
	[0x53] = { RXY, LOAD | HALF, 4 },	/* msc */
	[0x54] = { RXY, LOAD | HALF, 4 },	/* ny */
	[0x55] = { RXY, LOAD | A_IN, 4 },	/* cly */
	[0x56] = { RXY, LOAD | HALF, 4 },	/* oy */
	[0x57] = { RXY, LOAD | HALF, 4 },	/* xy */
	[0x58] = { RXY, LOAD_HALF, 4 },	/* ly */
	[0x59] = { RXY, LOAD | A_IN, 4 },	/* cy */
	[0x5a] = { RXY, LOAD | HALF, 4 },	/* ay */
	[0x5b] = { RXY, LOAD | HALF, 4 },	/* sy */
	[0x5c] = { RXY, LOAD | HALF | A_PAIR, 4 },	/* mfy */
	[0x5e] = { RXY, LOAD | HALF, 4 },	/* aly */
	[0x5f] = { RXY, LOAD | HALF, 4 },	/* sly */
	[0x70] = { RXY, STORE_A, 2 },	/* sthy */
	[0x71] = { RXY, A_OUT | ADDRESS, 0 },	/* lay */
	[0x72] = { RXY, STORE_A, 1 },	/* stcy */
	[0x73] = { RXY, LOAD | INSERT, 1 },	/* icy */
	[0x75] = { RXY, A_OUT, 0 },	/* laey */
	[0x76] = { RXY, LOAD_HALF, 1 },	/* lb */
	[0x77] = { RXY, LOAD_A, 1 },	/* lgb */
	[0x78] = { RXY, LOAD_HALF, 2 },	/* lhy */
	[0x79] = { RXY, LOAD | A_IN, 2 },	/* chy */
	[0x7a] = { RXY, LOAD | HALF, 2 },	/* ahy */
	[0x7b] = { RXY, LOAD | HALF, 2 },	/* shy */
	[0x7c] = { RXY, LOAD | HALF, 2 },	/* mhy */
	[0x80] = { RXY, LOAD | HALF, 8 },	/* ng */
	[0x81] = { RXY, LOAD | HALF, 8 },	/* og */
	[0x82] = { RXY, LOAD | HALF, 8 },	/* xg */
	[0x83] = { RXY, LOAD | HALF, 8 },	/* msgc */
	[0x84] = { RXY, LOAD | A_OUT | A_PAIR | A_ODD, 8 },	/* mg */
	[0x85] = { RXY, LOAD_A, 8 },	/* lgat */
	[0x86] = { RXY, LOAD | A_OUT | A_PAIR | A_ODD, 8 },	/* mlg */
	[0x87] = { RXY, LOAD | HALF | A_PAIR, 8 },	/* dlg */
	[0x88] = { RXY, LOAD | HALF, 8 },	/* alcg */
	[0x89] = { RXY, LOAD | HALF, 8 },	/* slbg */
	[0x8e] = { RXY, STORE | A_IN | A_PAIR, 16 },	/* stpq */
	[0x8f] = { RXY, LOAD | A_OUT | A_PAIR, 16 },	/* lpq */
	[0x90] = { RXY, LOAD_A, 1 },	/* llgc */
	[0x91] = { RXY, LOAD_A, 2 },	/* llgh */
	[0x94] = { RXY, LOAD_HALF, 1 },	/* llc */
	[0x95] = { RXY, LOAD_HALF, 2 },	/* llh */
	[0x96] = { RXY, LOAD | HALF | A_PAIR, 4 },	/* ml */
	[0x97] = { RXY, LOAD | HALF | A_PAIR, 4 },	/* dl */
	[0x98] = { RXY, LOAD | HALF, 4 },	/* alc */
	[0x99] = { RXY, LOAD | HALF, 4 },	/* slb */
	[0x9c] = { RXY, LOAD | A_OUT, 4 },	/* llgtat */
	[0x9d] = { RXY, LOAD_A, 4 },	/* llgfat */
	[0x9f] = { RXY, LOAD_HALF, 4 },	/* lat */
	[0xc0] = { RXY, LOAD | OTHER_HALF, 1 },	/* lbh */
	[0xc2] = { RXY, LOAD | OTHER_HALF, 1 },	/* llch */
	[0xc3] = { RXY, STORE | A_IN, 1 },	/* stch */
	[0xc4] = { RXY, LOAD | OTHER_HALF, 2 },	/* lhh */
	[0xc6] = { RXY, LOAD | OTHER_HALF, 2 },	/* llhh */
	[0xc7] = { RXY, STORE | A_IN, 2 },	/* sthh */
	[0xc8] = { RXY, LOAD | OTHER_HALF, 4 },	/* lfhat */
	[0xca] = { RXY, LOAD | OTHER_HALF, 4 },	/* lfh */
	[0xcb] = { RXY, STORE | A_IN, 4 },	/* stfh */
	[0xcd] = { RXY, LOAD | A_IN, 4 },	/* chf */
	[0xcf] = { RXY, LOAD | A_IN, 4 },	/* clhf */
};

static const struct insn_form forms_e5[256] = {
	[0x44] = { RS, STORE, 2 },	/* mvhhi */
	[0x48] = { RS, STORE, 8 },	/* mvghi */
	[0x4c] = { RS, STORE, 4 },	/* mvhi */
	[0x54] = { RS, LOAD, 2 },	/* chhsi */
	[0x55] = { RS, LOAD, 2 },	/* clhhsi */
	[0x58] = { RS, LOAD, 8 },	/* cghsi */
	[0x59] = { RS, LOAD, 8 },	/* clghsi */
	[0x5c] = { RS, LOAD, 4 },	/* chsi */
	[0x5d] = { RS, LOAD, 4 },	/* clfhsi */
};

static const struct insn_form forms_e6[256] = {
	[0x01] = { RX, LOAD, 2 },	/* vlebrh */
	[0x02] = { RX, LOAD, 8 },	/* vlebrg */
	[0x03] = { RX, LOAD, 4 },	/* vlebrf */
	[0x04] = { RX, LOAD | ELEMENT, 1 },	/* vllebrz */
	[0x05] = { RX, LOAD | ELEMENT, 1 },	/* vlbrrep */
	[0x06] = { RX, LOAD, 16 },	/* vlbr */
	[0x07] = { RX, LOAD, 16 },	/* vler */
	[0x09] = { RX, STORE, 2 },	/* vstebrh */
	[0x0a] = { RX, STORE, 8 },	/* vstebrg */
	[0x0b] = { RX, STORE, 4 },	/* vstebrf */
	[0x0e] = { RX, STORE, 16 },	/* vstbr */
	[0x0f] = { RX, STORE, 16 },	/* vster */
};

static const struct insn_form forms_e7[256] = {
	[0x00] = { RX, LOAD, 1 },	/* vleb */
	[0x01] = { RX, LOAD, 2 },	/* vleh */
	[0x02] = { RX, LOAD, 8 },	/* vleg */
	[0x03] = { RX, LOAD, 4 },	/* vlef */
	[0x04] = { RX, LOAD | ELEMENT, 1 },	/* vllez */
	[0x05] = { RX, LOAD | ELEMENT, 1 },	/* vlrep */
	[0x06] = { RX, LOAD, 16 },	/* vl */
	[0x07] = { RX, LOAD, ACCESS_ANY },	/* vlbb */
	[0x08] = { RX, STORE, 1 },	/* vsteb */
	[0x09] = { RX, STORE, 2 },	/* vsteh */
	[0x0a] = { RX, STORE, 8 },	/* vsteg */
	[0x0b] = { RX, STORE, 4 },	/* vstef */
	[0x0e] = { RX, STORE, 16 },	/* vst */
	[0x21] = { RS, A_OUT, 0 },	/* vlgv */
	[0x22] = { RS, B_IN, 0 },	/* vlvg */
	[0x27] = { RX, OTHER_HALF, 0 },	/* lcbb */
	[0x30] = { RS, 0, 0 },		/* vesl */
	[0x33] = { RS, 0, 0 },		/* verll */
	[0x37] = { RS, LOAD | B_IN, ACCESS_ANY },	/* vll */
	[0x38] = { RS, 0, 0 },		/* vesrl */
	[0x3a] = { RS, 0, 0 },		/* vesra */
	[0x3f] = { RS, STORE | B_IN, ACCESS_ANY },	/* vstl */
	[0x62] = { RR, B_IN | C_IN, 0 },	/* vlvgp */
};

static const struct insn_form forms_eb[256] = {
	[0x04] = { RSY, LOAD_A | RANGE, 8 },	/* lmg */
	[0x0a] = { RSY, A_OUT | B_IN, 0 },	/* srag */
	[0x0b] = { RSY, A_OUT | B_IN, 0 },	/* slag */
	[0x0c] = { RSY, A_OUT | B_IN, 0 },	/* srlg */
	[0x0d] = { RSY, A_OUT | B_IN, 0 },	/* sllg */
	[0x14] = { RSY, CHANGE | HALF | B_IN, 4 },	/* csy */
	[0x1c] = { RSY, A_OUT | B_IN, 0 },	/* rllg */
	[0x1d] = { RSY, OTHER_HALF | B_IN, 0 },	/* rll */
	[0x20] = { RSY, LOAD | A_IN | MASKED, 1 },	/* clmh */
	[0x21] = { RSY, LOAD | A_IN | MASKED, 1 },	/* clmy */
	[0x23] = { RSY, LOAD | A_IN, 4 },	/* clt */
	[0x24] = { RSY, STORE_A | RANGE, 8 },	/* stmg */
	[0x25] = { RSY, STORE | RANGE, 8 },	/* stctg */
	[0x26] = { RSY, STORE | A_IN | RANGE, 4 },	/* stmh */
	[0x2b] = { RSY, LOAD | A_IN, 8 },	/* clgt */
	[0x2c] = { RSY, STORE | A_IN | MASKED, 1 },	/* stcmh */
	[0x2d] = { RSY, STORE | A_IN | MASKED, 1 },	/* stcmy */
	[0x2f] = { RSY, LOAD | RANGE, 8 },	/* lctlg */
	[0x30] = { RSY, CHANGE | HALF | B_IN, 8 },	/* csg */
	[0x31] = { RSY, CHANGE | HALF | A_PAIR | B_IN | B_PAIR, 8 },	/* cdsy */
	[0x3e] = { RSY, CHANGE | HALF | A_PAIR | B_IN | B_PAIR, 16 },	/* cdsg */
	[0x4c] = { RSY, A_OUT, 0 },	/* ecag */
	[0x51] = { RSY, LOAD, 1 },	/* tmy */
	[0x52] = { RSY, STORE, 1 },	/* mviy */
	[0x54] = { RSY, CHANGE, 1 },	/* niy */
	[0x55] = { RSY, LOAD, 1 },	/* cliy */
	[0x56] = { RSY, CHANGE, 1 },	/* oiy */
	[0x57] = { RSY, CHANGE, 1 },	/* xiy */
	[0x6a] = { RSY, CHANGE, 4 },	/* asi */
	[0x6e] = { RSY, CHANGE, 4 },	/* alsi */
	[0x7a] = { RSY, CHANGE, 8 },	/* agsi */
	[0x7e] = { RSY, CHANGE, 8 },	/* algsi */
	[0x80] = { RSY, LOAD | HALF | MASKED, 1 },	/* icmh */
	[0x81] = { RSY, LOAD | HALF | MASKED, 1 },	/* icmy */
	[0x90] = { RSY, STORE_A | RANGE, 4 },	/* stmy */
	[0x96] = { RSY, LOAD | HALF | RANGE, 4 },	/* lmh */
	[0x98] = { RSY, LOAD_HALF | RANGE, 4 },	/* lmy */
	[0x9a] = { RSY, LOAD | RANGE, 4 },	/* lamy */
	[0x9b] = { RSY, STORE | RANGE, 4 },	/* stamy */
	[0xdc] = { RSY, OTHER_HALF | B_IN, 0 },	/* srak */
	[0xdd] = { RSY, OTHER_HALF | B_IN, 0 },	/* slak */
	[0xde] = { RSY, OTHER_HALF | B_IN, 0 },	/* srlk */
	[0xdf] = { RSY, OTHER_HALF | B_IN, 0 },	/* sllk */
	[0xe0] = { RSY, LOAD | HALF, 4 },	/* locfh */
	[0xe1] = { RSY, STORE | A_IN, 4 },	/* stocfh */
	[0xe2] = { RSY, LOAD | HALF, 8 },	/* locg */
	[0xe3] = { RSY, STORE | A_IN, 8 },	/* stocg */
	[0xe4] = { RSY, CHANGE | A_OUT | B_IN, 8 },	/* lang */
	[0xe6] = { RSY, CHANGE | A_OUT | B_IN, 8 },	/* laog */
	[0xe7] = { RSY, CHANGE | A_OUT | B_IN, 8 },	/* laxg */
	[0xe8] = { RSY, CHANGE | A_OUT | B_IN, 8 },	/* laag */
	[0xea] = { RSY, CHANGE | A_OUT | B_IN, 8 },	/* laalg */
	[0xf2] = { RSY, LOAD | HALF, 4 },	/* loc */
	[0xf3] = { RSY, STORE | A_IN, 4 },	/* stoc */
	[0xf4] = { RSY, CHANGE | OTHER_HALF | B_IN, 4 },	/* lan */
	[0xf6] = { RSY, CHANGE | OTHER_HALF | B_IN, 4 },	/* lao */
	[0xf7] = { RSY, CHANGE | OTHER_HALF | B_IN, 4 },	/* lax */
	[0xf8] = { RSY, CHANGE | OTHER_HALF | B_IN, 4 },	/* laa */
	[0xfa] = { RSY, CHANGE | OTHER_HALF | B_IN, 4 },	/* laal */
};

static const struct insn_form forms_ec[256] = {
	[0x42] = { RR, HALF, 0 },	/* lochi */
	[0x44] = { RR, HALF | B_IN | B_PAIR | BRANCH, 0 },	/* brxhg */
	[0x45] = { RR, HALF | B_IN | B_PAIR | BRANCH, 0 },	/* brxlg */
	[0x46] = { RR, HALF, 0 },	/* locghi */
	[0x4e] = { RR, HALF, 0 },	/* lochhi */
	[0x64] = { RR, A_IN | B_IN | BRANCH, 0 },	/* cgrj */
	[0x65] = { RR, A_IN | B_IN | BRANCH, 0 },	/* clgrj */
	[0x70] = { RR, A_IN, 0 },	/* cgit */
	[0x71] = { RR, A_IN, 0 },	/* clgit */
	[0x72] = { RR, A_IN, 0 },	/* cit */
	[0x73] = { RR, A_IN, 0 },	/* clfit */
	[0x76] = { RR, A_IN | B_IN | BRANCH, 0 },	/* crj */
	[0x77] = { RR, A_IN | B_IN | BRANCH, 0 },	/* clrj */
	[0x7c] = { RR, A_IN | BRANCH, 0 },	/* cgij */
	[0x7d] = { RR, A_IN | BRANCH, 0 },	/* clgij */
	[0x7e] = { RR, A_IN | BRANCH, 0 },	/* cij */
	[0x7f] = { RR, A_IN | BRANCH, 0 },	/* clij */
	[0xd8] = { RR, OTHER_HALF | B_IN | SUMMED, 0 },	/* ahik */
	[0xd9] = { RR, A_OUT | B_IN | SUMMED, 0 },	/* aghik */
	[0xda] = { RR, OTHER_HALF | B_IN | SUMMED, 0 },	/* alhsik */
	[0xdb] = { RR, A_OUT | B_IN | SUMMED, 0 },	/* alghsik */
};

static const struct insn_form forms_ed[256] = {
	[0x04] = { RX, LOAD, 4 },	/* ldeb */
	[0x05] = { RX, LOAD, 8 },	/* lxdb */
	[0x06] = { RX, LOAD, 4 },	/* lxeb */
	[0x07] = { RX, LOAD, 8 },	/* mxdb */
	[0x08] = { RX, LOAD, 4 },	/* keb */
	[0x09] = { RX, LOAD, 4 },	/* ceb */
	[0x0a] = { RX, LOAD, 4 },	/* aeb */
	[0x0b] = { RX, LOAD, 4 },	/* seb */
	[0x0c] = { RX, LOAD, 4 },	/* mdeb */
	[0x0d] = { RX, LOAD, 4 },	/* deb */
	[0x0e] = { RX, LOAD, 4 },	/* maeb */
	[0x0f] = { RX, LOAD, 4 },	/* mseb */
	[0x10] = { RX, 0, 0 },		/* tceb */
	[0x11] = { RX, 0, 0 },		/* tcdb */
	[0x12] = { RX, 0, 0 },		/* tcxb */
	[0x14] = { RX, LOAD, 4 },	/* sqeb */
	[0x15] = { RX, LOAD, 8 },	/* sqdb */
	[0x17] = { RX, LOAD, 4 },	/* meeb */
	[0x18] = { RX, LOAD, 8 },	/* kdb */
	[0x19] = { RX, LOAD, 8 },	/* cdb */
	[0x1a] = { RX, LOAD, 8 },	/* adb */
	[0x1b] = { RX, LOAD, 8 },	/* sdb */
	[0x1c] = { RX, LOAD, 8 },	/* mdb */
	[0x1d] = { RX, LOAD, 8 },	/* ddb */
	[0x1e] = { RX, LOAD, 8 },	/* madb */
	[0x1f] = { RX, LOAD, 8 },	/* msdb */
	[0x24] = { RX, LOAD, 4 },	/* lde */
	[0x25] = { RX, LOAD, 8 },	/* lxd */
	[0x26] = { RX, LOAD, 4 },	/* lxe */
	[0x2e] = { RX, LOAD, 4 },	/* mae */
	[0x2f] = { RX, LOAD, 4 },	/* mse */
	[0x34] = { RX, LOAD, 4 },	/* sqe */
	[0x35] = { RX, LOAD, 8 },	/* sqd */
	[0x37] = { RX, LOAD, 4 },	/* mee */
	[0x3e] = { RX, LOAD, 8 },	/* mad */
	[0x3f] = { RX, LOAD, 8 },	/* msd */
	[0x40] = { RX, 0, 0 },		/* sldt */
	[0x41] = { RX, 0, 0 },		/* srdt */
	[0x48] = { RX, 0, 0 },		/* slxt */
	[0x49] = { RX, 0, 0 },		/* srxt */
	[0x50] = { RX, 0, 0 },		/* tdcet */
	[0x51] = { RX, 0, 0 },		/* tdget */
	[0x54] = { RX, 0, 0 },		/* tdcdt */
	[0x55] = { RX, 0, 0 },		/* tdgdt */
	[0x58] = { RX, 0, 0 },		/* tdcxt */
	[0x59] = { RX, 0, 0 },		/* tdgxt */
	[0x64] = { RXY, LOAD, 4 },	/* ley */
	[0x65] = { RXY, LOAD, 8 },	/* ldy */
	[0x66] = { RXY, STORE, 4 },	/* stey */
	[0x67] = { RXY, STORE, 8 },	/* stdy */
};

/* By the first byte of those that have more of it elsewhere. */
static const struct page {
	const struct insn_form *forms;
	size_t count;
} pages[256] = {
	[0xa5] = { forms_a5, COUNT(forms_a5) },
	[0xa7] = { forms_a7, COUNT(forms_a7) },
	[0xb2] = { forms_b2, COUNT(forms_b2) },
	[0xb3] = { forms_b3, COUNT(forms_b3) },
	[0xb9] = { forms_b9, COUNT(forms_b9) },
	[0xc0] = { forms_c0, COUNT(forms_c0) },
	[0xc2] = { forms_c2, COUNT(forms_c2) },
	[0xc4] = { forms_c4, COUNT(forms_c4) },
	[0xc6] = { forms_c6, COUNT(forms_c6) },
	[0xcc] = { forms_cc, COUNT(forms_cc) },
	[0xe3] = { forms_e3, COUNT(forms_e3) },
	[0xe5] = { forms_e5, COUNT(forms_e5) },
	[0xe6] = { forms_e6, COUNT(forms_e6) },
	[0xe7] = { forms_e7, COUNT(forms_e7) },
	[0xeb] = { forms_eb, COUNT(forms_eb) },
	[0xec] = { forms_ec, COUNT(forms_ec) },
	[0xed] = { forms_ed, COUNT(forms_ed) },
};

/* Opcodes of instructions that have floating-point and vector registers, but no
 * general ones and no address. */
static const struct {
	uint16_t first, last;
} without_registers[] = {
	{ 0x2000, 0x3fff },	/* lpdr to sur */
	{ 0xb300, 0xb383 },	/* lpebr to lcxr and beyond */
	{ 0xb3d0, 0xb3e0 },	/* mdtr to kdtr */
	{ 0xb3e4, 0xb3e4 },	/* cdtr */
	{ 0xb3e8, 0xb3e8 },	/* kxtr */
	{ 0xb3ec, 0xb3ec },	/* cxtr */
	{ 0xb3f4, 0xb3f5 },	/* cedtr, qadtr */
	{ 0xb3fc, 0xb3fd },	/* cextr, qaxtr */
	{ 0xe740, 0xe761 },	/* vleib to vmrh */
	{ 0xe763, 0xe7ff },	/* vsumb to vfmax */
};

/* Instructions that add a number, or move. */
enum from { NOTHING, FIRST, SECOND };

static const struct sum {
	uint16_t opcode;
	uint8_t from;
	uint8_t width;		/* bytes of the number, from the third on */
	bool is_unsigned;
	bool is_short;
	int8_t shift;		/* to the left, or -1: it's subtracted */
} sums[] = {
	{ 0x1200, SECOND, 0, false, true, 0 },	/* ltr */
	{ 0x1800, SECOND, 0, false, true, 0 },	/* lr */
	{ 0xa50c, NOTHING, 2, true, false, 48 },	/* llihh */
	{ 0xa50d, NOTHING, 2, true, false, 32 },	/* llihl */
	{ 0xa50e, NOTHING, 2, true, false, 16 },	/* llilh */
	{ 0xa50f, NOTHING, 2, true, false, 0 },	/* llill */
	{ 0xa708, NOTHING, 2, false, true, 0 },	/* lhi */
	{ 0xa709, NOTHING, 2, false, false, 0 },	/* lghi */
	{ 0xa70a, FIRST, 2, false, true, 0 },	/* ahi */
	{ 0xa70b, FIRST, 2, false, false, 0 },	/* aghi */
	{ 0xb902, SECOND, 0, false, false, 0 },	/* ltgr */
	{ 0xb904, SECOND, 0, false, false, 0 },	/* lgr */
	{ 0xb912, SECOND, 0, false, true, 0 },	/* ltgfr */
	{ 0xb914, SECOND, 0, false, true, 0 },	/* lgfr */
	{ 0xb916, SECOND, 0, false, true, 0 },	/* llgfr */
	{ 0xc001, NOTHING, 4, false, false, 0 },	/* lgfi */
	{ 0xc009, NOTHING, 4, true, true, 0 },	/* iilf */
	{ 0xc00e, NOTHING, 4, true, false, 32 },	/* llihf */
	{ 0xc00f, NOTHING, 4, true, false, 0 },	/* llilf */
	{ 0xc204, FIRST, 4, true, false, -1 },	/* slgfi */
	{ 0xc205, FIRST, 4, true, true, -1 },	/* slfi */
	{ 0xc208, FIRST, 4, false, false, 0 },	/* agfi */
	{ 0xc209, FIRST, 4, false, true, 0 },	/* afi */
	{ 0xc20a, FIRST, 4, true, false, 0 },	/* algfi */
	{ 0xc20b, FIRST, 4, true, true, 0 },	/* alfi */
	{ 0xecd8, SECOND, 2, false, true, 0 },	/* ahik */
	{ 0xecd9, SECOND, 2, false, false, 0 },	/* aghik */
	{ 0xecda, SECOND, 2, false, true, 0 },	/* alhsik */
	{ 0xecdb, SECOND, 2, false, false, 0 },	/* alghsik */
};

/* Instructions on two pieces of memory, SS-a and SS-b: what they do with the
 * first. They read the second. */
static const struct {
	unsigned char opcode;
	bool two_lengths;
	uint16_t roles;
	uint16_t second;	/* size, if it isn't the length */
} storage_forms[] = {
	{ 0xd1, false, CHANGE, 0 },		/* mvn */
	{ 0xd2, false, STORE, 0 },		/* mvc */
	{ 0xd3, false, CHANGE, 0 },		/* mvz */
	{ 0xd4, false, CHANGE, 0 },		/* nc */
	{ 0xd5, false, LOAD, 0 },		/* clc */
	{ 0xd6, false, CHANGE, 0 },		/* oc */
	{ 0xd7, false, CHANGE, 0 },		/* xc */
	{ 0xdc, false, CHANGE, ACCESS_ANY },	/* tr */
	{ 0xf1, true, CHANGE, 0 },		/* mvo */
	{ 0xf2, true, STORE, 0 },		/* pack */
	{ 0xf3, true, STORE, 0 },		/* unpk */
	{ 0xf8, true, STORE, 0 },		/* zap */
	{ 0xf9, true, LOAD, 0 },		/* cp */
	{ 0xfa, true, CHANGE, 0 },		/* ap */
	{ 0xfb, true, CHANGE, 0 },		/* sp */
	{ 0xfc, true, CHANGE, 0 },		/* mp */
	{ 0xfd, true, CHANGE, 0 },		/* dp */
};

/* Instructions on two pieces of memory at registers, as long as other registers
 * say, or until a byte is found. Both registers move. */
static const struct {
	uint16_t opcode;
	uint8_t format;
	uint16_t roles;
	uint16_t size;		/* of the second */
} string_forms[] = {
	{ 0x0e00, RR, STORE | A_PAIR | B_PAIR, ACCESS_ANY },	/* mvcl */
	{ 0x0f00, RR, LOAD | A_PAIR | B_PAIR, ACCESS_ANY },	/* clcl */
	{ 0xa800, RS, STORE | A_PAIR | B_PAIR, ACCESS_ANY },	/* mvcle */
	{ 0xa900, RS, LOAD | A_PAIR | B_PAIR, ACCESS_ANY },	/* clcle */
	{ 0xb254, RRE, STORE | R0_IN, ACCESS_ANY },	/* mvpg */
	{ 0xb255, RRE, STORE | R0_IN, ACCESS_ANY },	/* mvst */
	{ 0xb25d, RRE, LOAD | R0_IN, ACCESS_ANY },	/* clst */
	{ 0xb25e, RRE, LOAD | R0_IN, ACCESS_ANY },	/* srst */
};

static uint16_t opcode_of(const unsigned char *code, unsigned int length)
{
	switch (code[0]) {
	case 0x01: case 0xb2: case 0xb3: case 0xb9: case 0xe5:
		return (uint16_t)(code[0] << 8 | code[1]);
	case 0xa5: case 0xa7:
	case 0xc0: case 0xc2: case 0xc4: case 0xc6: case 0xc8: case 0xcc:
		return (uint16_t)(code[0] << 8 | (code[1] & 15));
	case 0xe3: case 0xe6: case 0xe7: case 0xeb: case 0xec: case 0xed:
		return (uint16_t)(code[0] << 8 | code[length - 1]);
	default:
		return (uint16_t)(code[0] << 8);
	}
}

/* A register of an address, of which 0 is none. */
static uint8_t or_none(unsigned int reg)
{
	return reg ? (uint8_t)reg : EFFECT_NONE;
}

static uint64_t number_at(const unsigned char *code, unsigned int width)
{
	uint64_t number = 0;

	for (unsigned int i = 0; i < width; i++)
		number = number << 8 | code[i];
	return number;
}

/* The distance in bytes that the 2 or 4 bytes behind the second have. */
static int64_t distance_of(const unsigned char *code, unsigned int width)
{
	return 2 * extend(number_at(code + 2, width), 8 * width);
}

/* Where that leads to. */
static int64_t target_of(const unsigned char *code, uint64_t pc,
			 unsigned int width)
{
	return (int64_t)(pc + (uint64_t)distance_of(code, width));
}

/* The registers of an instruction of FORMAT. */
static unsigned int a_of(const unsigned char *code, unsigned int format)
{
	return code[format == RRE ? 3 : 1] >> 4;
}

static unsigned int b_of(const unsigned char *code, unsigned int format)
{
	return code[format == RRE ? 3 : 1] & 15;
}

/* All from A to B, and from 15 on to 0. */
static uint64_t range(unsigned int a, unsigned int b)
{
	uint64_t all = effect_mask(b);

	for (; a != b; a = (a + 1) & 15)
		all |= effect_mask(a);
	return all;
}

/* REG, which is even, and the next one if it's BOTH. */
static uint64_t with_next(unsigned int reg, bool both)
{
	return effect_mask(reg) | (both ? effect_mask(reg | 1) : 0);
}

static void use_registers(const unsigned char *code,
			  const struct insn_form *form, struct effect *ret)
{
	unsigned int roles = form->roles;
	unsigned int a = a_of(code, form->format), b = b_of(code, form->format);
	uint64_t first = roles & RANGE ? range(a, b) :
					 with_next(a, roles & A_PAIR);

	if (roles & A_IN && !(roles & KEEP))
		ret->reads |= first;
	if (roles & A_OUT)
		ret->writes |= first;
	if (roles & A_ODD)
		effect_reads(ret, a | 1);
	if (roles & B_IN)
		ret->reads |= with_next(b, roles & B_PAIR);
	if (roles & C_IN)
		effect_reads(ret, code[2] >> 4);
}

/* Note the address that CODE has in FORMAT as base, index and displacement. */
static void use_address(const unsigned char *code, unsigned int format,
			uint64_t pc, struct effect *ret)
{
	bool is_long = format == RXY || format == RSY;
	bool indexed = format == RX || format == RXY;

	if (format == REL) {
		ret->pc_relative = true;
		ret->displacement = target_of(code, pc, 4);
		ret->displacement_field =
			(struct effect_field){ 2, 4, 0xffffffff };
		return;
	}
	ret->displacement = (code[2] & 15) << 8 | code[3];
	ret->displacement_field = (struct effect_field){ 2, 2, 0xfff };
	if (is_long) {
		ret->displacement += extend(code[4], 8) * 4096;
		ret->displacement_field =
			(struct effect_field){ 2, 3, 0xfffff };
	}
	ret->base = or_none(code[2] >> 4);
	ret->index = indexed ? or_none(code[1] & 15) : EFFECT_NONE;
	if (ret->base == EFFECT_NONE) {
		ret->base = ret->index;
		ret->index = EFFECT_NONE;
	}
	ret->scale = ret->index != EFFECT_NONE;
	effect_reads(ret, ret->base);
	effect_reads(ret, ret->index);
}

static unsigned int count_bits(unsigned int mask)
{
	unsigned int count = 0;

	for (; mask; mask &= mask - 1)
		count++;
	return count;
}

/* The bytes that an instruction of FORM accesses; a mask without bits makes it
 * one. */
static unsigned int size_of(const unsigned char *code,
			    const struct insn_form *form)
{
	unsigned int a = code[1] >> 4, b = code[1] & 15;

	if (form->roles & RANGE)
		return form->size * (((b - a) & 15) + 1);
	if (form->roles & MASKED)
		return b ? count_bits(b) : 1;
	if (form->roles & ELEMENT) {
		unsigned int element = code[4] >> 4;

		return element < 5 ? 1u << element :
		       element == 6 ? 4 : ACCESS_ANY;
	}
	return form->size;
}

/* Is A all that is accessed by an instruction with a mask of A's bytes? */
static bool is_whole(const unsigned char *code, uint16_t opcode,
		     const struct insn_form *form)
{
	unsigned int mask = code[1] & 15;

	if (form->roles & WHOLE)
		return true;
	if (opcode == 0xbf00 || opcode == 0xeb81)	/* icm, icmy */
		return mask == 15;
	return (opcode == 0xbe00 || opcode == 0xeb2d) && mask &&
	       !(mask & (mask + 1));			/* stcm, stcmy */
}

/* Take the address for one that is only computed. */
static void forget_address(struct effect *ret)
{
	ret->base = EFFECT_NONE;
	ret->index = EFFECT_NONE;
	ret->scale = 0;
	ret->displacement = 0;
	ret->displacement_field = (struct effect_field){ 0, 0, 0 };
}

/* Note what is accessed at the address, and which registers have it. */
static void use_bytes(const unsigned char *code, uint16_t opcode,
		      const struct insn_form *form, struct effect *ret)
{
	uint8_t a = code[1] >> 4, b = code[1] & 15;
	bool whole = is_whole(code, opcode, form);

	ret->size = size_of(code, form);
	ret->loads = form->roles & LOAD;
	ret->stores = form->roles & STORE;
	ret->is_hint = form->roles & HINT;
	if (whole && form->roles & RANGE) {
		ret->is_pair = b == ((a + 1) & 15);
		ret->pair[0] = ret->is_pair ? a : EFFECT_NONE;
		ret->pair[1] = ret->is_pair ? b : EFFECT_NONE;
		whole = a == b;
	}
	if (whole && ret->loads)
		ret->loaded = a;
	else if (whole)
		ret->stored = a;
}

static void use_memory(const unsigned char *code, uint16_t opcode,
		       const struct insn_form *form, uint64_t pc,
		       struct effect *ret)
{
	unsigned int a = code[1] >> 4;

	use_address(code, form->format, pc, ret);
	if (form->size) {
		use_bytes(code, opcode, form, ret);
		return;
	}
	if (form->roles & ADDRESS && ret->index == EFFECT_NONE) {
		ret->to = (uint8_t)a;
		ret->from = ret->base;
		ret->number = ret->displacement;
		ret->number_field = ret->displacement_field;
	} else if (form->roles & ADDRESS && !ret->displacement) {
		effect_sums(ret, ret->base, ret->index);
	}
	forget_address(ret);
}

/* A branch to where DISTANCE leads. gcc's traps lead into themselves, where no
 * instruction is (j .+2), as those of WARN() once did. */
static void branch(enum effect_flow flow, uint64_t pc, int64_t distance,
		   struct effect *ret)
{
	if (distance == 2) {
		ret->flow = flow == FLOW_JUMP ? FLOW_TRAP : FLOW_NEXT;
		return;
	}
	ret->flow = flow;
	ret->target = pc + (uint64_t)distance;
}

/* Of what is written, a part stays as it was; or one HALF. What is read is
 * known but for that. */
static void keep(struct effect *ret, bool half)
{
	ret->kept = ret->writes & ~ret->reads;
	ret->kept_half = half && ret->kept;
	ret->reads |= ret->kept;
}

static const struct insn_form *find_form(uint16_t opcode)
{
	const struct page *page = &pages[opcode >> 8];
	const struct insn_form *form = &forms_one[opcode >> 8];

	if (page->count)
		form = (opcode & 0xff) < page->count ?
			&page->forms[opcode & 0xff] : NULL;
	return form && form->format != NO_FORM ? form : NULL;
}

/* One of the sums, which are in the order of their opcodes. */
static const struct sum *find_sum(uint16_t opcode)
{
	return &sums[lower_bound(i, 0, COUNT(sums), sums[i].opcode < opcode)];
}

static bool has_no_registers(uint16_t opcode)
{
	for (size_t i = 0;
	     i < COUNT(without_registers); i++)
		if (without_registers[i].first <= opcode &&
		    opcode <= without_registers[i].last)
			return true;
	return false;
}

static uint64_t sum_number(const struct sum *sum, const unsigned char *code)
{
	uint64_t number = number_at(code + 2, sum->width);

	if (!sum->width)
		return 0;
	if (!sum->is_unsigned)
		number = (uint64_t)extend(number, 8 * sum->width);
	return sum->shift < 0 ? -number : number << sum->shift;
}

/* Note what an instruction that adds a number, or moves, makes of what. */
static void do_sum(const unsigned char *code, uint16_t opcode,
		   struct effect *ret)
{
	unsigned int format = code[0] == 0xb9 ? RRE : RR;
	const struct sum *sum = find_sum(opcode);

	ret->to = (uint8_t)a_of(code, format);
	if (sum->from != NOTHING)
		ret->from = (uint8_t)(sum->from == FIRST ?
				      a_of(code, format) : b_of(code, format));
	ret->is_short = sum->is_short;
	ret->number = (int64_t)sum_number(sum, code);
	if (sum->width)
		ret->number_field = (struct effect_field){
			2, sum->width, sum->width == 2 ? 0xffff : 0xffffffff,
		};
}

/* larl */
static bool load_relative(const unsigned char *code, uint64_t pc,
			  struct effect *ret)
{
	ret->to = (uint8_t)a_of(code, RR);
	ret->pc_relative = true;
	ret->number = target_of(code, pc, 4);
	ret->number_field = (struct effect_field){ 2, 4, 0xffffffff };
	effect_writes(ret, ret->to);
	return true;
}

static bool do_form(const unsigned char *code, uint16_t opcode, uint64_t pc,
		    struct effect *ret)
{
	const struct insn_form *form = find_form(opcode);

	if (!form)
		return false;
	use_registers(code, form, ret);
	if (form->format > RRE)
		use_memory(code, opcode, form, pc, ret);
	if (form->roles & KEEP)
		keep(ret, form->roles & KEEP_HALF);
	if (form->roles & SUMMED)
		do_sum(code, opcode, ret);
	if (form->roles & ADDS)
		effect_sums(ret, b_of(code, RRE),
			    form->roles & A_IN ? a_of(code, RRE) :
			    code[2] >> 4);
	if (form->roles & BRANCH)
		branch(FLOW_BRANCH, pc,
		       distance_of(code, code[0] == 0xcc ? 4 : 2), ret);
	return true;
}

/* The piece of memory at a base and 12 bits of CODE. */
static struct effect_access operand_at(const unsigned char *code,
				       unsigned int at)
{
	return (struct effect_access){
		.base = or_none(code[at] >> 4),
		.displacement = (code[at] & 15) << 8 | code[at + 1],
		.displacement_field = { at, 2, 0xfff },
	};
}

/* Note the two pieces of memory of an SS format. */
static void use_operands(const unsigned char *code, unsigned int roles,
			 unsigned int first, unsigned int second,
			 struct effect *ret)
{
	use_address(code, RS, 0, ret);
	ret->size = first;
	ret->loads = roles & LOAD;
	ret->stores = roles & STORE;
	ret->second = operand_at(code, 4);
	ret->second.size = second;
	ret->second.loads = true;
	effect_reads(ret, ret->second.base);
}

/* The opcodes of formats SS-a and SS-b. */
static bool is_storage(const unsigned char *code)
{
	return (code[0] & 0xf0) == 0xd0 || (code[0] & 0xf0) == 0xf0;
}

static bool do_storage(const unsigned char *code, struct effect *ret)
{
	for (size_t i = 0; i < COUNT(storage_forms); i++) {
		bool two = storage_forms[i].two_lengths;
		unsigned int first = two ? code[1] >> 4 : code[1];
		unsigned int second = two ? code[1] & 15 : code[1];

		if (storage_forms[i].opcode != code[0])
			continue;
		use_operands(code, storage_forms[i].roles, first + 1,
			     storage_forms[i].second ?
			     storage_forms[i].second : second + 1, ret);
		return true;
	}
	return false;
}

/* exrl executes the instruction that it leads to with another length, which is
 * in a register: gcc has those of its block operations behind the function. */
static bool do_execute(const unsigned char *code, size_t left,
		       struct effect *ret)
{
	int64_t distance = distance_of(code, 4);

	if (distance < 6 || (uint64_t)distance > left ||
	    left - (uint64_t)distance < 6 || code[distance] == 0xdc ||
	    code[distance] > 0xdf || !do_storage(code + distance, ret))
		return false;
	ret->size = ACCESS_ANY;
	ret->second.size = ACCESS_ANY;
	/* The fields aren't of this instruction. */
	ret->displacement_field = (struct effect_field){ 0, 0, 0 };
	ret->second.displacement_field = (struct effect_field){ 0, 0, 0 };
	/* r0 leaves the length as it is. */
	if (code[1] >> 4)
		effect_reads(ret, code[1] >> 4);
	return true;
}

/* mvcos: between address spaces, as many bytes as R3 has, and how r0 says. */
static bool do_mvcos(const unsigned char *code, struct effect *ret)
{
	use_operands(code, STORE, ACCESS_ANY, ACCESS_ANY, ret);
	effect_reads(ret, code[1] >> 4);
	effect_reads(ret, 0);
	return true;
}

static bool do_string(const unsigned char *code, uint16_t opcode,
		      struct effect *ret)
{
	for (size_t i = 0; i < COUNT(string_forms); i++) {
		unsigned int format = string_forms[i].format;
		unsigned int roles = string_forms[i].roles;
		unsigned int a = a_of(code, format), b = b_of(code, format);

		if (string_forms[i].opcode != opcode)
			continue;
		if (format == RS) {	/* its address is a byte for filling */
			use_address(code, RS, 0, ret);
			forget_address(ret);
		}
		ret->writes = with_next(a, roles & A_PAIR) |
			      with_next(b, roles & B_PAIR);
		/* It may be done before it has begun. */
		ret->reads |= ret->writes | (roles & R0_IN ? effect_mask(0) : 0);
		ret->base = (uint8_t)a;
		ret->size = ACCESS_ANY;
		ret->loads = roles & LOAD;
		ret->stores = roles & STORE;
		ret->second = (struct effect_access){
			.size = string_forms[i].size,
			.loads = true,
			.base = (uint8_t)b,
		};
		return true;
	}
	return false;
}

/* cksm adds to the first register what is at the second, as long as the next
 * one says. */
static bool do_checksum(const unsigned char *code, struct effect *ret)
{
	unsigned int b = b_of(code, RRE);

	ret->writes = effect_mask(a_of(code, RRE)) | with_next(b, true);
	ret->reads = ret->writes;
	ret->base = (uint8_t)b;
	ret->size = ACCESS_ANY;
	ret->loads = true;
	return true;
}

/* A call that leaves where it came from in register LINK_REGISTER. Another one
 * than r14 has a function that isn't as the ABI has them: brasl %r0,__fentry__
 * keeps the arguments, so that what it may write may be as it was. */
static void call(enum effect_flow flow, unsigned int link_register,
		 struct effect *ret)
{
	ret->flow = flow;
	ret->reads |= ARGUMENTS | ENVIRONMENT;
	if (link_register != LINK)
		ret->reads |= CLOBBERED;
	ret->writes = CLOBBERED | effect_mask(link_register);
}

/* bcr, and bc to a register alone: a return if that is r14. */
static bool branch_to(unsigned int mask, unsigned int reg, struct effect *ret)
{
	if (!mask || !reg)
		return true;	/* nothing, or what orders memory */
	ret->reads |= effect_mask(reg) | RESULTS;
	if (reg == LINK) {
		ret->flow = mask == 15 ? FLOW_END : FLOW_NEXT;
		return true;
	}
	ret->flow = FLOW_JUMP_ANY;
	ret->reads |= ARGUMENTS | ENVIRONMENT;
	ret->jumped = (uint8_t)reg;
	return mask == 15;
}

/* bc */
static bool branch_to_address(const unsigned char *code, struct effect *ret)
{
	unsigned int mask = code[1] >> 4;
	uint64_t reads;

	if (!mask)
		return true;
	use_address(code, RX, 0, ret);
	reads = ret->reads;
	if (ret->base == LINK && ret->index == EFFECT_NONE &&
	    !ret->displacement) {
		forget_address(ret);
		return branch_to(mask, LINK, ret);
	}
	forget_address(ret);
	ret->flow = FLOW_JUMP_ANY;
	ret->reads = reads | ARGUMENTS | ENVIRONMENT | RESULTS;
	return mask == 15;
}

/* bic, without a condition: to where the 8 bytes at the address say. */
static bool branch_to_stored(const unsigned char *code, struct effect *ret)
{
	use_address(code, RXY, 0, ret);
	ret->size = 8;
	ret->loads = true;
	ret->flow = FLOW_JUMP_ANY;
	ret->reads |= ARGUMENTS | ENVIRONMENT | RESULTS;
	return code[1] >> 4 == 15;
}

/* cgrb, cgib and their like branch to D4(B4): a return if that is r14. */
static bool compare_and_return(const unsigned char *code, bool two,
			       struct effect *ret)
{
	if (code[2] >> 4 != LINK || code[2] & 15 || code[3])
		return false;
	ret->reads = effect_mask(code[1] >> 4) | effect_mask(LINK) | RESULTS;
	if (two)
		effect_reads(ret, code[1] & 15);
	return true;
}

/* basr, balr: with r0, they note where they are and go on. */
static bool link_to(const unsigned char *code, uint64_t pc, struct effect *ret)
{
	unsigned int a = code[1] >> 4, b = code[1] & 15;

	if (b) {
		call(FLOW_CALL_ANY, a, ret);
		effect_reads(ret, b);
		return true;
	}
	ret->to = (uint8_t)a;
	ret->pc_relative = true;
	ret->number = (int64_t)(pc + 2);
	ret->writes = effect_mask(a);
	return true;
}

/* bctr, bctgr: with r0, they subtract 1 and go on. */
static bool count_down(unsigned int a, unsigned int b, bool is_short,
		       struct effect *ret)
{
	ret->to = (uint8_t)a;
	ret->from = (uint8_t)a;
	ret->is_short = is_short;
	ret->number = -1;
	ret->reads = effect_mask(a);
	ret->writes = effect_mask(a);
	return !b;
}

/* brc, brcl */
static bool branch_relative(const unsigned char *code, unsigned int width,
			    uint64_t pc, struct effect *ret)
{
	unsigned int mask = code[1] >> 4;

	if (mask)
		branch(mask == 15 ? FLOW_JUMP : FLOW_BRANCH, pc,
		       distance_of(code, width), ret);
	return true;
}

/* bras, brasl. bras with another register than r14 is how code jumps over data
 * that it has put in its way. */
static bool call_relative(const unsigned char *code, unsigned int width,
			  uint64_t pc, struct effect *ret)
{
	unsigned int a = code[1] >> 4;

	call(FLOW_CALL, a, ret);
	ret->target = pc + (uint64_t)distance_of(code, width);
	return a == LINK || width == 4;
}

/* risbg and its like, which may set the other bits of the first register to 0,
 * or only test. */
static bool rotate(const unsigned char *code, struct effect *ret)
{
	bool inserts = code[5] == 0x55 || code[5] == 0x59;
	uint64_t a = effect_mask(code[1] >> 4);

	ret->reads = effect_mask(code[1] & 15) | (inserts ? 0 : a);
	if (inserts || !(code[2] & 0x80))
		ret->writes = a;
	if (inserts && !(code[3] & 0x80))
		keep(ret, false);
	return true;
}

/* risblg and risbhg, the same within one half of the first register. */
static bool rotate_half(const unsigned char *code, struct effect *ret)
{
	ret->reads = effect_mask(code[1] & 15);
	ret->writes = effect_mask(code[1] >> 4);
	keep(ret, code[3] & 0x80);
	return true;
}

/* vlm, vstm: all from the first vector register to the second, whose numbers
 * have their highest bits in the fifth byte. */
static bool vector_range(const unsigned char *code, bool loads,
			 struct effect *ret)
{
	unsigned int first = code[1] >> 4 | (code[4] & 8) << 1;
	unsigned int last = (code[1] & 15) | (code[4] & 4) << 2;

	use_address(code, RS, 0, ret);
	ret->size = 16 * (((last - first) & 31) + 1);
	ret->loads = loads;
	ret->stores = !loads;
	return true;
}

bool s390_effect(bool big, const unsigned char *code, size_t left, uint64_t pc,
		 struct effect *ret)
{
	static const unsigned char lengths[] = { 2, 4, 4, 6 };
	unsigned int length = lengths[*code >> 6];
	uint16_t opcode;

	(void)big;
	if (length > left)
		return false;
	*ret = effect_nothing(length);
	opcode = opcode_of(code, length);
	switch (opcode) {
	case 0x01ff:			/* trap2 */
		ret->flow = FLOW_TRAP;
		return true;
	case 0x0500: case 0x0d00:
		return link_to(code, pc, ret);
	case 0x0600:
		return count_down(code[1] >> 4, code[1] & 15, true, ret);
	case 0x0700:
		return branch_to(code[1] >> 4, code[1] & 15, ret);
	case 0x4700:
		return branch_to_address(code, ret);
	case 0xa704:
		return branch_relative(code, 2, pc, ret);
	case 0xa705:
		return call_relative(code, 2, pc, ret);
	case 0xaf00:			/* mc, with which Linux warns */
		ret->flow = FLOW_TRAP;
		effect_reads(ret, or_none(code[2] >> 4));
		return true;
	case 0xb241:
		return do_checksum(code, ret);
	case 0xb946:
		return count_down(code[3] >> 4, code[3] & 15, false, ret);
	case 0xc000:
		return load_relative(code, pc, ret);
	case 0xc004:
		return branch_relative(code, 4, pc, ret);
	case 0xc005:
		return call_relative(code, 4, pc, ret);
	case 0xc600:
		return do_execute(code, left, ret);
	case 0xc800:
		return do_mvcos(code, ret);
	case 0xe347:
		return branch_to_stored(code, ret);
	case 0xe736: case 0xe73e:
		return vector_range(code, opcode == 0xe736, ret);
	case 0xec54: case 0xec55: case 0xec56: case 0xec57: case 0xec59:
		return rotate(code, ret);
	case 0xec51: case 0xec5d:
		return rotate_half(code, ret);
	case 0xece4: case 0xece5: case 0xecf6: case 0xecf7:
		return compare_and_return(code, true, ret);
	case 0xecfc: case 0xecfd: case 0xecfe: case 0xecff:
		return compare_and_return(code, false, ret);
	}
	/* The most frequent ones first. */
	if (is_storage(code) && do_storage(code, ret))
		return true;
	return do_form(code, opcode, pc, ret) ||
	       do_string(code, opcode, ret) || has_no_registers(opcode);
}
