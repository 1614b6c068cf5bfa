/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proving the law for one link.
 *
 * Each section of each input is judged as ld offers the file: script/law.c says
 * where it has to go, and both scripts say where it goes. What doesn't hold
 * becomes refinements of the script, for just this file and section:
 *
 *  except  each statement that takes the section before the right one lets go
 *          of it: `*(.data.rel.ro*)' and a variable `ro' in .data.rel.ro.
 *  put     a statement FILE(SECTION) where it belongs, if no pattern there
 *          matches: a function startup() and a later `*(.text.startup)'.
 *  section the base needs an output section first (law 4).
 *
 * These are all that's needed, so a second run of ld has to come out right; if
 * it doesn't, that is an error.
 */
#include "prove.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "limit.h"
#include "model.h"
#include "refine.h"
#include "report.h"

enum {
	MAX_REFINEMENTS = 1000,
	SHOWN_ERRORS = 20,
};

int prover_init(struct prover *prover, enum prover_mode mode,
		const struct script *original, const struct script *folded,
		const struct rules *rules)
{
	memset(prover, 0, sizeof(*prover));
	prover->mode = mode;
	prover->hopeless = RULES_NO_BASE;
	prover->rules = rules;
	prover->original = original;
	prover->folded = folded;
	prover->law = law_create(original, folded, rules);
	if (!prover->law || strtab_init(&prover->strings) ||
	    strtab_init(&prover->orphans) ||
	    strtab_init(&prover->refinements))
		return -1;
	for (size_t i = 0; i < folded->outputs.size; i++)
		if (!vec_push(&prover->used_outputs))
			return -1;
	return 0;
}

void prover_deinit(struct prover *prover)
{
	law_destroy(prover->law);
	strtab_deinit(&prover->strings);
	strtab_deinit(&prover->orphans);
	strtab_deinit(&prover->refinements);
	vec_deinit(&prover->misplaced);
	vec_deinit(&prover->added_order);
	vec_deinit(&prover->families);
	vec_deinit(&prover->used_outputs);
	vec_deinit(&prover->symbols);
	vec_deinit(&prover->let_go);
	vec_deinit(&prover->law_outputs);
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

static void set_section(struct law_section *law_section,
			const struct object_section *section)
{
	law_section->input.name = section->name;
	law_section->input.length = strlen(section->name);
	law_section->input.flags = section->flags;
	law_section->type = section->type;
}

/* Convert the symbols of SECTION for the law. */
static int take_symbols(struct prover *prover, const struct object *object,
			const struct object_section *section,
			struct law_section *ret)
{
	prover->symbols.size = 0;
	for (size_t i = 0; i < section->nsymbols; i++) {
		const struct object_symbol *from =
			&object->symbols.data[section->first_symbol + i];
		struct law_symbol *to = vec_push(&prover->symbols);

		if (!to)
			return -1;
		to->name = from->name;
		to->value = from->value;
		to->size = from->size;
		to->type = from->info & 0xf;
	}
	ret->symbols = prover->symbols.data;
	ret->nsymbols = prover->symbols.size;
	return 0;
}

/* Law 4's sections have to come in the order in which ld would meet them. */
static int note_added(struct prover *prover, const struct law_verdict *verdict)
{
	uint32_t *slot;

	if (verdict->want != LAW_WANT_SECTION)
		return 0;
	for (size_t i = 0; i < prover->added_order.size; i++)
		if (prover->added_order.data[i] == verdict->base)
			return 0;
	slot = vec_push(&prover->added_order);
	if (!slot)
		return -1;
	*slot = verdict->base;
	return 0;
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

static int refine_blocker(void *ctx, const struct law_target *target)
{
	struct remedy *remedy = ctx;
	unsigned int *statement;

	if (target->whole_file) {
		statement = vec_push(&remedy->prover->let_go);
		if (!statement)
			return -1;
		*statement = target->statement;
	}
	return refine_at(remedy, "except", target);
}

static int refine_section(struct prover *prover, uint32_t base)
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

	if (law_needs_section(prover->law, verdict) &&
	    refine_section(prover, verdict->base))
		return -1;
	status = law_each_blocker(prover->law, verdict, input, refine_blocker,
				  remedy);
	return status ? status : refine_put(remedy, input);
}

/* A base that the script takes from some files only: its symbol sections of
 * other files can't be folded, and ld alone shall link. */
static void note_hopeless(struct prover *prover,
			  const struct law_verdict *verdict)
{
	if (prover->hopeless == RULES_NO_BASE)
		prover->hopeless = verdict->base;
}

static int note_misplaced(struct prover *prover, const char *file,
			  const char *name, const struct law_verdict *verdict)
{
	struct misplaced *misplaced = vec_push(&prover->misplaced);

	if (!misplaced)
		return -1;
	misplaced->verdict = *verdict;
	return strtab_add(&prover->strings, name, &misplaced->name) ||
			       strtab_add(&prover->strings, file,
					  &misplaced->file)
		       ? -1 : 0;
}

/* Find what brings a section where it belongs, or note that nothing does. */
static int remedy_section(struct prover *prover,
			  const struct place_input *input, const char *file,
			  const struct law_verdict *verdict)
{
	struct remedy remedy = { .prover = prover, .verdict = verdict };
	char *pattern;
	int status = -1;

	if (verdict->joined || prover->mode != PROVER_FRESH)
		return note_misplaced(prover, file, input->name, verdict);
	pattern = file_pattern(input);
	remedy.name = refine_escape(input->name);
	remedy.file = pattern ? refine_escape(pattern) : NULL;
	if (remedy.name && remedy.file)
		status = refine_all(&remedy, input);
	free(pattern);
	free(remedy.name);
	free(remedy.file);
	return status > 0 ? note_misplaced(prover, file, input->name, verdict)
			  : status;
}

/* SECTION is in place, but its statement lets go of the whole file for
 * another's sake: it needs a put to stay. */
static int hold_section(struct prover *prover, const struct place_input *input,
			const struct law_verdict *verdict)
{
	struct remedy remedy = { .prover = prover, .verdict = verdict };
	struct law_target target = { .statement = verdict->was };
	char *pattern = file_pattern(input);
	int status = -1;

	remedy.name = refine_escape(input->name);
	remedy.file = pattern ? refine_escape(pattern) : NULL;
	if (remedy.name && remedy.file)
		status = refine_at(&remedy, "put", &target);
	free(pattern);
	free(remedy.name);
	free(remedy.file);
	return status;
}

/* Hold what stays in the statements that let go of this file. */
static int hold_sections(struct prover *prover, const struct object *object,
			 struct law_section *law_section)
{
	const struct object_section *section;

	vec_for_each(&object->sections, section) {
		struct law_verdict verdict;

		set_section(law_section, section);
		if (take_symbols(prover, object, section, law_section))
			return -1;
		verdict = law_judge(prover->law, law_section);
		for (size_t i = 0; i < prover->let_go.size; i++)
			if (verdict.holds &&
			    verdict.was == prover->let_go.data[i] &&
			    hold_section(prover, &law_section->input,
					 &verdict))
				return -1;
	}
	return 0;
}

/* Count a section by its class and put it into the collection. */
static int account(struct prover *prover, const struct object *object,
		   const struct object_section *section,
		   const struct law_verdict *verdict,
		   struct collection *collection)
{
	if (note_added(prover, verdict))
		return -1;
	if (verdict->class == LAW_OTHER) {
		prover->other++;
		return 0;
	}
	if (verdict->class == LAW_PROVEN)
		prover->proven++;
	else
		prover->by_name++;
	if (!collection)
		return 0;
	return collect_section(collection, prover->rules, object, section,
			       verdict);
}

static int prove_section(struct prover *prover, const struct object *object,
			 const struct object_section *section,
			 struct law_section *law_section, const char *file,
			 struct collection *collection)
{
	struct place_input *input = &law_section->input;
	struct law_verdict verdict;

	set_section(law_section, section);
	if (take_symbols(prover, object, section, law_section))
		return -1;
	verdict = law_judge(prover->law, law_section);
	if (verdict.hopeless)
		note_hopeless(prover, &verdict);
	if ((!verdict.holds || verdict.joined) &&
	    remedy_section(prover, input, file, &verdict))
		return -1;
	return limit_count(prover, verdict.got, section->name, file) ||
			       account(prover, object, section, &verdict,
				       collection)
		       ? -1 : 0;
}

int prove_object(struct prover *prover, const struct object *object,
		 const struct place_input *input, const char *name,
		 struct collection *collection)
{
	struct law_section law_section = { .input = *input };
	const struct object_section *section;

	prover->let_go.size = 0;
	vec_for_each(&object->sections, section)
		if (prove_section(prover, object, section, &law_section, name,
				  collection))
			return -1;
	if (prover->let_go.size &&
	    hold_sections(prover, object, &law_section))
		return -1;
	return collection ? collect_companions(collection, prover->rules,
					       object)
			  : 0;
}

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

/* Put the added sections into order where that is still possible. */
static int check_order(struct prover *prover)
{
	for (unsigned int i = 0; i < prover->folded->outputs.size; i++) {
		uint32_t *slot = vec_push(&prover->law_outputs);

		if (!slot)
			return -1;
		*slot = law_added_base(prover->law, i);
	}
	if (prover->mode == PROVER_FINAL || is_in_order(prover))
		return 0;
	for (size_t i = 0; i < prover->added_order.size; i++)
		if (refine_section(prover, prover->added_order.data[i]))
			return -1;
	return 0;
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
		 output, base_name(c->prover, c->prover->hopeless));
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

	if (check_order(prover))
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
	summarize(&c, output);
	if (c.errors ||
	    (dynamic && limit_exceeded(prover, output, line, ctx)))
		return PROOF_STOP;
	return PROOF_GO;
}
