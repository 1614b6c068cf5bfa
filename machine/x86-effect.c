/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What instructions of x86-64 do with general registers and memory (Intel SDM
 * volume 2, AMD APM volume 3). x86-decode.c has the lengths; this takes the
 * same bytes apart once more, and says nothing where the two disagree. */
#include "machine/x86-parts.h"

#include <string.h>

#include "machine/machines.h"

enum {
	RESULTS = 1 << X86_RAX | 1 << X86_RDX,
	CLOBBERED = RESULTS | 1 << X86_RCX | 1 << X86_RSI | 1 << X86_RDI |
		    1 << X86_R8 | 1 << X86_R9 | 1 << X86_R10 | 1 << X86_R11,
	/* Beside arguments: rax has the number of vector registers for a
	 * function with `...', r10 the frame for a nested one, and a thunk
	 * jumps to what r11 has. */
	CALL_READS = CLOBBERED | 1 << X86_RSP,
};

/* System V ABI for x86-64, 3.2.3. */
const struct effect_abi x86_abi = {
	.arguments = { X86_RDI, X86_RSI, X86_RDX, X86_RCX, X86_R8, X86_R9,
		       EFFECT_NONE },
	.results = RESULTS,
	.clobbered = CLOBBERED,
	.stack = X86_RSP,
};

/* What opcodes of one byte do, a character each:
 *   -  nothing with registers    A  rm op= reg         B  reg op= rm
 *   C  compare rm, reg           D  accumulator op= n  E  compare it with n
 *   M  rm = reg                  L  reg = rm           l  lea
 *   P  push reg                  Q  pop reg            p  push n
 *   S  movsxd                    I  reg = rm * n       1  rm op= n
 *   X  exchange rm, reg          x  exchange rax, reg  N  reg = n
 *   H  shift rm by n or 1        h  shift rm by cl     K  rm = n
 *   J  jump on a condition       j  jump               c  call
 *   r  return                    R  rep movs ...       3  f6 and f7
 *   4  fe                        5  ff                 8  pop rm
 *   z  cltq and the like         y  cqto               v  leave
 *   f  pushf                     F  popf               a  lahf
 *   s  sahf                      o  loop, jrcxz        t  int3
 *   i  in                        O  out                7  x87
 *   m  rm = segment register     n  segment = rm       .  not known here */
static const char map1[] =
	"AABBDD..AABBDD.." "AABBDD..AABBDD.."	/* 00 */
	"AABBDD..AABBDD.." "AABBDD..CCCCEE.."	/* 20 */
	"................" "PPPPPPPPQQQQQQQQ"	/* 40 */
	"...S....pIpI...." "JJJJJJJJJJJJJJJJ"	/* 60 */
	"11.1CCXXMMLLmln8" "xxxxxxxxzy.-fFsa"	/* 80 */
	"....RRRREERRRRRR" "NNNNNNNNNNNNNNNN"	/* a0 */
	"HHrr..KK.v..t..." "HHhh....77777777"	/* c0 */
	"ooooiiOOcj.jiiOO" "....--33------45";	/* e0 */

_Static_assert(sizeof(map1) == 257, "all opcodes");

/* Those of 0f. Beside the characters above:
 *   V  vectors                   T  ud2                W  reg = rm, perhaps
 *   Y  setcc rm                  b  bt rm, reg         e  bts, btr, btc rm, reg
 *   g  shld rm, reg, n           G  shld rm, reg, cl   u  cpuid
 *   k  cmpxchg rm, reg           q  xadd rm, reg       w  bswap
 *   Z  movzx                     U  bsf, tzcnt         9  group 8: bt rm, n
 *   d  nop, endbr64, prefetch
 *   2  0f 01                     6  0f ae              0  0f c7
 *   ;  wrmsr                     :  rdmsr, rdpmc       ,  rdtsc
 *   _  control registers         +  their being set    *  imul reg, rm
 *   =  movnti */
