/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An open sidecar, as read.c and lookup.c see it. */
#ifndef LDFOLD_READER_H
#define LDFOLD_READER_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "sidecar/format.h"
#include "sidecar/sidecar.h"

/* A section's contents; all of it is within the file. */
struct span {
	const char *data;
	size_t size;
	size_t entsize;
	uint32_t link;
	uint32_t count; /* of the records of a table */
};

/* The output's symbols. */
struct order {
	uint32_t *numbers; /* by position; NULL until they are asked for */
};

/* The others that are in memory, in stretches of addresses; made when many
 * addresses are searched. */
struct stretches {
	unsigned int nasked; /* addresses */
	uint32_t count;	     /* or 0: all others are one stretch */
	uint32_t *list;	     /* indexes of others, by stretch, or NULL */
	uint32_t *start;     /* by stretch, and one more: where it begins */
	uint64_t *reach;     /* by stretch: where all up to it end */
	struct region *regions;
	uint32_t per_region;
};

struct sidecar {
	char *path;
	void *map; /* whole pages of the file, */
	size_t map_size;
	const char *data; /* and the sidecar in them */
	size_t size;
	bool narrow;
	bool swap;
	size_t shoff;
	uint32_t nshdrs;
	struct span shstrings;	   /* names of sections */
	struct span strings;	   /* of records */
	struct span names;	   /* of the analysis */
	struct span table[NPARTS]; /* but string tables */
	struct sidecar_info info;
	uint32_t norder;  /* symbols of the output, */
	uint32_t nlocals; /* local ones among them */
	struct order *order;
	struct stretches *stretches;
};

/* How many records table P has. */
static inline uint32_t table_count(const struct sidecar *sc, enum part p)
{
	return sc->table[p].count;
}

/* Record INDEX of table P, which it has, as far as this version knows it: a
 * newer ldfold may have appended fields. */
static inline void table_get(const struct sidecar *sc, enum part p,
			     uint32_t index, void *ret, size_t size)
{
	memcpy(ret, sc->table[p].data + index * sc->table[p].entsize, size);
}

/* A string of a table, which ends in NUL; or NULL. */
static inline const char *string_at(const struct span *strings, uint32_t offset)
{
	return offset < strings->size ? strings->data + offset : NULL;
}

/* Is INDEX that of an entry of .symtab, and an entry what ELF says? */
static inline bool is_entry(const struct sidecar *sc, uint32_t index)
{
	size_t size = sc->narrow ? sizeof(Elf32_Sym) : sizeof(Elf64_Sym);

	return index < table_count(sc, PART_SYMTAB) &&
	       sc->table[PART_SYMTAB].entsize == size;
}

/* Where the name of entry INDEX, which is one, is in the strings; both classes
 * have that first. */
static inline uint32_t entry_name(const struct sidecar *sc, uint32_t index)
{
	uint32_t name;

	table_get(sc, PART_SYMTAB, index, &name, sizeof(name));
	return order32(sc->swap, name);
}

/* Is HAVE NAME? */
static inline bool is_name(const char *have, const struct sidecar_name *name)
{
	return !strncmp(have, name->text, name->length) && !have[name->length];
}

/* Read section header INDEX, which is below sc->nshdrs, but for what nobody asks
 * of it: flags, alignment and info. */
void sidecar_shdr(const struct sidecar *sc, uint32_t index, Elf64_Shdr *ret);

/* Is NUMBER one of a record or of an other? */
static inline bool is_number(const struct sidecar *sc, uint32_t number)
{
	return number < sc->info.nsymbols ||
	       number - sc->info.nsymbols < table_count(sc, PART_OTHERS);
}

/* An other that is in memory, and so at an address. */
struct extent {
	uint32_t number;
	uint64_t address;
	uint64_t size;
};

/* Read other INDEX among the others. False if it isn't in memory. Strings are left
 * alone, of nearly all others they don't matter. */
