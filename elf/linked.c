/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a linked file says of itself, read with libelf. */
#include "elf/linked.h"

#include <byteswap.h>
#include <fcntl.h>
#include <gelf.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "common/cleanup.h"
#include "common/label.h"
#include "common/radix.h"
#include "common/report.h"
#include "common/search.h"
#include "elf/image.h"
#include "elf/opd.h"
#include "elf/strings.h"

/* Symbols of one address that are looked at before names are indexed. */
enum { MOST_TRIED = 64 };

static int elf_problem(const struct output *output, const char *what)
{
	report_error("%s: %s, %s", output->path, what, elf_errmsg(-1));
	return -1;
}

static int read_header(struct output *output)
{
	GElf_Ehdr header;

	output->elf = elf_begin(output->fd, ELF_C_READ_MMAP, NULL);
	if (!output->elf)
		return elf_problem(output, "can't read");
	if (elf_kind(output->elf) != ELF_K_ELF) {
		report_error("%s: not an ELF file", output->path);
		return -1;
	}
	if (!gelf_getehdr(output->elf, &header))
		return elf_problem(output, "no ELF header");
	output->header = header;
	return 0;
}

static void read_descriptors(struct output *output, Elf_Scn *scn,
			     const GElf_Shdr *header)
{
	const Elf_Data *data;

	if (!opd_is_known(output->header.e_machine) ||
	    output->header.e_type == ET_REL)
		return;
	data = elf_rawdata(scn, NULL);
	if (!data || !data->d_buf || data->d_size > header->sh_size)
		return;
	output->opd.data = data->d_buf;
	output->opd.address = header->sh_addr;
	output->opd.size = data->d_size / 8 * 8;
	output->opd.swap = elf_image_swaps(output->header.e_ident[EI_DATA]);
}

/* The compilers' names, each once as ld merges them. */
static void read_comment(struct output *output, Elf_Scn *scn)
{
	struct elf_strings strings;

	elf_strings_take(&strings, elf_rawdata(scn, NULL));
	output->comment = strings.data;
	output->comment_size = strings.size;
}

/* Symbols that a debugger would show: not sections, files, undefined ones. */
static bool is_place(const GElf_Sym *sym)
{
	unsigned int type = GELF_ST_TYPE(sym->st_info);

	return sym->st_shndx != SHN_UNDEF && type != STT_SECTION &&
	       type != STT_FILE;
}

static int sort_symbols(struct output *output)
{
	_cleanup_free_ struct radix_item *items = malloc(
		(output->nsymbols + 1) * sizeof(*items));
	struct output_symbol *sorted = malloc((output->nsymbols + 1) *
					      sizeof(*sorted));

	if (!items || !sorted) {
		free(sorted);
		return report_nomem();
	}
	for (size_t i = 0; i < output->nsymbols; i++)
		items[i] = (struct radix_item){ output->symbols[i].address,
						(uint32_t)i };
	if (radix_sort(items, output->nsymbols)) {
		free(sorted);
		return -1;
	}
	for (size_t i = 0; i < output->nsymbols; i++)
		sorted[i] = output->symbols[items[i].value];
	free(output->symbols);
	output->symbols = sorted;
	return 0;
}

static uint16_t section_of(const struct output *output, const GElf_Sym *sym)
{
	if (sym->st_shndx == SHN_ABS)
		return OUTPUT_ABSOLUTE;
	/* elf_nextscn() begins with section 1. */
	return sym->st_shndx <= output->nsections
		       ? (uint16_t)(sym->st_shndx - 1)
		       : OUTPUT_NO_SECTION;
}

/* Where what SYM means is. In ELFv1, the first ABI of ppc64, a function's
 * symbol is in .opd, at a descriptor that begins with the address of its
 * code. */
static uint64_t address_of(const struct output *output, const GElf_Sym *sym)
{
	uint64_t offset = sym->st_value - output->opd.address, code = 0;
	unsigned int type = GELF_ST_TYPE(sym->st_info);

	if (type == STT_TLS && output->header.e_type != ET_REL)
		return sym->st_value + output->tls_base;
	if ((type == STT_FUNC || type == STT_GNU_IFUNC) && offset % 8 == 0 &&
	    offset < output->opd.size)
		memcpy(&code, output->opd.data + offset, sizeof(code));
	if (!code)
		return sym->st_value;
	return output->opd.swap ? bswap_64(code) : code;
}

