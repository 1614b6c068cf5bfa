/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of instructions that objdump -dzw prints. */
#ifndef TESTSUITE_OBJDUMP_H
#define TESTSUITE_OBJDUMP_H

#include <stdbool.h>
#include <stdint.h>

enum { MOST_BYTES = 24 };

struct line {
	uint64_t address;
	unsigned char code[MOST_BYTES]; /* zeroes follow */
	unsigned int length;
	const char *mnemonic;
	const char *operands;
	const char *comment; /* behind what begins it, or "" */
};

/* Read TEXT, which is cut up, for e_machine; COMMENT begins what isn't part of
 * the instruction. False if it has none, or an undefined one. */
bool read_line(unsigned int machine, const char *comment, char *text,
	       struct line *line);

/* `ADDRESS:' and the bytes of LINE, and its text. */
void print_line(const struct line *line);

enum { MOST = 100 }; /* differences that are printed */

extern unsigned long ndifferences;

/* Count a difference about LINE; print it unless there were MOST. */
void differs(const struct line *line, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
