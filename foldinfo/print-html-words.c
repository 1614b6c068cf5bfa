/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all parts of a report's page call and colour alike. */
#include "foldinfo/html.h"
#include "foldinfo/print-html.h"

const char *html_verdict_class(enum audit_verdict verdict)
{
	static const char *const classes[AUDIT_NVERDICTS] = {
		[AUDIT_RIGHT] = "right",
		[AUDIT_UNPROVEN] = "open",
		[AUDIT_WRONG] = "wrong",
	};

	return classes[verdict];
}

/* Colours alone would tell nothing to who doesn't see them. */
const char *html_mark(enum audit_verdict verdict)
{
	static const char *const marks[AUDIT_NVERDICTS] = {
		[AUDIT_RIGHT] = "✓",
		[AUDIT_UNPROVEN] = "?",
		[AUDIT_WRONG] = "✗",
	};

	return marks[verdict];
}

void html_verdict(FILE *to, enum audit_verdict verdict, const char *word)
{
	fprintf(to, "<span class=\"v %s\"><i aria-hidden=true>%s</i> %s</span>",
		html_verdict_class(verdict), html_mark(verdict), word);
}

void html_item(FILE *to, const struct answer_item *item)
{
	html_code(to, item->name);
	if (!item->joined || !*item->source)
		return;
	fputs(" <span class=sub>", to);
	html_text(to, item->source);
	fputs("</span>", to);
}

enum audit_verdict html_verdict_of(const struct answer_change *change)
{
	return change->patched == PATCHED_NO && change->verdict == AUDIT_RIGHT
		       ? AUDIT_WRONG
		       : change->verdict;
}

int html_digits(const struct answer_report *report)
{
	const struct sidecar_info *info = report->old.info;

	return foldinfo_address_digits(info ? info->elf_class : ELFCLASS64);
}
