/* SPDX-License-Identifier: GPL-3.0-or-later */
/* File descriptors: enough for ld, and whether it can have run out of them. */
#ifndef LDFOLD_FDS_H
#define LDFOLD_FDS_H

#include <stdbool.h>

/* Let this process have as many as are of use, or as many as it may. */
void fds_raise(void);

/* Whether there are some to spare, FD being any open one. */
bool fds_suffice(int fd);

#endif
