/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ld merges strings, and lets one be the end of another, so a string has no
 * place that could be compared. But a rebuild of the same sources has no string
 * that the kernel hasn't. The sidecar has the hash of each; here the strings of
 * the kernel are hashed: first those between two NULs, and then, if some are
 * still wanted, all ends of those.
 */
#include "match/literals.h"

#include <elf.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "common/report.h"

enum {
	FILTER_BITS = 1 << 20,
	/* Ends of what is longer are no strings of a program, but data without
	 * a NUL, of which there may be megabytes. */
	MOST_BYTES = 16384,
};

/* -- What is wanted ------------------------------------------------------ */

/* Is REFERENCE one to a string of which the hash can be told? Wide strings have
 * no text, their hash is that of characters; and of a string that is entered
 * amid, the hash of the rest isn't there: only its text is, if that is
 * short. */
static bool is_wanted(const struct analysis *analysis,
		      const struct reference *reference, uint64_t *ret)
{
	const char *text;
	size_t length;

	if (reference->kind != REFERENCE_STRING || !reference->target ||
	    reference->flags & REFERENCE_DOUBT)
		return false;
	*ret = reference->value;
	if (!(reference->flags & REFERENCE_WITHIN))
		return true;
	text = strtab_get(&analysis->strings, reference->target);
	length = strlen(text);
	*ret = XXH3_64bits(text, length);
	return length < ANALYSIS_TEXT_KEPT;
}

static int compare_wanted(const void *x, const void *y)
{
	const struct literal *a = x, *b = y;

	return (a->hash > b->hash) - (a->hash < b->hash);
}

static int want_all(struct literals *literals, const struct analysis *analysis)
{
	const struct reference *reference;
	size_t kept = 0;

	vec_for_each(&analysis->references, reference) {
		struct literal *wanted;
		uint64_t hash;

		if (!is_wanted(analysis, reference, &hash))
			continue;
		wanted = vec_push(&literals->wanted);
		if (!wanted)
			return -1;
		*wanted = (struct literal){ .hash = hash };
	}
	if (!literals->wanted.size)
		return 0;
	qsort(literals->wanted.data, literals->wanted.size,
	      sizeof(*literals->wanted.data), compare_wanted);
	for (size_t i = 0; i < literals->wanted.size; i++)
		if (!i || literals->wanted.data[i].hash !=
				  literals->wanted.data[kept - 1].hash)
			literals->wanted.data[kept++] =
				literals->wanted.data[i];
	literals->wanted.size = kept;
	return 0;
}

static struct literal *find(const struct literals *literals, uint64_t hash)
{
	struct literal key = { .hash = hash };

	return literals->wanted.size ? bsearch(&key, literals->wanted.data,
					       literals->wanted.size,
					       sizeof(key), compare_wanted)
				     : NULL;
}

/* -- Looking ------------------------------------------------------------- */

static uint64_t *word_of(const struct literals *literals, uint64_t hash)
{
	return &literals->filter[hash % FILTER_BITS / 64];
}

/* How many are still wanted. */
static size_t set_filter(struct literals *literals)
{
	const struct literal *wanted;
	size_t count = 0;

	memset(literals->filter, 0, FILTER_BITS / 8);
	vec_for_each(&literals->wanted, wanted) {
		if (wanted->found)
			continue;
		*word_of(literals, wanted->hash) |= 1ULL << wanted->hash % 64;
		count++;
	}
	return count;
}

static void look_at(struct literals *literals, const char *text, size_t length)
{
	uint64_t hash = XXH3_64bits(text, length);
	struct literal *wanted;

	if (!(*word_of(literals, hash) >> hash % 64 & 1))
		return;
	wanted = find(literals, hash);
	if (wanted)
		wanted->found = true;
}

/* All strings between NULs in the SIZE bytes at TEXT, or all their ends. */
static void look_in(struct literals *literals, const char *text, size_t size,
		    bool ends)
{
	while (size) {
		size_t length = strnlen(text, size);
		size_t first = length > MOST_BYTES ? length - MOST_BYTES : 0;

		/* The last one has no NUL. */
		if (length == size)
			return;
		look_at(literals, text, length);
		for (size_t at = first; ends && at < length; at++)
			look_at(literals, text + at, length - at);
		text += length + 1;
		size -= length + 1;
	}
}

/* The contents of a section that may have strings: data, also where it can be
 * written (s390's .rodata can). */
static bool is_searched(const GElf_Shdr *header)
{
	return header->sh_flags & SHF_ALLOC &&
	       !(header->sh_flags & SHF_EXECINSTR) &&
	       header->sh_type == SHT_PROGBITS;
}

static void look_everywhere(struct literals *literals,
			    const struct kernel *kernel, bool ends)
{
	Elf_Scn *scn = NULL;

	while (kernel->output.elf &&
	       (scn = elf_nextscn(kernel->output.elf, scn))) {
		GElf_Shdr header;
		const Elf_Data *data;

		if (!gelf_getshdr(scn, &header) || !is_searched(&header))
			continue;
		data = elf_rawdata(scn, NULL);
		if (!data || !data->d_buf)
			continue;
		literals->known = true;
		look_in(literals, data->d_buf, data->d_size, ends);
	}
}

/* -- All of it ----------------------------------------------------------- */

int literals_init(struct literals *ret, const struct analysis *analysis,
		  const struct kernel *kernel)
{
	memset(ret, 0, sizeof(*ret));
	ret->filter = calloc(FILTER_BITS / 64, sizeof(*ret->filter));
	if (!ret->filter)
		return report_nomem();
	if (want_all(ret, analysis)) {
		literals_deinit(ret);
		return -1;
	}
	if (set_filter(ret))
		look_everywhere(ret, kernel, false);
	if (set_filter(ret))
		look_everywhere(ret, kernel, true);
	return 0;
}

void literals_deinit(struct literals *literals)
{
	vec_deinit(&literals->wanted);
	free(literals->filter);
	memset(literals, 0, sizeof(*literals));
}

const char *literals_missing(const struct literals *literals,
			     const struct analysis *analysis,
			     const struct item *item)
{
	for (uint32_t i = 0; literals->known && i < item->nreferences; i++) {
		const struct reference *reference =
			&analysis->references.data[item->first_reference + i];
		uint64_t hash;
		const struct literal *wanted = is_wanted(analysis, reference,
							 &hash)
						       ? find(literals, hash)
						       : NULL;

		if (wanted && !wanted->found)
			return strtab_get(&analysis->strings,
					  reference->target);
	}
	return NULL;
}
