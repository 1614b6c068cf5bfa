/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What s390x instructions do, for effects.c. */
#include "effects.h"

#include <elf.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* r0 to r5, r14. */
#define CLOBBERED 0x403full
/* r2 to r6; r0 and r1; the stack. */
#define ARGUMENTS 0x807full
#define RESULTS 4ull

enum { LINK = 14 };

/* What mnemonics end with that say a condition. */
#define CONDITIONS "o|h|nle|l|nhe|lh|ne|e|nlh|he|nl|le|nh|no"

static uint64_t bit(unsigned int reg)
{
	return reg == EFFECT_NONE ? 0 : 1ull << reg;
}

static bool read_register(const char *text, uint8_t *number)
{
	unsigned int n;
	char rest;

	if (sscanf(text, "%%r%u%c", &n, &rest) != 1)
		return false;
	*number = (uint8_t)n;
	return true;
}

/* A register of an address, of which r0 is none. */
static void read_part(const char *text, uint8_t *number)
{
	if (read_register(text, number) && !*number)
		*number = EFFECT_NONE;
}

/* What is behind a displacement: (%r3), (%r2,%r3), or (8,%r3), a length, which
 * becomes the value. An index alone is a base. */
static void read_memory(const char *text, struct operand *operand)
{
	char first[8] = "", second[8] = "";
	int count = sscanf(text, "(%7[^,)],%7[^)])", first, second);

	operand->kind = OPERAND_MEMORY;
	operand->displacement = operand->value;
	operand->value = strtoll(first, NULL, 10);
	operand->scale = 1;
	if (count == 2) {
		read_part(first, &operand->index);
		read_part(second, &operand->base);
	} else {
		read_part(first, &operand->base);
	}
	if (operand->base == EFFECT_NONE) {
		operand->base = operand->index;
		operand->index = EFFECT_NONE;
	}
}

static void read(struct operand *operand)
{
	char *end;

	if (read_register(operand->text, &operand->number)) {
		operand->kind = OPERAND_REGISTER;
		operand->width = 8;
		return;
	}
	operand->value = strtoll(operand->text, &end, 0);
	if (end == operand->text)
		return;
	if (*end == '(')
		read_memory(end, operand);
	else
		operand->kind = OPERAND_NUMBER;
}

static bool is_like(const char *mnemonic, const char *pattern)
{
	return !fnmatch(pattern, mnemonic, FNM_EXTMATCH);
}

static void adjust(const struct line *line, struct operands *operands)
{
	static const struct {
		const char *pattern;
		int shift;
	} shifts[] = {
		{ "llihh", 48 },
		{ "llihl", 32 },
		{ "llilh", 16 },
		{ "llihf", 32 },
	};
	struct operand *last = &operands->at[operands->count - 1];

	if (!operands->count)
		return;
	for (size_t i = 0; i < sizeof(shifts) / sizeof(*shifts); i++)
		if (is_like(line->mnemonic, shifts[i].pattern))
			last->value = (int64_t)((uint64_t)last->value
						<< shifts[i].shift);
	/* What is at a distance. */
	if (last->kind == OPERAND_TARGET &&
	    (line->code[0] == 0xc4 || line->code[0] == 0xc6)) {
		last->kind = OPERAND_MEMORY;
		last->displacement = last->value;
	}
}

/* --- Registers that come with others ------------------------------------- */

static const struct {
	const char *pattern;
	bool in, out;	 /* the next of the first operand */
	bool next_alone; /* it reads that, but not the first */
	bool second_in;	 /* the next of the second */
} pairs[] = {
	{ "@(mr|dr|mlr|dlr|m|d|mfy|ml|dl)", true, true, false, false },
	{ "@(dlgr|dlg)", true, true, false, false },
	{ "@(srdl|sldl|srda|slda)", true, true, false, false },
	{ "@(dsgr|dsgfr|mlgr|dsg|dsgf|mg|mlg)", true, true, true, false },
	{ "@(flogr|mgrk|lpq)", false, true, false, false },
	{ "stpq", true, false, false, false },
	{ "@(cds|cdsy|cdsg)", true, true, false, true },
	{ "sigp", true, false, true, false },
	{ "@(brxh|brxle|brxhg|brxlg)", false, false, false, true },
};

