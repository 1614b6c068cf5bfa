/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairing the objects of two builds. Two whole builds call them alike. An
 * object that was compiled elsewhere is known by the end of its path:
 * patched/fs/ext4/inode.o is fs/ext4/inode.o and not fs/proc/inode.o. */
#include "diff/files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "common/search.h"
#include "common/text.h"

static const char *text(const struct analysis *analysis, uint32_t string)
{
	return analysis_string(analysis, string);
}

static int add_pair(struct file_pairs *pairs, uint32_t old, uint32_t new)
{
	struct file_pair *pair = vec_push(pairs);

	if (!pair)
		return -1;
	*pair = (struct file_pair){ old, new };
	return 0;
}

/* -- By name ------------------------------------------------------------- */

struct order {
	const struct analysis *analysis;
	enum file_names names;
	uint32_t *list;
};

static int compare_names(const struct order *x, uint32_t m,
			 const struct order *y, uint32_t n)
{
	const struct analysis_file *a = &x->analysis->files.data[m];
	const struct analysis_file *b = &y->analysis->files.data[n];
	int order = 0;

	if (x->names == FILE_NAMES_PATHS)
		order = strcmp(text(x->analysis, a->name),
			       text(y->analysis, b->name));
	return order ? order
		     : strcmp(text(x->analysis, a->member),
			      text(y->analysis, b->member));
}

/* For qsort_r. */
static int compare_order(const void *a, const void *b, void *ctx)
{
	uint32_t m = *(const uint32_t *)a, n = *(const uint32_t *)b;
	int order = compare_names(ctx, m, ctx, n);

	return order ? order : (m > n) - (m < n);
}

static int order_init(struct order *ret, const struct analysis *analysis,
		      enum file_names names)
{
	size_t count = analysis->files.size;

	*ret = (struct order){ analysis, names,
			       malloc((count + 1) * sizeof(*ret->list)) };
	if (!ret->list)
		return report_nomem();
	for (size_t i = 0; i < count; i++)
		ret->list[i] = (uint32_t)i;
	qsort_r(ret->list, count, sizeof(*ret->list), compare_order, ret);
	return 0;
}

static int merge(const struct order *x, const struct order *y,
		 struct file_pairs *ret)
{
	size_t i = 0, j = 0;
	size_t nold = x->analysis->files.size, nnew = y->analysis->files.size;

	while (i < nold || j < nnew) {
		int order = i == nold	? 1
			    : j == nnew ? -1
					: compare_names(x, x->list[i], y,
							y->list[j]);

		if (add_pair(ret, order <= 0 ? x->list[i] : FILE_NONE,
			     order >= 0 ? y->list[j] : FILE_NONE))
			return -1;
		i += order <= 0;
		j += order >= 0;
	}
	return 0;
}

int file_pairs_by_name(const struct analysis *old, const struct analysis *new,
		       enum file_names names, struct file_pairs *ret)
{
	struct order x = {}, y = {};
	int status = -1;

	memset(ret, 0, sizeof(*ret));
	if (old->files.size == 1 && new->files.size == 1)
		return add_pair(ret, 0, 0);
	if (!order_init(&x, old, names) && !order_init(&y, new, names))
		status = merge(&x, &y, ret);
	free(x.list);
	free(y.list);
	if (status)
		vec_deinit(ret);
	return status;
}

/* -- By the ends of paths ------------------------------------------------- */

/* A file of the whole build. */
struct place {
	char *path; /* of a member: as if the archive were a directory's
		     * list */
	uint32_t file;
	bool taken;
};

struct places {
	VEC(struct place) list; /* by base name */
};

static void places_deinit(struct places *places)
{
	struct place *place;

	vec_for_each(&places->list, place)
		free(place->path);
	vec_deinit(&places->list);
}

static const char *without_dots(const char *path)
{
	while (text_starts_with(path, "./")) {
		path += strlen("./");
		path += strspn(path, "/");
	}
	return path;
}

static int compare_places(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	int order = strcmp(text_base_name(x->path), text_base_name(y->path));

	return order ? order : (x->file > y->file) - (x->file < y->file);
}

