/* SPDX-License-Identifier: GPL-3.0-or-later */
/* foldinfo find: symbols at addresses or of names. Standard input has one operand
 * a line, or is a log of the kernel, of which only the places count. Operands are
 * found some at a time, see sidecar/lookup-many.c. */
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/io.h"
#include "common/report.h"
#include "common/vec.h"
#include "foldinfo/operand.h"
#include "foldinfo/print.h"

/* A symbol in which a place may be. */
struct candidate {
	uint32_t number;
	struct sidecar_extent extent;
};

/* What is to be found. */
struct wanted {
	struct operand operand;
	const char *module;   /* a symbol of this one, */
	size_t module_length; /* or 0 */
};

/* The rows of an address: lists and logs have the same ones again and again. An
 * address where a kernel's sys_ni_syscall is has hundreds. */
struct answered {
	uint64_t address;
	uint32_t first, count; /* 0: there are none */
};

enum { ANSWERED = 64 }; /* addresses that are remembered */

struct finder {
	const struct sidecar *sidecar;
	struct rows *rows;
	int status;   /* the worst that happened */
	size_t count; /* of all operands */
	/* Those that come next, SIDECAR_MOST_ASKED at most. */
	struct wanted *wanted;
	struct sidecar_name *names;
	size_t nwanted;
	VEC(struct candidate) candidates;
	struct answered answered[ANSWERED]; /* by address */
};

/* -- Addresses ----------------------------------------------------------- */

/* What is at an address. */
struct found_at {
	struct rows *rows;
	uint64_t address;
};

static int add_found(void *ctx, uint32_t number)
{
	const struct found_at *place = ctx;

	return rows_add(place->rows, number, &place->address);
}

/* Add all that is at ADDRESS. 1, 0 if nothing is, -1 (reported). */
static int find_address(struct finder *finder, uint64_t address)
{
	struct answered *last = &finder->answered[address / 4 % ANSWERED];
	struct rows *rows = finder->rows;
	size_t first = rows_count(rows);
	int found;

	if (last->count && last->address == address)
		return rows_repeat(rows, last->first, last->count) ? -1 : 1;
	found = sidecar_visit_address(finder->sidecar, address, add_found,
				      &(struct found_at){ rows, address });
	if (found <= 0)
		return found;
	if (rows_drop_marks(rows, first) || rows_sort(rows, first))
		return -1;
	*last = (struct answered){ address, (uint32_t)first,
				   (uint32_t)(rows_count(rows) - first) };
	return 1;
}

/* -- Names --------------------------------------------------------------- */

static int add_symbol(void *ctx, uint32_t number)
{
	return rows_add(ctx, number, NULL);
}

/* -- Places in symbols --------------------------------------------------- */

static int add_candidate(void *ctx, uint32_t number)
{
	struct finder *finder = ctx;
	struct candidate *candidate = vec_push(&finder->candidates);

	if (!candidate)
		return -1;
	candidate->number = number;
	return sidecar_extent_at(finder->sidecar, number, &candidate->extent);
}

/* Add those in which the place is: of those of a size that is told the largest,
 * else those that reach as far. The kernel counts a symbol's size as far as to
 * the next symbol, so SIZE may be more than that of the one that is meant. 1, 0
 * if there are none, or -1 (reported). */
static int choose(struct finder *finder, const struct operand *spot)
{
	const struct candidate *candidate;
	uint64_t nearest = 0;
	int found = 0;

	vec_for_each(&finder->candidates, candidate)
		if (candidate->extent.size <= spot->size &&
		    candidate->extent.size > nearest)
			nearest = candidate->extent.size;
	vec_for_each(&finder->candidates, candidate) {
		uint64_t size = candidate->extent.size;
		uint64_t address = candidate->extent.address + spot->offset;

		if (nearest ? size != nearest : size && spot->offset >= size)
			continue;
		if (rows_add(finder->rows, candidate->number, &address))
			return -1;
		found = 1;
	}
	return found;
}

static int find_spot(struct finder *finder, const struct operand *spot,
		     const struct sidecar_name *name)
{
	int status;

	finder->candidates.size = 0;
	status = sidecar_visit_name(finder->sidecar, name, add_candidate,
				    finder);
	return status > 0 ? choose(finder, spot) : status;
}

/* -- Operands ------------------------------------------------------------ */

static bool is_number(const struct operand *operand)
{
	return operand->is_digit && operand->is_address;
}

static int report_none(const struct operand *operand)
{
	int length = (int)operand->length;

	if (!operand->is_digit || operand->is_address) {
		report_error("%.*s: not found", length, operand->text);
		return 0;
	}
	report_error(
		"%.*s: not an address, hexadecimal ones begin with 0x or have as many digits as nm prints",
		length, operand->text);
	return -1;
}

