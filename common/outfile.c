/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Outputs that appear whole or not at all.
 *
 * Where the file system has O_TMPFILE the file has no name at all until it is
 * complete, so that even a killed process leaves nothing. linkat() can't
 * replace an existing file; that is removed first, so for a moment there is
 * none. To link the new one under a temporary name and rename that would leave
 * the name behind where the process is killed between the two. */
#include "common/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/report.h"

/* The directory of PATH, in new memory, or NULL. */
static char *directory_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return strdup(".");
	if (slash == path)
		return strdup("/");
	return strndup(path, (size_t)(slash - path));
}

static int open_unnamed(struct outfile *file)
{
	_cleanup_free_ char *directory = directory_of(file->path);

	if (!directory)
		return report_nomem();
	file->fd = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
	return 0;
}

static int open_named(struct outfile *file)
{
	file->fd = open(file->temporary, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC,
			0666);
	if (file->fd >= 0)
		return 0;
	report_error("%s: can't create:", file->path);
	return -1;
}

int outfile_open(struct outfile *file, const char *path)
{
	file->fd = -1;
	file->path = strdup(path);
	file->temporary = NULL;
	if (!file->path) {
		report_nomem();
		goto failed;
	}
	if (open_unnamed(file))
		goto failed;
	if (file->fd >= 0)
		return 0;
	if (asprintf(&file->temporary, "%s.tmp%ld", path, (long)getpid()) < 0) {
		file->temporary = NULL;
		report_nomem();
		goto failed;
	}
	if (!open_named(file))
		return 0;
failed:
	outfile_abandon(file);
	return -1;
}

/* Some file systems write only then. What has its name by now loses it. */
static int close_written(struct outfile *file)
{
	if (!close(no_cleanup_fd(&file->fd)))
		return 0;
	report_error("%s: can't write:", file->path);
	if (!file->temporary)
		unlink(file->path);
	return -1;
}

/* Several links of the same output may replace the file at once. */
enum { MOST_REPLACED = 100 };

/* Give an unnamed file its name. */
static int commit_unnamed(struct outfile *file)
{
	char self[64];
	int i;

	snprintf(self, sizeof(self), "/proc/self/fd/%d", file->fd);
	for (i = 0; i < MOST_REPLACED; i++) {
		if (!linkat(AT_FDCWD, self, AT_FDCWD, file->path,
			    AT_SYMLINK_FOLLOW))
			return close_written(file);
		if (errno != EEXIST || (unlink(file->path) && errno != ENOENT))
			break;
	}
	report_error("%s: can't create:", file->path);
	return -1;
}

static int commit_named(struct outfile *file)
{
	if (close_written(file))
		return -1;
	if (rename(file->temporary, file->path)) {
		report_error("%s: can't rename:", file->path);
		return -1;
	}
	free(file->temporary);
	file->temporary = NULL;
	return 0;
}

int outfile_commit(struct outfile *file)
{
	int status = file->temporary ? commit_named(file)
				     : commit_unnamed(file);

	outfile_abandon(file);
	return status;
}

void outfile_abandon(struct outfile *file)
{
	if (file->fd >= 0)
		close(file->fd);
	if (file->temporary)
		unlink(file->temporary);
	free(file->temporary);
	free(file->path);
	file->fd = -1;
	file->temporary = file->path = NULL;
}
