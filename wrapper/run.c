/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run of ld. */
#include "wrapper/run.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "script/fold.h"
#include "wrapper/unnamed.h"

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
			       argument_vector_add(&run->argv, option)
		       ? -1
		       : 0;
}

static int add_plugin_fd(struct run *run, const char *name, int fd)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", fd);
	return fd < 0 ? 0 : add_plugin_option(run, name, number);
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
	const struct request *request = job->request;
	const char *script = request->script.text;

	if (argument_vector_add(&run->argv, "-plugin") ||
	    argument_vector_add(&run->argv, job->settings->plugin) ||
	    add_plugin_option(run, "mode", modes[run->mode]) ||
	    add_plugin_option(run, "original", script) ||
	    add_plugin_option(run, "name", script) ||
	    add_plugin_option(run, "folded", folded) ||
	    add_plugin_option(run, "rules", job->settings->rules) ||
	    add_plugin_fd(run, "report", run->report.channel.into) ||
	    add_plugin_fd(run, "inventory", job->result->inventory_fd))
		return -1;
	for (size_t i = 0; i < request->nscript_dirs; i++)
		if (add_plugin_option(run, "dir", request->dirs.data[i]))
			return -1;
	if (job->settings->clash_warn &&
	    add_plugin_option(run, "clash", "warn"))
		return -1;
	if (request->gc_sections && add_plugin_option(run, "gc", "yes"))
		return -1;
	if (request->bars_orphans &&
	    add_plugin_option(run, "orphans", "barred"))
		return -1;
	if (request->plugin && add_plugin_option(run, "others", "yes"))
		return -1;
	return job->saves_memory
		       ? argument_vector_add(&run->argv, "--no-keep-memory")
		       : 0;
}

int run_add_map(const struct job *job, struct argument_vector *argv, int fd)
{
	const struct request *request = job->request;
	char map[8 + UNNAMED_PATH_SIZE] = "-Map=";

	/* The last -Map is the one that linkers heed, but an option behind the
	 * user's own could be taken for the value of one that ldfold doesn't
	 * know. */
	unnamed_path(fd, map + strlen(map));
	return request->map ? arguments_insert(job->args, request->end, map)
			    : argument_vector_add(argv, map);
}

static int build_arguments(struct run *run, const char *folded)
{
	const struct job *job = run->job;
	const struct request_value *script = &job->request->script;

	if (arguments_replace(job->args, script->where, script->offset,
			      folded) ||
	    argument_vector_add(&run->argv, job->linker) ||
	    add_plugin(run, folded) ||
	    (job->result->map_fd >= 0 &&
	     run_add_map(job, &run->argv, job->result->map_fd)))
		return -1;
	return argument_vector_finish(&run->argv, job->args);
}

static int make_channels(struct run *run)
{
	run->one_stream = relay_one_stream();
	if (relay_init(&run->out, STDOUT_FILENO, &run->names) ||
	    verdict_init(&run->report))
		return -1;
	if (run->one_stream)
		return 0;
	return relay_init(&run->err, STDERR_FILENO, &run->names);
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

int run_ld(struct run *run, const struct job *job, enum run_mode mode,
	   const struct refinements *refinements)
{
	struct pollfd fds[] = {
		{ .events = POLLIN },
		{ .events = POLLIN },
		{ .events = POLLIN },
	};
	_cleanup_free_ char *folded = NULL;
	struct process *ld = &run->ld;
	bool changed, more = false;

	*run = (struct run){
		.job = job,
		.mode = mode,
		.out.channel = CHANNEL_NONE,
		.err.channel = CHANNEL_NONE,
		.report.channel = CHANNEL_NONE,
	};
	if (fold_script(job->script, job->rules, refinements, names_publish,
			&run->names, &folded, &changed) ||
	    make_channels(run) || result_rewind(job->result) ||
	    build_arguments(run, folded))
		return -1;
	*ld = (struct process){ .argv = run->argv.list.data };
	if (relay_start(ld, &run->out, &run->err, run->one_stream))
		return -1;
	channel_started(&run->report.channel);
	do {
		fds[0].fd = run->report.channel.from;
		fds[1].fd = run->out.channel.from;
		fds[2].fd = run->err.channel.from;
		(more ? process_look : process_wait)(ld, fds, 3);
		if (verdict_read(&run->report, ld->ended) ||
		    relay_read(&run->out, ld->ended) ||
		    relay_read(&run->err, ld->ended)) {
			process_abandon(ld);
			return -1;
		}
		if (run->report.verdict == VERDICT_GO) {
			run_show(run);
			more = !ld->ended && result_advance(job->result);
		}
	} while (!ld->ended);
	return 0;
}

void run_deinit(struct run *run)
{
	names_close(&run->names);
	names_deinit(&run->names);
	argument_vector_deinit(&run->argv);
	relay_deinit(&run->out);
	relay_deinit(&run->err);
	verdict_deinit(&run->report);
}
