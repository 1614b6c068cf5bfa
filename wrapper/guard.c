/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LDFOLD_GUARD. */
#include "guard.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static const char variable[] = "LDFOLD_GUARD";

void guard_renew(const char *linker)
{
	const char *value = getenv(variable);
	char *end, *renewed;

	if (!value || strtol(value, &end, 10) != (long)getppid() ||
	    *end != ':')
		end = NULL;
	if (asprintf(&renewed, "%ld:%s", (long)getpid(),
		     end ? end + 1 : linker) < 0)
		return;
	setenv(variable, renewed, 1);
	free(renewed);
}
