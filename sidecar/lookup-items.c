/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Items of an open sidecar, one at a time: sidecar_read_analysis() reads them
 * all, which takes as long as comparing two builds may take, but not as long as
 * a question about one symbol may. */
#include <stddef.h>
#include <string.h>

#include "analysis/analysis.h"
#include "common/search.h"
#include "sidecar/format.h"
#include "sidecar/reader.h"

uint32_t sidecar_nitems(const struct sidecar *sc)
{
	/* Other recipes have other flags. */
	return sc->info.checksum_recipe == ANALYSIS_RECIPE
		       ? table_count(sc, PART_ITEMS)
		       : 0;
}

static const char *get_name(const struct sidecar *sc, uint32_t offset)
{
	return string_at(&sc->names, order32(sc->swap, offset));
}

const char *sidecar_item_name(const struct sidecar *sc, uint32_t index)
{
	const struct span *items = &sc->table[PART_ITEMS];
	const char *name;
	uint32_t offset;

	/* This is asked of all items, one after the other. */
	memcpy(&offset,
	       items->data + index * items->entsize +
		       offsetof(struct disk_item, name),
	       sizeof(offset));
	name = get_name(sc, offset);
	if (!name)
		sidecar_report_damage(sc, "an item has no valid name");
	return name;
}

static uint32_t first_item(const struct sidecar *sc, uint32_t unit)
{
	struct disk_unit disk;

	table_get(sc, PART_UNITS, unit, &disk, sizeof(disk));
	return order32(sc->swap, disk.first_item);
}

/* The unit of item INDEX: the last that begins at it or before. */
static int find_unit(const struct sidecar *sc, uint32_t index,
		     struct disk_unit *ret)
{
	uint32_t end = lower_bound(i, 0, table_count(sc, PART_UNITS),
				   first_item(sc, i) <= index);

	if (!end)
		return sidecar_damaged(sc, "an item belongs to no unit");
	table_get(sc, PART_UNITS, end - 1, ret, sizeof(*ret));
	if (index - order32(sc->swap, ret->first_item) >=
	    order32(sc->swap, ret->nitems))
		return sidecar_damaged(sc, "an item belongs to no unit");
	return 0;
}

int sidecar_item_at(const struct sidecar *sc, uint32_t index,
		    struct sidecar_item *ret)
{
	struct disk_item disk;
	struct disk_unit unit;

	if (index >= sidecar_nitems(sc))
		return sidecar_damaged(sc, "an item's number is too high");
	if (find_unit(sc, index, &unit))
		return -1;
	table_get(sc, PART_ITEMS, index, &disk, sizeof(disk));
	*ret = (struct sidecar_item){
		.name = get_name(sc, disk.name),
		.base = get_name(sc, disk.base),
		.source = get_name(sc, disk.source),
		.file = get_name(sc, unit.name),
		.member = get_name(sc, unit.member),
		.flags = order32(sc->swap, disk.flags),
	};
	if (!ret->name || !ret->base || !ret->source || !ret->file ||
	    !ret->member)
		return sidecar_damaged(sc, "an item has no valid name");
	return 0;
}

uint32_t sidecar_record_item(const struct sidecar *sc, uint32_t index)
{
	struct disk_symbol disk;

	table_get(sc, PART_SYMBOLS, index, &disk, sizeof(disk));
	return order32(sc->swap, disk.item);
}
