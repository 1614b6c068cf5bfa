/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the output sections that rule 4 added stand where ld would have put
 * them. */
#ifndef LDFOLD_ORDER_H
#define LDFOLD_ORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "common/vec.h"
#include "elf/object.h"
#include "script/law.h"

struct limit;

/* The first orphan of a kind, see orphan_kind(). */
struct first_orphan {
	const char *kind;
	char *name;
};

struct order {
	const struct rules *rules;
	const struct script *original, *folded;
	const struct law *law;
	VEC(uint32_t) added; /* bases of rule 4 as they first appear */
	VEC(uint32_t)
	met; /* these and, of lld, bases that are orphans, in
				* the order in which they first appear */
	VEC(uint32_t)
	first_here;	       /* those of them that the current file is the
				 * first to have, in its order */
	const char *overtaken; /* the first of rule 4's sections that an orphan
				 * wrongly stands before, or of lld behind, or
				 * NULL */
	char *overtaker;       /* that orphan */
	VEC(struct first_orphan) orphans; /* lld */
	bool has_own;	   /* ld has come to what it makes itself, .got and
				 * the like */
	const char *early; /* rule 4's first section for data met before
				 * that, or NULL */
	const char
		*anchored[2]; /* two of rule 4's sections that section anchors
				 * would have in the other order, or NULL */
	char *anchored_file;  /* that decides */
	const char *stray;    /* a kind of orphans that is there, and no
				 * section of it in the script, or NULL */
	char *stray_name;     /* the first such orphan */
};

/* The scripts, LAW and RULES have to outlive it. */
void order_init(struct order *order, const struct script *original,
		const struct script *folded, const struct law *law,
		const struct rules *rules);
void order_deinit(struct order *order);

/* Note where an object begins, and where OBJECT, called NAME, ends, in an output
 * with DYNAMIC symbols or without. 0, or -1 (reported). */
void order_enter(struct order *order);
int order_leave(struct order *order, const struct object *object,
		const char *name, bool dynamic);

/* Note SECTION, judged as VERDICT, before LIMIT counts it as an orphan. 0, or
 * -1 (reported). */
int order_note(struct order *order, const struct limit *limit,
	       const struct object_section *section,
	       const struct law_verdict *verdict);

/* Note that rule 4 adds a section for base number BASE, for the current file's
 * sake; and whether it has been. 0, or -1 (reported). */
int order_add(struct order *order, uint32_t base);
bool order_has_added(const struct order *order, uint32_t base);

/* Are the sections that rule 4 added in the order of their first inputs? */
bool order_holds(const struct order *order);

/* Warn where an added section of OUTPUT may stand elsewhere than in the plain
 * link. FOLDS: there are symbol sections. */
void order_warn(const struct order *order, const char *output, bool folds);

/* The same of OUTPUT's sections that ld has made itself, once it is there: *ret
 * is the first of them that stands before an added section, or NULL, and
 * *warning, to be freed, what is to be said if ld has met that in an object. 0,
 * or -1 (reported). */
int order_find_made(const struct order *order, const char *output,
		    const char **ret, char **warning);

#endif
