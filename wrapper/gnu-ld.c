/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Telling GNU ld from other linkers, by the first words of --version. */
#include "gnu-ld.h"

#include <string.h>
#include <unistd.h>

#include "channel.h"
#include "process.h"

static bool starts_with(const struct channel *channel, const char *words)
{
	size_t length = strlen(words);

	return channel->text.size >= length &&
	       !memcmp(channel->text.data, words, length);
}

/* Run LINKER --version, its stdout into CHANNEL: 0 if it says something. */
static int ask(const char *linker, struct channel *channel)
{
	char *argv[] = { (char *)linker, (char *)"--version", NULL };
	struct process process = {
		.argv = argv, .out = channel->into, .err = channel->into,
		.dies_with_us = true,
	};
	struct pollfd fd = { .fd = channel->from, .events = POLLIN };

	if (process_start(&process))
		return -1;
	channel_started(channel);
	while (!process.ended) {
		fd.fd = channel->from;
		process_wait(&process, &fd, 1);
		if (channel_read(channel) < 0) {
			process_abandon(&process);
			return -1;
		}
	}
	return channel_drain(channel) || process.status ? -1 : 0;
}

bool is_gnu_ld(const char *linker)
{
	struct channel channel;
	bool yes = true;

	if (!channel_init(&channel, false) && !ask(linker, &channel))
		yes = starts_with(&channel, "GNU ld");
	channel_deinit(&channel);
	return yes;
}
