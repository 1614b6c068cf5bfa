/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading an input file with libelf, which converts byte order and class.
 * Extended section numbering (gABI, chapter 4: e_shnum 0, SHN_XINDEX) is
 * ordinary here, a vmlinux.o has 100,000 sections. */
#include "elf/object.h"

#include <gelf.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/report.h"
#include "common/text.h"
#include "elf/strings.h"

#define NO_SECTION UINT32_MAX

/* What ld itself consumes and never offers to a statement. */
static bool is_placed(const GElf_Shdr *shdr)
{
	switch (shdr->sh_type) {
	case SHT_NULL:
	case SHT_SYMTAB:
	case SHT_SYMTAB_SHNDX:
	case SHT_STRTAB:
	case SHT_REL:
	case SHT_RELA:
	case SHT_GROUP:
		return false;
	default:
		return !(shdr->sh_flags & SHF_EXCLUDE);
	}
}

static int complain(const char *name, const char *what)
{
	report_error("%s: %s: %s", name, what, elf_errmsg(-1));
	return -1;
}

static int damaged(const char *name, const char *what)
{
	report_error("%s: damaged, %s", name, what);
	return -1;
}

/* Is the file as long as ld thinks? For an archive's member that is only what
 * its header says, and what is wrong with that ld will tell. */
static bool is_whole(int fd, uint64_t offset, uint64_t size)
{
	struct stat st;

	return !fstat(fd, &st) && offset <= (uint64_t)st.st_size &&
	       size <= (uint64_t)st.st_size - offset;
}

/* The first bytes say whether it is worth a look. */
static bool is_elf(int fd, uint64_t offset, uint64_t size)
{
	char magic[SELFMAG];

	return is_whole(fd, offset, size) && size >= EI_NIDENT &&
	       pread(fd, magic, SELFMAG, (off_t)offset) == SELFMAG &&
	       !memcmp(magic, ELFMAG, SELFMAG);
}

/* LLVM's magic, and that of its wrapper. */
static bool is_bitcode(int fd, uint64_t offset, uint64_t size)
{
	char magic[4];

	return is_whole(fd, offset, size) && size >= sizeof(magic) &&
	       pread(fd, magic, sizeof(magic), (off_t)offset) ==
		       sizeof(magic) &&
	       (!memcmp(magic, "BC\xc0\xde", sizeof(magic)) ||
		!memcmp(magic, "\xde\xc0\x17\x0b", sizeof(magic)));
}

/* By sections of this name gcc's plugin knows objects that are for it
 * (lto-plugin/lto-plugin.c, process_symtab). */
static bool is_lto(const struct elf_strings *strings, const GElf_Shdr *shdr)
{
	const char *name;

	if (!(shdr->sh_flags & SHF_EXCLUDE))
		return false;
	name = elf_string(strings, shdr->sh_name);
	return name && text_starts_with(name, ".gnu.lto_.symtab");
}

/* SHDR is of relocations: note what it is for. */
static void note_relocated(struct object *object, const GElf_Shdr *shdr)
{
	uint32_t index;

	object->relocated = true;
	if (shdr->sh_info >= object->section_index.size)
		return;
	index = object->section_index.data[shdr->sh_info];
	if (index != NO_SECTION)
		object->sections.data[index].relocated = true;
}

/* Keep what the descriptors of ppc64 are found by. Relocations follow what they
 * are of. */
static void note_descriptors(const char *section, const GElf_Shdr *shdr,
			     Elf_Scn *scn, struct opd_sections *found)
{
	if (section && !strcmp(section, ".opd") &&
	    shdr->sh_type == SHT_PROGBITS && !found->opd)
		found->opd = (uint32_t)elf_ndxscn(scn);
	else if (shdr->sh_type == SHT_RELA && found->opd &&
		 shdr->sh_info == found->opd)
		found->relocations = scn;
}

static int read_section(struct object *object, const char *name, Elf_Scn *scn,
			const struct elf_strings *strings,
			struct opd_sections *tables)
{
	struct object_section *section;
	GElf_Shdr shdr;
	uint32_t *index = vec_push(&object->section_index);

