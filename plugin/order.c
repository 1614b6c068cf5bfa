/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Law 4 adds an output section for a base that is an orphan of the plain link,
 * where ld would put that orphan. ld puts orphans of one kind in the order in
 * which it meets them, right behind the script's section for the kind, .data for
 * writable data and so on. An added section comes behind all orphans of its
 * kind, since they still are placed behind .data:
 *
 *	plain link	.data .data.rel .foo
 *	folded link	.data .foo .data.rel
 *
 * And where the script has no section for the kind, ld goes by the flags that
 * output sections have by then, which the script alone doesn't tell. It may
 * come upon the section of another kind, for orphans too: a section that first
 * takes .init.bss.do_it isn't what it is after .data.rel.
 *
 * All symbols are in the section where they belong then, but that stands
 * elsewhere. Nothing is known that depends on it, hence a warning.
 */
#include "order.h"

#include <elf.h>
#include <stdio.h>
#include <string.h>

#include "model.h"
#include "orphan.h"

static const struct base *base_at(const struct prover *prover, size_t i)
{
	return &prover->rules->bases.data[prover->added_order.data[i]];
}

/* What BASE's section follows. For some machines, ppc64 is one, ld knows small
 * data by its name. */
static const char *base_kind(const struct base *base)
{
	if (!strncmp(base->name, ".sdata", 6))
		return ".sdata";
	return orphan_kind(base->type, base->flags);
}

/* Would ld make an output section for the orphan SECTION, the first of its
 * name? The assembler's empty .bss leaves none. */
static bool makes_output(const struct prover *prover,
			 const struct object_section *section)
{
	uint32_t number;

	return section->flags & SHF_ALLOC && section->size &&
	       section->type != SHT_NOTE &&
	       section->type != SHT_REL && section->type != SHT_RELA &&
	       !script_has_output(prover->original, section->name) &&
	       !strtab_find_n(&prover->orphans, section->name,
			      strlen(section->name), &number);
}

int order_note(struct prover *prover, const struct object_section *section,
	       const struct law_verdict *verdict)
{
	const char *kind;

	if (verdict->want != LAW_WANT_ORPHAN || prover->overtaken ||
	    !makes_output(prover, section))
		return 0;
	kind = orphan_kind(section->type, section->flags);
	if (!prover->stray && !script_has_output(prover->original, kind)) {
		prover->stray = kind;
		if (strtab_add(&prover->strings, section->name,
			       &prover->stray_name))
			return -1;
	}
	for (size_t i = 0; i < prover->added_order.size; i++) {
		const struct base *base = base_at(prover, i);

		if (strcmp(kind, base_kind(base)))
			continue;
		prover->overtaken = base->name;
		return strtab_add(&prover->strings, section->name,
				  &prover->overtaker);
	}
	return 0;
}

/* An output section whose place depends on flags: an added one or an orphan.
 * Its name and *kind, which the script hasn't, or NULL. */
static const char *find_stray(const struct prover *prover, const char **kind)
{
	for (size_t i = 0; i < prover->added_order.size; i++) {
		const struct base *base = base_at(prover, i);

		*kind = base_kind(base);
		if (!script_has_output(prover->original, *kind))
			return base->name;
	}
	*kind = prover->stray;
	/* Where nothing is folded, orphans are what they were. */
	if (!prover->stray || !(prover->proven + prover->by_name))
		return NULL;
	return prover->added_order.size ?
	       base_at(prover, 0)->name :
	       strtab_get(&prover->strings, prover->stray_name);
}

void order_warn(const struct prover *prover, const char *output,
		prover_line_fn line, void *ctx)
{
	char text[4096];
	const char *kind, *stray;

	if (prover->overtaken) {
		snprintf(text, sizeof(text),
			 "%s: output section %s comes behind the orphan %s, not before it",
			 output, prover->overtaken,
			 strtab_get(&prover->strings, prover->overtaker));
		line(ctx, "warning", text);
		return;
	}
	stray = find_stray(prover, &kind);
	if (!stray)
		return;
	snprintf(text, sizeof(text),
		 "%s: output section %s may stand elsewhere, since the script has no %s for orphans to follow",
		 output, stray, kind);
	line(ctx, "warning", text);
}
