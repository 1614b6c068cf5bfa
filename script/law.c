/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The law, for one input section N of file F, with place() on the original
 * script:
 *
 *  1. A proven symbol section BASE.SYMBOL that no statement takes, or one
 *     outside the slot of place(F, BASE), goes into the statement of BASE.
 *     Inside that slot it stays where it is.
 *     So does the companion of a function, which goes where the plain link
 *     has it: .rodata.FUNC with .rodata, .rodata.FUNC.str1.8 with
 *     .rodata.str1.8.
 *  2. An orphan that only looks like one, and has no name in the symbol table,
 *     goes there too.
 *  3. Everything else stays in its statement.
 *  4. Where no statement takes BASE, "the statement of BASE" is an output
 *     section that folding adds, under BASE's name.
 *
 * Proven is a section that defines a function or variable SYMBOL, or a part
 * split off it. On s390 `static struct cpuacct root_cpuacct' is in
 * .data.rel.root_cpuacct, and `*(.data.rel.ro*)' takes it into read-only data:
 * proven by its OBJECT symbol, it goes where .data.rel goes. The thunk group
 * .text.__s390_indirect_jump_r14 defines a FUNC of that name, but as a group
 * member and on the keep list it isn't proven. And what has the attribute
 * `retain' has a section of its own in the plain link too: it is proven, but
 * stays where it is.
 */
#include "script/law-private.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/label.h"
#include "common/report.h"

#ifndef SHF_GNU_RETAIN /* glibc before 2.33 */
#define SHF_GNU_RETAIN (1 << 21)
#endif

static int find_usable(struct law *law)
{
	const struct script *original = law->pairing.original;
	const struct base *base;

	vec_for_each(&law->rules->bases, base) {
		bool *usable = vec_push(&law->usable);
		bool *addable = vec_push(&law->addable);

		if (!usable || !addable)
			return -1;
		*usable = !base->named ||
			  script_has_pattern(original, base->name);
		*addable = script_leaves_out(original, base->name);
	}
	return 0;
}

struct law *law_create(const struct script *original,
		       const struct script *folded, const struct rules *rules)
{
	struct law *law = calloc(1, sizeof(*law));

	if (!law) {
		report_nomem();
		return NULL;
	}
	law->rules = rules;
	if (!pairing_init(&law->pairing, original, folded, rules) &&
	    !find_usable(law))
		return law;
	law_destroy(law);
	return NULL;
}

void law_destroy(struct law *law)
{
	if (!law)
		return;
	pairing_deinit(&law->pairing);
	vec_deinit(&law->usable);
	vec_deinit(&law->addable);
	free(law);
}

static bool begins_like(const char *name, const char *symbol)
{
	size_t length = strlen(symbol);

	return !strncmp(name, symbol, length) &&
	       (!name[length] || name[length] == '.');
}

bool law_symbol_fits(const struct rules *rules, const char *name,
		     const char *symbol)
{
	const char *stripped;

	if (begins_like(name, symbol))
		return true;
	stripped = rules_strip_prefix(rules, name);
	return stripped != name && begins_like(stripped, symbol);
}

/* Does the compiler give SECTION its symbol's name without -ffunction-sections
 * and -fdata-sections too? What has the attribute `retain' can't share a
 * section with what hasn't (gcc/varasm.cc, resolve_unique_section): __bpf_kfunc
 * of a kernel that drops dead code. The same goes for all that is in llvm.used,
 * such as clang's asan.module_ctor. */
static bool is_always_named(const struct law_section *section)
{
	return section->input.flags & SHF_GNU_RETAIN;
}

static bool is_typed(const struct law_symbol *symbol)
{
	return symbol->type == STT_FUNC || symbol->type == STT_OBJECT ||
	       symbol->type == STT_TLS || symbol->type == STT_GNU_IFUNC;
}

static bool defines(const struct law *law, const struct law_section *section,
		    const char *symbol)
{
	for (size_t i = 0; i < section->nsymbols; i++)
		if (is_typed(&section->symbols[i]) &&
		    law_symbol_fits(law->rules, section->symbols[i].name,
				    symbol))
			return true;
	return false;
}

/* The next shorter usable base; see rules_base_below. */
static uint32_t base_below(const struct law *law, const char *name,
			   size_t below)
{
	uint32_t base = rules_base_below(law->rules, name, below);

	while (base != RULES_NO_BASE && !law->usable.data[base])
		base = rules_base_below(law->rules, name,
					law->rules->bases.data[base].length);
	return base;
}

