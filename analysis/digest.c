/* SPDX-License-Identifier: GPL-3.0-or-later */
/* References and checksums. What is hashed is written into one buffer first,
 * numbers in little-endian order whatever the machine, so that every host makes
 * the same of it. ldfold-sidecar(5), CHECKSUMS, is this file in prose; what
 * changes a checksum changes ANALYSIS_RECIPE. */
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "report.h"
#include "work.h"

enum {
	MOST_NESTED = 16,	/* private data that refers to private data */
	TEXT_KEPT = 60,		/* bytes of a string, for messages */
};

/* Private data that is being described, from the outside in. */
struct nested {
	uint32_t section[MOST_NESTED];
	uint64_t offset[MOST_NESTED];
	unsigned int depth;
	bool self;		/* it refers to the item */
};

struct digest {
	struct analyser *work;
	uint32_t item;		/* the one at work */
	uint32_t place;		/* symbol that stands for its place */
	struct nested nested;
};

static inline int put(struct analyser *work, const void *data, size_t size)
{
	if (vec_reserve(&work->buffer, work->buffer.size + size))
		return -1;
	if (size)
		memcpy(work->buffer.data + work->buffer.size, data, size);
	work->buffer.size += size;
	return 0;
}

static inline int put_number(struct analyser *work, uint64_t number)
{
	number = htole64(number);
	return put(work, &number, sizeof(number));
}

static int put_text(struct analyser *work, const char *text)
{
	return put(work, text, strlen(text) + 1);
}

/* The hash of what was put since START, which is taken away again. */
static uint64_t take_hash(struct analyser *work, size_t start)
{
	uint64_t hash = XXH3_64bits(work->buffer.data + start,
				    work->buffer.size - start);

	work->buffer.size = start;
	return hash;
}

static int describe(struct digest *d, uint32_t section, const Elf64_Rela *rel,
		    struct reference *ret);

/* Take the number of a line out of SIZE bytes of a variable KEY at START of the
 * buffer. */
static void clear_line(struct digest *d, uint32_t section, const char *key,
		       size_t start, uint64_t size)
{
	uint64_t field, width;

	if (!work_line_field(d->work->obj.sections.data[section].name, key,
			     &field, &width) || field + width > size)
		return;
	d->work->has_lines = true;
	if (d->work->lineless)
		memset(d->work->buffer.data + start + field, 0, (size_t)width);
}

/* Contents from OFFSET to END of SECTION, a variable KEY, with what they refer
 * to. */
static int put_contents(struct digest *d, uint32_t section, const char *key,
			uint64_t offset, uint64_t end)
{
	const struct relobj_section *s =
		&d->work->obj.sections.data[section];
	size_t start;

	if (end > s->size)
		end = s->size;
	if (offset > end)
		offset = end;
	if (put_number(d->work, end - offset))
		return -1;
	start = d->work->buffer.size;
	if (s->data) {
		if (put(d->work, s->data + offset, (size_t)(end - offset)))
			return -1;
		clear_line(d, section, key, start, end - offset);
	}
	for (size_t i = relobj_first_rel(s, offset);
	     i < s->nrels && s->rels[i].r_offset < end; i++) {
		struct reference reference = {};
		int status = describe(d, section, &s->rels[i], &reference);

		if (status < 0)
			return -1;
		if (status && (put_number(d->work,
					  s->rels[i].r_offset - offset) ||
			       put_number(d->work, reference.kind) ||
			       put_text(d->work, analysis_string(
					d->work->analysis,
					reference.target)) ||
			       put_number(d->work, reference.value)))
			return -1;
	}
	return 0;
}

