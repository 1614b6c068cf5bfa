/* SPDX-License-Identifier: GPL-3.0-or-later */
/* References and checksums of items. ldfold-sidecar(5), CHECKSUMS, is this file
 * and describe.c in prose; what changes a checksum changes ANALYSIS_RECIPE. */
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "describe.h"
#include "stream.h"

static int put_reference(struct digest *d, const struct reference *reference)
{
	struct analyser *work = d->work;
	struct reference *to;

	if (!work->lineless) {
		to = vec_push(&work->analysis->references);
		if (!to)
			return -1;
		*to = *reference;
		work->analysis->items.data[d->item].nreferences++;
	}
	return put_number(work, reference->offset) ||
	       put_number(work, (uint64_t)reference->type << 8 |
				reference->kind) ||
	       put_text(work, analysis_string(work->analysis,
					      reference->target)) ||
	       put_number(work, reference->value) ? -1 : 0;
}

/* Distances to other items that the assembler has filled in: take them out of
 * the bytes at START of the buffer, and note what they lead to. */
static int digest_branches(struct digest *d, size_t start)
{
	struct analyser *work = d->work;
	const struct item *item = &work->analysis->items.data[d->item];
	const struct relobj_section *s =
		&work->obj.sections.data[item->section];
	uint64_t value = item->value, end = d->around.tail;
	uint64_t at = value, size = end - value;
	uint32_t section = item->section;
	struct insn insn;

	for (; at < end; at += insn.length) {
		unsigned char *code = work->buffer.data + start + (at - value);
		struct reference reference = {};
		struct target target;
		size_t rel;

		if (!machine_decode(work->machine, work->obj.big,
				    s->data + at, (size_t)(end - at), at,
				    &insn)) {
			/* Data among code: compared as it stands. */
			work->doubt = true;
			return 0;
		}
		if (!insn.relative || insn.target - value < size)
			continue;
		rel = relobj_first_rel(s, at);
		if (rel < s->nrels && s->rels[rel].r_offset < at + insn.length)
			continue;
		target = work_locate(work, section, (int64_t)insn.target);
		machine_clear(work->machine, work->obj.big, &insn, code);
		reference.offset = (uint32_t)(at - value) + insn.field;
		reference.width = insn.width;
		if (describe_target(d, &target, &reference) ||
		    put_reference(d, &reference))
			return -1;
	}
	return 0;
}

static int digest_relocations(struct digest *d)
{
	struct analyser *work = d->work;
	const struct item *item = &work->analysis->items.data[d->item];
	uint32_t section = item->section;
	const struct relobj_section *s = &work->obj.sections.data[section];
	uint64_t value = item->value, end = d->around.tail;

	for (size_t i = relobj_first_rel(s, value);
	     i < s->nrels && s->rels[i].r_offset < end; i++) {
		struct reference reference = {};
		int status = describe(d, section, &s->rels[i], &reference);

		if (status < 0)
			return -1;
		reference.offset = (uint32_t)(s->rels[i].r_offset - value);
		if (status && put_reference(d, &reference))
			return -1;
	}
	return 0;
}

/* The line of an entry of __bug_table follows the pointer to the name of the
 * file, its last relocation: two bytes (struct bug_entry). */
static void clear_bug_line(struct digest *d, const struct work_entry *entry,
			   size_t last, size_t start)
{
	struct analyser *work = d->work;
	const Elf64_Rela *rel =
		&work->obj.sections.data[entry->section].rels[last];
	uint64_t field = rel->r_offset - entry->offset +
		work_type(work, ELF64_R_TYPE(rel->r_info)).width;

	if (field + 2 <= entry->size)
		memset(work->buffer.data + start + field, 0, 2);
}

/* For qsort: by offset. */
static int compare_offsets(const void *a, const void *b)
{
	const struct reference *x = a, *y = b;

	return (x->offset > y->offset) - (x->offset < y->offset);
}

/* Branches were noted before relocations. */
static void sort_references(struct analyser *work, const struct item *item)
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

/* Of pairs of places, where code begins and where it ends: is REL of ENTRY, SECOND
 * of its pair, no code of its own? It is if it is an end, or the begin of no
 * bytes, where the next alternative begins: all feature sections without an
 * `else' have one (of __switch_to() on powerpc, for CPU_FTR_ALTIVEC). */
