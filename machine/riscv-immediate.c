/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Instructions of RV64GC, after The RISC-V Instruction Set Manual, volume I. */
#include "machine/riscv-immediate.h"

#include "machine/bits.h"

/* An immediate in pieces: COUNT bits from AT on are those from TO on. */
static const struct format {
	unsigned char size;	/* bits; of a signed one, or 0 */
	struct {
		unsigned char at, count, to;
	} pieces[8];
} formats[] = {
	[RISCV_I] = { 12, { { 20, 12, 0 } } },
	[RISCV_S] = { 12, { { 7, 5, 0 }, { 25, 7, 5 } } },
	[RISCV_B] = { 13, { { 8, 4, 1 }, { 25, 6, 5 }, { 7, 1, 11 },
			    { 31, 1, 12 } } },
	[RISCV_U] = { 32, { { 12, 20, 12 } } },
	[RISCV_J] = { 21, { { 21, 10, 1 }, { 20, 1, 11 }, { 12, 8, 12 },
			    { 31, 1, 20 } } },
	[RISCV_C_ADDI4SPN] = { 0, { { 6, 1, 2 }, { 5, 1, 3 }, { 11, 2, 4 },
				    { 7, 4, 6 } } },
	[RISCV_C_LW] = { 0, { { 6, 1, 2 }, { 10, 3, 3 }, { 5, 1, 6 } } },
	[RISCV_C_LD] = { 0, { { 10, 3, 3 }, { 5, 2, 6 } } },
	[RISCV_C_LI] = { 6, { { 2, 5, 0 }, { 12, 1, 5 } } },
	[RISCV_C_LUI] = { 18, { { 2, 5, 12 }, { 12, 1, 17 } } },
	[RISCV_C_ADDI16SP] = { 10, { { 6, 1, 4 }, { 2, 1, 5 }, { 5, 1, 6 },
				     { 3, 2, 7 }, { 12, 1, 9 } } },
	[RISCV_C_J] = { 12, { { 3, 3, 1 }, { 11, 1, 4 }, { 2, 1, 5 },
			      { 7, 1, 6 }, { 6, 1, 7 }, { 9, 2, 8 },
			      { 8, 1, 10 }, { 12, 1, 11 } } },
	[RISCV_C_BEQZ] = { 9, { { 3, 2, 1 }, { 10, 2, 3 }, { 2, 1, 5 },
				{ 5, 2, 6 }, { 12, 1, 8 } } },
	[RISCV_C_LWSP] = { 0, { { 4, 3, 2 }, { 12, 1, 5 }, { 2, 2, 6 } } },
	[RISCV_C_LDSP] = { 0, { { 5, 2, 3 }, { 12, 1, 5 }, { 2, 3, 6 } } },
	[RISCV_C_SWSP] = { 0, { { 9, 4, 2 }, { 7, 2, 6 } } },
	[RISCV_C_SDSP] = { 0, { { 10, 3, 3 }, { 7, 3, 6 } } },
};

enum { MOST_PIECES = sizeof(formats->pieces) / sizeof(*formats->pieces) };

int64_t riscv_immediate(enum riscv_format format, uint32_t w)
{
	const struct format *f = &formats[format];
	uint32_t value = 0;

	for (int i = 0; i < MOST_PIECES && f->pieces[i].count; i++)
		value |= bits(w, f->pieces[i].at, f->pieces[i].count)
			 << f->pieces[i].to;
	return f->size ? extend(value, f->size) : value;
}

uint32_t riscv_mask(enum riscv_format format)
{
	const struct format *f = &formats[format];
	uint32_t mask = 0;

	for (int i = 0; i < MOST_PIECES && f->pieces[i].count; i++)
		mask |= ((1u << f->pieces[i].count) - 1) << f->pieces[i].at;
	return mask;
}

/* Parcels are little-endian, whatever data is. */
unsigned int riscv_fetch(const unsigned char *code, size_t left, uint32_t *w)
{
	unsigned int length;

	if (left < 2)
		return 0;
	length = (code[0] & 3) == 3 ? 4 : 2;
	/* There are none yet of more than four bytes. */
	if ((code[0] & 0x1f) == 0x1f || length > left)
		return 0;
	*w = little(code, length);
	return length;
}
