/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An item of the old build is a symbol of that kernel's sidecar, by the item's
 * record, or where it has none, as a function in a section that the source
 * names, by its name and object. positions.c knows which symbol of the shipped
 * kernel that one is. Nothing is taken for another thing because it is called
 * alike: what isn't certain has no place, and the reason is told.
 *
 * If the old build isn't a kernel but objects, as kpatch-build and klp-build
 * leave them, a sidecar tells which they are: by their paths, and by checksums,
 * since an object of another configuration would have the same names. */
#include "foldinfo/place.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/names.h"
#include "common/report.h"
#include "common/search.h"
#include "foldinfo/owners.h"

struct places {
	const struct side *old;
	/* The build that has a sidecar: the old one, or: */
	const struct side *build;
	struct side own_build;
	struct file_pairs pairs; /* of the old one's files with its */
	uint32_t *file_of;	 /* by file of the old one, or NULL: itself */
	struct owners *owners;
	struct positions positions;
	struct positions_data *data;
};

static const struct item *item_at(const struct side *side, uint32_t number)
{
	return &side->analysis.items.data[number];
}

static const char *name_of(const struct side *side, const struct item *item)
{
	return analysis_string(&side->analysis, item->name);
}

/* -- The build ------------------------------------------------------------- */

static int pair_with_build(struct places *places)
{
	const struct analysis *build = &places->own_build.analysis;
	const struct side *old = places->old;
	const char **paths = calloc(old->parts.size + 1, sizeof(*paths));
	struct file_parts how = {
		.paths = paths,
		.whole_name = places->own_build.path,
		.are_old = true,
		.any_directory = old->kind == SIDE_OBJECT,
	};
	int status = -1;

	if (!paths)
		return report_nomem();
	for (size_t i = 0; i < old->parts.size; i++)
		paths[i] = old->parts.data[i].place;
	status = file_pairs_by_part(build, &old->analysis, &how,
				    &places->pairs);
	free(paths);
	return status;
}

static int load_build(struct places *places,
		      const struct foldinfo_options *options)
{
	const struct file_pair *pair;
	size_t count = places->old->analysis.files.size;

	places->build = &places->own_build;
	if (side_load_named(&places->own_build, options) ||
	    pair_with_build(places))
		return -1;
	places->file_of = calloc(count + 1, sizeof(*places->file_of));
	if (!places->file_of)
		return report_nomem();
	vec_for_each(&places->pairs, pair)
		places->file_of[pair->old] = pair->new;
	return 0;
}

static int find_build(struct places *places,
		      const struct foldinfo_options *options)
{
	bool is_build = places->old->kind == SIDE_BUILD;

	if (is_build && !foldinfo_names_sidecar(options)) {
		places->build = places->old;
		return 0;
	}
	if (!is_build && foldinfo_names_sidecar(options))
		return load_build(places, options);
	report_error(
		is_build
			? "no other sidecar is needed, %s has one"
			: "--for needs the sidecar of the kernel that %s is of, see --sidecar and --build-id",
		places->old->path);
	return -1;
}

/* Is A of the old build B of the sidecar's? */
static bool is_same(const struct places *places, const struct item *a,
		    const struct item *b)
{
	return !strcmp(name_of(places->old, a), name_of(places->build, b)) &&
	       a->checksum == b->checksum && a->size == b->size &&
	       !((a->flags ^ b->flags) & (ITEM_LOCAL | ITEM_FUNCTION)) &&
	       !strcmp(analysis_string(&places->old->analysis, a->source),
		       analysis_string(&places->build->analysis, b->source));
}

/* The item of the build that ITEM of the old one is, or NULL. */
static const struct item *find_in_build(const struct places *places,
					const struct item *item)
{
	const struct analysis *build = &places->build->analysis;
	const struct item *found = NULL;
	const struct analysis_file *file;

	if (!places->file_of)
		return item;
	if (places->file_of[item->file] == FILE_NONE)
		return NULL;
	file = &build->files.data[places->file_of[item->file]];
	for (uint32_t i = 0; i < file->nitems; i++) {
		const struct item *other =
			&build->items.data[file->first_item + i];

		if (!is_same(places, item, other))
			continue;
		if (found)
			return NULL;
		found = other;
	}
	return found;
}

const struct side *places_build(const struct places *places)
{
	return places->build;
}

const struct item *places_item(const struct places *places, uint32_t item)
{
	return find_in_build(places, item_at(places->old, item));
}

/* -- Positions --------------------------------------------------------------- */

