/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What livepatch analysis knows of objects: their functions and variables,
 * here called items, what each refers to, and checksums that are equal in two
 * builds exactly if both would do the same. ldfold-sidecar(5) has the recipe
 * of the checksums in prose.
 *
 * An analysis is made from objects (analysis_add_object) or read from a
 * sidecar; who uses it can't tell. */
#ifndef LDFOLD_ANALYSIS_H
#define LDFOLD_ANALYSIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/strtab.h"
#include "common/vec.h"
#include "machine/machine.h"

enum {
	/* Of checksums; only equal recipes are compared. */
	ANALYSIS_RECIPE = 10,
};

#define ANALYSIS_NONE UINT32_MAX

enum item_flags {
	ITEM_FUNCTION = 1,
	ITEM_LOCAL = 1 << 1,
	ITEM_WEAK = 1 << 2,
	ITEM_WRITABLE = 1 << 3,
	ITEM_TLS = 1 << 4,
	ITEM_ALIAS = 1 << 5,   /* another item is at the same place */
	ITEM_GROUP = 1 << 6,   /* in a section group */
	ITEM_TABLE = 1 << 7,   /* a section without symbols, by its name */
	ITEM_PRIVATE = 1 << 8, /* counts with who refers to it: CSWTCH.1 */
	ITEM_SPECIAL = 1 << 9, /* never paired: __func__.1 */
	ITEM_STATIC = 1 << 10, /* a static local, known by its function */
	/* How it can be patched. */
	ITEM_MCOUNT = 1 << 11,	  /* an entry of __mcount_loc is in it */
	ITEM_PATCHABLE = 1 << 12, /* __patchable_function_entries */
	ITEM_NOKPROBE = 1 << 13,
	ITEM_NOINSTR = 1 << 14,
	ITEM_INIT = 1 << 15,
	ITEM_EXIT = 1 << 16,
	ITEM_EXPORTED = 1 << 17,
	/* What one reference means couldn't be told for sure; it counts as it
	 * stands in the object, and an equal checksum is no proof. */
	ITEM_DOUBT = 1 << 18,
	ITEM_UNSTABLE = 1 << 19, /* its name counts lines or uses */
	ITEM_OWN = 1 << 20,	 /* in a section of its own, BASE.SYMBOL */
	ITEM_IGNORED = 1 << 21,	 /* kpatch was told to, in its own sections */
	ITEM_CALLBACK = 1 << 22, /* kpatch calls it when a patch is loaded */
	ITEM_HIDDEN = 1 << 23,	 /* or internal */
	ITEM_PROTECTED = 1 << 24,
	/* 1 + the binary logarithm of the alignment of a variable in a section
	 * of its own, 6 bits; of a function of ppc64 where calls within the
	 * module enter it, as st_other has it, 3 bits. */
	ITEM_ALIGNMENT = 0x3f << 25,
	/* With ITEM_TABLE: what of the section no one is seen to refer to. */
	ITEM_REST = ITEM_OWN,
};

enum { ITEM_ALIGNMENT_SHIFT = 25 };

/* Bytes in front of it or behind it are its own. */
#define ITEM_SURROUNDED UINT32_C(0x80000000)

/* What else than its checksum makes an item another one. */
enum {
	ITEM_PROPERTIES = ITEM_FUNCTION | ITEM_LOCAL | ITEM_WEAK |
			  ITEM_WRITABLE | ITEM_TLS | ITEM_TABLE | ITEM_HIDDEN |
			  ITEM_PROTECTED | ITEM_ALIGNMENT | ITEM_NOKPROBE,
};

/* A function or variable; or a section that has no symbols. */
struct item {
	uint64_t size;
	uint64_t checksum; /* of all that makes a difference */
	uint64_t lineless; /* the same without line numbers */
	uint64_t bytes;	   /* of its bytes, what relocations set taken as
				 * 0; 0: it has none */
	uint64_t value;	   /* offset in its section */
	uint32_t name;	   /* strings of the analysis from here on */
	uint32_t key;	   /* the name that other builds share: n@foo */
	uint32_t base;	   /* section without -ffunction-sections */
	uint32_t source;   /* STT_FILE it is under, or 0 */
	uint32_t section;  /* number in the object */
	uint32_t flags;	   /* enum item_flags */
	uint32_t parent;   /* item it is a split-off part or a second name
				 * of, or itself */
	uint32_t export;   /* which modules may use it, in words, or 0 */
	uint32_t file;
	uint32_t record; /* of a sidecar: 1 + index of its symbol, or 0 */
	bool overridden; /* of one: the link took another definition */
	uint32_t first_reference;
	uint32_t nreferences;
};

/* Bytes of a string's text that are kept. */
enum { ANALYSIS_TEXT_KEPT = 60 };

