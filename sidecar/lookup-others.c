/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is at an address of the output, whether it has a record or not. Records
 * are sorted by address. The others are not, but there are few enough of them,
 * 170,000 in a large kernel, to look at each: that takes no longer than it
 * takes to start a program. When more addresses are searched they are divided
 * once, see stretches.c.
 *
 * The symbol that covers the address is what is there; of those the innermost.
 * Assembler code often has labels without a size: one stands for what is behind
 * it, as far as to the next symbol, if that is in the same output section,
 * which shows that it goes on that far. */
#include <string.h>

#include "sidecar/format.h"
#include "sidecar/reader.h"

struct search {
	const struct sidecar *sidecar;
	uint64_t address;
	uint32_t until; /* so many records are at it or below */
	/* What records say of it. */
	uint32_t first_record, nrecords;
	uint64_t record_at;
	uint64_t floor; /* what is before is something else's */
	/* The innermost symbol that covers it. */
	bool covered;
	uint64_t covering;
	/* The last other before it, */
	bool is_behind;
	uint64_t before;
	bool ends;    /* which ends before it */
	bool is_seen; /* an other covers it or stands there */
	/* The stretches whose others matter; the last is the address's. */
	uint32_t first, last;
};

/* Others of some stretches. */
struct walk {
	const struct sidecar *sidecar;
	size_t at, end;
};

static struct walk walk_stretches(const struct sidecar *sc, uint32_t first,
				  uint32_t last)
{
	const struct stretches *s = sc->stretches;

	return (struct walk){
		.sidecar = sc,
		.at = s->list ? s->start[first] : 0,
		.end = s->list ? s->start[last + 1]
			       : table_count(sc, PART_OTHERS),
	};
}

/* The next one: false if there is none. */
static bool next_extent(struct walk *walk, struct extent *ret)
{
	const uint32_t *list = walk->sidecar->stretches->list;

	while (walk->at < walk->end) {
		uint32_t index = list ? list[walk->at] : (uint32_t)walk->at;

		walk->at++;
		if (read_extent(walk->sidecar, index, ret))
			return true;
	}
	return false;
}

#define for_each_extent(sc, first, last, e)                                    \
	for (struct walk walk_ = walk_stretches((sc), (first), (last));        \
	     next_extent(&walk_, (e));)

/* -- Searching ----------------------------------------------------------- */

static bool covers(uint64_t begin, uint64_t size, uint64_t address)
{
	return address - begin < size;
}

static void note_covering(struct search *s, uint64_t begin, uint64_t size)
{
	if (!covers(begin, size, s->address) ||
	    (s->covered && begin < s->covering))
		return;
	s->covered = true;
	s->covering = begin;
}

/* Where what is before the address in their section begins. */
static int find_floor(struct search *s)
{
	struct sidecar_symbol symbol;

	s->floor = s->record_at;
	if (s->record_at <= s->address)
		return 0;
	if (sidecar_symbol_at(s->sidecar, s->first_record, &symbol))
		return -1;
	s->floor = symbol.section_address;
	return 0;
}

static int search_records(struct search *s)
{
	struct sidecar_extent extent = {};
	int status = sidecar_find_records(s->sidecar, s->address, s->until,
					  &s->first_record, &s->nrecords);

	if (status < 0)
		return -1;
	if (!status) {
		s->floor = s->until ? record_address(s->sidecar, s->until - 1)
				    : 0;
		return 0;
	}
	for (uint32_t i = 0; i < s->nrecords; i++) {
		if (sidecar_extent_at(s->sidecar, s->first_record + i, &extent))
			return -1;
		note_covering(s, extent.address, extent.size);
	}
	s->record_at = extent.address;
	return find_floor(s);
}

static void note_before(struct search *s, const struct extent *other)
{
	if (other->address < s->floor ||
	    (s->is_behind && other->address < s->before))
		return;
	if (!s->is_behind || other->address > s->before)
		s->ends = false;
	s->is_behind = true;
	s->before = other->address;
	s->ends |= other->size != 0;
}

static void search_stretch(struct search *s, uint32_t number)
{
	struct extent other;

	for_each_extent(s->sidecar, number, number, &other)
	{
		if (other.address > s->address)
			continue;
		s->is_seen |= other.address == s->address ||
			      covers(other.address, other.size, s->address);
		note_covering(s, other.address, other.size);
		note_before(s, &other);
	}
}

/* Search the address's stretch, and those before it that reach as far or may have
 * the last one before it. */
static void search_others(struct search *s)
{
	const struct stretches *stretches = s->sidecar->stretches;

	s->last = s->first = sidecar_stretch_of(stretches, s->address);
	search_stretch(s, s->first);
	while (s->first &&
	       (stretches->reach[s->first - 1] > s->address ||
		(!s->is_behind &&
		 sidecar_stretch_begin(stretches, s->first) > s->floor)))
		search_stretch(s, --s->first);
}

