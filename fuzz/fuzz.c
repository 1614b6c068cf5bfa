/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "io.h"

void fuzz_file_init(struct fuzz_file *ret, const void *data, size_t size)
{
	ret->fd = memfd_create("input", MFD_CLOEXEC);
	if (ret->fd < 0 || write_all(ret->fd, data, size))
		abort();
	snprintf(ret->path, sizeof(ret->path), "/proc/self/fd/%d", ret->fd);
}

void fuzz_file_deinit(struct fuzz_file *file)
{
	close(file->fd);
}

void fuzz_touch(const void *data, size_t size)
{
	const volatile unsigned char *at = data;

	while (size--)
		(void)*at++;
}

void fuzz_touch_string(const char *string)
{
	fuzz_touch(string, strlen(string) + 1);
}

void fuzz_silence(void *ctx, enum report_level level, const char *text)
{
	(void)ctx;
	(void)level;
	fuzz_touch_string(text);
}

/* For targets that have nothing else to prepare. */
__attribute__((weak)) int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	report_to(fuzz_silence, NULL);
	return 0;
}