static int add_place(struct places *places, const struct analysis *whole,
		     uint32_t number)
{
	const struct analysis_file *file = &whole->files.data[number];
	const char *name = without_dots(text(whole, file->name));
	const char *member = text(whole, file->member);
	int directory = (int)(text_base_name(name) - name);
	struct place *place = vec_push(&places->list);

	if (!place)
		return -1;
	place->file = number;
	if (*member ? asprintf(&place->path, "%.*s%s", directory, name,
			       member) < 0
		    : asprintf(&place->path, "%s", name) < 0) {
		place->path = NULL;
		return report_nomem();
	}
	return 0;
}

static int places_init(struct places *ret, const struct analysis *whole)
{
	*ret = (struct places){};
	for (uint32_t i = 0; i < whole->files.size; i++)
		if (add_place(ret, whole, i))
			return -1;
	if (ret->list.size)
		qsort(ret->list.data, ret->list.size, sizeof(*ret->list.data),
		      compare_places);
	return 0;
}

/* Is END the end of PATH from a slash on, or all of it? */
static bool is_end(const char *path, const char *end)
{
	size_t length = strlen(path), left = strlen(end);

	return length >= left && !strcmp(path + length - left, end) &&
	       (length == left || path[length - left - 1] == '/');
}

/* What is found so far. */
struct candidate {
	struct place *place;
	bool several;
};

static void consider(struct candidate *best, struct place *place)
{
	best->several = best->place;
	best->place = place;
}

/* Of those that are the end of PATH the longest. */
static void consider_end(struct candidate *best, struct place *place)
{
	size_t have = best->place ? strlen(best->place->path) : 0;
	size_t length = strlen(place->path);

	if (length == have)
		best->several = true;
	if (length <= have)
		return;
	*best = (struct candidate){ .place = place };
}

static struct candidate find_place(struct places *places, const char *path,
				   bool any_directory)
{
	struct candidate whole = {}, part = {}, alike = {};
	const char *base = text_base_name(path);
	size_t at = lower_bound(
		i, 0, places->list.size,
		strcmp(text_base_name(places->list.data[i].path), base) < 0);

	for (; at < places->list.size; at++) {
		struct place *place = &places->list.data[at];

		if (strcmp(text_base_name(place->path), base) != 0)
			break;
		if (is_end(path, place->path))
			consider_end(&whole, place);
		else if (is_end(place->path, path))
			consider(&part, place);
		else if (any_directory)
			consider(&alike, place);
	}
	return whole.place ? whole : part.place ? part : alike;
}

static int pair_part(struct places *places, const struct file_parts *how,
		     uint32_t number, struct file_pairs *ret)
{
	const char *path = how->paths[number];
	struct candidate found = find_place(places, without_dots(path),
					    how->any_directory);
	uint32_t file = found.place ? found.place->file : FILE_NONE;

	if (found.several) {
		report_error("%s: %s has several objects that it may be", path,
			     how->whole_name);
		return -1;
	}
	if (found.place && found.place->taken) {
		report_error("%s: it is %s of %s, but another one is already",
			     path, found.place->path, how->whole_name);
		return -1;
	}
	if (found.place)
		found.place->taken = true;
	return how->are_old ? add_pair(ret, number, file)
			    : add_pair(ret, file, number);
}

static int pair_parts(struct places *places, size_t count,
		      const struct file_parts *how, struct file_pairs *ret)
{
	const struct place *place;

	for (uint32_t i = 0; i < count; i++)
		if (pair_part(places, how, i, ret))
			return -1;
	vec_for_each(&places->list, place)
		if (place->taken)
			return 0;
	report_error("%s: %s has no such object", how->paths[0],
		     how->whole_name);
	return -1;
}

int file_pairs_by_part(const struct analysis *whole,
		       const struct analysis *parts,
		       const struct file_parts *how, struct file_pairs *ret)
{
	struct places places;
	int status = -1;

	memset(ret, 0, sizeof(*ret));
	if (!places_init(&places, whole))
		status = pair_parts(&places, parts->files.size, how, ret);
	places_deinit(&places);
	if (status)
		vec_deinit(ret);
	return status;
}
