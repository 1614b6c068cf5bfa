/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One folded link: one run of ld, or up to three. */
#ifndef LDFOLD_LINK_H
#define LDFOLD_LINK_H

#include "run.h"

/* Do the link that JOB describes, but for its script, rules and result, which
 * are found here. PLAIN is the command line to run instead where the link can't
 * be folded: then this doesn't return. Returns the status to exit with. */
int link_folded(struct job *job, char *const *plain);

#endif