static void amend_pairs(const struct line *line,
			const struct operands *operands, struct effect *want)
{
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		unsigned int first = operands->at[0].number | 1;

		if (!is_like(line->mnemonic, pairs[i].pattern))
			continue;
		if (pairs[i].in)
			want->reads |= bit(first);
		if (pairs[i].out)
			want->writes |= bit(first);
		if (pairs[i].second_in)
			want->reads |= bit(operands->at[1].number | 1);
	}
}

/* The number of a register of any kind. */
static unsigned int number_of(const struct operand *operand)
{
	return (unsigned int)strtoul(operand->text + 2, NULL, 10);
}

/* lm and the like, from the first register to the second. */
static void amend_range(const struct line *line,
			const struct operands *operands, struct effect *want)
{
	unsigned int first = number_of(&operands->at[0]);
	unsigned int last = number_of(&operands->at[1]);
	unsigned int modulo = line->mnemonic[0] == 'v' ||
					      !strncmp(line->mnemonic, "stv", 3)
				      ? 32
				      : 16;
	unsigned int count = (last - first) % modulo + 1;
	bool general = operands->at[0].kind == OPERAND_REGISTER;

	want->size *= count;
	want->kept_half = is_like(line->mnemonic, "@(lm|lmy)");
	for (unsigned int i = 0; general && i < count; i++) {
		uint64_t reg = bit((first + i) % 16);

		if (want->stores || is_like(line->mnemonic, "lmh"))
			want->reads |= reg;
		else if (!is_like(line->mnemonic, "lmg"))
			want->kept |= reg;
		if (want->loads)
			want->writes |= reg;
	}
	if (!general || is_like(line->mnemonic, "@(lmh|stmh)"))
		return;
	if (count == 1 && want->loads) {
		want->loaded = (uint8_t)first;
	} else if (count == 1) {
		want->stored = (uint8_t)first;
	} else if (count == 2) {
		want->is_pair = true;
		want->pair[0] = (uint8_t)first;
		want->pair[1] = (uint8_t)last;
	}
}

/* icm and the like, with a bit of the mask for each byte. */
static void amend_masked(const struct line *line,
			 const struct operands *operands, struct effect *want)
{
	unsigned int mask = (unsigned int)operands->at[1].value;

	want->size = (unsigned int)__builtin_popcount(mask);
	if (!mask)
		want->size = 1;
	if (is_like(line->mnemonic, "@(icm|icmy)") && mask == 15)
		want->loaded = operands->at[0].number;
	if (is_like(line->mnemonic, "@(stcm|stcmy)") && mask &&
	    !(mask & (mask + 1)))
		want->stored = operands->at[0].number;
}

/* --- Two pieces of memory ------------------------------------------------ */

static void set_second(const struct operand *operand, unsigned int size,
		       struct effect *want)
{
	want->second = (struct effect_access){
		.size = size,
		.loads = true,
		.base = operand->kind == OPERAND_REGISTER ? operand->number
							  : operand->base,
		.displacement = operand->displacement,
	};
}

/* mvc and the like. */
static void amend_storage(const struct line *line,
			  const struct operands *operands, struct effect *want)
{
	const struct operand *first = &operands->at[0];
	const struct operand *second = &operands->at[1];
	bool two = is_like(line->mnemonic,
			   "@(mvo|pack|unpk|zap|cp|ap|sp|mp|dp)");
	bool any = is_like(line->mnemonic, "mvcos");

	want->size = any ? ACCESS_ANY : (unsigned int)first->value;
	want->loads = !is_like(line->mnemonic, "@(mvc|pack|unpk|zap|mvcos)");
	want->stores = !is_like(line->mnemonic, "@(clc|cp)");
	want->base = first->base;
	want->displacement = first->displacement;
	set_second(second,
		   any || is_like(line->mnemonic, "tr") ? ACCESS_ANY
		   : two ? (unsigned int)second->value
			 : want->size,
		   want);
}

/* mvcl and the like, at registers. */
static void amend_string(const struct line *line,
			 const struct operands *operands, struct effect *want)
{
	uint8_t a = operands->at[0].number, b = operands->at[1].number;

	if (is_like(line->mnemonic, "@(mvcl|clcl|mvcle|clcle)")) {
		want->writes = bit(a) | bit(a | 1) | bit(b) | bit(b | 1);
		want->reads |= want->writes;
	} else {
		want->reads |= bit(0);
	}
	want->size = ACCESS_ANY;
	want->stores = line->mnemonic[0] == 'm';
	want->loads = !want->stores;
	want->base = a;
	set_second(&operands->at[1], ACCESS_ANY, want);
}

