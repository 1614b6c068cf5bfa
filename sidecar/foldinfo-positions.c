/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding positions in a whole kernel: the shipped one, object by object with
 * the help of its rebuild, or the folded one itself. */
#include "foldinfo-sympos.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "kallsyms.h"
#include "match.h"
#include "report.h"

struct keep {
	struct kernel rebuild, shipped;
	struct match match;
	struct objects objects;
	struct kallsyms kallsyms;
	/* By name, and then in the order of the table. */
	const struct kallsyms_entry **entries;
	/* By name, and then in the order of the rebuild. */
	const struct kernel_symbol **symbols;
	size_t nsymbols;
};

struct search {
	struct keep *keep;
	struct positions *positions;
	bool other_kernel;
	const char *wanted;	/* OBJECT, or NULL */
};

static int compare_entries(const void *x, const void *y)
{
	const struct kallsyms_entry *a = *(const struct kallsyms_entry **)x;
	const struct kallsyms_entry *b = *(const struct kallsyms_entry **)y;
	int order = strcmp(a->name, b->name);

	return order ? order : (a > b) - (a < b);
}

static int compare_symbols(const void *x, const void *y)
{
	const struct kernel_symbol *a = *(const struct kernel_symbol **)x;
	const struct kernel_symbol *b = *(const struct kernel_symbol **)y;
	int order = strcmp(a->name, b->name);

	return order ? order : (a > b) - (a < b);
}

static int index_names(struct keep *keep, const char *name)
{
	size_t count = 0;

	keep->entries = calloc(keep->kallsyms.entries.size + 1,
			       sizeof(*keep->entries));
	keep->symbols = calloc(keep->rebuild.symbols.size + 1,
			       sizeof(*keep->symbols));
	if (!keep->entries || !keep->symbols)
		return report_nomem();
	for (size_t i = 0; i < keep->kallsyms.entries.size; i++)
		if (!name ||
		    !strcmp(keep->kallsyms.entries.data[i].name, name))
			keep->entries[count++] =
				&keep->kallsyms.entries.data[i];
	if (count)
		qsort(keep->entries, count, sizeof(*keep->entries),
		      compare_entries);
	keep->entries[count] = NULL;
	for (size_t i = 0; i < keep->rebuild.symbols.size; i++) {
		const struct kernel_symbol *s = &keep->rebuild.symbols.data[i];

		if ((!name || !strcmp(s->name, name)) &&
		    kallsyms_takes_name(s->name, s->kind))
			keep->symbols[keep->nsymbols++] = s;
	}
	if (keep->nsymbols)
		qsort(keep->symbols, keep->nsymbols, sizeof(*keep->symbols),
		      compare_symbols);
	return 0;
}

/* Add an entry of the table for each of the first COUNT of ENTRIES, which have
 * one name; whose they are is found out later. */
static int add_entries(struct search *search,
		       const struct kallsyms_entry **entries, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct position *p = vec_push(&search->positions->list);

		if (!p)
			return -1;
		*p = (struct position){
			.name = entries[i]->name,
			.address = entries[i]->address,
			.sympos = count > 1 ? (uint32_t)i + 1 : 0,
			.object = { "", "", "" },
		};
	}
	return 0;
}

static void doubt(struct search *search, const struct kernel_symbol *symbol,
		  const struct object *object, const char *why)
{
	const struct keep *keep = search->keep;
	const char *whose = *object->file ? object->file :
			    *object->source ? object->source : "no object";

	search->positions->ndoubts++;
	report_error("%s: can't tell which is %s of %s: %s",
		     search->other_kernel ? keep->shipped.path :
					    keep->rebuild.path,
		     symbol->name, whose, why);
}