uint32_t law_proven_base(const struct law *law,
			 const struct law_section *section)
{
	const struct place_input *input = &section->input;
	uint32_t base;

	if (input->flags & (SHF_GROUP | SHF_MERGE) || !section->nsymbols)
		return RULES_NO_BASE;
	for (base = base_below(law, input->name, input->length);
	     base != RULES_NO_BASE;
	     base = base_below(law, input->name,
			       law->rules->bases.data[base].length)) {
		size_t length = law->rules->bases.data[base].length;

		if (defines(law, section, input->name + length + 1))
			return rules_keep(law->rules, input->name,
					  input->length)
				       ? RULES_NO_BASE
				       : base;
	}
	return RULES_NO_BASE;
}

/* Has SECTION, which looks like a symbol section of BASE, a name in the symbol
 * table that isn't its own? Then a person chose the section's name, and the
 * plain link has it too: a mailbox in .data.shared. What the compiler makes for
 * data of its own has private labels only; objcopy changes the names of
 * symbols. */
static bool has_other_name(const struct law *law,
			   const struct law_section *section,
			   const struct base *base)
{
	const char *made_for = section->input.name + base->length + 1;

	for (size_t i = 0; i < section->nsymbols; i++) {
		const char *name = section->symbols[i].name;
		const char *stripped = rules_strip_prefix(law->rules, name);

		if (!is_assembler_label(name) &&
		    (stripped == name || !begins_like(stripped, made_for)))
			return true;
	}
	return false;
}

/* The base of which SECTION, an orphan, has name, type and flags; ld gives it
 * to an output section of its own name if there is one. */
static uint32_t look_alike_base(const struct law *law,
				const struct law_section *section)
{
	const struct place_input *input = &section->input;
	uint32_t number = base_below(law, input->name, input->length);
	const struct base *base;

	if (number == RULES_NO_BASE)
		return number;
	base = &law->rules->bases.data[number];
	if (script_has_output(law->pairing.original, input->name) ||
	    section->type != base->type || input->flags != base->flags ||
	    !rules_tail_fits(law->rules, input->name + base->length + 1) ||
	    has_other_name(law, section, base) ||
	    rules_keep(law->rules, input->name, input->length))
		return RULES_NO_BASE;
	return number;
}

/* Is SYMBOL something else than what the section was made for: neither named
 * so, nor an alias or label inside that, nor the pad before it (__pfx_foo,
 * __cfi_foo)? */
static bool is_foreign(const struct law *law, const struct law_section *section,
		       const struct law_symbol *symbol, const char *made_for)
{
	size_t length = strlen(made_for), have = strlen(symbol->name);

	if (!is_typed(symbol) ||
	    law_symbol_fits(law->rules, symbol->name, made_for))
		return false;
	if (have > length && !strncmp(symbol->name, "__", 2) &&
	    !strcmp(symbol->name + have - length, made_for))
		return false;
	for (size_t i = 0; i < section->nsymbols; i++) {
		const struct law_symbol *own = &section->symbols[i];

		if (is_typed(own) &&
		    law_symbol_fits(law->rules, own->name, made_for) &&
		    symbol->value - own->value < (own->size ? own->size : 1))
			return false;
	}
	return true;
}

static bool has_foreign(const struct law *law,
			const struct law_section *section, uint32_t base)
{
	const char *made_for = section->input.name +
			       law->rules->bases.data[base].length + 1;

	for (size_t i = 0; i < section->nsymbols; i++)
		if (is_foreign(law, section, &section->symbols[i], made_for))
			return true;
	return false;
}

static bool same_slot(const struct law *law, unsigned int a, unsigned int b)
{
	const struct statement *x, *y;

	if (a == PLACE_NONE || b == PLACE_NONE)
		return a == b;
	x = &law->pairing.original->statements.data[a];
	y = &law->pairing.original->statements.data[b];
	return x->slot == y->slot ||
	       (law->pairing.original->outputs.data[x->output].discard &&
		law->pairing.original->outputs.data[y->output].discard);
}

/* What is behind KEYWORD and a number in TEXT, or NULL. */
static const char *behind_number(const char *text, const char *keyword)
{
	size_t length = strlen(keyword), digits;

	if (strncmp(text, keyword, length))
		return NULL;
	digits = strspn(text + length, "0123456789");
	return digits && digits <= 4 ? text + length + digits : NULL;
}

