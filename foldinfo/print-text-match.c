/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What foldinfo match answers, as text. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/quote.h"
#include "foldinfo/colour.h"
#include "foldinfo/print-text.h"

/* Symbols that are worth naming, of one object. */
enum { MOST_NAMED = 5 };

/* Some of the differences. */
struct range {
	const struct match_difference *differences;
	size_t first, end;
	bool verbose;
};

static void put_state(const char *state, bool bad)
{
	printf("%s%-11s%s", bad ? colour(COLOUR_BAD) : "", state,
	       bad ? colour(COLOUR_NONE) : "");
}

static void put_difference(const struct match_difference *d)
{
	if (d->what == MATCH_ORDER) {
		printf("%s where the rebuild has %s", d->shipped->name,
		       d->rebuild->name);
	} else if (d->what == MATCH_SIZE || d->what == MATCH_FUNCTION_SIZE) {
		printf("%s (0x%" PRIx64 " bytes, not 0x%" PRIx64 ")",
		       d->rebuild->name, d->shipped->size, d->rebuild->size);
	} else if (d->what == MATCH_LITERAL) {
		printf("%s \"", d->rebuild->name);
		quote_write(stdout, d->text);
		putchar('"');
	} else if (d->what == MATCH_REFERENCE && *d->text) {
		printf("%s (not to ", d->rebuild->name);
		quote_write(stdout, d->text);
		putchar(')');
	} else {
		fputs((d->rebuild ? d->rebuild : d->shipped)->name, stdout);
	}
}

/* One kind of differences, the first few. */
static void put_kind(const struct range *range, enum match_what what,
		     const char *text)
{
	size_t count = 0;

	for (size_t i = range->first; i < range->end; i++) {
		const struct match_difference *d = &range->differences[i];

		if (d->what != what ||
		    (count++ >= MOST_NAMED && !range->verbose))
			continue;
		fputs(count == 1 ? text : ", ", stdout);
		put_difference(d);
	}
	if (count > MOST_NAMED && !range->verbose)
		printf(" and %zu more", count - MOST_NAMED);
}

static void put_range(const struct answer_match *answer, size_t first,
		      size_t end, bool verbose)
{
	static const struct {
		const char *text;
		enum match_what what;
		bool details; /* for those who ask for them */
	} kinds[] = {
		{ "; only in the rebuild: ", MATCH_ONLY_REBUILD, false },
		{ "; not in the rebuild: ", MATCH_ONLY_SHIPPED, false },
		{ "; other size: ", MATCH_SIZE, false },
		{ "; other order: ", MATCH_ORDER, false },
		{ "; other contents: ", MATCH_CONTENTS, false },
		{ "; refers to something else: ", MATCH_REFERENCE, false },
		{ "; a string that vmlinux doesn't have: ", MATCH_LITERAL,
		  false },
		{ "; function of another size: ", MATCH_FUNCTION_SIZE, true },
		{ "; other code, section anchors may be why: ", MATCH_ANCHORED,
		  true },
	};
	const struct range range = {
		answer->match->differences.data,
		first,
		end,
		verbose,
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (verbose || !kinds[i].details)
			put_kind(&range, kinds[i].what, kinds[i].text);
	putchar('\n');
}

static void put_object(const struct answer_match *answer,
		       const struct answer_object *object, bool verbose)
{
	put_state(object->state_word, object->state != MATCH_SAME);
	print_text_origin(&object->object, true);
	if (object->state == MATCH_AMBIGUOUS)
		fputs("; another number of objects that look like it", stdout);
	if (object->state == MATCH_DOUBTFUL)
		printf("; %s", object->why);
	put_range(answer, object->first, object->end, verbose);
}

static void put_comments(const char *whose, const struct kernel *kernel)
{
	printf("%s", whose);
	for (size_t at = 0; at < kernel->comment_size;
	     at += strlen(kernel->comment + at) + 1)
		if (kernel->comment[at])
			printf("%s\"%s\"", at ? ", " : "",
			       kernel->comment + at);
}

/* What is known of the functions' code. */
static void put_functions(const struct match *match)
{
	if (!masked_is_known(&match->masked)) {
		printf("contents unknown, %zu of %zu functions of another size",
		       match->nresized, match->nfunctions);
		return;
	}
	printf("of %zu functions %zu have the same code, %zu another size",
	       match->nfunctions, match->nproven, match->nresized);
	if (match->nanchored)
		printf(", %zu code that section anchors may have changed",
		       match->nanchored);
}

static void put_summary(const struct match *match)
{
	printf("%s: %s%s%s: %zu of %zu objects are the same; ",
	       match->shipped->path,
	       colour(match->matches ? COLOUR_GOOD : COLOUR_BAD),
	       match->matches ? "matches" : "doesn't match",
	       colour(COLOUR_NONE), match->nsame, match->rebuild->groups.size);
	put_functions(match);
	puts(match->comments_known ? "" : "; compilers unknown");
}

void print_text_match(const struct answer_match *answer,
		      const struct foldinfo_options *options)
{
	const struct match *match = answer->match;
	const struct answer_object *object;
	bool verbose = options->verbose;
	const char **added;

	vec_for_each(&answer->objects, object)
		if (object->state != MATCH_SAME || verbose)
			put_object(answer, object, verbose);
	vec_for_each(&answer->added, added) {
		put_state("added", true);
		puts(*added);
	}
	if (match->globals_differ || verbose) {
		put_state(match->globals_differ ? "differ" : "same",
			  match->globals_differ);
		fputs("global symbols", stdout);
		put_range(answer, match->first_global, match->differences.size,
			  verbose);
	}
	if (match->comments_differ) {
		put_state("compiler", true);
		put_comments("", match->shipped);
		put_comments("; the rebuild's: ", match->rebuild);
		putchar('\n');
	}
	put_summary(match);
}
