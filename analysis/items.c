/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which items an object has, and by which names other builds know them. */
#include "analysis/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MAX_BYTES = 1024 };

static bool is_function(const struct relobj *obj,
			const struct relobj_symbol *symbol)
{
	int type = ELF64_ST_TYPE(symbol->info);

	return type == STT_FUNC || type == STT_GNU_IFUNC ||
	       (type == STT_NOTYPE && symbol->section &&
		obj->sections.data[symbol->section].flags & SHF_EXECINSTR);
}

/* What compilers call at the begin of each function for ftrace. */
static bool is_ftrace_call(const char *name)
{
	return (*name == '_' || *name == 'm') &&
	       (!strcmp(name, "__fentry__") || !strcmp(name, "_mcount") ||
		!strcmp(name, "mcount"));
}

/* Only damage, or an assembler's arithmetic (end = start + 4096), puts a symbol
 * where its section has ended: nothing is there, and nothing ends there. */
static bool is_beyond(const struct relobj *obj,
		      const struct relobj_symbol *symbol)
{
	return symbol->section &&
	       symbol->value > obj->sections.data[symbol->section].size;
}

/* Of what is defined elsewhere only functions count that mean something
 * here. */
static void classify_symbol(const struct relobj *obj,
			    const struct relobj_symbol *symbol,
			    struct work_symbol *to)
{
	bool function = is_function(obj, symbol);

	to->item = WORK_NONE;
	to->class = NAME_PLAIN;
	if (is_beyond(obj, symbol))
		to->class = NAME_LABEL;
	else if (symbol->section && *symbol->name)
		to->class = name_classify(symbol->name, function);
	if (function || !symbol->section) {
		to->line = work_line_function(symbol->name);
		to->entry = is_ftrace_call(symbol->name);
	}
}

static int classify_symbols(struct work *work)
{
	const struct relobj_symbol *symbol;

	work->symbols.size = 0;
	if (vec_reserve(&work->symbols, work->obj.symbols.size))
		return -1;
	vec_for_each(&work->obj.symbols, symbol) {
		struct work_symbol *to = vec_push(&work->symbols);

		if (!to)
			return -1;
		classify_symbol(&work->obj, symbol, to);
	}
	return 0;
}

/* Which of two symbols at one place stands for it: a sized one, then a global
 * one, then by name, so that all builds choose alike. */
static bool is_better(const struct relobj_symbol *a,
		      const struct relobj_symbol *b)
{
	bool a_local = ELF64_ST_BIND(a->info) == STB_LOCAL;
	bool b_local = ELF64_ST_BIND(b->info) == STB_LOCAL;

	if (!a->size != !b->size)
		return a->size != 0;
	if (a_local != b_local)
		return b_local;
	return strcmp(a->name, b->name) < 0;
}

#define WORK_NO_FRONT UINT64_MAX

/* Note the symbols of section NUMBER that stand for something. */
static int mark_section(struct work *work, uint32_t number)
{
	const struct relobj_section *s = &work->obj.sections.data[number];
	struct work_section *to = &work->sections.data[number];
	const struct relobj_symbol *symbols = work->obj.symbols.data;

	uint64_t front = WORK_NO_FRONT;

	to->first_mark = (uint32_t)work->marks.size;
	for (uint32_t i = 0; i < s->nsymbols; i++) {
		uint32_t symbol =
			work->obj.by_section.data[s->first_symbol + i];
		enum name_class class = work->symbols.data[symbol].class;
		uint64_t value = symbols[symbol].value;
		struct work_mark *mark;

		if (class == NAME_PADDING && front == WORK_NO_FRONT)
			front = value;
		if (class == NAME_LABEL || class == NAME_PADDING)
			continue;
		mark = to->nmarks ? &work->marks.data[work->marks.size - 1]
				  : NULL;
		if (mark && mark->value == value) {
			if (is_better(&symbols[symbol], &symbols[mark->symbol]))
				mark->symbol = symbol;
			continue;
		}
		mark = vec_push(&work->marks);
		if (!mark)
			return -1;
		*mark = (struct work_mark){ symbol, value, value, 0, 0 };
		if (!to->nmarks)
			mark->front = 0;
		else if (front != WORK_NO_FRONT)
			mark->front = front;
		front = WORK_NO_FRONT;
		to->nmarks++;
	}
	/* Labels alone make no item. */
	if (to->policy.role == ROLE_ORDINARY && !to->nmarks)
		to->policy.role = ROLE_ALONE;
	/* Where variables have names, what is between them is theirs. */
	if (to->policy.has_names && to->nmarks)
		to->policy.role = ROLE_ORDINARY;
	if (work_find_gaps(work, number))
		return -1;
	to->decode = to->nmarks > 1 && s->flags & SHF_EXECINSTR && s->data;
	return 0;
}

