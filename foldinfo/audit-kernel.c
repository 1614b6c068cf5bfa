/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the shipped kernel tells of its symbols, for an audit.
 *
 * EXPORT_SYMBOL() of X leaves a symbol __ksymtab_X at the entry of the table,
 * which is in __ksymtab or __ksymtab_gpl, and, with CONFIG_MODVERSIONS,
 * __crc_X, which is the CRC or where that is. __kstrtabns_X is its namespace. Since Linux 7.0 there is one table,
 * and a byte for each entry in __kflagstab, of which bit 0 is the licence.
 *
 * Between __start_mcount_loc and __stop_mcount_loc are the addresses that ftrace
 * may patch, whichever way the compiler marks them. The build sorts them, and
 * clears some. A kernel that relocates itself may have them in relocations. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/report.h"
#include "common/search.h"
#include "common/text.h"
#include "elf/image.h"
#include "foldinfo/audit.h"

/* -- By name ---------------------------------------------------------------- */

static int compare_symbols(const void *x, const void *y)
{
	const struct kernel_symbol *a = *(const struct kernel_symbol **)x;
	const struct kernel_symbol *b = *(const struct kernel_symbol **)y;
	int order = strcmp(a->name, b->name);

	if (order)
		return order;
	return a->address != b->address ? (a->address < b->address ? -1 : 1)
					: (a > b) - (a < b);
}

static int index_names(struct audit_kernel *k)
{
	k->nentries = k->kallsyms.entries.size;
	k->entries = calloc(k->nentries + 1, sizeof(*k->entries));
	k->symbols = calloc(k->kernel.symbols.size + 1, sizeof(*k->symbols));
	if (!k->entries || !k->symbols)
		return report_nomem();
	for (size_t i = 0; i < k->nentries; i++)
		k->entries[i] = &k->kallsyms.entries.data[i];
	for (size_t i = 0; i < k->kernel.symbols.size; i++)
		k->symbols[i] = &k->kernel.symbols.data[i];
	qsort(k->entries, k->nentries, sizeof(*k->entries),
	      kallsyms_compare_entries);
	qsort(k->symbols, k->kernel.symbols.size, sizeof(*k->symbols),
	      compare_symbols);
	return 0;
}

static bool is_before(const struct kernel_symbol *symbol, const char *name,
		      uint64_t address)
{
	int order = strcmp(symbol->name, name);

	return order < 0 || (!order && symbol->address < address);
}

/* The first of k->symbols that is called NAME and at ADDRESS or above. */
static size_t symbol_from(const struct audit_kernel *k, const char *name,
			  uint64_t address)
{
	return lower_bound(i, 0, k->kernel.symbols.size,
			   is_before(k->symbols[i], name, address));
}

/* Any symbol called NAME, or NULL. */
static const struct kernel_symbol *symbol_of(const struct audit_kernel *k,
					     const char *name)
{
	size_t at = symbol_from(k, name, 0);

	return at < k->kernel.symbols.size &&
			       !strcmp(k->symbols[at]->name, name)
		       ? k->symbols[at]
		       : NULL;
}

/* -- ftrace ----------------------------------------------------------------- */

static int compare_addresses(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

	return (a > b) - (a < b);
}

static uint64_t word_at(const struct audit_kernel *k,
			const unsigned char *bytes, unsigned int width)
{
	bool big = k->kernel.data == ELFDATA2MSB;
	uint64_t word = 0;

	for (unsigned int i = 0; i < width; i++)
		word = word << 8 | bytes[big ? i : width - 1 - i];
	return word;
}

