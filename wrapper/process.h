/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starting one program, waiting for it, and passing signals on to it. */
#ifndef LDFOLD_PROCESS_H
#define LDFOLD_PROCESS_H

#include <poll.h>
#include <stdbool.h>
#include <sys/types.h>

/* From here on SIGINT, SIGTERM, SIGHUP and SIGQUIT don't end this process, so
 * that it can put things in order, unless the caller had them ignored. Once more
 * it does nothing. */
void process_watch(void);

/* The signal that came or is waiting, or 0. */
int process_caught(void);

struct process {
	char *const *argv; /* the program is looked for on PATH */
	int out, err;	   /* its stdout and stderr, or -1: ours */
	bool dies_with_us; /* it is killed if this process is */
	pid_t pid;
	int status; /* as waitpid(2) gives it */
	bool ended;
	bool told; /* of the signal that came */
};

/* Start it, after process_watch(). A program that can't be run is one that
 * prints why and ends with status 127 or 126. 0, or -1 (reported). */
int process_start(struct process *process);

/* Wait until it has ended, a signal came, or something is to be read from one
 * of the COUNT descriptors FDS; a signal is passed on. Sets revents. */
void process_wait(struct process *process, struct pollfd *fds, nfds_t count);

/* The same, but don't wait: see what there is. */
void process_look(struct process *process, struct pollfd *fds, nfds_t count);

/* Become the program ARGV. Returns only if that fails: the status to exit with
 * (reported). */
int process_become(char *const *argv);

/* End this process as SIGNAL does. */
_Noreturn void process_die_by(int signal);

/* Open /dev/null for those of the descriptors 0 to 2 that are closed, or files
 * opened later would be taken for them. Programs don't inherit it. */
void process_open_standard(void);

/* Write all of TEXT to TO, which may be non-blocking, or a pipe that is read
 * slowly; signals come through. 0; -1 where nobody reads it any more, or a
 * signal has come that ends this process. */
int process_write(int to, const char *text, size_t size);

/* Kill PROCESS if it still runs, and wait for its end. */
void process_abandon(struct process *process);

#endif
