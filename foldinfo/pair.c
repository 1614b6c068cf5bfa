/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which objects foldinfo diff compares: all, if both sides are of one kind; of
 * a linked file those that the other side has. */
#include <stdlib.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "foldinfo/diff.h"

/* Does the one file of SIDE have many objects, of which only sources are
 * known? */
static bool is_one_joined(const struct side *side)
{
	return side->analysis.files.size == 1 && side->joined[0];
}

/* Note which files of WHOLE those of PARTS are. */
static void note_build(const struct file_pairs *pairs, const struct side *whole,
		       struct side *parts, bool are_old)
{
	const struct file_pair *pair;

	parts->build = whole;
	vec_for_each(pairs, pair) {
		if (are_old)
			parts->in_build[pair->old] = pair->new;
		else
			parts->in_build[pair->new] = pair->old;
	}
}

static int pair_parts(struct builds *builds, bool are_old)
{
	struct side *parts = are_old ? &builds->old : &builds->new;
	const struct side *whole = are_old ? &builds->new : &builds->old;
	_cleanup_free_ const char **paths = NULL;
	struct file_parts how = {
		.whole_name = whole->path,
		.are_old = are_old,
		.any_directory = parts->kind == SIDE_OBJECT,
	};

	if (is_one_joined(whole) &&
	    (parts->kind != SIDE_OBJECT || !is_one_joined(parts))) {
		report_error(
			"%s: its objects can't be compared one by one, since it was linked from one that has all of them",
			whole->path);
		return -1;
	}
	/* What was linked from one object is compared with any. */
	if (parts->kind == SIDE_OBJECT && whole->analysis.files.size == 1)
		return file_pairs_by_name(&builds->old.analysis,
					  &builds->new.analysis,
					  FILE_NAMES_PATHS, &builds->pairs);
	paths = calloc(parts->parts.size + 1, sizeof(*paths));
	if (!paths)
		return report_nomem();
	for (size_t i = 0; i < parts->parts.size; i++)
		paths[i] = parts->parts.data[i].place;
	how.paths = paths;
	if (file_pairs_by_part(&whole->analysis, &parts->analysis, &how,
			       &builds->pairs))
		return -1;
	note_build(&builds->pairs, whole, parts, are_old);
	return 0;
}

int diff_pair_files(struct builds *builds)
{
	enum side_kind old = builds->old.kind, new = builds->new.kind;

	if (old == new)
		return file_pairs_by_name(
			&builds->old.analysis, &builds->new.analysis,
			old == SIDE_ARCHIVE ? FILE_NAMES_MEMBERS
					    : FILE_NAMES_PATHS,
			&builds->pairs);
	if (old == SIDE_BUILD || new == SIDE_BUILD)
		return pair_parts(builds, new == SIDE_BUILD);
	report_error(
		"%s and %s: objects, archives and directories are compared with their like, or with a linked file",
		builds->old.path, builds->new.path);
	return -1;
}
