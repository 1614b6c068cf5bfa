/* SPDX-License-Identifier: GPL-3.0-or-later */
/* create-diff-object's conventions (kpatch-build/create-diff-object.c, 0.9.11):
 * parts that ftrace doesn't know are changes of their parents; what is new, or
 * constant and changed, counts if something that changed needs it; what isn't
 * in a section of its own can't be replaced, nor a function without an entry
 * for ftrace. */
#include "diff/kpatch.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/names.h"
#include "common/report.h"
#include "common/search.h"
#include "common/text.h"
#include "diff/explain.h"

struct state {
	const struct analysis *old, *new;
	const struct comparison *comparison;
	struct kpatch_sets *ret;
	uint32_t *by_key;	 /* items of new, by file and key */
	uint32_t *by_name;	 /* items of old, functions by file and name */
	unsigned char *is_new;	 /* by item of new: it has no old one */
	unsigned char *differs;	 /* the same: or another one */
	unsigned char *reached;	 /* by item of new: goes into a patch */
	unsigned char *changed;	 /* by item of old: a patch replaces it */
	struct kpatch_set queue; /* reached, references not yet looked at */
	struct kpatch_set data;	 /* differences of variables */
};

/* The length of the name of the function that NAME is a part of: what precedes
 * the first .cold, else .part.; 0 if it is none. kpatch doesn't take .isra and
 * .constprop for parts. */
static size_t parent_length(const char *name)
{
	const char *cold = strstr(name, ".cold");
	const char *part = strstr(name, ".part.");

	return cold ? (size_t)(cold - name) : part ? (size_t)(part - name) : 0;
}

/* The item of FILE of the new analysis with KEY, or COMPARE_NONE. */
static uint32_t find_key(const struct state *s, uint32_t file, const char *key)
{
	return analysis_find_key(s->new, s->by_key, s->new->items.size, file,
				 key);
}

/* For qsort_r: items by name, what is no function behind all functions of its
 * file. */
static int compare_functions(const void *a, const void *b, void *ctx)
{
	const struct analysis *analysis = ctx;
	uint32_t m = *(const uint32_t *)a, n = *(const uint32_t *)b;
	const struct item *x = &analysis->items.data[m];
	const struct item *y = &analysis->items.data[n];
	bool p = x->flags & ITEM_FUNCTION, q = y->flags & ITEM_FUNCTION;
	int order;

	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	if (p != q)
		return p ? -1 : 1;
	order = strcmp(analysis_string(analysis, x->name),
		       analysis_string(analysis, y->name));
	return order ? order : (m > n) - (m < n);
}

/* Is ITEM before the function of FILE called NAME, LENGTH bytes, in that
 * order? 0: it is that one. */
static int compare_with(const struct analysis *analysis,
			const struct item *item, uint32_t file,
			const char *name, size_t length)
{
	const char *have = analysis_string(analysis, item->name);
	int order;

	if (item->file != file)
		return item->file < file ? -1 : 1;
	if (!(item->flags & ITEM_FUNCTION))
		return 1;
	order = strncmp(have, name, length);
	return order ? order : have[length] != '\0';
}

/* The first function of FILE of the old analysis called NAME, LENGTH bytes. */
static uint32_t find_old(const struct state *s, uint32_t file, const char *name,
			 size_t length)
{
	const struct item *items = s->old->items.data;
	size_t count = s->old->items.size;
	size_t at = lower_bound(i, 0, count,
				compare_with(s->old, &items[s->by_name[i]],
					     file, name, length) < 0);

	return at < count && !compare_with(s->old, &items[s->by_name[at]], file,
					   name, length)
		       ? s->by_name[at]
		       : COMPARE_NONE;
}

static bool has_entry(const struct item *item)
{
	return item->flags & (ITEM_MCOUNT | ITEM_PATCHABLE);
}

static int add(struct kpatch_set *set, uint32_t number)
{
	uint32_t *slot = vec_push(set);

	if (!slot)
		return -1;
	*slot = number;
	return 0;
}

