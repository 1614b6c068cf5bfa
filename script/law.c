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
 *
 * The folded script is read here as it stands, with no trust in how it was
 * made: its output sections and slots are matched with the original's in order,
 * and what is left over must be output sections named after bases.
 */
#include "law.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"
#include "report.h"

struct law {
	const struct script *original;
	const struct script *folded;
	const struct rules *rules;
	VEC(bool) usable;		/* of each base: `named' considered */
	VEC(unsigned int) slot;		/* folded slot of each original slot */
	VEC(unsigned int) first;	/* first folded statement of each
					 * original slot, if the slot has as
					 * many statements in both */
	VEC(unsigned int) original_first;	/* first statement of a slot */
	VEC(uint32_t) added;		/* per folded output section */
	VEC(unsigned int) output;	/* folded output of each original one */
};

static const struct output_section *folded_output(const struct law *law,
						  unsigned int output)
{
	return &law->folded->outputs.data[output];
}

static int complain(const struct script *folded, unsigned int line,
		    const char *what)
{
	report_error("%s:%u: %s, this is no folding of the original script",
		     folded->sources.data[0].name, line, what);
	return -1;
}

/* The number of statements of SCRIPT in each slot, counted up in COUNTS. */
static unsigned int *count_slots(const struct script *script)
{
	unsigned int *counts = calloc(script->nslots + 1, sizeof(*counts));
	const struct statement *statement;

	if (!counts) {
		report_nomem();
		return NULL;
	}
	vec_for_each(&script->statements, statement)
		counts[statement->slot]++;
	return counts;
}

static unsigned int first_in_slot(const struct script *script,
				  unsigned int slot)
{
	for (unsigned int i = 0; i < script->statements.size; i++)
		if (script->statements.data[i].slot == slot)
			return i;
	return PLACE_NONE;
}

/* Match the slots of one output section. */
static int map_slots(struct law *law, const struct output_section *from,
		     const struct output_section *to,
		     const unsigned int *from_counts,
		     const unsigned int *to_counts)
{
	if (from->nslots != to->nslots)
		return complain(law->folded, to->line,
				"other slots than before");
	for (unsigned int i = 0; i < from->nslots; i++) {
		unsigned int a = from->first_slot + i, b = to->first_slot + i;
		unsigned int *slot = vec_push(&law->slot);
		unsigned int *first = vec_push(&law->first);
		unsigned int *original = vec_push(&law->original_first);

		if (!slot || !first || !original)
			return -1;
		*slot = b;
		*original = first_in_slot(law->original, a);
		*first = from_counts[a] == to_counts[b]
				 ? first_in_slot(law->folded, b)
				 : PLACE_NONE;
	}
	return 0;
}

/* Is output section TO, which the original hasn't got, one of law 4? */
static int map_added(struct law *law, const struct output_section *to)
{
	uint32_t *added = vec_push(&law->added);

	if (!added)
		return -1;
	*added = rules_find_base(law->rules, to->name, strlen(to->name));
	if (*added == RULES_NO_BASE)
		return complain(law->folded, to->line,
				"an output section too many");
	return 0;
}

static int map_outputs(struct law *law, const unsigned int *from_counts,
		       const unsigned int *to_counts)
{
	const struct script *original = law->original;
	size_t from = 0;

	for (size_t to = 0; to < law->folded->outputs.size; to++) {
		const struct output_section *have =
			&law->folded->outputs.data[to];
		const struct output_section *want =
			from < original->outputs.size
				? &original->outputs.data[from] : NULL;
		unsigned int *output;
		uint32_t *added;

		if (!want || strcmp(have->name, want->name)) {
			if (map_added(law, have))
				return -1;
			continue;
		}
		added = vec_push(&law->added);
		output = vec_push(&law->output);
		if (!added || !output)
			return -1;
		*added = RULES_NO_BASE;
		*output = (unsigned int)to;
		if (map_slots(law, want, have, from_counts, to_counts))
			return -1;
		from++;
	}
	if (from < original->outputs.size)
		return complain(law->folded, 1, "an output section is missing");
	return 0;
}

