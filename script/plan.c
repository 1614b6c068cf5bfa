/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Planning a folding.
 *
 * For each base section B of the rules, the statement that takes B is to take
 * B's symbol sections, B.SYMBOL, as well. It gains globs that cover B.* less
 * what has to stay with others:
 *
 *  - what later statements name: `*(.text.fixup)`. Earlier ones win anyway,
 *    and patterns of the same list share its place;
 *  - longer bases, .text.unlikely and .text.unlikely.*, which have places of
 *    their own;
 *  - the keep list, where a later pattern has a star in its middle,
 *    `.text.*_indirect_*`, and so can't be subtracted from a glob;
 *  - what ld gives to an output section of the same name.
 *
 * A pattern like `.data.rel.ro*` is meant for the base .data.rel.ro and also
 * takes .data.rel.root_cpuacct, which belongs to .data.rel. It is tightened to
 * `.data.rel.ro .data.rel.ro.*`.
 *
 * All this is decided from the script and the rules alone. Where a variable is
 * called `once` and a statement says `*(.data.once)`, only the inputs can tell;
 * then the plugin says so and refinements come in.
 */
#include "script/plan.h"

#include <elf.h>
#include <stdio.h>
#include <string.h>

#include "common/report.h"
#include "script/place.h"

const struct effective *plan_effective(const struct plan *plan,
				       unsigned int statement,
				       unsigned int pattern)
{
	return &plan->patterns
			.data[plan->first_pattern.data[statement] + pattern];
}

static struct effective *effective_of(struct plan *plan, unsigned int statement,
				      unsigned int pattern)
{
	return &plan->patterns
			.data[plan->first_pattern.data[statement] + pattern];
}

/* Each pattern as it stands in the script. */
static int init_patterns(struct plan *plan)
{
	const struct statement *statement;
	const struct pattern *pattern;

	vec_for_each(&plan->script->statements, statement) {
		unsigned int *first = vec_push(&plan->first_pattern);

		if (!first)
			return -1;
		*first = (unsigned int)plan->patterns.size;
		vec_for_each(&statement->patterns, pattern) {
			struct effective *effective = vec_push(&plan->patterns);
			struct shape shape, *slot;
			int status;

			if (!effective)
				return -1;
			status = shape_parse(pattern->name, &shape);
			if (status < 0)
				return -1;
			if (!status)
				continue;
			slot = vec_push(&effective->shapes);
			if (!slot) {
				shape_deinit(&shape);
				return -1;
			}
			*slot = shape;
			effective->is_shape = true;
		}
	}
	return 0;
}

/* The pattern of STATEMENT that takes BASE: the one that spells it, else the
 * first that matches. -1 if none. */
static int home_pattern(const struct statement *statement,
			const struct base *base)
{
	int found = -1;

	for (size_t i = 0; i < statement->patterns.size; i++) {
		const struct pattern *pattern = &statement->patterns.data[i];

		if (!glob_match(&pattern->glob, base->name, base->length))
			continue;
		if (!strcmp(pattern->name, base->name))
			return (int)i;
		if (found < 0)
			found = (int)i;
	}
	return found;
}

static int find_homes(struct plan *plan, uint32_t number)
{
	const struct base *base = &plan->rules->bases.data[number];
	struct base_plan *bp = &plan->bases.data[number];

	for (size_t i = 0; i < plan->script->statements.size; i++) {
		const struct statement *statement =
			&plan->script->statements.data[i];
		int pattern = home_pattern(statement, base);
		struct home *home;

		if (pattern < 0)
			continue;
		home = vec_push(&bp->homes);
		if (!home)
			return -1;
		home->statement = (unsigned int)i;
		home->pattern = (unsigned int)pattern;
		if (statement_is_unconditional(statement) &&
		    !statement->patterns.data[pattern].excluded.size)
			break;
	}
	return 0;
}

static int init_bases(struct plan *plan)
{
	const struct rules *rules = plan->rules;

	for (uint32_t i = 0; i < rules->bases.size; i++) {
		const struct base *base = &rules->bases.data[i];
		struct base_plan *bp = vec_push(&plan->bases);

		if (!bp)
			return -1;
		bp->usable = !base->named ||
			     script_has_pattern(plan->script, base->name);
		if (bp->usable && find_homes(plan, i))
			return -1;
	}
	return 0;
}

