/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Output sections ahead of time.
 *
 * A dynamic symbol can't name a section beyond 65,279 (gABI, chapter 4:
 * st_shndx has 16 bits, and .dynsym no extension table), and ld finds out when
 * all the work is done: "too many sections: 106711 (>= 65280)". The plugin
 * knows before layout how many there will be, and which names make the most of
 * them.
 */
#include "proof/limit.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "common/report.h"
#include "script/model.h"

enum { SHOWN_FAMILIES = 10 };

int limit_init(struct limit *limit, const struct script *folded,
	       const struct law *law)
{
	*limit = (struct limit){ .folded = folded, .law = law };
	if (strtab_init(&limit->orphans) || strtab_init(&limit->strings))
		return -1;
	for (size_t i = 0; i < folded->outputs.size; i++)
		if (!vec_push(&limit->used_outputs))
			return -1;
	return 0;
}

void limit_deinit(struct limit *limit)
{
	strtab_deinit(&limit->orphans);
	strtab_deinit(&limit->strings);
	vec_deinit(&limit->families);
	vec_deinit(&limit->used_outputs);
}

/* The length of NAME up to and with its second dot, or 0: `.foo.' of
 * `.foo.bar.baz' names the family `.foo.*'. */
static size_t family_length(const char *name)
{
	const char *dot = name[0] ? strchr(name + 1, '.') : NULL;

	return dot && dot[1] ? (size_t)(dot + 1 - name) : 0;
}

int limit_count(struct limit *limit, unsigned int got, const char *name,
		const char *file)
{
	size_t count = limit->orphans.count, length = family_length(name);
	struct family *orphan;
	uint32_t number;

	if (got != PLACE_NONE) {
		got = law_folded_output(limit->law, got);
		limit->used_outputs.data[got] = true;
		return 0;
	}
	if (strtab_add(&limit->orphans, name, &number))
		return -1;
	if (limit->orphans.count == count)
		return 0;
	orphan = vec_push(&limit->families);
	if (!orphan)
		return -1;
	orphan->count = 1;
	orphan->example = number;
	orphan->wild = length > 0;
	return strtab_add_n(&limit->strings, name,
			    length ? length : strlen(name), &orphan->name) ||
			       strtab_add(&limit->strings, file, &orphan->file)
		       ? -1
		       : 0;
}

bool limit_has_orphan(const struct limit *limit, const char *name)
{
	uint32_t number;

	return strtab_find_n(&limit->orphans, name, strlen(name), &number);
}

static size_t count_sections(const struct limit *limit)
{
	size_t count = limit->orphans.count;

	for (size_t i = 0; i < limit->used_outputs.size; i++)
		count += limit->used_outputs.data[i] &&
			 !limit->folded->outputs.data[i].discard;
	return count;
}

/* Discarded dynamic symbols need no section numbers: the scripts of arm64 and
 * loongarch discard .dynsym, and ld then checks nothing. */
static bool discards_dynsym(const struct limit *limit)
{
	static const struct place_input dynsym = {
		.file = "",
		.name = ".dynsym",
		.length = 7,
		.flags = SHF_ALLOC,
	};
	unsigned int statement = place(limit->folded, &dynsym);

	return statement != PLACE_NONE &&
	       limit->folded->outputs
		       .data[law_folded_output(limit->law, statement)]
		       .discard;
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
static void join_families(struct limit *limit)
{
	struct family *families = limit->families.data;
	size_t count = 0;

	if (!limit->families.size)
		return;
	qsort(families, limit->families.size, sizeof(*families), by_name);
	for (size_t i = 1; i < limit->families.size; i++) {
		if (families[i].name == families[count].name)
			families[count].count++;
		else
			families[++count] = families[i];
	}
	limit->families.size = count + 1;
	qsort(families, limit->families.size, sizeof(*families), by_count);
}

bool limit_exceeded(struct limit *limit, const char *output)
{
	size_t count = count_sections(limit);

	if (count < SHN_LORESERVE || discards_dynsym(limit))
		return false;
	/* No colon at the end of the format, which would ask for errno. */
	report_error(
		"%s: %zu output sections, dynamic symbols can name no more than %d; most are orphans%s",
		output, count, SHN_LORESERVE - 1, ":");
	join_families(limit);
	for (size_t i = 0; i < limit->families.size && i < SHOWN_FAMILIES;
	     i++) {
		const struct family *family = &limit->families.data[i];

		report_error("%7u  %s%s, such as %s of %s", family->count,
			     strtab_get(&limit->strings, family->name),
			     family->wild ? "*" : "",
			     strtab_get(&limit->orphans, family->example),
			     strtab_get(&limit->strings, family->file));
	}
	return true;
}
