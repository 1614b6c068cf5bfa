/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz/fuzz.h"

#include <endian.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/inventory.h"
#include "common/io.h"

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

void fuzz_file_init_known(struct fuzz_file *ret, const void *data, size_t size)
{
	fuzz_file_init(ret, data, size);
	if (dup3(ret->fd, FUZZ_FD, O_CLOEXEC) < 0)
		abort();
	close(ret->fd);
	ret->fd = FUZZ_FD;
	snprintf(ret->path, sizeof(ret->path), "/proc/self/fd/%d", ret->fd);
}

void fuzz_split(const uint8_t *data, size_t size, size_t count,
		struct fuzz_part *ret)
{
	size_t at = (count - 1) * sizeof(uint32_t);
	uint32_t length;

	for (size_t i = 0; i < count; i++) {
		ret[i] = (struct fuzz_part){ data + size, 0 };
		if (at > size)
			continue;
		length = UINT32_MAX;
		if (i + 1 < count) {
			memcpy(&length, data + i * sizeof(length),
			       sizeof(length));
			length = le32toh(length);
		}
		if (length > size - at)
			length = (uint32_t)(size - at);
		ret[i] = (struct fuzz_part){ data + at, length };
		at += length;
	}
}

/* Write COUNT parts to DATA, which has room for them: the size of all. */
static size_t join(const struct fuzz_part *parts, size_t count, uint8_t *data)
{
	size_t at = (count - 1) * sizeof(uint32_t);

	for (size_t i = 0; i < count; i++) {
		uint32_t length = htole32((uint32_t)parts[i].size);

		if (i + 1 < count)
			memcpy(data + i * sizeof(length), &length,
			       sizeof(length));
		if (parts[i].size)
			memcpy(data + at, parts[i].data, parts[i].size);
		at += parts[i].size;
	}
	return at;
}

size_t fuzz_mutate_part(uint8_t *data, size_t size, size_t most, size_t count,
			size_t part, fuzz_mutate_fn mutate)
{
	struct fuzz_part parts[FUZZ_MOST_PARTS];
	uint8_t *copy, *changed;
	size_t others;

	fuzz_split(data, size, count, parts);
	others = (count - 1) * sizeof(uint32_t);
	for (size_t i = 0; i < count; i++)
		others += i == part ? 0 : parts[i].size;
	if (others >= most)
		return LLVMFuzzerMutate(data, size, most);
	copy = malloc(size + 1);
	changed = malloc(most);
	if (!copy || !changed)
		abort();
	memcpy(copy, data, size);
	fuzz_split(copy, size, count, parts);
	if (parts[part].size > most - others)
		parts[part].size = most - others;
	memcpy(changed, parts[part].data, parts[part].size);
	parts[part].size = mutate(changed, parts[part].size, most - others);
	parts[part].data = changed;
	size = join(parts, count, data);
	free(changed);
	free(copy);
	return size;
}

void fuzz_repair_inventory(uint8_t *data, size_t size)
{
	struct inventory_header header;
	uint64_t fixed;

	if (size < sizeof(header))
		return;
	memcpy(&header, data, sizeof(header));
	fixed = sizeof(header) +
		(uint64_t)header.nfiles * sizeof(struct inventory_file) +
		(uint64_t)header.nsections * sizeof(struct inventory_section) +
		(uint64_t)header.nsymbols * sizeof(struct inventory_symbol);
	if (fixed >= size)
		return;
	header.magic = INVENTORY_MAGIC;
	header.total_size = size;
	header.strings_size = (uint32_t)(size - fixed);
	memcpy(data, &header, sizeof(header));
	data[fixed] = 0;
	data[size - 1] = 0;
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
