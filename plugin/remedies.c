/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What doesn't hold becomes refinements of the script, for just this file and
 * section:
 *
 *  except  each statement that takes the section before the right one lets go
 *          of it: `*(.data.rel.ro*)' and a variable `ro' in .data.rel.ro.
 *  put     a statement FILE(SECTION) where it belongs, if no pattern there
 *          matches: a function startup() and a later `*(.text.startup)'.
 *  section the base needs an output section first (law 4).
 *
 * A second run of ld then comes out right, unless a section that was added for
 * one base takes what belongs elsewhere, which a third one mends.
 */
#include "remedies.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"
#include "refine.h"
#include "report.h"

/* Write NAME as a glob that matches it alone; where a character can't be
 * written, `?' stands for it. The end of what was written. */
static char *write_escaped(char *out, const char *name)
{
	for (; *name; name++) {
		if (strchr("*?[", *name))
			out += sprintf(out, "[%c]", *name);
		else if (strchr("\\\":", *name))
			*out++ = '?';
		else
			*out++ = *name;
	}
	*out = '\0';
	return out;
}

/* The file pattern that means INPUT's file and no other. A plain name must not
 * stay plain: ld would take it for a file to be loaded, and never match it
 * with a member of an archive (ld/ldlang.c, lookup_name), so that one letter
 * goes into brackets. A member's own name says little, so its archive's goes
 * first. New memory; NULL (reported) on failure. */
static char *file_pattern(const struct place_input *input)
{
	const char *archive = input->archive ? input->archive : "";
	char *pattern = malloc(3 * (strlen(archive) + strlen(input->file)) + 8);
	char *out = pattern, *at;

	if (!pattern) {
		report_nomem();
		return NULL;
	}
	if (input->archive) {
		out = write_escaped(out, archive);
		*out++ = ':';
	}
	write_escaped(out, input->file);
	if (input->archive || glob_is_wild(pattern))
		return pattern;
	for (at = pattern; *at && !isalnum((unsigned char)*at);)
		at++;
	if (!*at) {
		*pattern = '?';
		return pattern;
	}
	memmove(at + 3, at + 1, strlen(at));
	at[1] = *at;
	at[0] = '[';
	at[2] = ']';
	return pattern;
}

/* Note a refinement line, once; TEXT is freed. */
static int refine(struct prover *prover, char *text)
{
	uint32_t number;
	int status = 0;

	if (!text)
		return report_nomem();
	if (prover->refinements.count <= MAX_REFINEMENTS)
		status = strtab_add(&prover->refinements, text, &number);
	free(text);
	return status;
}

static const char *base_name(const struct prover *prover, uint32_t base)
{
	return prover->rules->bases.data[base].name;
}

/* What refining one section needs at hand. */
struct remedy {
	struct prover *prover;
	const struct law_verdict *verdict;
	char *name;		/* escaped */
	char *file;		/* its pattern, escaped */
};

/* `KEYWORD TARGET NAME FILE' */
static int refine_at(struct remedy *remedy, const char *keyword,
		     const struct law_target *target)
{
	char *text;
	int status;

	if (target->statement == PLACE_NONE)
		status = asprintf(&text, "%s %s %s %s", keyword,
				  base_name(remedy->prover, target->base),
				  remedy->name, remedy->file);
	else
		status = asprintf(&text, "%s %u %s %s", keyword,
				  target->statement, remedy->name,
				  remedy->file);
	return refine(remedy->prover, status < 0 ? NULL : text);
}

/* Note that STATEMENT lets go of all of the current file, once. */
static int let_go(struct prover *prover, unsigned int statement)
{
	unsigned int *slot;

	for (size_t i = 0; i < prover->let_go.size; i++)
		if (prover->let_go.data[i] == statement)
			return 0;
	slot = vec_push(&prover->let_go);
	if (!slot)
		return -1;
	*slot = statement;
	return 0;
}

static int refine_blocker(void *ctx, const struct law_target *target)
{
	struct remedy *remedy = ctx;

	if (target->whole_file &&
	    let_go(remedy->prover, target->statement))
		return -1;
	return refine_at(remedy, "except", target);
}

int remedy_add(struct prover *prover, uint32_t base)
{
	char *text;

	if (asprintf(&text, "section %s", base_name(prover, base)) < 0)
		text = NULL;
	return refine(prover, text);
}

static int refine_put(struct remedy *remedy, const struct place_input *input)
{
	const struct law_verdict *verdict = remedy->verdict;
	struct law_target target = { verdict->statement, verdict->base, false };

	if (!law_needs_put(remedy->prover->law, verdict, input))
		return 0;
	if (verdict->want == LAW_WANT_SECTION)
		target.statement = PLACE_NONE;
	return refine_at(remedy, "put", &target);
}

static int refine_all(struct remedy *remedy, const struct place_input *input)
{
	struct prover *prover = remedy->prover;
	const struct law_verdict *verdict = remedy->verdict;
	int status;

	if (law_needs_section(prover->law, verdict))
		prover->needs_sections = true;
	status = law_each_blocker(prover->law, verdict, input, refine_blocker,
				  remedy);
	return status ? status : refine_put(remedy, input);
}

/* Write down the words that mean section INPUT. 0, or -1 (reported); release
 * with remedy_deinit either way. */
static int remedy_init(struct remedy *remedy, const struct place_input *input)
{
	char *pattern = file_pattern(input);

	remedy->name = refine_escape(input->name);
	remedy->file = pattern ? refine_escape(pattern) : NULL;
	free(pattern);
	return remedy->name && remedy->file ? 0 : -1;
}

static void remedy_deinit(struct remedy *remedy)
{
	free(remedy->name);
	free(remedy->file);
}

int remedy_section(struct prover *prover, const struct place_input *input,
		   const struct law_verdict *verdict)
{
	struct remedy remedy = { .prover = prover, .verdict = verdict };
	int status = remedy_init(&remedy, input);

	if (!status)
		status = refine_all(&remedy, input);
	remedy_deinit(&remedy);
	return status;
}

/* `KEYWORD TARGET NAME FILE' for INPUT. */
static int refine_input(struct prover *prover,
			const struct place_input *input, const char *keyword,
			const struct law_target *target)
{
	struct remedy remedy = { .prover = prover };
	int status = remedy_init(&remedy, input);

	if (!status)
		status = refine_at(&remedy, keyword, target);
	remedy_deinit(&remedy);
	return status;
}

int remedy_hold(struct prover *prover, const struct place_input *input,
		unsigned int statement)
{
	const struct law_target target = { .statement = statement };

	return refine_input(prover, input, "put", &target);
}

int remedy_keep_out(struct prover *prover, const struct place_input *input,
		    uint32_t base)
{
	const struct law_target target = {
		.statement = PLACE_NONE, .base = base,
	};

	return refine_input(prover, input, "except", &target);
}
