/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Effects of RV64GC instructions with Zba, Zbb, Zbs and Zicond, after The
 * RISC-V Instruction Set Manual: a function for each opcode, of 32 bits and of
 * 16. Vector instructions aren't known; floating-point registers are none here,
 * but their loads and stores are accesses. */
#include "machine/bits.h"
#include "machine/machines.h"
#include "machine/riscv-immediate.h"

enum { RA = 1, SP = 2 };

/* a0 to a7; a0 and a1. */
#define ARGUMENTS (0xffull << RISCV_A0)
#define RESULTS (3ull << RISCV_A0)
/* ra, t0 to t2, a0 to a7, t3 to t6. */
#define CLOBBERED 0xf003fce2ull

const struct effect_abi riscv_abi = {
	.arguments = { 10, 11, 12, 13, 14, 15, 16, 17, EFFECT_NONE },
	.results = RESULTS,
	.clobbered = CLOBBERED,
	.stack = SP,
};

/* --- Parts of effects -------------------------------------------------- */

/* The register in the five bits from LOW on: x0 is none. */
static uint8_t register_at(uint32_t w, unsigned int low)
{
	uint32_t number = bits(w, low, 5);

	return number ? (uint8_t)number : EFFECT_NONE;
}

static uint8_t rd(uint32_t w)
{
	return register_at(w, 7);
}

static uint8_t rs1(uint32_t w)
{
	return register_at(w, 15);
}

static uint8_t rs2(uint32_t w)
{
	return register_at(w, 20);
}

/* One of x8 to x15, in three bits. */
static uint8_t popular(uint32_t w, unsigned int low)
{
	return (uint8_t)(8 + bits(w, low, 3));
}

static struct effect_field field(const struct effect *e,
				 enum riscv_format format)
{
	return (struct effect_field){
		.width = e->length,
		.mask = riscv_mask(format),
	};
}

static bool computes(struct effect *e, uint8_t to, uint8_t from, uint8_t other)
{
	effect_reads(e, from);
	effect_reads(e, other);
	effect_writes(e, to);
	return true;
}

/* TO = FROM + the immediate, or FROM alone. */
static bool adds(struct effect *e, uint32_t w, uint8_t to, uint8_t from,
		 enum riscv_format format)
{
	computes(e, to, from, EFFECT_NONE);
	e->to = to;
	e->from = from;
	e->number = riscv_immediate(format, w);
	e->number_field = field(e, format);
	return true;
}

static bool moves(struct effect *e, uint8_t to, uint8_t from)
{
	computes(e, to, from, EFFECT_NONE);
	e->to = to;
	e->from = from;
	return true;
}

static bool accesses(struct effect *e, unsigned int size, uint8_t base)
{
	e->size = size;
	e->base = base;
	effect_reads(e, base);
	return true;
}

static void displaces(struct effect *e, uint32_t w, enum riscv_format format)
{
	e->displacement = riscv_immediate(format, w);
	e->displacement_field = field(e, format);
}

static bool loads(struct effect *e, uint32_t w, unsigned int size, uint8_t to,
		  uint8_t base, enum riscv_format format)
{
	accesses(e, size, base);
	displaces(e, w, format);
	e->loads = true;
	e->loaded = to;
	effect_writes(e, to);
	return true;
}

static bool stores(struct effect *e, uint32_t w, unsigned int size,
		   uint8_t from, uint8_t base, enum riscv_format format)
{
	accesses(e, size, base);
	displaces(e, w, format);
	e->stores = true;
	e->stored = from;
	effect_reads(e, from);
	return true;
}

static bool branches(struct effect *e, enum effect_flow flow, uint32_t w,
		     uint64_t pc, enum riscv_format format)
{
	e->flow = flow;
	e->target = pc + (uint64_t)riscv_immediate(format, w);
	return true;
}

/* A call that leaves its return address anywhere but in ra is no function's. */
static bool calls(struct effect *e, enum effect_flow flow, uint8_t link)
{
	e->flow = flow;
	e->reads |= ARGUMENTS;
	e->writes |= CLOBBERED;
	return link == RA;
}

static bool jumps_to(struct effect *e, uint8_t base, bool is_displaced)
{
	bool returns = base == RA && !is_displaced;

	e->flow = returns ? FLOW_END : FLOW_JUMP_ANY;
	e->reads |= returns ? RESULTS : ARGUMENTS;
	effect_reads(e, base);
	if (!returns && !is_displaced)
		e->jumped = base;
	return true;
}

