/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairing the items of two builds. Most have names of their own. Compilers
 * number the others in the order in which they meet them: static locals (n.0,
 * n.1, whatever functions they are of), clones (f.constprop.0), nested
 * functions; a new one in front renames all that follow.
 *
 * What one name (less its numbers) and one source have in both builds is a
 * group. Its members are paired by those who refer to them. If function f is the
 * same in both, then so are what it refers to, one by one; if it differs, what has
 * the same contents there is the same, and what is between two such, by order.
 * That is done in rounds, since those who refer may be members of groups
 * themselves. Functions of which contents are the same in both builds and unlike
 * all others of the group are paired sooner. What is left goes by contents and
 * then by order, which is a guess. A static local that only functions refer to
 * which aren't those of the old one isn't the old one. */
#include "diff/pairing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/names.h"
#include "common/report.h"
#include "common/search.h"
#include "common/vec.h"

enum { NAME_BYTES = 1024, MOST_ROUNDS = 16 };

/* A member of a group: several items of one name. Sorted by key. */
struct pairing_name {
	uint32_t key; /* string of its analysis */
	uint32_t item;
};

struct member {
	uint32_t item;
	uint32_t name;	    /* among the pairer's names, or 0: its own */
	const char *group;  /* that, once all names are there */
	const char *source; /* or "" */
};

struct side {
	const struct analysis *analysis;
	const struct analysis_file *file;
	uint32_t *partner;
	struct member *members;
	uint32_t count;
	struct pairing_name *names;
	uint32_t nnames;
	unsigned char *used; /* by item: another one refers to it */
};

/* A group: ranges of members. */
struct group {
	uint32_t old, nold, new, nnew;
};

/* How close two members are that have as many votes as others. */
enum {
	CLOSE_KEY = 1, /* statics of functions of one name */
	CLOSE_ALIKE = 2,
};

struct vote {
	uint32_t old, new; /* items */
	uint32_t count;
	unsigned int close;
};

struct pairer {
	struct item_pairing *ret;
	struct side old, new;
	struct strtab names;
	bool joined;
	bool loose; /* the last resort: of any size and section */
	VEC(struct group) groups;
	VEC(struct vote) votes;
};

static const char *text(const struct analysis *analysis, uint32_t string)
{
	return analysis_string(analysis, string);
}

static const struct item *item_at(const struct side *side, uint32_t item)
{
	return &side->analysis->items.data[item];
}

/* -- Groups --------------------------------------------------------------- */

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

/* Find the name that MEMBER has in its group. */
static int name_member(struct pairer *p, const struct side *side,
		       struct member *member)
{
	const struct item *item = item_at(side, member->item);
	const char *name = text(side->analysis, item->name);
	enum name_class class;
	char stable[NAME_BYTES];

	if (item->flags & ITEM_TABLE)
		return 0;
	class = name_classify(name, item->flags & ITEM_FUNCTION);
	if (class == NAME_PLAIN)
		return 0;
	name_stable(name, class, stable, sizeof(stable) - 1);
	/* A static local n isn't the variable n. */
	if (class == NAME_STATIC)
		snprintf(stable + strlen(stable), 2, "@");
	return strtab_add(&p->names, stable, &member->name);
}

static int list_members(struct pairer *p, struct side *side)
{
	side->members = calloc(side->file->nitems + 1ul,
			       sizeof(*side->members));
	side->used = calloc(side->file->nitems + 1ul, 1);
	if (!side->members || !side->used)
		return report_nomem();
	for (uint32_t i = 0; i < side->file->nitems; i++) {
		struct member *member = &side->members[side->count];
		const struct item *item;

		member->item = side->file->first_item + i;
		item = item_at(side, member->item);
		if (!item_is_compared(item))
			continue;
		member->source = p->joined && item->flags & ITEM_LOCAL
					 ? text(side->analysis, item->source)
					 : "";
		if (name_member(p, side, member))
			return -1;
		side->count++;
	}
	return 0;
}

