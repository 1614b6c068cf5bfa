/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: ld's command line, as the wrapper reads it. The input is its
 * arguments, one a line, and, if it has a NUL, behind that the text of a file,
 * which arguments may name as @/proc/self/fd/100. The arguments for ld that
 * come of it are read as ld would, and have to be those that they were made
 * of. */
#include "fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "wrapper/arguments.h"
#include "wrapper/request.h"

static const char script[] = "/proc/self/fd/3", map[] = "-Map=/proc/self/fd/4";

/* A file is inserted up to 2000 times; one that may be has to be short. */
enum { MOST_ONCE = 16, MOST_TO_REPEAT = 256 };

static size_t limit(const char *text, size_t size, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < size; i++)
		if (text[i] == '@')
			count += i < size - length ? 1 : MOST_ONCE;
	return count < MOST_ONCE || length < MOST_TO_REPEAT ? length
							    : MOST_TO_REPEAT;
}

/* Arguments of TEXT, which has room for a NUL at END: new memory. */
static char **split_lines(char *text, char *end)
{
	size_t count = 0, most = 2;
	char **list;

	for (char *at = text; at < end; at++)
		most += *at == '\n';
	list = calloc(most, sizeof(*list));
	if (!list)
		abort();
	*end = 0;
	while (text)
		list[count++] = strsep(&text, "\n");
	return list;
}

/* The text of argument AT of those that ld is to get, or NULL. *at moves on. */
static const char *next_wanted(const struct arguments *args, size_t *at,
			       bool *inserted)
{
	const struct argument *arg;

	if (args->insertion && !*inserted && *at == args->insert_at) {
		*inserted = true;
		return args->insertion;
	}
	if (*at == args->list.size)
		return NULL;
	arg = &args->list.data[(*at)++];
	return arg->replacement ? arg->replacement : arg->text;
}

static bool is_wanted(const struct arguments *args, const struct arguments *got)
{
	bool inserted = false;
	size_t at = 0;

	for (size_t i = 0; i < got->list.size; i++) {
		const char *want = next_wanted(args, &at, &inserted);

		if (!want || strcmp(want, got->list.data[i].text) != 0)
			return false;
	}
	return !next_wanted(args, &at, &inserted);
}

/* A name behind an @ may be that of a file now. */
static bool has_file_name(const struct arguments *args)
{
	const struct argument *arg;

	vec_for_each(&args->list, arg)
		if (arg->text[0] == '@')
			return true;
	return false;
}

static void change(struct arguments *args, const struct request *request)
{
	struct argument_vector vector = {};
	struct arguments again;

	if ((request->script.text &&
	     arguments_replace(args, request->script.where,
			       request->script.offset, script)) ||
	    arguments_insert(args, request->end, map) ||
	    argument_vector_finish(&vector, args))
		abort();
	if (!has_file_name(args) && !arguments_init(&again, vector.list.data)) {
		if (!is_wanted(args, &again))
			abort();
		arguments_deinit(&again);
	}
	argument_vector_deinit(&vector);
}

static void read_request(enum dialect dialect, struct arguments *args)
{
	const struct settings settings = { .when = FOLD_ALWAYS };
	struct request request;
	char *map_file;

	if (request_init(&request, dialect, args))
		abort();
	request_judge(&request, &settings);
	if (request_map_file(&request, &map_file))
		abort();
	free(map_file);
	change(args, &request);
	request_deinit(&request);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), *end, *contents, **list;
	struct arguments args;
	struct fuzz_file file;
	size_t length;

	if (!text)
		abort();
	memcpy(text, data, size);
	text[size] = 0;
	end = text + strlen(text);
	contents = end < text + size ? end + 1 : end;
	length = (size_t)(text + size - contents);
	fuzz_file_init_known(&file, contents, limit(text, size, length));
	list = split_lines(text, end);
	if (!arguments_init(&args, list)) {
		read_request(DIALECT_LLD, &args);
		read_request(DIALECT_GNU, &args);
		arguments_deinit(&args);
	}
	free(list);
	fuzz_file_deinit(&file);
	free(text);
	return 0;
}
