/* SPDX-License-Identifier: GPL-3.0-or-later */
/* foldinfo report: what a reviewer reads before a livepatch is signed. It has
 * the answers of diff and audit, which it doesn't find in another way, and what
 * else is known of each change; the page is written by print-html.c. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/outfile.h"
#include "common/report.h"
#include "common/text.h"
#include "foldinfo/audit.h"
#include "foldinfo/place.h"
#include "foldinfo/report.h"

/* All that the answer points to. */
struct report {
	struct builds builds;
	struct answer_diff diff;
	struct report_users users;
	struct audit *audit; /* or NULL */
	struct answer_report answer;
};

/* -- The builds ------------------------------------------------------------- */

static int describe_build(struct answer_build *ret, const struct side *side)
{
	static const char *const kinds[] = {
		[SIDE_BUILD] = "a linked file",
		[SIDE_OBJECT] = "an object",
		[SIDE_DIRECTORY] = "a directory of objects",
		[SIDE_ARCHIVE] = "an archive of objects",
	};

	*ret = (struct answer_build){
		.path = side->path,
		.kind = kinds[side->kind],
		.nobjects = side->analysis.files.size,
		.nitems = side->analysis.items.size,
	};
	if (!side->sidecar)
		return 0;
	ret->info = sidecar_info(side->sidecar);
	ret->build_id = text_hex(ret->info->build_id, ret->info->build_id_size);
	return ret->build_id ? 0 : -1;
}

/* -- The changes ------------------------------------------------------------ */

/* It is patched with the function that it is a part of. */
static bool is_part(const struct answer_difference *d)
{
	return strcmp(d->part_of, d->item.name) != 0;
}

/* Can a livepatch bring about what CHANGE is? */
static void judge_change(struct answer_change *change)
{
	const struct answer_difference *d = change->difference;
	enum difference_kind kind = d->found->kind;

	change->verdict = AUDIT_RIGHT;
	change->remark = "";
	if (kind == DIFFERENCE_LINE)
		change->remark = "it need not be patched";
	else if (kind == DIFFERENCE_ADDED)
		change->remark = "it comes with the patch";
	else if (kind == DIFFERENCE_REMOVED)
		change->remark = "what is patched doesn't use it";
	else if (is_part(d) && !(d->placed && d->place.object))
		change->remark =
			"it is patched with the function that it is part of";
	if (d->found->cause == CAUSE_DOUBT) {
		change->verdict = AUDIT_UNPROVEN;
		change->remark = "it can't be proven to be the same";
	} else if (d->why_not) {
		change->verdict = AUDIT_WRONG;
		change->remark = d->why_not;
	} else if (d->placed && !d->place.object && !is_part(d)) {
		change->verdict = kind == DIFFERENCE_LINE ? AUDIT_RIGHT
							  : AUDIT_UNPROVEN;
		change->remark = d->place.why;
	} else if (d->unreadable) {
		change->verdict = AUDIT_UNPROVEN;
		change->remark = "it has code that can't be read";
	}
}

static int add_change(struct report *report,
		      const struct answer_difference *difference)
{
	const struct difference *d = difference->found;
	const struct item *old = report->builds.old.analysis.items.data;
	const struct item *new = report->builds.new.analysis.items.data;
	struct answer_change *change = vec_push(&report->answer.changes);

	if (!change)
		return -1;
	change->difference = difference;
	change->has_old = d->old_item != COMPARE_NONE;
	change->has_new = d->new_item != COMPARE_NONE;
	if (change->has_old)
		change->old_size = old[d->old_item].size;
	if (change->has_new)
		change->new_size = new[d->new_item].size;
	judge_change(change);
	if (report->audit && difference->placed && difference->place.object &&
	    d->kind == DIFFERENCE_CHANGED)
		change->patched = audit_replaces(report->audit,
						 &difference->place)
					  ? PATCHED_YES
					  : PATCHED_NO;
	report->answer.counts[change->verdict]++;
	return 0;
}

static int list_changes(struct report *report)
{
	const struct answer_difference *difference;
	const struct analysis_file *last = NULL;

	vec_for_each(&report->diff.differences, difference) {
		if (add_change(report, difference))
			return -1;
		report->answer.nobjects += difference->of != last;
		last = difference->of;
	}
	return 0;
}

/* -- All of it -------------------------------------------------------------- */

/* The worst of the audit's, the changes', and what warnings leave open. */
static void conclude(struct answer_report *answer)
{
	answer->verdict = answer->warnings.size ? AUDIT_UNPROVEN : AUDIT_RIGHT;
	for (int v = answer->verdict; v < AUDIT_NVERDICTS; v++)
		if (answer->counts[v] ||
		    (answer->audit && answer->audit->counts[v]))
			answer->verdict = v;
}

/* What is left out, say, belongs into the report as well. */
static void keep_warning(void *ctx, enum report_level level, const char *text)
{
	struct answer_report *answer = ctx;
	char **warning;

	if (level == REPORT_ERROR)
		return;
	warning = vec_push(&answer->warnings);
	if (warning)
		*warning = strdup(text);
	if (warning && !*warning) {
		answer->warnings.size--;
		report_nomem();
	}
	answer->lacks_warnings |= !warning || !*warning;
}

