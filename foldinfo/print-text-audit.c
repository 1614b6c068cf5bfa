/* SPDX-License-Identifier: GPL-3.0-or-later */
/* foldinfo audit as text: what isn't right, by object, or with -v all. */
#include <stdio.h>
#include <string.h>

#include "common/quote.h"
#include "foldinfo/colour.h"
#include "foldinfo/print-text.h"

/* Longer ones push their line aside instead of widening all. */
enum { MOST_WIDTH = 40 };

static const char *const words[AUDIT_NVERDICTS] = {
	[AUDIT_RIGHT] = "right",
	[AUDIT_UNPROVEN] = "unproven",
	[AUDIT_WRONG] = "wrong",
};

static bool is_shown(const struct answer_finding *finding,
		     const struct foldinfo_options *options)
{
	return options->verbose || finding->verdict != AUDIT_RIGHT;
}

static int find_width(const struct answer_audit *answer,
		      const struct foldinfo_options *options)
{
	const struct answer_finding *finding;
	size_t width = 0;

	vec_for_each(&answer->findings, finding) {
		size_t length = strlen(finding->subject);

		if (is_shown(finding, options) && length > width &&
		    length <= MOST_WIDTH)
			width = length;
	}
	return (int)width;
}

static void put_finding(const struct answer_finding *finding, int width)
{
	static const enum colour colours[AUDIT_NVERDICTS] = {
		[AUDIT_RIGHT] = COLOUR_GOOD,
		[AUDIT_UNPROVEN] = COLOUR_HEADING,
		[AUDIT_WRONG] = COLOUR_BAD,
	};
	size_t length = strlen(finding->subject);

	printf("  %s%-8s%s  ", colour(colours[finding->verdict]),
	       words[finding->verdict], colour(COLOUR_NONE));
	quote_write(stdout, finding->subject);
	printf("%*s  %-11s  ", length < (size_t)width ? width - (int)length : 0,
	       "", finding->check);
	quote_write(stdout, finding->reason);
	putchar('\n');
}

void print_text_audit(const struct answer_audit *answer,
		      const struct foldinfo_options *options)
{
	int width = find_width(answer, options);
	const struct answer_finding *finding;
	const char *object = NULL;

	vec_for_each(&answer->findings, finding) {
		if (!is_shown(finding, options))
			continue;
		if (!object || strcmp(object, finding->object) != 0) {
			object = finding->object;
			fputs(colour(COLOUR_HEADING), stdout);
			quote_write(stdout,
				    *object ? object : "the patch itself");
			printf("%s:\n", colour(COLOUR_NONE));
		}
		put_finding(finding, width);
	}
	printf("%s: %zu right, %zu wrong, %zu unproven%s%s%s\n", answer->patch,
	       answer->counts[AUDIT_RIGHT], answer->counts[AUDIT_WRONG],
	       answer->counts[AUDIT_UNPROVEN],
	       *answer->form ? ", made by " : "", answer->form,
	       answer->is_compared
		       ? ""
		       : "; not compared with what the source changed");
}
