/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Analysing what ld has read. */
#ifndef LDFOLD_INPUTS_H
#define LDFOLD_INPUTS_H

#include "create/facts.h"

/* Prepare to analyse the files of FACTS' inventory, and note the configuration
 * of the kernel that is being linked, if there is one. 0, or -1 (reported). */
int inputs_begin(struct facts *facts);

/* Analyse the next file. 1, 0 if there is none, or -1 (reported). */
int inputs_next(struct facts *facts);

#endif
