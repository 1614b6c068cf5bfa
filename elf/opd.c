/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading function descriptors.
 *
 *		.section .opd,"aw"
 *	f:	.quad .L.f, .TOC.@tocbase, 0
 *		.section .text.f,"ax"
 *	.L.f:	...
 *
 * The first word of each is a relocation, R_PPC64_ADDR64, for the code, mostly
 * by the symbol of its section. Without following it no function would be
 * proven.
 */
#include "elf/opd.h"

#include <gelf.h>
#include <stdlib.h>

bool opd_is_known(unsigned int machine)
{
	return machine == EM_PPC64;
}

void opd_deinit(struct opd *opd)
{
	vec_deinit(&opd->descriptors);
}

/* Where RELOCATION points to. False if that is no section of the file. */
static bool resolve(const GElf_Rela *relocation, Elf_Data *symbols,
		    Elf_Data *shndx, struct descriptor *ret)
{
	size_t number = GELF_R_SYM(relocation->r_info);
	Elf32_Word extended = 0;
	GElf_Sym symbol;

	if (GELF_R_TYPE(relocation->r_info) != R_PPC64_ADDR64 ||
	    number > INT32_MAX ||
	    !gelf_getsymshndx(symbols, shndx, (int)number, &symbol, &extended))
		return false;
	ret->offset = relocation->r_offset;
	ret->value = symbol.st_value + (uint64_t)relocation->r_addend;
	ret->section = symbol.st_shndx;
	if (symbol.st_shndx == SHN_XINDEX)
		ret->section = extended;
	else if (symbol.st_shndx >= SHN_LORESERVE)
		return false;
	return ret->section != SHN_UNDEF;
}

static int compare_descriptors(const void *a, const void *b)
{
	const struct descriptor *x = a, *y = b;

	return (x->offset > y->offset) - (x->offset < y->offset);
}

int opd_read(struct opd *opd, const struct opd_sections *sections)
{
	Elf_Data *data, *symbols, *shndx = NULL;
	GElf_Rela relocation;

	opd->section = 0;
	opd->descriptors.size = 0;
	if (!sections->opd || !sections->relocations || !sections->symtab)
		return 0;
	data = elf_getdata(sections->relocations, NULL);
	symbols = elf_getdata(sections->symtab, NULL);
	if (sections->shndx)
		shndx = elf_getdata(sections->shndx, NULL);
	if (!data || !symbols)
		return -1;
	for (int i = 0; gelf_getrela(data, i, &relocation); i++) {
		struct descriptor *slot, found;

		if (!resolve(&relocation, symbols, shndx, &found))
			continue;
		slot = vec_push(&opd->descriptors);
		if (!slot)
			return -1;
		*slot = found;
	}
	if (opd->descriptors.size)
		qsort(opd->descriptors.data, opd->descriptors.size,
		      sizeof(*opd->descriptors.data), compare_descriptors);
	opd->section = sections->opd;
	return 0;
}

bool opd_follow(const struct opd *opd, uint32_t *section, uint64_t *value)
{
	const struct descriptor key = { .offset = *value }, *found;

	if (!opd->section || *section != opd->section || !opd->descriptors.size)
		return false;
	found = bsearch(&key, opd->descriptors.data, opd->descriptors.size,
			sizeof(key), compare_descriptors);
	if (!found)
		return false;
	*section = found->section;
	*value = found->value;
	return true;
}
