/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The records of a sidecar: files, homes, origins, symbols, companions. */
#include <stdlib.h>

#include "common/report.h"
#include "create/writer.h"

uint32_t writer_file_of(const struct writer *w, uint32_t record)
{
	uint32_t section;

	if (record == LAYOUT_NONE)
		return 0;
	section = w->facts->order[w->layout->records[record].position];
	return 1 + w->layout->file_number[w->facts->inv.sections[section].file];
}

int writer_count_files(struct writer *w)
{
	const struct layout *layout = w->layout;
	const struct inventory *inv = &w->facts->inv;
	struct disk_file *files = calloc((size_t)layout->nfiles + 1,
					 sizeof(*files));
	const struct layout_group *group;
	uint32_t last = LAYOUT_NONE;

	w->files = files;
	if (!files)
		return report_nomem();
	for (uint32_t i = 0; i < layout->nfiles; i++) {
		files[i].name = inv->files[layout->files[i]].name;
		files[i].member = inv->files[layout->files[i]].member;
	}
	for (uint32_t i = 0; i < layout->nrecords; i++)
		files[writer_file_of(w, i) - 1].nsymbols++;
	/* A second group of the file that had the one before. */
	vec_for_each(&layout->groups, group) {
		if (group->file == last)
			files[layout->file_number[last]].flags =
				SIDECAR_FILE_JOINED;
		last = group->file;
	}
	return 0;
}

void writer_make_file(const struct writer *w, uint32_t index, void *ret)
{
	const struct disk_file *file = &w->files[index];

	*(struct disk_file *)ret = (struct disk_file){
		order32(w->swap, file->name),
		order32(w->swap, file->member),
		order32(w->swap, file->nsymbols),
		order32(w->swap, file->flags),
	};
}

/* -- Homes and origins ----------------------------------------------------- */

enum { MOST_HOMES = UINT16_MAX }; /* what a record has bits for */

int writer_number_homes(struct writer *w)
{
	const struct facts *facts = w->facts;

	w->home = malloc((facts->norder + 1) * sizeof(*w->home));
	if (!w->home)
		return report_nomem();
	for (size_t i = 0; i < facts->norder; i++) {
		uint32_t section = facts->order[i], number;
		uint32_t output = facts->join.places[section].output;

		if (pairs_add(&w->homes, facts->inv.sections[section].base,
			      w->outputs[output], &number))
			return -1;
		if (number >= MOST_HOMES) {
			report_error(
				"this link has more than %d pairs of a base section and an output section",
				MOST_HOMES);
			return -1;
		}
		w->home[i] = (uint16_t)number;
	}
	return 0;
}

int writer_number_origins(struct writer *w)
{
	const struct layout *layout = w->layout;

	w->origin = malloc(((size_t)layout->nrecords + 1) * sizeof(*w->origin));
	if (!w->origin)
		return report_nomem();
	for (uint32_t i = 0; i < layout->nrecords; i++) {
		const struct inventory_symbol *symbol = layout_symbol(
			layout, &layout->records[i]);

		if (pairs_add(&w->origins, writer_file_of(w, i) - 1,
			      symbol ? symbol->source : 0, &w->origin[i]))
			return -1;
	}
	return 0;
}

void writer_make_home(const struct writer *w, uint32_t index, void *ret)
{
	const struct pair *home = &w->homes.list.data[index];

	*(struct disk_home *)ret = (struct disk_home){
		.base = order32(w->swap, home->first),
		.output_section = order32(w->swap, home->second),
	};
}

void writer_make_origin(const struct writer *w, uint32_t index, void *ret)
{
	const struct pair *origin = &w->origins.list.data[index];

	*(struct disk_origin *)ret = (struct disk_origin){
		.file = order32(w->swap, origin->first),
		.source = order32(w->swap, origin->second),
	};
}

/* -- Symbols --------------------------------------------------------------- */

static uint16_t record_flags(const struct inventory_section *section,
			     const struct place *place,
			     const struct located *located, bool has_entry)
{
	uint16_t flags = section->kind == INVENTORY_PROVEN ? SIDECAR_PROVEN
							   : SIDECAR_BY_NAME;

	if (place->size != section->size)
		flags |= SIDECAR_RELAXED;
	if (located && located->confirmed)
		flags |= SIDECAR_CONFIRMED;
	if (located && located->overridden)
		flags |= SIDECAR_OVERRIDDEN;
	if (located && located->name)
		flags |= SIDECAR_NUMBERED;
	return has_entry ? flags : flags | SIDECAR_NO_ENTRY;
}

void writer_make_record(const struct writer *w, uint32_t number, void *ret)
{
	const struct layout_record *record = &w->layout->records[number];
	const struct facts *facts = w->facts;
	uint32_t index = facts->order[record->position];
	const struct inventory_section *section = &facts->inv.sections[index];
	const struct inventory_symbol *symbol = layout_symbol(w->layout,
							      record);
	const struct place *place = &facts->join.places[index];
	const struct located *located = symbol ? &facts->located[record->symbol]
					       : NULL;
	uint32_t entry = w->layout->entry[number];
	uint32_t name = symbol ? symbol->name : 0;
	bool swap = w->swap;

	*(struct disk_symbol *)ret = (struct disk_symbol){
		.address = order64(swap,
				   symbol ? located->address : place->address),
		.size = order64(swap, symbol ? located->size : place->size),
		.item = order32(swap, w->item[number]),
		.entry = order32(swap,
				 entry ? entry
				       : w->first_section + record->position),
		.position = order32(swap,
				    entry ? w->others.position[number] : name),
		.origin = order32(swap, w->origin[number]),
		.home = order16(swap, w->home[record->position]),
		.flags = order16(swap,
				 record_flags(section, place, located, entry)),
	};
}

/* -- Companions ------------------------------------------------------------ */

static uint32_t companion_kind(const struct inventory_section *section)
{
	if (!(section->flags & SHF_MERGE))
		return SIDECAR_DATA;
	return section->flags & SHF_STRINGS ? SIDECAR_STRINGS
					    : SIDECAR_CONSTANTS;
}

void writer_make_companion(const struct writer *w, uint32_t number, void *ret)
{
	uint32_t index = w->layout->companions[number];
	const struct inventory_section *section =
		&w->facts->inv.sections[index];
	const struct place *place = &w->facts->join.places[index];
	uint32_t kind = companion_kind(section);
	uint32_t owner = w->layout->position[section->owner];
	bool swap = w->swap, placed = kind == SIDECAR_DATA;

	*(struct disk_companion *)ret = (struct disk_companion){
		.address = order64(swap, placed ? place->address
						: SIDECAR_NO_ADDRESS),
		.size = order64(swap, placed ? place->size : section->size),
		.name = order32(swap, section->name),
		.kind = order32(swap, kind),
		.output_section = order32(swap, w->outputs[place->output]),
		.section = order32(swap, w->first_section + owner),
	};
}
