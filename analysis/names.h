/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of symbols that two builds of one source don't share, and what is the
 * same in both. */
#ifndef LDFOLD_NAMES_H
#define LDFOLD_NAMES_H

#include <stdbool.h>
#include <stddef.h>

enum name_class {
	NAME_PLAIN,    /* vfs_read: it is what it is */
	NAME_LABEL,    /* .L5, $x, .Ltmp3: no symbol to anybody */
	NAME_PADDING,  /* __pfx_vfs_read, __cfi_vfs_read: the bytes
				 * before a function */
	NAME_PRIVATE,  /* CSWTCH.12: constants of one function */
	NAME_SPECIAL,  /* __func__.3, __warned.0: never paired */
	NAME_STATIC,   /* n.0: a static local */
	NAME_CLONE,    /* foo.isra.0, foo.cold, foo.constprop.1 */
	NAME_UNSTABLE, /* __UNIQUE_ID_license412 */
};

/* What NAME is; FUNCTION if it is one's. */
enum name_class name_classify(const char *name, bool function);

/* The part of NAME, of a class, that other builds of the source have too, for
 * clones without their numbers, as a string in BUFFER of SIZE bytes; cut short
 * to fit, which only the longest C++ names are. Returns BUFFER. */
const char *name_stable(const char *name, enum name_class class, char *buffer,
			size_t size);

/* Is NAME, of a class, that of a clone which is called like any function, and
 * not of a part that its own function jumps to (foo.cold)? */
bool name_is_called_clone(const char *name, enum name_class class);

/* The length of the name of the function that NAME is a split-off part of
 * (foo.cold, foo.part.0.cold: foo); that of NAME if it is none. */
size_t name_of_parent(const char *name);

/* The length of what is in front of the last split-off part within the first
 * LENGTH bytes of NAME (foo.isra.0.cold: foo.isra.0, then foo); 0 if there is
 * none. */
size_t name_of_part(const char *name, size_t length);

/* What follows __BTF_ID__ in NAME, or NULL. */
const char *name_btf_id(const char *name);

/* The number at the end of NAME, after a dot; or -1. */
long name_number(const char *name);

#endif
