/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fold-link: one link by ld, folded if it is to be. `ldfold' calls it for the
 * links that may be; see ldfold(1). */
#include <stdio.h>
#include <string.h>

#include "arguments.h"
#include "link.h"
#include "print-script.h"
#include "process.h"
#include "report.h"
#include "request.h"
#include "settings.h"
#include "standins.h"

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "unknown"
#endif

static const char usage[] =
	"Usage: fold-link --ld LINKER -- ARGUMENT...\n"
	"       fold-link --print-script [-L FOLDER]... SCRIPT\n"
	"       fold-link --stand-ins FOLDER COMMAND [ARGUMENT]...\n"
	"\n"
	"  --ld LINKER        link as LINKER would with the ARGUMENTs, folded\n"
	"                     as the LDFOLD variables say\n"
	"  --print-script     print the linker script SCRIPT as folded\n"
	"  --stand-ins        run COMMAND, then remove FOLDER\n"
	"  --help, --version  print this, or the version, and exit\n"
	"\n"
	"Part of ldfold, which runs it: see ldfold(1).\n";

/* The arguments of the link are PLAIN's from 1 on. */
static int judge_and_link(char *const *plain, struct arguments *args,
			  const struct settings *settings)
{
	struct request request;
	struct job job = { .linker = plain[0], .settings = settings,
			   .args = args, .request = &request };
	enum request_verdict verdict;
	int status;

	if (request_init(&request, args))
		return 1;
	verdict = request_judge(&request, settings);
	if (verdict == REQUEST_DECLINE)
		result_remove_sidecar(request.output);
	if (verdict == REQUEST_FAILED) {
		status = 1;
	} else if (verdict == REQUEST_FOLD) {
		process_open_standard();
		status = link_folded(&job, plain);
	} else {
		status = process_become(plain);
	}
	request_deinit(&request);
	return status;
}

/* PLAIN is the linker and its arguments. */
static int link_command(char *const *plain)
{
	struct settings settings;
	struct arguments args;
	int status;

	if (settings_init(&settings))
		return 1;
	if (settings.when == FOLD_NEVER)
		return process_become(plain);
	status = arguments_init(&args, plain + 1);
	if (status > 0)
		return process_become(plain);
	if (!status) {
		status = judge_and_link(plain, &args, &settings);
		arguments_deinit(&args);
	}
	settings_deinit(&settings);
	return status < 0 ? 1 : status;
}

static int bad_usage(void)
{
	fputs(usage, stderr);
	return 1;
}

/* Each mode gets the arguments behind its name. */

static int link_mode(char **argv)
{
	if (!argv[0] || !argv[1] || strcmp(argv[1], "--"))
		return bad_usage();
	argv[1] = argv[0];
	return link_command(argv + 1);
}

static int print_script_mode(char **argv)
{
	struct settings settings;
	size_t ndirs = 0;
	int status;

	/* The folders are gathered at the start of argv. */
	char **in = argv;

	for (; *in && !strncmp(*in, "-L", 2); in++) {
		if ((*in)[2])
			argv[ndirs++] = *in + 2;
		else if (in[1])
			argv[ndirs++] = *++in;
	}
	if (!in[0] || in[1])
		return bad_usage();
	if (settings_init(&settings))
		return 1;
	status = print_script(*in, (const char *const *)argv, ndirs,
			      &settings);
	settings_deinit(&settings);
	return status;
}

static int stand_ins_mode(char **argv)
{
	if (!argv[0] || !argv[1])
		return bad_usage();
	return standins_run(argv[0], argv + 1);
}

static int help_mode(char **argv)
{
	(void)argv;
	fputs(usage, stdout);
	return 0;
}

static int version_mode(char **argv)
{
	(void)argv;
	puts("fold-link (ldfold) " PACKAGE_VERSION);
	return 0;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(char **argv);
	} modes[] = {
		{ "--ld", link_mode },
		{ "--print-script", print_script_mode },
		{ "--stand-ins", stand_ins_mode },
		{ "--help", help_mode },
		{ "--version", version_mode },
	};
	size_t i;

	for (i = 0; argc > 1 && i < sizeof(modes) / sizeof(modes[0]); i++)
		if (!strcmp(argv[1], modes[i].name))
			return modes[i].run(argv + 2);
	return bad_usage();
}
