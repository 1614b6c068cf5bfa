/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The entries of a sidecar that ELF defines: header, section headers, symbols.
 * They are made in this machine's byte order, in the structures of the output's
 * class; write.c has libelf translate them. */
#include <gelf.h>
#include <string.h>

#include "create/writer.h"

/* Bits of sh_flags that mean something without the object's other sections. */
enum { KEPT_FLAGS = SHF_WRITE | SHF_ALLOC | SHF_EXECINSTR | SHF_TLS };

/* -- .symtab --------------------------------------------------------------- */

/* The section that entry INDEX is defined in. */
static uint32_t section_of(const struct writer *w, uint32_t index)
{
	const struct layout_entry *entry = &w->layout->entries[index];

	if (entry->record == LAYOUT_NONE)
		return entry->group == LAYOUT_NONE ? SHN_UNDEF : SHN_ABS;
	return w->first_section + w->layout->records[entry->record].position;
}

static bool is_extended(uint32_t shndx)
{
	return shndx >= SHN_LORESERVE && shndx != SHN_ABS;
}

void writer_make_shndx(const struct writer *w, uint32_t index, void *ret)
{
	uint32_t shndx = section_of(w, index);

	*(uint32_t *)ret = order32(w->swap, is_extended(shndx) ? shndx : 0);
}

/* An STT_FILE symbol opens each group; one without a name in the object gets
 * the object's, as ld does it. */
static Elf64_Sym file_symbol(const struct writer *w, uint32_t number)
{
	const struct layout_group *group = &w->layout->groups.data[number];

	return (Elf64_Sym){
		.st_name = group->source
				   ? group->source
				   : w->facts->inv.files[group->file].name,
		.st_info = ELF64_ST_INFO(STB_LOCAL, STT_FILE),
	};
}

static Elf64_Sym record_symbol(const struct writer *w, uint32_t record)
{
	uint32_t number = w->layout->records[record].symbol;
	const struct inventory_symbol *symbol = &w->facts->inv.symbols[number];
	const struct located *located = &w->facts->located[number];
	bool is_tls = ELF64_ST_TYPE(symbol->info) == STT_TLS;

	return (Elf64_Sym){
		.st_name = w->numbered ? w->numbered[record] : symbol->name,
		.st_info = symbol->info,
		.st_other = symbol->other,
		/* As in the output: offset in the TLS block. */
		.st_value = located->address -
			    (is_tls ? w->facts->output.tls_base : 0),
		.st_size = located->size,
	};
}

void writer_make_symbol(const struct writer *w, uint32_t index, void *ret)
{
	const struct layout_entry *entry = &w->layout->entries[index];
	uint32_t shndx = section_of(w, index);
	Elf64_Sym sym = {};

	if (entry->record != LAYOUT_NONE)
		sym = record_symbol(w, entry->record);
	else if (entry->group != LAYOUT_NONE)
		sym = file_symbol(w, entry->group);
	sym.st_shndx = is_extended(shndx) ? SHN_XINDEX : (uint16_t)shndx;
	if (!w->narrow) {
		memcpy(ret, &sym, sizeof(sym));
		return;
	}
	*(Elf32_Sym *)ret = (Elf32_Sym){
		.st_name = sym.st_name,
		.st_value = (Elf32_Addr)sym.st_value,
		.st_size = (Elf32_Word)sym.st_size,
		.st_info = sym.st_info,
		.st_other = sym.st_other,
		.st_shndx = sym.st_shndx,
	};
}

/* -- Section headers ------------------------------------------------------- */

static Elf64_Shdr part_shdr(const struct writer *w, enum part p)
{
	const struct format_section *type = &format_sections[p];
	Elf64_Shdr shdr = {
		.sh_name = w->name[p],
		.sh_type = type->type,
		.sh_flags = type->flags,
		.sh_offset = w->offset[p],
		.sh_size = w->size[p],
		.sh_addralign = type->align,
		.sh_entsize = type->entsize,
		.sh_link = w->shndx[type->link],
	};

	if (p == PART_SYMTAB) {
		shdr.sh_entsize = sym_size(w);
		shdr.sh_info = w->layout->nlocals;
	}
	return shdr;
}

