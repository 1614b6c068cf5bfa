/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An object's section as the law sees it. */
#ifndef LDFOLD_VIEW_H
#define LDFOLD_VIEW_H

#include "common/vec.h"
#include "elf/object.h"
#include "script/law.h"

typedef VEC(struct law_symbol) law_symbol_list;

/* Fill in all of *ret but what is true of the whole file. Its symbols are put
 * into SYMBOLS, in place of what is there. 0, or -1 (reported). */
int view_section(const struct object *object,
		 const struct object_section *section, law_symbol_list *symbols,
		 struct law_section *ret);

#endif
