/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ppc64 instructions do, for effects.c. */
#include "effects.h"

#include <elf.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef PPC64_BIG
#define PPC64_BIG false
#endif

/* r0, r2 to r12: a call may be to another module. */
#define CLOBBERED 0x1ffdull
/* r3 to r10, r1 and r2, r11 to r13. */
#define ARGUMENTS 0x3ffeull
#define RESULTS 0x18ull

static bool read_register(const char *text, uint8_t *number)
{
	unsigned int n;
	char rest;

	if (sscanf(text, "r%u%c", &n, &rest) != 1)
		return false;
	*number = (uint8_t)n;
	return true;
}

/* r3, -8, 8(r3), 8(0) */
static void read(struct operand *operand)
{
	char *end, base[8];

	if (read_register(operand->text, &operand->number)) {
		operand->kind = OPERAND_REGISTER;
		operand->width = 8;
		return;
	}
	operand->value = strtoll(operand->text, &end, 0);
	if (end == operand->text)
		return;
	end += strspn(end, "\t");
	if (!*end) {
		operand->kind = OPERAND_NUMBER;
	} else if (sscanf(end, "(%7[^)])", base) == 1) {
		operand->kind = OPERAND_MEMORY;
		operand->displacement = operand->value;
		read_register(base, &operand->base);
	}
}

static bool is_like(const char *const *patterns, const char *mnemonic)
{
	for (; *patterns; patterns++)
		if (!fnmatch(*patterns, mnemonic, 0))
			return true;
	return false;
}

/* Where the operands are that are RA|0 and RB of an address; -1: nowhere. */
static int indexed_at(const char *mnemonic)
{
	static const char *const loads[] = {
		"l*x", "st*x", "st*x.", "lvxl", "stvxl", NULL,
	};
	static const char *const caches[] = { "dcb*", "icbi", NULL };

	if (!strcmp(mnemonic, "icbt"))
		return 1;
	return is_like(loads, mnemonic)	   ? 1
	       : is_like(caches, mnemonic) ? 0
					   : -1;
}

/* Make one operand of RA and RB: RB alone is a base. */
static void join(struct operands *operands, unsigned int at)
{
	struct operand *memory = &operands->at[at], *b = memory + 1;

	memory->kind = OPERAND_MEMORY;
	memory->base = memory->number;
	memory->index = b->number;
	memory->scale = 1;
	if (memory->base == EFFECT_NONE) {
		memory->base = b->number;
		memory->index = EFFECT_NONE;
	}
	memory->width = 0;
	operands->count--;
	memmove(b, b + 1, (operands->count - at - 1) * sizeof(*b));
}

/* A prefix says that the distance is from the instruction. */
static bool is_relative(const struct line *line)
{
	return line->length == 8 && line->code[PPC64_BIG ? 1 : 2] & 0x10;
}

static void adjust(const struct line *line, struct operands *operands)
{
	static const char *const updates[] = {
		"l*u", "l*ux", "st*u", "st*ux", NULL,
	};
	int at = indexed_at(line->mnemonic);

	if (is_relative(line) && operands->at[1].kind == OPERAND_NUMBER &&
	    strcmp(line->mnemonic, "pla")) {
		operands->at[1].kind = OPERAND_MEMORY;
		operands->at[1].displacement = operands->at[1].value;
	}
	/* icbt's first operand isn't printed if it's 0. */
	if (at == 1 && operands->count == 2)
		at = 0;
	if (!fnmatch("*xvl", line->mnemonic, 0) ||
	    !fnmatch("*xvll", line->mnemonic, 0)) {
		operands->at[1].kind = OPERAND_MEMORY;
		operands->at[1].base = operands->at[1].number;
	}
	if (at >= 0 && (unsigned int)at + 1 < operands->count)
		join(operands, (unsigned int)at);
	if (!strcmp(line->mnemonic, "lis") || !strcmp(line->mnemonic, "addis"))
		operands->at[operands->count - 1].value *= 65536;
	for (unsigned int i = 0; i < operands->count; i++) {
		struct operand *operand = &operands->at[i];

		if (operand->kind != OPERAND_MEMORY ||
		    !is_like(updates, line->mnemonic))
			continue;
		operand->updates_base = at < 0;
		operand->updates_anyhow = at >= 0;
		operand->update = operand->displacement;
	}
}

