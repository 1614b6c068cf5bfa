/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: a link by lld, of which two things are read. The input is two
 * parts (fuzz.h): an input file, an object or an archive, and the map that lld
 * has made. The file is judged as before the link, and the map compared with
 * that as after it. */
#include "fuzz/fuzz.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "script/fold.h"
#include "script/refine.h"
#include "script/rules.h"
#include "script/script.h"
#include "wrapper/scan.h"

/* With a statement for a file, a keep, and a section that folding adds. */
static const char original_text[] =
	"SECTIONS {\n"
	".text : { *head.o(.text) *(.text .text.fixup) mark = .; *(.text.*_x) }\n"
	".rodata : { *(.rodata .rodata.*) }\n"
	".init.text : { *(.init.text .text.startup) }\n"
	".data : { *(.data) KEEP(*(.data.rel.ro)) }\n"
	".bss : { *(.bss .bss..page_aligned) *(COMMON) }\n"
	"/DISCARD/ : { *(.discard .discard.*) }\n"
	"}\n";

static struct rules *rules;
static struct script *original, *folded;
static struct fuzz_file folded_file;

/* For fold_script(). */
static int keep_text(void *ctx, const char *name, const char *text, size_t size,
		     bool changed, char **ret_path)
{
	(void)ctx;
	(void)name;
	(void)changed;
	fuzz_file_init(&folded_file, text, size);
	*ret_path = strdup(folded_file.path);
	return *ret_path ? 0 : -1;
}

static struct script *load(const char *path)
{
	struct script_decline decline = {};
	struct script *script = NULL;

	if (script_load(DIALECT_LLD, path, NULL, 0, &script, &decline))
		abort();
	return script;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct refinements *none = refinements_create();
	struct fuzz_file file;
	char *path = NULL;
	bool changed;

	(void)argc;
	(void)argv;
	rules = rules_load(RULES);
	if (!rules || !none)
		abort();
	fuzz_file_init(&file, original_text, sizeof(original_text) - 1);
	original = load(file.path);
	if (fold_script(original, rules, none, keep_text, NULL, &path,
			&changed))
		abort();
	folded = load(path);
	free(path);
	refinements_destroy(none);
	fuzz_file_deinit(&file);
	report_to(fuzz_silence, NULL);
	return 0;
}

static void take_line(const char *keyword, const char *text)
{
	fuzz_touch_string(keyword);
	fuzz_touch_string(text);
}

/* What the link is found to be when its map, PART, is there. */
static void compare(struct scan *scan, const struct fuzz_part *part)
{
	bool *linked = calloc(scan->foresight.files.size + 1, sizeof(*linked));
	char *map = malloc(part->size + 1);

	if (!linked || !map)
		abort();
	memcpy(map, part->data, part->size);
	foresight_check(&scan->foresight, "vmlinux", map, part->size, true,
			linked);
	prove_settle(&scan->prover, "vmlinux", linked);
	collection_keep(&scan->collection, linked);
	free(map);
	free(linked);
}

static void link_of(char *const *argv, const struct fuzz_part *map)
{
	struct arguments args;
	struct request request;
	struct scan scan;

	if (arguments_init(&args, argv) ||
	    request_init(&request, DIALECT_LLD, &args))
		abort();
	if (!scan_init(&scan, &request, &args, PROVER_FRESH, false, original,
		       folded, rules) &&
	    !scan.odd && !scan.broken) {
		prove_conclude(&scan.prover, "vmlinux", true, take_line);
		compare(&scan, map);
	}
	/* Scanning ends with all messages on stderr. */
	report_to(fuzz_silence, NULL);
	scan_deinit(&scan);
	request_deinit(&request);
	arguments_deinit(&args);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char *const lazily[] = { "/proc/self/fd/100", NULL };
	static char *const whole[] = { "--whole-archive", "/proc/self/fd/100",
				       NULL };
	struct fuzz_part parts[2];
	struct fuzz_file input;

	fuzz_split(data, size, 2, parts);
	fuzz_file_init_known(&input, parts[0].data, parts[0].size);
	link_of(lazily, &parts[1]);
	link_of(whole, &parts[1]);
	fuzz_file_deinit(&input);
	return 0;
}