static const char map2[] =
	".2....-.--.T.d.." "VVVVVVVVdddddddd"	/* 0f 00 */
	"__++....VVVVVVVV" ";,::............"	/* 0f 20 */
	"WWWWWWWWWWWWWWWW" "VVVVVVVVVVVVVVVV"	/* 0f 40 */
	"VVVVVVVVVVVVVVVV" "VVVVVVVV..VVVVVV"	/* 0f 60 */
	"JJJJJJJJJJJJJJJJ" "YYYYYYYYYYYYYYYY"	/* 0f 80 */
	"pFubgG..pF.egG6*" "kk.e..ZZUt9eUUZZ"	/* 0f a0 */
	"qqV=VVV0wwwwwwww" "VVVVVVVVVVVVVVVV"	/* 0f c0 */
	"VVVVVVVVVVVVVVVV" "VVVVVVVVVVVVVVV.";	/* 0f e0 */

_Static_assert(sizeof(map2) == 257, "all opcodes");

/* The number that is all that is left of the instruction. */
static int64_t take_number(struct x86_parts *parts, struct effect_field *field)
{
	unsigned int width = parts->length - parts->at;
	int64_t number;

	*field = x86_field_at(parts->at, width);
	number = x86_number_at(parts->code + parts->at, width);
	parts->at = parts->length;
	return number;
}

/* Note TO = FROM, both of SIZE bytes, to which a number may be added. */
static void sets(struct effect *ret, unsigned int to, unsigned int from,
		 unsigned int size)
{
	if (size < 4)
		return;
	ret->to = (uint8_t)to;
	ret->from = (uint8_t)from;
	ret->is_short = size == 4;
}

/* rm op= NUMBER, or a comparison, for the arithmetic operation OF the eight. */
static void add_number(struct effect *ret, unsigned int number, unsigned int of,
		       unsigned int size, int64_t immediate,
		       const struct effect_field *field)
{
	if (of != 0 && of != 5)		/* add and sub */
		return;
	sets(ret, number, number, size);
	if (ret->to == EFFECT_NONE)
		return;
	ret->number = of ? (int64_t)-(uint64_t)immediate : immediate;
	if (!of)
		ret->number_field = *field;
}

/* The eight operations with reg, which come before or after rm. An exclusive or
 * of a register with itself is how 0 is set. */
static void arithmetic(struct x86_parts *parts, struct effect *ret,
		       unsigned int size, bool to_reg)
{
	unsigned int of = parts->opcode >> 3 & 7;

	if (!parts->memory && parts->reg == parts->rm && size >= 4 &&
	    (of == 6 || of == 5)) {
		sets(ret, parts->rm, EFFECT_NONE, size);
		x86_use(ret, parts->rm, size, X86_WRITE);
		return;
	}
	x86_use_reg(parts, ret, size, to_reg ? X86_BOTH : X86_READ);
	x86_use_rm(parts, ret, size, to_reg ? X86_READ : X86_BOTH);
}

static void forget_address(struct effect *ret)
{
	ret->base = ret->index = EFFECT_NONE;
	ret->scale = 0;
	ret->displacement = 0;
	ret->displacement_field = (struct effect_field){};
}

static void load_address(struct x86_parts *parts, struct effect *ret,
			 unsigned int size)
{
	x86_use_reg(parts, ret, size, X86_WRITE);
	if (ret->index == EFFECT_NONE)
		sets(ret, parts->reg, ret->base, size);
	if (ret->to != EFFECT_NONE) {
		ret->number = ret->displacement;
		ret->number_field = ret->displacement_field;
	}
	ret->pc_relative &= ret->to != EFFECT_NONE;
	forget_address(ret);
}

/* mov in both directions. */
static void move(struct x86_parts *parts, struct effect *ret, unsigned int size,
		 bool to_reg)
{
	unsigned int to = to_reg ? parts->reg : parts->rm;
	unsigned int from = to_reg ? parts->rm : parts->reg;

	x86_use_reg(parts, ret, size, to_reg ? X86_WRITE : X86_READ);
	x86_use_rm(parts, ret, size, to_reg ? X86_READ : X86_WRITE);
	if (!parts->memory)
		sets(ret, to, from, size);
	else if (to_reg && size >= 4)
		ret->loaded = parts->reg;
	/* ah and the like aren't the low bytes of a register. */
	else if (!to_reg && x86_named(parts, parts->reg, size) == parts->reg)
		ret->stored = parts->reg;
}

