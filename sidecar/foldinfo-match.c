/* SPDX-License-Identifier: GPL-3.0-or-later */
/* foldinfo match: is the kernel that a sidecar is of a rebuild of another one? */
#include "foldinfo.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "colour.h"
#include "foldinfo-objects.h"
#include "json.h"
#include "match.h"
#include "quote.h"

/* Symbols that are worth naming, of one object. */
enum { MOST_NAMED = 5 };

struct printer {
	const struct match *match;
	const struct objects *objects;
	struct json json;
	bool verbose;
};

static const char *const states[] = {
	[MATCH_SAME] = "same",
	[MATCH_DIFFERENT] = "differs",
	[MATCH_AMBIGUOUS] = "ambiguous",
	[MATCH_MISSING] = "missing",
};

static void put_state(const char *state)
{
	printf("%s%-11s%s", colour(COLOUR_BAD), state, colour(COLOUR_NONE));
}

/* -- Differences of one object, or of all global symbols ----------------- */

struct range {
	size_t first, end;	/* differences */
};

static const struct kernel_symbol *
symbol_of(const struct match_difference *difference)
{
	return difference->rebuild ? difference->rebuild : difference->shipped;
}

/* The object a difference is of: a group of the rebuild. */
static uint32_t group_of(const struct match *match,
			 const struct match_difference *d)
{
	if (d->rebuild)
		return d->rebuild->group;
	return d->shipped->group == KERNEL_NONE ? KERNEL_NONE :
	       match->theirs[d->shipped->group].partner;
}

/* The differences of GROUP, or the global ones; those of one object stand
 * together, in the objects' order. *at is where to begin, and moves on. */
static struct range next_range(const struct match *match, uint32_t group,
			       size_t *at)
{
	struct range range = { *at, *at };

	while (range.end < match->first_global &&
	       group_of(match, &match->differences.data[range.end]) == group)
		range.end++;
	*at = range.end;
	return range;
}

static void print_sizes(const struct match_difference *d)
{
	printf("%s (0x%" PRIx64 " bytes, not 0x%" PRIx64 ")",
	       d->rebuild->name, d->shipped->size, d->rebuild->size);
}

static void print_one(const struct match_difference *d)
{
	if (d->what == MATCH_ORDER) {
		printf("%s where the rebuild has %s", d->shipped->name,
		       d->rebuild->name);
	} else if (d->what == MATCH_SIZE || d->what == MATCH_FUNCTION_SIZE) {
		print_sizes(d);
	} else if (d->what == MATCH_LITERAL) {
		printf("%s \"", d->rebuild->name);
		quote_write(stdout, d->text);
		putchar('"');
	} else {
		fputs(symbol_of(d)->name, stdout);
	}
}

/* One kind of differences, the first few. */
static void print_kind(const struct printer *p, struct range range,
		       enum match_what what, const char *text)
{
	size_t count = 0;

	for (size_t i = range.first; i < range.end; i++) {
		const struct match_difference *d =
			&p->match->differences.data[i];

		if (d->what != what || (count++ >= MOST_NAMED && !p->verbose))
			continue;
		fputs(count == 1 ? text : ", ", stdout);
		print_one(d);
	}
	if (count > MOST_NAMED && !p->verbose)
		printf(" and %zu more", count - MOST_NAMED);
}

static void print_range(const struct printer *p, struct range range)
{
	print_kind(p, range, MATCH_ONLY_REBUILD, "; only in the rebuild: ");
	print_kind(p, range, MATCH_ONLY_SHIPPED, "; not in the rebuild: ");
	print_kind(p, range, MATCH_SIZE, "; other size: ");
	print_kind(p, range, MATCH_ORDER, "; other order: ");
	print_kind(p, range, MATCH_CONTENTS, "; other contents: ");
	print_kind(p, range, MATCH_LITERAL,
		   "; a string that vmlinux doesn't have: ");
	if (p->verbose) {
		print_kind(p, range, MATCH_FUNCTION_SIZE,
			   "; function of another size: ");
		print_kind(p, range, MATCH_ANCHORED,
			   "; other code, section anchors may be why: ");
	}
	putchar('\n');
}

static int print_object(const struct printer *p, uint32_t group,
			struct range range)
{
	enum match_state state = p->match->objects[group].state;
	struct object object;

	if (state == MATCH_SAME && (!p->verbose || range.first == range.end))
		return 0;
	if (object_of_group(p->objects, group, &object))
		return -1;
	if (state == MATCH_SAME)
		printf("%-11s", "same");
	else
		put_state(states[state]);
	object_print(&object, true);
	if (state == MATCH_AMBIGUOUS)
		fputs("; another number of objects that look like it", stdout);
	print_range(p, range);
	return 0;
}

static void print_comments(const char *whose, const struct kernel *kernel)
{
	printf("%s", whose);
	for (size_t at = 0; at < kernel->comment_size;
	     at += strlen(kernel->comment + at) + 1)
		if (kernel->comment[at])
			printf("%s\"%s\"", at ? ", " : "",
			       kernel->comment + at);
}

/* What is known of the functions' code. */
static void print_functions(const struct match *match)
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

static void print_summary(const struct match *match)
{
	printf("%s: %s%s%s: %zu of %zu objects are the same; ",
	       match->shipped->path,
	       colour(match->matches ? COLOUR_GOOD : COLOUR_BAD),
	       match->matches ? "matches" : "doesn't match",
	       colour(COLOUR_NONE), match->nsame,
	       match->rebuild->groups.size);
	print_functions(match);
	puts(match->comments_known ? "" : "; compilers unknown");
}