static int mark_sections(struct work *work)
{
	work->sections.size = work->marks.size = work->edges.size = 0;
	work->stables.size = 0;
	if (vec_reserve(&work->sections, work->obj.sections.size))
		return -1;
	for (uint32_t i = 0; i < work->obj.sections.size; i++) {
		struct work_section *to = vec_push(&work->sections);

		if (!to)
			return -1;
		to->policy = section_policy(&work->policies,
					    &work->obj.sections.data[i]);
		if (work_exports_others(work, i))
			to->policy.role = ROLE_ORDINARY;
		if (to->policy.role != ROLE_NONE &&
		    to->policy.role != ROLE_TEXTS && mark_section(work, i))
			return -1;
	}
	return 0;
}

static int add_string(struct work *work, const char *string, size_t length,
		      uint32_t *ret)
{
	return strtab_add_n(&work->analysis->strings, string, length, ret);
}

/* The same of a string that is likely to be the one in LAST, which may be 0:
 * the base or the source of the item before. */
static int add_again(struct work *work, const char *string, size_t length,
		     uint32_t last, uint32_t *ret)
{
	const char *have = analysis_string(work->analysis, last);

	*ret = last;
	if (strlen(have) == length && !memcmp(have, string, length))
		return 0;
	return add_string(work, string, length, ret);
}

/* The length of section NAME without the ".SYMBOL" that the compiler put behind
 * it; SYMBOL may be shorter by what was split off (.text.unlikely.foo has
 * foo.cold). */
static size_t base_length(const char *name, const char *symbol)
{
	size_t length = strlen(name), part = strlen(symbol);

	for (;;) {
		if (length > part + 1 && name[length - part - 1] == '.' &&
		    !strncmp(name + length - part, symbol, part))
			return length - part - 1;
		do {
			if (!part)
				return length;
		} while (symbol[--part] != '.');
	}
}

/* Sections whose functions are of a kind, without what follows the name. */
static const struct {
	const char *name;
	uint32_t flags;
} base_flags[] = {
	{ ".init.", ITEM_INIT },
	{ ".meminit.", ITEM_INIT },
	{ ".head.text", ITEM_INIT },
	{ ".initcall", ITEM_INIT },
	{ ".exit.", ITEM_EXIT },
	{ ".memexit.", ITEM_EXIT },
	{ ".exitcall.", ITEM_EXIT },
	{ ".noinstr.text", ITEM_NOINSTR },
	{ ".entry.text", ITEM_NOINSTR },
	{ ".cpuidle.text", ITEM_NOINSTR },
	{ ".kprobes.text", ITEM_NOKPROBE },
};

static uint32_t flags_of_section(const struct relobj_section *s)
{
	uint32_t flags = 0;

	/* .text. and .data. differ in the second letter. */
	for (size_t i = 0; i < sizeof(base_flags) / sizeof(*base_flags); i++)
		if (s->name[0] == '.' && s->name[1] == base_flags[i].name[1] &&
		    !strncmp(s->name, base_flags[i].name,
			     strlen(base_flags[i].name)))
			flags |= base_flags[i].flags;
	if (s->flags & SHF_WRITE)
		flags |= ITEM_WRITABLE;
	if (s->flags & SHF_TLS)
		flags |= ITEM_TLS;
	if (s->flags & SHF_GROUP)
		flags |= ITEM_GROUP;
	return flags;
}

