/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding what is different about the items of two builds, which pairing.c has
 * paired. Linear but for sorting within each file. */
#include "diff/compare.h"

#include <stdlib.h>
#include <string.h>

#include "common/report.h"
#include "diff/pairing.h"
#include "diff/shared.h"

struct work_state {
	const struct analysis *old, *new;
	struct item_pairing pairing; /* of the files at work */
	struct partners partners;
	struct comparison *ret;
};

static const char *text(const struct analysis *analysis, uint32_t string)
{
	return analysis_string(analysis, string);
}

static bool is_same_reference(const struct work_state *w,
			      const struct reference *a,
			      const struct reference *b)
{
	return a->kind == b->kind && analysis_is_same_type(w->old, a, b) &&
	       a->value == b->value && item_pairing_agrees(&w->pairing, a, b);
}

/* The first pair of references that differs, or where one list ends. */
static bool find_reference(const struct work_state *w, const struct item *a,
			   const struct item *b, struct difference *ret)
{
	uint32_t i = 0;

	while (i < a->nreferences && i < b->nreferences &&
	       is_same_reference(
		       w, &w->old->references.data[a->first_reference + i],
		       &w->new->references.data[b->first_reference + i]))
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

/* A file of one build with its partners in the other one. */
struct view {
	const struct analysis *analysis;
	const struct analysis_file *file;
	const uint32_t *partner; /* by item of the file */
};

static bool is_in_one_section(const struct analysis *analysis,
			      const struct item *a, const struct item *b)
{
	return a->flags & b->flags & ITEM_OWN && a->value != b->value &&
	       !strcmp(text(analysis, a->name), text(analysis, b->name)) &&
	       !strcmp(text(analysis, a->base), text(analysis, b->base));
}

/* Does OTHER, which is in a section with NUMBER of X, need to be aligned as well
 * as that is in the other build, too? */
static bool is_aligned_for(const struct view *x, uint32_t number,
			   uint32_t other, const struct analysis *y)
{
	uint32_t partner = x->partner[other - x->file->first_item];

	return partner != ITEM_UNPAIRED &&
	       (y->items.data[partner].flags & ITEM_ALIGNMENT) >=
		       (x->analysis->items.data[number].flags & ITEM_ALIGNMENT);
}

/* `ld -r' puts .data.n.0 of each source into one section, and what is in front
 * there is as aligned as any of them. Items of one section are neighbours. */
static bool is_aligned_for_others(const struct view *x, uint32_t number,
				  const struct analysis *y)
{
	const struct item *items = x->analysis->items.data;
	uint32_t end = x->file->first_item + x->file->nitems;

	for (uint32_t i = number;
	     i-- > x->file->first_item &&
	     is_in_one_section(x->analysis, &items[number], &items[i]);)
		if (is_aligned_for(x, number, i, y))
			return true;
	for (uint32_t i = number + 1;
	     i < end &&
	     is_in_one_section(x->analysis, &items[number], &items[i]);
	     i++)
		if (is_aligned_for(x, number, i, y))
			return true;
	return false;
}

static bool is_same_kind(const struct work_state *w, uint32_t old_item,
			 uint32_t new_item)
{
	const struct item *a = &w->old->items.data[old_item];
	const struct item *b = &w->new->items.data[new_item];
	const struct view old = { w->old, w->pairing.old_file,
				  w->pairing.of_old };
	const struct view new = { w->new, w->pairing.new_file,
				  w->pairing.of_new };
	uint32_t changed = (a->flags ^ b->flags) & ITEM_PROPERTIES;

	if (!changed)
		return true;
	if (changed & ~(uint32_t)ITEM_ALIGNMENT || a->flags & ITEM_FUNCTION)
		return false;
	return (a->flags & ITEM_ALIGNMENT) > (b->flags & ITEM_ALIGNMENT)
		       ? is_aligned_for_others(&old, old_item, w->new)
		       : is_aligned_for_others(&new, new_item, w->old);
}

static void find_cause(const struct work_state *w, const struct item *a,
		       const struct item *b, struct difference *ret)
{
	const uint32_t kinds = ITEM_PROPERTIES &
			       ~(uint32_t)(ITEM_NOKPROBE | ITEM_ALIGNMENT);
	bool moved = strcmp(text(w->old, a->base), text(w->new, b->base));

	/* What is in .kprobes.text isn't probed, and only of what has a section
	 * of its own it is known how it is aligned. */
	if (moved ? (a->flags ^ b->flags) & kinds
		  : !is_same_kind(w, ret->old_item, ret->new_item))
		ret->cause = CAUSE_KIND;
	else if (moved)
		ret->cause = CAUSE_BASE;
	else if (find_reference(w, a, b, ret))
		ret->cause = is_entry(w->old, ret->old_reference) &&
					     is_entry(w->new,
						      ret->new_reference)
				     ? CAUSE_TABLE
				     : CAUSE_REFERENCE;
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
	d->old_file = old_item == COMPARE_NONE
			      ? COMPARE_NONE
			      : w->old->items.data[old_item].file;
	d->new_file = new_item == COMPARE_NONE
			      ? COMPARE_NONE
			      : w->new->items.data[new_item].file;
	d->old_reference = d->new_reference = COMPARE_NONE;
	return d;
}

/* Do all references of A and B that have a name which others share lead to the
 * same? Checksums leave them out. */
static bool leads_to_same(const struct work_state *w, const struct item *a,
			  const struct item *b)
{
	if (item_pairing_is_plain(&w->pairing) ||
	    a->nreferences != b->nreferences)
		return true;
	for (uint32_t i = 0; i < a->nreferences; i++) {
		const struct reference *x =
			&w->old->references.data[a->first_reference + i];
		const struct reference *y =
			&w->new->references.data[b->first_reference + i];

		if (x->kind == REFERENCE_SYMBOL &&
		    y->kind == REFERENCE_SYMBOL &&
		    !item_pairing_agrees(&w->pairing, x, y))
			return false;
	}
	return true;
}

static bool is_same_export(const struct work_state *w, const struct item *a,
			   const struct item *b)
{
	return (!a->export && !b->export) ||
	       !strcmp(text(w->old, a->export), text(w->new, b->export));
}

static int compare_pair(struct work_state *w, uint32_t old_item,
			uint32_t new_item)
{
	const struct item *a = &w->old->items.data[old_item];
	const struct item *b = &w->new->items.data[new_item];
	bool leads = leads_to_same(w, a, b);
	bool same = is_same_kind(w, old_item, new_item) && leads;
	bool doubt = (a->flags | b->flags) & ITEM_DOUBT;
	bool exported = is_same_export(w, a, b); /* alike */
	struct difference *d;

	w->ret->nitems++;
	w->partners.of_old[old_item] = new_item;
	w->partners.of_new[new_item] = old_item;
	if (a->checksum == b->checksum && same && !doubt && exported)
		return 0;
	d = add(w, DIFFERENCE_CHANGED, old_item, new_item);
	if (!d)
		return -1;
	d->is_guess =
		w->pairing.is_guess[new_item - w->pairing.new_file->first_item];
	d->other_item = !leads;
	if (a->checksum == b->checksum && same) {
		d->cause = exported ? CAUSE_DOUBT : CAUSE_EXPORT;
	} else if (a->lineless == b->lineless && same && !doubt && exported) {
		d->kind = DIFFERENCE_LINE;
		d->cause = CAUSE_LINE;
	} else {
		find_cause(w, a, b, d);
	}
	return 0;
}

static int compare_files(struct work_state *w, const struct analysis_file *old,
			 const struct analysis_file *new)
{
	for (uint32_t i = 0; i < new->nitems; i++) {
		uint32_t item = new->first_item + i;
		uint32_t partner = w->pairing.of_new[i];

		if (!item_is_compared(&w->new->items.data[item]))
			continue;
		if (partner == ITEM_UNPAIRED
			    ? !add(w, DIFFERENCE_ADDED, COMPARE_NONE, item)
			    : compare_pair(w, partner, item))
			return -1;
	}
	for (uint32_t i = 0; i < old->nitems; i++) {
		uint32_t item = old->first_item + i;

		if (item_is_compared(&w->old->items.data[item]) &&
		    w->pairing.of_old[i] == ITEM_UNPAIRED &&
		    !add(w, DIFFERENCE_REMOVED, item, COMPARE_NONE))
			return -1;
	}
	return 0;
}

static int compare_two(struct work_state *w, const struct analysis_file *old,
		       const struct analysis_file *new)
{
	static const struct analysis_file none = {};
	int status;

	w->ret->nfiles += old && new;
	old = old ? old : &none;
	new = new ? new : &none;
	if (item_pairing_init(&w->pairing, w->old, old, w->new, new))
		return -1;
	status = compare_files(w, old, new);
	item_pairing_deinit(&w->pairing);
	return status;
}

static const struct analysis_file *file_at(const struct analysis *analysis,
					   uint32_t number)
{
	return number == FILE_NONE ? NULL : &analysis->files.data[number];
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

int comparison_init(const struct analysis *old, const struct analysis *new,
		    const struct file_pairs *pairs, struct comparison *ret)
{
	struct work_state w = {
		.old = old,
		.new = new,
		.ret = ret,
	};
	const struct file_pair *pair;
	int status = 0;

	memset(ret, 0, sizeof(*ret));
	if (partners_init(&w.partners, old, new))
		return -1;
	vec_for_each(pairs, pair)
		if (!status)
			status = compare_two(&w, file_at(old, pair->old),
					     file_at(new, pair->new));
	if (!status)
		status = shared_places(old, new, &w.partners, ret);
	partners_deinit(&w.partners);
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
}
