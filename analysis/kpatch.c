/* SPDX-License-Identifier: GPL-3.0-or-later */
/* create-diff-object's conventions (kpatch-build/create-diff-object.c, 0.9.11):
 * parts that ftrace doesn't know are changes of their parents; new static
 * functions count if something that changed needs them; what isn't in a section
 * of its own can't be replaced. */
#include "kpatch.h"

#include <stdlib.h>
#include <string.h>

#include "report.h"

struct state {
	const struct analysis *old, *new;
	const struct comparison *comparison;
	struct kpatch_sets *ret;
	uint32_t *by_key;	/* items of new, by file and key */
	uint32_t *by_name;	/* items of old, functions by file and name */
	unsigned char *is_new;	/* by item of new: it has no old one */
	unsigned char *reached;	/* by item of new: goes into a patch */
	unsigned char *changed;	/* by item of old: a patch replaces it */
	VEC(uint32_t) queue;	/* reached, references not yet looked at */
};

/* The length of the name of the function that NAME is a part of: what precedes
 * the first .cold, else .part.; 0 if it is none. kpatch doesn't take .isra and
 * .constprop for parts. */
static size_t parent_length(const char *name)
{
	const char *cold = strstr(name, ".cold");
	const char *part = strstr(name, ".part.");

	return cold ? (size_t)(cold - name) :
	       part ? (size_t)(part - name) : 0;
}

static int compare_keys(const void *a, const void *b, void *ctx)
{
	const struct analysis *analysis = ctx;
	const struct item *x = &analysis->items.data[*(const uint32_t *)a];
	const struct item *y = &analysis->items.data[*(const uint32_t *)b];

	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	return strcmp(analysis_string(analysis, x->key),
		      analysis_string(analysis, y->key));
}

/* The item of FILE of the new analysis with KEY, or COMPARE_NONE. */
static uint32_t find_key(const struct state *s, uint32_t file, const char *key)
{
	size_t low = 0, high = s->new->items.size;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		uint32_t number = s->by_key[middle];
		const struct item *item = &s->new->items.data[number];
		int order = item->file != file ?
			(item->file < file ? -1 : 1) :
			strcmp(analysis_string(s->new, item->key), key);

		if (!order)
			return number;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return COMPARE_NONE;
}

/* The same by name, what is no function behind all functions of its file. */
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
static uint32_t find_old(const struct state *s, uint32_t file,
			 const char *name, size_t length)
{
	size_t low = 0, high = s->old->items.size;
	uint32_t found = COMPARE_NONE;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		uint32_t number = s->by_name[middle];
		int order = compare_with(s->old, &s->old->items.data[number],
					 file, name, length);

		if (!order)
			found = number;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return found;
}

static bool has_entry(const struct item *item)
{
	return item->flags & (ITEM_MCOUNT | ITEM_PATCHABLE);
}

static int add(void *vector, uint32_t number)
{
	VEC(uint32_t) *v = vector;
	uint32_t *slot = vec_push(v);

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

/* Does kpatch look at it as something that can change by itself? */
static bool is_own_function(const struct item *item)
{
	return (item->flags & (ITEM_FUNCTION | ITEM_OWN)) ==
	       (ITEM_FUNCTION | ITEM_OWN);
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
		name = analysis_string(s->old,
				       s->old->items.data[number].name);
		length = parent_length(name);
	}
	if (s->changed[number])
		return 0;
	s->changed[number] = 1;
	return add(&s->ret->changed, number);
}

/* Only lines of code count as such: kpatch never looks at those of tables. */
static int take_line(struct state *s, const struct difference *d)
{
	const struct item *old = &s->old->items.data[d->old_item];
	const struct item *new = &s->new->items.data[d->new_item];

	if (!is_own_function(old) || old->bytes == new->bytes)
		return 0;
	return add(&s->ret->line, d->old_item);
}

static int take_added(struct state *s, const struct difference *d)
{
	const struct item *item = &s->new->items.data[d->new_item];

	s->is_new[d->new_item] = 1;
	/* Globals and callbacks are taken whether or not anything refers to
	 * them. */
	if (!(item->flags & (ITEM_LOCAL | ITEM_WEAK | ITEM_TABLE)) ||
	    item->flags & ITEM_CALLBACK)
		return reach(s, d->new_item);
	return 0;
}

static int take_difference(struct state *s, uint32_t number)
{
	const struct difference *d = &s->comparison->differences.data[number];
	const struct item *item = d->new_item == COMPARE_NONE ?
		&s->old->items.data[d->old_item] :
		&s->new->items.data[d->new_item];

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
	return is_own_function(item) ? take_changed(s, d) :
				       add(&s->ret->refused, number);
}

/* All new items that what is reached refers to. */
static int follow_references(struct state *s)
{
	while (s->queue.size) {
		const struct item *item =
			&s->new->items.data[s->queue.data[--s->queue.size]];

		for (uint32_t i = 0; i < item->nreferences; i++) {
			const struct reference *reference =
				&s->new->references.data[item->first_reference +
							 i];
			uint32_t target;

			if (reference->kind != REFERENCE_SYMBOL)
				continue;
			target = find_key(s, item->file, analysis_string(s->new,
						reference->target));
			if (target != COMPARE_NONE && s->is_new[target] &&
			    reach(s, target))
				return -1;
		}
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
		compare_keys, (void *)(uintptr_t)s->new);
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
	return follow_references(s) || list_added(s) ? -1 : 0;
}

int kpatch_sum_up(const struct analysis *old, const struct analysis *new,
		  const struct comparison *differences,
		  struct kpatch_sets *ret)
{
	struct state s = {
		.old = old, .new = new, .comparison = differences, .ret = ret,
		.by_key = calloc(new->items.size + 1, sizeof(*s.by_key)),
		.by_name = calloc(old->items.size + 1, sizeof(*s.by_name)),
		.is_new = calloc(new->items.size + 1, 1),
		.reached = calloc(new->items.size + 1, 1),
		.changed = calloc(old->items.size + 1, 1),
	};
	int status;

	memset(ret, 0, sizeof(*ret));
	if (s.by_key && s.by_name && s.is_new && s.reached && s.changed)
		status = sum_up(&s);
	else
		status = report_nomem();
	free(s.by_key);
	free(s.by_name);
	free(s.is_new);
	free(s.reached);
	free(s.changed);
	vec_deinit(&s.queue);
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
