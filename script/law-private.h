/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What law.c and remedy.c share. */
#ifndef LDFOLD_LAW_PRIVATE_H
#define LDFOLD_LAW_PRIVATE_H

#include "law.h"
#include "pairing.h"

struct law {
	const struct rules *rules;
	struct pairing pairing;
	VEC(bool) usable;	/* of each base: `named' considered */
	VEC(bool) addable;	/* of each base: law 4 could provide for it */
};

#endif
