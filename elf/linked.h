/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A linked file seen from outside: its kind, its build-id, and its symbols in
 * the order of their addresses. */
#ifndef LDFOLD_LINKED_H
#define LDFOLD_LINKED_H

#include <elf.h>
#include <libelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/vec.h"
#include "elf/build-id.h"

/* A defined symbol that is no section and no file symbol. */
struct output_symbol {
	uint64_t address; /* also for TLS symbols; the code's where the symbol
				 * is at a descriptor */
	uint64_t size;
	const char *name; /* belongs to the output */
	uint8_t info;	  /* st_info */
	uint8_t other;
	uint16_t section; /* index in sections, or one of these: */
	uint32_t index;	  /* order in .symtab, among symbols like this */
};

enum {
	OUTPUT_ABSOLUTE = 0xffff,
	OUTPUT_NO_SECTION = 0xfffe, /* common, or not known */
};

/* A file symbol. */
struct output_file {
	const char *name; /* belongs to the output */
	uint32_t first;	  /* index of the first symbol behind it */
};

struct output_section {
	const char *name; /* belongs to the output */
	uint64_t address;
	uint64_t size;
	uint64_t flags;
};

struct output {
	char *path;
	int fd;
	Elf *elf;
	Elf64_Ehdr header; /* widened if the file is of the 32-bit class */
	struct output_section *sections;
	size_t nsections;
	struct output_symbol *symbols; /* by address, then as in the file */
	size_t nsymbols;
	VEC(struct output_file) files; /* in the order of .symtab */
	struct {
		const char *data;
		uint64_t address;
		uint64_t size; /* whole words; 0: it has none */
		bool swap;
	} opd;		     /* function descriptors of ppc64 */
	const char *comment; /* contents of .comment, or NULL */
	size_t comment_size;
	bool numbers_locals; /* ld -z unique-symbol: see unnumbered_length();
				 * set before any name is looked for */
	bool has_tls;
	uint64_t tls_base; /* address of the first TLS section */
	struct build_id build_id;
	uint32_t *name_slots; /* made at the first output_find_name() */
	uint32_t *name_next;
	size_t nname_slots;
};

/* Open the linked file PATH. 0 and *ret, or -1 (reported). Release with
 * output_deinit, which also takes an output that is all zero. */
int output_init(struct output *ret, const char *path);
void output_deinit(struct output *output);

/* Take out the symbols that LOSES says, before any name is looked for. 0, or -1
 * (reported). */
int output_forget(struct output *output,
		  bool (*loses)(const struct output *output,
				const struct output_symbol *symbol));

/* What is done with each file symbol, called NAME, and each other symbol, which
 * is number AT in symbols. 0 to go on. */
struct output_visitor {
	int (*file)(void *ctx, const char *name);
	int (*symbol)(void *ctx, uint32_t at);
	void *ctx;
};

/* All of them in the order of .symtab. 0; -1 (reported), or what VISITOR
 * returns if that isn't 0. */
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
	OUTPUT_LOCAL, /* local in the object, so that ld may have numbered it:
			 * then NAME.NUMBER is what it calls NAME */
	OUTPUT_GLOBAL,
	OUTPUT_EITHER,
};

/* The class in which the output has a symbol with this st_info and st_other. */
enum output_class output_class_of(uint8_t info, uint8_t other);

bool output_in_class(const struct output_symbol *symbol,
		     enum output_class wanted);

/* Is SYMBOL of class WANTED the one that an object calls NAME? */
bool output_is_called(const struct output *output,
		      const struct output_symbol *symbol, const char *name,
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
