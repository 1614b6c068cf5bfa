/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is left of an item's bytes without those that a linker sets: it is in
 * the object, and in every kernel that the object was linked into. */
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "analysis/analysis.h"
#include "machine/machine.h"

static void clear(unsigned char *bytes, uint64_t size, uint64_t from,
		  uint64_t width)
{
	if (from < size)
		memset(bytes + from, 0,
		       width < size - from ? width : size - from);
}

static void clear_reference(const struct machine *machine,
			    const struct reference *reference,
			    unsigned char *bytes, uint64_t size)
{
	struct reloc_type type = machine_reloc(machine, reference->type);
	uint64_t from = reference->offset, width = reference->width;

	if (type.around) {
		from -= from % type.around;
		width = type.around;
	} else if (from >= type.before) {
		from -= type.before;
		width += type.before;
	}
	clear(bytes, size, from, width);
}

uint64_t analysis_hash_masked(const struct analysis *analysis,
			      const struct item *item, unsigned char *bytes,
			      size_t size)
{
	const struct machine *machine = machine_find(analysis->machine);

	if (!size)
		return 0;
	for (uint32_t i = 0; i < item->nreferences; i++) {
		const struct reference *reference =
			&analysis->references.data[item->first_reference + i];

		if (reference->kind != REFERENCE_ENTRY)
			clear_reference(machine, reference, bytes, size);
	}
	return XXH3_64bits(bytes, size);
}