const char *law_merge_suffix(const char *name)
{
	for (name = strchr(name, '.'); name; name = strchr(name + 1, '.')) {
		const char *end = behind_number(name, ".str");

		end = end ? behind_number(end, ".")
			  : behind_number(name, ".cst");
		if (end && !*end)
			return name;
	}
	return NULL;
}

/* The statement that takes SECTION in the plain link, where it is called like
 * its base BASE; SUFFIX is how its contents are merged, or NULL. */
static unsigned int place_plain(const struct law *law,
				const struct law_section *section,
				const struct base *base, const char *suffix)
{
	struct place_input input = section->input;
	char name[256];

	input.name = base->name;
	input.length = base->length;
	if (suffix) {
		int length = snprintf(name, sizeof(name), "%s%s", base->name,
				      suffix);

		if (length < 0 || (size_t)length >= sizeof(name))
			return PLACE_NONE;
		input.name = name;
		input.length = (size_t)length;
	}
	return place(law->pairing.original, &input);
}

bool law_needs_maker(const struct law *law, const struct law_verdict *verdict)
{
	const struct base *base;

	if (verdict->class != LAW_PROVEN)
		return false;
	base = &law->rules->bases.data[verdict->base];
	return base->dotted || base->blurs.size;
}

/* Does clang have another name for the base of SECTION? */
static bool is_dotted(const struct law *law, const struct law_section *section,
		      const struct law_verdict *verdict)
{
	return verdict->class == LAW_PROVEN && section->clang &&
	       law->rules->bases.data[verdict->base].dotted;
}

/* The first base other than the verdict's that SECTION may be of, somewhere
 * else, or NULL. */
static const char *find_blur(const struct law *law,
			     const struct law_section *section,
			     const struct law_verdict *verdict)
{
	const struct base *base = &law->rules->bases.data[verdict->base];

	if (verdict->class != LAW_PROVEN || section->clang ||
	    !section->relocated)
		return NULL;
	for (size_t i = 0; i < base->blurs.size; i++) {
		const struct base *other =
			&law->rules->bases.data[base->blurs.data[i]];
		unsigned int statement = place_plain(law, section, other, NULL);

		if (statement == PLACE_NONE ||
		    !same_slot(law, statement, verdict->statement))
			return other->name;
	}
	return NULL;
}

/* Want the place of base section BASE. Rule 4 doesn't provide for what is
 * merged: an orphan it is. */
static void want_base(const struct law *law, const struct law_section *section,
		      struct law_verdict *verdict)
{
	const struct base *base = &law->rules->bases.data[verdict->base];
	const char *suffix = verdict->class == LAW_COMPANION
				     ? law_merge_suffix(section->input.name)
				     : NULL;

	if (is_dotted(law, section, verdict)) {
		verdict->statement = place_plain(law, section, base, ".");
		if (verdict->statement == PLACE_NONE)
			verdict->unsure = base->name;
	}
	if (verdict->statement == PLACE_NONE)
		verdict->statement = place_plain(law, section, base, suffix);
	if (!verdict->unsure)
		verdict->unsure = find_blur(law, section, verdict);
	verdict->want = verdict->statement != PLACE_NONE ? LAW_WANT_STATEMENT
			: suffix || (law->pairing.original->bars_orphans &&
				     law->addable.data[verdict->base])
				? LAW_WANT_ORPHAN
				: LAW_WANT_SECTION;
}

static void want_to_stay(struct law_verdict *verdict)
{
	verdict->statement = verdict->was;
	verdict->want = verdict->was == PLACE_NONE ? LAW_WANT_ORPHAN
						   : LAW_WANT_STATEMENT;
}

/* Is statement GOT of the folded script statement WANT of the original? Where
 * refining added statements to the slot, only the slot can be compared. */
static bool is_statement(const struct law *law, unsigned int want,
			 unsigned int got, bool exactly)
{
	const struct statement *from, *to;
	unsigned int first;

	if (got == PLACE_NONE)
		return false;
	from = &law->pairing.original->statements.data[want];
	to = &law->pairing.folded->statements.data[got];
	if (law->pairing.slot.data[from->slot] != to->slot)
		return law->pairing.original->outputs.data[from->output]
			       .discard &&
		       law->pairing.folded->outputs.data[to->output].discard;
	first = law->pairing.first.data[from->slot];
	return !exactly || first == PLACE_NONE ||
	       got - first ==
		       want - law->pairing.original_first.data[from->slot];
}

