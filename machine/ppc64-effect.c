/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The effects of instructions of ppc64: Power ISA 3.1. The forms that name the
 * fields of an instruction are those of its book I, 1.6; both ABIs use general
 * registers alike. */
#include "machine/bits.h"
#include "machine/machines.h"

/* What an instruction does with the registers in its fields. */
enum role {
	T_OUT = 1 << 0,		/* writes RT */
	T_IN = 1 << 1,		/* reads RS, which is where RT is */
	A_OUT = 1 << 2,
	A_IN = 1 << 3,
	A0_IN = 1 << 4,		/* reads RA, unless that is 0, which is none */
	B_IN = 1 << 5,
	C_IN = 1 << 6,
	LOAD = 1 << 7,		/* at RA|0 and a displacement or RB */
	STORE = 1 << 8,
	UPDATE = 1 << 9,	/* at RA, which becomes the address */
	WHOLE = 1 << 10,	/* RT holds nothing but what is loaded, RS all
				 * that is stored */
	PAIR = 1 << 11,		/* RT, which is even, and the next one */
	OE = 1 << 12,		/* the first bit of the extended opcode counts
				 * overflows and does nothing else */
	NO_GPR = 1 << 13,	/* no general register at all */
	HINT = 1 << 14,		/* LOAD is a prefetch */

	LOAD_T = LOAD | T_OUT | WHOLE,
	STORE_S = STORE | T_IN | WHOLE,
	SUM = T_OUT | A_IN | B_IN,	/* of RA and RB */
	LOGIC = A_OUT | T_IN | B_IN,	/* of RS and RB */
	UNARY = A_OUT | T_IN,		/* of RS */
};

/* An instruction, by the extended opcode that its primary opcode has. */
struct form {
	uint16_t opcode;
	uint16_t roles;
	uint16_t size;
};

/* Primary opcodes that need no other one: D, M, VA and SC forms. */
static const struct form d_forms[] = {
	{ 7, T_OUT | A_IN, 0 },		/* mulli */
	{ 8, T_OUT | A_IN, 0 },		/* subfic */
	{ 10, A_IN, 0 },		/* cmpli */
	{ 11, A_IN, 0 },		/* cmpi */
	{ 14, T_OUT | A0_IN, 0 },	/* addi */
	{ 15, T_OUT | A0_IN, 0 },	/* addis */
	{ 12, T_OUT | A_IN, 0 },	/* addic */
	{ 13, T_OUT | A_IN, 0 },	/* addic. */
	{ 20, UNARY | A_IN, 0 },	/* rlwimi */
	{ 21, UNARY, 0 },		/* rlwinm */
	{ 23, LOGIC, 0 },		/* rlwnm */
	{ 24, UNARY, 0 },		/* ori */
	{ 25, UNARY, 0 },		/* oris */
	{ 26, UNARY, 0 },		/* xori */
	{ 27, UNARY, 0 },		/* xoris */
	{ 28, UNARY, 0 },		/* andi. */
	{ 29, UNARY, 0 },		/* andis. */
	{ 32, LOAD_T, 4 },		/* lwz */
	{ 33, LOAD_T | UPDATE, 4 },	/* lwzu */
	{ 34, LOAD_T, 1 },		/* lbz */
	{ 35, LOAD_T | UPDATE, 1 },	/* lbzu */
	{ 36, STORE_S, 4 },		/* stw */
	{ 37, STORE_S | UPDATE, 4 },	/* stwu */
	{ 38, STORE_S, 1 },		/* stb */
	{ 39, STORE_S | UPDATE, 1 },	/* stbu */
	{ 40, LOAD_T, 2 },		/* lhz */
	{ 41, LOAD_T | UPDATE, 2 },	/* lhzu */
	{ 42, LOAD_T, 2 },		/* lha */
	{ 43, LOAD_T | UPDATE, 2 },	/* lhau */
	{ 44, STORE_S, 2 },		/* sth */
	{ 45, STORE_S | UPDATE, 2 },	/* sthu */
	{ 48, LOAD, 4 },		/* lfs */
	{ 49, LOAD | UPDATE, 4 },	/* lfsu */
	{ 50, LOAD, 8 },		/* lfd */
	{ 51, LOAD | UPDATE, 8 },	/* lfdu */
	{ 52, STORE, 4 },		/* stfs */
	{ 53, STORE | UPDATE, 4 },	/* stfsu */
	{ 54, STORE, 8 },		/* stfd */
	{ 55, STORE | UPDATE, 8 },	/* stfdu */
	{ 59, NO_GPR, 0 },		/* fadds and the like */
	{ 63, NO_GPR, 0 },		/* fadd and the like */
};

