/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proving the law for one link.
 *
 * Each section of each input is judged as ld offers the file: script/law.c says
 * where it has to go, and both scripts say where it goes. What doesn't hold is
 * remedied by refinements (remedies.c), or noted as misplaced; conclude.c makes
 * the verdict of it when all inputs are in.
 */
#include "proof/prove.h"

int prover_init(struct prover *prover, enum prover_mode mode, bool clash_warns,
		const struct script *original, const struct script *folded,
		const struct rules *rules)
{
	*prover = (struct prover){
		.mode = mode,
		.clash_warns = clash_warns,
		.hopeless = RULES_NO_BASE,
		.rules = rules,
		.law = law_create(original, folded, rules),
	};
	if (!prover->law || strtab_init(&prover->strings) ||
	    remedies_init(&prover->remedies, prover->law, rules) ||
	    limit_init(&prover->limit, folded, prover->law))
		return -1;
	order_init(&prover->order, original, folded, prover->law, rules);
	return 0;
}

void prover_deinit(struct prover *prover)
{
	law_destroy(prover->law);
	strtab_deinit(&prover->strings);
	vec_deinit(&prover->misplaced);
	vec_deinit(&prover->symbols);
	companions_deinit(&prover->companions);
	remedies_deinit(&prover->remedies);
	order_deinit(&prover->order);
	limit_deinit(&prover->limit);
}

/* Judge SECTION of OBJECT, which *view becomes to show. *owner is the number of
 * the function's section if it is a companion. 0, or -1 (reported). */
static int judge(struct prover *prover, const struct object *object,
		 const struct object_section *section, struct law_section *view,
		 uint32_t *owner, struct law_verdict *ret)
{
	if (view_section(object, section, &prover->symbols, view) ||
	    companions_look(&prover->companions, prover->law, prover->rules,
			    object, view, owner))
		return -1;
	*ret = law_judge(prover->law, view);
	if (law_needs_maker(prover->law, ret) && object_is_llvms(object)) {
		view->clang = true;
		*ret = law_judge(prover->law, view);
	}
	return 0;
}

/* The plain link may have section NAME of FILE elsewhere: ld alone shall
 * link. */
static int note_unsure(struct prover *prover, const char *file,
		       const char *name, const struct law_verdict *verdict)
{
	struct unsure *unsure = &prover->unsure;

	if (unsure->why || !verdict->unsure)
		return 0;
	unsure->why = verdict->unsure;
	unsure->base = verdict->base;
	return strtab_add(&prover->strings, name, &unsure->name) ||
			       strtab_add(&prover->strings, file, &unsure->file)
		       ? -1
		       : 0;
}

static int note_misplaced(struct prover *prover, const char *file,
			  const char *name, const struct law_verdict *verdict)
{
	struct misplaced *misplaced = vec_push(&prover->misplaced);

	if (!misplaced)
		return -1;
	misplaced->verdict = *verdict;
	misplaced->input = prover->input;
	misplaced->unsettled = prover->unsettled;
	return strtab_add(&prover->strings, name, &misplaced->name) ||
			       strtab_add(&prover->strings, file,
					  &misplaced->file)
		       ? -1
		       : 0;
}

/* Find what brings a section where it belongs, or note that nothing does. */
static int set_right(struct prover *prover, const struct place_input *input,
		     const char *file, const struct law_verdict *verdict)
{
	int status = 1;

	if (!verdict->joined && prover->mode == PROVER_FRESH)
		status = remedy_section(&prover->remedies, input, verdict);
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
		uint32_t owner = 0;

		if (judge(prover, object, section, law_section, &owner,
			  &verdict))
			return -1;
		if (remedy_hold(&prover->remedies, &law_section->input,
				&verdict))
			return -1;
	}
	return 0;
}

/* Count a section by its class and put it into COLLECTION, if there is one.
 * OWNER has the function of a companion. */
static int account(struct prover *prover, const struct object *object,
		   const struct object_section *section,
		   const struct law_verdict *verdict, uint32_t owner,
		   struct collection *collection)
{
	switch (verdict->class) {
	case LAW_PROVEN:
		prover->proven++;
		break;
	case LAW_BY_NAME:
		prover->by_name++;
		break;
	case LAW_COMPANION:
		prover->other++;
		return collection
			       ? collect_companion(collection, section, owner)
			       : 0;
	case LAW_OTHER:
		prover->other++;
		return 0;
	}
	return collection ? collect_section(collection, prover->rules, object,
					    section, verdict)
			  : 0;
}

static int prove_section(struct prover *prover, const struct object *object,
			 const struct object_section *section,
			 struct law_section *law_section, const char *file,
			 struct collection *collection)
{
	struct place_input *input = &law_section->input;
	struct law_verdict verdict;
	uint32_t owner = 0;

	if (judge(prover, object, section, law_section, &owner, &verdict))
		return -1;
	/* A base that the script takes from some files only: its symbol
	 * sections of other files can't be folded, and ld alone shall link. */
	if (verdict.hopeless && prover->hopeless == RULES_NO_BASE)
		prover->hopeless = verdict.base;
	if ((!verdict.holds || verdict.joined) &&
	    set_right(prover, input, file, &verdict))
		return -1;
	if (prover->mode == PROVER_FRESH &&
	    remedy_bystander(&prover->remedies, input, &verdict))
		return -1;
	if (note_unsure(prover, file, section->name, &verdict) ||
	    order_note(&prover->order, &prover->limit, section, &verdict) ||
	    limit_count(&prover->limit, verdict.got, section->name, file))
		return -1;
	/* Rule 4's sections have to come in the order in which ld would meet
	 * them. */
	if (verdict.want == LAW_WANT_SECTION &&
	    order_add(&prover->order, verdict.base))
		return -1;
	if (prover->judged &&
	    prover->judged(prover->judged_ctx, section, &verdict))
		return -1;
	return account(prover, object, section, &verdict, owner, collection);
}

int prove_object(struct prover *prover, const struct object *object,
		 const struct place_input *input, const char *name,
		 struct collection *collection)
{
	struct law_section law_section = { .input = *input };
	const struct object_section *section;

	prover->remedies.let_go.size = 0;
	companions_forget(&prover->companions);
	vec_for_each(&object->sections, section)
		if (prove_section(prover, object, section, &law_section, name,
				  collection))
			return -1;
	if (prover->remedies.let_go.size &&
	    prover->remedies.lines.count <= MAX_REFINEMENTS &&
	    hold_sections(prover, object, &law_section))
		return -1;
	prover->input++;
	return collection ? collect_file_end(collection) : 0;
}
