/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which object of a rebuild is which of the shipped kernel: by their order and
 * by what they look like, since few objects share their symbols' names. */
#include "match/align.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "common/search.h"

/* What an object looks like, in one number for its name and one for the names
 * and types of its symbols in any order. */
struct look {
	uint64_t name;
	uint64_t symbols;
};

static struct look *looks_of(const struct kernel *kernel)
{
	struct look *looks = calloc(kernel->groups.size + 1, sizeof(*looks));

	if (!looks) {
		report_nomem();
		return NULL;
	}
	for (size_t i = 0; i < kernel->groups.size; i++) {
		const struct kernel_group *g = &kernel->groups.data[i];

		looks[i].name = XXH3_64bits(g->name, strlen(g->name));
		for (uint32_t j = g->first; j < g->end; j++) {
			const struct kernel_symbol *s =
				&kernel->symbols.data[j];

			if (kernel_is_local(s) && !kernel_is_stub(s))
				looks[i].symbols += XXH3_64bits_withSeed(
					s->name, strlen(s->name), s->info);
		}
	}
	return looks;
}

/* How much speaks for two being one: never a pair of other names; the same
 * symbols count more than any number of pairs by name only would in between. */
static unsigned int score(const struct look *a, const struct look *b)
{
	if (a->name != b->name)
		return 0;
	return a->symbols == b->symbols ? 4 : 1;
}

static void pair_up(struct match *match, size_t a, size_t b)
{
	match->objects[a].state = match->theirs[b].state = MATCH_SAME;
	match->objects[a].partner = (uint32_t)b;
	match->theirs[b].partner = (uint32_t)a;
}

/* A part of both lists, [a, a + na) and [b, b + nb), that isn't paired yet. */
struct gap {
	size_t a, na, b, nb;
};

struct aligner {
	struct match *match;
	const struct look *x, *y;
	VEC(struct mark) marks;
	VEC(struct anchor) anchors;
};

/* -- Small gaps ---------------------------------------------------------- */

/* The pairing in order that scores best, by dynamic programming: best[i][j] is
 * that of the first i and j. */
static int align(struct aligner *aligner, const struct gap *gap)
{
	size_t width = gap->nb + 1;
	_cleanup_free_ uint32_t *best = calloc((gap->na + 1) * width,
					       sizeof(*best));
	size_t i, j;

	if (!best)
		return report_nomem();
	for (i = 1; i <= gap->na; i++)
		for (j = 1; j <= gap->nb; j++) {
			uint32_t value = best[(i - 1) * width + j];
			uint32_t left = best[i * width + j - 1];
			uint32_t both = score(&aligner->x[gap->a + i - 1],
					      &aligner->y[gap->b + j - 1]);

			value = left > value ? left : value;
			if (both &&
			    both + best[(i - 1) * width + j - 1] > value)
				value = both + best[(i - 1) * width + j - 1];
			best[i * width + j] = value;
		}
	for (i = gap->na, j = gap->nb; i && j;) {
		uint32_t value = best[i * width + j];

		if (value == best[(i - 1) * width + j]) {
			i--;
		} else if (value == best[i * width + j - 1]) {
			j--;
		} else {
			pair_up(aligner->match, gap->a + --i, gap->b + --j);
		}
	}
	return 0;
}

/* -- Anchors in large ones ----------------------------------------------- */

/* An object by what it is compared by, for sorting. */
struct mark {
	struct look look;
	uint32_t at;
	bool theirs;
};

/* A pair that may be one object. LAST is the anchor that a longest row which
 * ends with this one has before it. */
struct anchor {
	uint32_t a, b, last;
};

static int compare_looks(const struct look *a, const struct look *b)
{
	if (a->name != b->name)
		return a->name < b->name ? -1 : 1;
	return (a->symbols > b->symbols) - (a->symbols < b->symbols);
}

static int compare_marks(const void *x, const void *y)
{
	const struct mark *a = x, *b = y;
	int order = compare_looks(&a->look, &b->look);

	if (order)
		return order;
	if (a->theirs != b->theirs)
		return a->theirs ? 1 : -1;
	return (a->at > b->at) - (a->at < b->at);
}

static int compare_anchors(const void *x, const void *y)
{
	const struct anchor *a = x, *b = y;

	return (a->a > b->a) - (a->a < b->a);
}

/* What pairs count as anchors, the surest first. */
static const struct way {
	bool by_name; /* and not by the symbols, too */
	bool alone;   /* there is no other one like it in the gap */
} ways[] = {
	{ false, true },
	{ false, false },
	{ true, true },
	{ true, false },
};

enum { NWAYS = sizeof(ways) / sizeof(*ways) };

