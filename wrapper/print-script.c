/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fold-link --print-script. */
#include "wrapper/modes.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "common/vec.h"
#include "script/fold.h"
#include "script/rules.h"
#include "script/script.h"
#include "wrapper/settings.h"

struct text {
	char *name;
	char *text;
	bool changed;
};

struct texts {
	VEC(struct text) list; /* the script itself is the last */
};

/* A fold_publish_fn. */
static int keep_text(void *ctx, const char *name, const char *text, size_t size,
		     bool changed, char **ret_path)
{
	struct texts *texts = ctx;
	struct text *kept = vec_push(&texts->list);

	if (!kept)
		return -1;
	kept->name = strdup(name);
	kept->text = strndup(text, size);
	kept->changed = changed;
	*ret_path = strdup(name);
	return kept->name && kept->text && *ret_path ? 0 : report_nomem();
}

static int print_texts(const struct texts *texts)
{
	const struct text *text;

	fputs(texts->list.data[texts->list.size - 1].text, stdout);
	vec_for_each(&texts->list, text)
		if (text->changed &&
		    text + 1 < texts->list.data + texts->list.size)
			printf("/* %s */\n%s", text->name, text->text);
	if (!fflush(stdout) && !ferror(stdout))
		return 0;
	report_error("stdout: can't write:");
	return 1;
}

static int fold_and_print(const struct script *script,
			  const struct rules *rules)
{
	_cleanup_free_ char *path = NULL;
	struct texts texts = {};
	struct text *text;
	int status = 1;
	bool changed;

	if (!fold_script(script, rules, NULL, keep_text, &texts, &path,
			 &changed))
		status = print_texts(&texts);
	vec_for_each(&texts.list, text) {
		free(text->name);
		free(text->text);
	}
	vec_deinit(&texts.list);
	return status;
}

int print_script(enum dialect dialect, const char *path,
		 const char *const *dirs, size_t ndirs,
		 const struct settings *settings)
{
	struct rules *rules = rules_load(settings->rules);
	struct script_decline why;
	struct script *script = NULL;
	int status;

	if (!rules)
		return 1;
	status = script_load(dialect, path, dirs, ndirs, &script, &why);
	if (!status)
		status = fold_check(script, rules, &why);
	if (status > 0) {
		report_error("%s:%u: %s", why.file, why.line, why.why);
		script_decline_deinit(&why);
	} else if (!status)
		status = fold_and_print(script, rules);
	script_destroy(script);
	rules_destroy(rules);
	return status ? 1 : 0;
}
