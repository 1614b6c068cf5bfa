/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which machines there are, and what their structs say. */
#include "machine/machine.h"

#include <string.h>

#include "machine/bits.h"
#include "machine/effect.h"
#include "machine/machines.h"

static const struct machine *const machines[] = {
	&machine_x86, &machine_s390, &machine_ppc64, &machine_aarch64,
	&machine_riscv, &machine_loongarch,
};

static const struct machine unknown = { .has_anchors = true };

const struct machine *machine_find(unsigned int number)
{
	for (size_t i = 0; i < sizeof(machines) / sizeof(*machines); i++)
		if (machines[i]->number == number)
			return machines[i];
	return &unknown;
}

struct reloc_type machine_reloc(const struct machine *machine, uint32_t type)
{
	struct reloc_type found = { .width = 4 };

	if (type < machine->nrelocs && (machine->relocs[type].width ||
					machine->relocs[type].way))
		found = machine->relocs[type];
	if (!found.plain)
		found.plain = type;
	return found;
}

void machine_clear_field(const struct reloc_type *type, bool big,
			 unsigned char *code, size_t left)
{
	for (size_t at = 0; at < sizeof(type->filled) && at < left; at++)
		code[at] &= (unsigned char)~(type->filled[at / 4] >>
				8 * (big ? 3 - at % 4 : at % 4));
}

bool machine_decode(const struct machine *machine, bool big,
		    const unsigned char *code, size_t left, uint64_t pc,
		    struct insn *ret)
{
	return machine->decode && left &&
	       machine->decode(big, code, left, pc, ret);
}

bool effect_decode(const struct machine *machine, bool big,
		   const unsigned char *code, size_t left, uint64_t pc,
		   struct effect *ret)
{
	return machine->effect && left &&
	       machine->effect(big, code, left, pc, ret);
}

/* LENGTH bytes at CODE as an instruction. */
static uint32_t insn_at(const struct machine *machine, bool big,
			const unsigned char *code, unsigned int length)
{
	uint32_t insn = 0;

	for (unsigned int i = 0; i < length; i++)
		insn = insn << 8 | code[big && !machine->little ? i :
					length - 1 - i];
	return insn;
}

size_t machine_nop(const struct machine *machine, bool big,
		   const unsigned char *code, size_t left)
{
	const struct filler *filler = machine->fillers;

	for (; filler && filler->length; filler++)
		if (filler->length <= left &&
		    insn_at(machine, big, code, filler->length) ==
		    filler->insn)
			return filler->length;
	return 0;
}

size_t machine_filler(const struct machine *machine, bool big,
		      const unsigned char *code, size_t left)
{
	size_t length = machine->other_filler ?
		machine->other_filler(big, code, left) : 0;

	return length ? length : machine_nop(machine, big, code, left);
}

bool machine_is_saver(const struct machine *machine, const char *name)
{
	const char *const *saver = machine->savers;

	for (; saver && *saver; saver++)
		if (!strncmp(name, *saver, strlen(*saver)))
			return true;
	return false;
}

bool machine_has_table(const struct machine *machine, const unsigned char *code,
		       uint64_t left)
{
	static const unsigned char zero[4];

	return machine->traceback && left == machine->traceback &&
	       !memcmp(code, zero, sizeof(zero));
}

/* Read as code the distances are what Linux has none of: invalid instructions and,
 * the negative ones, those of floating point (Power ISA, primary opcodes 0 and
 * 63). */
bool machine_case(const struct machine *machine, bool big,
		  const unsigned char *code, uint64_t before, uint64_t left,
		  size_t index, int64_t *ret)
{
	enum { FARTHEST = 1 << 26 };

	if (!machine->text_tables || index >= left / 4)
		return false;
	*ret = (int32_t)word(big, code + 4 * index);
	return *ret && *ret % 4 == 0 && *ret >= -FARTHEST && *ret < FARTHEST &&
	       *ret >= -(int64_t)before && *ret < (int64_t)left;
}

bool machine_insn_at(const struct machine *machine, uint32_t type,
		     const unsigned char *code, uint64_t offset, uint64_t size,
		     struct machine_insn *ret)
{
	uint8_t reg = machine_reloc(machine, type).reg;
	uint64_t at = offset - offset % 4;
	bool big = offset % 4; /* half an instruction: the second one there */
	uint32_t insn;

	if (!reg || at >= size || size - at < 4 ||
	    machine_nop(machine, big, code + at, 4))
		return false;
	insn = word(big, code + at);
	ret->reg = (uint8_t)bits(insn, reg - 1u, 5);
	ret->does = machine->does ? (uint8_t)machine->does(type, insn) : 0;
	return true;
}

void machine_clear(const struct machine *machine, bool big,
		   const struct insn *insn, unsigned char *code)
{
	bool reversed = big && !machine->little;

	for (unsigned int i = 0; i < insn->width; i++)
		code[insn->field + (reversed ? insn->width - 1 - i : i)] &=
			(unsigned char)~(insn->mask >> 8 * i);
}

uint64_t machine_local_entry(const struct machine *machine, uint8_t other)
{
	return machine->entry_shift ?
	       (1u << (other >> machine->entry_shift)) >> 2 << 2 : 0;
}
