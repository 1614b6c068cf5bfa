/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers of lines, which a change anywhere above alters: functions that differ
 * in nothing else do the same as before. What is taken for one is narrow, since
 * the price of a mistake is a fix that isn't applied: a constant that goes into
 * that argument of that function and to nothing else (carry.c), and for those
 * that take a format, of that format only; the end of a text `at FILE:LINE';
 * and a few fields of data. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/carry.h"
#include "analysis/line-functions.h"
#include "analysis/stream.h"
#include "common/report.h"

/* Variables that hold a number. */
static const struct {
	const char *section; /* begins so; "": any */
	const char *key;     /* of the variable; "": any */
	uint64_t offset;     /* in bytes */
	unsigned int bits;
	bool has_file; /* only if a pointer to the name of a file is the
				 * first member */
} fields[] = {
	/* struct source_location is the first member of what UBSAN takes: line
	 * and column. clang gives none of its constants a name. */
	{ ".data..Lubsan", "", 8, 64, false },
	{ ".data.rel.local..Lubsan", "", 8, 64, false },
	{ ".data..L__unnamed_", "", 8, 64, true },
	{ ".data.rel..L__unnamed_", "", 8, 64, true },
	{ ".data.rel.local..L__unnamed_", "", 8, 64, true },
	{ ".data.rel.ro..L__unnamed_", "", 8, 64, true },
	{ "", "_entry", 24, 32, false },	      /* struct pi_entry */
	{ "alloc_tags", "_alloc_tag", 4, 32, false }, /* struct codetag */
	/* struct _ddebug, where class_id and flags share the word */
	{ "__dyndbg", "", 32, 18, false },
	{ "__verbose", "", 32, 18, false },
};

static bool speaks_of_line(const char *text)
{
	for (size_t i = 0; i < nline_functions; i++)
		if (line_functions[i].format &&
		    strstr(text, line_functions[i].format))
			return true;
	return false;
}

bool work_has_line_text(const struct work *work, const struct item *item)
{
	for (uint32_t i = 0; i < item->nreferences; i++) {
		const struct reference *reference =
			&work->analysis->references
				 .data[item->first_reference + i];

		if (reference->kind == REFERENCE_STRING &&
		    speaks_of_line(
			    analysis_string(work->analysis, reference->target)))
			return true;
	}
	return false;
}

/* -- Texts --------------------------------------------------------------- */

/* Does NAME, of LENGTH bytes, name a source? */
static bool is_file(const char *name, size_t length)
{
	static const char *const endings[] = { ".c", ".h", ".S", ".rs" };

	for (size_t i = 0; i < length; i++)
		if (!isgraph((unsigned char)name[i]) || strchr("%:\"", name[i]))
			return false;
	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
		size_t ending = strlen(endings[i]);

		if (length > ending &&
		    !memcmp(name + length - ending, endings[i], ending))
			return true;
	}
	return false;
}

/* FORTIFY_SOURCE's: `field "to" at fs/x.c:123'. */
size_t work_line_text(const char *text, size_t length)
{
	static const char before[] = "at ";
	size_t end, file, last = length;

	if (last && text[last - 1] == '\n')
		last--;
	end = last;
	while (end && isdigit((unsigned char)text[end - 1]))
		end--;
	if (end == last || !end || text[end - 1] != ':')
		return length;
	for (file = end - 1; file && text[file - 1] != ' '; file--)
		;
	if (file < 3 || memcmp(text + file - 3, before, 3) ||
	    (file > 3 && text[file - 4] != ' ') ||
	    !is_file(text + file, end - 1 - file))
		return length;
	return end;
}

/* -- Data ---------------------------------------------------------------- */

/* Does the word at OFFSET of SECTION point to the name of a file? */
static bool points_to_file(struct work *work, uint32_t section, uint64_t offset)
{
	const struct relobj_section *s = &work->obj.sections.data[section], *to;
	size_t i = relobj_first_rel(s, offset);
	struct target target;
	const char *text;
	size_t left;

	if (i == s->nrels || s->rels[i].r_offset != offset ||
	    !work_resolve(work, section, &s->rels[i], &target) ||
	    !target.section || target.symbol || target.offset < 0)
		return false;
	to = &work->obj.sections.data[target.section];
	if (work->sections.data[target.section].policy.role != ROLE_STRINGS ||
	    to->entsize != 1 || !to->data ||
	    (uint64_t)target.offset >= to->size)
		return false;
	text = (const char *)to->data + target.offset;
	left = (size_t)(to->size - (uint64_t)target.offset);
	return is_file(text, strnlen(text, left));
}

