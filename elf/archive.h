/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Archives: what an input file is called, which archive it is in, and what is in
 * an archive. */
#ifndef LDFOLD_ARCHIVE_H
#define LDFOLD_ARCHIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/strtab.h"
#include "common/vec.h"

struct members {
	struct strtab strings;
	VEC(struct thin_member) thin;
	size_t next; /* ld opens members in order: look here first */
};

struct thin_member {
	uint32_t path, archive; /* in strings */
};

int members_init(struct members *members);
void members_deinit(struct members *members);

/* The name of the member of a normal archive whose contents begin at OFFSET of
 * FD, in new memory; NULL where there is no proper header before it. */
char *member_name(int fd, uint64_t offset);

/* If FD, NAME to ld, is a thin archive, remember its members. 0, or -1
 * (reported). */
int members_add_thin(struct members *members, const char *name, int fd);

/* The thin archive of which ld has opened member PATH, or NULL. */
const char *members_archive_of(struct members *members, const char *path);

/* One file of an archive. */
struct archive_member {
	const char *name; /* as the archive has it; of a thin one its path from
			   * there */
	bool thin;
	uint64_t offset, size; /* unless it is thin */
};

/* The path of MEMBER of the thin ARCHIVE, which has it from its own directory on, in
 * new memory; NULL (reported). */
char *archive_thin_path(const char *archive,
			const struct archive_member *member);

/* Is FD an archive? */
bool archive_is(int fd);

/* Call VISIT with each member of the archive FD, which is called NAME. 0, or -1
 * (reported): it is damaged, or VISIT didn't return 0. */
int archive_visit(const char *name, int fd,
		  int (*visit)(void *ctx, const struct archive_member *member),
		  void *ctx);

#endif
