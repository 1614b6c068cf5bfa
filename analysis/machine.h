/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What analysis has to know of a processor: which bytes a relocation sets,
 * from where a relative one counts, and the few instructions that hold the
 * distance to another place without a relocation. */
#ifndef LDFOLD_MACHINE_H
#define LDFOLD_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How a relocation leads to what is meant. */
enum reloc_way {
	RELOC_PLAIN,		/* symbol + addend, from the field itself */
	RELOC_NONE,		/* sets nothing: markers, relaxation */
	RELOC_TOC,		/* symbol + addend may be a word of .toc that
				 * holds the address (ppc64) */
	RELOC_INSN_END,		/* counts from the end of its instruction, which
				 * the addend makes up for (x86) */
};

struct reloc_type {
	enum reloc_way way;
	unsigned int width;	/* bytes that it sets, from its offset */
	unsigned int bias;	/* the addend is more by this: the distance from
				 * the instruction's begin to the field (s390) */
};

/* The description of a relocation of MACHINE (e_machine). Types that aren't
 * listed set four bytes. */
struct reloc_type machine_reloc(unsigned int machine, uint32_t type);

/* Whether assemblers leave anything in the field of a relocation of MACHINE that
 * has its addend elsewhere. */
bool machine_fills_fields(unsigned int machine);

/* Set to 0 what an assembler leaves in the field of a relocation of TYPE at CODE,
 * of which LEFT bytes are there, though the linker takes the addend alone. */
void machine_clear_field(unsigned int machine, bool big, uint32_t type,
			 unsigned char *code, size_t left);

/* An instruction. */
struct insn {
	unsigned int length;	/* bytes */
	bool relative;		/* it holds the distance to TARGET */
	uint64_t target;	/* as PC is given */
	bool branches;		/* what is next may be elsewhere: a call, too */
	unsigned int argument;	/* it sets the register of this argument, from
				 * 1, to a constant; or 0 */
	unsigned int field;	/* where distance or constant is: offset and */
	unsigned int width;	/* width in bytes, and which bits of a number */
	uint64_t mask;		/* that wide which begins there */
};

/* Are the relocations of MACHINE known here? */
bool machine_is_known(unsigned int machine);

/* Is there a decoder for MACHINE? */
bool machine_decodes(unsigned int machine);

/* Decode the instruction at CODE, at address PC, of which LEFT bytes are there,
 * for MACHINE of a byte order. True and *ret, or false if it isn't known. */
bool machine_decode(unsigned int machine, bool big, const unsigned char *code,
		    size_t left, uint64_t pc, struct insn *ret);

/* The length of the filler at CODE, LEFT bytes before the end of a space, that an
 * assembler puts between the functions of MACHINE; 0 if there is none. */
size_t machine_filler(unsigned int machine, bool big, const unsigned char *code,
		      size_t left);

/* Set what INSN, at CODE, has in its field to 0. */
void machine_clear(unsigned int machine, bool big, const struct insn *insn,
		   unsigned char *code);

/* machine_filler() and machine_decode() for x86-64, in x86.c. */
size_t x86_filler(const unsigned char *code, size_t left);
bool x86_decode(const unsigned char *code, size_t left, uint64_t pc,
		struct insn *ret);

#endif
