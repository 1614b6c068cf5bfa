/* SPDX-License-Identifier: GPL-3.0-or-later */
/* foldinfo report as a page: the verdict, then what speaks against the patch and
 * what couldn't be told, then the numbers, a picture and the tables. It is one
 * file that needs nothing else. Only foldinfo's answers are in it, so that the
 * same inputs give the same bytes. */
#include "foldinfo/print-html.h"

#include <string.h>

#include "common/text.h"
#include "common/version.h"
#include "foldinfo/html.h"

/* -- The verdict ------------------------------------------------------------ */

/* The verdict in a sentence. */
static const char *headline_of(const struct answer_report *report)
{
	static const char *const of_patch[AUDIT_NVERDICTS] = {
		[AUDIT_RIGHT] = "Nothing speaks against this patch",
		[AUDIT_UNPROVEN] = "Not all of this patch could be proven",
		[AUDIT_WRONG] = "Do not sign this patch",
	};
	static const char *const of_changes[AUDIT_NVERDICTS] = {
		[AUDIT_RIGHT] = "These changes can be livepatched",
		[AUDIT_UNPROVEN] = "Not all of these changes could be judged",
		[AUDIT_WRONG] = "These changes can’t all be livepatched",
	};

	if (report->audit)
		return of_patch[report->verdict];
	return report->changes.size || report->verdict != AUDIT_RIGHT
		       ? of_changes[report->verdict]
		       : "The two builds are the same";
}

/* COUNT of ALL, and what they are; with a separator in front of all but the
 * first. */
static void put_part(FILE *to, bool *first, size_t count, size_t all,
		     const char *what)
{
	if (!count)
		return;
	fputs(*first ? "" : " ", to);
	*first = false;
	html_number(to, count);
	fputs(" of ", to);
	html_number(to, all);
	fprintf(to, " %s.", what);
}

/* That COUNT of them, which are all, are so: a sentence if it BEGINS one. */
static void put_all(FILE *to, bool begins, size_t count, const char *one,
		    const char *many)
{
	if (count == 1) {
		fprintf(to, "%s %s", begins ? "The" : "the", one);
		return;
	}
	fputs(begins ? "All " : "all ", to);
	html_number(to, count);
	fprintf(to, " %s", many);
}

static void put_lead(FILE *to, const struct answer_report *report)
{
	const struct answer_audit *audit = report->audit;
	const size_t *counts = report->counts;
	size_t all = report->changes.size;
	bool first = true;

	fputs("<p class=lead>", to);
	if (audit)
		put_part(to, &first, audit->counts[AUDIT_WRONG],
			 audit->findings.size,
			 audit->counts[AUDIT_WRONG] == 1 ? "checks fails"
							 : "checks fail");
	put_part(to, &first, counts[AUDIT_WRONG], all,
		 "changes can’t be livepatched");
	if (audit)
		put_part(to, &first, audit->counts[AUDIT_UNPROVEN],
			 audit->findings.size, "checks can’t be decided");
	put_part(to, &first, counts[AUDIT_UNPROVEN], all,
		 "changes can’t be judged");
	if (report->warnings.size) {
		fputs(first ? "" : " ", to);
		html_count(to, report->warnings.size,
			   "warning leaves something open.",
			   "warnings leave something open.");
		first = false;
	}
	if (first && audit) {
		put_all(to, true, audit->findings.size, "check holds",
			"checks hold");
		fputs(", and ", to);
	}
	if (first && all)
		put_all(to, !audit, all, "change can be brought about.",
			"changes can be brought about.");
	else if (first)
		fputs(audit ? "the builds are the same."
			    : "No function and no data differ.",
		      to);
	fputs("</p>\n", to);
}

static void put_fact(FILE *to, const char *what, const char *value,
		     const char *remark)
{
	fprintf(to, "<div><dt>%s<dd>", what);
	html_code(to, value);
	if (*remark)
		fprintf(to, " <span class=sub>%s</span>", remark);
	fputs("</div>", to);
}

