/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts as C has them, unprintable bytes as escapes. */
#ifndef LDFOLD_QUOTE_H
#define LDFOLD_QUOTE_H

#include <stdio.h>

/* Write TEXT to TO, without quotation marks. */
void quote_write(FILE *to, const char *text);

/* TEXT in quotation marks: new memory, or NULL (reported). */
char *quote(const char *text);

#endif
