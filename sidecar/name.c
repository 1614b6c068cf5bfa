/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a sidecar is called. */
#include <stdio.h>
#include <string.h>

#include "report.h"
#include "sidecar.h"

/* From Linux 6.15 on the final link makes vmlinux.unstripped, of which objcopy
 * then makes vmlinux without relocations, the same build-id and addresses in it
 * (scripts/Makefile.vmlinux). It is vmlinux that everybody knows, so its name
 * is the sidecar's. The length of OUTPUT without that ending. */
static size_t known_length(const char *output)
{
	static const char final[] = "vmlinux", ending[] = ".unstripped";
	const char *slash = strrchr(output, '/');
	const char *name = slash ? slash + 1 : output;
	size_t length = strlen(output);

	if (!strncmp(name, final, sizeof(final) - 1) &&
	    !strcmp(name + sizeof(final) - 1, ending))
		length -= sizeof(ending) - 1;
	return length;
}

char *sidecar_name(const char *output)
{
	char *name;

	if (asprintf(&name, "%.*s.fold", (int)known_length(output),
		     output) >= 0)
		return name;
	report_nomem();
	return NULL;
}
