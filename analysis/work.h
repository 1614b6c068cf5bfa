/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of analysing one object, shared by the files of this directory. */
#ifndef LDFOLD_WORK_H
#define LDFOLD_WORK_H

#include "analysis/analysis.h"
#include "analysis/names.h"
#include "analysis/policy.h"
#include "analysis/relobj.h"
#include "common/pairs.h"
#include "machine/effect.h"
#include "machine/machine.h"

struct carry;
struct follower;

#define WORK_NONE UINT32_MAX

#define WORK_NO_LABEL INT64_MIN

enum { WORK_TYPES = 512 };

struct work_symbol {
	enum name_class class;
	uint32_t item; /* of the analysis, or WORK_NONE */
	uint8_t line;  /* 1 + rank in lines.c: it takes a line number */
	bool entry;    /* ftrace's: who calls it can be patched */
	bool named;    /* a relocation has it, and means it */
	uint32_t name; /* string of the analysis, or 0: not yet there */
};

/* A symbol that stands for something, one for each value, and what is around
 * it. */
struct work_mark {
	uint32_t symbol;
	uint64_t value;
	uint64_t front; /* where what is in front of it and its own
				 * begins, or VALUE */
	uint64_t end;	/* where it, or one that began before, ends */
	uint64_t tail;	/* where what is behind that and no filler
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
	bool decode;   /* its code holds distances to other items */
	bool owned;    /* without symbols, made for one owner */
	bool whole;    /* and counts as one thing */
	bool all;      /* somebody means all of it */
	bool followed; /* data that shares it: what code does with an
				 * address in it has to be known */
	bool joined;   /* see work_is_joined(); only if it is followed */
	bool lost;     /* what some code does isn't, so that all of it
				 * counts for that */
};

/* Where control comes to, or leaves, that the code there doesn't show. */
enum work_flow {
	FLOW_SITE,	 /* it may go elsewhere without a jump, or comes
				  * from such a place */
	FLOW_FROM_TABLE, /* a table without a name has its address */
	FLOW_FROM_CODE,	 /* code of another section goes there */
	WORK_FLOWS,
};

/* From one place in a section the kernel may lead to another one. */
struct work_way {
	uint32_t section;
	uint64_t from, to;
};

/* A place in the object. */
struct work_place {
	uint32_t section;
	uint64_t offset;
};

/* A relocation at AT of section FROM that leads to OFFSET of SECTION, which has
 * no name or is shared by several. */
struct work_use {
	uint32_t section, from;
	int64_t offset;
	uint64_t at;
	uint32_t symbol;   /* that is there, or 0 */
	uint32_t meant;	   /* another one, with something added, or 0 */
	unsigned int size; /* bytes that are used there, 0: not known */
	bool indexed;	   /* something is added to it */
	bool followed;	   /* what is done with it is in accesses */
};

/* The relocation at AT of section FROM means SYMBOL, whatever is there; or, if
 * that is 0, ANY place in the section that it leads to, or SIZE bytes there. */
struct work_meant {
	uint32_t from, symbol;
	uint64_t at;
	unsigned int size;
	bool any;
};

enum access_kind {
	ACCESS_READ,   /* bytes are read or written */
	ACCESS_ESCAPE, /* an address goes out of sight */
	ACCESS_MOVE,   /* another address is made of it */
	ACCESS_END,    /* it is only compared: the end of a loop */
};

/* What the instruction at AT of SECTION does with an address that was made of
 * one by a relocation elsewhere. */
struct work_access {
	uint32_t section;
	uint64_t at;
	struct effect_field field; /* of it in the instruction */
	enum access_kind kind;
	uint32_t to;	/* section that is meant */
	int64_t origin; /* the place that the relocation gave */
	int64_t target; /* and the one that is meant */
	bool is_plain;	/* of a symbol, as any other address of it */
	/* The address is indexed, or goes out of sight, as the relocation made
	 * it, and nothing else is done with it: the relocation says all, unless
	 * something else is meant. */
	bool is_itself;
	unsigned int size; /* bytes from there on, 0: not known */
	bool exact;	   /* and no more */
	bool indexed;	   /* something is added to it */
	bool through;	   /* ESCAPE: a pointer goes on from there through an
			    * array; END: to there */
	uint32_t meant;	   /* symbol, if not what is there, or 0 */
	bool any;	   /* or anything in the section */
};