/* DS forms: the primary opcode and the two last bits. */
static const struct form ds_forms[] = {
	{ 57 << 2 | 0, LOAD, 16 },		/* lfdp */
	{ 57 << 2 | 2, LOAD, 8 },		/* lxsd */
	{ 57 << 2 | 3, LOAD, 4 },		/* lxssp */
	{ 58 << 2 | 0, LOAD_T, 8 },		/* ld */
	{ 58 << 2 | 1, LOAD_T | UPDATE, 8 },	/* ldu */
	{ 58 << 2 | 2, LOAD_T, 4 },		/* lwa */
	{ 61 << 2 | 0, STORE, 16 },		/* stfdp */
	{ 61 << 2 | 2, STORE, 8 },		/* stxsd */
	{ 61 << 2 | 3, STORE, 4 },		/* stxssp */
	{ 62 << 2 | 0, STORE_S, 8 },		/* std */
	{ 62 << 2 | 1, STORE_S | UPDATE, 8 },	/* stdu */
	{ 62 << 2 | 2, STORE | T_IN | PAIR, 16 },	/* stq */
};

/* DQ forms: the primary opcode and the three last bits, or all four where
 * those aren't part of a register's number. */
static const struct form dq_forms[] = {
	{ 6 << 4 | 0, LOAD, 32 },		/* lxvp */
	{ 6 << 4 | 1, STORE, 32 },		/* stxvp */
	{ 56 << 4, LOAD | T_OUT | PAIR, 16 },	/* lq */
	{ 61 << 4 | 1, LOAD, 16 },		/* lxv */
	{ 61 << 4 | 5, STORE, 16 },		/* stxv */
};

/* Primary opcode 19. Branches aren't here. */
static const struct form cr_forms[] = {
	{ 0, NO_GPR, 0 },		/* mcrf */
	{ 33, NO_GPR, 0 },		/* crnor */
	{ 129, NO_GPR, 0 },		/* crandc */
	{ 150, NO_GPR, 0 },		/* isync */
	{ 193, NO_GPR, 0 },		/* crxor */
	{ 225, NO_GPR, 0 },		/* crnand */
	{ 257, NO_GPR, 0 },		/* crand */
	{ 289, NO_GPR, 0 },		/* creqv */
	{ 417, NO_GPR, 0 },		/* crorc */
	{ 449, NO_GPR, 0 },		/* cror */
};

/* Primary opcode 31. lvx, lvebx and their like take the aligned bytes that the
 * address is in: the size is right where it is aligned. */
