/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: the map that ld writes, create/map.c. The input is the
 * map's text, with no NUL behind it. */
#include "fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "create/map.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct map_reader reader;
	struct map_line line, last = {};
	char *name;

	if (map_start(&reader, text, size))
		return 0;
	while (map_next(&reader, &line)) {
		fuzz_touch(line.name, line.name_length);
		if (line.kind == MAP_INPUT)
			fuzz_touch(line.owner, line.owner_length);
		last = line;
	}
	map_is_whole(&reader);
	name = strndup(last.name ? last.name : "", last.name_length);
	if (!name)
		abort();
	map_has_assignment(text, size, name, last.address);
	free(name);
	return 0;
}
