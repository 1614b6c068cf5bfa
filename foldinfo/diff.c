/* SPDX-License-Identifier: GPL-3.0-or-later */
/* foldinfo diff: what is different in two builds, each a sidecar, or objects. */
#include <stdlib.h>
#include <string.h>

#include "analysis/analysis.h"
#include "common/progress.h"
#include "common/report.h"
#include "diff/explain.h"
#include "foldinfo/diff.h"
#include "foldinfo/place.h"

/* A longer name pushes its line aside instead of widening all. */
enum { MOST_WIDTH = 40 };

static const char *type_name(const struct item *item)
{
	return item->flags & ITEM_TABLE	     ? "section"
	       : item->flags & ITEM_FUNCTION ? "function"
					     : "data";
}

/* Columns are as wide as what the options leave out needs, too. */
static void widen(struct answer_diff *answer, const char *type,
		  const struct answer_item *item)
{
	size_t length = strlen(item->name);

	if (item->joined && *item->source)
		length += strlen(item->source) + strlen(" ()");

	if (strlen(type) > answer->type_width)
		answer->type_width = strlen(type);
	if (length > answer->name_width && length <= MOST_WIDTH)
		answer->name_width = length;
}

static int add_doubt(struct answer_diff *answer, const char *name)
{
	const char **doubt = vec_push(&answer->doubts);

	if (!doubt)
		return -1;
	*doubt = name;
	return 0;
}

/* The reason for D, new memory; NULL (reported) on error. */
static char *explain(struct builds *builds, const struct difference *d)
{
	struct explain_side old = { .analysis = &builds->old.analysis };
	struct explain_side new = { .analysis = &builds->new.analysis };

	if (side_open(&builds->old, d->old_file, &old.work) ||
	    side_open(&builds->new, d->new_file, &new.work))
		return NULL;
	return explain_difference(&old, &new, d);
}

/* Functions that are there in both builds have a place in the shipped
 * kernel. */
static void set_place(struct answer_difference *ret,
		      const struct builds *builds, const struct difference *d)
{
	ret->placed = builds->places && d->old_item != COMPARE_NONE &&
		      d->new_item != COMPARE_NONE &&
		      builds->old.analysis.items.data[d->old_item].flags &
			      ITEM_FUNCTION;
	if (ret->placed)
		ret->place = places_of(builds->places, d->old_item,
				       ret->why_not);
}

static int add_difference(struct answer_diff *answer, struct builds *builds,
			  const struct difference *d, bool ignore_line)
{
	static const char *const kinds[] = {
		[DIFFERENCE_CHANGED] = "changed",
		[DIFFERENCE_LINE] = "line",
		[DIFFERENCE_ADDED] = "added",
		[DIFFERENCE_REMOVED] = "removed",
	};
	const struct analysis *old = &builds->old.analysis;
	const struct analysis *new = &builds->new.analysis;
	bool is_old = d->new_item == COMPARE_NONE;
	const struct side *side = is_old ? &builds->old : &builds->new;
	uint32_t number = is_old ? d->old_item : d->new_item;
	const struct analysis *analysis = &side->analysis;
	const struct item *item = &analysis->items.data[number];
	struct answer_item names = side_item(side, number);
	struct answer_difference *ret;

	widen(answer, type_name(item), &names);
	if (d->cause == CAUSE_DOUBT && add_doubt(answer, names.name))
		return -1;
	if (ignore_line && d->kind == DIFFERENCE_LINE)
		return 0;
	ret = vec_push(&answer->differences);
	if (!ret)
		return -1;
	*ret = (struct answer_difference){
		.found = d,
		.kind = kinds[d->kind],
		.type = type_name(item),
		.item = names,
		.of = &analysis->files.data[item->file],
		.part_of = analysis_string(
			analysis, analysis->items.data[item->parent].name),
		.reason = explain(builds, d),
		.why_not = explain_why_not(old, new, d),
		.sure = !(item->flags & ITEM_DOUBT),
		.unreadable = item->flags & ITEM_DOUBT &&
			      d->cause != CAUSE_DOUBT,
	};
	set_place(ret, builds, d);
	return ret->reason ? 0 : -1;
}

int diff_make(struct answer_diff *ret, struct builds *builds, bool ignore_line)
{
	const struct difference *d;

	*ret = (struct answer_diff){ .type_width = 4, .name_width = 4 };
	progress_begin("explaining", "", builds->comparison.differences.size);
	vec_for_each(&builds->comparison.differences, d) {
		progress_step();
		if (add_difference(ret, builds, d, ignore_line))
			return -1;
	}
	progress_end();
	return 0;
}

void diff_release(struct answer_diff *answer)
{
	struct answer_difference *difference;

	vec_for_each(&answer->differences, difference)
		free(difference->reason);
	vec_deinit(&answer->differences);
	vec_deinit(&answer->doubts);
}

static int diff(const struct foldinfo_options *options, struct builds *builds)
{
	struct answer_diff answer;
	int status = FOLDINFO_TROUBLE;

	if (!diff_make(&answer, builds, options->ignore_line)) {
		options->printer->diff(&answer, options);
		status = answer.differences.size ? FOLDINFO_NO : FOLDINFO_OK;
	}
	diff_release(&answer);
	return status;
}

static int diff_kpatch(const struct foldinfo_options *options,
		       struct builds *builds)
{
	struct answer_kpatch answer = {};
	int status = FOLDINFO_TROUBLE;

	if (!diff_make_kpatch(&answer, builds, options->ignore_line)) {
		options->printer->kpatch(&answer, options);
		status = answer.verdicts.size ? FOLDINFO_NO : FOLDINFO_OK;
	}
	vec_deinit(&answer.verdicts);
	return status;
}

static int compare(struct builds *builds)
{
	const struct side *old = &builds->old, *new = &builds->new;

	if (old->analysis.machine != new->analysis.machine) {
		report_error("%s and %s are for different machines", old->path,
			     new->path);
		return -1;
	}
	return diff_pair_files(builds) ||
			       comparison_init(&old->analysis, &new->analysis,
					       &builds->pairs,
					       &builds->comparison)
		       ? -1
		       : 0;
}

int builds_load(struct builds *ret, const char *old, const char *new)
{
	memset(ret, 0, sizeof(*ret));
	return side_load(&ret->old, old) || side_load(&ret->new, new) ||
			       compare(ret)
		       ? -1
		       : 0;
}

void builds_unload(struct builds *builds)
{
	places_destroy(builds->places);
	comparison_deinit(&builds->comparison);
	vec_deinit(&builds->pairs);
	side_unload(&builds->old);
	side_unload(&builds->new);
}

int foldinfo_diff(const struct foldinfo_options *options, int argc, char **argv)
{
	struct builds builds;
	int status = FOLDINFO_TROUBLE;

	(void)argc;
	if (foldinfo_names_sidecar(options) && !options->shipped) {
		report_error("diff: a sidecar is of use with --for only");
		return FOLDINFO_TROUBLE;
	}
	if (!builds_load(&builds, argv[0], argv[1]) &&
	    !(options->shipped &&
	      places_create(&builds.places, &builds, options)))
		status = (options->kpatch ? diff_kpatch : diff)(options,
								&builds);
	builds_unload(&builds);
	return status;
}
