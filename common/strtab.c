/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The string table of strtab.h: open addressing with linear probing over
 * offsets, hashed by XXH3, never more than half full. */
#include "common/strtab.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "common/report.h"

enum { FIRST_SLOTS = 1024, FIRST_BYTES = 16384 };

static uint32_t hash_of(const char *string, size_t length)
{
	return (uint32_t)XXH3_64bits(string, length);
}

int strtab_init(struct strtab *tab)
{
	memset(tab, 0, sizeof(*tab));
	tab->nslots = FIRST_SLOTS;
	tab->slots = calloc(tab->nslots, sizeof(*tab->slots));
	tab->capacity = FIRST_BYTES;
	tab->data = malloc(tab->capacity);
	if (!tab->slots || !tab->data) {
		strtab_deinit(tab);
		return report_nomem();
	}
	tab->data[0] = '\0';
	tab->size = 1;
	return 0;
}

void strtab_deinit(struct strtab *tab)
{
	free(tab->slots);
	free(tab->data);
	memset(tab, 0, sizeof(*tab));
}

/* The slot that holds STRING, or the free one where it would go. */
static size_t probe(const struct strtab *tab, const char *string, size_t length,
		    uint32_t hash)
{
	size_t mask = tab->nslots - 1;
	size_t i = hash & mask;

	for (; tab->slots[i].number; i = (i + 1) & mask) {
		size_t number = tab->slots[i].number;

		if (tab->slots[i].hash == hash && length < tab->size - number &&
		    !memcmp(tab->data + number, string, length) &&
		    !tab->data[number + length])
			break;
	}
	return i;
}

/* Have NSLOTS slots, a power of two. 0, or -1 (reported). */
static int set_slots(struct strtab *tab, size_t nslots)
{
	size_t mask = nslots - 1;
	struct strtab_slot *slots = calloc(nslots, sizeof(*slots));

	if (!slots)
		return report_nomem();
	for (size_t old = 0; old < tab->nslots; old++) {
		size_t i = tab->slots[old].hash & mask;

		if (!tab->slots[old].number)
			continue;
		while (slots[i].number)
			i = (i + 1) & mask;
		slots[i] = tab->slots[old];
	}
	free(tab->slots);
	tab->slots = slots;
	tab->nslots = nslots;
	return 0;
}

int strtab_reserve(struct strtab *tab, size_t count)
{
	size_t nslots = tab->nslots;

	while (nslots < count * 2)
		nslots *= 2;
	return nslots > tab->nslots ? set_slots(tab, nslots) : 0;
}

static int grow_data(struct strtab *tab, size_t needed)
{
	size_t capacity = tab->capacity * 2;
	char *data;

	if (needed <= tab->capacity)
		return 0;
	if (needed >= UINT32_MAX) {
		report_error("the names of this link exceed 4 GiB");
		return -1;
	}
	if (capacity < needed)
		capacity = needed;
	data = realloc(tab->data, capacity);
	if (!data)
		return report_nomem();
	tab->data = data;
	tab->capacity = capacity;
	return 0;
}

int strtab_add_n(struct strtab *tab, const char *string, size_t length,
		 uint32_t *ret)
{
	uint32_t hash = hash_of(string, length);
	size_t i;

	if (!length) {
		*ret = 0;
		return 0;
	}
	i = probe(tab, string, length, hash);
	if (!tab->slots[i].number) {
		if (grow_data(tab, tab->size + length + 1))
			return -1;
		memcpy(tab->data + tab->size, string, length);
		tab->data[tab->size + length] = '\0';
		*ret = (uint32_t)tab->size;
		tab->slots[i] = (struct strtab_slot){ *ret, hash };
		tab->size += length + 1;
		if (++tab->count * 2 > tab->nslots)
			return set_slots(tab, tab->nslots * 2);
		return 0;
	}
	*ret = tab->slots[i].number;
	return 0;
}

int strtab_add(struct strtab *tab, const char *string, uint32_t *ret)
{
	return strtab_add_n(tab, string, strlen(string), ret);
}

int strtab_find_n(const struct strtab *tab, const char *string, size_t length,
		  uint32_t *ret)
{
	size_t i;

	if (!length) {
		*ret = 0;
		return 1;
	}
	i = probe(tab, string, length, hash_of(string, length));
	if (!tab->slots[i].number)
		return 0;
	*ret = tab->slots[i].number;
	return 1;
}
