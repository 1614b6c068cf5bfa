/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Input and output of whole files. */
#include "common/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "common/vec.h"

int write_all(int fd, const void *data, size_t size)
{
	const char *at = data;

	while (size) {
		ssize_t done = write(fd, at, size);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -1;
		at += done;
		size -= (size_t)done;
	}
	return 0;
}

int write_all_at(int fd, const void *data, size_t size, size_t offset)
{
	const char *at = data;

	while (size) {
		ssize_t done = pwrite(fd, at, size, (off_t)offset);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -1;
		at += done;
		offset += (size_t)done;
		size -= (size_t)done;
	}
	return 0;
}

/* Read up to SIZE bytes from the start of FD; the count, or -1 (errno). */
static ssize_t read_at_most(int fd, char *data, size_t size)
{
	size_t have = 0;

	while (have < size) {
		ssize_t got = pread(fd, data + have, size - have, (off_t)have);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (!got)
			break;
		have += (size_t)got;
	}
	return (ssize_t)have;
}

int read_whole(int fd, const char *name, void **data, size_t *size)
{
	_cleanup_free_ char *buffer = NULL;
	struct stat st;
	ssize_t have;

	if (fstat(fd, &st)) {
		report_error("%s: can't stat:", name);
		return -1;
	}
	if (!S_ISREG(st.st_mode)) {
		report_error("%s: not a regular file", name);
		return -1;
	}
	buffer = malloc((size_t)st.st_size + 1);
	if (!buffer)
		return report_nomem();
	have = read_at_most(fd, buffer, (size_t)st.st_size);
	if (have < 0) {
		report_error("%s: can't read:", name);
		return -1;
	}
	buffer[have] = '\0';
	*data = no_cleanup_ptr(buffer);
	*size = (size_t)have;
	return 0;
}

int map_whole(int fd, const char *name, void **data, size_t *size)
{
	struct stat st;

	*data = NULL;
	*size = 0;
	if (fstat(fd, &st)) {
		report_error("%s: can't stat:", name);
		return -1;
	}
	if (!st.st_size)
		return 0;
	*data = mmap(NULL, (size_t)st.st_size, PROT_READ,
		     MAP_PRIVATE | MAP_POPULATE, fd, 0);
	if (*data == MAP_FAILED) {
		*data = NULL;
		report_error("%s: can't read:", name);
		return -1;
	}
	*size = (size_t)st.st_size;
	return 0;
}

int read_file(const char *path, void **data, size_t *size)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		report_error("%s: can't open:", path);
		return -1;
	}
	return read_whole(fd, path, data, size);
}

int read_stream(FILE *from, const char *name, char **text, size_t *size)
{
	enum { PIECE = 65536 };
	VEC(char) buffer = {};
	size_t got;

	do {
		if (vec_reserve(&buffer, buffer.size + PIECE + 1)) {
			vec_deinit(&buffer);
			return -1;
		}
		got = fread(buffer.data + buffer.size, 1, PIECE, from);
		buffer.size += got;
	} while (got == PIECE);
	if (ferror(from)) {
		report_error("%s: can't read:", name);
		vec_deinit(&buffer);
		return -1;
	}
	buffer.data[buffer.size] = '\0';
	*text = buffer.data;
	*size = buffer.size;
	return 0;
}
