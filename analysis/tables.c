/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Side tables: sections of small entries that say something of places in code.
 * Some are only noted (ftrace knows this function); the entries of others count
 * with the function that they speak of, so that a changed alternative or
 * exception handler is a change of its function and not of a table. */
#include <stdlib.h>
#include <string.h>

#include "work.h"

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
	[MARK_IGNORED] = ITEM_IGNORED,
	[MARK_CALLBACK] = ITEM_CALLBACK,
};

/* The item at the place that TARGET is, or WORK_NONE. With
 * -fpatchable-function-entry=4,2 entries are in front of their function, which
 * may be behind another one. */
static uint32_t item_of(const struct analyser *work,
			const struct target *target)
{
	const struct relobj_symbol *symbol;
	struct target next;

	if (!target->symbol || !target->section)
		return WORK_NONE;
	symbol = &work->obj.symbols.data[target->symbol];
	if (symbol->size && target->offset >= (int64_t)symbol->size) {
		next = work_locate(work, target->section,
				   work_shifted(target->offset,
						symbol->value + 16));
		if (next.symbol && next.symbol != target->symbol)
			return work->symbols.data[next.symbol].item;
	}
	return work->symbols.data[target->symbol].item;
}

static void note_marks(struct analyser *work, uint32_t section)
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

/* Does REL of SECTION lead to code of this object, with FUNCTION to that of a
 * function and not to what replaces it? */
static bool leads_to_code(struct analyser *work, uint32_t section,
			  const Elf64_Rela *rel, bool function)
{
	struct target target;

	return work_resolve(work, section, rel, &target) && target.section &&
	       work->obj.sections.data[target.section].flags &
	       SHF_EXECINSTR &&
	       (!function ||
		(target.symbol &&
		 work->sections.data[target.section].policy.role ==
		 ROLE_ORDINARY));
}

/* Do entries of RELOCS relocations make sense? All begin alike. */
static bool are_entries(struct analyser *work, uint32_t section,
			unsigned int relocs)
{
	const struct relobj_section *s = &work->obj.sections.data[section];

	if (s->nrels % relocs)
		return false;
	for (size_t i = 0; i < s->nrels; i += relocs)
		if (!leads_to_code(work, section, &s->rels[i], false))
			return false;
	return true;
}

/* Note where the entries of a table begin; none if that can't be told. The
 * fields in front of an entry's first relocation (powerpc's feature sections
 * have two) are as many bytes in each. */
static int find_entries(struct analyser *work, uint32_t section,
			struct entry_starts *ret)
{
	const struct relobj_section *s = &work->obj.sections.data[section];
	const struct section_policy *policy =
		&work->sections.data[section].policy;
	unsigned int relocs = policy->relocs;
	uint64_t lead = s->nrels ? s->rels[0].r_offset : 0;

	ret->size = 0;
	while (relocs && !are_entries(work, section, relocs))
		if (++relocs > policy->most)
			return 0;
	for (size_t i = 0; i < s->nrels; i += relocs ? relocs : 1) {
		uint64_t *start;

		if (!relocs &&
		    !leads_to_code(work, section, &s->rels[i], true))
			continue;
		start = vec_push(ret);
		if (!start)
			return -1;
		*start = s->rels[i].r_offset - lead;
	}
	return 0;
}

/* A table, and the item for its entries of no function. */
struct table {
	uint32_t section;
	uint32_t item;		/* or WORK_NONE: not needed yet */
};

static int table_item(struct analyser *work, struct table *table,
		      uint32_t *ret)
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
 * of its relocations leads to. */
static int owner_of(struct analyser *work, struct table *table,
		    uint64_t offset, uint64_t size, uint32_t *ret)
{
	uint32_t section = table->section;
	const struct relobj_section *s = &work->obj.sections.data[section];
	struct target target;

	for (size_t i = relobj_first_rel(s, offset);
	     i < s->nrels && s->rels[i].r_offset < offset + size; i++) {
		if (!work_resolve(work, section, &s->rels[i], &target) ||
		    !target.symbol)
			continue;
		*ret = work->symbols.data[target.symbol].item;
		if (*ret != WORK_NONE &&
		    work->analysis->items.data[*ret].flags & ITEM_FUNCTION)
			return 0;
	}
	return table_item(work, table, ret);
}

static int add_entry(struct analyser *work, struct table *table, uint64_t start,
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

static int add_entries(struct analyser *work, uint32_t section)
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
				   i + 1 < starts.size ? starts.data[i + 1] :
							 s->size);
	vec_deinit(&starts);
	return status;
}

static int compare_entries(const void *a, const void *b)
{
	const struct work_entry *x = a, *y = b;

	if (x->item != y->item)
		return x->item < y->item ? -1 : 1;
	if (x->section != y->section)
		return x->section < y->section ? -1 : 1;
	return (x->offset > y->offset) - (x->offset < y->offset);
}

int work_tables(struct analyser *work)
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
		qsort(work->entries.data, work->entries.size,
		      sizeof(*work->entries.data), compare_entries);
	return 0;
}
