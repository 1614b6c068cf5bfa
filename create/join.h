/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Joining the inventory with ld's map: where did each section go? */
#ifndef LDFOLD_JOIN_H
#define LDFOLD_JOIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/inventory.h"
#include "common/vec.h"
#include "create/map.h"

/* Where one section of the inventory went. */
struct place {
	uint64_t address;
	uint64_t size;	     /* final, bytes */
	uint64_t input_size; /* before ld relaxed or merged it */
	uint32_t output;     /* index into join.outputs */
	bool reached;	     /* it is in the output */
};

struct join {
	struct place *places; /* one for each section of the inventory */
	VEC(struct map_line) outputs; /* the map's output sections */
	const char *text;	      /* the map */
	size_t text_size;
};

/* Decides between several places: could inventory section SECTION have gone to
 * ADDRESS? */
typedef bool (*join_fits_fn)(void *ctx, uint32_t section, uint64_t address);

/* Find the place of each section of INV in the map TEXT of SIZE bytes, which
 * *ret goes on to point into; NAME is the map's, for messages. 0 and *ret, or
 * -1 (reported). Release with join_deinit. */
int join_init(struct join *ret, const struct inventory *inv, const char *name,
	      const char *text, size_t size, join_fits_fn fits, void *ctx);
void join_deinit(struct join *join);

#endif
