/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where ld would put an orphan's output section, so that law 4 can write it
 * there: ld/ldelf.c, ldelf_place_orphan, chooses the output section it follows,
 * ld/ldlang.c, insert_os_after, steps over assignments behind that one.
 *
 * An orphan follows the script's .text, .rodata, .tdata, .data or .bss,
 * whichever has its kind of flags. Where the script has no section of that
 * name, ld looks for the last one with equal flags; here that is the last which
 * takes a base section with the orphan's type and flags.
 */
#include "orphan.h"

#include <elf.h>
#include <string.h>

/* ld/ldelf.c, hold[]: in the order in which kinds are tried. */
static const struct kind {
	const char *name;
	uint64_t mask, flags;
	uint32_t type;		/* 0: any */
} kinds[] = {
	{ ".tdata", SHF_TLS, SHF_TLS, 0 },
	{ ".bss", SHF_ALLOC, SHF_ALLOC, SHT_NOBITS },
	{ ".data", SHF_WRITE, SHF_WRITE, 0 },
	{ ".rodata", SHF_WRITE | SHF_EXECINSTR, 0, 0 },
	{ ".text", SHF_WRITE, 0, 0 },
};

static const struct kind *kind_of(const struct base *base)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if ((base->flags & kinds[i].mask) == kinds[i].flags &&
		    (!kinds[i].type || base->type == kinds[i].type))
			return &kinds[i];
	return &kinds[sizeof(kinds) / sizeof(*kinds) - 1];
}

/* Does OUTPUT take a base section of BASE's type and flags? */
static bool takes_kindred(const struct script *script,
			  const struct rules *rules, const struct base *base,
			  const struct output_section *output)
{
	const struct base *other;

	vec_for_each(&rules->bases, other) {
		if (other->type != base->type || other->flags != base->flags)
			continue;
		for (unsigned int i = 0; i < output->nstatements; i++) {
			const struct statement *statement =
				&script->statements
					 .data[output->first_statement + i];
			const struct pattern *pattern;

			vec_for_each(&statement->patterns, pattern)
				if (glob_match(&pattern->glob, other->name,
					       other->length))
					return true;
		}
	}
	return false;
}

/* The item that the orphan follows: the first section of the kind's name, else
 * the last with the orphan's flags, else the last of all. */
static const struct item *find_item(const struct script *script,
				    const struct rules *rules,
				    const struct base *base)
{
	const char *name = kind_of(base)->name;
	const struct item *item, *found = NULL, *last = NULL;

	vec_for_each(&script->items, item) {
		const struct output_section *output;

		if (item->kind != ITEM_OUTPUT)
			continue;
		output = &script->outputs.data[item->output];
		if (!strcmp(output->name, name))
			return item;
		if (output->discard || output->address_zero)
			continue;
		if (takes_kindred(script, rules, base, output))
			found = item;
		last = item;
	}
	return found ? found : last;
}

/* ld/ldlang.c, insert_os_after: behind assignments to symbols, but before the
 * first one to the location counter, which belongs to the section after it;
 * unless that one isn't loaded, as debug sections aren't. */
static const struct item *skip_assignments(const struct script *script,
					   const struct item *item)
{
	const struct item *end = script->items.data + script->items.size;
	const struct item *dot = NULL;

	for (item++; item < end; item++) {
		if (item->kind == ITEM_DOT && !dot)
			dot = item;
		if (item->kind != ITEM_OUTPUT)
			continue;
		if (dot && !script->outputs.data[item->output].address_zero)
			return dot;
		return item;
	}
	return NULL;
}

bool orphan_find_place(const struct script *script, const struct rules *rules,
		       const struct base *base, struct orphan_place *ret)
{
	const struct item *after = find_item(script, rules, base), *before;
	const struct output_section *output;

	if (!after)
		return false;
	output = &script->outputs.data[after->output];
	before = skip_assignments(script, after);
	ret->where = before ? before->whole : script->sections_end;
	ret->where.end = ret->where.start;
	ret->regions = output->regions;
	ret->next_statement = output->first_statement + output->nstatements;
	return true;
}