	if (!index)
		return -1;
	*index = NO_SECTION;
	if (!gelf_getshdr(scn, &shdr))
		return complain(name, "bad section header");
	if (shdr.sh_type == SHT_SYMTAB)
		tables->symtab = scn;
	else if (shdr.sh_type == SHT_SYMTAB_SHNDX)
		tables->shndx = scn;
	if (shdr.sh_type == SHT_REL || shdr.sh_type == SHT_RELA)
		note_relocated(object, &shdr);
	object->lto |= is_lto(strings, &shdr);
	if (opd_is_known(object->machine))
		note_descriptors(elf_string(strings, shdr.sh_name), &shdr, scn,
				 tables);
	if (!is_placed(&shdr))
		return 0;
	section = vec_push(&object->sections);
	if (!section)
		return -1;
	*index = (uint32_t)object->sections.size - 1;
	section->name = elf_string(strings, shdr.sh_name);
	if (!section->name)
		return damaged(name, "a section has no valid name");
	section->number = (uint32_t)elf_ndxscn(scn);
	section->type = shdr.sh_type;
	section->flags = shdr.sh_flags;
	section->size = shdr.sh_size;
	section->align = shdr.sh_addralign;
	section->entsize = shdr.sh_entsize;
	if (!strcmp(section->name, ".comment"))
		object->comment = section->number;
	return 0;
}

static int read_sections(struct object *object, const char *name,
			 struct opd_sections *tables)
{
	Elf_Scn *scn = NULL;
	struct elf_strings strings;
	size_t names;

	if (elf_getshdrstrndx(object->image.elf, &names))
		return complain(name, "bad section names");
	elf_strings_find(&strings, object->image.elf, names);
	object->relocated = object->lto = false;
	object->comment = 0;
	object->sections.size = 0;
	object->section_index.size = 0;
	if (!vec_push(&object->section_index))
		return -1;
	object->section_index.data[0] = NO_SECTION;
	while ((scn = elf_nextscn(object->image.elf, scn)))
		if (read_section(object, name, scn, &strings, tables))
			return -1;
	return 0;
}

static bool is_wanted(const GElf_Sym *symbol)
{
	switch (GELF_ST_TYPE(symbol->st_info)) {
	case STT_NOTYPE:
	case STT_OBJECT:
	case STT_FUNC:
	case STT_TLS:
	case STT_GNU_IFUNC:
		return symbol->st_name != 0;
	default:
		return false;
	}
}

static bool is_function(const GElf_Sym *symbol)
{
	unsigned int type = GELF_ST_TYPE(symbol->st_info);

	return type == STT_FUNC || type == STT_GNU_IFUNC;
}

/* Note one symbol if it is defined in a section that ld places. */
static int read_symbol(struct object *object, const GElf_Sym *symbol,
		       const char *name, const char *source, uint32_t section)
{
	uint64_t value = symbol->st_value;
	struct object_symbol *slot;
	uint32_t index;

	/* Where code has symbols of its own, `.f', that of the descriptor has
	 * no type (-mcall-aixdesc). */
	if (is_function(symbol))
		opd_follow(&object->opd, &section, &value);
	if (section >= object->section_index.size)
		return 0;
	index = object->section_index.data[section];
	if (index == NO_SECTION)
		return 0;
	slot = vec_push(&object->unsorted);
	if (!slot)
		return -1;
	object->sections.data[index].nsymbols++;
	slot->name = name;
	slot->source = GELF_ST_BIND(symbol->st_info) == STB_LOCAL ? source
								  : NULL;
	slot->value = value;
	slot->size = symbol->st_size;
	slot->section = index;
	slot->info = symbol->st_info;
	slot->other = symbol->st_other;
	return 0;
}

/* Bring the symbols into the order of their sections: a counting sort. */
static int sort_symbols(struct object *object)
{
	size_t first = 0;
	struct object_section *section;
	const struct object_symbol *symbol;

	if (vec_reserve(&object->symbols, object->unsorted.size))
		return -1;
	object->symbols.size = object->unsorted.size;
	vec_for_each(&object->sections, section) {
		section->first_symbol = first;
		first += section->nsymbols;
		section->nsymbols = 0;
	}
	vec_for_each(&object->unsorted, symbol) {
		section = &object->sections.data[symbol->section];
		object->symbols.data[section->first_symbol +
				     section->nsymbols++] = *symbol;
	}
	return 0;
}