static void put_header(FILE *to, const struct answer_report *report)
{
	fprintf(to,
		"<header class=\"%s\"><p class=kicker>Livepatch report</p>\n<h1><i aria-hidden=true>%s</i> %s</h1>\n",
		html_verdict_class(report->verdict), html_mark(report->verdict),
		headline_of(report));
	put_lead(to, report);
	fputs("<dl class=facts>", to);
	if (report->audit)
		put_fact(to, "Patch", report->audit->patch, "");
	if (report->shipped)
		put_fact(to, "For", report->shipped, "");
	put_fact(to, "Old", report->old.path, "");
	put_fact(to, "New", report->new.path, "");
	fputs("</dl></header>\n", to);
}

/* -- What a reviewer has to look at ----------------------------------------- */

/* So many are named; the tables have all. */
enum { MOST_NAMED = 12 };

static void put_more(FILE *to, size_t count, size_t shown, const char *where)
{
	if (count > shown)
		fprintf(to, " and <a href=\"#%s\">%zu more</a>", where,
			count - shown);
}

static void put_findings(FILE *to, const struct answer_audit *audit,
			 enum audit_verdict verdict)
{
	const struct answer_finding *finding;
	size_t shown = 0;

	vec_for_each(&audit->findings, finding) {
		if (finding->verdict != verdict || shown++ >= MOST_NAMED)
			continue;
		fputs("<li>", to);
		html_code(to, finding->subject);
		fputs(" <span class=sub>", to);
		html_text(to, *finding->object ? finding->object
					       : "the patch itself");
		fprintf(to, ", %s:</span> ", finding->check);
		html_sentence(to, finding->reason);
		fputs("</li>\n", to);
	}
	if (shown <= MOST_NAMED)
		return;
	fputs("<li>There are", to);
	put_more(to, shown, MOST_NAMED, "audit");
	fputs(" checks.</li>\n", to);
}

static bool is_alike(const struct answer_change *a,
		     const struct answer_change *b)
{
	return a->verdict == b->verdict && !strcmp(a->remark, b->remark);
}

/* The changes of which the same is to be said as of FIRST. */
static void put_alike(FILE *to, const struct answer_report *report,
		      const struct answer_change *first)
{
	const struct answer_change *change;
	size_t shown = 0;

	fputs("<li><b>", to);
	html_text(to, first->remark);
	fputs(":</b> ", to);
	vec_for_each(&report->changes, change) {
		if (!is_alike(change, first) || shown++ >= MOST_NAMED)
			continue;
		fprintf(to, "%s<a href=\"#c%td\">", shown > 1 ? ", " : "",
			change - report->changes.data);
		html_code(to, change->difference->item.name);
		fputs("</a> <span class=sub>", to);
		html_text(to, change->difference->item.file);
		fputs("</span>", to);
	}
	put_more(to, shown, MOST_NAMED, "changes");
	fputs("</li>\n", to);
}

static bool is_first(const struct answer_report *report,
		     const struct answer_change *change)
{
	const struct answer_change *other = report->changes.data;

	while (other < change && !is_alike(other, change))
		other++;
	return other == change;
}

static size_t count_points(const struct answer_report *report,
			   enum audit_verdict verdict)
{
	return report->counts[verdict] +
	       (report->audit ? report->audit->counts[verdict] : 0);
}

static void put_points(FILE *to, const struct answer_report *report,
		       enum audit_verdict verdict)
{
	const struct answer_change *change;

	if (!count_points(report, verdict))
		return;
	fprintf(to, "<ul class=\"points %s\">\n", html_verdict_class(verdict));
	if (report->audit)
		put_findings(to, report->audit, verdict);
	vec_for_each(&report->changes, change)
		if (change->verdict == verdict && is_first(report, change))
			put_alike(to, report, change);
	fputs("</ul>", to);
}

