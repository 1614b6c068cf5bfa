/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A linked file seen from outside: its kind, its build-id, and its symbols in
 * the order of their addresses. */
#ifndef LDFOLD_OUTPUT_H
#define LDFOLD_OUTPUT_H

#include <elf.h>
#include <libelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vec.h"

enum { OUTPUT_BUILD_ID_MAX = 64 };	/* bytes; ld's longest is 20 */

/* A defined symbol that is no section and no file symbol. */
struct output_symbol {
	uint64_t address;	/* also for TLS symbols */
	uint64_t size;
	const char *name;	/* belongs to the output */
	uint8_t info;		/* st_info */
	uint8_t other;
	uint16_t section;	/* index in sections, or one of these: */
	uint32_t index;		/* order in .symtab, among symbols like this */
};

enum {
	OUTPUT_ABSOLUTE = 0xffff,
	OUTPUT_NO_SECTION = 0xfffe,	/* common, or not known */
};

/* A file symbol. */
struct output_file {
	const char *name;	/* belongs to the output */
	uint32_t first;		/* index of the first symbol behind it */
};

struct output_section {
	const char *name;	/* belongs to the output */
	uint64_t address;
	uint64_t size;
	uint64_t flags;
};

struct output {
	char *path;
	int fd;
	Elf *elf;
	Elf64_Ehdr header;	/* widened if the file is of the 32-bit class */
	struct output_section *sections;
	size_t nsections;
	struct output_symbol *symbols;	/* by address, then as in the file */
	size_t nsymbols;
	VEC(struct output_file) files;	/* in the order of .symtab */
	const char *comment;	/* contents of .comment, or NULL */
	size_t comment_size;
	bool has_tls;
	uint64_t tls_base;	/* address of the first TLS section */
	unsigned char build_id[OUTPUT_BUILD_ID_MAX];
	size_t build_id_size;	/* 0: it has none */
	uint32_t *name_slots;	/* made at the first output_find_name() */
	uint32_t *name_next;
	size_t nname_slots;
};

/* Open the linked file PATH. 0 and *ret, or -1 (reported). Release with
 * output_deinit, which also takes an output that is all zero. */
int output_init(struct output *ret, const char *path);
void output_deinit(struct output *output);

/* What is done with each file symbol, called NAME, and each other symbol, which is
 * number AT in symbols. 0 to go on. */
struct output_visitor {
	int (*file)(void *ctx, const char *name);
	int (*symbol)(void *ctx, uint32_t at);
	void *ctx;
};

/* All of them in the order of .symtab. 0; -1 (reported), or what VISITOR returns
 * if that isn't 0. */
int output_visit(const struct output *output,
		 const struct output_visitor *visitor);

/* The first symbol at ADDRESS or above; output->nsymbols if there is none.
 * HINT is where to start, an earlier answer for an address not above this
 * one, or 0: ascending queries then cost O(1) each. */
size_t output_lower_bound(const struct output *output, uint64_t address,
			  size_t hint);

/* Which binding class a symbol has to be of: ld never makes a global symbol
 * out of a local one, but a local one out of one that is hidden. */
enum output_class {
	OUTPUT_LOCAL,
	OUTPUT_GLOBAL,
	OUTPUT_EITHER,
};

bool output_in_class(const struct output_symbol *symbol,
		     enum output_class wanted);

/* How many local symbols are called NAME; after output_find_name(). */
size_t output_count_locals(const struct output *output, const char *name);

/* The symbol called NAME of a class at ADDRESS: 1 and *ret, 0 if there is none,
 * or -1 (reported). *hint is as above, and moves on. */
int output_find_at(struct output *output, const char *name,
		   enum output_class wanted, uint64_t address, size_t *hint,
		   const struct output_symbol **ret);

/* Any symbol called NAME of a class: 1 and *ret, 0 if there is none, or -1
 * (reported). */
int output_find_name(struct output *output, const char *name,
		     enum output_class wanted,
		     const struct output_symbol **ret);

#endif
