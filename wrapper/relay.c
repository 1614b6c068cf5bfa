/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ld writes into pipes: reading it without waiting, and passing it on. */
#include "wrapper/relay.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "wrapper/process.h"

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

void channel_close(struct channel *channel)
{
	close_end(&channel->from);
}

int channel_read(struct channel *channel, bool ended)
{
	ssize_t got;

	do {
		size_t used = channel->text.size;

		if (channel->from < 0)
			return 0;
		if (vec_reserve(&channel->text, used + CHUNK))
			return -1;
		got = read(channel->from, channel->text.data + used, CHUNK);
		if (got > 0)
			channel->text.size += (size_t)got;
		if (!got)
			close_end(&channel->from);
	} while (ended && got > 0);
	return 0;
}

void channel_take(struct channel *channel, size_t size)
{
	if (!size)
		return;
	channel->text.size -= size;
	memmove(channel->text.data, channel->text.data + size,
		channel->text.size);
}

int relay_init(struct relay *relay, int to, const struct names *names)
{
	*relay = (struct relay){ .to = to, .held = true, .names = names };
	return channel_init(&relay->channel, false);
}

void relay_deinit(struct relay *relay)
{
	channel_deinit(&relay->channel);
}

/* A name may be cut in two by the end of a read, but not by that of a line.
 * Text that nobody reads any more is lost, as ld's would be. */
static void pass_on_lines(struct relay *relay)
{
	const char *text = relay->channel.text.data, *last;
	size_t size = relay->channel.text.size, named_size;
	_cleanup_free_ char *named = NULL;

	if (relay->held || !size)
		return;
	if (!relay->ended) {
		last = memrchr(text, '\n', size);
		if (!last)
			return;
		size = (size_t)(last + 1 - text);
	}
	named_size = size;
	named = names_put_in(relay->names, text, &named_size);
	if (named)
		process_write(relay->to, named, named_size);
	channel_take(&relay->channel, size);
}

int relay_read(struct relay *relay, bool ended)
{
	int status = channel_read(&relay->channel, ended);

	relay->ended = ended;
	pass_on_lines(relay);
	return status;
}

bool relay_one_stream(void)
{
	struct stat out, err;

	return !fstat(STDOUT_FILENO, &out) && !fstat(STDERR_FILENO, &err) &&
	       out.st_dev == err.st_dev && out.st_ino == err.st_ino;
}

int relay_start(struct process *process, struct relay *out, struct relay *err,
		bool one_stream)
{
	process->out = out->channel.into;
	process->err = one_stream ? out->channel.into : err->channel.into;
	process->dies_with_us = true;
	if (process_start(process))
		return -1;
	channel_started(&out->channel);
	channel_started(&err->channel);
	return 0;
}

void relay_release(struct relay *relay)
{
	relay->held = false;
	pass_on_lines(relay);
}