/* The hash of private data. */
static int hash_private(struct digest *d, uint32_t section, uint32_t key,
			uint64_t offset, uint64_t end, uint64_t *ret)
{
	struct nested *n = &d->nested;
	size_t start = d->work->buffer.size;

	*ret = 0;
	for (unsigned int i = 0; i < n->depth; i++)
		if (n->section[i] == section && n->offset[i] == offset)
			return 0;	/* a list that comes back to itself */
	if (n->depth == MOST_NESTED) {
		d->work->doubt = true;
		return 0;
	}
	n->section[n->depth] = section;
	n->offset[n->depth++] = offset;
	if (put_contents(d, section, analysis_string(d->work->analysis, key),
			 offset, end))
		return -1;
	n->depth--;
	*ret = take_hash(d->work, start);
	return 0;
}

/* The length of the string of units of ENTSIZE bytes at OFFSET. */
static size_t string_length(const struct relobj_section *s, uint64_t offset)
{
	uint64_t unit = s->entsize ? s->entsize : 1, at = offset;

	while (at + unit <= s->size) {
		bool zero = true;

		for (uint64_t i = 0; i < unit; i++)
			zero &= !s->data[at + i];
		if (zero)
			break;
		at += unit;
	}
	return (size_t)(at - offset);
}

static int describe_merged(struct digest *d, const struct target *target,
			   uint64_t offset, struct reference *ret)
{
	const struct relobj_section *s =
		&d->work->obj.sections.data[target->section];
	bool strings = d->work->sections.data[target->section].policy.role ==
		       ROLE_STRINGS;
	size_t length;

	ret->kind = strings ? REFERENCE_STRING : REFERENCE_CONSTANT;
	if (offset >= s->size || !s->data) {
		ret->flags |= REFERENCE_DOUBT;
		d->work->doubt = true;
		ret->value = offset;
		return 0;
	}
	length = strings ? string_length(s, offset) :
		 s->entsize < s->size - offset ? (size_t)s->entsize :
						 (size_t)(s->size - offset);
	ret->value = XXH3_64bits(s->data + offset, length);
	if (!strings || s->entsize != 1)
		return 0;
	return strtab_add_n(&d->work->analysis->strings,
			    (const char *)s->data + offset,
			    length < TEXT_KEPT ? length : TEXT_KEPT,
			    &ret->target);
}

/* What has no symbol: by content where it is constant. */
static int describe_anonymous(struct digest *d, const struct target *target,
			      struct reference *ret)
{
	const struct relobj_section *s =
		&d->work->obj.sections.data[target->section];

	ret->kind = REFERENCE_SECTION;
	ret->value = (uint64_t)target->offset;
	if (strtab_add(&d->work->analysis->strings, s->name, &ret->target))
		return -1;
	if (target->offset < 0 || (uint64_t)target->offset > s->size ||
	    (s->flags & SHF_WRITE &&
	     d->work->sections.data[target->section].policy.role !=
	     ROLE_PRIVATE))
		return 0;
	ret->kind = REFERENCE_PRIVATE;
	ret->target = 0;
	return hash_private(d, target->section, 0, (uint64_t)target->offset,
			    work_chunk_end(d->work, target->section,
					   (uint64_t)target->offset),
			    &ret->value);
}

static int describe_private_symbol(struct digest *d,
				   const struct target *target,
				   struct reference *ret)
{
	const struct relobj_symbol *symbol =
		&d->work->obj.symbols.data[target->symbol];
	uint32_t item = d->work->symbols.data[target->symbol].item;
	uint64_t hash;

	ret->kind = REFERENCE_PRIVATE;
	ret->target = d->work->analysis->items.data[item].key;
	if (hash_private(d, symbol->section, ret->target, symbol->value,
			 work_symbol_end(d->work, target->symbol), &hash))
		return -1;
	ret->value = hash + (uint64_t)target->offset;
	return 0;
}

/* The string of symbol NUMBER's name, which is looked up once. */
static int name_symbol(struct analyser *work, uint32_t number, uint32_t *ret)
{
	uint32_t *name = &work->symbols.data[number].name;

	if (!*name && strtab_add(&work->analysis->strings,
				 work->obj.symbols.data[number].name, name))
		return -1;
	*ret = *name;
	return 0;
}

