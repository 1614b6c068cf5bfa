/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the writer and the reader of sidecars have to agree on beside the
 * structures of format.h. */
#include "sidecar/format.h"

#include <elf.h>

#include "elf/linked.h"
#include "sidecar/sidecar.h"

const struct format_section format_sections[NPARTS] = {
	[PART_BUILD_ID] = { ".note.gnu.build-id", SHT_NOTE, 4, 0, 0,
			    FORMAT_OPTIONAL, 0 },
	[PART_NOTE] = { ".note.ldfold", SHT_NOTE, 4, 0, 0, FORMAT_ALWAYS, 0 },
	[PART_FILES] = { ".fold.files", SHT_PROGBITS, 8,
			 sizeof(struct disk_file), PART_STRINGS, FORMAT_ALWAYS,
			 0 },
	[PART_HOMES] = { ".fold.homes", SHT_PROGBITS, 4,
			 sizeof(struct disk_home), PART_STRINGS, FORMAT_ALWAYS,
			 0 },
	[PART_ORIGINS] = { ".fold.origins", SHT_PROGBITS, 4,
			   sizeof(struct disk_origin), PART_STRINGS,
			   FORMAT_ALWAYS, 0 },
	[PART_SYMBOLS] = { ".fold.symbols", SHT_PROGBITS, 8,
			   sizeof(struct disk_symbol), PART_STRINGS,
			   FORMAT_ALWAYS, 0 },
	[PART_COMPANIONS] = { ".fold.companions", SHT_PROGBITS, 8,
			      sizeof(struct disk_companion), PART_STRINGS,
			      FORMAT_ALWAYS, 0 },
	[PART_UNITS] = { ".fold.units", SHT_PROGBITS, 8,
			 sizeof(struct disk_unit), PART_NAMES, FORMAT_ANALYSIS,
			 0 },
	[PART_ITEMS] = { ".fold.items", SHT_PROGBITS, 8,
			 sizeof(struct disk_item), PART_NAMES, FORMAT_ANALYSIS,
			 0 },
	[PART_LINELESS] = { ".fold.lineless", SHT_PROGBITS, 4,
			    sizeof(struct disk_lineless), 0, FORMAT_ANALYSIS,
			    0 },
	[PART_EXPORTS] = { ".fold.exports", SHT_PROGBITS, 4,
			   sizeof(struct disk_export), PART_NAMES,
			   FORMAT_ANALYSIS, 0 },
	[PART_REFERENCES] = { ".fold.references", SHT_PROGBITS, 8,
			      sizeof(struct disk_reference), PART_NAMES,
			      FORMAT_ANALYSIS, 0 },
	[PART_NAMES] = { ".fold.names", SHT_STRTAB, 1, 0, 0, FORMAT_ANALYSIS,
			 0 },
	[PART_OTHERS] = { ".fold.others", SHT_PROGBITS, 8,
			  sizeof(struct disk_other), PART_STRINGS,
			  FORMAT_ALWAYS, 0 },
	[PART_INDEX] = { ".fold.index", SHT_PROGBITS, 4, sizeof(uint32_t), 0,
			 FORMAT_ALWAYS, 0 },
	[PART_COMMENT] = { ".comment", SHT_PROGBITS, 1, 0, 0, FORMAT_OPTIONAL,
			   0 },
	/* Empty, and there for its flag. The name of a file may say that it has
	 * no debugging information, but debuginfod looks at all ELF files with
	 * a build-id: one that has symbols and nothing that is loaded, as a
	 * sidecar else has, is the debug info of that build-id to it
	 * (elf_classify() in debuginfod.cxx). Of any other type that isn't a
	 * note; SHT_PROGBITS would make it an executable. */
	[PART_NO_DEBUG_INFO] = { ".fold.no_debuginfo", SHT_STRTAB, 1, 0, 0,
				 FORMAT_OPTIONAL, SHF_ALLOC },
	[PART_STRINGS] = { ".strtab", SHT_STRTAB, 1, 0, 0, FORMAT_ALWAYS, 0 },
	[PART_SYMTAB] = { ".symtab", SHT_SYMTAB, 8, sizeof(Elf32_Sym),
			  PART_STRINGS, FORMAT_ALWAYS, 0 },
	[PART_SYMTAB_SHNDX] = { ".symtab_shndx", SHT_SYMTAB_SHNDX, 4,
				sizeof(uint32_t), PART_SYMTAB, FORMAT_OPTIONAL,
				0 },
};

uint32_t format_hash_name(const char *name, size_t length)
{
	uint32_t hash = 5381;

	for (size_t i = 0; i < length; i++)
		hash = hash * 33 + (unsigned char)name[i];
	return hash;
}

uint8_t format_other_kind(const struct output *output,
			  const struct output_symbol *symbol)
{
	if (!symbol)
		return SIDECAR_OTHER_FILE;
	if (symbol->section == OUTPUT_ABSOLUTE)
		return SIDECAR_OTHER_ABSOLUTE;
	if (symbol->section < output->nsections &&
	    !(output->sections[symbol->section].flags & SHF_ALLOC))
		return SIDECAR_OTHER_UNLOADED;
	return SIDECAR_OTHER_LOADED;
}
