/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What law.c and law-remedy.c share. */
#ifndef LDFOLD_LAW_PRIVATE_H
#define LDFOLD_LAW_PRIVATE_H

#include "script/law.h"
#include "script/pairing.h"

struct law {
	const struct rules *rules;
	struct pairing pairing;
	VEC(bool) usable;  /* of each base: `named' considered */
	VEC(bool) addable; /* of each base: rule 4 could provide for it */
};

#endif
