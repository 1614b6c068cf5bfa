/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `@file' as libiberty reads it (libiberty/argv.c: buildargv, expandargv). A
 * backslash quotes the next character, inside quotation marks of either kind
 * too; binutils 2.43 and later follow the shell there, which differs only for
 * a backslash inside quotation marks. */
#include "wrapper/response.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/report.h"

#define BLANKS " \t\n\v\f\r"

static bool is_blank(char c)
{
	return c && strchr(BLANKS, c);
}

/* Copy the argument at IN, unquoted, to OUT, unless that is NULL: where it
 * ends, and *length is that of the copy. */
static const char *unquote(const char *in, char *out, size_t *length)
{
	size_t count = 0;
	char quote = 0;

	for (; *in && (quote || !is_blank(*in)); in++) {
		if (*in == '\\') {
			if (!in[1])
				continue;
			in++;
		} else if (quote && *in == quote) {
			quote = 0;
			continue;
		} else if (!quote && (*in == '\'' || *in == '"')) {
			quote = *in;
			continue;
		}
		if (out)
			out[count] = *in;
		count++;
	}
	*length = count;
	return in;
}

/* An argument gets no more memory than it needs: there may be as many as a
 * kernel has objects, and what is behind each is much longer. */
int response_next(const char **at, char **ret)
{
	const char *in = *at + strspn(*at, BLANKS);
	size_t length;
	char *arg;

	*at = in;
	if (!*in)
		return 0;
	unquote(in, NULL, &length);
	arg = malloc(length + 1);
	if (!arg)
		return report_nomem();
	*at = unquote(in, arg, &length);
	arg[length] = '\0';
	*ret = arg;
	return 1;
}

int response_read(const char *path, char **ret)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	_cleanup_free_ char *text = NULL;
	off_t size;
	ssize_t have;
	size_t used = 0;

	if (fd < 0)
		return 0;
	size = lseek(fd, 0, SEEK_END);
	if (size < 0 || lseek(fd, 0, SEEK_SET) < 0)
		return 0;
	text = malloc((size_t)size + 1);
	if (!text)
		return report_nomem();
	while (used < (size_t)size) {
		have = read(fd, text + used, (size_t)size - used);
		if (have < 0)
			return 0;
		if (!have)
			break;
		used += (size_t)have;
	}
	text[used] = '\0';
	*ret = no_cleanup_ptr(text);
	return 1;
}

/* Quote ARG for any reader of such files; a newline behind a backslash would
 * vanish in some. */
static void write_quoted(FILE *out, const char *arg)
{
	if (!*arg)
		fputs("\"\"", out);
	for (; *arg; arg++) {
		if (*arg == '\n') {
			fputs("'\n'", out);
			continue;
		}
		if (is_blank(*arg) || strchr("\\'\"", *arg))
			putc('\\', out);
		putc(*arg, out);
	}
	putc('\n', out);
}

char *response_write(char *const *args, size_t count)
{
	char *text = NULL;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);
	bool failed;

	if (!out) {
		report_nomem();
		return NULL;
	}
	for (i = 0; i < count; i++)
		write_quoted(out, args[i]);
	failed = ferror(out);
	if (!fclose(out) && !failed)
		return text;
	free(text);
	report_nomem();
	return NULL;
}
