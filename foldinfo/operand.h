/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operands of `foldinfo find'. One is what people have at hand: a name, an
 * address as C or as nm writes it, or a place as an oops names it,
 * schedule+0x18/0x26e. */
#ifndef LDFOLD_FOLDINFO_OPERAND_H
#define LDFOLD_FOLDINFO_OPERAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What an operand can be read as, which may be several. */
struct operand {
	const char *text;
	size_t length;
	bool is_digit; /* it begins with one */
	bool is_address;
	uint64_t address;
	bool is_spot; /* NAME+OFFSET or NAME+OFFSET/SIZE */
	uint64_t offset;
	uint64_t size;	    /* 0: not told */
	size_t name_length; /* of NAME, which else is all of it */
};

/* Read the LENGTH bytes at TEXT, which is kept, not copied. The addresses of nm
 * have DIGITS digits. */
struct operand operand_read(const char *text, size_t length,
			    unsigned int digits);

/* The same where there is a `+' behind NAME_LENGTH bytes. */
struct operand operand_read_spot(const char *text, size_t length,
				 size_t name_length);

#endif