static int mark_gap(struct aligner *aligner, const struct gap *gap,
		    const struct way *way)
{
	struct mark *marks;

	aligner->marks.size = 0;
	if (vec_reserve(&aligner->marks, gap->na + gap->nb))
		return -1;
	marks = aligner->marks.data;
	for (size_t i = 0; i < gap->na + gap->nb; i++) {
		bool theirs = i >= gap->na;
		size_t at = theirs ? gap->b + i - gap->na : gap->a + i;

		marks[i] = (struct mark){
			theirs ? aligner->y[at] : aligner->x[at],
			(uint32_t)at,
			theirs,
		};
		if (way->by_name)
			marks[i].look.symbols = 0;
	}
	aligner->marks.size = gap->na + gap->nb;
	if (aligner->marks.size)
		qsort(marks, aligner->marks.size, sizeof(*marks),
		      compare_marks);
	return 0;
}

/* The marks from FIRST on that are alike: each of the rebuild's with its
 * counterpart, if there are as many. Returns where they end, or SIZE_MAX
 * (reported). */
static size_t pair_alike(struct aligner *aligner, size_t first, bool alone)
{
	const struct mark *marks = aligner->marks.data;
	size_t end = first, mine = 0;

	for (; end < aligner->marks.size &&
	       !compare_looks(&marks[end].look, &marks[first].look);
	     end++)
		mine += !marks[end].theirs;
	if (end - first != 2 * mine || (alone && mine > 1))
		return end;
	for (size_t i = 0; i < mine; i++) {
		struct anchor *anchor = vec_push(&aligner->anchors);

		if (!anchor)
			return SIZE_MAX;
		*anchor = (struct anchor){ marks[first + i].at,
					   marks[first + mine + i].at, 0 };
	}
	return end;
}

/* How many of the LENGTH rows, by the B of their ends, end before B. */
static size_t rows_before(const struct anchor *anchors, const uint32_t *ends,
			  size_t length, uint32_t b)
{
	return lower_bound(i, 0, length, anchors[ends[i]].b < b);
}

/* Keep a longest row of ANCHORS, by A, in which B grows, too. */
static int keep_in_order(struct aligner *aligner)
{
	struct anchor *anchors = aligner->anchors.data;
	size_t count = aligner->anchors.size, length = 0;
	_cleanup_free_ uint32_t *ends = malloc((count + 1) * sizeof(*ends));
	_cleanup_free_ struct anchor *row = NULL;

	if (!ends)
		return report_nomem();
	for (size_t i = 0; i < count; i++) {
		size_t before = rows_before(anchors, ends, length,
					    anchors[i].b);

		anchors[i].last = before ? ends[before - 1] : KERNEL_NONE;
		ends[before] = (uint32_t)i;
		length += before == length;
	}
	row = malloc((length + 1) * sizeof(*row));
	if (!row)
		return report_nomem();
	for (size_t i = length, at = length ? ends[length - 1] : 0; i-- > 0;
	     at = anchors[at].last)
		row[i] = anchors[at];
	if (length)
		memcpy(anchors, row, length * sizeof(*row));
	aligner->anchors.size = length;
	return 0;
}

/* Set the anchors of GAP by WAY. 0, or -1 (reported). */
static int find_anchors(struct aligner *aligner, const struct gap *gap,
			const struct way *way)
{
	aligner->anchors.size = 0;
	if (mark_gap(aligner, gap, way))
		return -1;
	for (size_t i = 0; i < aligner->marks.size;) {
		i = pair_alike(aligner, i, way->alone);
		if (i == SIZE_MAX)
			return -1;
	}
	if (aligner->anchors.size)
		qsort(aligner->anchors.data, aligner->anchors.size,
		      sizeof(*aligner->anchors.data), compare_anchors);
	return keep_in_order(aligner);
}

/* -- All of it ----------------------------------------------------------- */

typedef VEC(struct gap) gap_list;

/* Add what is between two anchors, to be looked at once more. */
static int add_gap(gap_list *gaps, size_t a, size_t a_end, size_t b,
		   size_t b_end)
{
	struct gap *gap;

	if (a == a_end || b == b_end)
		return 0;
	gap = vec_push(gaps);
	if (!gap)
		return -1;
	*gap = (struct gap){ a, a_end - a, b, b_end - b };
	return 0;
}

/* Pair what has the same place at both ends of GAP, and leave the rest. */
static void trim(struct aligner *aligner, struct gap *gap)
{
	while (gap->na && gap->nb &&
	       score(&aligner->x[gap->a], &aligner->y[gap->b]) == 4) {
		pair_up(aligner->match, gap->a++, gap->b++);
		gap->na--;
		gap->nb--;
	}
	while (gap->na && gap->nb &&
	       score(&aligner->x[gap->a + gap->na - 1],
		     &aligner->y[gap->b + gap->nb - 1]) == 4)
		pair_up(aligner->match, gap->a + --gap->na, gap->b + --gap->nb);
}

