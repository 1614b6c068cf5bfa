/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ld prints, held and passed on. */
#include "relay.h"

#include <string.h>

#include "process.h"

int relay_init(struct relay *relay, int to, const struct names *names)
{
	*relay = (struct relay){ .to = to, .held = true, .names = names };
	return channel_init(&relay->channel, false);
}

void relay_deinit(struct relay *relay)
{
	channel_deinit(&relay->channel);
}

/* Text that nobody reads any more is lost, as ld's would be. */
static int write_patiently(void *ctx, const char *text, size_t size)
{
	return process_write(*(int *)ctx, text, size);
}

static void pass_on(struct relay *relay, size_t size)
{
	if (!size)
		return;
	names_write(relay->names, relay->channel.text.data, size,
		    write_patiently, &relay->to);
	channel_take(&relay->channel, size);
}

/* A name may be cut in two by the end of a read, but not by that of a line. */
static void pass_on_lines(struct relay *relay)
{
	const char *text = relay->channel.text.data, *last;
	size_t size = relay->channel.text.size;

	if (relay->held || !size)
		return;
	last = memrchr(text, '\n', size);
	if (relay->ended)
		pass_on(relay, size);
	else if (last)
		pass_on(relay, (size_t)(last + 1 - text));
}

int relay_read(struct relay *relay)
{
	ssize_t got = channel_read(&relay->channel);

	pass_on_lines(relay);
	return got < 0 ? -1 : 0;
}

void relay_release(struct relay *relay)
{
	relay->held = false;
	pass_on_lines(relay);
}

int relay_finish(struct relay *relay)
{
	int status = channel_drain(&relay->channel);

	relay->ended = true;
	pass_on_lines(relay);
	return status;
}
