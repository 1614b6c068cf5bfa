/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairing the items of two builds by their keys, and finding what is different
 * about a pair. Linear but for sorting within each file. */
#include "compare.h"

#include <stdlib.h>
#include <string.h>

#include "report.h"

/* One side of a comparison. */
struct side {
	const struct analysis *analysis;
	uint32_t *order;	/* items of the file at work, by key */
	uint32_t count;
	bool joined;		/* the file has local items of several sources */
};

struct work_state {
	struct side old, new;
	struct comparison *ret;
};

static const char *text(const struct analysis *analysis, uint32_t string)
{
	return analysis_string(analysis, string);
}

/* Is it compared as itself, and not with those that refer to it? */
static bool is_compared(const struct item *item)
{
	return !(item->flags & (ITEM_PRIVATE | ITEM_SPECIAL));
}

static const char *source_of(const struct side *side, const struct item *item)
{
	return side->joined && item->flags & ITEM_LOCAL ?
		text(side->analysis, item->source) : "";
}

static int compare_items(const struct side *x, const struct item *a,
			 const struct side *y, const struct item *b)
{
	int order = strcmp(text(x->analysis, a->key),
			   text(y->analysis, b->key));

	return order ? order : strcmp(source_of(x, a), source_of(y, b));
}

static int compare_order(const void *a, const void *b, void *ctx)
{
	const struct side *side = ctx;
	uint32_t m = *(const uint32_t *)a, n = *(const uint32_t *)b;
	int order = compare_items(side, &side->analysis->items.data[m], side,
				  &side->analysis->items.data[n]);

	return order ? order : (m > n) - (m < n);
}

static bool is_joined(const struct analysis *analysis,
		      const struct analysis_file *file)
{
	uint32_t source = 0;

	for (uint32_t i = 0; i < file->nitems; i++) {
		const struct item *item =
			&analysis->items.data[file->first_item + i];

		if (!(item->flags & ITEM_LOCAL) || !item->source)
			continue;
		if (source && source != item->source)
			return true;
		source = item->source;
	}
	return false;
}

/* Sort what is compared of FILE of SIDE. */
static int open_file(struct side *side, const struct analysis_file *file)
{
	side->joined = is_joined(side->analysis, file);
	side->count = 0;
	side->order = malloc((file->nitems + 1ul) * sizeof(*side->order));
	if (!side->order)
		return report_nomem();
	for (uint32_t i = 0; i < file->nitems; i++)
		if (is_compared(&side->analysis->items.data[file->first_item +
							    i]))
			side->order[side->count++] = file->first_item + i;
	qsort_r(side->order, side->count, sizeof(*side->order), compare_order,
		side);
	return 0;
}

static void close_file(struct side *side)
{
	free(side->order);
	side->order = NULL;
}

static bool is_same_reference(const struct analysis *old,
			      const struct reference *a,
			      const struct analysis *new,
			      const struct reference *b)
{
	return a->kind == b->kind && a->type == b->type &&
	       a->value == b->value &&
	       !strcmp(text(old, a->target), text(new, b->target));
}

/* The first pair of references that differs, or where one list ends. */
static bool find_reference(const struct work_state *w, const struct item *a,
			   const struct item *b, struct difference *ret)
{
	const struct analysis *old = w->old.analysis, *new = w->new.analysis;
	uint32_t i = 0;

	while (i < a->nreferences && i < b->nreferences &&
	       is_same_reference(old,
			&old->references.data[a->first_reference + i], new,
			&new->references.data[b->first_reference + i]))
		i++;
	if (i == a->nreferences && i == b->nreferences)
		return false;
	if (i < a->nreferences)
		ret->old_reference = a->first_reference + i;
	if (i < b->nreferences)
		ret->new_reference = b->first_reference + i;
	return true;
}

static bool is_entry(const struct analysis *analysis, uint32_t reference)
{
	return reference == COMPARE_NONE ||
	       analysis->references.data[reference].kind == REFERENCE_ENTRY;
}

