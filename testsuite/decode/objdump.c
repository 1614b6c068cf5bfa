/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of instructions that objdump -dzw prints. */
#include "objdump.h"

#include <ctype.h>
#include <elf.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

unsigned long ndifferences;

/* Words of x86 in front of an instruction. */
static bool is_prefix(const char *word)
{
	static const char *const prefixes[] = {
		"lock",	    "rep",	"repz", "repnz", "data16",
		"addr32",   "cs",	"ds",	"es",	 "fs",
		"gs",	    "ss",	"rex*", "bnd",	 "notrack",
		"xacquire", "xrelease", "{*",	"0x*}",
	};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (!fnmatch(prefixes[i], word, 0))
			return true;
	return false;
}

/* The bytes of a line, up to the tab behind them: single ones or, of AArch64,
 * RISC-V and LoongArch, those of a little-endian number. */
static bool read_bytes(char **text, struct line *line)
{
	for (line->length = 0; isxdigit((unsigned char)**text);) {
		char *end;
		unsigned long value = strtoul(*text, &end, 16);
		unsigned int size = (unsigned int)(end - *text) / 2;

		if (line->length + size > MOST_BYTES)
			return false;
		for (unsigned int i = 0; i < size; i++)
			line->code[line->length++] = (unsigned char)(value >>
								     8 * i);
		*text = end + strspn(end, " ");
	}
	return line->length && **text == '\t';
}

bool read_line(unsigned int machine, const char *comment, char *text,
	       struct line *line)
{
	char *end;

	*line = (struct line){};
	line->address = strtoull(text, &end, 16);
	if (end == text || end[0] != ':' || end[1] != '\t')
		return false;
	text = end + 2;
	if (!read_bytes(&text, line))
		return false;
	text += strspn(text, "\t ");
	text[strcspn(text, "\n")] = 0;
	if (strstr(text, "(bad)") || strstr(text, "undefined"))
		return false;
	line->comment = "";
	end = strstr(text, comment);
	if (end) {
		line->comment = end + strlen(comment);
		*end = 0;
	}
	do {
		line->mnemonic = text;
		text += strcspn(text, " \t");
		if (*text)
			*text++ = 0;
		text += strspn(text, " \t");
	} while (machine == EM_X86_64 && is_prefix(line->mnemonic));
	line->operands = text;
	return *line->mnemonic && *line->mnemonic != '.';
}

void print_line(const struct line *line)
{
	printf("%" PRIx64 ":", line->address);
	for (unsigned int i = 0; i < line->length; i++)
		printf(" %02x", line->code[i]);
	printf(" %s %s", line->mnemonic, line->operands);
}

void differs(const struct line *line, const char *format, ...)
{
	va_list args;

	if (ndifferences++ >= MOST)
		return;
	print_line(line);
	printf(": ");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}
