/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Modules by the numbers of their sections and symbols, and where their pointers
 * lead. */
#include "match/relocatable.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/report.h"
#include "common/search.h"
#include "elf/strings.h"

static int complain(const struct relocatable *r, const char *what)
{
	report_error("%s: %s", r->path, what);
	return -1;
}

/* -- Sections --------------------------------------------------------------- */

/* elf_validity_check() wants each section within the file. */
static int take_section(struct relocatable *r, Elf_Scn *scn,
			const struct elf_strings *names, uint64_t file_size)
{
	struct relocatable_section *section = vec_push(&r->sections);
	const GElf_Shdr *header;
	Elf_Data *data;

	if (!section)
		return -1;
	header = &section->header;
	if (!gelf_getshdr(scn, &section->header))
		return complain(r, "damaged, a bad section header");
	section->name = elf_string(names, header->sh_name);
	if (!section->name)
		return complain(r, "damaged, a section has no valid name");
	if (header->sh_type == SHT_NOBITS || !header->sh_size)
		return 0;
	if (header->sh_offset > file_size ||
	    header->sh_size > file_size - header->sh_offset) {
		report_error("%s: damaged, section %s isn't within the file",
			     r->path, section->name);
		return -1;
	}
	data = elf_rawdata(scn, NULL);
	if (!data || !data->d_buf || data->d_size < header->sh_size)
		return complain(r, "damaged, a section can't be read");
	section->data = data->d_buf;
	return 0;
}

static int take_sections(struct relocatable *r, int fd)
{
	Elf *elf = r->elf;
	struct elf_strings names;
	Elf_Scn *scn = NULL;
	struct stat status;
	size_t index;

	if (elf_getshdrstrndx(elf, &index) || fstat(fd, &status))
		return complain(r, "damaged, bad section headers");
	elf_strings_find(&names, elf, index);
	if (!vec_push(&r->sections))
		return -1;
	r->sections.data[0].name = "";
	while ((scn = elf_nextscn(elf, scn)))
		if (take_section(r, scn, &names, (uint64_t)status.st_size))
			return -1;
	return 0;
}

/* The number of the section called NAME, or 0. */
uint32_t relocatable_section(const struct relocatable *r, const char *name)
{
	for (uint32_t i = 1; i < r->sections.size; i++)
		if (!strcmp(r->sections.data[i].name, name))
			return i;
	return 0;
}

/* -- Symbols ---------------------------------------------------------------- */

static int take_symbols(struct relocatable *r, Elf_Scn *scn,
			const GElf_Shdr *header)
{
	Elf *elf = r->elf;
	Elf_Data *data = elf_getdata(scn, NULL);
	struct elf_strings strings;
	const char *source = "";
	size_t count;

	if (!data)
		return complain(r, "damaged, a bad symbol table");
	elf_strings_find(&strings, elf, header->sh_link);
	count = data->d_size / gelf_fsize(elf, ELF_T_SYM, 1, EV_CURRENT);
	for (size_t i = 0; i < count; i++) {
		struct relocatable_symbol *to = vec_push(&r->symbols);

		if (!to)
			return -1;
		if (!gelf_getsym(data, (int)i, &to->symbol))
			return complain(r, "damaged, a bad symbol");
		to->name = elf_string(&strings, to->symbol.st_name);
		if (!to->name)
			return complain(r,
					"damaged, a symbol has no valid name");
		if (GELF_ST_TYPE(to->symbol.st_info) == STT_FILE)
			source = to->name;
		to->source = GELF_ST_BIND(to->symbol.st_info) == STB_LOCAL
				     ? source
				     : "";
	}
	return 0;
}

static int read_symbols(struct relocatable *r)
{
	Elf_Scn *scn = NULL;

	for (uint32_t i = 1; i < r->sections.size; i++) {
		scn = elf_nextscn(r->elf, scn);
		if (r->sections.data[i].header.sh_type == SHT_SYMTAB &&
		    take_symbols(r, scn, &r->sections.data[i].header))
			return -1;
	}
	return 0;
}

/* -- Relocations ------------------------------------------------------------ */