static int reach(struct state *s, uint32_t item)
{
	if (s->reached[item])
		return 0;
	s->reached[item] = 1;
	return add(&s->queue, item);
}

static int refuse(struct state *s, uint32_t old_item, uint32_t new_item,
		  const char *why)
{
	struct kpatch_refusal *refusal = vec_push(&s->ret->refused);

	if (!refusal)
		return -1;
	*refusal = (struct kpatch_refusal){ old_item, new_item, why };
	return 0;
}

/* Does kpatch look at it as something that can change by itself? */
static bool is_own_function(const struct item *item)
{
	return (item->flags & (ITEM_FUNCTION | ITEM_OWN)) ==
	       (ITEM_FUNCTION | ITEM_OWN);
}

/* Is NUMBER but another name in the section of another function or variable, as
 * sys_read() is of __se_sys_read(), or a label that assembler code has in a
 * function? Only what the section is called after changes. */
static bool is_second_name(const struct analysis *analysis, uint32_t number)
{
	const struct item *item = &analysis->items.data[number];
	const char *name = analysis_string(analysis, item->name);

	return item->parent != number && !(item->flags & ITEM_OWN) &&
	       (item->flags & ITEM_ALIAS ||
		!name_of_part(name, strlen(name))) &&
	       analysis->items.data[item->parent].flags & ITEM_OWN;
}

/* Are both second names of the same one? */
static bool stays_second_name(const struct state *s, const struct difference *d)
{
	const struct analysis *old = s->old, *new = s->new;

	if (!is_second_name(old, d->old_item) ||
	    !is_second_name(new, d->new_item))
		return false;
	return !strcmp(
		analysis_string(
			old,
			old->items.data[old->items.data[d->old_item].parent]
				.key),
		analysis_string(
			new,
			new->items.data[new->items.data[d->new_item].parent]
				.key));
}

/* Sections between which a function may move. */
static bool is_text(const char *base)
{
	return !strcmp(base, ".text") || !strcmp(base, ".text.unlikely") ||
	       !strcmp(base, ".text.hot");
}

static const char *base_of(const struct analysis *analysis,
			   const struct item *item)
{
	return analysis_string(analysis, item->base);
}

static bool has_moved(const struct state *s, const struct item *old,
		      const struct item *new)
{
	const char *from = base_of(s->old, old), *to = base_of(s->new, new);

	return strcmp(from, to) && !(is_text(from) && is_text(to));
}

/* Why no patch brings the change D about, whatever it is of; or NULL. */
static const char *why_never(const struct state *s, const struct difference *d)
{
	const struct item *old = &s->old->items.data[d->old_item];
	const struct item *new = &s->new->items.data[d->new_item];
	uint32_t changed = old->flags ^ new->flags;

	if (is_second_name(s->old, d->old_item))
		return "who patches it patches another one at its place, too";
	if (is_second_name(s->new, d->new_item))
		return "it is at the place of another one now";
	if ((old->flags | new->flags) & ITEM_GROUP)
		return "it is in a section group";
	if (old->overridden || changed & ITEM_NOKPROBE ||
	    strcmp(analysis_string(s->old, old->export),
		   analysis_string(s->new, new->export)))
		return explain_why_not(s->old, s->new, d);
	if (changed & ITEM_WEAK)
		return "what is linked to it may be another one";
	if (has_moved(s, old, new))
		return "it has moved to another kind of section";
	return NULL;
}

static int take_function(struct state *s, uint32_t number,
			 const struct difference *d)
{
	if (s->changed[number])
		return 0;
	s->changed[number] = 1;
	if (!has_entry(&s->old->items.data[number]))
		return refuse(s, number,
			      number == d->old_item ? d->new_item
						    : COMPARE_NONE,
			      "no ftrace entry (notrace)");
	return add(&s->ret->changed, number);
}

