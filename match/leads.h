/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Do functions and variables of another kernel refer to what a rebuild's refer
 * to? */
#ifndef LDFOLD_LEADS_H
#define LDFOLD_LEADS_H

#include <stdbool.h>
#include <stdint.h>

#include "analysis/analysis.h"
#include "common/vec.h"
#include "match/kernel.h"
#include "match/padding.h"

struct leads {
	const struct analysis *analysis;
	const struct kernel *kernel;
	VEC(uint32_t) by_key;	       /* items, by file and key */
	VEC(uint32_t) by_name;	       /* symbols of the kernel, by name */
	const struct machine *machine; /* of the kernel */
	uint64_t toc;		       /* where the TOC pointer leads, or 0 */
	bool absolute;		       /* addresses are where they are used */
};

/* Prepare to look at what symbols of KERNEL refer to, where ANALYSIS tells what
 * they should. Both have to stay. 0 and *ret, or -1 (reported). Release with
 * leads_deinit, which also takes one that is all zero. */
int leads_init(struct leads *ret, const struct analysis *analysis,
	       const struct kernel *kernel);
void leads_deinit(struct leads *leads);

/* The first reference of ITEM that leads to something else from THERE, which
 * has its bytes, but for PADDING if that isn't NULL; or NULL: there is none, as
 * far as can be told. HOME is the group of the kernel that is ITEM's object, or
 * KERNEL_NONE where that isn't known. */
const struct reference *leads_elsewhere(const struct leads *leads,
					const struct item *item,
					const struct kernel_symbol *there,
					const struct padding_search *padding,
					uint32_t home);

/* Does ITEM jump to another function of its object, as far as can be told? */
bool leads_to_neighbour(const struct leads *leads, const struct item *item);

#endif