static int compare_strings(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static bool is_placed(const struct difference *d)
{
	return d->kind == DIFFERENCE_CHANGED || d->kind == DIFFERENCE_LINE;
}

/* The names of the functions that have changed, each once: new memory, or NULL
 * (reported). */
static const char **list_names(const struct builds *builds, size_t *count)
{
	const struct comparison *comparison = &builds->comparison;
	const struct difference *d;
	const char **names = calloc(comparison->differences.size + 1,
				    sizeof(*names));
	size_t total = 0;

	*count = 0;
	if (!names) {
		report_nomem();
		return NULL;
	}
	vec_for_each(&comparison->differences, d)
		if (is_placed(d) &&
		    item_at(&builds->old, d->old_item)->flags & ITEM_FUNCTION)
			names[total++] = name_of(
				&builds->old,
				item_at(&builds->old, d->old_item));
	if (total)
		qsort(names, total, sizeof(*names), compare_strings);
	for (size_t i = 0; i < total; i++)
		if (!i || strcmp(names[i], names[*count - 1]) != 0)
			names[(*count)++] = names[i];
	return names;
}

static int find_positions(struct places *places, const struct builds *builds,
			  const struct foldinfo_options *options)
{
	struct position_names names = {};
	const char **list = list_names(builds, &names.count);
	int status;

	if (!list)
		return -1;
	names.list = list;
	status = positions_from_all(
		&places->positions,
		&(struct position_build){
			.sidecar = places->build->sidecar,
			.path = places->build->path,
			.analysis = &places->build->analysis,
		},
		options, &names, &places->data);
	free(list);
	if (!status)
		positions_remark(&places->positions, options);
	return status;
}

int places_create(struct places **ret, const struct builds *builds,
		  const struct foldinfo_options *options)
{
	struct places *places = calloc(1, sizeof(*places));

	*ret = places;
	if (!places)
		return report_nomem();
	places->old = &builds->old;
	if (find_build(places, options) ||
	    find_positions(places, builds, options))
		return -1;
	places->owners = owners_create(places->build->sidecar);
	return places->owners ? 0 : -1;
}

void places_destroy(struct places *places)
{
	if (!places)
		return;
	owners_destroy(places->owners);
	positions_deinit(&places->positions);
	positions_data_destroy(places->data);
	vec_deinit(&places->pairs);
	free(places->file_of);
	side_unload(&places->own_build);
	free(places);
}

/* -- One item ---------------------------------------------------------------- */

/* Is symbol NUMBER of the sidecar ITEM of the build? 1, 0, or -1 (reported). */
static int is_symbol_of(const struct places *places, uint32_t number,
			const struct item *item)
{
	const struct analysis *analysis = &places->build->analysis;
	const struct analysis_file *file = &analysis->files.data[item->file];
	struct owner owner;

	if (number == KERNEL_NONE)
		return 0;
	if (item->record)
		return number == item->record - 1;
	if (number < sidecar_info(places->build->sidecar)->nsymbols)
		return 0;
	if (owners_find(places->owners, number, &owner))
		return -1;
	return !strcmp(owner.file, analysis_string(analysis, file->name)) &&
	       !strcmp(owner.member, analysis_string(analysis, file->member)) &&
	       (!(item->flags & ITEM_LOCAL) ||
		!strcmp(owner.source, analysis_string(analysis, item->source)));
}

/* The position that is ITEM's alone, or NULL. */
static const struct position *find_position(const struct places *places,
					    const struct item *item)
{
	const char *name = name_of(places->build, item);
	size_t at = lower_bound(
		i, 0, places->positions.list.size,
		strcmp(places->positions.list.data[i].name, name) < 0);
	const struct position *found = NULL;

	for (; at < places->positions.list.size; at++) {
		const struct position *p = &places->positions.list.data[at];

		if (strcmp(p->name, name) != 0)
			break;
		if (!p->known || is_symbol_of(places, p->number, item) <= 0)
			continue;
		if (found)
			return NULL;
		found = p;
	}
	return found;
}

/* Why ITEM has no position. */
static const char *find_doubt(const struct places *places,
			      const struct item *item)
{
	const char *name = name_of(places->build, item);
	const struct position_doubt *doubt;

	vec_for_each(&places->positions.doubts, doubt)
		if (!strcmp(doubt->name, name) &&
		    is_symbol_of(places, doubt->number, item) > 0)
			return doubt->why;
	return "the kernel has no symbol that is certain to be it";
}

/* What has no name of its own in a patch, or NULL. */
static const char *find_obstacle(const struct side *side,
				 const struct item *item)
{
	const char *name = name_of(side, item);

	if (!(item->flags & ITEM_FUNCTION))
		return "it is no function";
	if (item_at(side, item->parent) != item &&
	    !(item->flags & ITEM_ALIAS) &&
	    !name_is_called_clone(name, name_classify(name, true)))
		return "it is patched with the function that it is part of";
	return NULL;
}

struct answer_place places_of(const struct places *places, uint32_t number,
			      const char *why_not)
{
	const struct item *item = item_at(places->old, number);
	const char *why = find_obstacle(places->old, item);
	const struct position *position;

	why = why ? why : why_not;
	if (why)
		return (struct answer_place){ .why = why };
	item = find_in_build(places, item);
	if (!item)
		return (struct answer_place){
			.why = "the sidecar's object has another function there",
		};
	position = find_position(places, item);
	if (!position)
		return (struct answer_place){
			.why = find_doubt(places, item),
		};
	return (struct answer_place){
		.object = "vmlinux",
		.name = position->name,
		.sympos = position->sympos,
		.address = position->address,
	};
}
