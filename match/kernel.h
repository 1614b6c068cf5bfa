/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All symbols of a linked kernel, in the order of its symbol table, read from
 * the kernel itself or from its sidecar. */
#ifndef LDFOLD_KERNEL_H
#define LDFOLD_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "common/vec.h"
#include "elf/linked.h"
#include "sidecar/sidecar.h"

#define KERNEL_NONE UINT32_MAX

struct kernel_symbol {
	const char *name;
	const char *section; /* of the kernel, or "" */
	uint64_t address;
	uint64_t size;
	uint8_t info;	 /* st_info */
	uint8_t other;	 /* st_other */
	uint8_t kind;	 /* enum sidecar_other_kind */
	uint32_t group;	 /* of a local symbol; else KERNEL_NONE */
	uint32_t number; /* of the sidecar; else KERNEL_NONE */
};

/* The local symbols behind one file symbol, those of one object. */
struct kernel_group {
	const char *name;    /* of the source, STT_FILE */
	uint32_t first, end; /* symbols */
	uint32_t file;	     /* of a sidecar: 1 + input file, or 0 */
};

struct kernel_version {
	unsigned int major, minor; /* 6 and 12 of 6.12 */
};

struct kernel {
	const char *path;
	unsigned int machine, elf_class, data;
	VEC(struct kernel_symbol) symbols;
	VEC(struct kernel_group) groups;
	const char *comment; /* NUL-terminated strings, or NULL */
	size_t comment_size;
	struct output output;	       /* that it was read from, or all zero */
	const struct sidecar *sidecar; /* that it was read from, or NULL */
	/* What the sidecar tells of the objects, of someone who has it already;
	 * or NULL. */
	const struct analysis *analysis;
};

/* Read the ELF file PATH. 0 and *ret, or -1 (reported). Release with
 * kernel_deinit, which also takes one that is all zero. */
int kernel_read(struct kernel *ret, const char *path);

/* Take what SIDECAR, called PATH, tells of its output. SIDECAR has to stay
 * open. */
int kernel_from_sidecar(struct kernel *ret, const struct sidecar *sidecar,
			const char *path);
void kernel_deinit(struct kernel *kernel);

/* SIZE bytes at ADDRESS: *ret, or NULL if the file doesn't have them all in one
 * section. *rest is how many there are until the section's end. */
const unsigned char *kernel_bytes(const struct kernel *kernel, uint64_t address,
				  size_t size, size_t *rest);

/* The global symbol NAME, or NULL. */
const struct kernel_symbol *kernel_global(const struct kernel *kernel,
					  const char *name);

/* The version of Linux that KERNEL says it is, or one of all zero if it doesn't,
 * as without contents or from a sidecar. */
struct kernel_version kernel_version(const struct kernel *kernel);

/* Whether ld made SYMBOL, because code goes too far: x_veneer. */
bool kernel_is_stub(const struct kernel_symbol *symbol);

static inline bool kernel_is_local(const struct kernel_symbol *symbol)
{
	return ELF64_ST_BIND(symbol->info) == STB_LOCAL;
}

#endif
