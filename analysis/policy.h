/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each section of an object means to analysis. */
#ifndef LDFOLD_POLICY_H
#define LDFOLD_POLICY_H

#include <stdbool.h>

#include "analysis/relobj.h"

enum section_role {
	ROLE_NONE,	/* not loaded, or of no meaning to anyone */
	ROLE_ORDINARY,	/* its symbols are functions and variables */
	ROLE_STRINGS,	/* mergeable strings: count by content */
	ROLE_CONSTANTS, /* mergeable constants: the same */
	ROLE_PRIVATE,	/* what has no symbol there counts by content
				 * where it is referred to */
	ROLE_TOC,	/* words that hold addresses (ppc64) */
	ROLE_MARKS,	/* says something of functions, to be noted */
	ROLE_TABLE,	/* entries that belong to functions */
	ROLE_TEXTS,	/* strings: count where they are referred to, and
				 * their symbols are nothing */
	ROLE_ALONE,	/* without symbols and unknown: an item */
};

/* What an entry of a ROLE_MARKS section says of the function it points to. */
enum section_mark {
	MARK_NONE,
	MARK_MCOUNT,	       /* ftrace knows it: __mcount_loc */
	MARK_PATCHABLE,	       /* __patchable_function_entries */
	MARK_NOKPROBE,	       /* _kprobe_blacklist */
	MARK_EXPORTED,	       /* __ksymtab */
	MARK_CRC,	       /* __kcrctab */
	MARK_IGNORED,	       /* .kpatch.ignore.functions */
	MARK_IGNORED_SECTIONS, /* .kpatch.ignore.sections: their names */
	MARK_CALLBACK,	       /* .kpatch.callbacks.* */
};

struct section_policy {
	enum section_role role;
	enum section_mark mark;
	/* ROLE_PRIVATE: ordinary if it has symbols. */
	bool has_names;
	/* ROLE_TABLE: relocations per entry, at least and (0: the same) at
	 * most, where two that make one number are one;
	 * 0: as many as there are from one that leads to a function to the
	 * next. */
	unsigned int relocs, most;
	/* The number of a line follows the second relocation of an entry, if
	 * there is one. */
	bool has_line;
	/* The last byte of an entry is the length of the code that its second
	 * relocation leads to. */
	bool has_length;
	/* Relocations are pairs: where code begins and where it ends. */
	bool has_ends;
	/* The distance of two places is the length of the code that begins at
	 * one of them and ends at the other. */
	bool has_extent;
	/* Places in code from which another one is gone to that no jump shows:
	 * on an exception, once a static key is patched, or where the processor
	 * has something else done (alternative_has_cap_likely() of arm64 makes
	 * a jump a nop). */
	bool has_sites;
	/* What stands there isn't in the bytes but in the names of labels. */
	bool has_ids;
	/* Its relocations count from where their entry of so many bytes begins,
	 * and not from the field. */
	unsigned int entry;
};

/* The rules by the second character of their names: half a million sections ask
 * for theirs. */
enum { POLICY_END = 255 };

struct policy_index {
	uint8_t first[256];
	uint8_t next[POLICY_END];
};

void policy_index_init(struct policy_index *index);

/* The policy for SECTION. */
struct section_policy section_policy(const struct policy_index *index,
				     const struct relobj_section *section);

#endif
