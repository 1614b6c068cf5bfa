/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of symbols, which is what list and find answer. A kernel has hundreds
 * of thousands, so a row has no more than a number, and what it says of its
 * symbol is read from the sidecar whenever it is needed. */
#ifndef LDFOLD_FOLDINFO_ROWS_H
#define LDFOLD_FOLDINFO_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/vec.h"
#include "foldinfo/owners.h"
#include "sidecar/sidecar.h"

struct row {
	uint32_t number;   /* of a record or other */
	uint32_t owner;	   /* of an other: index in owners */
	uint32_t repeats;  /* 1 + the row of which it says the same, or 0 */
	bool offset_known; /* print SYMBOL+OFFSET */
	uint64_t address;
};

struct rows {
	const struct sidecar *sidecar;
	bool companions; /* are asked for */
	VEC(struct row) list;
	VEC(struct owner) owners;
	struct owners *finder;
};

/* What a row says of its symbol; "" is unknown. */
struct row_symbol {
	uint64_t address;
	uint64_t size;
	const char *kind;
	const char *name;
	const char *section;
	const char *base;
	const char *output_section;
	const char *source;
	struct sidecar_file file;
	uint32_t first_companion, ncompanions;
};

/* Make room for rows about the symbols of SIDECAR, with their companions if
 * asked. NULL (reported) on error. */
struct rows *rows_create(const struct sidecar *sidecar, bool companions);
void rows_destroy(struct rows *rows);

/* Add record or other NUMBER, as seen from ADDRESS, or from its own if that is
 * NULL. 0, or -1 (reported). */
int rows_add(struct rows *rows, uint32_t number, const uint64_t *address);

/* Add COUNT rows from FIRST on once more, all after those that were sorted. 0, or
 * -1 (reported). */
int rows_repeat(struct rows *rows, size_t first, size_t count);

/* How many there are. */
size_t rows_count(const struct rows *rows);

/* Of those from FIRST on leave out what is only a mark of the linker script,
 * such as `_text': a number without a type that no object defines. But if all
 * are, leave all. 0, or -1 (reported). */
int rows_drop_marks(struct rows *rows, size_t first);

/* Order those from FIRST on by the addresses of their symbols, else as they
 * were added. 0, or -1 (reported). */
int rows_sort(struct rows *rows, size_t first);

/* Can all be read, and their companions, too? 0, or -1 (reported). */
int rows_check(const struct rows *rows);

/* Fetch into the processor's cache what is read for the rows from FIRST on, for
 * ROWS_FETCHED of them: the first cache holds it until it is read. */
enum { ROWS_FETCHED = 32 };
void rows_fetch(const struct rows *rows, size_t first);

/* 0 and *ret, or -1 (reported). */
int rows_read(const struct rows *rows, const struct row *row,
	      struct row_symbol *ret);

/* A word of the column KIND. */
const char *rows_companion_kind(uint32_t kind);

#endif
