/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files without a name. */
#include "unnamed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cleanup.h"
#include "io.h"
#include "report.h"

static int open_memory(void)
{
	return memfd_create("ldfold", 0);
}

static const char *folder(void)
{
	const char *tmpdir = getenv("TMPDIR");

	return tmpdir && *tmpdir ? tmpdir : "/tmp";
}

static int open_disk(void)
{
	_cleanup_free_ char *name = NULL;
	int fd = open(folder(), O_TMPFILE | O_RDWR, 0600);

	if (fd >= 0)
		return fd;
	/* NFS and others have no O_TMPFILE. */
	if (asprintf(&name, "%s/ldfold.XXXXXX", folder()) < 0) {
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
		report_error("%s: can't create a temporary file:", folder());
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
		report_error("%s: can't write a temporary file:", folder());
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
	snprintf(path, UNNAMED_PATH_SIZE, "/proc/self/fd/%d", fd);
}