/* .data.once and the like: statics of WARN_ONCE() by another name. gcc makes
 * done_.7 of it, clang f.done_; what has no dot is a variable outside of functions,
 * which the author put there, and of which there is one. */
static bool is_special_section(const char *name)
{
	return !strcmp(name, ".data.once") || !strcmp(name, ".data..once") ||
	       !strcmp(name, "__dyndbg") || !strcmp(name, "__verbose");
}

static uint32_t flags_of_symbol(const struct work *work, uint32_t number)
{
	const struct relobj_symbol *symbol = &work->obj.symbols.data[number];
	enum name_class class = work->symbols.data[number].class;
	uint32_t flags = 0;

	if (is_function(&work->obj, symbol))
		flags |= ITEM_FUNCTION;
	if (ELF64_ST_BIND(symbol->info) == STB_LOCAL)
		flags |= ITEM_LOCAL;
	if (ELF64_ST_BIND(symbol->info) == STB_WEAK)
		flags |= ITEM_WEAK;
	if (ELF64_ST_VISIBILITY(symbol->other) == STV_PROTECTED)
		flags |= ITEM_PROTECTED;
	else if (ELF64_ST_VISIBILITY(symbol->other) != STV_DEFAULT)
		flags |= ITEM_HIDDEN;
	if (class == NAME_PRIVATE)
		flags |= ITEM_PRIVATE;
	if (class == NAME_UNSTABLE)
		flags |= ITEM_UNSTABLE;
	if (class == NAME_STATIC && !(flags & ITEM_FUNCTION))
		flags |= ITEM_STATIC;
	if (class == NAME_SPECIAL ||
	    (!(flags & ITEM_FUNCTION) && flags & ITEM_LOCAL &&
	     strchr(symbol->name, '.') &&
	     is_special_section(work->obj.sections.data[symbol->section].name)))
		flags |= ITEM_SPECIAL;
	return flags;
}

/* A section of its own says how a variable is aligned. `ld -r' may have put a
 * second one of the name behind it, from another source, which is in a place
 * that needn't be aligned as well as the section is. */
static uint32_t alignment_flags(uint64_t align, uint64_t value)
{
	uint64_t place = value & -value;
	uint32_t log = 1;

	if (place && place < align)
		align = place;
	while ((align >>= 1) && log < ITEM_ALIGNMENT >> ITEM_ALIGNMENT_SHIFT)
		log++;
	return log << ITEM_ALIGNMENT_SHIFT;
}

/* The strings of the last ITEM, that of symbol NUMBER, which begins its
 * section's name with BASE bytes. */
static int name_item(struct work *work, uint32_t number, size_t base,
		     struct item *item)
{
	const struct relobj_symbol *symbol = &work->obj.symbols.data[number];
	const struct relobj_section *s =
		&work->obj.sections.data[symbol->section];
	enum name_class class = work->symbols.data[number].class;
	const struct item *last = work->analysis->items.size > 1 ? item - 1
								 : item;
	char stable[NAME_MAX_BYTES];
	uint32_t *to = vec_push(&work->stables);

	if (!to)
		return -1;
	if (add_string(work, symbol->name, strlen(symbol->name), &item->name) ||
	    add_again(work, s->name, base, last->base, &item->base) ||
	    add_again(work, symbol->source, strlen(symbol->source),
		      last->source, &item->source))
		return -1;
	item->key = item->name;
	if (class == NAME_PLAIN)
		return 0;
	name_stable(symbol->name, class, stable, sizeof(stable) - 1);
	if (add_string(work, stable, strlen(stable), &item->key))
		return -1;
	/* A static local n isn't the variable n. Of clones that are the same
	 * gcc keeps the one or the other (-fipa-icf). */
	if (class == NAME_STATIC)
		snprintf(stable + strlen(stable), 2, "@");
	if (item->flags & ITEM_LOCAL &&
	    name_is_called_clone(symbol->name, class))
		snprintf(stable, sizeof(stable), "@clone");
	return add_string(work, stable, strlen(stable), to);
}

