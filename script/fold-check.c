/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a script that was understood can be folded by the rules at hand. */
#include "script/fold.h"

#include <stdio.h>
#include <string.h>

#include "common/report.h"
#include "script/model.h"
#include "script/place.h"
#include "script/rules.h"

/* Fill in *decline. Returns 1, or -1 (reported). */
static int decline_at(const struct script *script, unsigned int source,
		      unsigned int line, const char *why, const char *name,
		      struct script_decline *decline)
{
	return script_decline_init(decline, script->sources.data[source].name,
				   line, "%s `%s'", why, name)
		       ? -1
		       : 1;
}

/* Could PATTERN take a base section, or a symbol section of one? */
static bool concerns_bases(const struct rules *rules,
			   const struct pattern *pattern)
{
	const struct base *base;

	vec_for_each(&rules->bases, base) {
		char symbol[64];
		int length = snprintf(symbol, sizeof(symbol), "%s.x",
				      base->name);

		if (glob_match(&pattern->glob, base->name, base->length) ||
		    (length > 0 && (size_t)length < sizeof(symbol) &&
		     glob_match(&pattern->glob, symbol, (size_t)length)))
			return true;
	}
	return false;
}

/* ONLY_IF_RO and ONLY_IF_RW depend on the flags of all inputs, which only ld
 * can weigh. And in `*(SORT_BY_NAME(*)(.text))` ld 2.40 can't order several
 * sections of one file: it aborts in compare_section (ld/ldlang.c). */
static const char *trouble_with(const struct script *script,
				const struct statement *statement)
{
	if (script->outputs.data[statement->output].constrained)
		return "ONLY_IF_RO or ONLY_IF_RW around the pattern";
	if (statement->files_sorted)
		return "sorted file names for the pattern";
	return NULL;
}

/* What lld does that ldfold leaves alone: it sorts the patterns of a list in
 * groups, so that what is put beside a sorted one has another order. */
static const char *lld_trouble_with(const struct rules *rules,
				    const struct pattern *pattern)
{
	const struct base *base;

	if (pattern->sort == SORT_NOTHING)
		return NULL;
	vec_for_each(&rules->bases, base)
		if (glob_match(&pattern->glob, base->name, base->length))
			return "lld would sort in groups by";
	return NULL;
}

/* The output sections that the linkers treat differently. */
static int check_outputs(const struct script *script,
			 struct script_decline *decline)
{
	const struct output_section *output;

	vec_for_each(&script->outputs, output) {
		const char *trouble = output->overwrites
					      ? "OVERWRITE_SECTIONS of"
				      : output->constrained
					      ? "ONLY_IF_RO or ONLY_IF_RW of"
					      : NULL;

		if (trouble)
			return decline_at(script, 0, output->line, trouble,
					  output->name, decline);
	}
	return 0;
}

static int check_sorting(const struct script *script, const struct rules *rules,
			 struct script_decline *decline)
{
	const struct statement *statement;
	const struct pattern *pattern;

	vec_for_each(&script->statements, statement)
		vec_for_each(&statement->patterns, pattern) {
			const char *trouble = lld_trouble_with(rules, pattern);

			if (trouble)
				return decline_at(script,
						  statement->whole.source,
						  statement->line, trouble,
						  pattern->name, decline);
		}
	return 0;
}

static int check_statements(const struct script *script,
			    const struct rules *rules,
			    struct script_decline *decline)
{
	const struct statement *statement;
	const struct pattern *pattern;

	vec_for_each(&script->statements, statement) {
		const char *trouble = trouble_with(script, statement);

		if (!trouble)
			continue;
		vec_for_each(&statement->patterns, pattern)
			if (concerns_bases(rules, pattern))
				return decline_at(script,
						  statement->whole.source,
						  statement->line, trouble,
						  pattern->name, decline);
	}
	return 0;
}

/* SIZEOF(.text.foo) asks for the output section that only the unfolded link
 * makes. */
static int check_references(const struct script *script,
			    const struct rules *rules,
			    struct script_decline *decline)
{
	const struct script_reference *reference;

	vec_for_each(&script->references, reference) {
		const char *name = reference->name;

		if (name && !script_has_output(script, name) &&
		    rules_base_below(rules, name, strlen(name)) !=
			    RULES_NO_BASE)
			return decline_at(script, reference->source,
					  reference->line,
					  "an expression refers to the orphan",
					  name, decline);
	}
	return 0;
}

int fold_check(const struct script *script, const struct rules *rules,
	       struct script_decline *decline)
{
	int status = check_statements(script, rules, decline);

	if (!status && script->dialect == DIALECT_LLD)
		status = check_outputs(script, decline);
	if (!status && script->dialect == DIALECT_LLD)
		status = check_sorting(script, rules, decline);
	return status ? status : check_references(script, rules, decline);
}
