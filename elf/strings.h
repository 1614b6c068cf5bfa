/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strings of an ELF file. */
#ifndef LDFOLD_ELFSTRINGS_H
#define LDFOLD_ELFSTRINGS_H

#include <libelf.h>
#include <stddef.h>

struct elf_strings {
	const char *data; /* of libelf, as long as the file is open */
	size_t size;	  /* up to the last NUL, which counts */
};

/* The strings in DATA, which may be NULL: none. */
void elf_strings_take(struct elf_strings *strings, const Elf_Data *data);

/* The strings of SECTION of ELF. If that is no string table, there are none. */
void elf_strings_find(struct elf_strings *strings, Elf *elf, size_t section);

/* The string at OFFSET, or NULL: it isn't in the table. */
static inline const char *elf_string(const struct elf_strings *strings,
				     size_t offset)
{
	return offset < strings->size ? strings->data + offset : NULL;
}

#endif
