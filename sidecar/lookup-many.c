/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many questions at once. A sidecar is larger than the caches of processors, and
 * a question goes from one place of it to the next: a name from the index to the
 * records that may have it, from each to its entry of .symtab, and on to a string.
 * Where each question waits for the one before, 10,000 of them wait for memory
 * nearly all of their time. Here some go each step together, and the memory
 * answers a dozen in the time that it takes to answer one.
 *
 * Nothing is reported here: what leads to damage is left to be asked for alone,
 * so that errors come in the order of the questions. */
#include <elf.h>
#include <string.h>

#include "sidecar/format.h"
#include "sidecar/reader.h"

#define NONE UINT32_MAX

/* Have SIZE bytes at AT fetched into the cache; they may lie across the border of
 * two of its lines. What isn't memory is passed over. */
static void fetch(const char *at, size_t size)
{
	__builtin_prefetch(at);
	__builtin_prefetch(at + size - 1);
	/* gcc leaves out functions that have no effect, as it sees it. */
	__asm__ volatile("");
}

static void fetch_record(const struct sidecar *sc, enum part p, uint32_t index)
{
	const struct span *table = &sc->table[p];

	if (index < table->count)
		fetch(table->data + index * table->entsize, table->entsize);
}

static void fetch_number(const struct sidecar *sc, uint32_t number)
{
	if (number < sc->info.nsymbols)
		fetch_record(sc, PART_SYMBOLS, number);
	else
		fetch_record(sc, PART_OTHERS, number - sc->info.nsymbols);
}

/* The string at OFFSET, or NULL. */
static const char *fetch_string(const struct span *strings, uint32_t offset)
{
	enum { MOSTLY = 48 }; /* is a string no longer */
	const char *string = string_at(strings, offset);

	if (string)
		fetch(string, MOSTLY);
	return string;
}

/* -- Names --------------------------------------------------------------- */

/* What may be called like a name. */
struct candidate {
	uint32_t number;
	uint32_t entry;	  /* in .symtab, or NONE */
	const char *name; /* or NULL: not known */
	bool numbered;	  /* by ld */
};

struct candidates {
	size_t count;
	struct candidate list[SIDECAR_MOST_NUMBERS];
};

static void fetch_bucket(const struct sidecar *sc, const struct bucket *bucket)
{
	fetch_record(sc, PART_INDEX, (uint32_t)bucket->numbers + bucket->at);
	fetch_record(sc, PART_INDEX, (uint32_t)bucket->numbers + bucket->end);
	fetch_record(sc, PART_INDEX,
		     (uint32_t)bucket->tags + bucket->at / INDEX_TAGS);
}

/* Add the numbers of BUCKET that may be NAME's: how many, or -1 if there is no room
 * for them, or they aren't as they should be. */
static ptrdiff_t add_bucket(const struct sidecar *sc,
			    const struct bucket *bucket,
			    const struct sidecar_name *name,
			    struct candidates *candidates)
{
	size_t count = candidates->count, added;
	uint32_t last = 0;

	if (!bucket->numbers)
		return -1;
	for (uint32_t at = bucket->at; at < bucket->end; at++) {
		uint32_t number = bucket_number(sc, bucket, at);

		if (!is_number(sc, number) || number < last)
			return -1;
		last = number;
		if (!bucket_may_have(sc, bucket, at, name))
			continue;
		if (count == SIDECAR_MOST_NUMBERS)
			return -1;
		candidates->list[count++].number = number;
	}
	added = count - candidates->count;
	candidates->count = count;
	return (ptrdiff_t)added;
}

static void read_other(const struct sidecar *sc, struct candidate *candidate)
{
	struct disk_other disk;

	table_get(sc, PART_OTHERS, candidate->number - sc->info.nsymbols, &disk,
		  sizeof(disk));
	candidate->name = fetch_string(&sc->strings,
				       order32(sc->swap, disk.name));
}

