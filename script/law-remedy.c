/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What to do, and what to say, about a section that isn't where the law wants
 * it. */
#include "script/law-private.h"

#include <stdio.h>
#include <string.h>

#include "common/report.h"

/* `OUTPUT by STATEMENT (FILE:LINE)': kernel scripts have many statements in one
 * line, so the line alone says little. */
static char *describe(const struct script *script,
		      const struct script *original, unsigned int number)
{
	const struct statement *statement = &script->statements.data[number];
	unsigned int source = statement->whole.source;
	const char *text = script->sources.data[source].text +
			   statement->whole.start;
	int length = (int)(statement->whole.end - statement->whole.start);
	bool cut = length > 40;
	char *ret;

	if (asprintf(&ret, "%s by `%.*s%s' (%s:%u)",
		     script->outputs.data[statement->output].name,
		     cut ? 37 : length, text, cut ? "..." : "",
		     original->sources
			     .data[source < original->sources.size ? source : 0]
			     .name,
		     statement->line) >= 0)
		return ret;
	report_nomem();
	return NULL;
}

char *law_describe_got(const struct law *law, const struct law_verdict *verdict,
		       const char *name)
{
	char *text;

	if (verdict->got != PLACE_NONE)
		return describe(law->pairing.folded, law->pairing.original,
				verdict->got);
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
		return describe(law->pairing.original, law->pairing.original,
				want);
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

/* Has any pattern of STATEMENT that takes INPUT a star in its middle? Then it
 * can't be made to let go of one name. */
static bool has_inner_star(const struct statement *statement,
			   const struct place_input *input)
{
	const struct pattern *pattern;

	vec_for_each(&statement->patterns, pattern) {
		const char *star = strchr(pattern->name, '*');

		if (glob_match(&pattern->glob, input->name, input->length) &&
		    (strchr(pattern->name, '\\') || (star && star[1])))
			return true;
	}
	return false;
}

/* The original statement, or added section, that folded statement NUMBER is;
 * false where that isn't clear, because the slot was refined before. */
static bool find_target(const struct law *law, unsigned int number,
			struct law_target *ret)
{
	const struct statement *statement =
		&law->pairing.folded->statements.data[number];

	ret->base = law->pairing.added.data[statement->output];
	ret->statement = PLACE_NONE;
	if (ret->base != RULES_NO_BASE)
		return true;
	for (size_t slot = 0; slot < law->pairing.slot.size; slot++) {
		if (law->pairing.slot.data[slot] != statement->slot ||
		    law->pairing.first.data[slot] == PLACE_NONE)
			continue;
		ret->statement = law->pairing.original_first.data[slot] +
				 number - law->pairing.first.data[slot];
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
		statement = &law->pairing.original->statements
				     .data[verdict->statement];
		first = law->pairing.first.data[statement->slot];
		if (first == PLACE_NONE)
			return pairing_first_in_slot(
				law->pairing.folded,
				law->pairing.slot.data[statement->slot]);
		return first + verdict->statement -
		       law->pairing.original_first.data[statement->slot];
	}
	for (size_t i = 0; i < law->pairing.added.size; i++)
		if (verdict->want == LAW_WANT_SECTION &&
		    law->pairing.added.data[i] == verdict->base)
			return law->pairing.folded->outputs.data[i]
				.first_statement;
	return (unsigned int)law->pairing.folded->statements.size;
}

int law_each_blocker(const struct law *law, const struct law_verdict *verdict,
		     const struct place_input *input,
		     int (*visit)(void *ctx, const struct law_target *target),
		     void *ctx)
{
	unsigned int end = wanted_position(law, verdict);

	for (unsigned int i = 0; i < end; i++) {
		const struct statement *statement =
			&law->pairing.folded->statements.data[i];
		struct law_target target;

		if (!place_takes(law->pairing.folded, i, input))
			continue;
		if (!statement->patterns.size || !find_target(law, i, &target))
			return 1;
		target.whole_file = has_inner_star(statement, input);
		if (visit(ctx, &target))
			return -1;
	}
	return 0;
}

bool law_needs_section(const struct law *law, const struct law_verdict *verdict)
{
	return verdict->want == LAW_WANT_SECTION &&
	       !pairing_has_added(&law->pairing, verdict->base);
}

bool law_needs_put(const struct law *law, const struct law_verdict *verdict,
		   const struct place_input *input)
{
	if (verdict->want == LAW_WANT_ORPHAN)
		return false;
	/* The globs beside the base leave out what some other statement named,
	 * and an exception there may even make them leave out more. */
	if (verdict->was != PLACE_NONE)
		return true;
	/* A section still to be added takes its base's symbol sections, but
	 * for those that read as another base's, startup() in .text.startup,
	 * or are called like an output section. */
	if (law_needs_section(law, verdict))
		return script_has_output(law->pairing.original, input->name) ||
		       rules_find_base(law->rules, input->name,
				       input->length) != RULES_NO_BASE ||
		       rules_base_below(law->rules, input->name,
					input->length) != verdict->base;
	return !place_takes(law->pairing.folded, wanted_position(law, verdict),
			    input);
}
