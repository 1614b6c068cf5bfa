/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arguments of one link. */
#include "arguments.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "report.h"
#include "response.h"
#include "unnamed.h"

/* libiberty gives up at the 2000th `@file', and that message is ld's. */
#define MOST_FILES 1999

struct expansion {
	struct arguments *args;
	size_t origin;
	unsigned int files;
};

/* TEXT becomes the list's, also on failure. */
static int add_argument(struct expansion *ex, char *text, bool from_file)
{
	struct argument *arg = vec_push(&ex->args->list);

	if (!arg) {
		free(text);
		return -1;
	}
	arg->text = text;
	arg->origin = ex->origin;
	arg->from_file = from_file;
	return 0;
}

static int expand(struct expansion *ex, char *text, bool from_file);

/* Add the arguments in the file PATH, whose name is behind the @ of TEXT: 1 if
 * done, 0 if TEXT isn't such a file, 2 where ld stops, -1 (reported). */
static int expand_file(struct expansion *ex, const char *path)
{
	_cleanup_free_ char *contents = NULL;
	const char *at;
	struct stat st;
	char *text;
	int got;

	if (ex->files++ >= MOST_FILES)
		return 2;
	if (stat(path, &st))
		return 0;
	if (S_ISDIR(st.st_mode))
		return 2;
	got = response_read(path, &contents);
	if (got <= 0)
		return got;
	at = contents;
	while ((got = response_next(&at, &text)) == 1) {
		got = expand(ex, text, true);
		if (got)
			return got == 1 ? 2 : got;
	}
	return got ? got : 1;
}

/* Add TEXT, which becomes the list's, or what it stands for: 0, 1 where ld
 * stops, -1 (reported). */
static int expand(struct expansion *ex, char *text, bool from_file)
{
	int got;

	if (text[0] != '@')
		return add_argument(ex, text, from_file);
	got = expand_file(ex, text + 1);
	if (!got)
		return add_argument(ex, text, from_file);
	free(text);
	return got == 2 ? 1 : got == 1 ? 0 : got;
}

static int expand_all(struct arguments *args)
{
	struct expansion ex = { .args = args };
	char *text;
	int got;

	for (; args->original[ex.origin]; ex.origin++) {
		text = strdup(args->original[ex.origin]);
		if (!text)
			return report_nomem();
		got = expand(&ex, text, false);
		if (got)
			return got;
	}
	args->noriginal = ex.origin;
	return 0;
}

static int list_texts(struct arguments *args)
{
	struct argument *arg;

	vec_for_each(&args->list, arg) {
		char **text = vec_push(&args->texts);

		if (!text)
			return -1;
		*text = arg->text;
	}
	return 0;
}

int arguments_init(struct arguments *args, char *const *original)
{
	int got;

	*args = (struct arguments){ .original = original };
	got = expand_all(args);
	if (!got)
		got = list_texts(args);
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
		if (add_borrowed(vector, arg->replacement ? arg->replacement :
							    arg->text))
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

/* Append the arguments FROM to TO, all that came in one original argument. */
static int add_origin(struct argument_vector *vector,
		      const struct arguments *args, size_t from, size_t to)
{
	const struct argument *first = &args->list.data[from];

	if (!first->from_file)
		return add_range(vector, args, from, to);
	if (is_changed(args, from, to))
		return add_as_file(vector, args, from, to);
	return add_borrowed(vector, args->original[first->origin]);
}

int argument_vector_finish(struct argument_vector *vector,
			   const struct arguments *args)
{
	size_t from, to, count = args->list.size;

	for (from = 0; from < count; from = to) {
		size_t origin = args->list.data[from].origin;

		for (to = from; to < count; to++)
			if (args->list.data[to].origin != origin)
				break;
		if (add_origin(vector, args, from, to))
			return -1;
	}
	if (args->insertion && args->insert_at == count &&
	    add_borrowed(vector, args->insertion))
		return -1;
	return add_borrowed(vector, NULL);
}