/* Also for qsort(). */
static int compare_fixups(const void *x, const void *y)
{
	const struct fixup *a = x, *b = y;

	if (a->section != b->section)
		return a->section < b->section ? -1 : 1;
	return (a->offset > b->offset) - (a->offset < b->offset);
}

/* A relocation of section FROM. */
static int take_rela(struct relocatable *r, uint32_t from,
		     const GElf_Rela *rela)
{
	const GElf_Shdr *header = &r->sections.data[from].header;
	uint32_t target = header->sh_info;
	struct fixup *fixup = header->sh_flags & RELOCATABLE_LIVEPATCH
				      ? vec_push(&r->livepatch)
				      : vec_push(&r->fixups);

	if (!fixup)
		return -1;
	*fixup = (struct fixup){
		.section = target,
		.offset = rela->r_offset,
		.from = from,
		.type = (uint32_t)GELF_R_TYPE(rela->r_info),
		.symbol = (uint32_t)GELF_R_SYM(rela->r_info),
		.addend = rela->r_addend,
	};
	if (fixup->symbol >= r->symbols.size)
		return complain(r, "damaged, a relocation has no valid symbol");
	if (fixup->offset >= r->sections.data[target].header.sh_size)
		return complain(r,
				"damaged, a relocation is outside its section");
	return 0;
}

static int take_relas(struct relocatable *r, Elf_Scn *scn, uint32_t number)
{
	const GElf_Shdr *header = &r->sections.data[number].header;
	Elf_Data *data;
	size_t count;

	if (header->sh_info >= r->sections.size)
		return complain(r, "damaged, relocations for no valid section");
	/* The loader passes over what isn't loaded, apply_relocations(). */
	if (!(header->sh_flags & RELOCATABLE_LIVEPATCH) &&
	    !(r->sections.data[header->sh_info].header.sh_flags & SHF_ALLOC))
		return 0;
	data = elf_getdata(scn, NULL);
	if (!data)
		return complain(r, "damaged, bad relocations");
	count = data->d_size / gelf_fsize(r->elf, ELF_T_RELA, 1, EV_CURRENT);
	for (size_t i = 0; i < count; i++) {
		GElf_Rela rela;

		if (!gelf_getrela(data, (int)i, &rela))
			return complain(r, "damaged, a bad relocation");
		if (take_rela(r, number, &rela))
			return -1;
	}
	return 0;
}

static int read_relocations(struct relocatable *r)
{
	Elf_Scn *scn = NULL;

	for (uint32_t i = 1; i < r->sections.size; i++) {
		const GElf_Shdr *header = &r->sections.data[i].header;

		scn = elf_nextscn(r->elf, scn);
		if (header->sh_type == SHT_REL)
			return complain(
				r,
				"it has relocations of a kind that no machine of 64 bits has");
		if (header->sh_type == SHT_RELA && header->sh_size &&
		    take_relas(r, scn, i))
			return -1;
	}
	if (r->fixups.size)
		qsort(r->fixups.data, r->fixups.size, sizeof(*r->fixups.data),
		      compare_fixups);
	return 0;
}

size_t fixup_from(const struct relocatable *r, uint32_t section,
		  uint64_t offset)
{
	struct fixup wanted = { .section = section, .offset = offset };

	return lower_bound(i, 0, r->fixups.size,
			   compare_fixups(&r->fixups.data[i], &wanted) < 0);
}

/* Is TYPE that of a pointer? */
static bool is_pointer(unsigned int machine, uint32_t type)
{
	static const struct {
		unsigned int machine;
		uint32_t type;
	} pointers[] = {
		{ EM_X86_64, R_X86_64_64 },   { EM_S390, R_390_64 },
		{ EM_PPC64, R_PPC64_ADDR64 }, { EM_AARCH64, R_AARCH64_ABS64 },
		{ EM_RISCV, R_RISCV_64 },     { 258, 2 }, /* LoongArch */
	};

	for (size_t i = 0; i < sizeof(pointers) / sizeof(*pointers); i++)
		if (pointers[i].machine == machine && pointers[i].type == type)
			return true;
	return false;
}

int pointer_of(const struct relocatable *r, const struct fixup *fixup,
	       struct pointer *ret)
{
	const struct relocatable_symbol *symbol =
		&r->symbols.data[fixup->symbol];

