/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening ELF files for libelf.
 *
 * A kernel has thousands of objects, most of them small. To map and unmap each
 * costs three times what reading does, since unmapping has all processors drop
 * what they know of the address space: in ld's process 3 % of a link. So a file
 * of which only the tables count is left to libelf, which reads them alone, and
 * of others the small ones are read into memory that is there already. */
#include "elf/image.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/report.h"

enum { SMALL_FILE = 1 << 20 }; /* bytes */

static int complain(const char *name)
{
	report_error("%s: can't read: %s", name, elf_errmsg(-1));
	return -1;
}

static int cut_short(const char *name)
{
	report_error("%s: damaged, it has become shorter", name);
	return -1;
}

static int read_small(struct elf_image *image, const char *name, int fd,
		      uint64_t offset, uint64_t size)
{
	ssize_t got;

	if (vec_reserve(&image->contents, (size_t)size + 1))
		return -1;
	got = pread(fd, image->contents.data, (size_t)size, (off_t)offset);
	if (got < 0) {
		report_error("%s: can't read:", name);
		return -1;
	}
	if ((uint64_t)got < size)
		return cut_short(name);
	image->elf = elf_memory(image->contents.data, (size_t)size);
	return 0;
}

/* Archive members begin at any even offset. */
static int map_large(struct elf_image *image, const char *name, int fd,
		     uint64_t offset, uint64_t size)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	uint64_t skip = offset % page;

	image->map_size = (size_t)(size + skip);
	image->map = mmap(NULL, image->map_size, PROT_READ, MAP_PRIVATE, fd,
			  (off_t)(offset - skip));
	if (image->map == MAP_FAILED) {
		image->map = NULL;
		report_error("%s: can't map:", name);
		return -1;
	}
	image->elf = elf_memory((char *)image->map + skip, (size_t)size);
	return 0;
}

int elf_image_open(struct elf_image *image, const char *name, int fd,
		   uint64_t offset, uint64_t size, enum elf_image_use use)
{
	struct stat st;
	int status = 0;

	if (fstat(fd, &st)) {
		report_error("%s: can't stat:", name);
		return -1;
	}
	if (offset > (uint64_t)st.st_size ||
	    size > (uint64_t)st.st_size - offset)
		return cut_short(name);
	if (use == ELF_IMAGE_TABLES && !offset && size == (uint64_t)st.st_size)
		image->elf = elf_begin(fd, ELF_C_READ, NULL);
	else if (size <= SMALL_FILE)
		status = read_small(image, name, fd, offset, size);
	else
		status = map_large(image, name, fd, offset, size);
	if (!status && !image->elf)
		status = complain(name);
	if (status)
		elf_image_close(image);
	return status;
}

void elf_image_close(struct elf_image *image)
{
	if (image->elf)
		elf_end(image->elf);
	if (image->map)
		munmap(image->map, image->map_size);
	image->elf = NULL;
	image->map = NULL;
}

void elf_image_deinit(struct elf_image *image)
{
	elf_image_close(image);
	vec_deinit(&image->contents);
}

bool elf_image_swaps(unsigned char data)
{
	return data != (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
				? ELFDATA2LSB
				: ELFDATA2MSB);
}
