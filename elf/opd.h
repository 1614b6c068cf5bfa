/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Function descriptors of an object: in the first ABI of ppc64, ELFv1, the
 * symbol of a function is in .opd, where a descriptor has the address of its
 * code. */
#ifndef LDFOLD_OPD_H
#define LDFOLD_OPD_H

#include <libelf.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/vec.h"

struct descriptor {
	uint64_t offset;  /* in .opd */
	uint64_t value;	  /* of the code, in its section */
	uint32_t section; /* that section's number */
};

/* Reused from file to file. */
struct opd {
	uint32_t section; /* number of .opd, or 0: there is none */
	VEC(struct descriptor) descriptors; /* by offset */
};

/* What the search goes by, found on the way through the sections. */
struct opd_sections {
	uint32_t opd;	      /* number of .opd, or 0 */
	Elf_Scn *relocations; /* of .opd, or NULL */
	Elf_Scn *symtab, *shndx;
};

/* Is .opd of a file for MACHINE (e_machine) about descriptors that compilers
 * have made? Those of other ABIs are made by ld, for itself. */
bool opd_is_known(unsigned int machine);

/* Read the descriptors of such an object. 0, or -1: they can't be read, see
 * elf_errmsg(). */
int opd_read(struct opd *opd, const struct opd_sections *sections);
void opd_deinit(struct opd *opd);

/* Has the file descriptors, and is the symbol at *value of section *section
 * one? Then these become those of its code. */
bool opd_follow(const struct opd *opd, uint32_t *section, uint64_t *value);

#endif
