/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Applying edits in one pass over the text. */
#include "script/edit.h"

#include <stdlib.h>
#include <string.h>

#include "common/report.h"

int edit_add(edit_list *edits, struct extent where, char *text)
{
	struct edit *edit;

	if (!text)
		return -1;
	edit = vec_push(edits);
	if (!edit) {
		free(text);
		return -1;
	}
	*edit = (struct edit){ where, text, edits->size };
	return 0;
}

void edit_list_deinit(edit_list *edits)
{
	struct edit *edit;

	vec_for_each(edits, edit)
		free(edit->text);
	vec_deinit(edits);
}

static int compare_edits(const void *a, const void *b)
{
	const struct edit *x = a, *y = b;

	if (x->where.source != y->where.source)
		return x->where.source < y->where.source ? -1 : 1;
	if (x->where.start != y->where.start)
		return x->where.start < y->where.start ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

void edit_sort(edit_list *edits)
{
	if (edits->size)
		qsort(edits->data, edits->size, sizeof(*edits->data),
		      compare_edits);
}

bool edit_touches(const edit_list *edits, unsigned int number)
{
	const struct edit *edit;

	vec_for_each(edits, edit)
		if (edit->where.source == number)
			return true;
	return false;
}

static size_t size_with_edits(const edit_list *edits,
			      const struct source *source, unsigned int number)
{
	size_t size = source->size;
	const struct edit *edit;

	vec_for_each(edits, edit)
		if (edit->where.source == number)
			size += strlen(edit->text);
	return size;
}

char *edit_apply(const edit_list *edits, const struct source *source,
		 unsigned int number, size_t *size)
{
	char *text = malloc(size_with_edits(edits, source, number) + 1);
	const struct edit *edit;
	char *out = text;
	size_t at = 0;

	if (!text) {
		report_nomem();
		return NULL;
	}
	vec_for_each(edits, edit) {
		if (edit->where.source != number)
			continue;
		out = mempcpy(out, source->text + at, edit->where.start - at);
		out = stpcpy(out, edit->text);
		at = edit->where.end;
	}
	out = mempcpy(out, source->text + at, source->size - at);
	*out = '\0';
	*size = (size_t)(out - text);
	return text;
}
