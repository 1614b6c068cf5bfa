/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operands are parts of lines that go on behind them, where strtoull() doesn't
 * stop. */
#include "foldinfo/operand.h"

#include <string.h>

enum { NO_DIGIT = 255 };

static unsigned int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned int)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned int)(c - 'a' + 10);
	if (c >= 'A' && c <= 'F')
		return (unsigned int)(c - 'A' + 10);
	return NO_DIGIT;
}

/* Read the digits at *AT, which moves on behind them. False if there are none,
 * or they make more than 64 bits. */
static bool read_digits(const char **at, const char *end, unsigned int base,
			uint64_t *ret)
{
	const char *begin = *at;
	uint64_t value = 0;
	unsigned int digit;

	for (; *at < end && (digit = digit_of(**at)) < base; ++*at)
		if (__builtin_mul_overflow(value, base, &value) ||
		    __builtin_add_overflow(value, digit, &value))
			return false;
	*ret = value;
	return *at > begin;
}

/* Read a number in the notation of C likewise. As for strtoull(), one that begins
 * with 0x but has no digit there is a 0. */
static bool read_number(const char **at, const char *end, uint64_t *ret)
{
	if (*at < end && **at != '0')
		return read_digits(at, end, 10, ret);
	if (end - *at > 2 && ((*at)[1] == 'x' || (*at)[1] == 'X') &&
	    digit_of((*at)[2]) != NO_DIGIT) {
		*at += 2;
		return read_digits(at, end, 16, ret);
	}
	return read_digits(at, end, 8, ret);
}

static bool read_address(const char *text, const char *end, unsigned int digits,
			 uint64_t *ret)
{
	const char *at = text;

	if (end - text == digits && read_digits(&at, end, 16, ret) && at == end)
		return true;
	at = text;
	return read_number(&at, end, ret) && at == end;
}

/* Read +OFFSET or +OFFSET/SIZE. OFFSET may be SIZE: a function whose last
 * instruction is a call returns behind its end. */
static bool read_extent(const char *plus, const char *end, struct operand *ret)
{
	const char *at = plus + 1;

	if (!read_number(&at, end, &ret->offset))
		return false;
	if (at < end && *at == '/') {
		at++;
		if (!read_number(&at, end, &ret->size) ||
		    ret->offset > ret->size)
			return false;
	}
	return at == end;
}

struct operand operand_read_spot(const char *text, size_t length,
				 size_t name_length)
{
	struct operand ret = {
		.text = text,
		.length = length,
		.is_digit = digit_of(*text) < 10,
		.name_length = name_length,
	};

	ret.is_spot = read_extent(text + name_length, text + length, &ret);
	if (!ret.is_spot)
		ret.name_length = length;
	return ret;
}

struct operand operand_read(const char *text, size_t length,
			    unsigned int digits)
{
	const char *plus = memrchr(text, '+', length);
	struct operand ret = {
		.text = text,
		.length = length,
		.is_digit = length && digit_of(*text) < 10,
		.name_length = length,
	};

	if (plus && plus > text)
		return operand_read_spot(text, length, (size_t)(plus - text));
	ret.is_address = read_address(text, text + length, digits,
				      &ret.address);
	return ret;
}
