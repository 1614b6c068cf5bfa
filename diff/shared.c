/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places that several items share: aliases, functions that gcc found equal
 * (-fipa-icf), labels. A relocation by section and offset means all of them,
 * and is known by the one that stands for the place; which one that is may
 * change with the others. So such a reference is the same if any name of the
 * one place is one of the other.
 *
 * Who shares a place is a difference, whatever the code: a patch of start_red()
 * that has the place of start_blue(), too, is one of both. It is told of the
 * one that comes or goes, and not of the one that the section is called
 * after. */
#include "diff/shared.h"

#include <stdlib.h>
#include <string.h>

#include "common/report.h"

/* One build, and its items that share places, by file and key. */
struct shared_side {
	const struct analysis *analysis;
	const uint32_t *partner;
	uint32_t *list;
	size_t count;
};

struct shared {
	struct shared_side old, new;
};

static uint32_t *make_partners(const struct analysis *analysis)
{
	size_t size = (analysis->items.size + 1) * sizeof(uint32_t);
	uint32_t *ret = malloc(size);

	if (ret)
		memset(ret, 0xff, size);
	else
		report_nomem();
	return ret;
}

int partners_init(struct partners *partners, const struct analysis *old,
		  const struct analysis *new)
{
	partners->of_old = make_partners(old);
	partners->of_new = make_partners(new);
	if (partners->of_old && partners->of_new)
		return 0;
	partners_deinit(partners);
	return -1;
}

void partners_deinit(struct partners *partners)
{
	free(partners->of_old);
	free(partners->of_new);
	partners->of_old = partners->of_new = NULL;
}

static const struct item *item_at(const struct shared_side *side,
				  uint32_t number)
{
	return &side->analysis->items.data[number];
}

static const char *key_of(const struct shared_side *side, uint32_t number)
{
	return analysis_string(side->analysis, item_at(side, number)->key);
}

/* The item that stands for the place of NUMBER. */
static uint32_t root_of(const struct shared_side *side, uint32_t number)
{
	const struct item *item = item_at(side, number);

	return item->flags & ITEM_ALIAS ? item->parent : number;
}

/* The items at the place of NUMBER are neighbours. */
struct shared_place {
	uint32_t first, end;
};

static bool is_at(const struct shared_side *side, uint32_t root,
		  uint32_t number)
{
	return item_at(side, number)->flags & ITEM_ALIAS &&
	       item_at(side, number)->file == item_at(side, root)->file &&
	       root_of(side, number) == root;
}

static struct shared_place place_of(const struct shared_side *side,
				    uint32_t number)
{
	uint32_t root = root_of(side, number);
	struct shared_place place = { number, number + 1 };

	if (!(item_at(side, number)->flags & ITEM_ALIAS))
		return place;
	while (place.first && is_at(side, root, place.first - 1))
		place.first--;
	while (place.end < side->analysis->items.size &&
	       is_at(side, root, place.end))
		place.end++;
	return place;
}

/* -- References ---------------------------------------------------------- */

static int list_shared(struct shared_side *side)
{
	const struct analysis *analysis = side->analysis;

	for (size_t i = 0; i < analysis->items.size; i++)
		side->count += analysis->items.data[i].flags & ITEM_ALIAS ? 1
									  : 0;
	side->list = malloc((side->count + 1) * sizeof(*side->list));
	if (!side->list)
		return report_nomem();
	side->count = 0;
	for (uint32_t i = 0; i < analysis->items.size; i++)
		if (analysis->items.data[i].flags & ITEM_ALIAS)
			side->list[side->count++] = i;
	qsort_r(side->list, side->count, sizeof(*side->list),
		analysis_compare_keys, (void *)(uintptr_t)analysis);
	return 0;
}

/* One of FILE that is called KEY and shares its place, or COMPARE_NONE. */
static uint32_t find_shared(const struct shared_side *side, uint32_t file,
			    const char *key)
{
	return analysis_find_key(side->analysis, side->list, side->count, file,
				 key);
}

/* Is one of those at the place of ITEM, of side X, the partner of what the file
 * FILE of side Y calls KEY? */
