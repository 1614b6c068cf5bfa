/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The script model: what parse.c makes of a script, and what matching
 * (place.c), the law (law.c) and rewriting (fold.c) work on. */
#ifndef LDFOLD_MODEL_H
#define LDFOLD_MODEL_H

#include <stdint.h>

#include "common/vec.h"
#include "script/glob.h"
#include "script/script.h"

/* A range of bytes in one source file of the script. */
struct extent {
	unsigned int source;
	size_t start, end;
};

/* The script's own file, or one that it INCLUDEs. */
struct source {
	char *name; /* as the script spells it */
	char *path; /* where it was found */
	char *text;
	size_t size;
	unsigned int parent; /* the including source (itself for the first) */
	struct extent name_in_parent; /* the name's bytes in INCLUDE name */
};

enum sort_order {
	SORT_NOTHING,
	SORT_OFF,
	SORT_NAME,
	SORT_ALIGNMENT,
	SORT_NAME_ALIGNMENT,
	SORT_ALIGNMENT_NAME,
	SORT_PRIORITY,
};

typedef VEC(char *) name_list;

/* One section name pattern of an input statement. */
struct pattern {
	char *name;
	struct glob glob;
	enum sort_order sort;
	name_list excluded;  /* EXCLUDE_FILE(...) that binds to this pattern */
	struct extent whole; /* with SORT(...) and EXCLUDE_FILE(...) */
	struct extent token; /* the name alone, quotes included */
	bool excludes;	     /* EXCLUDE_FILE stands before it, if only () */
	bool inherits;	     /* lld: excluded is that of the pattern before */
};

/* One input description, `*(.text .text.fixup)`. */
struct statement {
	char *file;	    /* file pattern; NULL for `*` */
	name_list excluded; /* EXCLUDE_FILE(...) before the file pattern */
	uint64_t flags_set; /* INPUT_SECTION_FLAGS */
	uint64_t flags_clear;
	VEC(struct pattern) patterns; /* none: every section of the file */
	bool keep;
	bool files_sorted;   /* SORT_BY_NAME around the file pattern */
	unsigned int output; /* index of its output section */
	unsigned int slot;   /* index of its slot, script-wide */
	unsigned int line;
	struct extent whole; /* KEEP(...) included */
};

/* One `name : { ... }` of SECTIONS, or one section of an OVERLAY. */
struct output_section {
	char *name;
	bool discard;	   /* /DISCARD/ */
	bool constrained;  /* ONLY_IF_RO or ONLY_IF_RW */
	bool address_zero; /* `name 0 : {...}`: a debug section */
	bool overwrites;   /* lld: of OVERWRITE_SECTIONS */
	bool in_overlay;
	unsigned int first_statement, nstatements;
	unsigned int first_slot, nslots;
	unsigned int line;
	char *regions; /* `>ram AT>rom` as written, or NULL */
};

/* What stands directly in SECTIONS, in order: where an output section could be
 * added. */
enum script_item_kind {
	SCRIPT_OUTPUT, /* an output section, or the whole OVERLAY */
	SCRIPT_DOT,    /* an assignment to the location counter */
	SCRIPT_OTHER,  /* another assignment, ASSERT, ENTRY */
};

struct script_item {
	enum script_item_kind kind;
	unsigned int output; /* SCRIPT_OUTPUT: index of its (last) section */
	struct extent whole;
};

/* A section that an expression asks for: SIZEOF(.text), ADDR(.data). */
struct script_reference {
	char *name;
	unsigned int source, line;
};

struct script {
	VEC(struct source) sources;
	VEC(struct output_section) outputs;
	VEC(struct statement) statements; /* in matching order */
	VEC(struct script_item) items;
	VEC(struct script_reference) references;
	unsigned int nslots;
	VEC(bool)
	firm_slots; /* each slot: something that lld's map shows stands
				 * before it in its output section */
	enum dialect dialect;
	bool has_file_patterns; /* any statement names files or archives */
	bool bars_orphans;	/* see script_bar_orphans */
	bool has_line_comments; /* see script_has_line_comments */
	struct extent sections_start; /* the first `SECTIONS` */
	struct extent sections_end;   /* the last SECTIONS's `}` */
	struct place_index *index;    /* made by place.c */
};

#endif
