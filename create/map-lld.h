/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of the map that LLVM's linker writes for -Map. */
#ifndef LDFOLD_MAP_LLD_H
#define LDFOLD_MAP_LLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum map_lld_kind {
	MAP_LLD_OUTPUT, /* an output section; or what is OUTSIDE, by its look */
	MAP_LLD_OUTSIDE, /* an assignment among the output sections */
	MAP_LLD_INPUT,	 /* an input section: FILE:(SECTION) */
	MAP_LLD_INSIDE,	 /* an assignment or data in an output section */
	MAP_LLD_SYMBOL,
};

/* One line; the texts point into the map and end in no NUL. */
struct map_lld_line {
	enum map_lld_kind kind;
	uint64_t address, size;
	const char *text; /* as it stands; MAP_LLD_INPUT: the section's name */
	size_t length;
	const char *owner; /* MAP_LLD_INPUT: the file, `<internal>' if lld has
			    * made the section */
	size_t owner_length;
};

/* Is TEXT of SIZE bytes such a map? Then *ret is where its second line
 * begins. */
bool map_lld_start(const char *text, size_t size, const char **ret);

/* Read on at *AT, before END: true and *ret, or false at the end. Lines of
 * another form, such as those of --cref, are passed over. */
bool map_lld_next(const char **at, const char *end, struct map_lld_line *ret);

#endif
