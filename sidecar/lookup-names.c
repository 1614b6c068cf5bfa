/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Others of an open sidecar, and finding symbols of the output by name. */
#include <string.h>

#include "common/label.h"
#include "common/search.h"
#include "sidecar/format.h"
#include "sidecar/reader.h"

uint32_t sidecar_nothers(const struct sidecar *sc)
{
	return table_count(sc, PART_OTHERS);
}

int sidecar_other_at(const struct sidecar *sc, uint32_t number,
		     struct sidecar_other *ret)
{
	struct disk_other disk;
	uint32_t place;

	if (number < sc->info.nsymbols || !is_number(sc, number))
		return sidecar_damaged(sc, "a symbol's number is too high");
	table_get(sc, PART_OTHERS, number - sc->info.nsymbols, &disk,
		  sizeof(disk));
	place = order32(sc->swap, disk.output_section);
	*ret = (struct sidecar_other){
		.name = string_at(&sc->strings, order32(sc->swap, disk.name)),
		.address = order64(sc->swap, disk.address),
		.size = order64(sc->swap, disk.size),
		.info = disk.info,
		.other = disk.other,
		.kind = disk.kind,
	};
	if (disk.kind == SIDECAR_OTHER_FILE) {
		ret->output_section = "";
		ret->file = place;
	} else {
		ret->output_section = string_at(&sc->strings, place);
	}
	if (!ret->name || !ret->output_section)
		return sidecar_damaged(sc, "a symbol has no valid name");
	return 0;
}

/* Whose name is looked for. */
enum namer {
	OUTPUTS_NAME,
	ANY_NAME, /* the output's or, of a record, the object's */
};

/* Is record or other NUMBER called NAME by NAMER? 1, 0, or -1 (reported). */
static int has_name(const struct sidecar *sc, uint32_t number, const char *name,
		    enum namer namer)
{
	struct sidecar_other other;
	const char *have;
	uint16_t flags;
	size_t length;

	if (number >= sc->info.nsymbols)
		return sidecar_other_at(sc, number, &other)
			       ? -1
			       : !strcmp(other.name, name);
	have = sidecar_record_name(sc, number, &flags);
	if (!have)
		return -1;
	if (!strcmp(have, name))
		return 1;
	length = namer == ANY_NAME && flags & SIDECAR_NUMBERED
			 ? unnumbered_length(have)
			 : 0;
	return length && length == strlen(name) && !memcmp(have, name, length);
}

/* Word INDEX of the index of names, or UINT32_MAX. */
static uint32_t word_at(const struct sidecar *sc, uint64_t index)
{
	const struct span *table = &sc->table[PART_INDEX];
	uint32_t word;

	if (index >= table_count(sc, PART_INDEX))
		return UINT32_MAX;
	memcpy(&word, table->data + index * table->entsize, sizeof(word));
	return order32(sc->swap, word);
}

/* The first record or other that NAMER calls NAME. */
static int find_name(const struct sidecar *sc, const char *name,
		     enum namer namer, uint32_t from, uint32_t *ret)
{
	uint32_t nbuckets, at, end, bucket;
	int status = 0;

	nbuckets = word_at(sc, 0);
	if (!nbuckets)
		return sidecar_damaged(sc, "its index of names is empty");
	bucket = format_hash_name(name) % nbuckets;
	at = word_at(sc, 1 + (uint64_t)bucket);
	end = word_at(sc, 2 + (uint64_t)bucket);
	/* A name may have thousands, of which each is asked for once. */
	if (from && at < end)
		at = (uint32_t)lower_bound(
			i, at, end,
			word_at(sc, 2 + (uint64_t)nbuckets + i) < from);
	for (; at < end && !status; at++) {
		uint32_t number = word_at(sc, 2 + (uint64_t)nbuckets + at);

		/* Numbers ascend in a bucket. Whoever asks for one name after
		 * the other would never come to an end where they don't. */
		if (!is_number(sc, number) || number < from)
			return sidecar_damaged(sc,
					       "its index of names is wrong");
		from = number;
		status = has_name(sc, number, name, namer);
		*ret = number;
	}
	return status;
}

int sidecar_find_any(const struct sidecar *sc, const char *name, uint32_t from,
		     uint32_t *ret)
{
	return find_name(sc, name, OUTPUTS_NAME, from, ret);
}

int sidecar_find_name(const struct sidecar *sc, const char *name, uint32_t from,
		      uint32_t *ret)
{
	return find_name(sc, name, ANY_NAME, from, ret);
}

size_t sidecar_comment(const struct sidecar *sc, const char **ret)
{
	const struct span *table = &sc->table[PART_COMMENT];

	*ret = table->data;
	return table->data && table->size && !table->data[table->size - 1]
		       ? table->size
		       : 0;
}
