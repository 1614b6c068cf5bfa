/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of print_text. */
#ifndef LDFOLD_FOLDINFO_PRINT_TEXT_H
#define LDFOLD_FOLDINFO_PRINT_TEXT_H

#include <stdio.h>

#include "common/text.h"
#include "foldinfo/print.h"

int print_text_rows(const struct rows *rows,
		    const struct foldinfo_options *options);
void print_text_match(const struct answer_match *answer,
		      const struct foldinfo_options *options);

void print_text_audit(const struct answer_audit *answer,
		      const struct foldinfo_options *options);

/* Print `fs/read_write.o', with ` (read_write.c)' if asked; `-' for nothing. */
static inline void print_text_origin(const struct origin *object,
				     bool with_source)
{
	const char *name = *object->file		    ? object->file
			   : with_source && *object->source ? object->source
							    : "-";

	printf(TEXT_MEMBER, TEXT_MEMBER_OF(name, object->member));
	if (with_source && *object->file && *object->source)
		printf(" (%s)", object->source);
}

#endif
