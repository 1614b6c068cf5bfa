/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Building the inventory of common/inventory.h: symbol sections with their
 * symbols, and companions. */
#include "proof/collect.h"

#include <string.h>

#include "common/report.h"
#include "common/search.h"

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
	vec_deinit(&collection->companions);
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
	collection->companions.size = 0;
	return 0;
}

int collect_shown(struct collection *collection, const char *shown)
{
	return add_string(
		collection, shown,
		&collection->files.data[collection->files.size - 1].shown);
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
	uint32_t number;

	if (add_section(collection, section, kind, &number))
		return -1;
	to = &collection->sections.data[number];
	if (add_string(collection, rules->bases.data[verdict->base].name,
		       &to->base) ||
	    add_symbols(collection, object, section, number))
		return -1;
	to->nsymbols = (uint32_t)section->nsymbols;
	return 0;
}

int collect_companion(struct collection *collection,
		      const struct object_section *section, uint32_t owner)
{
	struct companion *companion = vec_push(&collection->companions);

	if (!companion)
		return -1;
	*companion = (struct companion){ section, owner };
	return 0;
}

/* The symbol section with NUMBER in the current file, or INVENTORY_NONE. They
 * are in the file's order. */
static uint32_t find_collected(const struct collection *collection,
			       uint32_t number)
{
	const size_t begin = collection->files.data[collection->files.size - 1]
				     .first_section;
	const size_t end = collection->sections.size;
	size_t at = lower_bound(i, begin, end,
				collection->sections.data[i].shndx < number);

	return at < end && collection->sections.data[at].shndx == number
		       ? (uint32_t)at
		       : INVENTORY_NONE;
}

/* Owners first: what is added stands behind the symbol sections. */
int collect_file_end(struct collection *collection)
{
	struct companion *companion;

	vec_for_each(&collection->companions, companion)
		companion->owner = find_collected(collection, companion->owner);
	vec_for_each(&collection->companions, companion) {
		uint32_t number;

		/* Its function isn't in a symbol section. */
		if (companion->owner == INVENTORY_NONE)
			continue;
		if (add_section(collection, companion->section,
				INVENTORY_COMPANION, &number))
			return -1;
		collection->sections.data[number].owner = companion->owner;
	}
	return 0;
}

/* Move a file's sections and their symbols to the end of what is kept so far,
 * NSECTIONS and NSYMBOLS of them, for file number FILE. */
static void move_file(struct collection *collection,
		      struct inventory_file *file, uint32_t number,
		      uint32_t *nsections, uint32_t *nsymbols)
{
	uint32_t first = file->first_section, shift = first - *nsections;

	for (uint32_t i = 0; i < file->nsections; i++) {
		struct inventory_section *section =
			&collection->sections.data[first + i];
		uint32_t from = section->first_symbol;

		section->file = number;
		section->first_symbol = *nsymbols;
		if (section->owner != INVENTORY_NONE)
			section->owner -= shift;
		for (uint32_t j = 0; j < section->nsymbols; j++) {
			struct inventory_symbol *symbol =
				&collection->symbols.data[from + j];

			symbol->section = *nsections;
			collection->symbols.data[(*nsymbols)++] = *symbol;
		}
		collection->sections.data[(*nsections)++] = *section;
	}
	file->first_section -= shift;
}

/* FILE stays where it is, as all before it have. */
static void leave_file(const struct collection *collection,
		       const struct inventory_file *file, uint32_t *nsections,
		       uint32_t *nsymbols)
{
	const struct inventory_section *last;

	if (!file->nsections)
		return;
	*nsections = file->first_section + file->nsections;
	last = &collection->sections.data[*nsections - 1];
	*nsymbols = last->first_symbol + last->nsymbols;
}

void collection_keep(struct collection *collection, const bool *linked)
{
	uint32_t nfiles = 0, nsections = 0, nsymbols = 0;

	for (size_t i = 0; i < collection->files.size; i++) {
		struct inventory_file *file = &collection->files.data[i];

		if (!linked[i])
			continue;
		if (i == nfiles)
			leave_file(collection, file, &nsections, &nsymbols);
		else
			move_file(collection, file, nfiles, &nsections,
				  &nsymbols);
		collection->files.data[nfiles++] = *file;
	}
	collection->files.size = nfiles;
	collection->sections.size = nsections;
	collection->symbols.size = nsymbols;
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
		.lld = collection->lld,
	};

	return inventory_write(fd, "the inventory", &inventory);
}