static int find_usable(struct law *law)
{
	const struct base *base;

	vec_for_each(&law->rules->bases, base) {
		bool *usable = vec_push(&law->usable);

		if (!usable)
			return -1;
		*usable = !base->named ||
			  script_has_pattern(law->original, base->name);
	}
	return 0;
}

struct law *law_create(const struct script *original,
		       const struct script *folded, const struct rules *rules)
{
	struct law *law = calloc(1, sizeof(*law));
	unsigned int *from_counts = count_slots(original);
	unsigned int *to_counts = count_slots(folded);
	int status = -1;

	if (law && from_counts && to_counts) {
		law->original = original;
		law->folded = folded;
		law->rules = rules;
		status = find_usable(law) ||
			 map_outputs(law, from_counts, to_counts);
	}
	free(from_counts);
	free(to_counts);
	if (!status)
		return law;
	law_destroy(law);
	return NULL;
}

void law_destroy(struct law *law)
{
	if (!law)
		return;
	vec_deinit(&law->usable);
	vec_deinit(&law->slot);
	vec_deinit(&law->first);
	vec_deinit(&law->original_first);
	vec_deinit(&law->added);
	vec_deinit(&law->output);
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

/* The base of which SECTION, an orphan, has name, type and flags. */
static uint32_t look_alike_base(const struct law *law,
				const struct law_section *section)
{
	const struct place_input *input = &section->input;
	uint32_t number = base_below(law, input->name, input->length);
	const struct base *base;

	if (number == RULES_NO_BASE)
		return number;
	base = &law->rules->bases.data[number];
	if (section->type != base->type || input->flags != base->flags ||
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
	x = &law->original->statements.data[a];
	y = &law->original->statements.data[b];
	return x->slot == y->slot ||
	       (law->original->outputs.data[x->output].discard &&
		law->original->outputs.data[y->output].discard);
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
	verdict->statement = place(law->original, &input);
	verdict->want = verdict->statement == PLACE_NONE ? LAW_WANT_SECTION
							 : LAW_WANT_STATEMENT;
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
	from = &law->original->statements.data[want];
	to = &law->folded->statements.data[got];
	if (law->slot.data[from->slot] != to->slot)
		return law->original->outputs.data[from->output].discard &&
		       folded_output(law, to->output)->discard;
	first = law->first.data[from->slot];
	return !exactly || first == PLACE_NONE ||
	       got - first == want - law->original_first.data[from->slot];
}

static bool has_added(const struct law *law, uint32_t base)
{
	for (size_t i = 0; i < law->added.size; i++)
		if (law->added.data[i] == base)
			return true;
	return false;
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
		return law->added.data[output] == verdict->base;
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

	if (base == RULES_NO_BASE || !has_added(law, base))
		return;
	verdict->base = base;
	verdict->want = LAW_WANT_SECTION;
}

struct law_verdict law_judge(const struct law *law,
			     const struct law_section *section)
{
	struct law_verdict verdict = {
		.was = place(law->original, &section->input),
		.got = place(law->folded, &section->input),
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
	return verdict;
}

unsigned int law_folded_output(const struct law *law, unsigned int got)
{
	return law->folded->statements.data[got].output;
}

uint32_t law_added_base(const struct law *law, unsigned int output)
{
	return law->added.data[output];
}

bool law_changes_output(const struct law *law,
			const struct law_verdict *verdict)
{
	unsigned int want = verdict->joined ? verdict->home
					    : verdict->statement;

	if (verdict->got == PLACE_NONE || want == PLACE_NONE ||
	    verdict->want != LAW_WANT_STATEMENT)
		return true;
	want = law->original->statements.data[want].output;
	return law->output.data[want] !=
	       law_folded_output(law, verdict->got);
}

static char *describe(const struct script *script, unsigned int number)
{
	const struct statement *statement = &script->statements.data[number];
	const struct source *source =
		&script->sources.data[statement->whole.source];
	char *text;

	if (asprintf(&text, "%s (%s:%u)",
		     script->outputs.data[statement->output].name,
		     source->name, statement->line) >= 0)
		return text;
	report_nomem();
	return NULL;
}

char *law_describe_got(const struct law *law,
		       const struct law_verdict *verdict, const char *name)
{
	char *text;

	if (verdict->got != PLACE_NONE)
		return describe(law->folded, verdict->got);
	if (asprintf(&text, "an output section %s of its own", name) >= 0)
		return text;
	report_nomem();
	return NULL;
}

char *law_describe_want(const struct law *law,
			const struct law_verdict *verdict)
{
	unsigned int want = verdict->joined ? verdict->home
					    : verdict->statement;
	char *text;
	int status;

	if (verdict->want == LAW_WANT_STATEMENT && want != PLACE_NONE)
		return describe(law->original, want);
	if (verdict->want != LAW_WANT_ORPHAN)
		status = asprintf(&text, "an output section %s",
				  law->rules->bases.data[verdict->base].name);
	else
		status = asprintf(&text, "an output section of its own");
	if (status >= 0)
		return text;
	report_nomem();
	return NULL;
}

/* Could every pattern of STATEMENT that takes NAME be made to let go of it?
 * Patterns with a star in the middle can't. */
static bool can_except(const struct statement *statement,
		       const struct place_input *input)
{
	const struct pattern *pattern;

	if (!statement->patterns.size)
		return false;
	vec_for_each(&statement->patterns, pattern) {
		const char *star = strchr(pattern->name, '*');

		if (glob_match(&pattern->glob, input->name, input->length) &&
		    (strchr(pattern->name, '\\') || (star && star[1])))
			return false;
	}
	return true;
}

/* The original statement, or added section, that folded statement NUMBER is;
 * false where that isn't clear, because the slot was refined before. */
static bool find_target(const struct law *law, unsigned int number,
			struct law_target *ret)
{
	const struct statement *statement =
		&law->folded->statements.data[number];

	ret->base = law->added.data[statement->output];
	ret->statement = PLACE_NONE;
	if (ret->base != RULES_NO_BASE)
		return true;
	for (size_t slot = 0; slot < law->slot.size; slot++) {
		if (law->slot.data[slot] != statement->slot ||
		    law->first.data[slot] == PLACE_NONE)
			continue;
		ret->statement = law->original_first.data[slot] + number -
				 law->first.data[slot];
		return true;
	}
	return false;
}

/* The folded statement that the verdict wants, or the first one behind all
 * that would be in its way. */
static unsigned int wanted_position(const struct law *law,
				    const struct law_verdict *verdict)
{
	const struct statement *statement;
	unsigned int first;

	if (verdict->want == LAW_WANT_STATEMENT) {
		statement = &law->original->statements.data[verdict->statement];
		first = law->first.data[statement->slot];
		if (first == PLACE_NONE)
			return first_in_slot(law->folded,
					     law->slot.data[statement->slot]);
		return first + verdict->statement -
		       law->original_first.data[statement->slot];
	}
	for (size_t i = 0; i < law->added.size; i++)
		if (verdict->want == LAW_WANT_SECTION &&
		    law->added.data[i] == verdict->base)
			return law->folded->outputs.data[i].first_statement;
	return (unsigned int)law->folded->statements.size;
}

int law_each_blocker(const struct law *law, const struct law_verdict *verdict,
		     const struct place_input *input,
		     int (*visit)(void *ctx, const struct law_target *target),
		     void *ctx)
{
	unsigned int end = wanted_position(law, verdict);

	for (unsigned int i = 0; i < end; i++) {
		struct law_target target;

		if (!place_takes(law->folded, i, input))
			continue;
		if (!find_target(law, i, &target) ||
		    !can_except(&law->folded->statements.data[i], input))
			return 1;
		if (visit(ctx, &target))
			return -1;
	}
	return 0;
}

bool law_needs_section(const struct law *law,
		       const struct law_verdict *verdict)
{
	return verdict->want == LAW_WANT_SECTION &&
	       !has_added(law, verdict->base);
}

bool law_needs_put(const struct law *law, const struct law_verdict *verdict,
		   const struct place_input *input)
{
	unsigned int wanted = wanted_position(law, verdict);

	/* A section still to be added takes its base's symbol sections. */
	return verdict->want != LAW_WANT_ORPHAN &&
	       !law_needs_section(law, verdict) &&
	       !place_takes(law->folded, wanted, input);
}
