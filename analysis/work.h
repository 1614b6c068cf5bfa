/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of analysing one object, shared by the files of this folder. */
#ifndef LDFOLD_WORK_H
#define LDFOLD_WORK_H

#include "analysis.h"
#include "machine.h"
#include "names.h"
#include "pairs.h"
#include "policy.h"
#include "relobj.h"

#define WORK_NONE UINT32_MAX

enum { WORK_TYPES = 512 };

struct work_symbol {
	enum name_class class;
	uint32_t item;		/* of the analysis, or WORK_NONE */
	uint8_t line;		/* 1 + rank in lines.c: it takes a line number */
	bool entry;		/* ftrace's: who calls it can be patched */
	uint32_t name;		/* string of the analysis, or 0: not yet there */
};

/* A symbol that stands for something, one for each value, and what is around
 * it. */
struct work_mark {
	uint32_t symbol;
	uint64_t value;
	uint64_t front;		/* where what is in front of it and its own
				 * begins, or VALUE */
	uint64_t end;		/* where it, or one that began before, ends */
	uint64_t tail;		/* where what is behind that and no filler
				 * ends, or END */
};

struct work_section {
	struct section_policy policy;
	/* In work.marks, by value. */
	uint32_t first_mark;
	uint32_t nmarks;
	/* Places that relocations lead to, in a section of which parts have no
	 * symbol: in work.edges, by offset. */
	uint32_t first_edge;
	uint32_t nedges;
	bool decode;		/* its code holds distances to other items */
};

/* An entry of a table, and the item that it speaks of. */
struct work_entry {
	uint32_t item;
	uint32_t section;
	uint64_t offset;
	uint64_t size;
};

/* Where an instruction was found, to go on from. */
struct work_cursor {
	uint32_t section;
	uint64_t start;		/* of the code that was walked */
	uint64_t at;
	bool lost;
};

struct analyser {
	struct relobj obj;
	struct analysis *analysis;
	VEC(struct work_symbol) symbols;	/* by number in the object */
	VEC(struct work_section) sections;
	VEC(struct work_mark) marks;
	VEC(uint64_t) edges;
	VEC(struct work_entry) entries;		/* by item */
	VEC(unsigned char) buffer;		/* what is hashed */
	struct pairs pairs;			/* of a string and a source */
	VEC(uint32_t) numbers;			/* one for each of them */
	struct policy_index policies;
	struct reloc_type types[WORK_TYPES];	/* of machine */
	unsigned int machine;
	bool fills_fields;	/* of machine, see machine_fills_fields() */
	struct work_cursor cursor;
	uint32_t file;
	bool doubt;		/* met since it was last cleared */
	bool has_lines;		/* the same: numbers of lines */
	bool may_have_lines;	/* the same: if a text speaks of a line */
	bool lineless;		/* take them as 0 */
};

/* What a relocation or a branch means. */
struct target {
	uint32_t symbol;	/* number in the object, or 0: none is there */
	uint32_t section;	/* 0: undefined */
	int64_t offset;		/* in the symbol, else in the section */
	bool toc;
};

/* OFFSET + BY, which wraps as addresses do: an addend can be any number. */
static inline int64_t work_shifted(int64_t offset, uint64_t by)
{
	return (int64_t)((uint64_t)offset + by);
}

/* -- gaps.c -------------------------------------------------------------- */

/* Find out what is around the marks of SECTION, whose symbols, values and fronts
 * are known. */
void work_find_gaps(struct analyser *work, uint32_t section);

/* What the item of a mark consists of beside its bytes: those from its end to
 * tail, and those from front to front_end. Nothing if these are equal. */
struct surroundings {
	uint64_t tail;
	uint64_t front, front_end;
};

struct surroundings work_surroundings(const struct analyser *work,
				      uint32_t item);

/* -- resolve.c ----------------------------------------------------------- */

/* The type of a relocation of the object. */
struct reloc_type work_type(const struct analyser *work, uint32_t type);

/* What REL, a relocation of section SECTION, means. False if it means nothing
 * (a marker). Sets work->doubt where it can't be told for sure. */
bool work_resolve(struct analyser *work, uint32_t section,
		  const Elf64_Rela *rel, struct target *ret);

/* Does symbol NUMBER only say where something is, as a section's or a label
 * does? */
bool work_is_place(const struct analyser *work, uint32_t number);

/* What is at OFFSET of SECTION. */
struct target work_locate(const struct analyser *work, uint32_t section,
			  int64_t offset);

/* The last mark of SECTION at OFFSET or below: its rank, or WORK_NONE. */
uint32_t work_mark_below(const struct analyser *work,
			 const struct work_section *section, int64_t offset);

/* The first place in [START, END) of SECTION that a relocation leads to and that
 * no symbol covers, or END. */
uint64_t work_first_edge(const struct analyser *work, uint32_t section,
			 uint64_t start, uint64_t end);

/* Where the bytes that SYMBOL stands for end in its section. */
uint64_t work_symbol_end(const struct analyser *work, uint32_t symbol);

/* The end of what begins at OFFSET of SECTION without a symbol. */
uint64_t work_chunk_end(const struct analyser *work, uint32_t section,
			uint64_t offset);

/* -- items.c ------------------------------------------------------------- */

/* Find out what sections and symbols mean, and make the items. 0, or -1
 * (reported). */
int work_items(struct analyser *work);

/* Add an item that stands for section NUMBER, of no size and flags yet. NULL
 * (reported) on error. */
struct item *work_section_item(struct analyser *work, uint32_t number);

/* -- parents.c ----------------------------------------------------------- */

/* Give the items from FIRST on that were split off a function that as their parent.
 * foo.part.0 of another object, inlined nowhere here, stays alone. 0, or -1
 * (reported). */
int work_parents(struct analyser *work, uint32_t first);

/* -- keys.c -------------------------------------------------------------- */

/* Give static locals their keys. */
int work_keys(struct analyser *work);

/* -- tables.c ------------------------------------------------------------ */

/* Give entries of tables to the items that they speak of, and note the marks
 * of others. 0, or -1 (reported). */
int work_tables(struct analyser *work);

/* -- lines.c ------------------------------------------------------------- */

/* 1 + the rank of the function NAME among those that take the number of a line,
 * or 0. */
uint8_t work_line_function(const char *name);

/* Does the function of that number take one only with some texts? */
bool work_line_needs_text(uint8_t function);

/* Does ITEM refer to such a text? */
bool work_has_line_text(const struct analyser *work, const struct item *item);

/* Clear the numbers of lines in CODE, a copy of the code of ITEM. */
void work_clear_lines(struct analyser *work, const struct item *item,
		      unsigned char *code);

/* Where the number of a line is in data: a variable of this key (or "") in this
 * section. True and *offset, and how many *bits it has from there on. */
bool work_line_field(const char *section, const char *key, uint64_t *offset,
		     unsigned int *bits);

/* -- digest.c ------------------------------------------------------------ */

/* References and checksums of all items. 0, or -1 (reported). */
int work_digest(struct analyser *work);

#endif
