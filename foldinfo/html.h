/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing HTML: markup is the program's, all else is escaped. */
#ifndef LDFOLD_FOLDINFO_HTML_H
#define LDFOLD_FOLDINFO_HTML_H

#include <inttypes.h>
#include <stdio.h>

/* Write TEXT, which may be anything, also for an attribute in quotation marks.
 * What can't be seen, turns the direction of what follows, or isn't UTF-8 is
 * written as \ooo. */
void html_text(FILE *to, const char *text);

/* The same of a sentence, in which what it quotes is escaped by \ already. */
void html_sentence(FILE *to, const char *text);

/* The same as a name in the font of programs. */
void html_code(FILE *to, const char *name);

/* A number that can be copied. The second has 0x and DIGITS digits, the third a
 * sign and 0x. */
void html_number(FILE *to, uint64_t number);
void html_address(FILE *to, uint64_t address, int digits);
void html_offset(FILE *to, uint64_t offset);

/* COUNT and the noun for it: ONE, or MANY. */
void html_count(FILE *to, uint64_t count, const char *one, const char *many);

#endif
