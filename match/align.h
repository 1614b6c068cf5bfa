/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which object of one kernel is which of another. */
#ifndef LDFOLD_ALIGN_H
#define LDFOLD_ALIGN_H

#include "match/match.h"

/* Set the partners of all objects of MATCH, in both kernels; those that have
 * one are MATCH_SAME, or MATCH_AMBIGUOUS where order alone tells which it is
 * and doesn't. 0, or -1 (reported), also where the kernels have nothing in
 * common. */
int align_objects(struct match *match);

#endif
