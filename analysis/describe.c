/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the target of a reference to what counts of it: a symbol by the name
 * that other builds know it by, what only the item itself uses by its
 * contents. */
#include "analysis/describe.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "analysis/stream.h"
#include "common/search.h"

int put_bytes(struct work *work, uint32_t section, uint64_t offset,
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
		struct reloc_type type = work_type(
			work, ELF64_R_TYPE(s->rels[i].r_info));

		machine_clear_field(&type, work->obj.big,
				    work->buffer.data + start + at,
				    (size_t)(end - offset - at));
	}
	return 0;
}

/* Take the number of a line out of SIZE bytes of a variable KEY, at OFFSET of
 * SECTION and START of the buffer. */
static void clear_line(struct digest *d, uint32_t section, const char *key,
		       uint64_t offset, size_t start, uint64_t size)
{
	unsigned int bits, rest;
	unsigned char *at;
	uint64_t field;

	if (!work_line_field(d->work, section, key, offset, &field, &bits) ||
	    field + (bits + 7) / 8 > size)
		return;
	d->work->has_lines = true;
	if (!d->work->lineless)
		return;
	at = d->work->buffer.data + start + field;
	rest = bits % 8;
	memset(at, 0, bits / 8);
	/* A field of bits begins at the lowest, or at the highest. */
	if (rest)
		at[bits / 8] &= (unsigned char)(d->work->obj.big
							? 0xff >> rest
							: 0xff << rest);
}

int put_contents(struct digest *d, uint32_t section, const char *key,
		 uint64_t offset, uint64_t end)
{
	const struct relobj_section *s = &d->work->obj.sections.data[section];
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
		clear_line(d, section, key, offset, start, end - offset);
	for (size_t i = relobj_first_rel(s, offset);
	     i < s->nrels && s->rels[i].r_offset < end; i++)
		if (put_described(d, section, &s->rels[i], offset))
			return -1;
	return 0;
}

/* The length of the string of units of ENTSIZE bytes at OFFSET. */
static size_t string_length(const struct relobj_section *s, uint64_t offset)
{
	uint64_t unit = s->entsize ? s->entsize : 1, at = offset;

	if (unit == 1 && offset < s->size)
		return strnlen((const char *)s->data + offset,
			       (size_t)(s->size - offset));
	while (unit <= s->size && at <= s->size - unit) {
		bool zero = true;

		for (uint64_t i = 0; i < unit; i++)
			zero &= !s->data[at + i];
		if (zero)
			break;
		at += unit;
	}
	return (size_t)(at - offset);
}

/* Where the entry of a mergeable section that OFFSET is in begins: at the
 * symbol or label that it was given by, since `"abcdef"[n - 1]' has an address
 * in front of its string, and `tab[n - 1]' one in front of a table of 16 bytes,
 * which clang puts into .rodata.cst16; else there, or where the constant around
 * it does. */
static int64_t entry_of(const struct work *work, const struct target *target,
			bool strings, int64_t offset)
{
	const struct relobj_section *s =
		&work->obj.sections.data[target->section];
	int64_t entry = offset;

	if (target->symbol)
		entry = (int64_t)work->obj.symbols.data[target->symbol].value;
	else if (target->label != WORK_NO_LABEL)
		entry = target->label;
	if (!strings && s->entsize && entry >= 0)
		entry -= entry % (int64_t)s->entsize;
	return entry;
}

static int describe_merged(struct digest *d, const struct target *target,
			   int64_t offset, struct reference *ret)
{
	const struct relobj_section *s =
		&d->work->obj.sections.data[target->section];
	bool strings = d->work->sections.data[target->section].policy.role !=
		       ROLE_CONSTANTS;
	int64_t entry = entry_of(d->work, target, strings, offset);
	size_t length, skip = 0;

	ret->kind = strings ? REFERENCE_STRING : REFERENCE_CONSTANT;
	if (entry < 0 || (uint64_t)entry >= s->size || !s->data) {
		ret->value = XXH3_64bits(s->data, s->data ? s->size : 0) +
			     (uint64_t)offset;
		return 0;
	}
	length = strings ? string_length(s, (uint64_t)entry)
		 : s->entsize < s->size - (uint64_t)entry
			 ? (size_t)s->entsize
			 : (size_t)(s->size - (uint64_t)entry);
	if (strings && s->entsize == 1 &&
	    work_line_text((const char *)s->data + entry, length) < length) {
		d->work->has_lines = true;
		if (d->work->lineless)
			length = work_line_text((const char *)s->data + entry,
						length);
	}
	ret->value = XXH3_64bits(s->data + entry, length) +
		     ((uint64_t)offset - (uint64_t)entry);
	if (offset != entry)
		ret->flags |= REFERENCE_WITHIN;
	if (!strings || s->entsize != 1)
		return 0;
	if (offset > entry && (uint64_t)(offset - entry) < length)
		skip = (size_t)(offset - entry);
	length -= skip;
	return strtab_add_n(&d->work->analysis->strings,
			    (const char *)s->data + entry + skip,
			    length < ANALYSIS_TEXT_KEPT ? length
							: ANALYSIS_TEXT_KEPT,
			    &ret->target);
}

