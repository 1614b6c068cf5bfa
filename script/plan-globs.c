/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The globs that fold a base's symbol sections: all of BASE.* less what has to
 * stay with others, as plan.c says. */
#include "script/plan.h"

#include <stdio.h>
#include <string.h>

#include "common/report.h"

/* What a symbol's name may begin with, after a base's dot. */
#define FIRST_CHARS                                                            \
	"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz$"

/* The viewpoint from which one base's globs are made. */
struct view {
	const struct plan *plan;
	uint32_t base;
	const struct statement *home; /* NULL: an added section */
	unsigned int home_number;     /* PLACE_NONE: likewise */
	unsigned int first_later;     /* statements from here on come later */
	struct shape symbols;	      /* any symbol section of the base */
};

/* Would STATEMENT, one pattern of it, take whatever matches SHAPE, file
 * patterns considered? */
static bool takes_all(const struct view *view, unsigned int number,
		      unsigned int pattern, const struct shape *shape)
{
	const struct statement *statement =
		&view->plan->script->statements.data[number];
	const struct effective *effective = plan_effective(view->plan, number,
							   pattern);

	if (statement->patterns.data[pattern].excluded.size ||
	    (number != view->home_number &&
	     !statement_is_unconditional(statement)))
		return false;
	for (size_t i = 0; i < effective->shapes.size; i++)
		if (shape_subsumes(&effective->shapes.data[i], shape))
			return true;
	return false;
}

/* Is STATEMENT one whose sections are where the base's would be? */
static bool shares_slot(const struct view *view,
			const struct statement *statement)
{
	return view->home && statement->slot == view->home->slot;
}

/* Does an earlier statement, or the base's own list, take all of SHAPE? With
 * IN_SLOT also any statement of the base's slot. */
static bool is_covered(const struct view *view, const struct shape *shape,
		       bool in_slot)
{
	const struct script *script = view->plan->script;

	for (unsigned int s = 0; s < script->statements.size; s++) {
		const struct statement *statement = &script->statements.data[s];

		if (s >= view->first_later &&
		    !(in_slot && shares_slot(view, statement)))
			continue;
		for (unsigned int p = 0; p < statement->patterns.size; p++)
			if (takes_all(view, s, p, shape))
				return true;
	}
	return false;
}

static int take_shape(shape_list *taken, const struct shape *shape)
{
	struct shape *copy = vec_push(taken);
	size_t size = shape->sets.size;

	if (!copy)
		return -1;
	copy->star = shape->star;
	if (!size)
		return 0;
	if (vec_reserve(&copy->sets, size))
		return -1;
	memcpy(copy->sets.data, shape->sets.data,
	       size * sizeof(*shape->sets.data));
	copy->sets.size = size;
	return 0;
}

/* What later statements name stays theirs, except what reaches for all of the
 * base's symbol sections, elsewhere. */
static int take_later_patterns(const struct view *view, shape_list *taken)
{
	const struct script *script = view->plan->script;

	for (unsigned int s = view->first_later; s < script->statements.size;
	     s++) {
		const struct statement *statement = &script->statements.data[s];

		for (unsigned int p = 0; p < statement->patterns.size; p++) {
			const struct effective *effective = plan_effective(
				view->plan, s, p);

			for (size_t i = 0; i < effective->shapes.size; i++) {
				const struct shape *shape =
					&effective->shapes.data[i];

				if (!shares_slot(view, statement) &&
				    shape_subsumes(shape, &view->symbols))
					continue;
				if (take_shape(taken, shape))
					return -1;
			}
		}
	}
	return 0;
}

/* Take NAME, and with STAR all that begins so, unless that is settled. */
static int take_name(const struct view *view, shape_list *taken,
		     const char *name, bool star)
{
	struct shape shape, *slot;

	if (shape_literal(name, star, &shape))
		return -1;
	if (is_covered(view, &shape, false)) {
		shape_deinit(&shape);
		return 0;
	}
	slot = vec_push(taken);
	if (!slot) {
		shape_deinit(&shape);
		return -1;
	}
	*slot = shape;
	return 0;
}

/* Is OTHER a longer base that also reads as a symbol section of BASE? */
static bool is_below(const struct base *base, const struct base *other)
{
	return other->length > base->length &&
	       other->name[base->length] == '.' &&
	       !strncmp(base->name, other->name, base->length);
}

static int take_longer_bases(const struct view *view, shape_list *taken)
{
	const struct plan *plan = view->plan;
	const struct base *base = &plan->rules->bases.data[view->base];

	for (size_t i = 0; i < plan->bases.size; i++) {
		const struct base *other = &plan->rules->bases.data[i];
		char *below;
		int status;

		if (!plan->bases.data[i].usable || !is_below(base, other))
			continue;
		if (asprintf(&below, "%s.", other->name) < 0)
			return report_nomem();
		status = take_name(view, taken, other->name, false) ||
			 take_name(view, taken, below, true);
		free(below);
		if (status)
			return -1;
	}
	return 0;
}

