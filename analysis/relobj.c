/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a relocatable object with libelf. All machines that kernels are
 * livepatched on use SHT_RELA (their psABIs); an object with SHT_REL for what
 * is loaded is turned down rather than misread. */
#include "analysis/relobj.h"

#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/radix.h"
#include "common/report.h"
#include "common/search.h"
#include "elf/strings.h"
#include "machine/machine.h"

static int complain(const struct relobj *obj, const char *what)
{
	report_error("%s: %s: %s", obj->name, what, elf_errmsg(-1));
	return -1;
}

static int damaged(const struct relobj *obj, const char *what)
{
	report_error("%s: damaged, %s", obj->name, what);
	return -1;
}

/* Sort COUNT relocations by offset. Those of one offset stay in their order,
 * which has a meaning: R_RISCV_RELAX is about the one before it. */
static int sort_rels(Elf64_Rela *rels, size_t count)
{
	_cleanup_free_ struct radix_item *items = malloc((count + 1) *
							 sizeof(*items));
	_cleanup_free_ Elf64_Rela *as_they_were = malloc((count + 1) *
							 sizeof(*rels));

	if (!items || !as_they_were)
		return report_nomem();
	memcpy(as_they_were, rels, count * sizeof(*rels));
	for (size_t i = 0; i < count; i++)
		items[i] = (struct radix_item){ rels[i].r_offset, (uint32_t)i };
	if (radix_sort(items, count))
		return -1;
	for (size_t i = 0; i < count; i++)
		rels[i] = as_they_were[items[i].value];
	return 0;
}

/* Assemblers write relocations in ascending order, but for older ones of
 * riscv64; ld -r of s390 and objtool do not always. */
static const Elf64_Rela *sorted(struct relobj *obj, const Elf64_Rela *rels,
				size_t count)
{
	void **slot;
	size_t i = 1;

	while (i < count && rels[i - 1].r_offset <= rels[i].r_offset)
		i++;
	if (i >= count)
		return rels;
	slot = vec_push(&obj->sorted);
	if (!slot)
		return NULL;
	*slot = malloc(count * sizeof(*rels));
	if (!*slot) {
		report_nomem();
		return NULL;
	}
	memcpy(*slot, rels, count * sizeof(*rels));
	return sort_rels(*slot, count) ? NULL : *slot;
}

/* Relocations in a second section, as livepatch modules have them
 * (.klp.rela.*), go with those of the first. */
static int join_rels(struct relobj *obj, struct relobj_section *target,
		     const Elf64_Rela *rels, size_t count)
{
	void **slot = vec_push(&obj->sorted);
	Elf64_Rela *joined;

	if (!slot)
		return -1;
	*slot = joined = malloc((target->nrels + count) * sizeof(*joined));
	if (!joined)
		return report_nomem();
	memcpy(joined, target->rels, target->nrels * sizeof(*joined));
	memcpy(joined + target->nrels, rels, count * sizeof(*joined));
	target->nrels += count;
	if (sort_rels(joined, target->nrels))
		return -1;
	target->rels = joined;
	return 0;
}

static int read_rels(struct relobj *obj, Elf_Scn *scn, const GElf_Shdr *shdr)
{
	Elf_Data *data = elf_getdata(scn, NULL);
	struct relobj_section *target;

	if (!data)
		return complain(obj, "bad relocations");
	if (shdr->sh_info >= obj->sections.size)
		return damaged(obj,
			       "relocations of a section that doesn't exist");
	target = &obj->sections.data[shdr->sh_info];
	if (!(target->flags & SHF_ALLOC) || !data->d_size)
		return 0;
	if (shdr->sh_type == SHT_REL) {
		obj->unsupported = true;
		return 0;
	}
	if (target->nrels)
		return join_rels(obj, target, data->d_buf,
				 data->d_size / sizeof(Elf64_Rela));
	target->nrels = data->d_size / sizeof(Elf64_Rela);
	target->rels = sorted(obj, data->d_buf, target->nrels);
	return target->rels ? 0 : -1;
}

/* Are the contents of a section ever looked at? */
static bool is_wanted(const GElf_Shdr *shdr)
{
	return shdr->sh_type != SHT_NOBITS &&
	       (shdr->sh_flags & SHF_ALLOC || shdr->sh_type == SHT_PROGBITS) &&
	       !(shdr->sh_flags & SHF_COMPRESSED);
}