/* Rule 4 needs a name that is free: an orphan joins an output section of its
 * name, at the end. Where the plain link can't have orphans, nothing is to be
 * added either, and ld does with the symbol sections as it does with the base:
 * complains, or discards them. */
static int add_section(struct plan *plan, uint32_t number)
{
	const struct base *base = &plan->rules->bases.data[number];
	struct base_plan *bp = &plan->bases.data[number];
	uint32_t *slot;

	if (bp->added || !bp->usable || plan->script->bars_orphans ||
	    !script_leaves_out(plan->script, base->name))
		return 0;
	orphan_find_place(plan->script, plan->rules, base, &bp->place);
	slot = vec_push(&plan->added);
	if (!slot)
		return -1;
	*slot = number;
	bp->added = true;
	return 0;
}

/* Is some base of BASE's type and flags taken by the script? Then the kernel's
 * .data is at home here, and its .data.rel is an orphan to provide for. */
static bool has_kindred_home(const struct plan *plan, const struct base *base)
{
	for (size_t i = 0; i < plan->bases.size; i++) {
		const struct base *other = &plan->rules->bases.data[i];

		if (plan->bases.data[i].homes.size &&
		    other->type == base->type && other->flags == base->flags)
			return true;
	}
	return false;
}

/* Move the added section number FROM up to TO. */
static void move_up(struct plan *plan, size_t from, size_t to)
{
	uint32_t *added = plan->added.data;
	uint32_t number = added[from];

	memmove(added + to + 1, added + to, (from - to) * sizeof(*added));
	added[to] = number;
}

static bool is_tls(const struct plan *plan, uint32_t base)
{
	return plan->rules->bases.data[base].flags & SHF_TLS;
}

/* Has the script a place for any of the TLS segment? */
static bool has_tls(const struct plan *plan)
{
	for (uint32_t i = 0; i < plan->bases.size; i++)
		if (is_tls(plan, i) && plan->bases.data[i].homes.size)
			return true;
	return false;
}

/* The TLS segment is one run of output sections, those of no contents last; ld
 * keeps it so among orphans. Where .text is met between .tdata and .tbss and
 * the script has none of them, the added sections have to do the same. Where
 * the script has one of the segment, which the others follow, nothing may come
 * between. */
static void gather_tls(struct plan *plan)
{
	static const uint32_t types[] = { SHT_PROGBITS, SHT_NOBITS };
	bool follow = has_tls(plan);
	size_t to = 0;

	while (to < plan->added.size && !follow &&
	       !is_tls(plan, plan->added.data[to]))
		to++;
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		for (size_t from = to; from < plan->added.size; from++) {
			uint32_t base = plan->added.data[from];

			if (is_tls(plan, base) &&
			    plan->rules->bases.data[base].type == types[i])
				move_up(plan, from, to++);
		}
}

/* Refinements first: they know the order in which ld would meet the bases. */
static int choose_added(struct plan *plan)
{
	size_t count = refinements_count(plan->refinements);

	for (size_t i = 0; i < count; i++) {
		const struct directive *directive = refinements_get(
			plan->refinements, i);
		uint32_t base;

		if (directive->kind != DIRECTIVE_SECTION)
			continue;
		base = rules_find_base(plan->rules, directive->base,
				       strlen(directive->base));
		if (base != RULES_NO_BASE && add_section(plan, base))
			return -1;
	}
	for (uint32_t i = 0; i < plan->rules->bases.size; i++) {
		const struct base *base = &plan->rules->bases.data[i];

		if (base->section && has_kindred_home(plan, base) &&
		    add_section(plan, i))
			return -1;
	}
	gather_tls(plan);
	return 0;
}

/* Is STATEMENT in every slot that takes base NUMBER? */
static bool is_at_home(const struct plan *plan, uint32_t number,
		       const struct statement *statement)
{
	const struct base_plan *bp = &plan->bases.data[number];

	for (size_t i = 0; i < bp->homes.size; i++) {
		unsigned int home = bp->homes.data[i].statement;

		if (plan->script->statements.data[home].slot != statement->slot)
			return false;
	}
	return bp->homes.size > 0;
}

/* Does pattern NAME say BASE*, where BASE is a base that also reads as a
 * symbol section of a shorter one, which lives elsewhere? No symbol of C is
 * called ro.local, so .data.rel.ro.local reads as one of .data.rel.ro only. */
