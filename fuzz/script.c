/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: linker scripts, all of script/. The input is a script; then, if
 * it has a NUL, refinements, one a line; and behind a second NUL names of
 * sections, one a line. The script is folded as fold-link does it, and the law
 * is asked of both scripts where each name goes, as the plugin does: once as GNU
 * ld reads scripts, and once as lld does. */
#include "fuzz/fuzz.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "script/fold.h"
#include "script/law.h"
#include "script/place.h"
#include "script/refine.h"
#include "script/rules.h"
#include "script/script.h"

static struct rules *rules;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	rules = rules_load(RULES);
	if (!rules)
		abort();
	report_to(fuzz_silence, NULL);
	return 0;
}

/* Read a script that may be declined; NULL if it was. */
static struct script *load(enum dialect dialect, const char *path)
{
	struct script_decline decline = {};
	struct script *script = NULL;

	if (!script_load(dialect, path, NULL, 0, &script, &decline) &&
	    fold_check(script, rules, &decline) != 0) {
		script_destroy(script);
		script = NULL;
	}
	script_decline_deinit(&decline);
	return script;
}

/* For fold_script(): CTX is where the last text goes, that of the script. */
static int keep_text(void *ctx, const char *name, const char *text, size_t size,
		     bool changed, char **ret_path)
{
	struct fuzz_file *file = ctx;

	(void)changed;
	fuzz_touch_string(name);
	if (file->fd >= 0)
		fuzz_file_deinit(file);
	fuzz_file_init(file, text, size);
	*ret_path = strdup(file->path);
	return *ret_path ? 0 : -1;
}

/* The next line of the text up to END, ended by a NUL now; NULL at the end. */
static char *next_line(char **at, const char *end)
{
	char *line = *at, *newline;

	if (line >= end)
		return NULL;
	newline = memchr(line, '\n', (size_t)(end - line));
	*at = newline ? newline + 1 : (char *)end + 1;
	(*at)[-1] = 0;
	return line;
}

static void ask_law(const struct law *law, const char *name)
{
	const char *dot = strrchr(name, '.');
	struct law_symbol symbol = {
		.name = dot ? dot + 1 : name,
		.size = 8,
		.type = 2,
	};
	struct law_section section = {
		.input = {
			.file = "fs/open.o", .name = name,
			.length = strlen(name), .flags = 6,
		},
		.type = 1, .symbols = &symbol, .nsymbols = 1,
	};
	struct law_verdict verdict = law_judge(law, &section);
	char *got = law_describe_got(law, &verdict, name);
	char *want = law_describe_want(law, &verdict);

	law_changes_output(law, &verdict);
	law_needs_section(law, &verdict);
	law_needs_put(law, &verdict, &section.input);
	free(got);
	free(want);
}

static void ask_all(enum dialect dialect, const struct script *original,
		    const char *path, char *names, const char *end)
{
	struct script *folded = load(dialect, path);
	struct law *law = folded ? law_create(original, folded, rules) : NULL;
	const char *name;

	while (law && (name = next_line(&names, end)))
		ask_law(law, name);
	law_destroy(law);
	script_destroy(folded);
}

static struct refinements *read_refinements(char *at, const char *end)
{
	struct refinements *refinements = refinements_create();
	const char *line;

	if (!refinements)
		abort();
	while ((line = next_line(&at, end)))
		refinements_add(refinements, line);
	return refinements;
}

static void fold(enum dialect dialect, const struct script *script,
		 const struct refinements *refinements, char *names,
		 const char *end)
{
	struct fuzz_file folded = { .fd = -1 };
	char *path = NULL;
	bool changed;

	if (!fold_script(script, rules, refinements, keep_text, &folded, &path,
			 &changed))
		ask_all(dialect, script, path, names, end);
	free(path);
	if (folded.fd >= 0)
		fuzz_file_deinit(&folded);
}

/* What is behind the first NUL from AT to END, or END. */
static char *behind_nul(char *at, char *end)
{
	char *nul = memchr(at, 0, (size_t)(end - at));

	return nul ? nul + 1 : end;
}

static void read_as(enum dialect dialect, const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), *end, *lines, *names;
	struct refinements *refinements;
	struct fuzz_file file;
	struct script *script;

	if (!text)
		abort();
	memcpy(text, data, size);
	text[size] = 0;
	end = text + size;
	lines = behind_nul(text, end);
	names = behind_nul(lines, end);
	fuzz_file_init(&file, text,
		       lines < end ? (size_t)(lines - 1 - text) : size);
	script = load(dialect, file.path);
	refinements = read_refinements(lines, names < end ? names - 1 : end);
	if (script)
		fold(dialect, script, refinements, names, end);
	refinements_destroy(refinements);
	script_destroy(script);
	fuzz_file_deinit(&file);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_as(DIALECT_GNU, data, size);
	read_as(DIALECT_LLD, data, size);
	return 0;
}
