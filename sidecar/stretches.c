/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The others of an open sidecar that are in memory, divided into stretches of
 * addresses. That takes two passes over all, where sorting them takes six: an
 * address is searched in one stretch, which has four others or so, in no order.
 *
 * They are dense in some places, where the tables of exported symbols are, say,
 * scarce in others, or far away from all else, as per-CPU variables of x86-64 are.
 * So a sample of them parts the addresses into regions first, and the stretches of
 * each region are equally wide. */
#include <stdlib.h>

#include "common/radix.h"
#include "common/report.h"
#include "sidecar/format.h"
#include "sidecar/reader.h"

#define NONE UINT32_MAX

enum {
	MOST_UNDIVIDED = 2, /* addresses are searched among all others */
	PER_STRETCH = 4,
	REGIONS = 64, /* a power of two */
	SAMPLES = 16 * REGIONS,
};

/* A region of addresses, which goes as far as to the next. */
struct region {
	uint64_t begin;
	unsigned int shift; /* its stretches are 1 << shift wide */
};

/* The region of ADDRESS. Each step is one without a branch, as it is not to be
 * foreseen where it goes. */
static uint32_t region_of(const struct stretches *s, uint64_t address)
{
	uint32_t number = 0;

	for (uint32_t step = REGIONS / 2; step; step /= 2)
		number += step * (s->regions[number + step].begin <= address);
	return number;
}

uint32_t sidecar_stretch_of(const struct stretches *s, uint64_t address)
{
	uint64_t number;
	uint32_t region;

	if (!s->count)
		return 0;
	region = region_of(s, address);
	number = (address - s->regions[region].begin) >>
		 s->regions[region].shift;
	/* The last region has no end. */
	if (number >= s->per_region)
		number = s->per_region - 1;
	return region * s->per_region + (uint32_t)number;
}

uint64_t sidecar_stretch_begin(const struct stretches *s, uint32_t number)
{
	const struct region *region = &s->regions[number / s->per_region];

	return region->begin +
	       ((uint64_t)(number % s->per_region) << region->shift);
}

/* Addresses of some others, and how many. */
static size_t list_samples(const struct sidecar *sc, struct radix_item *samples)
{
	uint32_t nothers = table_count(sc, PART_OTHERS);
	uint32_t step = nothers / SAMPLES + 1;
	struct extent extent;
	size_t count = 0;

	for (uint32_t i = 0; i < nothers; i += step)
		if (read_extent(sc, i, &extent))
			samples[count++].key = extent.address;
	return count;
}

/* Find regions that have equally many of the samples. */
static int find_regions(const struct sidecar *sc, struct stretches *s)
{
	struct radix_item samples[SAMPLES] = {};
	size_t count = list_samples(sc, samples);

	if (radix_sort(samples, count))
		return -1;
	for (size_t i = 1; i < REGIONS && count; i++)
		s->regions[i].begin = samples[i * count / REGIONS].key;
	for (size_t i = 0; i < REGIONS; i++) {
		uint64_t width = i + 1 < REGIONS ? s->regions[i + 1].begin -
							   s->regions[i].begin
						 : UINT64_MAX;
		unsigned int shift = 0;

		while (width >> shift >= s->per_region && shift < 63)
			shift++;
		s->regions[i].shift = shift;
	}
	return 0;
}

/* Where EXTENT ends; only damage makes it wrap around. */
static uint64_t end_of(const struct extent *extent)
{
	uint64_t end = extent->address + extent->size;

	return end < extent->address ? UINT64_MAX : end;
}

/* Find the stretch of each other, and what the stretches reach. The word of the
 * stretch after the next counts the others of each. */
static void count_others(const struct sidecar *sc, struct stretches *s,
			 uint32_t *numbers)
{
	uint32_t nothers = table_count(sc, PART_OTHERS);
	struct extent extent;

	for (uint32_t i = 0; i < nothers; i++) {
		uint32_t number;

		numbers[i] = NONE;
		if (!read_extent(sc, i, &extent))
			continue;
		numbers[i] = number = sidecar_stretch_of(s, extent.address);
		s->start[number + 2]++;
		if (end_of(&extent) > s->reach[number])
			s->reach[number] = end_of(&extent);
	}
	for (uint32_t k = 1; k < s->count; k++)
		if (s->reach[k - 1] > s->reach[k])
			s->reach[k] = s->reach[k - 1];
}

/* List the others by stretch: a counting sort. */
static int list_others(const struct sidecar *sc, struct stretches *s)
{
	uint32_t nothers = table_count(sc, PART_OTHERS), *next = s->start + 1;
	uint32_t *numbers = malloc(((size_t)nothers + 1) * sizeof(*numbers));

	if (!numbers)
		return report_nomem();
	count_others(sc, s, numbers);
	for (uint32_t k = 1; k < s->count; k++)
		next[k] += next[k - 1];
	/* Where a stretch begins becomes where it ends, and the next begins. */
	for (uint32_t i = 0; i < nothers; i++)
		if (numbers[i] != NONE)
			s->list[next[numbers[i]]++] = i;
	free(numbers);
	return 0;
}

static int divide(const struct sidecar *sc, struct stretches *s)
{
	uint32_t nothers = table_count(sc, PART_OTHERS);

	s->per_region = nothers / PER_STRETCH / REGIONS + 1;
	s->count = REGIONS * s->per_region;
	s->regions = calloc(REGIONS, sizeof(*s->regions));
	s->list = calloc((size_t)nothers + 1, sizeof(*s->list));
	s->start = calloc((size_t)s->count + 2, sizeof(*s->start));
	s->reach = calloc(s->count, sizeof(*s->reach));
	if (!s->regions || !s->list || !s->start || !s->reach)
		return report_nomem();
	return find_regions(sc, s) || list_others(sc, s) ? -1 : 0;
}

void sidecar_free_stretches(struct stretches *s)
{
	free(s->regions);
	free(s->list);
	free(s->start);
	free(s->reach);
	*s = (struct stretches){ .nasked = s->nasked };
}

void sidecar_expect_addresses(const struct sidecar *sc, size_t count)
{
	if (count > MOST_UNDIVIDED)
		sc->stretches->nasked = MOST_UNDIVIDED;
}

int sidecar_ask_stretches(const struct sidecar *sc)
{
	struct stretches *s = sc->stretches;

	if (s->list || s->nasked++ < MOST_UNDIVIDED)
		return 0;
	if (!divide(sc, s))
		return 0;
	sidecar_free_stretches(s);
	return -1;
}
