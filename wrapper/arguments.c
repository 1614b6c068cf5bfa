/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arguments of one link. */
#include "wrapper/arguments.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "wrapper/response.h"
#include "wrapper/unnamed.h"

/* libiberty gives up at the 2000th `@file', and that message is ld's. */
#define MOST_FILES 1999

struct expansion {
	struct arguments *args;
	size_t origin;
	unsigned int files;
};

/* What expand_file() returns if the argument is no `@file'. */
enum { NO_FILE = 2 };

/* TEXT becomes the list's, also on failure. */
static int add_argument(struct expansion *ex, char *text, bool from_file)
{
	struct argument *arg = vec_push(&ex->args->list);
	char **plain = vec_push(&ex->args->texts);

	if (!arg || !plain) {
		free(text);
		return -1;
	}
	*plain = arg->text = text;
	arg->origin = ex->origin;
	arg->from_file = from_file;
	return 0;
}

static int expand(struct expansion *ex, char *text, bool from_file);

/* Add the arguments in the file PATH: 0; 1 where ld stops; NO_FILE if ld would
 * take the argument as it is; -1 (reported). */
static int expand_file(struct expansion *ex, const char *path)
{
	_cleanup_free_ char *contents = NULL;
	const char *at;
	struct stat st;
	char *text;
	int got;

	if (ex->files++ >= MOST_FILES)
		return 1;
	if (stat(path, &st))
		return NO_FILE;
	if (S_ISDIR(st.st_mode))
		return 1;
	got = response_read(path, &contents);
	if (got <= 0)
		return got ? got : NO_FILE;
	at = contents;
	while ((got = response_next(&at, &text)) == 1) {
		got = expand(ex, text, true);
		if (got)
			return got;
	}
	return got;
}

/* Add TEXT, which becomes the list's, or what it stands for: 0, 1 where ld
 * stops, -1 (reported). */
static int expand(struct expansion *ex, char *text, bool from_file)
{
	int got = text[0] == '@' ? expand_file(ex, text + 1) : NO_FILE;

	if (got == NO_FILE)
		return add_argument(ex, text, from_file);
	free(text);
	return got;
}

int arguments_init(struct arguments *args, char *const *original)
{
	struct expansion ex = { .args = args };
	int got = 0;

	*args = (struct arguments){ .original = original };
	for (; !got && original[ex.origin]; ex.origin++) {
		char *text = strdup(original[ex.origin]);

		got = text ? expand(&ex, text, false) : report_nomem();
	}
	if (got)
		arguments_deinit(args);
	return got;
}

void arguments_deinit(struct arguments *args)
{
	struct argument *arg;

	vec_for_each(&args->list, arg) {
		free(arg->text);
		free(arg->replacement);
	}
	vec_deinit(&args->list);
	vec_deinit(&args->texts);
	free(args->insertion);
	args->insertion = NULL;
}

int arguments_replace(struct arguments *args, size_t where, size_t offset,
		      const char *text)
{
	struct argument *arg = &args->list.data[where];
	char *replacement;

	if (asprintf(&replacement, "%.*s%s", (int)offset, arg->text, text) < 0)
		return report_nomem();
	free(arg->replacement);
	arg->replacement = replacement;
	return 0;
}

int arguments_insert(struct arguments *args, size_t where, const char *text)
{
	char *copy = strdup(text);

	if (!copy)
		return report_nomem();
	free(args->insertion);
	args->insertion = copy;
	args->insert_at = where;
	return 0;
}

void argument_vector_deinit(struct argument_vector *vector)
{
	char **text;
	int *fd;

	vec_for_each(&vector->owned, text)
		free(*text);
	vec_for_each(&vector->fds, fd)
		close(*fd);
	vec_deinit(&vector->list);
	vec_deinit(&vector->owned);
	vec_deinit(&vector->fds);
}

static int add_borrowed(struct argument_vector *vector, char *text)
{
	char **element = vec_push(&vector->list);

	if (!element)
		return -1;
	*element = text;
	return 0;
}

int argument_vector_add(struct argument_vector *vector, const char *text)
{
	char **copy = vec_push(&vector->owned);

	if (!copy)
		return -1;
	*copy = strdup(text);
	if (!*copy)
		return report_nomem();
	return add_borrowed(vector, *copy);
}

/* Append the list's arguments FROM to TO, and the insertion where it stands
 * before one of them. */
static int add_range(struct argument_vector *vector,
		     const struct arguments *args, size_t from, size_t to)
{
	const struct argument *arg;
	size_t i;

	for (i = from; i < to; i++) {
		arg = &args->list.data[i];
		if (args->insertion && args->insert_at == i &&
		    add_borrowed(vector, args->insertion))
			return -1;
		if (add_borrowed(vector, arg->replacement ? arg->replacement
							  : arg->text))
			return -1;
	}
	return 0;
}

/* Append an `@file' with the arguments FROM to TO. */
static int add_as_file(struct argument_vector *vector,
		       const struct arguments *args, size_t from, size_t to)
{
	struct argument_vector inner = {};
	char name[1 + UNNAMED_PATH_SIZE] = "@";
	_cleanup_free_ char *text = NULL;
	int *fd;

	if (!add_range(&inner, args, from, to))
		text = response_write(inner.list.data, inner.list.size);
	argument_vector_deinit(&inner);
	if (!text)
		return -1;
	fd = vec_push(&vector->fds);
	if (!fd)
		return -1;
	*fd = unnamed_text(text, strlen(text));
	if (*fd < 0) {
		vector->fds.size--;
		return -1;
	}
	unnamed_path(*fd, name + 1);
	return argument_vector_add(vector, name);
}

/* Whether any of the arguments FROM to TO isn't as it was. */
static bool is_changed(const struct arguments *args, size_t from, size_t to)
{
	size_t i;

	if (args->insertion && args->insert_at >= from && args->insert_at < to)
		return true;
	for (i = from; i < to; i++)
		if (args->list.data[i].replacement)
			return true;
	return false;
}

int argument_vector_finish(struct argument_vector *vector,
			   const struct arguments *args)
{
	size_t from, to, count = args->list.size;
	int status = 0;

	/* FROM to TO are those that came in one original argument. */
	for (from = 0; !status && from < count; from = to) {
		const struct argument *first = &args->list.data[from];

		for (to = from; to < count; to++)
			if (args->list.data[to].origin != first->origin)
				break;
		if (!first->from_file)
			status = add_range(vector, args, from, to);
		else if (is_changed(args, from, to))
			status = add_as_file(vector, args, from, to);
		else
			status = add_borrowed(vector,
					      args->original[first->origin]);
	}
	if (!status && args->insertion && args->insert_at == count)
		status = add_borrowed(vector, args->insertion);
	return status ? status : add_borrowed(vector, NULL);
}
