/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: `foldinfo diff' with all that it explains. The input is two
 * parts, files of the same kind: objects, or sidecars. */
#include "fuzz/fuzz.h"

#include "foldinfo/foldinfo.h"
#include "foldinfo/print.h"

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most,
			       unsigned int seed)
{
	return fuzz_mutate_part(data, size, most, 2, seed % 2,
				LLVMFuzzerMutate);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct foldinfo_options options[] = {
		{ .printer = &print_text, .why_not = true },
		{ .printer = &print_text, .kpatch = true },
		{ .printer = &print_json,
		  .why_not = true,
		  .ignore_line = true },
		{ .printer = &print_json, .kpatch = true },
	};
	struct fuzz_part parts[2];
	struct fuzz_file old, new;
	char *paths[] = { old.path, new.path };

	fuzz_split(data, size, 2, parts);
	fuzz_file_init(&old, parts[0].data, parts[0].size);
	fuzz_file_init(&new, parts[1].data, parts[1].size);
	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		foldinfo_diff(&options[i], 2, paths);
	fuzz_file_deinit(&new);
	fuzz_file_deinit(&old);
	return 0;
}