/* The table of names moves while it grows: this is when it's whole. */
static void finish_names(const struct pairer *p, struct side *side)
{
	for (uint32_t i = 0; i < side->count; i++) {
		struct member *member = &side->members[i];

		member->group =
			member->name ? strtab_get(&p->names, member->name)
				     : text(side->analysis,
					    item_at(side, member->item)->name);
	}
}

static int compare_groups(const struct member *a, const struct member *b)
{
	int order = strcmp(a->group, b->group);

	return order ? order : strcmp(a->source, b->source);
}

static int compare_members(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	int order = compare_groups(x, y);

	return order ? order : (x->item > y->item) - (x->item < y->item);
}

static void pair(struct pairer *p, uint32_t old, uint32_t new, bool guess)
{
	p->old.partner[old - p->old.file->first_item] = new;
	p->new.partner[new - p->new.file->first_item] = old;
	p->ret->is_guess[new - p->new.file->first_item] = guess;
}

static bool is_paired(const struct side *side, uint32_t item)
{
	return side->partner[item - side->file->first_item] != ITEM_UNPAIRED;
}

/* The end of the group that begins with member I. */
static uint32_t group_end(const struct side *side, uint32_t i)
{
	uint32_t end = i;

	while (end < side->count &&
	       !compare_groups(&side->members[i], &side->members[end]))
		end++;
	return end;
}

/* Is the one member of its name in both builds known by it? Static locals may
 * be of different functions. */
static bool is_known_by_name(const struct pairer *p, const struct group *g)
{
	return g->nold == 1 && g->nnew == 1 &&
	       !((item_at(&p->old, p->old.members[g->old].item)->flags |
		  item_at(&p->new, p->new.members[g->new].item)->flags) &
		 ITEM_STATIC);
}

/* Pair what names tell, list the groups. */
static int find_groups(struct pairer *p)
{
	uint32_t i = 0, j = 0;

	while (i < p->old.count || j < p->new.count) {
		int order = i == p->old.count ? 1
			    : j == p->new.count
				    ? -1
				    : compare_groups(&p->old.members[i],
						     &p->new.members[j]);
		struct group g = { .old = i, .new = j };

		if (order <= 0)
			g.nold = group_end(&p->old, i) - i;
		if (order >= 0)
			g.nnew = group_end(&p->new, j) - j;
		i += g.nold;
		j += g.nnew;
		if (is_known_by_name(p, &g)) {
			pair(p, p->old.members[g.old].item,
			     p->new.members[g.new].item, false);
		} else if (g.nold + g.nnew > 1) {
			struct group *group = vec_push(&p->groups);

			if (!group)
				return -1;
			*group = g;
		}
	}
	return 0;
}

/* -- Members by key ------------------------------------------------------- */

static int compare_keys(const void *a, const void *b)
{
	const struct pairing_name *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (x->item > y->item) - (x->item < y->item);
}

static int list_names(struct side *side)
{
	side->names = malloc((side->count + 1ul) * sizeof(*side->names));
	if (!side->names)
		return report_nomem();
	for (uint32_t i = 0; i < side->count; i++)
		if (side->members[i].name)
			side->names[side->nnames++] = (struct pairing_name){
				item_at(side, side->members[i].item)->key,
				side->members[i].item
			};
	qsort(side->names, side->nnames, sizeof(*side->names), compare_keys);
	return 0;
}

static bool is_used(const struct side *side, uint32_t item)
{
	return side->used[item - side->file->first_item];
}

/* The item with KEY among COUNT NAMES; ITEM_UNPAIRED if it isn't there, or not
 * alone. */
static uint32_t find_name(const struct pairing_name *names, uint32_t count,
			  uint32_t key)
{
	uint32_t at = lower_bound(i, 0, count, names[i].key < key);

	if (at == count || names[at].key != key ||
	    (at + 1 < count && names[at + 1].key == key))
		return ITEM_UNPAIRED;
	return names[at].item;
}

