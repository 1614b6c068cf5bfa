/* SPDX-License-Identifier: GPL-3.0-or-later */
/* strike WHOM SIGNAL MICROSECONDS COMMAND ARGS...: run a command, after so long
 * send a signal, and wait until all that the command started is gone.
 *
 * WHOM is `itself', the command's own process; `child', a process that it has
 * started; or `all' of them. Prints `hit' or `missed', where there was no such
 * process (any more), the command's status as a shell would have it, and how
 * many microseconds the command took. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <signal.h>

static long now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static void wait_until(long moment)
{
	struct timespec ts = { moment / 1000000, moment % 1000000 * 1000 };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL) ==
	       EINTR)
		continue;
}

/* The first child of PID, or 0. */
static pid_t child_of(pid_t pid)
{
	char path[64], line[64];
	pid_t child = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%ld/task/%ld/children", (long)pid,
		 (long)pid);
	file = fopen(path, "r");
	if (!file)
		return 0;
	if (fgets(line, sizeof(line), file))
		child = (pid_t)strtol(line, NULL, 10);
	(void)fclose(file);
	return child;
}

/* A process that has ended but isn't waited for takes signals to no effect. */
static int has_ended(pid_t pid)
{
	siginfo_t info = {};

	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) ||
	       info.si_pid;
}

static int send(const char *whom, pid_t pid, int number)
{
	pid_t child;

	if (has_ended(pid))
		return -1;
	if (!strcmp(whom, "all"))
		return kill(-pid, number);
	if (!strcmp(whom, "itself"))
		return kill(pid, number);
	child = child_of(pid);
	return child ? kill(child, number) : -1;
}

static int shell_status(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}

int main(int argc, char **argv)
{
	int status, missed;
	long begin;
	pid_t pid;

	if (argc < 5) {
		fputs("usage: strike WHOM SIGNAL MICROSECONDS COMMAND...\n",
		      stderr);
		return 2;
	}
	/* What the command leaves running becomes ours to wait for. */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	begin = now();
	pid = fork();
	if (!pid) {
		setpgid(0, 0);
		execvp(argv[4], argv + 4);
		perror(argv[4]);
		_exit(127);
	}
	setpgid(pid, pid);
	wait_until(begin + strtol(argv[3], NULL, 10));
	missed = send(argv[1], pid, (int)strtol(argv[2], NULL, 10));
	if (waitpid(pid, &status, 0) != pid) {
		perror("strike");
		return 2;
	}
	printf("%s %d %ld\n", missed ? "missed" : "hit", shell_status(status),
	       now() - begin);
	while (wait(NULL) > 0)
		continue;
	return 0;
}
