/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sidecar files: OUTPUT.fold says of each symbol of OUTPUT which section of
 * which object it came from. ldfold-sidecar(5) describes the file. */
#ifndef LDFOLD_SIDECAR_H
#define LDFOLD_SIDECAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sidecar_flags {
	/* One input file, so only STT_FILE symbols tell objects apart. */
	SIDECAR_SINGLE_INPUT = 1,
	/* The index of names has tags. */
	SIDECAR_TAGGED = 2,
};

enum sidecar_file_flags {
	/* Itself linked from several: local symbols under several STT_FILE. */
	SIDECAR_FILE_JOINED = 1,
};

enum sidecar_symbol_flags {
	SIDECAR_PROVEN = 1,	/* its section was proven by a symbol */
	SIDECAR_BY_NAME = 2,	/* its section was adopted by its name */
	SIDECAR_CONFIRMED = 4,	/* the output's symbol table agrees */
	SIDECAR_OVERRIDDEN = 8, /* its name means another symbol */
	SIDECAR_RELAXED = 16,	/* ld changed the size of its section */
	SIDECAR_NO_ENTRY = 32,	/* it isn't in .symtab */
	SIDECAR_NUMBERED = 64,	/* .symtab has it by the name that ld gave it,
				 * its own and a number */
};

enum sidecar_companion_kind {
	SIDECAR_DATA = 1,  /* has an address */
	SIDECAR_STRINGS,   /* merged with others', no address of its own */
	SIDECAR_CONSTANTS, /* the same */
};

/* Symbols of the output that have no record. */
enum sidecar_other_kind {
	SIDECAR_OTHER_LOADED = 1, /* in a section that takes memory */
	SIDECAR_OTHER_ABSOLUTE,
	SIDECAR_OTHER_UNLOADED,
	SIDECAR_OTHER_FILE, /* STT_FILE */
};

/* The sidecar of OUTPUT: OUTPUT.fold, but vmlinux.fold for vmlinux.unstripped.
 * New memory, or NULL (reported). */
char *sidecar_name(const char *output);

/* -- Reading ------------------------------------------------------------- */

struct build_id;
struct sidecar;

struct sidecar_info {
	uint32_t version;
	uint32_t checksum_recipe;
	uint32_t flags;
	uint32_t nfiles;
	uint32_t nsymbols; /* records */
	uint32_t ncompanions;
	uint32_t nsections;
	const char *output;   /* the name it was linked as */
	const char *writer;   /* version of ldfold */
	const char *compiler; /* or "": unknown */
	const char *linker;   /* version, or "" */
	const char *config;   /* hash of the configuration, or "" */
	unsigned int machine; /* e_machine, class and data of the output */
	unsigned int elf_class;
	unsigned int data;
	const unsigned char *build_id; /* or NULL */
	size_t build_id_size;
};

struct sidecar_file {
	const char *name;
	const char *member; /* of an archive, or "" */
	uint32_t nsymbols;
	uint32_t flags; /* enum sidecar_file_flags */
};

/* One symbol, or a symbol section without any: then symbol is 0 and name "". */
struct sidecar_symbol {
	uint64_t address;
	uint64_t size;
	uint32_t flags;	 /* enum sidecar_symbol_flags */
	uint32_t symbol; /* index in .symtab */
	uint8_t info;	 /* st_info, st_other there */
	uint8_t other;
	uint32_t section; /* section header */
	uint32_t file;	  /* for sidecar_file_at() */
	const char *name;
	const char *section_name;
	uint64_t section_address;
	uint64_t section_size;
	const char *source; /* STT_FILE, or "" (global symbols) */
	const char *base;
	const char *output_section;
};

struct sidecar_companion {
	uint64_t address; /* valid if kind is SIDECAR_DATA */
	uint64_t size;
	uint32_t kind;	  /* enum sidecar_companion_kind */
	uint32_t section; /* header of its function's section */
	const char *name;
	const char *output_section;
};

