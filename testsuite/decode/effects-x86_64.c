/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What x86-64 instructions do, for effects.c: those with general registers, and
 * moves of vectors. The size of an access is that of a register or the last letter
 * of the mnemonic. */
#include "effects.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* By number; of bytes the low ones. */
static const char *const names[][4] = {
	{ "al", "ax", "eax", "rax" },	   { "cl", "cx", "ecx", "rcx" },
	{ "dl", "dx", "edx", "rdx" },	   { "bl", "bx", "ebx", "rbx" },
	{ "spl", "sp", "esp", "rsp" },	   { "bpl", "bp", "ebp", "rbp" },
	{ "sil", "si", "esi", "rsi" },	   { "dil", "di", "edi", "rdi" },
	{ "r8b", "r8w", "r8d", "r8" },	   { "r9b", "r9w", "r9d", "r9" },
	{ "r10b", "r10w", "r10d", "r10" }, { "r11b", "r11w", "r11d", "r11" },
	{ "r12b", "r12w", "r12d", "r12" }, { "r13b", "r13w", "r13d", "r13" },
	{ "r14b", "r14w", "r14d", "r14" }, { "r15b", "r15w", "r15d", "r15" },
};
static const char *const high[] = { "ah", "ch", "dh", "bh" };

enum { AX, CX, DX, BX, SP, BP, SI, DI };

#define BIT(number) (1ull << (number))

/* Beside arguments. */
#define CALL_READS (BIT(AX) | BIT(10) | BIT(11) | BIT(SP))

static bool read_register(const char *name, struct operand *operand)
{
	for (uint8_t i = 0; i < 16; i++)
		for (unsigned int size = 0; size < 4; size++)
			if (!strcmp(name, names[i][size])) {
				operand->number = i;
				operand->width = 1u << size;
				operand->is_part = size < 2;
				return true;
			}
	for (uint8_t i = 0; i < 4; i++)
		if (!strcmp(name, high[i])) {
			operand->number = i;
			operand->width = 1;
			operand->is_part = true;
			return true;
		}
	return false;
}

/* The number of the register called NAME, or EFFECT_NONE. */
static uint8_t number_of(const char *name)
{
	struct operand operand = {};

	return *name == '%' && read_register(name + 1, &operand)
		       ? operand.number
		       : EFFECT_NONE;
}

/* 0x8(%rax,%rbx,4), %gs:0x28, 0x0(,%rax,8) */
static void read_memory(struct operand *operand, const char *text)
{
	const char *parenthesis = strchr(text, '(');
	char base[8] = "", index[8] = "";
	unsigned int scale = 1;

	operand->kind = OPERAND_MEMORY;
	operand->displacement = (int64_t)strtoull(text, NULL, 0);
	if (*text == '-')
		operand->displacement = -(int64_t)strtoull(text + 1, NULL, 0);
	operand->updates_base = false;
	if (!parenthesis)
		return;
	if (parenthesis[1] == ',')
		sscanf(parenthesis, "(,%7[^,)],%u", index, &scale);
	else
		sscanf(parenthesis, "(%7[^,)],%7[^,)],%u", base, index, &scale);
	operand->base = number_of(base);
	operand->index = number_of(index);
	operand->scale = (uint8_t)scale;
}

static void read(struct operand *operand)
{
	const char *text = operand->text, *colon = strchr(text, ':');

	text += *text == '*';
	if (*text == '$') {
		operand->kind = OPERAND_NUMBER;
		operand->value = (int64_t)strtoull(text + 1, NULL, 0);
		if (text[1] == '-')
			operand->value = strtoll(text + 1, NULL, 0);
	} else if (colon) {
		read_memory(operand, colon + 1);
	} else if (*text != '%') {
		read_memory(operand, text);
	} else if (read_register(text + 1, operand)) {
		operand->kind = OPERAND_REGISTER;
	} else if (!strncmp(text, "%xmm", 4)) {
		operand->width = 16;
	} else if (!strncmp(text, "%ymm", 4)) {
		operand->width = 32;
	}
}

/* The letter that says how large an operand without a register is. */
static unsigned int suffix(const char *mnemonic)
{
	static const char letters[] = "bwlq";
	const char *letter = strchr(letters, mnemonic[strlen(mnemonic) - 1]);

	return letter && *letter ? 1u << (letter - letters) : 0;
}

/* A number as wide as it is sets a register; a shift by 1 may not have it; inc adds
 * one. What is relative is printed from the end of the instruction. */
