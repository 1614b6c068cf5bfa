/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the LDFOLD variables. */
#include "wrapper/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/report.h"
#include "wrapper/environment.h"

/* Which of COUNT WORDS the variable NAME holds, the first if it is unset; -1
 * (reported) for any other. */
static int choice(const char *name, const char *const *words, int count)
{
	const char *value = environment_get(name);
	int i;

	if (!value)
		return 0;
	for (i = 0; i < count; i++)
		if (!strcmp(value, words[i]))
			return i;
	report_error("%s: invalid value `%s', see ldfold(1)", name, value);
	return -1;
}

static char *in_libexec(const char *file)
{
	const char *dir = environment_get("LDFOLD_LIBEXEC");
	char *path;

	if (asprintf(&path, "%s/%s", dir ? dir : PKGLIBEXECDIR, file) >= 0)
		return path;
	report_nomem();
	return NULL;
}

static char *rules_path(void)
{
	const char *path = environment_get("LDFOLD_RULES");
	char *copy;

	if (!path)
		return in_libexec("ldfold.rules");
	copy = strdup(path);
	if (!copy)
		report_nomem();
	return copy;
}

int settings_init(struct settings *settings)
{
	static const char *const whens[] = { "auto", "always", "never" };
	static const char *const clashes[] = { "error", "warn" };
	int when = choice("LDFOLD", whens, 3);
	int clash = choice("LDFOLD_CLASH", clashes, 2);
	const char *verbose = environment_get("LDFOLD_VERBOSE");

	if (when < 0 || clash < 0)
		return -1;
	*settings = (struct settings){
		.when = (enum fold_when)when,
		.clash_warn = clash,
		.verbose = verbose && strcmp(verbose, "0"),
		.sidecar_dir = environment_get("LDFOLD_SIDECAR_DIR"),
		.plugin = in_libexec("ldfold.so"),
		.rules = rules_path(),
	};
	if (settings->plugin && settings->rules)
		return 0;
	settings_deinit(settings);
	return -1;
}

void settings_deinit(struct settings *settings)
{
	free(settings->plugin);
	free(settings->rules);
	settings->plugin = settings->rules = NULL;
}
