/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an item refers to, in words that two builds share. */
#ifndef LDFOLD_DESCRIBE_H
#define LDFOLD_DESCRIBE_H

#include "work.h"

/* Private data that refers to private data: how deep it is followed, and how
 * often in one item, since what is reached in two ways is looked at twice. */
enum { MOST_NESTED = 64, MOST_VISITS = 4096 };

/* Private data that is being described, from the outside in. */
struct nested {
	uint32_t section[MOST_NESTED];
	uint64_t offset[MOST_NESTED];
	unsigned int depth;
	unsigned int visits;
};

struct digest {
	struct analyser *work;
	uint32_t item;		/* the one at work */
	struct surroundings around;	/* of it */
	struct nested nested;
};

/* What TARGET is to the item: *ret, all but offset, type and width. 0, or -1
 * (reported). */
int describe_target(struct digest *d, const struct target *target,
		    struct reference *ret);

/* What REL of SECTION refers to: 1 and *ret, all but the offset, 0 if nothing,
 * or -1 (reported). */
int describe(struct digest *d, uint32_t section, const Elf64_Rela *rel,
	     struct reference *ret);

/* Append what REL of SECTION refers to as part of data that begins at START. 0,
 * also if it is nothing, or -1 (reported). */
int put_described(struct digest *d, uint32_t section, const Elf64_Rela *rel,
		  uint64_t start);

/* The hash of what was appended since START, which is taken away again. */
uint64_t take_hash(struct analyser *work, size_t start);

/* Append the bytes from OFFSET to END of SECTION as they are in the object, but
 * for what the linker sets whatever they are; none if it has none. */
int put_bytes(struct analyser *work, uint32_t section, uint64_t offset,
	      uint64_t end);

#endif