static bool is_same_kind(const struct item *a, const struct item *b)
{
	return (a->flags & ITEM_PROPERTIES) == (b->flags & ITEM_PROPERTIES);
}

static void find_cause(const struct work_state *w, const struct item *a,
		       const struct item *b, struct difference *ret)
{
	if (!is_same_kind(a, b))
		ret->cause = CAUSE_KIND;
	else if (strcmp(text(w->old.analysis, a->base),
			text(w->new.analysis, b->base)))
		ret->cause = CAUSE_BASE;
	else if (find_reference(w, a, b, ret))
		ret->cause = is_entry(w->old.analysis, ret->old_reference) &&
			     is_entry(w->new.analysis, ret->new_reference) ?
			     CAUSE_TABLE : CAUSE_REFERENCE;
	else if (a->size != b->size)
		ret->cause = CAUSE_SIZE;
	else
		ret->cause = CAUSE_BYTES;
	/* What it refers to is a better reason than its size, but a table's
	 * entries follow from the code. */
	if (ret->cause == CAUSE_TABLE && a->size != b->size)
		ret->cause = CAUSE_SIZE;
	else if (ret->cause == CAUSE_TABLE && a->bytes != b->bytes)
		ret->cause = CAUSE_BYTES;
}

static struct difference *add(struct work_state *w, enum difference_kind kind,
			      uint32_t old_item, uint32_t new_item)
{
	struct difference *d = vec_push(&w->ret->differences);

	if (!d)
		return NULL;
	d->kind = kind;
	d->old_item = old_item;
	d->new_item = new_item;
	d->old_file = old_item == COMPARE_NONE ? COMPARE_NONE :
		w->old.analysis->items.data[old_item].file;
	d->new_file = new_item == COMPARE_NONE ? COMPARE_NONE :
		w->new.analysis->items.data[new_item].file;
	d->old_reference = d->new_reference = COMPARE_NONE;
	return d;
}

static int add_doubt(struct work_state *w, uint32_t new_item)
{
	uint32_t *doubt = vec_push(&w->ret->doubts);

	if (!doubt)
		return -1;
	*doubt = new_item;
	return 0;
}

static int compare_pair(struct work_state *w, uint32_t old_item,
			uint32_t new_item)
{
	const struct item *a = &w->old.analysis->items.data[old_item];
	const struct item *b = &w->new.analysis->items.data[new_item];
	struct difference *d;

	w->ret->nitems++;
	if (a->checksum == b->checksum && is_same_kind(a, b))
		return (a->flags | b->flags) & ITEM_DOUBT ?
		       add_doubt(w, new_item) : 0;
	d = add(w, DIFFERENCE_CHANGED, old_item, new_item);
	if (!d)
		return -1;
	if (a->lineless == b->lineless && is_same_kind(a, b)) {
		d->kind = DIFFERENCE_LINE;
		d->cause = CAUSE_LINE;
	} else {
		find_cause(w, a, b, d);
	}
	return 0;
}

static int compare_files(struct work_state *w)
{
	uint32_t i = 0, j = 0;

	while (i < w->old.count || j < w->new.count) {
		uint32_t a = i < w->old.count ? w->old.order[i] : COMPARE_NONE;
		uint32_t b = j < w->new.count ? w->new.order[j] : COMPARE_NONE;
		int order;

		if (a == COMPARE_NONE)
			order = 1;
		else if (b == COMPARE_NONE)
			order = -1;
		else
			order = compare_items(&w->old,
				&w->old.analysis->items.data[a], &w->new,
				&w->new.analysis->items.data[b]);
		if (order < 0 ? !add(w, DIFFERENCE_REMOVED, a, COMPARE_NONE) :
		    order > 0 ? !add(w, DIFFERENCE_ADDED, COMPARE_NONE, b) :
				compare_pair(w, a, b))
			return -1;
		i += order <= 0;
		j += order >= 0;
	}
	return 0;
}