enum reference_kind {
	REFERENCE_SYMBOL = 1, /* TARGET + value */
	REFERENCE_STRING,   /* TARGET is the text, cut short; value its hash */
	REFERENCE_CONSTANT, /* value is the hash of the constant */
	REFERENCE_PRIVATE,  /* value is the hash of the contents; TARGET the
				 * name, if any */
	REFERENCE_SELF,	    /* value bytes into the item itself */
	REFERENCE_SECTION,  /* TARGET, a section, + value */
	REFERENCE_ENTRY,    /* value is the hash of an entry of TARGET, a
				 * table that speaks of the item */
	REFERENCE_INDIRECT, /* TARGET, to which private data of the item or
				 * an entry leads; told behind all others */
};

enum reference_flags {
	REFERENCE_DOUBT = 1,
	REFERENCE_TOC = 2,    /* through a word of .toc */
	REFERENCE_PLACE = 4,  /* by place: any of the names there is meant */
	REFERENCE_WITHIN = 8, /* not to the beginning of a string or constant:
				 * value also says to where, and TARGET is the
				 * text from there on */
};

/* One thing that an item refers to, by offset. */
struct reference {
	uint64_t value;
	uint32_t target; /* string */
	uint32_t offset; /* in the item; of a REFERENCE_ENTRY its rank */
	uint16_t type;	 /* of the relocation; 0: none, a branch */
	uint8_t kind;	 /* enum reference_kind */
	uint8_t flags;
	uint16_t width; /* bytes that the linker sets there */
	struct machine_insn insn;
};

struct analysis_file {
	uint32_t name;
	uint32_t member;
	uint32_t first_item;
	uint32_t nitems;
};

struct analysis {
	struct strtab strings;
	VEC(struct analysis_file) files;
	VEC(struct item) items; /* by file; there as in the object */
	VEC(struct reference) references;
	uint32_t comment; /* compilers, as .comment has them */
	unsigned int machine;
	bool big; /* byte order */
};

/* Prepare an empty one. 0, or -1 (reported). Release with analysis_deinit. */
int analysis_init(struct analysis *analysis);
void analysis_deinit(struct analysis *analysis);

struct relobj;

/* The work on one object after another: what is kept between them. Its
 * functions are called work_, those of the room in work.h, too. */
struct work;

struct work *work_create(void);
void work_destroy(struct work *work);

/* Add the items of SIZE bytes at OFFSET of FD, an object called NAME, or MEMBER
 * of the archive NAME. 0, 1 if it is no relocatable object of a 64-bit machine
 * (nothing is added), or -1 (reported). */
int analysis_add_object(struct analysis *analysis, struct work *work,
			const char *name, const char *member, int fd,
			uint64_t offset, uint64_t size);

/* The bytes of an item, or of what one of its references leads to. */
struct contents {
	const unsigned char *data;
	size_t size;
	bool big;	  /* byte order of its numbers */
	bool addresses;	  /* relocations set some of them */
	uint32_t section; /* where they are in the object */
	uint64_t start;
};

/* Contents of ITEM or, if not NULL, what REFERENCE of it leads to, in the
 * object that WORK has added last: 1 and *ret, valid until it adds another
 * one; 0 if there are none. */
int work_contents(struct work *work, const struct item *item,
		  const struct reference *reference, struct contents *ret);

/* The place in CONTENTS of the address NUMBER of those in it, from 0, and what
 * it leads to as new memory: the name of a symbol, a text in quotation marks.
 * 1, 0 if there are not so many, or -1 (reported). */
int work_address(struct work *work, const struct contents *contents,
		 size_t number, uint64_t *offset, char **ret);

/* XXH3-64 of the SIZE BYTES of ITEM with all that a linker sets as 0, as its
 * references tell; BYTES are changed. 0 if SIZE is. What the object has gives
 * item->bytes. */
uint64_t analysis_hash_masked(const struct analysis *analysis,
			      const struct item *item, unsigned char *bytes,
			      size_t size);

/* Are A and B, references in two builds for one machine, of the same type? All
 * branches are: assemblers resolve those to a local function of the same section,
 * and leave those to a global one to the linker. */
bool analysis_is_same_type(const struct analysis *analysis,
			   const struct reference *a,
			   const struct reference *b);

/* Was FILE linked from several objects before (ld -r)? Then it has locals of
 * several sources, and the source of one says nothing of the others. */
bool analysis_is_joined(const struct analysis *analysis, uint32_t file);

/* For qsort_r with an analysis: numbers of items by file and key. */
int analysis_compare_keys(const void *a, const void *b, void *analysis);

/* One of the COUNT items of LIST, in that order, that is of FILE and called
 * KEY; or ANALYSIS_NONE. */
uint32_t analysis_find_key(const struct analysis *analysis,
			   const uint32_t *list, size_t count, uint32_t file,
			   const char *key);

static inline const char *analysis_string(const struct analysis *analysis,
					  uint32_t string)
{
	return strtab_get(&analysis->strings, string);
}

#endif
