/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Analysing what ld has read. */
#ifndef LDFOLD_INPUTS_H
#define LDFOLD_INPUTS_H

#include "facts.h"

/* Analyse the files of FACTS' inventory, and note the configuration of the
 * kernel that is being linked, if there is one. 0, or -1 (reported). */
int analyse_inputs(struct facts *facts);

#endif
