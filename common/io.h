/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Input and output of whole files. */
#ifndef LDFOLD_IO_H
#define LDFOLD_IO_H

#include <stddef.h>
#include <stdio.h>

/* Write all SIZE bytes to FD. 0, or -1 with errno set. */
int write_all(int fd, const void *data, size_t size);

/* The same at OFFSET of a file, whatever its position is. */
int write_all_at(int fd, const void *data, size_t size, size_t offset);

/* Read the whole of FD, from its start, into new memory that the caller frees;
 * a NUL that *size does not count follows the data. 0, or -1 (reported as an
 * error of NAME). */
int read_whole(int fd, const char *name, void **data, size_t *size);

/* The whole of FD in *data, as memory of the kernel's that munmap() gives back: files
 * of tens of MB are read once. NULL if *size is 0. 0, or -1 (reported as an error of
 * NAME). */
int map_whole(int fd, const char *name, void **data, size_t *size);

/* The same as read_whole() for the file at PATH. */
int read_file(const char *path, void **data, size_t *size);

/* Read what is left of FROM, a pipe or a terminal, say, likewise. */
int read_stream(FILE *from, const char *name, char **text, size_t *size);

#endif