/* -- Votes ---------------------------------------------------------------- */

/* What functions say of a static local counts for more than what tables do that
 * hold its address. */
enum { WEIGHT_OF_CODE = 16 };

static int add_vote(struct pairer *p, const struct item *user, uint32_t old,
		    uint32_t new)
{
	struct vote *vote = vec_push(&p->votes);

	if (!vote)
		return -1;
	*vote = (struct vote){
		.old = old,
		.new = new,
		.count = user->flags &ITEM_FUNCTION ? WEIGHT_OF_CODE : 1,
	};
	return 0;
}

static bool may_be_same(const struct pairer *p, uint32_t old, uint32_t new)
{
	const struct item *a = item_at(&p->old, old);
	const struct item *b = item_at(&p->new, new);
	char x[NAME_BYTES], y[NAME_BYTES];
	const char *m = text(p->old.analysis, a->name);
	const char *n = text(p->new.analysis, b->name);
	enum name_class class = name_classify(m, a->flags & ITEM_FUNCTION);

	/* A variable of another size is another one, if there are others. */
	if (class != name_classify(n, b->flags & ITEM_FUNCTION) ||
	    (!p->loose && !(a->flags & ITEM_FUNCTION) && a->size != b->size))
		return false;
	return !strcmp(name_stable(m, class, x, sizeof(x)),
		       name_stable(n, class, y, sizeof(y))) &&
	       (!p->joined || !strcmp(text(p->old.analysis, a->source),
				      text(p->new.analysis, b->source)));
}

static bool is_alike(const struct pairer *p, uint32_t old, uint32_t new)
{
	const struct item *a = item_at(&p->old, old);
	const struct item *b = item_at(&p->new, new);

	return a->lineless == b->lineless &&
	       !((a->flags ^ b->flags) & ITEM_PROPERTIES);
}

/* The next reference of ITEM from I on that leads to a member. */
static uint32_t next_member(const struct side *side, const struct item *item,
			    uint32_t i, uint32_t *member)
{
	for (; i < item->nreferences; i++) {
		const struct reference *r =
			&side->analysis->references
				 .data[item->first_reference + i];

		if (r->kind != REFERENCE_SYMBOL)
			continue;
		*member = find_name(side->names, side->nnames, r->target);
		if (*member != ITEM_UNPAIRED)
			return i;
	}
	return i;
}

/* Note which members others refer to. */
static void find_used(struct side *side)
{
	for (uint32_t i = 0; i < side->file->nitems; i++) {
		const struct item *item = item_at(side,
						  side->file->first_item + i);
		uint32_t member = 0;

		for (uint32_t r = 0;; r++) {
			r = next_member(side, item, r, &member);
			if (r >= item->nreferences)
				break;
			side->used[member - side->file->first_item] = 1;
		}
	}
}

/* A and B, which are paired and the same, refer to members one by one. */
static int vote_same(struct pairer *p, const struct item *a,
		     const struct item *b)
{
	uint32_t i = 0, j = 0, old = 0, new = 0;

	for (;; i++, j++) {
		i = next_member(&p->old, a, i, &old);
		j = next_member(&p->new, b, j, &new);
		if (i >= a->nreferences || j >= b->nreferences)
			return 0;
		if (may_be_same(p, old, new) && add_vote(p, a, old, new))
			return -1;
	}
}

enum { MOST_REFERRED = 256, REFERRED_NONE = MOST_REFERRED };

/* Members that an item refers to and that have no partner, in the order of the
 * first reference. Those beyond are left to keys and order. */
struct referred {
	uint32_t items[MOST_REFERRED];
	/* The rank of its partner in the other list, or REFERRED_NONE. */
	unsigned int partner[MOST_REFERRED];
	unsigned int count;
};

static bool is_listed(const struct referred *list, uint32_t item)
{
	for (unsigned int i = 0; i < list->count; i++)
		if (list->items[i] == item)
			return true;
	return false;
}