static const struct form x_forms[] = {
	{ 0, A_IN | B_IN, 0 },		/* cmp */
	{ 6, A0_IN | B_IN, 0 },		/* lvsl */
	{ 7, LOAD, 1 },			/* lvebx */
	{ 8, SUM | OE, 0 },		/* subfc */
	{ 9, SUM, 0 },			/* mulhdu */
	{ 10, SUM | OE, 0 },		/* addc */
	{ 11, SUM, 0 },			/* mulhwu */
	{ 12, LOAD, 4 },		/* lxsiwzx */
	{ 13, LOAD, 1 },		/* lxvrbx */
	{ 19, T_OUT, 0 },		/* mfcr, mfocrf */
	{ 20, LOAD_T, 4 },		/* lwarx */
	{ 21, LOAD_T, 8 },		/* ldx */
	{ 22, LOAD, ACCESS_ANY },	/* icbt */
	{ 23, LOAD_T, 4 },		/* lwzx */
	{ 24, LOGIC, 0 },		/* slw */
	{ 26, UNARY, 0 },		/* cntlzw */
	{ 27, LOGIC, 0 },		/* sld */
	{ 28, LOGIC, 0 },		/* and */
	{ 32, A_IN | B_IN, 0 },		/* cmpl */
	{ 38, A0_IN | B_IN, 0 },	/* lvsr */
	{ 39, LOAD, 2 },		/* lvehx */
	{ 40, SUM | OE, 0 },		/* subf */
	{ 45, LOAD, 2 },		/* lxvrhx */
	{ 51, A_OUT, 0 },		/* mfvsrd */
	{ 52, LOAD_T, 1 },		/* lbarx */
	{ 53, LOAD_T | UPDATE, 8 },	/* ldux */
	{ 54, LOAD, ACCESS_ANY },	/* dcbst */
	{ 55, LOAD_T | UPDATE, 4 },	/* lwzux */
	{ 58, UNARY, 0 },		/* cntlzd */
	{ 59, LOGIC, 0 },		/* cntlzdm */
	{ 60, LOGIC, 0 },		/* andc */
	{ 71, LOAD, 4 },		/* lvewx */
	{ 73, SUM, 0 },			/* mulhd */
	{ 75, SUM, 0 },			/* mulhw */
	{ 76, LOAD, 4 },		/* lxsiwax */
	{ 77, LOAD, 4 },		/* lxvrwx */
	{ 83, T_OUT, 0 },		/* mfmsr */
	{ 84, LOAD_T, 8 },		/* ldarx */
	{ 86, LOAD, ACCESS_ANY },	/* dcbf */
	{ 87, LOAD_T, 1 },		/* lbzx */
	{ 103, LOAD, 16 },		/* lvx */
	{ 104, T_OUT | A_IN | OE, 0 },	/* neg */
	{ 109, LOAD, 8 },		/* lxvrdx */
	{ 115, A_OUT, 0 },		/* mfvsrwz */
	{ 116, LOAD_T, 2 },		/* lharx */
	{ 119, LOAD_T | UPDATE, 1 },	/* lbzux */
	{ 122, UNARY, 0 },		/* popcntb */
	{ 124, LOGIC, 0 },		/* nor */
	{ 128, T_OUT, 0 },		/* setb */
	{ 135, STORE, 1 },		/* stvebx */
	{ 136, SUM | OE, 0 },		/* subfe */
	{ 138, SUM | OE, 0 },		/* adde */
	{ 140, STORE, 4 },		/* stxsiwx */
	{ 141, STORE, 1 },		/* stxvrbx */
	{ 144, T_IN, 0 },		/* mtcrf, mtocrf */
	{ 146, T_IN, 0 },		/* mtmsr */
	{ 149, STORE_S, 8 },		/* stdx */
	{ 150, STORE | T_IN, 4 },	/* stwcx. */
	{ 151, STORE_S, 4 },		/* stwx */
	{ 154, UNARY, 0 },		/* prtyw */
	{ 155, UNARY, 0 },		/* brw */
	{ 156, LOGIC, 0 },		/* pdepd */
	{ 167, STORE, 2 },		/* stvehx */
	{ 170, SUM, 0 },		/* addex */
	{ 173, STORE, 2 },		/* stxvrhx */
	{ 178, T_IN, 0 },		/* mtmsrd */
	{ 179, A_IN, 0 },		/* mtvsrd */
	{ 181, STORE_S | UPDATE, 8 },	/* stdux */
	{ 182, STORE | T_IN | PAIR, 16 },	/* stqcx. */
	{ 183, STORE_S | UPDATE, 4 },	/* stwux */
	{ 186, UNARY, 0 },		/* prtyd */
	{ 187, UNARY, 0 },		/* brd */
	{ 188, LOGIC, 0 },		/* pextd */
	{ 192, A_IN | B_IN, 0 },	/* cmprb */
	{ 199, STORE, 4 },		/* stvewx */
	{ 200, T_OUT | A_IN | OE, 0 },	/* subfze */
	{ 202, T_OUT | A_IN | OE, 0 },	/* addze */
	{ 205, STORE, 4 },		/* stxvrwx */
	{ 211, A_IN, 0 },		/* mtvsrwa */
	{ 214, STORE | T_IN, 8 },	/* stdcx. */
	{ 215, STORE_S, 1 },		/* stbx */
	{ 219, UNARY, 0 },		/* brh */
	{ 220, LOGIC, 0 },		/* cfuged */
	{ 224, A_IN | B_IN, 0 },	/* cmpeqb */
	{ 231, STORE, 16 },		/* stvx */
	{ 232, T_OUT | A_IN | OE, 0 },	/* subfme */
	{ 233, SUM | OE, 0 },		/* mulld */
	{ 234, T_OUT | A_IN | OE, 0 },	/* addme */
	{ 235, SUM | OE, 0 },		/* mullw */
	{ 237, STORE, 8 },		/* stxvrdx */
	{ 243, A_IN, 0 },		/* mtvsrwz */
	{ 246, LOAD | HINT, ACCESS_ANY },	/* dcbtst */
	{ 247, STORE_S | UPDATE, 1 },	/* stbux */
	{ 252, LOGIC, 0 },		/* bpermd */
	{ 265, SUM, 0 },		/* modud */
	{ 266, SUM | OE, 0 },		/* add */
	{ 267, SUM, 0 },		/* moduw */
	{ 268, LOAD, 16 },		/* lxvx */
	{ 276, LOAD | T_OUT | PAIR, 16 },	/* lqarx */
	{ 278, LOAD | HINT, ACCESS_ANY },	/* dcbt */
	{ 279, LOAD_T, 2 },		/* lhzx */
	{ 284, LOGIC, 0 },		/* eqv */
	{ 307, A_OUT, 0 },		/* mfvsrld */
	{ 311, LOAD_T | UPDATE, 2 },	/* lhzux */
	{ 316, LOGIC, 0 },		/* xor */
	{ 332, LOAD, 8 },		/* lxvdsx */
	{ 333, LOAD, 32 },		/* lxvpx */
	{ 339, T_OUT, 0 },		/* mfspr */
	{ 341, LOAD_T, 4 },		/* lwax */
	{ 343, LOAD_T, 2 },		/* lhax */
	{ 359, LOAD, 16 },		/* lvxl */
	{ 364, LOAD, 4 },		/* lxvwsx */
	{ 371, T_OUT, 0 },		/* mftb */
	{ 373, LOAD_T | UPDATE, 4 },	/* lwaux */
	{ 375, LOAD_T | UPDATE, 2 },	/* lhaux */
	{ 378, UNARY, 0 },		/* popcntw */
	{ 384, T_OUT, 0 },		/* setbc */
	{ 393, SUM | OE, 0 },		/* divdeu */
	{ 395, SUM | OE, 0 },		/* divweu */
	{ 396, STORE, 16 },		/* stxvx */
	{ 403, A_IN, 0 },		/* mtvsrws */
	{ 407, STORE_S, 2 },		/* sthx */
	{ 412, LOGIC, 0 },		/* orc */
	{ 416, T_OUT, 0 },		/* setbcr */
	{ 425, SUM | OE, 0 },		/* divde */
	{ 427, SUM | OE, 0 },		/* divwe */
	{ 435, A0_IN | B_IN, 0 },	/* mtvsrdd */
	{ 439, STORE_S | UPDATE, 2 },	/* sthux */
	{ 444, LOGIC, 0 },		/* or */
	{ 448, T_OUT, 0 },		/* setnbc */
	{ 457, SUM | OE, 0 },		/* divdu */
	{ 459, SUM | OE, 0 },		/* divwu */
	{ 461, STORE, 32 },		/* stxvpx */
	{ 467, T_IN, 0 },		/* mtspr */
	{ 476, LOGIC, 0 },		/* nand */
	{ 480, T_OUT, 0 },		/* setnbcr */
	{ 487, STORE, 16 },		/* stvxl */
	{ 489, SUM | OE, 0 },		/* divd */
	{ 491, SUM | OE, 0 },		/* divw */
	{ 506, UNARY, 0 },		/* popcntd */
	{ 508, LOGIC, 0 },		/* cmpb */
	{ 524, LOAD, 4 },		/* lxsspx */
	{ 532, LOAD | T_OUT, 8 },	/* ldbrx */
	{ 534, LOAD | T_OUT, 4 },	/* lwbrx */
	{ 535, LOAD, 4 },		/* lfsx */
	{ 536, LOGIC, 0 },		/* srw */
	{ 538, UNARY, 0 },		/* cnttzw */
	{ 539, LOGIC, 0 },		/* srd */
	{ 567, LOAD | UPDATE, 4 },	/* lfsux */
	{ 570, UNARY, 0 },		/* cnttzd */
	{ 571, LOGIC, 0 },		/* cnttzdm */
	{ 576, NO_GPR, 0 },		/* mcrxrx */
	{ 588, LOAD, 8 },		/* lxsdx */
	{ 598, NO_GPR, 0 },		/* sync */
	{ 599, LOAD, 8 },		/* lfdx */
	{ 631, LOAD | UPDATE, 8 },	/* lfdux */
	{ 652, STORE, 4 },		/* stxsspx */
	{ 660, STORE | T_IN, 8 },	/* stdbrx */
	{ 662, STORE | T_IN, 4 },	/* stwbrx */
	{ 663, STORE, 4 },		/* stfsx */
	{ 694, STORE | T_IN, 1 },	/* stbcx. */
	{ 695, STORE | UPDATE, 4 },	/* stfsux */
	{ 716, STORE, 8 },		/* stxsdx */
	{ 726, STORE | T_IN, 2 },	/* sthcx. */
	{ 727, STORE, 8 },		/* stfdx */
	{ 755, T_OUT, 0 },		/* darn */
	{ 759, STORE | UPDATE, 8 },	/* stfdux */
	{ 777, SUM, 0 },		/* modsd */
	{ 779, SUM, 0 },		/* modsw */
	{ 780, LOAD, 16 },		/* lxvw4x */
	{ 781, LOAD, 1 },		/* lxsibzx */
	{ 790, LOAD | T_OUT, 2 },	/* lhbrx */
	{ 791, LOAD, 16 },		/* lfdpx */
	{ 792, LOGIC, 0 },		/* sraw */
	{ 794, LOGIC, 0 },		/* srad */
	{ 812, LOAD, 16 },		/* lxvh8x */
	{ 813, LOAD, 2 },		/* lxsihzx */
	{ 824, UNARY, 0 },		/* srawi */
	{ 826, UNARY, 0 },		/* sradi, whose last bit is the shift's */
	{ 827, UNARY, 0 },
	{ 844, LOAD, 16 },		/* lxvd2x */
	{ 854, NO_GPR, 0 },		/* eieio */
	{ 855, LOAD, 4 },		/* lfiwax */
	{ 876, LOAD, 16 },		/* lxvb16x */
	{ 887, LOAD, 4 },		/* lfiwzx */
	{ 890, UNARY, 0 },		/* extswsli, as sradi */
	{ 891, UNARY, 0 },
	{ 908, STORE, 16 },		/* stxvw4x */
	{ 909, STORE, 1 },		/* stxsibx */
	{ 918, STORE | T_IN, 2 },	/* sthbrx */
	{ 919, STORE, 16 },		/* stfdpx */
	{ 922, UNARY, 0 },		/* extsh */
	{ 940, STORE, 16 },		/* stxvh8x */
	{ 941, STORE, 2 },		/* stxsihx */
	{ 954, UNARY, 0 },		/* extsb */
	{ 972, STORE, 16 },		/* stxvd2x */
	{ 982, LOAD, ACCESS_ANY },	/* icbi */
	{ 983, STORE, 4 },		/* stfiwx */
	{ 986, UNARY, 0 },		/* extsw */
	{ 1004, STORE, 16 },		/* stxvb16x */
	{ 1014, STORE, ACCESS_ANY },	/* dcbz */
};

