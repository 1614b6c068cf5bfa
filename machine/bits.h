/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bits of an instruction. */
#ifndef LDFOLD_BITS_H
#define LDFOLD_BITS_H

#include <stdbool.h>
#include <stdint.h>

/* The COUNT bits of WORD from LOW on; COUNT is less than 32. */
static inline uint32_t bits(uint32_t word, unsigned int low, unsigned int count)
{
	return word >> low & ((1u << count) - 1);
}

/* The COUNT low bits of VALUE as a signed number. */
static inline int64_t extend(uint64_t value, unsigned int count)
{
	uint64_t sign = 1ull << (count - 1);

	value &= (sign << 1) - 1;
	return (int64_t)((value ^ sign) - sign);
}

/* SIZE bytes, 4 or less, as a number, the lowest first. */
static inline uint32_t little(const unsigned char *code, unsigned int size)
{
	uint32_t value = 0;

	for (unsigned int i = 0; i < size; i++)
		value |= (uint32_t)code[i] << 8 * i;
	return value;
}

/* The same of four bytes of a byte order. */
static inline uint32_t word(bool big, const unsigned char *code)
{
	if (big)
		return (uint32_t)code[0] << 24 | (uint32_t)code[1] << 16 |
		       (uint32_t)code[2] << 8 | code[3];
	return (uint32_t)code[3] << 24 | (uint32_t)code[2] << 16 |
	       (uint32_t)code[1] << 8 | code[0];
}

static inline void put_little(unsigned char *code, uint32_t value)
{
	for (unsigned int i = 0; i < 4; i++)
		code[i] = (unsigned char)(value >> 8 * i);
}

#endif
