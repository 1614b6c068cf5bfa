/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line that is written over and over. Messages come between: it goes away
 * before them, and comes back with the next step. Only what every terminal
 * knows is used, spaces and carriage returns; a line that filled the terminal
 * would be broken, and its first half would stay. */
#include "common/progress.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "common/report.h"

enum {
	BEFORE_FIRST = 2000, /* milliseconds */
	BETWEEN = 100,
	MOST_WIDTH = 200, /* columns */
};

/* A process has one standard error, so all of it shares this. */
static struct {
	bool is_on;
	int64_t next;	  /* the line isn't written before */
	const char *what; /* NULL: nothing is going on */
	char name[MOST_WIDTH];
	uint64_t done, total;
	int shown; /* columns that the line has on the terminal */
} state;

/* Milliseconds. */
static int64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void erase(void)
{
	if (state.shown)
		fprintf(stderr, "\r%*s\r", state.shown, "");
	state.shown = 0;
}

/* A message comes where the line is. */
static void make_way(void *ctx, enum report_level level, const char *text)
{
	(void)ctx;
	erase();
	report_to_stderr(level, text);
}

/* The columns that can be written without a break of the line. */
static int find_width(void)
{
	struct winsize size;
	int width = 80;

	if (!ioctl(STDERR_FILENO, TIOCGWINSZ, &size) && size.ws_col)
		width = size.ws_col;
	return width <= MOST_WIDTH ? width - 1 : MOST_WIDTH - 1;
}

static int format(char *line, size_t size)
{
	const char *space = *state.name ? " " : "";

	if (state.total)
		return snprintf(line, size, "%s%s%s: %" PRIu64 " %%",
				state.what, space, state.name,
				state.done < state.total
					? (uint64_t)((double)state.done * 100 /
						     (double)state.total)
					: 100);
	if (state.done)
		return snprintf(line, size, "%s%s%s: %" PRIu64, state.what,
				space, state.name, state.done);
	return snprintf(line, size, "%s%s%s ...", state.what, space,
			state.name);
}

static void show(void)
{
	char line[2 * MOST_WIDTH];
	int width = find_width(), length = format(line, sizeof(line));

	if (length < 0)
		return;
	length = length < width ? length : width;
	fprintf(stderr, "\r%-*.*s", state.shown > length ? state.shown : length,
		length, line);
	state.shown = length;
}

static void show_in_time(void)
{
	int64_t time;

	if (!state.is_on || !state.what)
		return;
	time = now();
	if (time < state.next)
		return;
	state.next = time + BETWEEN;
	show();
}

void progress_start(void)
{
	state.is_on = isatty(STDERR_FILENO);
	if (!state.is_on)
		return;
	state.next = now() + BEFORE_FIRST;
	report_to(make_way, NULL);
}

/* Names may have anything in them, and a terminal obeys some of that. */
static void set_name(const char *name)
{
	size_t length = strlen(name);

	/* The end of a path tells more. */
	if (length >= sizeof(state.name) / 2)
		name += length - sizeof(state.name) / 2;
	snprintf(state.name, sizeof(state.name), "%s", name);
	for (char *at = state.name; *at; at++)
		if (*at < ' ' || *at > '~')
			*at = '?';
}

void progress_begin(const char *what, const char *name, uint64_t total)
{
	if (!state.is_on)
		return;
	state.what = what;
	set_name(name);
	state.done = 0;
	state.total = total;
	show_in_time();
}

void progress_step(void)
{
	state.done++;
	show_in_time();
}

void progress_set(uint64_t done, uint64_t total)
{
	state.done = done;
	state.total = total;
	show_in_time();
}

void progress_end(void)
{
	state.what = NULL;
	if (state.is_on)
		erase();
}
