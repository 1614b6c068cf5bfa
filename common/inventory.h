/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inventory: what the plugin, or for lld fold-link, saw of one link's
 * inputs, handed on through a file without a name. It lists the input files and their symbol
 * sections and companions, with symbols. It lives for one link and is read by
 * the same build of ldfold on the same machine, so it is simply the arrays
 * below in host byte order behind a header; the reader still checks every
 * number, because a full disk cuts files short.
 *
 * Layout: struct inventory_header, then the arrays files, sections, symbols,
 * then the string table. Strings are offsets into the string table; 0 is "".
 */
#ifndef LDFOLD_INVENTORY_H
#define LDFOLD_INVENTORY_H

#include <stddef.h>
#include <stdint.h>

#define INVENTORY_MAGIC 0x31564e49444c4f46ull /* "FOLDINV1" */
#define INVENTORY_NONE UINT32_MAX

enum inventory_kind {
	INVENTORY_PROVEN = 1, /* a symbol section, proven by its symbol */
	INVENTORY_BY_NAME,    /* rule 2: only looks like one, adopted by name */
	INVENTORY_COMPANION,  /* .rodata.FUNC, .rodata.FUNC.str1.8 */
};

struct inventory_header {
	uint64_t magic;
	uint64_t total_size; /* of the whole inventory, bytes */
	uint32_t nfiles;
	uint32_t nsections;
	uint32_t nsymbols;
	uint32_t strings_size;
	uint32_t linker; /* its version: 240 is 2.40; 0: unknown */
	uint32_t lld;	 /* not GNU ld but lld */
};

/* One input file that the linker has read, in the order of reading. */
struct inventory_file {
	uint32_t name;	 /* as ld names it: path, or archive path */
	uint32_t member; /* member of a normal (not thin) archive, or 0 */
	uint32_t first_section; /* its sections stand together, those of the
				 * next file behind them */
	uint32_t nsections;
	uint64_t offset; /* where it is in the file NAME, and its size */
	uint64_t size;
	uint32_t shown; /* what lld's map calls it, or 0: NAME, or
			  * NAME(MEMBER) */
	uint32_t reserved;
};

/* One symbol section or companion. */
struct inventory_section {
	uint32_t name;
	uint32_t file;	/* index into files */
	uint32_t base;	/* its base section's name; 0 for a companion */
	uint32_t shndx; /* in its file */
	uint32_t type;	/* sh_type */
	uint32_t kind;	/* enum inventory_kind */
	uint64_t flags; /* sh_flags */
	uint64_t size;	/* as in the object, before relaxation */
	uint64_t align;
	uint64_t entsize;
	uint32_t owner;	       /* companion: index of its function's section,
				 * else INVENTORY_NONE */
	uint32_t first_symbol; /* its symbols likewise */
	uint32_t nsymbols;
	uint32_t reserved;
};

/* One symbol that such a section defines: FUNC, OBJECT, TLS, NOTYPE or
 * GNU_IFUNC; section and file symbols are left out. */
struct inventory_symbol {
	uint32_t name;
	uint32_t source; /* STT_FILE in force, or 0 (globals: 0) */
	uint64_t value;	 /* st_value: offset in the section */
	uint64_t size;
	uint32_t section; /* index into sections */
	uint8_t info;	  /* st_info */
	uint8_t other;	  /* st_other */
	uint16_t reserved;
};

/* A loaded inventory; all arrays point into one buffer, the file's pages. */
struct inventory {
	void *buffer;
	size_t size;
	const struct inventory_file *files;
	const struct inventory_section *sections;
	const struct inventory_symbol *symbols;
	const char *strings;
	uint32_t nfiles, nsections, nsymbols, strings_size, linker;
	uint32_t lld;
};

/* Write the arrays of INV to FD. 0, or -1 (reported as an error of NAME). */
int inventory_write(int fd, const char *name, const struct inventory *inv);

/* Load and check an inventory from the start of FD. 0, or -1 (reported).
 * Release with inventory_deinit. */
int inventory_read(int fd, const char *name, struct inventory *ret);
void inventory_deinit(struct inventory *inv);

#endif