/* Instructions that have more registers than their operands name. */
static void amend_multiple(const struct line *line, uint8_t first,
			   struct effect *want)
{
	uint64_t all = 0;

	if (!strcmp(line->mnemonic, "lmw") || !strcmp(line->mnemonic, "stmw")) {
		for (unsigned int i = first; i < 32; i++)
			all |= 1ull << i;
		want->size = 4u * (32u - first);
	} else {
		all = 3ull << first; /* lq and the like */
	}
	if (want->loads)
		want->writes |= all;
	else
		want->reads |= all;
}

/* Branches that say with their first operand that they have no condition. */
static void amend_branch(const struct line *line,
			 const struct operands *operands, struct effect *want)
{
	if (!operands->count || operands->at[0].kind != OPERAND_NUMBER ||
	    (operands->at[0].value & 20) != 20)
		return;
	if (want->flow == FLOW_BRANCH)
		want->flow = FLOW_JUMP;
	else if (want->flow == FLOW_NEXT)
		want->flow = FLOW_END;
	else
		want->reads = ARGUMENTS;
	/* The one that learns where it is. */
	if (!strcmp(line->mnemonic, "bcl") &&
	    line->code[PPC64_BIG ? 0 : 3] == 0x42 &&
	    want->target == line->address + 4) {
		want->flow = FLOW_NEXT;
		want->target = want->reads = want->writes = 0;
	}
}

static void amend(const struct line *line, const struct operands *operands,
		  struct effect *want)
{
	static const char *const multiple[] = {
		"lmw",	"stmw",	 "lq",	   "stq", "plq",
		"pstq", "lqarx", "stqcx.", NULL,
	};
	static const char *const branches[] = {
		"bc", "bcl", "bclr", "bclrl", "bcctrl", "bctarl", NULL,
	};

	if (is_like(multiple, line->mnemonic))
		amend_multiple(line, operands->at[0].number, want);
	if (is_like(branches, line->mnemonic))
		amend_branch(line, operands, want);
	if (is_relative(line) && want->size)
		want->displacement += (int64_t)line->address;
	else if (is_relative(line))
		want->number += (int64_t)line->address;
}