static int describe_symbol(struct digest *d, const struct target *target,
			   struct reference *ret)
{
	uint32_t number = d->work->symbols.data[target->symbol].item;
	const struct item *item = number == WORK_NONE ? NULL :
		&d->work->analysis->items.data[number];
	const struct item *own = &d->work->analysis->items.data[d->item];

	if (item && item->flags & (ITEM_PRIVATE | ITEM_SPECIAL) &&
	    number != d->item)
		return describe_private_symbol(d, target, ret);
	ret->value = (uint64_t)target->offset;
	if (item && item->section == own->section &&
	    item->value == own->value) {
		ret->kind = REFERENCE_SELF;
		d->nested.self = true;
		return 0;
	}
	ret->kind = REFERENCE_SYMBOL;
	if (item) {
		ret->target = item->key;
		return 0;
	}
	return name_symbol(d->work, target->symbol, &ret->target);
}

static int describe_target(struct digest *d, const struct target *target,
			   struct reference *ret)
{
	enum section_role role = target->section ?
		d->work->sections.data[target->section].policy.role :
		ROLE_ORDINARY;

	if (target->toc)
		ret->flags |= REFERENCE_TOC;
	if (role == ROLE_STRINGS || role == ROLE_CONSTANTS) {
		uint64_t offset = (uint64_t)target->offset;

		if (target->symbol)
			offset += d->work->obj.symbols.data[target->symbol]
					  .value;
		return describe_merged(d, target, offset, ret);
	}
	return target->symbol ? describe_symbol(d, target, ret) :
				describe_anonymous(d, target, ret);
}

/* What REL of SECTION refers to: 1 and *ret, all but the offset, 0 if nothing,
 * or -1 (reported). */
static int describe(struct digest *d, uint32_t section, const Elf64_Rela *rel,
		    struct reference *ret)
{
	struct analyser *work = d->work;
	bool doubt = work->doubt;
	struct target target;

