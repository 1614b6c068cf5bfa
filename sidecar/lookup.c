/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of an open sidecar, and finding them. */
#include <string.h>

#include "common/search.h"
#include "sidecar/format.h"
#include "sidecar/reader.h"

/* How far to look back for a symbol that covers an address. */
enum { MOST_NESTED = 64 };

static const char *get_string(const struct sidecar *sc, uint32_t offset)
{
	return string_at(&sc->strings, order32(sc->swap, offset));
}

int sidecar_file_at(const struct sidecar *sc, uint32_t index,
		    struct sidecar_file *ret)
{
	struct disk_file disk;

	if (index >= sc->info.nfiles)
		return sidecar_damaged(sc, "a file's number is too high");
	table_get(sc, PART_FILES, index, &disk, sizeof(disk));
	*ret = (struct sidecar_file){
		.name = get_string(sc, disk.name),
		.member = get_string(sc, disk.member),
		.nsymbols = order32(sc->swap, disk.nsymbols),
		.flags = order32(sc->swap, disk.flags),
	};
	if (!ret->name || !ret->member)
		return sidecar_damaged(sc, "a file has no valid name");
	return 0;
}

/* Entry INDEX of .symtab, which is one, st_value and st_size left out. */
static void get_entry(const struct sidecar *sc, uint32_t index, Elf64_Sym *ret)
{
	Elf32_Sym narrow;

	if (sc->narrow) {
		table_get(sc, PART_SYMTAB, index, &narrow, sizeof(narrow));
		*ret = (Elf64_Sym){
			.st_name = narrow.st_name,
			.st_info = narrow.st_info,
			.st_other = narrow.st_other,
			.st_shndx = narrow.st_shndx,
		};
	} else {
		table_get(sc, PART_SYMTAB, index, ret, sizeof(*ret));
	}
	ret->st_name = order32(sc->swap, ret->st_name);
	ret->st_shndx = order16(sc->swap, ret->st_shndx);
}

/* The section that ENTRY, which is number INDEX of .symtab, is defined in, or
 * 0. */
static uint32_t entry_section(const struct sidecar *sc, uint32_t index,
			      const Elf64_Sym *entry)
{
	uint32_t section;

	if (entry->st_shndx != SHN_XINDEX)
		return entry->st_shndx;
	if (index >= table_count(sc, PART_SYMTAB_SHNDX))
		return 0;
	table_get(sc, PART_SYMTAB_SHNDX, index, &section, sizeof(section));
	return order32(sc->swap, section);
}

uint32_t sidecar_entry_section(const struct sidecar *sc, uint32_t index)
{
	Elf64_Sym entry;

	if (!is_entry(sc, index))
		return 0;
	get_entry(sc, index, &entry);
	return entry_section(sc, index, &entry);
}

/* What .symtab says of the record DISK, or it itself where there is no
 * entry. */
static int read_symtab(const struct sidecar *sc, const struct disk_symbol *disk,
		       struct sidecar_symbol *ret)
{
	uint32_t number = order32(sc->swap, disk->entry);
	Elf64_Sym entry;

	if (ret->flags & SIDECAR_NO_ENTRY) {
		ret->section = number;
		ret->name = get_string(sc, disk->position);
	} else {
		if (!is_entry(sc, number))
			return sidecar_damaged(sc,
					       "a symbol's number is too high");
		get_entry(sc, number, &entry);
		ret->symbol = number;
		ret->info = entry.st_info;
		ret->other = entry.st_other;
		ret->section = entry_section(sc, number, &entry);
		ret->name = string_at(&sc->strings, entry.st_name);
	}
	return ret->name ? 0
			 : sidecar_damaged(sc, "a symbol has no valid name");
}

static int read_section(const struct sidecar *sc, struct sidecar_symbol *ret)
{
	Elf64_Shdr shdr;

	if (!ret->section || ret->section >= sc->nshdrs)
		return sidecar_damaged(sc, "a section's number is too high");
	sidecar_shdr(sc, ret->section, &shdr);
	ret->section_name = string_at(&sc->shstrings, shdr.sh_name);
	ret->section_address = shdr.sh_addr;
	ret->section_size = shdr.sh_size;
	if (!ret->section_name)
		return sidecar_damaged(sc, "a section has no valid name");
	return 0;
}