static int add_file(struct output *output, const char *name)
{
	struct output_file *file = vec_push(&output->files);

	if (!file)
		return -1;
	*file = (struct output_file){ name, (uint32_t)output->nsymbols };
	return 0;
}

static void add_symbol(struct output *output, const GElf_Sym *sym,
		       const char *name)
{
	output->symbols[output->nsymbols] = (struct output_symbol){
		.address = address_of(output, sym),
		.size = sym->st_size,
		.name = name,
		.info = sym->st_info,
		.other = sym->st_other,
		.section = section_of(output, sym),
		.index = (uint32_t)output->nsymbols,
	};
	output->nsymbols++;
}

static int read_symbols(struct output *output, Elf_Scn *scn, size_t link)
{
	Elf_Data *data = elf_getdata(scn, NULL);
	struct elf_strings names;
	size_t count;
	GElf_Sym sym;

	if (!data)
		return elf_problem(output, "can't read its symbols");
	elf_strings_find(&names, output->elf, link);
	count = data->d_size /
		gelf_fsize(output->elf, ELF_T_SYM, 1, EV_CURRENT);
	output->symbols = malloc((count + 1) * sizeof(*output->symbols));
	if (!output->symbols)
		return report_nomem();
	for (size_t i = 0; i < count; i++) {
		const char *name;

		if (!gelf_getsym(data, (int)i, &sym))
			return elf_problem(output, "can't read its symbols");
		name = elf_string(&names, sym.st_name);
		if (!name) {
			report_error("%s: symbol %zu has no valid name",
				     output->path, i);
			return -1;
		}
		if (GELF_ST_TYPE(sym.st_info) == STT_FILE &&
		    add_file(output, name))
			return -1;
		if (is_place(&sym))
			add_symbol(output, &sym, name);
	}
	return sort_symbols(output);
}

/* One section of the output. *symtab becomes it if it holds the symbols. */
static int read_section(struct output *output, Elf_Scn *scn,
			const struct elf_strings *strings, Elf_Scn **symtab,
			size_t *link)
{
	struct output_section *s = &output->sections[output->nsections];
	GElf_Shdr header;

	if (!gelf_getshdr(scn, &header))
		return elf_problem(output, "can't read its sections");
	s->name = elf_string(strings, header.sh_name);
	if (!s->name) {
		report_error("%s: section %zu has no valid name", output->path,
			     elf_ndxscn(scn));
		return -1;
	}
	s->address = header.sh_addr;
	s->size = header.sh_size;
	s->flags = header.sh_flags;
	output->nsections++;
	if (header.sh_flags & SHF_TLS &&
	    (!output->has_tls || header.sh_addr < output->tls_base)) {
		output->tls_base = header.sh_addr;
		output->has_tls = true;
	}
	if (header.sh_type == SHT_NOTE)
		build_id_read(scn, &output->build_id);
	if (header.sh_type == SHT_PROGBITS && !strcmp(s->name, ".opd"))
		read_descriptors(output, scn, &header);
	if (header.sh_type == SHT_PROGBITS && !strcmp(s->name, ".comment"))
		read_comment(output, scn);
	if (header.sh_type == SHT_SYMTAB) {
		*symtab = scn;
		*link = header.sh_link;
	}
	return 0;
}

/* TLS symbols count from the segment. A section is a guess: to one called
 * .tdata BFD gives SHF_TLS by its name, though ld doesn't count it if it has no
 * such input. */
static void read_tls_segment(struct output *output)
{
	size_t count;

	if (elf_getphdrnum(output->elf, &count))
		return;
	for (size_t i = 0; i < count && i < INT_MAX; i++) {
		GElf_Phdr header;

		if (!gelf_getphdr(output->elf, (int)i, &header) ||
		    header.p_type != PT_TLS)
			continue;
		output->tls_base = header.p_vaddr;
		output->has_tls = true;
	}
}

static int read_sections(struct output *output)
{
	Elf_Scn *scn = NULL, *symtab = NULL;
	struct elf_strings strings;
	size_t count, names, link = 0;

	if (elf_getshdrnum(output->elf, &count) ||
	    elf_getshdrstrndx(output->elf, &names))
		return elf_problem(output, "can't read its sections");
	elf_strings_find(&strings, output->elf, names);
	output->sections = calloc(count + 1, sizeof(*output->sections));
	if (!output->sections)
		return report_nomem();
	while ((scn = elf_nextscn(output->elf, scn)))
		if (read_section(output, scn, &strings, &symtab, &link))
			return -1;
	read_tls_segment(output);
	return symtab ? read_symbols(output, symtab, link) : 0;
}

