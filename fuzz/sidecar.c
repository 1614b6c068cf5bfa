/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: sidecars. The input is one. What foldinfo does with it is done:
 * its commands are run, and all records are read. */
#include "fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>

#include "analysis/analysis.h"
#include "foldinfo/foldinfo.h"
#include "foldinfo/print.h"
#include "match/kallsyms.h"
#include "match/kernel.h"

/* Each kind of record, as far as it goes: a bad one may be anywhere. */
static void read_records(const struct sidecar *sidecar)
{
	const struct sidecar_info *info = sidecar_info(sidecar);
	struct sidecar_companion companion;
	struct sidecar_symbol symbol;
	struct sidecar_file file;
	const char *comment = NULL;
	size_t size = sidecar_comment(sidecar, &comment);

	for (uint32_t i = 0; i < info->nfiles; i++)
		if (!sidecar_file_at(sidecar, i, &file))
			fuzz_touch_string(file.name);
	for (uint32_t i = 0; i < info->nsymbols; i++)
		if (!sidecar_symbol_at(sidecar, i, &symbol))
			fuzz_touch_string(symbol.section_name);
	for (uint32_t i = 0; i < info->ncompanions; i++)
		if (!sidecar_companion_at(sidecar, i, &companion))
			fuzz_touch_string(companion.name);
	fuzz_touch(info->build_id, info->build_id_size);
	fuzz_touch(comment, size);
}

/* The same for all symbols of the output. */
static void read_whole_table(const struct sidecar *sidecar)
{
	struct sidecar_other other;
	uint32_t number, nsymbols = sidecar_info(sidecar)->nsymbols;

	/* Damage to the order is met at the first question. */
	for (uint32_t i = 0; i < sidecar_norder(sidecar); i++) {
		if (sidecar_order_at(sidecar, i, &number))
			break;
		if (number >= nsymbols &&
		    !sidecar_other_at(sidecar, number, &other))
			fuzz_touch_string(other.name);
	}
	sidecar_nlocals(sidecar);
}

static void read_kernel(const struct sidecar *sidecar)
{
	struct kallsyms kallsyms = {};
	struct kernel kernel;

	if (kernel_from_sidecar(&kernel, sidecar, "input.fold"))
		return;
	kernel_global(&kernel, "f");
	kallsyms_derive(&kallsyms, &kernel, true);
	kallsyms_deinit(&kallsyms);
	kernel_deinit(&kernel);
}

/* Operands of commands: a name and an address that the sidecar has, and more of
 * both, as many as make foldinfo look them up together. In a damaged one it may
 * have none. */
enum { OPERANDS = 12 };

struct operands {
	char text[OPERANDS][64];
	char *list[OPERANDS + 1];
};

static void set_operands(struct operands *operands, size_t at,
			 const struct sidecar_symbol *symbol)
{
	unsigned long long address = symbol->address;
	size_t size = sizeof(operands->text[0]);

	snprintf(operands->text[at], size, "%s", symbol->name);
	snprintf(operands->text[at + 1], size, "%#llx", address);
	snprintf(operands->text[at + 2], size, "%.40s+0x1/0x40", symbol->name);
}

static void read_operands(const struct sidecar *sidecar,
			  struct operands *operands)
{
	uint32_t count = sidecar_info(sidecar)->nsymbols;

	for (uint32_t i = 0; i < OPERANDS; i += 3) {
		struct sidecar_symbol symbol = { .name = "f",
						 .address = 0x100000 };
		struct sidecar_symbol found;

		if (count && !sidecar_symbol_at(
				     sidecar, (count / 2 + i) % count, &found))
			symbol = found;
		set_operands(operands, i, &symbol);
	}
	for (size_t i = 0; i < OPERANDS; i++)
		operands->list[i] = operands->text[i];
	operands->list[OPERANDS] = NULL;
}

static void run_commands(const char *path, char **operands,
			 const struct printer *printer)
{
	struct foldinfo_options options = {
		.sidecar = path,
		.companions = true,
		.verbose = true,
		.printer = printer,
	};
	char **none = operands + OPERANDS;

	foldinfo_info(&options, 0, none);
	foldinfo_list(&options, 0, none);
	foldinfo_find(&options, 2, operands);
	foldinfo_find(&options, OPERANDS, operands);
	foldinfo_refs(&options, 1, operands);
	foldinfo_sympos(&options, 1, operands);
	options.duplicates = true;
	foldinfo_sympos(&options, 0, none);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct operands operands;
	struct sidecar *sidecar;
	struct fuzz_file input;

	fuzz_file_init(&input, data, size);
	if (!sidecar_open(input.path, &sidecar)) {
		read_records(sidecar);
		read_whole_table(sidecar);
		read_kernel(sidecar);
		read_operands(sidecar, &operands);
		sidecar_close(sidecar);
		run_commands(input.path, operands.list, &print_text);
		run_commands(input.path, operands.list, &print_json);
	}
	fuzz_file_deinit(&input);
	return 0;
}
