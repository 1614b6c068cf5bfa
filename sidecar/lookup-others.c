/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is at an address of the output, whether it has a record or not. Records
 * are sorted by address. The others are not, but there are few enough of them,
 * 170,000 in a large kernel, to look at each: that takes no longer than it
 * takes to start a program. When more addresses are searched they are sorted
 * once.
 *
 * The symbol that covers the address is what is there; of those the innermost.
 * Assembler code often has labels without a size: one stands for what is behind
 * it, as far as to the next symbol, if that is in the same output section,
 * which shows that it goes on that far. */
#include <stdlib.h>
#include <string.h>

#include "common/radix.h"
#include "common/report.h"
#include "common/search.h"
#include "sidecar/format.h"
#include "sidecar/reader.h"

/* So many addresses are searched without sorting all. */
enum { MOST_UNSORTED = 2 };

struct search {
	const struct sidecar *sidecar;
	uint64_t address;
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
	/* The first other behind it. */
	uint64_t after;
	/* The range of others that matter. */
	size_t first, end;
};

/* An other that is in memory, and so at an address. */
struct extent {
	uint32_t number;
	uint64_t address;
	uint64_t size;
};

/* Read other number INDEX among the others. False if it isn't in memory.
 * Strings are left alone, of nearly all they don't matter. */
static bool read_extent(const struct sidecar *sc, uint32_t index,
			struct extent *ret)
{
	struct disk_other disk;

	table_get(sc, PART_OTHERS, index, &disk, sizeof(disk));
	*ret = (struct extent){
		.number = sc->info.nsymbols + index,
		.address = order64(sc->swap, disk.address),
		.size = order64(sc->swap, disk.size),
	};
	return disk.kind == SIDECAR_OTHER_LOADED;
}

/* Read the first one from *AT on, which moves on: false if there is none. */
static bool next_extent(const struct search *s, size_t *at, struct extent *ret)
{
	const struct radix_item *list = s->sidecar->places->list;

	while (*at < s->end) {
		uint32_t index = list ? list[*at].value : (uint32_t)*at;

		++*at;
		if (read_extent(s->sidecar, index, ret))
			return true;
	}
	return false;
}

#define for_each_extent(s, e)                                                  \
	for (size_t at_ = (s)->first; next_extent((s), &at_, (e));)

/* -- The sorted list ----------------------------------------------------- */

static int list_places(const struct sidecar *sc, struct places *places)
{
	uint32_t count = table_count(sc, PART_OTHERS);
	struct extent extent;
	struct radix_item *list = calloc((size_t)count + 1, sizeof(*list));
	uint64_t *reach = calloc((size_t)count + 1, sizeof(*reach));

	if (!list || !reach) {
		free(list);
		free(reach);
		return report_nomem();
	}
	places->list = list;
	places->reach = reach;
	for (uint32_t i = 0; i < count; i++)
		if (read_extent(sc, i, &extent))
			places->list[places->count++] =
				(struct radix_item){ extent.address, i };
	return radix_sort(places->list, places->count);
}

static void find_reach(const struct sidecar *sc, struct places *places)
{
	uint64_t reach = 0;

	for (size_t i = 0; i < places->count; i++) {
		struct extent extent;
		uint64_t end;

		read_extent(sc, places->list[i].value, &extent);
		end = extent.address + extent.size;
		/* Only damage makes it wrap around. */
		if (end < extent.address)
			end = UINT64_MAX;
		if (end > reach)
			reach = end;
		places->reach[i] = reach;
	}
}

static int sort_places(const struct sidecar *sc)
{
	struct places *places = sc->places;

	if (list_places(sc, places)) {
		free(places->list);
		free(places->reach);
		*places = (struct places){};
		return -1;
	}
	find_reach(sc, places);
	return 0;
}

/* The number of places at ADDRESS or below. */
static size_t places_until(const struct places *places, uint64_t address)
{
	return lower_bound(i, 0, places->count, places->list[i].key <= address);
}