/* Prefixed instructions that load and store, 8LS form, by the opcode of the
 * suffix. Those of the MLS form are prefixed D forms. */
static const struct form prefixed_forms[] = {
	{ 41, LOAD_T, 4 },		/* plwa */
	{ 42, LOAD, 8 },		/* plxsd */
	{ 43, LOAD, 4 },		/* plxssp */
	{ 46, STORE, 8 },		/* pstxsd */
	{ 47, STORE, 4 },		/* pstxssp */
	{ 50, LOAD, 16 },		/* plxv */
	{ 51, LOAD, 16 },
	{ 54, STORE, 16 },		/* pstxv */
	{ 55, STORE, 16 },
	{ 56, LOAD | T_OUT | PAIR, 16 },	/* plq */
	{ 57, LOAD_T, 8 },		/* pld */
	{ 58, LOAD, 32 },		/* plxvp */
	{ 60, STORE | T_IN | PAIR, 16 },	/* pstq */
	{ 61, STORE_S, 8 },		/* pstd */
	{ 62, STORE, 32 },		/* pstxvp */
};

#define FIND(table, opcode) \
	find(table, sizeof(table) / sizeof(*(table)), opcode)

static const struct form *find(const struct form *table, size_t count,
			       unsigned int opcode)
{
	for (size_t i = 0; i < count; i++)
		if (table[i].opcode == opcode ||
		    (table[i].roles & OE && table[i].opcode + 512u == opcode))
			return &table[i];
	return NULL;
}

