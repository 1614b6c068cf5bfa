/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the fuzz targets share. */
#ifndef LDFOLD_FUZZ_H
#define LDFOLD_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "report.h"
#include "vec.h"

/* A file without a name: most of ldfold's readers want a path or descriptor. */
struct fuzz_file {
	int fd;
	char path[64];		/* /proc/self/fd/N */
};

/* Make one of SIZE bytes DATA. There is no going on without it: it aborts. */
void fuzz_file_init(struct fuzz_file *ret, const void *data, size_t size);
void fuzz_file_deinit(struct fuzz_file *file);

/* Read all SIZE bytes at DATA, so that AddressSanitizer sees each of them. */
void fuzz_touch(const void *data, size_t size);
void fuzz_touch_string(const char *string);

/* A sink for report_to(): damaged input is what fuzzing is about, and no news. */
void fuzz_silence(void *ctx, enum report_level level, const char *text);

/* libFuzzer's interface. Where a target has no LLVMFuzzerInitialize of its own
 * reports are silenced. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
