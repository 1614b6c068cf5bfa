/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proving the law for one link.
 *
 * Each section of each input is judged as ld offers the file: script/law.c says
 * where it has to go, and both scripts say where it goes. What doesn't hold is
 * remedied by refinements (remedies.c), or noted as misplaced; conclude.c makes
 * the verdict of it when all inputs are in.
 */
#include "prove.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "limit.h"
#include "model.h"
#include "order.h"
#include "remedies.h"
#include "report.h"

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
	vec_deinit(&prover->bystanders);
	vec_deinit(&prover->added_order);
	vec_deinit(&prover->families);
	vec_deinit(&prover->used_outputs);
	vec_deinit(&prover->symbols);
	vec_deinit(&prover->let_go);
	vec_deinit(&prover->law_outputs);
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
	order_note_added(prover, &prover->rules->bases.data[verdict->base]);
	return 0;
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
static int set_right(struct prover *prover, const struct place_input *input,
		     const char *file, const struct law_verdict *verdict)
{
	int status = 1;

	if (!verdict->joined && prover->mode == PROVER_FRESH)
		status = remedy_section(prover, input, verdict);
	return status > 0 ? note_misplaced(prover, file, input->name, verdict)
			  : status;
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
			    remedy_hold(prover, &law_section->input,
					verdict.was))
				return -1;
	}
	return 0;
}

/* An orphan that has to stay one, but is called like a symbol section of a base
 * for which a section may be added: its globs will have to leave it out. */
static int note_bystander(struct prover *prover,
			  const struct place_input *input,
			  const struct law_verdict *verdict)
{
	uint32_t base = rules_base_below(prover->rules, input->name,
					 input->length);
	struct bystander *bystander;

	if (prover->mode != PROVER_FRESH || base == RULES_NO_BASE ||
	    verdict->want != LAW_WANT_ORPHAN || !verdict->holds)
		return 0;
	bystander = vec_push(&prover->bystanders);
	if (!bystander)
		return -1;
	bystander->base = base;
	return strtab_add(&prover->strings, input->name, &bystander->name) ||
			       strtab_add(&prover->strings, input->file,
					  &bystander->file) ||
			       strtab_add(&prover->strings,
					  input->archive ? input->archive : "",
					  &bystander->archive)
		       ? -1 : 0;
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
	    set_right(prover, input, file, &verdict))
		return -1;
	return note_bystander(prover, input, &verdict) ||
			       order_note(prover, section, &verdict) ||
			       limit_count(prover, verdict.got, section->name,
					   file) ||
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
	    prover->refinements.count <= MAX_REFINEMENTS &&
	    hold_sections(prover, object, &law_section))
		return -1;
	return collection ? collect_companions(collection, prover->rules,
					       object)
			  : 0;
}
