/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Positions in a module. For vmlinux klp_find_object_symbol() goes through
 * kallsyms, by address. For a module it goes through the module's own symbol
 * table, by module_kallsyms_on_each_symbol(), in the order that the file has:
 * kernel/module/kallsyms.c copies symbols one by one and sorts nothing. It
 * passes over undefined symbols, and over no other, whatever their type.
 *
 * There are two such tables. While the module is being loaded, and a livepatch
 * that is there already is applied to it (klp_module_coming()), it is all of
 * .symtab. When the module's init function has returned, do_init_module() puts
 * the core symbols in its place (layout_symtab(), is_core_symbol()): of sections
 * that stay in memory, and so not of .init.text. A livepatch is loaded before
 * the module or after it, and has one number for both. So a number is right only
 * if it is in both tables; 0 means that the name is there once.
 *
 * Without CONFIG_MODULE_UNLOAD sections .exit* go with those of init. The
 * vermagic says whether the kernel has it. */
#include "match/module.h"

#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "common/text.h"
#include "elf/strings.h"

/* What is_core_symbol() asks of a section. */
struct section {
	const char *name;
	uint64_t flags;
};

struct reading {
	struct module *module;
	bool with_data;
	VEC(struct section) sections; /* by number */
	Elf_Scn *symtab;
	GElf_Shdr symtab_header;
	const char *source;
};

bool module_is(const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	_cleanup_elf_end_ Elf *elf = NULL;
	GElf_Ehdr ehdr;

	elf_version(EV_CURRENT);
	if (fd >= 0)
		elf = elf_begin(fd, ELF_C_READ, NULL);
	return elf && elf_kind(elf) == ELF_K_ELF && gelf_getehdr(elf, &ehdr) &&
	       ehdr.e_type == ET_REL;
}

static int complain(const struct module *module, const char *what)
{
	report_error("%s: %s", module->path, what);
	return -1;
}

/* -- Sections --------------------------------------------------------------- */

/* Text that .modinfo has after KEY and `=', or NULL. */
static const char *find_info(Elf_Scn *scn, const char *key)
{
	struct elf_strings texts;
	size_t length = strlen(key);

	elf_strings_take(&texts, elf_rawdata(scn, NULL));
	for (size_t at = 0; at < texts.size;) {
		const char *text = texts.data + at;
		size_t left = strnlen(text, texts.size - at);

		if (left == texts.size - at)
			break;
		if (left > length && !strncmp(text, key, length) &&
		    text[length] == '=')
			return text + length + 1;
		at += left + 1;
	}
	return NULL;
}

static int read_section(struct reading *r, Elf_Scn *scn,
			const struct elf_strings *names)
{
	struct section *section = vec_push(&r->sections);
	GElf_Shdr header;

	if (!section)
		return -1;
	if (!gelf_getshdr(scn, &header))
		return complain(r->module, "damaged, a bad section header");
	section->name = elf_string(names, header.sh_name);
	if (!section->name)
		return complain(r->module,
				"damaged, a section has no valid name");
	section->flags = header.sh_flags;
	/* rewrite_section_headers() */
	if (!strcmp(section->name, ".modinfo") ||
	    !strcmp(section->name, "__versions"))
		section->flags &= ~(uint64_t)SHF_ALLOC;
	if (!strcmp(section->name, ".modinfo"))
		r->module->vermagic = find_info(scn, "vermagic");
	if (header.sh_type != SHT_SYMTAB)
		return 0;
	/* elf_validity_check() */
	if (r->symtab)
		return complain(r->module, "it has two symbol tables");
	r->symtab = scn;
	r->symtab_header = header;
	return 0;
}

static int read_sections(struct reading *r)
{
	Elf *elf = r->module->elf;
	struct elf_strings names;
	Elf_Scn *scn = NULL;
	size_t count, index;

	if (elf_getshdrnum(elf, &count) || elf_getshdrstrndx(elf, &index))
		return complain(r->module, "damaged, bad section headers");
	/* load_module() takes e_shnum as it is. */
	if (count >= SHN_LORESERVE)
		return complain(r->module,
				"it has more sections than the kernel loads");
	elf_strings_find(&names, elf, index);
	if (!vec_push(&r->sections))
		return -1;
	r->sections.data[0].name = "";
	while ((scn = elf_nextscn(elf, scn)))
		if (read_section(r, scn, &names))
			return -1;
	return r->symtab ? 0 : complain(r->module, "it has no symbol table");
}

/* Is " WORD " in vermagic, whose words are apart by blanks? */
static bool has_word(const char *text, const char *word)
{
	size_t length = strlen(word);

	while (*text) {
		size_t have = strcspn(text, " ");

		if (have == length && !strncmp(text, word, length))
			return true;
		text += have;
		text += strspn(text, " ");
	}
	return false;
}

static void find_tables(struct module *module)
{
	module->tables = MODULE_COMING;
	if (!module->vermagic)
		module->tables |= MODULE_LIVE | MODULE_LIVE_EXIT;
	else if (has_word(module->vermagic, "mod_unload"))
		module->tables |= MODULE_LIVE_EXIT;
	else
		module->tables |= MODULE_LIVE;
}

/* -- Symbols ---------------------------------------------------------------- */

