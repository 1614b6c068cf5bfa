/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does a kernel have the bytes of a rebuild's functions and variables, but for
 * those that the linker sets? */
#ifndef LDFOLD_MASKED_H
#define LDFOLD_MASKED_H

#include "analysis/analysis.h"
#include "match/kernel.h"
#include "match/padding.h"
#include "match/whichitem.h"

enum masked_result {
	MASKED_UNKNOWN, /* nothing to compare */
	MASKED_SAME,
	MASKED_OTHER,
};

struct masked {
	const struct analysis *analysis; /* the kernel's, or: */
	struct analysis own;
	const struct machine *machine; /* of the sidecar */
	struct whichitem which;
	VEC(struct masked_variable) variables;
	VEC(unsigned char) buffer;
};

struct masked_variable {
	uint32_t file;
	uint32_t name;
};

/* Take what the sidecar of KERNEL tells of its objects; if it doesn't, or by a
 * recipe that isn't known here, all is MASKED_UNKNOWN. 0, or -1 (reported).
 * Release with masked_deinit, which also takes one that is all zero. *ret can't
 * be moved. */
int masked_init(struct masked *ret, const struct kernel *kernel);
void masked_deinit(struct masked *masked);

/* Whether anything is known. */
bool masked_is_known(const struct masked *masked);

/* Compare ITEM with THERE of KERNEL, which is as long. 0 and *ret, or -1
 * (reported). */
int masked_compare(struct masked *masked, const struct item *item,
		   const struct kernel *kernel,
		   const struct kernel_symbol *there, enum masked_result *ret);

/* May section anchors be why ITEM has other code elsewhere? */
bool masked_is_excused(const struct masked *masked, const struct item *item);

/* Compare ITEM with THERE of KERNEL, which has another size or code: is it the same but
 * for padding within, none of which is of SITES, if the rebuild has ITEM at
 * ADDRESS? 1 and *ret, which is
 * released with padding_end; 0 if that can't be told; or -1 (reported). */
int masked_compare_padded(struct masked *masked, const struct item *item,
			  const struct kernel *kernel,
			  const struct sites *sites,
			  const struct kernel_symbol *there, uint64_t address,
			  struct padding_search *ret);

#endif
