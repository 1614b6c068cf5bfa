/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names that assemblers and linkers make up. */
#include "common/label.h"

#include <string.h>

static bool is_mapping_symbol(const char *name)
{
	return name[0] == '$' && name[1] && strchr("adtx", name[1]) &&
	       (!name[2] || name[2] == '.' || name[1] == 'x');
}

/* Behind a prefix of objcopy's too: __pi_$x and __pi_.LANCHOR0 are in all of
 * arm64's arch/arm64/kernel/pi, and /proc/kallsyms leaves them out like $x. */
bool is_assembler_label(const char *name)
{
	const char *dollar = strchr(name, '$'), *dot = strchr(name, '.');

	if (dot == name)
		return name[1] == 'L' || name[1] == '.';
	/* Most names have neither. */
	if (dot && strstr(name, "_.L"))
		return true;
	return dollar && (dollar == name || dollar[-1] == '_') &&
	       is_mapping_symbol(dollar);
}

size_t unnumbered_length(const char *name)
{
	const char *dot = strrchr(name, '.');

	/* bfd/elflink.c, elf_link_output_symstrtab: "%lx" */
	return dot && dot[1] && !dot[1 + strspn(dot + 1, "0123456789abcdef")]
		       ? (size_t)(dot - name)
		       : 0;
}
