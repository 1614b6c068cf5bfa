/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The second half of ldfold-env, which a shell can't do: a shell that waits for
 * a command is deaf to signals. */
#ifndef LDFOLD_STANDINS_H
#define LDFOLD_STANDINS_H

/* Run COMMAND, passing signals on to it, then remove DIR and the files in it.
 * Returns the status to exit with, or doesn't where the command was killed. */
int standins_run(const char *dir, char *const *command);

#endif
