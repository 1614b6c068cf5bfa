/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A symbol table says of local symbols only which object they are of. Objects
 * of one source name with the same local symbols, as drivers have that were
 * copied from one another, are told apart by their order; and where the shipped
 * kernel has another one in the place of this, it may look the same. Global
 * functions have names that are there once, and a plain kernel has all that an
 * object has in .text in one piece: so the local function that stands next to
 * one of them, before or behind it, is of the same object. */
#include "match/homes.h"

#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "common/search.h"

/* A local function of the shipped kernel. */
struct local_function {
	uint64_t address;
	uint32_t group;
};

/* A function of the rebuild that the shipped kernel has, too. */
struct common_function {
	uint32_t group;
	const char *base;
	uint64_t here, there;
};

/* What is known of an object of the rebuild. */
struct home {
	uint32_t there, gone; /* of its global functions */
	uint32_t near, far;   /* of those that should stand beside local ones */
};

struct homes {
	struct match *match;
	VEC(struct local_function) places; /* by address */
	VEC(struct common_function) pairs;
	struct home *home; /* by group of the rebuild */
};

static bool is_function(const struct kernel_symbol *symbol)
{
	return ELF64_ST_TYPE(symbol->info) == STT_FUNC;
}

/* -- Tables -------------------------------------------------------------- */

static int compare_places(const void *x, const void *y)
{
	const struct local_function *a = x, *b = y;

	return (a->address > b->address) - (a->address < b->address);
}

static int find_places(struct homes *homes)
{
	const struct kernel *shipped = homes->match->shipped;
	const struct kernel_symbol *s;

	vec_for_each(&shipped->symbols, s) {
		struct local_function *place;

		if (!kernel_is_local(s) || !is_function(s) || kernel_is_stub(s))
			continue;
		place = vec_push(&homes->places);
		if (!place)
			return -1;
		*place = (struct local_function){ s->address, s->group };
	}
	if (homes->places.size)
		qsort(homes->places.data, homes->places.size,
		      sizeof(*homes->places.data), compare_places);
	return 0;
}

/* -- One global function ------------------------------------------------- */

/* The section that the compiler would have put SYMBOL of the rebuild into, or
 * has, as .init.text; NULL if that isn't known. */
static const char *base_of(const struct homes *homes,
			   const struct kernel_symbol *symbol)
{
	const struct match *match = homes->match;
	struct sidecar_symbol record;
	const struct item *item;

	if (match_record(match, symbol, &record))
		return record.base;
	item = match_item(match, symbol);
	return item ? analysis_string(match->masked.analysis, item->base)
		    : NULL;
}

/* On which sides of a function its object has local ones, in the section that
 * the compiler would have put it into. */
struct sides {
	bool before, behind;
};

static struct sides find_sides(const struct homes *homes, uint32_t group,
			       const struct kernel_symbol *function,
			       const char *base)
{
	const struct kernel *rebuild = homes->match->rebuild;
	const struct kernel_group *g = &rebuild->groups.data[group];
	struct sides sides = {};

	for (uint32_t i = g->first; i < g->end; i++) {
		const struct kernel_symbol *s = &rebuild->symbols.data[i];
		const char *other = NULL;

		if (kernel_is_local(s) && is_function(s))
			other = base_of(homes, s);
		if (!other || strcmp(other, base) != 0)
			continue;
		sides.before |= s->address < function->address;
		sides.behind |= s->address > function->address;
	}
	return sides;
}

/* The first place that is not below ADDRESS. */
static size_t first_place(const struct homes *homes, uint64_t address)
{
	return lower_bound(i, 0, homes->places.size,
			   homes->places.data[i].address < address);
}

/* Is one of the places at the address of place AT of GROUP? */
static bool is_home(const struct homes *homes, size_t at, uint32_t group)
{
	uint64_t address = homes->places.data[at].address;

	for (at = first_place(homes, address);
	     at < homes->places.size &&
	     homes->places.data[at].address == address;
	     at++)
		if (homes->places.data[at].group == group)
			return true;
	return false;
}

/* Are the local functions next to ADDRESS, on SIDES, of GROUP? */
static bool is_near(const struct homes *homes, uint64_t address,
		    struct sides sides, uint32_t group)
{
	size_t at = first_place(homes, address);
	size_t behind = first_place(homes, address + 1);

	return !(sides.before && !(at && is_home(homes, at - 1, group))) &&
	       !(sides.behind && !(behind < homes->places.size &&
				   is_home(homes, behind, group)));
}

