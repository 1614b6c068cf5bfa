/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a sidecar that speak of all the output's symbols: others, the
 * order of .symtab, and the index of names. */
#include <string.h>

#include "format.h"
#include "writer.h"

static void put_other(const struct writer *w, size_t number,
		      struct disk_other *ret)
{
	const struct output_symbol *symbol =
		w->others.list.data[number].symbol;

	*ret = (struct disk_other){
		.name = order32(w->swap, w->other_names[number]),
		.info = ELF64_ST_INFO(STB_LOCAL, STT_FILE),
		.kind = other_kind(&w->facts->output, symbol),
	};
	if (!symbol)
		return;
	ret->address = order64(w->swap, symbol->address);
	ret->size = order64(w->swap, symbol->size);
	ret->info = symbol->info;
	ret->other = symbol->other;
	if (symbol->section < w->facts->output.nsections)
		ret->output_section = order32(w->swap,
			w->section_names[symbol->section]);
}

/* The name of record or other NUMBER, or "": it isn't in the index. */
static const char *name_of(const struct writer *w, uint32_t number)
{
	const char *strings = part(w, PART_STRINGS);
	const struct layout *layout = w->layout;
	const struct inventory_symbol *symbol;

	if (number >= layout->nrecords) {
		number -= layout->nrecords;
		return w->others.list.data[number].symbol ?
		       strings + w->other_names[number] : "";
	}
	symbol = layout_symbol(layout, &layout->records[number]);
	return symbol ? strings + symbol->name : "";
}

uint32_t format_hash_name(const char *name)
{
	uint32_t hash = 5381;

	while (*name)
		hash = hash * 33 + (unsigned char)*name++;
	return hash;
}

/* Names by their hash, each bucket's together: a counting sort. */
static void put_names(struct writer *w)
{
	uint32_t count = w->layout->nrecords + (uint32_t)w->others.list.size;
	uint32_t *words = part(w, PART_INDEX);
	uint32_t nbuckets = w->nbuckets, total = 0;
	uint32_t *start = words + 2, *entries = words + 2 + nbuckets;

	words[0] = nbuckets;
	/* A bucket's word first counts its names, then says where the next of
	 * them goes, and last where they end and the next bucket begins. */
	for (uint32_t i = 0; i < count; i++)
		if (*name_of(w, i))
			start[format_hash_name(name_of(w, i)) % nbuckets]++;
	for (uint32_t b = 0; b < nbuckets; b++) {
		uint32_t n = start[b];

		start[b] = total;
		total += n;
	}
	for (uint32_t i = 0; i < count; i++)
		if (*name_of(w, i))
			entries[start[format_hash_name(name_of(w, i)) %
				      nbuckets]++] = i;
	for (size_t i = 0; i < w->size[PART_INDEX] / sizeof(*words); i++)
		words[i] = order32(w->swap, words[i]);
}

void put_whole(struct writer *w)
{
	struct disk_other *others = part(w, PART_OTHERS);
	uint32_t *order = part(w, PART_ORDER);

	for (size_t i = 0; i < w->others.list.size; i++)
		put_other(w, i, &others[i]);
	*order++ = order32(w->swap, w->others.nlocals);
	for (size_t i = 0; i < w->others.order.size; i++)
		order[i] = order32(w->swap, w->others.order.data[i]);
	put_names(w);
	if (w->size[PART_COMMENT])
		memcpy(part(w, PART_COMMENT), w->facts->output.comment,
		       w->size[PART_COMMENT]);
}
