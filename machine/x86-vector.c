/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What vector instructions of x86-64 (SSE, AVX) read and write in memory, and
 * the few that use general registers, BMI's among them. Those that aren't in
 * these tables are not known, and none of AVX-512 is. */
#include "machine/x86-parts.h"

/* By opcode, of how much memory and which general registers:
 *   .  not known here      v  load a vector           w  store one
 *   s  load a vector, or   S  store the same          h  half of a vector
 *      4 or 8 bytes by     q  a quarter               e  an eighth
 *      the prefix          1, 2, 4, 8, 6: load 1, 2, 4, 8, 16 bytes
 *   7  store 8 bytes       !  store 16 bytes          f  4, with W 8 bytes
 *   a  any                 n  nothing                 o  store half of a vector
 *   others: see below */
static const char map1[] =
	"................" "sSm7vvm7........"	/* 0f 00 */
	"........vwiwttuu" "................"	/* 0f 20 */
	"................" "gsssvvvvsspvssss"	/* 0f 40 */
	"vvvvvvvvvvvvvvdv" "vnnnvvvn....vvDw"	/* 0f 60 */
	"................" "................"	/* 0f 80 */
	"................" "................"	/* 0f a0 */
	"..s.2gv........." "vvvvvv7gvvvvvvvv"	/* 0f c0 */
	"vvvvvvcwvvvvvvvv" "vvvvvvvMvvvvvvv.";	/* 0f e0 */

static const char map2[] =
	"vvvvvvvvvvvvvvvv" "v..hvvvv486.vvv."	/* 0f 38 00 */
	"hqehqh..vvvvaaaa" "hqehqhvvvvvvvvvv"	/* 0f 38 20 */
	"vv...vvv........" "........486....."	/* 0f 38 40 */
	"................" "........12......"	/* 0f 38 60 */
	"............a.a." "......vvvfvfvfvf"	/* 0f 38 80 */
	"......vvvfvfvfvf" "......vvvfvfvfvf"	/* 0f 38 a0 */
	"........vvvvvv.v" "...........vvvvv"	/* 0f 38 c0 */
	"................" "xxAB.CEF........";	/* 0f 38 e0 */

static const char map3[] =
	"vvv.vvv.vv48vvvv" "....GGGG6!...o.."	/* 0f 3a 00 */
	"H4I............." "........6!......"	/* 0f 3a 20 */
	"vvv.v.v...vvv..." "................"	/* 0f 3a 40 */
	"pppp............" "................"	/* 0f 3a 60 */
	"................" "................"	/* 0f 3a 80 */
	"................" "................"	/* 0f 3a a0 */
	"............v.vv" "...............v"	/* 0f 3a c0 */
	"................" "R...............";	/* 0f 3a e0 */

_Static_assert(sizeof(map1) == 257 && sizeof(map2) == 257 &&
	       sizeof(map3) == 257, "all opcodes");

static bool is_legacy(const struct x86_parts *parts)
{
	return !parts->vex;
}

/* Bytes of a whole vector; MMX has 8. */
static unsigned int whole(const struct x86_parts *parts)
{
	/* With MMX, punpcklbw loads 4 bytes. */
	if (is_legacy(parts) && parts->map == 1 && parts->opcode >= 0x60 &&
	    parts->opcode != 0xc2 && parts->opcode != 0xc6 &&
	    parts->mandatory == X86_NO_PREFIX)
		return parts->opcode < 0x63 ? 4 : 8;
	if (is_legacy(parts) && parts->map > 1 &&
	    parts->mandatory == X86_NO_PREFIX && parts->opcode < 0x20)
		return 8;
	return parts->vector;
}

/* Of a number alone, or of a vector of them, by the prefix. */
static unsigned int numbers(const struct x86_parts *parts)
{
	return parts->mandatory == X86_F3 ? 4 :
	       parts->mandatory == X86_F2 ? 8 : parts->vector;
}

/* An operand in memory or a vector register. */
static bool access(const struct x86_parts *parts, struct effect *ret,
		   unsigned int size, int use)
{
	if (parts->memory)
		x86_use_rm(parts, ret, size, use);
	return true;
}

static unsigned int general(const struct x86_parts *parts)
{
	return parts->wide ? 8 : 4;
}