static void put_against(FILE *to, const struct answer_report *report)
{
	if (!count_points(report, AUDIT_WRONG))
		return;
	fputs("<section id=against aria-labelledby=against-h><h2 id=against-h>What speaks against it</h2>\n",
	      to);
	put_points(to, report, AUDIT_WRONG);
	fputs("</section>\n", to);
}

static void put_notes(FILE *to, const struct answer_report *report)
{
	char **warning;

	fputs("<ul class=\"points open\">\n", to);
	vec_for_each(&report->warnings, warning) {
		fputs("<li>", to);
		html_text(to, *warning);
		fputs("</li>\n", to);
	}
	fputs("</ul><ul class=\"points note\">\n", to);
	if (!report->shipped)
		fputs("<li>No shipped kernel was named (<code>--for</code>), so positions aren’t known.</li>\n",
		      to);
	if (!report->audit)
		fputs("<li>No livepatch module was looked at (<code>--audit</code>).</li>\n",
		      to);
	fputs("<li>No program tells whether the change is right, or whether a running system can take it at any moment.</li>\n</ul>",
	      to);
}

static void put_open(FILE *to, const struct answer_report *report)
{
	fputs("<section id=open aria-labelledby=open-h><h2 id=open-h>What could not be told</h2>\n",
	      to);
	put_points(to, report, AUDIT_UNPROVEN);
	put_notes(to, report);
	fputs("</section>\n", to);
}

/* -- Numbers ---------------------------------------------------------------- */

static size_t count_kind(const struct answer_report *report,
			 enum difference_kind kind, bool functions)
{
	const struct answer_change *change;
	size_t count = 0;

	vec_for_each(&report->changes, change)
		count += change->difference->found->kind == kind &&
			 functions ==
				 !strcmp(change->difference->type, "function");
	return count;
}

static void put_figure(FILE *to, size_t count, const char *what)
{
	fputs(count ? "<div><dd>" : "<div class=none><dd>", to);
	html_number(to, count);
	fprintf(to, "<dt>%s</div>", what);
}

static void put_figures(FILE *to, const struct answer_report *report)
{
	if (!report->changes.size)
		return;
	fputs("<dl class=figures aria-label=\"Numbers of changes\">", to);
	put_figure(to, count_kind(report, DIFFERENCE_CHANGED, true),
		   "functions changed");
	put_figure(to, count_kind(report, DIFFERENCE_CHANGED, false),
		   "data changed");
	put_figure(to,
		   count_kind(report, DIFFERENCE_ADDED, true) +
			   count_kind(report, DIFFERENCE_ADDED, false),
		   "new");
	put_figure(to,
		   count_kind(report, DIFFERENCE_REMOVED, true) +
			   count_kind(report, DIFFERENCE_REMOVED, false),
		   "removed");
	put_figure(to,
		   count_kind(report, DIFFERENCE_LINE, true) +
			   count_kind(report, DIFFERENCE_LINE, false),
		   "line numbers only");
	put_figure(to, report->nobjects, "objects");
	fputs("</dl>\n", to);
}

/* -- The builds ------------------------------------------------------------- */

static void put_build_text(FILE *to, const char *what, const char *old,
			   const char *new)
{
	if (!*old && !*new)
		return;
	fprintf(to, "<tr><th scope=row>%s<td>", what);
	html_code(to, old);
	fputs("<td>", to);
	html_code(to, new);
	fputs("</tr>\n", to);
}

static void put_build_number(FILE *to, const char *what, size_t old, size_t new)
{
	fprintf(to, "<tr><th scope=row>%s<td>", what);
	html_number(to, old);
	fputs("<td>", to);
	html_number(to, new);
	fputs("</tr>\n", to);
}