/* Does the place count by ACCESS, and not by the relocation that made its
 * address? */
static inline bool work_counts(const struct work_access *access)
{
	return !access->is_itself || access->any || access->meant;
}

/* Added to a size: no more bytes than that are used. */
#define WORK_EXACTLY (1ull << 63)

/* How many bytes ACCESS uses, for work_chunk_end(). */
static inline uint64_t work_size(const struct work_access *access)
{
	return access->size | (access->exact ? WORK_EXACTLY : 0);
}

/* What is known of the addresses in a function. */
enum follow {
	FOLLOW_NOT, /* there are none */
	FOLLOW_DONE,
	FOLLOW_LOST,
};

/* An entry of a table, and the item that it speaks of. */
struct work_entry {
	uint32_t item;
	uint32_t section;
	uint64_t offset;
	uint64_t size;
};

/* Bytes of an item that aren't taken into account. */
struct work_cut {
	uint64_t offset; /* in the item */
	uint32_t length;
	uint32_t kept; /* of them, as 0: one of what makes a number, so
				 * that its place counts */
};

/* Where something begins that no symbol covers. */
struct work_edge {
	uint64_t offset;
	uint64_t text_end; /* where it ends if it is a text */
};

/* Where an instruction was found, to go on from. */
struct work_cursor {
	uint32_t section;
	uint64_t start; /* of the code that was walked */
	uint64_t at;
	bool lost;
};

struct work {
	struct relobj obj;
	struct analysis *analysis;
	VEC(struct work_symbol) symbols; /* by number in the object */
	VEC(struct work_section) sections;
	VEC(struct work_mark) marks;
	VEC(struct work_edge) edges;
	VEC(struct work_place) all_edges; /* to make those of */
	VEC(struct work_use) uses;	  /* by section and offset */
	VEC(struct work_meant) meant;	  /* by section and place */
	/* By section and offset. */
	VEC(struct work_place) flows[WORK_FLOWS];
	VEC(struct work_way) ways;
	VEC(struct work_access) accesses; /* by section and place */
	/* By item of the file: its name less what compilers number, or 0 if it
	 * has no number. */
	VEC(uint32_t) stables;
	VEC(unsigned char) followed;	/* enum follow, by item of the file */
	struct follower *follower;	/* what follow.c works with, or NULL */
	struct carry *carry;		/* what lines.c works with, or NULL */
	VEC(struct work_entry) entries; /* by item */
	VEC(struct work_place) traced;	/* by section, see replaced.c */
	bool traced_known;
	VEC(unsigned char) buffer; /* what is hashed */
	struct pairs pairs;	   /* of a string and a source */
	VEC(uint32_t) numbers;	   /* one for each of them */
	struct policy_index policies;
	struct reloc_type types[WORK_TYPES]; /* of machine */
	const struct machine *machine; /* of all objects so far, or NULL */
	bool fills_fields; /* some types of it do, see struct reloc_type */
	struct work_cursor cursor;
	uint32_t file;
	bool doubt;		   /* met since it was last cleared */
	bool has_lines;		   /* the same: numbers of lines */
	bool may_have_lines;	   /* the same: if a text speaks of a line */
	bool lineless;		   /* take them as 0 */
	VEC(struct work_cut) cuts; /* of the item at work if so, by offset */
};

/* What a relocation or a branch means. */
struct target {
	uint32_t symbol;  /* number in the object, or 0: none is there */
	uint32_t section; /* 0: undefined */
	int64_t offset;	  /* in the symbol, else in the section */
	bool toc;
	/* Where the label is that it was given by, in a section of what is
	 * merged; or WORK_NO_LABEL. */
	int64_t label;
};

/* OFFSET + BY, which wraps as addresses do: an addend can be any number. */
static inline int64_t work_shifted(int64_t offset, uint64_t by)
{
	return (int64_t)((uint64_t)offset + by);
}

/* Where TARGET is in its section. */
static inline int64_t work_offset(const struct work *work,
				  const struct target *target)
{
	return target->symbol
		       ? work_shifted(
				 target->offset,
				 work->obj.symbols.data[target->symbol].value)
		       : target->offset;
}