enum { TOC_WORD = 8 };

/* Is TARGET a word of .toc that holds no address? gcc keeps floating point
 * constants there with -mcmodel=large. */
static bool is_toc_number(const struct work *work, const struct target *target)
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

/* Where the bytes from OFFSET to END of SECTION end less the zeros there, which
 * may be space up to what comes next. Whoever reads so many bytes in two builds
 * reads the same of both if all others are equal. */
static uint64_t without_zeros(const struct work *work, uint32_t section,
			      uint64_t offset, uint64_t end)
{
	const struct relobj_section *s = &work->obj.sections.data[section];
	size_t next = relobj_first_rel(s, end);
	uint64_t field = offset;

	if (!s->data || s->flags & SHF_EXECINSTR)
		return end;
	/* What a relocation sets is all zero until then. */
	if (next && s->rels[next - 1].r_offset >= offset)
		field = s->rels[next - 1].r_offset +
			work_type(work, ELF64_R_TYPE(s->rels[next - 1].r_info))
				.width;
	if (field > end)
		field = end;
	while (end > field && !s->data[end - 1])
		end--;
	return end;
}

/* Append the symbol of MARK in a section of which all may be meant, and what it
 * has if that counts with who uses it alone. */
static int put_mark(struct digest *d, uint32_t section,
		    const struct work_mark *mark, bool has_contents)
{
	struct work *work = d->work;
	uint32_t number = work->symbols.data[mark->symbol].item;
	const struct item *item;
	uint64_t contents;

	if (put_number(work, mark->value))
		return -1;
	if (number == WORK_NONE)
		return 0;
	item = &work->analysis->items.data[number];
	if (put_text(work, analysis_string(work->analysis, item->key)))
		return -1;
	if (has_contents || !(item->flags & (ITEM_PRIVATE | ITEM_SPECIAL)))
		return 0;
	return hash_private(d, section, item->key, mark->value,
			    work_symbol_end(work, mark->symbol), &contents) ||
			       put_number(work, contents)
		       ? -1
		       : 0;
}

int hash_layout(struct digest *d, uint32_t section, uint64_t *ret)
{
	struct work *work = d->work;
	const struct relobj_section *s = &work->obj.sections.data[section];
	const struct work_section *ws = &work->sections.data[section];
	size_t start = work->buffer.size;
	bool has_contents = ws->policy.role == ROLE_PRIVATE && s->data;

	if (ws->policy.role != ROLE_PRIVATE && put_text(work, s->name))
		return -1;
	for (uint32_t i = 0; i < ws->nmarks; i++)
		if (put_mark(d, section, &work->marks.data[ws->first_mark + i],
			     has_contents))
			return -1;
	*ret = take_hash(work, start);
	if (has_contents) {
		uint64_t contents;

		if (hash_private(d, section, 0, 0, s->size, &contents))
			return -1;
		*ret += contents;
	}
	return 0;
}

int describe_whole(struct digest *d, const struct target *target,
		   struct reference *ret)
{
	const struct work *work = d->work;
	uint32_t section = target->section;
	uint64_t size = work->obj.sections.data[section].size;

	ret->kind = REFERENCE_PRIVATE;
	if (work->sections.data[section].whole
		    ? hash_private(d, section, 0, 0,
				   without_zeros(work, section, 0, size),
				   &ret->value)
		    : hash_layout(d, section, &ret->value))
		return -1;
	ret->value += (uint64_t)target->offset;
	return 0;
}

