/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A library to be loaded first, for which a second goes by each time that the
 * clock is looked at: what shows after two seconds shows at once. */
#include <time.h>
#include <sys/syscall.h>
#include <unistd.h>

int clock_gettime(clockid_t id, struct timespec *ts)
{
	static time_t late;
	long status = syscall(SYS_clock_gettime, id, ts);

	ts->tv_sec += ++late;
	return (int)status;
}
