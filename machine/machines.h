/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machines, and those parts of them that have files of their own. machine.c
 * has their list; nobody else names one. */
#ifndef LDFOLD_MACHINES_H
#define LDFOLD_MACHINES_H

#include "machine/effect.h"
#include "machine/machine.h"

extern const struct machine machine_x86;
extern const struct machine machine_s390;
extern const struct machine machine_ppc64;
extern const struct machine machine_aarch64;
extern const struct machine machine_riscv;
extern const struct machine machine_loongarch;

/* In x86-decode.c; the byte order is known. */
size_t x86_filler(bool big, const unsigned char *code, size_t left);
bool x86_fill(unsigned char *code, size_t size, unsigned int variant);
unsigned int x86_branch(const unsigned char *code, unsigned int length,
			unsigned int width, unsigned char *ret);
bool x86_decode(bool big, const unsigned char *code, size_t left, uint64_t pc,
		struct insn *ret);

/* In NAME-effect.c. */
bool x86_effect(bool big, const unsigned char *code, size_t left, uint64_t pc,
		struct effect *ret);
bool s390_effect(bool big, const unsigned char *code, size_t left, uint64_t pc,
		 struct effect *ret);
bool ppc64_effect(bool big, const unsigned char *code, size_t left,
		  uint64_t pc, struct effect *ret);
bool aarch64_effect(bool big, const unsigned char *code, size_t left,
		    uint64_t pc, struct effect *ret);
bool riscv_effect(bool big, const unsigned char *code, size_t left,
		  uint64_t pc, struct effect *ret);

extern const struct effect_abi x86_abi;
extern const struct effect_abi s390_abi;
extern const struct effect_abi ppc64_abi;
extern const struct effect_abi aarch64_abi;
extern const struct effect_abi riscv_abi;

#endif
