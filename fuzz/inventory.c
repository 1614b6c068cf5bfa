/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: the plugin's inventory, common/inventory.c. The input is one.
 * What the reader takes is looked up by a map's keys, as for a sidecar. */
#include "fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "common/inventory.h"
#include "create/keys.h"

static void read_arrays(const struct inventory *inv)
{
	for (uint32_t i = 0; i < inv->nfiles; i++) {
		fuzz_touch_string(inv->strings + inv->files[i].name);
		fuzz_touch_string(inv->strings + inv->files[i].member);
		fuzz_touch_string(inv->strings + inv->files[i].shown);
	}
	for (uint32_t i = 0; i < inv->nsymbols; i++) {
		fuzz_touch_string(inv->strings + inv->symbols[i].name);
		fuzz_touch_string(inv->strings + inv->symbols[i].source);
	}
}

/* Each section is to be on the chain of its key, once. */
static void look_up(const struct inventory *inv, struct keys *keys,
		    uint32_t number)
{
	const struct inventory_section *section = &inv->sections[number];
	const struct inventory_file *file = &inv->files[section->file];
	const char *owner = inv->strings +
			    (file->shown ? file->shown : file->name);
	const char *name = inv->strings + section->name;
	uint32_t at, found = 0;

	if (file->member && !file->shown)
		return;
	at = keys_find(keys, owner, strlen(owner), name, strlen(name));
	for (; at; at = keys->next[at - 1])
		found += at == number + 1;
	if (found != 1)
		abort();
}

static void read_one(const uint8_t *data, size_t size)
{
	struct fuzz_file input;
	struct inventory inv;
	struct keys keys;

	fuzz_file_init(&input, data, size);
	if (!inventory_read(input.fd, "input", &inv)) {
		read_arrays(&inv);
		if (!keys_init(&keys, &inv)) {
			for (uint32_t i = 0; i < inv.nsections; i++)
				look_up(&inv, &keys, i);
			keys_deinit(&keys);
		}
		inventory_deinit(&inv);
	}
	fuzz_file_deinit(&input);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *repaired = malloc(size + 1);

	if (!repaired)
		abort();
	memcpy(repaired, data, size);
	fuzz_repair_inventory(repaired, size);
	read_one(data, size);
	read_one(repaired, size);
	free(repaired);
	return 0;
}