/* Find what OPERAND most likely is; NAME is what of it may be a name. Nothing in
 * C is called like a number or has a plus in its name, so names are looked for
 * last, where these fail: that halves the time for a long log. But an address as
 * nm writes it can be a name, if its first digit is a letter, and then the name
 * goes first. 1, 0 if nothing is found, or -1 (both reported). */
static int find(struct finder *finder, const struct operand *operand,
		struct sidecar_name name)
{
	int status = 0;

	if (is_number(operand))
		status = find_address(finder, operand->address);
	else if (operand->is_spot)
		status = find_spot(finder, operand, &name);
	if (status)
		return status;
	if (name.length != operand->length)
		name = sidecar_name_of(operand->text, operand->length);
	status = sidecar_visit_name(finder->sidecar, &name, add_symbol,
				    finder->rows);
	if (!status && operand->is_address && !operand->is_digit)
		status = find_address(finder, operand->address);
	return status ? status : report_none(operand);
}

/* Symbols of modules are none of vmlinux, whatever they are called. */
static int find_wanted(struct finder *finder, const struct wanted *wanted,
		       const struct sidecar_name *name)
{
	const struct operand *operand = &wanted->operand;

	if (!wanted->module_length)
		return find(finder, operand, *name);
	report_error("%.*s: not found, it is in module %.*s",
		     (int)operand->length, operand->text,
		     (int)wanted->module_length, wanted->module);
	return 0;
}

/* Find all that is wanted by now. */
static void find_all_wanted(struct finder *finder)
{
	uint64_t addresses[SIDECAR_MOST_ASKED];
	uint32_t numbers[SIDECAR_MOST_NUMBERS];
	size_t naddresses = 0;

	for (size_t i = 0; i < finder->nwanted; i++)
		if (is_number(&finder->wanted[i].operand))
			addresses[naddresses++] =
				finder->wanted[i].operand.address;
	sidecar_fetch_addresses(finder->sidecar, addresses, naddresses);
	sidecar_find_names(finder->sidecar, finder->names, finder->nwanted,
			   numbers);
	for (size_t i = 0;
	     i < finder->nwanted && finder->status != FOLDINFO_TROUBLE; i++) {
		int found = find_wanted(finder, &finder->wanted[i],
					&finder->names[i]);

		if (found <= 0)
			finder->status = found ? FOLDINFO_TROUBLE : FOLDINFO_NO;
	}
	finder->nwanted = 0;
}

/* Find it in time. */
static void want(struct finder *finder, const struct wanted *wanted)
{
	const struct operand *operand = &wanted->operand;

	if (finder->nwanted == SIDECAR_MOST_ASKED)
		find_all_wanted(finder);
	finder->wanted[finder->nwanted] = *wanted;
	finder->names[finder->nwanted++] = sidecar_name_of(
		operand->text, is_number(operand) ? 0 : operand->name_length);
	finder->count++;
}

static void want_text(struct finder *finder, const char *text, size_t length)
{
	const struct sidecar_info *info = sidecar_info(finder->sidecar);
	int digits = foldinfo_address_digits(info->elf_class);
	struct wanted wanted = {
		.operand = operand_read(text, length, (unsigned int)digits),
	};

	want(finder, &wanted);
}

/* -- Standard input ------------------------------------------------------ */

/* Lines, and a NUL behind them. What else is NUL ends a line, too. */
struct text {
	char *begin, *end;
};

/* Where the line that goes on at AT ends. */
static const char *end_of_line(const char *at)
{
	return strchrnul(at, '\n');
}

/* A place in a line, as the kernel's %pS has it: NAME+0xOFFSET/0xSIZE, and the
 * module behind it if the symbol is one's. */
struct log_place {
	const char *name;
	size_t name_length;
	size_t length; /* of all but the module */
	const char *module;
	size_t module_length; /* 0: none */
};

