/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parsing the plugin's options. */
#include "options.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

typedef int (*option_fn)(struct plugin_options *options, const char *value);

static int set_original(struct plugin_options *options, const char *value)
{
	options->original = value;
	return 0;
}

static int set_name(struct plugin_options *options, const char *value)
{
	options->original_name = value;
	return 0;
}

static int set_folded(struct plugin_options *options, const char *value)
{
	options->folded = value;
	return 0;
}

static int set_rules(struct plugin_options *options, const char *value)
{
	options->rules = value;
	return 0;
}

static int add_dir(struct plugin_options *options, const char *value)
{
	const char **slot = vec_push(&options->dirs);

	if (!slot)
		return -1;
	*slot = value;
	return 0;
}

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

static int set_report(struct plugin_options *options, const char *value)
{
	return parse_fd(value, &options->report);
}

static int set_inventory(struct plugin_options *options, const char *value)
{
	return parse_fd(value, &options->inventory);
}

static int set_mode(struct plugin_options *options, const char *value)
{
	static const char *const modes[] = {
		[PROVER_FRESH] = "fresh",
		[PROVER_REMEMBERED] = "remembered",
		[PROVER_FINAL] = "final",
	};

	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++)
		if (!strcmp(value, modes[i])) {
			options->mode = (enum prover_mode)i;
			return 0;
		}
	report_error("unknown plugin option: mode=%s", value);
	return -1;
}

static const struct {
	const char *key;
	option_fn take;
} keys[] = {
	{ "original=", set_original }, { "name=", set_name },
	{ "folded=", set_folded }, { "rules=", set_rules },
	{ "dir=", add_dir }, { "report=", set_report },
	{ "inventory=", set_inventory }, { "mode=", set_mode },
};

/* Options that one word sets, and any other clears. */
static const struct {
	const char *key, *word;
	size_t flag;		/* a bool of struct plugin_options */
} flags[] = {
	{ "clash=", "warn", offsetof(struct plugin_options, clash_warns) },
	{ "gc=", "yes", offsetof(struct plugin_options, collects_garbage) },
	{ "orphans=", "barred", offsetof(struct plugin_options, bars_orphans) },
	{ "others=", "yes", offsetof(struct plugin_options, others) },
};

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
	const char *value;

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		value = value_of(text, keys[i].key);
		if (value)
			return keys[i].take(options, value);
	}
	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
		value = value_of(text, flags[i].key);
		if (!value)
			continue;
		*(bool *)((char *)options + flags[i].flag) =
			!strcmp(value, flags[i].word);
		return 0;
	}
	report_error("unknown plugin option: %s", text);
	return -1;
}

int plugin_options_check(const struct plugin_options *options)
{
	if (options->original && options->folded && options->rules)
		return 0;
	report_error("the plugin needs the options original=, folded= and rules=");
	return -1;
}
