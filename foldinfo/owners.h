/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the object of a symbol of the output that has no record. */
#ifndef LDFOLD_OWNERS_H
#define LDFOLD_OWNERS_H

#include <stdint.h>

#include "sidecar/sidecar.h"

/* What isn't known is "". */
struct owner {
	const char *file;
	const char *member;  /* of an archive */
	const char *source;  /* STT_FILE */
	const char *section; /* of the object */
	const char *base;    /* the same without -ffunction-sections */
};

struct owners;

/* SIDECAR has to stay open. NULL (reported) on error. Release with
 * owners_destroy(), which also takes NULL. */
struct owners *owners_create(const struct sidecar *sidecar);
void owners_destroy(struct owners *owners);

/* The owner of other NUMBER. 0 and *ret, or -1 (reported). The first ones are
 * looked for among all items; when more are asked for, with an index. */
int owners_find(struct owners *owners, uint32_t number, struct owner *ret);

#endif
