/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Output sections ahead of time.
 *
 * A dynamic symbol can't name a section beyond 65,279 (gABI, chapter 4: st_shndx
 * has 16 bits, and .dynsym no extension table), and ld finds out when all the
 * work is done: "too many sections: 106711 (>= 65280)". The plugin knows before
 * layout how many there will be, and which names make the most of them.
 */
#include "limit.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"

enum { SHOWN_FAMILIES = 10 };

/* The length of NAME up to and with its second dot, or 0: `.foo.' of
 * `.foo.bar.baz' names the family `.foo.*'. */
static size_t family_length(const char *name)
{
	const char *dot = name[0] ? strchr(name + 1, '.') : NULL;

	return dot && dot[1] ? (size_t)(dot + 1 - name) : 0;
}

static int count_orphan(struct prover *prover, const char *name,
			const char *file)
{
	size_t count = prover->orphans.count, length = family_length(name);
	struct family *orphan;
	uint32_t number;

	if (strtab_add(&prover->orphans, name, &number))
		return -1;
	if (prover->orphans.count == count)
		return 0;
	orphan = vec_push(&prover->families);
	if (!orphan)
		return -1;
	orphan->count = 1;
	orphan->example = number;
	orphan->wild = length > 0;
	return strtab_add_n(&prover->strings, name,
			    length ? length : strlen(name), &orphan->name) ||
			       strtab_add(&prover->strings, file,
					  &orphan->file)
		       ? -1 : 0;
}

int limit_count(struct prover *prover, unsigned int got, const char *name,
		const char *file)
{
	if (got == PLACE_NONE)
		return count_orphan(prover, name, file);
	prover->used_outputs.data[law_folded_output(prover->law, got)] = true;
	return 0;
}

static size_t count_sections(const struct prover *prover)
{
	size_t count = prover->orphans.count;

	for (size_t i = 0; i < prover->used_outputs.size; i++)
		count += prover->used_outputs.data[i] &&
			 !prover->folded->outputs.data[i].discard;
	return count;
}

/* Discarded dynamic symbols need no section numbers: the scripts of arm64 and
 * loongarch discard .dynsym, and ld then checks nothing. */
static bool discards_dynsym(const struct prover *prover)
{
	static const struct place_input dynsym = {
		.file = "", .name = ".dynsym", .length = 7, .flags = SHF_ALLOC,
	};
	unsigned int statement = place(prover->folded, &dynsym);

	return statement != PLACE_NONE &&
	       prover->folded->outputs
		       .data[law_folded_output(prover->law, statement)].discard;
}

static int by_name(const void *a, const void *b)
{
	const struct family *x = a, *y = b;

	if (x->name != y->name)
		return x->name < y->name ? -1 : 1;
	return x->example < y->example ? -1 : x->example > y->example;
}

static int by_count(const void *a, const void *b)
{
	const struct family *x = a, *y = b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return by_name(a, b);
}

/* Join the orphans, each a family of one so far, into families; the largest
 * first. */
static void join_families(struct prover *prover)
{
	struct family *families = prover->families.data;
	size_t count = 0;

	if (!prover->families.size)
		return;
	qsort(families, prover->families.size, sizeof(*families), by_name);
	for (size_t i = 1; i < prover->families.size; i++) {
		if (families[i].name == families[count].name)
			families[count].count++;
		else
			families[++count] = families[i];
	}
	prover->families.size = count + 1;
	qsort(families, prover->families.size, sizeof(*families), by_count);
}

static void show_families(struct prover *prover, prover_line_fn line,
			  void *ctx)
{
	char text[4096];

	join_families(prover);
	for (size_t i = 0; i < prover->families.size && i < SHOWN_FAMILIES;
	     i++) {
		const struct family *family = &prover->families.data[i];

		snprintf(text, sizeof(text), "%7u  %s%s, such as %s of %s",
			 family->count,
			 strtab_get(&prover->strings, family->name),
			 family->wild ? "*" : "",
			 strtab_get(&prover->orphans, family->example),
			 strtab_get(&prover->strings, family->file));
		line(ctx, "error", text);
	}
}

bool limit_exceeded(struct prover *prover, const char *output,
		    prover_line_fn line, void *ctx)
{
	size_t count = count_sections(prover);
	char text[4096];

	if (count < SHN_LORESERVE || discards_dynsym(prover))
		return false;
	snprintf(text, sizeof(text),
		 "%s: %zu output sections, dynamic symbols can name no more than %d; most are orphans:",
		 output, count, SHN_LORESERVE - 1);
	line(ctx, "error", text);
	show_families(prover, line, ctx);
	return true;
}
