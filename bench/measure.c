/* SPDX-License-Identifier: GPL-3.0-or-later */
/* measure COMMAND ARGS...: run a command and append one line to the file named
 * by $MEASURE: wall seconds, CPU seconds, peak memory in KiB, exit status, and
 * user CPU seconds, which other work on the machine disturbs least. CPU is that
 * of the command and of all that it waited for; peak memory is that of the
 * largest of them. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(const struct timeval *tv)
{
	return (double)tv->tv_sec + (double)tv->tv_usec / 1e6;
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	const char *path = getenv("MEASURE");
	FILE *out = path ? fopen(path, "a") : NULL;
	struct rusage usage;
	double start = now();
	int status;
	pid_t pid;

	if (argc < 2 || !out) {
		fprintf(stderr,
			"usage: MEASURE=FILE measure COMMAND ARGS...\n");
		return 2;
	}
	pid = fork();
	if (!pid) {
		execvp(argv[1], argv + 1);
		perror(argv[1]);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) < 0) {
		perror("measure");
		return 2;
	}
	fprintf(out, "%.6f %.6f %ld %d %.6f\n", now() - start,
		seconds(&usage.ru_utime) + seconds(&usage.ru_stime),
		usage.ru_maxrss, WIFEXITED(status) ? WEXITSTATUS(status) : 255,
		seconds(&usage.ru_utime));
	return fclose(out) ? 2 : 0;
}
