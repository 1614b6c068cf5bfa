/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Companions: sections without a symbol that the compiler makes for a function,
 * beside the function's own: .rodata.FUNC (a jump table),
 * .rodata.FUNC.str1.8. */
#ifndef LDFOLD_COMPANIONS_H
#define LDFOLD_COMPANIONS_H

#include "common/vec.h"
#include "elf/object.h"
#include "proof/view.h"
#include "script/law.h"
#include "script/rules.h"

/* A function of the current file, or a section with some, by what its
 * companions' names end in. */
struct owner {
	const char *tail;
	bool whole;	  /* it is all behind .text in its own */
	uint32_t section; /* its number in the file */
};

struct companions {
	VEC(struct owner) owners; /* by tail */
	bool known;		  /* they are this file's */
	law_symbol_list symbols;  /* of a function */
};

void companions_deinit(struct companions *companions);

/* Another file begins. */
void companions_forget(struct companions *companions);

/* Is *view, a section of OBJECT, the companion of a function? Then say so
 * there; *owner becomes the number of the function's section. 0, or -1
 * (reported). */
int companions_look(struct companions *companions, const struct law *law,
		    const struct rules *rules, const struct object *object,
		    struct law_section *view, uint32_t *owner);

#endif
