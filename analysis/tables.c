/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Side tables: sections of small entries that say something of places in code.
 * Some are only noted (ftrace knows this function); the entries of others count
 * with the function that they speak of, so that a changed alternative or
 * exception handler is a change of its function and not of a table. */
#include <stdlib.h>
#include <string.h>

#include "analysis/work.h"
#include "common/search.h"

/* Offsets at which the entries of a table begin. */
struct entry_starts {
	uint64_t *data;
	size_t size;
	size_t capacity;
};

static const uint32_t mark_flags[] = {
	[MARK_NONE] = 0,
	[MARK_MCOUNT] = ITEM_MCOUNT,
	[MARK_PATCHABLE] = ITEM_PATCHABLE,
	[MARK_NOKPROBE] = ITEM_NOKPROBE,
	[MARK_EXPORTED] = ITEM_EXPORTED,
	[MARK_CRC] = 0,
	[MARK_IGNORED] = ITEM_IGNORED,
	[MARK_IGNORED_SECTIONS] = 0,
	[MARK_CALLBACK] = ITEM_CALLBACK,
};

/* The item at the place that TARGET is, or WORK_NONE. With
 * -fpatchable-function-entry=4,2 entries are in front of their function, which
 * may be behind another one. */
static uint32_t item_of(const struct work *work, const struct target *target)
{
	const struct relobj_symbol *symbol;
	struct target next;

	if (!target->symbol || !target->section)
		return WORK_NONE;
	symbol = &work->obj.symbols.data[target->symbol];
	if (symbol->size && target->offset >= (int64_t)symbol->size) {
		next = work_locate(
			work, target->section,
			work_shifted(target->offset, symbol->value + 16));
		if (next.symbol && next.symbol != target->symbol)
			return work->symbols.data[next.symbol].item;
	}
	return work->symbols.data[target->symbol].item;
}

static void note_marks(struct work *work, uint32_t section)
{
	const struct relobj_section *s = &work->obj.sections.data[section];
	uint32_t flag = mark_flags[work->sections.data[section].policy.mark];
	struct target target;

	for (size_t i = 0; i < s->nrels; i++) {
		uint32_t item;

		if (!work_resolve(work, section, &s->rels[i], &target))
			continue;
		item = item_of(work, &target);
		if (item != WORK_NONE)
			work->analysis->items.data[item].flags |= flag;
	}
}

/* Does a number of SECTION that LESS is subtracted from say how far two places
 * are from each other, and not from the table? */
static bool is_length(struct work *work, uint32_t section,
		      const Elf64_Rela *less)
{
	struct target target;

	return work_resolve(work, section, less, &target) &&
	       target.section != section;
}

struct work_field work_field_at(struct work *work, uint32_t section, size_t i)
{
	const Elf64_Rela *rel = &work->obj.sections.data[section].rels[i];
	const Elf64_Rela *other = work_other_half(work, section, rel);
	const Elf64_Rela *added =
		other && work_type(work, ELF64_R_TYPE(rel->r_info)).sign < 0
			? other
			: rel;

	return (struct work_field){
		.offset = rel->r_offset,
		.rel = added,
		.is_length = other && is_length(work, section,
						added == rel ? other : rel),
		.next = i + (other ? 2 : 1),
	};
}

/* Does FIELD of SECTION lead to code of this object, with FUNCTION to that of a
 * function and not to what replaces it? */
static bool leads_to_code(struct work *work, uint32_t section,
			  const struct work_field *field, bool function)
{
	struct target target;

	return !field->is_length &&
	       work_resolve(work, section, field->rel, &target) &&
	       target.section && work_is_code(work, target.section) &&
	       (!function || (target.symbol &&
			      work->sections.data[target.section].policy.role ==
				      ROLE_ORDINARY));
}

/* Do entries of COUNT fields make sense? All begin alike. */
static bool are_entries(struct work *work, uint32_t section, unsigned int count)
{
	size_t nrels = work->obj.sections.data[section].nrels, nfields = 0;
	struct work_field field;

	for (size_t i = 0; i < nrels; i = field.next) {
		field = work_field_at(work, section, i);
		if (nfields++ % count == 0 &&
		    !leads_to_code(work, section, &field, false))
			return false;
	}
	return nfields % count == 0;
}

/* Note where the entries of a table begin; none if that can't be told. The
 * fields in front of an entry's first relocation (powerpc's feature sections
 * have two) are as many bytes in each. */
static int find_entries(struct work *work, uint32_t section,
			struct entry_starts *ret)
{
	const struct relobj_section *s = &work->obj.sections.data[section];
	const struct section_policy *policy =
		&work->sections.data[section].policy;
	unsigned int count = policy->relocs;
	uint64_t lead = s->nrels ? s->rels[0].r_offset : 0;
	size_t nfields = 0;
	struct work_field field;

