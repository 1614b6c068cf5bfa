/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a sidecar that speak of all the output's symbols: others, and the
 * index of names. */
#include <stdlib.h>
#include <string.h>

#include "report.h"
#include "writer.h"

void make_other(const struct writer *w, uint32_t number, void *at)
{
	const struct other *other = &w->others.list.data[number];
	const struct output_symbol *symbol = other->symbol;
	struct disk_other *ret = at;

	*ret = (struct disk_other){
		.name = order32(w->swap, w->other_names[number]),
		.info = ELF64_ST_INFO(STB_LOCAL, STT_FILE),
		.kind = other_kind(&w->facts->output, symbol),
	};
	if (!symbol) {
		ret->output_section = order32(w->swap,
					      file_of(w, other->record));
		return;
	}
	ret->address = order64(w->swap, symbol->address);
	ret->size = order64(w->swap, symbol->size);
	ret->info = symbol->info;
	ret->other = symbol->other;
	if (symbol->section < w->facts->output.nsections)
		ret->output_section = order32(w->swap,
			w->section_names[symbol->section]);
}

void make_index(const struct writer *w, uint32_t index, void *ret)
{
	*(uint32_t *)ret = order32(w->swap, w->index[index]);
}

/* The name of record or other NUMBER, or "": it isn't in the index. */
static const char *name_of(const struct writer *w, uint32_t number)
{
	const struct layout *layout = w->layout;
	const struct inventory_symbol *symbol;

	if (number >= layout->nrecords) {
		number -= layout->nrecords;
		return w->others.list.data[number].symbol ?
		       w->others.list.data[number].name : "";
	}
	symbol = layout_symbol(layout, &layout->records[number]);
	return symbol ? w->facts->inv.strings + symbol->name : "";
}

uint32_t format_hash_name(const char *name)
{
	uint32_t hash = 5381;

	while (*name)
		hash = hash * 33 + (unsigned char)*name++;
	return hash;
}

/* The bucket of record or other NUMBER, or nbuckets: it has no name. */
static uint32_t bucket_of(const struct writer *w, uint32_t number)
{
	const char *name = name_of(w, number);

	return *name ? format_hash_name(name) % w->nbuckets : w->nbuckets;
}

/* Names by their hash, each bucket's together: a counting sort. */
int index_names(struct writer *w)
{
	uint32_t count = w->layout->nrecords + (uint32_t)w->others.list.size;
	uint32_t nbuckets = w->nbuckets, total = 0, *start, *entries;
	uint32_t *bucket = malloc(((size_t)count + 1) * sizeof(*bucket));

	w->index = calloc(w->size[PART_INDEX], 1);
	if (!w->index || !bucket) {
		free(bucket);
		return report_nomem();
	}
	w->index[0] = nbuckets;
	start = w->index + 2;
	entries = start + nbuckets;
	/* A bucket's word first counts its names, then says where the next of
	 * them goes, and last where they end and the next bucket begins. */
	for (uint32_t i = 0; i < count; i++) {
		bucket[i] = bucket_of(w, i);
		if (bucket[i] < nbuckets)
			start[bucket[i]]++;
	}
	for (uint32_t b = 0; b < nbuckets; b++) {
		uint32_t n = start[b];

		start[b] = total;
		total += n;
	}
	for (uint32_t i = 0; i < count; i++)
		if (bucket[i] < nbuckets)
			entries[start[bucket[i]]++] = i;
	free(bucket);
	return 0;
}
