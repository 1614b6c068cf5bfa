/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The environment: reading it, and what ld is run under. */
#ifndef LDFOLD_ENVIRONMENT_H
#define LDFOLD_ENVIRONMENT_H

/* The value of VARIABLE, or NULL: empty is as good as unset. */
const char *environment_get(const char *variable);

/* In a new process that is going to be LINKER: have `ldfold' recognize itself
 * if that is what runs there, and ld need the least time. What can't be set
 * stays as it is. */
void environment_prepare(const char *linker);

#endif
