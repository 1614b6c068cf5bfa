/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the map that GNU ld, or lld, writes for -Map: which input section went
 * where. Linkers tell this nowhere else once the link is done. */
#ifndef LDFOLD_MAP_H
#define LDFOLD_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum map_kind {
	MAP_OUTPUT, /* an output section that has an address */
	MAP_INPUT,  /* an input section, COMMON, *fill*, ... */
};

/* One line of interest. The texts point into the map and end in no NUL. */
struct map_line {
	enum map_kind kind;
	const char *name; /* the section's name */
	size_t name_length;
	const char *owner; /* MAP_INPUT: FILE or ARCHIVE(MEMBER) */
	size_t owner_length;
	uint64_t address;
	uint64_t size;	     /* final, bytes */
	uint64_t input_size; /* MAP_INPUT: before ld relaxed or merged it, or
			      * MAP_SIZE_UNKNOWN */
};

/* lld doesn't tell it. */
#define MAP_SIZE_UNKNOWN UINT64_MAX

struct map_reader {
	const char *at;
	const char *end;
	bool whole; /* the line that ends ld's statements was seen */
	bool lld;   /* it is lld's */
};

/* Start to read the map TEXT of SIZE bytes, which has to stay as it is, at its
 * memory map: what is before (archive members, common symbols, discarded
 * sections) is passed over. 0, or -1 (not reported) if it is no linker's map. */
int map_start(struct map_reader *reader, const char *text, size_t size);

/* The next line. True and *ret, or false at the end. */
bool map_next(struct map_reader *reader, struct map_line *ret);

/* Whether the map TEXT of SIZE bytes has an assignment of the script that gave
 * ADDRESS to NAME. Takes as long as reading all of it. */
bool map_has_assignment(const char *text, size_t size, const char *name,
			uint64_t address);

/* Whether the map TEXT of SIZE bytes has an input section NAME of OWNER. */
bool map_has_input(const char *text, size_t size, const char *name,
		   const char *owner);

/* After the end: the map was not cut short, as far as it can show that. lld's
 * can't, but for its last line; where it is cut between two, sections are
 * missing. */
bool map_is_whole(const struct map_reader *reader);

#endif
