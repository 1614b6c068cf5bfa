/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run of ld. */
#include "run.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "fold.h"
#include "report.h"
#include "unnamed.h"

/* A fold_publish_fn: the texts that ld is to read in place of files. */
static int publish(void *ctx, const char *name, const char *text, size_t size,
		   bool changed, char **ret_path)
{
	struct run *run = ctx;
	char path[UNNAMED_PATH_SIZE];
	int fd;

	if (!changed) {
		*ret_path = strdup(name);
		return *ret_path ? 0 : report_nomem();
	}
	fd = unnamed_text(text, size);
	if (fd < 0)
		return -1;
	if (names_add(&run->names, fd, name)) {
		close(fd);
		return -1;
	}
	unnamed_path(fd, path);
	*ret_path = strdup(path);
	return *ret_path ? 0 : report_nomem();
}

/* -plugin-opt NAME=VALUE */
static int add_plugin_option(struct run *run, const char *name,
			     const char *value)
{
	_cleanup_free_ char *option = NULL;

	if (asprintf(&option, "%s=%s", name, value) < 0) {
		option = NULL;
		return report_nomem();
	}
	return argument_vector_add(&run->argv, "-plugin-opt") ||
	       argument_vector_add(&run->argv, option) ? -1 : 0;
}

static int add_plugin_fd(struct run *run, const char *name, int fd)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", fd);
	return fd < 0 ? 0 : add_plugin_option(run, name, number);
}

static int add_plugin_dirs(struct run *run)
{
	const struct request *request = run->job->request;
	size_t i;

	for (i = 0; i < request->nscript_dirs; i++)
		if (add_plugin_option(run, "dir", request->dirs.data[i]))
			return -1;
	return 0;
}

/* First of all: the compiler may load a plugin of its own, which claims files
 * that ours then would not see. */
static int add_plugin(struct run *run, const char *folded)
{
	static const char *const modes[] = {
		[RUN_FRESH] = "fresh",
		[RUN_REMEMBERED] = "remembered",
		[RUN_FINAL] = "final",
	};
	const struct job *job = run->job;
	const char *script = job->request->script.text;

	if (argument_vector_add(&run->argv, "-plugin") ||
	    argument_vector_add(&run->argv, job->settings->plugin) ||
	    add_plugin_option(run, "mode", modes[run->mode]) ||
	    add_plugin_option(run, "original", script) ||
	    add_plugin_option(run, "name", script) ||
	    add_plugin_option(run, "folded", folded) ||
	    add_plugin_option(run, "rules", job->settings->rules) ||
	    add_plugin_fd(run, "report", run->report.channel.into) ||
	    add_plugin_fd(run, "inventory", job->result->inventory_fd) ||
	    add_plugin_dirs(run))
		return -1;
	if (job->settings->clash_warn &&
	    add_plugin_option(run, "clash", "warn"))
		return -1;
	if (job->request->gc_sections && add_plugin_option(run, "gc", "yes"))
		return -1;
	if (job->request->bars_orphans &&
	    add_plugin_option(run, "orphans", "barred"))
		return -1;
	if (job->request->plugin && add_plugin_option(run, "others", "yes"))
		return -1;
	/* A loaded plugin makes ld read, and so keep in memory, also the
	 * relocations of debug sections (bfd/elflink.c, elf_link_add_object_symbols).
	 * Where it strips those it keeps no more than without a plugin, and
	 * reading the others anew each time would only cost time. */
	if (job->request->strips_debug)
		return 0;
	return argument_vector_add(&run->argv, "--no-keep-memory");
}

/* The last -Map is the one that ld heeds, but an option behind the user's own
 * could be taken for the value of one that ldfold doesn't know. */
static int add_map(struct run *run)
{
	const struct job *job = run->job;
	char option[8 + UNNAMED_PATH_SIZE] = "-Map=";

	if (job->result->map_fd < 0)
		return 0;
	unnamed_path(job->result->map_fd, option + strlen(option));
	if (!job->request->map)
		return argument_vector_add(&run->argv, option);
	return arguments_insert(job->args, job->request->end, option);
}

