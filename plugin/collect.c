/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Building the inventory of common/inventory.h: symbol sections with their
 * symbols, and companions, the sections without a symbol that belong to a
 * function: .rodata.FUNC (a jump table), .rodata.FUNC.str1.8. */
#include "collect.h"

#include <ctype.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

int collection_init(struct collection *collection)
{
	memset(collection, 0, sizeof(*collection));
	return strtab_init(&collection->strings);
}

void collection_deinit(struct collection *collection)
{
	strtab_deinit(&collection->strings);
	vec_deinit(&collection->files);
	vec_deinit(&collection->sections);
	vec_deinit(&collection->symbols);
	vec_deinit(&collection->functions);
}

static int add_string(struct collection *collection, const char *string,
		      uint32_t *ret)
{
	*ret = 0;
	return string ? strtab_add(&collection->strings, string, ret) : 0;
}

int collect_file(struct collection *collection, const char *name,
		 const char *member, uint64_t offset, uint64_t size)
{
	struct inventory_file *file = vec_push(&collection->files);

	if (!file || add_string(collection, name, &file->name) ||
	    add_string(collection, member, &file->member))
		return -1;
	file->first_section = (uint32_t)collection->sections.size;
	file->offset = offset;
	file->size = size;
	collection->functions.size = 0;
	return 0;
}

static int add_symbols(struct collection *collection,
		       const struct object *object,
		       const struct object_section *from, uint32_t section)
{
	for (size_t i = 0; i < from->nsymbols; i++) {
		const struct object_symbol *symbol =
			&object->symbols.data[from->first_symbol + i];
		struct inventory_symbol *to = vec_push(&collection->symbols);

		if (!to || add_string(collection, symbol->name, &to->name) ||
		    add_string(collection, symbol->source, &to->source))
			return -1;
		to->value = symbol->value;
		to->size = symbol->size;
		to->section = section;
		to->info = symbol->info;
		to->other = symbol->other;
	}
	return 0;
}

/* Add FROM to the current file; its number in *ret. */
static int add_section(struct collection *collection,
		       const struct object_section *from,
		       enum inventory_kind kind, uint32_t *ret)
{
	struct inventory_section *to = vec_push(&collection->sections);
	struct inventory_file *file =
		&collection->files.data[collection->files.size - 1];

	if (!to || add_string(collection, from->name, &to->name))
		return -1;
	*ret = (uint32_t)collection->sections.size - 1;
	to->file = (uint32_t)collection->files.size - 1;
	to->shndx = from->number;
	to->type = from->type;
	to->kind = kind;
	to->flags = from->flags;
	to->size = from->size;
	to->align = from->align;
	to->entsize = from->entsize;
	to->owner = INVENTORY_NONE;
	to->first_symbol = (uint32_t)collection->symbols.size;
	to->nsymbols = 0;
	file->nsections++;
	return 0;
}

int collect_section(struct collection *collection, const struct rules *rules,
		    const struct object *object,
		    const struct object_section *section,
		    const struct law_verdict *verdict)
{
	enum inventory_kind kind = verdict->class == LAW_PROVEN
					   ? INVENTORY_PROVEN
					   : INVENTORY_BY_NAME;
	struct inventory_section *to;
	uint32_t number, *function;

	if (add_section(collection, section, kind, &number))
		return -1;
	to = &collection->sections.data[number];
	if (add_string(collection, rules->bases.data[verdict->base].name,
		       &to->base) ||
	    add_symbols(collection, object, section, number))
		return -1;
	to->nsymbols = (uint32_t)section->nsymbols;
	if (!(section->flags & SHF_EXECINSTR))
		return 0;
	function = vec_push(&collection->functions);
	if (!function)
		return -1;
	*function = number;
	return 0;
}

/* What a symbol section NAME of BASE was made for. */
static const char *symbol_of(const struct collection *collection,
			     uint32_t section)
{
	const struct inventory_section *s =
		&collection->sections.data[section];

	return strtab_get(&collection->strings, s->name) +
	       strlen(strtab_get(&collection->strings, s->base)) + 1;
}

