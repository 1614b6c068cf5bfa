/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The variable by which `ldfold' knows that the linker it has just run is, in
 * the end, itself again: "PID:LINKER:LINKER...", the linkers run so far for one
 * link, valid in the process PID and its children. The script has the rest of
 * the story. */
#ifndef LDFOLD_GUARD_H
#define LDFOLD_GUARD_H

/* In a new process, which is going to be LINKER: make the list that its parent
 * had this process's. */
void guard_renew(const char *linker);

#endif