static void amend_checksum(const struct line *line,
			   const struct operands *operands, struct effect *want)
{
	uint8_t b = operands->at[1].number;

	(void)line;
	want->writes |= bit(b | 1);
	want->reads |= bit(b | 1);
	want->size = ACCESS_ANY;
	want->loads = true;
	want->base = b;
}

/* --- Branches ------------------------------------------------------------- */

/* Where r0 is, nothing is done; r14 is a return. */
static void amend_bcr(const struct operands *operands, struct effect *want)
{
	if (operands->at[0].number == LINK) {
		want->reads = RESULTS | bit(LINK);
		if (want->flow == FLOW_JUMP_ANY)
			want->flow = FLOW_END;
	} else if (!operands->at[0].number) {
		want->flow = FLOW_NEXT;
		want->reads = 0;
	}
}

static void amend_branch(const struct line *line,
			 const struct operands *operands, struct effect *want)
{
	const struct operand *last = &operands->at[operands->count - 1];

	/* It leads into itself, as traps do. */
	if ((want->flow == FLOW_BRANCH || want->flow == FLOW_JUMP) &&
	    want->target == line->address + 2) {
		want->flow = want->flow == FLOW_JUMP ? FLOW_TRAP : FLOW_NEXT;
		want->target = 0;
	}
	if (is_like(line->mnemonic, "b*r") && line->code[0] == 7)
		amend_bcr(operands, want);
	/* b 0(%r14) */
	if (line->code[0] == 0x47 && want->flow != FLOW_NEXT &&
	    last->base == LINK && last->index == EFFECT_NONE &&
	    !last->displacement) {
		want->reads = RESULTS | bit(LINK);
		want->flow = FLOW_END;
	}
	/* A register that has where the call came from, other than r14, is
	 * that of a function that isn't the ABI's. */
	if (want->flow == FLOW_CALL || want->flow == FLOW_CALL_ANY) {
		want->writes |= bit(operands->at[0].number);
		if (operands->at[0].number != LINK)
			want->reads |= CLOBBERED;
	}
}

/* basr with r0 notes where it is, bctr subtracts 1. */
static void amend_no_branch(const struct line *line,
			    const struct operands *operands,
			    struct effect *want)
{
	uint8_t first = operands->at[0].number;

	if (is_like(line->mnemonic, "@(basr|balr)") &&
	    !operands->at[1].number) {
		want->flow = FLOW_NEXT;
		want->reads = 0;
		want->writes = bit(first);
		want->to = first;
		want->number = (int64_t)line->address + 2;
	} else if (is_like(line->mnemonic, "@(bctr|bctgr)")) {
		want->to = want->from = first;
		want->number = -1;
		want->is_short = line->length == 2;
	}
}

/* --- All of them ---------------------------------------------------------- */

/* The bits of two numbers say more than their names: not to write, to set the
 * others to 0. */
static void amend_rotate(const struct line *line,
			 const struct operands *operands, struct effect *want)
{
	if (is_like(line->mnemonic, "r[nox]sbg") &&
	    operands->at[2].value & 0x80)
		want->writes = 0;
	if (is_like(line->mnemonic, "@(risbg|risbgn)") &&
	    operands->at[3].value & 0x80)
		want->kept = 0;
	if (is_like(line->mnemonic, "ris@(bl|bh)g"))
		want->kept_half = operands->at[3].value & 0x80;
}

static const struct {
	const char *pattern;
	void (*amend)(const struct line *line, const struct operands *operands,
		      struct effect *want);
} amends[] = {
	{ "*", amend_pairs },
	{ "@(lm|lmy|lmh|lmg|stm|stmy|stmh|stmg|lam|lamy|stam|stamy)",
	  amend_range },
	{ "@(lctlg|stctg|vlm|vstm)", amend_range },
	{ "@(icm|icmy|icmh|clm|clmy|clmh|stcm|stcmy|stcmh)", amend_masked },
	{ "@(mvn|mvc|mvz|nc|clc|oc|xc|tr|mvcos)", amend_storage },
	{ "@(mvo|pack|unpk|zap|cp|ap|sp|mp|dp)", amend_storage },
	{ "@(mvcl|clcl|mvcle|clcle|mvpg|mvst|clst|srst)", amend_string },
	{ "cksm", amend_checksum },
	{ "@(j*|b*|c[gir]*j*|cl[gir]*j*)", amend_branch },
	{ "@(basr|balr|bctr|bctgr)", amend_no_branch },
	{ "@(r[nox]sbg|risbg|risbgn|ris@(bl|bh)g)", amend_rotate },
};

