/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names that assemblers make up. */
#include "label.h"

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
