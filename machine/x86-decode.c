/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lengths of x86-64 instructions (Intel SDM volume 2, chapter 2 and the opcode
 * maps of appendix A). A relocation of type PC32 counts from the end of its
 * instruction: only the length tells what the section symbol + addend means,
 * and only the code that one section of several functions has (.init.text)
 * needs it, so this is a table of operand forms and no disassembler. */
#include <string.h>

#include "machine/machines.h"

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
 *   a  64 bits, an address to jump to
 *   p  prefix               e  escape: another map follows */
static const char map1[] =
	"mmmmbzxxmmmmbzxe" "mmmmbzxxmmmmbzxx"	/* 00 */
	"mmmmbzpxmmmmbzpx" "mmmmbzpxmmmmbzpx"	/* 20 */
	"pppppppppppppppp" "................"	/* 40: REX; push, pop */
	"xxempppp" "zZbB...."			/* 60 */
	"jjjjjjjjjjjjjjjj"			/* 70 */
	"BZxBmmmmmmmmmmmh" "..........x....."	/* 80 */
	"oooo....bz......" "bbbbbbbbvvvvvvvv"	/* a0 */
	"BBRreeBXW.Rr.bxr" "mmmmxe..mmmmmmmm"	/* c0: d5 is REX2 */
	"jjjjbbbbJJxj...." "p.pp..gG......mc";	/* e0 */

/* 0f 20 to 23: mov %cr0,%rax has registers whatever ModRM's mode is. 0f 78:
 * extrq and insertq of SSE4a. 0f 7a: vcvtudq2pd with EVEX. 0f a7: xstore and
 * xcrypt, as OpenSSL and Linux (padlock-aes.c) have them for VIA's
 * processors. */
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
	size_t rip;		/* where a distance from %rip is, or 0 */
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
	unsigned char byte = 0, second = 0;

	*map = 1;
	if (!take(c, &byte))
		return false;
	if (first == 0x62)
		*map = byte & 7;
	else if (first != 0xc5)
		*map = byte & 0x1f;
	if (first != 0xc5 && !take(c, &second))
		return false;
	/* Elsewhere the size of operands changes no length. */
	if (first == 0x62 && *map == 4) {
		c->wide = second & 0x80;
		c->narrow = (second & 3) == 1;
	}
	c->at += first == 0x62;
	return take(c, opcode);
}

/* REX2, of APX, comes last of the prefixes and has a bit for the map. Opcodes
 * that stand for another prefix, or whose rows are reserved, can't follow it;
 * but a1, in such a row, jumps to an address of 8 bytes (jmpabs). *form is that
 * of the opcode. */
static bool take_rex2(struct cursor *c, char *form)
{
	static const char reserved[2][16] = {
		{ [4] = 1, [7] = 1, [0xa] = 1, [0xe] = 1 },
		{ [3] = 1, [8] = 1 },
	};
	unsigned char bits = 0, opcode = 0;
	unsigned int map;

	if (!take(c, &bits) || !take(c, &opcode))
		return false;
	map = bits >> 7;
	c->wide = bits & 8;
	*form = (map ? map2 : map1)[opcode];
	if (!map && opcode == 0xa1 && !c->wide)
		*form = 'a';
	else if (reserved[map][opcode >> 4] || strchr("ep", *form))
		return false;
	else if (*form == 'h')
		*form = 'm';
	return true;
}

/* EVEX's map 4 has instructions of the first two maps, some with other opcodes.
 * Those with a number have the opcodes and the forms of the first, but for
 * shifts of two registers: 24 and 2c. Calls and jumps aren't among them. */
static char form_of_map4(unsigned char opcode)
{
	switch (opcode) {
	case 0x24: case 0x2c:
		return 'B';
	case 0x69: case 0x6b: case 0x80: case 0x81: case 0x83:
	case 0xc0: case 0xc1: case 0xf6: case 0xf7:
		return map1[opcode];
	default:
		return 'm';
	}
}