static int read_symbols(struct object *object, const char *name,
			const struct opd_sections *tables)
{
	Elf_Data *data = elf_getdata(tables->symtab, NULL);
	Elf_Data *shndx = tables->shndx ? elf_getdata(tables->shndx, NULL)
					: NULL;
	const char *source = NULL;
	struct elf_strings strings;
	GElf_Shdr shdr;
	size_t count;

	if (!data || !gelf_getshdr(tables->symtab, &shdr))
		return complain(name, "bad symbol table");
	elf_strings_find(&strings, object->image.elf, shdr.sh_link);
	count = data->d_size /
		gelf_fsize(object->image.elf, ELF_T_SYM, 1, EV_CURRENT);
	for (size_t i = 1; i < count; i++) {
		GElf_Sym symbol;
		Elf32_Word extended = 0;
		uint32_t section;
		const char *text;

		if (!gelf_getsymshndx(data, shndx, (int)i, &symbol, &extended))
			return complain(name, "bad symbol");
		section = symbol.st_shndx == SHN_XINDEX ? extended
							: symbol.st_shndx;
		if (GELF_ST_TYPE(symbol.st_info) != STT_FILE &&
		    (!is_wanted(&symbol) ||
		     (symbol.st_shndx >= SHN_LORESERVE &&
		      symbol.st_shndx != SHN_XINDEX) ||
		     !section))
			continue;
		text = elf_string(&strings, symbol.st_name);
		if (!text)
			return damaged(name, "a symbol has no valid name");
		if (GELF_ST_TYPE(symbol.st_info) == STT_FILE)
			source = text;
		else if (read_symbol(object, &symbol, text, source, section))
			return -1;
	}
	return 0;
}

static enum object_kind read_relocatable(struct object *object,
					 const char *name)
{
	struct opd_sections tables = {};

	object->symbols.size = object->unsorted.size = 0;
	if (read_sections(object, name, &tables) ||
	    (opd_read(&object->opd, &tables) &&
	     complain(name, "bad descriptors")) ||
	    (tables.symtab && read_symbols(object, name, &tables)) ||
	    sort_symbols(object)) {
		object_close(object);
		return OBJECT_BAD;
	}
	return OBJECT_RELOCATABLE;
}

enum object_kind object_read(struct object *object, const char *name, int fd,
			     uint64_t offset, uint64_t size)
{
	enum object_kind kind = OBJECT_OTHER;
	GElf_Ehdr ehdr;

	if (!is_elf(fd, offset, size))
		return is_bitcode(fd, offset, size) ? OBJECT_BITCODE
						    : OBJECT_OTHER;
	if (elf_image_open(&object->image, name, fd, offset, size,
			   ELF_IMAGE_TABLES))
		return OBJECT_BAD;
	if (!gelf_getehdr(object->image.elf, &ehdr)) {
		complain(name, "bad ELF header");
		object_close(object);
		return OBJECT_BAD;
	}
	object->machine = ehdr.e_machine;
	object->class = ehdr.e_ident[EI_CLASS];
	if (ehdr.e_type == ET_REL)
		return read_relocatable(object, name);
	if (ehdr.e_type == ET_DYN)
		kind = OBJECT_DYNAMIC;
	object_close(object);
	return kind;
}

/* Does .comment, where compilers leave their names, have TEXT? */
static bool comments(const struct object *object, const char *text)
{
	Elf_Scn *scn = elf_getscn(object->image.elf, object->comment);
	const Elf_Data *data = object->comment ? elf_rawdata(scn, NULL) : NULL;

	return data && data->d_buf &&
	       memmem(data->d_buf, data->d_size, text, strlen(text));
}

bool object_is_llvms(const struct object *object)
{
	return comments(object, "clang version") ||
	       comments(object, "rustc version");
}

bool object_is_gccs(const struct object *object)
{
	return comments(object, "GCC: ");
}

void object_close(struct object *object)
{
	elf_image_close(&object->image);
}

void object_deinit(struct object *object)
{
	elf_image_deinit(&object->image);
	vec_deinit(&object->sections);
	vec_deinit(&object->symbols);
	vec_deinit(&object->unsorted);
	vec_deinit(&object->section_index);
	opd_deinit(&object->opd);
}
