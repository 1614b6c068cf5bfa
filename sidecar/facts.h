/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that is known of one link, put together: what the sidecar will say. */
#ifndef LDFOLD_FACTS_H
#define LDFOLD_FACTS_H

#include <stddef.h>
#include <stdint.h>

#include "analysis.h"
#include "check.h"
#include "inventory.h"
#include "join.h"
#include "output.h"
#include "sidecar.h"

struct facts {
	struct inventory inv;
	struct output output;
	void *map;		/* ld's map in memory */
	size_t map_size;
	struct join join;
	uint32_t *order;	/* symbol sections that reached the output, by */
	size_t norder;		/* address */
	struct located *located;	/* by symbol of the inventory */
	struct analysis analysis;	/* of the files that ld read; it may
					 * have no items */
	uint32_t *unit;		/* by file of the inventory: its file in
				 * analysis, or ANALYSIS_NONE */
	char config[17];	/* hash of the configuration in hex, or "" */
};

/* Read what REQUEST names, join, and check. 0 and *ret, or -1 (reported).
 * Release with facts_deinit. */
int facts_init(struct facts *ret, const struct sidecar_request *request);
void facts_deinit(struct facts *facts);

#endif