/* What is on the stack at DISPLACEMENT of rsp, which becomes more by BY. */
static void stack(struct effect *ret, unsigned int size, bool stores,
		  int64_t displacement, int64_t by)
{
	ret->size = size;
	ret->loads = !stores;
	ret->stores = stores;
	ret->base = X86_RSP;
	ret->displacement = displacement;
	ret->updates_base = true;
	ret->number = by;
	x86_use(ret, X86_RSP, 8, X86_BOTH);
}

static void push(const struct x86_parts *parts, struct effect *ret)
{
	int64_t size = parts->narrow ? 2 : 8;

	stack(ret, (unsigned int)size, true, -size, -size);
}

static void pop(const struct x86_parts *parts, struct effect *ret)
{
	int64_t size = parts->narrow ? 2 : 8;

	stack(ret, (unsigned int)size, false, 0, size);
}

/* push and pop of a register. */
static void push_register(struct x86_parts *parts, struct effect *ret,
			  unsigned int number)
{
	push(parts, ret);
	x86_use(ret, number, 8, X86_READ);
	ret->stored = (uint8_t)number;
}

static void pop_register(struct x86_parts *parts, struct effect *ret,
			 unsigned int number)
{
	unsigned int size = parts->narrow ? 2 : 8;

	pop(parts, ret);
	x86_use(ret, number, size, X86_WRITE);
	if (number == X86_RSP) {
		/* It is what was popped, and not more than it was. */
		ret->updates_base = false;
		ret->number = 0;
	}
	if (size == 8)
		ret->loaded = (uint8_t)number;
}

static void call(struct effect *ret, enum effect_flow flow)
{
	ret->flow = flow;
	ret->reads |= CALL_READS;
	ret->writes |= CLOBBERED;
}

/* f6 and f7. */
static bool group3(struct x86_parts *parts, struct effect *ret,
		   unsigned int size)
{
	uint64_t pair = X86_BIT(X86_RAX) | (size > 1 ? X86_BIT(X86_RDX) : 0);

	switch (parts->middle) {
	case 0: case 1:		/* test */
		parts->at = parts->length;
		x86_use_rm(parts, ret, size, X86_READ);
		return true;
	case 2: case 3:		/* not, neg */
		x86_use_rm(parts, ret, size, X86_BOTH);
		return true;
	default:		/* mul, imul; div and idiv read both */
		x86_use_rm(parts, ret, size, X86_READ);
		ret->reads |= size < 4 || parts->middle > 5 ? pair :
							      X86_BIT(X86_RAX);
		ret->writes |= pair;
		return true;
	}
}

/* fe and ff. */
static bool group5(struct x86_parts *parts, struct effect *ret,
		   unsigned int size)
{
	switch (parts->middle) {
	case 0: case 1:		/* inc, dec */
		x86_use_rm(parts, ret, size, X86_BOTH);
		if (!parts->memory) {
			sets(ret, parts->rm, parts->rm, size);
			ret->number = ret->to == EFFECT_NONE ? 0 :
				      parts->middle ? -1 : 1;
		}
		return true;
	case 2: case 4:		/* call, jmp */
		if (parts->opcode != 0xff || parts->narrow)
			return false;
		x86_use_rm(parts, ret, 8, X86_READ);
		call(ret, FLOW_CALL_ANY);
		if (parts->middle == 4) {
			ret->flow = FLOW_JUMP_ANY;
			ret->writes = 0;
		}
		return true;
	case 6:			/* push */
		if (parts->opcode != 0xff)
			return false;
		if (!parts->memory) {
			push_register(parts, ret, parts->rm);
			return true;
		}
		/* Of what is there, onto the stack. */
		x86_use_rm(parts, ret, ACCESS_ANY, X86_BOTH);
		x86_use(ret, X86_RSP, 8, X86_BOTH);
		return true;
	default:
		return false;
	}
}

