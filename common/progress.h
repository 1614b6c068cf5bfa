/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far something is that takes long: one line on standard error, where that
 * is a terminal, from two seconds after the start on, and nothing elsewhere.
 * The line is gone when the thing ends, and while a message is printed.
 *
 *	progress_begin("reading", path, count);
 *	for (...) {
 *		progress_step();
 *		...
 *	}
 *	progress_end();
 */
#ifndef LDFOLD_PROGRESS_H
#define LDFOLD_PROGRESS_H

#include <stdint.h>

/* Show what begins from now on. A program that doesn't call this shows
 * nothing. */
void progress_start(void);

/* WHAT, a verb, and the name of what it is done to, "" for none, which is
 * copied, begins; what began before has ended. It takes TOTAL steps, bytes or
 * the like; 0: it isn't known how many. */
void progress_begin(const char *what, const char *name, uint64_t total);

/* One more of them is done; or DONE of TOTAL, which is 0 while it isn't
 * known. */
void progress_step(void);
void progress_set(uint64_t done, uint64_t total);

/* It has ended. Nothing is left of the line. */
void progress_end(void);

#endif
