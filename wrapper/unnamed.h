/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that have no name on disk, so that nothing remains of them whenever and
 * however this process ends. ld inherits their descriptors and finds them as
 * /proc/self/fd/N. What it says about such a file is told of the one whose text
 * it holds, folded: that has the same lines. */
#ifndef LDFOLD_UNNAMED_H
#define LDFOLD_UNNAMED_H

#include <stdbool.h>
#include <stddef.h>

#include "common/vec.h"

/* Room for /proc/self/fd/ and a number. */
#define UNNAMED_PATH_SIZE 32

/* Both return a descriptor open for reading and writing that programs inherit,
 * or -1 (reported). unnamed_text() keeps SIZE bytes of DATA in memory,
 * unnamed_file() is for large files: on disk, in $TMPDIR or /tmp, if it can. */
int unnamed_text(const void *data, size_t size);
int unnamed_file(void);

/* The path of FD for the process that inherits it. */
void unnamed_path(int fd, char path[UNNAMED_PATH_SIZE]);

/* What messages call such files. */
struct name {
	int fd;
	char *name;
};

struct names {
	VEC(struct name) list;
};

/* FD shall be called NAME. 0, or -1 (reported). */
int names_add(struct names *names, int fd, const char *name);
void names_deinit(struct names *names);

/* A fold_publish_fn of script/fold.h, NAMES being a struct names: texts that
 * have changed become files without a name, called NAME. */
int names_publish(void *names, const char *name, const char *text, size_t size,
		  bool changed, char **ret_path);

/* Close the files. */
void names_close(struct names *names);

/* The *size bytes TEXT with names put in: new memory with a NUL behind the
 * text, whose size *size becomes. NULL (reported) on failure. */
char *names_put_in(const struct names *names, const char *text, size_t *size);

#endif
