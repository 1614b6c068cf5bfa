/* SPDX-License-Identifier: GPL-3.0-or-later */
/* foldinfo find: symbols at addresses or of names. An operand is what people
 * have at hand: a name, an address as C or as nm writes it, or a place as an
 * oops names it, schedule+0x18/0x26e. Standard input has one operand a line, or
 * is a log of the kernel, of which only the places count. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/io.h"
#include "common/report.h"
#include "common/vec.h"
#include "foldinfo/print.h"

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
static int find_address(struct rows *rows, const struct sidecar *sidecar,
			uint64_t address)
{
	size_t first = rows_count(rows);
	int found = sidecar_visit_address(sidecar, address, add_found,
					  &(struct found_at){ rows, address });

	return found > 0 && (rows_drop_marks(rows, first) ||
			     rows_sort(rows, first))
		       ? -1
		       : found;
}

/* Is TEXT an address as nm writes it: hexadecimal digits, as many as one
 * has? */
static bool is_nm_address(const struct sidecar *sidecar, const char *text)
{
	size_t digits = (size_t)foldinfo_address_digits(
		sidecar_info(sidecar)->elf_class);

	return strlen(text) == digits &&
	       strspn(text, "0123456789abcdefABCDEF") == digits;
}

/* A number in the notation of C, which ends at *END. False if it is none. */
static bool read_number(const char *text, char **end, uint64_t *ret)
{
	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	*ret = strtoull(text, end, 0);
	return !errno;
}

/* Is TEXT an address, in one notation or the other? */
static bool read_address(const struct sidecar *sidecar, const char *text,
			 uint64_t *ret)
{
	char *end;

	if (!is_nm_address(sidecar, text))
		return read_number(text, &end, ret) && !*end;
	*ret = strtoull(text, NULL, 16);
	return true;
}

/* -- Names --------------------------------------------------------------- */

/* Call ADD with each symbol called NAME. 1, 0 if there are none, -1 (reported,
 * or ADD didn't return 0). */
static int visit_name(const struct sidecar *sidecar, const char *name,
		      int (*add)(void *ctx, uint32_t number), void *ctx)
{
	uint32_t at = 0;
	int status, found = 0;

	while (*name &&
	       (status = sidecar_find_name(sidecar, name, at, &at)) != 0) {
		if (status < 0 || add(ctx, at++))
			return -1;
		found = 1;
	}
	return found;
}

static int add_symbol(void *ctx, uint32_t number)
{
	return rows_add(ctx, number, NULL);
}

static int find_symbol(struct rows *rows, const struct sidecar *sidecar,
		       const char *name)
{
	return visit_name(sidecar, name, add_symbol, rows);
}

/* -- Places in symbols --------------------------------------------------- */

/* A symbol in which the place may be. */
struct candidate {
	uint32_t number;
	uint64_t address;
	uint64_t size;
};

/* NAME+OFFSET or NAME+OFFSET/SIZE. The kernel counts a symbol's size as far as
 * to the next symbol, so SIZE may be more than that of the one that is meant.
 * OFFSET may be SIZE: a function whose last instruction is a call returns behind
 * its end. */
struct spot {
	const char *name;
	uint64_t offset;
	uint64_t size; /* 0: not told */
	const struct sidecar *sidecar;
	VEC(struct candidate) candidates; /* those called NAME */
};

/* Split OPERAND at its last `+', which becomes the end of the name. */
static bool read_spot(char *operand, struct spot *ret)
{
	char *plus = strrchr(operand, '+'), *end;

	if (!plus || plus == operand ||
	    !read_number(plus + 1, &end, &ret->offset))
		return false;
	if (*end == '/' && (!read_number(end + 1, &end, &ret->size) ||
			    ret->offset > ret->size))
		return false;
	if (*end)
		return false;
	*plus = '\0';
	ret->name = operand;
	return true;
}

static int add_candidate(void *ctx, uint32_t number)
{
	struct spot *spot = ctx;
	struct candidate *candidate = vec_push(&spot->candidates);
	struct sidecar_symbol symbol;
	struct sidecar_other other;

	if (!candidate)
		return -1;
	candidate->number = number;
	if (number < sidecar_info(spot->sidecar)->nsymbols) {
		if (sidecar_symbol_at(spot->sidecar, number, &symbol))
			return -1;
		candidate->address = symbol.address;
		candidate->size = symbol.size;
		return 0;
	}
	if (sidecar_other_at(spot->sidecar, number, &other))
		return -1;
	candidate->address = other.address;
	candidate->size = other.size;
	return 0;
}

