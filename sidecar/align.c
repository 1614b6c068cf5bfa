/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which object of a rebuild is which of the shipped kernel: by their order and
 * by what they look like, since few objects share their symbols' names. */
#include "align.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "cleanup.h"
#include "report.h"

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
	match->objects[a] = (struct match_object){ MATCH_SAME, (uint32_t)b };
	match->theirs[b] = (struct match_object){ MATCH_SAME, (uint32_t)a };
}

/* A part of both lists that isn't the same. */
struct gap {
	size_t a, na, b, nb;
	const struct look *x, *y;
};

/* The pairing in order that scores best, by dynamic programming: best[i][j] is
 * that of the first i and j. */
static int align(struct match *match, const struct gap *gap)
{
	size_t width = gap->nb + 1;
	_cleanup_free_ uint16_t *best = calloc((gap->na + 1) * width,
					       sizeof(*best));
	size_t i, j;

	if (!best)
		return report_nomem();
	for (i = 1; i <= gap->na; i++)
		for (j = 1; j <= gap->nb; j++) {
			unsigned int value = best[(i - 1) * width + j];
			unsigned int left = best[i * width + j - 1];
			unsigned int both = score(&gap->x[gap->a + i - 1],
						  &gap->y[gap->b + j - 1]);

			value = left > value ? left : value;
			if (both && both + best[(i - 1) * width + j - 1] >
				    value)
				value = both + best[(i - 1) * width + j - 1];
			best[i * width + j] = (uint16_t)value;
		}
	for (i = gap->na, j = gap->nb; i && j;) {
		unsigned int value = best[i * width + j];

		if (value == best[(i - 1) * width + j]) {
			i--;
		} else if (value == best[i * width + j - 1]) {
			j--;
		} else {
			pair_up(match, gap->a + --i, gap->b + --j);
		}
	}
	return 0;
}

/* Pair what has the same place at both ends, and align what is in between. */
static int pair_objects(struct match *match, const struct look *x,
			const struct look *y)
{
	enum { MOST = 8000 };	/* 128 MiB */
	size_t na = match->rebuild->groups.size;
	size_t nb = match->shipped->groups.size;
	struct gap gap = { .x = x, .y = y };

	while (gap.a < na && gap.a < nb && score(&x[gap.a], &y[gap.a]) == 4) {
		pair_up(match, gap.a, gap.a);
		gap.a++;
	}
	gap.b = gap.a;
	while (na > gap.a && nb > gap.b &&
	       score(&x[na - 1], &y[nb - 1]) == 4)
		pair_up(match, --na, --nb);
	gap.na = na - gap.a;
	gap.nb = nb - gap.b;
	if (gap.na > MOST || gap.nb > MOST) {
		report_error("%s: it and %s have no objects in common",
			     match->shipped->path, match->rebuild->path);
		return -1;
	}
	return align(match, &gap);
}

struct key {
	struct look look;
	uint32_t count[2];	/* of the rebuild, of the shipped kernel */
};

static int compare_keys(const void *x, const void *y)
{
	return memcmp(x, y, sizeof(struct look));
}

/* Objects of one look are told apart by their order alone, so neither kernel
 * may have one more of them. */
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
	}
	qsort(keys, na + nb, sizeof(*keys), compare_keys);
	for (size_t i = 0; i < na + nb; i++) {
		if (count && !compare_keys(&keys[count - 1], &keys[i])) {
			keys[count - 1].count[0] += keys[i].count[0];
			keys[count - 1].count[1] += keys[i].count[1];
		} else {
			keys[count++] = keys[i];
		}
	}
	for (size_t i = 0; i < na; i++) {
		struct key *key = bsearch(&x[i], keys, count, sizeof(*keys),
					  compare_keys);

		if (key && match->objects[i].state == MATCH_SAME &&
		    key->count[0] != key->count[1] && key->count[1] &&
		    match->rebuild->groups.data[i].first !=
			    match->rebuild->groups.data[i].end)
			match->objects[i].state = MATCH_AMBIGUOUS;
	}
	return 0;
}


int align_objects(struct match *match)
{
	_cleanup_free_ struct look *x = looks_of(match->rebuild);
	_cleanup_free_ struct look *y = looks_of(match->shipped);

	if (!x || !y || pair_objects(match, x, y))
		return -1;
	return find_ambiguous(match, x, y);
}
