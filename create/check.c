/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is the map right, and is it read right?
 *
 * The output's symbol table tells the same story in other words: a symbol
 * stands at its section's address plus its offset. So each symbol of each
 * section has to be in the output under its name, local or global as it was,
 * at that address. A name that the output doesn't have in that class at all is
 * fine, it was stripped. A weak symbol that is elsewhere has lost to another
 * definition, and only its code is there (lib/ld's `__weak` functions that an
 * architecture defines again). ld makes hidden global symbols local
 * (elf_link_output_extsym() in bfd/elflink.c).
 *
 * Where ld relaxes code, bytes vanish in front of a symbol and its offset in
 * the object says nothing; then the output's address counts, if it is within
 * the section.
 *
 * Sections come by ascending address and the output's symbols are sorted, so
 * this is one walk along both. */
#include "create/check.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/label.h"
#include "common/report.h"
#include "common/text.h"
#include "common/vec.h"
#include "machine/machine.h"

/* Errors that are worth printing one by one. */
enum { MOST_ERRORS = 5 };

struct walk {
	const struct inventory *inv;
	const struct join *join;
	struct output *output;
	size_t hint;
	size_t nerrors;
	uint32_t *reached; /* by a name's offset, or NULL: not needed yet */
};

static bool same_section(const struct output_section *section,
			 const struct map_line *line)
{
	return section->address == line->address &&
	       section->size == line->size &&
	       strlen(section->name) == line->name_length &&
	       !memcmp(section->name, line->name, line->name_length);
}

int check_sections(const struct join *join, const char *map_name,
		   const struct output *output)
{
	size_t at = 0, nlines = join->outputs.size;

	for (size_t i = 0; i < output->nsections; i++) {
		const struct output_section *s = &output->sections[i];
		size_t tried = 0;

		if (!(s->flags & SHF_ALLOC))
			continue;
		while (tried < nlines &&
		       !same_section(s, &join->outputs.data[at])) {
			at = (at + 1) % nlines;
			tried++;
		}
		if (tried == nlines) {
			report_error("%s: section %s, 0x%" PRIx64
				     " bytes at 0x%" PRIx64
				     ", is different in the map %s",
				     output->path, s->name, s->size, s->address,
				     map_name);
			return -1;
		}
	}
	return 0;
}

static void disagree(struct walk *walk, const struct inventory_symbol *symbol,
		     uint64_t expected, uint64_t found)
{
	const struct inventory *inv = walk->inv;
	const struct inventory_section *s = &inv->sections[symbol->section];
	const struct inventory_file *file = &inv->files[s->file];

	if (walk->nerrors++ >= MOST_ERRORS)
		return;
	report_error("%s: symbol %s of %s in " TEXT_MEMBER
		     " should be at 0x%" PRIx64
		     " by the map but is at 0x%" PRIx64,
		     walk->output->path, inv->strings + symbol->name,
		     inv->strings + s->name,
		     TEXT_MEMBER_OF(inv->strings + file->name,
				    inv->strings + file->member),
		     expected, found);
}

/* Count, for each name, the local symbols that have reached the output by the
 * map. */
static int count_reached(struct walk *walk)
{
	const struct inventory *inv = walk->inv;

	walk->reached = calloc(inv->strings_size, sizeof(*walk->reached));
	if (!walk->reached)
		return report_nomem();
	for (uint32_t i = 0; i < inv->nsymbols; i++) {
		const struct inventory_symbol *symbol = &inv->symbols[i];

		if (ELF64_ST_BIND(symbol->info) == STB_LOCAL &&
		    walk->join->places[symbol->section].reached)
			walk->reached[symbol->name]++;
	}
	return 0;
}

/* Of some files ld writes no local symbols at all: where all their sections
 * went to a NOLOAD section. Then a symbol of that name is another file's. 1, 0,
 * or -1 (reported). */
static int may_be_left_out(struct walk *walk,
			   const struct inventory_symbol *symbol)
{
	if (ELF64_ST_BIND(symbol->info) != STB_LOCAL)
		return 0;
	if (!walk->reached && count_reached(walk))
		return -1;
	return output_count_locals(walk->output,
				   walk->inv->strings + symbol->name) <
	       walk->reached[symbol->name];
}

/* The name of SYMBOL means FOUND in the output, since another definition won:
 * of a weak symbol any, of others the script's. riscv of Linux 6.1 has a
 * function strncmp() in the EFI stub, and __efistub_strncmp = strncmp in its
 * script. */
