/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Relocations that apply_relocate_add() has cases for, in arch/x86/kernel/module.c,
 * arch/s390/kernel/module.c and arch/powerpc/kernel/module_64.c of Linux 5.10 to
 * 7.2. What only some of these have isn't in the tables. */
#include "foldinfo/audit-loader.h"

#include <stddef.h>

static const uint8_t x86[] = {
	R_X86_64_NONE, R_X86_64_64,    R_X86_64_32,   R_X86_64_32S,
	R_X86_64_PC32, R_X86_64_PLT32, R_X86_64_PC64,
};

static const uint8_t s390[] = {
	R_390_NONE,	R_390_8,	R_390_12,	R_390_16,
	R_390_20,	R_390_32,	R_390_64,	R_390_PC16,
	R_390_PC16DBL,	R_390_PC32DBL,	R_390_PC32,	R_390_PC64,
	R_390_GOT12,	R_390_GOT16,	R_390_GOT20,	R_390_GOT32,
	R_390_GOT64,	R_390_GOTENT,	R_390_GOTPLT12, R_390_GOTPLT16,
	R_390_GOTPLT20, R_390_GOTPLT32, R_390_GOTPLT64, R_390_GOTPLTENT,
	R_390_PLT16DBL, R_390_PLT32DBL, R_390_PLT32,	R_390_PLT64,
	R_390_PLTOFF16, R_390_PLTOFF32, R_390_PLTOFF64, R_390_GOTOFF16,
	R_390_GOTOFF32, R_390_GOTOFF64, R_390_GOTPC,	R_390_GOTPCDBL,
};

static const uint8_t ppc64[] = {
	R_PPC64_ADDR32,	     R_PPC64_ADDR64,   R_PPC64_TOC,
	R_PPC64_TOC16,	     R_PPC64_TOC16_LO, R_PPC64_TOC16_DS,
	R_PPC64_TOC16_LO_DS, R_PPC64_TOC16_HA, R_PPC64_REL24,
	R_PPC64_REL32,	     R_PPC64_REL64,    R_PPC64_TOCSAVE,
	R_PPC64_REL16_HA,    R_PPC64_REL16_LO, 118 /* R_PPC64_ENTRY */,
};

/* In a few versions: R_PPC64_NONE, and what prefixed instructions use,
 * REL24_NOTOC, PCREL34, GOT_PCREL34. */
static const uint8_t ppc64_some[] = { 0, 116, 132, 133 };

static const struct {
	unsigned int machine;
	const uint8_t *known;
	size_t nknown;
	const uint8_t *some;
	size_t nsome;
} loaders[] = {
	{ EM_X86_64, x86, sizeof(x86), NULL, 0 },
	{ EM_S390, s390, sizeof(s390), NULL, 0 },
	{ EM_PPC64, ppc64, sizeof(ppc64), ppc64_some, sizeof(ppc64_some) },
};

static bool has(const uint8_t *list, size_t count, uint32_t type)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == type)
			return true;
	return false;
}

enum audit_known audit_loader_knows(unsigned int machine, uint32_t type)
{
	for (size_t i = 0; i < sizeof(loaders) / sizeof(*loaders); i++) {
		if (loaders[i].machine != machine)
			continue;
		if (has(loaders[i].known, loaders[i].nknown, type))
			return AUDIT_YES;
		return has(loaders[i].some, loaders[i].nsome, type)
			       ? AUDIT_UNKNOWN
			       : AUDIT_NO;
	}
	return AUDIT_UNKNOWN;
}