/* Add those in which the place is: of those of a size that is told the largest,
 * else those that reach as far. 1, 0 if there are none, or -1 (reported). */
static int choose(struct rows *rows, const struct spot *spot)
{
	const struct candidate *candidate;
	uint64_t nearest = 0;
	int found = 0;

	vec_for_each(&spot->candidates, candidate)
		if (candidate->size <= spot->size && candidate->size > nearest)
			nearest = candidate->size;
	vec_for_each(&spot->candidates, candidate) {
		uint64_t address = candidate->address + spot->offset;

		if (nearest ? candidate->size != nearest
			    : candidate->size &&
				      spot->offset >= candidate->size)
			continue;
		if (rows_add(rows, candidate->number, &address))
			return -1;
		found = 1;
	}
	return found;
}

static int find_spot(struct rows *rows, const struct sidecar *sidecar,
		     const char *operand)
{
	_cleanup_free_ char *copy = strdup(operand);
	struct spot spot = { .sidecar = sidecar };
	int status = 0;

	if (!copy)
		return report_nomem();
	if (read_spot(copy, &spot))
		status = visit_name(sidecar, spot.name, add_candidate, &spot);
	if (status > 0)
		status = choose(rows, &spot);
	vec_deinit(&spot.candidates);
	return status;
}

/* -- Operands ------------------------------------------------------------ */

/* Find what OPERAND most likely is. Nothing in C is called like a number or has
 * a plus in its name, so names are looked for last, where these fail: that
 * halves the time for a long log. But an address as nm writes it can be a
 * name, if its first digit is a letter, and then the name goes first. */
static int find(struct rows *rows, const struct sidecar *sidecar,
		const char *operand)
{
	uint64_t address;
	bool is_digit = isdigit((unsigned char)*operand);
	bool is_address = read_address(sidecar, operand, &address);
	int status = 0;

	if (is_address && is_digit)
		status = find_address(rows, sidecar, address);
	else if (strchr(operand, '+'))
		status = find_spot(rows, sidecar, operand);
	if (!status)
		status = find_symbol(rows, sidecar, operand);
	if (!status && is_address && !is_digit)
		status = find_address(rows, sidecar, address);
	if (status)
		return status;
	if (!is_digit || is_address) {
		foldinfo_not_found(operand, NULL);
		return 0;
	}
	report_error(
		"%s: not an address, hexadecimal ones begin with 0x or have as many digits as nm prints",
		operand);
	return -1;
}

/* Find OPERAND and keep in *STATUS the worst that happened. */
static void find_one(struct rows *rows, const struct sidecar *sidecar,
		     const char *operand, int *status)
{
	int found = find(rows, sidecar, operand);

	if (found <= 0)
		*status = found ? FOLDINFO_TROUBLE : FOLDINFO_NO;
}

/* -- Standard input ------------------------------------------------------ */

struct lines {
	char *text;
	VEC(char *) list; /* in text, each without its end */
};

static void lines_deinit(struct lines *lines)
{
	free(lines->text);
	vec_deinit(&lines->list);
}

/* 0 and *ret, or -1 (reported). Release with lines_deinit in either case. */
static int read_lines(struct lines *ret)
{
	size_t size;

	*ret = (struct lines){};
	if (read_stream(stdin, "standard input", &ret->text, &size))
		return -1;
	for (char *at = ret->text, *end = at + size; at < end;) {
		char **line = vec_push(&ret->list);

		if (!line)
			return -1;
		*line = at;
		at += strcspn(at, "\n");
		*at++ = '\0';
	}
	return 0;
}

/* A place in a line, as the kernel's %pS has it: NAME+0xOFFSET/0xSIZE, and the
 * module behind it if the symbol is one's. */
struct log_place {
	const char *name;
	size_t length; /* of all but the module */
	const char *module;
	size_t module_length; /* 0: none */
};

/* May C be in the name of a symbol, or does it part words? */
static bool is_name_char(char c)
{
	return isalnum((unsigned char)c) || strchr("_.$@", c);
}

/* The length of the hexadecimal number with its 0x at TEXT, or 0. */
static size_t hex_length(const char *text)
{
	size_t digits;

	if (text[0] != '0' || text[1] != 'x')
		return 0;
	digits = strspn(text + 2, "0123456789abcdef");
	return digits ? digits + 2 : 0;
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
	ret->module_length = strcspn(ret->module, " ]");
}