/* Is TYPE that of a relocation by where the kernel is loaded? */
static bool is_relative(unsigned int machine, uint32_t type)
{
	static const struct {
		unsigned int machine;
		uint32_t type;
	} known[] = {
		{ EM_S390, R_390_RELATIVE },
		{ EM_PPC64, R_PPC64_RELATIVE },
		{ EM_AARCH64, R_AARCH64_RELATIVE },
		{ EM_RISCV, R_RISCV_RELATIVE },
		{ 258, 3 }, /* LoongArch */
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (known[i].machine == machine && known[i].type == type)
			return true;
	return false;
}

/* Take what the relocations in SCN put into the table, which begins at START. */
static void relocate_table(struct audit_kernel *k, Elf_Scn *scn, uint64_t start)
{
	Elf_Data *data = elf_getdata(scn, NULL);
	GElf_Rela rela;

	for (int i = 0; data && gelf_getrela(data, i, &rela); i++) {
		uint64_t offset = rela.r_offset - start;

		if (offset % 8 == 0 && offset / 8 < k->nmcount &&
		    is_relative(k->kernel.machine,
				(uint32_t)GELF_R_TYPE(rela.r_info)))
			k->mcount[offset / 8] = (uint64_t)rela.r_addend;
	}
}

static bool is_code(const struct kernel *kernel, uint64_t address)
{
	for (size_t i = 0; i < kernel->output.nsections; i++) {
		const struct output_section *s = &kernel->output.sections[i];

		if (s->flags & SHF_ALLOC && s->flags & SHF_EXECINSTR &&
		    address - s->address < s->size)
			return true;
	}
	return false;
}

/* Leave the addresses, and say whether they can be believed: those that aren't
 * cleared are code. */
static void check_table(struct audit_kernel *k)
{
	size_t count = 0;

	for (size_t i = 0; i < k->nmcount; i++) {
		if (!k->mcount[i])
			continue;
		if (!is_code(&k->kernel, k->mcount[i])) {
			k->mcount_doubt =
				"its table of ftrace's places can't be read";
			return;
		}
		k->mcount[count++] = k->mcount[i];
	}
	/* Few are cleared. */
	if (count * 2 < k->nmcount)
		k->mcount_doubt = "its table of ftrace's places isn't filled";
	k->nmcount = count;
	if (count)
		qsort(k->mcount, count, sizeof(*k->mcount), compare_addresses);
}

static int read_table(struct audit_kernel *k)
{
	const struct kernel_symbol *start = symbol_of(k, "__start_mcount_loc");
	const struct kernel_symbol *stop = symbol_of(k, "__stop_mcount_loc");
	const unsigned char *bytes = NULL;
	Elf_Scn *scn = NULL;
	size_t size, rest;

	k->mcount_doubt = "it has no table of ftrace's places";
	if (!start || !stop || stop->address <= start->address)
		return 0;
	size = stop->address - start->address;
	if (size % 8 == 0)
		bytes = kernel_bytes(&k->kernel, start->address, size, &rest);
	if (!bytes)
		return 0;
	k->mcount_doubt = NULL;
	k->nmcount = size / 8;
	k->mcount = calloc(k->nmcount, sizeof(*k->mcount));
	if (!k->mcount)
		return report_nomem();
	for (size_t i = 0; i < k->nmcount; i++)
		k->mcount[i] = word_at(k, bytes + i * 8, 8);
	while ((scn = elf_nextscn(k->kernel.output.elf, scn))) {
		GElf_Shdr header;

		if (gelf_getshdr(scn, &header) && header.sh_type == SHT_RELA &&
		    header.sh_flags & SHF_ALLOC)
			relocate_table(k, scn, start->address);
	}
	check_table(k);
	return 0;
}

/* How far in front of a function its place may be: some machines' compilers
 * leave room there. */
enum { BEFORE = 32 };

static void find_ftrace(const struct audit_kernel *k, struct audit_symbol *ret)
{
	size_t at = lower_bound(i, 0, k->nmcount, k->mcount[i] < ret->address);
	bool exact = k->kernel.machine == EM_X86_64 ||
		     k->kernel.machine == EM_S390;

	ret->ftrace_doubt = k->mcount_doubt;
	if (k->mcount_doubt)
		return;
	if (at < k->nmcount && k->mcount[at] - ret->address < ret->size)
		ret->ftrace = AUDIT_YES;
	else if (!ret->size)
		ret->ftrace_doubt = "how long it is isn't known";
	else if (!exact && at && ret->address - k->mcount[at - 1] <= BEFORE)
		ret->ftrace_doubt =
			"only what is in front of it has a place for ftrace";
	else
		ret->ftrace = AUDIT_NO;
}

/* -- Symbols ---------------------------------------------------------------- */

/* The section of SYMBOL if its memory is freed once the kernel has booted. Data of
 * each CPU are copied before. */
static const char *find_freed(const struct audit_kernel *k,
			      const struct kernel_symbol *symbol)
{
	if (text_starts_with(symbol->section, ".init"))
		return symbol->section;
	if (text_starts_with(symbol->section, ".data..percpu"))
		return NULL;
	return symbol->address >= k->init_begin && symbol->address < k->init_end
		       ? symbol->section
		       : NULL;
}

/* Fill in *RET from SYMBOL, or, if the table has a symbol that the file hasn't,
 * leave what isn't known empty. */
static void describe(const struct audit_kernel *k, const char *name,
		     uint64_t address, struct audit_symbol *ret)
{
	size_t at = symbol_from(k, name, address);
	const struct kernel_symbol *symbol;

	ret->source = "";
	ret->address = address;
	ret->ftrace_doubt = "it isn't in the symbol table";
	if (at == k->kernel.symbols.size)
		return;
	symbol = k->symbols[at];
	if (strcmp(symbol->name, name) != 0 || symbol->address != address)
		return;
	ret->type = ELF64_ST_TYPE(symbol->info);
	ret->size = symbol->size;
	ret->is_local = kernel_is_local(symbol);
	if (symbol->group != KERNEL_NONE)
		ret->source = k->kernel.groups.data[symbol->group].name;
	ret->freed = find_freed(k, symbol);
	find_ftrace(k, ret);
}

int audit_kernel_find(const struct audit_kernel *k, const char *name,
		      struct audit_symbols *ret)
{
	size_t first = lower_bound(i, 0, k->nentries,
				   strcmp(k->entries[i]->name, name) < 0);
	size_t end = first;

	ret->list.size = 0;
	while (end < k->nentries && !strcmp(k->entries[end]->name, name))
		end++;
	for (size_t i = first; i < end; i++) {
		struct audit_symbol *symbol = vec_push(&ret->list);

		if (!symbol)
			return -1;
		describe(k, name, k->entries[i]->address, symbol);
		symbol->sympos = end - first > 1 ? (uint32_t)(i - first + 1)
						 : 0;
	}
	return 0;
}

/* -- Exports ---------------------------------------------------------------- */

/* PREFIX and NAME: the symbol called so, or NULL. */
static const struct kernel_symbol *prefixed(const struct audit_kernel *k,
					    const char *prefix,
					    const char *name)
{
	char whole[1024];
	int length = snprintf(whole, sizeof(whole), "%s%s", prefix, name);

	return length > 0 && (size_t)length < sizeof(whole)
		       ? symbol_of(k, whole)
		       : NULL;
}

static void find_licence(const struct audit_kernel *k,
			 const struct kernel_symbol *entry,
			 struct audit_export *ret)
{
	const struct kernel_symbol *flags = symbol_of(k, "__start___kflagstab");
	const struct kernel_symbol *start = symbol_of(k, "__start___ksymtab");
	const unsigned char *byte;
	size_t rest;

	ret->gpl_known = true;
	ret->gpl_only = !strcmp(entry->section, "__ksymtab_gpl");
	if (!flags || ret->gpl_only)
		return;
	/* Entries of 12 bytes: three distances of 32 bits. */
	ret->gpl_known = false;
	if (!start || entry->address < start->address)
		return;
	byte = kernel_bytes(&k->kernel,
			    flags->address +
				    (entry->address - start->address) / 12,
			    1, &rest);
	ret->gpl_known = byte;
	ret->gpl_only = byte && *byte & 1;
}

/* The text at ADDRESS, or NULL. */
static const char *text_of(const struct audit_kernel *k, uint64_t address)
{
	size_t rest;
	const char *text = (const char *)kernel_bytes(&k->kernel, address, 1,
						      &rest);

	return text && memchr(text, '\0', rest) ? text : NULL;
}

bool audit_kernel_export(const struct audit_kernel *k, const char *name,
			 struct audit_export *ret)
{
	const struct kernel_symbol *entry = prefixed(k, "__ksymtab_", name);
	const struct kernel_symbol *crc = prefixed(k, "__crc_", name);
	const struct kernel_symbol *space = prefixed(k, "__kstrtabns_", name);
	const unsigned char *bytes;
	size_t rest;

	memset(ret, 0, sizeof(*ret));
	if (!entry)
		return false;
	find_licence(k, entry, ret);
	ret->space = space ? text_of(k, space->address) : NULL;
	if (!crc)
		return true;
	if (crc->kind == SIDECAR_OTHER_ABSOLUTE) {
		ret->has_crc = true;
		ret->crc = (uint32_t)crc->address;
		return true;
	}
	bytes = kernel_bytes(&k->kernel, crc->address, 4, &rest);
	ret->has_crc = bytes;
	ret->crc = bytes ? (uint32_t)word_at(k, bytes, 4) : 0;
	return true;
}

/* -- All of it -------------------------------------------------------------- */

/* The kernel's own vermagic, the only static of that name. */
static void find_vermagic(struct audit_kernel *k)
{
	const struct kernel_symbol *symbol = symbol_of(k, "vermagic");

	if (!symbol || symbol_from(k, "vermagic", symbol->address + 1) !=
			       symbol_from(k, "vermagic", 0) + 1)
		return;
	k->vermagic = text_of(k, symbol->address);
}

/* Is there a symbol whose name begins with PREFIX? */
static bool has_prefix(const struct audit_kernel *k, const char *prefix)
{
	size_t at = symbol_from(k, prefix, 0);

	return at < k->kernel.symbols.size &&
	       text_starts_with(k->symbols[at]->name, prefix);
}

static void find_places(struct audit_kernel *k)
{
	const struct kernel_symbol *begin = symbol_of(k, "__init_begin");
	const struct kernel_symbol *end = symbol_of(k, "__init_end");

	if (begin && end) {
		k->init_begin = begin->address;
		k->init_end = end->address;
	}
	k->has_exports = has_prefix(k, "__ksymtab_");
	k->has_crcs = has_prefix(k, "__crc_");
}

int audit_kernel_init(struct audit_kernel *ret,
		      const struct foldinfo_options *options)
{
	int status;

	memset(ret, 0, sizeof(*ret));
	if (kernel_read(&ret->kernel, options->shipped))
		return -1;
	status = kallsyms_read(&ret->kallsyms, &ret->kernel);
	if (!status)
		status = kallsyms_derive(&ret->kallsyms, &ret->kernel,
					 !options->no_kallsyms_all);
	if (status < 0 || index_names(ret))
		return -1;
	find_vermagic(ret);
	find_places(ret);
	return read_table(ret);
}

void audit_kernel_deinit(struct audit_kernel *kernel)
{
	free(kernel->entries);
	free(kernel->symbols);
	free(kernel->mcount);
	kallsyms_deinit(&kernel->kallsyms);
	kernel_deinit(&kernel->kernel);
}
