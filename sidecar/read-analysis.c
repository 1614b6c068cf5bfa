/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the analysis in a sidecar. Its records are the analysis's arrays in
 * the output's byte order; strings keep their numbers. */
#include <stdlib.h>
#include <string.h>

#include "analysis/analysis.h"
#include "common/report.h"
#include "common/search.h"
#include "sidecar/format.h"
#include "sidecar/reader.h"

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
	table_get(sc, PART_UNITS, index, &disk, sizeof(disk));
	file->name = order32(sc->swap, disk.name);
	file->member = order32(sc->swap, disk.member);
	file->first_item = order32(sc->swap, disk.first_item);
	file->nitems = order32(sc->swap, disk.nitems);
	if (!are_strings(&file->name, 2, ret->strings.size) ||
	    file->first_item != *next_item ||
	    file->nitems > ret->items.size - *next_item)
		return sidecar_damaged(sc, "invalid unit record");
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

	table_get(sc, PART_ITEMS, index, &disk, sizeof(disk));
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
		return sidecar_damaged(sc, "invalid item record");
	return 0;
}

static int read_lineless(const struct sidecar *sc, uint32_t index,
			 struct analysis *ret)
{
	struct disk_lineless disk;
	uint32_t item;

	table_get(sc, PART_LINELESS, index, &disk, sizeof(disk));
	item = order32(sc->swap, disk.item);
	if (item >= ret->items.size)
		return sidecar_damaged(sc, "an item's number is too high");
	ret->items.data[item].lineless = order64(sc->swap, disk.lineless);
	return 0;
}

static int read_export(const struct sidecar *sc, uint32_t index,
		       struct analysis *ret)
{
	struct disk_export disk;
	uint32_t item, export;

	table_get(sc, PART_EXPORTS, index, &disk, sizeof(disk));
	item = order32(sc->swap, disk.item);
	export = order32(sc->swap, disk.export);
	if (item >= ret->items.size || export >= ret->strings.size)
		return sidecar_damaged(sc, "invalid export record");
	ret->items.data[item].export = export;
	return 0;
}

/* Tell the item of record INDEX, if it has one, whose it is. */
static int read_record(const struct sidecar *sc, uint32_t index,
		       struct analysis *ret)
{
	struct disk_symbol disk;
	uint32_t item;

	table_get(sc, PART_SYMBOLS, index, &disk, sizeof(disk));
	item = order32(sc->swap, disk.item);
	if (item > ret->items.size)
		return sidecar_damaged(sc, "an item's number is too high");
	if (!item)
		return 0;
	if (ret->items.data[item - 1].record)
		return sidecar_damaged(sc, "two symbols are one item");
	ret->items.data[item - 1].record = index + 1;
	ret->items.data[item - 1].overridden = order16(sc->swap, disk.flags) &
					       SIDECAR_OVERRIDDEN;
	return 0;
}

typedef VEC(uint32_t) item_list;

/* For qsort_r: by name, which has one number, and as the link has them. */
static int compare_names(const void *x, const void *y, void *ctx)
{
	const struct item *items = ctx;
	uint32_t m = *(const uint32_t *)x, n = *(const uint32_t *)y;

	if (items[m].name != items[n].name)
		return items[m].name < items[n].name ? -1 : 1;
	return (m > n) - (m < n);
}

/* The first of LIST, which is sorted, that isn't before NAME. */
static size_t first_called(const struct analysis *analysis,
			   const item_list *list, uint32_t name)
{
	const struct item *items = analysis->items.data;

	return lower_bound(i, 0, list->size, items[list->data[i]].name < name);
}

/* Weak ones, but not those of which each section group has one. */
static int list_weak(const struct analysis *analysis, item_list *ret)
{
	for (uint32_t i = 0; i < analysis->items.size; i++) {
		const struct item *item = &analysis->items.data[i];
		uint32_t *slot;

		if (!(item->flags & ITEM_WEAK) || item->flags & ITEM_GROUP)
			continue;
		slot = vec_push(ret);
		if (!slot)
			return -1;
		*slot = i;
	}
	if (ret->size)
		qsort_r(ret->data, ret->size, sizeof(*ret->data), compare_names,
			analysis->items.data);
	return 0;
}

/* What has no record, as an __init function, has no flag: a strong definition
 * overrides all weak ones, else the first does. */
