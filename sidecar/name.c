/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a sidecar is called. */
#include <stdio.h>
#include <string.h>

#include "common/report.h"
#include "common/text.h"
#include "sidecar/sidecar.h"

/* From Linux 6.15 on the final link makes vmlinux.unstripped, of which objcopy
 * then makes vmlinux without relocations, the same build-id and addresses in it
 * (scripts/Makefile.vmlinux). It is vmlinux that everybody knows, so its name
 * is the sidecar's, and its symbols are (elf/build-only.c). The length of OUTPUT without that ending. */
static size_t known_length(const char *output)
{
	bool is_final = !strcmp(text_base_name(output), "vmlinux.unstripped");

	return strlen(output) - (is_final ? strlen(".unstripped") : 0);
}

char *sidecar_name(const char *output)
{
	char *name;

	if (asprintf(&name, "%.*s.fold", (int)known_length(output), output) >=
	    0)
		return name;
	report_nomem();
	return NULL;
}
