/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: the analysis of an object, analysis/. The input is the object.
 * What came out of it is asked for its contents, and hashed, item by item. */
#include "fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/analysis.h"

/* The masked hash of an item's own bytes. */
static void hash(const struct analysis *analysis, const struct item *item,
		 const struct contents *contents)
{
	unsigned char *bytes = malloc(contents->size + 1);

	if (!bytes)
		abort();
	memcpy(bytes, contents->data, contents->size);
	analysis_hash_masked(analysis, item, bytes, contents->size);
	free(bytes);
}

static void read_item(const struct analysis *analysis, struct work *work,
		      const struct item *item)
{
	const struct reference *reference;
	struct contents contents;

	fuzz_touch_string(analysis_string(analysis, item->name));
	fuzz_touch_string(analysis_string(analysis, item->key));
	fuzz_touch_string(analysis_string(analysis, item->base));
	if (work_contents(work, item, NULL, &contents) == 1) {
		fuzz_touch(contents.data, contents.size);
		hash(analysis, item, &contents);
	}
	for (uint32_t i = 0; i < item->nreferences; i++) {
		reference =
			&analysis->references.data[item->first_reference + i];
		fuzz_touch_string(analysis_string(analysis, reference->target));
		if (work_contents(work, item, reference, &contents) == 1)
			fuzz_touch(contents.data, contents.size);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct work *work = work_create();
	struct analysis analysis;
	struct fuzz_file input;
	const struct item *item;

	if (!work || analysis_init(&analysis))
		abort();
	fuzz_file_init(&input, data, size);
	if (!analysis_add_object(&analysis, work, "input.o", NULL, input.fd, 0,
				 size))
		vec_for_each(&analysis.items, item)
			read_item(&analysis, work, item);
	fuzz_file_deinit(&input);
	analysis_deinit(&analysis);
	work_destroy(work);
	return 0;
}
