/* SPDX-License-Identifier: GPL-3.0-or-later */
/* References and checksums of items. ldfold-sidecar(5), CHECKSUMS, is this file
 * and describe.c in prose; what changes a checksum changes ANALYSIS_RECIPE. */
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "analysis/describe.h"
#include "analysis/stream.h"

static int put_reference(struct digest *d, const struct reference *reference)
{
	struct work *work = d->work;
	uint64_t offset = reference->offset;
	struct reference *to;
	struct reloc_type type = work_type(work, reference->type);
	uint64_t how = machine_is_branch(&type) ? 0 : reference->type;
	uint32_t name = (reference->kind == REFERENCE_SYMBOL ||
			 reference->kind == REFERENCE_PRIVATE) &&
					d->stable
				? d->stable
				: reference->target;

	if (reference->kind != REFERENCE_ENTRY)
		offset = work_cut_offset(work, offset);
	if (!work->lineless) {
		to = vec_push(&work->analysis->references);
		if (!to)
			return -1;
		*to = *reference;
		work->analysis->items.data[d->item].nreferences++;
	}
	return put_lead(work, offset, how << 8 | reference->kind,
			analysis_string(work->analysis, name),
			reference->value);
}

enum { LEAST_BRANCH = 2 }; /* bytes, of all machines */

/* Code that can't be read may hold distances to other items of its section.
 * They are equal if its bytes are, and mean the same if these are all where
 * they were. */
static int put_layout(struct digest *d)
{
	const struct item *item = &d->work->analysis->items.data[d->item];

	if (d->layout_of != item->section &&
	    hash_layout(d, item->section, &d->layout))
		return -1;
	d->layout_of = item->section;
	return put_number(d->work, d->layout) ||
			       put_number(d->work, item->value)
		       ? -1
		       : 0;
}

/* Distances to other items that the assembler has filled in: take them out of
 * the bytes at START of the buffer, and list their instructions. */
static int take_branches(struct digest *d, size_t start)
{
	struct work *work = d->work;
	const struct item *item = &work->analysis->items.data[d->item];
	const struct relobj_section *s =
		&work->obj.sections.data[item->section];
	uint64_t value = item->value, end = d->around.tail;
	uint64_t at = value, size = end - value;
	struct insn insn;

	for (; at < end; at += insn.length) {
		struct branch *branch;
		size_t rel;

		if (!machine_decode(work->machine, work->obj.big, s->data + at,
				    (size_t)(end - at), at, &insn))
			return end - at < LEAST_BRANCH ? 0 : put_layout(d);
		if (!insn.relative || insn.target - value < size)
			continue;
		rel = relobj_first_rel(s, at);
		if (rel < s->nrels && s->rels[rel].r_offset < at + insn.length)
			continue;
		machine_clear(work->machine, work->obj.big, &insn,
			      work->buffer.data + start + (at - value));
		branch = vec_push(&d->branches);
		if (!branch)
			return -1;
		*branch = (struct branch){ at + insn.field, insn.target,
					   insn.width };
	}
	return 0;
}

/* What the distance of BRANCH leads to. */
static int digest_branch(struct digest *d, const struct branch *branch)
{
	const struct item *item = &d->work->analysis->items.data[d->item];
	struct reference reference = {
		.offset = (uint32_t)(branch->at - item->value),
		.width = branch->width,
		.flags = REFERENCE_PLACE,
	};
	struct target target = work_locate(d->work, item->section,
					   (int64_t)branch->target);

	return describe_target(d, &target, 0, &reference) ||
			       put_reference(d, &reference)
		       ? -1
		       : 0;
}

/* What ACCESS, the end of a loop, is from the nearest place before it that its
 * function uses. */
static uint64_t distance_of_end(const struct digest *d,
				const struct work_access *end)
{
	const struct work *work = d->work;
	int64_t best = end->target;
	bool found = false;
	size_t count;
	const struct work_access *access = work_accesses(
		work, &work->analysis->items.data[d->item], &count);

	for (; count; count--, access++) {
		if (access->to != end->to || access->target > end->target ||
		    (access->kind != ACCESS_READ &&
		     access->kind != ACCESS_ESCAPE) ||
		    (found && access->target < best))
			continue;
		best = access->target;
		found = true;
	}
	return (uint64_t)end->target - (uint64_t)best;
}

static int describe_access(struct digest *d, const struct work_access *access,
			   struct reference *ret)
{
	struct target target;

