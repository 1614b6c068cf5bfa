/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking symbols up in a comparison, also while it is being made. */
#include <stdlib.h>
#include <string.h>

#include "match/match.h"

const struct item *match_item(const struct match *match,
			      const struct kernel_symbol *symbol)
{
	return masked_is_known(&match->masked)
		       ? whichitem_of(&match->masked.which, match->rebuild,
				      symbol)
		       : NULL;
}

bool match_record(const struct match *match, const struct kernel_symbol *symbol,
		  struct sidecar_symbol *ret)
{
	const struct sidecar *sidecar = match->rebuild->sidecar;

	return symbol->number < sidecar_info(sidecar)->nsymbols &&
	       !sidecar_symbol_at(sidecar, symbol->number, ret);
}

uint32_t match_group_of(const struct match *match,
			const struct kernel_symbol *symbol)
{
	struct sidecar_symbol record;
	const struct item *item;

	if (kernel_is_local(symbol))
		return symbol->group;
	if (match_record(match, symbol, &record) && record.file < match->nfiles)
		return match->group_of[record.file];
	item = match_item(match, symbol);
	return item ? match->group_of_unit[item->file] : KERNEL_NONE;
}

static int compare_name(const void *name, const void *at)
{
	return strcmp(name, (*(const struct kernel_symbol **)at)->name);
}

const struct kernel_symbol *match_global(const struct match *match,
					 const char *name)
{
	const struct kernel_symbol **found =
		match->globals.size
			? bsearch(name, match->globals.data,
				  match->globals.size,
				  sizeof(*match->globals.data), compare_name)
			: NULL;

	return found ? *found : NULL;
}
