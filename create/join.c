/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which line of ld's map is which section of the inventory.
 *
 * The key is the owner as ld prints it, FILE or ARCHIVE(MEMBER), and the
 * section's name. A key may be there several times: `ld -r` can leave two
 * sections of one name in a file, and a file can be named twice. Then the lines
 * and the sections of that key are paired in order, each section with the first
 * line whose size is the section's and where the output's symbols don't
 * contradict.
 *
 * Lines that no section answers to are of no interest here, and sections that
 * no line names were discarded or garbage collected. Time and memory are
 * linear in both. */
#include "create/join.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "common/report.h"
#include "create/keys.h"

/* One more line for a key whose head already has a place. */
struct extra {
	uint32_t head;
	uint32_t order;
	struct place place;
};

struct state {
	const struct inventory *inv;
	struct join *join;
	join_fits_fn fits;
	void *ctx;
	struct keys keys;
	VEC(struct extra) extras;
};

/* A section that ld kept in its lists but dropped later is printed with size
 * 0 (print_input_section() in ld/ldlang.c). */
static bool is_dropped(const struct inventory_section *section,
		       const struct place *place)
{
	return !place->size && section->size && !(section->flags & SHF_MERGE);
}

static int take_line(struct state *state, const struct map_line *line)
{
	struct place place = {
		.address = line->address,
		.size = line->size,
		.input_size = line->input_size,
		.output = (uint32_t)state->join->outputs.size - 1,
		.reached = true,
	};
	struct extra *extra;
	uint32_t slot;

	slot = keys_find(&state->keys, line->owner, line->owner_length,
			 line->name, line->name_length);
	if (!slot || !state->join->outputs.size ||
	    is_dropped(&state->inv->sections[slot - 1], &place))
		return 0;
	if (!state->join->places[slot - 1].reached) {
		state->join->places[slot - 1] = place;
		return 0;
	}
	extra = vec_push(&state->extras);
	if (!extra)
		return -1;
	extra->head = slot - 1;
	extra->order = (uint32_t)state->extras.size;
	extra->place = place;
	return 0;
}

static int read_map(struct state *state, const char *name, const char *text,
		    size_t size)
{
	struct map_reader reader;
	struct map_line line;

	if (map_start(&reader, text, size)) {
		report_error("%s: not a map of GNU ld or lld", name);
		return -1;
	}
	while (map_next(&reader, &line)) {
		if (line.kind == MAP_INPUT) {
			if (take_line(state, &line))
				return -1;
		} else {
			struct map_line *output = vec_push(
				&state->join->outputs);

			if (!output)
				return -1;
			*output = line;
		}
	}
	if (map_is_whole(&reader))
		return 0;
	report_error("%s: the map was cut short", name);
	return -1;
}

static int compare_extras(const void *a, const void *b)
{
	const struct extra *x = a, *y = b;

	if (x->head != y->head)
		return x->head < y->head ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

/* Take the first of COUNT places that SECTION may be at, if STRICT; else the
 * first. */
static void choose(struct state *state, uint32_t section, struct place *from,
		   size_t count, bool strict)
{
	uint64_t size = state->inv->sections[section].size;

	for (size_t i = 0; i < count; i++) {
		if (!from[i].reached ||
		    (strict &&
		     ((from[i].input_size != size &&
		       from[i].input_size != MAP_SIZE_UNKNOWN) ||
		      (state->fits &&
		       !state->fits(state->ctx, section, from[i].address)))))
			continue;
		state->join->places[section] = from[i];
		from[i].reached = false;
		return;
	}
}

/* Pair the sections of the chain from HEAD with the COUNT places of its key. */
static void pair(struct state *state, uint32_t head, struct place *from,
		 size_t count)
{
	struct place *places = state->join->places;
	size_t missing = 0, left = 0;
	uint32_t s;

	for (s = head + 1; s; s = state->keys.next[s - 1]) {
		places[s - 1].reached = false;
		for (; count && !from->reached; count--)
			from++;
		choose(state, s - 1, from, count, true);
		missing += !places[s - 1].reached;
	}
	for (size_t i = 0; i < count; i++)
		left += from[i].reached;
	/* One to one: whatever is odd about them, the check will say. */
	for (s = head + 1; s && left == missing; s = state->keys.next[s - 1])
		if (!places[s - 1].reached)
			choose(state, s - 1, from, count, false);
}

/* Is extra number AT one of the key of section HEAD? */
static bool is_extra_of(const struct state *state, size_t at, uint32_t head)
{
	return at < state->extras.size && state->extras.data[at].head == head;
}

/* Settle the keys that are there more than once. */
static int settle(struct state *state)
{
	VEC(struct place) from = {};
	size_t at = 0;
	int status = 0;

	if (state->extras.size)
		qsort(state->extras.data, state->extras.size,
		      sizeof(*state->extras.data), compare_extras);
	for (uint32_t s = 0; s < state->inv->nsections && !status; s++) {
		if (!state->join->places[s].reached || !state->keys.tail[s] ||
		    (!state->keys.next[s] && !is_extra_of(state, at, s)))
			continue;
		from.size = 0;
		status = vec_reserve(&from, state->extras.size - at + 1);
		if (status)
			break;
		from.data[from.size++] = state->join->places[s];
		for (; is_extra_of(state, at, s); at++)
			from.data[from.size++] = state->extras.data[at].place;
		pair(state, s, from.data, from.size);
	}
	vec_deinit(&from);
	return status;
}

int join_init(struct join *ret, const struct inventory *inv, const char *name,
	      const char *text, size_t size, join_fits_fn fits, void *ctx)
{
	struct join join = { .text = text, .text_size = size };
	struct state state = {
		.inv = inv,
		.join = &join,
		.fits = fits,
		.ctx = ctx,
	};
	int status = -1;

	join.places = calloc(inv->nsections + 1, sizeof(*join.places));
	if (!join.places)
		report_nomem();
	else if (!keys_init(&state.keys, inv) &&
		 !read_map(&state, name, text, size) && !settle(&state))
		status = 0;
	keys_deinit(&state.keys);
	vec_deinit(&state.extras);
	if (status)
		join_deinit(&join);
	else
		*ret = join;
	return status;
}

void join_deinit(struct join *join)
{
	free(join->places);
	join->places = NULL;
	vec_deinit(&join->outputs);
}
