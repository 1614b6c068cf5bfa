/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds who refers to whom. A reference has a name, the key of what it means;
 * which subject that is depends on the object that has it. All subjects are
 * looked for at once, since there may be thousands, and references are
 * millions. */
#include "foldinfo/refs.h"

#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/progress.h"
#include "common/report.h"
#include "common/search.h"

static const char *const kind_names[] = {
	[REFERENCE_SYMBOL] = "symbol",	   [REFERENCE_STRING] = "string",
	[REFERENCE_CONSTANT] = "constant", [REFERENCE_PRIVATE] = "private",
	[REFERENCE_SELF] = "self",	   [REFERENCE_SECTION] = "section",
	[REFERENCE_ENTRY] = "entry",	   [REFERENCE_INDIRECT] = "indirect",
};

enum { NKINDS = sizeof(kind_names) / sizeof(*kind_names) };

static const char *kind_name(const struct reference *reference)
{
	return reference->kind && reference->kind < NKINDS
		       ? kind_names[reference->kind]
		       : "unknown";
}

static const char *string(const struct analysis *analysis, uint32_t number)
{
	return analysis_string(analysis, number);
}

/* Is value an addend, and no hash? */
static bool has_addend(const struct reference *reference)
{
	return reference->kind == REFERENCE_SYMBOL ||
	       reference->kind == REFERENCE_SELF ||
	       reference->kind == REFERENCE_SECTION;
}

/* Of a subject. */
struct sought {
	const struct refs_subject *subject;
	uint32_t next; /* 1 + another one of the same key, or 0 */
	uint32_t name; /* in names */
	/* count_alike() for those without a source and those of its own, or
	 * 0. */
	uint32_t alike[2];
};

/* A file that has a local symbol of a name. */
struct shadow {
	uint32_t name; /* in names */
	uint32_t file;
};

/* A user, and whose it is. */
struct use {
	struct answer_user user;
	uint32_t subject;
};

struct search {
	const struct analysis *analysis;
	struct sought *sought;
	size_t count;
	struct strtab keys, names;
	uint32_t *first;	    /* by key: 1 + a subject, or 0 */
	VEC(struct shadow) shadows; /* by name, then file */
	VEC(struct use) uses;
};

/* -- Data with numbers in their names ------------------------------------- */

/* References to CSWTCH.8 or __func__.0 have the contents and the name without
 * its number, since that is what other builds share. Which of several of that
 * name is meant isn't kept. */
static bool is_numbered(const struct item *item)
{
	return item && item->flags & (ITEM_PRIVATE | ITEM_SPECIAL);
}

/* May a static be under both of these sources, for all that is known? */
static bool may_be_same_source(uint32_t a, uint32_t b)
{
	return !a || !b || a == b;
}

static bool has_key(const struct search *search, const struct item *item,
		    const char *key)
{
	return !strcmp(string(search->analysis, item->key), key);
}

/* How many there are that FROM may mean if it refers to SOUGHT, which is
 * numbered. */
static uint32_t count_alike(const struct search *search,
			    const struct item *from, struct sought *sought)
{
	const struct analysis_file *file =
		&search->analysis->files.data[from->file];
	uint32_t source = sought->subject->item->source ? from->source : 0;
	bool own = source != 0;
	uint32_t count = sought->alike[own];

	for (uint32_t i = 0; !sought->alike[own] && i < file->nitems; i++) {
		const struct item *item =
			&search->analysis->items.data[file->first_item + i];

		count += is_numbered(item) &&
			 may_be_same_source(source, item->source) &&
			 has_key(search, item, sought->subject->key);
	}
	sought->alike[own] = count;
	return count;
}

static bool may_mean_numbered(const struct item *from,
			      const struct reference *reference,
			      const struct refs_subject *subject)
{
	return reference->kind == REFERENCE_PRIVATE &&
	       from->file == subject->item->file &&
	       may_be_same_source(from->source, subject->item->source);
}

/* -- Who means whom -------------------------------------------------------- */

/* Also for qsort(). */
static int compare_shadows(const void *x, const void *y)
{
	const struct shadow *a = x, *b = y;

	if (a->name != b->name)
		return a->name < b->name ? -1 : 1;
	return (a->file > b->file) - (a->file < b->file);
}

