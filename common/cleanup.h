/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scope guards: a variable marked with one is released when it goes out of
 * scope, so that early returns need no goto ladder. */
#ifndef LDFOLD_CLEANUP_H
#define LDFOLD_CLEANUP_H

#include <libelf.h>
#include <stdlib.h>
#include <unistd.h>

static inline void cleanup_free(void *pointer)
{
	free(*(void **)pointer);
}

static inline void cleanup_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void cleanup_elf_end(Elf **elf)
{
	if (*elf)
		elf_end(*elf);
}

#define _cleanup_free_ __attribute__((cleanup(cleanup_free)))
#define _cleanup_close_ __attribute__((cleanup(cleanup_close)))
#define _cleanup_elf_end_ __attribute__((cleanup(cleanup_elf_end)))

/* Give a guarded pointer away: returns it and disarms the guard. */
#define no_cleanup_ptr(p)                                                      \
	({                                                                     \
		__typeof__(p) taken_ = (p);                                    \
		(p) = NULL;                                                    \
		taken_;                                                        \
	})

/* The same for a guarded file descriptor. */
static inline int no_cleanup_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

#endif
