/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which symbol of the output is which record's?
 *
 * A kernel has more symbols than those of symbol sections: functions marked
 * __init, assembler code, what the linker script defines. Positions of symbols
 * of one name (livepatch's sympos) count them all, so the sidecar lists them
 * too, and says in which order all of them are in the output's .symtab, since
 * local symbols belong to the file symbol that is before them.
 *
 * Records and the output's symbols meet by address, name and binding. Thousands
 * of empty objects can share an address, some of them a name too (the kernel's
 * `__key.0', a struct lock_class_key without lockdep): the first record gets
 * the first symbol, as both go by the order of the link. */
#include "others.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "cleanup.h"
#include "label.h"
#include "report.h"

/* The output's symbols at one address. */
struct run {
	size_t first, end;
	size_t next;		/* where the search goes on */
};

struct walk {
	const struct layout *layout;
	const struct output *output;
	uint32_t *record_of;	/* by symbol of the output, + 1 */
	struct run run;
};

static void move_to(struct walk *walk, uint64_t address)
{
	const struct output *output = walk->output;
	struct run *run = &walk->run;

	if (run->first < run->end &&
	    output->symbols[run->first].address == address)
		return;
	run->first = output_lower_bound(output, address, run->first);
	run->end = run->first;
	while (run->end < output->nsymbols &&
	       output->symbols[run->end].address == address)
		run->end++;
	run->next = run->first;
}

/* Give RECORD, which is SYMBOL of the inventory, its symbol of the output. */
static void claim(struct walk *walk, uint32_t record, uint32_t symbol)
{
	const struct inventory *inv = &walk->layout->facts->inv;
	const struct inventory_symbol *s = &inv->symbols[symbol];
	enum output_class wanted = output_class_of(s->info, s->other);
	const char *name = inv->strings + s->name;
	struct run *run = &walk->run;
	size_t length;

	move_to(walk, walk->layout->facts->located[symbol].address);
	length = run->end - run->first;
	for (size_t i = 0; i < length; i++) {
		size_t at = run->next++;

		if (run->next == run->end)
			run->next = run->first;
		if (walk->record_of[at] ||
		    !output_in_class(&walk->output->symbols[at], wanted) ||
		    strcmp(walk->output->symbols[at].name, name) != 0)
			continue;
		walk->record_of[at] = record + 1;
		return;
	}
}

static void claim_all(struct walk *walk)
{
	const struct layout *layout = walk->layout;

	for (uint32_t i = 0; i < layout->nrecords; i++) {
		uint32_t symbol = layout->records[i].symbol;

		if (symbol != LAYOUT_NONE &&
		    layout->facts->located[symbol].confirmed)
			claim(walk, i, symbol);
	}
}

static int add_other(struct others *others, const struct layout *layout,
		     const struct output_symbol *symbol, const char *name)
{
	struct other *other = vec_push(&others->list);
	uint32_t *number = vec_push(&others->order);

	if (!other || !number)
		return -1;
	*other = (struct other){ symbol, name };
	*number = layout->nrecords + (uint32_t)others->list.size - 1;
	return 0;
}

/* The next symbol in the order of .symtab. */
static int add_symbol(struct walk *walk, struct others *others, uint32_t at)
{
	const struct output_symbol *symbol = &walk->output->symbols[at];
	uint32_t *number;

	if (!walk->record_of[at] && is_assembler_label(symbol->name))
		return 0;
	/* Hidden ones that ld made local, too, whatever their records say. */
	if (ELF64_ST_BIND(symbol->info) == STB_LOCAL)
		others->nlocals = (uint32_t)others->order.size + 1;
	if (!walk->record_of[at])
		return add_other(others, walk->layout, symbol, symbol->name);
	number = vec_push(&others->order);
	if (!number)
		return -1;
	*number = walk->record_of[at] - 1;
	return 0;
}

static int put_in_order(struct walk *walk, struct others *others)
{
	const struct output *output = walk->output;
	const struct output_file *file = output->files.data;
	const struct output_file *end = file + output->files.size;
	_cleanup_free_ uint32_t *by_index =
		calloc(output->nsymbols + 1, sizeof(*by_index));

	if (!by_index)
		return report_nomem();
	for (size_t i = 0; i < output->nsymbols; i++)
		by_index[output->symbols[i].index] = (uint32_t)i;
	for (uint32_t i = 0; i <= output->nsymbols; i++) {
		for (; file < end && file->first == i; file++)
			if (add_other(others, walk->layout, NULL, file->name))
				return -1;
		if (i < output->nsymbols &&
		    add_symbol(walk, others, by_index[i]))
			return -1;
	}
	return 0;
}

uint8_t other_kind(const struct output *output,
		   const struct output_symbol *symbol)
{
	if (!symbol)
		return SIDECAR_OTHER_FILE;
	if (symbol->section == OUTPUT_ABSOLUTE)
		return SIDECAR_OTHER_ABSOLUTE;
	if (symbol->section < output->nsections &&
	    !(output->sections[symbol->section].flags & SHF_ALLOC))
		return SIDECAR_OTHER_UNLOADED;
	return SIDECAR_OTHER_LOADED;
}

int others_init(struct others *ret, const struct layout *layout)
{
	struct walk walk = {
		.layout = layout,
		.output = &layout->facts->output,
	};
	int status = -1;

	memset(ret, 0, sizeof(*ret));
	walk.record_of = calloc(walk.output->nsymbols + 1,
				sizeof(*walk.record_of));
	if (walk.record_of) {
		claim_all(&walk);
		status = put_in_order(&walk, ret);
	} else {
		report_nomem();
	}
	free(walk.record_of);
	if (status)
		others_deinit(ret);
	return status;
}

void others_deinit(struct others *others)
{
	vec_deinit(&others->list);
	vec_deinit(&others->order);
}
