/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two kernels, one folded and one plain, object by object.
 *
 * The compiler names the source of each object, ld puts that file symbol before
 * the object's local symbols, in the order of the link. So a kernel's symbol
 * table is a list of objects, and each is a list of names, types and sizes that
 * few objects share. The two are the same kernel if
 *
 *	- the file symbols are the same, in the same order;
 *	- behind each there are the same local symbols by name, type and
 *	binding; - functions among them stand in the same order;
 *	- all but functions have the same size;
 *	- functions and variables of the same size have the same bytes, but for
 *	  those that the linker sets, where the sidecar knows them (masked.c);
 *	- where those bytes are the same and it can be told, what the linker set
 *	  leads to the same (leads.c);
 *	- the strings that they refer to are somewhere in the other kernel, too
 *	  (literals.c);
 *	- the global functions of an object stand beside its local ones
 *	  (homes.c);
 *	- the global symbols are the same, by name, type and (data) size;
 *	- the compilers call themselves the same (.comment), where both tell.
 *
 * What -ffunction-sections and -fdata-sections change, seen in pairs of kernels
 * of five machines by gcc and clang, and hence not compared:
 *
 *	- The sizes of functions. In one section, the assembler itself resolves
 *	  branches, and takes short ones; section anchors (s390, ppc64, arm64,
 *	  riscv) reach variables in other ways. ppc64le 6.12 has 6,300 such
 *	  functions of 15,000, x86_64 6.12 48 of 18,000. They are counted. On
 *	  x86-64 there are no anchors, so it has to jump to another function of
 *	  its object.
 *	- The order of variables, by section anchors.
 *	- Labels like .LANCHOR0, $x, and __efistub_.LANCHOR0 with a prefix.
 *	- Empty objects: clang gives `static struct lock_class_key __key', which
 *	  is empty without lockdep, a size of 1 or of 0.
 *	- objtool's __pfx_x symbols, which vmlinux.o has behind the last file
 *	  symbol in no certain order.
 *	- ld's stubs (x_veneer, 00000027.long_branch.x): where code goes too
 *	far. - Code that reaches a variable by a section anchor.
 *	- linux_banner, linux_proc_banner and init_uts_ns: they say who built
 *	  it, and when; x86's vDSO in the kernel; and what is set once the
 *	  kernel is linked.
 *	- What the script defines in a section of relocations, __rela_dyn_start:
 *	  riscv's build takes .rela.dyn out of vmlinux when the link is done.
 *
 * What is proven of functions by their bytes is counted. Of the others this
 * proves that they are there, not that they have the same instructions. */
#include "match/match.h"

#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/progress.h"
#include "common/report.h"
#include "common/search.h"
#include "common/text.h"
#include "machine/machine.h"
#include "match/align.h"
#include "match/homes.h"

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
	return text_starts_with(symbol->name, "__pfx_");
}

/* What two builds of one source needn't have alike. A SOURCE is the beginning
 * of a file symbol, of local symbols. */
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
	{ "raw_data", "vdso32-image" },
	{ "raw_data", "vdso64-image" },
	{ "raw_data", "vdsox32-image" },
};

static bool has_free_contents(const struct kernel *kernel,
			      const struct kernel_symbol *symbol)
{
	const char *source = kernel_is_local(symbol)
				     ? kernel->groups.data[symbol->group].name
				     : "";

	for (size_t i = 0; i < sizeof(free_contents) / sizeof(*free_contents);
	     i++) {
		const char *wanted = free_contents[i].source;

		if (!strcmp(symbol->name, free_contents[i].name) &&
		    (!wanted || text_starts_with(source, wanted)))
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

/* By name, type, binding, and last as they are in .symtab, for those that are
 * there twice. */
static int compare(const void *x, const void *y)
{
	const struct kernel_symbol *a = *(const struct kernel_symbol **)x;
	const struct kernel_symbol *b = *(const struct kernel_symbol **)y;
	int order = strcmp(a->name, b->name);

	if (order)
		return order;
	if (a->info != b->info)
		return a->info < b->info ? -1 : 1;
	return (a > b) - (a < b);
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

/* The shipped kernel's group that is the same object as GROUP of the rebuild, or
 * KERNEL_NONE. */
static uint32_t home_of(const struct match *match, uint32_t group)
{
	return group == KERNEL_NONE ? KERNEL_NONE
				    : match->objects[group].partner;
}

/* A, which is ITEM, has another code than B in the same size. */
static int add_other_code(struct match *match, const struct item *item,
			  const struct kernel_symbol *a,
			  const struct kernel_symbol *b)
{
	bool excused = masked_is_excused(&match->masked, item);

	match->nanchored += excused;
	return add_difference(match, excused ? MATCH_ANCHORED : MATCH_CONTENTS,
			      a, b);
}

/* Two symbols, of which B has the same bytes as A, but for what the linker
 * sets: does that lead to the same? 0, or 1 if not, or -1 (reported). */
static int compare_references(struct match *match, const struct item *item,
			      const struct kernel_symbol *a,
			      const struct kernel_symbol *b,
			      const struct padding_search *padding)
{
	uint32_t group = match_group_of(match, a);
	struct lead_pair pair = {
		.item = item,
		.there = b,
		.padding = padding,
		.group = group,
		.home = home_of(match, group),
	};
	const struct reference *other;

	switch (leads_code(&match->leads, &pair)) {
	case LEADS_OTHER_ORDER:
		return add_other_code(match, item, a, b) ? -1 : 1;
	case LEADS_OTHER_CODE:
		return add_difference(match, MATCH_CONTENTS, a, b) ? -1 : 1;
	case LEADS_SAME_CODE:
		break;
	}
	other = leads_elsewhere(&match->leads, &pair);
	if (!other)
		return 0;
	if (add_difference(match, MATCH_REFERENCE, a, b))
		return -1;
	match->differences.data[match->differences.size - 1].text =
		analysis_string(match->masked.analysis, other->target);
	return 1;
}

/* Does the variable B, which has the same contents as ITEM, tell that it is of the
 * same object? */
static bool is_telling(const struct match *match, const struct item *item,
		       const struct kernel_symbol *b)
{
	enum { LEAST_BYTES = 16 };
	size_t rest, size = (size_t)b->size;
	const unsigned char *bytes =
		is_function(b) || size < LEAST_BYTES
			? NULL
			: kernel_bytes(match->shipped, b->address, size, &rest);

	for (size_t i = 0; bytes && i < size; i++)
		if (bytes[i])
			return true;
	return bytes && item->nreferences;
}

/* Are functions A, which is ITEM, and B the same but for padding? 1, and all is
 * said that there is to say; 0; or -1 (reported). MISSING: a string that A refers
 * to isn't there, which is said already. */
static int compare_padded(struct match *match, const struct item *item,
			  const struct kernel_symbol *a,
			  const struct kernel_symbol *b, bool missing)
{
	struct padding_search padding;
	int status = masked_compare_padded(&match->masked, item, match->shipped,
					   &match->sites, b, a->address,
					   &padding);

	if (status <= 0)
		return status;
	status = missing ? 1 : compare_references(match, item, a, b, &padding);
	padding_end(&padding);
	match->nproven += !status;
	return status < 0 ? -1 : 1;
}

/* Two functions or variables of one name, type, binding and size. MISSING as
 * above. */
static int compare_contents(struct match *match, const struct item *item,
			    const struct kernel_symbol *a,
			    const struct kernel_symbol *b, bool missing)
{
	enum masked_result result;
	int status;

	if (has_free_contents(match->rebuild, a))
		return 0;
	if (masked_compare(&match->masked, item, match->shipped, b, &result))
		return -1;
	if (is_function(a) && result == MASKED_OTHER) {
		status = compare_padded(match, item, a, b, missing);
		if (status)
			return status < 0 ? -1 : 0;
	}
	switch (result) {
	case MASKED_OTHER:
		return add_other_code(match, item, a, b);
	case MASKED_SAME:
		status = missing ? 1
				 : compare_references(match, item, a, b, NULL);
		if (status)
			return status < 0 ? -1 : 0;
		match->nproven += is_function(a);
		match->ntelling += is_telling(match, item, b);
		return 0;
	case MASKED_UNKNOWN:
		break;
	}
	return 0;
}

/* 1 if a string isn't there, 0, or -1 (reported). */
static int compare_literals(struct match *match, const struct item *item,
			    const struct kernel_symbol *a,
			    const struct kernel_symbol *b)
{
	const char *text = literals_missing(&match->literals,
					    match->masked.analysis, item);

	if (!text)
		return 0;
	if (add_difference(match, MATCH_LITERAL, a, b))
		return -1;
	match->differences.data[match->differences.size - 1].text = text;
	return 1;
}

/* May function A, which is ITEM, if known, have another size without the two
 * options? Without section anchors only for a jump to a function that is then
 * in the same section. */
static bool may_be_resized(const struct match *match, const struct item *item)
{
	return match->leads.machine->has_anchors || !item ||
	       leads_to_neighbour(&match->leads, item);
}

/* Two functions of another size. MISSING as above. */
static int compare_resized(struct match *match, const struct item *item,
			   const struct kernel_symbol *a,
			   const struct kernel_symbol *b, bool missing)
{
	int status = item ? compare_padded(match, item, a, b, missing) : 0;

	if (status)
		return status < 0 ? -1 : 0;
	match->nresized++;
	return add_difference(match,
			      may_be_resized(match, item) ? MATCH_FUNCTION_SIZE
							  : MATCH_SIZE,
			      a, b);
}

static int add_function(struct match *match, const struct kernel_symbol *a,
			const struct kernel_symbol *b)
{
	struct match_function *function = vec_push(&match->functions);

	if (!function)
		return -1;
	*function = (struct match_function){ a, b };
	return 0;
}

/* Two symbols of one name, type and binding. */
static int compare_pair(struct match *match, const struct kernel_symbol *a,
			const struct kernel_symbol *b)
{
	const struct item *item = match_item(match, a);
	int missing = item ? compare_literals(match, item, a, b) : 0;

	match->nfunctions += is_function(a);
	if (missing < 0 || (is_function(a) && add_function(match, a, b)))
		return -1;
	if (a->size == b->size)
		return item ? compare_contents(match, item, a, b, missing) : 0;
	if (!is_function(a))
		return same_size(match->rebuild, a, b)
			       ? 0
			       : add_difference(match, MATCH_SIZE, a, b);
	return compare_resized(match, item, a, b, missing);
}

static bool is_stripped(const struct kernel_symbol *symbol)
{
	return text_starts_with(symbol->section, ".rel");
}

static int add_only_rebuild(struct match *match,
			    const struct kernel_symbol *symbol)
{
	return is_stripped(symbol) ? 0
				   : add_difference(match, MATCH_ONLY_REBUILD,
						    symbol, NULL);
}

static int add_only_shipped(struct match *match,
			    const struct kernel_symbol *symbol)
{
	return is_stripped(symbol) ? 0
				   : add_difference(match, MATCH_ONLY_SHIPPED,
						    NULL, symbol);
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
			status = compare_pair(match, a->data[i], b->data[j]);
		i += order <= 0;
		j += order >= 0;
	}
	return status;
}

/* Find the first function of A that isn't in its place in B, and which is there:
 * false if there is none. */
static bool find_turned(const symbol_list *a, const symbol_list *b,
			const struct kernel_symbol **x,
			const struct kernel_symbol **y)
{
	size_t i = 0, j = 0;

	for (;; i++, j++) {
		while (i < a->size &&
		       (!is_function(a->data[i]) || has_free_order(a->data[i])))
			i++;
		while (j < b->size &&
		       (!is_function(b->data[j]) || has_free_order(b->data[j])))
			j++;
		if (i == a->size || j == b->size)
			return false;
		if (strcmp(a->data[i]->name, b->data[j]->name) != 0)
			break;
	}
	*x = a->data[i];
	*y = b->data[j];
	return true;
}

static int compare_addresses(const void *x, const void *y)
{
	const struct kernel_symbol *a = *(const struct kernel_symbol **)x;
	const struct kernel_symbol *b = *(const struct kernel_symbol **)y;

	if (a->address != b->address)
		return a->address < b->address ? -1 : 1;
	return (a > b) - (a < b);
}

static void sort_by_address(symbol_list *list)
{
	if (list->size)
		qsort(list->data, list->size, sizeof(*list->data),
		      compare_addresses);
}

/* The first function that has another place, where the names are the same. The
 * order of the source is that of the symbols, but for an assembler that writes
 * them as others refer to them (Linux 5.10 for riscv64), and that of the
 * addresses, but where one statement takes .text and .text.unlikely (5.10 for
 * ppc64le): either will do. */
static int compare_order(struct match *match, symbol_list *a, symbol_list *b)
{
	const struct kernel_symbol *x, *y, *p, *q;

	if (!find_turned(a, b, &x, &y))
		return 0;
	sort_by_address(a);
	sort_by_address(b);
	return find_turned(a, b, &p, &q)
		       ? add_difference(match, MATCH_ORDER, x, y)
		       : 0;
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
	struct match_object *object = &match->objects[rebuild];
	size_t nfunctions = match->nfunctions, nresized = match->nresized;
	size_t nproven = match->nproven, ntelling = match->ntelling;
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
	object->nfunctions = (uint32_t)(match->nfunctions - nfunctions);
	object->nresized = (uint32_t)(match->nresized - nresized);
	object->nproven = (uint32_t)(match->nproven - nproven);
	object->ntelling = (uint32_t)(match->ntelling - ntelling);
	if (is_different(match, first))
		object->state = MATCH_DIFFERENT;
	return 0;
}

/* Note whose global symbols differ: there may be a static more, or less. */
static void blame_objects(struct match *match)
{
	for (size_t i = match->first_global; i < match->differences.size; i++) {
		const struct match_difference *d = &match->differences.data[i];
		uint32_t group = d->rebuild && d->what < MATCH_FUNCTION_SIZE
					 ? match_group_of(match, d->rebuild)
					 : KERNEL_NONE;

		if (group != KERNEL_NONE)
			match->objects[group].renumbered = true;
	}
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
	blame_objects(match);
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

	progress_begin("comparing with", match->shipped->path,
		       match->rebuild->groups.size);
	for (uint32_t i = 0; i < match->rebuild->groups.size && !status; i++) {
		progress_step();
		if (match->objects[i].partner != KERNEL_NONE)
			status = compare_objects(match, &a, &b, i,
						 match->objects[i].partner);
	}
	progress_end();
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
		objects[i] = (struct match_object){
			.state = MATCH_MISSING,
			.partner = KERNEL_NONE,
			.alike = KERNEL_NONE,
		};
	return objects;
}

/* Note which group is all of an input file's; one that was itself linked from
 * several objects has several. */
static int find_groups(struct match *match)
{
	const struct kernel *rebuild = match->rebuild;
	const struct whichitem *which = &match->masked.which;
	size_t nunits = match->masked.analysis->files.size;
	uint32_t nfiles = sidecar_info(rebuild->sidecar)->nfiles;
	_cleanup_free_ bool *several = calloc((size_t)nfiles + 1,
					      sizeof(*several));
	size_t size = ((size_t)nfiles + 1) * sizeof(*match->group_of);

	match->nfiles = nfiles;
	match->group_of = malloc(size);
	match->group_of_unit = malloc((nunits + 1) *
				      sizeof(*match->group_of_unit));
	if (!several || !match->group_of || !match->group_of_unit)
		return report_nomem();
	memset(match->group_of, 0xff, size);
	memset(match->group_of_unit, 0xff,
	       (nunits + 1) * sizeof(*match->group_of_unit));
	for (uint32_t i = 0; i < rebuild->groups.size; i++) {
		uint32_t file = rebuild->groups.data[i].file;
		uint32_t *group;

		if (!file || file > nfiles)
			continue;
		group = &match->group_of[file - 1];
		several[file - 1] |= *group != KERNEL_NONE;
		*group = several[file - 1] ? KERNEL_NONE : i;
	}
	for (uint32_t i = 0; masked_is_known(&match->masked) && i < nfiles; i++)
		if (which->unit_of[i] < nunits)
			match->group_of_unit[which->unit_of[i]] =
				match->group_of[i];
	return 0;
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
		report_error("%s: it is for another machine than %s",
			     shipped->path, rebuild->path);
		return -1;
	}
	ret->rebuild = rebuild;
	ret->shipped = shipped;
	ret->objects = new_objects(rebuild->groups.size);
	ret->theirs = new_objects(shipped->groups.size);
	if (ret->objects && ret->theirs &&
	    !masked_init(&ret->masked, rebuild) &&
	    (!masked_is_known(&ret->masked) ||
	     !whichitem_find_groups(&ret->masked.which, rebuild)) &&
	    !literals_init(&ret->literals, ret->masked.analysis, shipped) &&
	    !sites_init(&ret->sites, shipped) &&
	    !leads_init(&ret->leads, ret->masked.analysis, rebuild, shipped) &&
	    !find_groups(ret) && !align_objects(ret) && !compare_all(ret) &&
	    !homes_check(ret)) {
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
	free(match->group_of_unit);
	vec_deinit(&match->differences);
	vec_deinit(&match->functions);
	vec_deinit(&match->globals);
	literals_deinit(&match->literals);
	leads_deinit(&match->leads);
	sites_deinit(&match->sites);
	free(match->group_of);
	masked_deinit(&match->masked);
	memset(match, 0, sizeof(*match));
}

/* -- One symbol ---------------------------------------------------------- */

static bool is_alike(const struct kernel_symbol *a,
		     const struct kernel_symbol *b)
{
	return a->info == b->info && !strcmp(a->name, b->name);
}

/* How many symbols of GROUP of KERNEL are called like SYMBOL and of its type
 * and binding, and *ret, number RANK of them. */
static size_t find_alike(const struct kernel *kernel, uint32_t group,
			 const struct kernel_symbol *symbol, size_t rank,
			 const struct kernel_symbol **ret)
{
	const struct kernel_group *g = &kernel->groups.data[group];
	size_t count = 0;

	for (uint32_t i = g->first; i < g->end; i++) {
		const struct kernel_symbol *s = &kernel->symbols.data[i];

		if (is_alike(s, symbol) && kernel_is_local(s) &&
		    count++ == rank)
			*ret = s;
	}
	return count;
}

/* How many are before SYMBOL of the rebuild's. */
static size_t rank_of(const struct match *match,
		      const struct kernel_symbol *symbol)
{
	const struct kernel_symbol *at =
		&match->rebuild->symbols.data
			 [match->rebuild->groups.data[symbol->group].first];
	size_t rank = 0;

	for (; at < symbol; at++)
		rank += is_alike(at, symbol) && kernel_is_local(at);
	return rank;
}

static const char *name_of(const struct match_difference *d)
{
	return d->rebuild ? d->rebuild->name : d->shipped->name;
}

/* The first difference of global symbols that isn't before NAME: they are in
 * the order of names, of which each may differ in several ways. */
static size_t first_difference(const struct match *match, const char *name)
{
	const struct match_difference *differences = match->differences.data;

	return lower_bound(i, match->first_global, match->differences.size,
			   strcmp(name_of(&differences[i]), name) < 0);
}

/* What differs in the global symbol NAME, more than the two options' doing, as
 * a text; or NULL. */
static const char *how_global_differs(const struct match *match,
				      const char *name)
{
	static const char *const reasons[] = {
		[MATCH_ONLY_REBUILD] = "it isn't of the same kind there",
		[MATCH_ONLY_SHIPPED] = "it isn't of the same kind there",
		[MATCH_SIZE] = "it has another size there",
		[MATCH_ORDER] = "it has another place there",
		[MATCH_CONTENTS] = "it has other contents there",
		[MATCH_REFERENCE] = "it refers to something else there",
		[MATCH_LITERAL] = "it refers to a string that isn't there",
	};

	for (size_t i = first_difference(match, name);
	     i < match->differences.size &&
	     !strcmp(name_of(&match->differences.data[i]), name);
	     i++)
		if (match->differences.data[i].what < MATCH_FUNCTION_SIZE)
			return reasons[match->differences.data[i].what];
	return NULL;
}

/* Is SYMBOL, which is THERE in the shipped kernel, proven to be what the
 * rebuild has? */
static bool is_proven(struct match *match, const struct kernel_symbol *symbol,
		      const struct kernel_symbol *there)
{
	const struct item *item = match_item(match, symbol);
	enum masked_result result = MASKED_UNKNOWN;

	return item && symbol->size == there->size &&
	       !masked_compare(&match->masked, item, match->shipped, there,
			       &result) &&
	       result == MASKED_SAME;
}

/* Among several weak definitions ld takes the first one, in the order of the
 * objects. If all is there that the rebuild has it is the same one; else only
 * its contents can tell, unless the others have them, too. */
static bool is_same_definition(struct match *match,
			       const struct kernel_symbol *symbol,
			       const struct kernel_symbol *there)
{
	if (ELF64_ST_BIND(symbol->info) != STB_WEAK || match->matches ||
	    !masked_is_known(&match->masked) ||
	    !whichitem_has_rivals(&match->masked.which, symbol->name))
		return true;
	return is_proven(match, symbol, there) &&
	       !whichitem_has_twin(&match->masked.which, match->rebuild,
				   symbol);
}

static const struct kernel_symbol *match_global_symbol(
	struct match *match, const struct kernel_symbol *symbol,
	const char **why)
{
	const struct kernel_symbol *found = match_global(match, symbol->name);

	if (!found)
		return NULL;
	*why = how_global_differs(match, symbol->name);
	if (*why)
		return NULL;
	*why = "it isn't of the same kind there";
	if (found->info != symbol->info)
		return NULL;
	*why = "several objects define it, and which one is taken there isn't known";
	return is_same_definition(match, symbol, found) ? found : NULL;
}

/* The compiler counts n.0, n.1, as it comes to them. */
static bool is_numbered(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && dot[1] &&
	       strspn(dot + 1, "0123456789") == strlen(dot + 1);
}

static const struct kernel_symbol *match_local_symbol(
	const struct match *match, const struct kernel_symbol *symbol,
	const char **why)
{
	static const char *const reasons[] = {
		[MATCH_DIFFERENT] = "its object isn't the same there",
		[MATCH_AMBIGUOUS] =
			"more or fewer objects look like its object there",
		[MATCH_MISSING] = "its object isn't there",
	};
	const struct match_object *object = &match->objects[symbol->group];
	const struct kernel_symbol *mine, *found = NULL;
	size_t rank;

	if (object->state != MATCH_SAME) {
		*why = object->state == MATCH_DOUBTFUL ? object->why
						       : reasons[object->state];
		return NULL;
	}
	*why = "the compiler may have given its number to another symbol there, as global functions of its object aren't the same or have other places";
	if (object->renumbered && is_numbered(symbol->name))
		return NULL;
	rank = rank_of(match, symbol);
	if (find_alike(match->rebuild, symbol->group, symbol, rank, &mine) ==
	    find_alike(match->shipped, object->partner, symbol, rank, &found))
		return found;
	*why = "its object has more or fewer symbols like it there";
	return NULL;
}

const struct kernel_symbol *match_symbol(struct match *match,
					 const struct kernel_symbol *symbol,
					 const char **why)
{
	*why = "there is no such symbol";
	return kernel_is_local(symbol)
		       ? match_local_symbol(match, symbol, why)
		       : match_global_symbol(match, symbol, why);
}
