/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the plugin's report. */
#include "wrapper/verdict.h"

#include <stdlib.h>
#include <string.h>

int verdict_init(struct verdict_reader *reader)
{
	*reader = (struct verdict_reader){};
	return channel_init(&reader->channel, true);
}

void verdict_deinit(struct verdict_reader *reader)
{
	struct verdict_line *line;
	char **directive;

	channel_deinit(&reader->channel);
	vec_for_each(&reader->lines, line)
		free(line->text);
	vec_for_each(&reader->refine, directive)
		free(*directive);
	vec_deinit(&reader->lines);
	vec_deinit(&reader->refine);
	free(reader->summary);
	free(reader->made);
	reader->summary = reader->made = NULL;
}

/* Keep TEXT in place of *KEPT. 0, or -1 (reported). */
static int keep(const char *text, char **kept)
{
	free(*kept);
	*kept = strdup(text);
	return *kept ? 0 : report_nomem();
}

/* LINE ends with a NUL in place of its newline. 0, or -1 (reported). */
static int take_line(struct verdict_reader *reader, char *line)
{
	static const char *const levels[] = {
		[REPORT_NOTE] = "note",
		[REPORT_WARNING] = "warning",
		[REPORT_ERROR] = "error",
	};
	static const char *const verdicts[] = {
		[VERDICT_GO] = "go",	     [VERDICT_AGAIN] = "again",
		[VERDICT_FORGET] = "forget", [VERDICT_DECLINE] = "decline",
		[VERDICT_STOP] = "stop",
	};
	char *space = strchr(line, ' ');
	const char *text = space ? space + 1 : "";
	int i;

	if (space)
		*space = '\0';
	if (!strcmp(line, "hello"))
		reader->loaded = true;
	for (i = REPORT_NOTE; i <= REPORT_ERROR; i++)
		if (!strcmp(line, levels[i])) {
			struct verdict_line *kept = vec_push(&reader->lines);

			if (!kept)
				return -1;
			kept->level = (enum report_level)i;
			kept->text = strdup(text);
			return kept->text ? 0 : report_nomem();
		}
	if (!strcmp(line, "refine")) {
		char **directive = vec_push(&reader->refine);

		if (!directive)
			return -1;
		*directive = strdup(text);
		return *directive ? 0 : report_nomem();
	}
	if (!strcmp(line, "summary"))
		return keep(text, &reader->summary);
	if (!strcmp(line, "made"))
		return keep(text, &reader->made);
	for (i = VERDICT_GO; i <= VERDICT_STOP; i++)
		if (!strcmp(line, "verdict") && !strcmp(text, verdicts[i]))
			reader->verdict = (enum verdict)i;
	return 0;
}

int verdict_read(struct verdict_reader *reader, bool ended)
{
	int status = channel_read(&reader->channel, ended);
	char *text = reader->channel.text.data, *line = text, *end;
	size_t left = reader->channel.text.size;

	while (!status && left && (end = memchr(line, '\n', left))) {
		*end = '\0';
		status = take_line(reader, line);
		left -= (size_t)(end + 1 - line);
		line = end + 1;
	}
	channel_take(&reader->channel, (size_t)(line - text));
	return status;
}

void verdict_print(struct verdict_reader *reader, const struct names *names)
{
	static void (*const print[])(const char *format, ...) = {
		[REPORT_NOTE] = report_note,
		[REPORT_WARNING] = report_warning,
		[REPORT_ERROR] = report_error,
	};
	const struct verdict_line *line;
	size_t size;
	char *text;

	while (reader->printed < reader->lines.size) {
		line = &reader->lines.data[reader->printed++];
		size = strlen(line->text);
		text = names_put_in(names, line->text, &size);
		print[line->level]("%s", text ? text : line->text);
		free(text);
	}
}