/* What may be in the name of a symbol, and doesn't part words. */
static const bool is_name_char[UCHAR_MAX + 1] = {
	['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true,
	['_'] = true,	      ['.'] = true,	    ['$'] = true,
	['@'] = true,
};

/* The length of the hexadecimal number with its 0x at TEXT, or 0. */
static size_t hex_length(const char *text)
{
	size_t length = 2;

	if (text[0] != '0' || text[1] != 'x')
		return 0;
	while (isdigit((unsigned char)text[length]) ||
	       (text[length] >= 'a' && text[length] <= 'f'))
		length++;
	return length > 2 ? length : 0;
}

/* The length of +0xOFFSET/0xSIZE at TEXT, or 0. */
static size_t extent_length(const char *text)
{
	size_t offset = *text == '+' ? hex_length(text + 1) : 0;
	size_t size = offset && text[offset + 1] == '/'
			      ? hex_length(text + offset + 2)
			      : 0;

	return size ? offset + size + 2 : 0;
}

/* The module is in brackets, with its build-id if the kernel says that. */
static void read_module(const char *text, struct log_place *ret)
{
	if (text[0] != ' ' || text[1] != '[')
		return;
	ret->module = text + 2;
	ret->module_length = strcspn(ret->module, " ]\n");
}

/* The first place from AT on. */
static bool next_place(const struct text *text, const char *at,
		       struct log_place *ret)
{
	for (; (at = memchr(at, '+', (size_t)(text->end - at))); at++) {
		size_t extent = extent_length(at);
		const char *name = at;

		while (extent && name > text->begin &&
		       is_name_char[(unsigned char)name[-1]])
			name--;
		if (name == at)
			continue;
		*ret = (struct log_place){
			.name = name,
			.name_length = (size_t)(at - name),
			.length = (size_t)(at - name) + extent,
		};
		read_module(at + extent, ret);
		return true;
	}
	return false;
}

/* Is what is at AT the first word of its line? */
static bool is_first_word(const struct text *text, const char *at)
{
	while (at > text->begin && (at[-1] == ' ' || at[-1] == '\t'))
		at--;
	return at == text->begin || at[-1] == '\n' || !at[-1];
}

/* A log has places behind other words: `RIP: 0010:schedule+0x4a/0x108'. */
static bool is_log(const struct text *text)
{
	struct log_place place;

	for (const char *at = text->begin; next_place(text, at, &place);
	     at = end_of_line(place.name))
		if (!is_first_word(text, place.name))
			return true;
	return false;
}

static void want_places(struct finder *finder, const struct text *text)
{
	struct log_place place;

	for (const char *at = text->begin; next_place(text, at, &place);
	     at = place.name + place.length)
		want(finder, &(struct wanted){
				     .operand = operand_read_spot(
					     place.name, place.length,
					     place.name_length),
				     .module = place.module,
				     .module_length = place.module_length,
			     });
}

static void want_first_words(struct finder *finder, const struct text *text)
{
	for (const char *at = text->begin; at < text->end;
	     at = end_of_line(at) + 1) {
		const char *word = at + strspn(at, " \t\r");
		size_t length = strcspn(word, " \t\r\n");

		if (length)
			want_text(finder, word, length);
	}
}

/* Find the operands on standard input, after those before it. */
static void find_lines(struct finder *finder)
{
	struct text text;
	size_t size;

	find_all_wanted(finder);
	if (finder->status == FOLDINFO_TROUBLE)
		return;
	if (read_stream(stdin, "standard input", &text.begin, &size)) {
		finder->status = FOLDINFO_TROUBLE;
		return;
	}
	text.end = text.begin + size;
	(is_log(&text) ? want_places : want_first_words)(finder, &text);
	find_all_wanted(finder);
	free(text.begin);
}

static void find_operands(struct finder *finder, int argc, char **argv)
{
	for (int i = 0; i < argc && finder->status != FOLDINFO_TROUBLE; i++)
		if (!strcmp(argv[i], "-"))
			find_lines(finder);
		else
			want_text(finder, argv[i], strlen(argv[i]));
	find_all_wanted(finder);
	/* Who types nothing at all wants to be told so. */
	if (!argc && !isatty(STDIN_FILENO))
		find_lines(finder);
	if (!argc && !finder->count && finder->status == FOLDINFO_OK) {
		report_error("find: an operand is missing");
		finder->status = FOLDINFO_TROUBLE;
	}
}

int foldinfo_find(const struct foldinfo_options *options, int argc, char **argv)
{
	struct wanted wanted[SIDECAR_MOST_ASKED];
	struct sidecar_name names[SIDECAR_MOST_ASKED];
	struct finder finder = { .wanted = wanted, .names = names };
	int status = FOLDINFO_TROUBLE;
	struct sidecar *sidecar;

	if (foldinfo_open(options, "vmlinux", &sidecar))
		return FOLDINFO_TROUBLE;
	finder.sidecar = sidecar;
	finder.rows = rows_create(sidecar, options->companions);
	if (finder.rows) {
		find_operands(&finder, argc, argv);
		status = finder.status;
	}
	if (status != FOLDINFO_TROUBLE &&
	    options->printer->rows(finder.rows, options))
		status = FOLDINFO_TROUBLE;
	vec_deinit(&finder.candidates);
	rows_destroy(finder.rows);
	sidecar_close(sidecar);
	return status;
}
