/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of a script, and why one is declined. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "script/model.h"
#include "script/place.h"

int script_decline_init(struct script_decline *ret, const char *file,
			unsigned int line, const char *format, ...)
{
	_cleanup_free_ char *copy = strdup(file);
	char *why = NULL;
	va_list args;

	va_start(args, format);
	if (!copy || vasprintf(&why, format, args) < 0)
		why = NULL;
	va_end(args);
	if (!why)
		return report_nomem();
	*ret = (struct script_decline){
		.file = no_cleanup_ptr(copy),
		.line = line,
		.why = why,
	};
	return 0;
}

void script_decline_deinit(struct script_decline *decline)
{
	free(decline->file);
	free(decline->why);
	*decline = (struct script_decline){};
}

static void name_list_deinit(name_list *names)
{
	for (size_t i = 0; i < names->size; i++)
		free(names->data[i]);
	vec_deinit(names);
}

static void statement_deinit(struct statement *statement)
{
	struct pattern *pattern;

	vec_for_each(&statement->patterns, pattern) {
		free(pattern->name);
		name_list_deinit(&pattern->excluded);
	}
	vec_deinit(&statement->patterns);
	name_list_deinit(&statement->excluded);
	free(statement->file);
}

void script_destroy(struct script *script)
{
	struct output_section *output;
	struct statement *statement;
	struct script_reference *reference;
	struct source *source;

	if (!script)
		return;
	vec_for_each(&script->references, reference)
		free(reference->name);
	vec_deinit(&script->references);
	vec_for_each(&script->statements, statement)
		statement_deinit(statement);
	vec_for_each(&script->outputs, output) {
		free(output->name);
		free(output->regions);
	}
	vec_for_each(&script->sources, source) {
		free(source->name);
		free(source->path);
		free(source->text);
	}
	vec_deinit(&script->statements);
	vec_deinit(&script->outputs);
	vec_deinit(&script->sources);
	vec_deinit(&script->items);
	vec_deinit(&script->firm_slots);
	place_index_destroy(script->index);
	free(script);
}

void script_bar_orphans(struct script *script)
{
	script->bars_orphans = true;
}

int script_rename(struct script *script, const char *name)
{
	char *copy = strdup(name);

	if (!copy)
		return report_nomem();
	free(script->sources.data[0].name);
	script->sources.data[0].name = copy;
	return 0;
}

bool script_has_line_comments(const struct script *script)
{
	return script->has_line_comments;
}

uint64_t script_hash(const struct script *script)
{
	const struct source *source;
	uint64_t hash = 0;

	vec_for_each(&script->sources, source)
		hash = XXH3_64bits_withSeed(source->text, source->size, hash);
	return hash;
}