/* SUBALIGN() in the script makes ld place a section less aligned than it asks
 * for. */
static uint64_t real_align(uint64_t align, uint64_t address)
{
	while (align > 1 && address % align)
		align /= 2;
	return align;
}

/* That of the symbol section at POSITION of the order by address. */
static Elf64_Shdr symbol_section_shdr(const struct writer *w, uint32_t position)
{
	const struct facts *facts = w->facts;
	uint32_t index = facts->order[position];
	const struct inventory_section *s = &facts->inv.sections[index];
	const struct place *place = &facts->join.places[index];

	return (Elf64_Shdr){
		.sh_name = s->name,
		.sh_type = SHT_NOBITS,
		.sh_flags = s->flags & KEPT_FLAGS,
		.sh_addr = place->address,
		.sh_offset = w->offset[PART_SHDRS],
		.sh_size = place->size,
		.sh_addralign = real_align(s->align, place->address),
	};
}

static Elf64_Shdr shdr_at(const struct writer *w, uint32_t index)
{
	/* With extended numbering the first one has the number of sections. */
	if (!index)
		return (Elf64_Shdr){
			.sh_size = w->nshdrs < SHN_LORESERVE ? 0 : w->nshdrs,
		};
	if (index < w->first_section)
		return part_shdr(w, w->part_at[index]);
	return symbol_section_shdr(w, index - w->first_section);
}

void writer_make_shdr(const struct writer *w, uint32_t index, void *ret)
{
	Elf64_Shdr shdr = shdr_at(w, index);

	if (!w->narrow) {
		memcpy(ret, &shdr, sizeof(shdr));
		return;
	}
	*(Elf32_Shdr *)ret = (Elf32_Shdr){
		.sh_name = shdr.sh_name,
		.sh_type = shdr.sh_type,
		.sh_flags = (Elf32_Word)shdr.sh_flags,
		.sh_addr = (Elf32_Addr)shdr.sh_addr,
		.sh_offset = (Elf32_Off)shdr.sh_offset,
		.sh_size = (Elf32_Word)shdr.sh_size,
		.sh_link = shdr.sh_link,
		.sh_info = shdr.sh_info,
		.sh_addralign = (Elf32_Word)shdr.sh_addralign,
		.sh_entsize = (Elf32_Word)shdr.sh_entsize,
	};
}

/* -- ELF header ------------------------------------------------------------ */

void writer_make_header(const struct writer *w, uint32_t index, void *ret)
{
	Elf64_Ehdr ehdr = w->facts->output.header;
	Elf32_Ehdr *narrow = ret;

	(void)index;
	ehdr.e_phoff = 0;
	ehdr.e_phnum = ehdr.e_phentsize = 0;
	ehdr.e_shoff = w->offset[PART_SHDRS];
	ehdr.e_shentsize = (Elf64_Half)shdr_size(w);
	ehdr.e_shnum = w->nshdrs < SHN_LORESERVE ? (Elf64_Half)w->nshdrs : 0;
	ehdr.e_shstrndx = (Elf64_Half)w->shndx[PART_STRINGS];
	ehdr.e_ehsize = (Elf64_Half)w->size[PART_HEADER];
	if (!w->narrow) {
		memcpy(ret, &ehdr, sizeof(ehdr));
		return;
	}
	memcpy(narrow->e_ident, ehdr.e_ident, EI_NIDENT);
	narrow->e_type = ehdr.e_type;
	narrow->e_machine = ehdr.e_machine;
	narrow->e_version = ehdr.e_version;
	narrow->e_entry = (Elf32_Addr)ehdr.e_entry;
	narrow->e_shoff = (Elf32_Off)ehdr.e_shoff;
	narrow->e_flags = ehdr.e_flags;
	narrow->e_ehsize = ehdr.e_ehsize;
	narrow->e_shentsize = ehdr.e_shentsize;
	narrow->e_shnum = ehdr.e_shnum;
	narrow->e_shstrndx = ehdr.e_shstrndx;
}