enum { STACK = 1, TOC = 2 };

/* r0, r3 to r12. Across a call to another module r2 isn't kept either. */
#define CLOBBERED 0x1ffdull
#define ARGUMENTS 0x7f8ull
#define RESULTS 0x18ull
/* What calls take beside arguments: the stack, r2, a nested function's frame in
 * r11, a function's own address in r12, and the thread in r13. */
#define ENVIRONMENT 0x3806ull

const struct effect_abi ppc64_abi = {
	.arguments = { 3, 4, 5, 6, 7, 8, 9, 10, EFFECT_NONE },
	.results = RESULTS,
	.clobbered = CLOBBERED,
	.stack = STACK,
};

/* Register fields. */
static uint8_t t_of(uint32_t w)
{
	return w >> 21 & 31;
}

static uint8_t a_of(uint32_t w)
{
	return w >> 16 & 31;
}

static uint8_t b_of(uint32_t w)
{
	return w >> 11 & 31;
}

static uint8_t c_of(uint32_t w)
{
	return w >> 6 & 31;
}

/* RA, of which 0 is none. */
static uint8_t a_or_none(uint32_t w)
{
	return a_of(w) ? a_of(w) : EFFECT_NONE;
}

static void use_registers(uint32_t w, unsigned int roles, struct effect *ret)
{
	uint64_t t = roles & PAIR ? 3ull << (t_of(w) & 30) :
				    effect_mask(t_of(w));

	if (roles & T_OUT)
		ret->writes |= t;
	if (roles & T_IN)
		ret->reads |= t;
	if (roles & A_OUT)
		effect_writes(ret, a_of(w));
	if (roles & A_IN || (roles & A0_IN && a_of(w)))
		effect_reads(ret, a_of(w));
	if (roles & B_IN)
		effect_reads(ret, b_of(w));
	if (roles & C_IN)
		effect_reads(ret, c_of(w));
}

/* Note that FORM, if it loads or stores, does so at RA|0, to which RB is added
 * if it is INDEXED: alone, that is a base. */
