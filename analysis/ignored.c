/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sections that kpatch was told to pass over, by KPATCH_IGNORE_SECTION(NAME): a
 * pointer to the name in .kpatch.ignore.sections. What is in them may differ,
 * as __syscalls_metadata does wherever a system call is patched. */
#include <string.h>

#include "analysis/work.h"

const char *work_string_at(const struct work *work, uint32_t section,
			   uint64_t offset, uint64_t end)
{
	const struct relobj_section *s = &work->obj.sections.data[section];

	if (!s->data || end > s->size || offset >= end ||
	    !memchr(s->data + offset, '\0', (size_t)(end - offset)))
		return NULL;
	return (const char *)s->data + offset;
}

const char *work_string_of(struct work *work, uint32_t section,
			   const Elf64_Rela *rel)
{
	struct target target;
	const char *string;

	if (!work_resolve(work, section, rel, &target) || !target.section)
		return "";
	string = work_string_at(work, target.section,
				(uint64_t)work_offset(work, &target),
				work->obj.sections.data[target.section].size);
	return string ? string : "";
}

static void ignore_section(struct work *work, const char *name)
{
	const struct analysis_file *file =
		&work->analysis->files.data[work->file];

	for (uint32_t i = 0; i < file->nitems; i++) {
		struct item *item =
			&work->analysis->items.data[file->first_item + i];

		if (!strcmp(work->obj.sections.data[item->section].name, name))
			item->flags |= ITEM_IGNORED;
	}
}

void work_ignored(struct work *work)
{
	for (uint32_t i = 0; i < work->sections.size; i++) {
		const struct relobj_section *s = &work->obj.sections.data[i];

		if (work->sections.data[i].policy.mark != MARK_IGNORED_SECTIONS)
			continue;
		for (size_t r = 0; r < s->nrels; r++)
			ignore_section(work,
				       work_string_of(work, i, &s->rels[r]));
	}
}