static void amend(const struct line *line, const struct operands *operands,
		  struct effect *want)
{
	for (size_t i = 0; i < sizeof(amends) / sizeof(*amends); i++)
		if (is_like(line->mnemonic, amends[i].pattern))
			amends[i].amend(line, operands, want);
}

/* An instruction that writes a part of a register has `b' for it, where one
 * that writes it all has `w'. */
static const struct rule rules[] = {
	/* Branches, and what traps. */
	{ "@(jnop|jgnop|nop|nopr)", "-" },
	{ "@(j|jg)", "-", .flow = FLOW_JUMP },
	{ "j*", "-", .flow = FLOW_BRANCH },
	{ "@(brasl|bras)", "-", .flow = FLOW_CALL },
	{ "@(basr|balr)", "-r", .flow = FLOW_CALL_ANY },
	{ "bi", "r", 8, .flow = FLOW_JUMP_ANY, .reads = RESULTS },
	{ "@(bassm|bsm|bas|bal|bct|bctg|bakr|bsg|bsa|bi?*)", "-",
	  .does = UNKNOWN },
	{ "@(bxh|bxle|bxhg|bxleg)", "-", .does = UNKNOWN },
	{ "@(bctr|bctgr)", "b-" },
	{ "@(brct|brctg|brcth)", "b-", .flow = FLOW_BRANCH },
	{ "@(brxh|brxle|brxhg|brxlg)", "br-", .flow = FLOW_BRANCH },
	{ "br", "r", .flow = FLOW_JUMP_ANY, .reads = RESULTS },
	{ "b@(" CONDITIONS ")r", "r", .reads = RESULTS },
	{ "b", "a", .flow = FLOW_JUMP_ANY, .reads = RESULTS },
	{ "b@(" CONDITIONS ")", "a", .reads = RESULTS },
	{ "@(cgrj|clgrj|crj|clrj)*", "rr-", .flow = FLOW_BRANCH },
	{ "@(cgij|clgij|cij|clij)*", "r-", .flow = FLOW_BRANCH },
	{ "@(cgrb|clgrb|crb|clrb)*", "rra", .reads = RESULTS },
	{ "@(cgib|clgib|cib|clib)*", "r-a", .reads = RESULTS },
	{ "mc", "a-", .flow = FLOW_TRAP },
	{ "trap2", "-", .flow = FLOW_TRAP },
	{ "@(crt|cgrt|clrt|clgrt)*", "rr-" },
	{ "@(cit|cgit|clfit|clgit)*", "r-" },
	{ "clt", "r-r", 4 },
	{ "clt?*", "rr", 4 },
	{ "clgt", "r-r", 8 },
	{ "clgt?*", "rr", 8 },
	{ "@(svc|lpsw|lpswe|lpswey|pc|pr|ex|trap4|tbegin*)", "-",
	  .does = UNKNOWN },

	/* Registers. */
	{ "@(lr|ltr)", "hr", .does = MOVES | SHORT },
	{ "@(lpr|lnr|lcr|lrvr|lbr|lhr|llcr|llhr)", "hr" },
	{ "@(nr|or|xr|ar|sr|alr|slr|msr|alcr|slbr|mr|dr|mlr|dlr)", "br" },
	{ "@(lgr|ltgr)", "wr", .does = MOVES },
	{ "@(lgfr|ltgfr|llgfr)", "wr", .does = MOVES | SHORT },
	{ "@(lpgr|lngr|lcgr|lgbr|lghr|lrvgr|lpgfr|lngfr|lcgfr|llgtr)", "wr" },
	{ "@(llgcr|llghr|popcnt)", "wr-" },
	{ "@(agr|sgr|algr|slgr|msgr|agfr|sgfr|algfr|slgfr|msgfr)", "br" },
	{ "@(ngr|ogr|xgr|alcgr|slbgr|dlgr)", "br" },
	{ "@(dsgr|dsgfr|mlgr|flogr)", "wr" },
	{ "@(ngrk|ogrk|xgrk|agrk|sgrk|algrk|slgrk|msgrkc|mgrk)", "wrr" },
	{ "@(ncgrk|nngrk|ocgrk|nogrk|nxgrk)", "wrr" },
	{ "selgr*", "wrr-" },
	{ "@(nrk|ork|xrk|ark|srk|alrk|slrk|msrkc|ncrk|nnrk|ocrk)", "hrr" },
	{ "@(nork|nxrk|@(a|s|al|sl)hh[hl]r)", "hrr" },
	{ "sel@(r|fhr)*", "hrr-" },
	{ "@(clr|cr|cgr|clgr|cgfr|clgfr|chhr|clhhr|chlr|clhlr)", "rr" },
	{ "loc@(|g|h)hi*", "b-" },
	{ "loc@(|g|fh)r*", "br-" },
	{ "@(risbg|risbgn)", "ir-" },
	{ "r[nox]sbg", "br-" },
	{ "r[nox]sbgt", "rr-" },
	{ "@(risbgz|risbgnz)", "wr-" },
	{ "ris@(bl|bh)gz", "hr-" },
	{ "ris@(bl|bh)g", "ir-" },

	/* Numbers. */
	{ "larl", "w-", .does = MOVES },
	{ "@(lghi|lgfi|llihh|llihl|llilh|llill|llihf|llilf)", "w-",
	  .does = MOVES },
	{ "@(lhi|iilf)", "h-", .does = MOVES | SHORT },
	{ "@(ahi|afi|alfi)", "b-", .does = ADDS | SHORT },
	{ "@(aghi|agfi|algfi)", "b-", .does = ADDS },
	{ "slfi", "b-", .does = SUBTRACTS | SHORT },
	{ "slgfi", "b-", .does = SUBTRACTS },
	{ "@(ahik|alhsik)", "hr-", .does = ADDS | SHORT },
	{ "@(aghik|alghsik)", "wr-", .does = ADDS },
	{ "ii@(hh|hl|lh|ll)", "i-" },
	{ "iihf", "h-" },
	{ "@(ni|oi)@(hh|hl|lh|ll)", "b-" },
	{ "@(mhi|mghi|msfi|msgfi|xihf|xilf|nihf|nilf|oihf|oilf)", "b-" },
	{ "@(aih|alsih|alsihn)", "b-" },
	{ "@(chi|cghi|cfi|cgfi|clfi|clgfi|cih|clih|tmlh|tmll|tmhh|tmhl)",
	  "r-" },

	/* Addresses that are only computed; shifts have such a one. */
	{ "@(la|lay)", "wa", .does = MOVES },
	{ "@(lae|laey)", "wa" },
	{ "@(srl|sll|sra|sla|srdl|sldl|srda|slda)", "ba" },
	{ "@(srag|slag|srlg|sllg|rllg)", "wra" },
	{ "@(srak|slak|srlk|sllk|rll)", "hra" },
	{ "@(spka|sac|sacf|srnm|srnmb|srnmt)", "a" },
	{ "ecag", "w-a" },
	{ "lcbb", "ha-" },
	{ "sigp", "bra" },
	{ "vlgv*", "w-a" },
	{ "vlvgp", "-rr" },
	{ "vlvg*", "-ra" },
	{ "@(vesl|verll|vesrl|vesra)*", "--a" },
	{ "@(tceb|tcdb|tcxb|tdc?t|tdg?t)", "-a" },
	{ "@(sldt|srdt|slxt|srxt)", "--a" },

	/* Loads. */
	{ "@(l|ly|lrl|lt|lat)", "hr", 4, LOADS },
	{ "@(lh|lhy|lhrl|llh|llhrl)", "hr", 2, LOADS },
	{ "@(lb|llc)", "hr", 1, LOADS },
	{ "@(lg|ltg|lgrl|lgat)", "wr", 8, LOADS },
	{ "@(lgf|llgf|lgfrl|llgfrl|ltgf|llgfat)", "wr", 4, LOADS },
	{ "@(lgh|llgh|lghrl|llghrl)", "wr", 2, LOADS },
	{ "@(lgb|llgc)", "wr", 1, LOADS },
	{ "@(llgt|llgtat|llzrgf)", "wr", 4 },
	{ "@(lrvg|lzrg)", "wr", 8 },
	{ "cvbg", "wr", 16 },
	{ "@(cvb|cvby)", "hr", 8 },
	{ "@(ic|icy)", "ir", 1 },
	{ "@(lbh|llch)", "hr", 1 },
	{ "lrvh", "ir", 2 },
	{ "@(lhh|llhh)", "hr", 2 },
	{ "@(ah|sh|mh|ahy|shy|mhy|agh|sgh|mgh)", "br", 2 },
	{ "@(n|o|x|a|s|al|sl|ms|ny|oy|xy|ay|sy|aly|sly|msy|msc|alc|slb)", "br",
	  4 },
	{ "@(lrv|lzrf|lfh|lfhat)", "hr", 4 },
	{ "@(agf|sgf|algf|slgf|msgf|m|d|mfy|ml|dl)", "br", 4 },
	{ "@(ag|sg|alg|slg|msg|ng|og|xg|msgc|alcg|slbg|dlg)", "br", 8 },
	{ "@(dsg|mg|mlg)", "wr", 8 },
	{ "dsgf", "wr", 4 },
	{ "@(ch|chy|chrl|cgh|cghrl|clhrl|clghrl)", "rr", 2 },
	{ "@(c|cl|cy|cly|crl|clrl|cgf|clgf|cgfrl|clgfrl|chf|clhf)", "rr", 4 },
	{ "@(cg|clg|cgrl|clgrl)", "rr", 8 },
	{ "@(lm|lmy|lmh)", "--r", 4 },
	{ "lmg", "--r", 8 },
	{ "@(lam|lamy)", "--r", 4 },
	{ "lctlg", "--r", 8 },
	{ "@(icm|icmy|icmh)", "b-r", 1 },
	{ "@(clm|clmy|clmh)", "r-r", 1 },
	{ "lpq", "wr", 16 },
	{ "locg@(|" CONDITIONS ")", "br-", 8 },
	{ "loc@(|fh)@(|" CONDITIONS ")", "br-", 4 },
	{ "pfd", "-r", ACCESS_ANY, HINT },
	{ "pfdrl", "-r", ACCESS_ANY, HINT },

	/* Stores. */
	{ "@(st|sty|strl)", "rw", 4, STORES },
	{ "@(sth|sthy|sthrl)", "rw", 2, STORES },
	{ "@(stc|stcy)", "rw", 1, STORES },
	{ "@(stg|stgrl|ntstg)", "rw", 8, STORES },
	{ "@(stfh|strv)", "rw", 4 },
	{ "@(sthh|strvh)", "rw", 2 },
	{ "stch", "rw", 1 },
	{ "@(strvg|cvd|cvdy)", "rw", 8 },
	{ "cvdg", "rw", 16 },
	{ "@(stm|stmy|stmh)", "--w", 4 },
	{ "stmg", "--w", 8 },
	{ "@(stam|stamy)", "--w", 4 },
	{ "stctg", "--w", 8 },
	{ "@(stcm|stcmy|stcmh)", "r-w", 1 },
	{ "stpq", "rw", 16 },
	{ "stocg*", "rw-", 8 },
	{ "stoc*", "rw-", 4 },

	/* Changes. */
	{ "@(cs|csy)", "brb", 4 },
	{ "@(csg|cds|cdsy)", "brb", 8 },
	{ "cdsg", "brb", 16 },
	{ "@(laa|laal|lan|lao|lax)", "hrb", 4 },
	{ "@(laag|laalg|lang|laog|laxg)", "wrb", 8 },

	/* Numbers and memory. */
	{ "@(tm|cli|tmy|cliy)", "r-", 1 },
	{ "@(ni|oi|xi|niy|oiy|xiy)", "b-", 1 },
	{ "@(mvi|mviy|stnsm|stosm)", "w-", 1 },
	{ "ts", "b", 1 },
	{ "@(asi|alsi)", "b-", 4 },
	{ "@(agsi|algsi)", "b-", 8 },
	{ "mvhhi", "w-", 2 },
	{ "mvhi", "w-", 4 },
	{ "mvghi", "w-", 8 },
	{ "@(chhsi|clhhsi)", "r-", 2 },
	{ "@(chsi|clfhsi)", "r-", 4 },
	{ "@(cghsi|clghsi)", "r-", 8 },

	/* Memory alone. */
	{ "@(stidp|stck|stckc|stckf|stpt)", "w", 8 },
	{ "@(sckc|spt)", "r", 8 },
	{ "@(stpx|stfpc)", "w", 4 },
	{ "@(spx|lfpc)", "r", 4 },
	{ "stap", "w", 2 },
	{ "stcke", "w", 16 },
	{ "ssm", "r", 1 },

	/* Two pieces of it. */
	{ "@(mvn|mvc|mvz|nc|clc|oc|xc|tr)", "a" },
	{ "@(mvo|pack|unpk|zap|cp|ap|sp|mp|dp)", "a" },
	{ "mvcos", "aar", .reads = 1 },
	{ "@(mvcl|clcl)", "-" },
	{ "@(mvcle|clcle)", "--a" },
	{ "@(mvpg|mvst|clst|srst|cksm)", "bb" },

	/* Floating point. */
	{ "@(le|ley|lde|ldeb|lxe|lxeb|ae|ce|de|au|su|se|mde|meeb|mee|mdeb)",
	  "-r", 4 },
	{ "@(keb|ceb|aeb|seb|deb|maeb|mseb|sqeb|sqe|mae|mse)", "-r", 4 },
	{ "@(ld|ldy|lxd|lxdb|mxd|mxdb|ad|cd|dd|md|sd|aw|sw|kdb|cdb)", "-r", 8 },
	{ "@(adb|sdb|mdb|ddb|madb|msdb|sqd|sqdb|mad|msd)", "-r", 8 },
	{ "@(ste|stey)", "-w", 4 },
	{ "@(std|stdy)", "-w", 8 },
	{ "c@(g|lg)@(e|d|x)@(r|br|bra|tr|tra)", "w-" },
	{ "c@(f|lf)@(e|d|x)@(r|br|bra)", "h-" },
	{ "c@(e|d|x)@(|l)@(f|g)@(r|br|bra|tr|tra)", "-r" },
	{ "e[es][dx]tr", "w-" },
	{ "ldgr", "-r" },
	{ "lgdr", "w-" },
	{ "@(sfpc|sfasr|spm)", "r-" },
	{ "ipm", "i-" },
	{ "@(efpc|ear)", "h-" },
	{ "sar", "-r" },
	{ "ppa", "rr-" },

	/* Vectors. */
	{ "@(vl|vlbr?|vler?)", "-r-", 16 },
	{ "@(vst|vstbr?|vster?)", "-w-", 16 },
	{ "vlm", "--r-", 16 },
	{ "vstm", "--w-", 16 },
	{ "@(vleb|vlrepb|vllezb)", "-r-", 1 },
	{ "@(vleh|vlreph|vllezh|vlebrh|vlbrreph|vllebrzh)", "-r-", 2 },
	{ "@(vlef|vlrepf|vllezf|vllezlf|vlebrf|vlbrrepf|vllebrzf|lerv)", "-r-",
	  4 },
	{ "@(vleg|vlrepg|vllezg|vlebrg|vlbrrepg|vllebrzg|ldrv)", "-r-", 8 },
	{ "vllebrze", "-r-", 4 },
	{ "vsteb", "-w-", 1 },
	{ "@(vsteh|vstebrh)", "-w-", 2 },
	{ "@(vstef|vstebrf|sterv)", "-w-", 4 },
	{ "@(vsteg|vstebrg|stdrv)", "-w-", 8 },
	{ "@(vlrep|vllez|vlbrrep|vllebrz|vlbr|vler|vstbr|vster)", "-",
	  .does = IGNORED },
	{ "vlbb", "-r-", ACCESS_ANY },
	{ "vll", "-rr", ACCESS_ANY },
	{ "vstl", "-rw", ACCESS_ANY },

	{ "*", "-" },
};

const struct effects_machine effects_machine = {
	.number = EM_S390,
	.big = true,
	.comment = "#",
	.bare_addresses = true,
	.arguments = ARGUMENTS,
	.results = RESULTS,
	.clobbered = CLOBBERED,
	.sums = "@(a?(l)gr?(k)|la|lay)",
	.jumps = "br",
	.read = read,
	.adjust = adjust,
	.rules = rules,
	.amend = amend,
};