int output_init(struct output *ret, const char *path)
{
	struct output output = { .fd = -1, .path = strdup(path) };

	elf_version(EV_CURRENT);
	if (!output.path) {
		report_nomem();
		goto failed;
	}
	output.fd = open(path, O_RDONLY | O_CLOEXEC);
	if (output.fd < 0) {
		report_error("%s: can't open:", path);
		goto failed;
	}
	if (read_header(&output) || read_sections(&output))
		goto failed;
	*ret = output;
	return 0;
failed:
	output_deinit(&output);
	return -1;
}

void output_deinit(struct output *output)
{
	if (!output->path)
		return;
	if (output->elf)
		elf_end(output->elf);
	if (output->fd >= 0)
		close(output->fd);
	free(output->sections);
	free(output->symbols);
	vec_deinit(&output->files);
	free(output->name_slots);
	free(output->name_next);
	free(output->path);
	memset(output, 0, sizeof(*output));
}

/* Number symbols and file symbols anew. RANK has, by the old index of a symbol,
 * how many of those before it are left. */
static void renumber(struct output *output, const uint32_t *rank)
{
	struct output_file *file;

	for (size_t i = 0; i < output->nsymbols; i++)
		output->symbols[i].index = rank[output->symbols[i].index];
	vec_for_each(&output->files, file)
		file->first = rank[file->first];
}

int output_forget(struct output *output,
		  bool (*loses)(const struct output *output,
				const struct output_symbol *symbol))
{
	size_t count = output->nsymbols, left = 0;
	_cleanup_free_ uint32_t *rank = calloc(count + 1, sizeof(*rank));

	if (!rank)
		return report_nomem();
	for (size_t i = 0; i < count; i++) {
		struct output_symbol symbol = output->symbols[i];

		if (loses(output, &symbol))
			continue;
		/* Counted up below, behind the symbol. */
		rank[symbol.index + 1] = 1;
		output->symbols[left++] = symbol;
	}
	for (size_t i = 0; i < count; i++)
		rank[i + 1] += rank[i];
	output->nsymbols = left;
	renumber(output, rank);
	return 0;
}

/* The file symbols from *next on that stand directly before symbol INDEX. There
 * may be none at all. */
static int visit_files(const struct output *output,
		       const struct output_visitor *visitor, uint32_t index,
		       size_t *next)
{
	int status = 0;

	while (!status && *next < output->files.size &&
	       output->files.data[*next].first == index)
		status = visitor->file(visitor->ctx,
				       output->files.data[(*next)++].name);
	return status;
}

int output_visit(const struct output *output,
		 const struct output_visitor *visitor)
{
	size_t next_file = 0;
	int status = 0;
	_cleanup_free_ uint32_t *by_index = calloc(output->nsymbols + 1,
						   sizeof(*by_index));

	if (!by_index)
		return report_nomem();
	for (size_t i = 0; i < output->nsymbols; i++)
		by_index[output->symbols[i].index] = (uint32_t)i;
	for (uint32_t i = 0; i <= output->nsymbols && !status; i++) {
		status = visit_files(output, visitor, i, &next_file);
		if (!status && i < output->nsymbols)
			status = visitor->symbol(visitor->ctx, by_index[i]);
	}
	return status;
}

size_t output_lower_bound(const struct output *output, uint64_t address,
			  size_t hint)
{
	const struct output_symbol *symbols = output->symbols;
	size_t low = hint, high, step = 1;

	if (low >= output->nsymbols || symbols[low].address >= address)
		return low;
	while (low + step < output->nsymbols &&
	       symbols[low + step].address < address) {
		low += step;
		step *= 2;
	}
	high = low + step;
	if (high > output->nsymbols)
		high = output->nsymbols;
	return lower_bound(i, low + 1, high, symbols[i].address < address);
}

bool output_in_class(const struct output_symbol *symbol,
		     enum output_class wanted)
{
	bool local = ELF64_ST_BIND(symbol->info) == STB_LOCAL;

	return wanted == OUTPUT_EITHER || local == (wanted == OUTPUT_LOCAL);
}