static inline bool read_extent(const struct sidecar *sc, uint32_t index,
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

/* One more address is going to be searched: make the stretches, if it is time. 0,
 * or -1 (reported). */
int sidecar_ask_stretches(const struct sidecar *sc);

/* COUNT addresses are going to be searched. */
void sidecar_expect_addresses(const struct sidecar *sc, size_t count);

void sidecar_free_stretches(struct stretches *stretches);

/* The stretch of ADDRESS, and the lowest address of a stretch. */
uint32_t sidecar_stretch_of(const struct stretches *stretches,
			    uint64_t address);
uint64_t sidecar_stretch_begin(const struct stretches *stretches,
			       uint32_t number);

/* Word INDEX of the index, or UINT32_MAX. */
static inline uint32_t sidecar_index_word(const struct sidecar *sc,
					  uint64_t index)
{
	const struct span *table = &sc->table[PART_INDEX];
	uint32_t word;

	if (index >= table_count(sc, PART_INDEX))
		return UINT32_MAX;
	memcpy(&word, table->data + index * table->entsize, sizeof(word));
	return order32(sc->swap, word);
}

/* The word of the index that says where NAME's numbers begin, the next says where
 * they end; or 0: there are no buckets. */
static inline uint64_t sidecar_index_head(const struct sidecar *sc,
					  const struct sidecar_name *name)
{
	uint32_t nbuckets = sidecar_index_word(sc, 0);

	return nbuckets ? 1 + (uint64_t)(name->hash % nbuckets) : 0;
}

/* Numbers in the index of names: words AT to END of those at NUMBERS. */
struct bucket {
	uint64_t numbers; /* 0: there are no buckets */
	uint64_t tags;	  /* or 0: there are none */
	uint32_t at, end;
};

/* Those that may be NAME's. */
struct bucket sidecar_bucket(const struct sidecar *sc,
			     const struct sidecar_name *name);

/* The number at AT in the index. */
static inline uint32_t bucket_number(const struct sidecar *sc,
				     const struct bucket *bucket, uint32_t at)
{
	return sidecar_index_word(sc, bucket->numbers + at);
}

/* May it be NAME's, as far as its tag tells? */
static inline bool bucket_may_have(const struct sidecar *sc,
				   const struct bucket *bucket, uint32_t at,
				   const struct sidecar_name *name)
{
	uint32_t word;

	if (!bucket->tags)
		return true;
	word = sidecar_index_word(sc, bucket->tags + at / INDEX_TAGS);
	return (word >> format_tag_shift(at) & INDEX_TAG_MASK) ==
	       format_tag(name->hash);
}

/* Is a symbol NAME that is called HAVE, or HAVE but for the number that ld gave
 * it, if it is NUMBERED? */
bool sidecar_is_called(const char *have, bool numbered,
		       const struct sidecar_name *name);

/* The section that entry INDEX of .symtab is defined in, or 0. */
uint32_t sidecar_entry_section(const struct sidecar *sc, uint32_t index);

/* The records that tell most about ADDRESS, of which UNTIL are at it or below:
 * those that cover it, of the last one's address, or stand before it in the same
 * section. *count from *first: 1, 0 if there are none, or -1 (reported). */
int sidecar_find_records(const struct sidecar *sc, uint64_t address,
			 uint32_t until, uint32_t *first, uint32_t *count);

/* The address of record INDEX. */
static inline uint64_t record_address(const struct sidecar *sc, uint32_t index)
{
	uint64_t address;

	table_get(sc, PART_SYMBOLS, index, &address, sizeof(address));
	return order64(sc->swap, address);
}

/* The number of records at ADDRESS or below, which are the first ones. */
uint32_t sidecar_records_until(const struct sidecar *sc, uint64_t address);

/* The name of record INDEX, which is below sc->info.nsymbols, or NULL
 * (reported). */
const char *sidecar_record_name(const struct sidecar *sc, uint32_t index,
				uint16_t *flags);

#endif