static int print_text(const struct printer *p)
{
	const struct match *match = p->match;
	size_t at = 0;

	for (uint32_t i = 0; i < match->rebuild->groups.size; i++)
		if (print_object(p, i, next_range(match, i, &at)))
			return -1;
	for (size_t i = 0; i < match->shipped->groups.size; i++)
		if (match->theirs[i].partner == KERNEL_NONE) {
			put_state("added");
			puts(match->shipped->groups.data[i].name);
		}
	if (match->globals_differ || p->verbose) {
		if (match->globals_differ)
			put_state("differ");
		else
			printf("%-11s", "same");
		fputs("global symbols", stdout);
		print_range(p, (struct range){ match->first_global,
					       match->differences.size });
	}
	if (match->comments_differ) {
		put_state("compiler");
		print_comments("", match->shipped);
		print_comments("; the rebuild's: ", match->rebuild);
		putchar('\n');
	}
	print_summary(match);
	return 0;
}

/* -- JSON ---------------------------------------------------------------- */

static void json_difference(struct json *json,
			    const struct match_difference *d)
{
	static const char *const words[] = {
		[MATCH_ONLY_REBUILD] = "only_rebuild",
		[MATCH_ONLY_SHIPPED] = "only_vmlinux",
		[MATCH_SIZE] = "size",
		[MATCH_ORDER] = "order",
		[MATCH_CONTENTS] = "contents",
		[MATCH_LITERAL] = "string",
		[MATCH_FUNCTION_SIZE] = "function_size",
		[MATCH_ANCHORED] = "anchored",
	};

	json_object(json, NULL);
	json_text(json, "symbol", symbol_of(d)->name);
	json_text(json, "what", words[d->what]);
	if (d->rebuild && d->what != MATCH_ORDER)
		json_number(json, "rebuild_size", d->rebuild->size);
	if (d->shipped && d->what != MATCH_ORDER)
		json_number(json, "vmlinux_size", d->shipped->size);
	if (d->text)
		json_text(json, "string", d->text);
	json_end(json);
}

static void json_range(struct json *json, const struct match *match,
		       struct range range)
{
	json_array(json, "differences");
	for (size_t i = range.first; i < range.end; i++)
		json_difference(json, &match->differences.data[i]);
	json_end(json);
}

static int json_one_object(struct printer *p, uint32_t group,
			   struct range range)
{
	struct object object;

	if (p->match->objects[group].state == MATCH_SAME &&
	    range.first == range.end)
		return 0;
	if (object_of_group(p->objects, group, &object))
		return -1;
	json_object(&p->json, NULL);
	json_text(&p->json, "state", states[p->match->objects[group].state]);
	object_json(&p->json, &object);
	json_range(&p->json, p->match, range);
	json_end(&p->json);
	return 0;
}

static void json_comments(struct json *json, const char *key,
			  const struct kernel *kernel)
{
	json_array(json, key);
	for (size_t at = 0; at < kernel->comment_size;
	     at += strlen(kernel->comment + at) + 1)
		if (kernel->comment[at])
			json_text(json, NULL, kernel->comment + at);
	json_end(json);
}

static int print_json(struct printer *p)
{
	const struct match *match = p->match;
	struct json *json = &p->json;
	size_t at = 0;

	json->to = stdout;
	json_object(json, NULL);
	json_text(json, "vmlinux", match->shipped->path);
	json_bool(json, "matches", match->matches);
	json_number(json, "objects", match->rebuild->groups.size);
	json_number(json, "same", match->nsame);
	json_number(json, "functions", match->nfunctions);
	json_number(json, "resized", match->nresized);
	json_bool(json, "contents_known", masked_is_known(&match->masked));
	json_number(json, "same_code", match->nproven);
	json_number(json, "anchored", match->nanchored);
	json_bool(json, "compilers_known", match->comments_known);
	json_bool(json, "compilers_differ", match->comments_differ);
	json_comments(json, "rebuild_compilers", match->rebuild);
	json_comments(json, "vmlinux_compilers", match->shipped);
	json_array(json, "details");
	for (uint32_t i = 0; i < match->rebuild->groups.size; i++)
		if (json_one_object(p, i, next_range(match, i, &at)))
			return -1;
	json_end(json);
	json_array(json, "added");
	for (size_t i = 0; i < match->shipped->groups.size; i++)
		if (match->theirs[i].partner == KERNEL_NONE)
			json_text(json, NULL,
				  match->shipped->groups.data[i].name);
	json_end(json);
	json_object(json, "globals");
	json_bool(json, "differ", match->globals_differ);
	json_range(json, match, (struct range){ match->first_global,
						match->differences.size });
	json_end(json);
	json_end(json);
	return 0;
}

/* -- The command --------------------------------------------------------- */

int foldinfo_match(const struct foldinfo_options *options, int argc,
		   char **argv)
{
	struct kernel rebuild = {}, shipped = {};
	struct objects objects = {};
	struct match match = {};
	struct printer p = {
		.match = &match, .objects = &objects,
		.verbose = options->verbose,
	};
	struct sidecar *sidecar;
	int status = FOLDINFO_TROUBLE;

	(void)argc;
	if (sidecar_open(argv[0], &sidecar))
		return FOLDINFO_TROUBLE;
	if (!kernel_from_sidecar(&rebuild, sidecar, argv[0]) &&
	    !kernel_read(&shipped, argv[1]) &&
	    !objects_init(&objects, sidecar, &rebuild) &&
	    !match_init(&match, &rebuild, &shipped) &&
	    !(options->json ? print_json(&p) : print_text(&p)))
		status = match.matches ? FOLDINFO_OK : FOLDINFO_NO;
	match_deinit(&match);
	objects_deinit(&objects);
	kernel_deinit(&shipped);
	kernel_deinit(&rebuild);
	sidecar_close(sidecar);
	return status;
}
