/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers as text, for people: but for the long ones, which have files of their
 * own. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/quote.h"
#include "foldinfo/colour.h"
#include "foldinfo/print-text.h"

/* -- info, check ----------------------------------------------------------- */

static void put_text(const char *what, const char *text)
{
	printf("%-12s%s\n", what, text);
}

static void put_known(const char *what, const char *text)
{
	if (*text)
		put_text(what, text);
}

static void put_number(const char *what, uint32_t number)
{
	printf("%-12s%" PRIu32 "\n", what, number);
}

static void put_info(const struct answer_info *answer)
{
	const struct sidecar_info *info = answer->info;
	const struct sidecar_file *file;

	put_text("output", info->output);
	put_text("build-id", *answer->build_id ? answer->build_id : "none");
	put_text("ldfold", info->writer);
	put_known("compiler", info->compiler);
	put_known("ld", info->linker);
	put_known("config", info->config);
	put_number("format", info->version);
	put_number("checksums", info->checksum_recipe);
	put_number("sections", info->nsections);
	put_number("symbols", info->nsymbols);
	put_number("companions", info->ncompanions);
	put_number("files", info->nfiles);
	/* How far the object of a symbol is known. */
	if (info->flags & SIDECAR_SINGLE_INPUT)
		put_text("input", "a single file");
	vec_for_each(&answer->joined, file)
		printf("%-12s" TEXT_MEMBER ", objects known by SOURCE only\n",
		       "joined", TEXT_MEMBER_OF(file->name, file->member));
}

/* What disagrees has been reported. */
static void put_check(const struct answer_check *answer,
		      const struct foldinfo_options *options)
{
	if (options->verbose && answer->same_link)
		printf("%s: %zu symbols agree, %zu are not in its symbol table, %zu overridden, %zu sections without a symbol\n",
		       answer->file, answer->confirmed, answer->absent,
		       answer->overridden, answer->unnamed);
}

/* -- refs ------------------------------------------------------------------ */

static void put_place(const char *name, const struct origin *object)
{
	printf("%s  ", name);
	print_text_origin(object, false);
	putchar('\n');
}

/* Bytes from a symbol on, as all commands print them. */
static void put_addend(int64_t addend)
{
	printf("%c0x%" PRIx64, addend < 0 ? '-' : '+',
	       addend < 0 ? -(uint64_t)addend : (uint64_t)addend);
}

static void put_reference(const struct answer_reference *reference)
{
	const char *mark = reference->is_string ? "\"" : "";

	if (reference->has_offset)
		printf("  to    +0x%-6" PRIx32 "  ", reference->offset);
	else
		printf("  to    %-9s  ", "-");
	printf("%-8s  %s", reference->kind, mark);
	quote_write(stdout, reference->target);
	fputs(mark, stdout);
	if (reference->has_addend && reference->addend)
		put_addend(reference->addend);
	putchar('\n');
}

/* One of several that it may refer to says so. */
static void put_user(const struct answer_user *user)
{
	printf("  from  +0x%-6" PRIx32 "  %s  ", user->offset, user->name);
	print_text_origin(&user->object, false);
	if (user->alike > 1)
		printf("  (not sure: one of %" PRIu32
		       " that only numbers tell apart)",
		       user->alike);
	putchar('\n');
}

static void put_refs(const struct answer_refs *answer)
{
	const struct answer_subject *subject;

	vec_for_each(&answer->subjects, subject) {
		put_place(subject->name, &subject->object);
		for (size_t i = subject->first_reference;
		     i < subject->end_reference; i++)
			put_reference(&answer->references.data[i]);
		for (size_t i = subject->first_user; i < subject->end_user; i++)
			put_user(&answer->users.data[i]);
	}
}

/* -- diff ------------------------------------------------------------------ */

/* An item's name, with its source if the object has several. Returns its
 * length. */
static int put_item(const struct answer_item *item)
{
	return item->joined && *item->source
		       ? printf("%s (%s)", item->name, item->source)
		       : printf("%s", item->name);
}

/* A function's place in the shipped kernel, INDENT columns from the left. */
static void put_klp_place(const struct answer_place *place, int indent)
{
	printf("%*s", indent, "");
	if (place->object)
		printf("livepatch: object %s, function %s, position %" PRIu32
		       "\n",
		       place->object, place->name, place->sympos);
	else
		printf("livepatch: no position: %s\n", place->why);
}

