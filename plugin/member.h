/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Archives: what an input file is called, and which archive it is in. */
#ifndef LDFOLD_MEMBER_H
#define LDFOLD_MEMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "strtab.h"
#include "vec.h"

struct members {
	struct strtab strings;
	VEC(struct thin_member) thin;
	size_t next;		/* ld opens members in order: look here first */
};

struct thin_member {
	uint32_t path, archive;	/* in strings */
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

#endif
