/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of a report. The script makes them sortable and searchable; until
 * then they are what they are without it. */
#include <string.h>

#include "common/text.h"
#include "foldinfo/html.h"
#include "foldinfo/print-html.h"

/* So many who refer to a change are listed, objects not counted. */
enum { MOST_USERS = 24 };

static void begin_table(FILE *to, const char *id, const char *label,
			const char *const *headings)
{
	fprintf(to, "<table id=%s aria-label=\"%s\"><thead><tr>", id, label);
	for (; *headings; headings++)
		fprintf(to, "<th scope=col>%s</th>", *headings);
	fputs("</tr></thead>\n", to);
}

/* Where something is from. */
static void put_origin(FILE *to, const char *file, const char *member)
{
	html_text(to, file);
	if (!*member)
		return;
	fputs("(", to);
	html_text(to, member);
	fputs(")", to);
}

/* -- Users ------------------------------------------------------------------ */

static bool is_same_user(const struct answer_user *a,
			 const struct answer_user *b)
{
	return !strcmp(a->name, b->name) &&
	       !strcmp(a->object.file, b->object.file) &&
	       !strcmp(a->object.member, b->object.member) &&
	       !strcmp(a->object.source, b->object.source);
}

/* The references of one user begin at FIRST; where they end. */
static size_t end_of_user(const struct answer_refs *refs, size_t first,
			  size_t end)
{
	size_t i = first + 1;

	while (i < end &&
	       is_same_user(&refs->users.data[first], &refs->users.data[i]))
		i++;
	return i;
}

static size_t count_users(const struct answer_refs *refs, size_t first,
			  size_t end)
{
	size_t count = 0;

	for (; first < end; first = end_of_user(refs, first, end))
		count++;
	return count;
}

static void put_user(FILE *to, const struct answer_refs *refs, size_t first,
		     size_t end, const struct answer_item *item)
{
	const struct answer_user *user = &refs->users.data[first];

	fputs("<li>", to);
	html_code(to, user->name);
	fputs(" ", to);
	for (size_t i = first; i < end && i < first + 3; i++) {
		html_offset(to, refs->users.data[i].offset);
		fputs(" ", to);
	}
	if (end - first > 3)
		fprintf(to, "… ×%zu ", end - first);
	if (strcmp(user->object.file, item->file) != 0 ||
	    strcmp(user->object.member, item->member) != 0) {
		fputs("<span class=sub>", to);
		put_origin(to, user->object.file, user->object.member);
		fputs("</span>", to);
	}
	if (user->alike > 1)
		fputs(" <span class=sub>(not sure)</span>", to);
}

static void put_users(FILE *to, const struct answer_change *change)
{
	const struct answer_refs *refs = change->refs;
	const struct answer_subject *subject;
	size_t at, end, count, shown = 0;

	if (!refs) {
		fputs("<td>", to);
		return;
	}
	subject = &refs->subjects.data[change->subject];
	at = subject->first_user;
	end = subject->end_user;
	count = count_users(refs, at, end);
	if (!count) {
		fputs("<td>0", to);
		return;
	}
	fprintf(to, "<td><details><summary>%zu</summary><ul>", count);
	for (; at < end && shown < MOST_USERS; shown++) {
		size_t next = end_of_user(refs, at, end);

		put_user(to, refs, at, next, &change->difference->item);
		at = next;
	}
	if (count > shown)
		fprintf(to, "<li class=sub>and %zu more, see foldinfo refs",
			count - shown);
	fputs("</ul></details>", to);
}

/* -- Changes ---------------------------------------------------------------- */

static void put_size(FILE *to, const struct answer_change *change)
{
	fputs("<td>", to);
	if (change->has_old)
		html_number(to, change->old_size);
	if (change->has_old && change->has_new) {
		if (change->old_size == change->new_size)
			return;
		fputs(" → ", to);
	}
	if (change->has_new)
		html_number(to, change->new_size);
}

/* What the verdict is called of a change. */
static const char *word_of(const struct answer_change *change)
{
	if (change->verdict == AUDIT_WRONG)
		return "can’t be patched";
	if (change->verdict == AUDIT_UNPROVEN)
		return "can’t be told";
	if (change->patched != PATCHED_UNKNOWN)
		return change->patched == PATCHED_YES ? "patched"
						      : "not in the patch";
	return change->difference->found->kind == DIFFERENCE_CHANGED
		       ? "can be patched"
		       : "no obstacle";
}

static void put_verdict(FILE *to, const struct answer_change *change)
{
	enum audit_verdict verdict = html_verdict_of(change);

	fprintf(to, "<td data-k=%d>", AUDIT_WRONG - (int)verdict);
	html_verdict(to, verdict, word_of(change));
	if (!*change->remark)
		return;
	fputs("<span class=sub>", to);
	html_text(to, change->remark);
	fputs("</span>", to);
}

static void put_position(FILE *to, const struct answer_report *report,
			 const struct answer_change *change)
{
	const struct answer_difference *d = change->difference;

	if (d->placed && d->place.object) {
		fputs("<td>", to);
		html_number(to, d->place.sympos);
		fputs(" <span class=sub>", to);
		html_text(to, d->place.object);
		fputs("</span><td>", to);
		html_address(to, d->place.address, html_digits(report));
		return;
	}
	fputs("<td>", to);
	fputs(report->shipped && d->found->kind == DIFFERENCE_CHANGED ? "none"
								      : "",
	      to);
	fputs("<td>", to);
	if (change->has_address)
		html_address(to, change->address, html_digits(report));
}