static bool traps(struct effect *e)
{
	e->flow = FLOW_TRAP;
	return true;
}

/* --- Instructions of 32 bits ------------------------------------------- */

static uint32_t function3(uint32_t w)
{
	return bits(w, 12, 3);
}

static bool load(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	/* lb, lh, lw, ld, lbu, lhu, lwu */
	return function3(w) < 7 &&
	       loads(e, w, 1u << (function3(w) & 3), rd(w), rs1(w), RISCV_I);
}

static bool load_float(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	/* flh, flw, fld, flq; the others are vectors' */
	return function3(w) >= 1 && function3(w) <= 4 &&
	       loads(e, w, 1u << function3(w), EFFECT_NONE, rs1(w), RISCV_I);
}

static bool store(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	return function3(w) < 4 &&
	       stores(e, w, 1u << function3(w), rs2(w), rs1(w), RISCV_S);
}

static bool store_float(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	return function3(w) >= 1 && function3(w) <= 4 &&
	       stores(e, w, 1u << function3(w), EFFECT_NONE, rs1(w), RISCV_S);
}

/* fence, fence.i; cbo.inval, cbo.clean, cbo.flush, cbo.zero. */
static bool fence(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	if (function3(w) < 2)
		return true;
	if (function3(w) != 2 || rd(w) != EFFECT_NONE || w >> 20 > 4 ||
	    w >> 20 == 3)
		return false;
	e->loads = e->stores = true;
	return accesses(e, ACCESS_ANY, rs1(w));
}

/* slli, bseti, bclri, binvi: the six bits of a shift are behind six of a
 * function. clz to sext.h have a function there, too. */
static bool shift_left(uint32_t w, struct effect *e)
{
	switch (w >> 26) {
	case 0x00: case 0x0a: case 0x12: case 0x1a:
		return computes(e, rd(w), rs1(w), EFFECT_NONE);
	case 0x18:
		/* clz, ctz, cpop, sext.b, sext.h */
		return bits(w, 20, 6) < 6 && bits(w, 20, 6) != 3 &&
		       computes(e, rd(w), rs1(w), EFFECT_NONE);
	default:
		return false;
	}
}

/* srli, srai, rori, bexti; orc.b, rev8. */
static bool shift_right(uint32_t w, struct effect *e)
{
	switch (w >> 26) {
	case 0x00: case 0x10: case 0x12: case 0x18:
		return computes(e, rd(w), rs1(w), EFFECT_NONE);
	default:
		return (w >> 20 == 0x287 || w >> 20 == 0x6b8) &&
		       computes(e, rd(w), rs1(w), EFFECT_NONE);
	}
}

static bool immediate(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	switch (function3(w)) {
	case 0:		/* addi */
		return adds(e, w, rd(w), rs1(w), RISCV_I);
	case 1:
		return shift_left(w, e);
	case 5:
		return shift_right(w, e);
	default:	/* slti, sltiu, xori, ori, andi */
		return computes(e, rd(w), rs1(w), EFFECT_NONE);
	}
}

static bool immediate_word(uint32_t w, uint64_t pc, struct effect *e)
{
	uint32_t function7 = w >> 25;
	bool is_known;

	(void)pc;
	switch (function3(w)) {
	case 0:		/* addiw */
		e->is_short = true;
		return adds(e, w, rd(w), rs1(w), RISCV_I);
	case 1:		/* slliw; slli.uw; clzw, ctzw, cpopw */
		is_known = function7 == 0 || w >> 26 == 2 ||
			   (function7 == 0x30 && bits(w, 20, 5) < 3);
		break;
	case 5:		/* srliw, sraiw, roriw */
		is_known = function7 == 0 || function7 == 0x20 ||
			   function7 == 0x30;
		break;
	default:
		return false;
	}
	return is_known && computes(e, rd(w), rs1(w), EFFECT_NONE);
}

static bool upper(uint32_t w, uint64_t pc, struct effect *e)
{
	adds(e, w, rd(w), EFFECT_NONE, RISCV_U);
	if (!bits(w, 5, 1))	/* auipc */
		e->number = (int64_t)(pc + (uint64_t)e->number);
	return true;
}

/* Functions of two registers: for the first of function7, a bit for each
 * function3 that's known. */
struct functions {
	uint8_t function7, known;
};

