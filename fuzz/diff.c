/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: `foldinfo diff' with all that it explains. The input is two
 * files of the same size, one behind the other: objects, or sidecars. */
#include "fuzz.h"

#include "foldinfo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct foldinfo_options options[] = {
		{ .why_not = true }, { .kpatch = true },
		{ .json = true, .why_not = true, .ignore_line = true },
		{ .kpatch = true, .json = true },
	};
	struct fuzz_file old, new;
	char *paths[] = { old.path, new.path };

	fuzz_file_init(&old, data, size / 2);
	fuzz_file_init(&new, data + size / 2, size - size / 2);
	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		foldinfo_diff(&options[i], 2, paths);
	fuzz_file_deinit(&new);
	fuzz_file_deinit(&old);
	return 0;
}