static bool holds(const struct law *law, const struct law_verdict *verdict)
{
	unsigned int output;

	switch (verdict->want) {
	case LAW_WANT_STATEMENT:
		return is_statement(law, verdict->statement, verdict->got,
				    true);
	case LAW_WANT_SECTION:
		if (verdict->got == PLACE_NONE)
			return false;
		output = law_folded_output(law, verdict->got);
		return law->pairing.added.data[output] == verdict->base;
	case LAW_WANT_ORPHAN:
		return verdict->got == PLACE_NONE;
	}
	return false;
}

/* The base whose own name SECTION has. */
static uint32_t own_base(const struct law *law,
			 const struct law_section *section)
{
	uint32_t base = rules_find_base(law->rules, section->input.name,
					section->input.length);

	return base != RULES_NO_BASE && law->usable.data[base] ? base
							       : RULES_NO_BASE;
}

/* SECTION is an orphan with a base's own name: it goes into the section that
 * rule 4 added for that base, if there is one. */
static void want_own_base(const struct law *law,
			  const struct law_section *section,
			  struct law_verdict *verdict)
{
	uint32_t base = own_base(law, section);

	if (base == RULES_NO_BASE || !pairing_has_added(&law->pairing, base))
		return;
	verdict->class = LAW_OTHER;
	verdict->base = base;
	verdict->want = LAW_WANT_SECTION;
}

/* Say what SECTION is, and of which base. */
static void classify(const struct law *law, const struct law_section *section,
		     struct law_verdict *verdict)
{
	if (section->companion) {
		verdict->base = section->base;
		verdict->class = LAW_COMPANION;
		return;
	}
	verdict->base = law_proven_base(law, section);
	verdict->class = LAW_PROVEN;
	if (verdict->base != RULES_NO_BASE)
		return;
	verdict->class = LAW_BY_NAME;
	if (verdict->was == PLACE_NONE &&
	    own_base(law, section) == RULES_NO_BASE)
		verdict->base = look_alike_base(law, section);
	if (verdict->base == RULES_NO_BASE)
		verdict->class = LAW_OTHER;
}

/* SECTION is a symbol section: it goes where its base is, or stays in that
 * slot. */
static void want_home(const struct law *law, const struct law_section *section,
		      struct law_verdict *verdict)
{
	want_base(law, section, verdict);
	if (verdict->was == PLACE_NONE)
		return;
	if (verdict->want == LAW_WANT_STATEMENT &&
	    same_slot(law, verdict->was, verdict->statement)) {
		verdict->statement = verdict->was;
	} else if (verdict->class != LAW_COMPANION &&
		   has_foreign(law, section, verdict->base)) {
		verdict->joined = true;
		verdict->home = verdict->statement;
		want_to_stay(verdict);
	}
}

/* SECTION is no symbol section, or has that name in the plain link too. */
static void want_nothing(const struct law *law,
			 const struct law_section *section,
			 struct law_verdict *verdict)
{
	want_to_stay(verdict);
	if (verdict->was == PLACE_NONE &&
	    own_base(law, section) != RULES_NO_BASE)
		want_own_base(law, section, verdict);
}

struct law_verdict law_judge(const struct law *law,
			     const struct law_section *section)
{
	struct law_verdict verdict = {
		.was = place(law->pairing.original, &section->input),
		.got = place(law->pairing.folded, &section->input),
		.home = PLACE_NONE,
		.statement = PLACE_NONE,
	};

	classify(law, section, &verdict);
	if (verdict.class == LAW_OTHER ||
	    (verdict.class == LAW_PROVEN && is_always_named(section)))
		want_nothing(law, section, &verdict);
	else
		want_home(law, section, &verdict);
	verdict.holds = holds(law, &verdict);
	verdict.hopeless = verdict.want == LAW_WANT_SECTION &&
			   !law->addable.data[verdict.base];
	return verdict;
}

enum dialect law_dialect(const struct law *law)
{
	return law->pairing.original->dialect;
}

unsigned int law_folded_output(const struct law *law, unsigned int got)
{
	return law->pairing.folded->statements.data[got].output;
}

uint32_t law_added_base(const struct law *law, unsigned int output)
{
	return law->pairing.added.data[output];
}

bool law_changes_output(const struct law *law,
			const struct law_verdict *verdict)
{
	unsigned int want = verdict->joined ? verdict->home
					    : verdict->statement;

	if (verdict->got == PLACE_NONE || want == PLACE_NONE ||
	    verdict->want != LAW_WANT_STATEMENT)
		return true;
	want = law->pairing.original->statements.data[want].output;
	return law->pairing.output.data[want] !=
	       law_folded_output(law, verdict->got);
}
