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

int sidecar_extent_at(const struct sidecar *sc, uint32_t number,
		      struct sidecar_extent *ret)
{
	struct disk_symbol disk;
	struct disk_other other;

	if (!is_number(sc, number))
		return sidecar_damaged(sc, "a symbol's number is too high");
	if (number < sc->info.nsymbols) {
		table_get(sc, PART_SYMBOLS, number, &disk, sizeof(disk));
		ret->address = order64(sc->swap, disk.address);
		ret->size = order64(sc->swap, disk.size);
	} else {
		table_get(sc, PART_OTHERS, number - sc->info.nsymbols, &other,
			  sizeof(other));
		ret->address = order64(sc->swap, other.address);
		ret->size = order64(sc->swap, other.size);
	}
	return 0;
}

/* Whose name is looked for. */
enum namer {
	OUTPUTS_NAME,
	ANY_NAME, /* the output's or, of a record, the object's */
};

struct sidecar_name sidecar_name_of(const char *text, size_t length)
{
	return (struct sidecar_name){
		.text = text,
		.length = length,
		.hash = format_hash_name(text, length),
	};
}

bool sidecar_is_called(const char *have, bool numbered,
		       const struct sidecar_name *name)
{
	size_t length;

	if (is_name(have, name))
		return true;
	length = numbered ? unnumbered_length(have) : 0;
	return length && length == name->length &&
	       !memcmp(have, name->text, length);
}

/* Is record or other NUMBER called NAME by NAMER? 1, 0, or -1 (reported). */
static int has_name(const struct sidecar *sc, uint32_t number,
		    const struct sidecar_name *name, enum namer namer)
{
	struct sidecar_other other;
	const char *have;
	uint16_t flags;

	if (number >= sc->info.nsymbols)
		return sidecar_other_at(sc, number, &other)
			       ? -1
			       : is_name(other.name, name);
	have = sidecar_record_name(sc, number, &flags);
	if (!have)
		return -1;
	return sidecar_is_called(
		have, namer == ANY_NAME && flags & SIDECAR_NUMBERED, name);
}

struct bucket sidecar_bucket(const struct sidecar *sc,
			     const struct sidecar_name *name)
{
	uint64_t head = sidecar_index_head(sc, name);
	uint64_t numbers = 2 + (uint64_t)sidecar_index_word(sc, 0);
	bool tagged = sc->info.flags & SIDECAR_TAGGED;

	if (!head)
		return (struct bucket){};
	return (struct bucket){
		.numbers = numbers,
		.tags = tagged ? numbers + sidecar_index_word(sc, numbers - 1)
			       : 0,
		.at = sidecar_index_word(sc, head),
		.end = sidecar_index_word(sc, head + 1),
	};
}

/* The same, but an index that has none is damaged: 0 and *ret, or -1
 * (reported). */
static int find_bucket(const struct sidecar *sc,
		       const struct sidecar_name *name, struct bucket *ret)
{
	*ret = sidecar_bucket(sc, name);
	return ret->numbers
		       ? 0
		       : sidecar_damaged(sc, "its index of names is empty");
}

/* The first record or other from number FROM on that NAMER calls NAME: 1, *ret
 * and the bucket without what is before it, 0, or -1 (reported). */
static int next_in_bucket(const struct sidecar *sc, struct bucket *bucket,
			  const struct sidecar_name *name, enum namer namer,
			  uint32_t from, uint32_t *ret)
{
	int status = 0;

	/* A name may have thousands, of which each is asked for once. */
	if (from && bucket->at < bucket->end)
		bucket->at = (uint32_t)lower_bound(
			i, bucket->at, bucket->end,
			bucket_number(sc, bucket, (uint32_t)i) < from);
	for (; bucket->at < bucket->end && !status; bucket->at++) {
		uint32_t number = bucket_number(sc, bucket, bucket->at);

		/* Numbers ascend in a bucket. Whoever asks for one name after
		 * the other would never come to an end where they don't. */
		if (!is_number(sc, number) || number < from)
			return sidecar_damaged(sc,
					       "its index of names is wrong");
		from = number;
		if (!bucket_may_have(sc, bucket, bucket->at, name))
			continue;
		status = has_name(sc, number, name, namer);
		*ret = number;
	}
	return status;
}

/* The first record or other that NAMER calls NAME. */
static int find_name(const struct sidecar *sc, const char *text,
		     enum namer namer, uint32_t from, uint32_t *ret)
{
	struct sidecar_name name = sidecar_name_of(text, strlen(text));
	struct bucket bucket;

	if (find_bucket(sc, &name, &bucket))
		return -1;
	return next_in_bucket(sc, &bucket, &name, namer, from, ret);
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

static int visit_known(const struct sidecar_name *name,
		       int (*visit)(void *ctx, uint32_t number), void *ctx)
{
	for (size_t i = 0; i < name->count; i++)
		if (visit(ctx, name->numbers[i]))
			return -1;
	return name->count > 0;
}

int sidecar_visit_name(const struct sidecar *sc,
		       const struct sidecar_name *name,
		       int (*visit)(void *ctx, uint32_t number), void *ctx)
{
	uint32_t number = 0;
	struct bucket bucket;
	int status, found = 0;

	if (!name->length)
		return 0;
	if (name->numbers)
		return visit_known(name, visit, ctx);
	if (find_bucket(sc, name, &bucket))
		return -1;
	while ((status = next_in_bucket(sc, &bucket, name, ANY_NAME, number,
					&number)) > 0) {
		if (visit(ctx, number++))
			return -1;
		found = 1;
	}
	return status < 0 ? -1 : found;
}

size_t sidecar_comment(const struct sidecar *sc, const char **ret)
{
	const struct span *table = &sc->table[PART_COMMENT];

	*ret = table->data;
	return table->data && table->size && !table->data[table->size - 1]
		       ? table->size
		       : 0;
}