/* movs and the like at rsi and rdi, as often as rcx says. */
static bool string(const struct x86_parts *parts, struct effect *ret)
{
	uint64_t used;
	bool loads = true, stores = false;

	if (parts->near)
		return false;
	switch (parts->opcode & 0xfe) {
	case 0xa4:		/* movs */
		used = X86_BIT(X86_RSI) | X86_BIT(X86_RDI);
		stores = true;
		break;
	case 0xa6:		/* cmps */
		used = X86_BIT(X86_RSI) | X86_BIT(X86_RDI);
		break;
	case 0xaa:		/* stos */
		used = X86_BIT(X86_RDI);
		ret->reads |= X86_BIT(X86_RAX);
		loads = false;
		stores = true;
		break;
	case 0xac:		/* lods */
		used = X86_BIT(X86_RSI) | X86_BIT(X86_RAX);
		break;
	default:		/* scas */
		used = X86_BIT(X86_RDI);
		ret->reads |= X86_BIT(X86_RAX);
		break;
	}
	if (parts->rep || parts->repne)
		used |= X86_BIT(X86_RCX);
	ret->reads |= used;
	ret->writes |= used;
	ret->size = ACCESS_ANY;
	ret->loads = loads;
	ret->stores = stores;
	return true;
}

/* Numbers with a point: of memory, how much depends on opcode and middle. */
static bool x87(struct x86_parts *parts, struct effect *ret)
{
	if (parts->memory)
		x86_use_rm(parts, ret, ACCESS_ANY, X86_BOTH);
	else if (parts->opcode == 0xdf && parts->code[parts->length - 1] == 0xe0)
		x86_use(ret, X86_RAX, 2, X86_WRITE);	/* fnstsw %ax */
	return true;
}

/* A branch or a call: what is left of it is the distance. */
static void leads(struct x86_parts *parts, struct effect *ret,
		  enum effect_flow flow)
{
	ret->target += (uint64_t)x86_number_at(parts->code + parts->at,
					   parts->length - parts->at);
	parts->at = parts->length;
	ret->flow = flow;
}

/* Prefetches; and nops, endbr64 among them, whose address is none. */
static bool hint(const struct x86_parts *parts, struct effect *ret)
{
	if (parts->memory && (parts->opcode == 0x18 || parts->opcode == 0x0d)) {
		x86_use_rm(parts, ret, ACCESS_ANY, X86_READ);
		ret->is_hint = true;
		return true;
	}
	ret->reads = 0;
	ret->pc_relative = false;
	forget_address(ret);
	return parts->opcode != 0x1e || !parts->rep || parts->memory ||
	       parts->middle != 1;	/* rdsspq */
}

