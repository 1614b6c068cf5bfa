/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which items a rebuild has by their keys, and which symbols the other kernel has
 * by their names: what references are told by, and what they lead to. */
#include <elf.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "common/search.h"
#include "machine/machine.h"
#include "match/leads.h"

static int compare_keys(const void *x, const void *y, void *ctx)
{
	const struct item *items = ctx;
	uint32_t m = *(const uint32_t *)x, n = *(const uint32_t *)y;
	const struct item *a = &items[m], *b = &items[n];

	if (a->file != b->file)
		return a->file < b->file ? -1 : 1;
	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return (m > n) - (m < n);
}

static int compare_names(const void *x, const void *y, void *ctx)
{
	const struct kernel_symbol *symbols = ctx;
	uint32_t m = *(const uint32_t *)x, n = *(const uint32_t *)y;
	int order = strcmp(symbols[m].name, symbols[n].name);

	return order ? order : (m > n) - (m < n);
}

size_t leads_first_name(const struct leads *leads, const char *name)
{
	const struct kernel_symbol *symbols = leads->kernel->symbols.data;
	const uint32_t *by_name = leads->by_name.data;

	return lower_bound(i, 0, leads->by_name.size,
			   strcmp(symbols[by_name[i]].name, name) < 0);
}

/* ld names it, as a symbol of no object. */
static uint64_t find_toc(const struct leads *leads)
{
	const char *name = leads->machine->toc_name;
	size_t at = name ? leads_first_name(leads, name) : leads->by_name.size;
	const struct kernel_symbol *s =
		at < leads->by_name.size
			? &leads->kernel->symbols.data[leads->by_name.data[at]]
			: NULL;

	return s && !strcmp(s->name, name) ? s->address : 0;
}

/* Are addresses in the kernel's data? One that relocates itself has some in
 * .rela.dyn alone; of s390 it is called ET_EXEC nevertheless. */
static bool has_addresses(const struct kernel *kernel)
{
	Elf_Scn *scn = NULL;

	while (kernel->output.elf &&
	       (scn = elf_nextscn(kernel->output.elf, scn))) {
		GElf_Shdr header;

		if (!gelf_getshdr(scn, &header) ||
		    header.sh_type == SHT_DYNAMIC)
			return false;
	}
	return kernel->output.header.e_type == ET_EXEC;
}

int leads_init(struct leads *ret, const struct analysis *analysis,
	       const struct kernel *rebuild, const struct kernel *kernel)
{
	size_t nitems = analysis->items.size, nsymbols = kernel->symbols.size;

	*ret = (struct leads){
		.analysis = analysis,
		.rebuild = rebuild,
		.kernel = kernel,
		.machine = machine_find(kernel->machine),
	};
	if (!nitems)
		return 0;
	if (vec_reserve(&ret->by_key, nitems) ||
	    vec_reserve(&ret->by_name, nsymbols)) {
		leads_deinit(ret);
		return -1;
	}
	for (uint32_t i = 0; i < nitems; i++)
		ret->by_key.data[i] = i;
	ret->by_key.size = nitems;
	qsort_r(ret->by_key.data, nitems, sizeof(*ret->by_key.data),
		compare_keys, analysis->items.data);
	for (uint32_t i = 0; i < nsymbols; i++)
		ret->by_name.data[i] = i;
	ret->by_name.size = nsymbols;
	if (nsymbols)
		qsort_r(ret->by_name.data, nsymbols, sizeof(*ret->by_name.data),
			compare_names, kernel->symbols.data);
	ret->toc = find_toc(ret);
	ret->absolute = has_addresses(kernel);
	return 0;
}

void leads_deinit(struct leads *leads)
{
	vec_deinit(&leads->by_key);
	vec_deinit(&leads->by_name);
	memset(leads, 0, sizeof(*leads));
}

/* The first of by_key that isn't before FILE's KEY. */
static size_t first_key(const struct leads *leads, uint32_t file, uint32_t key)
{
	const struct item *items = leads->analysis->items.data;
	const uint32_t *by_key = leads->by_key.data;

	return lower_bound(i, 0, leads->by_key.size,
			   items[by_key[i]].file < file ||
				   (items[by_key[i]].file == file &&
				    items[by_key[i]].key < key));
}

size_t leads_find_items(const struct leads *leads, uint32_t file, uint32_t key,
			const struct item **ret)
{
	const struct item *items = leads->analysis->items.data;
	size_t first = first_key(leads, file, key), end = first;

	while (end < leads->by_key.size &&
	       items[leads->by_key.data[end]].file == file &&
	       items[leads->by_key.data[end]].key == key)
		end++;
	*ret = end > first ? &items[leads->by_key.data[first]] : NULL;
	return end - first;
}