enum output_class output_class_of(uint8_t info, uint8_t other)
{
	unsigned int visibility = ELF64_ST_VISIBILITY(other);

	if (ELF64_ST_BIND(info) == STB_LOCAL)
		return OUTPUT_LOCAL;
	if (visibility == STV_HIDDEN || visibility == STV_INTERNAL)
		return OUTPUT_EITHER;
	return OUTPUT_GLOBAL;
}

bool output_is_called(const struct output *output,
		      const struct output_symbol *symbol, const char *name,
		      enum output_class wanted)
{
	size_t length;

	if (!output_in_class(symbol, wanted))
		return false;
	if (!output->numbers_locals || wanted != OUTPUT_LOCAL)
		return !strcmp(symbol->name, name);
	length = unnumbered_length(symbol->name);
	return length == strlen(name) && !memcmp(symbol->name, name, length);
}

/* What of NAME, LENGTH bytes, the index has: where local symbols are numbered,
 * no name's number, since hidden symbols are local without one. */
static size_t name_slot(const struct output *output, const char *name,
			size_t length)
{
	return XXH3_64bits(name, length) & (output->nname_slots - 1);
}

static size_t indexed_length(const struct output *output, const char *name)
{
	size_t length = output->numbers_locals ? unnumbered_length(name) : 0;

	return length ? length : strlen(name);
}

/* Where the symbols are that may be called NAME. */
static uint32_t slot_of(const struct output *output, const char *name,
			enum output_class wanted)
{
	size_t length = wanted == OUTPUT_LOCAL ? strlen(name)
					       : indexed_length(output, name);

	return output->name_slots[name_slot(output, name, length)];
}

/* Chains of symbols by their names' hash, the first symbol first. */
static int index_names(struct output *output)
{
	size_t count = 1024;

	while (count < output->nsymbols)
		count *= 2;
	output->name_slots = calloc(count, sizeof(*output->name_slots));
	output->name_next = calloc(output->nsymbols + 1,
				   sizeof(*output->name_next));
	if (!output->name_slots || !output->name_next)
		return report_nomem();
	output->nname_slots = count;
	for (size_t i = output->nsymbols; i-- > 0;) {
		const char *name = output->symbols[i].name;
		size_t slot = name_slot(output, name,
					indexed_length(output, name));

		output->name_next[i] = output->name_slots[slot];
		output->name_slots[slot] = (uint32_t)i + 1;
	}
	return 0;
}

/* The symbols called NAME of a class, at ADDRESS if that is not NULL. */
static int search_name(struct output *output, const char *name,
		       enum output_class wanted, const uint64_t *address,
		       const struct output_symbol **ret)
{
	uint32_t at;

	if (!output->nname_slots && index_names(output))
		return -1;
	at = slot_of(output, name, wanted);
	for (; at; at = output->name_next[at - 1]) {
		const struct output_symbol *s = &output->symbols[at - 1];

		if ((!address || s->address == *address) &&
		    output_is_called(output, s, name, wanted)) {
			*ret = s;
			return 1;
		}
	}
	return 0;
}

size_t output_count_locals(const struct output *output, const char *name)
{
	uint32_t at = output->nname_slots ? slot_of(output, name, OUTPUT_LOCAL)
					  : 0;
	size_t count = 0;

	for (; at; at = output->name_next[at - 1]) {
		const struct output_symbol *s = &output->symbols[at - 1];

		count += output_is_called(output, s, name, OUTPUT_LOCAL);
	}
	return count;
}

int output_find_name(struct output *output, const char *name,
		     enum output_class wanted, const struct output_symbol **ret)
{
	return search_name(output, name, wanted, NULL, ret);
}

int output_find_at(struct output *output, const char *name,
		   enum output_class wanted, uint64_t address, size_t *hint,
		   const struct output_symbol **ret)
{
	size_t i = output_lower_bound(output, address, *hint), tried = 0;

	*hint = i;
	for (; i < output->nsymbols && output->symbols[i].address == address;
	     i++) {
		const struct output_symbol *s = &output->symbols[i];

		/* Thousands of empty objects in one place, like the kernel's
		 * lock_class_key without lockdep. */
		if (tried++ == MOST_TRIED)
			return search_name(output, name, wanted, &address, ret);
		if (output_is_called(output, s, name, wanted)) {
			*ret = s;
			return 1;
		}
	}
	return 0;
}