/* What opcodes of 0f alone do. */
static bool two_bytes(struct x86_parts *parts, struct effect *ret, char what,
		      unsigned int size)
{
	unsigned int from;

	switch (what) {
	case 'W':
		x86_use_reg(parts, ret, size, X86_BOTH);
		x86_use_rm(parts, ret, size, X86_READ);
		return true;
	case 'Y':
		x86_use_rm(parts, ret, 1, X86_WRITE);
		return true;
	case 'b': case 'e':
		/* In memory the number of the bit may lead anywhere. */
		x86_use_reg(parts, ret, size, X86_READ);
		x86_use_rm(parts, ret, parts->memory ? ACCESS_ANY : size,
			   what == 'b' ? X86_READ : X86_BOTH);
		return true;
	case '9':
		if (parts->middle < 4)
			return false;
		parts->at = parts->length;
		x86_use_rm(parts, ret, size,
			   parts->middle == 4 ? X86_READ : X86_BOTH);
		return true;
	case 'g': case 'G':
		parts->at = parts->length;
		x86_use_reg(parts, ret, size, X86_READ);
		x86_use_rm(parts, ret, size, X86_BOTH);
		if (what == 'G')
			ret->reads |= X86_BIT(X86_RCX);
		return true;
	case 'k':
		if (!(parts->opcode & 1))
			size = 1;
		x86_use_reg(parts, ret, size, X86_READ);
		x86_use_rm(parts, ret, size, X86_BOTH);
		ret->reads |= X86_BIT(X86_RAX);
		ret->writes |= X86_BIT(X86_RAX);
		return true;
	case 'q':
		if (!(parts->opcode & 1))
			size = 1;
		x86_use_reg(parts, ret, size, X86_BOTH);
		x86_use_rm(parts, ret, size, X86_BOTH);
		return true;
	case '=':
		if (!parts->memory)
			return false;
		move(parts, ret, size, false);
		return true;
	case 'Z':
		from = parts->opcode & 1 ? 2 : 1;
		x86_use_reg(parts, ret, size, X86_WRITE);
		x86_use_rm(parts, ret, from, X86_READ);
		if (parts->memory && size >= 4)
			ret->loaded = parts->reg;
		return true;
	case 'U':		/* bsf of 0 leaves reg alone */
		if (parts->opcode == 0xb8 && !parts->rep)
			return false;
		x86_use_reg(parts, ret, size, X86_BOTH);
		x86_use_rm(parts, ret, size, X86_READ);
		return true;
	case '*':
		x86_use_reg(parts, ret, size, X86_BOTH);
		x86_use_rm(parts, ret, size, X86_READ);
		return true;
	case '_': case '+':	/* whatever the mode is */
		if (parts->memory)
			return false;
		x86_use(ret, parts->rm, 8, what == '_' ? X86_WRITE : X86_READ);
		return true;
	case 'd':
		return hint(parts, ret);
	case '0':
		if (parts->memory && parts->middle == 1) {
			uint64_t pair = X86_BIT(X86_RAX) | X86_BIT(X86_RDX);

			x86_use_rm(parts, ret, parts->wide ? 16 : 8, X86_BOTH);
			ret->reads |= pair | X86_BIT(X86_RBX) | X86_BIT(X86_RCX);
			ret->writes |= pair;
			return true;
		}
		if (parts->memory || parts->middle < 6)
			return false;
		x86_use(ret, parts->rm, parts->rep ? 8 : size, X86_WRITE);
		return true;
	default:
		return false;
	}
}

/* 0f 01 with registers, by ModRM. */
static bool system_group(const struct x86_parts *parts, struct effect *ret)
{
	switch (parts->code[parts->length - 1]) {
	case 0xca: case 0xcb:	/* clac, stac */
	case 0xe8: case 0xf8:	/* serialize, swapgs */
		return true;
	case 0xd0: case 0xee:	/* xgetbv, rdpkru */
		ret->reads |= X86_BIT(X86_RCX);
		ret->writes |= X86_BIT(X86_RAX) | X86_BIT(X86_RDX);
		return true;
	case 0xd1: case 0xef:	/* xsetbv, wrpkru */
		ret->reads |= X86_BIT(X86_RCX) | X86_BIT(X86_RAX) | X86_BIT(X86_RDX);
		return true;
	case 0xf9:		/* rdtscp */
		ret->writes |= X86_BIT(X86_RAX) | X86_BIT(X86_RDX) | X86_BIT(X86_RCX);
		return true;
	default:
		return false;
	}
}

/* 0f ae. */
static bool group15(const struct x86_parts *parts, struct effect *ret)
{
	if (parts->memory) {
		bool control = parts->middle == 2 || parts->middle == 3;

		/* ldmxcsr and stmxcsr; fxsave, xsave, clflush and the like */
		x86_use_rm(parts, ret, control ? 4 : ACCESS_ANY,
			   !control ? X86_BOTH :
			   parts->middle == 2 ? X86_READ : X86_WRITE);
		if (parts->middle >= 4 && parts->middle <= 6)
			ret->reads |= X86_BIT(X86_RAX) | X86_BIT(X86_RDX);
		return !parts->rep && !parts->repne;
	}
	if (parts->rep && parts->middle < 2)	/* rdfsbase */
		x86_use(ret, parts->rm, parts->wide ? 8 : 4, X86_WRITE);
	else if (parts->rep && parts->middle < 4)
		x86_use(ret, parts->rm, 8, X86_READ);
	else	/* fences */
		return !parts->rep && !parts->repne && !parts->narrow &&
		       parts->middle > 4;
	return true;
}

