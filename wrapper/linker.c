/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which linker it is that ldfold drives. What it is called costs nothing to
 * see, and what it says of itself decides:
 *
 *	GNU ld (GNU Binutils for Debian) 2.40
 *	Debian LLD 19.1.7 (compatible with GNU linkers)
 */
#include "wrapper/linker.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/text.h"
#include "wrapper/process.h"
#include "wrapper/relay.h"

/* Run LINKER --version, what it prints into CHANNEL: 0 if it succeeds. */
static int ask(const char *linker, struct channel *channel)
{
	char *argv[] = { (char *)linker, (char *)"--version", NULL };
	struct process process = {
		.argv = argv,
		.out = channel->into,
		.err = channel->into,
		.dies_with_us = true,
	};
	struct pollfd fd = { .fd = channel->from, .events = POLLIN };

	if (process_start(&process))
		return -1;
	channel_started(channel);
	do {
		fd.fd = channel->from;
		process_wait(&process, &fd, 1);
		if (channel_read(channel, process.ended)) {
			process_abandon(&process);
			return -1;
		}
	} while (!process.ended);
	return process.status ? -1 : 0;
}

/* The first line of what LINKER says, in LINE. 0, or -1. */
static int ask_line(const char *linker, char *line, size_t size)
{
	struct channel channel;
	int status = channel_init(&channel, false);

	if (!status)
		status = ask(linker, &channel);
	if (!status) {
		size_t length = channel.text.size < size - 1 ? channel.text.size
							     : size - 1;

		/* An empty text has no memory. */
		if (length)
			memcpy(line, channel.text.data, length);
		line[length] = '\0';
		line[strcspn(line, "\n")] = '\0';
	}
	channel_deinit(&channel);
	return status ? -1 : 0;
}

bool linker_is_gnu(const char *linker)
{
	char line[256];

	return ask_line(linker, line, sizeof(line)) ||
	       text_starts_with(line, "GNU ld");
}

/* The number of version TEXT, 1901 for 19.1.7, or 0. */
static uint32_t version_number(const char *text)
{
	char *end;
	unsigned long major = strtoul(text, &end, 10), minor;

	if (end == text || *end != '.' || major > 9999)
		return 0;
	minor = strtoul(end + 1, NULL, 10);
	return (uint32_t)(major * 100 + (minor < 99 ? minor : 99));
}

bool linker_is_lld(const char *linker, uint32_t *ret_version)
{
	static const char brand[] = "LLD ";
	char line[256], *name;

	if (ask_line(linker, line, sizeof(line)))
		return false;
	name = strstr(line, brand);
	if (!name)
		return false;
	*ret_version = version_number(name + sizeof(brand) - 1);
	return true;
}

static bool is_called_lld(const char *path)
{
	return strstr(text_base_name(path), "lld") != NULL;
}

/* Does PATH lead to a file called so? */
static bool leads_to_lld(const char *path)
{
	char target[PATH_MAX];

	return !access(path, X_OK) && realpath(path, target) &&
	       is_called_lld(target);
}

bool linker_looks_like_lld(const char *linker)
{
	const char *path = getenv("PATH");

	if (is_called_lld(linker))
		return true;
	if (strchr(linker, '/'))
		return leads_to_lld(linker);
	while (path && *path) {
		_cleanup_free_ char *file = NULL;
		size_t length = strcspn(path, ":");

		if (asprintf(&file, "%.*s/%s", length ? (int)length : 1,
			     length ? path : ".", linker) < 0) {
			file = NULL;
			return false;
		}
		if (!access(file, X_OK))
			return leads_to_lld(file);
		path += length + (path[length] == ':');
	}
	return false;
}
