/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Positions of symbols, as they are found and printed. */
#ifndef LDFOLD_FOLDINFO_SYMPOS_H
#define LDFOLD_FOLDINFO_SYMPOS_H

#include "foldinfo-objects.h"
#include "foldinfo.h"
#include "vec.h"

struct position {
	const char *name;
	uint64_t address;
	uint32_t sympos;	/* 0: no other symbol has that name */
	bool known;		/* whose it is */
	struct object object;
};

struct positions {
	VEC(struct position) list;	/* by name, then position */
	bool by_own_table;	/* the kernel's, not by rule */
	size_t ndoubts;		/* reported */
};

/* Of the symbols called NAME in the kernel that SIDECAR is of, by the sidecar's
 * index: it takes no time. 0, or -1 (reported). */
int positions_from_index(struct positions *ret, const struct sidecar *sidecar,
			 const struct foldinfo_options *options,
			 const char *name);

/* Of the symbols called NAME, or of all that aren't alone with their name if
 * that is NULL, in the kernel options->shipped or, if that is NULL, the one that
 * SIDECAR, called PATH, is of. What stands in the way for one is reported and
 * counted. 0 and *ret, or -1 (reported). *ret points into SIDECAR and needs its
 * `keep' until it is released. */
struct keep;
int positions_from_all(struct positions *ret, const struct sidecar *sidecar,
		       const char *path,
		       const struct foldinfo_options *options,
		       const char *name, struct keep **keep);
void keep_destroy(struct keep *keep);

#endif
