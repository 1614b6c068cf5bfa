/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An ELF file, or one within an archive, opened with libelf in the way that
 * costs least. */
#ifndef LDFOLD_ELFIMAGE_H
#define LDFOLD_ELFIMAGE_H

#include <libelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/vec.h"

/* Reused from file to file; all zero at first. */
struct elf_image {
	Elf *elf;
	void *map; /* of a large file */
	size_t map_size;
	VEC(char) contents; /* of a small one, kept for the next */
};

enum elf_image_use {
	ELF_IMAGE_TABLES,   /* section headers, symbols, names */
	ELF_IMAGE_CONTENTS, /* what most sections hold, too */
};

/* Open SIZE bytes at OFFSET of FD, which has to stay open. NAME is for
 * messages. 0 and image->elf, or -1 (reported). What libelf returns is valid
 * until elf_image_close, but for FD's file cut short meanwhile. */
int elf_image_open(struct elf_image *image, const char *name, int fd,
		   uint64_t offset, uint64_t size, enum elf_image_use use);

/* Release the file, keep the memory for the next one. */
void elf_image_close(struct elf_image *image);
void elf_image_deinit(struct elf_image *image);

/* Whether numbers of an ELF file with this EI_DATA have to be swapped here. */
bool elf_image_swaps(unsigned char data);

#endif
