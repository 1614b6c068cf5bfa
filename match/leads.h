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
	const struct kernel *rebuild;  /* of which the analysis is, */
	const struct kernel *kernel;   /* and the other one */
	VEC(uint32_t) by_key;	       /* items, by file and key */
	VEC(uint32_t) by_name;	       /* symbols of the kernel, by name */
	const struct machine *machine; /* of the kernel */
	uint64_t toc;		       /* where the TOC pointer leads, or 0 */
	bool absolute;		       /* addresses are where they are used */
};

/* A function or variable of both kernels, which has the same bytes in both, but
 * for PADDING and what the linker sets. */
struct lead_pair {
	const struct item *item;
	const struct kernel_symbol *there;    /* in the other kernel */
	const struct padding_search *padding; /* or NULL */
	/* The group of the rebuild and that of the other kernel that are its
	 * object, KERNEL_NONE where that isn't known. */
	uint32_t group, home;
};

/* Prepare to look at what symbols of KERNEL refer to, where ANALYSIS, of REBUILD,
 * tells what they should. All have to stay. 0 and *ret, or -1 (reported). Release with
 * leads_deinit, which also takes one that is all zero. */
int leads_init(struct leads *ret, const struct analysis *analysis,
	       const struct kernel *rebuild, const struct kernel *kernel);
void leads_deinit(struct leads *leads);

/* What is known of instructions whose bytes the linker may have changed. */
enum leads_code {
	LEADS_SAME_CODE,
	LEADS_OTHER_ORDER, /* they set other registers, one after the other */
	LEADS_OTHER_CODE,  /* they do something else */
};

/* The instructions of PAIR with relocations, as far as can be told. */
enum leads_code leads_code(const struct leads *leads,
			   const struct lead_pair *pair);

/* The first reference of PAIR that leads to something else in the other kernel;
 * or NULL: there is none, as far as can be told. */
const struct reference *leads_elsewhere(const struct leads *leads,
					const struct lead_pair *pair);

/* Does ITEM jump to another function of its object, as far as can be told? */
bool leads_to_neighbour(const struct leads *leads, const struct item *item);

/* -- leads-index.c: for leads.c -- */

/* The number in by_name of the first symbol that is called NAME, if any is;
 * else of the one that would be behind it. */
size_t leads_first_name(const struct leads *leads, const char *name);

/* How many items of FILE have KEY, and *ret, the first, or NULL. */
size_t leads_find_items(const struct leads *leads, uint32_t file, uint32_t key,
			const struct item **ret);

#endif
