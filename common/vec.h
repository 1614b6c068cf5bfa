/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A growable array. Declare one with VEC(type), all zero when empty:
 *
 *	VEC(struct section) sections = {};
 *	struct section *s = vec_push(&sections);
 *	if (!s)
 *		return -1;
 */
#ifndef LDFOLD_VEC_H
#define LDFOLD_VEC_H

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define VEC(type)                                                              \
	struct {                                                               \
		type *data;                                                    \
		size_t size;                                                   \
		size_t capacity;                                               \
	}

/* Make room for COUNT elements in all. 0, or -1 (reported). */
#define vec_reserve(v, count)                                                  \
	vec_reserve_((void **)&(v)->data, &(v)->capacity, (count),             \
		     sizeof(*(v)->data))

/* Append a zeroed element; its address, valid until the next push, or NULL
 * (reported). */
#define vec_push(v)                                                            \
	(((v)->data && (v)->size < (v)->capacity) ||                           \
			 !vec_reserve((v), (v)->size + 1)                      \
		 ? (__typeof__((v)->data))memset((v)->data + (v)->size++, 0,   \
						 sizeof(*(v)->data))           \
		 : NULL)

/* Release the memory and leave the array empty. */
#define vec_deinit(v)                                                          \
	do {                                                                   \
		free((v)->data);                                               \
		(v)->data = NULL;                                              \
		(v)->size = (v)->capacity = 0;                                 \
	} while (0)

/* An empty array has no memory, and C lets nothing be added to NULL, not even
 * 0. */
#define vec_for_each(v, it)                                                    \
	for ((it) = (v)->data; (it) && (it) < (v)->data + (v)->size; (it)++)

int vec_reserve_(void **data, size_t *capacity, size_t count,
		 size_t element_size);

#endif
