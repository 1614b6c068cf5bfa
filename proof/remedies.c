/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What doesn't hold becomes refinements of the script, for just this file and
 * section:
 *
 *  except  each statement that takes the section before the right one lets go
 *          of it: `*(.data.rel.ro*)' and a variable `ro' in .data.rel.ro.
 *  put     a statement FILE(SECTION) where it belongs, if no pattern there
 *          matches: a function startup() and a later `*(.text.startup)'.
 *  section the base needs an output section first (rule 4).
 *
 * A second run of ld then comes out right, unless a section that was added for
 * one base takes what belongs elsewhere, which a third one mends.
 */
#include "proof/remedies.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/report.h"
#include "proof/order.h"
#include "script/model.h"
#include "script/refine.h"

int remedies_init(struct remedies *remedies, const struct law *law,
		  const struct rules *rules)
{
	*remedies = (struct remedies){ .law = law, .rules = rules };
	return strtab_init(&remedies->lines) || strtab_init(&remedies->strings)
		       ? -1
		       : 0;
}

void remedies_deinit(struct remedies *remedies)
{
	strtab_deinit(&remedies->lines);
	vec_deinit(&remedies->let_go);
	vec_deinit(&remedies->bystanders);
	strtab_deinit(&remedies->strings);
}

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

/* What lld can't be told, since a name in quotes ends at the next one, or what
 * its dialect, as far as it is known, has no place for. */
static bool is_unspeakable(const char *file)
{
	return file[strcspn(file, "\"\\*?[")] || file[0] == ':' || !*file ||
	       file[strlen(file) - 1] == ':';
}

/* The file pattern that means INPUT's file and no other. A plain name must not
 * stay plain: ld would take it for a file to be loaded, and never match it
 * with a member of an archive (ld/ldlang.c, lookup_name), so that one letter
 * goes into brackets. A member's own name says little, so its archive's goes
 * first. For lld it is the plain name, which goes in quotes. New memory; NULL (reported) on failure. */
static char *file_pattern(const struct law *law,
			  const struct place_input *input)
{
	const char *archive = input->archive ? input->archive : "";
	char *pattern = malloc(3 * (strlen(archive) + strlen(input->file)) + 8);
	char *out = pattern, *at;

	if (!pattern) {
		report_nomem();
		return NULL;
	}
	if (law_dialect(law) == DIALECT_LLD)
		return memcpy(pattern, input->file, strlen(input->file) + 1);
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
static int refine(struct remedies *remedies, char *text)
{
	uint32_t number;
	int status = 0;

	if (!text)
		return report_nomem();
	if (remedies->lines.count <= MAX_REFINEMENTS)
		status = strtab_add(&remedies->lines, text, &number);
	free(text);
	return status;
}

/* What refining one section needs at hand. */
struct remedy {
	struct remedies *remedies;
	char *name; /* escaped */
	char *file; /* its pattern, escaped */
};

/* Write down the words that mean section INPUT. 0, or -1 (reported); release
 * with remedy_deinit either way. */
static int remedy_init(struct remedy *remedy, struct remedies *remedies,
		       const struct place_input *input)
{
	char *pattern = file_pattern(remedies->law, input);

	remedy->remedies = remedies;
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

/* `KEYWORD TARGET NAME FILE' */
static int refine_at(struct remedy *remedy, const char *keyword,
		     const struct law_target *target)
{
	struct remedies *remedies = remedy->remedies;
	char *text;
	int status;

	if (target->statement == PLACE_NONE)
		status = asprintf(
			&text, "%s %s %s %s", keyword,
			remedies->rules->bases.data[target->base].name,
			remedy->name, remedy->file);
	else
		status = asprintf(&text, "%s %u %s %s", keyword,
				  target->statement, remedy->name,
				  remedy->file);
	return refine(remedies, status < 0 ? NULL : text);
}

static bool is_let_go(const struct remedies *remedies, unsigned int statement)
{
	for (size_t i = 0; i < remedies->let_go.size; i++)
		if (remedies->let_go.data[i] == statement)
			return true;
	return false;
}

