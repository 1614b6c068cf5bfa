/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The records of a sidecar file as they are on disk. ldfold-sidecar(5) is the
 * description of the format; this is the same for the compiler. All numbers
 * are in the byte order of the ELF file they are in. */
#ifndef LDFOLD_FORMAT_H
#define LDFOLD_FORMAT_H

#include <byteswap.h>
#include <stdbool.h>
#include <stdint.h>

#define SIDECAR_NOTE_SECTION ".note.ldfold"
#define SIDECAR_NOTE_NAME "ldfold"
#define SIDECAR_FILES_SECTION ".fold.files"
#define SIDECAR_HOMES_SECTION ".fold.homes"
#define SIDECAR_ORIGINS_SECTION ".fold.origins"
#define SIDECAR_SYMBOLS_SECTION ".fold.symbols"
#define SIDECAR_COMPANIONS_SECTION ".fold.companions"
#define SIDECAR_UNITS_SECTION ".fold.units"
#define SIDECAR_ITEMS_SECTION ".fold.items"
#define SIDECAR_LINELESS_SECTION ".fold.lineless"
#define SIDECAR_REFERENCES_SECTION ".fold.references"
#define SIDECAR_OTHERS_SECTION ".fold.others"
#define SIDECAR_INDEX_SECTION ".fold.index"
#define SIDECAR_NAMES_SECTION ".fold.names"

enum {
	SIDECAR_NOTE_TYPE = 0x464f4c44,	/* "FOLD" */
	SIDECAR_VERSION = 2,
};

#define SIDECAR_NO_ADDRESS UINT64_MAX
#define SIDECAR_NO_POSITION UINT32_MAX

/* Descriptor of the note in .note.ldfold. */
struct disk_header {
	uint32_t version;
	uint32_t checksum_recipe;	/* 0: there are no checksums */
	uint32_t flags;			/* enum sidecar_flags */
	uint32_t nfiles;
	uint32_t nsymbols;
	uint32_t ncompanions;
	uint32_t nsections;		/* symbol sections, */
	uint32_t first_section;		/* which stand together from here on */
	uint32_t output;		/* name of the output */
	uint32_t writer;		/* version of ldfold */
	uint32_t compiler;		/* as .comment of the objects has it */
	uint32_t linker;		/* version of ld */
	uint32_t config;		/* hash of the kernel's configuration */
	uint32_t norder;		/* symbols of the output, */
	uint32_t nlocals;		/* local ones among them */
};

struct disk_file {
	uint32_t name;
	uint32_t member;
	uint32_t nsymbols;
	uint32_t flags;			/* enum sidecar_file_flags */
};

/* Where sections went. */
struct disk_home {
	uint32_t base;
	uint32_t output_section;
};

/* What symbols came from. */
struct disk_origin {
	uint32_t file;
	uint32_t source;
};

/* Sorted by address. One that .symtab doesn't have is marked SIDECAR_NO_ENTRY. No
 * such record is a symbol of the output, so it needs no position. */
struct disk_symbol {
	uint64_t address;
	uint64_t size;
	uint32_t item;			/* 1 + its index, or 0 */
	uint32_t entry;			/* in .symtab; SIDECAR_NO_ENTRY: its
					 * section's number */
	uint32_t position;		/* in the output's .symtab, or
					 * SIDECAR_NO_POSITION;
					 * SIDECAR_NO_ENTRY: its name */
	uint32_t origin;
	uint16_t home;
	uint16_t flags;			/* enum sidecar_symbol_flags */
} __attribute__((packed, aligned(4)));

/* Sorted by section. */
struct disk_companion {
	uint64_t address;
	uint64_t size;
	uint32_t name;
	uint32_t kind;			/* enum sidecar_companion_kind */
	uint32_t output_section;
	uint32_t section;		/* of the function */
};

/* An object, or several that ld -r has joined. Its items follow those of the
 * unit before. */
struct disk_unit {
	uint32_t name;
	uint32_t member;
	uint32_t first_item;
	uint32_t nitems;
};

/* struct item of analysis.h; the units tell its file, the records its record. */
struct disk_item {
	uint64_t size;
	uint64_t checksum;
	uint64_t bytes;
	uint32_t name;
	uint32_t key;
	uint32_t base;
	uint32_t source;
	uint32_t flags;			/* enum item_flags */
	uint32_t parent;
	uint32_t first_reference;
	uint32_t nreferences;
};

/* Of each item whose `lineless' isn't its checksum, by item. */
struct disk_lineless {
	uint64_t lineless;
	uint32_t item;
} __attribute__((packed, aligned(4)));

/* struct reference of analysis.h. */
struct disk_reference {
	uint64_t value;
	uint32_t target;
	uint32_t offset;
	uint16_t type;
	uint8_t kind;			/* enum reference_kind, and in the high 4
					 * bits enum reference_flags */
	uint8_t width;
} __attribute__((packed, aligned(4)));

/* In the order of the output's .symtab, at the positions there that no record
 * has. */
struct disk_other {
	uint64_t address;
	uint64_t size;
	uint32_t name;
	uint32_t output_section;	/* SIDECAR_OTHER_FILE: 1 + index of the
					 * file of what is behind it, or 0 */
	uint8_t info;			/* st_info, st_other there */
	uint8_t other;
	uint8_t kind;			/* enum sidecar_other_kind */
	uint8_t reserved;
} __attribute__((packed, aligned(4)));

_Static_assert(sizeof(struct disk_header) == 60, "no padding");
_Static_assert(sizeof(struct disk_file) == 16, "no padding");
_Static_assert(sizeof(struct disk_home) == 8, "no padding");
_Static_assert(sizeof(struct disk_origin) == 8, "no padding");
_Static_assert(sizeof(struct disk_symbol) == 36, "no padding");
_Static_assert(sizeof(struct disk_companion) == 32, "no padding");
_Static_assert(sizeof(struct disk_unit) == 16, "no padding");
_Static_assert(sizeof(struct disk_item) == 56, "no padding");
_Static_assert(sizeof(struct disk_lineless) == 12, "no padding");
_Static_assert(sizeof(struct disk_reference) == 20, "no padding");
_Static_assert(sizeof(struct disk_other) == 28, "no padding");

static inline uint32_t order32(bool swap, uint32_t value)
{
	return swap ? bswap_32(value) : value;
}

static inline uint16_t order16(bool swap, uint16_t value)
{
	return swap ? bswap_16(value) : value;
}

static inline uint64_t order64(bool swap, uint64_t value)
{
	return swap ? bswap_64(value) : value;
}

/* The hash by which .fold.index is sorted. */
uint32_t format_hash_name(const char *name);

/* Whether numbers of an ELF file with this EI_DATA have to be swapped here. */
bool format_swaps(unsigned char data);

#endif
