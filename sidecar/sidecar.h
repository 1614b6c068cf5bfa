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
};

enum sidecar_file_flags {
	/* Itself linked from several: local symbols under several STT_FILE. */
	SIDECAR_FILE_JOINED = 1,
};

enum sidecar_symbol_flags {
	SIDECAR_PROVEN = 1,	/* its section was proven by a symbol */
	SIDECAR_BY_NAME = 2,	/* its section was adopted by its name */
	SIDECAR_CONFIRMED = 4,	/* the output's symbol table agrees */
	SIDECAR_OVERRIDDEN = 8,	/* its name means another symbol */
	SIDECAR_RELAXED = 16,	/* ld changed the size of its section */
	SIDECAR_NO_ENTRY = 32,	/* it isn't in .symtab */
};

enum sidecar_companion_kind {
	SIDECAR_DATA = 1,	/* has an address */
	SIDECAR_STRINGS,	/* merged with others', no address of its own */
	SIDECAR_CONSTANTS,	/* the same */
};

/* Symbols of the output that have no record. */
enum sidecar_other_kind {
	SIDECAR_OTHER_LOADED = 1,	/* in a section that takes memory */
	SIDECAR_OTHER_ABSOLUTE,
	SIDECAR_OTHER_UNLOADED,
	SIDECAR_OTHER_FILE,		/* STT_FILE */
};

/* The sidecar of OUTPUT: OUTPUT.fold, but vmlinux.fold for vmlinux.unstripped.
 * New memory, or NULL (reported). */
char *sidecar_name(const char *output);

/* -- Writing ------------------------------------------------------------- */

struct sidecar_request {
	int inventory_fd;	/* what the plugin wrote */
	const char *map_name;	/* ld's map, for messages; if map_fd is -1 it */
	int map_fd;		/* is opened by that name */
	const char *output;	/* what ld wrote */
	const char *path;	/* the sidecar to write, OUTPUT.fold */
	const char *keep_dir;	/* also keep it there by build-id, or NULL */
};

/* Join inventory and map, check the result with the output's symbols, and
 * write the sidecar. 0, or -1 (reported), and nothing is written. The
 * descriptors stay open, their positions don't matter. */
int sidecar_create(const struct sidecar_request *request);

/* -- Reading ------------------------------------------------------------- */

struct sidecar;

struct sidecar_info {
	uint32_t version;
	uint32_t checksum_recipe;
	uint32_t flags;
	uint32_t nfiles;
	uint32_t nsymbols;	/* records */
	uint32_t ncompanions;
	uint32_t nsections;
	const char *output;	/* the name it was linked as */
	const char *writer;	/* version of ldfold */
	const char *compiler;	/* or "": unknown */
	const char *linker;	/* version, or "" */
	const char *config;	/* hash of the configuration, or "" */
	unsigned int machine;	/* e_machine, class and data of the output */
	unsigned int elf_class;
	unsigned int data;
	const unsigned char *build_id;	/* or NULL */
	size_t build_id_size;
};

struct sidecar_file {
	const char *name;
	const char *member;	/* of an archive, or "" */
	uint32_t nsymbols;
	uint32_t flags;		/* enum sidecar_file_flags */
};

/* One symbol, or a symbol section without any: then symbol is 0 and name "". */
struct sidecar_symbol {
	uint64_t address;
	uint64_t size;
	uint32_t flags;		/* enum sidecar_symbol_flags */
	uint32_t symbol;	/* index in .symtab */
	uint8_t info;		/* st_info, st_other there */
	uint8_t other;
	uint32_t section;	/* section header */
	uint32_t file;		/* for sidecar_file_at() */
	const char *name;
	const char *section_name;
	uint64_t section_address;
	uint64_t section_size;
	const char *source;	/* STT_FILE, or "" (global symbols) */
	const char *base;
	const char *output_section;
};

struct sidecar_companion {
	uint64_t address;	/* valid if kind is SIDECAR_DATA */
	uint64_t size;
	uint32_t kind;		/* enum sidecar_companion_kind */
	uint32_t section;	/* header of its function's section */
	const char *name;
	const char *output_section;
};

/* Open the sidecar at PATH. 0 and *ret, or -1 (reported). Strings that the
 * functions below return are valid until it is closed. */
int sidecar_open(const char *path, struct sidecar **ret);
void sidecar_close(struct sidecar *sidecar);

const struct sidecar_info *sidecar_info(const struct sidecar *sidecar);

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

/* The symbols at the highest address that cover ADDRESS, or stand before it in
 * the same section: *count records from *first. 1, 0 if there are none, or -1
 * (reported). Takes O(log n). */
int sidecar_find_address(const struct sidecar *sidecar, uint64_t address,
			 uint32_t *first, uint32_t *count);

/* The first record called NAME that is not before FROM: 1 and *ret, 0 if there
 * is none, or -1 (reported). Takes O(1). */
int sidecar_find_name(const struct sidecar *sidecar, const char *name,
		      uint32_t from, uint32_t *ret);

/* -- All symbols of the output ------------------------------------------- */

/* Records and others have one numbering: the others follow the records. */

struct sidecar_other {
	const char *name;
	uint64_t address;
	uint64_t size;
	uint8_t info;		/* st_info, st_other in the output */
	uint8_t other;
	uint8_t kind;		/* enum sidecar_other_kind */
	const char *output_section;	/* or "" */
	uint32_t file;		/* of what is behind a file symbol: 1 + its
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

/* The first record or other called NAME that is not before number FROM: 1 and
 * *ret, 0, or -1 (reported). */
int sidecar_find_any(const struct sidecar *sidecar, const char *name,
		     uint32_t from, uint32_t *ret);

/* The contents of the output's .comment, NUL-terminated strings: its size and
 * *ret, or 0. */
size_t sidecar_comment(const struct sidecar *sidecar, const char **ret);

#endif