static const struct functions operations[] = {
	{ 0x00, 0xff },		/* add to and */
	{ 0x20, 0xf1 },		/* sub, xnor, sra, orn, andn */
	{ 0x01, 0xff },		/* mul to remu */
	{ 0x10, 0x54 },		/* sh1add, sh2add, sh3add */
	{ 0x05, 0xfe },		/* clmul to clmulh, min to maxu */
	{ 0x30, 0x22 },		/* rol, ror */
	{ 0x14, 0x02 },		/* bset */
	{ 0x24, 0x22 },		/* bclr, bext */
	{ 0x34, 0x02 },		/* binv */
	{ 0x07, 0xa0 },		/* czero.eqz, czero.nez */
	{ 0, 0 },
};

static const struct functions word_operations[] = {
	{ 0x00, 0x23 },		/* addw, sllw, srlw */
	{ 0x20, 0x21 },		/* subw, sraw */
	{ 0x01, 0xf1 },		/* mulw, divw to remuw */
	{ 0x04, 0x01 },		/* add.uw */
	{ 0x10, 0x54 },		/* sh1add.uw, sh2add.uw, sh3add.uw */
	{ 0x30, 0x22 },		/* rolw, rorw */
	{ 0, 0 },
};

static bool is_known(const struct functions *table, uint32_t w)
{
	for (; table->known; table++)
		if (table->function7 == w >> 25)
			return table->known >> function3(w) & 1;
	return false;
}

static bool operation(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	if (w >> 25 == 0 && function3(w) == 0)	/* add */
		effect_sums(e, rs1(w), rs2(w));
	return is_known(operations, w) && computes(e, rd(w), rs1(w), rs2(w));
}

static bool operation_word(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	/* zext.h, which is packw with x0 */
	if (w >> 25 == 4 && function3(w) == 4 && rs2(w) == EFFECT_NONE)
		return computes(e, rd(w), rs1(w), EFFECT_NONE);
	if (!is_known(word_operations, w))
		return false;
	if (w >> 25 != 4 || rs2(w) != EFFECT_NONE)
		return computes(e, rd(w), rs1(w), rs2(w));
	e->is_short = true;	/* zext.w, which is add.uw with x0 */
	return moves(e, rd(w), rs1(w));
}

static bool atomic(uint32_t w, uint64_t pc, struct effect *e)
{
	uint32_t function5 = w >> 27;

	(void)pc;
	if (function3(w) != 2 && function3(w) != 3)
		return false;
	accesses(e, 1u << function3(w), rs1(w));
	effect_reads(e, rs2(w));
	effect_writes(e, rd(w));
	e->loads = e->stores = true;
	e->loaded = rd(w);
	switch (function5) {
	case 0x02:	/* lr */
		e->stores = false;
		return rs2(w) == EFFECT_NONE;
	case 0x03:	/* sc: may store, and says whether it did */
		e->loads = false;
		e->loaded = EFFECT_NONE;
		return true;
	case 0x01:	/* amoswap */
		e->stored = rs2(w);
		return true;
	default:	/* amoadd, amoxor, amoor, amoand; amomin to amomaxu */
		return !(function5 & 3);
	}
}

static bool is_mode(uint32_t w)
{
	return function3(w) != 5 && function3(w) != 6;
}

static bool multiply_add(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	(void)e;
	return is_mode(w);
}

static bool floating(uint32_t w, uint64_t pc, struct effect *e)
{
	uint32_t function = function3(w), second = bits(w, 20, 5);

	(void)pc;
	switch (w >> 27) {
	case 0x00: case 0x01: case 0x02: case 0x03:	/* fadd to fdiv */
		return is_mode(w);
	case 0x08:	/* fcvt between widths */
		return is_mode(w) && second < 4;
	case 0x0b:	/* fsqrt */
		return is_mode(w) && !second;
	case 0x04:	/* fsgnj */
		return function < 3;
	case 0x05:	/* fmin, fmax */
		return function < 2;
	case 0x14:	/* feq, flt, fle */
		return function < 3 &&
		       computes(e, rd(w), EFFECT_NONE, EFFECT_NONE);
	case 0x18:	/* fcvt to an integer */
		return is_mode(w) && second < 4 &&
		       computes(e, rd(w), EFFECT_NONE, EFFECT_NONE);
	case 0x1a:	/* and from one */
		return is_mode(w) && second < 4 &&
		       computes(e, EFFECT_NONE, rs1(w), EFFECT_NONE);
	case 0x1c:	/* fmv.x.w, fclass */
		return function < 2 && !second &&
		       computes(e, rd(w), EFFECT_NONE, EFFECT_NONE);
	case 0x1e:	/* fmv.w.x */
		return !function && !second &&
		       computes(e, EFFECT_NONE, rs1(w), EFFECT_NONE);
	default:
		return false;
	}
}