static bool is_no_code(struct analyser *work, const struct work_entry *entry,
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

/* The entry of a table: its bytes but for the number of a line. */
static int digest_entry(struct digest *d, const struct work_entry *entry,
			uint32_t rank)
{
	struct analyser *work = d->work;
	const struct section_policy *policy =
		&work->sections.data[entry->section].policy;
	const struct relobj_section *s =
		&work->obj.sections.data[entry->section];
	struct reference reference = { .kind = REFERENCE_ENTRY,
				       .offset = rank };
	size_t start = work->buffer.size, first, count = 0;

	if (strtab_add(&work->analysis->strings, s->name, &reference.target))
		return -1;
	if (put_bytes(work, entry->section, entry->offset,
		      entry->offset + entry->size))
		return -1;
	first = relobj_first_rel(s, entry->offset);
	while (first + count < s->nrels &&
	       s->rels[first + count].r_offset < entry->offset + entry->size)
		count++;
	if (policy->has_line && s->data && count > 1)
		clear_bug_line(d, entry, first + count - 1, start);
	for (size_t i = 0; i < count; i++) {
		const Elf64_Rela *rel = &s->rels[first + i];

		/* A replacement of no bytes begins where the next one does. */
		if (i && policy->has_length && s->data &&
		    !s->data[entry->offset + entry->size - 1])
			continue;
		if (policy->has_ends &&
		    is_no_code(work, entry, rel, i % 2))
			continue;
		if (put_described(d, entry->section, rel, entry->offset))
			return -1;
	}
	reference.value = take_hash(work, start);
	return put_reference(d, &reference);
}

/* The first entry of ITEM or of one after it. */
static size_t first_entry(const struct analyser *work, uint32_t item)
{
	size_t low = 0, high = work->entries.size;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (work->entries.data[middle].item < item)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int digest_entries(struct digest *d)
{
	size_t first = first_entry(d->work, d->item);

	for (size_t i = first; i < d->work->entries.size &&
			       d->work->entries.data[i].item == d->item; i++)
		if (digest_entry(d, &d->work->entries.data[i],
				 (uint32_t)(i - first)))
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
	struct analyser *work = d->work;
	uint32_t section = work->analysis->items.data[d->item].section;
	const struct relobj_section *s = &work->obj.sections.data[section];
	uint64_t from = d->around.front, end = d->around.front_end;

	if (from == end || !s->data)
		return 0;
	if (put_number(work, end - from) ||
	    put_bytes(work, section, from, end))
		return -1;
	for (size_t i = relobj_first_rel(s, from);
	     i < s->nrels && s->rels[i].r_offset < end; i++)
		if (put_described(d, section, &s->rels[i], from))
			return -1;
	return 0;
}

/* Put all that makes a difference about the item into the buffer; *start is
 * where its SIZE bytes are, with those behind it that are its own. */
static int put_item(struct digest *d, size_t size, size_t *start)
{
	struct analyser *work = d->work;
	const struct item *item = &work->analysis->items.data[d->item];
	const struct relobj_section *s =
		&work->obj.sections.data[item->section];

	work->buffer.size = 0;
	if (put_number(work, kind_of(item)) ||
	    put_text(work, analysis_string(work->analysis, item->base)) ||
	    put_number(work, item->size))
		return -1;
	*start = work->buffer.size;
	if (size && put_bytes(work, item->section, item->value,
			      item->value + size))
		return -1;
	if (work->lineless && size && s->flags & SHF_EXECINSTR)
		work_clear_lines(work, item, work->buffer.data + *start);
	if (size && work->sections.data[item->section].decode &&
	    digest_branches(d, *start))
		return -1;
	if ((d->around.tail > item->value && digest_relocations(d)) ||
	    digest_front(d))
		return -1;
	if (!work->lineless)
		sort_references(work, item);
	return digest_entries(d);
}

/* s390's nop of six bytes, brcl 0,0, stands for a call of ftrace: its entries
 * of __mcount_loc are made later than the object where recordmcount does it. */
static bool has_s390_entry(const struct analyser *work, const struct item *item)
{
	static const unsigned char nop[] = { 0xc0, 4, 0, 0, 0, 0 };
	const struct relobj_section *s =
		&work->obj.sections.data[item->section];

	return work->machine == EM_S390 && item->flags & ITEM_FUNCTION &&
	       item->size >= sizeof(nop) && s->data &&
	       !memcmp(s->data + item->value, nop, sizeof(nop));
}

static int digest_item(struct digest *d)
{
	struct analyser *work = d->work;
	struct item *item = &work->analysis->items.data[d->item];
	bool has_data = work->obj.sections.data[item->section].data != NULL;
	size_t start, size;

	d->around = work_surroundings(work, d->item);
	size = has_data ? (size_t)(d->around.tail - item->value) : 0;
	d->nested.visits = 0;
	work->doubt = work->lineless = false;
	work->has_lines = work->may_have_lines = false;
	item->first_reference = (uint32_t)work->analysis->references.size;
	if (put_item(d, size, &start))
		return -1;
	item->checksum = XXH3_64bits(work->buffer.data, work->buffer.size);
	item->lineless = item->checksum;
	item->bytes = analysis_hash_masked(work->analysis, item,
					   work->buffer.data + start,
					   has_data ? (size_t)item->size : 0);
	if (work->doubt)
		item->flags |= ITEM_DOUBT;
	if (has_s390_entry(work, item))
		item->flags |= ITEM_MCOUNT;
	if (!work->has_lines && !(work->may_have_lines &&
				  work_has_line_text(work, item)))
		return 0;
	work->lineless = true;
	d->nested.visits = 0;
	if (put_item(d, size, &start))
		return -1;
	work->lineless = false;
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
	number = place.symbol ? d->work->symbols.data[place.symbol].item :
				WORK_NONE;
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

int work_digest(struct analyser *work)
{
	const struct analysis_file *file =
		&work->analysis->files.data[work->file];
	struct digest d = { .work = work };

	/* Those that stand for their places first. */
	for (int aliases = 0; aliases < 2; aliases++)
		for (uint32_t i = 0; i < file->nitems; i++) {
			const struct item *item;
			struct target place;
			bool stands;

			d.item = file->first_item + i;
			item = &work->analysis->items.data[d.item];
			place = work_locate(work, item->section,
					    (int64_t)item->value);
			stands = !(item->flags & ITEM_ALIAS) ||
				 (place.symbol &&
				  work->symbols.data[place.symbol].item ==
				  d.item);
			if (stands == (aliases != 0) ||
			    (aliases && copy_alias(&d)))
				continue;
			if (digest_item(&d))
				return -1;
		}
	return 0;
}
