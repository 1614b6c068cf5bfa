/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the objects of a kernel are called. */
#ifndef LDFOLD_FOLDINFO_OBJECTS_H
#define LDFOLD_FOLDINFO_OBJECTS_H

#include <stdbool.h>
#include <stdint.h>

#include "match/kernel.h"
#include "sidecar/sidecar.h"

struct objects {
	const struct sidecar *sidecar;
	const struct kernel *kernel; /* that is from it */
	uint32_t *files;	     /* by group, for sidecar_file_at(), or
				 * KERNEL_NONE */
};

/* Find the files of KERNEL's groups. 0 and *ret, or -1 (reported). Both have to
 * stay. Release with objects_deinit, which also takes one that is all zero. */
int objects_init(struct objects *ret, const struct sidecar *sidecar,
		 const struct kernel *kernel);
void objects_deinit(struct objects *objects);

/* What is known of a symbol's object. */
struct origin {
	const char *file;   /* or "" */
	const char *member; /* or "" */
	const char *source; /* STT_FILE, or "" */
};

/* Of a group, and of a symbol. 0 and *ret, or -1 (reported). */
int object_of_group(const struct objects *objects, uint32_t group,
		    struct origin *ret);
int object_of_symbol(const struct objects *objects,
		     const struct kernel_symbol *symbol, struct origin *ret);

/* Is OBJECT what is called NAME: its file, the end of its file's path, its
 * member of an archive, or its source? */
bool object_is(const struct origin *object, const char *name);

#endif
