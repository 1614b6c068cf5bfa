/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Remembered refinements, OUTPUT's directory/.ldfold-KEY.refined: a line that
 * says what it is, the directives, a line "end". The name starts with a dot for
 * the kernel's .gitignore. A file that is wrong does no harm beyond a slower
 * link: the plugin proves the outcome, and fold-link starts over without it. */
#include "wrapper/remembered.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/io.h"
#include "common/outfile.h"
#include "common/report.h"
#include "common/text.h"
#include "script/refine.h"

/* Part of the key: change it with the meaning of directives. */
#define VERSION UINT64_C(1)

static const char header[] = "ldfold refinements\n";
static const char trailer[] = "end\n";

char *remembered_path(const char *output, uint64_t script_hash,
		      uint64_t rules_hash)
{
	int directory = (int)(text_base_name(output) - output);
	/* Rotated, so that a script's hash never cancels out the rules'. */
	uint64_t key = script_hash ^ (rules_hash << 1 | rules_hash >> 63) ^
		       VERSION;
	char *path;

	if (asprintf(&path, "%.*s.ldfold-%016" PRIx64 ".refined", directory,
		     output, key) >= 0)
		return path;
	report_nomem();
	return NULL;
}

/* The lines between header and trailer of the SIZE bytes TEXT, or NULL. */
static char *find_lines(char *text, size_t size)
{
	size_t head = strlen(header), tail = strlen(trailer);

	if (size < head + tail || strncmp(text, header, head) ||
	    strcmp(text + size - tail, trailer))
		return NULL;
	text[size - tail] = '\0';
	return text + head;
}

/* Read PATH into REFINEMENTS: 0, or -1. */
static int load(const char *path, struct refinements *refinements)
{
	_cleanup_free_ void *text = NULL;
	char *line, *next;
	size_t size;

	if (access(path, R_OK) || read_file(path, &text, &size))
		return -1;
	next = find_lines(text, size);
	if (!next)
		return -1;
	while ((line = strsep(&next, "\n")))
		if (*line && refinements_add(refinements, line))
			return -1;
	return 0;
}

struct refinements *remembered_load(const char *path)
{
	struct refinements *refinements = refinements_create();
	int status;

	if (!refinements || !path)
		return refinements;
	report_to(report_to_nobody, NULL);
	status = load(path, refinements);
	report_to(NULL, NULL);
	if (!status)
		return refinements;
	refinements_destroy(refinements);
	return refinements_create();
}

static int write_text(int fd, const char *text)
{
	return write_all(fd, text, strlen(text));
}

static int write_lines(int fd, const struct refinements *refinements)
{
	size_t i, count = refinements_count(refinements);

	if (write_text(fd, header))
		return -1;
	for (i = 0; i < count; i++)
		if (write_text(fd, refinements_line(refinements, i)) ||
		    write_text(fd, "\n"))
			return -1;
	return write_text(fd, trailer);
}

void remembered_store(const char *path, const struct refinements *refinements)
{
	struct outfile file;

	if (!path)
		return;
	if (!refinements_count(refinements)) {
		unlink(path);
		return;
	}
	report_to(report_to_nobody, NULL);
	if (!outfile_open(&file, path)) {
		if (write_lines(file.fd, refinements))
			outfile_abandon(&file);
		else
			outfile_commit(&file);
	}
	report_to(NULL, NULL);
}
