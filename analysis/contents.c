/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes behind an item or a reference, for those who explain
 * differences. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analysis/work.h"
#include "common/quote.h"
#include "common/report.h"

/* What is at TARGET: *section, from *start to *end. */
static bool find_extent(const struct work *work, const struct target *target,
			uint64_t size, uint32_t *section, uint64_t *start,
			uint64_t *end)
{
	const struct relobj_section *s =
		&work->obj.sections.data[target->section];

	if (!target->section)
		return false;
	*section = target->section;
	if (target->symbol) {
		*start = work->obj.symbols.data[target->symbol].value;
		*end = work_symbol_end(work, target->symbol);
		return true;
	}
	if (work->sections.data[target->section].whole) {
		*start = 0;
		*end = s->size;
		return true;
	}
	if (target->offset < 0)
		return false;
	*start = (uint64_t)target->offset;
	*end = work_chunk_end(work, target->section, *start, size);
	return true;
}

/* What the instruction of ITEM that has a field at OFFSET of the section
 * reaches by an address that was made elsewhere. */
static const struct work_access *find_access(const struct work *work,
					     const struct item *item,
					     uint64_t offset)
{
	size_t count;
	const struct work_access *access = work_accesses(work, item, &count);

	for (; count; count--, access++)
		if (access->at + access->field.field == offset &&
		    work_counts(access) &&
		    (access->kind == ACCESS_READ ||
		     access->kind == ACCESS_ESCAPE))
			return access;
	return NULL;
}

/* What TARGET is, or may be if ANY place of its section is meant. */
static bool find_meant(const struct work *work, const struct target *target,
		       uint64_t size, bool any, uint32_t *section,
		       uint64_t *start, uint64_t *end)
{
	if (!any)
		return find_extent(work, target, size, section, start, end);
	*section = target->section;
	*start = 0;
	*end = work->obj.sections.data[target->section].size;
	return true;
}

/* What the reference REFERENCE bytes into ITEM leads to: *to, from *start to
 * *end. */
static bool find_referred(struct work *work, const struct item *item,
			  uint32_t reference, uint32_t *to, uint64_t *start,
			  uint64_t *end)
{
	uint32_t section = item->section;
	uint64_t offset = item->value + reference;
	const struct relobj_section *s = &work->obj.sections.data[section];
	const struct work_access *access = find_access(work, item, offset);
	size_t i = relobj_first_rel(s, offset);
	const struct work_meant *noted;
	struct target target;

	if (access) {
		target = work_locate(work, access->to, access->target);
		return find_meant(work, &target, work_size(access), access->any,
				  to, start, end);
	}
	if (i == s->nrels || s->rels[i].r_offset != offset ||
	    !work_resolve(work, section, &s->rels[i], &target))
		return false;
	noted = work_noted(work, section, offset);
	return find_meant(work, &target, noted ? noted->size : 0,
			  noted && noted->any, to, start, end);
}

int work_contents(struct work *work, const struct item *item,
		  const struct reference *reference, struct contents *ret)
{
	uint32_t section = item->section;
	uint64_t start = item->value, end = item->value + item->size;
	const struct relobj_section *s;

	if (!work->obj.image.elf)
		return 0;
	if (reference && !find_referred(work, item, reference->offset, &section,
					&start, &end))
		return 0;
	s = &work->obj.sections.data[section];
	if (!s->data || start > end || end > s->size)
		return 0;
	*ret = (struct contents){
		.data = s->data + start,
		.size = (size_t)(end - start),
		.big = work->obj.big,
		.addresses = relobj_first_rel(s, start) !=
			     relobj_first_rel(s, end),
		.section = section,
		.start = start,
	};
	return 1;
}

/* TARGET in words. */
static char *name_place(const struct work *work, const struct target *target)
{
	const struct relobj_section *s =
		&work->obj.sections.data[target->section];
	const char *name = target->symbol
				   ? work->obj.symbols.data[target->symbol].name
				   : s->name;
	uint64_t offset = (uint64_t)target->offset;
	char *text;

	if (work->sections.data[target->section].policy.role == ROLE_STRINGS &&
	    !target->symbol && s->data && offset < s->size &&
	    memchr(s->data + offset, 0, (size_t)(s->size - offset)))
		return quote((const char *)s->data + offset);
	if (offset ? asprintf(&text, "%s%c0x%" PRIx64, name,
			      target->offset < 0 ? '-' : '+',
			      target->offset < 0 ? -offset : offset) < 0
		   : asprintf(&text, "%s", name) < 0) {
		report_nomem();
		return NULL;
	}
	return text;
}

int work_address(struct work *work, const struct contents *contents,
		 size_t number, uint64_t *offset, char **ret)
{
	const struct relobj_section *s =
		&work->obj.sections.data[contents->section];
	size_t i = relobj_first_rel(s, contents->start) + number;
	struct target target;

	if (i >= s->nrels ||
	    s->rels[i].r_offset >= contents->start + contents->size ||
	    !work_resolve(work, contents->section, &s->rels[i], &target))
		return 0;
	*offset = s->rels[i].r_offset - contents->start;
	*ret = name_place(work, &target);
	return *ret ? 1 : -1;
}
