/* SPDX-License-Identifier: GPL-3.0-or-later */
/* foldinfo diff: what is different in two builds, each a sidecar or a
 * relocatable object. */
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "analysis.h"
#include "cleanup.h"
#include "explain.h"
#include "foldinfo.h"
#include "json.h"
#include "kpatch.h"
#include "report.h"

/* One of the two builds. */
struct side {
	struct analysis analysis;
	struct analyser *analyser;	/* has the object open, or NULL */
	const char *path;
};

/* The ELF type of PATH, or ET_NONE where it can't be had; then reading it will
 * say why. */
static int elf_type(const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	_cleanup_elf_end_ Elf *elf = NULL;
	GElf_Ehdr ehdr;

	elf_version(EV_CURRENT);
	if (fd >= 0)
		elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	return elf && gelf_getehdr(elf, &ehdr) ? ehdr.e_type : ET_NONE;
}

static int load_object(struct side *side)
{
	_cleanup_close_ int fd = open(side->path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	int status;

	if (fd < 0 || fstat(fd, &st)) {
		report_error("%s: can't open:", side->path);
		return -1;
	}
	side->analyser = analyser_create();
	if (!side->analyser)
		return -1;
	status = analysis_add_object(&side->analysis, side->analyser,
				     side->path, NULL, fd, 0,
				     (uint64_t)st.st_size);
	if (status > 0)
		report_error("%s: not an object of a 64-bit machine",
			     side->path);
	return status ? -1 : 0;
}

static int load_sidecar(struct side *side)
{
	static const struct foldinfo_options none;
	struct sidecar *sidecar;
	int status;

	if (foldinfo_open(&none, side->path, &sidecar))
		return -1;
	status = sidecar_read_analysis(sidecar, &side->analysis);
	sidecar_close(sidecar);
	return status;
}

static int load(struct side *side, const char *path)
{
	int type = elf_type(path);

	side->path = path;
	if (analysis_init(&side->analysis))
		return -1;
	if (type == ET_REL)
		return load_object(side);
	if (type != ET_NONE)
		return load_sidecar(side);
	if (access(path, R_OK))
		report_error("%s: can't open:", path);
	else
		report_error("%s: not an object or a sidecar, not even an ELF file",
			     path);
	return -1;
}

static void unload(struct side *side)
{
	analyser_destroy(side->analyser);
	analysis_deinit(&side->analysis);
}

static const char *const kind_names[] = {
	[DIFFERENCE_CHANGED] = "changed",
	[DIFFERENCE_LINE] = "line",
	[DIFFERENCE_ADDED] = "added",
	[DIFFERENCE_REMOVED] = "removed",
};

/* The item that DIFFERENCE is about, and its side. */
static const struct item *item_of(const struct side *old,
				  const struct side *new,
				  const struct difference *d,
				  const struct side **side)
{
	bool is_old = d->new_item == COMPARE_NONE;

	*side = is_old ? old : new;
	return &(*side)->analysis.items.data[is_old ? d->old_item :
						      d->new_item];
}

static const char *type_name(const struct item *item)
{
	return item->flags & ITEM_TABLE ? "section" :
	       item->flags & ITEM_FUNCTION ? "function" : "data";
}

/* Is it left out by the options? */
static bool is_hidden(const struct foldinfo_options *options,
		      const struct difference *d)
{
	return options->ignore_line && d->kind == DIFFERENCE_LINE;
}

/* -- For people ---------------------------------------------------------- */

/* FILE, or ARCHIVE(MEMBER). */
static void print_file(const struct side *side, uint32_t number)
{
	const struct analysis_file *file =
		&side->analysis.files.data[number];
	const char *member = analysis_string(&side->analysis, file->member);

	if (*member)
		printf("%s(%s):\n", analysis_string(&side->analysis,
						    file->name), member);
	else
		printf("%s:\n", analysis_string(&side->analysis, file->name));
}

struct widths {
	int type, name;
};

static struct widths measure(const struct side *old, const struct side *new,
			     const struct comparison *comparison)
{
	struct widths widths = { 4, 4 };
	const struct difference *d;

	vec_for_each(&comparison->differences, d) {
		const struct side *side;
		const struct item *item = item_of(old, new, d, &side);
		int length = (int)strlen(analysis_string(&side->analysis,
							 item->name));

		if ((int)strlen(type_name(item)) > widths.type)
			widths.type = (int)strlen(type_name(item));
		if (length > widths.name && length <= 40)
			widths.name = length;
	}
	return widths;
}

static int print_difference(const struct foldinfo_options *options,
			    const struct side *old, const struct side *new,
			    const struct difference *d,
			    const struct widths *widths)
{
	const struct explain_side x = { &old->analysis, old->analyser };
	const struct explain_side y = { &new->analysis, new->analyser };
	const struct side *side;
	const struct item *item = item_of(old, new, d, &side);
	_cleanup_free_ char *reason = explain(&x, &y, d);
	const char *name = analysis_string(&side->analysis, item->name);
	const char *why_not = options->why_not ?
		explain_why_not(&old->analysis, &new->analysis, d) : NULL;

	if (!reason)
		return -1;
	if (*reason || why_not)
		printf("  %-7s  %-*s  %-*s  %s", kind_names[d->kind],
		       widths->type, type_name(item), widths->name, name,
		       reason);
	else
		printf("  %-7s  %-*s  %s", kind_names[d->kind], widths->type,
		       type_name(item), name);
	if (item->flags & ITEM_DOUBT)
		printf("%s(not sure: code that can't be read)",
		       *reason ? " " : "");
	putchar('\n');
	if (why_not)
		printf("           can't be livepatched: %s\n", why_not);
	return 0;
}

/* FOLDINFO_OK if nothing was printed, else FOLDINFO_NO. */
static int print_all(const struct foldinfo_options *options,
		     const struct side *old, const struct side *new,
		     const struct comparison *comparison)
{
	struct widths widths = measure(old, new, comparison);
	const struct side *last_side = NULL;
	const struct difference *d;
	uint32_t last = COMPARE_NONE;
	int status = FOLDINFO_OK;

	vec_for_each(&comparison->differences, d) {
		bool is_old = d->new_file == COMPARE_NONE;
		const struct side *side = is_old ? old : new;
		uint32_t file = is_old ? d->old_file : d->new_file;

		if (is_hidden(options, d))
			continue;
		status = FOLDINFO_NO;
		if (side != last_side || file != last)
			print_file(side, file);
		last_side = side;
		last = file;
		if (print_difference(options, old, new, d, &widths))
			return FOLDINFO_TROUBLE;
	}
	return status;
}

/* -- For programs -------------------------------------------------------- */

static int json_difference(struct json *json, const struct side *old,
			   const struct side *new, const struct difference *d)
{
	const struct explain_side x = { &old->analysis, old->analyser };
	const struct explain_side y = { &new->analysis, new->analyser };
	const struct side *side;
	const struct item *item = item_of(old, new, d, &side);
	const struct analysis *analysis = &side->analysis;
	const struct analysis_file *file = &analysis->files.data[item->file];
	_cleanup_free_ char *reason = explain(&x, &y, d);
	const char *why_not = explain_why_not(&old->analysis, &new->analysis,
					      d);

	if (!reason)
		return -1;
	json_object(json, NULL);
	json_text(json, "kind", kind_names[d->kind]);
	json_text(json, "type", type_name(item));
	json_text(json, "symbol", analysis_string(analysis, item->name));
	json_text(json, "object", analysis_string(analysis, file->name));
	json_text_or_null(json, "member",
			  analysis_string(analysis, file->member));
	json_text_or_null(json, "source",
			  analysis_string(analysis, item->source));
	json_text(json, "part_of", analysis_string(analysis,
		analysis->items.data[item->parent].name));
	json_text_or_null(json, "reason", reason);
	json_text_or_null(json, "why_not", why_not ? why_not : "");
	json_bool(json, "sure", !(item->flags & ITEM_DOUBT));
	json_end(json);
	return 0;
}

static void json_set(struct json *json, const char *key,
		     const struct side *side, const uint32_t *items,
		     size_t count)
{
	json_array(json, key);
	for (size_t i = 0; i < count; i++)
		json_text(json, NULL, analysis_string(&side->analysis,
			side->analysis.items.data[items[i]].name));
	json_end(json);
}

static int json_all(const struct foldinfo_options *options,
		    const struct side *old, const struct side *new,
		    const struct comparison *comparison)
{
	struct json json = { .to = stdout };
	const struct difference *d;
	int status = FOLDINFO_OK;

	json_object(&json, NULL);
	json_array(&json, "differences");
	vec_for_each(&comparison->differences, d) {
		if (is_hidden(options, d))
			continue;
		status = FOLDINFO_NO;
		if (json_difference(&json, old, new, d))
			return FOLDINFO_TROUBLE;
	}
	json_end(&json);
	json_set(&json, "doubts", new, comparison->doubts.data,
		 comparison->doubts.size);
	json_end(&json);
	return status;
}

/* -- As kpatch would have it --------------------------------------------- */

static void json_kpatch(const struct side *old, const struct side *new,
			const struct comparison *comparison,
			const struct kpatch_sets *sets)
{
	struct json json = { .to = stdout };

	json_object(&json, NULL);
	json_set(&json, "changed", old, sets->changed.data,
		 sets->changed.size);
	json_set(&json, "new", new, sets->added.data, sets->added.size);
	json_set(&json, "line", old, sets->line.data, sets->line.size);
	json_array(&json, "refused");
	for (size_t i = 0; i < sets->refused.size; i++) {
		const struct side *side;
		const struct item *item = item_of(old, new,
			&comparison->differences.data[sets->refused.data[i]],
			&side);

		json_text(&json, NULL, analysis_string(&side->analysis,
						       item->name));
	}
	json_end(&json);
	json_end(&json);
}

static void print_set(const char *what, const struct side *side,
		      const uint32_t *items, size_t count)
{
	for (size_t i = 0; i < count; i++)
		printf("%s: %s\n", what, analysis_string(&side->analysis,
			side->analysis.items.data[items[i]].name));
}

static void text_kpatch(const struct foldinfo_options *options,
			const struct side *old, const struct side *new,
			const struct comparison *comparison,
			const struct kpatch_sets *sets)
{
	print_set("changed function", old, sets->changed.data,
		  sets->changed.size);
	print_set("new function", new, sets->added.data, sets->added.size);
	if (!options->ignore_line)
		print_set("line numbers only", old, sets->line.data,
			  sets->line.size);
	for (size_t i = 0; i < sets->refused.size; i++) {
		const struct difference *d =
			&comparison->differences.data[sets->refused.data[i]];
		const char *why = explain_why_not(&old->analysis,
						  &new->analysis, d);
		const struct side *side;
		const struct item *item = item_of(old, new, d, &side);

		printf("can't be patched: %s: %s\n",
		       analysis_string(&side->analysis, item->name),
		       why ? why : "it has no section of its own");
	}
}

static int print_kpatch(const struct foldinfo_options *options,
			const struct side *old, const struct side *new,
			const struct comparison *comparison)
{
	struct kpatch_sets sets;
	int status = FOLDINFO_NO;

	if (kpatch_sum_up(&old->analysis, &new->analysis, comparison, &sets))
		return FOLDINFO_TROUBLE;
	if (options->json)
		json_kpatch(old, new, comparison, &sets);
	else
		text_kpatch(options, old, new, comparison, &sets);
	if (!sets.changed.size && !sets.added.size && !sets.refused.size &&
	    (!sets.line.size || options->ignore_line))
		status = FOLDINFO_OK;
	kpatch_sets_deinit(&sets);
	return status;
}

/* What counts as it stands in the object may hide a difference. */
static void warn_of_doubts(const struct side *new,
			   const struct comparison *comparison)
{
	const char *first = analysis_string(&new->analysis,
		new->analysis.items.data[comparison->doubts.data[0]].name);
	size_t more = comparison->doubts.size - 1;

	if (more)
		report_warning("%s: %s and %zu more are the same as far as can be told",
			       new->path, first, more);
	else
		report_warning("%s: %s is the same as far as can be told",
			       new->path, first);
}

static int diff(const struct foldinfo_options *options,
		const struct side *old, const struct side *new)
{
	struct comparison comparison;
	int status;

	if (old->analysis.machine != new->analysis.machine) {
		report_error("%s and %s are for different machines", old->path,
			     new->path);
		return FOLDINFO_TROUBLE;
	}
	if (compare(&old->analysis, &new->analysis, &comparison))
		return FOLDINFO_TROUBLE;
	status = (options->kpatch ? print_kpatch :
		  options->json ? json_all : print_all)
		(options, old, new, &comparison);
	if (comparison.doubts.size && !options->json)
		warn_of_doubts(new, &comparison);
	comparison_deinit(&comparison);
	return status;
}

int foldinfo_diff(const struct foldinfo_options *options, int argc,
		  char **argv)
{
	struct side old = {}, new = {};
	int status = FOLDINFO_TROUBLE;

	(void)argc;
	if (!load(&old, argv[0]) && !load(&new, argv[1]))
		status = diff(options, &old, &new);
	unload(&old);
	unload(&new);
	return status;
}
