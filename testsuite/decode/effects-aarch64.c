/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What aarch64 instructions do, for effects.c. */
#include "effects.h"

#include <elf.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SP = 31 };

/* The number of a general register, EFFECT_NONE for zero. */
static bool read_register(const char *name, uint8_t *number,
			  unsigned int *width)
{
	unsigned int n;
	char which, rest;

	if (!strcmp(name, "sp") || !strcmp(name, "wsp")) {
		*number = SP;
		*width = *name == 'w' ? 4 : 8;
		return true;
	}
	if (sscanf(name, "%c%u%c", &which, &n, &rest) == 2 && n < 31 &&
	    (which == 'w' || which == 'x')) {
		*number = (uint8_t)n;
		*width = which == 'w' ? 4 : 8;
		return true;
	}
	if (!strcmp(name, "xzr") || !strcmp(name, "wzr")) {
		*number = EFFECT_NONE;
		*width = *name == 'w' ? 4 : 8;
		return true;
	}
	return false;
}

static unsigned int width_of(char which)
{
	static const char names[] = "bhsdq";
	const char *at = strchr(names, which);

	return which && at ? 1u << (at - names) : 0;
}

/* q0, or v0.4s, v0.s. */
static unsigned int vector_width(const char *name)
{
	unsigned int n, lanes = 1;
	char which, dot, lane;

	if (sscanf(name, "v%u%c%u%c", &n, &dot, &lanes, &lane) == 4)
		return lanes * width_of(lane);
	if (sscanf(name, "v%u%c%c", &n, &dot, &lane) == 3)
		return width_of(lane);
	if (sscanf(name, "%c%u", &which, &n) == 2)
		return width_of(which);
	return 0;
}

/* {v0.4s, v1.4s}, {v0.4s-v3.4s} and {v0.s}[1]: bytes of all of them. */
static unsigned int list_width(const char *text)
{
	unsigned int count = 1, first, last;
	const char *dash = strchr(text, '-');

	if (dash && sscanf(text, "{v%u", &first) == 1 &&
	    sscanf(dash, "-v%u", &last) == 1)
		count = (last - first) % 32 + 1;
	for (const char *at = text; *at; at++)
		count += *at == ',';
	return count * vector_width(text + 1);
}

/* [x0, #8], [x0, x1, lsl #3], [x0, w1, sxtw], [x0, #8]! */
static void read_memory(struct operand *operand)
{
	char text[64], *base, *index, *extension;
	unsigned int width;

	snprintf(text, sizeof(text), "%s", operand->text + 1);
	operand->kind = OPERAND_MEMORY;
	operand->updates_base = text[strlen(text) - 1] == '!';
	base = strtok(text, "], !");
	index = strtok(NULL, "], !");
	extension = strtok(NULL, "]!");
	if (base)
		read_register(base, &operand->base, &width);
	operand->scale = 1;
	if (index && *index == '#') {
		operand->displacement = strtoll(index + 1, NULL, 0);
	} else if (index) {
		read_register(index, &operand->index, &width);
		if (extension && strchr(extension, '#'))
			operand->scale =
				(uint8_t)(1
					  << atoi(strchr(extension, '#') + 1));
	}
	operand->update = operand->displacement;
}

static void read(struct operand *operand)
{
	const char *text = operand->text;

	if (*text == '[') {
		read_memory(operand);
	} else if (*text == '#' && !strchr(text, '.')) {
		operand->kind = OPERAND_NUMBER;
		operand->value =
			(int64_t)(text[1] == '-'
					  ? (uint64_t)strtoll(text + 1, NULL, 0)
					  : strtoull(text + 1, NULL, 0));
	} else if (!strncmp(text, "lsl #", 5)) {
		operand->kind = OPERAND_SHIFT;
		operand->value = strtoll(text + 5, NULL, 0);
	} else if (read_register(text, &operand->number, &operand->width)) {
		operand->kind = OPERAND_REGISTER;
	} else if (*text == '{') {
		operand->width = list_width(text);
	} else {
		operand->width = vector_width(text);
	}
}

/* ld2r has one lane of each of its vectors. */
static void adjust_lanes(struct operand *list, const char *mnemonic)
{
	const char *lane = strchr(list->text, '.');

	if (!strncmp(mnemonic, "ld", 2) && strlen(mnemonic) == 4 &&
	    mnemonic[3] == 'r' && lane)
		list->width = (unsigned int)(mnemonic[2] - '0') *
			      width_of(lane[strspn(lane, ".0123456789")]);
}

/* A shift of a number is part of it, and what is behind memory updates its
 * base. A literal is memory, and what caches are told. */