static int judge_patch(struct report *report,
		       const struct foldinfo_options *options)
{
	if (!options->audit)
		return 0;
	if (audit_create(&report->audit, options, options->audit))
		return -1;
	report->answer.audit = audit_judge(report->audit, &report->builds);
	return report->answer.audit ? 0 : -1;
}

static int make_answer(struct report *report,
		       const struct foldinfo_options *options, char **paths)
{
	struct builds *builds = &report->builds;
	struct answer_report *answer = &report->answer;

	answer->shipped = options->shipped;
	answer->diff = &report->diff;
	if (builds_load(builds, paths[0], paths[1]) ||
	    (options->shipped &&
	     places_create(&builds->places, builds, options)) ||
	    judge_patch(report, options) ||
	    diff_make(&report->diff, builds, options->ignore_line) ||
	    describe_build(&answer->old, &builds->old) ||
	    describe_build(&answer->new, &builds->new) ||
	    list_changes(report) ||
	    report_find_users(answer, builds, &report->users) ||
	    report_find_areas(answer, builds) || answer->lacks_warnings)
		return -1;
	conclude(answer);
	return 0;
}

static void release(struct report *report)
{
	char **warning;

	vec_for_each(&report->answer.warnings, warning)
		free(*warning);
	vec_deinit(&report->answer.warnings);
	vec_deinit(&report->answer.changes);
	vec_deinit(&report->answer.areas);
	free(report->answer.old.build_id);
	free(report->answer.new.build_id);
	report_users_release(&report->users);
	diff_release(&report->diff);
	audit_destroy(report->audit);
	builds_unload(&report->builds);
}

int report_print(FILE *to, const struct foldinfo_options *options, char **paths)
{
	static const int statuses[] = {
		[AUDIT_RIGHT] = FOLDINFO_OK,
		[AUDIT_UNPROVEN] = FOLDINFO_TROUBLE,
		[AUDIT_WRONG] = FOLDINFO_NO,
	};
	struct report report = {};
	int status = -1;

	report_also_to(keep_warning, &report.answer);
	if (!make_answer(&report, options, paths)) {
		print_html_report(to, &report.answer, options);
		status = statuses[report.answer.verdict];
	}
	report_also_to(NULL, NULL);
	release(&report);
	return status;
}

/* A stream of its own for the file FD, or NULL (reported). */
static FILE *open_stream(const char *path, int fd)
{
	int copy = dup(fd);
	FILE *to = copy < 0 ? NULL : fdopen(copy, "w");

	if (to)
		return to;
	report_error("%s: can't write:", path);
	if (copy >= 0)
		close(copy);
	return NULL;
}

/* Write the page to FILE: an exit status, or -1 (reported). */
static int write_page(struct outfile *file,
		      const struct foldinfo_options *options, char **paths)
{
	FILE *to = open_stream(options->output, file->fd);
	int status;
	bool failed;

	if (!to)
		return -1;
	status = report_print(to, options, paths);
	failed = ferror(to);
	failed |= !!fclose(to);
	if (status >= 0 && failed) {
		report_error("%s: can't write:", options->output);
		return -1;
	}
	return status;
}

/* Is PATH, or NULL, the file of ST? */
static bool is_file(const char *path, const struct stat *st)
{
	struct stat other;

	return path && !stat(path, &other) && other.st_dev == st->st_dev &&
	       other.st_ino == st->st_ino;
}

/* The page takes the place of another one, but not of a device or a pipe, of a
 * link, such as /dev/stdout, or of what it tells of. */
static int check_output(const struct foldinfo_options *options, char **paths)
{
	const char *path = options->output;
	const char *const read[] = { paths[0], paths[1], options->shipped,
				     options->audit, options->sidecar };
	struct stat st;

	if (lstat(path, &st))
		return 0;
	if (!S_ISREG(st.st_mode)) {
		report_error(
			"%s: it is no regular file, so no page takes its place",
			path);
		return -1;
	}
	for (size_t i = 0; i < sizeof(read) / sizeof(*read); i++)
		if (is_file(read[i], &st)) {
			report_error(
				"%s: it is what the page tells of, so no page takes its place",
				path);
			return -1;
		}
	return 0;
}

static int check_options(const struct foldinfo_options *options)
{
	if (!options->output || !*options->output)
		report_error("report: --output is needed, the page to write");
	else if (options->audit && !options->shipped)
		report_error(
			"report: --audit is of use with --for only, the kernel that the patch is for");
	else if (foldinfo_names_sidecar(options) && !options->shipped)
		report_error("report: a sidecar is of use with --for only");
	else if (options->modules && !options->audit)
		report_error("report: --modules is of use with --audit only");
	else
		return 0;
	return -1;
}

int foldinfo_report(const struct foldinfo_options *options, int argc,
		    char **argv)
{
	struct outfile file;
	int status;

	(void)argc;
	/* What can't be written is known before the work. */
	if (check_options(options) || check_output(options, argv) ||
	    outfile_open(&file, options->output))
		return FOLDINFO_TROUBLE;
	status = write_page(&file, options, argv);
	if (status < 0) {
		outfile_abandon(&file);
		return FOLDINFO_TROUBLE;
	}
	return outfile_commit(&file) ? FOLDINFO_TROUBLE : status;
}