	d->stable = 0;
	if (access->kind == ACCESS_END) {
		ret->kind = REFERENCE_PRIVATE;
		ret->value = distance_of_end(d, access);
		return 0;
	}
	target = work_locate(d->work, access->to, access->target);
	if (access->meant)
		work_mean(d->work, &target, access->meant);
	return access->any
		       ? describe_whole(d, &target, ret)
		       : describe_target(d, &target, work_size(access), ret);
}

/* Places in data that the instructions hold: take them out of the bytes at
 * START of the buffer, and note what is there. */
static int digest_accesses(struct digest *d, size_t start)
{
	struct work *work = d->work;
	const struct item *item = &work->analysis->items.data[d->item];
	uint64_t value = item->value, end = value + item->size;
	size_t count;
	const struct work_access *access = work_accesses(work, item, &count);

	for (; count; count--, access++) {
		struct insn insn = {
			.field = access->field.field,
			.width = access->field.width,
			.mask = access->field.mask,
		};
		struct reference reference = {};

		if (insn.width && insn.field + insn.width <= end - access->at)
			machine_clear(work->machine, work->obj.big, &insn,
				      work->buffer.data + start +
					      (access->at - value));
		if (access->kind == ACCESS_MOVE ||
		    (access->is_itself &&
		     !describe_by_access(d, access->to, access->origin, false)))
			continue;
		reference.offset = (uint32_t)(access->at - value) +
				   access->field.field;
		if (describe_access(d, access, &reference) ||
		    put_reference(d, &reference))
			return -1;
	}
	return 0;
}

static int digest_relocation(struct digest *d, const Elf64_Rela *rel)
{
	const struct item *item = &d->work->analysis->items.data[d->item];
	struct reference reference = {};
	int status = describe(d, item->section, rel, &reference);

	reference.offset = (uint32_t)(rel->r_offset - item->value);
	return status < 0 || (status && put_reference(d, &reference)) ? -1 : 0;
}

/* Relocations, and distances that assemblers fill in where another one leaves them
 * to the linker, by offset. */
static int digest_relocations(struct digest *d)
{
	const struct item *item = &d->work->analysis->items.data[d->item];
	const struct relobj_section *s =
		&d->work->obj.sections.data[item->section];
	size_t rel = relobj_first_rel(s, item->value), branch = 0;
	size_t end = relobj_first_rel(s, d->around.tail);

	while (rel < end || branch < d->branches.size) {
		bool is_branch = branch < d->branches.size &&
				 (rel >= end || d->branches.data[branch].at <
							s->rels[rel].r_offset);

		if (is_branch ? digest_branch(d, &d->branches.data[branch++])
			      : digest_relocation(d, &s->rels[rel++]))
			return -1;
	}
	return 0;
}

/* For qsort: by offset. */
static int compare_offsets(const void *a, const void *b)
{
	const struct reference *x = a, *y = b;

	return (x->offset > y->offset) - (x->offset < y->offset);
}

/* What is done with addresses was noted before relocations. */
static void sort_references(struct work *work, const struct item *item)
{
	struct reference *first;

	if (!item->nreferences)
		return;
	first = &work->analysis->references.data[item->first_reference];
	for (uint32_t i = 1; i < item->nreferences; i++)
		if (first[i].offset < first[i - 1].offset) {
			qsort(first, item->nreferences, sizeof(*first),
			      compare_offsets);
			return;
		}
}

/* The entry of a table, RANK of those of the item. */
static int digest_entry(struct digest *d, const struct work_entry *entry,
			uint32_t rank)
{
	struct work *work = d->work;
	struct reference reference = { .kind = REFERENCE_ENTRY,
				       .offset = rank };
	size_t start = work->buffer.size;

	if (strtab_add(&work->analysis->strings,
		       work->obj.sections.data[entry->section].name,
		       &reference.target) ||
	    put_entry(d, entry))
		return -1;
	reference.value = take_hash(work, start);
	return put_reference(d, &reference);
}

static int digest_entries(struct digest *d)
{
	size_t count;
	const struct work_entry *entries = work_entries(d->work, d->item,
							&count);

	for (size_t i = 0; i < count; i++)
		if (digest_entry(d, &entries[i], (uint32_t)i))
			return -1;
	return 0;
}

static uint32_t kind_of(const struct item *item)
{
	return item->flags & (ITEM_FUNCTION | ITEM_TLS | ITEM_TABLE);
}

