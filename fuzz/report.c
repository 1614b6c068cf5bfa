/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: the page of foldinfo report. The input is four parts: two builds,
 * objects or sidecars, and, where they aren't empty, the shipped kernel and a
 * livepatch. */
#include "fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>

#include "foldinfo/report.h"

enum { OLD, NEW, SHIPPED, PATCH, NPARTS };

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most,
			       unsigned int seed)
{
	return fuzz_mutate_part(data, size, most, NPARTS, seed % NPARTS,
				LLVMFuzzerMutate);
}

/* The page, if there is one, with OPTIONS. */
static void print(const struct foldinfo_options *options, char **paths)
{
	char *page = NULL;
	size_t size;
	FILE *to = open_memstream(&page, &size);
	int status;

	if (!to)
		abort();
	status = report_print(to, options, paths);
	if (fclose(to))
		abort();
	if (status >= 0)
		fuzz_touch_string(page);
	free(page);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct foldinfo_options options = { .ignore_line = false };
	struct fuzz_part parts[NPARTS];
	struct fuzz_file files[NPARTS] = {};
	char *paths[2];

	fuzz_split(data, size, NPARTS, parts);
	for (size_t i = 0; i < NPARTS; i++)
		fuzz_file_init(&files[i], parts[i].data, parts[i].size);
	paths[0] = files[OLD].path;
	paths[1] = files[NEW].path;
	print(&options, paths);
	if (parts[SHIPPED].size) {
		options.shipped = files[SHIPPED].path;
		options.audit = parts[PATCH].size ? files[PATCH].path : NULL;
		print(&options, paths);
	}
	for (size_t i = 0; i < NPARTS; i++)
		fuzz_file_deinit(&files[i]);
	return 0;
}