/* For qsort_r: CTX is the collection. */
static int compare_functions(const void *a, const void *b, void *ctx)
{
	return strcmp(symbol_of(ctx, *(const uint32_t *)a),
		      symbol_of(ctx, *(const uint32_t *)b));
}

/* The symbol section of the function NAME (LENGTH bytes) in the current file,
 * or INVENTORY_NONE. */
static uint32_t find_function(const struct collection *collection,
			      const char *name, size_t length)
{
	size_t low = 0, high = collection->functions.size;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		uint32_t section = collection->functions.data[middle];
		const char *have = symbol_of(collection, section);
		int order = strncmp(have, name, length);

		if (!order && have[length])
			order = 1;
		if (!order)
			return section;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return INVENTORY_NONE;
}

/* The length of NAME without what the assembler's mergeable sections append:
 * .str1.8, .cst16 (gcc/varasm.cc, mergeable_string_section). */
static size_t without_merge_suffix(const char *name)
{
	size_t length = strlen(name);
	const char *suffix = strstr(name, ".str");

	if (!suffix)
		suffix = strstr(name, ".cst");
	if (suffix && isdigit((unsigned char)suffix[4]))
		length = (size_t)(suffix - name);
	return length;
}

/* The function that SECTION accompanies, or INVENTORY_NONE. */
static uint32_t find_owner(const struct collection *collection,
			   const struct rules *rules,
			   const struct object_section *section)
{
	size_t length = strlen(section->name);
	uint32_t base;

	if (!(section->flags & SHF_ALLOC) ||
	    section->flags & (SHF_EXECINSTR | SHF_GROUP))
		return INVENTORY_NONE;
	for (base = rules_base_below(rules, section->name, length);
	     base != RULES_NO_BASE;
	     base = rules_base_below(rules, section->name,
				     rules->bases.data[base].length)) {
		const char *name = section->name +
				   rules->bases.data[base].length + 1;
		uint32_t owner = find_function(collection, name,
					       without_merge_suffix(name));

		if (owner != INVENTORY_NONE)
			return owner;
	}
	return INVENTORY_NONE;
}

/* Is section number NUMBER of the object in the inventory already? Both lists
 * are in the file's order; *next walks along. */
static bool is_collected(const struct collection *collection, uint32_t number,
			 size_t *next, size_t end)
{
	while (*next < end &&
	       collection->sections.data[*next].shndx < number)
		(*next)++;
	return *next < end &&
	       collection->sections.data[*next].shndx == number;
}

int collect_companions(struct collection *collection,
		       const struct rules *rules, const struct object *object)
{
	size_t next = collection->files.data[collection->files.size - 1]
			      .first_section;
	size_t end = collection->sections.size;
	const struct object_section *section;

	if (!collection->functions.size)
		return 0;
	qsort_r(collection->functions.data, collection->functions.size,
		sizeof(*collection->functions.data), compare_functions,
		collection);
	vec_for_each(&object->sections, section) {
		uint32_t owner, number;

		if (is_collected(collection, section->number, &next, end))
			continue;
		owner = find_owner(collection, rules, section);
		if (owner == INVENTORY_NONE)
			continue;
		if (add_section(collection, section, INVENTORY_COMPANION,
				&number))
			return -1;
		collection->sections.data[number].owner = owner;
	}
	return 0;
}

int collection_write(const struct collection *collection, int fd)
{
	const struct inventory inventory = {
		.files = collection->files.data,
		.sections = collection->sections.data,
		.symbols = collection->symbols.data,
		.strings = collection->strings.data,
		.nfiles = (uint32_t)collection->files.size,
		.nsections = (uint32_t)collection->sections.size,
		.nsymbols = (uint32_t)collection->symbols.size,
		.strings_size = (uint32_t)collection->strings.size,
		.linker = collection->linker,
	};

	return inventory_write(fd, "the inventory", &inventory);
}