/* Take the change of a function, or of the parent that it is part of. */
static int take_changed(struct state *s, const struct difference *d)
{
	const struct item *item = &s->old->items.data[d->old_item];
	const char *name = analysis_string(s->old, item->name);
	size_t length = parent_length(name);
	uint32_t number = d->old_item;

	if (reach(s, d->new_item))
		return -1;
	while (length) {
		uint32_t parent = find_old(s, d->old_file, name, length);

		if (parent == COMPARE_NONE)
			break;
		/* A part with an entry of its own is replaced by itself, and
		 * never named. */
		if (has_entry(&s->old->items.data[number]))
			return 0;
		number = parent;
		name = analysis_string(s->old, s->old->items.data[number].name);
		length = parent_length(name);
	}
	return take_function(s, number, d);
}

/* Does the code of two functions, the same but for lines, refer to another
 * text? FORTIFY_SOURCE's texts end in the number of one. */
static bool has_other_text(const struct state *s, const struct item *old,
			   const struct item *new)
{
	for (uint32_t i = 0; i < old->nreferences && i < new->nreferences;
	     i++) {
		const struct reference *x =
			&s->old->references.data[old->first_reference + i];
		const struct reference *y =
			&s->new->references.data[new->first_reference + i];

		if (x->kind == REFERENCE_STRING &&
		    y->kind == REFERENCE_STRING && x->value != y->value)
			return true;
	}
	return false;
}

/* Only lines of code count as such: kpatch never looks at those of tables. */
static int take_line(struct state *s, const struct difference *d)
{
	const struct item *old = &s->old->items.data[d->old_item];
	const struct item *new = &s->new->items.data[d->new_item];

	if (!is_own_function(old) ||
	    (old->bytes == new->bytes && !has_other_text(s, old, new)))
		return 0;
	return add(&s->ret->line, d->old_item);
}

static int take_added(struct state *s, const struct difference *d)
{
	const struct item *item = &s->new->items.data[d->new_item];

	s->is_new[d->new_item] = s->differs[d->new_item] = 1;
	if (item->flags & ITEM_GROUP)
		return refuse(s, COMPARE_NONE, d->new_item,
			      "it is in a section group");
	/* Globals and callbacks are taken whether or not anything refers to
	 * them. */
	if (!(item->flags & (ITEM_LOCAL | ITEM_WEAK | ITEM_TABLE)) ||
	    item->flags & ITEM_CALLBACK)
		return reach(s, d->new_item);
	return 0;
}

static int take_pair(struct state *s, uint32_t number)
{
	const struct difference *d = &s->comparison->differences.data[number];
	const char *why;

	if (stays_second_name(s, d))
		return 0;
	why = why_never(s, d);
	if (why)
		return refuse(s, d->old_item, d->new_item, why);
	s->differs[d->new_item] = 1;
	if (is_own_function(&s->old->items.data[d->old_item]) &&
	    is_own_function(&s->new->items.data[d->new_item]))
		return take_changed(s, d);
	return add(&s->data, number);
}

static int take_difference(struct state *s, uint32_t number)
{
	const struct difference *d = &s->comparison->differences.data[number];
	const struct item *item = d->new_item == COMPARE_NONE
					  ? &s->old->items.data[d->old_item]
					  : &s->new->items.data[d->new_item];

	if (item->flags & ITEM_IGNORED)
		return 0;
	switch (d->kind) {
	case DIFFERENCE_LINE:
		return take_line(s, d);
	case DIFFERENCE_ADDED:
		return take_added(s, d);
	case DIFFERENCE_REMOVED:
		return 0;
	case DIFFERENCE_CHANGED:
		break;
	}
	return take_pair(s, number);
}

/* All that is new or another one of what is reached. */
static int follow_references(struct state *s)
{
	while (s->queue.size) {
		const struct item *item =
			&s->new->items.data[s->queue.data[--s->queue.size]];

		for (uint32_t i = 0; i < item->nreferences; i++) {
			const struct reference *reference =
				&s->new->references
					 .data[item->first_reference + i];
			uint32_t target;

			if (reference->kind != REFERENCE_SYMBOL &&
			    reference->kind != REFERENCE_INDIRECT)
				continue;
			target = find_key(
				s, item->file,
				analysis_string(s->new, reference->target));
			if (target != COMPARE_NONE && s->differs[target] &&
			    reach(s, target))
				return -1;
		}
	}
	return 0;
}

