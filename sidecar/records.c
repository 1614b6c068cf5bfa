/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The records of a sidecar: files, symbols, companions; and .symtab, whose
 * entries the symbols' records number. */
#include <string.h>

#include "format.h"
#include "writer.h"

static void put_files(struct writer *w)
{
	const struct layout *layout = w->layout;
	const struct inventory *inv = &w->facts->inv;
	struct disk_file *files = part(w, PART_FILES);
	const struct layout_group *group;
	uint32_t last = LAYOUT_NONE;

	for (uint32_t i = 0; i < layout->nfiles; i++) {
		files[i].name = inv->files[layout->files[i]].name;
		files[i].member = inv->files[layout->files[i]].member;
	}
	for (uint32_t i = 0; i < layout->nrecords; i++) {
		uint32_t section =
			w->facts->order[layout->records[i].position];
		uint32_t file = inv->sections[section].file;

		files[layout->file_number[file]].nsymbols++;
	}
	/* A second group of the file that had the one before. */
	vec_for_each(&layout->groups, group) {
		if (group->file == last)
			files[layout->file_number[last]].flags =
				SIDECAR_FILE_JOINED;
		last = group->file;
	}
	for (uint32_t i = 0; i < layout->nfiles; i++)
		files[i] = (struct disk_file){
			order32(w->swap, files[i].name),
			order32(w->swap, files[i].member),
			order32(w->swap, files[i].nsymbols),
			order32(w->swap, files[i].flags),
		};
}

static uint32_t record_flags(const struct inventory_section *section,
			     const struct place *place,
			     const struct located *located)
{
	uint32_t flags = section->kind == INVENTORY_PROVEN ?
			 SIDECAR_PROVEN : SIDECAR_BY_NAME;

	if (place->size != section->size)
		flags |= SIDECAR_RELAXED;
	if (located && located->confirmed)
		flags |= SIDECAR_CONFIRMED;
	if (located && located->overridden)
		flags |= SIDECAR_OVERRIDDEN;
	return flags;
}

/* The entry of .symtab that symbol NUMBER of the inventory gets, or 0: a name
 * that means another symbol would only mislead. */
static uint32_t add_symbol(struct writer *w, uint32_t number, uint32_t shndx)
{
	const struct inventory_symbol *symbol =
		&w->facts->inv.symbols[number];
	const struct located *located = &w->facts->located[number];
	uint32_t group = w->layout->group[number];
	Elf64_Sym sym = {
		.st_name = symbol->name,
		.st_info = symbol->info,
		.st_other = symbol->other,
		.st_value = located->address,
		.st_size = located->size,
	};
	uint32_t index;

	if (located->overridden)
		return 0;
	index = group == LAYOUT_NONE ? w->next_global++ :
				       w->next_local[group]++;
	/* As in the output: offset in the TLS block. */
	if (ELF64_ST_TYPE(symbol->info) == STT_TLS)
		sym.st_value -= w->facts->output.tls_base;
	put_symbol(w, index, &sym, shndx);
	return index;
}

static void put_record(struct writer *w, uint32_t number,
		       struct disk_symbol *ret)
{
	const struct layout_record *record = &w->layout->records[number];
	const struct facts *facts = w->facts;
	uint32_t index = facts->order[record->position];
	const struct inventory_section *section = &facts->inv.sections[index];
	const struct inventory_symbol *symbol =
		layout_symbol(w->layout, record);
	const struct place *place = &facts->join.places[index];
	const struct located *located = symbol ?
		&facts->located[record->symbol] : NULL;
	uint32_t shndx = w->first_section + record->position;
	const uint32_t *companion =
		&w->layout->first_companion[record->position];
	bool swap = w->swap;

	*ret = (struct disk_symbol){
		.address = order64(swap, symbol ? located->address :
						  place->address),
		.size = order64(swap, symbol ? located->size : place->size),
		.flags = order32(swap, record_flags(section, place, located)),
		.symbol = order32(swap, symbol ? add_symbol(w, record->symbol,
							    shndx) : 0),
		.name = order32(swap, symbol ? symbol->name : 0),
		.section = order32(swap, shndx),
		.file = order32(swap, w->layout->file_number[section->file]),
		.source = order32(swap, symbol ? symbol->source : 0),
		.base = order32(swap, section->base),
		.output_section = order32(swap, w->outputs[place->output]),
		.first_companion = order32(swap, companion[0]),
		.ncompanions = order32(swap, companion[1] - companion[0]),
	};
}

static uint32_t companion_kind(const struct inventory_section *section)
{
	if (!(section->flags & SHF_MERGE))
		return SIDECAR_DATA;
	return section->flags & SHF_STRINGS ? SIDECAR_STRINGS :
					      SIDECAR_CONSTANTS;
}

static void put_companion(struct writer *w, uint32_t number,
			  struct disk_companion *ret)
{
	uint32_t index = w->layout->companions[number];
	const struct inventory_section *section =
		&w->facts->inv.sections[index];
	const struct place *place = &w->facts->join.places[index];
	uint32_t kind = companion_kind(section);
	uint32_t owner = w->layout->position[section->owner];
	bool swap = w->swap, placed = kind == SIDECAR_DATA;

	*ret = (struct disk_companion){
		.address = order64(swap, placed ? place->address :
						  SIDECAR_NO_ADDRESS),
		.size = order64(swap, placed ? place->size : section->size),
		.name = order32(swap, section->name),
		.file = order32(swap, w->layout->file_number[section->file]),
		.kind = order32(swap, kind),
		.output_section = order32(swap, w->outputs[place->output]),
		.section = order32(swap, w->first_section + owner),
	};
}

/* An STT_FILE symbol opens each group; one without a name in the object gets
 * the object's, as ld does it. */
static void put_groups(struct writer *w)
{
	const struct inventory *inv = &w->facts->inv;
	const struct layout_group *group;
	size_t i = 0;

	vec_for_each(&w->layout->groups, group) {
		Elf64_Sym sym = {
			.st_name = group->source ? group->source :
				   inv->files[group->file].name,
			.st_info = ELF64_ST_INFO(STB_LOCAL, STT_FILE),
		};

		put_symbol(w, group->first, &sym, SHN_ABS);
		w->next_local[i++] = group->first + 1;
	}
	w->next_global = w->layout->nlocals;
}

void put_records(struct writer *w)
{
	struct disk_symbol *records = part(w, PART_RECORDS);
	struct disk_companion *companions = part(w, PART_COMPANIONS);

	put_files(w);
	put_groups(w);
	for (uint32_t i = 0; i < w->layout->nrecords; i++)
		put_record(w, i, &records[i]);
	for (uint32_t i = 0; i < w->layout->ncompanions; i++)
		put_companion(w, i, &companions[i]);
}
