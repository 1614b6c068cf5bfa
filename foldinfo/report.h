/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of foldinfo report. */
#ifndef LDFOLD_FOLDINFO_REPORT_H
#define LDFOLD_FOLDINFO_REPORT_H

#include <stdio.h>

#include "foldinfo/diff.h"

/* Find who refers to each of the changes of REPORT between BUILDS. The old ones
 * are looked for in the kernel that they are of, if that is known. Texts are
 * the builds', and *ret is what the report then points to. 0, or -1 (reported).
 * Release with report_users_release, in either case. */
struct report_users {
	struct answer_refs kernel, old, new;
};
int report_find_users(struct answer_report *report, const struct builds *builds,
		      struct report_users *ret);
void report_users_release(struct report_users *users);

/* Find where the changes of REPORT are in the kernel that the old build is, or
 * is of, and which output sections that has. Without its sidecar nothing is
 * known. 0, or -1 (reported). */
int report_find_areas(struct answer_report *report,
		      const struct builds *builds);

/* The side that has the sidecar of the kernel that BUILDS change, and which item
 * of it item NUMBER of the old build is; or NULL where it isn't known. */
const struct side *report_kernel(const struct builds *builds);
const struct item *report_kernel_item(const struct builds *builds,
				      uint32_t number);

/* Write the page about the builds PATHS, old and new, to TO: an exit status, or
 * -1 (reported), with nothing written. The caller sees whether it could be
 * written. */
int report_print(FILE *to, const struct foldinfo_options *options,
		 char **paths);

/* Write REPORT as an HTML page. The caller sees whether that could be
 * written. */
void print_html_report(FILE *to, const struct answer_report *report,
		       const struct foldinfo_options *options);

#endif