/* Pair the anchors of GAP and add what is between them to GAPS. */
static int part_gap(struct aligner *aligner, const struct gap *gap,
		    gap_list *gaps)
{
	size_t a = gap->a, b = gap->b;
	const struct anchor *anchor;

	vec_for_each(&aligner->anchors, anchor) {
		pair_up(aligner->match, anchor->a, anchor->b);
		if (add_gap(gaps, a, anchor->a, b, anchor->b))
			return -1;
		a = anchor->a + 1;
		b = anchor->b + 1;
	}
	return add_gap(gaps, a, gap->a + gap->na, b, gap->b + gap->nb);
}

/* One gap: small ones are done, a large one is parted by WAY into MORE. */
static int fill_gap(struct aligner *aligner, struct gap gap,
		    const struct way *way, gap_list *more)
{
	enum { MOST = 1 << 16 }; /* pairs that are tried */

	trim(aligner, &gap);
	if (!gap.na || !gap.nb)
		return 0;
	if (gap.nb <= MOST / gap.na)
		return align(aligner, &gap);
	if (!way) /* no sure pair is among them */
		return 0;
	if (find_anchors(aligner, &gap, way))
		return -1;
	return part_gap(aligner, &gap, more);
}

/* The whole is one gap, which pairs that are sure part into smaller ones, those
 * less sure pairs, and so on: time and memory grow with the number of objects,
 * not with its square. */
static int pair_objects(struct aligner *aligner)
{
	gap_list gaps = {}, more = {};
	int status = add_gap(&gaps, 0, aligner->match->rebuild->groups.size, 0,
			     aligner->match->shipped->groups.size);

	for (size_t way = 0; way <= NWAYS && gaps.size && !status; way++) {
		gap_list swap = gaps;

		for (size_t i = 0; i < gaps.size && !status; i++)
			status = fill_gap(aligner, gaps.data[i],
					  way < NWAYS ? &ways[way] : NULL,
					  &more);
		gaps = more;
		more = swap;
		more.size = 0;
	}
	vec_deinit(&gaps);
	vec_deinit(&more);
	return status;
}

struct key {
	struct look look;
	uint32_t count[2]; /* of the rebuild, of the shipped kernel */
	uint32_t first;	   /* of the rebuild, or KERNEL_NONE */
};

static int compare_keys(const void *x, const void *y)
{
	return memcmp(x, y, sizeof(struct look));
}

/* OBJECT of the rebuild is one of those that KEY counts. Objects of one look
 * are told apart by their order, so neither kernel may have one more of them.
 * Those without symbols all look the same, and nobody asks for them. */
static void note_alike(struct match *match, uint32_t object,
		       const struct key *key)
{
	const struct kernel_group *group = &match->rebuild->groups.data[object];
	struct match_object *o = &match->objects[object];

	if (group->first == group->end)
		return;
	if (key->count[0] > 1 || key->count[1] > 1)
		o->alike = key->first;
	if (o->state == MATCH_SAME && key->count[0] != key->count[1] &&
	    key->count[1])
		o->state = MATCH_AMBIGUOUS;
}

static int find_ambiguous(struct match *match, const struct look *x,
			  const struct look *y)
{
	size_t na = match->rebuild->groups.size;
	size_t nb = match->shipped->groups.size, count = 0;
	_cleanup_free_ struct key *keys = calloc(na + nb + 1, sizeof(*keys));

	if (!keys)
		return report_nomem();
	for (size_t i = 0; i < na + nb; i++) {
		keys[i].look = i < na ? x[i] : y[i - na];
		keys[i].count[i >= na] = 1;
		keys[i].first = i < na ? (uint32_t)i : KERNEL_NONE;
	}
	qsort(keys, na + nb, sizeof(*keys), compare_keys);
	for (size_t i = 0; i < na + nb; i++) {
		if (count && !compare_keys(&keys[count - 1], &keys[i])) {
			keys[count - 1].count[0] += keys[i].count[0];
			keys[count - 1].count[1] += keys[i].count[1];
			if (keys[i].first < keys[count - 1].first)
				keys[count - 1].first = keys[i].first;
		} else {
			keys[count++] = keys[i];
		}
	}
	for (size_t i = 0; i < na; i++) {
		struct key *key = bsearch(&x[i], keys, count, sizeof(*keys),
					  compare_keys);

		if (key)
			note_alike(match, (uint32_t)i, key);
	}
	return 0;
}

int align_objects(struct match *match)
{
	_cleanup_free_ struct look *x = looks_of(match->rebuild);
	_cleanup_free_ struct look *y = looks_of(match->shipped);
	struct aligner aligner = { .match = match, .x = x, .y = y };
	int status = -1;

	if (x && y && !pair_objects(&aligner))
		status = find_ambiguous(match, x, y);
	vec_deinit(&aligner.marks);
	vec_deinit(&aligner.anchors);
	return status;
}
