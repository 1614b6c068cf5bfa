/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes of a sidecar. */
#ifndef LDFOLD_IMAGE_H
#define LDFOLD_IMAGE_H

#include <stddef.h>

#include "layout.h"

struct image {
	void *data;
	size_t size;
};

/* Make the sidecar that LAYOUT lays out. 0 and *ret, whose data the caller
 * frees, or -1 (reported as an error of PATH). */
int image_create(const struct layout *layout, const char *path,
		 struct image *ret);

#endif
