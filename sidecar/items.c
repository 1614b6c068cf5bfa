/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The analysis in a sidecar: writing and reading its records. They are its
 * arrays in the output's byte order; strings keep their numbers. */
#include <stdlib.h>
#include <string.h>

#include "analysis.h"
#include "cleanup.h"
#include "format.h"
#include "reader.h"
#include "report.h"
#include "writer.h"

/* Kind and flags of a reference share a byte. */
enum {
	FLAGS_SHIFT = 4,
	KIND_MASK = (1 << FLAGS_SHIFT) - 1,
};

/* -- Writing ------------------------------------------------------------- */

void make_unit(const struct writer *w, uint32_t index, void *ret)
{
	const struct analysis_file *file =
		&w->facts->analysis.files.data[index];

	*(struct disk_unit *)ret = (struct disk_unit){
		.name = order32(w->swap, file->name),
		.member = order32(w->swap, file->member),
		.first_item = order32(w->swap, file->first_item),
		.nitems = order32(w->swap, file->nitems),
	};
}

void make_item(const struct writer *w, uint32_t index, void *ret)
{
	const struct item *item = &w->facts->analysis.items.data[index];
	bool swap = w->swap;

	*(struct disk_item *)ret = (struct disk_item){
		.size = order64(swap, item->size),
		.checksum = order64(swap, item->checksum),
		.bytes = order64(swap, item->bytes),
		.name = order32(swap, item->name),
		.key = order32(swap, item->key),
		.base = order32(swap, item->base),
		.source = order32(swap, item->source),
		.flags = order32(swap, item->flags),
		.parent = order32(swap, item->parent),
		.first_reference = order32(swap, item->first_reference),
		.nreferences = order32(swap, item->nreferences),
	};
}

void make_lineless(const struct writer *w, uint32_t index, void *ret)
{
	uint32_t item = w->lineless.data[index];

	*(struct disk_lineless *)ret = (struct disk_lineless){
		.lineless = order64(w->swap,
			w->facts->analysis.items.data[item].lineless),
		.item = order32(w->swap, item),
	};
}

void make_reference(const struct writer *w, uint32_t index, void *ret)
{
	const struct reference *reference =
		&w->facts->analysis.references.data[index];

	*(struct disk_reference *)ret = (struct disk_reference){
		.value = order64(w->swap, reference->value),
		.target = order32(w->swap, reference->target),
		.offset = order32(w->swap, reference->offset),
		.type = order16(w->swap, reference->type),
		.kind = (uint8_t)(reference->flags << FLAGS_SHIFT |
				  reference->kind),
		.width = (uint8_t)reference->width,
	};
}

/* The first item of FILE in SECTION at VALUE or behind it: items are in this
 * order, but for tables at the end. */
