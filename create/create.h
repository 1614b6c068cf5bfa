/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making the sidecar of a link: from the inventory on, while the linker works,
 * and when it has succeeded. */
#ifndef LDFOLD_CREATE_H
#define LDFOLD_CREATE_H

#include <stdbool.h>

struct sidecar_request {
	const char *map_name; /* ld's map, for messages; if map_fd is -1 it */
	int map_fd;	      /* is opened by that name */
	const char *output;   /* what ld wrote */
	const char *path;     /* the sidecar to write, OUTPUT.fold */
	const char *keep_dir; /* also keep it there by build-id, or NULL */
	bool numbers_locals;  /* ld -z unique-symbol */
};

struct sidecar_draft;

/* Begin the sidecar of the link whose inventory INVENTORY_FD holds. It, or NULL
 * (reported). Release with sidecar_draft_destroy. The descriptor stays open, its
 * position doesn't matter. */
struct sidecar_draft *sidecar_draft_create(int inventory_fd);
void sidecar_draft_destroy(struct sidecar_draft *draft);

/* Do a small part of what can be done before the linker's end: analyse one input
 * file. 1, 0 if nothing is left of that, or -1 (reported). */
int sidecar_draft_advance(struct sidecar_draft *draft);

/* The linker has succeeded: do the rest of it, join inventory and map, check the
 * result with the output's symbols, and write the sidecar. 0, or -1 (reported),
 * and nothing is written. The map stays open, its position doesn't matter. */
int sidecar_create(struct sidecar_draft *draft,
		   const struct sidecar_request *request);

#endif