static int build_arguments(struct run *run, const char *folded)
{
	const struct job *job = run->job;
	const struct request_value *script = &job->request->script;

	if (arguments_replace(job->args, script->where, script->offset,
			      folded) ||
	    argument_vector_add(&run->argv, job->linker) ||
	    add_plugin(run, folded) || add_map(run))
		return -1;
	return argument_vector_finish(&run->argv, job->args);
}

static bool is_same_file(int a, int b)
{
	struct stat sta, stb;

	return !fstat(a, &sta) && !fstat(b, &stb) &&
	       sta.st_dev == stb.st_dev && sta.st_ino == stb.st_ino;
}

/* stdout and stderr that go to the same file have an order among them. */
static int make_channels(struct run *run)
{
	run->one_stream = is_same_file(STDOUT_FILENO, STDERR_FILENO);
	if (relay_init(&run->out, STDOUT_FILENO, &run->names) ||
	    verdict_init(&run->report))
		return -1;
	if (run->one_stream)
		return 0;
	return relay_init(&run->err, STDERR_FILENO, &run->names);
}

static int start(struct run *run)
{
	int out = run->out.channel.into;

	run->ld = (struct process){
		.argv = run->argv.list.data,
		.out = out,
		.err = run->one_stream ? out : run->err.channel.into,
		.dies_with_us = true,
	};
	if (process_start(&run->ld))
		return -1;
	channel_started(&run->out.channel);
	channel_started(&run->err.channel);
	channel_started(&run->report.channel);
	return 0;
}

void run_show_report(struct run *run)
{
	verdict_print(&run->report, &run->names);
}

void run_show(struct run *run)
{
	run_show_report(run);
	relay_release(&run->out);
	relay_release(&run->err);
}

static int read_all(struct run *run)
{
	if (verdict_read(&run->report) || relay_read(&run->out) ||
	    relay_read(&run->err))
		return -1;
	if (run->report.verdict == VERDICT_GO)
		run_show(run);
	return 0;
}

static int finish_all(struct run *run)
{
	if (verdict_finish(&run->report) || relay_finish(&run->out) ||
	    relay_finish(&run->err))
		return -1;
	if (run->report.verdict == VERDICT_GO)
		run_show(run);
	return 0;
}

static int wait_for_end(struct run *run)
{
	struct pollfd fds[] = {
		{ .fd = -1, .events = POLLIN },
		{ .fd = -1, .events = POLLIN },
		{ .fd = -1, .events = POLLIN },
	};

	while (!run->ld.ended) {
		fds[0].fd = run->report.channel.from;
		fds[1].fd = run->out.channel.from;
		fds[2].fd = run->err.channel.from;
		process_wait(&run->ld, fds, 3);
		if (read_all(run)) {
			process_abandon(&run->ld);
			return -1;
		}
	}
	return finish_all(run);
}

int run_ld(struct run *run, const struct job *job, enum run_mode mode,
	   const struct refinements *refinements)
{
	_cleanup_free_ char *folded = NULL;
	bool changed;

	*run = (struct run){
		.job = job,
		.mode = mode,
		.out.channel = CHANNEL_NONE,
		.err.channel = CHANNEL_NONE,
		.report.channel = CHANNEL_NONE,
	};
	if (fold_script(job->script, job->rules, refinements, publish, run,
			&folded, &changed) ||
	    make_channels(run) || result_rewind(job->result) ||
	    build_arguments(run, folded) || start(run))
		return -1;
	return wait_for_end(run);
}

void run_deinit(struct run *run)
{
	struct name *name;

	vec_for_each(&run->names.list, name)
		close(name->fd);
	names_deinit(&run->names);
	argument_vector_deinit(&run->argv);
	relay_deinit(&run->out);
	relay_deinit(&run->err);
	verdict_deinit(&run->report);
}