/* What has no symbol: by content where it is constant. */
static int describe_anonymous(struct digest *d, const struct target *target,
			      uint64_t size, struct reference *ret)
{
	const struct relobj_section *s =
		&d->work->obj.sections.data[target->section];
	const struct work_section *ws =
		&d->work->sections.data[target->section];
	uint64_t offset = (uint64_t)target->offset, start = offset, end;
	bool outside = target->offset < 0 || offset > s->size;

	if (is_toc_number(d->work, target)) {
		ret->kind = REFERENCE_CONSTANT;
		ret->value = XXH3_64bits(s->data + target->offset, TOC_WORD);
		return 0;
	}
	if (ws->whole || (outside && ws->followed))
		return describe_whole(d, target, ret);
	ret->kind = REFERENCE_SECTION;
	ret->value = offset;
	if (strtab_add(&d->work->analysis->strings, s->name, &ret->target))
		return -1;
	if (outside || (s->flags & SHF_WRITE && !ws->nmarks &&
			ws->policy.role != ROLE_PRIVATE))
		return 0;
	ret->kind = REFERENCE_PRIVATE;
	ret->target = 0;
	/* What is in front of the first place that is used is that one's,
	 * too. */
	if (ws->owned && offset &&
	    work_edge_below(d->work, target->section, offset - 1) == 0 &&
	    !(ws->nedges && !d->work->edges.data[ws->first_edge].offset))
		start = 0;
	end = work_chunk_end(d->work, target->section, offset, size);
	if (hash_private(d, target->section, 0, start,
			 without_zeros(d->work, target->section, start, end),
			 &ret->value))
		return -1;
	ret->value += offset - start;
	return 0;
}

/* Which of the special statics that the item leads to SYMBOL is, by the order
 * in which they are met: two that become one (__already_done of DO_ONCE_LITE)
 * are another behaviour. */
static unsigned int rank_special(struct digest *d, uint32_t item,
				 uint32_t symbol)
{
	const uint32_t special = ITEM_SPECIAL | ITEM_WRITABLE;
	uint32_t flags = d->work->analysis->items.data[item].flags;

	if ((flags & special) != special)
		return 0;
	for (unsigned int i = 0; i < d->nspecials; i++)
		if (d->specials[i] == symbol)
			return i;
	if (d->nspecials == MOST_SPECIALS)
		return d->nspecials;
	d->specials[d->nspecials] = symbol;
	return d->nspecials++;
}

static int describe_private_symbol(struct digest *d,
				   const struct target *target,
				   struct reference *ret)
{
	const struct relobj_symbol *symbol =
		&d->work->obj.symbols.data[target->symbol];
	uint32_t item = d->work->symbols.data[target->symbol].item;
	uint32_t stable;
	uint64_t hash;

	ret->kind = REFERENCE_PRIVATE;
	ret->target = d->work->analysis->items.data[item].key;
	stable = d->work->stables.data[item - d->work->analysis->files
						      .data[d->work->file]
						      .first_item];
	if (hash_private(d, symbol->section, ret->target, symbol->value,
			 work_symbol_end(d->work, target->symbol), &hash))
		return -1;
	ret->value = hash + (uint64_t)target->offset +
		     ((uint64_t)rank_special(d, item, target->symbol) << 48);
	d->stable = stable;
	return 0;
}

/* The string of symbol NUMBER's name, which is looked up once. */
static int name_symbol(struct work *work, uint32_t number, uint32_t *ret)
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
	const struct item *item =
		number == WORK_NONE ? NULL
				    : &d->work->analysis->items.data[number];
	const struct item *own = &d->work->analysis->items.data[d->item];

	if (item && item->flags & (ITEM_PRIVATE | ITEM_SPECIAL) &&
	    number != d->item)
		return describe_private_symbol(d, target, ret);
	ret->value = (uint64_t)target->offset;
	if (item && item->section == own->section &&
	    item->value == own->value) {
		ret->kind = REFERENCE_SELF;
		ret->value = work_cut_offset(d->work, ret->value);
		return 0;
	}
	ret->kind = REFERENCE_SYMBOL;
	if (item) {
		d->local = true;
		ret->target = item->key;
		d->stable = d->work->stables
				    .data[number - d->work->analysis->files
							   .data[d->work->file]
							   .first_item];
		return 0;
	}
	return name_symbol(d->work, target->symbol, &ret->target);
}