static void use_memory(uint32_t w, const struct form *form, bool indexed,
		       struct effect *ret)
{
	unsigned int roles = form->roles;

	if (!(roles & (LOAD | STORE)))
		return;
	ret->size = form->size;
	ret->loads = roles & LOAD;
	ret->stores = roles & STORE;
	ret->is_hint = roles & HINT;
	ret->base = roles & UPDATE ? a_of(w) : a_or_none(w);
	if (indexed && ret->base == EFFECT_NONE) {
		ret->base = b_of(w);
	} else if (indexed) {
		ret->index = b_of(w);
		ret->scale = 1;
		effect_reads(ret, ret->index);
	}
	effect_reads(ret, ret->base);
	if (roles & UPDATE) {
		ret->updates_base = !indexed;	/* else by RB */
		effect_writes(ret, ret->base);
	}
	if (roles & WHOLE && roles & LOAD)
		ret->loaded = t_of(w);
	else if (roles & WHOLE)
		ret->stored = t_of(w);
}

static bool do_form(uint32_t w, const struct form *form, bool indexed,
		    struct effect *ret)
{
	if (!form)
		return false;
	use_registers(w, form->roles, ret);
	use_memory(w, form, indexed, ret);
	return true;
}

/* Loads and stores with a displacement in bits MASK. */
static bool do_displaced(uint32_t w, const struct form *form, uint32_t mask,
			 struct effect *ret)
{
	if (!do_form(w, form, false, ret))
		return false;
	if (ret->size) {
		ret->displacement = extend(w & mask, 16);
		ret->displacement_field = (struct effect_field){ 0, 4, mask };
	}
	if (ret->updates_base) {
		ret->number = ret->displacement;
		ret->number_field = ret->displacement_field;
	}
	return true;
}

/* tdi, twi, td and tw: RT is the condition. */
static bool do_trap(uint32_t w, unsigned int roles, struct effect *ret)
{
	if (t_of(w) == 31)
		ret->flow = FLOW_TRAP;
	else
		use_registers(w, roles, ret);
	return true;
}

static void copies(uint8_t to, uint8_t from, struct effect *ret)
{
	ret->to = to;
	ret->from = from;
}

static bool do_d_form(uint32_t w, struct effect *ret)
{
	unsigned int opcode = w >> 26;
	bool adds = opcode == 14 || opcode == 15;

	if (!do_displaced(w, FIND(d_forms, opcode), 0xffff, ret))
		return false;
	if (adds) {
		copies(t_of(w), a_or_none(w), ret);
		ret->number = extend(w, 16) * (opcode == 15 ? 65536 : 1);
		ret->number_field = (struct effect_field){ 0, 4, 0xffff };
	} else if (opcode == 24 && t_of(w) == a_of(w) && !(w & 0xffff)) {
		/* ori without a number: nops, barriers. */
		copies(a_of(w), a_of(w), ret);
	}
	return true;
}

/* lmw and stmw take RT and all that follow. */
static bool do_multiple(uint32_t w, bool loads, struct effect *ret)
{
	struct form form = {
		.roles = loads ? LOAD : STORE,
		.size = (uint16_t)(4 * (32 - t_of(w))),
	};
	uint64_t all = 0xffffffff & ~(effect_mask(t_of(w)) - 1);

	do_displaced(w, &form, 0xffff, ret);
	if (loads)
		ret->writes |= all;
	else
		ret->reads |= all;
	return true;
}

static bool do_ds_form(uint32_t w, struct effect *ret)
{
	return do_displaced(w, FIND(ds_forms, w >> 26 << 2 | (w & 3)), 0xfffc,
			    ret);
}

static bool do_dq_form(uint32_t w, struct effect *ret)
{
	unsigned int opcode = w >> 26;
	unsigned int rest = opcode == 56 ? 0 : w & (opcode == 61 ? 7 : 15);

	return do_displaced(w, FIND(dq_forms, opcode << 4 | rest), 0xfff0,
			    ret);
}

/* A call, of which nothing may come if it is CONDITIONAL. */
static void call(bool conditional, struct effect *ret)
{
	ret->reads = ARGUMENTS | ENVIRONMENT | (conditional ? CLOBBERED : 0);
	ret->writes = CLOBBERED;
}

static bool is_conditional(uint32_t w)
{
	return (w >> 21 & 0x14) != 0x14;
}

static bool is_linked(uint32_t w)
{
	return w & 1;
}

static bool is_absolute(uint32_t w)
{
	return w & 2;
}

