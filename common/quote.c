/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes beyond ASCII stay: they may be UTF-8. */
#include "common/quote.h"

#include <stdlib.h>
#include <string.h>

#include "common/report.h"

void quote_write(FILE *to, const char *text)
{
	static const char named[] = "\n\t\r\\\"", letters[] = "ntr\\\"";

	for (; *text; text++) {
		const char *at = strchr(named, *text);

		if (at)
			fprintf(to, "\\%c", letters[at - named]);
		else if ((unsigned char)*text < ' ')
			fprintf(to, "\\%03o", (unsigned char)*text);
		else
			putc(*text, to);
	}
}

char *quote(const char *text)
{
	char *quoted = NULL;
	size_t size;
	FILE *to = open_memstream(&quoted, &size);

	if (!to) {
		report_nomem();
		return NULL;
	}
	putc('"', to);
	quote_write(to, text);
	putc('"', to);
	if (!fclose(to))
		return quoted;
	free(quoted);
	report_nomem();
	return NULL;
}
