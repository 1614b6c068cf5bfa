/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a sidecar that speak of all the output's symbols: others, and
 * the index of names. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/report.h"
#include "create/writer.h"

void writer_make_other(const struct writer *w, uint32_t number, void *at)
{
	const struct other *other = &w->others.list.data[number];
	const struct output_symbol *symbol = other->symbol;
	struct disk_other *ret = at;

	*ret = (struct disk_other){
		.name = order32(w->swap, w->other_names[number]),
		.info = ELF64_ST_INFO(STB_LOCAL, STT_FILE),
		.kind = format_other_kind(&w->facts->output, symbol),
	};
	if (!symbol) {
		ret->output_section = order32(w->swap,
					      writer_file_of(w, other->record));
		return;
	}
	ret->address = order64(w->swap, symbol->address);
	ret->size = order64(w->swap, symbol->size);
	ret->info = symbol->info;
	ret->other = symbol->other;
	if (symbol->section < w->facts->output.nsections)
		ret->output_section = order32(
			w->swap, w->section_names[symbol->section]);
}

void writer_make_index(const struct writer *w, uint32_t index, void *ret)
{
	*(uint32_t *)ret = order32(w->swap, w->index[index]);
}

/* The names of record or other NUMBER, the output's and the object's: as many
 * as are returned. */
static size_t names_of(const struct writer *w, uint32_t number,
		       const char *ret[2])
{
	const struct layout *layout = w->layout;
	const struct layout_record *record;
	size_t count = 0;

	if (number >= layout->nrecords) {
		number -= layout->nrecords;
		if (!w->others.list.data[number].symbol)
			return 0;
		ret[0] = w->others.list.data[number].name;
		return *ret[0] ? 1 : 0;
	}
	record = &layout->records[number];
	if (!layout_symbol(layout, record))
		return 0;
	ret[count] = layout_numbered(layout, record);
	count += ret[count] != NULL;
	ret[count] = w->facts->inv.strings +
		     layout_symbol(layout, record)->name;
	return *ret[count] ? count + 1 : count;
}

/* A name of record or other NUMBER. */
struct indexed_name {
	uint32_t hash, number;
};

typedef VEC(struct indexed_name) indexed_name_list;

/* Where numbers and their tags go. */
struct entries {
	uint32_t *numbers, *tags;
};

static void add_entry(struct entries *entries, uint32_t at,
		      const struct indexed_name *name)
{
	entries->numbers[at] = name->number;
	entries->tags[at / INDEX_TAGS] |= format_tag(name->hash)
					  << format_tag_shift(at);
}

/* List all names, and count those of each bucket in COUNTS. 0, or -1
 * (reported). */
static int list_names(const struct writer *w, uint32_t *counts,
		      indexed_name_list *list)
{
	uint32_t count = w->layout->nrecords + (uint32_t)w->others.list.size;
	const char *names[2];

	for (uint32_t i = 0; i < count; i++) {
		size_t nnames = names_of(w, i, names);

		for (size_t n = 0; n < nnames; n++) {
			struct indexed_name *name = vec_push(list);

			if (!name)
				return -1;
			name->hash = format_hash_name(names[n],
						      strlen(names[n]));
			name->number = i;
			counts[name->hash % w->nbuckets]++;
		}
	}
	return 0;
}

/* Names by their hash, each bucket's together: a counting sort. A bucket's word
 * first counts its names, then says where the next of them goes, and last where
 * they end and the next bucket begins. */
int writer_index_names(struct writer *w)
{
	indexed_name_list list = {};
	const struct indexed_name *name;
	uint32_t total = 0, *start;
	struct entries entries;
	int status;

	assert(w->nbuckets); /* one more than an eighth of the names */
	w->index = calloc(w->size[PART_INDEX], 1);
	if (!w->index)
		return report_nomem();
	w->index[0] = w->nbuckets;
	start = w->index + 2;
	status = list_names(w, start, &list);
	for (uint32_t b = 0; b < w->nbuckets; b++) {
		uint32_t n = start[b];

		start[b] = total;
		total += n;
	}
	entries.numbers = start + w->nbuckets;
	entries.tags = entries.numbers + total;
	if (!status)
		vec_for_each(&list, name)
			add_entry(&entries, start[name->hash % w->nbuckets]++,
				  name);
	vec_deinit(&list);
	return status;
}
