/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Effects of A64 instructions, after the Arm Architecture Reference Manual,
 * C4.1: a table of its classes of encodings, and for each what its fields say.
 * What has no class here, what a class doesn't allocate, and what is
 * unpredictable isn't known. Vector registers are none here, but their loads
 * and stores are accesses. */
#include "machine/bits.h"
#include "machine/machines.h"

enum { SP = 31, LINK = 30 };

/* x0 to x7, and x8 for the address of a large result. */
#define ARGUMENTS 0x1ffull
#define RESULTS 0x3ull
/* x0 to x18 and the link register. */
#define CLOBBERED 0x4007ffffull

const struct effect_abi aarch64_abi = {
	.arguments = { 0, 1, 2, 3, 4, 5, 6, 7, EFFECT_NONE },
	.results = RESULTS,
	.clobbered = CLOBBERED,
	.stack = SP,
};

/* Bits of immediates. */
enum {
	IMM7 = 0x003f8000, IMM9 = 0x001ff000, IMM12 = 0x003ffc00,
	IMM16 = 0x001fffe0, IMM19 = 0x00ffffe0, IMM_ADR = 0x60ffffe0,
};

/* The register in the five bits from LOW on, where 31 is zero and no register.
 * Where it is the stack pointer, the bits are its number. */
static uint8_t zero_at(uint32_t w, unsigned int low)
{
	uint32_t number = bits(w, low, 5);

	return number == 31 ? EFFECT_NONE : (uint8_t)number;
}

static uint8_t stack_at(uint32_t w, unsigned int low)
{
	return (uint8_t)bits(w, low, 5);
}

static struct effect_field field(uint32_t mask)
{
	return (struct effect_field){ .width = mask ? 4 : 0, .mask = mask };
}

/* TO = FROM + NUMBER. */
static void sets(struct effect *e, uint32_t w, uint8_t to, uint8_t from,
		 int64_t number, uint32_t mask)
{
	e->to = to;
	e->from = from;
	e->is_short = !(w >> 31);
	e->number = number;
	e->number_field = field(mask);
}

/* --- Constants and arithmetic ------------------------------------------ */

static bool pc_relative(uint32_t w, uint64_t pc, struct effect *e)
{
	uint64_t distance = (uint64_t)extend(bits(w, 5, 19) << 2 |
					     bits(w, 29, 2), 21);
	uint8_t to = zero_at(w, 0);

	effect_writes(e, to);
	if (w >> 31)	/* adrp */
		pc = (pc & ~0xfffull) + (distance << 12);
	else
		pc += distance;
	sets(e, w | 1u << 31, to, EFFECT_NONE, (int64_t)pc, IMM_ADR);
	e->pc_relative = true;
	return true;
}

static bool add_immediate(uint32_t w, uint64_t pc, struct effect *e)
{
	int64_t number = (int64_t)bits(w, 10, 12) << 12 * bits(w, 22, 1);
	bool has_flags = bits(w, 29, 1);
	uint8_t to = has_flags ? zero_at(w, 0) : stack_at(w, 0);

	(void)pc;
	effect_reads(e, stack_at(w, 5));
	effect_writes(e, to);
	if (!has_flags)
		sets(e, w, to, stack_at(w, 5), bits(w, 30, 1) ? -number :
								number, IMM12);
	return true;
}

/* What a logical immediate stands for: a run of ones, rotated within an element
 * that's repeated (DecodeBitMasks()). */
static bool logical_number(uint32_t w, uint64_t *number)
{
	uint32_t run = bits(w, 10, 6), rotation = bits(w, 16, 6);
	uint32_t form = bits(w, 22, 1) << 6 | (~run & 63);
	unsigned int size = 64;
	uint64_t element;

	while (size > form)
		size /= 2;
	if (size < 2 || (size == 64 && !(w >> 31)))
		return false;
	run &= size - 1;
	rotation &= size - 1;
	if (run == size - 1)
		return false;
	element = (2ull << run) - 1;
	if (rotation)
		element = element >> rotation | element << (size - rotation);
	if (size < 64)
		element &= (1ull << size) - 1;
	for (; size < 64; size *= 2)
		element |= element << size;
	*number = w >> 31 ? element : (uint32_t)element;
	return true;
}

