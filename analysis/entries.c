/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What counts of an entry of a table: its bytes but for the number of a line,
 * and what they lead to but for what is another entry's. */
#include <string.h>

#include "analysis/describe.h"
#include "analysis/stream.h"

/* The line of an entry of __bug_table follows the pointer to the name of the
 * file, the last of the entry's COUNT relocations, which begin with RELS,
 * unless there is only the place of the code: two bytes (struct bug_entry). */
static void clear_bug_line(struct digest *d, const struct work_entry *entry,
			   const Elf64_Rela *rels, size_t count, size_t start)
{
	struct work *work = d->work;
	const Elf64_Rela *rel;
	uint64_t field;

	if (!count)
		return;
	rel = rels + count - 1;
	if (rel->r_offset == rels->r_offset)
		return;
	field = rel->r_offset - entry->offset +
		work_type(work, ELF64_R_TYPE(rel->r_info)).width;
	if (field + 2 <= entry->size)
		memset(work->buffer.data + start + field, 0, 2);
}

/* Of pairs of places, where code begins and where it ends: is REL of ENTRY,
 * SECOND of its pair, no code of its own? It is if it is an end, or the begin
 * of no bytes, where the next alternative begins: all feature sections without
 * an `else' have one (of __switch_to() on powerpc, for CPU_FTR_ALTIVEC). */
static bool is_no_code(struct work *work, const struct work_entry *entry,
		       const Elf64_Rela *rel, bool second)
{
	const struct relobj_section *s =
		&work->obj.sections.data[entry->section];
	struct target begin, end;

	if (!work_resolve(work, entry->section, rel, &begin) || begin.symbol)
		return false;
	if (second)
		return true;
	return rel + 1 < s->rels + s->nrels &&
	       rel[1].r_offset < entry->offset + entry->size &&
	       work_resolve(work, entry->section, rel + 1, &end) &&
	       !end.symbol && end.section == begin.section &&
	       end.offset == begin.offset;
}

/* Is the last byte of ENTRY, a length, 0? Not if the linker sets it. */
static bool has_zero_length(const struct work *work,
			    const struct work_entry *entry)
{
	const struct relobj_section *s =
		&work->obj.sections.data[entry->section];
	uint64_t last = entry->offset + entry->size - 1;
	size_t i = relobj_first_rel(s, last);

	return s->data && entry->size && !s->data[last] &&
	       (i == s->nrels || s->rels[i].r_offset != last);
}

/* Code that an entry has the length of, as a distance. */
struct extent {
	uint32_t section;
	uint64_t start, end;
	const Elf64_Rela *added;
};

/* Is LESS of ENTRY, what is subtracted in a distance, where code begins that no
 * symbol covers? True and *ret. */
static bool is_extent(struct work *work, const struct work_entry *entry,
		      const Elf64_Rela *less, struct extent *ret)
{
	const Elf64_Rela *added = work_other_half(work, entry->section, less);
	const struct relobj_section *s;
	struct target start, end;

	if (!added || work_type(work, ELF64_R_TYPE(less->r_info)).sign > 0 ||
	    !work_resolve(work, entry->section, less, &start) ||
	    !work_resolve(work, entry->section, added, &end) ||
	    !start.section || start.section != end.section)
		return false;
	s = &work->obj.sections.data[start.section];
	*ret = (struct extent){
		.section = start.section,
		.start = (uint64_t)work_offset(work, &start),
		.end = (uint64_t)work_offset(work, &end),
		.added = added,
	};
	return s->flags & SHF_EXECINSTR && s->data && ret->end <= s->size &&
	       ret->start <= ret->end &&
	       (!start.symbol ||
		work_symbol_end(work, start.symbol) <= ret->start);
}

/* What REL of ENTRY is to EXTENT: all of it, a half of its length, or the place
 * where it begins. 1 if so, 0 if it is something else, or -1 (reported). */
static int put_extent(struct digest *d, const struct work_entry *entry,
		      const struct extent *extent, const Elf64_Rela *rel)
{
	struct work *work = d->work;
	struct target target;

	if (!extent->added)
		return 0;
	if (rel == extent->added)
		return put_number(work, rel->r_offset - entry->offset) ||
				       put_contents(d, extent->section, "",
						    extent->start, extent->end)
			       ? -1
			       : 1;
	if (rel == work_other_half(work, entry->section, extent->added))
		return 1;
	if (!work_resolve(work, entry->section, rel, &target) ||
	    target.section != extent->section ||
	    (uint64_t)work_offset(work, &target) != extent->start)
		return 0;
	return put_number(work, rel->r_offset - entry->offset) ? -1 : 1;
}

/* Does REL of ENTRY subtract a place in the entry, `.long f - 2b' with 2: where
 * it begins, as RISC-V's __bug_table has up to Linux 5.18? True and *at. */
static bool is_in_entry(struct work *work, const struct work_entry *entry,
			const Elf64_Rela *rel, uint64_t *at)
{
	struct target target;

	if (work_type(work, ELF64_R_TYPE(rel->r_info)).sign >= 0 ||
	    !work_resolve(work, entry->section, rel, &target) ||
	    target.symbol || target.section != entry->section)
		return false;
	*at = (uint64_t)target.offset - entry->offset;
	return *at < entry->size;
}

/* The extent that the entry of COUNT relocations, which begin with RELS, has
 * the length of; or one without what is added. */
static struct extent find_extent(struct work *work,
				 const struct work_entry *entry,
				 const Elf64_Rela *rels, size_t count)
{
	struct extent extent;

	for (size_t i = 0; i < count; i++)
		if (is_extent(work, entry, &rels[i], &extent))
			return extent;
	return (struct extent){};
}

/* What a relocation of the entry leads to. */
static int put_place(struct digest *d, const struct work_entry *entry,
		     const struct extent *extent, const Elf64_Rela *rel)
{
	struct work *work = d->work;
	uint64_t at;
	int status;

	if (is_in_entry(work, entry, rel, &at))
		return put_number(work, rel->r_offset - entry->offset) ||
				       put_number(work, at)
			       ? -1
			       : 0;
	status = put_extent(d, entry, extent, rel);
	if (status)
		return status < 0 ? -1 : 0;
	return put_described(d, entry->section, rel, entry->offset);
}

int put_entry(struct digest *d, const struct work_entry *entry)
{
	struct work *work = d->work;
	const struct section_policy *policy =
		&work->sections.data[entry->section].policy;
	const struct relobj_section *s =
		&work->obj.sections.data[entry->section];
	uint64_t end = entry->offset + entry->size;
	size_t start = work->buffer.size;
	size_t first = relobj_first_rel(s, entry->offset), count = 0;
	const Elf64_Rela *rels = s->rels;
	bool is_empty = policy->has_length && has_zero_length(work, entry);
	struct extent extent = {};

	if (first)
		rels += first;
	if (put_bytes(work, entry->section, entry->offset, end))
		return -1;
	while (first + count < s->nrels && rels[count].r_offset < end)
		count++;
	if (policy->has_line && s->data)
		clear_bug_line(d, entry, rels, count, start);
	if (policy->has_extent)
		extent = find_extent(work, entry, rels, count);
	for (size_t i = 0; i < count; i++) {
		/* A replacement of no bytes begins where the next one does. */
		if (i && is_empty)
			continue;
		if (policy->has_ends &&
		    is_no_code(work, entry, &rels[i], i % 2))
			continue;
		if (put_place(d, entry, &extent, &rels[i]))
			return -1;
	}
	return 0;
}
