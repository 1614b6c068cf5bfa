/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What riscv64 instructions do, for effects.c. */
#include "effects.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = {
	"zero", "ra", "sp", "gp", "tp",	 "t0",	"t1", "t2", "s0", "s1", "a0",
	"a1",	"a2", "a3", "a4", "a5",	 "a6",	"a7", "s2", "s3", "s4", "s5",
	"s6",	"s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6",
};

#define RA (1ull << 1)

static bool read_register(const char *name, uint8_t *number)
{
	for (uint8_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(name, names[i])) {
			*number = i ? i : EFFECT_NONE;
			return true;
		}
	return false;
}

/* 8(a0), (a0) */
static void read_memory(struct operand *operand, const char *parenthesis)
{
	char base[8];

	if (sscanf(parenthesis, "(%7[^)])", base) != 1 ||
	    !read_register(base, &operand->base))
		operand->base = EFFECT_NONE;
	operand->kind = OPERAND_MEMORY;
	operand->displacement = strtoll(operand->text, NULL, 0);
	operand->updates_base = false;
}

static void read(struct operand *operand)
{
	const char *text = operand->text, *parenthesis = strchr(text, '(');
	char *end;

	if (read_register(text, &operand->number)) {
		operand->kind = OPERAND_REGISTER;
		operand->width = 8;
	} else if (parenthesis) {
		read_memory(operand, parenthesis);
	} else {
		operand->value = strtoll(text, &end, 0);
		if (end != text && !*end)
			operand->kind = OPERAND_NUMBER;
	}
}

/* What is printed is bits 12 and up; of auipc, from its address. */
static void adjust_upper(struct operand *number, const struct line *line)
{
	number->value = (int32_t)((uint32_t)number->value << 12);
	if (!strcmp(line->mnemonic, "auipc"))
		number->value += (int64_t)line->address;
}

/* 8(a0) is no memory where it is jumped to. Without a register to write to, the
 * other one of fsflags and its like comes second all the same. */
static void adjust(const struct line *line, struct operands *operands)
{
	struct operand *last = &operands->at[operands->count - 1];
	const char *mnemonic = line->mnemonic;

	if (!operands->count)
		return;
	if (!strcmp(mnemonic, "auipc") || !strcmp(mnemonic, "lui")) {
		adjust_upper(last, line);
	} else if (*mnemonic == 'j' && last->kind == OPERAND_MEMORY) {
		last->kind = OPERAND_REGISTER;
		last->number = last->base;
	} else if (operands->count == 1 && (!strncmp(mnemonic, "fsflags", 7) ||
					    !strncmp(mnemonic, "fsrm", 4) ||
					    !strcmp(mnemonic, "fscsr"))) {
		operands->at[operands->count++] = *last;
		last->kind = OPERAND_OTHER;
	}
}

static const struct rule rules[] = {
	/* Branches. */
	{ "j", "-", .flow = FLOW_JUMP },
	{ "jal", "-", .flow = FLOW_CALL },
	{ "jr", "r", .flow = FLOW_JUMP_ANY },
	{ "jalr", "r", .flow = FLOW_CALL_ANY },
	{ "ret", "-", .flow = FLOW_END, .reads = RA },
	{ "beq*", "r", .flow = FLOW_BRANCH },
	{ "bne*", "r", .flow = FLOW_BRANCH },
	{ "b[gl][et]*", "r", .flow = FLOW_BRANCH },
	{ "ebreak", "-", .flow = FLOW_TRAP },
	{ "unimp", "-", .flow = FLOW_TRAP },
	{ "ecall", "-", .does = UNKNOWN },
	{ "sret", "-", .does = UNKNOWN },
	{ "mret", "-", .does = UNKNOWN },

	/* The system. */
	{ "csrw*", "-r" },
	{ "csrs*", "-r" },
	{ "csrc*", "-r" },
	{ "sfence*", "r" },
	{ "sinval*", "r" },
	{ "cbo.*", "b", ACCESS_ANY },
	{ "prefetch*", "a" },

	/* Atomic. */
	{ "lr.w*", "wr", 4, LOADS },
	{ "lr.d*", "wr", 8, LOADS },
	{ "sc.w*", "wrw", 4 },
	{ "sc.d*", "wrw", 8 },
	{ "amoswap.w*", "wrb", 4, LOADS | STORES },
	{ "amoswap.d*", "wrb", 8, LOADS | STORES },
	{ "amo*.w*", "wrb", 4, LOADS },
	{ "amo*.d*", "wrb", 8, LOADS },

	/* Loads and stores. */
	{ "lb", "wr", 1, LOADS },
	{ "lbu", "wr", 1, LOADS },
	{ "lh", "wr", 2, LOADS },
	{ "lhu", "wr", 2, LOADS },
	{ "lw", "wr", 4, LOADS },
	{ "lwu", "wr", 4, LOADS },
	{ "ld", "wr", 8, LOADS },
	{ "flh", "-r", 2 },
	{ "flw", "-r", 4 },
	{ "fld", "-r", 8 },
	{ "flq", "-r", 16 },
	{ "sb", "rw", 1, STORES },
	{ "sh", "rw", 2, STORES },
	{ "sw", "rw", 4, STORES },
	{ "sd", "rw", 8, STORES },
	{ "fsh", "-w", 2 },
	{ "fsw", "-w", 4 },
	{ "fsd", "-w", 8 },
	{ "fsq", "-w", 16 },

	/* What sets a register to a constant or another, or adds to it. */
	{ "li", "wr", .does = MOVES },
	{ "lui", "wr", .does = MOVES },
	{ "auipc", "wr", .does = MOVES },
	{ "mv", "wr", .does = MOVES },
	{ "sext.w", "wr", .does = MOVES | SHORT },
	{ "zext.w", "wr", .does = MOVES | SHORT },
	{ "add", "wrr", .does = ADDS },
	{ "addi", "wrr", .does = ADDS },
	{ "addw", "wrr", .does = ADDS | SHORT },
	{ "addiw", "wrr", .does = ADDS | SHORT },

	/* Shifts by 0: c.slli64 for some objdumps, c.slli for others. */
	{ "c.s[lr]@(l|a)i?(64)", "b" },

	{ "*", "wr" },
};

const struct effects_machine effects_machine = {
	.number = EM_RISCV,
	.comment = "#",
	.arguments = 0xff << 10,
	.results = 3 << 10,
	/* ra, t0 to t2, a0 to a7, t3 to t6 */
	.clobbered = RA | 7 << 5 | 0xff << 10 | 0xfull << 28,
	.sums = "?(c.)add",
	.jumps = "jr",
	.read = read,
	.adjust = adjust,
	.rules = rules,
};
