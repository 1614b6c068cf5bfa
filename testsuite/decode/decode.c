/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decode MACHINE: compare what machine/machine.h says of instructions with what
 * objdump does. Its output is the input: objdump -dzw, of objects with symbols.
 *
 * Each line is decoded from its own bytes, so that one mistake makes one
 * difference. Compared are the length, whether it branches, where a distance
 * leads to, which argument is set to what constant, and the bits that hold the
 * two.
 *
 * Prints each difference, at most MOST, then `N instructions, N differences'.
 * Exit status 1 if there are some, 2 for trouble. */
#include <ctype.h>
#include <elf.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/machine.h"
#include "objdump.h"

enum { MOST_MNEMONICS = 32 };

/* A mnemonic, as fnmatch(3) has patterns, and whether it is what the list is
 * of. The first that matches counts. */
struct mnemonic {
	const char *pattern;
	bool is;
};

static const struct checked {
	const char *name;
	unsigned int number;
	bool big;
	bool from_end;	     /* distances are from the instruction's end */
	int unit;	     /* and in this many bytes; 0: their bits are in
				 * no order */
	const char *comment; /* begins so */
	struct mnemonic branches[MOST_MNEMONICS];
	/* Those that lead to an address that isn't relative, or that ldfold
	 * needs not know: a relocation is always there. */
	struct mnemonic absolute[MOST_MNEMONICS];
} machines[] = {
	{
		"x86_64",
		EM_X86_64,
		false,
		true,
		1,
		"#",
		{
			{ "j*", true },
			{ "call*", true },
			{ "ret*", true },
			{ "loop*", true },
			{ "lcall*", true },
			{ "ljmp*", true },
			{ "lret*", true },
			{ "iret*", true },
			{ "sysret*", true },
			{ "sysexit*", true },
			{ "xbegin*", true },
		},
		{},
	},
	{
		"s390x",
		EM_S390,
		true,
		false,
		2,
		"#",
		{
			{ "bpp", false },
			{ "bprp", false },
			{ "bdepg", false },
			{ "bextg", false },
			{ "b*", true },
			{ "jnop", false },
			{ "jgnop", false },
			{ "j*", true },
			{ "c[ir][bj]*", true },
			{ "cg[ir][bj]*", true },
			{ "cl[ir][bj]*", true },
			{ "clg[ir][bj]*", true },
		},
		{
			{ "bpp", true },
			{ "bprp", true },
		},
	},
	{
		"ppc64le",
		EM_PPC64,
		false,
		false,
		4,
		"#",
		{
			{ "bbelr", false },
			{ "bblels", false },
			{ "bcd*", false },
			{ "bpermd", false },
			{ "br[dhw]", false },
			{ "brinc", false },
			{ "b*", true },
		},
		{
			{ "b*a", true },
			{ "b*a[+-]", true },
		},
	},
	{
		"aarch64",
		EM_AARCH64,
		false,
		false,
		4,
		"//",
		{
			{ "b", true },
			{ "b.*", true },
			{ "bc.*", true },
			{ "bl", true },
			{ "br", true },
			{ "blr", true },
			{ "bra[ab]*", true },
			{ "blra[ab]*", true },
			{ "ret", true },
			{ "reta[ab]*", true },
			{ "eret*", true },
			{ "drps", true },
			{ "cb*", true },
			{ "tbz", true },
			{ "tbnz", true },
		},
		{
			{ "adrp", true },
		},
	},
	{
		"riscv64",
		EM_RISCV,
		false,
		false,
		0,
		"#",
		{
			{ "beq*", true },
			{ "bne*", true },
			{ "b[gl][et]*", true },
			{ "j", true },
			{ "jal", true },
			{ "jr", true },
			{ "jalr", true },
			{ "ret", true },
			{ "[sm]ret", true },
		},
		{},
	},
};

static const struct checked *machine;
static const struct machine *decoder; /* of it */
static unsigned long ninstructions;

static bool is_listed(const struct mnemonic *list, const char *mnemonic)
{
	for (size_t i = 0; i < MOST_MNEMONICS && list[i].pattern; i++)
		if (!fnmatch(list[i].pattern, mnemonic, 0))
			return list[i].is;
	return false;
}

/* The number in the field of INSN at CODE, or the largest if its bits aren't
 * next to each other. */
static uint64_t field_of(const struct insn *insn, const unsigned char *code,
			 uint64_t *mask)
{
	uint64_t value = 0;

	for (unsigned int i = 0; i < insn->width; i++)
		value = value << 8 |
			code[insn->field +
			     (machine->big ? i : insn->width - 1 - i)];
	*mask = insn->mask;
	while (*mask && !(*mask & 1)) {
		*mask >>= 1;
		value >>= 1;
	}
	return *mask & (*mask + 1) ? UINT64_MAX : value & *mask;
}

static void check_field(const struct line *line, const struct insn *insn,
			uint64_t want)
{
	uint64_t mask, value = field_of(insn, line->code, &mask);

	if (value != UINT64_MAX && value != (want & mask))
		differs(line, "the field has %#" PRIx64 ", not %#" PRIx64,
			value, want & mask);
}

/* Is each bit of the field one of the distance or the constant, and none of
 * what else the instruction does? */
static void check_mask(const struct line *line, const struct insn *insn)
{
	unsigned char code[MOST_BYTES];
	struct insn flipped;

	if (insn->field + insn->width > insn->length)
		differs(line, "has a field that is too long");
	for (unsigned int i = 0; i < 8 * insn->width; i++) {
		unsigned int byte = machine->big ? insn->width - 1 - i / 8
						 : i / 8;

		if (!(insn->mask >> i & 1))
			continue;
		memcpy(code, line->code, sizeof(code));
		code[insn->field + byte] ^= (unsigned char)(1 << i % 8);
		if (!machine_decode(decoder, machine->big, code, insn->length,
				    line->address, &flipped) ||
		    flipped.relative != insn->relative ||
		    (insn->relative && flipped.target == insn->target) ||
		    flipped.branches != insn->branches ||
		    flipped.argument != insn->argument)
			differs(line, "bit %u of its field is another's", i);
	}
}

/* Without its distance it leads to itself, or what is next. */
static void check_cleared(const struct line *line, const struct insn *insn,
			  uint64_t base)
{
	unsigned char code[MOST_BYTES];
	struct insn cleared;

	memcpy(code, line->code, sizeof(code));
	machine_clear(decoder, machine->big, insn, code);
	if (!machine_decode(decoder, machine->big, code, insn->length,
			    line->address, &cleared) ||
	    cleared.length != insn->length || !cleared.relative ||
	    cleared.target != base)
		differs(line, "is another when cleared");
}

/* The address in front of `<symbol+offset>'; of an operand in memory x86's objdump
 * has it in a comment. */