static bool has_partner(const struct shared_side *x, uint32_t item,
			const struct shared_side *y, uint32_t file,
			const char *key)
{
	uint32_t other = find_shared(y, file, key);
	struct shared_place place = place_of(x, item);

	for (uint32_t i = place.first; i < place.end; i++) {
		uint32_t partner = x->partner[i];

		if (partner == COMPARE_NONE)
			continue;
		if (!strcmp(key_of(y, partner), key) ||
		    (other != COMPARE_NONE &&
		     root_of(y, other) == root_of(y, partner)))
			return true;
	}
	return false;
}

static bool is_same_target(const struct shared *s, const struct item *a,
			   const struct reference *x, const struct item *b,
			   const struct reference *y)
{
	const char *old = analysis_string(s->old.analysis, x->target);
	const char *new = analysis_string(s->new.analysis, y->target);
	uint32_t item;

	if (!strcmp(old, new))
		return true;
	if (x->kind != REFERENCE_SYMBOL || !(x->flags & REFERENCE_PLACE) ||
	    !(y->flags & REFERENCE_PLACE))
		return false;
	item = find_shared(&s->old, a->file, old);
	if (item != COMPARE_NONE)
		return has_partner(&s->old, item, &s->new, b->file, new);
	item = find_shared(&s->new, b->file, new);
	return item != COMPARE_NONE &&
	       has_partner(&s->new, item, &s->old, a->file, old);
}

static bool is_same_reference(const struct shared *s, const struct item *a,
			      const struct reference *x, const struct item *b,
			      const struct reference *y)
{
	return x->kind == y->kind &&
	       analysis_is_same_type(s->old.analysis, x, y) &&
	       x->offset == y->offset && x->value == y->value &&
	       is_same_target(s, a, x, b, y);
}

/* Is the difference D only in the names of places? All else that a checksum is
 * made of is compared here once more. */
static bool is_only_names(const struct shared *s, const struct difference *d)
{
	const struct item *a, *b;

	if (d->kind != DIFFERENCE_CHANGED || d->cause != CAUSE_REFERENCE ||
	    d->other_item)
		return false;
	a = item_at(&s->old, d->old_item);
	b = item_at(&s->new, d->new_item);
	if (a->size != b->size || a->bytes != b->bytes ||
	    a->nreferences != b->nreferences ||
	    (a->flags | b->flags) & ITEM_SURROUNDED)
		return false;
	for (uint32_t i = 0; i < a->nreferences; i++)
		if (!is_same_reference(s, a,
				       &s->old.analysis->references
						.data[a->first_reference + i],
				       b,
				       &s->new.analysis->references
						.data[b->first_reference + i]))
			return false;
	return true;
}

/* As if they had never been found; the doubt about them stays. */
static void drop_names(const struct shared *s, struct comparison *ret)
{
	size_t kept = 0;

	for (size_t i = 0; i < ret->differences.size; i++) {
		struct difference d = ret->differences.data[i];

		if (is_only_names(s, &d)) {
			if (!((item_at(&s->old, d.old_item)->flags |
			       item_at(&s->new, d.new_item)->flags) &
			      ITEM_DOUBT))
				continue;
			d.cause = CAUSE_DOUBT;
		}
		ret->differences.data[kept++] = d;
	}
	ret->differences.size = kept;
}

/* -- Who shares a place -------------------------------------------------- */

/* Does NUMBER of side X stay in its section? What goes to another one leaves the
 * place to others. */
static bool stays(const struct shared_side *x, uint32_t number,
		  const struct shared_side *y)
{
	const struct item *old = item_at(x, number);
	const struct item *new = item_at(y, x->partner[number]);

	return !strcmp(analysis_string(x->analysis, old->base),
		       analysis_string(y->analysis, new->base));
}

/* Is A to be taken for the one whose place it is, rather than B? Both are in both
 * builds. What a section is called after, then what stays there, then a global
 * one, then by name. */
static bool is_leader(const struct shared_side *side, uint32_t a, uint32_t b,
		      const struct shared_side *other)
{
	const struct item *x = item_at(side, a), *y = item_at(side, b);
	uint32_t changed = x->flags ^ y->flags;
	bool stay = stays(side, a, other);

	if (changed & ITEM_OWN)
		return x->flags & ITEM_OWN;
	if (stay != stays(side, b, other))
		return stay;
	if (changed & ITEM_LOCAL)
		return y->flags & ITEM_LOCAL;
	return strcmp(key_of(side, a), key_of(side, b)) < 0;
}