/* What needs no ModRM, or has another use for it. */
static bool plain(struct x86_parts *parts, struct effect *ret, char what,
		  unsigned int size)
{
	unsigned int low = (parts->opcode & 7) | parts->b;
	struct effect_field field;
	int64_t number;

	switch (what) {
	case '-':
		return true;
	case 'D': case 'E':
		x86_use(ret, X86_RAX, size, what == 'D' ? X86_BOTH : X86_READ);
		number = take_number(parts, &field);
		if (what == 'D')
			add_number(ret, X86_RAX, parts->opcode >> 3, size,
				   number, &field);
		return true;
	case 'N':
		size = parts->opcode & 8 ? size : 1;
		x86_use(ret, x86_named(parts, low, size), size, X86_WRITE);
		number = take_number(parts, &field);
		sets(ret, low, EFFECT_NONE, size);
		if (ret->to == EFFECT_NONE)
			return true;
		ret->number = number;
		ret->number_field = field;
		return true;
	case 'P':
		push_register(parts, ret, low);
		return true;
	case 'Q':
		pop_register(parts, ret, low);
		return true;
	case 'p': case 'f':
		parts->at = parts->length;
		push(parts, ret);
		return true;
	case 'F':
		pop(parts, ret);
		return true;
	case 'x':
		if (low == X86_RAX)	/* nop, pause */
			return true;
		x86_use(ret, X86_RAX, size, X86_BOTH);
		x86_use(ret, low, size, X86_BOTH);
		return true;
	case 'w':
		x86_use(ret, low, size, X86_BOTH);
		return true;
	case 'z':
		x86_use(ret, X86_RAX, size, X86_BOTH);
		return true;
	case 'y':
		ret->reads |= X86_BIT(X86_RAX);
		x86_use(ret, X86_RDX, size, X86_WRITE);
		return true;
	case 'v':
		x86_use(ret, X86_RBP, 8, X86_BOTH);
		x86_use(ret, X86_RSP, 8, X86_WRITE);
		ret->size = 8;
		ret->loads = true;
		ret->base = X86_RBP;
		return !parts->narrow;
	case 's': case 'a':
		x86_use(ret, X86_RAX, 2, what == 's' ? X86_READ : X86_WRITE);
		return true;
	case 'J': case 'j':
		leads(parts, ret, what == 'J' ? FLOW_BRANCH : FLOW_JUMP);
		return true;
	case 'c':
		leads(parts, ret, FLOW_CALL);
		call(ret, FLOW_CALL);
		return true;
	case 'o':
		leads(parts, ret, FLOW_BRANCH);
		x86_use(ret, X86_RCX, 8, parts->opcode == 0xe3 ? X86_READ :
								 X86_BOTH);
		return !parts->near;
	case 'r':
		parts->at = parts->length;
		ret->flow = FLOW_END;
		ret->reads |= RESULTS | X86_BIT(X86_RSP);
		ret->writes |= X86_BIT(X86_RSP);
		return true;
	case 'T': case 't':
		parts->at = parts->length;
		ret->flow = FLOW_TRAP;
		return true;
	case 'R':
		return string(parts, ret);
	case 'i':
		parts->at = parts->length;
		ret->reads |= parts->opcode & 8 ? X86_BIT(X86_RDX) : 0;
		x86_use(ret, X86_RAX, parts->opcode & 1 ? size : 1, X86_WRITE);
		return true;
	case 'O':
		parts->at = parts->length;
		ret->reads |= X86_BIT(X86_RAX) |
			      (parts->opcode & 8 ? X86_BIT(X86_RDX) : 0);
		return true;
	case 'u':
		ret->reads |= X86_BIT(X86_RAX) | X86_BIT(X86_RCX);
		ret->writes |= X86_BIT(X86_RAX) | X86_BIT(X86_RBX) | X86_BIT(X86_RCX) |
			       X86_BIT(X86_RDX);
		return true;
	case ';':
		ret->reads |= X86_BIT(X86_RAX) | X86_BIT(X86_RCX) | X86_BIT(X86_RDX);
		return true;
	case ':':
		ret->reads |= X86_BIT(X86_RCX);
		ret->writes |= X86_BIT(X86_RAX) | X86_BIT(X86_RDX);
		return true;
	case ',':
		ret->writes |= X86_BIT(X86_RAX) | X86_BIT(X86_RDX);
		return true;
	default:
		return false;
	}
}

