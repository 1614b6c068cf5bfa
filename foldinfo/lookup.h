/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding a sidecar that lies beside no file, by the build-id of its output. */
#ifndef LDFOLD_LOOKUP_H
#define LDFOLD_LOOKUP_H

#include "elf/build-id.h"
#include "sidecar/sidecar.h"

/* Find the sidecar whose output has the build-id ID: in the directories where
 * sidecars are kept, and then on servers. FILE is the output, beside which there
 * is none, or NULL if only ID is known. 0 and *ret, or -1 (reported). */
int lookup_sidecar(const struct build_id *id, const char *file,
		   struct sidecar **ret);

/* -- Servers (fetch.c) ----------------------------------------------------- */

/* Why no server can be asked, as part of a sentence, or NULL. */
const char *fetch_hindrance(void);

/* Ask the servers of $DEBUGINFOD_URLS for the sidecar, as lookup_sidecar()
 * does; it is the one of ID, or it isn't returned. WHAT is what messages say
 * that it is of. 1 and *ret, 0 if they don't have it or can't be asked, or -1
 * (reported). */
int fetch_sidecar(const struct build_id *id, const char *what,
		  struct sidecar **ret);

#endif