static void adjust(const struct line *line, struct operands *operands)
{
	bool has_register = false;

	for (unsigned int i = 0; i < operands->count; i++)
		has_register |= operands->at[i].kind != OPERAND_MEMORY &&
				operands->at[i].width;
	for (unsigned int i = 0; i < operands->count; i++) {
		struct operand *operand = &operands->at[i];

		if (operand->kind != OPERAND_MEMORY)
			continue;
		if (!has_register)
			operand->width = suffix(line->mnemonic);
		if (strstr(operand->text, "(%rip)"))
			operand->displacement += (int64_t)(line->address +
							   line->length);
	}
	if (operands->count == 1 && (!strncmp(line->mnemonic, "inc", 3) ||
				     !strncmp(line->mnemonic, "dec", 3)))
		operands->at[operands->count++] = (struct operand){
			.kind = OPERAND_NUMBER,
			.value = 1,
			.base = EFFECT_NONE,
			.index = EFFECT_NONE,
			.number = EFFECT_NONE,
		};
}

/* The idiom that sets a register to 0 reads none. */
static bool is_zeroing(const struct line *line)
{
	const char *comma = strchr(line->operands, ',');
	size_t length = comma ? (size_t)(comma - line->operands) : 0;

	return length && line->operands[0] == '%' &&
	       !strncmp(line->operands, comma + 1, length) &&
	       (!strcmp(line->mnemonic, "xor") ||
		!strcmp(line->mnemonic, "sub"));
}

/* Calls and jumps to a place are named as those of anything are. */
static void amend(const struct line *line, const struct operands *operands,
		  struct effect *want)
{
	const struct operand *first = &operands->at[0];

	if (is_zeroing(line) && first->width >= 4) {
		want->reads = 0;
		want->to = first->number;
		want->from = EFFECT_NONE;
		want->number = 0;
		want->is_short = first->width == 4;
	}
	if (want->is_short)
		want->number = (int32_t)want->number;
	/* Of a part of a register nothing is told. */
	if (want->loaded != EFFECT_NONE && want->reads & BIT(want->loaded) &&
	    operands->at[operands->count - 1].is_part)
		want->loaded = EFFECT_NONE;
	/* The high byte isn't the lowest of a register. */
	if (want->stored != EFFECT_NONE && first->text[0] == '%' &&
	    first->text[2] == 'h')
		want->stored = EFFECT_NONE;
	/* The register of movq may be a vector. */
	if (want->size > 8 && !strcmp(line->mnemonic, "movq"))
		want->size = 8;
	if (!strcmp(line->mnemonic, "xchg") &&
	    line->code[line->length - 1] == 0x90)
		want->reads = want->writes = 0; /* nop */
	if (want->flow == FLOW_JUMP_ANY)
		want->reads |= CALL_READS;
	if (!operands->count || first->kind != OPERAND_TARGET)
		return;
	if (want->flow == FLOW_JUMP_ANY)
		want->reads = 0;
	if (want->flow == FLOW_CALL_ANY)
		want->flow = FLOW_CALL;
	else if (want->flow == FLOW_JUMP_ANY)
		want->flow = FLOW_JUMP;
	want->target = (uint64_t)first->value;
}

