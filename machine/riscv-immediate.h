/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Instructions of RV64GC: their lengths and their scattered immediates. */
#ifndef LDFOLD_RISCV_IMMEDIATE_H
#define LDFOLD_RISCV_IMMEDIATE_H

#include <stddef.h>
#include <stdint.h>

/* The registers of the first and the last argument. */
enum { RISCV_A0 = 10, RISCV_A7 = 17 };

/* The formats of immediates; the compressed ones by an instruction each. */
enum riscv_format {
	RISCV_I, RISCV_S, RISCV_B, RISCV_U, RISCV_J,
	RISCV_C_ADDI4SPN, RISCV_C_LW, RISCV_C_LD, RISCV_C_LI, RISCV_C_LUI,
	RISCV_C_ADDI16SP, RISCV_C_J, RISCV_C_BEQZ, RISCV_C_LWSP, RISCV_C_LDSP,
	RISCV_C_SWSP, RISCV_C_SDSP,
};

/* The instruction at CODE, of which LEFT bytes are there, and its length; 0 if
 * it is longer than four bytes or than what is there. */
unsigned int riscv_fetch(const unsigned char *code, size_t left, uint32_t *w);

int64_t riscv_immediate(enum riscv_format format, uint32_t w);

/* The bits of W that an immediate of FORMAT is in. */
uint32_t riscv_mask(enum riscv_format format);

#endif