static bool logical_immediate(uint32_t w, uint64_t pc, struct effect *e)
{
	bool has_flags = bits(w, 29, 2) == 3;
	uint8_t to = has_flags ? zero_at(w, 0) : stack_at(w, 0);
	uint64_t number;

	(void)pc;
	if (!logical_number(w, &number))
		return false;
	effect_reads(e, zero_at(w, 5));
	effect_writes(e, to);
	/* orr: mov. It's no field that has a number. */
	if (bits(w, 29, 2) == 1 && bits(w, 5, 5) == 31)
		sets(e, w, to, EFFECT_NONE, (int64_t)number, 0);
	return true;
}

static bool move_wide(uint32_t w, uint64_t pc, struct effect *e)
{
	unsigned int shift = 16 * bits(w, 21, 2);
	uint64_t number = (uint64_t)bits(w, 5, 16) << shift;
	uint8_t to = zero_at(w, 0);

	(void)pc;
	if (bits(w, 29, 2) == 1 || (!(w >> 31) && shift > 16))
		return false;
	effect_writes(e, to);
	if (bits(w, 29, 2) == 3) {	/* movk */
		effect_reads(e, to);
		return true;
	}
	if (bits(w, 29, 2) == 0)	/* movn */
		number = w >> 31 ? ~number : (uint32_t)~number;
	sets(e, w, to, EFFECT_NONE, (int64_t)number, IMM16);
	return true;
}

static bool bitfield(uint32_t w, uint64_t pc, struct effect *e)
{
	uint8_t to = zero_at(w, 0), from = zero_at(w, 5);
	uint32_t operation = bits(w, 29, 2);

	(void)pc;
	if (operation == 3 || bits(w, 22, 1) != w >> 31 ||
	    (!(w >> 31) && (bits(w, 21, 1) || bits(w, 15, 1))))
		return false;
	effect_reads(e, from);
	effect_writes(e, to);
	if (operation == 1)	/* bfm */
		effect_reads(e, to);
	else if (bits(w, 10, 12) == 31)	/* sxtw */
		sets(e, 0, to, from, 0, 0);
	return true;
}

static bool extract(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	if (bits(w, 29, 2) || bits(w, 21, 1) || bits(w, 22, 1) != w >> 31 ||
	    (!(w >> 31) && bits(w, 15, 1)))
		return false;
	effect_reads(e, zero_at(w, 5));
	effect_reads(e, zero_at(w, 16));
	effect_writes(e, zero_at(w, 0));
	return true;
}

static bool logical_shifted(uint32_t w, uint64_t pc, struct effect *e)
{
	uint8_t to = zero_at(w, 0);

	(void)pc;
	if (!(w >> 31) && bits(w, 15, 1))
		return false;
	effect_reads(e, zero_at(w, 5));
	effect_reads(e, zero_at(w, 16));
	effect_writes(e, to);
	if ((w & 0x7fe0ffe0) == 0x2a0003e0)	/* orr with zero: mov */
		sets(e, w, to, zero_at(w, 16), 0, 0);
	return true;
}

static bool add_shifted(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	if (bits(w, 22, 2) == 3 || (!(w >> 31) && bits(w, 15, 1)))
		return false;
	effect_reads(e, zero_at(w, 5));
	effect_reads(e, zero_at(w, 16));
	effect_writes(e, zero_at(w, 0));
	/* add, adds; of 64 bits, not shifted */
	if ((w & 0xdfe0fc00) == 0x8b000000)
		effect_sums(e, zero_at(w, 5), zero_at(w, 16));
	return true;
}

static bool add_extended(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	if (bits(w, 10, 3) > 4)
		return false;
	effect_reads(e, stack_at(w, 5));
	effect_reads(e, zero_at(w, 16));
	effect_writes(e, bits(w, 29, 1) ? zero_at(w, 0) : stack_at(w, 0));
	return true;
}

/* adc, csel and their like: one of two. */
static bool two_registers(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	effect_reads(e, zero_at(w, 5));
	effect_reads(e, zero_at(w, 16));
	effect_writes(e, zero_at(w, 0));
	return true;
}

static bool compare_if(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	effect_reads(e, zero_at(w, 5));
	if (!bits(w, 11, 1))
		effect_reads(e, zero_at(w, 16));
	return true;
}

