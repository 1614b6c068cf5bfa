/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verdict on a link, once all its inputs have been judged. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/report.h"
#include "proof/prove.h"

enum { SHOWN_ERRORS = 20 };

/* Say that a section isn't, or can't be, where it belongs. */
static void complain(const struct prover *prover,
		     const struct misplaced *misplaced, bool error)
{
	const struct law_verdict *verdict = &misplaced->verdict;
	const char *name = strtab_get(&prover->strings, misplaced->name);
	char *got = law_describe_got(prover->law, verdict, name);
	char *want = law_describe_want(prover->law, verdict);

	if (got && want)
		(error ? report_error : report_warning)(
			"%s: section %s goes into %s, but belongs in %s%s",
			strtab_get(&prover->strings, misplaced->file), name,
			got, want,
			verdict->joined
				? ", unlike another symbol in the same section"
				: "");
	free(got);
	free(want);
}

static void warn_unsure(const struct prover *prover, const char *output)
{
	const struct unsure *unsure = &prover->unsure;
	const char *base = prover->rules->bases.data[unsure->base].name;
	const char *name = strtab_get(&prover->strings, unsure->name);
	const char *file = strtab_get(&prover->strings, unsure->file);

	if (!strcmp(unsure->why, base))
		report_warning(
			"%s: the script has no place for %s., where clang has section %s of %s; linking with the original script",
			output, base, name, file);
	else
		report_warning(
			"%s: the script has separate places for %s and %s, and section %s of %s may belong to either; linking with the original script",
			output, base, unsure->why, name, file);
}

/* Report the misplaced sections of inputs that LINKED has, or, if that is NULL,
 * of those that are settled: the number of errors. *more becomes the number of
 * those that there was no room for. */
static size_t complain_all(const struct prover *prover, const bool *linked,
			   size_t *more)
{
	size_t errors = 0, count = 0;
	const struct misplaced *misplaced;

	vec_for_each(&prover->misplaced, misplaced) {
		bool error = law_changes_output(prover->law,
						&misplaced->verdict) &&
			     !prover->clash_warns;

		if (linked ? !misplaced->unsettled || !linked[misplaced->input]
			   : misplaced->unsettled)
			continue;
		errors += error;
		if (count++ < SHOWN_ERRORS)
			complain(prover, misplaced, error);
	}
	*more = count > SHOWN_ERRORS ? count - SHOWN_ERRORS : 0;
	return errors;
}

static void tell_more(const char *output, size_t more, bool error)
{
	if (more)
		(error ? report_error : report_warning)(
			"%s: %zu more such sections", output, more);
}

int prove_settle(const struct prover *prover, const char *output,
		 const bool *linked)
{
	size_t more, errors = complain_all(prover, linked, &more);

	tell_more(output, more, errors);
	return errors ? -1 : 0;
}

enum proof prove_conclude(struct prover *prover, const char *output,
			  bool dynamic, prover_line_fn line)
{
	struct remedies *remedies = &prover->remedies;
	const struct strtab *lines = &remedies->lines;
	size_t errors, more;
	char text[4096];

	/* Sections added in the order in which ld would meet them also mend the
	 * order of those that are there. */
	if (prover->mode != PROVER_FINAL &&
	    (remedies->needs_sections || !order_holds(&prover->order)) &&
	    remedy_order(remedies, &prover->order))
		return PROOF_STOP;
	if (prover->mode == PROVER_REMEMBERED &&
	    (prover->misplaced.size || lines->count))
		return PROOF_FORGET;
	if (prover->hopeless != RULES_NO_BASE) {
		report_warning(
			"%s: the script has a place for %s of some files only; linking with the original script",
			output,
			prover->rules->bases.data[prover->hopeless].name);
		return PROOF_DECLINE;
	}
	if (prover->unsure.why) {
		warn_unsure(prover, output);
		return PROOF_DECLINE;
	}
	if (lines->count > MAX_REFINEMENTS) {
		report_warning(
			"%s: more than %d sections clash with statements of the script; linking with the original script",
			output, MAX_REFINEMENTS);
		return PROOF_DECLINE;
	}
	if (lines->count) {
		/* In the order in which they were noted. */
		const char *refinement = lines->data + 1;

		for (size_t i = 0; i < lines->count; i++) {
			line("refine", refinement);
			refinement += strlen(refinement) + 1;
		}
		return PROOF_AGAIN;
	}
	errors = complain_all(prover, NULL, &more);
	order_warn(&prover->order, output, prover->proven + prover->by_name);
	snprintf(
		text, sizeof(text),
		"%s: %zu symbol sections proven, %zu adopted by name, %zu other sections in place",
		output, prover->proven, prover->by_name, prover->other);
	line("summary", text);
	tell_more(output, more, errors);
	if (errors || (dynamic && limit_exceeded(&prover->limit, output)))
		return PROOF_STOP;
	return PROOF_GO;
}
