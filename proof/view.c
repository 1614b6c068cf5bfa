/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Showing an object's section to the law. */
#include "proof/view.h"

#include <string.h>

int view_section(const struct object *object,
		 const struct object_section *section, law_symbol_list *symbols,
		 struct law_section *ret)
{
	ret->input.name = section->name;
	ret->input.length = strlen(section->name);
	ret->input.flags = section->flags;
	ret->type = section->type;
	ret->companion = false;
	ret->relocated = section->relocated;
	ret->clang = false;
	symbols->size = 0;
	for (size_t i = 0; i < section->nsymbols; i++) {
		const struct object_symbol *from =
			&object->symbols.data[section->first_symbol + i];
		struct law_symbol *to = vec_push(symbols);

		if (!to)
			return -1;
		to->name = from->name;
		to->value = from->value;
		to->size = from->size;
		to->type = from->info & 0xf;
	}
	ret->symbols = symbols->data;
	ret->nsymbols = symbols->size;
	return 0;
}