/* The stretch that has the first other behind the address: true and *ret, and
 * the address of that, or false. */
static bool find_behind(const struct search *s, uint32_t *ret,
			uint64_t *address)
{
	const struct stretches *stretches = s->sidecar->stretches;
	struct extent other;
	bool found = false;

	*ret = s->last;
	do {
		for_each_extent(s->sidecar, *ret, *ret, &other)
		{
			if (other.address <= s->address ||
			    (found && other.address >= *address))
				continue;
			*address = other.address;
			found = true;
		}
	} while (!found && ++*ret < stretches->count);
	return found;
}

/* Is what is next behind the address in output section NAME, too? */
static int goes_on(const struct search *s, const char *name)
{
	const struct sidecar *sc = s->sidecar;
	struct sidecar_symbol symbol;
	struct sidecar_other other;
	struct extent extent;
	uint64_t behind = 0;
	uint32_t stretch;

	if (s->until < sc->info.nsymbols) {
		if (sidecar_symbol_at(sc, s->until, &symbol))
			return -1;
		if (!strcmp(symbol.output_section, name))
			return 1;
	}
	if (!find_behind(s, &stretch, &behind))
		return 0;
	for_each_extent(sc, stretch, stretch, &extent)
	{
		if (extent.address != behind)
			continue;
		if (sidecar_other_at(sc, extent.number, &other))
			return -1;
		if (!strcmp(other.output_section, name))
			return 1;
	}
	return 0;
}

/* Do the records tell more than the others do? */
static bool are_records_named(const struct search *s)
{
	if (!s->nrecords)
		return false;
	if (s->covered)
		return s->record_at == s->covering;
	return !s->is_behind || s->ends || s->before <= s->record_at;
}

/* Does EXTENT, the last one, reach as far as to the address? 1, 0, or -1
 * (reported). */
static int reaches(const struct search *s, const struct extent *extent)
{
	struct sidecar_other other;

	if (extent->address == s->address)
		return 1;
	return sidecar_other_at(s->sidecar, extent->number, &other)
		       ? -1
		       : goes_on(s, other.output_section);
}

/* Is OTHER to be named? 1, 0, or -1 (reported). */
static int is_named(const struct search *s, const struct extent *other)
{
	if (s->covered && other->address == s->covering &&
	    covers(other->address, other->size, s->address))
		return 1;
	/* `jiffies' is at jiffies_64, labels are in functions. */
	if (s->covered || are_records_named(s))
		return other->address == s->address;
	if (!s->is_behind || s->ends || other->address != s->before)
		return 0;
	return reaches(s, other);
}

static int visit_records(const struct search *s,
			 int (*visit)(void *ctx, uint32_t number), void *ctx)
{
	if (!are_records_named(s))
		return 0;
	for (uint32_t i = 0; i < s->nrecords; i++)
		if (visit(ctx, s->first_record + i))
			return -1;
	return 1;
}

/* Records of nothing, each in an empty section of its own, as those of empty
 * structs are (a lock_class_key without lockdep): no symbol covers what they
 * are at, or another one begins there. */
static int visit_empty_records(const struct search *s,
			       int (*visit)(void *ctx, uint32_t number),
			       void *ctx)
{
	uint32_t named = are_records_named(s) ? s->nrecords : 0;
	struct sidecar_extent extent;
	int found = 0;

	for (uint32_t i = s->until; i > 0; i--) {
		if (sidecar_extent_at(s->sidecar, i - 1, &extent))
			return -1;
		if (extent.address != s->address)
			break;
		if (extent.size || i - 1 - s->first_record < named)
			continue;
		if (visit(ctx, i - 1))
			return -1;
		found = 1;
	}
	return found;
}

static int visit_others(const struct search *s,
			int (*visit)(void *ctx, uint32_t number), void *ctx)
{
	struct extent other;
	int found = 0;

	/* Mostly a record is all that there is. */
	if (s->covered && !s->is_seen)
		return 0;
	for_each_extent(s->sidecar, s->first, s->last, &other)
	{
		int status = is_named(s, &other);

		if (status < 0 || (status && visit(ctx, other.number)))
			return -1;
		found |= status;
	}
	return found;
}

int sidecar_visit_address(const struct sidecar *sc, uint64_t address,
			  int (*visit)(void *ctx, uint32_t number), void *ctx)
{
	struct search s = {
		.sidecar = sc,
		.address = address,
		.until = sidecar_records_until(sc, address),
	};
	int records, empty, others;

	if (sidecar_ask_stretches(sc) || search_records(&s))
		return -1;
	search_others(&s);
	records = visit_records(&s, visit, ctx);
	empty = records < 0 ? -1 : visit_empty_records(&s, visit, ctx);
	others = empty < 0 ? -1 : visit_others(&s, visit, ctx);
	return others < 0 ? -1 : records | empty | others;
}
