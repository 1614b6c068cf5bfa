/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making a sidecar in memory, and writing it to a descriptor. */
#ifndef LDFOLD_WRITE_H
#define LDFOLD_WRITE_H

#include "create/layout.h"

struct image;

/* Prepare the sidecar of what LAYOUT lays out, which has to stay. It, or NULL
 * (reported). Release with image_destroy. */
struct image *image_create(const struct layout *layout);
void image_destroy(struct image *image);

/* Write it to FD, an empty file called PATH. 0, or -1 (reported). */
int image_write(const struct image *image, int fd, const char *path);

#endif
