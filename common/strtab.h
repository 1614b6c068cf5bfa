/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A string table: each distinct string is kept once and known by a number, its
 * offset in one buffer, as in an ELF string table. Number 0 is "". */
#ifndef LDFOLD_STRTAB_H
#define LDFOLD_STRTAB_H

#include <stddef.h>
#include <stdint.h>

struct strtab_slot {
	uint32_t number; /* of the string, which isn't 0; 0: free */
	uint32_t hash;
};

struct strtab {
	char *data;  /* the strings, each ending in NUL */
	size_t size; /* bytes used in data */
	size_t capacity;
	struct strtab_slot *slots;
	size_t nslots; /* a power of two */
	size_t count;  /* distinct strings, "" not counted */
};

/* Prepare an empty table. 0, or -1 (reported). Release with strtab_deinit. */
int strtab_init(struct strtab *tab);
void strtab_deinit(struct strtab *tab);

/* Be ready for COUNT strings, so that the slots needn't be moved on the way.
 * 0, or -1 (reported). */
int strtab_reserve(struct strtab *tab, size_t count);

/* The number of STRING (LENGTH bytes, no NUL among them), added if it is new.
 * 0, or -1 (reported), also where the table would pass 4 GiB. */
int strtab_add_n(struct strtab *tab, const char *string, size_t length,
		 uint32_t *ret);
int strtab_add(struct strtab *tab, const char *string, uint32_t *ret);

/* The number of STRING if it is there: 1 and *ret, else 0. */
int strtab_find_n(const struct strtab *tab, const char *string, size_t length,
		  uint32_t *ret);

/* The string of a number; valid until the next addition. */
static inline const char *strtab_get(const struct strtab *tab, uint32_t number)
{
	return tab->data + number;
}

#endif
