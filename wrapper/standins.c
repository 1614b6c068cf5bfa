/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running a command with stand-ins for the linker on PATH: the second half of
 * ldfold-env, which a shell can't do, since one that waits for a command is
 * deaf to signals. */
#include "wrapper/modes.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/report.h"
#include "wrapper/process.h"

static void remove_dir(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		closedir(dir);
	if (rmdir(path))
		report_error("%s: can't remove:", path);
}

int standins_run(const char *dir, char *const *command)
{
	struct process process = { .argv = command, .out = -1, .err = -1 };
	int started;

	process_watch();
	started = process_start(&process);
	while (!started && !process.ended)
		process_wait(&process, NULL, 0);
	remove_dir(dir);
	if (started)
		return 126;
	if (WIFSIGNALED(process.status))
		process_die_by(WTERMSIG(process.status));
	return WEXITSTATUS(process.status);
}
