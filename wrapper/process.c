/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starting and waiting. Signals are blocked except while waiting in ppoll(2),
 * so none comes between looking and waiting. */
#include "wrapper/process.h"

#include <errno.h>
#include <limits.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/report.h"
#include "wrapper/environment.h"

static const int watched[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD };
#define NWATCHED (sizeof(watched) / sizeof(watched[0]))

/* Signals are the process's, so this is too. */
static struct {
	bool on;
	sigset_t mask; /* the caller's */
	struct sigaction actions[NWATCHED];
	struct sigaction pipe_action;
} before;

static volatile sig_atomic_t caught, caught_from_terminal;

static void on_signal(int number, siginfo_t *info, void *context)
{
	(void)context;
	if (number == SIGCHLD)
		return;
	caught = number;
	caught_from_terminal = info->si_code == SI_KERNEL;
}

void process_watch(void)
{
	struct sigaction action = { .sa_sigaction = on_signal,
				    .sa_flags = SA_SIGINFO };
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigset_t blocked;
	size_t i;

	/* What came before is what came before the first call. */
	if (before.on)
		return;
	sigemptyset(&blocked);
	for (i = 0; i < NWATCHED; i++)
		sigaddset(&blocked, watched[i]);
	sigprocmask(SIG_BLOCK, &blocked, &before.mask);
	sigaction(SIGPIPE, &ignore, &before.pipe_action);
	for (i = 0; i < NWATCHED; i++) {
		sigaction(watched[i], NULL, &before.actions[i]);
		if (before.actions[i].sa_handler != SIG_IGN ||
		    watched[i] == SIGCHLD)
			sigaction(watched[i], &action, NULL);
	}
	before.on = true;
}

/* As if process_watch() had never been. */
static void unwatch(void)
{
	size_t i;

	if (!before.on)
		return;
	for (i = 0; i < NWATCHED; i++)
		sigaction(watched[i], &before.actions[i], NULL);
	sigaction(SIGPIPE, &before.pipe_action, NULL);
	sigprocmask(SIG_SETMASK, &before.mask, NULL);
}

int process_caught(void)
{
	sigset_t pending;
	size_t i;

	if (caught || !before.on || sigpending(&pending))
		return caught;
	for (i = 0; i < NWATCHED; i++)
		if (watched[i] != SIGCHLD && sigismember(&pending, watched[i]))
			return watched[i];
	return 0;
}

int process_become(char *const *argv)
{
	unwatch();
	execvp(argv[0], argv);
	report_error("%s: can't run:", argv[0]);
	return errno == ENOENT ? 127 : 126;
}

static _Noreturn void be_child(const struct process *process, pid_t parent)
{
	if (process->dies_with_us) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(1);
		environment_prepare(process->argv[0]);
	}
	if ((process->out >= 0 && dup2(process->out, STDOUT_FILENO) < 0) ||
	    (process->err >= 0 && dup2(process->err, STDERR_FILENO) < 0)) {
		report_error("%s: can't run:", process->argv[0]);
		_exit(126);
	}
	_exit(process_become(process->argv));
}

int process_start(struct process *process)
{
	pid_t parent = getpid();

	process->pid = fork();
	if (!process->pid)
		be_child(process, parent);
	if (process->pid > 0)
		return 0;
	report_error("%s: can't run:", process->argv[0]);
	return -1;
}

/* Wait no longer than TIMEOUT, if it isn't NULL. */
static void wait_for(struct process *process, struct pollfd *fds, nfds_t count,
		     const struct timespec *timeout)
{
	nfds_t i;

	for (i = 0; i < count; i++)
		fds[i].revents = 0;
	ppoll(fds, count, timeout, &before.mask);
	/* The terminal sends to all of the job; what was sent to this process
	 * alone is meant for the other one too. */
	if (caught && !process->told && !process->ended) {
		process->told = true;
		if (!caught_from_terminal)
			kill(process->pid, caught);
	}
	process->ended = waitpid(process->pid, &process->status, WNOHANG) ==
			 process->pid;
}

int process_write(int to, const char *text, size_t size)
{
	while (size) {
		struct pollfd room = { .fd = to, .events = POLLOUT };
		ssize_t done;

		/* A pipe that has room takes PIPE_BUF bytes without blocking,
		 * so that signals only ever come while it is waited for. */
		if (ppoll(&room, 1, NULL, before.on ? &before.mask : NULL) <
		    0) {
			if (errno != EINTR || process_caught())
				return -1;
			continue;
		}
		done = write(to, text, size < PIPE_BUF ? size : PIPE_BUF);
		if (done < 0 && errno != EAGAIN && errno != EINTR)
			return -1;
		if (done > 0) {
			text += done;
			size -= (size_t)done;
		}
	}
	return 0;
}

void process_wait(struct process *process, struct pollfd *fds, nfds_t count)
{
	wait_for(process, fds, count, NULL);
}

void process_look(struct process *process, struct pollfd *fds, nfds_t count)
{
	static const struct timespec none;

	wait_for(process, fds, count, &none);
}

void process_abandon(struct process *process)
{
	if (process->pid <= 0 || process->ended)
		return;
	kill(process->pid, SIGKILL);
	while (waitpid(process->pid, &process->status, 0) < 0 && errno == EINTR)
		continue;
	process->ended = true;
}

_Noreturn void process_die_by(int number)
{
	struct rlimit no_core = {};
	sigset_t only;

	setrlimit(RLIMIT_CORE, &no_core);
	signal(number, SIG_DFL);
	sigemptyset(&only);
	sigaddset(&only, number);
	raise(number);
	sigprocmask(SIG_UNBLOCK, &only, NULL);
	_exit(128 + number);
}

void process_open_standard(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}
