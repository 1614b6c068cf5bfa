/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hash tables of keys.h.
 *
 * The map goes through the files one after the other, so the sections of one
 * owner have a hash table of their own, a stretch of one big array: look-ups
 * for one file stay within a few cache lines. Sections of one owner and one
 * name form a chain in the order of the inventory. */
#include "create/keys.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "common/text.h"

static uint32_t hash_name(const char *name, size_t length)
{
	return (uint32_t)XXH3_64bits(name, length);
}

/* The number of FILE's owner as ld prints it (%pB in ld/ldmisc.c), or lld. */
static int add_owner_name(struct keys *keys, const struct inventory_file *file,
			  uint32_t *ret)
{
	const char *strings = keys->inv->strings;
	_cleanup_free_ char *both = NULL;

	if (file->shown)
		return strtab_add(&keys->names, strings + file->shown, ret);
	if (asprintf(&both, TEXT_MEMBER,
		     TEXT_MEMBER_OF(strings + file->name,
				    strings + file->member)) < 0) {
		both = NULL;
		return report_nomem();
	}
	return strtab_add(&keys->names, both, ret);
}

/* Give each file its owner, and count the owners' sections. */
static int collect_owners(struct keys *keys)
{
	const struct inventory *inv = keys->inv;
	_cleanup_free_ uint32_t *numbers = calloc(inv->nfiles + 1,
						  sizeof(*numbers));

	if (!numbers)
		return report_nomem();
	for (uint32_t i = 0; i < inv->nfiles; i++)
		if (add_owner_name(keys, &inv->files[i], &numbers[i]))
			return -1;
	keys->owner_of = calloc(keys->names.size, sizeof(*keys->owner_of));
	keys->file_owner = calloc(inv->nfiles + 1, sizeof(*keys->file_owner));
	if (!keys->owner_of || !keys->file_owner)
		return report_nomem();
	for (uint32_t i = 0; i < inv->nfiles; i++) {
		uint32_t *index = &keys->owner_of[numbers[i]];

		if (!*index) {
			if (!vec_push(&keys->owners))
				return -1;
			*index = (uint32_t)keys->owners.size;
		}
		keys->file_owner[i] = *index - 1;
		keys->owners.data[*index - 1].nsections +=
			inv->files[i].nsections;
	}
	return 0;
}

/* Hand out the slots, two to four for each section. */
static int allot_slots(struct keys *keys)
{
	struct owner *owner;
	size_t total = 0;

	vec_for_each(&keys->owners, owner) {
		owner->mask = 1;
		while (owner->mask < owner->nsections * 2)
			owner->mask *= 2;
		total += owner->mask--;
	}
	keys->slots = calloc(total + 1, sizeof(*keys->slots));
	if (!keys->slots)
		return report_nomem();
	total = 0;
	vec_for_each(&keys->owners, owner) {
		owner->slots = keys->slots + total;
		total += owner->mask + 1;
	}
	return 0;
}

static bool has_name(const struct keys *keys, uint32_t section, uint32_t hash,
		     const char *name, size_t length)
{
	const char *have = keys->inv->strings +
			   keys->inv->sections[section].name;

	return keys->hashes[section] == hash && strlen(have) == length &&
	       !memcmp(have, name, length);
}

/* The slot of a key's chain, or the free one where it would go. */
static uint32_t *find_slot(const struct keys *keys, const struct owner *owner,
			   const char *name, size_t length, uint32_t hash)
{
	uint32_t i = hash & owner->mask;

	while (owner->slots[i] &&
	       !has_name(keys, owner->slots[i] - 1, hash, name, length))
		i = (i + 1) & owner->mask;
	return &owner->slots[i];
}

static void add_section(struct keys *keys, struct owner *owner,
			uint32_t section)
{
	const char *name = keys->inv->strings +
			   keys->inv->sections[section].name;
	size_t length = strlen(name);
	uint32_t *slot;

	keys->hashes[section] = hash_name(name, length);
	slot = find_slot(keys, owner, name, length, keys->hashes[section]);
	if (!*slot)
		*slot = section + 1;
	else
		keys->next[keys->tail[*slot - 1] - 1] = section + 1;
	keys->tail[*slot - 1] = section + 1;
}

static int index_sections(struct keys *keys)
{
	const struct inventory *inv = keys->inv;
	size_t count = inv->nsections + 1;

	keys->hashes = calloc(count, sizeof(*keys->hashes));
	keys->next = calloc(count, sizeof(*keys->next));
	keys->tail = calloc(count, sizeof(*keys->tail));
	if (!keys->hashes || !keys->next || !keys->tail)
		return report_nomem();
	for (uint32_t f = 0; f < inv->nfiles; f++) {
		const struct inventory_file *file = &inv->files[f];
		struct owner *o = &keys->owners.data[keys->file_owner[f]];

		for (uint32_t i = 0; i < file->nsections; i++)
			add_section(keys, o, file->first_section + i);
	}
	return 0;
}

static struct owner *find_owner(struct keys *keys, const char *name,
				size_t length)
{
	uint32_t number;

	if (keys->last_name && length == keys->last_length &&
	    !memcmp(name, keys->last_name, length))
		return keys->last;
	keys->last_name = name;
	keys->last_length = length;
	keys->last = NULL;
	if (strtab_find_n(&keys->names, name, length, &number) &&
	    keys->owner_of[number])
		keys->last = &keys->owners.data[keys->owner_of[number] - 1];
	return keys->last;
}

uint32_t keys_find(struct keys *keys, const char *owner, size_t owner_length,
		   const char *name, size_t length)
{
	const struct owner *found = find_owner(keys, owner, owner_length);

	if (!found)
		return 0;
	return *find_slot(keys, found, name, length, hash_name(name, length));
}

int keys_init(struct keys *keys, const struct inventory *inv)
{
	memset(keys, 0, sizeof(*keys));
	keys->inv = inv;
	if (!strtab_init(&keys->names) && !collect_owners(keys) &&
	    !allot_slots(keys) && !index_sections(keys))
		return 0;
	keys_deinit(keys);
	return -1;
}

void keys_deinit(struct keys *keys)
{
	strtab_deinit(&keys->names);
	vec_deinit(&keys->owners);
	free(keys->owner_of);
	free(keys->file_owner);
	free(keys->slots);
	free(keys->hashes);
	free(keys->next);
	free(keys->tail);
	memset(keys, 0, sizeof(*keys));
}
