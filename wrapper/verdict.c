/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the plugin's report. */
#include "verdict.h"

#include <stdio.h>
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
	reader->summary = NULL;
}

/* One function for each word: 0, or -1 (reported). */
typedef int (*word_fn)(struct verdict_reader *reader, const char *text);

static int on_hello(struct verdict_reader *reader, const char *text)
{
	(void)text;
	reader->loaded = true;
	return 0;
}

static int add_line(struct verdict_reader *reader, enum report_level level,
		    const char *text)
{
	struct verdict_line *line = vec_push(&reader->lines);

	if (!line)
		return -1;
	line->level = level;
	line->text = strdup(text);
	return line->text ? 0 : report_nomem();
}

static int on_note(struct verdict_reader *reader, const char *text)
{
	return add_line(reader, REPORT_NOTE, text);
}

static int on_warning(struct verdict_reader *reader, const char *text)
{
	return add_line(reader, REPORT_WARNING, text);
}

static int on_error(struct verdict_reader *reader, const char *text)
{
	return add_line(reader, REPORT_ERROR, text);
}

static int on_refine(struct verdict_reader *reader, const char *text)
{
	char **directive = vec_push(&reader->refine);

	if (!directive)
		return -1;
	*directive = strdup(text);
	return *directive ? 0 : report_nomem();
}

static int on_summary(struct verdict_reader *reader, const char *text)
{
	free(reader->summary);
	reader->summary = strdup(text);
	return reader->summary ? 0 : report_nomem();
}

static int on_verdict(struct verdict_reader *reader, const char *text)
{
	static const char *const words[] = {
		[VERDICT_GO] = "go",
		[VERDICT_AGAIN] = "again",
		[VERDICT_FORGET] = "forget",
		[VERDICT_DECLINE] = "decline",
		[VERDICT_STOP] = "stop",
	};
	int i;

	for (i = VERDICT_GO; i <= VERDICT_STOP; i++)
		if (!strcmp(text, words[i]))
			reader->verdict = (enum verdict)i;
	return 0;
}

static const struct {
	const char *word;
	word_fn act;
} words[] = {
	{ "hello", on_hello },
	{ "note", on_note },
	{ "warning", on_warning },
	{ "error", on_error },
	{ "refine", on_refine },
	{ "summary", on_summary },
	{ "verdict", on_verdict },
};

/* LINE ends with a NUL in place of its newline. */
static int take_line(struct verdict_reader *reader, char *line)
{
	char *text = strchr(line, ' ');
	size_t i;

	if (text)
		*text++ = '\0';
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcmp(line, words[i].word))
			return words[i].act(reader, text ? text : "");
	return 0;
}

static int take_lines(struct verdict_reader *reader)
{
	char *text = reader->channel.text.data, *line = text, *end;
	size_t left = reader->channel.text.size;
	int status = 0;

	while (!status && left && (end = memchr(line, '\n', left))) {
		*end = '\0';
		status = take_line(reader, line);
		left -= (size_t)(end + 1 - line);
		line = end + 1;
	}
	channel_take(&reader->channel, (size_t)(line - text));
	return status;
}

int verdict_read(struct verdict_reader *reader)
{
	if (channel_read(&reader->channel) < 0)
		return -1;
	return take_lines(reader);
}

int verdict_finish(struct verdict_reader *reader)
{
	if (channel_drain(&reader->channel))
		return -1;
	return take_lines(reader);
}

static int write_piece(void *ctx, const char *text, size_t size)
{
	return fwrite(text, 1, size, ctx) == size ? 0 : -1;
}

/* TEXT with NAMES put in, in new memory, or NULL. */
static char *with_names(const char *text, const struct names *names)
{
	char *named = NULL;
	bool failed;
	size_t size;
	FILE *out = open_memstream(&named, &size);

	if (!out)
		return NULL;
	failed = names_write(names, text, strlen(text), write_piece, out) < 0;
	if (!fclose(out) && !failed)
		return named;
	free(named);
	return NULL;
}

void verdict_print(struct verdict_reader *reader, const struct names *names)
{
	static void (*const print[])(const char *format, ...) = {
		[REPORT_NOTE] = report_note,
		[REPORT_WARNING] = report_warning,
		[REPORT_ERROR] = report_error,
	};
	const struct verdict_line *line;
	char *text;

	while (reader->printed < reader->lines.size) {
		line = &reader->lines.data[reader->printed++];
		text = with_names(line->text, names);
		print[line->level]("%s", text ? text : line->text);
		free(text);
	}
}