/* Let TARGET, a place, be one of SYMBOL instead of what is there. */
static inline void work_mean(const struct work *work, struct target *target,
			     uint32_t symbol)
{
	target->offset = work_shifted(work_offset(work, target),
				      -work->obj.symbols.data[symbol].value);
	target->symbol = symbol;
}

/* -- gaps.c -------------------------------------------------------------- */

/* Find out what is around the marks of SECTION, whose symbols, values and
 * fronts are known. 0, or -1 (reported). */
int work_find_gaps(struct work *work, uint32_t section);

/* What the item of a mark consists of beside its bytes: those from its end to
 * tail, and those from front to front_end. Nothing if these are equal. */
struct surroundings {
	uint64_t tail;
	uint64_t front, front_end;
};

/* Take what is left of an overridden function, see replaced.c, from what is in
 * front of MARK of SECTION, and behind it. 0, or -1 (reported). */
int work_drop_replaced(struct work *work, uint32_t section,
		       struct work_mark *mark);

struct surroundings work_surroundings(const struct work *work, uint32_t item);

/* -- flows.c ------------------------------------------------------------- */

/* Fill work->flows and ways, which are empty. 0, or -1 (reported). */
int work_find_flows(struct work *work);

/* The ways from places of SECTION, from START up to END: the first one, and where
 * the last one ends. */
const struct work_way *work_ways(const struct work *work, uint32_t section,
				 uint64_t start, uint64_t end,
				 const struct work_way **ret_end);

/* The first place from START of SECTION on that is one of flow HOW, or
 * UINT64_MAX. */
uint64_t work_next_flow(const struct work *work, enum work_flow how,
			uint32_t section, uint64_t start);

/* -- resolve.c ----------------------------------------------------------- */

/* The type of a relocation of the object. */
static inline struct reloc_type work_type(const struct work *work,
					  uint32_t type)
{
	return type < WORK_TYPES ? work->types[type]
				 : machine_reloc(work->machine, type);
}

/* What REL, a relocation of section SECTION, means. False if it means nothing
 * (a marker, or the place of its field, which the other half of a pair counts
 * from). Sets work->doubt where it can't be told for sure. */
bool work_resolve(struct work *work, uint32_t section, const Elf64_Rela *rel,
		  struct target *ret);

/* Is the field of REL, a relocation of SECTION, that of a call or jump of x86? */
bool work_is_branch(const struct work *work, uint32_t section,
		    const Elf64_Rela *rel);

/* The other one of two relocations that make one number in a place, or NULL if
 * REL of SECTION isn't one of two: the distance of what is added from what is
 * subtracted, which RISC-V has no single relocation for (its ELF psABI,
 * R_RISCV_ADD32 and R_RISCV_SUB32). */
const Elf64_Rela *work_other_half(const struct work *work, uint32_t section,
				  const Elf64_Rela *rel);

/* Does symbol NUMBER only say where something is, as a section's or a label
 * does? */
static inline bool work_is_place(const struct work *work, uint32_t number)
{
	const struct relobj_symbol *symbol = &work->obj.symbols.data[number];

	return symbol->section &&
	       (relobj_is_section_symbol(symbol) ||
		work->symbols.data[number].class == NAME_LABEL);
}

/* Does SECTION hold instructions? */
static inline bool work_is_code(const struct work *work, uint32_t section)
{
	return work->obj.sections.data[section].flags & SHF_EXECINSTR;
}

/* What is at OFFSET of SECTION. */
struct target work_locate(const struct work *work, uint32_t section,
			  int64_t offset);

/* The last mark of SECTION at OFFSET or below: its rank, or WORK_NONE. */
uint32_t work_mark_below(const struct work *work,
			 const struct work_section *section, int64_t offset);

/* The first place in [START, END) of SECTION that a relocation leads to and
 * that no symbol covers, or END. */
uint64_t work_first_edge(const struct work *work, uint32_t section,
			 uint64_t start, uint64_t end);

/* Is SYMBOL an assembler's label of constant data, which may have data without a
 * name behind it: optprobe_template_end of x86 in .rodata? What a section symbol
 * leads to there may be the label's or not, and counts for both. */
bool work_is_loose(const struct work *work, uint32_t symbol);

/* Where the bytes that SYMBOL stands for end in its section. */
uint64_t work_symbol_end(const struct work *work, uint32_t symbol);