static bool two_sources(uint32_t w, uint64_t pc, struct effect *e)
{
	/* udiv, sdiv; lslv to rorv; crc32; smax to umin. */
	static const uint64_t known = 3ull << 2 | 15ull << 8 | 255ull << 16 |
				      15ull << 24;
	uint32_t operation = bits(w, 10, 6);

	if (!(known >> operation & 1))
		return false;
	return two_registers(w, pc, e);
}

static bool one_source(uint32_t w, uint64_t pc, struct effect *e)
{
	uint32_t operation = bits(w, 10, 6);

	(void)pc;
	effect_writes(e, zero_at(w, 0));
	switch (bits(w, 16, 5)) {
	case 0:		/* rbit to rev, clz, cls, ctz, cnt, abs */
		effect_reads(e, zero_at(w, 5));
		return operation < 9 && (operation != 3 || w >> 31);
	case 1:		/* pacia to autdb, paciza to autdzb, xpaci, xpacd */
		if (!(w >> 31) || operation > 17 ||
		    (operation > 7 && bits(w, 5, 5) != 31))
			return false;
		effect_reads(e, zero_at(w, 0));
		if (operation < 8)
			effect_reads(e, stack_at(w, 5));
		return true;
	default:
		return false;
	}
}

static bool three_sources(uint32_t w, uint64_t pc, struct effect *e)
{
	uint32_t operation = bits(w, 21, 3);
	bool is_high = operation == 2 || operation == 6;

	if (operation == 3 || operation == 4 || operation == 7 ||
	    (operation && !(w >> 31)) || (is_high && bits(w, 15, 1)))
		return false;
	if (!is_high)
		effect_reads(e, zero_at(w, 10));
	return two_registers(w, pc, e);
}

/* --- Branches and the system ------------------------------------------- */

static void goes(struct effect *e, enum effect_flow flow, uint64_t pc,
		 uint32_t distance, unsigned int count)
{
	e->flow = flow;
	e->target = pc + 4 * (uint64_t)extend(distance, count);
}

static bool branch(uint32_t w, uint64_t pc, struct effect *e)
{
	goes(e, w >> 31 ? FLOW_CALL : FLOW_JUMP, pc, w, 26);
	if (w >> 31) {
		e->reads = ARGUMENTS;
		e->writes = CLOBBERED;
	}
	return true;
}

static bool branch_if(uint32_t w, uint64_t pc, struct effect *e)
{
	goes(e, FLOW_BRANCH, pc, w >> 5, 19);
	return true;
}

static bool compare_and_branch(uint32_t w, uint64_t pc, struct effect *e)
{
	effect_reads(e, zero_at(w, 0));
	goes(e, FLOW_BRANCH, pc, w >> 5, 19);
	return true;
}

/* cbgt and the like (FEAT_CMPBR), of two registers or one and a number. */
static bool compare_two_and_branch(uint32_t w, uint64_t pc, struct effect *e)
{
	uint32_t condition = bits(w, 21, 3);

	if (condition == 4 || condition == 5)
		return false;
	effect_reads(e, zero_at(w, 0));
	if (!bits(w, 24, 1))
		effect_reads(e, zero_at(w, 16));
	goes(e, FLOW_BRANCH, pc, w >> 5, 9);
	return true;
}

static bool test_and_branch(uint32_t w, uint64_t pc, struct effect *e)
{
	effect_reads(e, zero_at(w, 0));
	goes(e, FLOW_BRANCH, pc, w >> 5, 14);
	return true;
}

/* br, blr and ret, and those that authenticate the address first: with
 * a modifier in the lowest bits, or without. */
static bool branch_register(uint32_t w, uint64_t pc, struct effect *e)
{
	bool has_modifier = bits(w, 24, 1);
	bool authenticates = bits(w, 11, 1);
	uint32_t operation = bits(w, 21, 3);

	(void)pc;
	if (bits(w, 23, 1) || bits(w, 16, 5) != 31 || bits(w, 12, 4) ||
	    operation > 2)
		return false;
	if (!authenticates) {
		if (has_modifier || bits(w, 10, 1) || bits(w, 0, 5))
			return false;
	} else if (operation == 2) {	/* retaa, retab */
		if (has_modifier || bits(w, 0, 10) != 0x3ff)
			return false;
	} else if (has_modifier) {
		effect_reads(e, stack_at(w, 0));
	} else if (bits(w, 0, 5) != 31) {
		return false;
	}
	if (operation == 2) {
		e->flow = FLOW_END;
		e->reads |= RESULTS;
		effect_reads(e, authenticates ? LINK : zero_at(w, 5));
		if (authenticates)
			effect_reads(e, SP);
		return true;
	}
	e->reads |= ARGUMENTS;
	effect_reads(e, zero_at(w, 5));
	e->flow = operation ? FLOW_CALL_ANY : FLOW_JUMP_ANY;
	if (!operation && !authenticates)
		e->jumped = zero_at(w, 5);
	e->writes = operation ? CLOBBERED : 0;
	return true;
}