static void list_referred(const struct side *side, const struct item *item,
			  struct referred *ret)
{
	uint32_t member = 0;

	ret->count = 0;
	for (uint32_t i = 0; ret->count < MOST_REFERRED; i++) {
		i = next_member(side, item, i, &member);
		if (i >= item->nreferences)
			return;
		if (is_paired(side, member) || is_listed(ret, member))
			continue;
		ret->partner[ret->count] = REFERRED_NONE;
		ret->items[ret->count++] = member;
	}
}

static bool is_of_same_base(const struct pairer *p, uint32_t old, uint32_t new)
{
	return !strcmp(text(p->old.analysis, item_at(&p->old, old)->base),
		       text(p->new.analysis, item_at(&p->new, new)->base));
}

/* May OLD be NEW, of two functions that differ? A variable in another section is
 * another one, if there are others. */
static bool is_candidate(const struct pairer *p, uint32_t old, uint32_t new,
			 bool alike)
{
	if (alike ? !is_alike(p, old, new)
		  : !p->loose && !is_of_same_base(p, old, new))
		return false;
	return may_be_same(p, old, new);
}

/* Number I of X gets the first partner from FIRST of Y on up to END. */
static void match(const struct pairer *p, struct referred *x, unsigned int i,
		  struct referred *y, unsigned int first, unsigned int end,
		  bool alike)
{
	for (unsigned int j = first; j < end; j++)
		if (y->partner[j] == REFERRED_NONE &&
		    is_candidate(p, x->items[i], y->items[j], alike)) {
			x->partner[i] = j;
			y->partner[j] = i;
			return;
		}
}

/* Where the next one behind number I of X that has a partner has it in Y. */
static unsigned int end_for(const struct referred *x, unsigned int i,
			    const struct referred *y)
{
	while (++i < x->count)
		if (x->partner[i] != REFERRED_NONE)
			return x->partner[i];
	return y->count;
}

/* What is alike is the same; what else is between two of these in both is so by
 * order; and so is the rest. */
static void match_all(const struct pairer *p, struct referred *x,
		      struct referred *y)
{
	unsigned int first = 0;

	for (unsigned int i = 0; i < x->count; i++)
		match(p, x, i, y, 0, y->count, true);
	for (unsigned int i = 0; i < x->count; i++) {
		if (x->partner[i] == REFERRED_NONE)
			match(p, x, i, y, first, end_for(x, i, y), false);
		if (x->partner[i] != REFERRED_NONE)
			first = x->partner[i] + 1;
	}
	for (unsigned int i = 0; i < x->count; i++)
		if (x->partner[i] == REFERRED_NONE)
			match(p, x, i, y, 0, y->count, false);
}

/* A and B, which are paired, refer to members, and differ. */
static int vote_changed(struct pairer *p, const struct item *a,
			const struct item *b)
{
	struct referred x, y;

	list_referred(&p->old, a, &x);
	list_referred(&p->new, b, &y);
	match_all(p, &x, &y);
	for (unsigned int i = 0; i < x.count; i++)
		if (x.partner[i] != REFERRED_NONE &&
		    add_vote(p, a, x.items[i], y.items[x.partner[i]]))
			return -1;
	return 0;
}

/* Once f()'s second name g() has code of its own, both have a static n, and for
 * the old one f() and g() vote as often. It is the one that has its contents, or
 * if both have, the one that is f()'s. */
static unsigned int closeness(const struct pairer *p, const struct vote *vote)
{
	const char *key = text(p->old.analysis,
			       item_at(&p->old, vote->old)->key);
	const char *other = text(p->new.analysis,
				 item_at(&p->new, vote->new)->key);

	return (is_alike(p, vote->old, vote->new) ? CLOSE_ALIKE : 0) +
	       (strcmp(key, other) ? 0 : CLOSE_KEY);
}