/* Which of the others matter: all, or of the sorted ones those that reach as
 * far as to the address, the last ones before it, and the first ones behind
 * it. */
static int find_range(struct search *s)
{
	const struct places *places = s->sidecar->places;
	const struct radix_item *list;
	size_t middle;

	s->end = table_count(s->sidecar, PART_OTHERS);
	if (!places->list && s->sidecar->places->nasked++ < MOST_UNSORTED)
		return 0;
	if (!places->list && sort_places(s->sidecar))
		return -1;
	list = places->list;
	middle = places_until(places, s->address);
	s->first = s->end = middle;
	while (s->first && (places->reach[s->first - 1] > s->address ||
			    list[s->first - 1].key == list[middle - 1].key))
		s->first--;
	while (s->end < places->count && list[s->end].key == list[middle].key)
		s->end++;
	return 0;
}

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

/* The end of the record that is before all else before the address. */
static int search_last_record(struct search *s)
{
	uint32_t end = sidecar_records_until(s->sidecar, s->address);
	struct sidecar_symbol symbol;

	if (!end)
		return 0;
	if (sidecar_symbol_at(s->sidecar, end - 1, &symbol))
		return -1;
	s->floor = symbol.address;
	return 0;
}

static int search_records(struct search *s)
{
	struct sidecar_symbol symbol = {};
	int status = sidecar_find_address(s->sidecar, s->address,
					  &s->first_record, &s->nrecords);

	if (status < 0)
		return -1;
	if (!status)
		return search_last_record(s);
	for (uint32_t i = 0; i < s->nrecords; i++) {
		if (sidecar_symbol_at(s->sidecar, s->first_record + i, &symbol))
			return -1;
		note_covering(s, symbol.address, symbol.size);
	}
	s->record_at = symbol.address;
	s->floor = symbol.address <= s->address ? symbol.address
						: symbol.section_address;
	return 0;
}

static void note_before(struct search *s, const struct extent *other)
{
	if (other->address > s->address || other->address < s->floor ||
	    (s->is_behind && other->address < s->before))
		return;
	if (!s->is_behind || other->address > s->before)
		s->ends = false;
	s->is_behind = true;
	s->before = other->address;
	s->ends |= other->size != 0;
}

static void search_others(struct search *s)
{
	struct extent other;

	for_each_extent(s, &other)
	{
		s->is_seen |= other.address == s->address ||
			      covers(other.address, other.size, s->address);
		note_covering(s, other.address, other.size);
		note_before(s, &other);
		if (other.address > s->address && other.address < s->after)
			s->after = other.address;
	}
}

/* Is what is next behind the address in output section NAME, too? */
static int goes_on(const struct search *s, const char *name)
{
	const struct sidecar *sc = s->sidecar;
	uint32_t record = sidecar_records_until(sc, s->address);
	struct sidecar_symbol symbol;
	struct sidecar_other other;
	struct extent extent;

	if (record < sc->info.nsymbols) {
		if (sidecar_symbol_at(sc, record, &symbol))
			return -1;
		if (!strcmp(symbol.output_section, name))
			return 1;
	}
	for_each_extent(s, &extent)
	{
		if (extent.address != s->after)
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
	uint32_t end = sidecar_records_until(s->sidecar, s->address);
	struct sidecar_symbol symbol;
	int found = 0;

	for (uint32_t i = end; i > 0; i--) {
		if (sidecar_symbol_at(s->sidecar, i - 1, &symbol))
			return -1;
		if (symbol.address != s->address)
			break;
		if (symbol.size || i - 1 - s->first_record < named)
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
	for_each_extent(s, &other)
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
	struct search s = { .sidecar = sc,
			    .address = address,
			    .after = UINT64_MAX };
	int records, empty, others;

	if (find_range(&s) || search_records(&s))
		return -1;
	search_others(&s);
	records = visit_records(&s, visit, ctx);
	empty = records < 0 ? -1 : visit_empty_records(&s, visit, ctx);
	others = empty < 0 ? -1 : visit_others(&s, visit, ctx);
	return others < 0 ? -1 : records | empty | others;
}
