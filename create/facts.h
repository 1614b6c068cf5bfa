/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that is known of one link, put together: what the sidecar will say. */
#ifndef LDFOLD_FACTS_H
#define LDFOLD_FACTS_H

#include <stddef.h>
#include <stdint.h>

#include "analysis/analysis.h"
#include "common/inventory.h"
#include "create/check.h"
#include "create/create.h"
#include "create/join.h"
#include "elf/linked.h"

struct facts {
	struct inventory inv;
	struct output output;
	bool is_unstripped; /* output is vmlinux.unstripped, less what
				 * vmlinux hasn't */
	void *map;	    /* ld's map in memory */
	size_t map_size;
	struct join join;
	uint32_t *order; /* symbol sections that reached the output, by */
	size_t norder;	 /* address */
	struct located *located;  /* by symbol of the inventory */
	struct analysis analysis; /* of the files that ld read; it may
					 * have no items */
	uint32_t *unit;		  /* by file of the inventory: its file in
				 * analysis, or ANALYSIS_NONE */
	struct work *work;	  /* while files are analysed, */
	uint32_t nread;		  /* of which so many have been */
	char config[17];	  /* hash of the configuration in hex, or "" */
};

/* Begin with what is known before the linker's end, the inventory that
 * INVENTORY_FD holds; its files can be analysed from now on, see
 * create/inputs.h. 0 and *ret, or -1 (reported). Release with facts_deinit. */
int facts_init(struct facts *ret, int inventory_fd);
void facts_deinit(struct facts *facts);

/* Read the rest of what REQUEST names, join, and check. 0, or -1 (reported). */
int facts_complete(struct facts *facts, const struct sidecar_request *request);

#endif