static int compare_two(struct work_state *w, const struct analysis_file *old,
		       const struct analysis_file *new)
{
	static const struct analysis_file none = {};
	int status = -1;

	w->ret->nfiles += old && new;
	if (!open_file(&w->old, old ? old : &none) &&
	    !open_file(&w->new, new ? new : &none))
		status = compare_files(w);
	close_file(&w->old);
	close_file(&w->new);
	return status;
}

/* For qsort_r: files of an analysis by name. */
static int compare_names(const struct analysis *x, const struct analysis_file *a,
			 const struct analysis *y, const struct analysis_file *b)
{
	int order = strcmp(text(x, a->name), text(y, b->name));

	return order ? order : strcmp(text(x, a->member), text(y, b->member));
}

static int compare_file_order(const void *a, const void *b, void *ctx)
{
	const struct analysis *analysis = ctx;
	uint32_t m = *(const uint32_t *)a, n = *(const uint32_t *)b;
	int order = compare_names(analysis, &analysis->files.data[m], analysis,
				  &analysis->files.data[n]);

	return order ? order : (m > n) - (m < n);
}

static uint32_t *sort_files(const struct analysis *analysis)
{
	size_t count = analysis->files.size;
	uint32_t *order = malloc((count + 1) * sizeof(*order));

	if (!order) {
		report_nomem();
		return NULL;
	}
	for (size_t i = 0; i < count; i++)
		order[i] = (uint32_t)i;
	qsort_r(order, count, sizeof(*order), compare_file_order,
		(void *)(uintptr_t)analysis);
	return order;
}

static int pair_files(struct work_state *w, const uint32_t *x,
		      const uint32_t *y)
{
	const struct analysis *old = w->old.analysis, *new = w->new.analysis;
	size_t i = 0, j = 0;

	while (i < old->files.size || j < new->files.size) {
		const struct analysis_file *a = i < old->files.size ?
			&old->files.data[x[i]] : NULL;
		const struct analysis_file *b = j < new->files.size ?
			&new->files.data[y[j]] : NULL;
		int order = !a ? 1 : !b ? -1 : compare_names(old, a, new, b);

		if (compare_two(w, order <= 0 ? a : NULL,
				order >= 0 ? b : NULL))
			return -1;
		i += order <= 0;
		j += order >= 0;
	}
	return 0;
}

/* The order in which people read a report: as things stand in the new files,
 * and what is gone at the end of its file. */
static int compare_places(const void *a, const void *b)
{
	const struct difference *x = a, *y = b;

	if (x->new_file != y->new_file)
		return x->new_file < y->new_file ? -1 : 1;
	if (x->new_item != y->new_item)
		return x->new_item < y->new_item ? -1 : 1;
	if (x->old_file != y->old_file)
		return x->old_file < y->old_file ? -1 : 1;
	return (x->old_item > y->old_item) - (x->old_item < y->old_item);
}

int compare(const struct analysis *old, const struct analysis *new,
	    struct comparison *ret)
{
	struct work_state w = {
		.old.analysis = old, .new.analysis = new, .ret = ret,
	};
	uint32_t *x = NULL, *y = NULL;
	int status = -1;

	memset(ret, 0, sizeof(*ret));
	if (old->files.size == 1 && new->files.size == 1) {
		status = compare_two(&w, old->files.data, new->files.data);
	} else {
		x = sort_files(old);
		y = sort_files(new);
		if (x && y)
			status = pair_files(&w, x, y);
		free(x);
		free(y);
	}
	if (status) {
		comparison_deinit(ret);
		return -1;
	}
	if (ret->differences.size)
		qsort(ret->differences.data, ret->differences.size,
		      sizeof(*ret->differences.data), compare_places);
	return 0;
}

void comparison_deinit(struct comparison *comparison)
{
	vec_deinit(&comparison->differences);
	vec_deinit(&comparison->doubts);
}
