/* SPDX-License-Identifier: GPL-3.0-or-later */
/* File descriptors: enough for ld, and whether it can have run out of them.
 *
 * ld opens each input file once more for the plugin. Where it finds no
 * descriptor for that it says so and goes on (bfd/plugin.c,
 * bfd_plugin_open_input): the plugin never hears of the file, and nothing in it
 * is proven. So the plugin looks, at each file that it does see and at the end,
 * whether the last few descriptors have come into use. A process gets the
 * lowest free one, so if the first of them is free then all of them always
 * were, but for a crowd of files that came and went between two looks.
 *
 * ld keeps the archives open, too. But BFD takes the limit for the number of
 * files to have open at a time, which is better low; it asks once, for the
 * first file. So fold-link starts ld with a low limit, and the plugin raises
 * it.
 */
#include "plugin/fds.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

/* Where there are more than MOST, no link runs out of them, and to look at the
 * last would have the kernel make a table of them all. */
enum { SPARE = 16, MOST = 65536 };

void fds_raise(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur >= MOST)
		return;
	limit.rlim_cur = limit.rlim_max < MOST ? limit.rlim_max : MOST;
	setrlimit(RLIMIT_NOFILE, &limit);
}

bool fds_suffice(int fd)
{
	struct rlimit limit;
	int first, got;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur > MOST)
		return true;
	if (limit.rlim_cur <= SPARE)
		return false;
	first = (int)limit.rlim_cur - SPARE;
	got = fcntl(fd, F_DUPFD_CLOEXEC, first);
	if (got < 0)
		return errno == EBADF;
	close(got);
	return got == first;
}
