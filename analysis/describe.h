/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an item refers to, in words that two builds share. */
#ifndef LDFOLD_DESCRIBE_H
#define LDFOLD_DESCRIBE_H

#include "analysis/work.h"

enum { MOST_SPECIALS = 64 };

enum piece_state {
	PIECE_NEW,  /* met, but nothing is known of it */
	PIECE_OPEN, /* may lead back to one that isn't hashed yet */
	PIECE_DONE,
};

/* A piece of private data that leads elsewhere. */
struct private_piece {
	uint32_t section, key;
	uint64_t start, end;
	uint64_t hash;
	uint32_t next; /* one at the same place, or 0 */
	uint32_t rank; /* among the open ones */
	uint32_t low;  /* the least rank that it leads back to */
	uint8_t state; /* enum piece_state */
	bool doubt;
};

/* A piece at work, and where what it waits for begins in the wanted ones. */
struct private_frame {
	uint32_t piece;
	size_t first_wanted;
};

/* What is known of the private data of an item, see private.c. */
struct digest;

/* Append the contents from START to END of SECTION, a variable KEY, with what
 * they refer to. 0, or -1 (reported). */
typedef int put_piece(struct digest *d, uint32_t section, const char *key,
		      uint64_t start, uint64_t end);

struct private_data {
	struct pairs places;		  /* section and offset, the low half */
	VEC(uint32_t) first;		  /* piece, by place */
	VEC(struct private_piece) pieces; /* from 1 on */
	VEC(uint32_t) open;
	VEC(struct private_frame) frames;
	VEC(uint32_t) wanted;
	uint64_t budget;  /* relocations that may still be looked at */
	put_piece *write; /* put_contents(), which comes back here for
				 * what a piece leads to */
};

/* An address from which accesses of an item go on. */
struct origin {
	uint32_t section;
	int64_t offset;
	bool by_access; /* what is done with it counts by its accesses, and not
			 * by the relocation that makes it */
};

/* A field that leads to another item, or amid what has no symbol, and has no
 * relocation. */
struct branch {
	uint64_t at, target; /* in the section */
	uint16_t width;
};

struct digest {
	struct work *work;
	uint32_t item;		    /* the one at work */
	struct surroundings around; /* of it */
	struct private_data private;
	/* Writable special statics that it has led to so far. */
	uint32_t specials[MOST_SPECIALS];
	unsigned int nspecials;
	/* What was described last is known to checksums by this name instead of
	 * its key, which others have numbers in; or 0. */
	uint32_t stable;
	bool local;	    /* what was described last is an item here */
	uint32_t layout_of; /* section whose layout was asked for last, or 0 */
	uint64_t layout;
	VEC(uint32_t) leads; /* names of those that private data leads to */
	VEC(struct origin) origins;  /* of the item's accesses, in order */
	VEC(struct branch) branches; /* of the item, in order */
};

/* What TARGET is to the item, which uses SIZE bytes there at least: *ret, all
 * but offset, type and width. 0, or -1 (reported). */
int describe_target(struct digest *d, const struct target *target,
		    uint64_t size, struct reference *ret);

/* The same for all of its section, of which anything may be meant. */
int describe_whole(struct digest *d, const struct target *target,
		   struct reference *ret);

/* What REL of SECTION refers to: 1 and *ret, all but the offset, 0 if nothing,
 * or -1 (reported). */
int describe(struct digest *d, uint32_t section, const Elf64_Rela *rel,
	     struct reference *ret);

/* Append what REL of SECTION refers to as part of data that begins at START. 0,
 * also if it is nothing, or -1 (reported). */
int put_described(struct digest *d, uint32_t section, const Elf64_Rela *rel,
		  uint64_t start);

/* List the origins of d's item. 0, or -1 (reported). */
int describe_origins(struct digest *d);

/* Does what d's item does with the address ORIGIN of SECTION count by its
 * accesses? OTHERWISE if there are none. */
bool describe_by_access(const struct digest *d, uint32_t section,
			int64_t origin, bool otherwise);

put_piece put_contents;

/* Append what counts of ENTRY of a table. 0, or -1 (reported). */
int put_entry(struct digest *d, const struct work_entry *entry);

/* The hash of private data of SECTION, a variable KEY or "", from START to END:
 * 0 and *ret, or -1 (reported). */
int hash_private(struct digest *d, uint32_t section, uint32_t key,
		 uint64_t start, uint64_t end, uint64_t *ret);

/* How the symbols of SECTION follow each other, and all that has none there:
 * the hash of that in *ret. 0, or -1 (reported). */
int hash_layout(struct digest *d, uint32_t section, uint64_t *ret);

/* What is known of private data may cost BUDGET relocations; the rest is a
 * doubt. 0, or -1 (reported). Release with private_deinit. */
int private_init(struct private_data *p, uint64_t budget, put_piece *write);
void private_deinit(struct private_data *p);

/* Begin anew, with another item. */
void private_forget(struct private_data *p);

/* Append the bytes from OFFSET to END of SECTION as they are in the object, but
 * for what the linker sets whatever they are; none if it has none. */
int put_bytes(struct work *work, uint32_t section, uint64_t offset,
	      uint64_t end);

#endif