/* The first place from AT on in the line that begins at LINE. */
static bool next_place(const char *line, const char *at, struct log_place *ret)
{
	for (; (at = strchr(at, '+')); at++) {
		size_t extent = extent_length(at);
		const char *name = at;

		while (extent && name > line && is_name_char(name[-1]))
			name--;
		if (name == at)
			continue;
		*ret = (struct log_place){
			.name = name,
			.length = (size_t)(at - name) + extent,
		};
		read_module(at + extent, ret);
		return true;
	}
	return false;
}

/* A log has places behind other words: `RIP: 0010:schedule+0x4a/0x108'. */
static bool is_log(const struct lines *lines)
{
	struct log_place place;
	char **line;

	vec_for_each(&lines->list, line)
		if (next_place(*line, *line, &place) &&
		    place.name > *line + strspn(*line, " \t"))
			return true;
	return false;
}

/* Symbols of modules are none of vmlinux, whatever they are called. */
static void find_place(struct rows *rows, const struct sidecar *sidecar,
		       const struct log_place *place, int *status)
{
	_cleanup_free_ char *operand = strndup(place->name, place->length);

	if (!operand) {
		report_nomem();
		*status = FOLDINFO_TROUBLE;
	} else if (place->module_length) {
		report_error("%s: not found, it is in module %.*s", operand,
			     (int)place->module_length, place->module);
		*status = FOLDINFO_NO;
	} else {
		find_one(rows, sidecar, operand, status);
	}
}

static size_t find_in_log(struct rows *rows, const struct sidecar *sidecar,
			  const struct lines *lines, int *status)
{
	struct log_place place;
	size_t count = 0;
	char **line;

	vec_for_each(&lines->list, line)
		for (const char *at = *line; *status != FOLDINFO_TROUBLE &&
					     next_place(*line, at, &place);
		     at = place.name + place.length) {
			find_place(rows, sidecar, &place, status);
			count++;
		}
	return count;
}

/* The first word of each line. */
static size_t find_words(struct rows *rows, const struct sidecar *sidecar,
			 const struct lines *lines, int *status)
{
	size_t count = 0;
	char **line;

	vec_for_each(&lines->list, line) {
		char *operand = *line + strspn(*line, " \t\r");

		operand[strcspn(operand, " \t\r")] = '\0';
		if (!*operand || *status == FOLDINFO_TROUBLE)
			continue;
		find_one(rows, sidecar, operand, status);
		count++;
	}
	return count;
}

/* Take operands from standard input: how many there were. */
static size_t find_lines(struct rows *rows, const struct sidecar *sidecar,
			 int *status)
{
	struct lines lines;
	size_t count = 0;

	if (read_lines(&lines))
		*status = FOLDINFO_TROUBLE;
	else
		count = (is_log(&lines) ? find_in_log : find_words)(
			rows, sidecar, &lines, status);
	lines_deinit(&lines);
	return count;
}

static int find_all(struct rows *rows, const struct sidecar *sidecar, int argc,
		    char **argv)
{
	int status = FOLDINFO_OK;

	for (int i = 0; i < argc && status != FOLDINFO_TROUBLE; i++)
		if (!strcmp(argv[i], "-"))
			find_lines(rows, sidecar, &status);
		else
			find_one(rows, sidecar, argv[i], &status);
	/* Who types nothing at all wants to be told so. */
	if (!argc &&
	    (isatty(STDIN_FILENO) || !find_lines(rows, sidecar, &status)) &&
	    status == FOLDINFO_OK) {
		report_error("find: an operand is missing");
		status = FOLDINFO_TROUBLE;
	}
	return status;
}

int foldinfo_find(const struct foldinfo_options *options, int argc, char **argv)
{
	int status = FOLDINFO_TROUBLE;
	struct sidecar *sidecar;
	struct rows *rows;

	if (foldinfo_open(options, "vmlinux", &sidecar))
		return FOLDINFO_TROUBLE;
	rows = rows_create(sidecar, options->companions);
	if (rows)
		status = find_all(rows, sidecar, argc, argv);
	if (status != FOLDINFO_TROUBLE && options->printer->rows(rows, options))
		status = FOLDINFO_TROUBLE;
	rows_destroy(rows);
	sidecar_close(sidecar);
	return status;
}
