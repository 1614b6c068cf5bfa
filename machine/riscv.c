/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RISC-V: RV64GC of The RISC-V Instruction Set Manual, ELF psABI. */
#include <elf.h>

#include "machine/bits.h"
#include "machine/insn.h"
#include "machine/machines.h"
#include "machine/riscv-immediate.h"

static const struct reloc_type relocs[] = {
	[R_RISCV_NONE] = { .way = RELOC_NONE },
	[R_RISCV_64] = { .width = 8 },
	[R_RISCV_BRANCH] = { .width = 4, .branch = true, .filled = { 0xfe000f80 } },
	[R_RISCV_JAL] = { .width = 4, .filled = { 0xfffff000 } },
	[R_RISCV_CALL] = { .width = 8, .call = true },
	[R_RISCV_CALL_PLT] = { .width = 8, .call = true,
			       .plain = R_RISCV_CALL },
	[R_RISCV_GOT_HI20] = { .width = 4, .high = true, .got = true },
	[R_RISCV_PCREL_HI20] = { .width = 4, .high = true },
	[R_RISCV_PCREL_LO12_I ... R_RISCV_PCREL_LO12_S] = {
		.width = 4, .second_half = true },
	[R_RISCV_HI20] = { .width = 4, .high = true,
			   .filled = { 0xfffff000 } },
	[R_RISCV_LO12_I] = { .width = 4, .filled = { 0xfff00000 } },
	[R_RISCV_LO12_S] = { .width = 4, .filled = { 0xfe000f80 } },
	[R_RISCV_ADD8] = { .width = 1, .sign = 1 },
	[R_RISCV_ADD16] = { .width = 2, .sign = 1 },
	[R_RISCV_ADD32] = { .width = 4, .sign = 1 },
	[R_RISCV_ADD64] = { .width = 8, .sign = 1 },
	[R_RISCV_SUB8] = { .width = 1, .sign = -1 },
	[R_RISCV_SUB16] = { .width = 2, .sign = -1 },
	[R_RISCV_SUB32] = { .width = 4, .sign = -1 },
	[R_RISCV_SUB64] = { .width = 8, .sign = -1 },
	[R_RISCV_ALIGN] = { .way = RELOC_NONE },
	[R_RISCV_RVC_BRANCH] = { .width = 2, .branch = true, .filled = { 0x1c7c } },
	[R_RISCV_RVC_JUMP] = { .width = 2, .filled = { 0x1ffc } },
	[R_RISCV_RELAX] = { .way = RELOC_NONE },
	[R_RISCV_SUB6] = { .width = 1, .sign = -1 },
	[R_RISCV_SET6 ... R_RISCV_SET8] = { .width = 1, .sign = 1 },
	[R_RISCV_SET16] = { .width = 2, .sign = 1 },
	[R_RISCV_SET32] = { .width = 4, .sign = 1 },
};

/* What machine.h asks of, by mask and value; w is 0 above what an instruction
 * has. */
static const struct {
	uint32_t mask, value;
	enum { RELATIVE, ABSOLUTE, CONSTANT } kind;
	enum riscv_format format;
} kinds[] = {
	{ 0x0000607f, 0x00000063, RELATIVE, RISCV_B },	/* beq, bne */
	{ 0x0000407f, 0x00004063, RELATIVE, RISCV_B },	/* blt to bgeu */
	{ 0x0000007f, 0x0000006f, RELATIVE, RISCV_J },	/* jal */
	{ 0x0000707f, 0x00000067, ABSOLUTE, RISCV_I },	/* jalr */
	{ 0xffffffff, 0x10200073, ABSOLUTE, RISCV_I },	/* sret */
	{ 0xffffffff, 0x30200073, ABSOLUTE, RISCV_I },	/* mret */
	{ 0x000ff07f, 0x00000013, CONSTANT, RISCV_I },	/* addi, of x0 */
	{ 0x0000e003, 0x0000a001, RELATIVE, RISCV_C_J },
	{ 0x0000e003, 0x0000c001, RELATIVE, RISCV_C_BEQZ },
	{ 0x0000e003, 0x0000e001, RELATIVE, RISCV_C_BEQZ },	/* c.bnez */
	/* c.jr, c.jalr */
	{ 0x0000e07f, 0x00008002, ABSOLUTE, RISCV_C_LI },
	{ 0x0000e003, 0x00004001, CONSTANT, RISCV_C_LI },	/* c.li */
};

/* c.ebreak, and what is reserved, are c.jalr and c.jr of x0. */
static bool is_of_zero(uint32_t w)
{
	return (w & 0xefff) == 0x8002;
}

static bool decode(bool big, const unsigned char *code, size_t left,
		   uint64_t pc, struct insn *ret)
{
	uint32_t w, rd;
	unsigned int length = riscv_fetch(code, left, &w);
	size_t i = 0;

	(void)big;
	if (!length)
		return false;
	*ret = (struct insn){ .length = length };
	while (i < sizeof(kinds) / sizeof(*kinds) &&
	       (w & kinds[i].mask) != kinds[i].value)
		i++;
	if (i == sizeof(kinds) / sizeof(*kinds) || is_of_zero(w))
		return true;
	ret->branches = kinds[i].kind != CONSTANT;
	if (kinds[i].kind == ABSOLUTE)
		return true;
	if (kinds[i].kind == RELATIVE) {
		ret->relative = true;
		ret->target = pc + (uint64_t)riscv_immediate(kinds[i].format,
							     w);
	} else {
		rd = bits(w, 7, 5);
		if (rd < RISCV_A0 || rd > RISCV_A7)
			return true;
		ret->argument = rd - RISCV_A0 + 1;
	}
	ret->width = length;
	ret->mask = riscv_mask(kinds[i].format);
	return true;
}

static const struct filler fillers[] = {
	{ 4, 0x00000013 },	/* nop */
	{ 2, 0x0001 },		/* c.nop */
	{ 0, 0 },
};

/* auipc and jalr. */
static bool lead(const struct linked_field *field, uint64_t *ret)
{
	uint64_t both = field_number(field, 8);

	switch (field->type) {
	case R_RISCV_CALL:
	case R_RISCV_CALL_PLT:
		*ret = field->place + extend(both & 0xfffff000, 32) +
		       extend(both >> 52, 12);
		return true;
	case R_RISCV_64:
		*ret = both;
		return field->absolute;
	}
	return false;
}

const struct machine machine_riscv = {
	.number = EM_RISCV,
	.whole_branches = true,
	.relocs = relocs,
	.nrelocs = sizeof(relocs) / sizeof(*relocs),
	.decode = decode,
	.effect = riscv_effect,
	.abi = &riscv_abi,
	.fillers = fillers,
	.little = true,
	.has_anchors = true,
	.resizes_numbers = true,
	.relaxes = true,
	.lead = lead,
};
