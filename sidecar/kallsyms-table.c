/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kallsyms table in a kernel: what the kernel itself will go by, whatever
 * its configuration and the rules of its version were.
 *
 * kallsyms_names holds, for each symbol in the order of addresses, a length (one
 * byte, or two of 7 bits each, the low ones first) and as many bytes, each the
 * number of a piece of text. kallsyms_token_index says where in
 * kallsyms_token_table that piece is. The first character of the whole is nm's
 * letter for the symbol's type, the rest its name.
 *
 * kallsyms_offsets has 32 bits a symbol. They are added to
 * kallsyms_relative_base; or, with CONFIG_KALLSYMS_ABSOLUTE_PERCPU (x86 until
 * Linux 6.14), the negative ones are, less one and with the sign changed, and
 * the others are addresses. Kernels that relocate themselves may have the base
 * in a relocation instead of in the word, so it is checked against a symbol, or
 * found from it.
 *
 * A table that isn't so, of an older or a newer kernel, is no table to this
 * reader: each address is looked up in the symbol table. */
#include "kallsyms.h"

#include <string.h>

#include "cleanup.h"
#include "format.h"
#include "report.h"

enum { NTOKENS = 256, MOST_LENGTH = 0x3fff };

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
	const char *token[NTOKENS];
	bool is_percpu_absolute;
	uint64_t base;
};

static bool find_piece(const struct table *table, const char *name,
		       size_t least, struct piece *ret)
{
	const struct kernel_symbol *symbol =
		kernel_global(table->kernel, name);

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
	struct piece count;

	table->swap = format_swaps((unsigned char)table->kernel->data);
	if (!find_piece(table, "kallsyms_num_syms", 4, &count))
		return false;
	table->count = word_at(table, &count, 0);
	return table->count &&
	       find_piece(table, "kallsyms_names", table->count,
			  &table->names) &&
	       find_piece(table, "kallsyms_token_table", NTOKENS,
			  &table->tokens) &&
	       find_piece(table, "kallsyms_token_index", NTOKENS * sizeof(uint16_t),
			  &table->index) &&
	       find_piece(table, "kallsyms_offsets",
			  (size_t)table->count * 4, &table->offsets) &&
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
		length = (length & 0x7f) |
			 (size_t)names->data[(*at)++] << 7;
	return length <= MOST_LENGTH && length <= names->size - *at ?
	       length : 0;
}

/* The length of all names, their NULs and type letters counted; or 0, also where
 * one has no letter, as its pieces may be empty. */
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

	if (!table->is_percpu_absolute)
		return table->base + offset;
	if (!(offset >> 31))
		return offset;
	return table->base - 1 - (uint64_t)(int64_t)(int32_t)offset;
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

	for (uint32_t i = 0; i < table->count; i++)
		if (word_at(table, &table->offsets, i) >> 31)
			table->is_percpu_absolute = true;
	for (size_t n = 0; n < sizeof(names) / sizeof(*names); n++) {
		const struct kernel_symbol *symbol =
			kernel_global(table->kernel, names[n]);

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
		     output->symbols[j].address == e->address; j++)
			found = !strcmp(output->symbols[j].name, e->name);
		missing += !found;
	}
	return missing <= table->count / 100;
}

int kallsyms_read(struct kallsyms *ret, const struct kernel *kernel)
{
	struct table table = { .kernel = kernel };
	size_t size;

	memset(ret, 0, sizeof(*ret));
	if (!kernel->output.elf || !find_pieces(&table))
		return 0;
	size = measure(&table);
	if (!size)
		return 0;
	ret->text = malloc(size);
	if (!ret->text)
		return report_nomem();
	if (vec_reserve(&ret->entries, table.count)) {
		kallsyms_deinit(ret);
		return -1;
	}
	expand(&table, ret);
	if (find_base(&table, ret)) {
		for (uint32_t i = 0; i < table.count; i++)
			ret->entries.data[i].address = address_at(&table, i);
		ret->is_own = check(&table, ret);
	}
	if (ret->is_own)
		return 1;
	kallsyms_deinit(ret);
	return 0;
}
