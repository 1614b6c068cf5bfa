/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which item of the analysis a symbol of the sidecar's kernel is. */
#ifndef LDFOLD_WHICHITEM_H
#define LDFOLD_WHICHITEM_H

#include <stdint.h>

#include "analysis.h"
#include "kernel.h"
#include "vec.h"

struct whichitem {
	const struct analysis *analysis;
	uint32_t *of_record;	/* 1 + item, or 0 */
	uint32_t nrecords;
	VEC(uint32_t) others;	/* items without a record, by name, then file */
};

/* ANALYSIS is that of a sidecar with NRECORDS records, and has to stay. 0 and
 * *ret, or -1 (reported). Release with whichitem_deinit, which also takes one
 * that is all zero. */
int whichitem_init(struct whichitem *ret, const struct analysis *analysis,
		   uint32_t nrecords);
void whichitem_deinit(struct whichitem *which);

/* The item that SYMBOL of KERNEL is, which was read from the sidecar; NULL if
 * that isn't sure. */
const struct item *whichitem_of(const struct whichitem *which,
				const struct kernel *kernel,
				const struct kernel_symbol *symbol);

#endif
