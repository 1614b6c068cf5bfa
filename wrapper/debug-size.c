/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A loaded plugin makes ld read, and so keep in memory, also the relocations of
 * debug sections (bfd/elflink.c, elf_link_add_object_symbols). A kernel with
 * debug information takes 1.6 times the memory then. But an ld that keeps none
 * at all (--no-keep-memory) reads those of each section two or three times: an
 * s390 kernel of 3,450 objects takes 6 % more processor time. So the headers of
 * the inputs are looked at first, until there is enough. */
#include "wrapper/debug-size.h"

#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "common/text.h"
#include "elf/archive.h"
#include "elf/image.h"
#include "wrapper/options.h"

enum { LARGE = 16 << 20 }; /* bytes; an ld that has these has 100 MB at least */

struct debug_size {
	uint64_t bytes; /* of relocations, so far */
	struct elf_image image;
	const char *archive; /* that is being visited */
	int fd;		     /* of that */
};

static bool is_loaded(Elf *elf, size_t section)
{
	Elf_Scn *scn = elf_getscn(elf, section);
	GElf_Shdr shdr;

	return scn && gelf_getshdr(scn, &shdr) && shdr.sh_flags & SHF_ALLOC;
}

static void add_object(struct debug_size *size, const char *name, int fd,
		       uint64_t offset, uint64_t length)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr shdr;

	if (elf_image_open(&size->image, name, fd, offset, length,
			   ELF_IMAGE_TABLES))
		return;
	while ((scn = elf_nextscn(size->image.elf, scn)))
		if (gelf_getshdr(scn, &shdr) &&
		    (shdr.sh_type == SHT_RELA || shdr.sh_type == SHT_REL) &&
		    !is_loaded(size->image.elf, shdr.sh_info))
			size->bytes += shdr.sh_size;
	elf_image_close(&size->image);
}

static void add_file(struct debug_size *size, const char *path);

/* Not 0, to end the visit, when there is enough. */
static int add_member(void *ctx, const struct archive_member *member)
{
	struct debug_size *size = ctx;
	_cleanup_free_ char *path = NULL;

	if (!member->thin) {
		add_object(size, member->name, size->fd, member->offset,
			   member->size);
		return size->bytes > LARGE;
	}
	path = archive_thin_path(size->archive, member);
	if (!path)
		return -1;
	add_file(size, path);
	return size->bytes > LARGE;
}

/* What isn't a file may be a pipe, whose writer waits for ld. */
static void add_file(struct debug_size *size, const char *path)
{
	_cleanup_close_ int fd = -1;
	struct stat st;

	if (stat(path, &st) || !S_ISREG(st.st_mode))
		return;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	if (!archive_is(fd)) {
		add_object(size, path, fd, 0, (uint64_t)st.st_size);
	} else if (!size->archive) {
		size->archive = path;
		size->fd = fd;
		archive_visit(path, fd, add_member, size);
		size->archive = NULL;
	}
}

bool debug_size_is_large(const struct arguments *args)
{
	struct option_scan options = {
		.dialect = DIALECT_GNU,
		.args = args->texts.data,
		.count = args->texts.size,
	};
	struct debug_size size = {};
	struct option_hit hit;

	if (elf_version(EV_CURRENT) == EV_NONE)
		return true;
	report_to(report_to_nobody, NULL);
	while (size.bytes <= LARGE && option_next(&options, &hit))
		if (hit.id == OPTION_INPUT)
			add_file(&size, hit.value);
	report_to(NULL, NULL);
	elf_image_deinit(&size.image);
	return size.bytes > LARGE;
}
