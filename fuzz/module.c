/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: kernel modules, of which foldinfo sympos tells positions. The
 * input is one. */
#include "fuzz/fuzz.h"

#include "foldinfo/foldinfo.h"
#include "foldinfo/print.h"
#include "match/module.h"

static void read_symbols(const struct module *module)
{
	const struct module_symbol *symbol;

	vec_for_each(&module->symbols, symbol) {
		fuzz_touch_string(symbol->name);
		fuzz_touch_string(symbol->source);
		fuzz_touch_string(symbol->section);
	}
	if (module->vermagic)
		fuzz_touch_string(module->vermagic);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_file file;
	struct foldinfo_options options = { .duplicates = true };
	struct module module;

	fuzz_file_init(&file, data, size);
	options.shipped = file.path;
	if (!module_read(&module, file.path, size % 2)) {
		read_symbols(&module);
		module_deinit(&module);
		options.printer = &print_text;
		foldinfo_sympos(&options, 0, NULL);
		options.printer = &print_json;
		foldinfo_sympos(&options, 0, NULL);
	}
	fuzz_file_deinit(&file);
	return 0;
}