static void adjust_last(const char *mnemonic, struct operands *operands)
{
	struct operand *last = &operands->at[operands->count - 1];
	struct operand *before = operands->count > 1 ? last - 1 : NULL;

	if (before && last->kind == OPERAND_SHIFT &&
	    before->kind == OPERAND_NUMBER) {
		before->value = (int64_t)((uint64_t)before->value
					  << last->value);
		operands->count--;
	} else if (before && before->kind == OPERAND_MEMORY) {
		before->updates_base = last->kind == OPERAND_NUMBER;
		before->update = last->value;
		before->updates_anyhow = last->kind == OPERAND_REGISTER;
		last->width = 0;
	} else if (last->kind == OPERAND_TARGET &&
		   (!strncmp(mnemonic, "ldr", 3) ||
		    !strncmp(mnemonic, "prf", 3))) {
		last->kind = OPERAND_MEMORY;
		last->displacement = last->value;
	} else if (last->kind == OPERAND_REGISTER && strlen(mnemonic) < 4 &&
		   strstr("dc ic at cfp cpp dvp", mnemonic)) {
		last->kind = OPERAND_MEMORY;
		last->base = last->number;
	}
}

static void invert(struct operand *number, unsigned int width)
{
	number->value = ~number->value;
	if (width == 4)
		number->value &= 0xffffffff;
}

static void adjust(const struct line *line, struct operands *operands)
{
	if (operands->count) {
		adjust_last(line->mnemonic, operands);
		adjust_lanes(&operands->at[0], line->mnemonic);
		if (!strcmp(line->mnemonic, "movn"))
			invert(&operands->at[1], operands->at[0].width);
	} else if (!strcmp(line->mnemonic, "ret")) {
		operands->at[operands->count++] = (struct operand){
			.kind = OPERAND_REGISTER,
			.number = 30,
			.width = 8,
		};
	}
}

/* What is not resolved has 0 in its field. */
static bool is_relocated(const struct line *line, uint64_t target)
{
	return target == line->address || target == (line->address & ~0xfffull);
}

#define LINK (1ull << 30)
#define STACK (1ull << SP)

