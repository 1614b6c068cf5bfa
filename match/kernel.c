/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Symbols of a whole kernel. Labels that assemblers make up are left out, as
 * they are from sidecars: linkers and compilers differ in them, and nobody
 * names one. So are symbols that only serve the build, of which vmlinux may have
 * some that its rebuild's sidecar hasn't. */
#include "match/kernel.h"

#include <ctype.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "common/label.h"
#include "common/report.h"
#include "common/text.h"
#include "elf/build-only.h"
#include "sidecar/format.h"

static int open_group(struct kernel *kernel, const char *name, uint32_t file)
{
	struct kernel_group *group = vec_push(&kernel->groups);

	if (!group)
		return -1;
	*group = (struct kernel_group){
		.name = name,
		.first = (uint32_t)kernel->symbols.size,
		.end = (uint32_t)kernel->symbols.size,
		.file = file,
	};
	return 0;
}

static int add_symbol(struct kernel *kernel, struct kernel_symbol symbol)
{
	struct kernel_symbol *to;

	if (is_build_only(symbol.name, symbol.section))
		return 0;
	symbol.group = KERNEL_NONE;
	if (kernel_is_local(&symbol)) {
		if (!kernel->groups.size && open_group(kernel, "", 0))
			return -1;
		symbol.group = (uint32_t)kernel->groups.size - 1;
		kernel->groups.data[symbol.group].end =
			(uint32_t)kernel->symbols.size + 1;
	}
	to = vec_push(&kernel->symbols);
	if (!to)
		return -1;
	*to = symbol;
	return 0;
}

/* -- From the kernel itself ---------------------------------------------- */

static int add_output_file(void *ctx, const char *name)
{
	return open_group(ctx, name, 0);
}

static int add_output_symbol(void *ctx, uint32_t at)
{
	struct kernel *kernel = ctx;
	const struct output_symbol *symbol = &kernel->output.symbols[at];

	if (is_assembler_label(symbol->name))
		return 0;
	return add_symbol(
		kernel,
		(struct kernel_symbol){
			.name = symbol->name,
			.section = symbol->section < kernel->output.nsections
					   ? kernel->output
						     .sections[symbol->section]
						     .name
					   : "",
			.address = symbol->address,
			.size = symbol->size,
			.info = symbol->info,
			.other = symbol->other,
			.kind = format_other_kind(&kernel->output, symbol),
			.number = KERNEL_NONE,
		});
}

static int add_output_symbols(struct kernel *kernel)
{
	return output_visit(&kernel->output,
			    &(struct output_visitor){
				    .file = add_output_file,
				    .symbol = add_output_symbol,
				    .ctx = kernel,
			    });
}

int kernel_read(struct kernel *ret, const char *path)
{
	struct output *output = &ret->output;

	memset(ret, 0, sizeof(*ret));
	ret->path = path;
	if (output_init(output, path))
		return -1;
	ret->machine = output->header.e_machine;
	ret->elf_class = output->header.e_ident[EI_CLASS];
	ret->data = output->header.e_ident[EI_DATA];
	ret->comment = output->comment;
	ret->comment_size = output->comment_size;
	/* Addresses of a module's symbols are offsets in its sections. */
	if (output->header.e_type == ET_REL)
		report_error("%s: not a linked kernel, it is relocatable",
			     path);
	else if (!output->nsymbols)
		report_error("%s: it has no symbol table", path);
	else if (!add_output_symbols(ret))
		return 0;
	kernel_deinit(ret);
	return -1;
}

/* -- From a sidecar ------------------------------------------------------ */

static int add_record(struct kernel *kernel, const struct sidecar *sidecar,
		      uint32_t number, bool is_local)
{
	struct sidecar_symbol symbol;

	if (sidecar_symbol_at(sidecar, number, &symbol))
		return -1;
	/* The record says what the object had: ld makes hidden ones local. */
	if (is_local)
		symbol.info = ELF64_ST_INFO(STB_LOCAL,
					    ELF64_ST_TYPE(symbol.info));
	return add_symbol(kernel, (struct kernel_symbol){
					  .name = symbol.name,
					  .section = symbol.output_section,
					  .address = symbol.address,
					  .size = symbol.size,
					  .info = symbol.info,
					  .other = symbol.other,
					  .kind = SIDECAR_OTHER_LOADED,
					  .number = number,
				  });
}

