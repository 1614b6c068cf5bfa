/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Build-ids: what linked files and the files that belong to them are known by,
 * wherever they are. */
#ifndef LDFOLD_BUILD_ID_H
#define LDFOLD_BUILD_ID_H

#include <libelf.h>
#include <stdbool.h>
#include <stddef.h>

enum { BUILD_ID_MAX = 64 }; /* bytes; ld's longest is 20 */

struct build_id {
	unsigned char bytes[BUILD_ID_MAX];
	size_t size; /* 0: there is none */
};

/* Read the build-id in the notes of section SCN, if it has one. */
void build_id_read(Elf_Scn *scn, struct build_id *ret);

/* The build-id of the ELF file at PATH. Is there one? What can't be read has
 * none. */
bool build_id_of_file(const char *path, struct build_id *ret);

/* Read a build-id from its hexadecimal digits, two a byte. Is TEXT one? */
bool build_id_parse(const char *text, struct build_id *ret);

/* DIR/xx/yyyyENDING, where ID is xxyyyy in hexadecimal digits: the convention
 * for files that belong to a linked file. New memory, or NULL
 * (reported). */
char *build_id_path(const char *dir, const struct build_id *id,
		    const char *ending);

bool build_id_is(const struct build_id *id, const unsigned char *bytes,
		 size_t size);

#endif