/* What is in front of the item and its own: by content. */
static int digest_front(struct digest *d)
{
	struct work *work = d->work;
	uint32_t section = work->analysis->items.data[d->item].section;
	const struct relobj_section *s = &work->obj.sections.data[section];
	uint64_t from = d->around.front, end = d->around.front_end;

	if (from == end || !s->data)
		return 0;
	if (put_number(work, end - from) || put_bytes(work, section, from, end))
		return -1;
	for (size_t i = relobj_first_rel(s, from);
	     i < s->nrels && s->rels[i].r_offset < end; i++)
		if (put_described(d, section, &s->rels[i], from))
			return -1;
	return 0;
}

/* What of a section no one is seen to refer to. */
static int digest_rest(struct digest *d)
{
	struct work *work = d->work;
	uint32_t section = work->analysis->items.data[d->item].section;
	uint64_t at = 0, end = 0;

	while (work_next_rest(work, section, &at, &end)) {
		if (put_contents(d, section, "", at, end))
			return -1;
		at = end;
	}
	return 0;
}

/* What BTF_ID(func, f) and the like say is in the names of labels: a reference
 * to f, or to "struct task_struct". */
static int digest_ids(struct digest *d)
{
	struct work *work = d->work;
	const struct item *item = &work->analysis->items.data[d->item];
	const struct relobj_section *s =
		&work->obj.sections.data[item->section];

	if (!work->sections.data[item->section].policy.has_ids)
		return 0;
	d->stable = 0;
	for (uint32_t i = 0; i < s->nsymbols; i++) {
		const struct relobj_symbol *symbol =
			&work->obj.symbols
				 .data[work->obj.by_section
					       .data[s->first_symbol + i]];
		struct reference reference = { .kind = REFERENCE_SYMBOL };

		if (symbol->value < item->value ||
		    symbol->value - item->value >= item->size ||
		    !name_btf_id(symbol->name))
			continue;
		reference.offset = (uint32_t)(symbol->value - item->value);
		if (work_name_id(work, symbol->name, &reference.target) ||
		    put_reference(d, &reference))
			return -1;
	}
	return 0;
}

/* Put all that makes a difference about the item into the buffer; *start is
 * where its SIZE bytes are, with those behind it that are its own. */
static int put_item(struct digest *d, size_t size, size_t *start)
{
	struct work *work = d->work;
	const struct item *item = &work->analysis->items.data[d->item];
	const struct relobj_section *s =
		&work->obj.sections.data[item->section];

	work->buffer.size = d->branches.size = 0;
	if (put_number(work, kind_of(item)) ||
	    put_text(work, analysis_string(work->analysis, item->base)) ||
	    put_number(work, work->lineless ? 0 : item->size))
		return -1;
	*start = work->buffer.size;
	if (size &&
	    put_bytes(work, item->section, item->value, item->value + size))
		return -1;
	if (work->lineless && size && s->flags & SHF_EXECINSTR &&
	    work_clear_lines(work, item, *start))
		return -1;
	if (size && work->sections.data[item->section].decode &&
	    take_branches(d, *start))
		return -1;
	if (size && digest_accesses(d, *start))
		return -1;
	if (work->lineless) {
		work_cut_lines(work, *start);
		if (put_number(work, work_cut_offset(work, item->size)))
			return -1;
	}
	if ((d->around.tail > item->value && digest_relocations(d)) ||
	    digest_front(d) || digest_ids(d))
		return -1;
	if (item->flags & ITEM_TABLE && item->flags & ITEM_REST &&
	    digest_rest(d))
		return -1;
	if (!work->lineless)
		sort_references(work, item);
	return digest_entries(d);
}

/* They are in the hashes of what leads to them already. */
static int add_leads(struct digest *d)
{
	struct analysis *analysis = d->work->analysis;

	for (size_t i = 0; i < d->leads.size; i++) {
		struct reference *to = vec_push(&analysis->references);

		if (!to)
			return -1;
		to->kind = REFERENCE_INDIRECT;
		to->target = d->leads.data[i];
		to->offset = UINT32_MAX;
		analysis->items.data[d->item].nreferences++;
	}
	return 0;
}

/* Does ITEM begin with a nop that stands for a call of ftrace? */
static bool has_entry_nop(const struct work *work, const struct item *item)
{
	const struct machine *machine = work->machine;
	unsigned int size = machine->entry_nop.size;
	const struct relobj_section *s =
		&work->obj.sections.data[item->section];

	return size && item->flags & ITEM_FUNCTION && item->size >= size &&
	       s->data &&
	       !memcmp(s->data + item->value, machine->entry_nop.bytes, size);
}