static int read_section(struct relobj *obj, Elf_Scn *scn,
			const struct elf_strings *strings)
{
	struct relobj_section *section = vec_push(&obj->sections);
	GElf_Shdr shdr;
	Elf_Data *data;

	if (!section)
		return -1;
	if (!gelf_getshdr(scn, &shdr))
		return complain(obj, "bad section header");
	section->name = elf_string(strings, shdr.sh_name);
	if (!section->name)
		return damaged(obj, "a section has no valid name");
	section->type = shdr.sh_type;
	section->flags = shdr.sh_flags;
	section->size = shdr.sh_size;
	section->entsize = shdr.sh_entsize;
	section->align = shdr.sh_addralign;
	/* Offsets are compared as int64_t. */
	if (section->size > INT64_MAX)
		return damaged(obj, "a section larger than all memory");
	if (!is_wanted(&shdr) || !shdr.sh_size ||
	    !(shdr.sh_flags & SHF_ALLOC || !strcmp(section->name, ".comment")))
		return 0;
	data = elf_rawdata(scn, NULL);
	if (!data || data->d_size != shdr.sh_size)
		return complain(obj, "bad section");
	section->data = data->d_buf;
	return 0;
}

/* The sections that other sections are read with. */
struct tables {
	Elf_Scn *symtab;
	Elf_Scn *shndx;
};

static int read_sections(struct relobj *obj, struct tables *tables)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr shdr;
	struct elf_strings strings;
	size_t names;

	if (elf_getshdrstrndx(obj->image.elf, &names))
		return complain(obj, "bad section names");
	elf_strings_find(&strings, obj->image.elf, names);
	if (!vec_push(&obj->sections))
		return -1;
	obj->sections.data[0].name = "";
	while ((scn = elf_nextscn(obj->image.elf, scn)))
		if (read_section(obj, scn, &strings))
			return -1;
	while ((scn = elf_nextscn(obj->image.elf, scn))) {
		gelf_getshdr(scn, &shdr);
		if (shdr.sh_type == SHT_SYMTAB)
			tables->symtab = scn;
		else if (shdr.sh_type == SHT_SYMTAB_SHNDX)
			tables->shndx = scn;
		else if ((shdr.sh_type == SHT_RELA ||
			  shdr.sh_type == SHT_REL) &&
			 read_rels(obj, scn, &shdr))
			return -1;
	}
	return 0;
}

static int read_symbol(struct relobj *obj, const Elf64_Sym *sym,
		       const uint32_t *shndx, const struct elf_strings *strings,
		       const char **source)
{
	struct relobj_symbol *to = vec_push(&obj->symbols);
	bool local = ELF64_ST_BIND(sym->st_info) == STB_LOCAL;

	if (!to)
		return -1;
	to->name = elf_string(strings, sym->st_name);
	if (!to->name)
		return damaged(obj, "a symbol has no valid name");
	if (ELF64_ST_TYPE(sym->st_info) == STT_FILE)
		*source = to->name;
	to->source = local ? *source : "";
	to->value = sym->st_value;
	to->size = sym->st_size;
	to->info = sym->st_info;
	to->other = sym->st_other;
	if (sym->st_shndx == SHN_XINDEX)
		to->section = shndx ? *shndx : 0;
	else if (sym->st_shndx < SHN_LORESERVE)
		to->section = sym->st_shndx;
	else
		to->special = sym->st_shndx;
	if (to->section >= obj->sections.size)
		return damaged(obj, "a symbol in a section that doesn't exist");
	return 0;
}

static int read_symbols(struct relobj *obj, const struct tables *tables)
{
	Elf_Data *data = elf_getdata(tables->symtab, NULL);
	const uint32_t *extended = NULL;
	size_t count, nextended = 0;
	const char *source = "";
	struct elf_strings strings;
	GElf_Shdr shdr;

	if (!data || !gelf_getshdr(tables->symtab, &shdr))
		return complain(obj, "bad symbol table");
	if (tables->shndx) {
		const Elf_Data *shndx = elf_getdata(tables->shndx, NULL);

		if (!shndx)
			return complain(obj, "bad symbol table");
		extended = shndx->d_buf;
		nextended = shndx->d_size / sizeof(*extended);
	}
	elf_strings_find(&strings, obj->image.elf, shdr.sh_link);
	count = data->d_size / sizeof(Elf64_Sym);
	if (vec_reserve(&obj->symbols, count))
		return -1;
	for (size_t i = 0; i < count; i++) {
		const Elf64_Sym *sym = (const Elf64_Sym *)data->d_buf + i;

		if (read_symbol(obj, sym, i < nextended ? extended + i : NULL,
				&strings, &source))
			return -1;
	}
	return 0;
}

static bool is_named(const struct relobj_symbol *symbol)
{
	switch (ELF64_ST_TYPE(symbol->info)) {
	case STT_NOTYPE:
	case STT_OBJECT:
	case STT_FUNC:
	case STT_TLS:
	case STT_GNU_IFUNC:
		return symbol->section && *symbol->name;
	default:
		return false;
	}
}

