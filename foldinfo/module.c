/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding positions in a module. The file has the table itself, so nothing has
 * to be matched, and no sidecar is needed. */
#include "match/module.h"

#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "foldinfo/sympos.h"

/* For qsort_r: by name, then in the order of the table. */
static int compare(const void *x, const void *y, void *ctx)
{
	const struct module_symbol *symbols = ctx;
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
	int order = strcmp(symbols[a].name, symbols[b].name);

	return order ? order : (a > b) - (a < b);
}

/* The symbols called NAME, or all that have one, by name: new memory. NULL
 * (reported) on error. */
static uint32_t *sort_symbols(const struct module *module, const char *name,
			      size_t *count)
{
	size_t nsymbols = module->symbols.size;
	uint32_t *ret = malloc((nsymbols + 1) * sizeof(*ret));

	*count = 0;
	if (!ret) {
		report_nomem();
		return NULL;
	}
	for (uint32_t i = 0; i < nsymbols; i++) {
		const char *have = module->symbols.data[i].name;

		if (name ? !strcmp(have, name) : *have)
			ret[(*count)++] = i;
	}
	if (*count)
		qsort_r(ret, *count, sizeof(*ret), compare,
			module->symbols.data);
	return ret;
}

static struct origin origin_of(const struct module_symbol *symbol)
{
	return (struct origin){ "", "", symbol->source };
}

static int add_doubt(struct positions *positions,
		     const struct module_symbol *symbol, const char *why)
{
	struct position_doubt *doubt = vec_push(&positions->doubts);

	if (!doubt)
		return -1;
	*doubt = (struct position_doubt){
		.name = symbol->name,
		.number = KERNEL_NONE,
		.object = origin_of(symbol),
		.why = why,
	};
	return 0;
}

static int add_position(struct positions *positions,
			const struct module_symbol *symbol, uint32_t sympos)
{
	struct position *position = vec_push(&positions->list);

	if (!position)
		return -1;
	*position = (struct position){
		.name = symbol->name,
		.address = symbol->offset,
		.section = symbol->section,
		.sympos = sympos,
		.known = true,
		.object = origin_of(symbol),
		.number = KERNEL_NONE,
	};
	return 0;
}

struct search {
	struct positions *positions;
	const struct module *module;
	bool duplicates;
	const char *object;
	struct module_rank *ranks;
};

static int add_symbol(struct search *search, uint32_t number,
		      const struct module_rank *rank)
{
	const struct module_symbol *symbol =
		&search->module->symbols.data[number];
	struct origin origin = origin_of(symbol);

	if (!rank->why)
		return add_position(search->positions, symbol, rank->sympos);
	/* Who asks for all doesn't want those that no patch can name. */
	if ((rank->gone && search->duplicates) ||
	    (search->object && !object_is(&origin, search->object)))
		return 0;
	return add_doubt(search->positions, symbol, rank->why);
}

/* COUNT symbols of one name. */
static int add_name(struct search *search, const uint32_t *numbers,
		    size_t count)
{
	module_rank(search->module, numbers, count, search->ranks);
	for (size_t i = 0; i < count; i++)
		if (add_symbol(search, numbers[i], &search->ranks[i]))
			return -1;
	return 0;
}

static int add_names(struct search *search, const uint32_t *numbers,
		     size_t count)
{
	const struct module_symbol *symbols = search->module->symbols.data;

	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count; end++)
			if (strcmp(symbols[numbers[i]].name,
				   symbols[numbers[end]].name) != 0)
				break;
		if ((!search->duplicates || end - i > 1) &&
		    add_name(search, numbers + i, end - i))
			return -1;
	}
	return 0;
}

int positions_from_module(struct positions *ret, const struct module *module,
			  const char *name, const char *object)
{
	struct search search = {
		.positions = ret,
		.module = module,
		.duplicates = !name,
		.object = object,
	};
	_cleanup_free_ uint32_t *numbers = NULL;
	_cleanup_free_ struct module_rank *ranks = NULL;
	size_t count;

	memset(ret, 0, sizeof(*ret));
	ret->kernel = module->path;
	ret->is_module = true;
	ret->by_own_table = true;
	numbers = sort_symbols(module, name, &count);
	if (!numbers)
		return -1;
	ranks = calloc(count + 1, sizeof(*ranks));
	if (!ranks)
		return report_nomem();
	search.ranks = ranks;
	return add_names(&search, numbers, count);
}