/* pop has the opcode of XOP, and 0 in the middle field of its ModRM.
 * ChaCha20_4xop of OpenSSL has vprotd $7,%xmm0,%xmm0. */
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
	if (opcode == 0xd5) {
		if (!take_rex2(c, &form))
			return 'x';
		return form;
	}
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
	case 4:
		return form_of_map4(opcode);
	case 7:
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
	if (!mod && rm == 5)
		c->rip = c->at;
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
	case 'a':
		return 8;
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
size_t x86_filler(bool big, const unsigned char *code, size_t left)
{
	static const struct {
		unsigned char modrm, length;
	} operands[] = {
		{ 0x00, 3 }, { 0x40, 4 }, { 0x44, 5 }, { 0x80, 7 }, { 0x84, 8 },
	};
	size_t at = 0;

	(void)big;
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

/* As many as possible of the longest, and what is left in front of them, as
 * binutils 2.47 does it, or in variant 1 behind them, as others do
 * (gas/config/tc-i386.c, i386_output_nops). */
bool x86_fill(unsigned char *code, size_t size, unsigned int variant)
{
	static const unsigned char nops[][11] = {
		{ 0x90 },
		{ 0x66, 0x90 },
		{ 0x0f, 0x1f, 0x00 },
		{ 0x0f, 0x1f, 0x40 },
		{ 0x0f, 0x1f, 0x44 },
		{ 0x66, 0x0f, 0x1f, 0x44 },
		{ 0x0f, 0x1f, 0x80 },
		{ 0x0f, 0x1f, 0x84 },
		{ 0x66, 0x0f, 0x1f, 0x84 },
		{ 0x66, 0x2e, 0x0f, 0x1f, 0x84 },
		{ 0x66, 0x66, 0x2e, 0x0f, 0x1f, 0x84 },
	};
	const size_t longest = sizeof(nops) / sizeof(*nops);
	size_t left = size % longest, at = 0;

	if (variant > 1)
		return false;
	if (left && !variant) {
		memcpy(code, nops[left - 1], left);
		at = left;
	}
	for (; size - at >= longest; at += longest)
		memcpy(code + at, nops[longest - 1], longest);
	if (at < size)
		memcpy(code + at, nops[left - 1], left);
	return true;
}

/* jmp and the conditional ones, by the length that they have. */
unsigned int x86_branch(const unsigned char *code, unsigned int length,
			unsigned int width, unsigned char *ret)
{
	bool is_short = width == 1;
	unsigned char condition;

	if (width != 1 && width != 4)
		return 0;
	if ((length == 2 && code[0] == 0xeb) ||
	    (length == 5 && code[0] == 0xe9)) {
		ret[0] = is_short ? 0xeb : 0xe9;
		return is_short ? 2 : 5;
	}
	if (length == 2 && (code[0] & 0xf0) == 0x70)
		condition = code[0] & 0xf;
	else if (length == 6 && code[0] == 0x0f && (code[1] & 0xf0) == 0x80)
		condition = code[1] & 0xf;
	else
		return 0;
	ret[0] = is_short ? 0x70 | condition : 0x0f;
	if (!is_short)
		ret[1] = 0x80 | condition;
	return is_short ? 2 : 6;
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
	return strchr("jJrRa", form) || (form == 'c' && reg >= 2 && reg <= 5);
}

bool x86_decode(bool big, const unsigned char *code, size_t left, uint64_t pc,
		struct insn *ret)
{
	struct cursor c = { .code = code, .left = left };
	unsigned char modrm = 0;
	unsigned int reg, width;
	char form = form_of(&c);

	(void)big;
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
	if (c.rip && !c.near) {
		ret->field = (unsigned int)c.rip;
		width = 4;
	} else if (form == 'j' || form == 'J') {
		ret->field = ret->length - width;
	} else {
		find_constant(code, ret);
		return true;
	}
	ret->relative = true;
	ret->width = width;
	ret->mask = width == 1 ? 0xff : 0xffffffff;
	ret->target = pc + ret->length +
		      (uint64_t)distance(code + ret->field, width);
	return true;
}
