/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lld is foreseen to do, and whether its map says that it did. */
#ifndef LDFOLD_FORESIGHT_H
#define LDFOLD_FORESIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/strtab.h"
#include "common/vec.h"
#include "elf/object.h"
#include "script/law.h"

/* An input section, and the statement of the folded script that takes it. */
struct foreseen {
	uint32_t file;
	uint32_t name; /* in names */
	uint32_t next; /* another of that name in files of that owner: its
			  * number from 1, or 0 */
	unsigned int statement; /* or PLACE_NONE */
	bool must;		/* nothing may have made lld drop it */
	bool moves;		/* lld sorts it among others */
	bool twin;		/* there is another of NEXT's kind */
	bool seen;
};

struct foreseen_file {
	uint32_t owner; /* in owners */
	bool lazy;	/* lld need not have loaded it */
	bool shares;	/* another one has the same owner */
};

/* Of a hash table: a section's number from 1, or 0, and what it is found by. */
struct foresight_slot {
	uint32_t number;
	uint32_t hash;
};

struct foresight {
	const struct script *folded;
	struct strtab owners; /* files, as the map calls them */
	struct strtab names;
	VEC(struct foreseen_file) files;
	VEC(struct foreseen) sections;
	VEC(uint32_t) first; /* by owner's number in OWNERS: file from 1 */
	struct foresight_slot *slots; /* by owner and name: the first section */
	size_t nslots;
	bool collects; /* --gc-sections: anything may be missing */
	bool late;     /* there are files that lld makes of bitcode */
};

/* FOLDED has to outlive it. 0, or -1 (reported); release with foresight_deinit
 * in either case. */
int foresight_init(struct foresight *foresight, const struct script *folded);
void foresight_deinit(struct foresight *foresight);

/* Begin with a file that the map will call OWNER. 0, or -1 (reported). */
int foresight_file(struct foresight *foresight, const char *owner, bool lazy);

/* SECTION of the current file was judged as VERDICT. 0, or -1 (reported). */
int foresight_note(struct foresight *foresight,
		   const struct object_section *section,
		   const struct law_verdict *verdict);

/* Compare with the map TEXT, SIZE bytes, of a link of OUTPUT. LINKED, an element
 * for each file, becomes true for those that were linked. The number of
 * differences (reported: as warnings if WARN), or -1 (reported). */
long foresight_check(struct foresight *foresight, const char *output,
		     const char *text, size_t size, bool warn, bool *linked);

#endif
