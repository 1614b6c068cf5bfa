/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: the analysis of an object, analysis/. The input is the object.
 * What came out of it is asked for its contents, and hashed, item by item. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "analysis.h"

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

static void read_item(const struct analysis *analysis,
		      struct analyser *analyser, const struct item *item)
{
	const struct reference *reference;
	struct contents contents;

	fuzz_touch_string(analysis_string(analysis, item->name));
	fuzz_touch_string(analysis_string(analysis, item->key));
	fuzz_touch_string(analysis_string(analysis, item->base));
	if (analyser_contents(analyser, item, NULL, &contents) == 1) {
		fuzz_touch(contents.data, contents.size);
		hash(analysis, item, &contents);
	}
	for (uint32_t i = 0; i < item->nreferences; i++) {
		reference = &analysis->references.data[
			item->first_reference + i];
		fuzz_touch_string(analysis_string(analysis,
						  reference->target));
		if (analyser_contents(analyser, item, reference,
				      &contents) == 1)
			fuzz_touch(contents.data, contents.size);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct analyser *analyser = analyser_create();
	struct analysis analysis;
	struct fuzz_file input;
	const struct item *item;

	if (!analyser || analysis_init(&analysis))
		abort();
	fuzz_file_init(&input, data, size);
	if (!analysis_add_object(&analysis, analyser, "input.o", NULL,
				 input.fd, 0, size))
		vec_for_each(&analysis.items, item)
			read_item(&analysis, analyser, item);
	fuzz_file_deinit(&input);
	analysis_deinit(&analysis);
	analyser_destroy(analyser);
	return 0;
}
