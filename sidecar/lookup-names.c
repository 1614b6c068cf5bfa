/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Others of an open sidecar, and finding symbols of the output by name. */
#include <string.h>

#include "format.h"
#include "reader.h"

uint32_t sidecar_nothers(const struct sidecar *sc)
{
	return table_count(sc, TABLE_OTHERS);
}

int sidecar_other_at(const struct sidecar *sc, uint32_t number,
		     struct sidecar_other *ret)
{
	struct disk_other disk;
	uint32_t place;

	if (number < sc->info.nsymbols || !is_number(sc, number))
		return sidecar_damaged(sc, "a symbol's number is too high");
	table_get(sc, TABLE_OTHERS, number - sc->info.nsymbols, &disk,
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

/* Is record or other NUMBER called NAME? 1, 0, or -1 (reported). */
static int has_name(const struct sidecar *sc, uint32_t number,
		    const char *name)
{
	struct sidecar_other other;
	const char *have;

	if (number >= sc->info.nsymbols)
		return sidecar_other_at(sc, number, &other) ?
		       -1 : !strcmp(other.name, name);
	have = sidecar_record_name(sc, number);
	return have ? !strcmp(have, name) : -1;
}

/* Word INDEX of the index of names, or UINT32_MAX. */
static uint32_t word_at(const struct sidecar *sc, uint64_t index)
{
	const struct span *table = &sc->table[TABLE_INDEX];
	uint32_t word;

	if (index >= table_count(sc, TABLE_INDEX))
		return UINT32_MAX;
	memcpy(&word, table->data + index * table->entsize, sizeof(word));
	return order32(sc->swap, word);
}

int sidecar_find_any(const struct sidecar *sc, const char *name,
		     uint32_t from, uint32_t *ret)
{
	uint32_t nbuckets, at, end, bucket;
	int status = 0;

	nbuckets = word_at(sc, 0);
	if (!nbuckets)
		return sidecar_damaged(sc, "its index of names is empty");
	bucket = format_hash_name(name) % nbuckets;
	at = word_at(sc, 1 + (uint64_t)bucket);
	end = word_at(sc, 2 + (uint64_t)bucket);
	for (; at < end && !status; at++) {
		uint32_t number = word_at(sc, 2 + (uint64_t)nbuckets + at);

		if (number < from)
			continue;
		if (!is_number(sc, number))
			return sidecar_damaged(sc,
					       "its index of names is wrong");
		status = has_name(sc, number, name);
		*ret = number;
	}
	return status;
}

int sidecar_find_name(const struct sidecar *sc, const char *name,
		      uint32_t from, uint32_t *ret)
{
	int status = sidecar_find_any(sc, name, from, ret);

	/* Others come behind all records. */
	return status == 1 && *ret >= sc->info.nsymbols ? 0 : status;
}

size_t sidecar_comment(const struct sidecar *sc, const char **ret)
{
	const struct span *table = &sc->table[TABLE_COMMENT];

	*ret = table->data;
	return table->data && table->size &&
	       !table->data[table->size - 1] ? table->size : 0;
}