/* The one whose place it is among those that both builds have; NUMBER is. */
static uint32_t leader_of(const struct shared_side *side, uint32_t number,
			  const struct shared_side *other)
{
	struct shared_place place = place_of(side, number);
	uint32_t leader = number;

	for (uint32_t i = place.first; i < place.end; i++)
		if (side->partner[i] != COMPARE_NONE &&
		    is_leader(side, i, leader, other))
			leader = i;
	return leader;
}

/* Have those at the place of ITEM of side X all their partners at one of side
 * Y? */
static bool stay_together(const struct shared_side *x, uint32_t item,
			  const struct shared_side *y)
{
	struct shared_place place = place_of(x, item);
	uint32_t root = root_of(y, x->partner[item]);

	for (uint32_t i = place.first; i < place.end; i++)
		if (x->partner[i] != COMPARE_NONE &&
		    root_of(y, x->partner[i]) != root)
			return false;
	return true;
}

/* TOLD is 1 + the rank of the difference in line numbers that NEW_ITEM has, which
 * says less; or 0. */
static int add_moved(const struct shared *s, uint32_t new_item, size_t told,
		     struct comparison *ret)
{
	uint32_t old_item = s->new.partner[new_item];
	uint32_t old_leader, new_leader;
	struct difference *d;

	if (stay_together(&s->old, old_item, &s->new) &&
	    stay_together(&s->new, new_item, &s->old))
		return 0;
	old_leader = leader_of(&s->old, old_item, &s->new);
	new_leader = leader_of(&s->new, new_item, &s->old);
	if (s->old.partner[old_leader] == new_leader)
		return 0;
	d = told ? &ret->differences.data[told - 1]
		 : vec_push(&ret->differences);
	if (!d)
		return -1;
	*d = (struct difference){
		.kind = DIFFERENCE_CHANGED,
		.cause = CAUSE_PLACE,
		.old_file = item_at(&s->old, old_item)->file,
		.new_file = item_at(&s->new, new_item)->file,
		.old_item = old_item,
		.new_item = new_item,
		.old_reference = COMPARE_NONE,
		.new_reference = COMPARE_NONE,
		.old_place = old_leader,
		.new_place = new_leader,
	};
	return 0;
}

/* What is never compared, and what was found to be different already, not only in
 * its lines. */
static bool is_told(const struct shared *s, const struct comparison *ret,
		    size_t told, uint32_t new_item)
{
	return s->new.partner[new_item] == COMPARE_NONE ||
	       (told &&
		ret->differences.data[told - 1].kind == DIFFERENCE_CHANGED);
}

static int add_all_moved(const struct shared *s, struct comparison *ret)
{
	/* By item: 1 + the rank of its difference, or 0. */
	size_t *told = calloc(s->new.analysis->items.size + 1, sizeof(*told));
	int status = 0;

	if (!told)
		return report_nomem();
	for (size_t i = 0; i < ret->differences.size; i++) {
		const struct difference *d = &ret->differences.data[i];

		if (d->new_item != COMPARE_NONE)
			told[d->new_item] = i + 1;
	}
	for (uint32_t i = 0; i < s->new.analysis->items.size && !status; i++) {
		uint32_t old = s->new.partner[i];

		if (is_told(s, ret, told[i], i) ||
		    !((item_at(&s->new, i)->flags |
		       item_at(&s->old, old)->flags) &
		      ITEM_ALIAS))
			continue;
		status = add_moved(s, i, told[i], ret);
	}
	free(told);
	return status;
}

int shared_places(const struct analysis *old, const struct analysis *new,
		  const struct partners *partners, struct comparison *ret)
{
	struct shared s = {
		.old = { .analysis = old, .partner = partners->of_old },
		.new = { .analysis = new, .partner = partners->of_new },
	};
	int status = list_shared(&s.old) || list_shared(&s.new) ? -1 : 0;

	if (!status) {
		drop_names(&s, ret);
		status = add_all_moved(&s, ret);
	}
	free(s.old.list);
	free(s.new.list);
	return status;
}
