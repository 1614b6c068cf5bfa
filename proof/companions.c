/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding the companions among a file's sections.
 *
 * What belongs to a function has the end of that section's name, but gcc and
 * clang disagree on which end:
 *
 *	gcc	.text.unlikely.f	.rodata.f
 *	clang	.text.unlikely.f	.rodata.unlikely.f
 *
 * So a function is known by two, `f' and `unlikely.f'. But .rodata.f is rather
 * that of .text.f where there is one, and .text.unlikely.f has only a part
 * split off f. Few files have companions: their functions are looked for when a
 * section could be one.
 */
#include "proof/companions.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "common/label.h"
#include "common/search.h"

void companions_deinit(struct companions *companions)
{
	vec_deinit(&companions->owners);
	vec_deinit(&companions->symbols);
}

void companions_forget(struct companions *companions)
{
	companions->known = false;
}

static int add_owner(struct companions *companions, const char *tail,
		     bool whole, uint32_t section)
{
	struct owner *owner = vec_push(&companions->owners);

	if (!owner)
		return -1;
	*owner = (struct owner){ tail, whole, section };
	return 0;
}

/* The shortest base of which NAME could be a symbol section, or
 * RULES_NO_BASE. */
static uint32_t shortest_base(const struct rules *rules, const char *name)
{
	uint32_t base = RULES_NO_BASE;
	uint32_t next = rules_base_below(rules, name, strlen(name));

	while (next != RULES_NO_BASE) {
		base = next;
		next = rules_base_below(rules, name,
					rules->bases.data[base].length);
	}
	return base;
}

/* Add the proven function whose section is SECTION, of base BASE. */
static int add_proven(struct companions *companions, const struct rules *rules,
		      const struct object_section *section, uint32_t base)
{
	uint32_t shortest = shortest_base(rules, section->name);
	const char *tail = section->name + rules->bases.data[shortest].length +
			   1;

	if (add_owner(companions, tail, true, section->number))
		return -1;
	if (shortest == base)
		return 0;
	tail = section->name + rules->bases.data[base].length + 1;
	return add_owner(companions, tail, false, section->number);
}

/* gcc goes by the name of the section, also where someone chose that: U-Boot
 * has functions in .text.efi_runtime. */
static int add_named(struct companions *companions, const struct rules *rules,
		     const struct object_section *section)
{
	uint32_t base = shortest_base(rules, section->name);

	if (base == RULES_NO_BASE)
		return 0;
	return add_owner(companions,
			 section->name + rules->bases.data[base].length + 1,
			 true, section->number);
}

/* clang goes by the name of the function, wherever that is. */
static int add_functions(struct companions *companions,
			 const struct rules *rules,
			 const struct law_section *view, uint32_t number)
{
	for (size_t i = 0; i < view->nsymbols; i++) {
		const struct law_symbol *symbol = &view->symbols[i];

		if (symbol->type == STT_FUNC &&
		    add_owner(companions,
			      rules_strip_prefix(rules, symbol->name), false,
			      number))
			return -1;
	}
	return 0;
}

/* Add the functions of SECTION, which VIEW shows. */
static int add_section(struct companions *companions, const struct law *law,
		       const struct rules *rules, const struct object *object,
		       const struct object_section *section,
		       const struct law_section *view)
{
	uint32_t base = law_proven_base(law, view);

	if (base != RULES_NO_BASE)
		return add_proven(companions, rules, section, base);
	if (section->flags & SHF_GROUP)
		return 0;
	if (object_is_llvms(object))
		return add_functions(companions, rules, view, section->number);
	return object_is_gccs(object) ? add_named(companions, rules, section)
				      : 0;
}

static int compare_owners(const void *a, const void *b)
{
	const struct owner *x = a, *y = b;
	int order = strcmp(x->tail, y->tail);

	if (order)
		return order;
	if (x->whole != y->whole)
		return x->whole ? -1 : 1;
	return x->section < y->section ? -1 : x->section > y->section;
}

static int find_owners(struct companions *companions, const struct law *law,
		       const struct rules *rules, const struct object *object)
{
	const struct object_section *section;

	companions->owners.size = 0;
	vec_for_each(&object->sections, section) {
		struct law_section view = {};

		if (!(section->flags & SHF_EXECINSTR) || !section->nsymbols)
			continue;
		if (view_section(object, section, &companions->symbols, &view))
			return -1;
		if (add_section(companions, law, rules, object, section, &view))
			return -1;
	}
	if (companions->owners.size)
		qsort(companions->owners.data, companions->owners.size,
		      sizeof(*companions->owners.data), compare_owners);
	companions->known = true;
	return 0;
}

/* The function known by TAIL (LENGTH bytes), or NULL. */
static const struct owner *find_owner(const struct companions *companions,
				      const char *tail, size_t length)
{
	const struct owner *owners = companions->owners.data;
	size_t count = companions->owners.size;
	size_t first = lower_bound(i, 0, count,
				   strncmp(owners[i].tail, tail, length) < 0);

	if (first == count || strncmp(owners[first].tail, tail, length) ||
	    owners[first].tail[length])
		return NULL;
	return &owners[first];
}

/* Could SECTION belong to a function? It may have no name of its own. */
static bool may_be_companion(const struct law_section *view)
{
	if (!(view->input.flags & SHF_ALLOC) ||
	    view->input.flags & (SHF_EXECINSTR | SHF_GROUP))
		return false;
	for (size_t i = 0; i < view->nsymbols; i++)
		if (!is_assembler_label(view->symbols[i].name))
			return false;
	return true;
}

/* The length of what stands for the function in NAME, behind BASE, or 0. */
static size_t tail_length(const char *name, const struct base *base)
{
	const char *tail = name + base->length + 1;
	const char *suffix = law_merge_suffix(name);

	if (!suffix)
		return strlen(tail);
	return suffix > tail ? (size_t)(suffix - tail) : 0;
}

static const struct owner *owner_of(const struct companions *companions,
				    const struct rules *rules,
				    const struct law_section *view,
				    uint32_t base)
{
	const char *name = view->input.name;
	const struct base *b = &rules->bases.data[base];
	size_t length = tail_length(name, b);

	return b->companion && length
		       ? find_owner(companions, name + b->length + 1, length)
		       : NULL;
}

/* Is any base of section NAME one that has companions? */
static bool has_companions(const struct rules *rules, const char *name,
			   size_t length)
{
	uint32_t base;

	for (base = rules_base_below(rules, name, length);
	     base != RULES_NO_BASE;
	     base = rules_base_below(rules, name,
				     rules->bases.data[base].length))
		if (rules->bases.data[base].companion &&
		    tail_length(name, &rules->bases.data[base]))
			return true;
	return false;
}

int companions_look(struct companions *companions, const struct law *law,
		    const struct rules *rules, const struct object *object,
		    struct law_section *view, uint32_t *owner)
{
	const char *name = view->input.name;
	const struct owner *found = NULL;
	uint32_t base;

	if (!may_be_companion(view) ||
	    !has_companions(rules, name, view->input.length))
		return 0;
	if (!companions->known && find_owners(companions, law, rules, object))
		return -1;
	for (base = rules_base_below(rules, name, view->input.length);
	     base != RULES_NO_BASE && !found;
	     base = rules_base_below(rules, name,
				     rules->bases.data[base].length)) {
		found = owner_of(companions, rules, view, base);
		view->base = base;
	}
	view->companion = found;
	if (found)
		*owner = found->section;
	return 0;
}
