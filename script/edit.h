/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits of a script's text: everything that isn't edited stays byte for byte,
 * and no edit adds or removes a line. */
#ifndef LDFOLD_EDIT_H
#define LDFOLD_EDIT_H

#include "script/model.h"

/* Replace the bytes of an extent (empty: insert there) by text. */
struct edit {
	struct extent where;
	char *text;
	size_t order; /* among edits of one place */
};

typedef VEC(struct edit) edit_list;

/* Note an edit; TEXT is taken over, even on failure. 0, or -1 (reported). */
int edit_add(edit_list *edits, struct extent where, char *text);
void edit_list_deinit(edit_list *edits);

/* Bring the edits into the order of the text; once, before edit_apply. */
void edit_sort(edit_list *edits);

/* The text of SOURCE (index NUMBER) with its edits, in new memory; *size is its
 * length. NULL (reported) on failure. */
char *edit_apply(const edit_list *edits, const struct source *source,
		 unsigned int number, size_t *size);

/* Does any edit touch source NUMBER? */
bool edit_touches(const edit_list *edits, unsigned int number);

#endif