static int compare_votes(const void *a, const void *b)
{
	const struct vote *x = a, *y = b;

	if (x->old != y->old)
		return x->old < y->old ? -1 : 1;
	return (x->new > y->new) - (x->new < y->new);
}

static int compare_counts(const void *a, const void *b)
{
	const struct vote *x = a, *y = b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	if (x->close != y->close)
		return x->close > y->close ? -1 : 1;
	return compare_votes(a, b);
}

/* Pair by the votes, those of most first, then of the closest. True if any was. */
static bool count_votes(struct pairer *p)
{
	size_t count = 0;
	bool any = false;

	if (!p->votes.size)
		return false;
	qsort(p->votes.data, p->votes.size, sizeof(*p->votes.data),
	      compare_votes);
	for (size_t i = 1; i < p->votes.size; i++) {
		struct vote *last = &p->votes.data[count];
		const struct vote *v = &p->votes.data[i];

		if (v->old == last->old && v->new == last->new)
			last->count += v->count;
		else
			p->votes.data[++count] = *v;
	}
	p->votes.size = count + 1;
	for (size_t i = 0; i < p->votes.size; i++)
		p->votes.data[i].close = closeness(p, &p->votes.data[i]);
	qsort(p->votes.data, p->votes.size, sizeof(*p->votes.data),
	      compare_counts);
	for (size_t i = 0; i < p->votes.size; i++) {
		const struct vote *v = &p->votes.data[i];

		if (is_paired(&p->old, v->old) || is_paired(&p->new, v->new))
			continue;
		pair(p, v->old, v->new, false);
		any = true;
	}
	p->votes.size = 0;
	return any;
}

/* Let all pairs vote, those that are the SAME or the others. 1 if a pair was
 * found, 0, or -1 (reported). */
static int vote_once(struct pairer *p, bool same)
{
	for (uint32_t i = 0; i < p->old.file->nitems; i++) {
		uint32_t partner = p->old.partner[i];
		const struct item *a, *b;

		if (partner == ITEM_UNPAIRED)
			continue;
		a = item_at(&p->old, p->old.file->first_item + i);
		b = item_at(&p->new, partner);
		if (!a->nreferences || !b->nreferences ||
		    (a->lineless == b->lineless) != same)
			continue;
		if (same ? vote_same(p, a, b) : vote_changed(p, a, b))
			return -1;
	}
	return count_votes(p);
}

/* -- Contents ------------------------------------------------------------- */

static uint32_t count_alike(const struct pairer *p, const struct group *g,
			    uint32_t new)
{
	uint32_t count = 0;

	for (uint32_t i = g->old; i < g->old + g->nold; i++)
		count += is_alike(p, p->old.members[i].item, new);
	return count;
}

/* Functions that are alike in both builds; if UNIQUE, only where both have just
 * one such. */
static void pair_alike(struct pairer *p, const struct group *g, bool unique)
{
	for (uint32_t i = g->old; i < g->old + g->nold; i++) {
		uint32_t old = p->old.members[i].item, found = ITEM_UNPAIRED;
		unsigned int count = 0;

		if (is_paired(&p->old, old) ||
		    !(item_at(&p->old, old)->flags & ITEM_FUNCTION))
			continue;
		for (uint32_t j = g->new; j < g->new + g->nnew; j++) {
			uint32_t new = p->new.members[j].item;

			if (!is_alike(p, old, new))
				continue;
			count++;
			if (found == ITEM_UNPAIRED && !is_paired(&p->new, new))
				found = new;
		}
		if (found == ITEM_UNPAIRED ||
		    (unique && (count > 1 || count_alike(p, g, found) > 1)))
			continue;
		pair(p, old, found, false);
	}
}

/* Static locals of a function, its split-off parts or what it is one of, by
 * their keys. */
