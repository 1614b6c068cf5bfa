/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding positions in a whole kernel: the shipped one, object by object with
 * the help of its rebuild, or the folded one itself. */
#include "foldinfo/sympos.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/report.h"
#include "common/search.h"
#include "match/kallsyms.h"
#include "match/match.h"

struct positions_data {
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
	struct positions_data *data;
	struct positions *positions;
	bool other_kernel;
	const char *wanted; /* OBJECT, or NULL */
};

static int compare_symbols(const void *x, const void *y)
{
	const struct kernel_symbol *a = *(const struct kernel_symbol **)x;
	const struct kernel_symbol *b = *(const struct kernel_symbol **)y;
	int order = strcmp(a->name, b->name);

	return order ? order : (a > b) - (a < b);
}

static int compare_strings(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static bool is_wanted(const struct position_names *names, const char *name)
{
	return !names->list ||
	       (names->count && bsearch(&name, names->list, names->count,
					sizeof(*names->list), compare_strings));
}

static int index_names(struct positions_data *data,
		       const struct position_names *names)
{
	size_t count = 0;

	data->entries = calloc(data->kallsyms.entries.size + 1,
			       sizeof(*data->entries));
	data->symbols = calloc(data->rebuild.symbols.size + 1,
			       sizeof(*data->symbols));
	if (!data->entries || !data->symbols)
		return report_nomem();
	for (size_t i = 0; i < data->kallsyms.entries.size; i++)
		if (is_wanted(names, data->kallsyms.entries.data[i].name))
			data->entries[count++] =
				&data->kallsyms.entries.data[i];
	if (count)
		qsort(data->entries, count, sizeof(*data->entries),
		      kallsyms_compare_entries);
	data->entries[count] = NULL;
	for (size_t i = 0; i < data->rebuild.symbols.size; i++) {
		const struct kernel_symbol *s = &data->rebuild.symbols.data[i];

		if (kallsyms_takes_name(s->name, s->kind) &&
		    is_wanted(names, s->name))
			data->symbols[data->nsymbols++] = s;
	}
	if (data->nsymbols)
		qsort(data->symbols, data->nsymbols, sizeof(*data->symbols),
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
			.number = KERNEL_NONE,
		};
	}
	return 0;
}

static int doubt(struct search *search, const struct kernel_symbol *symbol,
		 const struct origin *object, const char *why)
{
	struct position_doubt *to = vec_push(&search->positions->doubts);

	if (!to)
		return -1;
	*to = (struct position_doubt){
		.name = symbol->name,
		.number = symbol->number,
		.object = *object,
		.why = why,
	};
	return 0;
}

/* The first position from FIRST on, all of one name, that isn't below ADDRESS:
 * they are in the order of the table, which is that of addresses. */
static size_t find_address(const struct positions *positions, size_t first,
			   uint64_t address)
{
	return lower_bound(i, first, positions->list.size,
			   positions->list.data[i].address < address);
}

/* Tell whose the position of SYMBOL is, of those from FIRST on. */
static int name_owner(struct search *search, const struct kernel_symbol *symbol,
		      size_t first)
{
	struct positions *positions = search->positions;
	const struct kernel_symbol *there = symbol;
	const char *why = "it isn't in kallsyms";
	struct origin object;

	if (object_of_symbol(&search->data->objects, symbol, &object))
		return -1;
	if (search->wanted && !object_is(&object, search->wanted))
		return 0;
	if (search->other_kernel)
		there = match_symbol(&search->data->match, symbol, &why);
	for (size_t i = there ? find_address(positions, first, there->address)
			      : positions->list.size;
	     i < positions->list.size &&
	     positions->list.data[i].address == there->address;
	     i++) {
		struct position *p = &positions->list.data[i];

		if (p->known)
			continue;
		p->known = true;
		p->object = object;
		p->number = symbol->number;
		return 0;
	}
	/* A variable, say, without CONFIG_KALLSYMS_ALL. */
	if (there && positions->list.size == first)
		return 0;
	return doubt(search, symbol, &object,
		     there ? "it isn't in kallsyms" : why);
}

/* The positions of one name: COUNT entries and the symbols from *AT on, which
 * moves on. */
static int search_name(struct search *search, const char *name,
		       const struct kallsyms_entry **entries, size_t count,
		       size_t *at)
{
	struct positions_data *data = search->data;
	size_t first = search->positions->list.size;

	if (add_entries(search, entries, count))
		return -1;
	while (*at < data->nsymbols &&
	       strcmp(data->symbols[*at]->name, name) < 0)
		++*at;
	for (; *at < data->nsymbols && !strcmp(data->symbols[*at]->name, name);
	     ++*at)
		if (name_owner(search, data->symbols[*at], first))
			return -1;
	return 0;
}

/* All names of the list, but for those that are there once if ALL is false. */
static int search_names(struct search *search, bool all)
{
	const struct kallsyms_entry **entry = search->data->entries;
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

static int prepare(struct search *search, const struct position_build *build,
		   const struct foldinfo_options *options)
{
	struct positions_data *data = search->data;
	const struct kernel *kernel = &data->rebuild;
	int status;

	if (kernel_from_sidecar(&data->rebuild, build->sidecar, build->path) ||
	    objects_init(&data->objects, build->sidecar, &data->rebuild))
		return -1;
	data->rebuild.analysis = build->analysis;
	if (options->shipped) {
		kernel = &data->shipped;
		if (kernel_read(&data->shipped, options->shipped) ||
		    match_init(&data->match, &data->rebuild, &data->shipped))
			return -1;
		if (!data->match.matches)
			report_warning(
				"%s: not all of it matches, see foldinfo match",
				options->shipped);
	}
	status = kallsyms_read(&data->kallsyms, kernel);
	if (!status)
		status = kallsyms_derive(&data->kallsyms, kernel,
					 !options->no_kallsyms_all);
	return status < 0 ? -1 : 0;
}

int positions_from_all(struct positions *ret,
		       const struct position_build *build,
		       const struct foldinfo_options *options,
		       const struct position_names *names,
		       struct positions_data **data)
{
	struct search search = {
		.positions = ret,
		.other_kernel = options->shipped,
		.wanted = options->object,
	};

	memset(ret, 0, sizeof(*ret));
	search.data = *data = calloc(1, sizeof(**data));
	if (!search.data)
		return report_nomem();
	if (prepare(&search, build, options) ||
	    index_names(search.data, names) ||
	    search_names(&search, names->list))
		return -1;
	ret->kernel = options->shipped ? search.data->shipped.path
				       : search.data->rebuild.path;
	ret->by_own_table = search.data->kallsyms.is_own;
	return 0;
}

void positions_deinit(struct positions *positions)
{
	vec_deinit(&positions->list);
	vec_deinit(&positions->doubts);
}

void positions_remark(const struct positions *positions,
		      const struct foldinfo_options *options)
{
	if (!positions->by_own_table)
		report_note(
			"%s: it has no kallsyms table that can be read, so the positions are by the rules of the kernel's build, %s CONFIG_KALLSYMS_ALL",
			options->shipped,
			options->no_kallsyms_all ? "without" : "with");
}

void positions_data_destroy(struct positions_data *data)
{
	if (!data)
		return;
	free(data->entries);
	free(data->symbols);
	kallsyms_deinit(&data->kallsyms);
	objects_deinit(&data->objects);
	match_deinit(&data->match);
	kernel_deinit(&data->shipped);
	kernel_deinit(&data->rebuild);
	free(data);
}