static uint32_t first_item_at(const struct analysis *analysis,
			      const struct analysis_file *file,
			      uint32_t section, uint64_t value)
{
	uint32_t low = file->first_item, high = low + file->nitems;

	while (high > low && analysis->items.data[high - 1].flags & ITEM_TABLE)
		high--;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct item *item = &analysis->items.data[middle];

		if (item->section < section ||
		    (item->section == section && item->value < value))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Find the item of record NUMBER among those that aren't TAKEN. */
static void link_record(struct writer *w, bool *taken, uint32_t number)
{
	const struct facts *facts = w->facts;
	const struct analysis *analysis = &facts->analysis;
	const struct layout_record *record = &w->layout->records[number];
	const struct inventory_section *section =
		&facts->inv.sections[facts->order[record->position]];
	const struct inventory_symbol *symbol =
		layout_symbol(w->layout, record);
	uint32_t unit = facts->unit[section->file];
	const struct analysis_file *file;

	if (!symbol || unit == ANALYSIS_NONE)
		return;
	file = &analysis->files.data[unit];
	for (uint32_t i = first_item_at(analysis, file, section->shndx,
					symbol->value);
	     i < file->first_item + file->nitems; i++) {
		const struct item *item = &analysis->items.data[i];

		if (item->section != section->shndx ||
		    item->value != symbol->value)
			break;
		if (!taken[i] &&
		    !strcmp(analysis_string(analysis, item->name),
			    facts->inv.strings + symbol->name)) {
			taken[i] = true;
			w->item[number] = i + 1;
			break;
		}
	}
}

int link_items(struct writer *w)
{
	const struct analysis *analysis = &w->facts->analysis;
	_cleanup_free_ bool *taken = calloc(analysis->items.size + 1,
					    sizeof(*taken));

	if (analysis->items.size >= UINT32_MAX ||
	    analysis->references.size >= UINT32_MAX) {
		report_error("the references of this link pass 4294967295");
		return -1;
	}
	w->item = calloc((size_t)w->layout->nrecords + 1, sizeof(*w->item));
	if (!w->item || !taken)
		return report_nomem();
	if (analysis->items.size)
		for (uint32_t i = 0; i < w->layout->nrecords; i++)
			link_record(w, taken, i);
	return 0;
}

int list_lineless(struct writer *w)
{
	const struct item *item;
	uint32_t number = 0, *at;

	vec_for_each(&w->facts->analysis.items, item) {
		if (item->lineless != item->checksum) {
			at = vec_push(&w->lineless);
			if (!at)
				return -1;
			*at = number;
		}
		number++;
	}
	return 0;
}

/* -- Reading ------------------------------------------------------------- */

/* Is each string's number within the SIZE bytes of the table? */
static bool are_strings(const uint32_t *numbers, size_t count, size_t size)
{
	for (size_t i = 0; i < count; i++)
		if (numbers[i] >= size)
			return false;
	return true;
}

/* Its items are the next ones. */
static int read_unit(const struct sidecar *sc, uint32_t index,
		     struct analysis *ret, uint32_t *next_item)
{
	struct analysis_file *file = vec_push(&ret->files);
	struct disk_unit disk;

	if (!file)
		return -1;
	table_get(sc, TABLE_UNITS, index, &disk, sizeof(disk));
	file->name = order32(sc->swap, disk.name);
	file->member = order32(sc->swap, disk.member);
	file->first_item = order32(sc->swap, disk.first_item);
	file->nitems = order32(sc->swap, disk.nitems);
	if (!are_strings(&file->name, 2, ret->strings.size) ||
	    file->first_item != *next_item ||
	    file->nitems > ret->items.size - *next_item)
		return sidecar_damaged(sc, "a unit has no sense");
	for (uint32_t i = 0; i < file->nitems; i++)
		ret->items.data[(*next_item)++].file = index;
	return 0;
}

static int read_item(const struct sidecar *sc, uint32_t index,
		     struct analysis *ret)
{
	size_t nreferences = ret->references.size;
	struct item *item = &ret->items.data[index];
	struct disk_item disk;

	table_get(sc, TABLE_ITEMS, index, &disk, sizeof(disk));
	*item = (struct item){
		.size = order64(sc->swap, disk.size),
		.checksum = order64(sc->swap, disk.checksum),
		.lineless = order64(sc->swap, disk.checksum),
		.bytes = order64(sc->swap, disk.bytes),
		.name = order32(sc->swap, disk.name),
		.key = order32(sc->swap, disk.key),
		.base = order32(sc->swap, disk.base),
		.source = order32(sc->swap, disk.source),
		.flags = order32(sc->swap, disk.flags),
		.parent = order32(sc->swap, disk.parent),
		.first_reference = order32(sc->swap, disk.first_reference),
		.nreferences = order32(sc->swap, disk.nreferences),
	};
	if (!are_strings(&item->name, 4, ret->strings.size) ||
	    item->parent >= ret->items.size ||
	    item->first_reference > nreferences ||
	    item->nreferences > nreferences - item->first_reference)
		return sidecar_damaged(sc, "an item has no sense");
	return 0;
}

static int read_lineless(const struct sidecar *sc, uint32_t index,
			 struct analysis *ret)
{
	struct disk_lineless disk;
	uint32_t item;

	table_get(sc, TABLE_LINELESS, index, &disk, sizeof(disk));
	item = order32(sc->swap, disk.item);
	if (item >= ret->items.size)
		return sidecar_damaged(sc, "an item's number is too high");
	ret->items.data[item].lineless = order64(sc->swap, disk.lineless);
	return 0;
}

/* Tell the item of record INDEX, if it has one, whose it is. */
static int read_record(const struct sidecar *sc, uint32_t index,
		       struct analysis *ret)
{
	struct disk_symbol disk;
	uint32_t item;

	table_get(sc, TABLE_SYMBOLS, index, &disk, sizeof(disk));
	item = order32(sc->swap, disk.item);
	if (item > ret->items.size)
		return sidecar_damaged(sc, "an item's number is too high");
	if (!item)
		return 0;
	if (ret->items.data[item - 1].record)
		return sidecar_damaged(sc, "two symbols are one item");
	ret->items.data[item - 1].record = index + 1;
	return 0;
}

static int read_reference(const struct sidecar *sc, uint32_t index,
			  struct analysis *ret)
{
	struct reference *reference = &ret->references.data[index];
	struct disk_reference disk;

	table_get(sc, TABLE_REFERENCES, index, &disk, sizeof(disk));
	*reference = (struct reference){
		.value = order64(sc->swap, disk.value),
		.target = order32(sc->swap, disk.target),
		.offset = order32(sc->swap, disk.offset),
		.type = order16(sc->swap, disk.type),
		.kind = disk.kind & KIND_MASK,
		.flags = disk.kind >> FLAGS_SHIFT,
		.width = disk.width,
	};
	if (reference->target >= ret->strings.size)
		return sidecar_damaged(sc, "a reference has no sense");
	return 0;
}

/* The strings, as they are; nothing is looked up in them. */
static int read_names(const struct sidecar *sc, struct analysis *ret)
{
	const struct span *names = &sc->names;
	char *data = malloc(names->size);

	if (!data)
		return report_nomem();
	memcpy(data, names->data, names->size);
	strtab_deinit(&ret->strings);
	memset(&ret->strings, 0, sizeof(ret->strings));
	ret->strings.data = data;
	ret->strings.size = ret->strings.capacity = names->size;
	return 0;
}

/* Read all records of table T. 0, or -1 (reported). */
static int read_all(const struct sidecar *sc, enum table t,
		    int (*read)(const struct sidecar *sc, uint32_t index,
				struct analysis *ret), struct analysis *ret)
{
	uint32_t count = table_count(sc, t);

	for (uint32_t i = 0; i < count; i++)
		if (read(sc, i, ret))
			return -1;
	return 0;
}

/* The units have all items between them. */
static int read_units(const struct sidecar *sc, struct analysis *ret)
{
	uint32_t count = table_count(sc, TABLE_UNITS), next_item = 0;

	for (uint32_t i = 0; i < count; i++)
		if (read_unit(sc, i, ret, &next_item))
			return -1;
	return next_item == ret->items.size ? 0 :
	       sidecar_damaged(sc, "an item is of no unit");
}

int sidecar_read_analysis(const struct sidecar *sc, struct analysis *ret)
{
	uint32_t nitems = table_count(sc, TABLE_ITEMS);
	uint32_t nreferences = table_count(sc, TABLE_REFERENCES);

	if (!sc->info.checksum_recipe) {
		report_error("%s: it has no checksums, its objects couldn't be analysed",
			     sc->path);
		return -1;
	}
	if (sc->info.checksum_recipe != ANALYSIS_RECIPE) {
		report_error("%s: its checksums are of recipe %u, here they are of %d",
			     sc->path, sc->info.checksum_recipe,
			     ANALYSIS_RECIPE);
		return -1;
	}
	if (read_names(sc, ret) || vec_reserve(&ret->items, nitems) ||
	    vec_reserve(&ret->references, nreferences))
		return -1;
	ret->machine = sc->info.machine;
	ret->items.size = nitems;
	ret->references.size = nreferences;
	return read_all(sc, TABLE_ITEMS, read_item, ret) ||
	       read_units(sc, ret) ||
	       read_all(sc, TABLE_LINELESS, read_lineless, ret) ||
	       read_all(sc, TABLE_SYMBOLS, read_record, ret) ||
	       read_all(sc, TABLE_REFERENCES, read_reference, ret) ? -1 : 0;
}