	work->doubt = false;
	if (!work_resolve(work, section, rel, &target)) {
		work->doubt = doubt;
		return 0;
	}
	ret->type = (uint16_t)ELF64_R_TYPE(rel->r_info);
	ret->width = work_type(work, ret->type).width;
	if (describe_target(d, &target, ret))
		return -1;
	if (work->doubt)
		ret->flags |= REFERENCE_DOUBT;
	work->doubt |= doubt;
	if (target.symbol && work->symbols.data[target.symbol].line)
		work->has_lines = true;
	if (target.symbol && work->symbols.data[target.symbol].entry)
		work->analysis->items.data[d->item].flags |= ITEM_MCOUNT;
	return 1;
}

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
	uint64_t end = item->value + item->size, at = item->value;
	uint64_t value = item->value, size = item->size;
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
	const struct relobj_section *s =
		&work->obj.sections.data[item->section];
	uint64_t value = item->value, end = item->value + item->size;

	for (size_t i = relobj_first_rel(s, value);
	     i < s->nrels && s->rels[i].r_offset < end; i++) {
		struct reference reference = {};
		int status = describe(d, (uint32_t)(s - work->obj.sections.data),
				      &s->rels[i], &reference);

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
	struct reference *first = work->analysis->references.data +
				  item->first_reference;

	for (uint32_t i = 1; i < item->nreferences; i++)
		if (first[i].offset < first[i - 1].offset) {
			qsort(first, item->nreferences, sizeof(*first),
			      compare_offsets);
			return;
		}
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
	if (s->data && put(work, s->data + entry->offset, (size_t)entry->size))
		return -1;
	first = relobj_first_rel(s, entry->offset);
	while (first + count < s->nrels &&
	       s->rels[first + count].r_offset < entry->offset + entry->size)
		count++;
	if (policy->has_line && s->data && count > 1)
		clear_bug_line(d, entry, first + count - 1, start);
	for (size_t i = 0; i < count; i++) {
		const Elf64_Rela *rel = &s->rels[first + i];
		struct reference part = {};
		struct target target;
		int status;

		/* A replacement of no bytes begins where the next one does. */
		if (i && policy->has_length && s->data &&
		    !s->data[entry->offset + entry->size - 1])
			continue;
		/* The second of a pair of places is where it ends. */
		if (i % 2 && policy->relocs == 4 &&
		    work_resolve(work, entry->section, rel, &target) &&
		    !target.symbol)
			continue;
		status = describe(d, entry->section, rel, &part);
		if (status < 0)
			return -1;
		if (status && (put_number(work, rel->r_offset -
						entry->offset) ||
			       put_number(work, part.kind) ||
			       put_text(work, analysis_string(work->analysis,
							      part.target)) ||
			       put_number(work, part.value)))
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

/* The bytes of ITEM with all that the linker sets as 0. */
static uint64_t hash_bytes(struct analyser *work, const struct item *item,
			   size_t start, size_t size)
{
	const struct reference *references =
		work->analysis->references.data + item->first_reference;

	if (!size)
		return 0;
	for (uint32_t i = 0; i < item->nreferences; i++) {
		const struct reference *r = &references[i];

		if (r->kind == REFERENCE_ENTRY || r->offset > size)
			continue;
		memset(work->buffer.data + start + r->offset, 0,
		       r->width < size - r->offset ? r->width :
						     size - r->offset);
	}
	return XXH3_64bits(work->buffer.data + start, size);
}

static uint32_t kind_of(const struct item *item)
{
	return item->flags & (ITEM_FUNCTION | ITEM_TLS | ITEM_TABLE);
}

/* Put all that makes a difference about the item into the buffer; *start is
 * where its SIZE bytes are. */
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
	if (size && put(work, s->data + item->value, size))
		return -1;
	if (work->lineless && size && s->flags & SHF_EXECINSTR)
		work_clear_lines(work, item, work->buffer.data + *start);
	if (size && work->sections.data[item->section].decode &&
	    digest_branches(d, *start))
		return -1;
	if (item->size && digest_relocations(d))
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
	size_t start, size = work->obj.sections.data[item->section].data ?
			     (size_t)item->size : 0;

	work->doubt = work->has_lines = work->lineless = false;
	item->first_reference = (uint32_t)work->analysis->references.size;
	if (put_item(d, size, &start))
		return -1;
	item->checksum = XXH3_64bits(work->buffer.data, work->buffer.size);
	item->lineless = item->checksum;
	item->bytes = hash_bytes(work, item, start, size);
	if (work->doubt)
		item->flags |= ITEM_DOUBT;
	if (has_s390_entry(work, item))
		item->flags |= ITEM_MCOUNT;
	if (!work->has_lines)
		return 0;
	work->lineless = true;
	if (put_item(d, size, &start))
		return -1;
	work->lineless = false;
	item->lineless = XXH3_64bits(work->buffer.data, work->buffer.size);
	return 0;
}

int analyser_contents(struct analyser *work, const struct item *item,
		      const struct reference *reference,
		      struct contents *ret)
{
	uint32_t section = item->section;
	uint64_t start = item->value, end = item->value + item->size;
	const struct relobj_section *s;

	if (!work->obj.elf)
		return 0;
	if (reference) {
		struct target target;
		size_t i;

		s = &work->obj.sections.data[section];
		i = relobj_first_rel(s, start + reference->offset);
		if (i == s->nrels ||
		    !work_resolve(work, section, &s->rels[i], &target) ||
		    !target.section || target.offset < 0)
			return 0;
		section = target.section;
		start = (uint64_t)target.offset;
		end = work_chunk_end(work, section, start);
		if (target.symbol) {
			start = work->obj.symbols.data[target.symbol].value;
			end = work_symbol_end(work, target.symbol);
		}
	}
	s = &work->obj.sections.data[section];
	if (!s->data || start > end || end > s->size)
		return 0;
	ret->addresses = relobj_first_rel(s, start) !=
			 relobj_first_rel(s, end);
	ret->data = s->data + start;
	ret->size = (size_t)(end - start);
	ret->big = work->obj.big;
	return 1;
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
