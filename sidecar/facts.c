/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Putting together what plugin, map and output tell of one link. */
#include "facts.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "inputs.h"
#include "label.h"
#include "radix.h"
#include "report.h"

static int map_map(struct facts *facts, const char *name, int fd)
{
	struct stat st;

	if (fstat(fd, &st)) {
		report_error("%s: can't stat:", name);
		return -1;
	}
	if (!S_ISREG(st.st_mode) || !st.st_size) {
		report_error("%s: holds no map, not a regular file or empty",
			     name);
		return -1;
	}
	facts->map = mmap(NULL, (size_t)st.st_size, PROT_READ,
			  MAP_PRIVATE | MAP_POPULATE, fd, 0);
	if (facts->map == MAP_FAILED) {
		facts->map = NULL;
		report_error("%s: can't read:", name);
		return -1;
	}
	facts->map_size = (size_t)st.st_size;
	return 0;
}

static int read_map(struct facts *facts, const struct sidecar_request *request)
{
	_cleanup_close_ int fd = -1;

	if (request->map_fd >= 0)
		return map_map(facts, request->map_name, request->map_fd);
	fd = open(request->map_name, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		report_error("%s: can't open:", request->map_name);
		return -1;
	}
	return map_map(facts, request->map_name, fd);
}

/* Could a section be at ADDRESS, by the symbols that it holds? One that the
 * output has there is proof enough. */
static bool symbols_fit(void *ctx, uint32_t section, uint64_t address)
{
	struct facts *facts = ctx;
	const struct inventory_section *s = &facts->inv.sections[section];
	bool named = false;

	for (uint32_t i = 0; i < s->nsymbols; i++) {
		const struct inventory_symbol *symbol =
			&facts->inv.symbols[s->first_symbol + i];
		const char *name = facts->inv.strings + symbol->name;
		const struct output_symbol *found;
		size_t hint = 0;

		if (is_assembler_label(name))
			continue;
		if (output_find_at(&facts->output, name,
				   output_class_of(symbol->info,
						   symbol->other),
				   address + symbol->value, &hint,
				   &found) > 0)
			return true;
		named = true;
	}
	return !named || !facts->output.nsymbols;
}

/* By address; empty sections go before the one that begins where they are, and
 * last comes the inventory's order, for the same bytes each time. */
static int sort_sections(struct facts *facts)
{
	const struct inventory *inv = &facts->inv;
	_cleanup_free_ struct radix_item *items =
		malloc(((size_t)inv->nsections + 1) * sizeof(*items));
	size_t count = 0;

	facts->order = malloc(((size_t)inv->nsections + 1) *
			      sizeof(*facts->order));
	if (!items || !facts->order)
		return report_nomem();
	for (uint32_t i = 0; i < inv->nsections; i++)
		if (facts->join.places[i].reached &&
		    inv->sections[i].kind != INVENTORY_COMPANION)
			items[count++] = (struct radix_item){
				facts->join.places[i].size, i
			};
	if (radix_sort(items, count))
		return -1;
	for (size_t i = 0; i < count; i++)
		items[i].key = facts->join.places[items[i].value].address;
	if (radix_sort(items, count))
		return -1;
	for (size_t i = 0; i < count; i++)
		facts->order[i] = items[i].value;
	facts->norder = count;
	return 0;
}

static int gather(struct facts *facts, const struct sidecar_request *request)
{
	if (inventory_read(request->inventory_fd, "the plugin's inventory",
			   &facts->inv) ||
	    read_map(facts, request) ||
	    output_init(&facts->output, request->output))
		return -1;
	/* Symbols decide where a name is there twice, so they are read first. */
	if (join_init(&facts->join, &facts->inv, request->map_name, facts->map,
		      facts->map_size, symbols_fit, facts) ||
	    check_sections(&facts->join, request->map_name, &facts->output) ||
	    sort_sections(facts))
		return -1;
	facts->located = calloc((size_t)facts->inv.nsymbols + 1,
				sizeof(*facts->located));
	if (!facts->located)
		return report_nomem();
	if (check_symbols(&facts->inv, &facts->join, &facts->output,
			  facts->order, facts->norder, facts->located))
		return -1;
	return analyse_inputs(facts);
}

int facts_init(struct facts *ret, const struct sidecar_request *request)
{
	memset(ret, 0, sizeof(*ret));
	if (!analysis_init(&ret->analysis) && !gather(ret, request))
		return 0;
	facts_deinit(ret);
	return -1;
}

void facts_deinit(struct facts *facts)
{
	inventory_deinit(&facts->inv);
	output_deinit(&facts->output);
	join_deinit(&facts->join);
	if (facts->map)
		munmap(facts->map, facts->map_size);
	free(facts->order);
	free(facts->located);
	free(facts->unit);
	analysis_deinit(&facts->analysis);
	memset(facts, 0, sizeof(*facts));
}