static bool branch(uint32_t w, uint64_t pc, struct effect *e)
{
	computes(e, EFFECT_NONE, rs1(w), rs2(w));
	return function3(w) != 2 && function3(w) != 3 &&
	       branches(e, FLOW_BRANCH, w, pc, RISCV_B);
}

static bool jump_and_link(uint32_t w, uint64_t pc, struct effect *e)
{
	branches(e, FLOW_JUMP, w, pc, RISCV_J);
	return rd(w) == EFFECT_NONE || calls(e, FLOW_CALL, rd(w));
}

static bool jump_to_register(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	if (function3(w))
		return false;
	if (rd(w) == EFFECT_NONE)
		return jumps_to(e, rs1(w), w >> 20);
	effect_reads(e, rs1(w));
	return calls(e, FLOW_CALL_ANY, rd(w));
}

/* What has no effect here: wfi, wrs.nto, wrs.sto, sfence.w.inval,
 * sfence.inval.ir. */
static const uint32_t quiet[] = {
	0x10500073, 0x00d00073, 0x01d00073, 0x18000073, 0x18100073,
};

/* ecall, sret and mret aren't known. */
static bool system_other(uint32_t w, struct effect *e)
{
	if (w == 0x00100073)	/* ebreak */
		return traps(e);
	for (size_t i = 0; i < sizeof(quiet) / sizeof(*quiet); i++)
		if (w == quiet[i])
			return true;
	/* sfence.vma, sinval.vma */
	return (w >> 25 == 9 || w >> 25 == 11) && rd(w) == EFFECT_NONE &&
	       computes(e, EFFECT_NONE, rs1(w), rs2(w));
}

static bool system(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	if (w == 0xc0001073)	/* unimp */
		return traps(e);
	switch (function3(w)) {
	case 0:
		return system_other(w, e);
	case 4:
		return false;
	default:	/* csrrw, csrrs, csrrc, and with an immediate */
		return computes(e, rd(w), function3(w) < 4 ? rs1(w) :
							     EFFECT_NONE,
				EFFECT_NONE);
	}
}

typedef bool decoder(uint32_t w, uint64_t pc, struct effect *e);

/* By bits 2 to 6. */
static decoder *const opcodes[32] = {
	[0x00] = load,
	[0x01] = load_float,
	[0x03] = fence,
	[0x04] = immediate,
	[0x05] = upper,			/* auipc */
	[0x06] = immediate_word,
	[0x08] = store,
	[0x09] = store_float,
	[0x0b] = atomic,
	[0x0c] = operation,
	[0x0d] = upper,			/* lui */
	[0x0e] = operation_word,
	[0x10] = multiply_add,		/* fmadd */
	[0x11] = multiply_add,		/* fmsub */
	[0x12] = multiply_add,		/* fnmsub */
	[0x13] = multiply_add,		/* fnmadd */
	[0x14] = floating,
	[0x18] = branch,
	[0x19] = jump_to_register,
	[0x1b] = jump_and_link,
	[0x1c] = system,
};

/* --- Instructions of 16 bits ------------------------------------------- */

static bool c_addi4spn(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	if (!w)		/* c.unimp */
		return traps(e);
	return adds(e, w, popular(w, 2), SP, RISCV_C_ADDI4SPN) && e->number;
}

static bool c_fld(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	return loads(e, w, 8, EFFECT_NONE, popular(w, 7), RISCV_C_LD);
}

static bool c_lw(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	return loads(e, w, 4, popular(w, 2), popular(w, 7), RISCV_C_LW);
}

static bool c_ld(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	return loads(e, w, 8, popular(w, 2), popular(w, 7), RISCV_C_LD);
}

static bool c_fsd(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	return stores(e, w, 8, EFFECT_NONE, popular(w, 7), RISCV_C_LD);
}

static bool c_sw(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	return stores(e, w, 4, popular(w, 2), popular(w, 7), RISCV_C_LW);
}