static void put_builds(FILE *to, const struct answer_report *report)
{
	static const struct sidecar_info none = {
		.output = "",
		.writer = "",
		.compiler = "",
		.linker = "",
		.config = "",
	};
	const struct answer_build *old = &report->old, *new = &report->new;
	const struct sidecar_info *a = old->info ? old->info : &none;
	const struct sidecar_info *b = new->info ? new->info : &none;

	fputs("<section id=builds aria-labelledby=builds-h><h2 id=builds-h>The two builds</h2>\n<table class=plain aria-label=\"The two builds\"><thead><tr><td><th scope=col>Old<th scope=col>New</tr></thead><tbody>\n",
	      to);
	put_build_text(to, "Path", old->path, new->path);
	put_build_text(to, "What it is", old->kind, new->kind);
	put_build_text(to, "Linked as", a->output, b->output);
	put_build_text(to, "Build-id", old->build_id ? old->build_id : "",
		       new->build_id ? new->build_id : "");
	put_build_text(to, "Compiler", a->compiler, b->compiler);
	put_build_text(to, "ld", a->linker, b->linker);
	put_build_text(to, "Configuration", a->config, b->config);
	put_build_text(to, "ldfold", a->writer, b->writer);
	put_build_number(to, "Objects", old->nobjects, new->nobjects);
	put_build_number(to, "Functions and data", old->nitems, new->nitems);
	fputs("</tbody></table></section>\n", to);
}

/* -- The page --------------------------------------------------------------- */

/* What a list of tabs shows: the verdict first. */
static void put_title(FILE *to, const struct answer_report *report)
{
	const char *what = report->audit     ? report->audit->patch
			   : report->shipped ? report->shipped
					     : report->new.path;

	fprintf(to, "<title>%s %s: ", html_mark(report->verdict),
		headline_of(report));
	html_text(to, text_base_name(what));
	fputs("</title>\n", to);
}

static void put_link(FILE *to, bool there, const char *id, const char *text,
		     size_t count)
{
	if (!there)
		return;
	fprintf(to, "<a href=\"#%s\">%s", id, text);
	if (count)
		fprintf(to, " <small>%zu</small>", count);
	fputs("</a>", to);
}

static void put_links(FILE *to, const struct answer_report *report)
{
	size_t wrong = count_points(report, AUDIT_WRONG);
	size_t open = count_points(report, AUDIT_UNPROVEN) +
		      report->warnings.size;

	fputs("<nav aria-label=\"Parts of this page\">", to);
	put_link(to, wrong, "against", "Against it", wrong);
	put_link(to, true, "open", "Could not be told", open);
	put_link(to, report->changes.size, "map", "Where", 0);
	put_link(to, report->changes.size, "changes", "Changes",
		 report->changes.size);
	put_link(to, report->audit, "audit", "Checks",
		 report->audit ? report->audit->findings.size : 0);
	put_link(to, true, "builds", "Builds", 0);
	fputs("</nav>\n", to);
}

void print_html_report(FILE *to, const struct answer_report *report,
		       const struct foldinfo_options *options)
{
	(void)options;
	fprintf(to,
		"<!DOCTYPE html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n<meta http-equiv=\"Content-Security-Policy\" content=\"%s\">\n<meta name=viewport content=\"width=device-width, initial-scale=1\">\n<meta name=color-scheme content=\"light dark\">\n<meta name=generator content=\"foldinfo (ldfold) %s\">\n",
		html_policy, PACKAGE_VERSION);
	put_title(to, report);
	fprintf(to, "<style>%s</style>\n</head>\n<body>\n", html_style);
	put_header(to, report);
	put_links(to, report);
	fputs("<main>\n", to);
	put_against(to, report);
	put_figures(to, report);
	put_open(to, report);
	html_map(to, report);
	html_changes(to, report);
	html_audit(to, report);
	put_builds(to, report);
	fprintf(to,
		"</main>\n<footer><p>Written by foldinfo (ldfold %s). <code>foldinfo diff --why-not</code> and <code>foldinfo audit -v</code> say the same as text, and with <code>--json</code> for programs.</p></footer>\n<p id=say class=quiet role=status></p>\n<script>%s</script>\n</body>\n</html>\n",
		PACKAGE_VERSION, html_script);
}