/* The section of an ELF file in which a sidecar may lie, since debuginfod hands
 * out sections of debug files by build-id, and no files of a kind of their
 * own. */
#define SIDECAR_SECTION ".ldfold"

/* Open the sidecar at PATH, or the one in its section SIDECAR_SECTION. 0 and
 * *ret, or -1 (reported). Strings that the functions below return are valid
 * until it is closed. */
int sidecar_open(const char *path, struct sidecar **ret);

/* The same for the file FD, which messages call NAME. FD stays the caller's and
 * isn't needed any longer. */
int sidecar_open_fd(int fd, const char *name, struct sidecar **ret);

/* Open the sidecar that the file at PATH has in its section SIDECAR_SECTION. 1
 * and *ret, 0 if there is no such file or section, or -1 (reported). */
int sidecar_open_within(const char *path, struct sidecar **ret);
void sidecar_close(struct sidecar *sidecar);

/* What messages call it: its file. */
const char *sidecar_path(const struct sidecar *sidecar);

const struct sidecar_info *sidecar_info(const struct sidecar *sidecar);

/* Is SIDECAR that of an output with the build-id ID? 0, or -1 (reported). */
int sidecar_check_build_id(const struct sidecar *sidecar,
			   const struct build_id *id);

/* Report damage to the file; the second always returns -1, which callers see
 * here. */
void sidecar_report_damage(const struct sidecar *sidecar, const char *what);

static inline int sidecar_damaged(const struct sidecar *sidecar,
				  const char *what)
{
	sidecar_report_damage(sidecar, what);
	return -1;
}

/* Record INDEX of a kind; symbols are sorted by address. 0 and *ret, or -1
 * (reported) if the file is damaged there. */
int sidecar_file_at(const struct sidecar *sidecar, uint32_t index,
		    struct sidecar_file *ret);
int sidecar_symbol_at(const struct sidecar *sidecar, uint32_t index,
		      struct sidecar_symbol *ret);
int sidecar_companion_at(const struct sidecar *sidecar, uint32_t index,
			 struct sidecar_companion *ret);

/* The companions of what is in SECTION: *count records from *first. Takes
 * O(log n). */
void sidecar_find_companions(const struct sidecar *sidecar, uint32_t section,
			     uint32_t *first, uint32_t *count);

struct analysis;

/* Read the analysis of SIDECAR into *ret, which is empty. 0, or -1 (reported),
 * also where there is none, or one of another recipe. */
int sidecar_read_analysis(const struct sidecar *sidecar, struct analysis *ret);

/* -- Items, one at a time ------------------------------------------------- */

struct sidecar_item {
	const char *name;
	const char *base;   /* section without -ffunction-sections */
	const char *source; /* STT_FILE, or "" */
	const char *file;   /* of its object */
	const char *member; /* of an archive, or "" */
	uint32_t flags;	    /* enum item_flags of analysis.h */
};

/* How many there are; 0 also where they are of another recipe. */
uint32_t sidecar_nitems(const struct sidecar *sidecar);

/* Item INDEX. 0 and *ret, or -1 (reported). Takes O(log objects). */
int sidecar_item_at(const struct sidecar *sidecar, uint32_t index,
		    struct sidecar_item *ret);

/* Its name alone, or NULL (reported); INDEX is below their number. */
const char *sidecar_item_name(const struct sidecar *sidecar, uint32_t index);

/* 1 + the item of record INDEX, or 0. */
uint32_t sidecar_record_item(const struct sidecar *sidecar, uint32_t index);

/* -- All symbols of the output ------------------------------------------- */

/* Records and others have one numbering: the others follow the records. */

struct sidecar_other {
	const char *name;
	uint64_t address;
	uint64_t size;
	uint8_t info; /* st_info, st_other in the output */
	uint8_t other;
	uint8_t kind;		    /* enum sidecar_other_kind */
	const char *output_section; /* or "" */
	uint32_t file;		    /* of what is behind a file symbol: 1 + its
				 * index, or 0 */
};

