/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a function that a patch replaces is in the shipped kernel, as struct
 * klp_func names it. */
#ifndef LDFOLD_FOLDINFO_PLACE_H
#define LDFOLD_FOLDINFO_PLACE_H

#include "foldinfo/diff.h"

struct places;

/* Find the places of what BUILDS have changed in options->shipped, with the
 * help of the sidecar that the options name or, if they don't, the old build's. 0 and *ret, or -1 (reported). BUILDS have to stay. Release with
 * places_destroy, which also takes NULL. */
int places_create(struct places **ret, const struct builds *builds,
		  const struct foldinfo_options *options);
void places_destroy(struct places *places);

/* The build whose sidecar tells where things are, and which item of it ITEM of
 * the old build is, or NULL: that isn't certain. */
const struct side *places_build(const struct places *places);
const struct item *places_item(const struct places *places, uint32_t item);

/* The place of ITEM of the old build, with why_not if it can't be
 * livepatched. */
struct answer_place places_of(const struct places *places, uint32_t item,
			      const char *why_not);

#endif