/* Is TARGET behind a loose label, and nothing but zeros there? Contents don't tell
 * that from an end, or from another place. *ret is the place by the label. */
static bool is_behind_label(const struct work *work,
			    const struct target *target, uint64_t size,
			    struct target *ret)
{
	const struct work_section *ws = &work->sections.data[target->section];
	uint64_t offset = (uint64_t)target->offset;
	uint32_t rank = target->section
				? work_mark_below(work, ws, target->offset)
				: WORK_NONE;
	const struct work_mark *mark;

	if (rank == WORK_NONE)
		return false;
	mark = &work->marks.data[ws->first_mark + rank];
	if (!work_is_loose(work, mark->symbol) ||
	    offset > work->obj.sections.data[target->section].size ||
	    without_zeros(work, target->section, offset,
			  work_chunk_end(work, target->section, offset,
					 size)) != offset)
		return false;
	*ret = *target;
	ret->symbol = mark->symbol;
	ret->offset = work_shifted(target->offset, -mark->value);
	return true;
}

int describe_target(struct digest *d, const struct target *target,
		    uint64_t size, struct reference *ret)
{
	enum section_role role =
		target->section
			? d->work->sections.data[target->section].policy.role
			: ROLE_ORDINARY;
	struct target labelled;

	d->stable = 0;
	if (target->toc)
		ret->flags |= REFERENCE_TOC;
	if (role == ROLE_STRINGS || role == ROLE_CONSTANTS ||
	    role == ROLE_TEXTS)
		return describe_merged(d, target, work_offset(d->work, target),
				       ret);
	if (target->symbol)
		return describe_symbol(d, target, ret);
	return is_behind_label(d->work, target, size, &labelled)
		       ? describe_symbol(d, &labelled, ret)
		       : describe_anonymous(d, target, size, ret);
}

/* FUNCTION may be 0: none. */
static void note_line_function(struct work *work, uint8_t function)
{
	if (!function)
		return;
	if (work_line_needs_text(function))
		work->may_have_lines = true;
	else
		work->has_lines = true;
}

/* For qsort. */
static int compare_origins(const void *a, const void *b)
{
	const struct origin *x = a, *y = b;

	if (x->section != y->section)
		return x->section < y->section ? -1 : 1;
	return (x->offset > y->offset) - (x->offset < y->offset);
}

int describe_origins(struct digest *d)
{
	const struct work *work = d->work;
	struct origin *list, *kept;
	size_t count;
	const struct work_access *access = work_accesses(
		work, &work->analysis->items.data[d->item], &count);

	d->origins.size = 0;
	if (!count)
		return 0;
	if (vec_reserve(&d->origins, count))
		return -1;
	list = kept = d->origins.data;
	for (size_t i = 0; i < count; i++)
		list[i] = (struct origin){
			.section = access[i].to,
			.offset = access[i].origin,
			.by_access = work_counts(&access[i]),
		};
	qsort(list, count, sizeof(*list), compare_origins);
	for (size_t i = 1; i < count; i++)
		if (compare_origins(kept, &list[i]))
			*++kept = list[i];
		else
			kept->by_access |= list[i].by_access;
	d->origins.size = (size_t)(kept - list) + 1;
	return 0;
}

bool describe_by_access(const struct digest *d, uint32_t section,
			int64_t origin, bool otherwise)
{
	const struct origin wanted = { .section = section, .offset = origin };
	const struct origin *list = d->origins.data;
	size_t first = lower_bound(i, 0, d->origins.size,
				   compare_origins(&list[i], &wanted) < 0);

	return first < d->origins.size &&
			       !compare_origins(&list[first], &wanted)
		       ? list[first].by_access
		       : otherwise;
}

/* What is known of the address that the relocation at AT of SECTION makes, if
 * TARGET is of those that are followed. */