/* A general register, or 4 or 8 bytes of memory. */
static bool general_rm(const struct x86_parts *parts, struct effect *ret,
		       int use)
{
	x86_use_rm(parts, ret, general(parts), use);
	return true;
}

static bool general_reg(const struct x86_parts *parts, struct effect *ret,
			int use)
{
	x86_use(ret, parts->reg, general(parts), use);
	return true;
}

/* What is the same in all maps. */
static bool in_memory(const struct x86_parts *parts, struct effect *ret,
		      char what)
{
	switch (what) {
	case 'v':
		return access(parts, ret, whole(parts), X86_READ);
	case 'w':
		return access(parts, ret, whole(parts), X86_WRITE);
	case 's':
		return access(parts, ret, numbers(parts), X86_READ);
	case 'S':
		return access(parts, ret, numbers(parts), X86_WRITE);
	case 'h':
		return access(parts, ret, parts->vector / 2, X86_READ);
	case 'o':
		return access(parts, ret, parts->vector / 2, X86_WRITE);
	case 'q':
		return access(parts, ret, parts->vector / 4, X86_READ);
	case 'e':
		return access(parts, ret, parts->vector / 8, X86_READ);
	case '1': case '2': case '4': case '8':
		return access(parts, ret, (unsigned int)(what - '0'), X86_READ);
	case '6':
		return access(parts, ret, 16, X86_READ);
	case '7':
		return access(parts, ret, 8, X86_WRITE);
	case '!':
		return access(parts, ret, 16, X86_WRITE);
	case 'f':
		return access(parts, ret, general(parts), X86_READ);
	case 'a':
		return access(parts, ret, ACCESS_ANY, X86_BOTH);
	case 'n':
		return !parts->memory;
	default:
		return false;
	}
}

/* Opcodes of 0f whose meaning differs by their prefix, or that have general
 * registers. */
static bool two_bytes(const struct x86_parts *parts, struct effect *ret,
		      char what)
{
	bool alone = parts->mandatory == X86_F3 || parts->mandatory == X86_F2;

	switch (what) {
	case 'm':	/* movlps, movddup, movsldup */
		return access(parts, ret,
			      parts->mandatory == X86_F3 ? parts->vector :
			      parts->mandatory == X86_F2 &&
			      parts->vector > 16 ? parts->vector : 8, X86_READ);
	case 'i':	/* cvtsi2ss, cvtpi2ps */
		if (alone)
			return general_rm(parts, ret, X86_READ);
		return access(parts, ret, 8, X86_READ);
	case 't':	/* cvttss2si, cvttps2pi */
		if (alone)
			general_reg(parts, ret, X86_WRITE);
		return access(parts, ret, parts->mandatory == X86_66 ? 16 :
			      parts->mandatory == X86_F3 ? 4 : 8, X86_READ);
	case 'u':	/* ucomiss */
		return access(parts, ret,
			      parts->mandatory == X86_66 ? 8 : 4, X86_READ);
	case 'g':	/* movmskps, pmovmskb, pextrw */
		return !parts->memory && general_reg(parts, ret, X86_WRITE);
	case 'p':	/* cvtps2pd */
		return access(parts, ret,
			      parts->mandatory == X86_NO_PREFIX ?
			      parts->vector / 2 : numbers(parts), X86_READ);
	case 'd':	/* movd */
		return general_rm(parts, ret, X86_READ);
	case 'D':	/* movd, movq */
		if (parts->mandatory == X86_F3)
			return access(parts, ret, 8, X86_READ);
		return general_rm(parts, ret, X86_WRITE);
	case 'c':	/* cvtdq2pd */
		return access(parts, ret, parts->mandatory == X86_F3 ?
			      parts->vector / 2 : parts->vector, X86_READ);
	case 'M':	/* maskmovq, to where rdi points */
		ret->reads |= 1u << X86_RDI;
		ret->size = ACCESS_ANY;
		ret->stores = true;
		ret->base = X86_RDI;
		return !parts->memory;
	default:
		return in_memory(parts, ret, what);
	}
}