static bool trap(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)w;
	(void)pc;
	e->flow = FLOW_TRAP;
	return true;
}

/* Hints that do something with registers, which pointer authentication has:
 * nops for all other processors. */
static const struct {
	uint8_t first, last;
	uint8_t changes;	/* a register, read and written */
	uint8_t reads;
} hints[] = {
	{ 0, 6, EFFECT_NONE, EFFECT_NONE },	/* nop to sevl, dgh */
	{ 7, 7, LINK, EFFECT_NONE },		/* xpaclri */
	{ 8, 8, 17, 16 },			/* pacia1716 */
	{ 10, 10, 17, 16 },			/* pacib1716 */
	{ 12, 12, 17, 16 },			/* autia1716 */
	{ 14, 14, 17, 16 },			/* autib1716 */
	{ 16, 20, EFFECT_NONE, EFFECT_NONE },	/* esb to csdb */
	{ 22, 22, EFFECT_NONE, EFFECT_NONE },	/* clrbhb */
	{ 24, 24, LINK, EFFECT_NONE },		/* paciaz */
	{ 25, 25, LINK, SP },			/* paciasp */
	{ 26, 26, LINK, EFFECT_NONE },		/* pacibz */
	{ 27, 27, LINK, SP },			/* pacibsp */
	{ 28, 28, LINK, EFFECT_NONE },		/* autiaz */
	{ 29, 29, LINK, SP },			/* autiasp */
	{ 30, 30, LINK, EFFECT_NONE },		/* autibz */
	{ 31, 31, LINK, SP },			/* autibsp */
	{ 32, 32, EFFECT_NONE, EFFECT_NONE },	/* bti */
	{ 34, 34, EFFECT_NONE, EFFECT_NONE },
	{ 36, 36, EFFECT_NONE, EFFECT_NONE },
	{ 38, 38, EFFECT_NONE, EFFECT_NONE },
};

static bool hint(uint32_t w, uint64_t pc, struct effect *e)
{
	uint32_t number = bits(w, 5, 7);

	(void)pc;
	for (size_t i = 0; i < sizeof(hints) / sizeof(*hints); i++) {
		if (number < hints[i].first || number > hints[i].last)
			continue;
		effect_reads(e, hints[i].changes);
		effect_writes(e, hints[i].changes);
		effect_reads(e, hints[i].reads);
		return true;
	}
	return false;
}

/* dsb nXS, clrex, dsb, dmb, isb, sb. */
static bool barrier(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	(void)e;
	return 0xf6 >> bits(w, 5, 3) & 1;
}

/* Fields of the processor's state, by op1 and op2: not SPSel, which makes
 * another register of sp. */
static bool set_state(uint32_t w, uint64_t pc, struct effect *e)
{
	/* cfinv, xaflag, axflag, UAO, PAN; ALLINT; SSBS, DIT, TCO, DAIFSet,
	 * DAIFClr. */
	static const uint64_t known = 31ull | 1ull << 8 | 3ull << 25 |
				      1ull << 28 | 3ull << 30;

	(void)pc;
	(void)e;
	return known >> (bits(w, 16, 3) << 3 | bits(w, 5, 3)) & 1;
}

/* Operations on caches and on what is known of addresses; the register has an
 * address or something like that. */
static bool maintain(uint32_t w, uint64_t pc, struct effect *e)
{
	uint32_t group = bits(w, 12, 4);

	(void)pc;
	effect_reads(e, zero_at(w, 0));
	if (group == 8)		/* tlbi */
		return true;
	/* Not those of the guarded control stack. */
	if (group != 7 || bits(w, 8, 4) == 7)
		return false;
	if (bits(w, 0, 5) == 31)
		return true;
	e->size = ACCESS_ANY;
	e->loads = e->stores = true;	/* dc zva clears */
	e->base = zero_at(w, 0);
	return true;
}