static const struct rule rules[] = {
	/* Branches. */
	{ "b", "-", .flow = FLOW_JUMP },
	{ "bl", "-", .flow = FLOW_CALL },
	{ "blr", "-", .flow = FLOW_END },
	{ "blrl", "-", .flow = FLOW_CALL_ANY },
	{ "bctr", "-", .flow = FLOW_JUMP_ANY },
	{ "bctrl", "-", .flow = FLOW_CALL_ANY },
	{ "btar", "-", .flow = FLOW_JUMP_ANY },
	{ "btarl", "-", .flow = FLOW_CALL_ANY },
	{ "bcctr", "-", .does = IGNORED },
	{ "bctar", "-", .does = IGNORED },
	{ "bpermd", "wr" },
	{ "br[dhw]", "wr" },
	{ "bcd*", "-" },
	{ "b*a", "-", .does = UNKNOWN },
	{ "b*a[-+]", "-", .does = UNKNOWN },
	{ "b*lrl", "-", .flow = FLOW_CALL_ANY, .reads = CLOBBERED },
	{ "b*lrl[-+]", "-", .flow = FLOW_CALL_ANY, .reads = CLOBBERED },
	{ "b*lr", "-", .reads = RESULTS },
	{ "b*lr[-+]", "-", .reads = RESULTS },
	{ "b*ctrl", "-", .flow = FLOW_CALL_ANY, .reads = CLOBBERED },
	{ "b*ctrl[-+]", "-", .flow = FLOW_CALL_ANY, .reads = CLOBBERED },
	{ "b*tarl", "-", .flow = FLOW_CALL_ANY, .reads = CLOBBERED },
	{ "b*tarl[-+]", "-", .flow = FLOW_CALL_ANY, .reads = CLOBBERED },
	{ "b*ctr", "-", .does = UNKNOWN },
	{ "b*ctr[-+]", "-", .does = UNKNOWN },
	{ "b*tar", "-", .does = UNKNOWN },
	{ "b*tar[-+]", "-", .does = UNKNOWN },
	{ "b*l", "-", .flow = FLOW_CALL, .reads = CLOBBERED },
	{ "b*l[-+]", "-", .flow = FLOW_CALL, .reads = CLOBBERED },
	{ "b*", "-", .flow = FLOW_BRANCH },
	{ "trap", "-", .flow = FLOW_TRAP },
	{ "t[wd]u*", "-", .flow = FLOW_TRAP },
	{ "t[wd]*", "r" },
	{ "sc*", "-", .does = UNKNOWN },
	{ "[hru]rfi[dcm]*", "-", .does = UNKNOWN },

	/* Several registers. */
	{ "lmw", "wr", 4 },
	{ "stmw", "rw", 4 },
	{ "lq", "wr", 16 },
	{ "plq", "wr", 16 },
	{ "lqarx", "wr", 16 },
	{ "stq", "rw", 16 },
	{ "pstq", "rw", 16 },
	{ "stqcx.", "rw", 16 },

	/* Vectors and floating point. */
	{ "lvs[lr]", "r" },
	{ "lxvp", "-r", 32 },
	{ "lxvpx", "-r", 32 },
	{ "lxv", "-r", 16 },
	{ "lxvx", "-r", 16 },
	{ "lxvd2x", "-r", 16 },
	{ "lxvw4x", "-r", 16 },
	{ "lxvh8x", "-r", 16 },
	{ "lxvb16x", "-r", 16 },
	{ "lxvdsx", "-r", 8 },
	{ "lxsd", "-r", 8 },
	{ "lxsdx", "-r", 8 },
	{ "lxvrdx", "-r", 8 },
	{ "lxvwsx", "-r", 4 },
	{ "lxssp", "-r", 4 },
	{ "lxsspx", "-r", 4 },
	{ "lxsiw[az]x", "-r", 4 },
	{ "lxvrwx", "-r", 4 },
	{ "lxsihzx", "-r", 2 },
	{ "lxvrhx", "-r", 2 },
	{ "lxsibzx", "-r", 1 },
	{ "lxvrbx", "-r", 1 },
	{ "plxvp", "-r", 32 },
	{ "plxv", "-r", 16 },
	{ "plxsd", "-r", 8 },
	{ "plxssp", "-r", 4 },
	{ "stxvp", "-w", 32 },
	{ "stxvpx", "-w", 32 },
	{ "pstxvp", "-w", 32 },
	{ "stxv", "-w", 16 },
	{ "stxvx", "-w", 16 },
	{ "stxvd2x", "-w", 16 },
	{ "stxvw4x", "-w", 16 },
	{ "stxvh8x", "-w", 16 },
	{ "stxvb16x", "-w", 16 },
	{ "pstxv", "-w", 16 },
	{ "stxsd", "-w", 8 },
	{ "stxsdx", "-w", 8 },
	{ "stxvrdx", "-w", 8 },
	{ "pstxsd", "-w", 8 },
	{ "stxssp", "-w", 4 },
	{ "stxsspx", "-w", 4 },
	{ "stxsiwx", "-w", 4 },
	{ "stxvrwx", "-w", 4 },
	{ "pstxssp", "-w", 4 },
	{ "stxsihx", "-w", 2 },
	{ "stxvrhx", "-w", 2 },
	{ "stxsibx", "-w", 1 },
	{ "stxvrbx", "-w", 1 },
	{ "lvebx", "-r", 1 },
	{ "lvehx", "-r", 2 },
	{ "lvewx", "-r", 4 },
	{ "stvebx", "-w", 1 },
	{ "stvehx", "-w", 2 },
	{ "stvewx", "-w", 4 },
	{ "lvx*", "-r", 16 },
	{ "stvx*", "-w", 16 },
	{ "lfs*", "-r", 4 },
	{ "plfs", "-r", 4 },
	{ "stfs*", "-w", 4 },
	{ "pstfs", "-w", 4 },
	{ "lfdp*", "-r", 16 },
	{ "stfdp*", "-w", 16 },
	{ "lfd*", "-r", 8 },
	{ "plfd", "-r", 8 },
	{ "stfd*", "-w", 8 },
	{ "pstfd", "-w", 8 },
	{ "lfiw*", "-r", 4 },
	{ "stfiw*", "-w", 4 },

	/* Caches. */
	{ "dcbz*", "w", ACCESS_ANY },
	{ "dcbt*", "r", ACCESS_ANY, HINT },
	{ "dcb*", "r", ACCESS_ANY },
	{ "icb*", "r", ACCESS_ANY },

	/* Loads and stores of general registers. */
	{ "lhbrx", "wr", 2 },
	{ "lwbrx", "wr", 4 },
	{ "ldbrx", "wr", 8 },
	{ "lb*", "wr", 1, LOADS },
	{ "plb*", "wr", 1, LOADS },
	{ "lh*", "wr", 2, LOADS },
	{ "plh*", "wr", 2, LOADS },
	{ "lw*", "wr", 4, LOADS },
	{ "plw*", "wr", 4, LOADS },
	{ "ld*", "wr", 8, LOADS },
	{ "pld", "wr", 8, LOADS },
	{ "sthbrx", "rw", 2 },
	{ "stwbrx", "rw", 4 },
	{ "stdbrx", "rw", 8 },
	{ "stbcx.", "rw", 1 },
	{ "sthcx.", "rw", 2 },
	{ "stwcx.", "rw", 4 },
	{ "stdcx.", "rw", 8 },
	{ "stb*", "rw", 1, STORES },
	{ "pstb", "rw", 1, STORES },
	{ "sth*", "rw", 2, STORES },
	{ "psth", "rw", 2, STORES },
	{ "stw*", "rw", 4, STORES },
	{ "pstw", "rw", 4, STORES },
	{ "std*", "rw", 8, STORES },
	{ "pstd", "rw", 8, STORES },

	/* What sets a register to a constant or another, or adds to it. */
	{ "nop", "-", .does = ANYHOW, .reads = 1, .writes = 1 },
	{ "yield", "-", .does = ANYHOW, .reads = 1 << 27, .writes = 1 << 27 },
	{ "mdoio", "-", .does = ANYHOW, .reads = 1 << 29, .writes = 1 << 29 },
	{ "mdoom", "-", .does = ANYHOW, .reads = 1 << 30, .writes = 1 << 30 },
	{ "miso", "-", .does = ANYHOW, .reads = 1 << 26, .writes = 1 << 26 },
	{ "xnop", "-", .reads = 1, .writes = 1 },
	{ "li", "wr", .does = MOVES },
	{ "lis", "wr", .does = MOVES },
	{ "pli", "wr", .does = MOVES },
	{ "pla", "wr", .does = MOVES },
	{ "addi", "wr", .does = ADDS },
	{ "addis", "wr", .does = ADDS },
	{ "paddi", "wr", .does = ADDS },
	{ "lxvl*", "-rr", ACCESS_ANY },
	{ "stxvl*", "-wr", ACCESS_ANY },
	{ "mr", "wr", .does = MOVES },
	{ "mr.", "wr", .does = MOVES },
	{ "extsw", "wr", .does = MOVES | SHORT },
	{ "extsw.", "wr", .does = MOVES | SHORT },
	{ "clrldi*", "wr", .does = ANYHOW },
	{ "ori", "wr", .does = ANYHOW },
	{ "addpcis", "w-", .does = ANYHOW },
	{ "lnia", "w", .does = ANYHOW },
	{ "subpcis", "w-", .does = ANYHOW },

	/* What reads all, or writes what it reads too. */
	{ "cmpb", "wr" },
	{ "cmp*", "r" },
	{ "mt*", "r" },
	{ "rl[wd]imi*", "br" },

	{ "*", "wr" },
};

const struct effects_machine effects_machine = {
	.number = EM_PPC64,
	.big = PPC64_BIG,
	.comment = "#",
	.arguments = ARGUMENTS,
	.results = RESULTS,
	.clobbered = CLOBBERED,
	.sums = "add?(.)",
	.jumps = "mtctr",
	.read = read,
	.adjust = adjust,
	.rules = rules,
	.amend = amend,
};
