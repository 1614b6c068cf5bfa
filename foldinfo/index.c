/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding the positions of one name in the folded kernel by the sidecar alone:
 * its index of names leads to all symbols of that name. */
#include "foldinfo/sympos.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "match/kallsyms.h"

static int compare(const void *x, const void *y)
{
	const struct position *a = x, *b = y;

	return (a->address > b->address) - (a->address < b->address);
}

/* The file symbol before other NUMBER: 1 and *ret, 0 if there is none, or -1
 * (reported). */
static int find_file_symbol(const struct sidecar *sidecar, uint32_t number,
			    struct sidecar_other *ret)
{
	while (number-- > sidecar_info(sidecar)->nsymbols) {
		if (sidecar_other_at(sidecar, number, ret))
			return -1;
		if (ret->kind == SIDECAR_OTHER_FILE)
			return 1;
	}
	return 0;
}

/* The source and the file of OTHER, which has NUMBER: those of the file symbol
 * before it. */
static int find_object(const struct sidecar *sidecar, uint32_t number,
		       const struct sidecar_other *other, struct origin *ret)
{
	struct sidecar_other symbol;
	struct sidecar_file file;
	int status;

	*ret = (struct origin){ "", "", "" };
	if (ELF64_ST_BIND(other->info) != STB_LOCAL)
		return 0;
	status = find_file_symbol(sidecar, number, &symbol);
	if (status <= 0)
		return status;
	ret->source = symbol.name;
	if (!symbol.file)
		return 0;
	if (sidecar_file_at(sidecar, symbol.file - 1, &file))
		return -1;
	ret->file = file.name;
	ret->member = file.member;
	return 0;
}

/* Set *RET from record or other NUMBER. 1, 0 if the output's symbol table
 * doesn't have it, or -1 (reported). */
static int read_entry(const struct sidecar *sidecar, uint32_t number,
		      const struct kallsyms_rule *rule, const char *name,
		      struct position *ret)
{
	struct sidecar_symbol symbol;
	struct sidecar_other other;
	struct sidecar_file file;

	*ret = (struct position){
		.name = name,
		.known = true,
		.number = number,
	};
	if (number >= sidecar_info(sidecar)->nsymbols) {
		if (sidecar_other_at(sidecar, number, &other))
			return -1;
		if (!kallsyms_takes(rule, name, other.kind, other.address))
			return 0;
		ret->address = other.address;
		return find_object(sidecar, number, &other, &ret->object) ? -1
									  : 1;
	}
	if (sidecar_symbol_at(sidecar, number, &symbol) ||
	    sidecar_file_at(sidecar, symbol.file, &file))
		return -1;
	if (!(symbol.flags & SIDECAR_CONFIRMED) ||
	    !kallsyms_takes(rule, name, SIDECAR_OTHER_LOADED, symbol.address))
		return 0;
	ret->address = symbol.address;
	ret->object = (struct origin){ file.name, file.member, symbol.source };
	return 1;
}

/* The address of a symbol of the linker script, or 0. */
static int find_mark(const struct sidecar *sidecar, const char *name,
		     uint64_t *ret)
{
	struct sidecar_other other;
	uint32_t number;
	int status = sidecar_find_any(sidecar, name,
				      sidecar_info(sidecar)->nsymbols, &number);

	*ret = 0;
	if (status <= 0)
		return status;
	if (sidecar_other_at(sidecar, number, &other))
		return -1;
	*ret = other.address;
	return 0;
}

static int read_rule(const struct sidecar *sidecar, struct kallsyms_rule *rule)
{
	return rule->all ? 0
	       : find_mark(sidecar, "_stext", &rule->begin[0]) ||
			       find_mark(sidecar, "_etext", &rule->end[0]) ||
			       find_mark(sidecar, "_sinittext",
					 &rule->begin[1]) ||
			       find_mark(sidecar, "_einittext", &rule->end[1])
		       ? -1
		       : 0;
}

int positions_from_index(struct positions *ret, const struct sidecar *sidecar,
			 const struct foldinfo_options *options,
			 const char *name)
{
	struct kallsyms_rule rule = { .all = !options->no_kallsyms_all };
	uint32_t number = 0;
	int status;

	memset(ret, 0, sizeof(*ret));
	if (read_rule(sidecar, &rule))
		return -1;
	while ((status = sidecar_find_any(sidecar, name, number, &number)) >
	       0) {
		struct position *position = vec_push(&ret->list);

		if (!position)
			return -1;
		status = read_entry(sidecar, number++, &rule, name, position);
		if (status < 0)
			return -1;
		ret->list.size -= !status;
	}
	if (status < 0)
		return -1;
	if (ret->list.size < 2)
		return 0;
	qsort(ret->list.data, ret->list.size, sizeof(*ret->list.data), compare);
	for (size_t i = 0; i < ret->list.size; i++)
		ret->list.data[i].sympos = (uint32_t)i + 1;
	return 0;
}
