/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernel's own symbol table, by which it finds what a livepatch names. */
#ifndef LDFOLD_KALLSYMS_H
#define LDFOLD_KALLSYMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/vec.h"
#include "match/kernel.h"

struct kallsyms_entry {
	const char *name;
	uint64_t address;
};

/* In the kernel's order. */
struct kallsyms {
	VEC(struct kallsyms_entry) entries;
	bool is_own; /* read from the kernel's own table */
	char *text;  /* the names of its own table */
};

/* The versions of Linux whose tables, and the ways in which they are built, are
 * known: from the first to the last. */
extern const struct kallsyms_known {
	struct kernel_version first, last;
} kallsyms_known;

/* What decides about one symbol without the whole kernel. */
struct kallsyms_rule {
	bool all; /* CONFIG_KALLSYMS_ALL; if not, only those of */
	uint64_t begin[2], end[2]; /* these ranges: text and init text */
};

/* Does scripts/kallsyms take a symbol called NAME, of KIND (enum
 * sidecar_other_kind)? */
bool kallsyms_takes_name(const char *name, unsigned int kind);

/* And one that is at ADDRESS? */
bool kallsyms_takes(const struct kallsyms_rule *rule, const char *name,
		    unsigned int kind, uint64_t address);

/* Read the table that KERNEL has in it. 1 and *ret, 0 if it has none, or none
 * with contents, or -1 (reported), also if it isn't one that is known. Release
 * with kallsyms_deinit. */
int kallsyms_read(struct kallsyms *ret, const struct kernel *kernel);

/* Make the table from KERNEL's symbols, as its build does. 0 and *ret, or -1
 * (reported), also if KERNEL says that it is of a version whose build isn't
 * known. */
int kallsyms_derive(struct kallsyms *ret, const struct kernel *kernel,
		    bool all);
void kallsyms_deinit(struct kallsyms *kallsyms);

/* For qsort of pointers to entries of one table: by name, then in the kernel's
 * order. */
int kallsyms_compare_entries(const void *x, const void *y);

/* The rule's ranges, from KERNEL's symbols. */
void kallsyms_find_ranges(struct kallsyms_rule *rule,
			  const struct kernel *kernel);

#endif