bool work_line_field(struct work *work, uint32_t section, const char *key,
		     uint64_t start, uint64_t *offset, unsigned int *bits)
{
	const char *name = work->obj.sections.data[section].name;

	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		if (strncmp(name, fields[i].section,
			    strlen(fields[i].section)) ||
		    (*fields[i].key && strcmp(key, fields[i].key)) ||
		    (fields[i].has_file &&
		     !points_to_file(work, section, start)))
			continue;
		*offset = fields[i].offset;
		*bits = fields[i].bits;
		return true;
	}
	return false;
}

/* -- Arguments ----------------------------------------------------------- */

/* What is known of the calls of a function. */
struct calls {
	/* Arguments that constants may lead to, by step: a bit for each. */
	VEC(uint16_t) constants;
	bool complete; /* or these are being found */
	/* Those that take the number of a line. */
	VEC(struct carry_place) lines;
};

/* The number, from 1, of the argument that is in REG, or 0. */
static unsigned int argument_in(const struct carry *carry, unsigned int reg)
{
	for (unsigned int i = 0; carry->abi->arguments[i] != EFFECT_NONE; i++)
		if (carry->abi->arguments[i] == reg)
			return i + 1;
	return 0;
}

static bool has_format(const struct carry *carry, uint32_t step,
		       const char *format)
{
	const char *text = carry_string(carry, step, carry->abi->arguments[0]);

	return text && strstr(text, format);
}

/* Has line_functions[I] the same name as the one whose number is FIRST? */
static bool is_named(size_t i, uint8_t first)
{
	return i < nline_functions &&
	       !strcmp(line_functions[i].name, line_functions[first - 1].name);
}

/* For carry_follow(): is what STEP takes in REG a line? */
static bool takes_line(const struct carry *carry, uint32_t step,
		       unsigned int reg, void *ctx)
{
	uint32_t callee = carry->steps.data[step].callee;
	uint8_t first = callee ? carry->work->symbols.data[callee].line : 0;
	unsigned int argument = argument_in(carry, reg);
	struct calls *calls = ctx;

	if (!first || !argument)
		return false;
	if (!calls->complete) {
		calls->constants.data[step] |= (uint16_t)(1u << argument);
		return true;
	}
	for (size_t i = first - 1u; is_named(i, first); i++) {
		const struct line_function *function = &line_functions[i];

		if (function->argument != argument ||
		    (function->variable &&
		     calls->constants.data[step] >> function->variable & 1) ||
		    (function->format &&
		     !has_format(carry, step, function->format)))
			continue;
		return true;
	}
	return false;
}

/* Does a call in CARRY lead to a function of which it matters whether an
 * argument is a constant? */
static bool asks_for_constants(const struct carry *carry)
{
	const struct carry_step *step;

	vec_for_each(&carry->steps, step) {
		uint8_t first = carry->work->symbols.data[step->callee].line;

		for (size_t i = first - 1u; first && is_named(i, first); i++)
			if (step->callee && line_functions[i].variable)
				return true;
	}
	return false;
}

static int find_constants(struct carry *carry, struct calls *ret)
{
	size_t size = carry->steps.size;

	if (vec_reserve(&ret->constants, size + 1))
		return -1;
	ret->constants.size = size;
	memset(ret->constants.data, 0, size * sizeof(*ret->constants.data));
	carry->overlooks = asks_for_constants(carry);
	for (uint32_t i = 0; carry->overlooks && i < size; i++)
		if (carry_is_constant(carry, i) &&
		    carry_follow(carry, i, takes_line, ret) < 0)
			return -1;
	carry->overlooks = false;
	ret->complete = true;
	return 0;
}

/* Where numbers take more bytes or fewer, what is left without them is
 * compared, and which calls take lines. That can't be if something else counts
 * the bytes in between. */
static bool are_cut(const struct carry *carry)
{
	return carry->work->machine->resizes_numbers && !carry->has_distances;
}

/* Take the numbers that CARRY's parts have out of CODE. */
static void clear_parts(const struct carry *carry, unsigned char *code)
{
	const struct work *work = carry->work;
	const uint32_t *part;

	vec_for_each(&carry->parts, part) {
		const struct carry_step *step = &carry->steps.data[*part];
		struct insn insn = {
			.field = step->field.field,
			.width = step->field.width,
			.mask = step->field.mask,
		};

		machine_clear(work->machine, work->obj.big, &insn,
			      code + step->at);
	}
}

/* What is kept is where the number is complete: the compiler may move lui up,
 * away from addi. */