/* Has FILE a local symbol of the name that SOUGHT has? */
static bool is_shadowed(const struct search *search,
			const struct sought *sought, uint32_t file)
{
	struct shadow wanted = { sought->name, file };

	return search->shadows.size &&
	       bsearch(&wanted, search->shadows.data, search->shadows.size,
		       sizeof(wanted), compare_shadows);
}

/* Could REFERENCE of FROM, which has the key of SOUGHT, mean that? A name that
 * a file defines itself means that one there; a local one means nothing
 * elsewhere. */
static bool means(const struct search *search, const struct item *from,
		  const struct reference *reference,
		  const struct sought *sought)
{
	const struct item *item = sought->subject->item;

	if (is_numbered(item))
		return may_mean_numbered(from, reference, sought->subject);
	if (reference->kind != REFERENCE_SYMBOL)
		return false;
	return item && item->flags & ITEM_LOCAL
		       ? from->file == item->file
		       : !is_shadowed(search, sought, from->file);
}

/* Note which files have a local symbol called like a subject. What was linked
 * from several may have one that means nothing to the others. */
static int find_shadows(struct search *search)
{
	const struct analysis *analysis = search->analysis;
	const struct item *item;

	vec_for_each(&analysis->items, item) {
		const char *name = string(analysis, item->name);
		struct shadow *shadow;
		uint32_t number;

		if (!(item->flags & ITEM_LOCAL) || item->flags & ITEM_TABLE ||
		    !strtab_find_n(&search->names, name, strlen(name),
				   &number) ||
		    analysis_is_joined(analysis, item->file))
			continue;
		shadow = vec_push(&search->shadows);
		if (!shadow)
			return -1;
		*shadow = (struct shadow){ number, item->file };
	}
	if (search->shadows.size)
		qsort(search->shadows.data, search->shadows.size,
		      sizeof(*search->shadows.data), compare_shadows);
	return 0;
}

/* -- The search ------------------------------------------------------------ */

static int init(struct search *search, const struct analysis *analysis,
		const struct refs_subject *subjects, size_t count)
{
	uint32_t key;

	*search = (struct search){ .analysis = analysis, .count = count };
	search->sought = calloc(count + 1, sizeof(*search->sought));
	if (!search->sought)
		return report_nomem();
	if (strtab_init(&search->keys) || strtab_init(&search->names))
		return -1;
	for (size_t i = 0; i < count; i++) {
		search->sought[i].subject = &subjects[i];
		if (strtab_add(&search->names, subjects[i].name,
			       &search->sought[i].name) ||
		    strtab_add(&search->keys, subjects[i].key, &key))
			return -1;
	}
	search->first = calloc(search->keys.size + 1, sizeof(*search->first));
	if (!search->first)
		return report_nomem();
	for (size_t i = 0; i < count; i++) {
		if (strtab_add(&search->keys, subjects[i].key, &key))
			return -1;
		search->sought[i].next = search->first[key];
		search->first[key] = (uint32_t)i + 1;
	}
	return find_shadows(search);
}

static void deinit(struct search *search)
{
	free(search->sought);
	free(search->first);
	strtab_deinit(&search->keys);
	strtab_deinit(&search->names);
	vec_deinit(&search->shadows);
	vec_deinit(&search->uses);
}

static int add_use(struct search *search, const struct item *from,
		   const struct reference *reference, uint32_t subject)
{
	struct sought *sought = &search->sought[subject];
	struct use *use = vec_push(&search->uses);

	if (!use)
		return -1;
	use->subject = subject;
	use->user = (struct answer_user){
		.name = string(search->analysis, from->name),
		.object = refs_subject_of(search->analysis, from).object,
		.offset = reference->offset,
		.alike = is_numbered(sought->subject->item)
				 ? count_alike(search, from, sought)
				 : 1,
	};
	return 0;
}

