/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: making a sidecar. The input is what it is made of, in four
 * parts: the plugin's inventory, ld's map, the linked file, and the archive
 * whose members were linked, by the name /proc/self/fd/100. A sidecar that is
 * made has to be one that can be read. */
#include "fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "create/facts.h"
#include "create/layout.h"
#include "create/write.h"
#include "sidecar/sidecar.h"

enum { INVENTORY, MAP, OUTPUT, ARCHIVE, NPARTS_OF_LINK };

/* The inventory is arrays of numbers: change one, mostly to another's value or
 * a small one, so that it goes on to be one. */
static size_t mutate_inventory(uint8_t *data, size_t size, size_t most)
{
	uint32_t value = (uint32_t)rand() % 4;
	size_t words = size / sizeof(value);

	if (!words)
		return size;
	if (rand() % 2)
		memcpy(&value, data + (size_t)rand() % words * sizeof(value),
		       sizeof(value));
	if (rand() % 8)
		memcpy(data + (size_t)rand() % words * sizeof(value), &value,
		       sizeof(value));
	else
		size = LLVMFuzzerMutate(data, size, most);
	fuzz_repair_inventory(data, size);
	return size;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most,
			       unsigned int seed)
{
	/* The map more often than the rest. */
	static const uint8_t parts[] = { MAP,	    MAP,    MAP,    INVENTORY,
					 INVENTORY, OUTPUT, OUTPUT, ARCHIVE };
	size_t part = parts[seed % sizeof(parts)];

	srand(seed);
	return fuzz_mutate_part(data, size, most, NPARTS_OF_LINK, part,
				part == INVENTORY ? mutate_inventory
						  : LLVMFuzzerMutate);
}

static void read_back(const struct image *image)
{
	struct sidecar *sidecar;
	struct fuzz_file file;

	fuzz_file_init(&file, "", 0);
	if (image_write(image, file.fd, "sidecar"))
		abort();
	if (sidecar_open(file.path, &sidecar))
		abort();
	sidecar_close(sidecar);
	fuzz_file_deinit(&file);
}

static void create(int inventory_fd, const struct sidecar_request *request)
{
	struct image *image;
	struct layout layout;
	struct facts facts;

	if (facts_init(&facts, inventory_fd))
		return;
	if (!facts_complete(&facts, request) && !layout_init(&layout, &facts)) {
		image = image_create(&layout);
		if (image)
			read_back(image);
		image_destroy(image);
		layout_deinit(&layout);
	}
	facts_deinit(&facts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_part parts[NPARTS_OF_LINK];
	struct fuzz_file inventory, map, output, archive;

	fuzz_split(data, size, NPARTS_OF_LINK, parts);
	fuzz_file_init(&inventory, parts[INVENTORY].data,
		       parts[INVENTORY].size);
	fuzz_file_init(&map, parts[MAP].data, parts[MAP].size);
	fuzz_file_init(&output, parts[OUTPUT].data, parts[OUTPUT].size);
	fuzz_file_init_known(&archive, parts[ARCHIVE].data,
			     parts[ARCHIVE].size);
	create(inventory.fd, &(struct sidecar_request){
				     .map_name = "map",
				     .map_fd = map.fd,
				     .output = output.path,
				     .path = "output.fold",
			     });
	fuzz_file_deinit(&archive);
	fuzz_file_deinit(&output);
	fuzz_file_deinit(&map);
	fuzz_file_deinit(&inventory);
	return 0;
}