static bool move_system(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	if (bits(w, 21, 1))	/* mrs */
		effect_writes(e, zero_at(w, 0));
	else
		effect_reads(e, zero_at(w, 0));
	return bits(w, 5, 16) != 0xc210;	/* SPSel */
}

static bool wait_until(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	effect_reads(e, zero_at(w, 0));
	return true;
}

/* --- Loads and stores -------------------------------------------------- */

static void accesses(struct effect *e, unsigned int size, bool loads,
		     uint8_t base)
{
	e->size = size;
	e->loads = loads;
	e->stores = !loads;
	e->base = base;
	effect_reads(e, base);
}

/* What is loaded or stored is NUMBER. */
static void transfers(struct effect *e, uint8_t number)
{
	if (e->loads) {
		e->loaded = number;
		effect_writes(e, number);
	} else {
		e->stored = number;
		effect_reads(e, number);
	}
}

static void transfers_pair(struct effect *e, uint32_t w)
{
	e->is_pair = true;
	e->pair[0] = zero_at(w, 0);
	e->pair[1] = zero_at(w, 10);
	for (int i = 0; i < 2; i++) {
		if (e->loads)
			effect_writes(e, e->pair[i]);
		else
			effect_reads(e, e->pair[i]);
	}
}

/* How an address is made from base and immediate: bits 11 and 10, or 24 and
 * 23. */
enum indexing { OFFSET = 0, POST = 1, UNPRIVILEGED = 2, PRE = 3 };

/* False if the base is updated and loaded or stored as well. */
static bool displaces(struct effect *e, enum indexing indexing, int64_t number,
		      uint32_t mask)
{
	uint64_t moved = e->is_pair ?
			 effect_mask(e->pair[0]) | effect_mask(e->pair[1]) :
			 effect_mask(e->loaded) | effect_mask(e->stored);

	if (indexing != POST) {
		e->displacement = number;
		e->displacement_field = field(mask);
	}
	if (indexing != POST && indexing != PRE)
		return true;
	e->updates_base = true;
	e->number = number;
	e->number_field = field(mask);
	effect_writes(e, e->base);
	return e->base == SP || !(moved & effect_mask(e->base));
}

/* Size and register of a load or store of one register, by its bits 31, 30, 26,
 * 23 and 22. */
static bool transfers_one(uint32_t w, struct effect *e)
{
	unsigned int size = bits(w, 30, 2), operation = bits(w, 22, 2);

	if (bits(w, 26, 1)) {
		if (operation > 1 && size)
			return false;
		accesses(e, operation > 1 ? 16 : 1u << size, operation & 1,
			 stack_at(w, 5));
		return true;
	}
	if (size == 3 && operation == 2) {	/* prfm */
		accesses(e, ACCESS_ANY, true, stack_at(w, 5));
		e->is_hint = true;
		return true;
	}
	if (size >= 2 && operation == 3)
		return false;
	accesses(e, 1u << size, operation, stack_at(w, 5));
	transfers(e, zero_at(w, 0));
	return true;
}

static bool unsigned_offset(uint32_t w, uint64_t pc, struct effect *e)
{
	unsigned int scale = bits(w, 30, 2);

	(void)pc;
	if (bits(w, 26, 1) && bits(w, 23, 1))
		scale = 4;
	return transfers_one(w, e) &&
	       displaces(e, OFFSET, (int64_t)bits(w, 10, 12) << scale, IMM12);
}

static bool signed_offset(uint32_t w, uint64_t pc, struct effect *e)
{
	enum indexing indexing = bits(w, 10, 2);

	(void)pc;
	if (!transfers_one(w, e) ||
	    (indexing != OFFSET && e->size == ACCESS_ANY) ||
	    (indexing == UNPRIVILEGED && bits(w, 26, 1)))
		return false;
	return displaces(e, indexing, extend(bits(w, 12, 9), 9), IMM9);
}

