/* SPDX-License-Identifier: GPL-3.0-or-later */
/* x86-64: System V ABI, AMD64 Architecture Processor Supplement. */
#include <elf.h>

#include "machine/bits.h"
#include "machine/insn.h"
#include "machine/machines.h"

static const struct reloc_type relocs[] = {
	[R_X86_64_NONE] = { .way = RELOC_NONE },
	[R_X86_64_64] = { .width = 8 },
	[R_X86_64_PC32] = { .way = RELOC_INSN_END, .width = 4,
			    .distance = true },
	[R_X86_64_PLT32] = { .way = RELOC_INSN_END, .width = 4,
			     .distance = true, .branch = true,
			     .plain = R_X86_64_PC32 },
	[R_X86_64_GOTPCREL] = { .way = RELOC_INSN_END, .width = 4 },
	[R_X86_64_16 ... R_X86_64_PC16] = { .width = 2 },
	[R_X86_64_8 ... R_X86_64_PC8] = { .width = 1 },
	[R_X86_64_PC64] = { .width = 8, .distance = true },
	[R_X86_64_GOTOFF64] = { .width = 8 },
	/* mov x@GOTPCREL(%rip) becomes lea x(%rip); with a REX prefix also
	 * mov $x, which has the register's high bit elsewhere in it. */
	[R_X86_64_GOTPCRELX] = { .way = RELOC_INSN_END, .width = 4,
				 .before = 2 },
	[R_X86_64_REX_GOTPCRELX] = { .way = RELOC_INSN_END, .width = 4,
				     .before = 3 },
};

static bool lead(const struct linked_field *field, uint64_t *ret)
{
	switch (field->type) {
	case R_X86_64_PC32:
	case R_X86_64_PLT32:
		*ret = field->place + field->to_end +
		       extend(field_number(field, 4), 32);
		return field->to_end;
	case R_X86_64_32:
		*ret = field_number(field, 4);
		return field->absolute;
	case R_X86_64_32S:
		*ret = extend(field_number(field, 4), 32);
		return field->absolute;
	case R_X86_64_64:
		*ret = field_number(field, 8);
		return field->absolute;
	}
	return false;
}

const struct machine machine_x86 = {
	.number = EM_X86_64,
	.relocs = relocs,
	.nrelocs = sizeof(relocs) / sizeof(*relocs),
	.decode = x86_decode,
	.effect = x86_effect,
	.abi = &x86_abi,
	.other_filler = x86_filler,
	.fill = x86_fill,
	.branch = x86_branch,
	.branch_type = R_X86_64_PLT32,
	.lead = lead,
};
