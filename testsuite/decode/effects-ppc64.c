/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ppc64 instructions do that are big-endian, for effects.c. */
#define PPC64_BIG true
#include "effects-ppc64le.c"
