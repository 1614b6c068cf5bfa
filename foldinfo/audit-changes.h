/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the source changed, for an audit. */
#ifndef LDFOLD_FOLDINFO_AUDIT_CHANGES_H
#define LDFOLD_FOLDINFO_AUDIT_CHANGES_H

#include "common/vec.h"
#include "foldinfo/diff.h"

/* A function that differs. */
struct audit_change {
	struct answer_item item;
	struct answer_place place; /* in the shipped kernel */
	bool is_line;		   /* only in line numbers */
	bool is_doubt; /* only since it can't be proven to be the same */
	bool is_patched;
};

struct audit_changes {
	const struct builds *builds;   /* or NULL: it isn't known */
	VEC(struct audit_change) list; /* by name, then position */
};

/* List what differs between BUILDS, of which the old one is of the shipped
 * kernel, and whose places are known. They have to stay. 0 and *ret, or -1
 * (reported). Release with audit_changes_deinit, in either case, and also if it
 * is all zero. */
int audit_changes_init(struct audit_changes *ret, const struct builds *builds);
void audit_changes_deinit(struct audit_changes *changes);

/* The first one that is called NAME, or where it would be. */
size_t audit_changes_find(const struct audit_changes *changes,
			  const char *name);

/* Count as patched also what is at the address of something that is, as other names
 * of it. 0, or -1 (reported). */
int audit_changes_join(struct audit_changes *changes);

#endif