static enum follow follow_of(const struct digest *d, uint32_t section,
			     uint64_t at, const Elf64_Rela *rel,
			     const struct target *target)
{
	const struct work *work = d->work;
	const struct item *item = &work->analysis->items.data[d->item];
	uint32_t first = work->analysis->files.data[work->file].first_item;

	/* A word among code is data. */
	if (!target->section ||
	    !work->sections.data[target->section].followed ||
	    !work->machine->has_anchors ||
	    work_type(work, ELF64_R_TYPE(rel->r_info)).width == 8 ||
	    !work_is_code(work, section) ||
	    (!target->toc &&
	     !work_is_place(work, (uint32_t)ELF64_R_SYM(rel->r_info))))
		return FOLLOW_NOT;
	if (section != item->section || at < item->value ||
	    at >= item->value + item->size ||
	    d->item - first >= work->followed.size ||
	    work->followed.data[d->item - first] != FOLLOW_DONE)
		return work_begins_joined(work, target->section,
					  work_offset(work, target), section,
					  at)
			       ? FOLLOW_NOT
			       : FOLLOW_LOST;
	/* What has no symbol, and isn't used, doesn't count. */
	return describe_by_access(d, target->section, work_offset(work, target),
				  !target->symbol)
		       ? FOLLOW_DONE
		       : FOLLOW_NOT;
}

/* The address of a block, which is used elsewhere: there it counts. */
static int describe_base(struct digest *d, const struct target *target,
			 enum follow follow, struct reference *ret)
{
	struct target place = *target;

	ret->kind = REFERENCE_PRIVATE;
	if (follow == FOLLOW_DONE)
		return 0;
	place.offset = work_offset(d->work, target);
	return describe_whole(d, &place, ret);
}

/* Entries of a jump table are distances from its begin, and their relocations
 * count from the entry: take off how far it is in the table if that leads into
 * the function that is described, or a part of it. */
static void correct_entry(const struct digest *d, uint32_t section,
			  const Elf64_Rela *rel, struct target *target)
{
	const struct work *work = d->work;
	const struct item *items = work->analysis->items.data;
	uint64_t in_table;
	struct target place;
	uint32_t item;

	if (!target->section || !work_is_code(work, target->section))
		return;
	in_table = rel->r_offset -
		   work_edge_below(work, section, rel->r_offset);
	place = work_locate(work, target->section,
			    work_shifted(work_offset(work, target), -in_table));
	item = place.symbol ? work->symbols.data[place.symbol].item : WORK_NONE;
	if (item != WORK_NONE && items[item].parent == items[d->item].parent)
		*target = place;
}

/* Where relocation NUMBER of SECTION leads in the function that is described, as
 * far as that is within it: up to its size. UINT64_MAX if it leads elsewhere. */
static uint64_t place_inside(const struct digest *d, uint32_t section,
			     size_t number)
{
	struct work *work = d->work;
	const struct item *own = &work->analysis->items.data[d->item];
	const Elf64_Rela *rel = &work->obj.sections.data[section].rels[number];
	struct target target;
	uint64_t place;

	if (!work_is_place(work, (uint32_t)ELF64_R_SYM(rel->r_info)) ||
	    !work_resolve(work, section, rel, &target) ||
	    target.section != own->section)
		return UINT64_MAX;
	place = (uint64_t)work_offset(work, &target) - own->value;
	return place > own->size ? UINT64_MAX : place;
}

enum { MOST_ENDS = 64 };

/* Does the next entry from NUMBER on, STEP by STEP, that doesn't lead to the end of
 * the function lead into it? Then *found; true too if there is none. */
static bool is_within(const struct digest *d, uint32_t section, size_t number,
		      size_t step, bool *found)
{
	const struct item *own = &d->work->analysis->items.data[d->item];
	size_t nrels = d->work->obj.sections.data[section].nrels;

	for (unsigned int i = 0; i < MOST_ENDS; i++) {
		uint64_t place;

		number += step;
		if (number >= nrels)
			return true;
		place = place_inside(d, section, number);
		if (place == own->size)
			continue;
		*found |= place && place != UINT64_MAX;
		return place && place != UINT64_MAX;
	}
	return false;
}

/* Is SECTION .rodata.f of FUNCTION f? There compilers have its jump tables, and not
 * what C calls constant, as a table of labels and functions. */
static bool is_table_of(const char *section, const char *function)
{
	static const char prefix[] = ".rodata.";

	return !strncmp(section, prefix, sizeof(prefix) - 1) &&
	       !strcmp(section + sizeof(prefix) - 1, function);
}

/* clang's switch has the end of the function for cases that can't be, which may be
 * where another function begins. Among entries that lead into the function that
 * is its end. */
