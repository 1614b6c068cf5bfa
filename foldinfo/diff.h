/* SPDX-License-Identifier: GPL-3.0-or-later */
/* foldinfo diff: what its answers share. */
#ifndef LDFOLD_FOLDINFO_DIFF_H
#define LDFOLD_FOLDINFO_DIFF_H

#include "analysis/analysis.h"
#include "diff/compare.h"
#include "foldinfo/print.h"

enum side_kind {
	SIDE_BUILD, /* a linked file, by its sidecar */
	SIDE_OBJECT,
	SIDE_DIRECTORY, /* of objects */
	SIDE_ARCHIVE,
};

/* Where an object is. */
struct side_part {
	char *path;	       /* of the file that has it */
	char *place;	       /* what it is called, to be found in a build */
	uint64_t offset, size; /* in the file */
};

/* One of the two builds. */
struct side {
	const char *path;
	enum side_kind kind;
	struct analysis analysis;
	struct sidecar *sidecar; /* of a build, stays open */
	/* Of anything else, by file of the analysis: */
	VEC(struct side_part) parts;
	struct work *work; /* has the object of one of them open */
	uint32_t opened;   /* which one */
	struct analysis scratch;
	size_t nskipped; /* objects that aren't known here */
	bool *joined;	 /* by file: was linked from several */
	/* Of a few objects of a build: that, or NULL, and then by file which
	 * one of it each is, or FILE_NONE. */
	const struct side *build;
	uint32_t *in_build;
};

struct builds {
	struct side old, new;
	struct file_pairs pairs;
	struct comparison comparison;
	struct places *places; /* with --for, else NULL; see place.h */
};

/* Read what is at PATH: a sidecar, an object, an archive of objects or a
 * directory of them. 0, or -1 (reported). Release with side_unload in either
 * case, which also takes one that is all zero. */
int side_load(struct side *side, const char *path);

/* The same for the sidecar that OPTIONS name, one way or the other. */
int side_load_named(struct side *side, const struct foldinfo_options *options);
void side_unload(struct side *side);

/* The work that has the object of FILE open, or NULL: there is none, or its
 * contents aren't known. 0 and *ret, or -1 (reported). */
int side_open(struct side *side, uint32_t file, struct work **ret);

/* What item NUMBER of SIDE is called, and where it is from. */
struct answer_item side_item(const struct side *side, uint32_t number);

/* Read two builds and compare them. 0 and *ret, or -1 (reported). Release with
 * builds_unload in either case. */
int builds_load(struct builds *ret, const char *old, const char *new);
void builds_unload(struct builds *builds);

/* Say which file of the two sides is which. 0, or -1 (reported). */
int diff_pair_files(struct builds *builds);

/* What differs between BUILDS, which have to stay, without what differs by line
 * numbers only if that is wanted. 0 and *ret, or -1 (reported). Release with
 * diff_release, in either case. */
int diff_make(struct answer_diff *ret, struct builds *builds, bool ignore_line);
void diff_release(struct answer_diff *answer);

/* Sum BUILDS up as kpatch would. 0 and *ret, or -1 (reported). */
int diff_make_kpatch(struct answer_kpatch *ret, const struct builds *builds,
		     bool ignore_line);

#endif