	memset(ret, 0, sizeof(*ret));
	if (!is_pointer(r->machine, fixup->type))
		return -1;
	ret->symbol = symbol;
	ret->section = symbol->symbol.st_shndx;
	ret->offset = symbol->symbol.st_value + (uint64_t)fixup->addend;
	return ret->section && ret->section < r->sections.size &&
			       ret->offset <= r->sections.data[ret->section]
						      .header.sh_size
		       ? 0
		       : -1;
}

int pointer_at(const struct relocatable *r, uint32_t section, uint64_t offset,
	       struct pointer *ret)
{
	size_t at = fixup_from(r, section, offset);
	uint64_t plain;

	if (at < r->fixups.size && r->fixups.data[at].section == section &&
	    r->fixups.data[at].offset == offset)
		return pointer_of(r, &r->fixups.data[at], ret);
	memset(ret, 0, sizeof(*ret));
	return number_at(r, section, offset, 8, &plain) || plain ? -1 : 0;
}

const char *text_at(const struct relocatable *r, uint32_t section,
		    uint64_t offset)
{
	const struct relocatable_section *s;
	struct pointer target;

	if (pointer_at(r, section, offset, &target) || !target.section)
		return NULL;
	s = &r->sections.data[target.section];
	if (!s->data || target.offset >= s->header.sh_size ||
	    !memchr(s->data + target.offset, '\0',
		    s->header.sh_size - target.offset))
		return NULL;
	return (const char *)s->data + target.offset;
}

int number_at(const struct relocatable *r, uint32_t section, uint64_t offset,
	      unsigned int width, uint64_t *ret)
{
	const struct relocatable_section *s = &r->sections.data[section];
	bool big = r->data == ELFDATA2MSB;

	*ret = 0;
	if (offset > s->header.sh_size || s->header.sh_size - offset < width)
		return -1;
	if (s->header.sh_type == SHT_NOBITS)
		return 0;
	for (unsigned int i = 0; i < width; i++)
		*ret = *ret << 8 | s->data[offset + (big ? i : width - 1 - i)];
	return 0;
}

/* -- All of it -------------------------------------------------------------- */

/* The text behind KEY and `=' in .modinfo that is VALUE or, if that is NULL, the
 * first; NULL if there is none. */
static const char *find_info(const struct relocatable *r, const char *key,
			     const char *value)
{
	uint32_t number = relocatable_section(r, ".modinfo");
	const struct relocatable_section *s = &r->sections.data[number];
	size_t length = strlen(key);

	if (!number || !s->data)
		return NULL;
	for (size_t at = 0; at < s->header.sh_size;) {
		const char *text = (const char *)s->data + at;
		size_t left = s->header.sh_size - at;
		size_t have = strnlen(text, left);

		if (have == left)
			break;
		if (have > length && !strncmp(text, key, length) &&
		    text[length] == '=' &&
		    (!value || !strcmp(text + length + 1, value)))
			return text + length + 1;
		at += have + 1;
	}
	return NULL;
}

const char *relocatable_info(const struct relocatable *r, const char *key)
{
	return find_info(r, key, NULL);
}

bool relocatable_has_info(const struct relocatable *r, const char *key,
			  const char *value)
{
	return find_info(r, key, value);
}

int relocatable_read(struct relocatable *ret, const struct module *module)
{
	GElf_Ehdr ehdr;

	*ret = (struct relocatable){ .path = module->path, .elf = module->elf };
	if (!gelf_getehdr(ret->elf, &ehdr))
		return complain(ret, "not an ELF file");
	ret->machine = ehdr.e_machine;
	ret->elf_class = ehdr.e_ident[EI_CLASS];
	ret->data = ehdr.e_ident[EI_DATA];
	if (ret->elf_class != ELFCLASS64)
		return complain(ret, "modules of 64 bits only are known");
	return take_sections(ret, module->fd) || read_symbols(ret) ||
			       read_relocations(ret)
		       ? -1
		       : 0;
}

void relocatable_deinit(struct relocatable *file)
{
	vec_deinit(&file->sections);
	vec_deinit(&file->symbols);
	vec_deinit(&file->fixups);
	vec_deinit(&file->livepatch);
}