static void put_difference(const struct answer_difference *d,
			   const struct answer_diff *answer,
			   const struct foldinfo_options *options)
{
	const char *why_not = options->why_not ? d->why_not : NULL;
	int length;

	printf("  %-7s  %-*s  ", d->kind, (int)answer->type_width, d->type);
	length = put_item(&d->item);
	if (*d->reason || why_not)
		printf("%*s  %s",
		       (int)answer->name_width > length
			       ? (int)answer->name_width - length
			       : 0,
		       "", d->reason);
	if (d->unreadable)
		printf("%s(not sure: code that can't be read)",
		       *d->reason ? " " : "");
	putchar('\n');
	if (why_not)
		printf("           can't be livepatched: %s\n", why_not);
	if (d->placed)
		put_klp_place(&d->place, 11);
}

static void put_diff(const struct answer_diff *answer,
		     const struct foldinfo_options *options)
{
	const struct analysis_file *last = NULL;
	const struct answer_difference *d;

	vec_for_each(&answer->differences, d) {
		if (d->of != last)
			printf(TEXT_MEMBER ":\n",
			       TEXT_MEMBER_OF(d->item.file, d->item.member));
		last = d->of;
		put_difference(d, answer, options);
	}
}

/* Kernels have many objects, and functions of one name in several; of two
 * objects it is known which are meant. */
static void put_kpatch(const struct answer_kpatch *answer,
		       const struct foldinfo_options *options)
{
	const struct answer_verdict *verdict;

	vec_for_each(&answer->verdicts, verdict) {
		printf("%s: ", verdict->text);
		if (answer->many_files)
			put_item(&verdict->item);
		else
			fputs(verdict->item.name, stdout);
		if (answer->many_files)
			printf(" in " TEXT_MEMBER,
			       TEXT_MEMBER_OF(verdict->item.file,
					      verdict->item.member));
		if (verdict->refused)
			printf(": %s", verdict->why);
		putchar('\n');
		if (!verdict->refused && options->why_not && verdict->why)
			printf("  can't be livepatched: %s\n", verdict->why);
		if (verdict->placed)
			put_klp_place(&verdict->place, 2);
	}
}

/* -- sympos ---------------------------------------------------------------- */

/* An address, or for a module SECTION+OFFSET, in WIDTH columns. */
static void put_position_place(const struct position *p, int digits, int width)
{
	int length = p->section
			     ? printf("%s+0x%" PRIx64, p->section, p->address)
			     : printf("0x%0*" PRIx64, digits, p->address);

	if (length < width)
		printf("%*s", width - length, "");
}

static int place_length(const struct position *p, int digits)
{
	return p->section ? snprintf(NULL, 0, "%s+0x%" PRIx64, p->section,
				     p->address)
			  : digits + 2;
}

static void put_sympos(const struct answer_sympos *answer,
		       const struct foldinfo_options *options)
{
	int digits = foldinfo_address_digits(answer->elf_class);
	int place = (int)strlen("ADDRESS"), width = (int)strlen("SYMBOL");
	const struct position *p;

	vec_for_each(&answer->positions.list, p) {
		int length = (int)strlen(p->name);

		if (length > width && length < 40)
			width = length;
		length = place_length(p, digits);
		if (length > place && length < 40)
			place = length;
	}
	if (answer->positions.list.size && !options->no_headings)
		printf("%s%-*s  SYMPOS  %-*s  OBJECT\n%s",
		       colour(COLOUR_HEADING), place, "ADDRESS", width,
		       "SYMBOL", colour(COLOUR_NONE));
	vec_for_each(&answer->positions.list, p) {
		put_position_place(p, digits, place);
		printf("  %6" PRIu32 "  %-*s  ", p->sympos, width, p->name);
		print_text_origin(&p->object, true);
		putchar('\n');
	}
}

const struct printer print_text = {
	.rows = print_text_rows,
	.info = put_info,
	.check = put_check,
	.refs = put_refs,
	.diff = put_diff,
	.kpatch = put_kpatch,
	.match = print_text_match,
	.sympos = put_sympos,
	.audit = print_text_audit,
};