/* The end of what begins at OFFSET of SECTION without a symbol, of which SIZE
 * bytes are used at least. That they are all is believed where the whole section
 * counts for somebody, so that no byte counts for nobody. */
uint64_t work_chunk_end(const struct work *work, uint32_t section,
			uint64_t offset, uint64_t size);

/* Set the text_end of the edges of SECTION, of which the offsets are known. */
void work_end_texts(struct work *work, uint32_t section);

/* The last edge of SECTION at OFFSET or below; or 0. */
uint64_t work_edge_below(const struct work *work, uint32_t section,
			 uint64_t offset);

/* For qsort: places by section and offset. */
int work_compare_places(const void *a, const void *b);

/* The first of COUNT places in that order that isn't before OFFSET of
 * SECTION. */
size_t work_first_place(const struct work_place *places, size_t count,
			uint32_t section, uint64_t offset);

/* Is anything from START to END of SECTION not 0, or set by the linker? */
bool work_has_bytes(const struct work *work, uint32_t section, uint64_t start,
		    uint64_t end);

/* Where the instruction that the byte at OFFSET of SECTION is part of begins:
 * true and *ret, or false if the code can't be read. */
bool work_insn_start(struct work *work, uint32_t section, uint64_t offset,
		     uint64_t *ret);

/* The item that the place at OFFSET of SECTION is part of, or WORK_NONE. */
uint32_t work_item_at(const struct work *work, uint32_t section,
		      uint64_t offset);

/* The symbol that the relocation at AT of section FROM means by way of
 * work_indexed(), or 0. */
uint32_t work_meant_by(const struct work *work, uint32_t from, uint64_t at);

/* What else is known of that relocation, or NULL. */
const struct work_meant *work_noted(const struct work *work, uint32_t from,
				    uint64_t at);

/* -- joined.c ------------------------------------------------------------ */

/* Does SECTION have the name of SYMBOL behind another one, as -fdata-sections
 * makes it for that symbol alone? */
bool work_is_named_after(const struct relobj_section *section,
			 const struct relobj_symbol *symbol);

/* Has SECTION several symbols of the one name that it is called after, and nothing
 * else? */
bool work_is_joined(const struct work *work, uint32_t section);

/* Does a variable begin at OFFSET of SECTION, which `ld -r' has made of those of
 * one name that several sources have (.data.n.0), and which the code at AT of FROM
 * may know? Then an address of this place is the variable's: no compiler has seen
 * the others beside it. Only where a loop ends it may be the end of the one in
 * front. */
bool work_begins_joined(const struct work *work, uint32_t section,
			int64_t offset, uint32_t from, uint64_t at);

/* -- indexed.c ----------------------------------------------------------- */

/* Find out which symbols addresses mean that something is added to. 0, or -1
 * (reported). */
int work_indexed(struct work *work);

/* -- uses.c -------------------------------------------------------------- */

/* Find out who uses what has no name, and where it begins. 0, or -1
 * (reported). */
int work_uses(struct work *work);

/* The next bytes of SECTION from *AT on that are of no symbol and that no one
 * is seen to refer to: true, *at and *end, or false if there are no more. */
bool work_next_rest(const struct work *work, uint32_t section, uint64_t *at,
		    uint64_t *end);

/* -- follow.c ------------------------------------------------------------ */

/* Add to the accesses what function NUMBER does with addresses of sections that
 * are to be followed. 0, 1 if that can't be told (nothing is added), or -1
 * (reported). */
int work_follow(struct work *work, uint32_t number);

/* Release what that needed. */
void work_end_follow(struct work *work);

/* -- accesses.c ---------------------------------------------------------- */

/* An address of which nothing but its own symbol is used is that symbol's: as
 * if the section had no other. Drop what there is of these among the accesses
 * of one function, from FIRST on. */
void work_drop_plain(struct work *work, size_t first);

/* Put all of them in order, as work_accesses() wants it. */
void work_sort_accesses(struct work *work);

/* The accesses of the instructions of ITEM, *count of them. */
const struct work_access *work_accesses(const struct work *work,
					const struct item *item, size_t *count);

/* -- items.c ------------------------------------------------------------- */

/* Find out what sections and symbols mean, and make the items. 0, or -1
 * (reported). */
int work_items(struct work *work);