static void pair_keys(struct pairer *p, const struct group *g)
{
	for (uint32_t i = g->old; i < g->old + g->nold; i++) {
		const struct item *old = item_at(&p->old,
						 p->old.members[i].item);
		const char *key = text(p->old.analysis, old->key);

		if (is_paired(&p->old, p->old.members[i].item) ||
		    !(old->flags & ITEM_STATIC))
			continue;
		for (uint32_t j = g->new; j < g->new + g->nnew; j++) {
			uint32_t new = p->new.members[j].item;

			if (is_paired(&p->new, new) ||
			    strcmp(key, text(p->new.analysis,
					     item_at(&p->new, new)->key)))
				continue;
			pair(p, p->old.members[i].item, new, false);
			break;
		}
	}
}

/* What nothing tells apart: by order. */
static void pair_rest(struct pairer *p, const struct group *g)
{
	uint32_t j = g->new;

	for (uint32_t i = g->old; i < g->old + g->nold; i++) {
		uint32_t old = p->old.members[i].item;

		if (is_paired(&p->old, old))
			continue;
		while (j < g->new + g->nnew &&
		       is_paired(&p->new, p->new.members[j].item))
			j++;
		if (j == g->new + g->nnew)
			return;
		/* The users of both are known, and are others; or the size
		 * is. */
		if (!may_be_same(p, old, p->new.members[j].item))
			continue;
		if (item_at(&p->old, old)->flags & ITEM_STATIC &&
		    is_used(&p->old, old) &&
		    is_used(&p->new, p->new.members[j].item))
			continue;
		pair(p, old, p->new.members[j].item,
		     g->nold > 1 || g->nnew > 1);
	}
}

/* -- Linkage -------------------------------------------------------------- */

/* The end of the members from I on that have the name of the first, whatever
 * their sources; *left is the only one of them that has no partner, or
 * ITEM_UNPAIRED. */
static uint32_t find_left(const struct side *side, uint32_t i, uint32_t *left)
{
	const char *group = side->members[i].group;
	unsigned int count = 0;

	for (; i < side->count && !strcmp(side->members[i].group, group); i++)
		if (!is_paired(side, side->members[i].item)) {
			*left = side->members[i].item;
			count++;
		}
	if (count != 1)
		*left = ITEM_UNPAIRED;
	return i;
}

/* A symbol that is local in one build and global in the other has a source in
 * one of them only. */
static void pair_linkage(struct pairer *p)
{
	uint32_t i = 0, j = 0;

	while (i < p->old.count && j < p->new.count) {
		int order = strcmp(p->old.members[i].group,
				   p->new.members[j].group);
		uint32_t old = ITEM_UNPAIRED, new = ITEM_UNPAIRED;
		uint32_t first = i, begin = j;

		if (order <= 0)
			i = find_left(&p->old, i, &old);
		if (order >= 0)
			j = find_left(&p->new, j, &new);
		if (old != ITEM_UNPAIRED && new != ITEM_UNPAIRED &&
		    (item_at(&p->old, old)->flags ^
		     item_at(&p->new, new)->flags) &
			    ITEM_LOCAL)
			pair(p, old, new, i - first > 1 || j - begin > 1);
	}
}

/* -- All ------------------------------------------------------------------ */

/* Vote until nothing is found any more: those that are the same, then all. */
static int vote_all(struct pairer *p)
{
	int status = 1;

	for (unsigned int i = 0; status > 0 && i < MOST_ROUNDS; i++)
		status = vote_once(p, true);
	for (unsigned int i = 0; status >= 0 && i < MOST_ROUNDS; i++) {
		status = vote_once(p, false);
		if (!status)
			break;
	}
	return status < 0 ? -1 : 0;
}

static int pair_groups(struct pairer *p)
{
	const struct group *g;

	vec_for_each(&p->groups, g)
		pair_alike(p, g, true);
	if (vote_all(p))
		return -1;
	vec_for_each(&p->groups, g) {
		pair_keys(p, g);
		pair_alike(p, g, false);
	}
	p->loose = true;
	if (vote_all(p))
		return -1;
	vec_for_each(&p->groups, g)
		pair_rest(p, g);
	return 0;
}

