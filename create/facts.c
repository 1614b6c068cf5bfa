/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Putting together what plugin, map and output tell of one link. */
#include "create/facts.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "common/cleanup.h"
#include "common/io.h"
#include "common/label.h"
#include "common/radix.h"
#include "common/report.h"
#include "common/text.h"
#include "create/inputs.h"
#include "elf/build-only.h"

static int map_map(struct facts *facts, const char *name, int fd)
{
	if (map_whole(fd, name, &facts->map, &facts->map_size))
		return -1;
	if (facts->map)
		return 0;
	report_error("%s: it holds no map, it is empty or not a regular file",
		     name);
	return -1;
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
				   output_class_of(symbol->info, symbol->other),
				   address + symbol->value, &hint, &found) > 0)
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
	_cleanup_free_ struct radix_item *items = malloc(
		((size_t)inv->nsections + 1) * sizeof(*items));
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

static bool loses(const struct output *output,
		  const struct output_symbol *symbol)
{
	return is_build_only(symbol->name,
			     symbol->section < output->nsections
				     ? output->sections[symbol->section].name
				     : "");
}

/* The sidecar of vmlinux.unstripped is that of vmlinux, which isn't there yet:
 * have no symbols that the kernel's build takes out of it. Their positions
 * would be those of no kernel. */
static int forget_build_only(struct facts *facts)
{
	facts->is_unstripped = !strcmp(text_base_name(facts->output.path),
				       "vmlinux.unstripped");
	return facts->is_unstripped ? output_forget(&facts->output, loses) : 0;
}

int facts_complete(struct facts *facts, const struct sidecar_request *request)
{
	int status;

	if (read_map(facts, request) ||
	    output_init(&facts->output, request->output) ||
	    forget_build_only(facts))
		return -1;
	facts->output.numbers_locals = request->numbers_locals;
	/* Symbols decide where a name is there twice, so they are read
	 * first. */
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
	do
		status = inputs_next(facts);
	while (status > 0);
	return status;
}

int facts_init(struct facts *ret, int inventory_fd)
{
	memset(ret, 0, sizeof(*ret));
	if (!analysis_init(&ret->analysis) &&
	    !inventory_read(inventory_fd, "the plugin's inventory",
			    &ret->inv) &&
	    !strtab_reserve(&ret->analysis.strings, ret->inv.nsymbols) &&
	    !inputs_begin(ret))
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
	work_destroy(facts->work);
	analysis_deinit(&facts->analysis);
	memset(facts, 0, sizeof(*facts));
}
