/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lengths of x86-64 instructions (Intel SDM volume 2, chapter 2 and the opcode
 * maps of appendix A). A relocation of type PC32 counts from the end of its
 * instruction: only the length tells what the section symbol + addend means,
 * and only the code that one section of several functions has (.init.text)
 * needs it, so this is a table of operand forms and no disassembler. */
#include <string.h>

#include "machine.h"

/* What follows an opcode, a character each:
 *   .  nothing              m  ModRM                 x  not in 64-bit mode
 *   b  8 bits               z  16 or 32 bits         B  ModRM and 8 bits
 *   Z  ModRM and 16 or 32   v  16, 32 or 64 bits     w  16 bits
 *   W  16 and 8 bits        o  an address            j  8 bits, a distance
 *   J  32 bits, a distance  g, G  ModRM; for /0 and /1 8 bits, 16 or 32 too
 *   r  nothing, and R  16   c  ModRM; calls and jumps by its middle field
 *      bits: returns        X  as Z, but as J where ModRM is f8 (xbegin)
 *   s  ModRM; 16 bits too   h  ModRM or, with bits 3 or 4 of the byte, an XOP
 *      after 66 or f2          prefix
 *   p  prefix               e  escape: another map follows */
static const char map1[] =
	"mmmmbzxxmmmmbzxe" "mmmmbzxxmmmmbzxx"	/* 00 */
	"mmmmbzpxmmmmbzpx" "mmmmbzpxmmmmbzpx"	/* 20 */
	"pppppppppppppppp" "................"	/* 40: REX; push, pop */
	"xxempppp" "zZbB...."			/* 60 */
	"jjjjjjjjjjjjjjjj"			/* 70 */
	"BZxBmmmmmmmmmmmh" "..........x....."	/* 80 */
	"oooo....bz......" "bbbbbbbbvvvvvvvv"	/* a0 */
	"BBRreeBXW.Rr.bxr" "mmmmxxx.mmmmmmmm"	/* c0 */
	"jjjjbbbbJJxj...." "p.pp..gG......mc";	/* e0 */

/* 0f 20 to 23: mov %cr0,%rax has registers whatever ModRM's mode is. 0f 78: extrq
 * and insertq of SSE4a. 0f 7a: vcvtudq2pd with EVEX. 0f a7: xstore and xcrypt, as
 * OpenSSL and Linux (padlock-aes.c) have them for VIA's processors. */
static const char map2[] =
	"mmmmx..r..x.xm.B" "mmmmmmmmmmmmmmmm"	/* 0f 00 */
	"bbbbxxxxmmmmmmmm" ".....r..exexxxxx"	/* 0f 20 */
	"mmmmmmmmmmmmmmmm" "mmmmmmmmmmmmmmmm"	/* 0f 40 */
	"mmmmmmmmmmmmmmmm" "BBBBmmm.smmmmmmm"	/* 0f 60 */
	"JJJJJJJJJJJJJJJJ" "mmmmmmmmmmmmmmmm"	/* 0f 80 */
	"...mBmmm...mBmmm" "mmmmmmmmmmBmmmmm"	/* 0f a0 */
	"mmBmBBBm........" "mmmmmmmmmmmmmmmm"	/* 0f c0 */
	"mmmmmmmmmmmmmmmm" "mmmmmmmmmmmmmmmm";	/* 0f e0 */

_Static_assert(sizeof(map1) == 257 && sizeof(map2) == 257, "all opcodes");

struct cursor {
	const unsigned char *code;
	size_t at, left;
	bool narrow;		/* operand size prefix */
	bool wide;		/* REX.W */
	bool near;		/* address size prefix */
	bool repne;		/* f2 */
};

static bool take(struct cursor *c, unsigned char *ret)
{
	if (c->at >= c->left)
		return false;
	*ret = c->code[c->at++];
	return true;
}

/* Prefixes up to the first byte that is none. */
static bool take_prefixes(struct cursor *c, unsigned char *opcode)
{
	while (take(c, opcode)) {
		if (map1[*opcode] != 'p')
			return true;
		c->narrow |= *opcode == 0x66;
		c->near |= *opcode == 0x67;
		c->repne |= *opcode == 0xf2;
		/* Only a REX right before the opcode counts. */
		c->wide = (*opcode & 0xf8) == 0x48;
	}
	return false;
}

/* VEX, EVEX and XOP prefixes name the map themselves. */
static bool take_vex(struct cursor *c, unsigned char first,
		     unsigned char *opcode, unsigned int *map)
{
	unsigned char byte = 0;

	*map = 1;
	if (!take(c, &byte))
		return false;
	if (first == 0x62)
		*map = byte & 7;
	else if (first != 0xc5)
		*map = byte & 0x1f;
	c->at += first == 0x62 ? 2 : first == 0xc5 ? 0 : 1;
	return take(c, opcode);
}

/* pop has the opcode of XOP, and 0 in the middle field of its ModRM. ChaCha20_4xop
 * of OpenSSL has vprotd $7,%xmm0,%xmm0. */
static bool is_xop(const struct cursor *c)
{
	return c->at < c->left && c->code[c->at] & 0x18;
}

