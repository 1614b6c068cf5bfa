/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing and reading the inventory of inventory.h. */
#include "common/inventory.h"

#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>

#include "common/io.h"
#include "common/report.h"

_Static_assert(sizeof(struct inventory_header) == 40, "no padding");
_Static_assert(sizeof(struct inventory_file) == 40, "no padding");
_Static_assert(sizeof(struct inventory_section) == 72, "no padding");
_Static_assert(sizeof(struct inventory_symbol) == 32, "no padding");

struct part {
	const void *data;
	size_t size;
};

int inventory_write(int fd, const char *name, const struct inventory *inv)
{
	struct inventory_header header = {
		.magic = INVENTORY_MAGIC,
		.nfiles = inv->nfiles,
		.nsections = inv->nsections,
		.nsymbols = inv->nsymbols,
		.strings_size = inv->strings_size,
		.linker = inv->linker,
		.lld = inv->lld,
	};
	const struct part parts[] = {
		{ &header, sizeof(header) },
		{ inv->files, inv->nfiles * sizeof(*inv->files) },
		{ inv->sections, inv->nsections * sizeof(*inv->sections) },
		{ inv->symbols, inv->nsymbols * sizeof(*inv->symbols) },
		{ inv->strings, inv->strings_size },
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		header.total_size += parts[i].size;
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		if (write_all(fd, parts[i].data, parts[i].size)) {
			report_error("%s: can't write:", name);
			return -1;
		}
	}
	return 0;
}

/* Whether the sections of each file follow those of the file before it, and no
 * section is left over. */
static bool files_valid(const struct inventory *inv)
{
	uint32_t next = 0;

	for (uint32_t i = 0; i < inv->nfiles; i++) {
		const struct inventory_file *f = &inv->files[i];

		if (f->name >= inv->strings_size ||
		    f->member >= inv->strings_size ||
		    f->shown >= inv->strings_size || f->first_section != next ||
		    f->nsections > inv->nsections - next)
			return false;
		for (uint32_t j = 0; j < f->nsections; j++)
			if (inv->sections[next++].file != i)
				return false;
	}
	return next == inv->nsections;
}

/* The same of sections and their symbols. */
static bool sections_valid(const struct inventory *inv)
{
	uint32_t next = 0;

	for (uint32_t i = 0; i < inv->nsections; i++) {
		const struct inventory_section *s = &inv->sections[i];

		if (s->name >= inv->strings_size ||
		    s->base >= inv->strings_size ||
		    (s->owner != INVENTORY_NONE &&
		     s->owner >= inv->nsections) ||
		    s->first_symbol != next ||
		    s->nsymbols > inv->nsymbols - next)
			return false;
		for (uint32_t j = 0; j < s->nsymbols; j++)
			if (inv->symbols[next++].section != i)
				return false;
	}
	return next == inv->nsymbols;
}

static bool symbols_valid(const struct inventory *inv)
{
	for (uint32_t i = 0; i < inv->nsymbols; i++)
		if (inv->symbols[i].name >= inv->strings_size ||
		    inv->symbols[i].source >= inv->strings_size)
			return false;
	return true;
}

/* Point the arrays of INV into its buffer of SIZE bytes. */
static bool lay_out(struct inventory *inv, size_t size)
{
	const struct inventory_header *header = inv->buffer;
	uint64_t files, sections, symbols;
	const char *at = inv->buffer;

	if (size < sizeof(*header) || header->magic != INVENTORY_MAGIC ||
	    header->total_size != size)
		return false;
	files = (uint64_t)header->nfiles * sizeof(*inv->files);
	sections = (uint64_t)header->nsections * sizeof(*inv->sections);
	symbols = (uint64_t)header->nsymbols * sizeof(*inv->symbols);
	if (sizeof(*header) + files + sections + symbols +
			    header->strings_size !=
		    size ||
	    !header->strings_size)
		return false;
	at += sizeof(*header);
	inv->files = (const void *)at;
	inv->sections = (const void *)(at + files);
	inv->symbols = (const void *)(at + files + sections);
	inv->strings = at + files + sections + symbols;
	inv->nfiles = header->nfiles;
	inv->nsections = header->nsections;
	inv->nsymbols = header->nsymbols;
	inv->strings_size = header->strings_size;
	inv->linker = header->linker;
	inv->lld = header->lld;
	return !inv->strings[0] && !inv->strings[inv->strings_size - 1] &&
	       files_valid(inv) && sections_valid(inv) && symbols_valid(inv);
}

int inventory_read(int fd, const char *name, struct inventory *ret)
{
	struct inventory inv = {};

	if (map_whole(fd, name, &inv.buffer, &inv.size))
		return -1;
	if (!lay_out(&inv, inv.size)) {
		report_error(
			"%s: incomplete inventory, the plugin's output was cut short",
			name);
		inventory_deinit(&inv);
		return -1;
	}
	*ret = inv;
	return 0;
}

void inventory_deinit(struct inventory *inv)
{
	if (inv->buffer)
		munmap(inv->buffer, inv->size);
	memset(inv, 0, sizeof(*inv));
}
