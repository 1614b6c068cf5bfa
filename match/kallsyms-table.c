/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kallsyms table in a kernel: what the kernel itself will go by, whatever
 * its configuration and the rules of its version were.
 *
 * kallsyms_names holds, for each symbol in the order of addresses, a length
 * (one byte; since Linux 6.1 two of 7 bits each where the first has its highest
 * bit set, the low ones first) and as many bytes, each the number of a piece of
 * text. kallsyms_token_index says where in kallsyms_token_table that piece is.
 * The first character of the whole is nm's letter for the symbol's type, the
 * rest its name.
 *
 * kallsyms_offsets has 32 bits a symbol, which mean one of these:
 *
 *   base     added to kallsyms_relative_base: Linux 5.10 to 6.x
 *   percpu   the same of those that are negative, less one and with the sign
 *            changed; the others are addresses: CONFIG_KALLSYMS_ABSOLUTE_PERCPU,
 *            x86 until Linux 6.14
 *   place    a signed distance from where the 32 bits are; there is no
 *            kallsyms_relative_base: Linux 7.x
 *   address  the address itself: Linux 7.x for machines of 32 bits whose kernel
 *            can't be relocated
 *
 * Kernels that relocate themselves may have the base in a relocation instead of
 * in the word, so it is found from a symbol. Whatever the reader takes a table
 * for, nearly all of its entries have to be symbols of the kernel, at their
 * addresses: nothing else proves that it was read right. A table that isn't so,
 * of another kernel, is said to be unknown. */
#include "match/kallsyms.h"

#include <stdio.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "elf/image.h"
#include "sidecar/format.h"

enum { NTOKENS = 256, MOST_LENGTH = 0x3fff };

enum layout { LAYOUT_BASE, LAYOUT_PERCPU, LAYOUT_PLACE, LAYOUT_ADDRESS };

/* A piece of the kernel, from a symbol to the end of its section. */
struct piece {
	const unsigned char *data;
	size_t size;
};

struct table {
	const struct kernel *kernel;
	bool swap;
	uint32_t count;
	struct piece names, tokens, index, offsets;
	uint64_t offsets_address;
	const char *token[NTOKENS];
	enum layout layout;
	uint64_t base;
};

static bool find_piece(const struct table *table, const char *name,
		       size_t least, struct piece *ret)
{
	const struct kernel_symbol *symbol = kernel_global(table->kernel, name);

	if (!symbol)
		return false;
	ret->data = kernel_bytes(table->kernel, symbol->address, least,
				 &ret->size);
	return ret->data;
}

static uint32_t word_at(const struct table *table, const struct piece *piece,
			size_t index)
{
	uint32_t word;

	memcpy(&word, piece->data + index * sizeof(word), sizeof(word));
	return order32(table->swap, word);
}

static bool find_tokens(struct table *table)
{
	for (size_t i = 0; i < NTOKENS; i++) {
		uint16_t at;

		memcpy(&at, table->index.data + i * sizeof(at), sizeof(at));
		at = table->swap ? bswap_16(at) : at;
		if (at >= table->tokens.size ||
		    !memchr(table->tokens.data + at, '\0',
			    table->tokens.size - at))
			return false;
		table->token[i] = (const char *)table->tokens.data + at;
	}
	return true;
}

static bool find_pieces(struct table *table)
{
	const struct kernel_symbol *offsets = kernel_global(table->kernel,
							    "kallsyms_offsets");
	struct piece count;

	table->swap = elf_image_swaps((unsigned char)table->kernel->data);
	if (!offsets || !find_piece(table, "kallsyms_num_syms", 4, &count))
		return false;
	table->offsets_address = offsets->address;
	table->count = word_at(table, &count, 0);
	return table->count &&
	       find_piece(table, "kallsyms_names", table->count,
			  &table->names) &&
	       find_piece(table, "kallsyms_token_table", NTOKENS,
			  &table->tokens) &&
	       find_piece(table, "kallsyms_token_index",
			  NTOKENS * sizeof(uint16_t), &table->index) &&
	       find_piece(table, "kallsyms_offsets", (size_t)table->count * 4,
			  &table->offsets) &&
	       find_tokens(table);
}

/* The compressed name at *AT, which moves on: its length, or 0. */
static size_t next_length(const struct table *table, size_t *at)
{
	const struct piece *names = &table->names;
	size_t length;

	if (*at + 2 > names->size)
		return 0;
	length = names->data[(*at)++];
	if (length & 0x80)
		length = (length & 0x7f) | (size_t)names->data[(*at)++] << 7;
	return length <= MOST_LENGTH && length <= names->size - *at ? length
								    : 0;
}

/* The length of all names, their NULs and type letters counted; or 0, also
 * where one has no letter, as its pieces may be empty. */
static size_t measure(const struct table *table)
{
	size_t at = 0, total = 0;

	for (uint32_t i = 0; i < table->count; i++) {
		size_t length = next_length(table, &at), before = total;

		while (length--)
			total += strlen(table->token[table->names.data[at++]]);
		if (total++ == before)
			return 0;
	}
	return total;
}

static uint64_t address_at(const struct table *table, uint32_t index)
{
	uint32_t offset = word_at(table, &table->offsets, index);
	uint64_t distance = (uint64_t)(int64_t)(int32_t)offset;

	switch (table->layout) {
	case LAYOUT_BASE:
		return table->base + offset;
	case LAYOUT_PERCPU:
		return offset >> 31 ? table->base - 1 - distance : offset;
	case LAYOUT_PLACE:
		return table->offsets_address + (uint64_t)index * 4 + distance;
	default:
		return offset;
	}
}

