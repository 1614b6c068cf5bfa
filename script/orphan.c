/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where ld would put an orphan's output section, so that rule 4 can write it
 * there: ld/ldelf.c, ldelf_place_orphan, chooses the output section it follows,
 * ld/ldlang.c, insert_os_after, steps over assignments behind that one.
 *
 * An orphan follows the script's .text, .rodata, .tdata, .data or .bss,
 * whichever has its kind of flags. Where the script has no section of that
 * name, ld looks for the last one with equal flags; here that is the last which
 * takes a base section with the orphan's type and flags. Where there is none to
 * follow at all, the orphan is the first output section; and a script need not
 * have SECTIONS for that.
 */
#include "script/orphan.h"

#include <elf.h>
#include <string.h>

/* ld/ldelf.c, hold[]: in the order in which kinds are tried. */
static const struct kind {
	const char *name;
	uint64_t mask, flags;
	uint32_t type; /* 0: any */
} kinds[] = {
	{ ".tdata", SHF_TLS, SHF_TLS, 0 },
	{ ".bss", SHF_ALLOC, SHF_ALLOC, SHT_NOBITS },
	{ ".data", SHF_WRITE, SHF_WRITE, 0 },
	{ ".rodata", SHF_WRITE | SHF_EXECINSTR, 0, 0 },
	{ ".text", SHF_WRITE, 0, 0 },
};

const char *orphan_kind(uint32_t type, uint64_t flags)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if ((flags & kinds[i].mask) == kinds[i].flags &&
		    (!kinds[i].type || type == kinds[i].type))
			return kinds[i].name;
	return kinds[sizeof(kinds) / sizeof(*kinds) - 1].name;
}

/* ld looks at the type only where a section isn't thread-local: .tdata follows
 * the script's .tbss. */
static bool is_kindred(const struct base *a, const struct base *b)
{
	return a->flags == b->flags &&
	       (a->type == b->type || a->flags & SHF_TLS);
}

/* Does OUTPUT take a base section of BASE's kind? */
static bool takes_kindred(const struct script *script,
			  const struct rules *rules, const struct base *base,
			  const struct output_section *output)
{
	const struct base *other;

	vec_for_each(&rules->bases, other) {
		if (!is_kindred(other, base))
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
 * the last with the orphan's flags, else the last of all. NULL: none. */
static const struct script_item *find_item(const struct script *script,
					   const struct rules *rules,
					   const struct base *base)
{
	const char *name = orphan_kind(base->type, base->flags);
	const struct script_item *item, *found = NULL, *last = NULL;

	vec_for_each(&script->items, item) {
		const struct output_section *output;

		if (item->kind != SCRIPT_OUTPUT)
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
 * unless that one isn't loaded, as debug sections aren't. An orphan that
 * follows no section (AFTER is NULL) goes behind the first such assignment: it
 * says where the output begins. NULL: to the end. */
static const struct script_item *skip_assignments(
	const struct script *script, const struct script_item *after)
{
	const struct script_item *item = after ? after + 1 : script->items.data;
	const struct script_item *end = item ? script->items.data +
							script->items.size
					     : NULL;
	const struct script_item *dot = NULL;
	bool begun = after;

	for (; item < end; item++) {
		if (item->kind == SCRIPT_DOT && !dot) {
			dot = begun ? item : NULL;
			begun = true;
		}
		if (item->kind != SCRIPT_OUTPUT)
			continue;
		if (dot && !script->outputs.data[item->output].address_zero)
			return dot;
		return item;
	}
	return NULL;
}

/* The end of SCRIPT's own file. */
static struct extent script_end(const struct script *script)
{
	size_t size = script->sources.data[0].size;

	return (struct extent){ .source = 0, .start = size, .end = size };
}

/* The first statement of the output sections from BEFORE on. */
static unsigned int statement_from(const struct script *script,
				   const struct script_item *before)
{
	const struct script_item *end = before ? script->items.data +
							 script->items.size
					       : NULL;

	for (; before < end; before++)
		if (before->kind == SCRIPT_OUTPUT)
			return script->outputs.data[before->output]
				.first_statement;
	return (unsigned int)script->statements.size;
}

void orphan_find_place(const struct script *script, const struct rules *rules,
		       const struct base *base, struct orphan_place *ret)
{
	const struct script_item *after, *before;

	/* What OVERWRITE_SECTIONS has lld places as it places orphans. */
	if (script->dialect == DIALECT_LLD) {
		*ret = (struct orphan_place){
			.bare = !script->sections_start.end,
			.where = script->sections_start.end
					 ? script->sections_start
					 : script_end(script),
		};
		ret->where.end = ret->where.start;
		return;
	}
	after = find_item(script, rules, base);
	before = skip_assignments(script, after);
	*ret = (struct orphan_place){
		.bare = !script->sections_end.end,
		.next_statement = statement_from(script, before),
	};
	if (after) {
		const struct output_section *output =
			&script->outputs.data[after->output];

		ret->regions = output->regions;
		ret->next_statement = output->first_statement +
				      output->nstatements;
	}
	ret->where = before	 ? before->whole
		     : ret->bare ? script_end(script)
				 : script->sections_end;
	ret->where.end = ret->where.start;
}
