/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parsing the plugin's options. */
#include "plugin/options.h"

#include <stdlib.h>
#include <string.h>

#include "common/report.h"

static int parse_fd(const char *value, int *ret)
{
	char *end;
	long fd = strtol(value, &end, 10);

	if (end == value || *end || fd < 0 || fd > 1 << 20) {
		report_error("plugin option: %s is not a file descriptor",
			     value);
		return -1;
	}
	*ret = (int)fd;
	return 0;
}

static int parse_mode(const char *value, enum prover_mode *ret)
{
	static const char *const modes[] = {
		[PROVER_FRESH] = "fresh",
		[PROVER_REMEMBERED] = "remembered",
		[PROVER_FINAL] = "final",
	};

	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++)
		if (!strcmp(value, modes[i])) {
			*ret = (enum prover_mode)i;
			return 0;
		}
	report_error("unknown plugin option: mode=%s", value);
	return -1;
}

void plugin_options_init(struct plugin_options *options)
{
	*options = (struct plugin_options){ .report = -1, .inventory = -1 };
}

void plugin_options_deinit(struct plugin_options *options)
{
	vec_deinit(&options->dirs);
}

/* What is behind KEY in TEXT, or NULL. */
static const char *value_of(const char *text, const char *key)
{
	size_t length = strlen(key);

	return strncmp(text, key, length) ? NULL : text + length;
}

int plugin_options_add(struct plugin_options *options, const char *text)
{
	const char *value, **dir;

	if ((value = value_of(text, "original=")))
		options->original = value;
	else if ((value = value_of(text, "name=")))
		options->original_name = value;
	else if ((value = value_of(text, "folded=")))
		options->folded = value;
	else if ((value = value_of(text, "rules=")))
		options->rules = value;
	else if ((value = value_of(text, "clash=")))
		options->clash_warns = !strcmp(value, "warn");
	else if ((value = value_of(text, "gc=")))
		options->collects_garbage = !strcmp(value, "yes");
	else if ((value = value_of(text, "orphans=")))
		options->bars_orphans = !strcmp(value, "barred");
	else if ((value = value_of(text, "others=")))
		options->others = !strcmp(value, "yes");
	else if ((value = value_of(text, "report=")))
		return parse_fd(value, &options->report);
	else if ((value = value_of(text, "inventory=")))
		return parse_fd(value, &options->inventory);
	else if ((value = value_of(text, "mode=")))
		return parse_mode(value, &options->mode);
	else if ((value = value_of(text, "dir="))) {
		dir = vec_push(&options->dirs);
		if (!dir)
			return -1;
		*dir = value;
	} else {
		report_error("unknown plugin option: %s", text);
		return -1;
	}
	return 0;
}

int plugin_options_check(const struct plugin_options *options)
{
	if (options->original && options->folded && options->rules)
		return 0;
	report_error(
		"the plugin needs the options original=, folded= and rules=");
	return -1;
}
