/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What GNU ld is run under for a folded link, so that it needs the least time. */
#ifndef LDFOLD_CONDITIONS_H
#define LDFOLD_CONDITIONS_H

/* In a new process that is going to be ld: set them. What can't be set stays,
 * at the cost of time only. */
void conditions_set(void);

#endif