static int digest_item(struct digest *d)
{
	struct work *work = d->work;
	struct item *item = &work->analysis->items.data[d->item];
	bool has_data = work->obj.sections.data[item->section].data != NULL;
	size_t start, size, naccesses;

	if (describe_origins(d))
		return -1;
	d->around = work_surroundings(work, d->item);
	if (d->around.tail != item->value + item->size ||
	    d->around.front != d->around.front_end)
		item->flags |= ITEM_SURROUNDED;
	size = has_data ? (size_t)(d->around.tail - item->value) : 0;
	private_forget(&d->private);
	d->nspecials = 0;
	d->leads.size = 0;
	work->doubt = work->lineless = false;
	work->has_lines = work->may_have_lines = false;
	item->first_reference = (uint32_t)work->analysis->references.size;
	if (put_item(d, size, &start) || add_leads(d))
		return -1;
	item->checksum = XXH3_64bits(work->buffer.data, work->buffer.size);
	item->lineless = item->checksum;
	/* What instructions hold is there in the linked kernel, too. */
	work_accesses(work, item, &naccesses);
	if (has_data && naccesses)
		memcpy(work->buffer.data + start,
		       work->obj.sections.data[item->section].data +
			       item->value,
		       (size_t)item->size);
	item->bytes = analysis_hash_masked(work->analysis, item,
					   work->buffer.data + start,
					   has_data ? (size_t)item->size : 0);
	if (work->doubt)
		item->flags |= ITEM_DOUBT;
	if (has_entry_nop(work, item))
		item->flags |= ITEM_MCOUNT;
	if (!work->has_lines &&
	    !(work->may_have_lines && work_has_line_text(work, item)))
		return 0;
	work->lineless = true;
	private_forget(&d->private);
	d->nspecials = 0;
	if (put_item(d, size, &start))
		return -1;
	work->lineless = false;
	work->cuts.size = 0;
	item->lineless = XXH3_64bits(work->buffer.data, work->buffer.size);
	return 0;
}

/* An item at the place of another has all from that one. */
static bool copy_alias(struct digest *d)
{
	struct item *items = d->work->analysis->items.data;
	struct item *item = &items[d->item], *other;
	struct target place;
	uint32_t number;

	if (!(item->flags & ITEM_ALIAS))
		return false;
	place = work_locate(d->work, item->section, (int64_t)item->value);
	number = place.symbol ? d->work->symbols.data[place.symbol].item
			      : WORK_NONE;
	if (number == WORK_NONE || number == d->item ||
	    items[number].size != item->size)
		return false;
	other = &items[number];
	item->checksum = other->checksum;
	item->lineless = other->lineless;
	item->bytes = other->bytes;
	item->first_reference = other->first_reference;
	item->nreferences = other->nreferences;
	item->flags |= other->flags & (ITEM_DOUBT | ITEM_MCOUNT |
				       ITEM_PATCHABLE | ITEM_NOKPROBE);
	return true;
}

/* Is item NUMBER the one that stands for its place? */
static bool stands_for_place(const struct work *work, uint32_t number)
{
	const struct item *item = &work->analysis->items.data[number];

	return !(item->flags & ITEM_ALIAS) ||
	       work_item_at(work, item->section, item->value) == number;
}

static int digest_all(struct digest *d)
{
	struct work *work = d->work;
	const struct analysis_file *file =
		&work->analysis->files.data[work->file];

	/* Those that stand for their places first. */
	for (int aliases = 0; aliases < 2; aliases++)
		for (uint32_t i = 0; i < file->nitems; i++) {
			d->item = file->first_item + i;
			if (stands_for_place(work, d->item) == (aliases != 0) ||
			    (aliases && copy_alias(d)))
				continue;
			if (digest_item(d))
				return -1;
		}
	return 0;
}

/* How often the relocations of an object may be looked at as part of private
 * data: no kernel's are more than a few times, but what all items lead to, and
 * goes on and on, would never end. */
enum { MOST_LOOKS = 64, LEAST_BUDGET = 1 << 20 };

int work_digest(struct work *work)
{
	struct digest d = { .work = work };
	uint64_t budget = LEAST_BUDGET;
	const struct relobj_section *s;
	int status;

	vec_for_each(&work->obj.sections, s)
		budget += MOST_LOOKS * (uint64_t)s->nrels;
	status = private_init(&d.private, budget, put_contents) ||
				 digest_all(&d)
			 ? -1
			 : 0;
	private_deinit(&d.private);
	vec_deinit(&d.leads);
	vec_deinit(&d.origins);
	vec_deinit(&d.branches);
	return status;
}