/* Add an item that stands for section NUMBER, of no size and flags yet. NULL
 * (reported) on error. */
struct item *work_section_item(struct work *work, uint32_t number);

/* -- parents.c ----------------------------------------------------------- */

/* Give the items from FIRST on that were split off a function that as their
 * parent. foo.part.0 of another object, inlined nowhere here, stays alone. 0,
 * or -1 (reported). */
int work_parents(struct work *work, uint32_t first);

/* -- second.c ------------------------------------------------------------ */

/* Flag the items from FIRST on that share a place, and give those in the
 * section of another that one as their parent. */
void work_second_names(struct work *work, uint32_t first);

/* -- labels.c ------------------------------------------------------------ */

/* Find the tables of labels that belong to one function. 0, or -1
 * (reported). */
int work_label_tables(struct work *work, uint32_t first);

/* -- keys.c -------------------------------------------------------------- */

/* Give static locals their keys. */
int work_keys(struct work *work);

/* -- tables.c ------------------------------------------------------------ */

/* Give entries of tables to the items that they speak of, and note the marks
 * of others. 0, or -1 (reported). */
int work_tables(struct work *work);

/* A field of a table: what one relocation sets, or the two that make one
 * number. */
struct work_field {
	uint64_t offset;
	const Elf64_Rela *rel; /* what leads somewhere; or to where what it is
				* the length of ends */
	bool is_length;
	size_t next; /* the relocation behind it */
};

/* The field that relocation I of SECTION is the first of. */
struct work_field work_field_at(struct work *work, uint32_t section, size_t i);

/* The entries of tables that speak of ITEM, *count of them. */
const struct work_entry *work_entries(const struct work *work, uint32_t item,
				      size_t *count);

/* -- ignored.c ----------------------------------------------------------- */

/* The string at OFFSET of SECTION that ends before END, or NULL. */
const char *work_string_at(const struct work *work, uint32_t section,
			   uint64_t offset, uint64_t end);

/* The string that REL of SECTION leads to, or "": it can't be had. */
const char *work_string_of(struct work *work, uint32_t section,
			   const Elf64_Rela *rel);

/* Flag what is in sections that kpatch was told to ignore. */
void work_ignored(struct work *work);

/* -- btfids.c ------------------------------------------------------------ */

/* What NAME, a label of .BTF_ids, stands for, as a string of the analysis. 0,
 * or -1 (reported). */
int work_name_id(struct work *work, const char *name, uint32_t *ret);

/* -- exports.c ----------------------------------------------------------- */

/* Does SECTION, of a table of exports, speak of symbols of other objects? */
bool work_exports_others(const struct work *work, uint32_t section);

/* Note on items who may use them. 0, or -1 (reported). */
int work_exports(struct work *work);

/* -- line-functions.c ---------------------------------------------------- */

/* 1 + the rank of the function NAME among those that take the number of a line,
 * or 0. */
uint8_t work_line_function(const char *name);

/* Does the function of that number take one only with some texts? */
bool work_line_needs_text(uint8_t function);

/* -- lines.c ------------------------------------------------------------- */

/* Does ITEM refer to such a text? */
bool work_has_line_text(const struct work *work, const struct item *item);

/* Clear the numbers of lines in the code of ITEM, of which a copy is at START
 * of the buffer; or note which instructions work_cut_lines() has to remove. 0,
 * or -1 (reported). */
int work_clear_lines(struct work *work, const struct item *item, size_t start);

/* Release what that needed. */
void work_end_lines(struct work *work);

/* Remove them from there. */
void work_cut_lines(struct work *work, size_t start);

/* What OFFSET in the item at work becomes by that. */
uint64_t work_cut_offset(const struct work *work, uint64_t offset);

/* How much of TEXT, of LENGTH bytes, is in front of the number of a line that
 * it ends with; LENGTH if there is none. */
size_t work_line_text(const char *text, size_t length);

/* Where the number of a line is in data: a variable of this key (or "") that
 * begins at START of SECTION. True and *offset, and how many *bits it has from
 * there on. */
bool work_line_field(struct work *work, uint32_t section, const char *key,
		     uint64_t start, uint64_t *offset, unsigned int *bits);

/* -- digest.c ------------------------------------------------------------ */

/* References and checksums of all items. 0, or -1 (reported). */
int work_digest(struct work *work);

#endif