/* For qsort_r: CTX are the symbols. Equal values in the file's order. */
static int compare_values(const void *a, const void *b, void *ctx)
{
	const struct relobj_symbol *symbols = ctx;
	uint32_t m = *(const uint32_t *)a, n = *(const uint32_t *)b;
	const struct relobj_symbol *x = symbols + m, *y = symbols + n;

	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return (m > n) - (m < n);
}

/* Bring the named symbols into the order of sections and values. */
static int index_symbols(struct relobj *obj)
{
	uint32_t first = 0;
	struct relobj_section *section;
	struct relobj_symbol *symbol;

	vec_for_each(&obj->symbols, symbol)
		if (is_named(symbol))
			obj->sections.data[symbol->section].nsymbols++;
	vec_for_each(&obj->sections, section) {
		section->first_symbol = first;
		first += section->nsymbols;
		section->nsymbols = 0;
	}
	if (vec_reserve(&obj->by_section, first))
		return -1;
	obj->by_section.size = first;
	vec_for_each(&obj->symbols, symbol) {
		if (!is_named(symbol))
			continue;
		section = &obj->sections.data[symbol->section];
		obj->by_section
			.data[section->first_symbol + section->nsymbols++] =
			(uint32_t)(symbol - obj->symbols.data);
	}
	vec_for_each(&obj->sections, section)
		if (section->nsymbols > 1)
			qsort_r(obj->by_section.data + section->first_symbol,
				section->nsymbols, sizeof(uint32_t),
				compare_values, obj->symbols.data);
	return 0;
}

/* Each relocation is of a place in its section and by a symbol there is. */
static int check_rels(const struct relobj *obj)
{
	const struct relobj_section *section;

	vec_for_each(&obj->sections, section)
		for (size_t i = 0; i < section->nrels; i++)
			if (section->rels[i].r_offset > section->size ||
			    ELF64_R_SYM(section->rels[i].r_info) >=
				    obj->symbols.size)
				return damaged(
					obj,
					"a relocation beyond its section or symbols");
	return 0;
}

static int read_elf(struct relobj *obj)
{
	struct tables tables = {};
	size_t count;

	/* libelf takes an object that was cut short for one without sections,
	 * and the gABI wants at least the null section. */
	if (elf_getshdrnum(obj->image.elf, &count) || !count ||
	    !elf_getscn(obj->image.elf, count - 1))
		return damaged(obj, "its section headers are missing");
	if (read_sections(obj, &tables))
		return -1;
	if (tables.symtab && read_symbols(obj, &tables))
		return -1;
	return check_rels(obj) || index_symbols(obj) ? -1 : 0;
}

int relobj_read(struct relobj *obj, const char *name, int fd, uint64_t offset,
		uint64_t size)
{
	GElf_Ehdr ehdr;
	int status = -1;

	obj->name = name;
	obj->unsupported = false;
	obj->sections.size = obj->symbols.size = obj->by_section.size = 0;
	elf_version(EV_CURRENT);
	if (!elf_image_open(&obj->image, name, fd, offset, size,
			    ELF_IMAGE_CONTENTS)) {
		if (!gelf_getehdr(obj->image.elf, &ehdr) ||
		    ehdr.e_type != ET_REL ||
		    ehdr.e_ident[EI_CLASS] != ELFCLASS64 ||
		    !machine_is_known(machine_find(ehdr.e_machine))) {
			status = 1;
		} else {
			obj->machine = machine_find(ehdr.e_machine);
			obj->big = ehdr.e_ident[EI_DATA] == ELFDATA2MSB;
			status = read_elf(obj);
			if (!status && obj->unsupported)
				status = 1;
		}
	}
	if (status)
		relobj_close(obj);
	return status;
}

void relobj_close(struct relobj *obj)
{
	void **rels;

	vec_for_each(&obj->sorted, rels)
		free(*rels);
	obj->sorted.size = 0;
	elf_image_close(&obj->image);
}

void relobj_deinit(struct relobj *obj)
{
	relobj_close(obj);
	vec_deinit(&obj->sections);
	vec_deinit(&obj->symbols);
	vec_deinit(&obj->by_section);
	vec_deinit(&obj->sorted);
	elf_image_deinit(&obj->image);
}

size_t relobj_first_rel(const struct relobj_section *section, uint64_t offset)
{
	return lower_bound(i, 0, section->nrels,
			   section->rels[i].r_offset < offset);
}

uint64_t relobj_number(const struct relobj *obj, const unsigned char *data,
		       unsigned int size)
{
	uint64_t number = 0;

	for (unsigned int i = 0; i < size; i++)
		number = number << 8 | data[obj->big ? i : size - 1 - i];
	return number;
}
