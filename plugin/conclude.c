/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verdict on a link, once all its inputs have been judged. */
#include <stdio.h>
#include <stdlib.h>

#include "limit.h"
#include "model.h"
#include "order.h"
#include "remedies.h"

enum { SHOWN_ERRORS = 20 };

/* The conclusion in the making. */
struct conclusion {
	struct prover *prover;
	prover_line_fn line;
	void *ctx;
	size_t errors, warnings;
};

static void say(struct conclusion *c, const char *keyword, const char *text)
{
	c->line(c->ctx, keyword, text);
}

/* Say that a section isn't, or can't be, where it belongs. */
static void complain(struct conclusion *c, const struct misplaced *misplaced)
{
	struct prover *prover = c->prover;
	const struct law_verdict *verdict = &misplaced->verdict;
	const char *name = strtab_get(&prover->strings, misplaced->name);
	bool error = law_changes_output(prover->law, verdict) &&
		     !prover->clash_warns;
	char *got = law_describe_got(prover->law, verdict, name);
	char *want = law_describe_want(prover->law, verdict);
	char *text;

	if (error)
		c->errors++;
	else
		c->warnings++;
	if (got && want && c->errors + c->warnings <= SHOWN_ERRORS &&
	    asprintf(&text, "%s: section %s goes into %s, but belongs into %s%s",
		     strtab_get(&prover->strings, misplaced->file), name, got,
		     want, verdict->joined
				   ? ", with another symbol joined to it that doesn't"
				   : "") >= 0) {
		say(c, error ? "error" : "warning", text);
		free(text);
	}
	free(got);
	free(want);
}

/* Are the sections that law 4 added in the order of their first inputs? Only
 * those that stand side by side can be compared: they follow the same section
 * of the script. */
static bool is_in_order(const struct prover *prover)
{
	size_t last = 0;

	for (size_t i = 0; i < prover->law_outputs.size; i++) {
		uint32_t base = prover->law_outputs.data[i];
		size_t at = 0;

		if (base == RULES_NO_BASE) {
			last = 0;
			continue;
		}
		while (at < prover->added_order.size &&
		       prover->added_order.data[at] != base)
			at++;
		if (at == prover->added_order.size)
			continue;
		if (at < last)
			return false;
		last = at;
	}
	return true;
}

static bool is_added(const struct prover *prover, uint32_t base)
{
	for (size_t i = 0; i < prover->added_order.size; i++)
		if (prover->added_order.data[i] == base)
			return true;
	return false;
}

/* Keep the globs of sections to be added away from what has to stay an
 * orphan. */
static int keep_bystanders_out(struct prover *prover)
{
	const struct bystander *bystander;

	vec_for_each(&prover->bystanders, bystander) {
		const char *archive = strtab_get(&prover->strings,
						 bystander->archive);
		struct place_input input = {
			.file = strtab_get(&prover->strings, bystander->file),
			.archive = *archive ? archive : NULL,
			.name = strtab_get(&prover->strings, bystander->name),
		};

		if (is_added(prover, bystander->base) &&
		    remedy_keep_out(prover, &input, bystander->base))
			return -1;
	}
	return 0;
}

/* Have sections added where law 4 needs them, in the order in which ld would
 * meet them, which also mends the order of those that are there. */
static int check_added(struct prover *prover)
{
	for (unsigned int i = 0; i < prover->folded->outputs.size; i++) {
		uint32_t *slot = vec_push(&prover->law_outputs);

		if (!slot)
			return -1;
		*slot = law_added_base(prover->law, i);
	}
	if (prover->mode == PROVER_FINAL ||
	    (!prover->needs_sections && is_in_order(prover)))
		return 0;
	for (size_t i = 0; i < prover->added_order.size; i++)
		if (remedy_add(prover, prover->added_order.data[i]))
			return -1;
	return keep_bystanders_out(prover);
}

/* Write the refinements in the order in which they were noted. */
static void write_refinements(struct conclusion *c)
{
	const struct strtab *lines = &c->prover->refinements;
	const char *line = lines->data + 1;

	for (size_t i = 0; i < lines->count; i++) {
		say(c, "refine", line);
		line += strlen(line) + 1;
	}
}

static enum proof decline_many(struct conclusion *c, const char *output)
{
	char text[4096];

	snprintf(text, sizeof(text),
		 "%s: more than %d sections clash with statements of the script; linking with the original script",
		 output, MAX_REFINEMENTS);
	say(c, "warning", text);
	return PROOF_DECLINE;
}

static enum proof decline_hopeless(struct conclusion *c, const char *output)
{
	char text[4096];

	snprintf(text, sizeof(text),
		 "%s: the script has a place for %s of some files only; linking with the original script",
		 output, c->prover->rules->bases
			 .data[c->prover->hopeless].name);
	say(c, "warning", text);
	return PROOF_DECLINE;
}

static void summarize(struct conclusion *c, const char *output)
{
	const struct prover *prover = c->prover;
	char text[4096];

	snprintf(text, sizeof(text),
		 "%s: %zu symbol sections proven, %zu adopted by name, %zu other sections in place",
		 output, prover->proven, prover->by_name, prover->other);
	say(c, "summary", text);
	if (c->errors + c->warnings > SHOWN_ERRORS) {
		snprintf(text, sizeof(text), "%s: %zu more such sections",
			 output, c->errors + c->warnings - SHOWN_ERRORS);
		say(c, c->errors ? "error" : "warning", text);
	}
}

enum proof prove_conclude(struct prover *prover, const char *output,
			  bool dynamic, prover_line_fn line, void *ctx)
{
	struct conclusion c = { .prover = prover, .line = line, .ctx = ctx };
	const struct misplaced *misplaced;

	if (check_added(prover))
		return PROOF_STOP;
	if (prover->mode == PROVER_REMEMBERED &&
	    (prover->misplaced.size || prover->refinements.count))
		return PROOF_FORGET;
	if (prover->hopeless != RULES_NO_BASE)
		return decline_hopeless(&c, output);
	if (prover->refinements.count > MAX_REFINEMENTS)
		return decline_many(&c, output);
	if (prover->refinements.count) {
		write_refinements(&c);
		return PROOF_AGAIN;
	}
	vec_for_each(&prover->misplaced, misplaced)
		complain(&c, misplaced);
	order_warn(prover, output, line, ctx);
	summarize(&c, output);
	if (c.errors ||
	    (dynamic && limit_exceeded(prover, output, line, ctx)))
		return PROOF_STOP;
	return PROOF_GO;
}
