/* SPDX-License-Identifier: GPL-3.0-or-later */
/* foldinfo symtab: the symbol table of the shipped kernel, as kpatch wants it.
 *
 * create-diff-object takes the output of `readelf -s --wide vmlinux' and looks
 * local symbols up behind the file symbol whose local symbols are those of the
 * object. It passes over undefined symbols and those of sections, stops at
 * types that it doesn't know, and reads seven words a line: where a ppc64le
 * function has a local entry readelf puts two more into the middle of it, and
 * the name is lost. So lines here are readelf's, without those. That is the
 * only form of this answer, so it is printed here. */
#include <gelf.h>
#include <inttypes.h>
#include <stdio.h>

#include "common/report.h"
#include "common/vec.h"
#include "elf/strings.h"
#include "foldinfo/foldinfo.h"
#include "match/match.h"

struct line {
	GElf_Sym symbol;
	size_t number;
	const char *name; /* of the kernel's string table */
};

struct symtab {
	size_t count; /* with those that have no line */
	unsigned int elf_class;
	VEC(struct line) lines;
};

static const char *type_name(const GElf_Sym *symbol)
{
	static const char *const names[] = {
		[STT_NOTYPE] = "NOTYPE",
		[STT_OBJECT] = "OBJECT",
		[STT_FUNC] = "FUNC",
		[STT_FILE] = "FILE",
	};
	unsigned int type = GELF_ST_TYPE(symbol->st_info);

	return type < sizeof(names) / sizeof(*names) ? names[type] : NULL;
}

static const char *bind_name(const GElf_Sym *symbol)
{
	static const char *const names[] = {
		[STB_LOCAL] = "LOCAL",
		[STB_GLOBAL] = "GLOBAL",
		[STB_WEAK] = "WEAK",
	};
	unsigned int bind = GELF_ST_BIND(symbol->st_info);

	return bind < sizeof(names) / sizeof(*names) ? names[bind] : NULL;
}

/* -- The answer ------------------------------------------------------------ */

/* Add one symbol, or count it in *LEFT_OUT if kpatch wouldn't know it. 0, or -1
 * (reported). */
static int add_symbol(struct symtab *symtab, const GElf_Sym *symbol,
		      size_t number, const char *name, size_t *left_out)
{
	struct line *line;

	if (symbol->st_shndx == SHN_UNDEF ||
	    GELF_ST_TYPE(symbol->st_info) == STT_SECTION)
		return 0;
	if (!type_name(symbol) || !bind_name(symbol) || !name) {
		++*left_out;
		return 0;
	}
	line = vec_push(&symtab->lines);
	if (!line)
		return -1;
	*line = (struct line){ *symbol, number, name };
	return 0;
}

static int read_table(struct symtab *ret, const struct kernel *kernel,
		      Elf_Scn *scn, const GElf_Shdr *header)
{
	Elf_Data *data = elf_getdata(scn, NULL);
	struct elf_strings names;
	size_t left_out = 0;
	GElf_Sym symbol;

	if (!data || !header->sh_entsize) {
		report_error("%s: can't read its symbols", kernel->path);
		return -1;
	}
	elf_strings_find(&names, kernel->output.elf, header->sh_link);
	ret->count = header->sh_size / header->sh_entsize;
	ret->elf_class = kernel->elf_class;
	for (size_t i = 0; i < ret->count && gelf_getsym(data, (int)i, &symbol);
	     i++)
		if (add_symbol(ret, &symbol, i,
			       elf_string(&names, symbol.st_name), &left_out))
			return -1;
	if (left_out)
		report_warning(
			"%s: %zu symbols left out, of types that kpatch doesn't know",
			kernel->path, left_out);
	return 0;
}

static int read_symtab(struct symtab *ret, const struct kernel *kernel)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr header;

	while ((scn = elf_nextscn(kernel->output.elf, scn)))
		if (gelf_getshdr(scn, &header) && header.sh_type == SHT_SYMTAB)
			return read_table(ret, kernel, scn, &header);
	report_error("%s: it has no symbol table", kernel->path);
	return -1;
}

/* -- Printing -------------------------------------------------------------- */

static void print_line(const struct line *line, int digits)
{
	static const char *const visibilities[] = {
		[STV_DEFAULT] = "DEFAULT",
		[STV_INTERNAL] = "INTERNAL",
		[STV_HIDDEN] = "HIDDEN",
		[STV_PROTECTED] = "PROTECTED",
	};
	const GElf_Sym *symbol = &line->symbol;

	printf("%6zu: %0*" PRIx64 " ", line->number, digits, symbol->st_value);
	if (symbol->st_size <= 99999)
		printf("%5" PRIu64, symbol->st_size);
	else
		printf("0x%" PRIx64, symbol->st_size);
	printf(" %-7s %-6s %-7s ", type_name(symbol), bind_name(symbol),
	       visibilities[GELF_ST_VISIBILITY(symbol->st_other)]);
	if (symbol->st_shndx == SHN_ABS)
		printf(" ABS");
	else if (symbol->st_shndx == SHN_COMMON)
		printf(" COM");
	else
		printf("%4u", symbol->st_shndx);
	printf(" %s\n", line->name);
}

static void print_symtab(const struct symtab *symtab)
{
	int digits = foldinfo_address_digits(symtab->elf_class);
	const struct line *line;

	printf("\nSymbol table '.symtab' contains %zu entries:\n",
	       symtab->count);
	printf("   Num:    %*s  Size Type    Bind   Vis      Ndx Name\n",
	       3 - digits, "Value");
	vec_for_each(&symtab->lines, line)
		print_line(line, digits);
}

/* -- The command ----------------------------------------------------------- */

static int print_if_same(const struct match *match)
{
	struct symtab symtab = {};
	int status = FOLDINFO_TROUBLE;

	if (!match->matches) {
		report_error("%s: it doesn't match %s, see foldinfo match",
			     match->shipped->path, match->rebuild->path);
		return FOLDINFO_NO;
	}
	if (!read_symtab(&symtab, match->shipped)) {
		print_symtab(&symtab);
		status = FOLDINFO_OK;
	}
	vec_deinit(&symtab.lines);
	return status;
}

int foldinfo_symtab(const struct foldinfo_options *options, int argc,
		    char **argv)
{
	struct kernel rebuild = {}, shipped = {};
	struct match match = {};
	struct sidecar *sidecar;
	int status = FOLDINFO_TROUBLE;

	(void)argc;
	(void)argv;
	if (!options->shipped) {
		report_error("symtab: --for is missing");
		return FOLDINFO_TROUBLE;
	}
	if (foldinfo_open(options, "vmlinux", &sidecar))
		return FOLDINFO_TROUBLE;
	if (!kernel_from_sidecar(&rebuild, sidecar, "the sidecar") &&
	    !kernel_read(&shipped, options->shipped) &&
	    !match_init(&match, &rebuild, &shipped))
		status = print_if_same(&match);
	match_deinit(&match);
	kernel_deinit(&shipped);
	kernel_deinit(&rebuild);
	sidecar_close(sidecar);
	return status;
}