/* The number of others; other NUMBER, which is not below that of records. 0
 * and *ret, or -1 (reported). */
uint32_t sidecar_nothers(const struct sidecar *sidecar);
int sidecar_other_at(const struct sidecar *sidecar, uint32_t number,
		     struct sidecar_other *ret);

/* How many symbols the output's .symtab has, how many of them are local, which
 * come first, and the number of its symbol at POSITION. 0 and *ret, or -1
 * (reported). */
uint32_t sidecar_norder(const struct sidecar *sidecar);
uint32_t sidecar_nlocals(const struct sidecar *sidecar);
int sidecar_order_at(const struct sidecar *sidecar, uint32_t position,
		     uint32_t *ret);

/* The first record or other that the output calls NAME and that is not before
 * number FROM: 1 and *ret, 0, or -1 (reported). */
int sidecar_find_any(const struct sidecar *sidecar, const char *name,
		     uint32_t from, uint32_t *ret);

/* The same, but also of a record that has the name in its object only. */
int sidecar_find_name(const struct sidecar *sidecar, const char *name,
		      uint32_t from, uint32_t *ret);

/* A name to look for, which may be a part of a text. */
struct sidecar_name {
	const char *text;
	size_t length;
	uint32_t hash;
	/* Who is called so, if sidecar_find_names() could tell; or NULL. */
	const uint32_t *numbers;
	size_t count;
};

struct sidecar_name sidecar_name_of(const char *text, size_t length);

/* Call VISIT with the number of each record and other that sidecar_find_name()
 * finds for NAME. 1, 0 if there are none, or -1 (reported, or VISIT didn't return
 * 0). */
int sidecar_visit_name(const struct sidecar *sidecar,
		       const struct sidecar_name *name,
		       int (*visit)(void *ctx, uint32_t number), void *ctx);

/* Where record or other NUMBER is: 0 and *ret, or -1 (reported). */
struct sidecar_extent {
	uint64_t address;
	uint64_t size;
};

int sidecar_extent_at(const struct sidecar *sidecar, uint32_t number,
		      struct sidecar_extent *ret);

/* Call VISIT with the number of each record and other that is at ADDRESS: of
 * the innermost symbol that covers it and its second names, and of those
 * without a size that stand there, with a record or without; else of the last
 * one before it, if nothing ends between them. 1, 0 if there are none, or -1
 * (reported, or VISIT didn't return 0). Takes O(log records + others). */
int sidecar_visit_address(const struct sidecar *sidecar, uint64_t address,
			  int (*visit)(void *ctx, uint32_t number), void *ctx);

/* -- Many questions ------------------------------------------------------- */

/* They are answered just the same one by one, but several times as slowly: so
 * many are best asked together. */
enum {
	SIDECAR_MOST_ASKED = 64,
	SIDECAR_MOST_NUMBERS = 8 * SIDECAR_MOST_ASKED,
};

/* Find what sidecar_visit_name() will tell of NAMES, but for those that are empty
 * or lead to damage. *numbers has room for SIDECAR_MOST_NUMBERS of them. */
void sidecar_find_names(const struct sidecar *sidecar,
			struct sidecar_name *names, size_t count,
			uint32_t *numbers);

/* Fetch into the processor's cache what sidecar_visit_address() will read for
 * ADDRESSES, up to SIDECAR_MOST_ASKED of them. */
void sidecar_fetch_addresses(const struct sidecar *sidecar,
			     const uint64_t *addresses, size_t count);

/* Fetch into the processor's cache what sidecar_symbol_at() and
 * sidecar_other_at() will read for NUMBERS, up to SIDECAR_MOST_ASKED of them. */
void sidecar_fetch_symbols(const struct sidecar *sidecar,
			   const uint32_t *numbers, size_t count);

/* The contents of the output's .comment, NUL-terminated strings: its size and
 * *ret, or 0. */
size_t sidecar_comment(const struct sidecar *sidecar, const char **ret);

#endif