static void read_record(const struct sidecar *sc, struct candidate *candidate)
{
	struct disk_symbol disk;
	uint16_t flags;

	table_get(sc, PART_SYMBOLS, candidate->number, &disk, sizeof(disk));
	flags = order16(sc->swap, disk.flags);
	candidate->numbered = flags & SIDECAR_NUMBERED;
	if (flags & SIDECAR_NO_ENTRY) {
		candidate->name = fetch_string(
			&sc->strings, order32(sc->swap, disk.position));
		return;
	}
	candidate->entry = order32(sc->swap, disk.entry);
	fetch_record(sc, PART_SYMTAB, candidate->entry);
}

static void read_candidate(const struct sidecar *sc,
			   struct candidate *candidate)
{
	candidate->entry = NONE;
	candidate->name = NULL;
	candidate->numbered = false;
	if (candidate->number < sc->info.nsymbols)
		read_record(sc, candidate);
	else
		read_other(sc, candidate);
}

static void read_entry(const struct sidecar *sc, struct candidate *candidate)
{
	if (is_entry(sc, candidate->entry))
		candidate->name = fetch_string(
			&sc->strings, entry_name(sc, candidate->entry));
}

/* Keep in NUMBERS those of COUNT candidates that are called NAME, unless one's
 * name can't be read. How many there are. */
static size_t choose(const struct candidate *list, size_t count,
		     struct sidecar_name *name, uint32_t *numbers)
{
	size_t found = 0;

	for (size_t i = 0; i < count; i++) {
		if (!list[i].name)
			return 0;
		/* One that is there twice has two names. */
		if ((found && numbers[found - 1] == list[i].number) ||
		    !sidecar_is_called(list[i].name, list[i].numbered, name))
			continue;
		numbers[found++] = list[i].number;
	}
	name->numbers = numbers;
	name->count = found;
	return found;
}

void sidecar_find_names(const struct sidecar *sc, struct sidecar_name *names,
			size_t count, uint32_t *numbers)
{
	struct bucket buckets[SIDECAR_MOST_ASKED];
	ptrdiff_t counts[SIDECAR_MOST_ASKED];
	struct candidates candidates;
	const struct candidate *first = candidates.list;

	for (size_t i = 0; i < count; i++)
		fetch_record(sc, PART_INDEX,
			     (uint32_t)sidecar_index_head(sc, &names[i]));
	for (size_t i = 0; i < count; i++)
		buckets[i] = sidecar_bucket(sc, &names[i]);
	for (size_t i = 0; i < count; i++)
		fetch_bucket(sc, &buckets[i]);
	candidates.count = 0;
	for (size_t i = 0; i < count; i++)
		counts[i] = names[i].length ? add_bucket(sc, &buckets[i],
							 &names[i], &candidates)
					    : -1;
	for (size_t i = 0; i < candidates.count; i++)
		fetch_number(sc, candidates.list[i].number);
	for (size_t i = 0; i < candidates.count; i++)
		read_candidate(sc, &candidates.list[i]);
	for (size_t i = 0; i < candidates.count; i++)
		read_entry(sc, &candidates.list[i]);
	for (size_t i = 0; i < count; i++) {
		if (counts[i] < 0)
			continue;
		numbers += choose(first, (size_t)counts[i], &names[i], numbers);
		first += counts[i];
	}
}

/* -- Symbols ------------------------------------------------------------- */

/* Where a record leads to. */
struct lead {
	uint32_t entry, section; /* one or the other is known first */
	uint32_t origin, file;
};

static void follow_other(const struct sidecar *sc, uint32_t number)
{
	struct candidate other = { .number = number };

	if (is_number(sc, number))
		read_other(sc, &other);
}

static void follow_record(const struct sidecar *sc, uint32_t number,
			  struct lead *lead)
{
	struct disk_symbol disk;
	uint32_t entry;

