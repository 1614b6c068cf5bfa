/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The records of a sidecar file as they are on disk. ldfold-sidecar(5) is the
 * description of the format; this is the same for the compiler. All numbers
 * are in the byte order of the ELF file they are in. */
#ifndef LDFOLD_FORMAT_H
#define LDFOLD_FORMAT_H

#include <byteswap.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIDECAR_NOTE_NAME "ldfold"

enum {
	SIDECAR_NOTE_TYPE = 0x464f4c44, /* "FOLD" */
	SIDECAR_VERSION = 2,
};

#define SIDECAR_NO_ADDRESS UINT64_MAX
#define SIDECAR_NO_POSITION UINT32_MAX

/* Descriptor of the note in .note.ldfold. */
struct disk_header {
	uint32_t version;
	uint32_t checksum_recipe; /* 0: there are no checksums */
	uint32_t flags;		  /* enum sidecar_flags */
	uint32_t nfiles;
	uint32_t nsymbols;
	uint32_t ncompanions;
	uint32_t nsections;	/* symbol sections, */
	uint32_t first_section; /* which stand together from here on */
	uint32_t output;	/* name of the output */
	uint32_t writer;	/* version of ldfold */
	uint32_t compiler;	/* as .comment of the objects has it */
	uint32_t linker;	/* version of ld */
	uint32_t config;	/* hash of the kernel's configuration */
	uint32_t norder;	/* symbols of the output, */
	uint32_t nlocals;	/* local ones among them */
};

struct disk_file {
	uint32_t name;
	uint32_t member;
	uint32_t nsymbols;
	uint32_t flags; /* enum sidecar_file_flags */
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

/* Sorted by address. One that .symtab doesn't have is marked SIDECAR_NO_ENTRY.
 * No such record is a symbol of the output, so it needs no position. */
struct disk_symbol {
	uint64_t address;
	uint64_t size;
	uint32_t item;	   /* 1 + its index, or 0 */
	uint32_t entry;	   /* in .symtab; SIDECAR_NO_ENTRY: its
					 * section's number */
	uint32_t position; /* in the output's .symtab, or
					 * SIDECAR_NO_POSITION;
					 * SIDECAR_NO_ENTRY: its name */
	uint32_t origin;
	uint16_t home;
	uint16_t flags; /* enum sidecar_symbol_flags */
} __attribute__((packed, aligned(4)));

/* Sorted by section. */
struct disk_companion {
	uint64_t address;
	uint64_t size;
	uint32_t name;
	uint32_t kind; /* enum sidecar_companion_kind */
	uint32_t output_section;
	uint32_t section; /* of the function */
};

/* An object, or several that ld -r has joined. Its items follow those of the
 * unit before. */
struct disk_unit {
	uint32_t name;
	uint32_t member;
	uint32_t first_item;
	uint32_t nitems;
};

/* struct item of analysis.h; the units tell its file, the records its
 * record. */
struct disk_item {
	uint64_t size;
	uint64_t checksum;
	uint64_t bytes;
	uint32_t name;
	uint32_t key;
	uint32_t base;
	uint32_t source;
	uint32_t flags; /* enum item_flags */
	uint32_t parent;
	uint32_t first_reference;
	uint32_t nreferences;
};

/* Of each item whose `lineless' isn't its checksum, by item. */
struct disk_lineless {
	uint64_t lineless;
	uint32_t item;
} __attribute__((packed, aligned(4)));

/* Of each item that modules may use, by item. */
struct disk_export {
	uint32_t export;
	uint32_t item;
};

/* struct reference of analysis.h. Its kind and flags share a byte. */
enum {
	DISK_REFERENCE_FLAGS_SHIFT = 4,
	DISK_REFERENCE_KIND_MASK = (1 << DISK_REFERENCE_FLAGS_SHIFT) - 1,
	/* And its type and register a half-word. */
	DISK_REFERENCE_REG_SHIFT = 11,
	DISK_REFERENCE_TYPE_MASK = (1 << DISK_REFERENCE_REG_SHIFT) - 1,
	/* Its width and what the instruction does a byte. */
	DISK_REFERENCE_DOES_SHIFT = 4,
	DISK_REFERENCE_WIDTH_MASK = (1 << DISK_REFERENCE_DOES_SHIFT) - 1,
};

struct disk_reference {
	uint64_t value;
	uint32_t target;
	uint32_t offset;
	uint16_t type;
	uint8_t kind; /* enum reference_kind, and in the high 4
					 * bits enum reference_flags */
	uint8_t width;
} __attribute__((packed, aligned(4)));

/* In the order of the output's .symtab, at the positions there that no record
 * has. */
struct disk_other {
	uint64_t address;
	uint64_t size;
	uint32_t name;
	uint32_t output_section; /* SIDECAR_OTHER_FILE: 1 + index of the
					 * file of what is behind it, or 0 */
	uint8_t info;		 /* st_info, st_other there */
	uint8_t other;
	uint8_t kind; /* enum sidecar_other_kind */
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
_Static_assert(sizeof(struct disk_export) == 8, "no padding");
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

/* The parts of the file, in its order. All but the first and the last are
 * sections; the symbol sections follow them. */
enum part {
	PART_HEADER,
	PART_BUILD_ID,
	PART_NOTE,
	PART_FILES,
	PART_HOMES,
	PART_ORIGINS,
	PART_SYMBOLS,
	PART_COMPANIONS,
	PART_UNITS,
	PART_ITEMS,
	PART_LINELESS,
	PART_EXPORTS,
	PART_REFERENCES,
	PART_NAMES,
	PART_OTHERS,
	PART_INDEX,
	PART_COMMENT,
	PART_NO_DEBUG_INFO,
	PART_STRINGS,
	PART_SYMTAB,
	PART_SYMTAB_SHNDX,
	PART_SHDRS,
	NPARTS
};

/* What a part is as a section. */
struct format_section {
	const char *name; /* NULL: it is none */
	uint32_t type;
	uint32_t align;
	uint32_t entsize; /* at least; 0: it is no table */
	enum part link;	  /* sh_link, or PART_HEADER for none */
	enum {
		FORMAT_ALWAYS,
		FORMAT_OPTIONAL,
		FORMAT_ANALYSIS, /* all of these or none */
	} presence;
	uint32_t flags; /* sh_flags */
};

extern const struct format_section format_sections[NPARTS];

struct output;
struct output_symbol;

/* The enum sidecar_other_kind of SYMBOL of OUTPUT; NULL is a file symbol. */
uint8_t format_other_kind(const struct output *output,
			  const struct output_symbol *symbol);

/* The hash by which .fold.index is sorted. */
uint32_t format_hash_name(const char *name, size_t length);

/* A word of .fold.index has the tags of so many numbers. */
enum {
	INDEX_TAGS = 8,
	INDEX_TAG_BITS = 32 / INDEX_TAGS,
	INDEX_TAG_MASK = (1 << INDEX_TAG_BITS) - 1,
};

/* The tag of a name's number, from its hash. */
static inline uint32_t format_tag(uint32_t hash)
{
	return hash >> (32 - INDEX_TAG_BITS);
}

/* How many bits are before that of number INDEX in its word. */
static inline unsigned int format_tag_shift(size_t index)
{
	return index % INDEX_TAGS * INDEX_TAG_BITS;
}

/* How many words the tags of COUNT numbers are. */
static inline size_t format_tag_words(size_t count)
{
	return (count + INDEX_TAGS - 1) / INDEX_TAGS;
}

#endif