static int add_item(struct work *work, uint32_t number)
{
	struct analysis *analysis = work->analysis;
	const struct relobj_symbol *symbol = &work->obj.symbols.data[number];
	const struct relobj_section *s =
		&work->obj.sections.data[symbol->section];
	struct item *item = vec_push(&analysis->items);
	size_t base = base_length(s->name, symbol->name);

	if (!item)
		return -1;
	item->value = symbol->value;
	item->size = work_symbol_end(work, number) - symbol->value;
	item->section = symbol->section;
	item->file = work->file;
	item->flags = flags_of_section(s) | flags_of_symbol(work, number);
	if (s->name[base])
		item->flags |= ITEM_OWN;
	/* Of functions it's the compiler's choice, and the space's filler. */
	if (s->name[base] && !(item->flags & ITEM_FUNCTION))
		item->flags |= alignment_flags(s->align, symbol->value);
	if (item->flags & ITEM_FUNCTION && work->machine->entry_shift)
		item->flags |=
			(uint32_t)(symbol->other >> work->machine->entry_shift)
			<< ITEM_ALIGNMENT_SHIFT;
	if (name_item(work, number, base, item))
		return -1;
	item->parent = (uint32_t)analysis->items.size - 1;
	work->symbols.data[number].item = item->parent;
	return 0;
}

struct item *work_section_item(struct work *work, uint32_t number)
{
	const struct relobj_section *s = &work->obj.sections.data[number];
	struct item *item = vec_push(&work->analysis->items);

	if (!item || !vec_push(&work->stables) ||
	    add_string(work, s->name, strlen(s->name), &item->name))
		return NULL;
	item->key = item->base = item->name;
	item->section = number;
	item->file = work->file;
	item->flags = ITEM_TABLE | ITEM_LOCAL;
	item->parent = (uint32_t)work->analysis->items.size - 1;
	return item;
}

/* A section without symbols that no table of ours knows. */
static int add_section(struct work *work, uint32_t number)
{
	const struct relobj_section *s = &work->obj.sections.data[number];
	struct item *item;

	if (!s->size)
		return 0;
	item = work_section_item(work, number);
	if (!item)
		return -1;
	item->size = s->size;
	item->flags |= flags_of_section(s);
	return 0;
}

static bool has_items(enum section_role role)
{
	return role == ROLE_ORDINARY || role == ROLE_PRIVATE ||
	       role == ROLE_STRINGS || role == ROLE_CONSTANTS;
}

static int add_items_of(struct work *work, uint32_t number)
{
	const struct relobj_section *s = &work->obj.sections.data[number];
	const struct work_section *ws = &work->sections.data[number];

	if (ws->policy.role == ROLE_ALONE)
		return add_section(work, number);
	if (!has_items(ws->policy.role))
		return 0;
	for (uint32_t i = 0; i < s->nsymbols; i++) {
		uint32_t symbol =
			work->obj.by_section.data[s->first_symbol + i];
		enum name_class class = work->symbols.data[symbol].class;

		if (class != NAME_LABEL && class != NAME_PADDING &&
		    add_item(work, symbol))
			return -1;
	}
	return 0;
}

int work_items(struct work *work)
{
	struct analysis_file *file = &work->analysis->files.data[work->file];

	if (classify_symbols(work) || mark_sections(work))
		return -1;
	for (uint32_t i = 0; i < work->obj.sections.size; i++)
		if (add_items_of(work, i))
			return -1;
	file->nitems = (uint32_t)work->analysis->items.size - file->first_item;
	if (work_parents(work, file->first_item))
		return -1;
	work_second_names(work, file->first_item);
	return 0;
}
