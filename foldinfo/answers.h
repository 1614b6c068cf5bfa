/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands of foldinfo answer. A command makes its whole answer first,
 * and a printer writes it then (print.h): what can go wrong has gone wrong
 * before the first byte is printed, and no form has to know how an answer is
 * found. The answer of list and find is struct rows (rows.h).
 *
 * Texts belong to the sidecar or the analysis they are from, but for those that
 * are said to be new memory; "" is unknown. Each struct is all zero when
 * empty. */
#ifndef LDFOLD_FOLDINFO_ANSWERS_H
#define LDFOLD_FOLDINFO_ANSWERS_H

#include "common/vec.h"
#include "diff/compare.h"
#include "foldinfo/objects.h"
#include "foldinfo/sympos.h"
#include "match/match.h"
#include "sidecar/sidecar.h"

struct answer_info {
	const struct sidecar_info *info;
	char *build_id;			 /* new memory */
	VEC(struct sidecar_file) joined; /* whose objects aren't known */
};

/* A symbol that is elsewhere in the file. */
struct answer_wrong {
	const char *name;
	uint64_t address;
	uint64_t sidecar_address;
};

struct answer_check {
	const char *file;
	bool same_link;
	size_t confirmed;
	size_t absent; /* the file has no such name, it was stripped */
	size_t overridden;
	size_t unnamed; /* sections without a symbol */
	VEC(struct answer_wrong) wrong;
};

/* -- refs ----------------------------------------------------------------- */

/* What a symbol refers to. */
struct answer_reference {
	const char *kind;
	const char *target;
	bool is_string; /* the target */
	bool has_offset;
	uint32_t offset;
	bool has_addend;
	int64_t addend;
	uint32_t relocation;
};

/* Who refers to a symbol. */
struct answer_user {
	const char *name;
	struct origin object;
	uint32_t offset;
	uint32_t alike; /* of so many that are called alike it is sure that it
			 * refers to one */
};

struct answer_subject {
	const char *name;
	struct origin object;
	size_t first_reference, end_reference;
	size_t first_user, end_user;
};

struct answer_refs {
	VEC(struct answer_subject) subjects;
	VEC(struct answer_reference) references;
	VEC(struct answer_user) users;
};

/* -- diff ----------------------------------------------------------------- */

struct answer_item {
	const char *name;
	const char *file;
	const char *member; /* of an archive */
	const char *source;
	bool joined; /* the file was linked from several, of several sources */
};

/* What struct klp_func says of a function: where it is in the shipped
 * kernel. */
struct answer_place {
	const char *object; /* or NULL: it can't be told, or isn't patched, */
	const char *why;    /* since ... */
	const char *name;
	uint32_t sympos;
	uint64_t address;
};

struct answer_difference {
	const struct difference *found; /* in the comparison */
	const char *kind;
	const char *type;
	struct answer_item item;
	const struct analysis_file *of; /* the same for those of one file */
	const char *part_of;
	char *reason;	     /* new memory, or "" */
	const char *why_not; /* it can't be livepatched, or NULL */
	bool sure;
	bool unreadable; /* it has code that can't be read */
	bool placed;
	struct answer_place place; /* if placed */
};

struct answer_diff {
	VEC(struct answer_difference) differences;
	/* Names of what is there only since it can't be proven to be the
	 * same. */
	VEC(const char *) doubts;
	size_t type_width, name_width; /* of columns */
};

/* What kpatch would do with one item. */
struct answer_verdict {
	const char *key;
	const char *text; /* the same for people */
	struct answer_item item;
	bool refused;
	const char *why; /* a patch can't bring it about, or NULL */
	bool placed;
	struct answer_place place; /* if placed */
};

struct answer_kpatch {
	VEC(struct answer_verdict) verdicts; /* as they are told */
	bool many_files;		     /* on either side */
};

/* -- match ---------------------------------------------------------------- */

/* An object of the rebuild that isn't quite the same. */
struct answer_object {
	enum match_state state;
	const char *state_word;
	const char *why; /* MATCH_DOUBTFUL: why */
	struct origin object;
	size_t first, end; /* its differences, of match->differences */
};

struct answer_match {
	const struct match *match; /* the rest of the answer */
	VEC(struct answer_object) objects;
	VEC(const char *) added; /* sources that the rebuild hasn't */
};

/* -- sympos --------------------------------------------------------------- */

struct answer_sympos {
	struct positions positions;
	const char *shipped; /* the kernel it is for, or NULL */
	unsigned int elf_class;
};

/* -- audit ---------------------------------------------------------------- */

enum audit_verdict { AUDIT_RIGHT, AUDIT_UNPROVEN, AUDIT_WRONG };

enum { AUDIT_NVERDICTS = 3 };

/* One thing that a livepatch claims. */
struct answer_finding {
	enum audit_verdict verdict;
	size_t number;	    /* as they were found */
	const char *object; /* vmlinux, a module, or "": the patch itself */
	const char *check;  /* a word for what was looked at */
	char *subject;	    /* new memory */
	char *reason;	    /* new memory */
};

struct answer_audit {
	const char *patch, *shipped;
	const char *form;		     /* how the patch lists functions */
	bool is_compared;		     /* with what the source changed */
	VEC(struct answer_finding) findings; /* by object */
	size_t counts[AUDIT_NVERDICTS];
};

/* -- report ---------------------------------------------------------------- */

/* One of the two builds. */
struct answer_build {
	const char *path;
	const char *kind; /* what is there, in words */
	size_t nobjects, nitems;
	const struct sidecar_info *info; /* of a linked file, or NULL */
	char *build_id;			 /* new memory; "" if there is none */
};

/* An output section of the kernel that the old build is, or is of. */
struct answer_area {
	const char *name;
	uint64_t address, size;
	bool is_code;
	size_t nchanges;
};

enum answer_patched { PATCHED_UNKNOWN, PATCHED_YES, PATCHED_NO };

/* What the report says of a difference beside what diff does. */
struct answer_change {
	const struct answer_difference *difference;
	enum audit_verdict verdict;  /* can a livepatch bring it about? */
	const char *remark;	     /* why, or "": it can */
	enum answer_patched patched; /* by the audited patch */
	bool has_old, has_new;
	uint64_t old_size, new_size;
	/* Who refers to it, or NULL: it isn't known. */
	const struct answer_refs *refs;
	size_t subject;
	bool has_address; /* in the kernel of the areas */
	uint64_t address;
	size_t area;
};

struct answer_report {
	struct answer_build old, new;
	const char *shipped;		  /* or NULL */
	const struct answer_audit *audit; /* or NULL */
	const struct answer_diff *diff;
	VEC(struct answer_change) changes; /* by object */
	VEC(struct answer_area) areas;	   /* by address */
	const char *kernel; /* where these are, or NULL: it isn't known */
	bool has_all_users; /* of all of the kernel, not of the objects only */
	VEC(char *) warnings; /* new memory: what was said meanwhile */
	bool lacks_warnings;  /* there was no memory for one */
	size_t nobjects;      /* with differences */
	size_t counts[AUDIT_NVERDICTS]; /* of changes */
	enum audit_verdict verdict;	/* of all */
};

#endif