static int read_home(const struct sidecar *sc, uint32_t index,
		     struct sidecar_symbol *ret)
{
	struct disk_home disk;

	if (index >= table_count(sc, PART_HOMES))
		return sidecar_damaged(sc, "a home's number is too high");
	table_get(sc, PART_HOMES, index, &disk, sizeof(disk));
	ret->base = get_string(sc, disk.base);
	ret->output_section = get_string(sc, disk.output_section);
	if (!ret->base || !ret->output_section)
		return sidecar_damaged(sc, "a home has no valid name");
	return 0;
}

static int read_origin(const struct sidecar *sc, uint32_t index,
		       struct sidecar_symbol *ret)
{
	struct disk_origin disk;

	if (index >= table_count(sc, PART_ORIGINS))
		return sidecar_damaged(sc, "an origin's number is too high");
	table_get(sc, PART_ORIGINS, index, &disk, sizeof(disk));
	ret->file = order32(sc->swap, disk.file);
	ret->source = get_string(sc, disk.source);
	if (ret->file >= sc->info.nfiles)
		return sidecar_damaged(sc, "a file's number is too high");
	if (!ret->source)
		return sidecar_damaged(sc, "an origin has no valid name");
	return 0;
}

int sidecar_symbol_at(const struct sidecar *sc, uint32_t index,
		      struct sidecar_symbol *ret)
{
	struct disk_symbol disk;
	bool swap = sc->swap;

	if (index >= sc->info.nsymbols)
		return sidecar_damaged(sc, "a record's number is too high");
	table_get(sc, PART_SYMBOLS, index, &disk, sizeof(disk));
	*ret = (struct sidecar_symbol){
		.address = order64(swap, disk.address),
		.size = order64(swap, disk.size),
		.flags = order16(swap, disk.flags),
	};
	return read_home(sc, order16(swap, disk.home), ret) ||
			       read_origin(sc, order32(swap, disk.origin),
					   ret) ||
			       read_symtab(sc, &disk, ret) ||
			       read_section(sc, ret)
		       ? -1
		       : 0;
}

int sidecar_companion_at(const struct sidecar *sc, uint32_t index,
			 struct sidecar_companion *ret)
{
	struct disk_companion disk;

	if (index >= sc->info.ncompanions)
		return sidecar_damaged(sc, "a companion's number is too high");
	table_get(sc, PART_COMPANIONS, index, &disk, sizeof(disk));
	*ret = (struct sidecar_companion){
		.address = order64(sc->swap, disk.address),
		.size = order64(sc->swap, disk.size),
		.kind = order32(sc->swap, disk.kind),
		.section = order32(sc->swap, disk.section),
		.name = get_string(sc, disk.name),
		.output_section = get_string(sc, disk.output_section),
	};
	if (!ret->name || !ret->output_section)
		return sidecar_damaged(sc, "a companion has no valid name");
	if (!ret->section || ret->section >= sc->nshdrs)
		return sidecar_damaged(sc, "a section's number is too high");
	return 0;
}

/* The section that companion INDEX belongs to. */
static uint32_t section_of(const struct sidecar *sc, uint32_t index)
{
	struct disk_companion disk;

	table_get(sc, PART_COMPANIONS, index, &disk, sizeof(disk));
	return order32(sc->swap, disk.section);
}

/* The number of companions of sections below SECTION. */
static uint32_t companions_below(const struct sidecar *sc, uint32_t section)
{
	return lower_bound(i, 0, sc->info.ncompanions,
			   section_of(sc, i) < section);
}

void sidecar_find_companions(const struct sidecar *sc, uint32_t section,
			     uint32_t *first, uint32_t *count)
{
	*first = companions_below(sc, section);
	*count = companions_below(sc, section + 1) - *first;
}

