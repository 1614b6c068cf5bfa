/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which object of a new build is which of the old one. */
#ifndef LDFOLD_DIFF_FILES_H
#define LDFOLD_DIFF_FILES_H

#include <stdbool.h>
#include <stdint.h>

#include "analysis/analysis.h"
#include "common/vec.h"

#define FILE_NONE UINT32_MAX

/* Numbers of files of the two analyses; one of them may be FILE_NONE. */
struct file_pair {
	uint32_t old, new;
};

struct file_pairs {
	struct file_pair *data;
	size_t size;
	size_t capacity;
};

/* How files are known in both builds. */
enum file_names {
	FILE_NAMES_PATHS,   /* by path, and by member of an archive */
	FILE_NAMES_MEMBERS, /* the archives have other names: by member */
};

/* Pair the files of OLD and NEW by name; those of one name in their order. If
 * each has just one, these are a pair whatever they are called. What has no
 * partner is listed with none. 0 and *ret, or -1 (reported). Release with
 * vec_deinit. */
int file_pairs_by_name(const struct analysis *old, const struct analysis *new,
		       enum file_names names, struct file_pairs *ret);

/* What has a few objects of a build, and says where they are. */
struct file_parts {
	const char *const *paths; /* by file of its analysis */
	const char *whole_name;	  /* of the build, for messages */
	bool are_old;		  /* the build is the new one */
	bool any_directory;	  /* one that is called alike will do, if it's
				   * the only one */
};

/* Pair the files of PARTS with those of WHOLE, a build that has more. A path
 * means the file that is the longest end of it, or else, if it's just one,
 * the file of which it is an end. What has no partner in WHOLE is listed with
 * none; what has none in PARTS isn't listed. 0 and *ret, or -1 (reported): no
 * part is in WHOLE, or it may be one of several. */
int file_pairs_by_part(const struct analysis *whole,
		       const struct analysis *parts,
		       const struct file_parts *how, struct file_pairs *ret);

#endif
