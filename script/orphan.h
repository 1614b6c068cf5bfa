/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where ld would put the output section of an orphan. */
#ifndef LDFOLD_ORPHAN_H
#define LDFOLD_ORPHAN_H

#include "script/model.h"
#include "script/rules.h"

struct orphan_place {
	struct extent where;	     /* empty: insert here */
	const char *regions;	     /* `>ram AT>rom`, or NULL; not owned */
	unsigned int next_statement; /* the first statement behind it */
	bool bare;		     /* not inside of SECTIONS { } */
};

/* The script's output section that orphans of this type and flags follow. */
const char *orphan_kind(uint32_t type, uint64_t flags);

/* Where ld's orphan placement would make an output section for BASE. */
void orphan_find_place(const struct script *script, const struct rules *rules,
		       const struct base *base, struct orphan_place *ret);

#endif