static int run(struct pairer *p)
{
	p->joined = is_joined(p->old.analysis, p->old.file) ||
		    is_joined(p->new.analysis, p->new.file);
	if (list_members(p, &p->old) || list_members(p, &p->new))
		return -1;
	finish_names(p, &p->old);
	finish_names(p, &p->new);
	qsort(p->old.members, p->old.count, sizeof(*p->old.members),
	      compare_members);
	qsort(p->new.members, p->new.count, sizeof(*p->new.members),
	      compare_members);
	if (find_groups(p) || list_names(&p->old) || list_names(&p->new))
		return -1;
	if (p->groups.size) {
		find_used(&p->old);
		find_used(&p->new);
		if (pair_groups(p))
			return -1;
	}
	if (p->joined)
		pair_linkage(p);
	return 0;
}

/* -- Files that are the same ----------------------------------------------- */

static bool is_same_text(const struct item_pairing *p, uint32_t old,
			 uint32_t new)
{
	return !strcmp(text(p->old, old), text(p->new, new));
}

static bool are_same_references(const struct item_pairing *p,
				const struct item *a, const struct item *b)
{
	for (uint32_t i = 0; i < a->nreferences; i++) {
		const struct reference *x =
			&p->old->references.data[a->first_reference + i];
		const struct reference *y =
			&p->new->references.data[b->first_reference + i];

		if (x->kind == REFERENCE_SYMBOL &&
		    !is_same_text(p, x->target, y->target))
			return false;
	}
	return true;
}

static bool are_same_items(const struct item_pairing *p, const struct item *a,
			   const struct item *b)
{
	return a->checksum == b->checksum &&
	       !((a->flags ^ b->flags) & ITEM_PROPERTIES) &&
	       a->nreferences == b->nreferences &&
	       is_same_text(p, a->name, b->name) &&
	       is_same_text(p, a->key, b->key) &&
	       is_same_text(p, a->source, b->source);
}

/* Most files are the same, item by item: then so are those of one name. */
static bool are_same_files(const struct item_pairing *p)
{
	const uint32_t count = p->old_file->nitems;
	const struct item *a, *b;
	bool numbered = false;

	if (count != p->new_file->nitems)
		return false;
	if (!count)
		return true; /* where no file has an item there is no list */
	a = p->old->items.data + p->old_file->first_item;
	b = p->new->items.data + p->new_file->first_item;
	for (uint32_t i = 0; i < count; i++) {
		if (!are_same_items(p, &a[i], &b[i]))
			return false;
		numbered |= a[i].key != a[i].name;
	}
	for (uint32_t i = 0; numbered && i < count; i++)
		if (!are_same_references(p, &a[i], &b[i]))
			return false;
	return true;
}

static int pair_same_files(struct item_pairing *p)
{
	for (uint32_t i = 0; i < p->old_file->nitems; i++) {
		if (!item_is_compared(
			    &p->old->items.data[p->old_file->first_item + i]))
			continue;
		p->of_old[i] = p->new_file->first_item + i;
		p->of_new[i] = p->old_file->first_item + i;
	}
	return 0;
}

static uint32_t *unpaired(uint32_t count)
{
	uint32_t *partner = malloc((count + 1ul) * sizeof(*partner));

	if (partner)
		memset(partner, 0xff, (count + 1ul) * sizeof(*partner));
	return partner;
}