uint32_t sidecar_records_until(const struct sidecar *sc, uint64_t address)
{
	return lower_bound(i, 0, sc->info.nsymbols,
			   record_address(sc, i) <= address);
}

/* Where a record is, and its section. */
struct place {
	uint64_t address, size;
	uint32_t section;
	uint64_t section_address, section_size;
};

static int read_place(const struct sidecar *sc, uint32_t index,
		      struct place *ret)
{
	struct disk_symbol disk;
	Elf64_Shdr shdr;
	uint32_t entry;

	table_get(sc, PART_SYMBOLS, index, &disk, sizeof(disk));
	entry = order32(sc->swap, disk.entry);
	ret->address = order64(sc->swap, disk.address);
	ret->size = order64(sc->swap, disk.size);
	ret->section = order16(sc->swap, disk.flags) & SIDECAR_NO_ENTRY
			       ? entry
			       : sidecar_entry_section(sc, entry);
	if (!ret->section || ret->section >= sc->nshdrs)
		return sidecar_damaged(sc, "a section's number is too high");
	sidecar_shdr(sc, ret->section, &shdr);
	ret->section_address = shdr.sh_addr;
	ret->section_size = shdr.sh_size;
	return 0;
}

static bool section_covers(const struct place *place, uint64_t address)
{
	return address - place->section_address < place->section_size;
}

/* The record that tells most about ADDRESS, of which UNTIL are at it or below:
 * of those before it in its section the last that covers it, else the last; else
 * the section's first, where the section begins with something that is no
 * symbol. 1 and *ret, 0, or -1. */
static int best_record(const struct sidecar *sc, uint64_t address,
		       uint32_t until, uint32_t *ret)
{
	struct place place;
	int found = 0;

	for (uint32_t i = until; i > 0 && until - i < MOST_NESTED; i--) {
		if (read_place(sc, i - 1, &place))
			return -1;
		if (!section_covers(&place, address))
			continue;
		if (address - place.address < place.size) {
			*ret = i - 1;
			return 1;
		}
		if (!found)
			*ret = i - 1;
		found = 1;
	}
	if (found || until == sc->info.nsymbols)
		return found;
	if (read_place(sc, until, &place))
		return -1;
	*ret = until;
	return section_covers(&place, address);
}

/* Is record INDEX another name of BEST? 1, 0, or -1 (reported). */
static int is_alias(const struct sidecar *sc, uint32_t index,
		    const struct place *best)
{
	struct place place;

	if (record_address(sc, index) != best->address)
		return 0;
	return read_place(sc, index, &place) ? -1
					     : place.section == best->section;
}

int sidecar_find_records(const struct sidecar *sc, uint64_t address,
			 uint32_t until, uint32_t *first, uint32_t *count)
{
	uint32_t from = 0, to;
	int status = best_record(sc, address, until, &from);
	struct place best;

	if (status <= 0)
		return status;
	if (read_place(sc, from, &best))
		return -1;
	for (to = from + 1; to < sc->info.nsymbols; to++) {
		status = is_alias(sc, to, &best);
		if (status < 0)
			return -1;
		if (!status)
			break;
	}
	for (; from > 0; from--) {
		status = is_alias(sc, from - 1, &best);
		if (status < 0)
			return -1;
		if (!status)
			break;
	}
	*first = from;
	*count = to - from;
	return 1;
}

const char *sidecar_record_name(const struct sidecar *sc, uint32_t index,
				uint16_t *flags)
{
	struct disk_symbol disk;
	const char *name;
	uint32_t entry;

	table_get(sc, PART_SYMBOLS, index, &disk, sizeof(disk));
	*flags = order16(sc->swap, disk.flags);
	entry = order32(sc->swap, disk.entry);
	if (*flags & SIDECAR_NO_ENTRY) {
		name = get_string(sc, disk.position);
	} else if (is_entry(sc, entry)) {
		name = string_at(&sc->strings, entry_name(sc, entry));
	} else {
		sidecar_report_damage(sc, "a symbol's number is too high");
		return NULL;
	}
	if (!name)
		sidecar_report_damage(sc, "a symbol has no valid name");
	return name;
}