/* Note whom REFERENCE of FROM means. */
static int look_at(struct search *search, const struct item *from,
		   const struct reference *reference)
{
	const char *key;
	uint32_t number;

	if (reference->kind != REFERENCE_SYMBOL &&
	    reference->kind != REFERENCE_PRIVATE)
		return 0;
	key = string(search->analysis, reference->target);
	if (!strtab_find_n(&search->keys, key, strlen(key), &number))
		return 0;
	for (uint32_t i = search->first[number]; i;
	     i = search->sought[i - 1].next)
		if (means(search, from, reference, &search->sought[i - 1]) &&
		    add_use(search, from, reference, i - 1))
			return -1;
	return 0;
}

static int look_at_all(struct search *search)
{
	const struct analysis *analysis = search->analysis;
	const struct item *from;
	int status = 0;

	progress_begin("looking for references", "", analysis->items.size);
	vec_for_each(&analysis->items, from) {
		progress_step();
		for (uint32_t i = 0; i < from->nreferences && !status; i++)
			status = look_at(
				search, from,
				&analysis->references
					 .data[from->first_reference + i]);
	}
	progress_end();
	return status;
}

/* -- The answer ------------------------------------------------------------ */

static int add_reference(const struct search *search,
			 const struct reference *reference,
			 struct answer_refs *ret)
{
	struct answer_reference *to = vec_push(&ret->references);

	if (!to)
		return -1;
	*to = (struct answer_reference){
		.kind = kind_name(reference),
		.target = string(search->analysis, reference->target),
		.is_string = reference->kind == REFERENCE_STRING,
		.has_offset = reference->kind != REFERENCE_INDIRECT,
		.offset = reference->offset,
		.has_addend = has_addend(reference),
		.addend = (int64_t)reference->value,
		.relocation = reference->type,
	};
	return 0;
}

static int add_subject(const struct search *search,
		       const struct refs_subject *subject,
		       struct answer_refs *ret)
{
	const struct item *item = subject->item;
	struct answer_subject *to = vec_push(&ret->subjects);

	if (!to)
		return -1;
	*to = (struct answer_subject){
		.name = subject->name,
		.object = subject->object,
		.first_reference = ret->references.size,
	};
	for (uint32_t i = 0; item && i < item->nreferences; i++)
		if (add_reference(search,
				  &search->analysis->references
					   .data[item->first_reference + i],
				  ret))
			return -1;
	to->end_reference = ret->references.size;
	return 0;
}

/* Put the users of each subject together, in the order in which they were
 * found. */
static int sort_users(const struct search *search, struct answer_refs *ret)
{
	struct answer_subject *subjects = ret->subjects.data;
	const struct use *use;
	size_t at = 0;

	if (vec_reserve(&ret->users, search->uses.size + 1))
		return -1;
	vec_for_each(&search->uses, use)
		subjects[use->subject].end_user++;
	for (size_t i = 0; i < search->count; i++) {
		at += subjects[i].end_user;
		subjects[i].first_user = at - subjects[i].end_user;
		subjects[i].end_user = subjects[i].first_user;
	}
	vec_for_each(&search->uses, use)
		ret->users.data[subjects[use->subject].end_user++] = use->user;
	ret->users.size = search->uses.size;
	return 0;
}

static int make_answer(struct search *search, struct answer_refs *ret)
{
	for (size_t i = 0; i < search->count; i++)
		if (add_subject(search, search->sought[i].subject, ret))
			return -1;
	return look_at_all(search) || sort_users(search, ret) ? -1 : 0;
}

struct refs_subject refs_subject_of(const struct analysis *analysis,
				    const struct item *item)
{
	const struct analysis_file *file = &analysis->files.data[item->file];

	return (struct refs_subject){
		.item = item,
		.name = string(analysis, item->name),
		.key = string(analysis, item->key),
		.object = {
			.file = string(analysis, file->name),
			.member = string(analysis, file->member),
			.source = string(analysis, item->source),
		},
	};
}

int refs_find(struct answer_refs *ret, const struct analysis *analysis,
	      const struct refs_subject *subjects, size_t count)
{
	struct search search;
	int status;

	*ret = (struct answer_refs){};
	status = init(&search, analysis, subjects, count) ||
				 make_answer(&search, ret)
			 ? -1
			 : 0;
	deinit(&search);
	return status;
}

void refs_release(struct answer_refs *answer)
{
	vec_deinit(&answer->subjects);
	vec_deinit(&answer->references);
	vec_deinit(&answer->users);
}
