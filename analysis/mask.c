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

/* Of a branch only the distance is set. Of a call of a weak function that isn't
 * there ld for ppc64 makes a nop. A branch to the end of the code is none, though
 * assemblers fill with such: it may be a jump to the function behind it, as from
 * iov_iter_alignment() to iov_iter_alignment_iovec() in Linux 6.12 by clang. */
static bool clear_branch(const struct machine *machine, bool big,
			 const struct reloc_type *type, unsigned char *code,
			 uint64_t left)
{
	struct insn insn;

	if (type->call && machine->call && left >= 4 &&
	    machine_nop(machine, big, code, (size_t)left) == 4)
		machine->call(big, code);
	if (!machine_decode(machine, big, code, (size_t)left, 0, &insn) ||
	    !insn.relative || insn.field || insn.width > left)
		return false;
	machine_clear(machine, big, &insn, code);
	return true;
}

static void clear_reference(const struct machine *machine, bool big,
			    bool function, const struct reference *reference,
			    unsigned char *bytes, uint64_t size)
{
	struct reloc_type type = machine_reloc(machine, reference->type);
	uint64_t from = reference->offset, width = reference->width;

	if (machine->whole_branches && function && from < size &&
	    (!reference->type || type.call || type.branch) &&
	    clear_branch(machine, big, &type, bytes + from, size - from))
		return;
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
			clear_reference(machine, analysis->big,
					item->flags & ITEM_FUNCTION, reference,
					bytes, size);
	}
	return XXH3_64bits(bytes, size);
}