/* The operand form of the opcode; 'x' if there is no such instruction. */
static char form_of(struct cursor *c)
{
	unsigned char opcode;
	unsigned int map = 0;
	char form;

	if (!take_prefixes(c, &opcode))
		return 'x';
	form = map1[opcode];
	if (form == 'h')
		form = is_xop(c) ? 'e' : 'm';
	if (form != 'e')
		return form;
	if (opcode != 0x0f) {
		if (!take_vex(c, opcode, &opcode, &map))
			return 'x';
	} else {
		if (!take(c, &opcode))
			return 'x';
		map = opcode == 0x38 ? 2 : opcode == 0x3a ? 3 : 1;
		if (map > 1 && !take(c, &opcode))
			return 'x';
	}
	switch (map) {
	case 1:
		return map2[opcode];
	case 3:
	case 8:
		return 'B';
	case 2:
	case 5:
	case 6:
	case 9:
		return 'm';
	case 10:
		return 'Z';
	default:
		return 'x';
	}
}

/* ModRM, which *modrm gets, SIB and displacement. */
static bool take_modrm(struct cursor *c, unsigned char *modrm)
{
	unsigned char sib = 0;
	unsigned int mod, rm;

	if (!take(c, modrm))
		return false;
	mod = *modrm >> 6;
	rm = *modrm & 7;
	if (mod == 3)
		return true;
	if (rm == 4 && !take(c, &sib))
		return false;
	if (mod == 2 || (!mod && (rm == 5 || (rm == 4 && (sib & 7) == 5))))
		c->at += 4;
	else if (mod == 1)
		c->at += 1;
	return true;
}

static unsigned int immediate_size(const struct cursor *c, char form,
				   unsigned int reg)
{
	unsigned int full = c->narrow && !c->wide ? 2 : 4;

	switch (form) {
	case 'b': case 'B': case 'j':
		return 1;
	case 'w': case 'R':
		return 2;
	case 's':
		return c->narrow || c->repne ? 2 : 0;
	case 'W':
		return 3;
	case 'z': case 'Z':
		return full;
	case 'J':
		return 4;
	case 'v':
		return c->wide ? 8 : full;
	case 'o':
		return c->near ? 4 : 8;
	case 'g':
		return reg < 2 ? 1 : 0;
	case 'G':
		return reg < 2 ? full : 0;
	default:
		return 0;
	}
}

/* nop in all lengths (0f 1f with an operand, which has any number of prefixes
 * 66 and 2e before it), and int3 (gas/config/tc-i386.c, i386_generate_nops). */
size_t x86_filler(const unsigned char *code, size_t left)
{
	static const struct {
		unsigned char modrm, length;
	} operands[] = {
		{ 0x00, 3 }, { 0x40, 4 }, { 0x44, 5 }, { 0x80, 7 }, { 0x84, 8 },
	};
	size_t at = 0;

	/* A jump over all the rest. */
	if (left >= 2 && code[0] == 0xeb && code[1] == left - 2)
		return 2;
	while (at < left && (code[at] == 0x66 || code[at] == 0x2e))
		at++;
	if (at < left && (code[at] == 0x90 || (!at && code[at] == 0xcc)))
		return at + 1;
	if (left - at < 3 || code[at] != 0x0f || code[at + 1] != 0x1f)
		return 0;
	for (size_t i = 0; i < sizeof(operands) / sizeof(*operands); i++)
		if (code[at + 2] == operands[i].modrm &&
		    operands[i].length <= left - at)
			return at + operands[i].length;
	return 0;
}

static int64_t distance(const unsigned char *field, unsigned int width)
{
	int32_t value;

	if (width == 1)
		return (signed char)*field;
	value = (int32_t)((uint32_t)field[0] | (uint32_t)field[1] << 8 |
			  (uint32_t)field[2] << 16 | (uint32_t)field[3] << 24);
	return value;
}

/* mov $constant, %esi and the like: registers of arguments by their number in
 * the opcode (System V ABI for x86-64, 3.2.3). */
static void find_constant(const unsigned char *code, struct insn *insn)
{
	static const unsigned char arguments[] = { 0, 4, 3, 0, 0, 0, 2, 1 };

	if (insn->length != 5 || (code[0] & 0xf8) != 0xb8)
		return;
	insn->argument = arguments[code[0] & 7];
	insn->field = 1;
	insn->width = 4;
	insn->mask = 0xffffffff;
}

static bool branches(char form, unsigned int reg)
{
	return strchr("jJrR", form) || (form == 'c' && reg >= 2 && reg <= 5);
}

bool x86_decode(const unsigned char *code, size_t left, uint64_t pc,
		struct insn *ret)
{
	struct cursor c = { .code = code, .left = left };
	unsigned char modrm = 0;
	unsigned int reg, width;
	char form = form_of(&c);

	if (form == 'x' ||
	    (strchr("mcsBZXgG", form) && !take_modrm(&c, &modrm)))
		return false;
	reg = modrm >> 3 & 7;
	if (form == 'X')
		form = modrm == 0xf8 ? 'J' : 'Z';
	/* data16 call: 16 bits for AMD's processors, 32 for Intel's. */
	if (form == 'J' && c.narrow && !c.wide)
		return false;
	width = immediate_size(&c, form, reg);
	c.at += width;
	if (c.at > left)
		return false;
	*ret = (struct insn){
		.length = (unsigned int)c.at,
		.branches = branches(form, reg),
	};
	if (form != 'j' && form != 'J') {
		find_constant(code, ret);
		return true;
	}
	ret->relative = true;
	ret->field = ret->length - width;
	ret->width = width;
	ret->mask = width == 1 ? 0xff : 0xffffffff;
	ret->target = pc + ret->length +
		      (uint64_t)distance(code + ret->field, width);
	return true;
}
