/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which symbol of the output is which record's?
 *
 * A kernel has more symbols than those of symbol sections: functions marked
 * __init, assembler code, what the linker script defines. Positions of symbols
 * of one name (livepatch's sympos) count them all, so the sidecar lists them
 * too, and says in which order all of them are in the output's .symtab, since
 * local symbols belong to the file symbol that is before them.
 *
 * Records and the output's symbols meet by address, name and binding, and local
 * ones by their file symbol. Thousands of empty objects can share an address,
 * some of them a name too (the kernel's `__key.0', a struct lock_class_key
 * without lockdep), and that of two sources that are called alike: then the
 * first record gets the first symbol, as both go by the order of the link. */
#include "create/others.h"

#include <stdlib.h>
#include <string.h>

#include "common/label.h"
#include "common/report.h"
#include "common/search.h"
#include "create/check.h"
#include "sidecar/format.h"

/* The output's symbols at one address, sorted by name and file symbol, where
 * there are several. */
struct run {
	size_t first, end;
	VEC(uint32_t) sorted; /* symbols of the output */
};

struct walk {
	const struct layout *layout;
	const struct output *output;
	struct others *others;
	uint32_t *record_of;	/* by symbol of the output, + 1 */
	const char **source_of; /* the same: the file symbol it is under */
	struct run run;
	size_t file; /* 1 + index of the last file symbol among the
				 * others, or 0 */
};

/* Note the file symbol of each symbol. Files are in the order of .symtab, as
 * the numbers of symbols are. */
static int find_sources(struct walk *walk)
{
	const struct output *output = walk->output;
	const struct output_file *file = output->files.data;
	size_t nfiles = output->files.size;

	walk->source_of = calloc(output->nsymbols + 1,
				 sizeof(*walk->source_of));
	if (!walk->source_of)
		return report_nomem();
	for (size_t i = 0; i < output->nsymbols; i++) {
		const struct output_symbol *symbol = &output->symbols[i];
		size_t end = lower_bound(f, 0, nfiles,
					 file[f].first <= symbol->index);

		walk->source_of[i] = end && ELF64_ST_BIND(symbol->info) ==
							     STB_LOCAL
					     ? file[end - 1].name
					     : "";
	}
	return 0;
}

/* For qsort_r: by name, file symbol, and as they are in .symtab. */
static int compare_symbols(const void *a, const void *b, void *ctx)
{
	const struct walk *walk = ctx;
	uint32_t m = *(const uint32_t *)a, n = *(const uint32_t *)b;
	int order = strcmp(walk->output->symbols[m].name,
			   walk->output->symbols[n].name);

	if (!order)
		order = strcmp(walk->source_of[m], walk->source_of[n]);
	return order ? order : (m > n) - (m < n);
}

static int move_to(struct walk *walk, uint64_t address)
{
	const struct output *output = walk->output;
	struct run *run = &walk->run;
	size_t count;

	if (run->first < run->end &&
	    output->symbols[run->first].address == address)
		return 0;
	run->first = output_lower_bound(output, address, run->first);
	run->end = run->first;
	while (run->end < output->nsymbols &&
	       output->symbols[run->end].address == address)
		run->end++;
	count = run->end - run->first;
	if (vec_reserve(&run->sorted, count))
		return -1;
	run->sorted.size = count;
	for (size_t i = 0; i < count; i++)
		run->sorted.data[i] = (uint32_t)(run->first + i);
	if (count > 1)
		qsort_r(run->sorted.data, count, sizeof(uint32_t),
			compare_symbols, walk);
	return 0;
}

/* Is SYMBOL before those called NAME, under SOURCE if that isn't NULL? */
static bool is_before(const struct walk *walk, uint32_t symbol,
		      const char *name, const char *source)
{
	int order = strcmp(walk->output->symbols[symbol].name, name);

	if (!order && source)
		order = strcmp(walk->source_of[symbol], source);
	return order < 0;
}

/* The first symbol of the run called NAME, under SOURCE if that isn't NULL. */
static size_t first_in_run(const struct walk *walk, const char *name,
			   const char *source)
{
	return lower_bound(
		i, 0, walk->run.sorted.size,
		is_before(walk, walk->run.sorted.data[i], name, source));
}

/* Give RECORD the first free symbol of the run that is called NAME, of class
 * WANTED, and, if that isn't NULL, under SOURCE. False if there is none. */
static bool claim_in_run(struct walk *walk, uint32_t record, const char *name,
			 const char *source, enum output_class wanted)
{
	const struct run *run = &walk->run;

	for (size_t i = first_in_run(walk, name, source); i < run->sorted.size;
	     i++) {
		uint32_t at = run->sorted.data[i];

		if (strcmp(walk->output->symbols[at].name, name) != 0 ||
		    (source && strcmp(walk->source_of[at], source) != 0))
			return false;
		if (walk->record_of[at] ||
		    !output_in_class(&walk->output->symbols[at], wanted))
			continue;
		walk->record_of[at] = record + 1;
		return true;
	}
	return false;
}

/* Give RECORD, which is SYMBOL of the inventory, its symbol of the output. ld
 * names the object where that names no source, and hidden symbols that it made
 * local are under its own file symbol. */
static int claim(struct walk *walk, uint32_t record, uint32_t symbol)
{
	const struct inventory *inv = &walk->layout->facts->inv;
	const struct inventory_symbol *s = &inv->symbols[symbol];
	enum output_class wanted = output_class_of(s->info, s->other);
	const struct located *located = &walk->layout->facts->located[symbol];
	const char *name = located->name ? located->name
					 : inv->strings + s->name;
	const char *source = inv->strings + s->source;

	if (move_to(walk, located->address))
		return -1;
	if (!claim_in_run(walk, record, name, source, wanted))
		claim_in_run(walk, record, name, NULL, wanted);
	return 0;
}

static int claim_all(struct walk *walk)
{
	const struct layout *layout = walk->layout;

	for (uint32_t i = 0; i < layout->nrecords; i++) {
		uint32_t symbol = layout->records[i].symbol;

		if (symbol != LAYOUT_NONE &&
		    layout->facts->located[symbol].confirmed &&
		    claim(walk, i, symbol))
			return -1;
	}
	return 0;
}

static int add_other(struct others *others, const struct output_symbol *symbol,
		     const char *name)
{
	struct other *other = vec_push(&others->list);

	if (!other)
		return -1;
	*other = (struct other){ symbol, name, LAYOUT_NONE };
	others->norder++;
	return 0;
}

static int add_file(void *ctx, const char *name)
{
	struct walk *walk = ctx;

	if (add_other(walk->others, NULL, name))
		return -1;
	walk->file = walk->others->list.size;
	return 0;
}

/* RECORD is local: tell the file symbol before it. ld makes one for each object
 * that has none. */
static void note_local(const struct walk *walk, struct others *others,
		       uint32_t record)
{
	struct other *file;

	if (!walk->file)
		return;
	file = &others->list.data[walk->file - 1];
	if (file->record == LAYOUT_NONE)
		file->record = record;
}

/* The next symbol in the order of .symtab. */
static int add_symbol(void *ctx, uint32_t at)
{
	struct walk *walk = ctx;
	struct others *others = walk->others;
	const struct output_symbol *symbol = &walk->output->symbols[at];
	/* Hidden ones that ld made local, too, whatever their records say. */
	bool is_local = ELF64_ST_BIND(symbol->info) == STB_LOCAL;
	uint32_t record = walk->record_of[at] - 1;

	if (!walk->record_of[at] && is_assembler_label(symbol->name))
		return 0;
	if (is_local)
		others->nlocals = others->norder + 1;
	if (!walk->record_of[at])
		return add_other(others, symbol, symbol->name);
	if (is_local)
		note_local(walk, others, record);
	others->position[record] = others->norder++;
	return 0;
}

static uint32_t *new_positions(uint32_t nrecords)
{
	uint32_t *positions = malloc(((size_t)nrecords + 1) *
				     sizeof(*positions));

	for (uint32_t i = 0; positions && i < nrecords; i++)
		positions[i] = SIDECAR_NO_POSITION;
	return positions;
}

int others_init(struct others *ret, const struct layout *layout)
{
	struct walk walk = {
		.layout = layout,
		.output = &layout->facts->output,
		.others = ret,
	};
	int status = -1;

	memset(ret, 0, sizeof(*ret));
	walk.record_of = calloc(walk.output->nsymbols + 1,
				sizeof(*walk.record_of));
	ret->position = new_positions(layout->nrecords);
	if (!walk.record_of || !ret->position)
		report_nomem();
	else if (!find_sources(&walk) && !claim_all(&walk))
		status = output_visit(walk.output, &(struct output_visitor){
							   .file = add_file,
							   .symbol = add_symbol,
							   .ctx = &walk,
						   });
	free(walk.record_of);
	free(walk.source_of);
	vec_deinit(&walk.run.sorted);
	if (status)
		others_deinit(ret);
	return status;
}

void others_deinit(struct others *others)
{
	vec_deinit(&others->list);
	free(others->position);
	others->position = NULL;
}