/* b, bl, bc, bcl */
static bool do_branch(uint32_t w, uint64_t pc, struct effect *ret)
{
	bool conditional = w >> 26 == 16 && is_conditional(w);

	if (is_absolute(w))
		return false;
	/* bcl 20,31,.+4, with which code learns where it is. */
	if (w == 0x429f0005)
		return true;
	ret->target = pc + (uint64_t)(w >> 26 == 16 ? extend(w & 0xfffc, 16) :
				      extend(w & 0x3fffffc, 26));
	if (is_linked(w)) {
		ret->flow = FLOW_CALL;
		call(conditional, ret);
	} else {
		ret->flow = conditional ? FLOW_BRANCH : FLOW_JUMP;
	}
	return true;
}

/* bclr, bcctr, bctar */
static bool do_register_branch(uint32_t w, bool returns, struct effect *ret)
{
	if (is_linked(w)) {
		ret->flow = FLOW_CALL_ANY;
		call(is_conditional(w), ret);
	} else if (returns) {
		ret->flow = is_conditional(w) ? FLOW_NEXT : FLOW_END;
		ret->reads = RESULTS;
	} else {
		ret->flow = FLOW_JUMP_ANY;
		ret->reads = ARGUMENTS | ENVIRONMENT | RESULTS;
		return !is_conditional(w);
	}
	return true;
}

/* Primary opcode 19 */
static bool do_xl_form(uint32_t w, uint64_t pc, struct effect *ret)
{
	unsigned int opcode = w >> 1 & 0x3ff;

	if ((opcode & 31) == 2) {	/* addpcis: counts from what is next */
		uint32_t distance = (w & 0xffc1) | (w >> 15 & 0x3e);

		copies(t_of(w), EFFECT_NONE, ret);
		ret->writes = effect_mask(t_of(w));
		ret->pc_relative = true;
		ret->number = (int64_t)(pc + 4 + ((uint64_t)extend(distance, 16)
					 << 16));
		ret->number_field = (struct effect_field){ 0, 4, 0x1fffc1 };
		return true;
	}
	if (opcode == 16 || opcode == 528 || opcode == 560)
		return do_register_branch(w, opcode == 16, ret);
	return do_form(w, FIND(cr_forms, opcode), false, ret);
}

/* Primary opcode 30: rldicl and the like */
static bool do_md_form(uint32_t w, struct effect *ret)
{
	unsigned int opcode = w >> 1 & 15;

	if (opcode > 9)
		return false;
	use_registers(w, opcode > 7 ? LOGIC :
		      opcode >> 1 == 3 ? UNARY | A_IN : UNARY, ret);
	if (!(w & 0xf81e) && (w >> 5 & 0x3f) == 1) {
		/* rldicl with a shift of 0 that clears the first 32 bits */
		copies(a_of(w), t_of(w), ret);
		ret->is_short = true;
	}
	return true;
}

/* lxvl, stxvl and their like: at RA|0, as long as RB says. */
static bool do_vector_length(uint32_t w, bool loads, struct effect *ret)
{
	struct form form = {
		.roles = B_IN | (loads ? LOAD : STORE),
		.size = ACCESS_ANY,
	};

	return do_form(w, &form, false, ret);
}

/* Primary opcode 31 */
static bool do_x_form(uint32_t w, struct effect *ret)
{
	enum {
		TW = 4, ISEL = 15, TD = 68, ADD = 266, OR = 444, EXTSW = 986,
		LXVL = 269, LXVLL = 301, STXVL = 397, STXVLL = 429,
		MTSPR = 467, CTR = 9,
	};
	unsigned int opcode = w >> 1 & 0x3ff;

	if ((opcode & 31) == ISEL) {
		use_registers(w, T_OUT | A0_IN | B_IN, ret);
		return true;
	}
	switch (opcode) {
	case TW: case TD:
		return do_trap(w, A_IN | B_IN, ret);
	case LXVL: case LXVLL:
		return do_vector_length(w, true, ret);
	case STXVL: case STXVLL:
		return do_vector_length(w, false, ret);
	}
	if (!do_form(w, FIND(x_forms, opcode), true, ret))
		return false;
	if (opcode == EXTSW || (opcode == OR && t_of(w) == b_of(w)))
		copies(a_of(w), t_of(w), ret);
	if (opcode == ADD)
		effect_sums(ret, a_of(w), b_of(w));
	if (opcode == MTSPR && (w >> 16 & 31) == CTR && !(w >> 11 & 31))
		ret->jumped = t_of(w);
	ret->is_short = opcode == EXTSW;
	return true;
}