	table_get(sc, PART_SYMBOLS, number, &disk, sizeof(disk));
	lead->origin = order32(sc->swap, disk.origin);
	fetch_record(sc, PART_ORIGINS, lead->origin);
	entry = order32(sc->swap, disk.entry);
	if (order16(sc->swap, disk.flags) & SIDECAR_NO_ENTRY) {
		lead->section = entry;
		fetch_string(&sc->strings, order32(sc->swap, disk.position));
		return;
	}
	lead->entry = entry;
	fetch_record(sc, PART_SYMTAB, entry);
	fetch_record(sc, PART_SYMTAB_SHNDX, entry);
}

static void follow_entry(const struct sidecar *sc, struct lead *lead)
{
	size_t size = sc->narrow ? sizeof(Elf32_Shdr) : sizeof(Elf64_Shdr);
	struct disk_origin origin;

	if (is_entry(sc, lead->entry)) {
		fetch_string(&sc->strings, entry_name(sc, lead->entry));
		lead->section = sidecar_entry_section(sc, lead->entry);
	}
	if (lead->section < sc->nshdrs)
		fetch(sc->data + sc->shoff + lead->section * size, size);
	if (lead->origin >= table_count(sc, PART_ORIGINS))
		return;
	table_get(sc, PART_ORIGINS, lead->origin, &origin, sizeof(origin));
	fetch_string(&sc->strings, order32(sc->swap, origin.source));
	lead->file = order32(sc->swap, origin.file);
	fetch_record(sc, PART_FILES, lead->file);
}

static void follow_header(const struct sidecar *sc, const struct lead *lead)
{
	struct disk_file file;
	Elf64_Shdr header;

	if (lead->section < sc->nshdrs) {
		sidecar_shdr(sc, lead->section, &header);
		fetch_string(&sc->shstrings, header.sh_name);
	}
	if (lead->file >= sc->info.nfiles)
		return;
	table_get(sc, PART_FILES, lead->file, &file, sizeof(file));
	fetch_string(&sc->strings, order32(sc->swap, file.name));
}

void sidecar_fetch_symbols(const struct sidecar *sc, const uint32_t *numbers,
			   size_t count)
{
	struct lead leads[SIDECAR_MOST_ASKED];

	for (size_t i = 0; i < count; i++)
		fetch_number(sc, numbers[i]);
	for (size_t i = 0; i < count; i++) {
		leads[i] = (struct lead){ NONE, NONE, NONE, NONE };
		if (numbers[i] < sc->info.nsymbols)
			follow_record(sc, numbers[i], &leads[i]);
		else
			follow_other(sc, numbers[i]);
	}
	for (size_t i = 0; i < count; i++)
		follow_entry(sc, &leads[i]);
	for (size_t i = 0; i < count; i++)
		follow_header(sc, &leads[i]);
}

/* -- Addresses ----------------------------------------------------------- */

/* How many records are at each of COUNT addresses or below: a binary search of
 * all together. */
static void count_records(const struct sidecar *sc, const uint64_t *addresses,
			  size_t count, uint32_t *until)
{
	uint32_t nsymbols = sc->info.nsymbols, step = 1;

	while (step <= nsymbols / 2)
		step *= 2;
	for (size_t i = 0; i < count; i++)
		until[i] = 0;
	for (; step; step /= 2)
		for (size_t i = 0; i < count; i++) {
			uint32_t more = until[i] + step;

			if (more <= nsymbols &&
			    record_address(sc, more - 1) <= addresses[i])
				until[i] = more;
		}
}

void sidecar_fetch_addresses(const struct sidecar *sc,
			     const uint64_t *addresses, size_t count)
{
	uint32_t until[SIDECAR_MOST_ASKED], numbers[SIDECAR_MOST_ASKED];
	size_t n = 0;

	sidecar_expect_addresses(sc, count);
	count_records(sc, addresses, count, until);
	for (size_t i = 0; i < count; i++)
		if (until[i])
			numbers[n++] = until[i] - 1;
	sidecar_fetch_symbols(sc, numbers, n);
}
