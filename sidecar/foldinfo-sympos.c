/* SPDX-License-Identifier: GPL-3.0-or-later */
/* foldinfo sympos: address and position of a symbol, as a livepatch names it. */
#include "foldinfo-sympos.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "colour.h"
#include "json.h"
#include "report.h"

static bool is_wanted(const struct foldinfo_options *options,
		      const struct position *position)
{
	return !options->object ||
	       (position->known && object_is(&position->object,
					     options->object));
}

static size_t count_wanted(const struct positions *positions,
			   const struct foldinfo_options *options)
{
	const struct position *position;
	size_t count = 0;

	vec_for_each(&positions->list, position)
		count += is_wanted(options, position);
	return count;
}

static void print_text(const struct positions *positions,
		       const struct sidecar *sidecar,
		       const struct foldinfo_options *options)
{
	int digits = sidecar_info(sidecar)->elf_class == 1 ? 8 : 16;
	const struct position *p;
	size_t width = strlen("SYMBOL");

	vec_for_each(&positions->list, p)
		if (strlen(p->name) > width && strlen(p->name) < 40)
			width = strlen(p->name);
	if (!options->no_headings)
		printf("%s%-*s  SYMPOS  %-*s  OBJECT\n%s",
		       colour(COLOUR_HEADING), digits + 2, "ADDRESS",
		       (int)width, "SYMBOL", colour(COLOUR_NONE));
	vec_for_each(&positions->list, p) {
		if (!is_wanted(options, p))
			continue;
		printf("0x%0*" PRIx64 "  %6" PRIu32 "  %-*s  ", digits,
		       p->address, p->sympos, (int)width, p->name);
		object_print(&p->object, true);
		putchar('\n');
	}
}

static void print_json(const struct positions *positions,
		       const struct foldinfo_options *options)
{
	struct json json = { .to = stdout };
	const struct position *p;

	json_object(&json, NULL);
	json_text_or_null(&json, "for", options->shipped);
	json_text(&json, "table",
		  positions->by_own_table ? "kernel" : "rules");
	json_array(&json, "positions");
	vec_for_each(&positions->list, p) {
		if (!is_wanted(options, p))
			continue;
		json_object(&json, NULL);
		json_text(&json, "symbol", p->name);
		json_address(&json, "address", p->address);
		json_number(&json, "sympos", p->sympos);
		object_json(&json, &p->object);
		json_end(&json);
	}
	json_end(&json);
	json_end(&json);
}

/* What to know about the answer besides. */
static void remark(const struct positions *positions,
		   const struct foldinfo_options *options, const char *path)
{
	if (!options->shipped)
		report_note("this holds for the folded kernel only, the one of %s",
			    path);
	else if (!positions->by_own_table)
		report_note("%s: it has no kallsyms table that can be read here, so this is by the rules of the kernel's build, %s CONFIG_KALLSYMS_ALL",
			    options->shipped,
			    options->no_kallsyms_all ? "without" : "with");
}

static int conclude(const struct positions *positions,
		    const struct sidecar *sidecar, const char *path,
		    const struct foldinfo_options *options, const char *name)
{
	size_t count = count_wanted(positions, options);

	if (options->json)
		print_json(positions, options);
	else if (count)
		print_text(positions, sidecar, options);
	if (count)
		remark(positions, options, path);
	if (!count && !positions->ndoubts && name)
		report_error("%s: not found%s%s", name,
			     options->object ? " in " : "",
			     options->object ? options->object : "");
	if (count > 1 && name)
		report_error("%s: %zu symbols, say of which OBJECT", name,
			     count);
	if (positions->ndoubts || !count || (count > 1 && name))
		return FOLDINFO_NO;
	return FOLDINFO_OK;
}

int foldinfo_sympos(const struct foldinfo_options *options, int argc,
		    char **argv)
{
	struct foldinfo_options wanted = *options;
	const char *name = options->duplicates ? NULL : argc ? argv[0] : "";
	_cleanup_free_ char *path = NULL;
	struct positions positions = {};
	struct keep *keep = NULL;
	struct sidecar *sidecar;
	int status = FOLDINFO_TROUBLE;

	if (options->duplicates ? argc > 0 : !argc) {
		report_error("sympos: it takes a SYMBOL, or --duplicates");
		return FOLDINFO_TROUBLE;
	}
	if (argc > 1)
		wanted.object = argv[1];
	path = options->sidecar ? strdup(options->sidecar) :
				  sidecar_name("vmlinux");
	if (!path || sidecar_open(path, &sidecar))
		return FOLDINFO_TROUBLE;
	if (!(name && !options->shipped ?
	      positions_from_index(&positions, sidecar, &wanted, name) :
	      positions_from_all(&positions, sidecar, path, &wanted, name,
				 &keep)))
		status = conclude(&positions, sidecar, path, &wanted, name);
	vec_deinit(&positions.list);
	keep_destroy(keep);
	sidecar_close(sidecar);
	return status;
}