/* Does a later pattern that is no shape take a section that KEEP means? `x' is
 * as good as any for what a star stands for. */
static bool is_reached_for(const struct view *view, const struct keep *keep)
{
	const struct script *script = view->plan->script;
	size_t length = strlen(keep->pattern);
	char sample[256];

	if (length >= sizeof(sample))
		return true;
	memcpy(sample, keep->pattern, length + 1);
	for (size_t i = 0; i < length; i++)
		if (sample[i] == '*')
			sample[i] = 'x';
	for (unsigned int s = view->first_later; s < script->statements.size;
	     s++) {
		const struct statement *statement = &script->statements.data[s];

		for (unsigned int p = 0; p < statement->patterns.size; p++)
			if (!plan_effective(view->plan, s, p)->is_shape &&
			    glob_match(&statement->patterns.data[p].glob,
				       sample, length))
				return true;
	}
	return false;
}

static int take_keeps(const struct view *view, shape_list *taken)
{
	const struct keep *keep;

	vec_for_each(&view->plan->rules->keeps, keep) {
		struct shape shape;
		int status;

		if (!is_reached_for(view, keep))
			continue;
		status = shape_parse(keep->pattern, &shape);
		if (status < 0)
			return -1;
		if (!status)
			continue;
		status = is_covered(view, &shape, false)
				 ? 0
				 : take_shape(taken, &shape);
		shape_deinit(&shape);
		if (status)
			return -1;
	}
	return 0;
}

/* An orphan called like an output section of the script joins that. */
static int take_outputs(const struct view *view, shape_list *taken)
{
	const struct output_section *output;

	vec_for_each(&view->plan->script->outputs, output)
		if (take_name(view, taken, output->name, false))
			return -1;
	return 0;
}

/* lld has sections of its own that scripts match like those of inputs, two of
 * which read as symbol sections: what it copies of a shared library's read-only
 * data (lld/ELF/Writer.cpp, createSyntheticSections). Nearly always they are
 * empty and vanish, but an output section that has had one is another than one
 * that has had none: it keeps type, flags and place. */
static int take_linkers_own(const struct view *view, shape_list *taken)
{
	static const char *const names[] = { ".bss.rel.ro",
					     ".data.rel.ro.bss" };

	if (view->plan->script->dialect != DIALECT_LLD)
		return 0;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (take_name(view, taken, names[i], false))
			return -1;
	return 0;
}

/* Append to *ret what of WHOLE is left when TAKEN is taken, less what is where
 * it belongs already. */
static int add_rest(const struct view *view, const struct shape *whole,
		    const shape_list *taken, shape_list *ret)
{
	shape_list rest = {};
	struct shape *shape;
	int status = shape_difference(whole, taken, &rest);

	vec_for_each(&rest, shape)
		if (!status && !is_covered(view, shape, true))
			status = take_shape(ret, shape);
	shape_list_deinit(&rest);
	return status;
}

/* The shape BASE.TEXT*; TEXT NULL: BASE.[any first character]*. */
static int symbols_shape(const struct base *base, const char *text,
			 struct shape *ret)
{
	char *prefix;
	int status;

	if (asprintf(&prefix, "%s.%s", base->name, text ? text : "") < 0)
		return report_nomem();
	status = shape_literal(prefix, true, ret);
	free(prefix);
	if (!status && !text && shape_append(ret, FIRST_CHARS)) {
		shape_deinit(ret);
		status = -1;
	}
	return status;
}

static int add_tails(const struct view *view, const shape_list *taken,
		     shape_list *ret)
{
	const struct rules *rules = view->plan->rules;
	const struct base *base = &rules->bases.data[view->base];

	for (size_t i = 0; i < rules->tails.size; i++) {
		struct shape whole;
		int status;

		if (symbols_shape(base, rules->tails.data[i], &whole))
			return -1;
		status = add_rest(view, &whole, taken, ret);
		shape_deinit(&whole);
		if (status)
			return -1;
	}
	return 0;
}

int plan_globs(const struct plan *plan, uint32_t base, const struct home *home,
	       shape_list *ret)
{
	struct view view = {
		.plan = plan,
		.base = base,
		.home = home ? &plan->script->statements.data[home->statement]
			     : NULL,
		.home_number = home ? home->statement : PLACE_NONE,
		.first_later =
			home ? home->statement + 1
			     : plan->bases.data[base].place.next_statement,
	};
	shape_list taken = {};
	int status;

	if (symbols_shape(&plan->rules->bases.data[base], NULL, &view.symbols))
		return -1;
	status = take_later_patterns(&view, &taken) ||
		 take_longer_bases(&view, &taken) ||
		 take_keeps(&view, &taken) || take_outputs(&view, &taken) ||
		 take_linkers_own(&view, &taken) ||
		 add_rest(&view, &view.symbols, &taken, ret) ||
		 add_tails(&view, &taken, ret);
	shape_list_deinit(&taken);
	shape_deinit(&view.symbols);
	return status ? -1 : 0;
}
