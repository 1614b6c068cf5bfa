/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of a report's page. */
#ifndef LDFOLD_FOLDINFO_PRINT_HTML_H
#define LDFOLD_FOLDINFO_PRINT_HTML_H

#include <stdio.h>

#include "foldinfo/report.h"

/* The page's style and script, and the policy by which a browser runs no
 * other. */
extern const char html_style[];
extern const char html_script[];
extern const char html_policy[];

/* A verdict as a class of the style, as a mark, and as that with a word. */
const char *html_verdict_class(enum audit_verdict verdict);
const char *html_mark(enum audit_verdict verdict);
void html_verdict(FILE *to, enum audit_verdict verdict, const char *word);

/* The verdict that the row of CHANGE, and its mark in the picture, have: a
 * function that isn't in the patch is wrong, though it could be. */
enum audit_verdict html_verdict_of(const struct answer_change *change);

/* The name of what differs, with its source where the object has several. */
void html_item(FILE *to, const struct answer_item *item);

/* Sections: where the changes are, all of them, and what an audit found. */
void html_map(FILE *to, const struct answer_report *report);
void html_changes(FILE *to, const struct answer_report *report);
void html_audit(FILE *to, const struct answer_report *report);

/* How many digits addresses of the report have. */
int html_digits(const struct answer_report *report);

#endif