static void look_at(struct homes *homes, const struct kernel_symbol *symbol)
{
	const struct match *match = homes->match;
	const struct kernel_symbol *there;
	const char *base = NULL;
	struct home *home;
	struct sides sides;
	uint32_t group;

	if (!kernel_is_local(symbol) && is_function(symbol))
		base = base_of(homes, symbol);
	if (!base)
		return;
	group = match_group_of(match, symbol);
	if (group == KERNEL_NONE ||
	    match->objects[group].partner == KERNEL_NONE)
		return;
	home = &homes->home[group];
	there = match_global(match, symbol->name);
	if (!there || !is_function(there)) {
		home->gone++;
		return;
	}
	home->there++;
	sides = find_sides(homes, group, symbol, base);
	if (!sides.before && !sides.behind)
		return;
	if (is_near(homes, there->address, sides,
		    match->objects[group].partner))
		home->near++;
	else
		home->far++;
}

/* -- What follows -------------------------------------------------------- */

static int compare_pairs(const void *x, const void *y)
{
	const struct common_function *a = x, *b = y;
	int order;

	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	order = strcmp(a->base, b->base);
	return order ? order : (a->here > b->here) - (a->here < b->here);
}

/* All functions whose object and section are known. */
static int find_pairs(struct homes *homes)
{
	const struct match *match = homes->match;
	const struct match_function *function;

	vec_for_each(&match->functions, function) {
		uint32_t group = match_group_of(match, function->rebuild);
		const char *base = group != KERNEL_NONE
					   ? base_of(homes, function->rebuild)
					   : NULL;
		struct common_function *pair;

		if (!base)
			continue;
		pair = vec_push(&homes->pairs);
		if (!pair)
			return -1;
		*pair = (struct common_function){ group, base,
						  function->rebuild->address,
						  function->shipped->address };
	}
	if (homes->pairs.size)
		qsort(homes->pairs.data, homes->pairs.size,
		      sizeof(*homes->pairs.data), compare_pairs);
	return 0;
}

/* The source has functions in another order where they come in another one:
 * then its statics have other numbers. */
static void check_order(struct homes *homes)
{
	const struct common_function *pairs = homes->pairs.data;

	for (size_t i = 1; i < homes->pairs.size; i++)
		if (pairs[i].group == pairs[i - 1].group &&
		    !strcmp(pairs[i].base, pairs[i - 1].base) &&
		    pairs[i].there < pairs[i - 1].there)
			homes->match->objects[pairs[i].group].renumbered = true;
}

static void doubt(struct match_object *object, const char *why)
{
	if (object->state != MATCH_SAME && object->state != MATCH_DIFFERENT)
		return;
	object->state = MATCH_DOUBTFUL;
	object->why = why;
}

static void judge(struct match_object *object, const struct home *home)
{
	bool alike = object->alike != KERNEL_NONE;

	if (home->gone && !home->there)
		doubt(object, "none of its global functions is there");
	else if (home->far && (alike || !home->near))
		doubt(object,
		      "its global functions are in another object there");
	else if (alike && !home->near && object->nfunctions > object->nproven)
		doubt(object, "several objects look like it there");
	else if (!home->there && object->nresized && !object->nproven &&
		 !object->ntelling)
		doubt(object, "nothing proves that it is the same object");
}

/* One that isn't where it should be makes all doubtful that look like it. */
static int judge_all(struct homes *homes)
{
	struct match *match = homes->match;
	size_t count = match->rebuild->groups.size;
	_cleanup_free_ bool *spoiled = calloc(count + 1, sizeof(*spoiled));

	if (!spoiled)
		return report_nomem();
	for (size_t i = 0; i < count; i++) {
		struct match_object *object = &match->objects[i];

		if (object->partner == KERNEL_NONE)
			continue;
		judge(object, &homes->home[i]);
		if (object->alike != KERNEL_NONE && object->state != MATCH_SAME)
			spoiled[object->alike] = true;
	}
	for (size_t i = 0; i < count; i++) {
		struct match_object *object = &match->objects[i];

		if (object->alike != KERNEL_NONE && spoiled[object->alike] &&
		    object->state == MATCH_SAME && !homes->home[i].near)
			doubt(object,
			      "another object that looks like it isn't the same there");
	}
	return 0;
}

int homes_check(struct match *match)
{
	struct homes homes = { .match = match };
	size_t count = match->rebuild->groups.size;
	const struct kernel_symbol *symbol;
	int status = -1;

	homes.home = calloc(count + 1, sizeof(*homes.home));
	if (!homes.home)
		report_nomem();
	else
		status = find_places(&homes);
	if (!status)
		status = find_pairs(&homes);
	if (!status) {
		vec_for_each(&match->rebuild->symbols, symbol)
			look_at(&homes, symbol);
		check_order(&homes);
		status = judge_all(&homes);
	}
	vec_deinit(&homes.places);
	vec_deinit(&homes.pairs);
	free(homes.home);
	return status;
}