static bool register_offset(uint32_t w, uint64_t pc, struct effect *e)
{
	unsigned int scale = bits(w, 30, 2);

	(void)pc;
	/* rprfm, a hint on a range, is prfm but for its last register, which has
	 * no index. */
	if (!bits(w, 14, 1) || (w & 0xffe00018) == 0xf8a00018 ||
	    !transfers_one(w, e))
		return false;
	if (bits(w, 26, 1) && bits(w, 23, 1))
		scale = 4;
	e->index = zero_at(w, 16);
	e->scale = bits(w, 12, 1) ? (uint8_t)(1 << scale) : 1;
	effect_reads(e, e->index);
	return true;
}

static bool literal(uint32_t w, uint64_t pc, struct effect *e)
{
	static const unsigned int sizes[2][4] = {
		{ 4, 8, 4, ACCESS_ANY }, { 4, 8, 16, 0 },
	};
	unsigned int size = sizes[bits(w, 26, 1)][w >> 30];

	if (!size)
		return false;
	accesses(e, size, true, EFFECT_NONE);
	e->is_hint = size == ACCESS_ANY;
	if (!bits(w, 26, 1) && !e->is_hint)
		transfers(e, zero_at(w, 0));
	e->pc_relative = true;
	return displaces(e, OFFSET, (int64_t)(pc + 4 * (uint64_t)
					      extend(w >> 5, 19)), IMM19);
}

static bool pair(uint32_t w, uint64_t pc, struct effect *e)
{
	enum indexing indexing = bits(w, 23, 2);
	bool loads = bits(w, 22, 1);
	bool is_vector = bits(w, 26, 1);
	unsigned int operation = w >> 30, size;

	(void)pc;
	if (operation == 3)
		return false;
	if (is_vector)
		size = 4u << operation;
	else
		size = operation == 2 ? 8 : 4;
	/* ldpsw is with 1; stgp, which tags memory, is too. */
	if (!is_vector && operation == 1 && (!loads || indexing == OFFSET))
		return false;
	if (loads && bits(w, 0, 5) == bits(w, 10, 5))
		return false;
	accesses(e, 2 * size, loads, stack_at(w, 5));
	if (!is_vector)
		transfers_pair(e, w);
	/* 2 is a plain offset here; 0 is one of a non-temporal access. */
	return displaces(e, indexing, extend(bits(w, 15, 7), 7) * (int)size,
			 IMM7);
}

/* ldxr, stxr, ldar, stlr and so on, and cas. What is stored on a condition
 * isn't `stored'. */
static bool exclusive(uint32_t w, uint64_t pc, struct effect *e)
{
	enum { PLAIN = 0, PAIR = 1, ORDERED = 2, CAS = 3 } kind =
		bits(w, 23, 1) << 1 | bits(w, 21, 1);
	unsigned int size = 1u << (w >> 30);
	bool loads = bits(w, 22, 1);
	bool has_status = bits(w, 16, 5) != 31, has_pair = bits(w, 10, 5) != 31;

	(void)pc;
	if (kind == PAIR && !(w >> 31)) {	/* casp */
		if (has_pair || bits(w, 0, 1) || bits(w, 16, 1))
			return false;
		accesses(e, w >> 30 ? 16 : 8, true, stack_at(w, 5));
		e->stores = true;
		for (unsigned int i = 0; i < 2; i++) {
			effect_reads(e, zero_at(w + i, 0));
			effect_reads(e, zero_at(w + (i << 16), 16));
			effect_writes(e, zero_at(w + (i << 16), 16));
		}
		return true;
	}
	if (kind == CAS) {
		if (has_pair)
			return false;
		accesses(e, size, true, stack_at(w, 5));
		transfers(e, zero_at(w, 16));
		effect_reads(e, e->loaded);
		effect_reads(e, zero_at(w, 0));
		e->stores = true;
		return true;
	}
	if ((kind != PAIR && has_pair) ||
	    ((kind == ORDERED || loads) && has_status))
		return false;
	accesses(e, kind == PAIR ? 2 * size : size, loads, stack_at(w, 5));
	if (!loads && kind != ORDERED) {
		effect_reads(e, zero_at(w, 0));
		if (kind == PAIR)
			effect_reads(e, zero_at(w, 10));
		effect_writes(e, zero_at(w, 16));
	} else if (kind == PAIR) {
		transfers_pair(e, w);
	} else {
		transfers(e, zero_at(w, 0));
	}
	return true;
}