/* What has a ModRM, which is taken. */
static bool with_modrm(struct x86_parts *parts, struct effect *ret, char what,
		       unsigned int size)
{
	struct effect_field field;
	int64_t number;

	switch (what) {
	case 'A': case 'B':
		arithmetic(parts, ret, size, what == 'B');
		return true;
	case 'C':
		x86_use_reg(parts, ret, size, X86_READ);
		x86_use_rm(parts, ret, size, X86_READ);
		return true;
	case 'M': case 'L':
		move(parts, ret, size, what == 'L');
		return true;
	case 'l':
		if (!parts->memory)
			return false;
		load_address(parts, ret, size);
		return true;
	case 'S':
		x86_use_reg(parts, ret, size, X86_WRITE);
		x86_use_rm(parts, ret, 4, X86_READ);
		if (parts->memory && size >= 4)
			ret->loaded = parts->reg;
		return true;
	case 'I':
		parts->at = parts->length;
		x86_use_reg(parts, ret, size, X86_WRITE);
		x86_use_rm(parts, ret, size, X86_READ);
		return true;
	case '1':
		number = take_number(parts, &field);
		x86_use_rm(parts, ret, size,
			   parts->middle == 7 ? X86_READ : X86_BOTH);
		if (!parts->memory)
			add_number(ret, parts->rm, parts->middle, size, number,
				   &field);
		return true;
	case 'X':
		x86_use_reg(parts, ret, size, X86_BOTH);
		x86_use_rm(parts, ret, size, X86_BOTH);
		return true;
	case 'H': case 'h':
		parts->at = parts->length;
		x86_use_rm(parts, ret, size, X86_BOTH);
		if (what == 'h')
			ret->reads |= X86_BIT(X86_RCX);
		return true;
	case 'K':
		if (parts->middle)
			return false;
		number = take_number(parts, &field);
		x86_use_rm(parts, ret, size, X86_WRITE);
		if (parts->memory)
			return true;
		sets(ret, parts->rm, EFFECT_NONE, size);
		if (ret->to == EFFECT_NONE)
			return true;
		ret->number = number;
		ret->number_field = field;
		return true;
	case '3':
		return group3(parts, ret, size);
	case '4': case '5':
		return group5(parts, ret, size);
	case '8':
		if (parts->middle || parts->memory)
			return false;
		pop_register(parts, ret, parts->rm);
		return true;
	case 'm':		/* to a register all of it, to memory 16 bits */
		x86_use_rm(parts, ret, parts->memory ? 2 : size, X86_WRITE);
		return true;
	case 'n':
		x86_use_rm(parts, ret, 2, X86_READ);
		return true;
	case '7':
		return x87(parts, ret);
	case '2':
		return !parts->memory && system_group(parts, ret);
	case '6':
		return group15(parts, ret);
	default:
		return two_bytes(parts, ret, what, size);
	}
}

/* Prefixes up to the opcode. */
static bool take_prefixes(struct x86_parts *parts)
{
	for (; parts->at < parts->length; parts->at++) {
		switch (parts->code[parts->at]) {
		case 0x66:
			parts->narrow = true;
			break;
		case 0x67:
			parts->near = true;
			break;
		case 0xf2:
			parts->repne = true;
			break;
		case 0xf3:
			parts->rep = true;
			break;
		case 0x26: case 0x2e: case 0x36: case 0x3e:
		case 0x64: case 0x65: case 0xf0:
			break;
		default:
			return true;
		}
	}
	return false;
}

static void take_rex(struct x86_parts *parts)
{
	uint8_t rex = parts->code[parts->at];

	if ((rex & 0xf0) != 0x40)
		return;
	parts->rex = true;
	parts->wide = rex & 8;
	parts->r = rex & 4 ? 8 : 0;
	parts->x = rex & 2 ? 8 : 0;
	parts->b = rex & 1 ? 8 : 0;
	parts->at++;
}