static bool c_sd(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	return stores(e, w, 8, popular(w, 2), popular(w, 7), RISCV_C_LD);
}

static bool c_addi(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	return adds(e, w, rd(w), rd(w), RISCV_C_LI);
}

static bool c_addiw(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	e->is_short = true;
	return rd(w) != EFFECT_NONE && adds(e, w, rd(w), rd(w), RISCV_C_LI);
}

static bool c_li(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	return adds(e, w, rd(w), EFFECT_NONE, RISCV_C_LI);
}

static bool c_lui(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	if (rd(w) == SP)	/* c.addi16sp */
		return adds(e, w, SP, SP, RISCV_C_ADDI16SP) && e->number;
	return adds(e, w, rd(w), EFFECT_NONE, RISCV_C_LUI) && e->number;
}

/* c.srli, c.srai, c.andi; c.sub, c.xor, c.or, c.and, c.subw, c.addw. */
static bool c_compute(uint32_t w, uint64_t pc, struct effect *e)
{
	uint8_t changed = popular(w, 7);

	(void)pc;
	if (bits(w, 10, 2) != 3)
		return computes(e, changed, changed, EFFECT_NONE);
	return !(bits(w, 12, 1) && bits(w, 5, 2) > 1) &&
	       computes(e, changed, changed, popular(w, 2));
}

static bool c_j(uint32_t w, uint64_t pc, struct effect *e)
{
	return branches(e, FLOW_JUMP, w, pc, RISCV_C_J);
}

/* c.bnez, too. */
static bool c_beqz(uint32_t w, uint64_t pc, struct effect *e)
{
	effect_reads(e, popular(w, 7));
	return branches(e, FLOW_BRANCH, w, pc, RISCV_C_BEQZ);
}

static bool c_slli(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	return computes(e, rd(w), rd(w), EFFECT_NONE);
}

static bool c_fldsp(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	return loads(e, w, 8, EFFECT_NONE, SP, RISCV_C_LDSP);
}

static bool c_lwsp(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	return rd(w) != EFFECT_NONE && loads(e, w, 4, rd(w), SP, RISCV_C_LWSP);
}

static bool c_ldsp(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	return rd(w) != EFFECT_NONE && loads(e, w, 8, rd(w), SP, RISCV_C_LDSP);
}

/* c.jr, c.mv; c.ebreak, c.jalr, c.add. */
static bool c_registers(uint32_t w, uint64_t pc, struct effect *e)
{
	uint8_t first = rd(w), second = register_at(w, 2);
	bool is_odd = bits(w, 12, 1);

	(void)pc;
	if (is_odd)
		effect_sums(e, first, second);
	if (second != EFFECT_NONE)
		return is_odd ? computes(e, first, first, second) :
				moves(e, first, second);
	if (first == EFFECT_NONE)
		return is_odd && traps(e);
	if (!is_odd)
		return jumps_to(e, first, false);
	effect_reads(e, first);
	return calls(e, FLOW_CALL_ANY, RA);
}

static bool c_fsdsp(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	return stores(e, w, 8, EFFECT_NONE, SP, RISCV_C_SDSP);
}

static bool c_swsp(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	return stores(e, w, 4, register_at(w, 2), SP, RISCV_C_SWSP);
}

static bool c_sdsp(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	return stores(e, w, 8, register_at(w, 2), SP, RISCV_C_SDSP);
}

/* By bits 0 and 1, and bits 13 to 15. */
static decoder *const compressed[3][8] = {
	{ c_addi4spn, c_fld, c_lw, c_ld, NULL, c_fsd, c_sw, c_sd },
	{ c_addi, c_addiw, c_li, c_lui, c_compute, c_j, c_beqz, c_beqz },
	{ c_slli, c_fldsp, c_lwsp, c_ldsp, c_registers, c_fsdsp, c_swsp,
	  c_sdsp },
};

/* ----------------------------------------------------------------------- */

bool riscv_effect(bool big, const unsigned char *code, size_t left,
		  uint64_t pc, struct effect *ret)
{
	uint32_t w;
	unsigned int length = riscv_fetch(code, left, &w);
	decoder *decode;

	(void)big;
	if (!length)
		return false;
	*ret = effect_nothing(length);
	decode = length == 4 ? opcodes[bits(w, 2, 5)] :
			       compressed[w & 3][bits(w, 13, 3)];
	return decode && decode(w, pc, ret);
}
