/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the fuzz targets share. */
#ifndef LDFOLD_FUZZ_H
#define LDFOLD_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "common/report.h"
#include "common/vec.h"

/* A file without a name: most of ldfold's readers want a path or descriptor. */
struct fuzz_file {
	int fd;
	char path[64]; /* /proc/self/fd/N */
};

/* Make one of SIZE bytes DATA. There is no going on without it: it aborts. */
void fuzz_file_init(struct fuzz_file *ret, const void *data, size_t size);
void fuzz_file_deinit(struct fuzz_file *file);

/* Where inputs name a file: they say /proc/self/fd/100. */
enum { FUZZ_FD = 100 };

/* The same, but its descriptor is FUZZ_FD, which nothing else has. */
void fuzz_file_init_known(struct fuzz_file *ret, const void *data, size_t size);

/* Read all SIZE bytes at DATA, so that AddressSanitizer sees each of them. */
void fuzz_touch(const void *data, size_t size);
void fuzz_touch_string(const char *string);

/* Parts of an input: before them is the size of each but the last, 32 bits, the
 * low ones first. Whatever the input is there are COUNT parts, some empty. */
enum { FUZZ_MOST_PARTS = 4 };

struct fuzz_part {
	const uint8_t *data;
	size_t size;
};

void fuzz_split(const uint8_t *data, size_t size, size_t count,
		struct fuzz_part *ret);

/* For LLVMFuzzerCustomMutator(): change PART of the COUNT parts of DATA, which
 * may grow to MOST bytes, and none of the others. */
typedef size_t (*fuzz_mutate_fn)(uint8_t *data, size_t size, size_t most);
size_t fuzz_mutate_part(uint8_t *data, size_t size, size_t most, size_t count,
			size_t part, fuzz_mutate_fn mutate);

/* Make the sizes in an inventory agree, as far as can be: its reader compares
 * them before all else. */
void fuzz_repair_inventory(uint8_t *data, size_t size);

/* A sink for report_to(): damaged input is what fuzzing is about, and no
 * news. */
void fuzz_silence(void *ctx, enum report_level level, const char *text);

/* libFuzzer's interface. Where a target has no LLVMFuzzerInitialize of its own
 * reports are silenced. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most,
			       unsigned int seed);

/* And what it offers mutators: DATA, changed, of the size returned. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

#endif