/* Set the names of all entries. */
static void expand(const struct table *table, struct kallsyms *ret)
{
	char *to = ret->text;
	size_t at = 0;

	for (uint32_t i = 0; i < table->count; i++) {
		size_t length = next_length(table, &at);

		/* Behind the letter of the type. */
		ret->entries.data[i].name = to + 1;
		while (length--) {
			const char *token =
				table->token[table->names.data[at++]];
			size_t n = strlen(token);

			memcpy(to, token, n);
			to += n;
		}
		*to++ = '\0';
	}
	ret->entries.size = table->count;
}

/* Find the base: by the symbol _text or _stext, whose name is there once. */
static bool find_base(struct table *table, const struct kallsyms *kallsyms)
{
	static const char *const names[] = { "_text", "_stext", "_etext" };

	for (size_t n = 0; n < sizeof(names) / sizeof(*names); n++) {
		const struct kernel_symbol *symbol = kernel_global(
			table->kernel, names[n]);

		for (uint32_t i = 0; symbol && i < table->count; i++) {
			if (strcmp(kallsyms->entries.data[i].name, names[n]))
				continue;
			table->base = 0;
			table->base = symbol->address - address_at(table, i);
			return true;
		}
	}
	return false;
}

/* Is nearly each entry a symbol of the kernel? Both go by address. riscv's
 * build takes a section out of vmlinux afterwards, and its symbols with it. */
static bool check(const struct table *table, const struct kallsyms *kallsyms)
{
	const struct output *output = &table->kernel->output;
	size_t hint = 0;
	uint64_t last = 0;
	uint32_t missing = 0;

	for (uint32_t i = 0; i < table->count; i++) {
		const struct kallsyms_entry *e = &kallsyms->entries.data[i];
		bool found = false;

		if (e->address < last)
			return false;
		last = e->address;
		hint = output_lower_bound(output, e->address, hint);
		for (size_t j = hint; j < output->nsymbols && !found &&
				      output->symbols[j].address == e->address;
		     j++)
			found = !strcmp(output->symbols[j].name, e->name);
		missing += !found;
	}
	return missing <= table->count / 100;
}

/* Set all addresses as LAYOUT has them. False if that isn't this table's. */
static bool try_layout(struct table *table, struct kallsyms *ret,
		       enum layout layout)
{
	table->layout = layout;
	if (layout <= LAYOUT_PERCPU && !find_base(table, ret))
		return false;
	for (uint32_t i = 0; i < table->count; i++)
		ret->entries.data[i].address = address_at(table, i);
	return check(table, ret);
}

static bool find_layout(struct table *table, struct kallsyms *ret)
{
	if (kernel_global(table->kernel, "kallsyms_relative_base"))
		return try_layout(table, ret, LAYOUT_BASE) ||
		       try_layout(table, ret, LAYOUT_PERCPU);
	return try_layout(table, ret, LAYOUT_PLACE) ||
	       (table->kernel->elf_class == ELFCLASS32 &&
		try_layout(table, ret, LAYOUT_ADDRESS));
}

/* Has KERNEL a table of some kind, with its contents? One that was stripped of
 * them, as files with debugging information alone are, has only its symbols. */
static bool has_table(const struct kernel *kernel)
{
	static const char *const parts[] = {
		"kallsyms_names",    "kallsyms_offsets", "kallsyms_addresses",
		"kallsyms_num_syms", "kallsyms_markers", "kallsyms_token_table",
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		const struct kernel_symbol *part = kernel_global(kernel,
								 parts[i]);
		size_t rest;

		if (part && kernel_bytes(kernel, part->address, 1, &rest))
			return true;
	}
	return false;
}

static int unknown(const struct table *table, const char *why)
{
	struct kernel_version version = kernel_version(table->kernel);
	char found[48] = "";

	if (version.major)
		snprintf(found, sizeof(found), "it is Linux %u.%u, and ",
			 version.major, version.minor);
	report_error(
		"%s: its kallsyms table is damaged or unknown, %s; %sthe tables of Linux %u.%u to %u.%u are known",
		table->kernel->path, why, found, kallsyms_known.first.major,
		kallsyms_known.first.minor, kallsyms_known.last.major,
		kallsyms_known.last.minor);
	return -1;
}

static int read_table(struct kallsyms *ret, struct table *table)
{
	size_t size;

	if (!find_pieces(table))
		return unknown(table, "it has other parts");
	size = measure(table);
	if (!size)
		return unknown(table, "its names can't be read");
	ret->text = malloc(size);
	if (!ret->text)
		return report_nomem();
	if (vec_reserve(&ret->entries, table->count))
		return -1;
	expand(table, ret);
	ret->is_own = find_layout(table, ret);
	return ret->is_own ? 0
			   : unknown(table,
				     "it doesn't lead to the kernel's symbols");
}

int kallsyms_read(struct kallsyms *ret, const struct kernel *kernel)
{
	struct table table = { .kernel = kernel };

	memset(ret, 0, sizeof(*ret));
	if (!kernel->output.elf || !has_table(kernel))
		return 0;
	if (!read_table(ret, &table))
		return 1;
	kallsyms_deinit(ret);
	return -1;
}
