/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The analysis in a sidecar. Its records are the analysis's arrays in the
 * output's byte order; strings keep their numbers. */
#include <stdlib.h>
#include <string.h>

#include "analysis/analysis.h"
#include "common/cleanup.h"
#include "common/report.h"
#include "common/search.h"
#include "create/writer.h"
#include "sidecar/format.h"

void writer_make_unit(const struct writer *w, uint32_t index, void *ret)
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

void writer_make_item(const struct writer *w, uint32_t index, void *ret)
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

void writer_make_lineless(const struct writer *w, uint32_t index, void *ret)
{
	uint32_t item = w->lineless.data[index];

	*(struct disk_lineless *)ret = (struct disk_lineless){
		.lineless = order64(
			w->swap, w->facts->analysis.items.data[item].lineless),
		.item = order32(w->swap, item),
	};
}

void writer_make_export(const struct writer *w, uint32_t index, void *ret)
{
	uint32_t item = w->exports.data[index];

	*(struct disk_export *)ret = (struct disk_export){
		.export = order32(w->swap,
				  w->facts->analysis.items.data[item].export),
		.item = order32(w->swap, item),
	};
}

/* A type that is none of any machine's has no place there. */
static uint16_t disk_reference_type(const struct reference *reference)
{
	uint16_t type = reference->type < DISK_REFERENCE_TYPE_MASK
				? reference->type
				: DISK_REFERENCE_TYPE_MASK;

	return (uint16_t)(type | reference->insn.reg
					 << DISK_REFERENCE_REG_SHIFT);
}

void writer_make_reference(const struct writer *w, uint32_t index, void *ret)
{
	const struct reference *reference =
		&w->facts->analysis.references.data[index];

	*(struct disk_reference *)ret = (struct disk_reference){
		.value = order64(w->swap, reference->value),
		.target = order32(w->swap, reference->target),
		.offset = order32(w->swap, reference->offset),
		.type = order16(w->swap, disk_reference_type(reference)),
		.kind = (uint8_t)(reference->flags
					  << DISK_REFERENCE_FLAGS_SHIFT |
				  reference->kind),
		.width = (uint8_t)(reference->insn.does
					   << DISK_REFERENCE_DOES_SHIFT |
				   reference->width),
	};
}

/* The first item of FILE in SECTION at VALUE or behind it: items are in this
 * order, but for tables at the end. */
static uint32_t first_item_at(const struct analysis *analysis,
			      const struct analysis_file *file,
			      uint32_t section, uint64_t value)
{
	const struct item *items = analysis->items.data;
	uint32_t first = file->first_item, end = first + file->nitems;

	while (end > first && items[end - 1].flags & ITEM_TABLE)
		end--;
	return lower_bound(i, first, end,
			   items[i].section < section ||
				   (items[i].section == section &&
				    items[i].value < value));
}

/* Find the item of record NUMBER among those that aren't TAKEN. */
static void link_record(struct writer *w, bool *taken, uint32_t number)
{
	const struct facts *facts = w->facts;
	const struct analysis *analysis = &facts->analysis;
	const struct layout_record *record = &w->layout->records[number];
	const struct inventory_section *section =
		&facts->inv.sections[facts->order[record->position]];
	const struct inventory_symbol *symbol = layout_symbol(w->layout,
							      record);
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
		if (!taken[i] && !strcmp(analysis_string(analysis, item->name),
					 facts->inv.strings + symbol->name)) {
			taken[i] = true;
			w->item[number] = i + 1;
			break;
		}
	}
}

int writer_link_items(struct writer *w)
{
	const struct analysis *analysis = &w->facts->analysis;
	_cleanup_free_ bool *taken = calloc(analysis->items.size + 1,
					    sizeof(*taken));

	if (analysis->items.size >= UINT32_MAX ||
	    analysis->references.size >= UINT32_MAX) {
		report_error("this link has more than 4294967295 references");
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

int writer_list_lineless(struct writer *w)
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

int writer_list_exports(struct writer *w)
{
	const struct item *item;
	uint32_t number = 0, *at;

	vec_for_each(&w->facts->analysis.items, item) {
		if (item->export) {
			at = vec_push(&w->exports);
			if (!at)
				return -1;
			*at = number;
		}
		number++;
	}
	return 0;
}