/* ldapur, stlur. */
static bool ordered_offset(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	return transfers_one(w, e) && e->size != ACCESS_ANY &&
	       displaces(e, OFFSET, extend(bits(w, 12, 9), 9), IMM9);
}

/* ldadd to ldumin, swp, ldapr. */
static bool atomic(uint32_t w, uint64_t pc, struct effect *e)
{
	uint32_t operation = bits(w, 12, 4);
	bool swaps = operation == 8;

	(void)pc;
	accesses(e, 1u << (w >> 30), true, stack_at(w, 5));
	transfers(e, zero_at(w, 0));
	if (operation == 12)	/* ldapr */
		return bits(w, 16, 8) == 0xbf;
	e->stores = true;
	effect_reads(e, zero_at(w, 16));
	if (swaps)
		e->stored = zero_at(w, 16);
	return operation <= 8;
}

/* Structures of vectors, all of them of SIZE bytes; the base is updated by that
 * or by a register. */
static bool structure(uint32_t w, struct effect *e, unsigned int size)
{
	accesses(e, size, bits(w, 22, 1), stack_at(w, 5));
	if (!bits(w, 23, 1))
		return true;
	if (bits(w, 16, 5) == 31)
		return displaces(e, POST, size, 0);
	effect_reads(e, zero_at(w, 16));
	effect_writes(e, e->base);
	return true;
}

static bool structures(uint32_t w, uint64_t pc, struct effect *e)
{
	/* st4, st1, st3, st1, st1, st2, st1 */
	static const uint8_t registers[16] = {
		[0] = 4, [2] = 4, [4] = 3, [6] = 3, [7] = 1, [8] = 2, [10] = 2,
	};
	uint32_t operation = bits(w, 12, 4);
	bool is_st1 = operation & 2;

	(void)pc;
	/* There is no structure of single doublewords in 8 bytes. */
	if (!registers[operation] ||
	    (!is_st1 && bits(w, 10, 2) == 3 && !bits(w, 30, 1)))
		return false;
	return structure(w, e, registers[operation] *
			       (bits(w, 30, 1) ? 16u : 8u));
}

static bool structure_of_lanes(uint32_t w, uint64_t pc, struct effect *e)
{
	unsigned int lanes = (bits(w, 13, 1) << 1 | bits(w, 21, 1)) + 1;
	unsigned int scale = bits(w, 14, 2), size = bits(w, 10, 2);

	(void)pc;
	switch (scale) {
	case 0:
		break;
	case 1:
		if (size & 1)
			return false;
		break;
	case 2:
		if (size > 1 || (size && bits(w, 12, 1)))
			return false;
		scale += size;
		break;
	case 3:		/* ld1r */
		if (!bits(w, 22, 1) || bits(w, 12, 1))
			return false;
		scale = size;
		break;
	}
	return structure(w, e, lanes << scale);
}

/* --- Vectors and floating point ---------------------------------------- */

static bool vector(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)w;
	(void)pc;
	(void)e;
	return true;
}

/* dup, ins, smov, umov. */
static bool vector_copy(uint32_t w, uint64_t pc, struct effect *e)
{
	(void)pc;
	if (bits(w, 29, 1))	/* ins from a vector */
		return true;
	switch (bits(w, 11, 4)) {
	case 0:
		return true;
	case 1: case 3:
		effect_reads(e, zero_at(w, 5));
		return true;
	case 5: case 7:
		effect_writes(e, zero_at(w, 0));
		return true;
	default:
		return false;
	}
}

/* Conversions from and to general registers: by type, mode of rounding and
 * operation. */
static bool convert(uint32_t w, uint64_t pc, struct effect *e)
{
	uint32_t mode = bits(w, 19, 2), operation = bits(w, 16, 3);
	bool is_fixed = !bits(w, 21, 1);
	bool from = operation == 2 || operation == 3 || operation == 7;

	(void)pc;
	if (is_fixed) {
		if (from ? mode != 0 || operation == 7 :
			   mode != 3 || operation > 1)
			return false;
	} else if (operation > 5) {	/* fmov, of a half too; fjcvtzs */
		if (mode == 2 || (mode == 3 && operation == 7))
			return false;
	} else if (operation > 1 && mode) {
		return false;
	}
	if (from)
		effect_reads(e, zero_at(w, 5));
	else
		effect_writes(e, zero_at(w, 0));
	return true;
}