static void correct_end(const struct digest *d, uint32_t section,
			const Elf64_Rela *rel, struct target *target)
{
	struct work *work = d->work;
	const struct item *own = &work->analysis->items.data[d->item];
	const struct relobj_section *s = &work->obj.sections.data[section];
	size_t number = (size_t)(rel - s->rels);
	bool found = false;

	if (!(own->flags & ITEM_FUNCTION) || target->section != own->section ||
	    !is_table_of(s->name, analysis_string(work->analysis, own->name)) ||
	    place_inside(d, section, number) != own->size ||
	    !is_within(d, section, number, 1, &found) ||
	    !is_within(d, section, number, SIZE_MAX, &found) || !found)
		return;
	*target = work_locate(work, own->section, (int64_t)own->value);
	target->offset = (int64_t)own->size;
}

/* Note the instruction with the relocation REL of SECTION. */
static void note_insn(const struct work *work, uint32_t section,
		      const Elf64_Rela *rel, struct reference *ret)
{
	const struct relobj_section *s = &work->obj.sections.data[section];

	if (s->data)
		machine_insn_at(work->machine, ret->type, s->data,
				rel->r_offset, s->size, &ret->insn);
}

int describe(struct digest *d, uint32_t section, const Elf64_Rela *rel,
	     struct reference *ret)
{
	struct work *work = d->work;
	bool doubt = work->doubt;
	struct reloc_type type = work_type(work, ELF64_R_TYPE(rel->r_info));
	const struct work_meant *noted = NULL;
	struct target target;
	enum follow follow;

	/* recordmcount makes the call a nop, and its relocation
	 * R_X86_64_NONE. */
	if (work->symbols.data[ELF64_R_SYM(rel->r_info)].entry)
		work->analysis->items.data[d->item].flags |= ITEM_MCOUNT;
	d->stable = 0;
	d->local = work->doubt = false;
	if (!work_resolve(work, section, rel, &target)) {
		work->doubt = doubt;
		return 0;
	}
	ret->type = (uint16_t)type.plain;
	ret->width = type.width;
	if (work->machine->branch_type && work_is_branch(work, section, rel))
		ret->type = (uint16_t)work->machine->branch_type;
	if (type.reg)
		note_insn(work, section, rel, ret);
	if (work->sections.data[section].policy.role == ROLE_PRIVATE) {
		if (type.distance)
			correct_entry(d, section, rel, &target);
		else
			correct_end(d, section, rel, &target);
	}
	follow = follow_of(d, section, rel->r_offset, rel, &target);
	if (work->meant.size)
		noted = work_noted(work, section, rel->r_offset);
	if (follow != FOLLOW_NOT ? describe_base(d, &target, follow, ret)
	    : noted && noted->any
		    ? describe_whole(d, &target, ret)
		    : describe_target(d, &target, noted ? noted->size : 0, ret))
		return -1;
	if (work->doubt)
		ret->flags |= REFERENCE_DOUBT;
	if (work_is_place(work, (uint32_t)ELF64_R_SYM(rel->r_info)))
		ret->flags |= REFERENCE_PLACE;
	work->doubt |= doubt;
	if (target.symbol)
		note_line_function(work,
				   work->symbols.data[target.symbol].line);
	return 1;
}

/* Tables often have the same ones near each other. */
enum { MOST_COMPARED = 32 };

/* Note an item that private data, or an entry, leads to. */
static int note_lead(struct digest *d, const struct reference *reference)
{
	uint32_t *lead;

	if (reference->kind != REFERENCE_SYMBOL || !d->local ||
	    d->work->lineless)
		return 0;
	for (size_t i = 0; i < MOST_COMPARED && i < d->leads.size; i++)
		if (d->leads.data[d->leads.size - 1 - i] == reference->target)
			return 0;
	lead = vec_push(&d->leads);
	if (!lead)
		return -1;
	*lead = reference->target;
	return 0;
}

int put_described(struct digest *d, uint32_t section, const Elf64_Rela *rel,
		  uint64_t start)
{
	struct work *work = d->work;
	struct reference reference = {};
	int status = describe(d, section, rel, &reference);
	uint64_t type = 0;

	if (status <= 0)
		return status;
	/* `a - b' isn't `b - a'. */
	if (work_type(work, ELF64_R_TYPE(rel->r_info)).sign)
		type = reference.type;
	if (note_lead(d, &reference))
		return -1;
	return put_lead(
		work, rel->r_offset - start, type << 8 | reference.kind,
		analysis_string(work->analysis,
				reference.kind == REFERENCE_PRIVATE && d->stable
					? d->stable
					: reference.target),
		reference.value);
}