static bool is_overridden(const struct walk *walk,
			  const struct inventory_symbol *symbol,
			  const struct output_symbol *found)
{
	if (ELF64_ST_BIND(symbol->info) == STB_WEAK)
		return true;
	/* More errors aren't told, and each takes a search of the whole map. */
	return ELF64_ST_BIND(symbol->info) != STB_LOCAL &&
	       walk->nerrors <= MOST_ERRORS &&
	       map_has_assignment(walk->join->text, walk->join->text_size,
				  walk->inv->strings + symbol->name,
				  found->address);
}

/* NAME is in the output, but not where it should be? -1 (reported) if that is
 * an error or nothing can be said, else 0. */
static int look_elsewhere(struct walk *walk,
			  const struct inventory_symbol *symbol,
			  struct located *located, enum output_class wanted)
{
	const char *name = walk->inv->strings + symbol->name;
	const struct output_symbol *found;
	int status = output_find_name(walk->output, name, wanted, &found);

	if (status <= 0)
		return status;
	if (is_overridden(walk, symbol, found)) {
		located->overridden = true;
		return 0;
	}
	status = may_be_left_out(walk, symbol);
	if (!status)
		disagree(walk, symbol, located->address, found->address);
	return status < 0 ? -1 : 0;
}

/* The symbol of a relaxed section: anywhere within it. 1 and *ret, or 0. */
static int find_within(struct walk *walk, const char *name,
		       enum output_class wanted, const struct place *place,
		       const struct output_symbol **ret)
{
	const struct output *output = walk->output;
	size_t i = output_lower_bound(output, place->address, walk->hint);

	walk->hint = i;
	for (; i < output->nsymbols &&
	       output->symbols[i].address - place->address <= place->size;
	     i++)
		if (output_is_called(output, &output->symbols[i], name,
				     wanted)) {
			*ret = &output->symbols[i];
			return 1;
		}
	return 0;
}

static int locate(struct walk *walk, const struct inventory_symbol *symbol,
		  struct located *located)
{
	const struct inventory_section *section =
		&walk->inv->sections[symbol->section];
	const struct place *place = &walk->join->places[symbol->section];
	const char *name = walk->inv->strings + symbol->name;
	enum output_class wanted = output_class_of(symbol->info, symbol->other);
	const struct output_symbol *found;
	int status;

	located->address = place->address + symbol->value;
	located->size = symbol->size;
	if (place->size != section->size &&
	    machine_find(walk->output->header.e_machine)->relaxes)
		status = find_within(walk, name, wanted, place, &found);
	else
		status = output_find_at(walk->output, name, wanted,
					located->address, &walk->hint, &found);
	if (status < 0)
		return -1;
	if (!status)
		return look_elsewhere(walk, symbol, located, wanted);
	located->confirmed = true;
	located->address = found->address;
	located->size = found->size;
	if (walk->output->numbers_locals && wanted == OUTPUT_LOCAL)
		located->name = found->name;
	return 0;
}

static int check_all(struct walk *walk, const uint32_t *order, size_t count,
		     struct located *ret)
{
	const struct inventory *inv = walk->inv;

	for (size_t i = 0; i < count; i++) {
		const struct inventory_section *s = &inv->sections[order[i]];
		size_t hint;

		/* Symbols of a section need not be sorted. */
		walk->hint = output_lower_bound(
			walk->output, walk->join->places[order[i]].address,
			walk->hint);
		hint = walk->hint;
		for (uint32_t j = 0; j < s->nsymbols; j++) {
			uint32_t symbol = s->first_symbol + j;

			walk->hint = hint;
			if (is_assembler_label(inv->strings +
					       inv->symbols[symbol].name))
				continue;
			if (locate(walk, &inv->symbols[symbol], &ret[symbol]))
				return -1;
		}
		/* The next section may begin before the last symbol of this
		 * one: .tbss takes no room. */
		walk->hint = hint;
	}
	return 0;
}

int check_symbols(const struct inventory *inv, const struct join *join,
		  struct output *output, const uint32_t *order, size_t count,
		  struct located *ret)
{
	struct walk walk = { .inv = inv, .join = join, .output = output };
	int status = check_all(&walk, order, count, ret);

	free(walk.reached);
	if (walk.nerrors > MOST_ERRORS)
		report_error("%s: %zu more symbols are elsewhere", output->path,
			     walk.nerrors - MOST_ERRORS);
	return status || walk.nerrors ? -1 : 0;
}