	ret->size = 0;
	while (count && !are_entries(work, section, count))
		if (++count > policy->most)
			return 0;
	for (size_t i = 0; i < s->nrels; i = field.next) {
		uint64_t *start;

		field = work_field_at(work, section, i);
		if (count ? nfields++ % count
			  : !leads_to_code(work, section, &field, true))
			continue;
		start = vec_push(ret);
		if (!start)
			return -1;
		*start = field.offset - lead;
	}
	return 0;
}

/* A table, and the item for its entries of no function. */
struct table {
	uint32_t section;
	uint32_t item; /* or WORK_NONE: not needed yet */
};

static int table_item(struct work *work, struct table *table, uint32_t *ret)
{
	if (table->item == WORK_NONE) {
		const struct item *item = work_section_item(work,
							    table->section);

		if (!item)
			return -1;
		table->item = item->parent;
		work->analysis->files.data[work->file].nitems++;
	}
	*ret = table->item;
	return 0;
}

/* The item that the entry of SIZE bytes at OFFSET speaks of: the first that one
 * of its fields leads to. */
static int owner_of(struct work *work, struct table *table, uint64_t offset,
		    uint64_t size, uint32_t *ret)
{
	uint32_t section = table->section;
	const struct relobj_section *s = &work->obj.sections.data[section];
	struct target target;
	struct work_field field;

	for (size_t i = relobj_first_rel(s, offset);
	     i < s->nrels && s->rels[i].r_offset < offset + size;
	     i = field.next) {
		field = work_field_at(work, section, i);
		if (field.is_length ||
		    !work_resolve(work, section, field.rel, &target) ||
		    !target.symbol)
			continue;
		*ret = work->symbols.data[target.symbol].item;
		if (*ret != WORK_NONE &&
		    work->analysis->items.data[*ret].flags & ITEM_FUNCTION)
			return 0;
	}
	return table_item(work, table, ret);
}

static int add_entry(struct work *work, struct table *table, uint64_t start,
		     uint64_t end)
{
	struct work_entry *entry;
	uint32_t owner;

	if (owner_of(work, table, start, end - start, &owner))
		return -1;
	entry = vec_push(&work->entries);
	if (!entry)
		return -1;
	*entry = (struct work_entry){ owner, table->section, start,
				      end - start };
	return 0;
}

static int add_entries(struct work *work, uint32_t section)
{
	const struct relobj_section *s = &work->obj.sections.data[section];
	struct table table = { .section = section, .item = WORK_NONE };
	struct entry_starts starts = {};
	int status = find_entries(work, section, &starts);

	/* Not as we know it: all of it is one. */
	if (!status && !starts.size && s->size)
		status = add_entry(work, &table, 0, s->size);
	for (size_t i = 0; i < starts.size && !status; i++)
		status = add_entry(work, &table, starts.data[i],
				   i + 1 < starts.size ? starts.data[i + 1]
						       : s->size);
	vec_deinit(&starts);
	return status;
}

/* For qsort_r: CTX are the sections. Which table comes first in the object says
 * only which macro was used first. */
static int compare_entries(const void *a, const void *b, void *ctx)
{
	const struct work_entry *x = a, *y = b;
	const struct relobj_section *sections = ctx;

	if (x->item != y->item)
		return x->item < y->item ? -1 : 1;
	if (x->section != y->section) {
		int order = strcmp(sections[x->section].name,
				   sections[y->section].name);

		return order ? order : x->section < y->section ? -1 : 1;
	}
	return (x->offset > y->offset) - (x->offset < y->offset);
}

int work_tables(struct work *work)
{
	work->entries.size = 0;
	for (uint32_t i = 0; i < work->sections.size; i++) {
		enum section_role role = work->sections.data[i].policy.role;

		if (role == ROLE_MARKS)
			note_marks(work, i);
		else if (role == ROLE_TABLE && add_entries(work, i))
			return -1;
	}
	if (work->entries.size)
		qsort_r(work->entries.data, work->entries.size,
			sizeof(*work->entries.data), compare_entries,
			work->obj.sections.data);
	return 0;
}

const struct work_entry *work_entries(const struct work *work, uint32_t item,
				      size_t *count)
{
	size_t first = lower_bound(i, 0, work->entries.size,
				   work->entries.data[i].item < item);
	size_t end = first;

	while (end < work->entries.size && work->entries.data[end].item == item)
		end++;
	*count = end - first;
	return *count ? &work->entries.data[first] : NULL;
}