/* Is ITEM constant, so that a patch may have a copy? What relocations set is
 * called .data.rel.ro. */
static bool is_constant(const struct analysis *analysis,
			const struct item *item)
{
	return item->flags & ITEM_OWN && !(item->flags & ITEM_FUNCTION) &&
	       text_starts_with(base_of(analysis, item), ".rodata");
}

/* Constants that the patch brings along are in it as they are now. */
static int refuse_data(struct state *s)
{
	for (size_t i = 0; i < s->data.size; i++) {
		const struct difference *d =
			&s->comparison->differences.data[s->data.data[i]];
		const struct item *old = &s->old->items.data[d->old_item];
		const struct item *new = &s->new->items.data[d->new_item];
		const char *why = explain_why_not(s->old, s->new, d);

		if (s->reached[d->new_item] && is_constant(s->old, old) &&
		    is_constant(s->new, new) && old->size == new->size)
			continue;
		if (refuse(s, d->old_item, d->new_item,
			   why ? why : "it has no section of its own"))
			return -1;
	}
	return 0;
}

static int list_added(struct state *s)
{
	for (uint32_t i = 0; i < s->new->items.size; i++) {
		const struct item *item = &s->new->items.data[i];

		if (s->is_new[i] && s->reached[i] &&
		    item->flags & ITEM_FUNCTION &&
		    !parent_length(analysis_string(s->new, item->name)) &&
		    add(&s->ret->added, i))
			return -1;
	}
	return 0;
}

/* Prepare find_key() and find_old(). */
static void sort_items(struct state *s)
{
	for (uint32_t i = 0; i < s->new->items.size; i++)
		s->by_key[i] = i;
	qsort_r(s->by_key, s->new->items.size, sizeof(*s->by_key),
		analysis_compare_keys, (void *)(uintptr_t)s->new);
	for (uint32_t i = 0; i < s->old->items.size; i++)
		s->by_name[i] = i;
	qsort_r(s->by_name, s->old->items.size, sizeof(*s->by_name),
		compare_functions, (void *)(uintptr_t)s->old);
}

static int sum_up(struct state *s)
{
	sort_items(s);
	for (uint32_t i = 0; i < s->comparison->differences.size; i++)
		if (take_difference(s, i))
			return -1;
	return follow_references(s) || refuse_data(s) || list_added(s) ? -1 : 0;
}

int kpatch_sum_up(const struct analysis *old, const struct analysis *new,
		  const struct comparison *differences, struct kpatch_sets *ret)
{
	struct state s = {
		.old = old,
		.new = new,
		.comparison = differences,
		.ret = ret,
		.by_key = calloc(new->items.size + 1, sizeof(*s.by_key)),
		.by_name = calloc(old->items.size + 1, sizeof(*s.by_name)),
		.is_new = calloc(new->items.size + 1, 1),
		.differs = calloc(new->items.size + 1, 1),
		.reached = calloc(new->items.size + 1, 1),
		.changed = calloc(old->items.size + 1, 1),
	};
	int status;

	memset(ret, 0, sizeof(*ret));
	if (s.by_key && s.by_name && s.is_new && s.differs && s.reached &&
	    s.changed)
		status = sum_up(&s);
	else
		status = report_nomem();
	free(s.by_key);
	free(s.by_name);
	free(s.is_new);
	free(s.differs);
	free(s.reached);
	free(s.changed);
	vec_deinit(&s.queue);
	vec_deinit(&s.data);
	if (status)
		kpatch_sets_deinit(ret);
	return status;
}

void kpatch_sets_deinit(struct kpatch_sets *sets)
{
	vec_deinit(&sets->changed);
	vec_deinit(&sets->added);
	vec_deinit(&sets->line);
	vec_deinit(&sets->refused);
}
