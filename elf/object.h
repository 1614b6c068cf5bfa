/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An input file as the plugin reads it: its sections and what they define. */
#ifndef LDFOLD_OBJECT_H
#define LDFOLD_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/vec.h"
#include "elf/image.h"
#include "elf/opd.h"

/* A defined symbol, in the order of its section. */
struct object_symbol {
	const char *name;
	const char *source; /* STT_FILE in force for a local, or NULL */
	uint64_t value;
	uint64_t size;
	uint32_t section; /* section number */
	uint8_t info;
	uint8_t other;
};

struct object_section {
	const char *name;
	uint32_t number; /* in the file */
	uint32_t type;
	uint64_t flags;
	uint64_t size;
	uint64_t align;
	uint64_t entsize;
	size_t first_symbol; /* into the object's symbols */
	size_t nsymbols;
	bool relocated; /* it has relocations, after it in the file */
};

/* Reused from file to file; the strings are valid until object_close. */
struct object {
	struct elf_image image;
	unsigned int machine;
	unsigned char class;
	bool relocated;	  /* has relocations */
	uint32_t comment; /* number of .comment, or 0 */
	bool lto;	  /* has code for -flto, alone or beside other */
	VEC(struct object_section) sections; /* those that ld places */
	VEC(struct object_symbol) symbols;   /* by section */
	VEC(struct object_symbol) unsorted;
	VEC(uint32_t) section_index; /* file's section number -> sections */
	struct opd opd; /* a function's symbol is where its code is */
};

enum object_kind {
	OBJECT_RELOCATABLE, /* *object is filled in */
	OBJECT_DYNAMIC,	    /* a shared library */
	OBJECT_BITCODE,	    /* clang's for -flto, not ELF */
	OBJECT_OTHER,	    /* not ELF, an archive, core, ... */
	OBJECT_BAD,	    /* ELF, but broken: reported */
};

/* Read SIZE bytes at OFFSET of FD as an object. NAME is for messages. */
enum object_kind object_read(struct object *object, const char *name, int fd,
			     uint64_t offset, uint64_t size);

/* Was it made by clang or rustc, by gcc? */
bool object_is_llvms(const struct object *object);
bool object_is_gccs(const struct object *object);

/* Release the file's memory, keep the arrays for the next one. */
void object_close(struct object *object);
void object_deinit(struct object *object);

#endif