static bool is_over_broad(const struct plan *plan, const char *name,
			  const struct statement *statement)
{
	size_t length = strcspn(name, "?*[");
	uint32_t base;

	if (strcmp(name + length, "*"))
		return false;
	base = rules_find_base(plan->rules, name, length);
	if (base == RULES_NO_BASE || !plan->bases.data[base].usable)
		return false;
	base = rules_base_below(plan->rules, name, length);
	return base != RULES_NO_BASE && plan->bases.data[base].usable &&
	       !memrchr(name + plan->rules->bases.data[base].length + 1, '.',
			length - plan->rules->bases.data[base].length - 1) &&
	       !is_at_home(plan, base, statement);
}

static int tighten(const struct pattern *pattern, struct effective *effective)
{
	char *base = strndup(pattern->name, strlen(pattern->name) - 1);
	char *below = NULL;
	int status = -1;

	shape_list_deinit(&effective->shapes);
	effective->edited = true;
	if (base && asprintf(&below, "%s.", base) >= 0)
		status = shape_list_add(&effective->shapes, base, false) ||
			 shape_list_add(&effective->shapes, below, true);
	else
		report_nomem();
	free(base);
	free(below);
	return status ? -1 : 0;
}

static int tighten_all(struct plan *plan)
{
	const struct script *script = plan->script;

	for (unsigned int s = 0; s < script->statements.size; s++) {
		const struct statement *statement = &script->statements.data[s];

		for (unsigned int p = 0; p < statement->patterns.size; p++) {
			const struct pattern *pattern =
				&statement->patterns.data[p];

			if (is_over_broad(plan, pattern->name, statement) &&
			    tighten(pattern, effective_of(plan, s, p)))
				return -1;
		}
	}
	return 0;
}

/* The exception that DIRECTIVE adds to, a new one if it is the first. */
static struct exception *find_exception(struct plan *plan,
					const struct directive *directive,
					unsigned int statement, uint32_t base)
{
	struct exception *exception;

	vec_for_each(&plan->exceptions, exception)
		if (exception_is_for(exception, statement, base) &&
		    !strcmp(exception->name, directive->name))
			return exception;
	exception = vec_push(&plan->exceptions);
	if (!exception)
		return NULL;
	exception->statement = statement;
	exception->base = base;
	exception->name = directive->name;
	return exception;
}

static int add_exception(struct plan *plan, const struct directive *directive)
{
	unsigned int statement = PLACE_NONE;
	uint32_t base = RULES_NO_BASE;
	struct exception *exception;
	char **file;

	if (directive->base)
		base = rules_find_base(plan->rules, directive->base,
				       strlen(directive->base));
	else if ((size_t)directive->statement < plan->script->statements.size)
		statement = (unsigned int)directive->statement;
	if (base == RULES_NO_BASE && statement == PLACE_NONE)
		return 0;
	exception = find_exception(plan, directive, statement, base);
	file = exception ? vec_push(&exception->files) : NULL;
	if (!file)
		return -1;
	*file = directive->file;
	return 0;
}

static int add_exceptions(struct plan *plan)
{
	size_t count = refinements_count(plan->refinements);

	for (size_t i = 0; i < count; i++) {
		const struct directive *directive = refinements_get(
			plan->refinements, i);

		if (directive->kind == DIRECTIVE_EXCEPT &&
		    add_exception(plan, directive))
			return -1;
	}
	return 0;
}

bool exception_is_for(const struct exception *exception, unsigned int statement,
		      uint32_t base)
{
	return exception->statement == statement &&
	       (statement != PLACE_NONE || exception->base == base);
}

int plan_init(struct plan *plan, const struct script *script,
	      const struct rules *rules, const struct refinements *refinements)
{
	*plan = (struct plan){
		.script = script,
		.rules = rules,
		.refinements = refinements,
	};
	if (init_patterns(plan) || init_bases(plan) || choose_added(plan) ||
	    tighten_all(plan) || add_exceptions(plan))
		return -1;
	return 0;
}

void plan_deinit(struct plan *plan)
{
	struct base_plan *bp;
	struct effective *effective;
	struct exception *exception;

	vec_for_each(&plan->bases, bp)
		vec_deinit(&bp->homes);
	vec_for_each(&plan->patterns, effective)
		shape_list_deinit(&effective->shapes);
	vec_for_each(&plan->exceptions, exception)
		vec_deinit(&exception->files);
	vec_deinit(&plan->exceptions);
	vec_deinit(&plan->bases);
	vec_deinit(&plan->patterns);
	vec_deinit(&plan->first_pattern);
	vec_deinit(&plan->added);
}