/* Primary opcode 4: vectors, and few that aren't. */
static bool do_vector(uint32_t w, struct effect *ret)
{
	unsigned int opcode = w & 0x7ff;
	unsigned int low = w & 0x3f;

	if (low == 48 || low == 49 || low == 51) {	/* maddhd, maddld */
		use_registers(w, SUM | C_IN, ret);
		return true;
	}
	switch (opcode) {
	case 1538:	/* vclzlsbb and vctzlsbb, vnegw and the like */
		if (a_of(w) < 2)
			use_registers(w, T_OUT, ret);
		return true;
	case 1549: case 1613: case 1677:	/* vextublx, uhlx, uwlx */
	case 1805: case 1869: case 1933:	/* vextubrx, uhrx, uwrx */
		use_registers(w, T_OUT | A_IN, ret);
		return true;
	case 1228:			/* vgnb */
		use_registers(w, T_OUT, ret);
		return true;
	case 15: case 79: case 143:	/* vinsbvlx, hvlx, wvlx */
	case 271: case 335: case 399:	/* vinsbvrx, hvrx, wvrx */
		use_registers(w, A_IN, ret);
		return true;
	case 207: case 463:		/* vinsw, vinsd */
		use_registers(w, B_IN, ret);
		return true;
	case 527: case 591: case 655: case 719:	/* vinsblx to dlx */
	case 783: case 847: case 911: case 975:	/* vinsbrx to drx */
		use_registers(w, A_IN | B_IN, ret);
		return true;
	case 525: case 589: case 653: case 717:	/* vextractub to d */
	case 781: case 845: case 909: case 973:	/* vinsertb to d */
		return true;
	case 1602:	/* vextractbm, mtvsrbm and more */
		return false;
	}
	/* Of 13 are vclrlb and others with general registers, 15 are those
	 * above; from 16 to 31 is what no ppc64 has, but for mtvsrbmi. */
	return (low < 16 && low != 13 && low != 15) ||
	       (low >= 32 && low < 48) || low >= 59;
}

/* Primary opcode 60 */
static bool do_vsx(uint32_t w, struct effect *ret)
{
	if ((w >> 2 & 0x1ff) == 347 && a_of(w) < 2)
		use_registers(w, T_OUT, ret);		/* xsxexpdp, xsxsigdp */
	else if ((w >> 1 & 0x3ff) == 918)
		use_registers(w, A_IN | B_IN, ret);	/* xsiexpdp */
	return true;
}

/* A prefix and the instruction W behind it. */
static bool do_prefixed(bool big, uint32_t prefix, uint32_t w, uint64_t pc,
			struct effect *ret)
{
	enum { PADDI = 14, RELATIVE = 0x100000, RESERVED = 0xec0000 };
	enum { LS8 = 0, RR8 = 1, MLS = 2 };
	struct effect_field field = {
		0, 8, big ? 0x3ffff0000ffffull : 0xffff0003ffffull,
	};
	int64_t number = extend((uint64_t)prefix << 16 | (w & 0xffff), 34);
	unsigned int type = prefix >> 24 & 3;
	const struct form *form;

	ret->length = 8;
	if (prefix == 0x07000000)
		return true;	/* pnop */
	if (type == RR8)	/* xxspltiw, xxblendvb, xxeval and the like */
		return w >> 26 >= 32 && w >> 26 <= 34;
	form = type == MLS ? FIND(d_forms, w >> 26) :
	       type == LS8 ? FIND(prefixed_forms, w >> 26) : NULL;
	if (!form || prefix & RESERVED || form->roles & UPDATE ||
	    !(form->size || w >> 26 == PADDI))
		return false;
	if (prefix & RELATIVE) {
		if (a_of(w))
			return false;
		ret->pc_relative = true;
		number = (int64_t)(pc + (uint64_t)number);
	}
	if (form->size) {
		ret->displacement = number;
		ret->displacement_field = field;
	} else {
		copies(t_of(w), a_or_none(w), ret);
		ret->number = number;
		ret->number_field = field;
	}
	return do_form(w, form, false, ret);
}

bool ppc64_effect(bool big, const unsigned char *code, size_t left, uint64_t pc,
		  struct effect *ret)
{
	uint32_t w;

	if (left < 4)
		return false;
	w = word(big, code);
	*ret = effect_nothing(4);
	switch (w >> 26) {
	case 1:
		return left >= 8 &&
		       do_prefixed(big, w, word(big, code + 4), pc, ret);
	case 2: case 3:
		return do_trap(w, A_IN, ret);
	case 4:
		return do_vector(w, ret);
	case 16: case 18:
		return do_branch(w, pc, ret);
	case 19:
		return do_xl_form(w, pc, ret);
	case 30:
		return do_md_form(w, ret);
	case 31:
		return do_x_form(w, ret);
	case 46: case 47:
		return do_multiple(w, w >> 26 == 46, ret);
	case 6: case 56:
		return do_dq_form(w, ret);
	case 61:
		return (w & 3) == 1 ? do_dq_form(w, ret) : do_ds_form(w, ret);
	case 57: case 58: case 62:
		return do_ds_form(w, ret);
	case 60:
		return do_vsx(w, ret);
	default:
		return do_d_form(w, ret);
	}
}