static int add_other(struct kernel *kernel, const struct sidecar *sidecar,
		     uint32_t number)
{
	struct sidecar_other other;

	if (sidecar_other_at(sidecar, number, &other))
		return -1;
	if (other.kind == SIDECAR_OTHER_FILE)
		return open_group(kernel, other.name, other.file);
	return add_symbol(kernel, (struct kernel_symbol){
					  .name = other.name,
					  .section = other.output_section,
					  .address = other.address,
					  .size = other.size,
					  .info = other.info,
					  .other = other.other,
					  .kind = other.kind,
					  .number = number,
				  });
}

int kernel_from_sidecar(struct kernel *ret, const struct sidecar *sidecar,
			const char *path)
{
	const struct sidecar_info *info = sidecar_info(sidecar);
	uint32_t number;

	memset(ret, 0, sizeof(*ret));
	ret->path = path;
	ret->sidecar = sidecar;
	ret->machine = info->machine;
	ret->elf_class = info->elf_class;
	ret->data = info->data;
	ret->comment_size = sidecar_comment(sidecar, &ret->comment);
	for (uint32_t i = 0; i < sidecar_norder(sidecar); i++)
		if (sidecar_order_at(sidecar, i, &number) ||
		    (number < info->nsymbols
			     ? add_record(ret, sidecar, number,
					  i < sidecar_nlocals(sidecar))
			     : add_other(ret, sidecar, number))) {
			kernel_deinit(ret);
			return -1;
		}
	return 0;
}

void kernel_deinit(struct kernel *kernel)
{
	vec_deinit(&kernel->symbols);
	vec_deinit(&kernel->groups);
	output_deinit(&kernel->output);
	memset(kernel, 0, sizeof(*kernel));
}

/* -- Contents ------------------------------------------------------------ */

const unsigned char *kernel_bytes(const struct kernel *kernel, uint64_t address,
				  size_t size, size_t *rest)
{
	Elf_Scn *scn = NULL;

	while (kernel->output.elf &&
	       (scn = elf_nextscn(kernel->output.elf, scn))) {
		GElf_Shdr header;
		Elf_Data *data;

		if (!gelf_getshdr(scn, &header) ||
		    !(header.sh_flags & SHF_ALLOC) ||
		    header.sh_type == SHT_NOBITS ||
		    address - header.sh_addr >= header.sh_size)
			continue;
		data = elf_rawdata(scn, NULL);
		if (!data || !data->d_buf || data->d_size < header.sh_size ||
		    header.sh_size - (address - header.sh_addr) < size)
			return NULL;
		*rest = header.sh_size - (address - header.sh_addr);
		return (const unsigned char *)data->d_buf +
		       (address - header.sh_addr);
	}
	return NULL;
}

const struct kernel_symbol *kernel_global(const struct kernel *kernel,
					  const char *name)
{
	/* They are behind all local symbols. */
	for (size_t i = kernel->symbols.size; i-- > 0;) {
		const struct kernel_symbol *s = &kernel->symbols.data[i];

		if (kernel_is_local(s))
			break;
		if (!strcmp(s->name, name))
			return s;
	}
	return NULL;
}

/* linux_banner, `Linux version 6.12.117 (...) ...', isn't shared with another
 * object: /proc/version is another text. */
struct kernel_version kernel_version(const struct kernel *kernel)
{
	static const char begin[] = "Linux version ";
	const struct kernel_symbol *banner = kernel_global(kernel,
							   "linux_banner");
	struct kernel_version version = {};
	const unsigned char *bytes;
	char text[32] = "", *end;
	size_t rest;

	if (!banner)
		return version;
	bytes = kernel_bytes(kernel, banner->address, sizeof(text) - 1, &rest);
	if (bytes)
		memcpy(text, bytes, sizeof(text) - 1);
	if (!text_starts_with(text, begin) ||
	    !isdigit((unsigned char)text[sizeof(begin) - 1]))
		return version;
	version.major = (unsigned int)strtoul(text + sizeof(begin) - 1, &end,
					      10);
	if (*end != '.' || !isdigit((unsigned char)end[1]))
		return (struct kernel_version){};
	version.minor = (unsigned int)strtoul(end + 1, NULL, 10);
	return version;
}

bool kernel_is_stub(const struct kernel_symbol *symbol)
{
	const char *name = symbol->name;
	size_t length = strlen(name);

	return strstr(name, ".long_branch.") || strstr(name, ".plt_branch.") ||
	       strstr(name, ".plt_call.") ||
	       (length > 7 && !strcmp(name + length - 7, "_veneer"));
}
