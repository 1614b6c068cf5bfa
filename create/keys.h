/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding sections of the inventory by what ld's map says of them: their owner
 * and their name. */
#ifndef LDFOLD_KEYS_H
#define LDFOLD_KEYS_H

#include <stddef.h>
#include <stdint.h>

#include "common/inventory.h"
#include "common/strtab.h"
#include "common/vec.h"

/* All sections of one owner. */
struct owner {
	uint32_t *slots; /* section + 1, the head of its key's chain */
	uint32_t mask;	 /* number of slots - 1; a power of two */
	uint32_t nsections;
};

struct keys {
	const struct inventory *inv;
	struct strtab names; /* of owners */
	uint32_t *owner_of;  /* by number in names, 1 + index into owners */
	VEC(struct owner) owners;
	uint32_t *file_owner;  /* by file, index into owners */
	uint32_t *slots;       /* of all owners */
	uint32_t *hashes;      /* by section, of its name */
	uint32_t *next;	       /* by section, + 1: the next of its chain */
	uint32_t *tail;	       /* by head, + 1: the last of its chain; else 0 */
	const char *last_name; /* the owner that was asked for last */
	size_t last_length;
	struct owner *last;
};

/* Prepare to find the sections of INV, which has to live as long. 0, or -1
 * (reported). Release with keys_deinit. */
int keys_init(struct keys *keys, const struct inventory *inv);
void keys_deinit(struct keys *keys);

/* The first section called NAME of the owner that ld prints as OWNER: 1 + its
 * index, or 0. The others follow in keys->next. OWNER has to stay as it is
 * until the next call. */
uint32_t keys_find(struct keys *keys, const char *owner, size_t owner_length,
		   const char *name, size_t length);

#endif
