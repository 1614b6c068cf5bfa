/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is left of an item's bytes without those that a linker sets: it is in
 * the object, and in every kernel that the object was linked into. */
#include <elf.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "analysis.h"

/* Relocations that let ld write another instruction. */
struct rewritten {
	uint16_t machine;
	uint16_t first, last;	/* types, both included */
	uint8_t before;		/* bytes before the field that change */
	uint8_t aligned;	/* or the word around it, this wide */
};

static const struct rewritten rewritten[] = {
	/* mov x@GOTPCREL(%rip) becomes lea x(%rip); with a REX prefix also
	 * mov $x, which has the register's high bit elsewhere in it. */
	{ EM_X86_64, R_X86_64_GOTPCRELX, R_X86_64_GOTPCRELX, 2, 0 },
	{ EM_X86_64, R_X86_64_REX_GOTPCRELX, R_X86_64_REX_GOTPCRELX, 3, 0 },
	/* lgrl x@GOTENT becomes larl x. */
	{ EM_S390, R_390_GOTENT, R_390_GOTENT, 2, 0 },
	/* addis becomes nop, and who adds to it takes r2; ld from .toc becomes
	 * addi. is_free_buddy_page() of Linux 6.1 has both. */
	{ EM_PPC64, R_PPC64_TOC16, R_PPC64_TOC16_HA, 0, 4 },
	{ EM_PPC64, R_PPC64_TOC16_DS, R_PPC64_TOC16_LO_DS, 0, 4 },
	{ EM_PPC64, R_PPC64_REL16, R_PPC64_REL16_HA, 0, 4 },
};

static const struct rewritten *find_rewritten(unsigned int machine,
					      unsigned int type)
{
	for (size_t i = 0; i < sizeof(rewritten) / sizeof(*rewritten); i++)
		if (rewritten[i].machine == machine &&
		    rewritten[i].first <= type && type <= rewritten[i].last)
			return &rewritten[i];
	return NULL;
}

static void clear(unsigned char *bytes, uint64_t size, uint64_t from,
		  uint64_t width)
{
	if (from < size)
		memset(bytes + from, 0,
		       width < size - from ? width : size - from);
}

static void clear_reference(unsigned int machine,
			    const struct reference *reference,
			    unsigned char *bytes, uint64_t size)
{
	const struct rewritten *r = find_rewritten(machine, reference->type);
	uint64_t from = reference->offset, width = reference->width;

	if (r && r->aligned) {
		from -= from % r->aligned;
		width = r->aligned;
	} else if (r && from >= r->before) {
		from -= r->before;
		width += r->before;
	}
	clear(bytes, size, from, width);
}

uint64_t analysis_hash_masked(const struct analysis *analysis,
			      const struct item *item, unsigned char *bytes,
			      size_t size)
{
	if (!size)
		return 0;
	for (uint32_t i = 0; i < item->nreferences; i++) {
		const struct reference *reference =
			&analysis->references.data[item->first_reference + i];

		if (reference->kind != REFERENCE_ENTRY)
			clear_reference(analysis->machine, reference, bytes,
					size);
	}
	return XXH3_64bits(bytes, size);
}
