/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The law, for one input section N of file F, with place() on the original
 * script:
 *
 *  1. A proven symbol section BASE.SYMBOL that no statement takes, or one
 *     outside the slot of place(F, BASE), goes into the statement of BASE.
 *     Inside that slot it stays where it is.
 *  2. An orphan that only looks like one goes there too.
 *  3. Everything else stays in its statement.
 *  4. Where no statement takes BASE, "the statement of BASE" is an output
 *     section that folding adds, under BASE's name.
 *
 * Proven is a section that defines a function or variable SYMBOL, or a part
 * split off it. On s390 `static struct cpuacct root_cpuacct' is in
 * .data.rel.root_cpuacct, and `*(.data.rel.ro*)' takes it into read-only data:
 * proven by its OBJECT symbol, it goes where .data.rel goes. The thunk group
 * .text.__s390_indirect_jump_r14 defines a FUNC of that name, but as a group
 * member and on the keep list it isn't proven.
 */
#include "law-private.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

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

/* The base of which SECTION is a proven symbol section. */
static uint32_t proven_base(const struct law *law,
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
				       ? RULES_NO_BASE : base;
	}
	return RULES_NO_BASE;
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
	    rules_keep(law->rules, input->name, input->length))
		return RULES_NO_BASE;
	return number;
}

/* Is SYMBOL something else than what the section was made for: neither named
 * so, nor an alias or label inside that, nor the pad before it (__pfx_foo,
 * __cfi_foo)? */
static bool is_foreign(const struct law *law,
		       const struct law_section *section,
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

/* Want the place of base section BASE. */
static void want_base(const struct law *law,
		      const struct law_section *section,
		      struct law_verdict *verdict)
{
	const struct base *base = &law->rules->bases.data[verdict->base];
	struct place_input input = section->input;

	input.name = base->name;
	input.length = base->length;
	verdict->statement = place(law->pairing.original, &input);
	verdict->want = verdict->statement != PLACE_NONE ? LAW_WANT_STATEMENT
			: law->pairing.original->bars_orphans &&
			  law->addable.data[verdict->base] ? LAW_WANT_ORPHAN
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
		return law->pairing.original->outputs.data[from->output].discard &&
		       law->pairing.folded->outputs
			       .data[to->output].discard;
	first = law->pairing.first.data[from->slot];
	return !exactly || first == PLACE_NONE ||
	       got - first == want - law->pairing.original_first.data[from->slot];
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
 * law 4 added for that base, if there is one. */
static void want_own_base(const struct law *law,
			  const struct law_section *section,
			  struct law_verdict *verdict)
{
	uint32_t base = own_base(law, section);

	if (base == RULES_NO_BASE || !pairing_has_added(&law->pairing, base))
		return;
	verdict->base = base;
	verdict->want = LAW_WANT_SECTION;
}

struct law_verdict law_judge(const struct law *law,
			     const struct law_section *section)
{
	struct law_verdict verdict = {
		.was = place(law->pairing.original, &section->input),
		.got = place(law->pairing.folded, &section->input),
		.base = proven_base(law, section),
		.class = LAW_PROVEN, .home = PLACE_NONE,
		.statement = PLACE_NONE,
	};

	bool is_base = own_base(law, section) != RULES_NO_BASE;

	if (verdict.base == RULES_NO_BASE && verdict.was == PLACE_NONE &&
	    !is_base) {
		verdict.base = look_alike_base(law, section);
		verdict.class = LAW_BY_NAME;
	}
	if (verdict.base == RULES_NO_BASE) {
		verdict.class = LAW_OTHER;
		want_to_stay(&verdict);
		if (is_base && verdict.was == PLACE_NONE)
			want_own_base(law, section, &verdict);
	} else {
		want_base(law, section, &verdict);
		if (verdict.was != PLACE_NONE &&
		    verdict.want == LAW_WANT_STATEMENT &&
		    same_slot(law, verdict.was, verdict.statement))
			verdict.statement = verdict.was;
		else if (verdict.was != PLACE_NONE &&
			 has_foreign(law, section, verdict.base)) {
			verdict.joined = true;
			verdict.home = verdict.statement;
			want_to_stay(&verdict);
		}
	}
	verdict.holds = holds(law, &verdict);
	verdict.hopeless = verdict.want == LAW_WANT_SECTION &&
			   !law->addable.data[verdict.base];
	return verdict;
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
