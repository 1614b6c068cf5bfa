/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: livepatch modules, as foldinfo audit reads them. The input is two
 * parts, a patch and the kernel that it is for, or a module of that. */
#include "fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "foldinfo/audit.h"
#include "foldinfo/print.h"
#include "match/patch.h"

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most,
			       unsigned int seed)
{
	return fuzz_mutate_part(data, size, most, 2, seed % 4 == 0,
				LLVMFuzzerMutate);
}

static void read_claims(const struct patch *patch)
{
	const struct patch_func *func;
	const struct patch_symbol *symbol;
	const struct patch_version *version;

	vec_for_each(&patch->funcs, func) {
		fuzz_touch_string(func->object);
		fuzz_touch_string(func->name);
		fuzz_touch_string(func->source);
	}
	vec_for_each(&patch->symbols, symbol)
		fuzz_touch_string(symbol->whole);
	vec_for_each(&patch->versions, version)
		fuzz_touch_string(version->name);
}

/* Look for what PATCH needs in the module PATH. */
static void read_module(const struct patch *patch, const char *path)
{
	struct audit_modules modules = { .directory = "." };
	struct audit_module *module = vec_push(&modules.list);
	struct audit_symbols found = {};
	const struct patch_func *func;
	const struct patch_need *need;
	struct audit_export export;
	const char *why;

	if (!module)
		abort();
	*module = (struct audit_module){
		.name = strdup("module"),
		.path = strdup(path),
		.module.fd = -1,
	};
	module = audit_modules_get(&modules, "module", &why);
	if (module) {
		vec_for_each(&patch->funcs, func)
			audit_module_find(module, func->name, &found);
		vec_for_each(&patch->needs, need)
			if (audit_module_export(module, need->name, &export) &&
			    export.space)
				fuzz_touch_string(export.space);
	}
	vec_deinit(&found.list);
	audit_modules_deinit(&modules);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct foldinfo_options options = { .verbose = true };
	struct fuzz_file patch_file, kernel;
	struct fuzz_part parts[2];
	char *operands[2] = {};
	struct patch patch;

	fuzz_split(data, size, 2, parts);
	fuzz_file_init(&patch_file, parts[0].data, parts[0].size);
	fuzz_file_init(&kernel, parts[1].data, parts[1].size);
	options.shipped = kernel.path;
	operands[0] = patch_file.path;
	if (!patch_read(&patch, patch_file.path)) {
		read_claims(&patch);
		read_module(&patch, kernel.path);
		patch_deinit(&patch);
		options.printer = &print_text;
		foldinfo_audit(&options, 1, operands);
		options.printer = &print_json;
		foldinfo_audit(&options, 1, operands);
	}
	fuzz_file_deinit(&kernel);
	fuzz_file_deinit(&patch_file);
	return 0;
}
