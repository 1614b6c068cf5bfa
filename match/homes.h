/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks the pairing of objects by their global functions: that the object of
 * the shipped kernel has those of the rebuild's. */
#ifndef LDFOLD_HOMES_H
#define LDFOLD_HOMES_H

#include "match/match.h"

/* Look for the global functions of each object of MATCH beside the local ones
 * of its partner, and doubt what speaks against that. The globals of MATCH have
 * to be there. 0, or -1 (reported). */
int homes_check(struct match *match);

#endif
