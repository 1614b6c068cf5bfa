/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Laying the original script and its folding side by side. The folded script is
 * taken as it stands, with no trust in how it was made: its output sections and
 * slots are matched with the original's in order, and what is left over must be
 * output sections named after bases. */
#include "script/pairing.h"

#include <stdlib.h>
#include <string.h>

#include "common/report.h"

static int complain(const struct script *folded, unsigned int line,
		    const char *what)
{
	report_error("%s:%u: %s, this is not a folding of the original script",
		     folded->sources.data[0].name, line, what);
	return -1;
}

/* The number of statements of SCRIPT in each slot, counted up in COUNTS. */
static unsigned int *count_slots(const struct script *script)
{
	unsigned int *counts = calloc(script->nslots + 1, sizeof(*counts));
	const struct statement *statement;

	if (!counts) {
		report_nomem();
		return NULL;
	}
	vec_for_each(&script->statements, statement)
		counts[statement->slot]++;
	return counts;
}

unsigned int pairing_first_in_slot(const struct script *script,
				   unsigned int slot)
{
	for (unsigned int i = 0; i < script->statements.size; i++)
		if (script->statements.data[i].slot == slot)
			return i;
	return PLACE_NONE;
}

/* Match the slots of one output section. */
static int map_slots(struct pairing *pairing, const struct output_section *from,
		     const struct output_section *to,
		     const unsigned int *from_counts,
		     const unsigned int *to_counts)
{
	if (from->nslots != to->nslots)
		return complain(pairing->folded, to->line, "its slots differ");
	for (unsigned int i = 0; i < from->nslots; i++) {
		unsigned int a = from->first_slot + i, b = to->first_slot + i;
		unsigned int *slot = vec_push(&pairing->slot);
		unsigned int *first = vec_push(&pairing->first);
		unsigned int *original = vec_push(&pairing->original_first);

		if (!slot || !first || !original)
			return -1;
		*slot = b;
		*original = pairing_first_in_slot(pairing->original, a);
		*first = from_counts[a] == to_counts[b]
				 ? pairing_first_in_slot(pairing->folded, b)
				 : PLACE_NONE;
	}
	return 0;
}

/* Is output section TO, which the original hasn't got, one of rule 4? */
static int map_added(struct pairing *pairing, const struct rules *rules,
		     const struct output_section *to)
{
	uint32_t *added = vec_push(&pairing->added);

	if (!added)
		return -1;
	*added = rules_find_base(rules, to->name, strlen(to->name));
	if (*added == RULES_NO_BASE)
		return complain(pairing->folded, to->line,
				"an output section too many");
	return 0;
}

static int map_outputs(struct pairing *pairing, const struct rules *rules,
		       const unsigned int *from_counts,
		       const unsigned int *to_counts)
{
	const struct script *original = pairing->original;
	size_t from = 0;

	for (size_t to = 0; to < pairing->folded->outputs.size; to++) {
		const struct output_section *have =
			&pairing->folded->outputs.data[to];
		const struct output_section *want =
			from < original->outputs.size
				? &original->outputs.data[from]
				: NULL;
		unsigned int *output;
		uint32_t *added;

		if (!want || strcmp(have->name, want->name)) {
			if (map_added(pairing, rules, have))
				return -1;
			continue;
		}
		added = vec_push(&pairing->added);
		output = vec_push(&pairing->output);
		if (!added || !output)
			return -1;
		*added = RULES_NO_BASE;
		*output = (unsigned int)to;
		if (map_slots(pairing, want, have, from_counts, to_counts))
			return -1;
		from++;
	}
	if (from < original->outputs.size)
		return complain(pairing->folded, 1,
				"an output section is missing");
	return 0;
}

int pairing_init(struct pairing *pairing, const struct script *original,
		 const struct script *folded, const struct rules *rules)
{
	unsigned int *from_counts = count_slots(original);
	unsigned int *to_counts = count_slots(folded);
	int status = -1;

	*pairing = (struct pairing){ .original = original, .folded = folded };
	if (from_counts && to_counts)
		status = map_outputs(pairing, rules, from_counts, to_counts);
	free(from_counts);
	free(to_counts);
	return status;
}

void pairing_deinit(struct pairing *pairing)
{
	vec_deinit(&pairing->slot);
	vec_deinit(&pairing->original_first);
	vec_deinit(&pairing->first);
	vec_deinit(&pairing->output);
	vec_deinit(&pairing->added);
}

bool pairing_has_added(const struct pairing *pairing, uint32_t base)
{
	for (size_t i = 0; i < pairing->added.size; i++)
		if (pairing->added.data[i] == base)
			return true;
	return false;
}
