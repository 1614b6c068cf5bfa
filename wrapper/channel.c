/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pipe from ld. */
#include "channel.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "report.h"

#define CHUNK 65536

int channel_init(struct channel *channel, bool inherited)
{
	int ends[2];

	*channel = (struct channel){ .from = -1, .into = -1 };
	if (pipe2(ends, O_CLOEXEC)) {
		report_error("can't make a pipe:");
		return -1;
	}
	channel->from = ends[0];
	channel->into = ends[1];
	if (inherited)
		fcntl(channel->into, F_SETFD, 0);
	/* Never waits: a process that ld leaves behind may keep the other end
	 * open. */
	fcntl(channel->from, F_SETFL, O_NONBLOCK);
	return 0;
}

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void channel_deinit(struct channel *channel)
{
	close_end(&channel->from);
	close_end(&channel->into);
	vec_deinit(&channel->text);
}

void channel_started(struct channel *channel)
{
	close_end(&channel->into);
}

ssize_t channel_read(struct channel *channel)
{
	size_t used = channel->text.size;
	ssize_t got;

	if (channel->from < 0)
		return 0;
	if (vec_reserve(&channel->text, used + CHUNK))
		return -1;
	got = read(channel->from, channel->text.data + used, CHUNK);
	if (got < 0)
		return 0;
	channel->text.size += (size_t)got;
	if (!got)
		close_end(&channel->from);
	return got;
}

int channel_drain(struct channel *channel)
{
	ssize_t got;

	do
		got = channel_read(channel);
	while (got > 0);
	return got < 0 ? -1 : 0;
}

void channel_take(struct channel *channel, size_t size)
{
	if (!size)
		return;
	channel->text.size -= size;
	memmove(channel->text.data, channel->text.data + size,
		channel->text.size);
}