int item_pairing_init(struct item_pairing *ret, const struct analysis *old,
		      const struct analysis_file *old_file,
		      const struct analysis *new,
		      const struct analysis_file *new_file)
{
	struct pairer p = {
		.ret = ret,
		.old = { .analysis = old, .file = old_file },
		.new = { .analysis = new, .file = new_file },
	};
	int status = -1;

	*ret = (struct item_pairing){
		.old = old,
		.new = new,
		.old_file = old_file,
		.new_file = new_file,
		.of_old = unpaired(old_file->nitems),
		.of_new = unpaired(new_file->nitems),
		.is_guess = calloc(new_file->nitems + 1ul, 1),
	};
	p.old.partner = ret->of_old;
	p.new.partner = ret->of_new;
	if (!ret->of_old || !ret->of_new || !ret->is_guess)
		report_nomem();
	else if (are_same_files(ret))
		status = pair_same_files(ret);
	else if (!strtab_init(&p.names))
		status = run(&p);
	ret->old_names = p.old.names;
	ret->new_names = p.new.names;
	ret->nold_names = p.old.nnames;
	ret->nnew_names = p.new.nnames;
	free(p.old.members);
	free(p.new.members);
	free(p.old.used);
	free(p.new.used);
	strtab_deinit(&p.names);
	vec_deinit(&p.groups);
	vec_deinit(&p.votes);
	if (status)
		item_pairing_deinit(ret);
	return status;
}

void item_pairing_deinit(struct item_pairing *pairing)
{
	free(pairing->of_old);
	free(pairing->of_new);
	free(pairing->is_guess);
	free(pairing->old_names);
	free(pairing->new_names);
	memset(pairing, 0, sizeof(*pairing));
}

/* The items among those with numbers in their names that A and B lead to. */
static void find_targets(const struct item_pairing *pairing,
			 const struct reference *a, const struct reference *b,
			 uint32_t *old, uint32_t *new)
{
	*old = *new = ITEM_UNPAIRED;
	if (a->kind != REFERENCE_SYMBOL)
		return;
	*old = find_name(pairing->old_names, pairing->nold_names, a->target);
	*new = find_name(pairing->new_names, pairing->nnew_names, b->target);
}

static bool is_pair(const struct item_pairing *pairing, uint32_t old,
		    uint32_t new)
{
	return old != ITEM_UNPAIRED &&
	       pairing->of_old[old - pairing->old_file->first_item] == new;
}

static bool is_same_name(const struct item_pairing *pairing,
			 const struct reference *a, const struct reference *b)
{
	return !strcmp(text(pairing->old, a->target),
		       text(pairing->new, b->target));
}

/* Are OLD and NEW clones that do the same? gcc keeps one of several such. */
static bool are_twins(const struct item_pairing *pairing, uint32_t old,
		      uint32_t new)
{
	const struct item *x = &pairing->old->items.data[old];
	const struct item *y = &pairing->new->items.data[new];
	const char *m = text(pairing->old, x->name);
	const char *n = text(pairing->new, y->name);

	if (!(x->flags & y->flags & ITEM_FUNCTION) ||
	    !name_is_called_clone(m, name_classify(m, true)) ||
	    !name_is_called_clone(n, name_classify(n, true)) ||
	    x->checksum != y->checksum ||
	    (x->flags ^ y->flags) & ITEM_PROPERTIES ||
	    x->nreferences != y->nreferences)
		return false;
	for (uint32_t i = 0; i < x->nreferences; i++) {
		const struct reference *a =
			&pairing->old->references.data[x->first_reference + i];
		const struct reference *b =
			&pairing->new->references.data[y->first_reference + i];
		uint32_t p, q;

		find_targets(pairing, a, b, &p, &q);
		if (p == ITEM_UNPAIRED && q == ITEM_UNPAIRED
			    ? !is_same_name(pairing, a, b)
			    : !is_pair(pairing, p, q))
			return false;
	}
	return true;
}

bool item_pairing_agrees(const struct item_pairing *pairing,
			 const struct reference *a, const struct reference *b)
{
	uint32_t old, new;

	/* What counts by its contents may have any name. */
	if (a->kind == REFERENCE_PRIVATE)
		return true;
	find_targets(pairing, a, b, &old, &new);
	if (old == ITEM_UNPAIRED && new == ITEM_UNPAIRED)
		return is_same_name(pairing, a, b);
	return is_pair(pairing, old, new) ||
	       (old != ITEM_UNPAIRED &&
		new != ITEM_UNPAIRED &&are_twins(pairing, old, new));
}
