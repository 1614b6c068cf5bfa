/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The addresses that the map gives, cross-checked with what the output says of
 * itself. */
#ifndef LDFOLD_CHECK_H
#define LDFOLD_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "common/inventory.h"
#include "create/join.h"
#include "elf/linked.h"

/* Where one symbol of the inventory is in the output. */
struct located {
	uint64_t address;
	uint64_t size;	  /* bytes */
	const char *name; /* that ld gave it instead, or NULL; belongs to
				 * the output */
	bool confirmed;	  /* the output has it there */
	bool overridden;  /* another definition won: its code is there,
				 * but the name means something else */
};

/* The map is of OUTPUT: each section of it that takes memory is at the same
 * place in both. 0, or -1 (reported). */
int check_sections(const struct join *join, const char *map_name,
		   const struct output *output);

/* Locate the symbols of the COUNT sections ORDER, by ascending address: the
 * result goes to RET, by symbol of the inventory. 0, or -1 (reported) if the
 * output has one of them elsewhere. */
int check_symbols(const struct inventory *inv, const struct join *join,
		  struct output *output, const uint32_t *order, size_t count,
		  struct located *ret);

#endif
