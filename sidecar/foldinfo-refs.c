/* SPDX-License-Identifier: GPL-3.0-or-later */
/* foldinfo refs: what a symbol refers to, and who refers to it. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analysis.h"
#include "foldinfo.h"
#include "json.h"
#include "quote.h"
#include "report.h"

static const char *const kind_names[] = {
	[REFERENCE_SYMBOL] = "symbol",
	[REFERENCE_STRING] = "string",
	[REFERENCE_CONSTANT] = "constant",
	[REFERENCE_PRIVATE] = "private",
	[REFERENCE_SELF] = "self",
	[REFERENCE_SECTION] = "section",
	[REFERENCE_ENTRY] = "entry",
};

enum { NKINDS = sizeof(kind_names) / sizeof(*kind_names) };

static const char *kind_name(const struct reference *reference)
{
	return reference->kind && reference->kind < NKINDS ?
	       kind_names[reference->kind] : "unknown";
}

static const char *string(const struct analysis *analysis, uint32_t number)
{
	return analysis_string(analysis, number);
}

/* Is value an addend, and no hash? */
static bool has_addend(const struct reference *reference)
{
	return reference->kind == REFERENCE_SYMBOL ||
	       reference->kind == REFERENCE_SELF ||
	       reference->kind == REFERENCE_SECTION;
}

/* Could REFERENCE of FROM mean ITEM? A name that a file defines itself means
 * that one there; a local one means nothing elsewhere. */
static bool means(const struct analysis *analysis, const struct item *from,
		  const struct reference *reference, const struct item *item)
{
	if (reference->kind != REFERENCE_SYMBOL ||
	    (item->flags & ITEM_LOCAL && from->file != item->file))
		return false;
	return reference->target == item->key ||
	       !strcmp(string(analysis, reference->target),
		       string(analysis, item->key));
}

static void print_item(const struct analysis *analysis,
		       const struct item *item)
{
	const struct analysis_file *file =
		&analysis->files.data[item->file];
	const char *member = string(analysis, file->member);

	printf("%s  %s%s%s%s\n", string(analysis, item->name),
	       string(analysis, file->name), *member ? "(" : "", member,
	       *member ? ")" : "");
}

static void print_reference(const struct analysis *analysis,
			    const struct reference *reference)
{
	const char *target = string(analysis, reference->target);

	printf("  to    +0x%-6" PRIx32 "  %-8s  ", reference->offset,
	       kind_name(reference));
	if (reference->kind == REFERENCE_STRING)
		putchar('"');
	quote_write(stdout, target);
	if (reference->kind == REFERENCE_STRING)
		putchar('"');
	if (has_addend(reference) && reference->value)
		printf("%+" PRId64, (int64_t)reference->value);
	putchar('\n');
}

static void text_refs(const struct analysis *analysis,
		      const struct item *item)
{
	const struct item *from;

	print_item(analysis, item);
	for (uint32_t i = 0; i < item->nreferences; i++)
		print_reference(analysis, &analysis->references.data[
					item->first_reference + i]);
	vec_for_each(&analysis->items, from)
		for (uint32_t i = 0; i < from->nreferences; i++) {
			const struct reference *reference =
				&analysis->references.data[
					from->first_reference + i];

			if (!means(analysis, from, reference, item))
				continue;
			printf("  from  +0x%-6" PRIx32 "  ",
			       reference->offset);
			print_item(analysis, from);
		}
}

static void json_place(struct json *json, const struct analysis *analysis,
		       const struct item *item)
{
	const struct analysis_file *file =
		&analysis->files.data[item->file];

	json_text(json, "symbol", string(analysis, item->name));
	json_text(json, "object", string(analysis, file->name));
	json_text_or_null(json, "member", string(analysis, file->member));
}

static void json_to(struct json *json, const struct analysis *analysis,
		    const struct reference *reference)
{
	json_object(json, NULL);
	json_number(json, "offset", reference->offset);
	json_text(json, "kind", kind_name(reference));
	json_text_or_null(json, "target", string(analysis, reference->target));
	if (has_addend(reference))
		json_signed(json, "addend", (int64_t)reference->value);
	json_number(json, "relocation", reference->type);
	json_end(json);
}

static void json_from(struct json *json, const struct analysis *analysis,
		      const struct item *from, const struct item *item)
{
	for (uint32_t i = 0; i < from->nreferences; i++) {
		const struct reference *reference = &analysis->references.data[
			from->first_reference + i];

		if (!means(analysis, from, reference, item))
			continue;
		json_object(json, NULL);
		json_number(json, "offset", reference->offset);
		json_place(json, analysis, from);
		json_end(json);
	}
}

static void json_refs(struct json *json, const struct analysis *analysis,
		      const struct item *item)
{
	const struct item *from;

	json_object(json, NULL);
	json_place(json, analysis, item);
	json_array(json, "to");
	for (uint32_t i = 0; i < item->nreferences; i++)
		json_to(json, analysis, &analysis->references.data[
				item->first_reference + i]);
	json_end(json);
	json_array(json, "from");
	vec_for_each(&analysis->items, from)
		json_from(json, analysis, from, item);
	json_end(json);
	json_end(json);
}

/* All items called NAME; how many there are. */
static unsigned int refs_of(const struct foldinfo_options *options,
			    struct json *json, const struct analysis *analysis,
			    const char *name)
{
	const struct item *item;
	unsigned int found = 0;

	vec_for_each(&analysis->items, item) {
		if (strcmp(string(analysis, item->name), name))
			continue;
		found++;
		if (options->json)
			json_refs(json, analysis, item);
		else
			text_refs(analysis, item);
	}
	return found;
}

static int refs(const struct foldinfo_options *options,
		const struct analysis *analysis, int argc, char **argv)
{
	struct json json = { .to = stdout };
	int status = FOLDINFO_OK;

	if (options->json) {
		json_object(&json, NULL);
		json_array(&json, "symbols");
	}
	for (int i = 0; i < argc; i++) {
		if (refs_of(options, &json, analysis, argv[i]))
			continue;
		report_error("%s: no such symbol", argv[i]);
		status = FOLDINFO_NO;
	}
	if (options->json) {
		json_end(&json);
		json_end(&json);
	}
	return status;
}

int foldinfo_refs(const struct foldinfo_options *options, int argc,
		  char **argv)
{
	struct sidecar *sidecar;
	struct analysis analysis;
	int status = FOLDINFO_TROUBLE;

	if (foldinfo_open(options, "vmlinux", &sidecar))
		return FOLDINFO_TROUBLE;
	if (!analysis_init(&analysis)) {
		if (!sidecar_read_analysis(sidecar, &analysis))
			status = refs(options, &analysis, argc, argv);
		analysis_deinit(&analysis);
	}
	sidecar_close(sidecar);
	return status;
}
