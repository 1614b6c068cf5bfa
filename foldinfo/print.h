/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The forms in which foldinfo prints what a command answers. A form has a
 * printer, with a function for each kind of answer. */
#ifndef LDFOLD_FOLDINFO_PRINT_H
#define LDFOLD_FOLDINFO_PRINT_H

#include "foldinfo/answers.h"
#include "foldinfo/foldinfo.h"
#include "foldinfo/rows.h"

/* Each writes all of the answer to standard output; the caller sees whether
 * that could be written. */
struct printer {
	/* All rows are read once before the first of them is printed. 0, or -1
	 * (reported), and unless somebody writes to the sidecar nothing was
	 * printed. */
	int (*rows)(const struct rows *rows,
		    const struct foldinfo_options *options);
	void (*info)(const struct answer_info *answer);
	void (*check)(const struct answer_check *answer,
		      const struct foldinfo_options *options);
	void (*refs)(const struct answer_refs *answer);
	void (*diff)(const struct answer_diff *answer,
		     const struct foldinfo_options *options);
	void (*kpatch)(const struct answer_kpatch *answer,
		       const struct foldinfo_options *options);
	void (*match)(const struct answer_match *answer,
		      const struct foldinfo_options *options);
	void (*sympos)(const struct answer_sympos *answer,
		       const struct foldinfo_options *options);
	void (*audit)(const struct answer_audit *answer,
		      const struct foldinfo_options *options);
};

extern const struct printer print_text;
extern const struct printer print_json;

#endif