static const struct rule rules[] = {
	/* Branches. */
	{ "jmpw", "r", .does = UNKNOWN },
	{ "callw", "r", .does = UNKNOWN },
	/* With the letter before 2.37. */
	{ "jmp?(q)", "r", 8, .flow = FLOW_JUMP_ANY },
	{ "call?(q)", "r", 8, .flow = FLOW_CALL_ANY, .reads = CALL_READS },
	{ "ret?(q)", "-", .flow = FLOW_END, .reads = BIT(SP),
	  .writes = BIT(SP) },
	{ "jrcxz", "-", .flow = FLOW_BRANCH, .reads = BIT(CX) },
	{ "loop*", "-", .flow = FLOW_BRANCH, .reads = BIT(CX),
	  .writes = BIT(CX) },
	{ "j*", "-", .flow = FLOW_BRANCH },
	{ "ud2", "-", .flow = FLOW_TRAP },
	{ "int3", "-", .flow = FLOW_TRAP },
	{ "syscall", "-", .does = UNKNOWN },
	{ "sysret*", "-", .does = UNKNOWN },
	{ "iret*", "-", .does = UNKNOWN },

	/* Moves. */
	{ "movabs", "rw", OF_REGISTER, MOVES },
	{ "mov", "rw", OF_REGISTER, MOVES },
	{ "mov[bwlq]", "rw", OF_REGISTER, MOVES },
	{ "movz[b]*", "rw", 1, LOADS },
	{ "movzw*", "rw", 2, LOADS },
	{ "movsb[wlq]", "rw", 1, LOADS },
	{ "movsw[lq]", "rw", 2, LOADS },
	{ "movslq", "rw", 4, LOADS },
	{ "lea", "aw", .does = MOVES },
	{ "xchg", "b", OF_REGISTER },
	{ "cmov*", "rb", OF_REGISTER },
	{ "set*", "w", 1 },
	{ "bswap", "b" },

	/* Arithmetic. */
	{ "add", "rb", OF_REGISTER, ADDS },
	{ "add[bwlq]", "rb", OF_REGISTER, ADDS },
	{ "sub", "rb", OF_REGISTER, SUBTRACTS },
	{ "sub[bwlq]", "rb", OF_REGISTER, SUBTRACTS },
	{ "inc*", "b-", OF_REGISTER, ADDS },
	{ "dec*", "b-", OF_REGISTER, SUBTRACTS },
	{ "and", "rb", OF_REGISTER },
	{ "and[bwlq]", "rb", OF_REGISTER },
	{ "or", "rb", OF_REGISTER },
	{ "or[bwlq]", "rb", OF_REGISTER },
	{ "xor", "rb", OF_REGISTER },
	{ "xor[bwlq]", "rb", OF_REGISTER },
	{ "adc", "rb", OF_REGISTER },
	{ "adc[bwlq]", "rb", OF_REGISTER },
	{ "sbb", "rb", OF_REGISTER },
	{ "sbb[bwlq]", "rb", OF_REGISTER },
	{ "cmp", "r", OF_REGISTER },
	{ "cmp[bwlq]", "r", OF_REGISTER },
	{ "test", "r", OF_REGISTER },
	{ "test[bwlq]", "r", OF_REGISTER },
	{ "not", "b", OF_REGISTER },
	{ "not[bwlq]", "b", OF_REGISTER },
	{ "neg", "b", OF_REGISTER },
	{ "neg[bwlq]", "b", OF_REGISTER },
	{ "prefetch*", "r", ACCESS_ANY, HINT },
	{ "bt", "r", ACCESS_ANY },
	{ "bt[src]", "rb", ACCESS_ANY },
	{ "bs[fr]", "rb", OF_REGISTER },
	{ "tzcnt", "rb", OF_REGISTER },
	{ "popcnt", "rb", OF_REGISTER },
	{ "cltq", "-", .reads = BIT(AX), .writes = BIT(AX) },
	{ "cwtl", "-", .reads = BIT(AX), .writes = BIT(AX) },
	{ "cqto", "-", .reads = BIT(AX), .writes = BIT(DX) },
	{ "cltd", "-", .reads = BIT(AX), .writes = BIT(DX) },

	/* The stack. */
	{ "leave?(q)", "-", .does = IGNORED },
	{ "push?(q)", "r", .does = IGNORED },
	{ "pop?(q)", "w", .does = IGNORED },

	/* Others. */
	{ "nop*", "-" },
	{ "endbr64", "-" },
	{ "pause", "-" },
	{ "cpuid", "-", .reads = BIT(AX) | BIT(CX),
	  .writes = BIT(AX) | BIT(BX) | BIT(CX) | BIT(DX) },
	{ "rdtsc", "-", .writes = BIT(AX) | BIT(DX) },
	{ "rdmsr", "-", .reads = BIT(CX), .writes = BIT(AX) | BIT(DX) },
	{ "wrmsr", "-", .reads = BIT(AX) | BIT(CX) | BIT(DX) },
	{ "clac", "-" },
	{ "stac", "-" },
	{ "cli", "-" },
	{ "sti", "-" },
	{ "[lms]fence", "-" },

	/* Vectors. */
	{ "mov[au]p[sd]", "rw", OF_REGISTER },
	{ "movdq[au]", "rw", OF_REGISTER },
	{ "vmov[au]p[sd]", "rw", OF_REGISTER },
	{ "vmovdq[au]", "rw", OF_REGISTER },
	{ "movss", "rw", 4 },
	{ "movsd", "rw", 8 },

	{ "*", "-", .does = IGNORED },
};

const struct effects_machine effects_machine = {
	.number = EM_X86_64,
	.comment = "#",
	.arguments = BIT(DI) | BIT(SI) | BIT(DX) | BIT(CX) | BIT(8) | BIT(9),
	.results = BIT(AX) | BIT(DX),
	.clobbered = BIT(AX) | BIT(CX) | BIT(DX) | BIT(SI) | BIT(DI) |
		     0xfull << 8,
	.read = read,
	.adjust = adjust,
	.rules = rules,
	.amend = amend,
};