static const struct rule rules[] = {
	/* Branches. */
	{ "b", "-", .flow = FLOW_JUMP },
	{ "b.*", "-", .flow = FLOW_BRANCH },
	{ "bc.*", "-", .flow = FLOW_BRANCH },
	{ "cbz", "r-", .flow = FLOW_BRANCH },
	{ "cbnz", "r-", .flow = FLOW_BRANCH },
	{ "cb?(b|h)@(gt|ge|lt|hi|hs|lo|eq|ne)", "rr-", .flow = FLOW_BRANCH },
	{ "tbz", "r--", .flow = FLOW_BRANCH },
	{ "tbnz", "r--", .flow = FLOW_BRANCH },
	{ "bl", "-", .flow = FLOW_CALL },
	{ "blr*", "r", .flow = FLOW_CALL_ANY },
	{ "br", "r", .flow = FLOW_JUMP_ANY },
	{ "bra*", "r", .flow = FLOW_JUMP_ANY },
	{ "ret", "r", .flow = FLOW_END },
	{ "reta[ab]", "-", .flow = FLOW_END, .reads = LINK | STACK },
	{ "brk", "-", .flow = FLOW_TRAP },
	{ "hlt", "-", .flow = FLOW_TRAP },
	{ "udf", "-", .flow = FLOW_TRAP },
	{ "svc", "-", .does = UNKNOWN },
	{ "hvc", "-", .does = UNKNOWN },
	{ "smc", "-", .does = UNKNOWN },
	{ "eret*", "-", .does = UNKNOWN },
	{ "dcps*", "-", .does = UNKNOWN },
	{ "drps", "-", .does = UNKNOWN },

	/* The system. */
	{ "msr", "-r" },
	{ "mrs", "w-" },
	{ "dc", "-b", ACCESS_ANY },
	{ "ic", "-b", ACCESS_ANY },
	{ "at", "-b", ACCESS_ANY },
	{ "cfp", "-b", ACCESS_ANY },
	{ "cpp", "-b", ACCESS_ANY },
	{ "dvp", "-b", ACCESS_ANY },
	{ "sys", "-", .does = IGNORED },
	{ "paci[ab]sp", "-", .reads = LINK | STACK, .writes = LINK },
	{ "auti[ab]sp", "-", .reads = LINK | STACK, .writes = LINK },
	{ "paci[ab]z", "-", .reads = LINK, .writes = LINK },
	{ "auti[ab]z", "-", .reads = LINK, .writes = LINK },
	{ "xpaclri", "-", .reads = LINK, .writes = LINK },
	{ "paci[ab]1716", "-", .reads = 3 << 16, .writes = 2 << 16 },
	{ "auti[ab]1716", "-", .reads = 3 << 16, .writes = 2 << 16 },
	{ "pac[id]*", "br" },
	{ "aut[id]*", "br" },
	{ "xpac[id]", "b" },
	{ "tlbi", "-r" },
	{ "wfet", "r" },
	{ "wfit", "r" },

	/* Pairs. */
	{ "ldpsw", "wwr", 8, PAIR },
	{ "ldp", "wwr", OF_PAIR, PAIR },
	{ "ldnp", "wwr", OF_PAIR, PAIR },
	{ "stp", "rrw", OF_PAIR, PAIR },
	{ "stnp", "rrw", OF_PAIR, PAIR },
	{ "ldxp", "wwr", OF_PAIR, PAIR },
	{ "ldaxp", "wwr", OF_PAIR, PAIR },
	{ "stxp", "wrrw", OF_PAIR },
	{ "stlxp", "wrrw", OF_PAIR },
	{ "casp*", "bbrrb", OF_PAIR },

	/* Vectors. */
	{ "ld[1-4]*", "-rr", OF_REGISTER },
	{ "st[1-4]*", "-wr", OF_REGISTER },

	/* Atomic. */
	{ "cas*b", "brb", 1, LOADS },
	{ "cas*h", "brb", 2, LOADS },
	{ "cas*", "brb", OF_REGISTER, LOADS },
	{ "swp*b", "rwb", 1, LOADS | STORES },
	{ "swp*h", "rwb", 2, LOADS | STORES },
	{ "swp*", "rwb", OF_REGISTER, LOADS | STORES },
	{ "stxrb", "wrw", 1 },
	{ "stlxrb", "wrw", 1 },
	{ "stxrh", "wrw", 2 },
	{ "stlxrh", "wrw", 2 },
	{ "stxr", "wrw", OF_REGISTER },
	{ "stlxr", "wrw", OF_REGISTER },
	{ "ldadd*b", "rwb", 1, LOADS },
	{ "ldadd*h", "rwb", 2, LOADS },
	{ "ldadd*", "rwb", OF_REGISTER, LOADS },
	{ "ldclr*b", "rwb", 1, LOADS },
	{ "ldclr*h", "rwb", 2, LOADS },
	{ "ldclr*", "rwb", OF_REGISTER, LOADS },
	{ "ldeor*b", "rwb", 1, LOADS },
	{ "ldeor*h", "rwb", 2, LOADS },
	{ "ldeor*", "rwb", OF_REGISTER, LOADS },
	{ "ldset*b", "rwb", 1, LOADS },
	{ "ldset*h", "rwb", 2, LOADS },
	{ "ldset*", "rwb", OF_REGISTER, LOADS },
	{ "ld[su]m??*b", "rwb", 1, LOADS },
	{ "ld[su]m??*h", "rwb", 2, LOADS },
	{ "ld[su]m*", "rwb", OF_REGISTER, LOADS },
	{ "st*add*b", "rb", 1 },
	{ "st*add*h", "rb", 2 },
	{ "stadd*", "rb", OF_REGISTER },
	{ "stclr*b", "rb", 1 },
	{ "stclr*h", "rb", 2 },
	{ "stclr*", "rb", OF_REGISTER },
	{ "steor*b", "rb", 1 },
	{ "steor*h", "rb", 2 },
	{ "steor*", "rb", OF_REGISTER },
	{ "stset*b", "rb", 1 },
	{ "stset*h", "rb", 2 },
	{ "stset*", "rb", OF_REGISTER },
	{ "st[su]m??*b", "rb", 1 },
	{ "st[su]m??*h", "rb", 2 },
	{ "st[su]m*", "rb", OF_REGISTER },

	/* Loads and stores. */
	{ "ld*b", "wr", 1, LOADS },
	{ "ld*h", "wr", 2, LOADS },
	{ "ld*sw", "wr", 4, LOADS },
	{ "ld*", "wr", OF_REGISTER, LOADS },
	{ "st*b", "rw", 1, STORES },
	{ "st*h", "rw", 2, STORES },
	{ "st*", "rw", OF_REGISTER, STORES },
	{ "prf*", "-r", ACCESS_ANY, HINT },

	/* What sets a register to a constant or another, or adds to it. */
	{ "mov", "wr", .does = MOVES },
	{ "movz", "wr", .does = MOVES },
	{ "movn", "wr", .does = MOVES },
	{ "orr", "wr", .does = FROM_ZERO },
	{ "adr", "wr", .does = MOVES },
	{ "adrp", "wr", .does = MOVES },
	{ "sxtw", "wr", .does = MOVES | SHORT },
	{ "add", "wrr", .does = ADDS },
	{ "sub", "wrr", .does = SUBTRACTS },

	/* What reads or changes the first. */
	{ "movk", "b-" },
	{ "bf*", "br-" },
	{ "cm[np]", "r" },
	{ "ccm[np]", "r" },
	{ "tst", "r" },
	{ "fccmp*", "-" },

	{ "*", "wr" },
};

const struct effects_machine effects_machine = {
	.number = EM_AARCH64,
	.comment = "//",
	.arguments = 0x1ff,
	.results = 3,
	.clobbered = LINK | 0x7ffff,
	.sums = "add?(s)",
	.unsummed = 1ull << SP,
	.jumps = "br",
	.read = read,
	.adjust = adjust,
	.is_relocated = is_relocated,
	.rules = rules,
};