static bool find_target(const struct line *line, uint64_t *target)
{
	const char *operands = line->operands, *at = strrchr(operands, '<');

	if (strstr(operands, "(%rip)")) {
		*target = strtoull(line->comment, NULL, 16);
		return true;
	}
	if (!at || at == operands || at[-1] != ' ')
		return false;
	for (at--; at > operands && isxdigit((unsigned char)at[-1]);)
		at--;
	*target = strtoull(at, NULL, 16);
	return true;
}

/* Those whose field has how far back they lead. */
static const struct mnemonic backward[MOST_MNEMONICS] = {
	{ "reta[ab]sppc", true },
	{ "auti[ab]sppc", true },
};

static void check_distance(const struct line *line, const struct insn *insn)
{
	uint64_t base = line->address + (machine->from_end ? line->length : 0);
	uint64_t target;
	bool relative = !is_listed(machine->absolute, line->mnemonic) &&
			find_target(line, &target);

	if (relative != insn->relative) {
		differs(line, "is%s relative", insn->relative ? "" : "n't");
	} else if (relative && target != insn->target) {
		/* Of AArch64 it says what the relocation leads to. */
		if (machine->number == EM_AARCH64 && insn->target == base)
			return;
		differs(line, "leads to %" PRIx64, insn->target);
	} else if (relative) {
		int64_t distance = (int64_t)(target - base);

		if (is_listed(backward, line->mnemonic))
			distance = -distance;
		if (machine->unit)
			check_field(line, insn,
				    (uint64_t)(distance / machine->unit));
		check_mask(line, insn);
		check_cleared(line, insn, base);
	}
}

/* The argument that LINE sets to *CONSTANT, or 0: as compilers load a number of
 * a line. */
