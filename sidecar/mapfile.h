/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the map that GNU ld writes for -Map: which input section went where.
 * ld tells this nowhere else once the link is done. */
#ifndef LDFOLD_MAPFILE_H
#define LDFOLD_MAPFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum map_kind {
	MAP_OUTPUT,		/* an output section that has an address */
	MAP_INPUT,		/* an input section, COMMON, *fill*, ... */
};

/* One line of interest. The texts point into the map and end in no NUL. */
struct map_line {
	enum map_kind kind;
	const char *name;	/* the section's name */
	size_t name_length;
	const char *owner;	/* MAP_INPUT: FILE or ARCHIVE(MEMBER) */
	size_t owner_length;
	uint64_t address;
	uint64_t size;		/* final, bytes */
	uint64_t input_size;	/* MAP_INPUT: before ld relaxed or merged it */
};

struct map_reader {
	const char *at;
	const char *end;
	bool whole;		/* the line that ends ld's statements was seen */
};

/* Start to read the map TEXT of SIZE bytes, which has to stay as it is, at its
 * memory map: what is before (archive members, common symbols, discarded
 * sections) is passed over. 0, or -1 (not reported) if it isn't a map of ld. */
int map_start(struct map_reader *reader, const char *text, size_t size);

/* The next line. True and *ret, or false at the end. */
bool map_next(struct map_reader *reader, struct map_line *ret);

/* Whether the map TEXT of SIZE bytes has an assignment of the script that gave
 * ADDRESS to NAME. Takes as long as reading all of it. */
bool map_has_assignment(const char *text, size_t size, const char *name,
			uint64_t address);

/* After the end: the map was not cut short, as far as it can show that. */
bool map_is_whole(const struct map_reader *reader);

#endif