/* Tell whose the position of SYMBOL is, of those from FIRST on. */
static int name_owner(struct search *search, const struct kernel_symbol *symbol,
		      size_t first)
{
	struct positions *positions = search->positions;
	const struct kernel_symbol *there = symbol;
	const char *why = "it isn't in kallsyms";
	struct object object;

	if (object_of_symbol(&search->keep->objects, symbol, &object))
		return -1;
	if (search->wanted && !object_is(&object, search->wanted))
		return 0;
	if (search->other_kernel)
		there = match_symbol(&search->keep->match, symbol, &why);
	for (size_t i = first; there && i < positions->list.size; i++) {
		struct position *p = &positions->list.data[i];

		if (p->known || p->address != there->address)
			continue;
		p->known = true;
		p->object = object;
		return 0;
	}
	/* A variable, say, without CONFIG_KALLSYMS_ALL. */
	if (there && positions->list.size == first)
		return 0;
	doubt(search, symbol, &object, there ? "it isn't in kallsyms" : why);
	return 0;
}

/* The positions of one name: COUNT entries and the symbols from *AT on, which
 * moves on. */
static int search_name(struct search *search, const char *name,
		       const struct kallsyms_entry **entries, size_t count,
		       size_t *at)
{
	struct keep *keep = search->keep;
	size_t first = search->positions->list.size;

	if (add_entries(search, entries, count))
		return -1;
	while (*at < keep->nsymbols && strcmp(keep->symbols[*at]->name, name) < 0)
		++*at;
	for (; *at < keep->nsymbols && !strcmp(keep->symbols[*at]->name, name);
	     ++*at)
		if (name_owner(search, keep->symbols[*at], first))
			return -1;
	return 0;
}

/* All names of the list, but for those that are there once if ALL is false. */
static int search_names(struct search *search, bool all)
{
	const struct kallsyms_entry **entry = search->keep->entries;
	size_t at = 0;

	while (*entry) {
		size_t count = 1;

		while (entry[count] &&
		       !strcmp(entry[count]->name, entry[0]->name))
			count++;
		if ((all || count > 1) &&
		    search_name(search, entry[0]->name, entry, count, &at))
			return -1;
		entry += count;
	}
	return 0;
}

static int prepare(struct search *search, const struct sidecar *sidecar,
		   const char *path, const struct foldinfo_options *options)
{
	struct keep *keep = search->keep;
	const struct kernel *kernel = &keep->rebuild;
	int status;

	if (kernel_from_sidecar(&keep->rebuild, sidecar, path) ||
	    objects_init(&keep->objects, sidecar, &keep->rebuild))
		return -1;
	if (options->shipped) {
		kernel = &keep->shipped;
		if (kernel_read(&keep->shipped, options->shipped) ||
		    match_init(&keep->match, &keep->rebuild, &keep->shipped))
			return -1;
		if (!keep->match.matches)
			report_warning("%s: not all of it matches, see foldinfo match",
				       options->shipped);
	}
	status = kallsyms_read(&keep->kallsyms, kernel);
	if (!status)
		status = kallsyms_derive(&keep->kallsyms, kernel,
					 !options->no_kallsyms_all);
	return status < 0 ? -1 : 0;
}

int positions_from_all(struct positions *ret, const struct sidecar *sidecar,
		       const char *path,
		       const struct foldinfo_options *options,
		       const char *name, struct keep **keep)
{
	struct search search = {
		.positions = ret,
		.other_kernel = options->shipped,
		.wanted = options->object,
	};

	memset(ret, 0, sizeof(*ret));
	search.keep = *keep = calloc(1, sizeof(**keep));
	if (!search.keep)
		return report_nomem();
	if (prepare(&search, sidecar, path, options) ||
	    index_names(search.keep, name) || search_names(&search, name))
		return -1;
	ret->by_own_table = search.keep->kallsyms.is_own;
	return 0;
}

void keep_destroy(struct keep *keep)
{
	if (!keep)
		return;
	free(keep->entries);
	free(keep->symbols);
	kallsyms_deinit(&keep->kallsyms);
	objects_deinit(&keep->objects);
	match_deinit(&keep->match);
	kernel_deinit(&keep->shipped);
	kernel_deinit(&keep->rebuild);
	free(keep);
}