static int find_overridden(struct analysis *analysis)
{
	struct item *items = analysis->items.data;
	item_list weak = {};
	int status = list_weak(analysis, &weak);

	for (size_t i = 1; !status && i < weak.size; i++)
		items[weak.data[i]].overridden |= items[weak.data[i]].name ==
						  items[weak.data[i - 1]].name;
	for (size_t i = 0; !status && i < analysis->items.size; i++) {
		if (items[i].flags & (ITEM_LOCAL | ITEM_WEAK | ITEM_TABLE))
			continue;
		for (size_t at = first_called(analysis, &weak, items[i].name);
		     at < weak.size &&
		     items[weak.data[at]].name == items[i].name;
		     at++)
			items[weak.data[at]].overridden = true;
	}
	vec_deinit(&weak);
	return status;
}

static int read_reference(const struct sidecar *sc, uint32_t index,
			  struct analysis *ret)
{
	struct reference *reference = &ret->references.data[index];
	struct disk_reference disk;
	uint16_t type;

	table_get(sc, PART_REFERENCES, index, &disk, sizeof(disk));
	type = order16(sc->swap, disk.type);
	*reference = (struct reference){
		.value = order64(sc->swap, disk.value),
		.target = order32(sc->swap, disk.target),
		.offset = order32(sc->swap, disk.offset),
		.type = type & DISK_REFERENCE_TYPE_MASK,
		.insn.reg = (uint8_t)(type >> DISK_REFERENCE_REG_SHIFT),
		.insn.does = disk.width >> DISK_REFERENCE_DOES_SHIFT,
		.kind = disk.kind & DISK_REFERENCE_KIND_MASK,
		.flags = disk.kind >> DISK_REFERENCE_FLAGS_SHIFT,
		.width = disk.width & DISK_REFERENCE_WIDTH_MASK,
	};
	if (reference->target >= ret->strings.size)
		return sidecar_damaged(sc, "invalid reference record");
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

/* Read all records of table P. 0, or -1 (reported). */
static int read_all(const struct sidecar *sc, enum part p,
		    int (*read)(const struct sidecar *sc, uint32_t index,
				struct analysis *ret),
		    struct analysis *ret)
{
	uint32_t count = table_count(sc, p);

	for (uint32_t i = 0; i < count; i++)
		if (read(sc, i, ret))
			return -1;
	return 0;
}

/* The units have all items between them. */
static int read_units(const struct sidecar *sc, struct analysis *ret)
{
	uint32_t count = table_count(sc, PART_UNITS), next_item = 0;

	for (uint32_t i = 0; i < count; i++)
		if (read_unit(sc, i, ret, &next_item))
			return -1;
	return next_item == ret->items.size
		       ? 0
		       : sidecar_damaged(sc, "an item belongs to no unit");
}

int sidecar_read_analysis(const struct sidecar *sc, struct analysis *ret)
{
	uint32_t nitems = table_count(sc, PART_ITEMS);
	uint32_t nreferences = table_count(sc, PART_REFERENCES);

	if (!sc->info.checksum_recipe) {
		report_error(
			"%s: it has no checksums, its objects couldn't be analysed",
			sc->path);
		return -1;
	}
	if (sc->info.checksum_recipe != ANALYSIS_RECIPE) {
		report_error(
			"%s: its checksums are of recipe %u, those of this foldinfo are of recipe %d",
			sc->path, sc->info.checksum_recipe, ANALYSIS_RECIPE);
		return -1;
	}
	if (read_names(sc, ret) || vec_reserve(&ret->items, nitems) ||
	    vec_reserve(&ret->references, nreferences))
		return -1;
	ret->machine = sc->info.machine;
	ret->big = sc->info.data == ELFDATA2MSB;
	ret->items.size = nitems;
	ret->references.size = nreferences;
	return read_all(sc, PART_ITEMS, read_item, ret) ||
			       read_units(sc, ret) ||
			       read_all(sc, PART_LINELESS, read_lineless,
					ret) ||
			       read_all(sc, PART_EXPORTS, read_export, ret) ||
			       read_all(sc, PART_SYMBOLS, read_record, ret) ||
			       read_all(sc, PART_REFERENCES, read_reference,
					ret) ||
			       find_overridden(ret)
		       ? -1
		       : 0;
}