/* ----------------------------------------------------------------------- */

/* The first that matches. */
static const struct {
	uint32_t mask, value;
	bool (*decode)(uint32_t w, uint64_t pc, struct effect *e);
} classes[] = {
	{ 0x1f000000, 0x10000000, pc_relative },
	{ 0x1f800000, 0x11000000, add_immediate },
	{ 0x1f800000, 0x12000000, logical_immediate },
	{ 0x1f800000, 0x12800000, move_wide },
	{ 0x1f800000, 0x13000000, bitfield },
	{ 0x1f800000, 0x13800000, extract },

	{ 0x7c000000, 0x14000000, branch },
	{ 0xff000000, 0x54000000, branch_if },
	{ 0x7e000000, 0x34000000, compare_and_branch },
	{ 0x7e000000, 0x36000000, test_and_branch },
	{ 0x7f00c000, 0x74000000, compare_two_and_branch },
	{ 0xff008000, 0x74008000, compare_two_and_branch },
	{ 0x7f004000, 0x75000000, compare_two_and_branch },
	{ 0xfe000000, 0xd6000000, branch_register },
	{ 0xffe0001f, 0xd4200000, trap },	/* brk */
	{ 0xffe0001f, 0xd4400000, trap },	/* hlt */
	{ 0xffff0000, 0x00000000, trap },	/* udf */
	{ 0xffffffc0, 0xd5031000, wait_until },	/* wfet, wfit */
	{ 0xfffff01f, 0xd503201f, hint },
	{ 0xfffff01f, 0xd503301f, barrier },
	{ 0xfff8f01f, 0xd500401f, set_state },
	{ 0xfff80000, 0xd5080000, maintain },	/* sys */
	{ 0xffd00000, 0xd5100000, move_system },	/* msr, mrs */

	{ 0xbfbf0000, 0x0c000000, structures },
	{ 0xbfa00000, 0x0c800000, structures },
	{ 0xbf9f0000, 0x0d000000, structure_of_lanes },
	{ 0xbf800000, 0x0d800000, structure_of_lanes },
	{ 0x3f000000, 0x08000000, exclusive },
	{ 0x3f200c00, 0x19000000, ordered_offset },
	{ 0x3b000000, 0x18000000, literal },
	{ 0x3a000000, 0x28000000, pair },
	{ 0x3b000000, 0x39000000, unsigned_offset },
	{ 0x3b200000, 0x38000000, signed_offset },
	{ 0x3b200c00, 0x38200800, register_offset },
	{ 0x3f200c00, 0x38200000, atomic },

	{ 0x1f000000, 0x0a000000, logical_shifted },
	{ 0x1f200000, 0x0b000000, add_shifted },
	{ 0x1fe00000, 0x0b200000, add_extended },
	{ 0x1fe0fc00, 0x1a000000, two_registers },	/* adc, sbc */
	{ 0x3fe00410, 0x3a400000, compare_if },
	{ 0x3fe00800, 0x1a800000, two_registers },	/* csel to csneg */
	{ 0x7fe00000, 0x1ac00000, two_sources },
	{ 0x7fe00000, 0x5ac00000, one_source },
	{ 0x7f000000, 0x1b000000, three_sources },

	{ 0x7f20fc00, 0x1e200000, convert },
	{ 0x7f200000, 0x1e000000, convert },
	{ 0xff200000, 0x1e200000, vector },	/* scalar floating point */
	{ 0xff000000, 0x1f000000, vector },
	{ 0xde000000, 0x5e000000, vector },	/* scalars of vectors */
	{ 0x9fe08400, 0x0e000400, vector_copy },
	{ 0x9e000000, 0x0e000000, vector },
	{ 0xff000000, 0xce000000, vector },	/* sha3, sm3, sm4 */
};

/* Instructions are little-endian, whatever data is (A64, B2.6.2). */
bool aarch64_effect(bool big, const unsigned char *code, size_t left,
		    uint64_t pc, struct effect *ret)
{
	uint32_t w;

	(void)big;
	if (left < 4)
		return false;
	w = little(code, 4);
	*ret = effect_nothing(4);
	for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++)
		if ((w & classes[i].mask) == classes[i].value)
			return classes[i].decode(w, pc, ret);
	return false;
}
