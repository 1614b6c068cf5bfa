/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that have no name on disk, so that nothing remains of them whenever and
 * however this process ends. ld inherits their descriptors and finds them as
 * /proc/self/fd/N. */
#ifndef LDFOLD_UNNAMED_H
#define LDFOLD_UNNAMED_H

#include <stddef.h>

/* Room for /proc/self/fd/ and a number. */
#define UNNAMED_PATH_SIZE 32

/* Both return a descriptor open for reading and writing that programs inherit,
 * or -1 (reported). unnamed_text() keeps SIZE bytes of DATA in memory,
 * unnamed_file() is for large files: on disk, in $TMPDIR or /tmp, if it can. */
int unnamed_text(const void *data, size_t size);
int unnamed_file(void);

/* The path of FD for the process that inherits it. */
void unnamed_path(int fd, char path[UNNAMED_PATH_SIZE]);

#endif
