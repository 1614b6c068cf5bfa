/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: linked files, as foldinfo reads the shipped kernel and sidecars
 * are checked with. The input is two parts, a linked file and its sidecar. */
#include "fuzz/fuzz.h"

#include <stdlib.h>

#include "foldinfo/foldinfo.h"
#include "foldinfo/print.h"
#include "match/kallsyms.h"
#include "match/kernel.h"

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most,
			       unsigned int seed)
{
	return fuzz_mutate_part(data, size, most, 2, seed % 2,
				LLVMFuzzerMutate);
}

static void read_symbols(const struct kernel *kernel)
{
	const struct kernel_symbol *symbol;
	const unsigned char *bytes;
	size_t rest;

	vec_for_each(&kernel->symbols, symbol) {
		fuzz_touch_string(symbol->name);
		fuzz_touch_string(symbol->section);
		kernel_is_stub(symbol);
		bytes = kernel_bytes(kernel, symbol->address, symbol->size,
				     &rest);
		if (bytes)
			fuzz_touch(bytes, rest);
	}
	fuzz_touch(kernel->comment, kernel->comment_size);
}

static void read_kallsyms(const struct kernel *kernel)
{
	struct kallsyms kallsyms = {};
	struct kallsyms_rule rule;

	if (kallsyms_read(&kallsyms, kernel) == 1)
		for (size_t i = 0; i < kallsyms.entries.size; i++)
			fuzz_touch_string(kallsyms.entries.data[i].name);
	kallsyms_deinit(&kallsyms);
	kallsyms_derive(&kallsyms, kernel, false);
	kallsyms_deinit(&kallsyms);
	kallsyms_find_ranges(&rule, kernel);
}

static void run_commands(const char *sidecar, char *path)
{
	struct foldinfo_options options = {
		.printer = &print_text,
		.sidecar = sidecar,
		.shipped = path,
		.verbose = true,
	};
	char *pair[] = { (char *)(uintptr_t)sidecar, path, NULL };

	foldinfo_check(&options, 1, pair + 1);
	foldinfo_symtab(&options, 0, pair + 2);
	foldinfo_match(&options, 2, pair);
	options.duplicates = true;
	foldinfo_sympos(&options, 0, pair + 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_file linked, sidecar;
	struct fuzz_part parts[2];
	struct kernel kernel;

	fuzz_split(data, size, 2, parts);
	fuzz_file_init(&linked, parts[0].data, parts[0].size);
	fuzz_file_init(&sidecar, parts[1].data, parts[1].size);
	if (!kernel_read(&kernel, linked.path)) {
		read_symbols(&kernel);
		read_kallsyms(&kernel);
		kernel_deinit(&kernel);
	}
	run_commands(sidecar.path, linked.path);
	fuzz_file_deinit(&sidecar);
	fuzz_file_deinit(&linked);
	return 0;
}