static int cut_parts(const struct carry *carry, struct calls *calls)
{
	const struct carry_place *taker;
	const uint32_t *part;
	uint32_t last = 0;

	vec_for_each(&carry->parts, part)
		if (*part > last)
			last = *part;
	vec_for_each(&carry->parts, part) {
		const struct carry_step *step = &carry->steps.data[*part];
		struct work_cut *cut = vec_push(&carry->work->cuts);

		if (!cut)
			return -1;
		*cut = (struct work_cut){ step->at, step->length,
					  *part == last };
	}
	vec_for_each(&carry->takers, taker) {
		struct carry_place *line = vec_push(&calls->lines);

		if (!line)
			return -1;
		*line = *taker;
	}
	return 0;
}

static int clear_arguments(struct carry *carry, struct calls *calls,
			   size_t start)
{
	unsigned char *code = carry->work->buffer.data + start;

	if (find_constants(carry, calls))
		return -1;
	for (uint32_t i = 0; i < carry->steps.size; i++) {
		int status;

		if (!carry_is_constant(carry, i))
			continue;
		status = carry_follow(carry, i, takes_line, calls);
		if (status && !are_cut(carry))
			clear_parts(carry, code);
		else if (status && cut_parts(carry, calls))
			return -1;
		if (status < 0)
			return -1;
	}
	return 0;
}

/* For qsort. */
static int compare_cuts(const void *a, const void *b)
{
	const struct work_cut *x = a, *y = b;

	if (x->offset != y->offset)
		return x->offset < y->offset ? -1 : 1;
	return (x->kept < y->kept) - (x->kept > y->kept);
}

static int compare_places(const void *a, const void *b)
{
	const struct carry_place *x = a, *y = b;

	if (x->step != y->step)
		return x->step < y->step ? -1 : 1;
	return (x->reg > y->reg) - (x->reg < y->reg);
}

/* Leave each cut once, in order. */
static void sort_cuts(struct work *work)
{
	size_t kept = 0;

	if (work->cuts.size)
		qsort(work->cuts.data, work->cuts.size,
		      sizeof(*work->cuts.data), compare_cuts);
	for (size_t i = 0; i < work->cuts.size; i++)
		if (!kept || work->cuts.data[i].offset !=
				     work->cuts.data[kept - 1].offset)
			work->cuts.data[kept++] = work->cuts.data[i];
	work->cuts.size = kept;
}

/* Put which calls take lines, each once, by where they are without the cuts. */
static int put_lines(const struct carry *carry, struct calls *calls)
{
	struct work *work = carry->work;
	const struct carry_place *line, *last = NULL;

	if (calls->lines.size)
		qsort(calls->lines.data, calls->lines.size,
		      sizeof(*calls->lines.data), compare_places);
	vec_for_each(&calls->lines, line) {
		const struct carry_step *step = &carry->steps.data[line->step];

		if (last && !compare_places(last, line))
			continue;
		last = line;
		if (put_number(work, work_cut_offset(work, step->at)) ||
		    put_number(work, line->reg))
			return -1;
	}
	return 0;
}

int work_clear_lines(struct work *work, const struct item *item, size_t start)
{
	struct calls calls = {};
	struct carry *carry = work->carry;
	int status;

	/* Its arrays are of use again. */
	if (!carry)
		carry = work->carry = calloc(1, sizeof(*carry));
	if (!carry)
		return report_nomem();
	status = carry_init(carry, work, item);
	if (!status && carry->abi)
		status = clear_arguments(carry, &calls, start);
	if (!status) {
		sort_cuts(work);
		status = put_lines(carry, &calls);
	}
	vec_deinit(&calls.constants);
	vec_deinit(&calls.lines);
	return status;
}

void work_end_lines(struct work *work)
{
	if (!work->carry)
		return;
	carry_deinit(work->carry);
	free(work->carry);
	work->carry = NULL;
}

void work_cut_lines(struct work *work, size_t start)
{
	unsigned char *to, *from, *end;
	uint64_t at = 0;

	if (!work->cuts.size)
		return;
	to = from = work->buffer.data + start;
	end = work->buffer.data + work->buffer.size;
	for (size_t i = 0; i < work->cuts.size; i++) {
		const struct work_cut *cut = &work->cuts.data[i];
		size_t kept = (size_t)(cut->offset - at);

		memmove(to, from, kept);
		to += kept;
		from += kept + cut->length;
		memset(to, 0, cut->kept);
		to += cut->kept;
		at = cut->offset + cut->length;
	}
	memmove(to, from, (size_t)(end - from));
	work->buffer.size -= (size_t)(from - to);
}

uint64_t work_cut_offset(const struct work *work, uint64_t offset)
{
	uint64_t less = 0;

	for (size_t i = 0; i < work->cuts.size; i++) {
		const struct work_cut *cut = &work->cuts.data[i];

		/* No reference is in between. */
		if (offset <= cut->offset)
			break;
		less += cut->length - cut->kept;
	}
	return offset - less;
}