static unsigned int find_argument(const struct line *line, int64_t *constant)
{
	static const char *const x86_registers[] = {
		"", "%edi", "%esi", "%edx", "%ecx",
	};
	const char *operands = line->operands;
	unsigned int number;
	char which, name[8];

	*constant = 0;
	switch (machine->number) {
	case EM_X86_64:
		if (strcmp(line->mnemonic, "mov") || line->length != 5 ||
		    sscanf(operands, "$%" SCNi64 ",%7s", constant, name) != 2)
			return 0;
		for (unsigned int i = 1; i < 5; i++)
			if (!strcmp(name, x86_registers[i]))
				return i;
		return 0;
	case EM_S390:
		if (strcmp(line->mnemonic, "lhi") &&
		    strcmp(line->mnemonic, "lghi") &&
		    strcmp(line->mnemonic, "lgfi"))
			return 0;
		return sscanf(operands, "%%r%u,%" SCNd64, &number, constant) ==
					       2 &&
				       number > 1
			       ? number - 1
			       : 0;
	case EM_PPC64:
		return !strcmp(line->mnemonic, "li") &&
				       sscanf(operands, "r%u,%" SCNd64, &number,
					      constant) == 2 &&
				       number > 2
			       ? number - 2
			       : 0;
	case EM_AARCH64:
		if ((strcmp(line->mnemonic, "mov") &&
		     strcmp(line->mnemonic, "movz")) ||
		    sscanf(operands, "%c%u, #%" SCNi64, &which, &number,
			   constant) != 3 ||
		    (which != 'w' && which != 'x'))
			return 0;
		return *constant < 0 || *constant > 0xffff ? 0 : number + 1;
	case EM_RISCV:
		return !strcmp(line->mnemonic, "li") &&
				       sscanf(operands, "a%u,%" SCNi64, &number,
					      constant) == 2
			       ? number + 1
			       : 0;
	default:
		return 0;
	}
}

static void check_constant(const struct line *line, const struct insn *insn)
{
	int64_t constant;
	unsigned int argument = find_argument(line, &constant);

	/* A constant in the high half of a register is none of a line. */
	if (machine->number == EM_AARCH64 && !argument)
		return;
	if (argument != insn->argument) {
		differs(line, "sets argument %u", insn->argument);
	} else if (argument) {
		check_field(line, insn, (uint64_t)constant);
		check_mask(line, insn);
	}
}

/* Does the decoder need all the bytes, and no more? */
static void check_end(const struct line *line)
{
	struct insn insn;

	if (!machine_decode(decoder, machine->big, line->code, line->length,
			    line->address, &insn))
		differs(line, "takes more than its bytes");
	if (machine_decode(decoder, machine->big, line->code, line->length - 1,
			   line->address, &insn))
		differs(line, "is there without its last byte");
}

/* Branches of x86 with a prefix 66 and a distance that isn't 8 bits: it takes 2
 * bytes for AMD's processors, and for Intel's 4. ldfold refuses them. */
static bool is_ambiguous(const struct line *line)
{
	return machine->number == EM_X86_64 &&
	       is_listed(machine->branches, line->mnemonic) &&
	       memchr(line->code, 0x66, line->length - 2);
}

/* Older objdumps have no name for s390's nops that could branch. */
static bool is_branch(const struct line *line)
{
	if (machine->number == EM_S390 && !strncmp(line->operands, "0,", 2) &&
	    (!strcmp(line->mnemonic, "brc") || !strcmp(line->mnemonic, "brcl")))
		return false;
	return is_listed(machine->branches, line->mnemonic);
}

static void check(const struct line *line)
{
	struct insn insn;

	ninstructions++;
	/* Zeroes follow, so that a length that is too large is seen. */
	if (!machine_decode(decoder, machine->big, line->code, MOST_BYTES,
			    line->address, &insn)) {
		if (!is_ambiguous(line))
			differs(line, "isn't known");
		return;
	}
	if (insn.length != line->length) {
		differs(line, "has %u bytes", insn.length);
		return;
	}
	check_end(line);
	if (insn.branches != is_branch(line))
		differs(line, "branches%s", insn.branches ? "" : " not");
	check_distance(line, &insn);
	check_constant(line, &insn);
}

/* objdump reads fwait and what follows as one: fstcw is fwait, fnstcw. */
static void split_fwait(struct line *line)
{
	struct insn insn;

	if (machine->number != EM_X86_64 || *line->mnemonic != 'f' ||
	    !machine_decode(decoder, machine->big, line->code, line->length,
			    line->address, &insn) ||
	    insn.length == line->length || line->code[insn.length - 1] != 0x9b)
		return;
	line->length -= insn.length;
	line->address += insn.length;
	memmove(line->code, line->code + insn.length, MOST_BYTES - insn.length);
}

int main(int argc, char **argv)
{
	size_t size = 0;
	char *text = NULL;

	for (size_t i = 0; i < sizeof(machines) / sizeof(*machines); i++)
		if (argc > 1 && !strcmp(machines[i].name, argv[1]))
			machine = &machines[i];
	if (!machine || argc > 2) {
		fprintf(stderr, "usage: decode MACHINE\n");
		return 2;
	}
	decoder = machine_find(machine->number);
	while (getline(&text, &size, stdin) > 0) {
		struct line line;

		if (!read_line(machine->number, machine->comment, text, &line))
			continue;
		split_fwait(&line);
		check(&line);
	}
	free(text);
	printf("%lu instructions, %lu differences\n", ninstructions,
	       ndifferences);
	return ndifferences > 0;
}
