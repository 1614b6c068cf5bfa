/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether ld can have run out of file descriptors. */
#ifndef LDFOLD_DESCRIPTORS_H
#define LDFOLD_DESCRIPTORS_H

#include <stdbool.h>

/* Whether there are some to spare, FD being any open one. */
bool descriptors_suffice(int fd);

#endif
