/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files without a name, and the names that messages give them. */
#include "wrapper/unnamed.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/io.h"
#include "common/report.h"
#include "wrapper/environment.h"

static const char prefix[] = "/proc/self/fd/";
#define PREFIX_LENGTH (sizeof(prefix) - 1)

static int open_memory(void)
{
	return memfd_create("ldfold", 0);
}

static const char *directory(void)
{
	const char *tmpdir = environment_get("TMPDIR");

	return tmpdir ? tmpdir : "/tmp";
}

static int open_disk(void)
{
	_cleanup_free_ char *name = NULL;
	int fd = open(directory(), O_TMPFILE | O_RDWR, 0600);

	if (fd >= 0)
		return fd;
	/* NFS and others have no O_TMPFILE. */
	if (asprintf(&name, "%s/ldfold.XXXXXX", directory()) < 0) {
		name = NULL;
		return -1;
	}
	fd = mkstemp(name);
	if (fd >= 0)
		unlink(name);
	return fd;
}

/* The first of the two ways that works, and by whose path it can be opened. */
static int open_by(int (*first)(void), int (*second)(void))
{
	char path[UNNAMED_PATH_SIZE];
	int fd = first();

	if (fd < 0)
		fd = second();
	if (fd < 0) {
		report_error("%s: can't create a temporary file:", directory());
		return -1;
	}
	unnamed_path(fd, path);
	if (!access(path, R_OK | W_OK))
		return fd;
	report_error("%s: can't open, is /proc mounted?", path);
	close(fd);
	return -1;
}

int unnamed_text(const void *data, size_t size)
{
	_cleanup_close_ int fd = open_by(open_memory, open_disk);

	if (fd < 0)
		return -1;
	if (write_all(fd, data, size)) {
		report_error("%s: can't write a temporary file:", directory());
		return -1;
	}
	return no_cleanup_fd(&fd);
}

int unnamed_file(void)
{
	return open_by(open_disk, open_memory);
}

void unnamed_path(int fd, char path[UNNAMED_PATH_SIZE])
{
	snprintf(path, UNNAMED_PATH_SIZE, "%s%d", prefix, fd);
}

int names_add(struct names *names, int fd, const char *name)
{
	struct name *element = vec_push(&names->list);

	if (!element)
		return -1;
	element->fd = fd;
	element->name = strdup(name);
	return element->name ? 0 : report_nomem();
}

void names_deinit(struct names *names)
{
	struct name *element;

	vec_for_each(&names->list, element)
		free(element->name);
	vec_deinit(&names->list);
}

int names_publish(void *names, const char *name, const char *text, size_t size,
		  bool changed, char **ret_path)
{
	char path[UNNAMED_PATH_SIZE];
	int fd;

	if (!changed) {
		*ret_path = strdup(name);
		return *ret_path ? 0 : report_nomem();
	}
	fd = unnamed_text(text, size);
	if (fd < 0)
		return -1;
	if (names_add(names, fd, name)) {
		close(fd);
		return -1;
	}
	unnamed_path(fd, path);
	*ret_path = strdup(path);
	return *ret_path ? 0 : report_nomem();
}

void names_close(struct names *names)
{
	struct name *element;

	vec_for_each(&names->list, element)
		close(element->fd);
}

/* The name that the digits at *at, which end before END, stand for, or NULL.
 * *at is moved behind them. */
static const char *find_name(const struct names *names, const char **at,
			     const char *end)
{
	const struct name *element;
	const char *in = *at;
	int fd = 0;

	for (; in < end && isdigit((unsigned char)*in) && fd < 100000; in++)
		fd = fd * 10 + (*in - '0');
	if (in == *at)
		return NULL;
	*at = in;
	vec_for_each(&names->list, element)
		if (element->fd == fd)
			return element->name;
	return NULL;
}

char *names_put_in(const struct names *names, const char *text, size_t *size)
{
	const char *end = text + *size, *done = text, *at = text;
	char *named = NULL;
	FILE *out = open_memstream(&named, size);
	bool failed;

	if (!out) {
		report_nomem();
		return NULL;
	}
	while ((at = memmem(at, (size_t)(end - at), prefix, PREFIX_LENGTH))) {
		const char *start = at, *name;

		at += PREFIX_LENGTH;
		name = find_name(names, &at, end);
		if (!name)
			continue;
		fwrite(done, 1, (size_t)(start - done), out);
		fputs(name, out);
		done = at;
	}
	fwrite(done, 1, (size_t)(end - done), out);
	failed = ferror(out);
	if (!fclose(out) && !failed)
		return named;
	free(named);
	report_nomem();
	return NULL;
}
