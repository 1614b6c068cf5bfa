/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Refinements kept beside the output for the next links of the same script: the
 * links of one kernel build would all find out the same. */
#ifndef LDFOLD_REMEMBERED_H
#define LDFOLD_REMEMBERED_H

#include <stdint.h>

struct refinements;

/* The file for links of the script and rules with these hashes that write
 * OUTPUT, in new memory, or NULL (reported). */
char *remembered_path(const char *output, uint64_t script_hash,
		      uint64_t rules_hash);

/* The refinements in the file PATH; an empty set if that is NULL, isn't there
 * or isn't whole. NULL (reported) out of memory. */
struct refinements *remembered_load(const char *path);

/* Keep REFINEMENTS in the file PATH, unless that is NULL; if there are none,
 * remove it. Not being able to
 * is no error: the next link finds out anew. */
void remembered_store(const char *path, const struct refinements *refinements);

#endif
