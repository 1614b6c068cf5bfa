/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reasons in words. An inserted instruction shifts all that follows, so what an
 * item refers to is compared as a set: what only one side has is the reason. */
#include "diff/explain.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/quote.h"
#include "common/report.h"

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

/* Keys of static locals say whose they are, and how large: n@foo:4. That is the
 * pairing's business. */
static int compare_names(const struct reference *reference, const char *x,
			 const char *y)
{
	size_t m = strcspn(x, "@"), n = strcspn(y, "@");

	if (reference->kind != REFERENCE_SYMBOL || m != n || !x[m] || !y[n])
		return strcmp(x, y);
	return strncmp(x, y, m);
}

static int compare_references(const struct analysis *x,
			      const struct reference *a,
			      const struct analysis *y,
			      const struct reference *b)
{
	int order;

	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	order = compare_names(a, target_of(x, a), target_of(y, b));
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
			   const struct item *item, struct reference_list *ret)
{
	ret->analysis = analysis;
	ret->count = 0;
	ret->data = malloc((item->nreferences + 1ul) * sizeof(*ret->data));
	if (!ret->data)
		return report_nomem();
	for (uint32_t i = 0; i < item->nreferences; i++) {
		const struct reference *reference =
			&analysis->references.data[item->first_reference + i];

		/* The hash of what leads there is another one, too. */
		if (reference->kind != REFERENCE_INDIRECT)
			ret->data[ret->count++] = reference;
	}
	qsort_r(ret->data, ret->count, sizeof(*ret->data), compare_in_list,
		(void *)(uintptr_t)analysis);
	return 0;
}

/* The first in code of what only one side has. */
struct only {
	const struct reference *old, *new;
};

/* What says more comes first. Constant data is told for want of something
 * better: the number of a line may be all that differs in it (struct _ddebug),
 * and a text that it has is often one of the code, too. Entries of tables
 * follow from the code. */
static unsigned int rank_of(const struct reference *reference)
{
	switch (reference->kind) {
	case REFERENCE_PRIVATE:
		return 1;
	case REFERENCE_SELF:
		return 2;
	case REFERENCE_ENTRY:
		return 3;
	default:
		return 0;
	}
}

static void note(const struct reference **best, const struct reference *found)
{
	if (!*best || rank_of(found) < rank_of(*best) ||
	    (rank_of(found) == rank_of(*best) &&
	     found->offset < (*best)->offset))
		*best = found;
}

static struct only compare_lists(const struct reference_list *x,
				 const struct reference_list *y)
{
	struct only only = {};
	uint32_t i = 0, j = 0;

	while (i < x->count || j < y->count) {
		int order = i == x->count   ? 1
			    : j == y->count ? -1
					    : compare_references(
						      x->analysis, x->data[i],
						      y->analysis, y->data[j]);

		if (order < 0)
			note(&only.old, x->data[i]);
		else if (order > 0)
			note(&only.new, y->data[j]);
		i += order <= 0;
		j += order >= 0;
	}
	if (only.old && only.new &&rank_of(only.old) != rank_of(only.new)) {
		if (rank_of(only.old) < rank_of(only.new))
			only.new = NULL;
		else
			only.old = NULL;
	}
	return only;
}

