/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the target of a reference to what counts of it: a symbol by the name that
 * other builds know it by, what only the item itself uses by its contents. */
#include "describe.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "stream.h"

enum { TEXT_KEPT = 60 };	/* bytes of a string, for messages */

uint64_t take_hash(struct analyser *work, size_t start)
{
	uint64_t hash = XXH3_64bits(work->buffer.data + start,
				    work->buffer.size - start);

	work->buffer.size = start;
	return hash;
}

int put_bytes(struct analyser *work, uint32_t section, uint64_t offset,
	      uint64_t end)
{
	const struct relobj_section *s = &work->obj.sections.data[section];
	size_t start = work->buffer.size;

	if (!s->data)
		return 0;
	if (put(work, s->data + offset, (size_t)(end - offset)))
		return -1;
	if (!work->fills_fields)
		return 0;
	for (size_t i = relobj_first_rel(s, offset);
	     i < s->nrels && s->rels[i].r_offset < end; i++) {
		uint64_t at = s->rels[i].r_offset - offset;

		machine_clear_field(work->machine, work->obj.big,
				    ELF64_R_TYPE(s->rels[i].r_info),
				    work->buffer.data + start + at,
				    (size_t)(end - offset - at));
	}
	return 0;
}

/* Take the number of a line out of SIZE bytes of a variable KEY at START of the
 * buffer. */
static void clear_line(struct digest *d, uint32_t section, const char *key,
		       size_t start, uint64_t size)
{
	unsigned int bits, rest;
	unsigned char *at;
	uint64_t field;

	if (!work_line_field(d->work->obj.sections.data[section].name, key,
			     &field, &bits) || field + (bits + 7) / 8 > size)
		return;
	d->work->has_lines = true;
	if (!d->work->lineless)
		return;
	at = d->work->buffer.data + start + field;
	rest = bits % 8;
	memset(at, 0, bits / 8);
	/* A field of bits begins at the lowest, or at the highest. */
	if (rest)
		at[bits / 8] &= (unsigned char)(d->work->obj.big ?
						0xff >> rest : 0xff << rest);
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
	if (put_bytes(d->work, section, offset, end))
		return -1;
	if (s->data)
		clear_line(d, section, key, start, end - offset);
	for (size_t i = relobj_first_rel(s, offset);
	     i < s->nrels && s->rels[i].r_offset < end; i++)
		if (put_described(d, section, &s->rels[i], offset))
			return -1;
	return 0;
}

/* The hash of the bytes of private data alone. */
static void hash_bytes(const struct digest *d, uint32_t section,
		       uint64_t offset, uint64_t end, uint64_t *ret)
{
	const struct relobj_section *s =
		&d->work->obj.sections.data[section];

	if (end > s->size)
		end = s->size;
	if (s->data && offset < end)
		*ret = XXH3_64bits(s->data + offset, (size_t)(end - offset));
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
	if (n->depth == MOST_NESTED || n->visits == MOST_VISITS) {
		d->work->doubt = true;
		hash_bytes(d, section, offset, end, ret);
		return 0;
	}
	n->visits++;
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

enum { TOC_WORD = 8 };

/* Is TARGET a word of .toc that holds no address? gcc keeps floating point
 * constants there with -mcmodel=large. */
static bool is_toc_number(const struct analyser *work,
			  const struct target *target)
{
	const struct relobj_section *s =
		&work->obj.sections.data[target->section];
	uint64_t offset = (uint64_t)target->offset;
	size_t i;

	if (work->sections.data[target->section].policy.role != ROLE_TOC ||
	    !s->data || s->size < TOC_WORD || offset > s->size - TOC_WORD)
		return false;
	i = relobj_first_rel(s, offset);
	return i == s->nrels || s->rels[i].r_offset >= offset + TOC_WORD;
}

/* What has no symbol: by content where it is constant. */
static int describe_anonymous(struct digest *d, const struct target *target,
			      struct reference *ret)
{
	const struct relobj_section *s =
		&d->work->obj.sections.data[target->section];

	if (is_toc_number(d->work, target)) {
		ret->kind = REFERENCE_CONSTANT;
		ret->value = XXH3_64bits(s->data + target->offset, TOC_WORD);
		return 0;
	}
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
		return 0;
	}
	ret->kind = REFERENCE_SYMBOL;
	if (item) {
		ret->target = item->key;
		return 0;
	}
	return name_symbol(d->work, target->symbol, &ret->target);
}

int describe_target(struct digest *d, const struct target *target,
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

/* FUNCTION may be 0: none. */
static void note_line_function(struct analyser *work, uint8_t function)
{
	if (!function)
		return;
	if (work_line_needs_text(function))
		work->may_have_lines = true;
	else
		work->has_lines = true;
}

int describe(struct digest *d, uint32_t section, const Elf64_Rela *rel,
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
	if (target.symbol)
		note_line_function(work,
				   work->symbols.data[target.symbol].line);
	if (target.symbol && work->symbols.data[target.symbol].entry)
		work->analysis->items.data[d->item].flags |= ITEM_MCOUNT;
	return 1;
}

int put_described(struct digest *d, uint32_t section, const Elf64_Rela *rel,
		  uint64_t start)
{
	struct analyser *work = d->work;
	struct reference reference = {};
	int status = describe(d, section, rel, &reference);

	if (status <= 0)
		return status;
	return put_number(work, rel->r_offset - start) ||
	       put_number(work, reference.kind) ||
	       put_text(work, analysis_string(work->analysis,
					      reference.target)) ||
	       put_number(work, reference.value) ? -1 : 0;
}
