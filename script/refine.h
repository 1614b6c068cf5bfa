/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Refinements: what the rules alone could not know and the plugin found out
 * about one link's inputs. Lines of text, written by the plugin, carried and
 * remembered by fold-link, obeyed by the rewriter. See refine.c for the
 * directives. */
#ifndef LDFOLD_REFINE_H
#define LDFOLD_REFINE_H

#include <stdbool.h>
#include <stddef.h>

enum directive_kind {
	DIRECTIVE_PUT,
	DIRECTIVE_EXCEPT,
	DIRECTIVE_SECTION,
};

#define DIRECTIVE_NO_STATEMENT (-1L)

struct directive {
	enum directive_kind kind;
	long statement; /* index in the original script, or
				 * DIRECTIVE_NO_STATEMENT: the section of
				 * BASE */
	char *base;	/* base section, or NULL */
	char *name;	/* section name, or NULL */
	char *file;	/* file pattern, or NULL */
	char *line;	/* as it was added */
};

struct refinements;

/* An empty set, or NULL (reported). */
struct refinements *refinements_create(void);
void refinements_destroy(struct refinements *refinements);

/* Add one LINE (no newline), unless it is there already. 0, or -1 (reported) if
 * it isn't a directive. */
int refinements_add(struct refinements *refinements, const char *line);

size_t refinements_count(const struct refinements *refinements);

/* The line of directive I, as it was added. */
const char *refinements_line(const struct refinements *refinements, size_t i);

/* Directive I. */
const struct directive *refinements_get(const struct refinements *refinements,
					size_t i);

/* Write TEXT so that it is one word of a directive: blanks, control characters
 * and % become %XX. New memory; NULL (reported) on failure. */
char *refine_escape(const char *text);

#endif