/* What REFERENCE leads to, as new memory. */
static char *name_target(const struct analysis *analysis,
			 const struct reference *reference)
{
	const char *target = target_of(analysis, reference);
	int64_t offset = (int64_t)reference->value;
	int length;

	switch (reference->kind) {
	case REFERENCE_SYMBOL:
	case REFERENCE_SECTION:
		length = (int)strcspn(target, "@");
		if (!offset)
			return format("%.*s", length, target);
		return format("%.*s%c0x%" PRIx64, length, target,
			      offset < 0 ? '-' : '+',
			      offset < 0 ? -reference->value
					 : reference->value);
	case REFERENCE_STRING:
		return *target ? quote(target) : format("a wide text");
	case REFERENCE_CONSTANT:
		return format("a constant");
	case REFERENCE_PRIVATE:
		return *target ? format("data of %s", target)
			       : format("other constant data");
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
			 contents->data[offset +
					(contents->big ? i : width - 1 - i)];
	return number;
}

/* The width of the elements of a table that nothing but its size tells of. */
static unsigned int element_width(const struct contents *contents)
{
	return contents->addresses && contents->size % 8 == 0 ? 8
	       : contents->size % 4 == 0		      ? 4
	       : contents->size % 2 == 0		      ? 2
							      : 1;
}

/* The first address in two contents that leads elsewhere. */
static char *explain_addresses(const char *what, const struct explain_side *old,
			       const struct contents *x,
			       const struct explain_side *new,
			       const struct contents *y)
{
	uint64_t at, other;
	char *is, *was, *text = NULL;

	for (size_t i = 0;; i++) {
		int status = work_address(old->work, x, i, &at, &was);

		if (status <= 0)
			return status ? NULL
				      : format("%s: what it points to", what);
		status = work_address(new->work, y, i, &other, &is);
		if (status <= 0) {
			free(was);
			return status ? NULL
				      : format("%s: what it points to", what);
		}
		if (strcmp(was, is))
			break;
		free(was);
		free(is);
	}
	text = x->size > 8 && !(at % 8)
		       ? format("%s: entry %" PRIu64 ": %s -> %s", what, at / 8,
				was, is)
		       : format("%s: %s -> %s", what, was, is);
	free(was);
	free(is);
	return text;
}

/* How two contents differ: WHAT, then the place of the first difference. */
static char *explain_values(const char *what, const struct explain_side *x,
			    const struct contents *old,
			    const struct explain_side *y,
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
		return explain_addresses(what, x, old, y, new);
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
	return side->work && work_contents(side->work, item, reference, ret);
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
	text = explain_values(what, old, &x, new, &y);
	free(what);
	return text;
}

enum { TEXT_SHOWN = 60, TEXT_BEFORE = 20 };

/* The part of a text of LENGTH bytes around AT. */
static char *quote_part(const char *text, size_t length, size_t at)
{
	size_t from = at > TEXT_BEFORE ? at - TEXT_BEFORE : 0;
	size_t count = length - from < TEXT_SHOWN ? length - from : TEXT_SHOWN;
	char *part = format("%s%.*s%s", from ? "..." : "", (int)count,
			    text + from, from + count < length ? "..." : "");
	char *quoted = part ? quote(part) : NULL;

	free(part);
	return quoted;
}

/* Two texts: what is around the first difference, where all of them can be
 * had. */
static char *explain_texts(const struct explain_side *old, const struct item *a,
			   const struct explain_side *new, const struct item *b,
			   const struct only *only)
{
	const char *m = target_of(old->analysis, only->old);
	const char *n = target_of(new->analysis, only->new);
	struct contents x, y;
	size_t at = 0, p, q;
	char *was, *is, *text = NULL;

	if (!*m || !*n)
		return format("refers to another wide text");
	if (!get_contents(old, a, only->old, &x) ||
	    !get_contents(new, b, only->new, &y)) {
		if (!strcmp(m, n))
			return format(
				"refers to another text that begins with \"%s\"",
				m);
		return NULL;
	}
	p = strnlen((const char *)x.data, x.size);
	q = strnlen((const char *)y.data, y.size);
	if (p <= TEXT_SHOWN && q <= TEXT_SHOWN)
		return NULL;
	while (at < p && at < q && x.data[at] == y.data[at])
		at++;
	was = quote_part((const char *)x.data, p, at);
	is = quote_part((const char *)y.data, q, at);
	if (was && is)
		text = format("refers to %s instead of %s", is, was);
	free(was);
	free(is);
	return text;
}

/* Two constants of a mergeable section. */
static char *explain_constants(const struct explain_side *old,
			       const struct item *a,
			       const struct explain_side *new,
			       const struct item *b, const struct only *only)
{
	struct contents x, y;

	if (!get_contents(old, a, only->old, &x) ||
	    !get_contents(new, b, only->new, &y))
		return format("refers to another constant");
	if (x.size > 16)
		x.size = 16;
	if (y.size > 16)
		y.size = 16;
	x.addresses = y.addresses = false;
	return explain_values("constant", old, &x, new, &y);
}

/* Bytes or size of the item itself. */
static char *explain_bytes(const struct explain_side *old, const struct item *a,
			   const struct explain_side *new, const struct item *b)
{
	struct contents x, y;

	/* See put_layout() of digest.c. */
	if (b->flags & ITEM_FUNCTION && a->size == b->size &&
	    a->bytes == b->bytes && !((a->flags | b->flags) & ITEM_SURROUNDED))
		return format(
			"code that can't be read, and what is around it moved");
	if (b->flags & ITEM_FUNCTION)
		return a->size == b->size
			       ? format("code")
			       : format("code, size %" PRIu64 " -> %" PRIu64,
					a->size, b->size);
	if (a->size != b->size)
		return format("size %" PRIu64 " -> %" PRIu64, a->size, b->size);
	if (get_contents(old, a, NULL, &x) && get_contents(new, b, NULL, &y))
		return explain_values("value", old, &x, new, &y);
	return format("value");
}

static char *explain_only(const struct explain_side *old, const struct item *a,
			  const struct explain_side *new, const struct item *b,
			  const struct only *only)
{
	char *x, *y = NULL, *text = NULL;

	if (only->old && only->new && only->old->kind == REFERENCE_PRIVATE &&
	    only->new->kind == REFERENCE_PRIVATE) {
		/* Places of its labels follow from the code. */
		if (b->flags & ITEM_FUNCTION && a->size != b->size)
			return explain_bytes(old, a, new, b);
		return explain_private(old, a, new, b, only);
	}
	if (only->old && only->new && only->old->kind == only->new->kind) {
		if (only->old->kind == REFERENCE_CONSTANT)
			return explain_constants(old, a, new, b, only);
		if (only->old->kind == REFERENCE_STRING)
			text = explain_texts(old, a, new, b, only);
		if (text)
			return text;
	}
	x = only->old ? name_target(old->analysis, only->old) : NULL;
	y = only->new ? name_target(new->analysis, only->new) : NULL;
	if ((only->old && !x) || (only->new && !y))
		; /* reported */
	else if (x && y && !strcmp(x, y))
		text = format("refers to %s in another way", x);
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

/* One of several things of a name instead of another one. */
static char *explain_other(const struct explain_side *old,
			   const struct explain_side *new,
			   const struct difference *d)
{
	const struct analysis *analysis = d->new_reference != COMPARE_NONE
						  ? new->analysis
						  : old->analysis;
	uint32_t number = d->new_reference != COMPARE_NONE ? d->new_reference
							   : d->old_reference;
	const char *name;

	if (number == COMPARE_NONE)
		return format("code");
	name = target_of(analysis, &analysis->references.data[number]);
	return format("refers to another one of those called %.*s",
		      (int)strcspn(name, "@#"), name);
}

/* Where equal code refers to the same in another order: the first of them. */
static struct only first_pair(const struct explain_side *old,
			      const struct item *a,
			      const struct explain_side *new,
			      const struct item *b, const struct difference *d)
{
	struct only ret = {};

	if (a->size == b->size && a->bytes == b->bytes &&
	    d->old_reference != COMPARE_NONE &&
	    d->new_reference != COMPARE_NONE) {
		ret.old = &old->analysis->references.data[d->old_reference];
		ret.new = &new->analysis->references.data[d->new_reference];
	}
	return ret;
}

static char *explain_references(const struct explain_side *old,
				const struct item *a,
				const struct explain_side *new,
				const struct item *b,
				const struct difference *d)
{
	struct reference_list x = {}, y = {};
	struct only only;
	char *text = NULL;

	if (!list_references(old->analysis, a, &x) &&
	    !list_references(new->analysis, b, &y)) {
		only = compare_lists(&x, &y);
		if (!only.old && !only.new && !d->other_item)
			only = first_pair(old, a, new, b, d);
		text = only.old || only.new
			       ? explain_only(old, a, new, b, &only)
		       : d->other_item ? explain_other(old, new, d)
				       : explain_bytes(old, a, new, b);
	}
	free(x.data);
	free(y.data);
	return text;
}

static const char *kind_name(const struct item *item)
{
	return item->flags & ITEM_TABLE	     ? "a section"
	       : item->flags & ITEM_FUNCTION ? "a function"
	       : item->flags & ITEM_TLS	     ? "a thread's variable"
					     : "a variable";
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
	{ ITEM_NOKPROBE, "closed to kprobes", "open to kprobes" },
};

/* 0 if it isn't known. */
static unsigned long long alignment(const struct item *item)
{
	unsigned int log = (item->flags & ITEM_ALIGNMENT) >>
			   ITEM_ALIGNMENT_SHIFT;

	return log ? 1ull << (log - 1) : 0;
}

static char *explain_alignment(const struct item *a, const struct item *b)
{
	unsigned long long was = alignment(a), is = alignment(b);

	if (!was)
		return format(
			"has a section of its own now, aligned to %llu bytes",
			is);
	if (!is)
		return format(
			"has no section of its own any more, which was aligned to %llu bytes",
			was);
	return format("aligned to %llu instead of %llu bytes", is, was);
}

static char *explain_kind(const struct item *a, const struct item *b)
{
	uint32_t changed = a->flags ^ b->flags;

	if (changed & (ITEM_FUNCTION | ITEM_TLS | ITEM_TABLE))
		return format("was %s, is %s", kind_name(a), kind_name(b));
	for (size_t i = 0; i < sizeof(properties) / sizeof(*properties); i++)
		if (changed & properties[i].flag)
			return format("was %s, is %s",
				      a->flags & properties[i].flag
					      ? properties[i].with
					      : properties[i].without,
				      b->flags & properties[i].flag
					      ? properties[i].with
					      : properties[i].without);
	if (a->flags & ITEM_FUNCTION)
		return format("has another local entry");
	return explain_alignment(a, b);
}

/* Whose place it is, and was. */
static char *explain_place(const struct explain_side *old,
			   const struct explain_side *new,
			   const struct difference *d)
{
	const char *was = analysis_string(
		old->analysis, old->analysis->items.data[d->old_place].name);
	const char *is = analysis_string(
		new->analysis, new->analysis->items.data[d->new_place].name);

	if (d->new_place == d->new_item)
		return format("has code of its own, and not that of %s", was);
	if (d->old_place == d->old_item)
		return format("is another name of %s now", is);
	return format("is another name of %s instead of %s", is, was);
}

/* Who may use it, and who might. */
static char *explain_export(const struct explain_side *old,
			    const struct item *a,
			    const struct explain_side *new,
			    const struct item *b)
{
	const char *was = analysis_string(old->analysis, a->export);
	const char *is = analysis_string(new->analysis, b->export);

	if (!*was)
		return format("exported to %s", is);
	if (!*is)
		return format("no longer exported to %s", was);
	return format("exported to %s instead of to %s", is, was);
}

static bool has_other_export(const struct explain_side *old,
			     const struct item *a,
			     const struct explain_side *new,
			     const struct item *b)
{
	return strcmp(analysis_string(old->analysis, a->export),
		      analysis_string(new->analysis, b->export));
}

static char *explain_cause(const struct explain_side *old, const struct item *a,
			   const struct explain_side *new, const struct item *b,
			   const struct difference *d)
{
	const char *table;

	switch (d->cause) {
	case CAUSE_KIND:
		return explain_kind(a, b);
	case CAUSE_BASE:
		return format("moved from %s to %s",
			      analysis_string(old->analysis, a->base),
			      analysis_string(new->analysis, b->base));
	case CAUSE_REFERENCE:
		return explain_references(old, a, new, b, d);
	case CAUSE_TABLE:
		table = d->new_reference != COMPARE_NONE
				? target_of(new->analysis,
					    &new->analysis->references
						     .data[d->new_reference])
				: target_of(old->analysis,
					    &old->analysis->references
						     .data[d->old_reference]);
		return format("its entries in %s", table);
	case CAUSE_LINE:
		return format("line numbers");
	case CAUSE_EXPORT:
		return explain_export(old, a, new, b);
	case CAUSE_PLACE:
		return explain_place(old, new, d);
	case CAUSE_DOUBT:
		return format("can't be proven to be the same");
	default:
		return explain_bytes(old, a, new, b);
	}
}

char *explain_difference(const struct explain_side *old,
			 const struct explain_side *new,
			 const struct difference *d)
{
	const struct item *a, *b;
	char *text, *export, *both;

	if (d->old_item == COMPARE_NONE || d->new_item == COMPARE_NONE)
		return format("%s", "");
	a = &old->analysis->items.data[d->old_item];
	b = &new->analysis->items.data[d->new_item];
	text = explain_cause(old, a, new, b, d);
	if (text && d->is_guess) {
		both = format(
			"%s (there are several of that name, and it may be another one)",
			text);
		free(text);
		text = both;
	}
	if (!text || d->cause == CAUSE_EXPORT ||
	    !has_other_export(old, a, new, b))
		return text;
	export = explain_export(old, a, new, b);
	both = export ? format("%s, and %s", text, export) : NULL;
	free(export);
	free(text);
	return both;
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
	if (item->overridden)
		return "overridden: the kernel has another definition of it";
	if ((item->flags ^ new->items.data[d->new_item].flags) & ITEM_NOKPROBE)
		return "the running kernel has its own list of what mustn't be probed";
	if (strcmp(analysis_string(old, item->export),
		   analysis_string(new, new->items.data[d->new_item].export)))
		return "modules are linked to what the running kernel exports";
	if (item->flags & ITEM_INIT)
		return item->flags & ITEM_FUNCTION
			       ? "init code: it has run and is gone"
			       : "init data: it was used and is gone";
	if (item->flags & ITEM_EXIT)
		return "exit code: it is not in the kernel";
	if (item->flags & ITEM_TABLE)
		return "a table of the kernel, not of a function";
	if (item->flags & ITEM_FUNCTION && item->flags & ITEM_NOINSTR)
		return "noinstr: ftrace must not touch it";
	if (item->flags & ITEM_FUNCTION)
		return has_entry(old, item) ? NULL
					    : "no ftrace entry (notrace)";
	if (old->items.data[d->old_item].size !=
	    new->items.data[d->new_item].size)
		return "changed data: what uses it knows its old size";
	return item->flags & ITEM_WRITABLE
		       ? "changed data: the running kernel has its own value"
		       : "changed data: the running kernel uses its own copy";
}