/* BMI, movbe, crc32 and adcx, in 0f 38. */
static bool numbers_of_bits(const struct x86_parts *parts, struct effect *ret,
			    char what)
{
	unsigned int size = general(parts);

	if (what == 'x' && is_legacy(parts)) {
		if (parts->mandatory == X86_F2) {	/* crc32 */
			general_reg(parts, ret, X86_BOTH);
			x86_use_rm(parts, ret, parts->opcode == 0xf0 ? 1 :
				   parts->narrow ? 2 : size, X86_READ);
			return true;
		}
		if (!parts->memory || parts->mandatory == X86_F3)
			return false;
		if (parts->mandatory == X86_66)		/* movbe */
			size = 2;
		x86_use(ret, parts->reg, size,
			parts->opcode == 0xf0 ? X86_WRITE : X86_READ);
		x86_use_rm(parts, ret, size,
			   parts->opcode == 0xf0 ? X86_READ : X86_WRITE);
		return true;
	}
	if (what == 'E' && is_legacy(parts)) {		/* adcx, adox */
		if (parts->mandatory != X86_66 && parts->mandatory != X86_F3)
			return false;
		general_reg(parts, ret, X86_BOTH);
		return general_rm(parts, ret, X86_READ);
	}
	if (!parts->vex || what == 'x')
		return false;
	general_rm(parts, ret, X86_READ);
	if (what == 'B') {	/* blsr: to vvvv */
		x86_use(ret, parts->v, size, X86_WRITE);
		return true;
	}
	general_reg(parts, ret, X86_WRITE);
	if (what == 'E') {	/* mulx: to two registers */
		ret->reads |= 1u << X86_RDX;
		x86_use(ret, parts->v, size, X86_WRITE);
		return parts->mandatory == X86_F2;
	}
	x86_use(ret, parts->v, size, X86_READ);
	return true;
}

/* Opcodes of 0f 3a with general registers. */
static bool with_number(const struct x86_parts *parts, struct effect *ret,
			char what)
{
	static const unsigned int extracted[] = { 1, 2, 0, 4 };
	unsigned int size = general(parts);

	switch (what) {
	case 'G':	/* pextrb, pextrw, pextrd, extractps */
		if (parts->memory && extracted[parts->opcode & 3])
			size = extracted[parts->opcode & 3];
		x86_use_rm(parts, ret, size, X86_WRITE);
		return true;
	case 'H':	/* pinsrb */
		x86_use_rm(parts, ret, parts->memory ? 1 : 4, X86_READ);
		return true;
	case 'I':
		return general_rm(parts, ret, X86_READ);
	case 'p':	/* pcmpestrm, pcmpestri, pcmpistrm, pcmpistri */
		if (parts->opcode < 0x62)
			ret->reads |= 1u << X86_RAX | 1u << X86_RDX;
		if (parts->opcode & 1)
			ret->writes |= 1u << X86_RCX;
		return access(parts, ret, 16, X86_READ);
	case 'R':	/* rorx */
		if (!parts->vex)
			return false;
		general_reg(parts, ret, X86_WRITE);
		return general_rm(parts, ret, X86_READ);
	default:
		return in_memory(parts, ret, what);
	}
}

bool x86_vector(struct x86_parts *parts, struct effect *ret)
{
	uint8_t opcode = parts->opcode;
	char what;

	/* vzeroupper, emms */
	if (parts->map == 1 && opcode == 0x77)
		return true;
	if (parts->map < 1 || parts->map > 3)
		return false;
	what = (parts->map == 1 ? map1 : parts->map == 2 ? map2 : map3)[opcode];
	if (what == '.' || !x86_take_modrm(parts, ret))
		return false;
	if (parts->map == 3)
		parts->at++;
	else if (parts->map == 1 && parts->at < parts->length)
		parts->at = parts->length;	/* the byte of pshufd */
	if (parts->map == 1 && opcode == 0xc4 && !parts->memory) {
		x86_use_rm(parts, ret, 4, X86_READ);	/* pinsrw */
		return true;
	}
	switch (parts->map) {
	case 1:
		return two_bytes(parts, ret, what);
	case 2:
		if (opcode >= 0xf0)
			return numbers_of_bits(parts, ret, what);
		return in_memory(parts, ret, what);
	default:
		return with_number(parts, ret, what);
	}
}