static void put_change(FILE *to, const struct answer_report *report,
		       const struct answer_change *change)
{
	const struct answer_difference *d = change->difference;

	fprintf(to, "<tr id=c%td><th scope=row>",
		change - report->changes.data);
	html_item(to, &d->item);
	if (strcmp(d->part_of, d->item.name) != 0) {
		fputs(" <span class=sub>part of ", to);
		html_text(to, d->part_of);
		fputs("</span>", to);
	}
	fputs("<td class=o>", to);
	put_origin(to, d->item.file, d->item.member);
	fprintf(to, "<td>%s %s<td>",
		d->found->kind == DIFFERENCE_LINE    ? "line numbers of"
		: d->found->kind == DIFFERENCE_ADDED ? "new"
						     : d->kind,
		d->type);
	html_sentence(to, d->reason);
	if (d->unreadable)
		fputs(" <span class=sub>(not sure: code that can’t be read)</span>",
		      to);
	put_verdict(to, change);
	put_position(to, report, change);
	put_size(to, change);
	put_users(to, change);
	fputs("</tr>\n", to);
}

/* Those of one object begin at FIRST; where they end. */
static size_t end_of_object(const struct answer_report *report, size_t first)
{
	const struct answer_change *changes = report->changes.data;
	size_t i = first + 1;

	while (i < report->changes.size &&
	       changes[i].difference->of == changes[first].difference->of)
		i++;
	return i;
}

static void put_objects(FILE *to, const struct answer_report *report)
{
	size_t next;

	for (size_t i = 0; i < report->changes.size; i = next) {
		const struct answer_item *item =
			&report->changes.data[i].difference->item;

		next = end_of_object(report, i);
		/* The column of objects isn't seen in this order. */
		fputs("<tbody><tr class=g><th colspan=8 scope=rowgroup>", to);
		put_origin(to, item->file, item->member);
		fputs(" <span class=sub>", to);
		html_count(to, next - i, "change", "changes");
		fputs("</span></th></tr>\n", to);
		for (size_t j = i; j < next; j++)
			put_change(to, report, &report->changes.data[j]);
		fputs("</tbody>\n", to);
	}
}

void html_changes(FILE *to, const struct answer_report *report)
{
	const char *headings[] = {
		"Symbol",   "Object",  "Change", "Reason",  "Livepatch",
		"Position", "Address", "Bytes",	 "Used by", NULL,
	};

	if (!report->changes.size)
		return;
	fputs("<section id=changes aria-labelledby=changes-h><h2 id=changes-h>What changed</h2>\n<p class=sub>",
	      to);
	if (report->shipped) {
		fputs("Positions and addresses are those of ", to);
		html_code(to, report->shipped);
		fputs(report->kernel
			      ? "; of what has no position, the address is that of "
			      : ". ",
		      to);
		if (report->kernel) {
			html_code(to, report->kernel);
			fputs(". ", to);
		}
	}
	fputs(report->has_all_users
		      ? "Used by: all that refers to it in the kernel."
		      : "Used by: what refers to it in these objects; the rest of the kernel isn’t known.",
	      to);
	fputs("</p>\n", to);
	begin_table(to, "t-changes", "Changes", headings);
	put_objects(to, report);
	fputs("</table></section>\n", to);
}

/* -- The audit -------------------------------------------------------------- */

static void put_finding(FILE *to, const struct answer_finding *finding)
{
	static const char *const words[AUDIT_NVERDICTS] = {
		[AUDIT_RIGHT] = "right",
		[AUDIT_UNPROVEN] = "unproven",
		[AUDIT_WRONG] = "wrong",
	};

	fprintf(to, "<tr><td data-k=%d>", AUDIT_WRONG - (int)finding->verdict);
	html_verdict(to, finding->verdict, words[finding->verdict]);
	fputs("<th scope=row>", to);
	html_code(to, finding->subject);
	fputs("<td>", to);
	html_text(to, *finding->object ? finding->object : "the patch itself");
	fputs("<td>", to);
	html_text(to, finding->check);
	fputs("<td>", to);
	html_sentence(to, finding->reason);
	fputs("</tr>\n", to);
}

void html_audit(FILE *to, const struct answer_report *report)
{
	static const char *const headings[] = { "Verdict", "Subject", "Object",
						"Check",   "Reason",  NULL };
	const struct answer_audit *audit = report->audit;
	const struct answer_finding *finding;

	if (!audit)
		return;
	fputs("<section id=audit aria-labelledby=audit-h><h2 id=audit-h>What the audit checked</h2>\n<p class=sub>",
	      to);
	html_code(to, audit->patch);
	if (*audit->form)
		fprintf(to, ", made by %s,", audit->form);
	fputs(" was held against ", to);
	html_code(to, audit->shipped);
	fputs(" and against what changed.</p>\n", to);
	begin_table(to, "t-audit", "Findings of the audit", headings);
	fputs("<tbody>\n", to);
	for (int v = AUDIT_NVERDICTS - 1; v >= 0; v--)
		vec_for_each(&audit->findings, finding)
			if ((int)finding->verdict == v)
				put_finding(to, finding);
	fputs("</tbody></table></section>\n", to);
}
