/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two kernels, one folded and one plain, object by object.
 *
 * The compiler names the source of each object, ld puts that file symbol before
 * the object's local symbols, in the order of the link. So a kernel's symbol
 * table is a list of objects, and each is a list of names, types and sizes that
 * few objects share. The two are the same kernel if
 *
 *	- the file symbols are the same, in the same order;
 *	- behind each there are the same local symbols by name, type and binding;
 *	- functions among them stand in the same order;
 *	- all but functions have the same size;
 *	- functions and variables of the same size have the same bytes, but for
 *	  those that the linker sets, where the sidecar knows them (masked.c);
 *	- the strings that they refer to are somewhere in the other kernel, too
 *	  (literals.c);
 *	- the global symbols are the same, by name, type and (data) size;
 *	- the compilers call themselves the same (.comment), where both tell.
 *
 * What -ffunction-sections and -fdata-sections change, seen in pairs of kernels
 * of five machines by gcc and clang, and hence not compared:
 *
 *	- The sizes of functions. In one section, the assembler itself resolves
 *	  branches, and takes short ones; section anchors (s390, ppc64, arm64,
 *	  riscv) reach variables in other ways. ppc64le 6.12 has 6,300 such
 *	  functions of 15,000, x86_64 6.12 48 of 18,000. They are counted.
 *	- The order of variables, by section anchors.
 *	- Labels like .LANCHOR0, $x, and __efistub_.LANCHOR0 with a prefix.
 *	- Empty objects: clang gives `static struct lock_class_key __key', which
 *	  is empty without lockdep, a size of 1 or of 0.
 *	- objtool's __pfx_x symbols, which vmlinux.o has behind the last file
 *	  symbol in no certain order.
 *	- ld's stubs (x_veneer, 00000027.long_branch.x): where code goes too far.
 *	- Code that reaches a variable by a section anchor.
 *	- linux_banner, linux_proc_banner and init_uts_ns: they say who built
 *	  it, and when; x86's vDSO in the kernel; and what is set once the
 *	  kernel is linked.
 *	- What the script defines in a section of relocations, __rela_dyn_start:
 *	  riscv's build takes .rela.dyn out of vmlinux when the link is done.
 *
 * What is proven of functions by their bytes is counted. Of the others this
 * proves that they are there, not that they have the same instructions. */
#include "match.h"

#include <stdlib.h>
#include <string.h>

#include "align.h"
#include "report.h"

/* -- What of a symbol counts --------------------------------------------- */

static unsigned int type_of(const struct kernel_symbol *symbol)
{
	return ELF64_ST_TYPE(symbol->info);
}

static bool is_function(const struct kernel_symbol *symbol)
{
	return type_of(symbol) == STT_FUNC || type_of(symbol) == STT_GNU_IFUNC;
}

static bool has_free_order(const struct kernel_symbol *symbol)
{
	return !strncmp(symbol->name, "__pfx_", 6);
}

/* What two builds of one source needn't have alike. A SOURCE is the beginning of
 * a file symbol, of local symbols. */
static const struct {
	const char *name, *source;
} free_contents[] = {
	/* Who built the kernel, and when. */
	{ "linux_banner", NULL },
	{ "linux_proc_banner", NULL },
	{ "init_uts_ns", NULL },
	/* scripts/sorttable clears it once vmlinux is linked. */
	{ "main_extable_sort_needed", NULL },
	/* x86's vDSO as a file, to which the two options apply, too. */
	{ "raw_data", "vdso-image-" },
};

static bool has_free_contents(const struct kernel *kernel,
			      const struct kernel_symbol *symbol)
{
	const char *source = kernel_is_local(symbol) ?
		kernel->groups.data[symbol->group].name : "";

	for (size_t i = 0; i < sizeof(free_contents) / sizeof(*free_contents);
	     i++) {
		const char *wanted = free_contents[i].source;

		if (!strcmp(symbol->name, free_contents[i].name) &&
		    (!wanted || !strncmp(source, wanted, strlen(wanted))))
			return true;
	}
	return false;
}

/* A is REBUILD's. */
static bool same_size(const struct kernel *rebuild,
		      const struct kernel_symbol *a,
		      const struct kernel_symbol *b)
{
	return a->size == b->size || (a->size <= 1 && b->size <= 1) ||
	       has_free_contents(rebuild, a);
}

/* By name, type, binding, and last size, for those that are there twice. */
static int compare(const void *x, const void *y)
{
	const struct kernel_symbol *a = *(const struct kernel_symbol **)x;
	const struct kernel_symbol *b = *(const struct kernel_symbol **)y;
	int order = strcmp(a->name, b->name);

	if (order)
		return order;
	if (a->info != b->info)
		return a->info < b->info ? -1 : 1;
	return (a->size > b->size) - (a->size < b->size);
}

/* -- Lists of symbols ---------------------------------------------------- */

typedef VEC(const struct kernel_symbol *) symbol_list;

static int add_range(symbol_list *list, const struct kernel *kernel,
		     uint32_t first, uint32_t end, bool globals)
{
	list->size = 0;
	for (uint32_t i = first; i < end; i++) {
		const struct kernel_symbol *s = &kernel->symbols.data[i];
		const struct kernel_symbol **to;

		if (kernel_is_stub(s) || kernel_is_local(s) == globals)
			continue;
		to = vec_push(list);
		if (!to)
			return -1;
		*to = s;
	}
	return 0;
}

static int add_difference(struct match *match, enum match_what what,
			  const struct kernel_symbol *rebuild,
			  const struct kernel_symbol *shipped)
{
	struct match_difference *d = vec_push(&match->differences);

	if (!d)
		return -1;
	*d = (struct match_difference){ what, rebuild, shipped, NULL };
	return 0;
}

/* Two functions or variables of one name, type, binding and size. */
static int compare_contents(struct match *match, const struct item *item,
			    const struct kernel_symbol *a,
			    const struct kernel_symbol *b)
{
	enum masked_result result;

	if (has_free_contents(match->rebuild, a))
		return 0;
	if (masked_compare(&match->masked, item, match->shipped, b, &result))
		return -1;
	switch (result) {
	case MASKED_OTHER:
		return add_difference(match, MATCH_CONTENTS, a, b);
	case MASKED_EXCUSED:
		match->nanchored++;
		return add_difference(match, MATCH_ANCHORED, a, b);
	case MASKED_SAME:
		match->nproven += is_function(a);
		return 0;
	case MASKED_UNKNOWN:
		break;
	}
	return 0;
}

static int compare_literals(struct match *match, const struct item *item,
			    const struct kernel_symbol *a,
			    const struct kernel_symbol *b)
{
	const char *text = literals_missing(&match->literals,
					    &match->masked.analysis, item);

	if (!text)
		return 0;
	if (add_difference(match, MATCH_LITERAL, a, b))
		return -1;
	match->differences.data[match->differences.size - 1].text = text;
	return 0;
}

/* Two symbols of one name, type and binding. ALONE: no other one of the object
 * is like them and as long. */
static int compare_pair(struct match *match, const struct kernel_symbol *a,
			const struct kernel_symbol *b, bool alone)
{
	const struct item *item = masked_is_known(&match->masked) ?
		whichitem_of(&match->masked.which, match->rebuild, a) : NULL;

	match->nfunctions += is_function(a);
	if (item && compare_literals(match, item, a, b))
		return -1;
	if (a->size == b->size)
		return item && alone ?
			       compare_contents(match, item, a, b) : 0;
	if (!is_function(a))
		return same_size(match->rebuild, a, b) ? 0 :
		       add_difference(match, MATCH_SIZE, a, b);
	match->nresized++;
	return add_difference(match, MATCH_FUNCTION_SIZE, a, b);
}

static bool is_stripped(const struct kernel_symbol *symbol)
{
	return !strncmp(symbol->section, ".rel", 4);
}

static int add_only_rebuild(struct match *match,
			    const struct kernel_symbol *symbol)
{
	return is_stripped(symbol) ? 0 :
	       add_difference(match, MATCH_ONLY_REBUILD, symbol, NULL);
}

static int add_only_shipped(struct match *match,
			    const struct kernel_symbol *symbol)
{
	return is_stripped(symbol) ? 0 :
	       add_difference(match, MATCH_ONLY_SHIPPED, NULL, symbol);
}

/* Is number I of the sorted LIST unlike its neighbours? */
static bool is_alone(const symbol_list *list, size_t i)
{
	const struct kernel_symbol **at = &list->data[i];

	return (!i || compare(at - 1, at)) &&
	       (i + 1 == list->size || compare(at, at + 1));
}

/* Which comes first, number I of the sorted list A or number J of B? One of the
 * two is there. */
static int order_of(const symbol_list *a, size_t i, const symbol_list *b,
		    size_t j)
{
	int order;

	if (i == a->size)
		return 1;
	if (j == b->size)
		return -1;
	order = strcmp(a->data[i]->name, b->data[j]->name);
	return order ? order : a->data[i]->info - b->data[j]->info;
}

/* Compare two sorted lists. */
static int compare_lists(struct match *match, const symbol_list *a,
			 const symbol_list *b)
{
	size_t i = 0, j = 0;
	int status = 0;

	while (!status && (i < a->size || j < b->size)) {
		int order = order_of(a, i, b, j);

		if (order < 0)
			status = add_only_rebuild(match, a->data[i]);
		else if (order > 0)
			status = add_only_shipped(match, b->data[j]);
		else
			status = compare_pair(match, a->data[i], b->data[j],
					      is_alone(a, i) && is_alone(b, j));
		i += order <= 0;
		j += order >= 0;
	}
	return status;
}

/* The first function that has another place, where the names are the same. */
static int compare_order(struct match *match, const symbol_list *a,
			 const symbol_list *b)
{
	size_t i = 0, j = 0;

	for (;;) {
		while (i < a->size && (!is_function(a->data[i]) ||
				       has_free_order(a->data[i])))
			i++;
		while (j < b->size && (!is_function(b->data[j]) ||
				       has_free_order(b->data[j])))
			j++;
		if (i == a->size || j == b->size)
			return 0;
		if (strcmp(a->data[i]->name, b->data[j]->name) != 0)
			return add_difference(match, MATCH_ORDER, a->data[i],
					      b->data[j]);
		i++;
		j++;
	}
}

static void sort(symbol_list *list)
{
	if (list->size)
		qsort(list->data, list->size, sizeof(*list->data), compare);
}

/* Whether differences from FIRST on are more than the two options' doing. */
static bool is_different(const struct match *match, size_t first)
{
	for (size_t i = first; i < match->differences.size; i++)
		if (match->differences.data[i].what < MATCH_FUNCTION_SIZE)
			return true;
	return false;
}

static int compare_objects(struct match *match, symbol_list *a, symbol_list *b,
			   uint32_t rebuild, uint32_t shipped)
{
	const struct kernel_group *x = &match->rebuild->groups.data[rebuild];
	const struct kernel_group *y = &match->shipped->groups.data[shipped];
	size_t first = match->differences.size;

	if (add_range(a, match->rebuild, x->first, x->end, false) ||
	    add_range(b, match->shipped, y->first, y->end, false) ||
	    compare_order(match, a, b))
		return -1;
	/* With other names, all places are others. */
	if (a->size != b->size)
		match->differences.size = first;
	sort(a);
	sort(b);
	if (compare_lists(match, a, b))
		return -1;
	if (is_different(match, first))
		match->objects[rebuild].state = MATCH_DIFFERENT;
	return 0;
}

static int compare_globals(struct match *match, symbol_list *a, symbol_list *b)
{
	match->first_global = match->differences.size;
	if (add_range(a, match->rebuild, 0,
		      (uint32_t)match->rebuild->symbols.size, true) ||
	    add_range(b, match->shipped, 0,
		      (uint32_t)match->shipped->symbols.size, true))
		return -1;
	sort(a);
	sort(b);
	if (compare_lists(match, a, b))
		return -1;
	match->globals_differ = is_different(match, match->first_global);
	if (vec_reserve(&match->globals, b->size + 1))
		return -1;
	if (b->size)
		memcpy(match->globals.data, b->data,
		       b->size * sizeof(*b->data));
	match->globals.size = b->size;
	return 0;
}

/* -- All of it ----------------------------------------------------------- */

static bool has_string(const char *strings, size_t size, const char *wanted)
{
	for (size_t at = 0; at < size; at += strlen(strings + at) + 1)
		if (!strcmp(strings + at, wanted))
			return true;
	return !*wanted;
}

static bool has_all(const struct kernel *a, const struct kernel *b)
{
	for (size_t at = 0; at < b->comment_size;
	     at += strlen(b->comment + at) + 1)
		if (!has_string(a->comment, a->comment_size, b->comment + at))
			return false;
	return true;
}

static void compare_comments(struct match *match)
{
	const struct kernel *a = match->rebuild, *b = match->shipped;

	match->comments_known = a->comment_size && b->comment_size;
	match->comments_differ = match->comments_known &&
				 !(has_all(a, b) && has_all(b, a));
}

static int compare_all(struct match *match)
{
	symbol_list a = {}, b = {};
	int status = 0;

	for (uint32_t i = 0; i < match->rebuild->groups.size && !status; i++)
		if (match->objects[i].partner != KERNEL_NONE)
			status = compare_objects(match, &a, &b, i,
						 match->objects[i].partner);
	if (!status)
		status = compare_globals(match, &a, &b);
	vec_deinit(&a);
	vec_deinit(&b);
	return status;
}

static void conclude(struct match *match)
{
	bool all = true;

	for (size_t i = 0; i < match->rebuild->groups.size; i++) {
		match->nsame += match->objects[i].state == MATCH_SAME;
		all &= match->objects[i].state == MATCH_SAME;
	}
	for (size_t i = 0; i < match->shipped->groups.size; i++)
		all &= match->theirs[i].partner != KERNEL_NONE;
	match->matches = all && !match->globals_differ &&
			 !match->comments_differ;
}

static struct match_object *new_objects(size_t count)
{
	struct match_object *objects = calloc(count + 1, sizeof(*objects));

	if (!objects)
		report_nomem();
	for (size_t i = 0; objects && i < count; i++)
		objects[i] = (struct match_object){ MATCH_MISSING,
						    KERNEL_NONE };
	return objects;
}

static bool same_machine(const struct kernel *a, const struct kernel *b)
{
	return a->machine == b->machine && a->elf_class == b->elf_class &&
	       a->data == b->data;
}

int match_init(struct match *ret, const struct kernel *rebuild,
	       const struct kernel *shipped)
{
	memset(ret, 0, sizeof(*ret));
	if (!same_machine(rebuild, shipped)) {
		report_error("%s: not of the machine that %s is of",
			     shipped->path, rebuild->path);
		return -1;
	}
	ret->rebuild = rebuild;
	ret->shipped = shipped;
	ret->objects = new_objects(rebuild->groups.size);
	ret->theirs = new_objects(shipped->groups.size);
	if (ret->objects && ret->theirs &&
	    !masked_init(&ret->masked, rebuild->sidecar) &&
	    !literals_init(&ret->literals, &ret->masked.analysis, shipped) &&
	    !align_objects(ret) && !compare_all(ret)) {
		compare_comments(ret);
		conclude(ret);
		return 0;
	}
	match_deinit(ret);
	return -1;
}

void match_deinit(struct match *match)
{
	free(match->objects);
	free(match->theirs);
	vec_deinit(&match->differences);
	vec_deinit(&match->globals);
	literals_deinit(&match->literals);
	masked_deinit(&match->masked);
	memset(match, 0, sizeof(*match));
}

/* -- One symbol ---------------------------------------------------------- */

/* The symbol in FIRST..END of the shipped kernel that is as many of its name,
 * type and binding behind the beginning as SYMBOL is behind FROM. */
static const struct kernel_symbol *
find_alike(const struct match *match, const struct kernel_symbol *symbol,
	   uint32_t from, uint32_t first, uint32_t end)
{
	const struct kernel_symbol *at = &match->rebuild->symbols.data[from];
	size_t before = 0;

	for (; at < symbol; at++)
		before += at->info == symbol->info &&
			  !strcmp(at->name, symbol->name);
	for (uint32_t i = first; i < end; i++) {
		const struct kernel_symbol *s =
			&match->shipped->symbols.data[i];

		if (s->info == symbol->info && !strcmp(s->name, symbol->name) &&
		    !before--)
			return s;
	}
	return NULL;
}

static int compare_name(const void *name, const void *at)
{
	return strcmp(name, (*(const struct kernel_symbol **)at)->name);
}

static const struct kernel_symbol *find_global(const struct match *match,
					       const char *name)
{
	const struct kernel_symbol **found =
		match->globals.size ?
		bsearch(name, match->globals.data, match->globals.size,
			sizeof(*match->globals.data), compare_name) : NULL;

	return found ? *found : NULL;
}

static int compare_differing(const void *name, const void *at)
{
	const struct match_difference *d = at;

	return strcmp(name, d->rebuild ? d->rebuild->name : d->shipped->name);
}

/* The differences of global symbols are in the order of their names, of which
 * each is there once. */
static bool has_other_contents(const struct match *match, const char *name)
{
	size_t first = match->first_global;
	const struct match_difference *found = NULL;

	if (match->differences.size > first)
		found = bsearch(name, match->differences.data + first,
				match->differences.size - first,
				sizeof(*found), compare_differing);
	return found && found->what == MATCH_CONTENTS;
}

const struct kernel_symbol *match_symbol(const struct match *match,
					 const struct kernel_symbol *symbol,
					 const char **why)
{
	static const char *const reasons[] = {
		[MATCH_DIFFERENT] = "its object isn't the same there",
		[MATCH_AMBIGUOUS] = "it has another number of objects that look like its one",
		[MATCH_MISSING] = "its object isn't there",
	};
	const struct kernel_symbol *found;
	const struct kernel_group *mine, *theirs;

	*why = "there is no such symbol";
	if (!kernel_is_local(symbol)) {
		if (has_other_contents(match, symbol->name)) {
			*why = "it has other contents there";
			return NULL;
		}
		found = find_global(match, symbol->name);
		return found && type_of(found) == type_of(symbol) &&
		       (is_function(symbol) ||
			same_size(match->rebuild, symbol, found)) ?
		       found : NULL;
	}
	if (match->objects[symbol->group].state != MATCH_SAME) {
		*why = reasons[match->objects[symbol->group].state];
		return NULL;
	}
	mine = &match->rebuild->groups.data[symbol->group];
	theirs = &match->shipped->groups.data[
		match->objects[symbol->group].partner];
	return find_alike(match, symbol, mine->first, theirs->first,
			  theirs->end);
}
