/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does a kernel have the bytes of a rebuild's functions and variables, but for
 * those that the linker sets? */
#ifndef LDFOLD_MASKED_H
#define LDFOLD_MASKED_H

#include "analysis.h"
#include "kernel.h"
#include "whichitem.h"

enum masked_result {
	MASKED_UNKNOWN,		/* nothing to compare */
	MASKED_SAME,
	MASKED_OTHER,
	MASKED_EXCUSED,		/* others, and section anchors may be why */
};

struct masked {
	struct analysis analysis;
	struct whichitem which;
	VEC(struct masked_variable) variables;
	VEC(unsigned char) buffer;
};

struct masked_variable {
	uint32_t file;
	uint32_t name;
};

/* Read what SIDECAR tells of its objects; if it doesn't, or by a recipe that
 * isn't known here, all is MASKED_UNKNOWN. 0, or -1 (reported). Release with
 * masked_deinit, which also takes one that is all zero. */
int masked_init(struct masked *ret, const struct sidecar *sidecar);
void masked_deinit(struct masked *masked);

/* Whether anything is known. */
bool masked_is_known(const struct masked *masked);

/* Compare ITEM with THERE of KERNEL, which is as long. 0 and *ret, or -1
 * (reported). */
int masked_compare(struct masked *masked, const struct item *item,
		   const struct kernel *kernel,
		   const struct kernel_symbol *there, enum masked_result *ret);

#endif