/* FIRST has R, X and B, SECOND W, vvvv, L and pp; most of them are inverted. */
static void take_vex_fields(struct x86_parts *parts, uint8_t first,
			    uint8_t second)
{
	parts->rex = true;
	parts->r = first & 0x80 ? 0 : 8;
	parts->x = first & 0x40 ? 0 : 8;
	parts->b = first & 0x20 ? 0 : 8;
	parts->wide = second & 0x80;
	parts->v = ~second >> 3 & 15;
	parts->vector = second & 4 ? 32 : 16;
	parts->mandatory = (enum x86_mandatory)(second & 3);
}

/* A VEX prefix, of two bytes or three. */
static bool take_vex(struct x86_parts *parts)
{
	const unsigned char *code = parts->code + parts->at;
	unsigned int size = code[0] == 0xc5 ? 2 : 3;

	if (parts->length - parts->at <= size)
		return false;
	parts->vex = true;
	parts->map = 1;
	if (size == 2) {
		take_vex_fields(parts, code[1] | 0x60, code[1] & 0x7f);
	} else {
		take_vex_fields(parts, code[1], code[2]);
		parts->map = code[1] & 0x1f;
	}
	parts->at += size;
	parts->opcode = parts->code[parts->at++];
	return true;
}

/* The opcode, after the escapes to other maps. */
static bool take_opcode(struct x86_parts *parts)
{
	static const uint8_t escapes[] = { 0x38, 0x3a };
	uint8_t byte = parts->code[parts->at];

	if (byte == 0xc4 || byte == 0xc5)
		return take_vex(parts);
	parts->vector = 16;
	parts->mandatory = parts->rep ? X86_F3 : parts->repne ? X86_F2 :
			   parts->narrow ? X86_66 : X86_NO_PREFIX;
	if (byte == 0x0f) {
		parts->map = 1;
		if (++parts->at == parts->length)
			return false;
		byte = parts->code[parts->at];
		for (unsigned int i = 0; i < 2; i++)
			if (byte == escapes[i])
				parts->map = 2 + i;
		if (parts->map > 1 && ++parts->at == parts->length)
			return false;
	}
	parts->opcode = parts->code[parts->at++];
	return true;
}

/* Where the lowest bit of the opcode says that operands are bytes. */
static unsigned int operand_size(const struct x86_parts *parts, char what)
{
	if (!parts->map && !(parts->opcode & 1) &&
	    strchr("ABCDEMLXHhK3415", what))
		return 1;
	return parts->wide ? 8 : parts->narrow ? 2 : 4;
}

static bool effect_of(struct x86_parts *parts, struct effect *ret)
{
	unsigned int size;
	char what;

	if (!take_prefixes(parts))
		return false;
	take_rex(parts);
	if (parts->at == parts->length || !take_opcode(parts))
		return false;
	if (parts->vex || parts->map > 1)
		return x86_vector(parts, ret);
	what = (parts->map ? map2 : map1)[parts->opcode];
	size = operand_size(parts, what);
	if (what == 'V')
		return x86_vector(parts, ret);
	if (strchr("-DENPQpfFxwzyvsaJjcorTtRiOu;:,.", what))
		return plain(parts, ret, what, size);
	return x86_take_modrm(parts, ret) && with_modrm(parts, ret, what, size);
}

bool x86_effect(bool big, const unsigned char *code, size_t left, uint64_t pc,
		struct effect *ret)
{
	struct x86_parts parts = { .code = code };
	struct insn insn;

	if (!x86_decode(big, code, left, pc, &insn))
		return false;
	parts.length = insn.length;
	*ret = effect_nothing(insn.length);
	ret->target = pc + insn.length;
	if (!effect_of(&parts, ret) || parts.at != parts.length)
		return false;
	if (ret->flow != FLOW_BRANCH && ret->flow != FLOW_JUMP &&
	    ret->flow != FLOW_CALL)
		ret->target = 0;
	return true;
}
