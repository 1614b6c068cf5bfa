/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of a sidecar that ELF defines: header, section headers, symbols.
 * They are filled in this machine's byte order, in the structures of the
 * output's class, and translated at the end, each table at once. */
#include <gelf.h>
#include <string.h>

#include "format.h"
#include "report.h"
#include "writer.h"

/* Bits of sh_flags that mean something without the object's other sections. */
enum { KEPT_FLAGS = SHF_WRITE | SHF_ALLOC | SHF_EXECINSTR | SHF_TLS };

void put_symbol(struct writer *w, uint32_t index, const Elf64_Sym *sym,
		uint32_t shndx)
{
	bool extended = shndx >= SHN_LORESERVE && shndx != SHN_ABS;
	uint16_t small = extended ? SHN_XINDEX : (uint16_t)shndx;
	uint32_t *table = part(w, PART_SYMTAB_SHNDX);

	if (extended)
		table[index] = order32(w->swap, shndx);
	if (w->narrow) {
		Elf32_Sym *to = part(w, PART_SYMTAB);

		to[index] = (Elf32_Sym){
			.st_name = sym->st_name,
			.st_value = (Elf32_Addr)sym->st_value,
			.st_size = (Elf32_Word)sym->st_size,
			.st_info = sym->st_info,
			.st_other = sym->st_other,
			.st_shndx = small,
		};
	} else {
		Elf64_Sym *to = part(w, PART_SYMTAB);

		to[index] = *sym;
		to[index].st_shndx = small;
	}
}

static void put_shdr(struct writer *w, uint32_t index, const Elf64_Shdr *shdr)
{
	Elf32_Shdr *narrow = part(w, PART_SHDRS);
	Elf64_Shdr *wide = part(w, PART_SHDRS);

	if (!w->narrow) {
		wide[index] = *shdr;
		return;
	}
	narrow[index] = (Elf32_Shdr){
		.sh_name = shdr->sh_name,
		.sh_type = shdr->sh_type,
		.sh_flags = (Elf32_Word)shdr->sh_flags,
		.sh_addr = (Elf32_Addr)shdr->sh_addr,
		.sh_offset = (Elf32_Off)shdr->sh_offset,
		.sh_size = (Elf32_Word)shdr->sh_size,
		.sh_link = shdr->sh_link,
		.sh_info = shdr->sh_info,
		.sh_addralign = (Elf32_Word)shdr->sh_addralign,
		.sh_entsize = (Elf32_Word)shdr->sh_entsize,
	};
}

static void put_part(struct writer *w, enum part p)
{
	const struct part_type *type = &part_types[p];
	Elf64_Shdr shdr = {
		.sh_name = w->name[p],
		.sh_type = type->type,
		.sh_offset = w->offset[p],
		.sh_size = w->size[p],
		.sh_addralign = type->align,
		.sh_entsize = type->entsize,
		.sh_link = w->shndx[type->strings],
	};

	if (p == PART_SYMTAB) {
		shdr.sh_entsize = sym_size(w);
		shdr.sh_info = w->layout->nlocals;
	}
	if (p == PART_SYMTAB_SHNDX)
		shdr.sh_link = w->shndx[PART_SYMTAB];
	put_shdr(w, w->shndx[p], &shdr);
}

/* SUBALIGN() in the script makes ld place a section less aligned than it asks
 * for. */
static uint64_t real_align(uint64_t align, uint64_t address)
{
	while (align > 1 && address % align)
		align /= 2;
	return align;
}

static void put_symbol_sections(struct writer *w)
{
	const struct facts *facts = w->facts;

	for (size_t i = 0; i < facts->norder; i++) {
		uint32_t index = facts->order[i];
		const struct inventory_section *s = &facts->inv.sections[index];
		const struct place *place = &facts->join.places[index];
		Elf64_Shdr shdr = {
			.sh_name = s->name,
			.sh_type = SHT_NOBITS,
			.sh_flags = s->flags & KEPT_FLAGS,
			.sh_addr = place->address,
			.sh_offset = w->offset[PART_SHDRS],
			.sh_size = place->size,
			.sh_addralign = real_align(s->align, place->address),
		};

		put_shdr(w, w->first_section + (uint32_t)i, &shdr);
	}
}

static void put_ehdr(struct writer *w)
{
	Elf64_Ehdr ehdr = w->facts->output.header;
	Elf32_Ehdr *narrow = part(w, PART_HEADER);

	ehdr.e_phoff = 0;
	ehdr.e_phnum = ehdr.e_phentsize = 0;
	ehdr.e_shoff = w->offset[PART_SHDRS];
	ehdr.e_shentsize = (Elf64_Half)shdr_size(w);
	ehdr.e_shnum = w->nshdrs < SHN_LORESERVE ? (Elf64_Half)w->nshdrs : 0;
	ehdr.e_shstrndx = (Elf64_Half)w->shndx[PART_STRINGS];
	ehdr.e_ehsize = (Elf64_Half)w->size[PART_HEADER];
	if (!w->narrow) {
		memcpy(part(w, PART_HEADER), &ehdr, sizeof(ehdr));
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

void put_headers(struct writer *w)
{
	/* With extended numbering the first one has the number of sections. */
	Elf64_Shdr first = {
		.sh_size = w->nshdrs < SHN_LORESERVE ? 0 : w->nshdrs,
	};

	put_ehdr(w);
	put_shdr(w, 0, &first);
	for (enum part p = 0; p < NPARTS; p++)
		if (w->shndx[p])
			put_part(w, p);
	put_symbol_sections(w);
}

int translate_tables(struct writer *w, const char *path)
{
	static const struct {
		enum part part;
		Elf_Type type;
	} tables[] = {
		{ PART_HEADER, ELF_T_EHDR },
		{ PART_SHDRS, ELF_T_SHDR },
		{ PART_SYMTAB, ELF_T_SYM },
	};
	unsigned int encoding = w->facts->output.header.e_ident[EI_DATA];

	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		Elf_Data data = {
			.d_buf = part(w, tables[i].part),
			.d_size = w->size[tables[i].part],
			.d_type = tables[i].type,
			.d_version = EV_CURRENT,
		};

		if (!(w->narrow ? elf32_xlatetof : elf64_xlatetof)
		    (&data, &data, encoding)) {
			report_error("%s: can't translate it, %s", path,
				     elf_errmsg(-1));
			return -1;
		}
	}
	return 0;
}