static int refine_blocker(void *ctx, const struct law_target *target)
{
	struct remedy *remedy = ctx;
	struct remedies *remedies = remedy->remedies;

	if (target->whole_file && !is_let_go(remedies, target->statement)) {
		unsigned int *slot = vec_push(&remedies->let_go);

		if (!slot)
			return -1;
		*slot = target->statement;
	}
	return refine_at(remedy, "except", target);
}

int remedy_section(struct remedies *remedies, const struct place_input *input,
		   const struct law_verdict *verdict)
{
	struct law_target home = { verdict->statement, verdict->base, false };
	const struct law *law = remedies->law;
	struct remedy remedy;
	int status;

	if (law_dialect(law) == DIALECT_LLD && is_unspeakable(input->file))
		return 1;
	status = remedy_init(&remedy, remedies, input);
	if (!status && law_needs_section(law, verdict))
		remedies->needs_sections = true;
	if (!status)
		status = law_each_blocker(law, verdict, input, refine_blocker,
					  &remedy);
	if (verdict->want == LAW_WANT_SECTION)
		home.statement = PLACE_NONE;
	if (!status && law_needs_put(law, verdict, input))
		status = refine_at(&remedy, "put", &home);
	remedy_deinit(&remedy);
	return status;
}

/* `KEYWORD TARGET NAME FILE' for INPUT. */
static int refine_input(struct remedies *remedies,
			const struct place_input *input, const char *keyword,
			const struct law_target *target)
{
	struct remedy remedy;
	int status = remedy_init(&remedy, remedies, input);

	if (!status)
		status = refine_at(&remedy, keyword, target);
	remedy_deinit(&remedy);
	return status;
}

int remedy_hold(struct remedies *remedies, const struct place_input *input,
		const struct law_verdict *verdict)
{
	const struct law_target target = { .statement = verdict->was };

	if (!verdict->holds || !is_let_go(remedies, verdict->was))
		return 0;
	return refine_input(remedies, input, "put", &target);
}

int remedy_bystander(struct remedies *remedies, const struct place_input *input,
		     const struct law_verdict *verdict)
{
	const char *archive = input->archive ? input->archive : "";
	struct strtab *strings = &remedies->strings;
	struct bystander *bystander;
	uint32_t base;

	if (verdict->want != LAW_WANT_ORPHAN || !verdict->holds)
		return 0;
	base = rules_base_below(remedies->rules, input->name, input->length);
	if (base == RULES_NO_BASE)
		return 0;
	bystander = vec_push(&remedies->bystanders);
	if (!bystander)
		return -1;
	bystander->base = base;
	return strtab_add(strings, input->name, &bystander->name) ||
			       strtab_add(strings, input->file,
					  &bystander->file) ||
			       strtab_add(strings, archive, &bystander->archive)
		       ? -1
		       : 0;
}

/* Keep the globs of sections to be added away from what has to stay an
 * orphan. */
static int keep_bystanders_out(struct remedies *remedies,
			       const struct order *order)
{
	const struct bystander *bystander;

	vec_for_each(&remedies->bystanders, bystander) {
		const char *archive = strtab_get(&remedies->strings,
						 bystander->archive);
		const struct place_input input = {
			.file = strtab_get(&remedies->strings, bystander->file),
			.archive = *archive ? archive : NULL,
			.name = strtab_get(&remedies->strings, bystander->name),
		};
		const struct law_target target = {
			.statement = PLACE_NONE,
			.base = bystander->base,
		};

		if (order_has_added(order, bystander->base) &&
		    refine_input(remedies, &input, "except", &target))
			return -1;
	}
	return 0;
}

int remedy_order(struct remedies *remedies, const struct order *order)
{
	for (size_t i = 0; i < order->added.size; i++) {
		const uint32_t base = order->added.data[i];
		char *text;

		if (asprintf(&text, "section %s",
			     remedies->rules->bases.data[base].name) < 0)
			text = NULL;
		if (refine(remedies, text))
			return -1;
	}
	return keep_bystanders_out(remedies, order);
}