/* The tables that have a symbol of SECTION, or of none if that is NULL. */
static uint8_t tables_of(const struct reading *r, const struct section *section,
			 const char *name)
{
	uint8_t tables = MODULE_COMING;

	/* Data in .data..percpu are core symbols, too, though the kernel takes
	 * the flag away from them. */
	if (!section || !*name || !(section->flags & SHF_ALLOC) ||
	    (!r->with_data && !(section->flags & SHF_EXECINSTR)) ||
	    text_starts_with(section->name, ".init"))
		return tables;
	tables |= MODULE_LIVE_EXIT;
	if (!text_starts_with(section->name, ".exit"))
		tables |= MODULE_LIVE;
	return tables;
}

static int add_symbol(struct reading *r, const GElf_Sym *symbol,
		      const char *name)
{
	const struct section *section =
		symbol->st_shndx < r->sections.size
			? &r->sections.data[symbol->st_shndx]
			: NULL;
	struct module_symbol *to = vec_push(&r->module->symbols);
	bool local = GELF_ST_BIND(symbol->st_info) == STB_LOCAL;

	if (!to)
		return -1;
	*to = (struct module_symbol){
		.name = name,
		.source = local && r->source ? r->source : "",
		.section = section ? section->name : "",
		.section_number = section ? symbol->st_shndx : 0,
		.offset = symbol->st_value,
		.size = symbol->st_size,
		.info = symbol->st_info,
		.tables = tables_of(r, section, name) & r->module->tables,
	};
	return 0;
}

static int read_symbols(struct reading *r)
{
	Elf *elf = r->module->elf;
	Elf_Data *data = elf_getdata(r->symtab, NULL);
	struct elf_strings strings;
	size_t count;

	if (!data)
		return complain(r->module, "damaged, a bad symbol table");
	elf_strings_find(&strings, elf, r->symtab_header.sh_link);
	count = data->d_size / gelf_fsize(elf, ELF_T_SYM, 1, EV_CURRENT);
	for (size_t i = 1; i < count; i++) {
		GElf_Sym symbol;
		const char *name;

		if (!gelf_getsym(data, (int)i, &symbol))
			return complain(r->module, "damaged, a bad symbol");
		name = elf_string(&strings, symbol.st_name);
		if (!name)
			return complain(r->module,
					"damaged, a symbol has no valid name");
		if (GELF_ST_TYPE(symbol.st_info) == STT_FILE)
			r->source = name;
		if (symbol.st_shndx != SHN_UNDEF &&
		    add_symbol(r, &symbol, name))
			return -1;
	}
	return 0;
}

static int read_module(struct reading *r)
{
	struct module *module = r->module;
	GElf_Ehdr ehdr;

	module->fd = open(module->path, O_RDONLY | O_CLOEXEC);
	if (module->fd < 0) {
		report_error("%s: can't open:", module->path);
		return -1;
	}
	elf_version(EV_CURRENT);
	module->elf = elf_begin(module->fd, ELF_C_READ_MMAP, NULL);
	if (!module->elf || elf_kind(module->elf) != ELF_K_ELF ||
	    !gelf_getehdr(module->elf, &ehdr))
		return complain(module, "not an ELF file");
	if (ehdr.e_type != ET_REL)
		return complain(module, "not a module, it isn't relocatable");
	if (read_sections(r))
		return -1;
	find_tables(module);
	return read_symbols(r);
}

int module_read(struct module *ret, const char *path, bool with_data)
{
	struct reading r = { .module = ret, .with_data = with_data };
	int status;

	*ret = (struct module){ .path = path, .fd = -1 };
	status = read_module(&r);
	vec_deinit(&r.sections);
	if (status)
		module_deinit(ret);
	return status;
}

void module_deinit(struct module *module)
{
	vec_deinit(&module->symbols);
	elf_end(module->elf);
	module->elf = NULL;
	if (module->fd >= 0)
		close(module->fd);
	module->fd = -1;
}

/* -- Positions -------------------------------------------------------------- */

enum { NTABLES = 3 };

/* How many of a name each table has, up to some symbol. */
struct counts {
	uint32_t of[NTABLES];
};

static void count_symbol(struct counts *counts,
			 const struct module_symbol *symbol)
{
	for (unsigned int i = 0; i < NTABLES; i++)
		counts->of[i] += symbol->tables >> i & 1;
}

/* The rank of SYMBOL, which COUNTS has counted last, among those of its name,
 * of which there are TOTAL. */
static struct module_rank rank_of(const struct module *module,
				  const struct module_symbol *symbol,
				  const struct counts *counts,
				  const struct counts *total)
{
	uint32_t rank = counts->of[0]; /* MODULE_COMING has all */
	bool alone = true;

	if (symbol->tables != module->tables)
		return (struct module_rank){
			.why = "it isn't in memory once the module is loaded",
			.gone = true,
		};
	for (unsigned int i = 0; i < NTABLES; i++) {
		if (!(module->tables >> i & 1))
			continue;
		if (counts->of[i] != rank)
			return (struct module_rank){
				.why = "another one is counted only until the module is loaded, so no position is right both before and after",
			};
		alone &= total->of[i] == 1;
	}
	return (struct module_rank){ .sympos = alone ? 0 : rank };
}

void module_rank(const struct module *module, const uint32_t *numbers,
		 size_t count, struct module_rank *ret)
{
	const struct module_symbol *symbols = module->symbols.data;
	struct counts counts = {}, total = {};

	for (size_t i = 0; i < count; i++)
		count_symbol(&total, &symbols[numbers[i]]);
	for (size_t i = 0; i < count; i++) {
		count_symbol(&counts, &symbols[numbers[i]]);
		ret[i] = rank_of(module, &symbols[numbers[i]], &counts, &total);
	}
}
