/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reasons in words. An inserted instruction shifts all that follows, so what an
 * item refers to is compared as a set: what only one side has is the reason. */
#include "explain.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "quote.h"
#include "report.h"

static char *format(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

static char *format(const char *format, ...)
{
	va_list args;
	char *text;
	int status;

	va_start(args, format);
	status = vasprintf(&text, format, args);
	va_end(args);
	if (status >= 0)
		return text;
	report_nomem();
	return NULL;
}

/* -- What is referred to ------------------------------------------------- */

struct reference_list {
	const struct analysis *analysis;
	const struct reference **data;
	uint32_t count;
};

static const char *target_of(const struct analysis *analysis,
			     const struct reference *reference)
{
	return analysis_string(analysis, reference->target);
}

/* Offsets within the item itself move with the code. */
static bool is_movable(const struct reference *reference)
{
	return reference->kind == REFERENCE_SELF ||
	       reference->kind == REFERENCE_ENTRY;
}

static int compare_references(const struct analysis *x,
			      const struct reference *a,
			      const struct analysis *y,
			      const struct reference *b)
{
	int order;

	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	order = strcmp(target_of(x, a), target_of(y, b));
	if (order)
		return order;
	if (is_movable(a) || a->value == b->value)
		return 0;
	return a->value < b->value ? -1 : 1;
}

static int compare_in_list(const void *a, const void *b, void *ctx)
{
	const struct reference *x = *(const struct reference *const *)a;
	const struct reference *y = *(const struct reference *const *)b;
	int order = compare_references(ctx, x, ctx, y);

	return order ? order : (x > y) - (x < y);
}

static int list_references(const struct analysis *analysis,
			   const struct item *item,
			   struct reference_list *ret)
{
	ret->analysis = analysis;
	ret->count = item->nreferences;
	ret->data = malloc((ret->count + 1ul) * sizeof(*ret->data));
	if (!ret->data)
		return report_nomem();
	for (uint32_t i = 0; i < ret->count; i++)
		ret->data[i] = &analysis->references.data[
			item->first_reference + i];
	qsort_r(ret->data, ret->count, sizeof(*ret->data), compare_in_list,
		(void *)(uintptr_t)analysis);
	return 0;
}

/* The first in code of what only one side has. */
struct only {
	const struct reference *old, *new;
};

static void note(const struct reference **best, const struct reference *found)
{
	if (!*best || found->offset < (*best)->offset)
		*best = found;
}

static struct only compare_lists(const struct reference_list *x,
				 const struct reference_list *y)
{
	struct only only = {};
	uint32_t i = 0, j = 0;

	while (i < x->count || j < y->count) {
		int order = i == x->count ? 1 : j == y->count ? -1 :
			    compare_references(x->analysis, x->data[i],
					       y->analysis, y->data[j]);

		if (order < 0)
			note(&only.old, x->data[i]);
		else if (order > 0)
			note(&only.new, y->data[j]);
		i += order <= 0;
		j += order >= 0;
	}
	return only;
}

/* What REFERENCE leads to, as new memory. */
static char *name_target(const struct analysis *analysis,
			 const struct reference *reference)
{
	const char *target = target_of(analysis, reference);
	int64_t offset = (int64_t)reference->value;

	switch (reference->kind) {
	case REFERENCE_SYMBOL:
	case REFERENCE_SECTION:
		if (!offset)
			return format("%s", target);
		return format("%s%c0x%" PRIx64, target, offset < 0 ? '-' : '+',
			      offset < 0 ? -reference->value :
					   reference->value);
	case REFERENCE_STRING:
		return *target ? quote(target) : format("another string");
	case REFERENCE_CONSTANT:
		return format("another constant");
	case REFERENCE_PRIVATE:
		return *target ? format("data of %s", target) :
				 format("other constant data");
	case REFERENCE_ENTRY:
		return format("an entry of %s", target);
	default:
		return format("itself");
	}
}

/* -- Values -------------------------------------------------------------- */

static uint64_t number_at(const struct contents *contents, size_t offset,
			  unsigned int width)
{
	uint64_t number = 0;

	for (unsigned int i = 0; i < width; i++)
		number = number << 8 |
			 contents->data[offset + (contents->big ? i :
						  width - 1 - i)];
	return number;
}

/* The width of the elements of a table that nothing but its size tells of. */
static unsigned int element_width(const struct contents *contents)
{
	return contents->addresses && contents->size % 8 == 0 ? 8 :
	       contents->size % 4 == 0 ? 4 : contents->size % 2 == 0 ? 2 : 1;
}

/* How two contents differ: WHAT, then the place of the first difference. */
static char *explain_values(const char *what, const struct contents *old,
			    const struct contents *new)
{
	unsigned int width = element_width(old);
	size_t at = 0;

	if (old->size != new->size)
		return format("%s: size %zu -> %zu", what, old->size,
			      new->size);
	while (at < old->size && old->data[at] == new->data[at])
		at++;
	if (at == old->size)
		return format("%s: what it points to", what);
	at -= at % width;
	if (old->size == width)
		return format("%s: %" PRIu64 " -> %" PRIu64, what,
			      number_at(old, at, width),
			      number_at(new, at, width));
	return format("%s: entry %zu: %" PRIu64 " -> %" PRIu64, what,
		      at / width, number_at(old, at, width),
		      number_at(new, at, width));
}

static bool get_contents(const struct explain_side *side,
			 const struct item *item,
			 const struct reference *reference,
			 struct contents *ret)
{
	return side->analyser &&
	       analyser_contents(side->analyser, item, reference, ret);
}

/* -- Causes -------------------------------------------------------------- */

/* Private data of both: its values where they can be had. */
static char *explain_private(const struct explain_side *old,
			     const struct item *a,
			     const struct explain_side *new,
			     const struct item *b, const struct only *only)
{
	const char *function = analysis_string(new->analysis, b->name);
	struct contents x, y;
	char *what, *text;

	if (!get_contents(old, a, only->old, &x) ||
	    !get_contents(new, b, only->new, &y))
		return format("constant data of %s", function);
	what = format("constant table of %s", function);
	if (!what)
		return NULL;
	text = explain_values(what, &x, &y);
	free(what);
	return text;
}

static char *explain_only(const struct explain_side *old, const struct item *a,
			  const struct explain_side *new, const struct item *b,
			  const struct only *only)
{
	char *x, *y = NULL, *text = NULL;

	if (only->old && only->new && only->old->kind == REFERENCE_PRIVATE &&
	    only->new->kind == REFERENCE_PRIVATE)
		return explain_private(old, a, new, b, only);
	x = only->old ? name_target(old->analysis, only->old) : NULL;
	y = only->new ? name_target(new->analysis, only->new) : NULL;
	if ((only->old && !x) || (only->new && !y))
		;	/* reported */
	else if (x && y)
		text = format("refers to %s instead of %s", y, x);
	else if (y)
		text = format("refers to %s, too", y);
	else
		text = format("no longer refers to %s", x);
	free(x);
	free(y);
	return text;
}

/* Bytes or size of the item itself. */
static char *explain_bytes(const struct explain_side *old,
			   const struct item *a,
			   const struct explain_side *new,
			   const struct item *b)
{
	struct contents x, y;

	if (b->flags & ITEM_FUNCTION)
		return a->size == b->size ? format("code") :
			format("code, size %" PRIu64 " -> %" PRIu64, a->size,
			       b->size);
	if (a->size != b->size)
		return format("size %" PRIu64 " -> %" PRIu64, a->size,
			      b->size);
	if (get_contents(old, a, NULL, &x) && get_contents(new, b, NULL, &y))
		return explain_values("value", &x, &y);
	return format("value");
}

static char *explain_references(const struct explain_side *old,
				const struct item *a,
				const struct explain_side *new,
				const struct item *b)
{
	struct reference_list x = {}, y = {};
	struct only only;
	char *text = NULL;

	if (!list_references(old->analysis, a, &x) &&
	    !list_references(new->analysis, b, &y)) {
		only = compare_lists(&x, &y);
		text = only.old || only.new ?
		       explain_only(old, a, new, b, &only) :
		       explain_bytes(old, a, new, b);
	}
	free(x.data);
	free(y.data);
	return text;
}

static const char *kind_name(const struct item *item)
{
	return item->flags & ITEM_TABLE ? "a section" :
	       item->flags & ITEM_FUNCTION ? "a function" :
	       item->flags & ITEM_TLS ? "a thread's variable" : "a variable";
}

/* What of an item's flags is told apart, and the words for it. */
static const struct {
	uint32_t flag;
	const char *with, *without;
} properties[] = {
	{ ITEM_LOCAL, "local", "global" },
	{ ITEM_WEAK, "weak", "not weak" },
	{ ITEM_WRITABLE, "writable", "constant" },
	{ ITEM_HIDDEN, "hidden", "visible" },
	{ ITEM_PROTECTED, "protected", "not protected" },
};

static unsigned long long alignment(const struct item *item)
{
	unsigned int log = (item->flags & ITEM_ALIGNMENT) >>
			   ITEM_ALIGNMENT_SHIFT;

	return log ? 1ull << (log - 1) : 1;
}

static char *explain_kind(const struct item *a, const struct item *b)
{
	uint32_t changed = a->flags ^ b->flags;

	if (changed & (ITEM_FUNCTION | ITEM_TLS | ITEM_TABLE))
		return format("was %s, is %s", kind_name(a), kind_name(b));
	for (size_t i = 0; i < sizeof(properties) / sizeof(*properties); i++)
		if (changed & properties[i].flag)
			return format("was %s, is %s",
				a->flags & properties[i].flag ?
				properties[i].with : properties[i].without,
				b->flags & properties[i].flag ?
				properties[i].with : properties[i].without);
	if (a->flags & ITEM_FUNCTION)
		return format("has another local entry");
	return format("aligned to %llu instead of %llu bytes", alignment(b),
		      alignment(a));
}

char *explain(const struct explain_side *old, const struct explain_side *new,
	      const struct difference *d)
{
	const struct item *a, *b;
	const char *table;

	if (d->old_item == COMPARE_NONE || d->new_item == COMPARE_NONE)
		return format("%s", "");
	a = &old->analysis->items.data[d->old_item];
	b = &new->analysis->items.data[d->new_item];
	switch (d->cause) {
	case CAUSE_KIND:
		return explain_kind(a, b);
	case CAUSE_BASE:
		return format("moved from %s to %s",
			      analysis_string(old->analysis, a->base),
			      analysis_string(new->analysis, b->base));
	case CAUSE_REFERENCE:
		return explain_references(old, a, new, b);
	case CAUSE_TABLE:
		table = d->new_reference != COMPARE_NONE ?
			target_of(new->analysis, &new->analysis->references
				  .data[d->new_reference]) :
			target_of(old->analysis, &old->analysis->references
				  .data[d->old_reference]);
		return format("its entries in %s", table);
	case CAUSE_LINE:
		return format("line numbers");
	default:
		return explain_bytes(old, a, new, b);
	}
}

/* -- Why not ------------------------------------------------------------- */

/* Does ftrace know FUNCTION, or the one that it is part of? */
static bool has_entry(const struct analysis *analysis, const struct item *item)
{
	const struct item *parent = &analysis->items.data[item->parent];
	const uint32_t entry = ITEM_MCOUNT | ITEM_PATCHABLE;

	return (item->flags | parent->flags) & entry;
}

const char *explain_why_not(const struct analysis *old,
			    const struct analysis *new,
			    const struct difference *d)
{
	const struct item *item;

	/* What is new comes with the patch; what is gone isn't called. */
	if (d->kind != DIFFERENCE_CHANGED)
		return NULL;
	item = &old->items.data[d->old_item];
	if (item->flags & ITEM_INIT)
		return item->flags & ITEM_FUNCTION ?
		       "init code: it has run and is gone" :
		       "init data: it was used and is gone";
	if (item->flags & ITEM_EXIT)
		return "exit code: it is not in the kernel";
	if (item->flags & ITEM_TABLE)
		return "a table of the kernel, not of a function";
	if (item->flags & ITEM_FUNCTION && item->flags & ITEM_NOINSTR)
		return "noinstr: ftrace must not touch it";
	if (item->flags & ITEM_FUNCTION)
		return has_entry(old, item) ? NULL : "no ftrace entry (notrace)";
	if (old->items.data[d->old_item].size !=
	    new->items.data[d->new_item].size)
		return "changed data: what uses it knows its old size";
	return item->flags & ITEM_WRITABLE ?
	       "changed data: the running kernel has its own value" :
	       "changed data: the running kernel uses its own copy";
}
