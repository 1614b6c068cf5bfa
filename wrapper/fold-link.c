/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fold-link: one link by ld, folded if it is to be. `ldfold' calls it for the
 * links that may be; see ldfold(1). */
#include <stdio.h>
#include <string.h>

#include "common/report.h"
#include "wrapper/arguments.h"
#include "wrapper/linker.h"
#include "wrapper/modes.h"
#include "wrapper/process.h"
#include "wrapper/request.h"
#include "wrapper/result.h"
#include "wrapper/settings.h"

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "unknown"
#endif

enum { NOT_LLD = -2 };

static const char usage[] =
	"Usage: fold-link --ld LINKER -- ARGUMENT...\n"
	"       fold-link --print-script [--lld] [-L DIRECTORY]... SCRIPT\n"
	"       fold-link --stand-ins DIRECTORY COMMAND [ARGUMENT]...\n"
	"\n"
	"  --ld LINKER        link as LINKER would with the ARGUMENTs, folded\n"
	"                     as the LDFOLD variables say\n"
	"  --print-script     print the linker script SCRIPT as folded, with\n"
	"                     --lld as it is folded for LLVM's linker\n"
	"  --stand-ins        run COMMAND, then remove DIRECTORY\n"
	"  --help, --version  print this, or the version, and exit\n"
	"\n"
	"This is a part of ldfold, which runs it; see ldfold(1).\n";

/* Do the link that REQUEST asks for: the status to exit with, or NOT_LLD where
 * the linker only looks like lld. */
static int fold(char *const *plain, struct arguments *args,
		const struct settings *settings, const struct request *request)
{
	uint32_t version;

	process_open_standard();
	if (request->dialect == DIALECT_GNU)
		return link_folded(plain, settings, request, args);
	process_watch();
	if (!linker_is_lld(plain[0], &version))
		return NOT_LLD;
	return link_folded_by_lld(plain, settings, request, args, version);
}

/* The arguments of the link are PLAIN's from 1 on, to be read as DIALECT has
 * them. What fold() returns. */
static int judge_and_link(char *const *plain, enum dialect dialect,
			  struct arguments *args,
			  const struct settings *settings)
{
	struct request request;
	enum request_verdict verdict;
	int status;

	if (request_init(&request, dialect, args))
		return 1;
	verdict = request_judge(&request, settings);
	if (verdict == REQUEST_DECLINE)
		result_remove_sidecar(request.output);
	if (verdict == REQUEST_FAILED)
		status = 1;
	else if (verdict == REQUEST_FOLD)
		status = fold(plain, args, settings, &request);
	else
		status = process_become(plain);
	request_deinit(&request);
	return status;
}

/* lld by its name is asked who it is, but only if there is something to
 * fold. */
static int link_by(char *const *plain, struct arguments *args,
		   const struct settings *settings)
{
	int status = NOT_LLD;

	if (linker_looks_like_lld(plain[0]))
		status = judge_and_link(plain, DIALECT_LLD, args, settings);
	if (status == NOT_LLD)
		status = judge_and_link(plain, DIALECT_GNU, args, settings);
	return status;
}

static int bad_usage(void)
{
	fputs(usage, stderr);
	return 1;
}

/* Each mode gets the arguments behind its name. */

static int link_mode(char **argv)
{
	struct settings settings;
	struct arguments args;
	char *const *plain = argv + 1;
	int status;

	if (!argv[0] || !argv[1] || strcmp(argv[1], "--"))
		return bad_usage();
	argv[1] = argv[0];
	if (settings_init(&settings))
		return 1;
	if (settings.when == FOLD_NEVER)
		return process_become(plain);
	status = arguments_init(&args, plain + 1);
	if (status > 0)
		return process_become(plain);
	if (!status) {
		status = link_by(plain, &args, &settings);
		arguments_deinit(&args);
	}
	settings_deinit(&settings);
	return status < 0 ? 1 : status;
}

static int print_script_mode(char **argv)
{
	struct settings settings;
	bool lld = argv[0] && !strcmp(argv[0], "--lld");
	size_t ndirs = 0;
	int status;

	/* The directories are gathered at the start of argv. */
	char **in = argv + lld;

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
	status = print_script(lld ? DIALECT_LLD : DIALECT_GNU, *in,
			      (const char *const *)argv, ndirs, &settings);
	settings_deinit(&settings);
	return status;
}

int main(int argc, char **argv)
{
	const char *mode;

	if (argc < 2)
		return bad_usage();
	mode = argv[1];
	argv += 2;
	if (!strcmp(mode, "--ld"))
		return link_mode(argv);
	if (!strcmp(mode, "--print-script"))
		return print_script_mode(argv);
	if (!strcmp(mode, "--stand-ins") && argv[0] && argv[1])
		return standins_run(argv[0], argv + 1);
	if (!strcmp(mode, "--version")) {
		puts("fold-link (ldfold) " PACKAGE_VERSION);
		return 0;
	}
	if (!strcmp(mode, "--help")) {
		fputs(usage, stdout);
		return 0;
	}
	return bad_usage();
}
