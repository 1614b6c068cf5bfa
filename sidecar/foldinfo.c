/* SPDX-License-Identifier: GPL-3.0-or-later */
/* foldinfo: look into sidecars. The command line; each command has a file of
 * its own. */
#include "foldinfo.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "report.h"
#include "version.h"

struct command {
	const char *name;
	const char *options;	/* those that it takes */
	int operands;		/* at least */
	int most_operands;	/* or -1: any number */
	int (*run)(const struct foldinfo_options *options, int argc,
		   char **argv);
};

static const struct command commands[] = {
	{ "list", "scnj", 0, 1, foldinfo_list },
	{ "find", "scnj", 1, -1, foldinfo_find },
	{ "check", "svj", 0, 1, foldinfo_check },
	{ "info", "sj", 0, 1, foldinfo_info },
	{ "diff", "KLWj", 2, 2, foldinfo_diff },
	{ "refs", "sj", 1, -1, foldinfo_refs },
	{ "match", "vj", 2, 2, foldinfo_match },
	{ "sympos", "snjfda", 0, 2, foldinfo_sympos },
	{ "symtab", "sf", 0, 0, foldinfo_symtab },
};

static const struct option long_options[] = {
	{ "sidecar", required_argument, NULL, 's' },
	{ "companions", no_argument, NULL, 'c' },
	{ "no-headings", no_argument, NULL, 'n' },
	{ "verbose", no_argument, NULL, 'v' },
	{ "kpatch", no_argument, NULL, 'K' },
	{ "ignore-line", no_argument, NULL, 'L' },
	{ "why-not", no_argument, NULL, 'W' },
	{ "json", no_argument, NULL, 'j' },
	{ "for", required_argument, NULL, 'f' },
	{ "duplicates", no_argument, NULL, 'd' },
	{ "no-kallsyms-all", no_argument, NULL, 'a' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

static const char help[] =
	"Usage: foldinfo list  [-cn] [-s SIDECAR] [FILE]\n"
	"       foldinfo find  [-cn] [-s SIDECAR] ADDRESS|SYMBOL...\n"
	"       foldinfo check [-v]  [-s SIDECAR] [FILE]\n"
	"       foldinfo info  [-s SIDECAR] [FILE]\n"
	"       foldinfo diff  [--kpatch] [--ignore-line] [--why-not] OLD NEW\n"
	"       foldinfo refs  [-s SIDECAR] SYMBOL...\n"
	"       foldinfo sympos [-n] [-s SIDECAR] [--for VMLINUX] SYMBOL [OBJECT]\n"
	"       foldinfo sympos [-n] [-s SIDECAR] [--for VMLINUX] --duplicates\n"
	"       foldinfo match  [-v] SIDECAR VMLINUX\n"
	"       foldinfo symtab [-s SIDECAR] --for VMLINUX\n"
	"Tell where the symbols of a folded kernel came from.\n"
	"\n"
	"  list   all symbols, by address\n"
	"  find   those at an ADDRESS (a number: 0x...) or of a name\n"
	"  check  whether the sidecar is of FILE and its addresses are FILE's\n"
	"  info   what the sidecar says of itself\n"
	"  diff   functions and data that differ in two builds, each a sidecar or\n"
	"         an object\n"
	"  refs   what a symbol refers to, and who refers to it\n"
	"  sympos address and livepatch position of a symbol\n"
	"  match  whether the folded kernel is a rebuild of VMLINUX, and what differs\n"
	"  symtab VMLINUX's symbol table for kpatch's create-diff-object\n"
	"\n"
	"  -s, --sidecar=SIDECAR  instead of the one beside FILE, FILE.fold\n"
	"  -c, --companions       also the sections that belong to functions\n"
	"  -n, --no-headings      no first line that names the columns\n"
	"  -v, --verbose          say what was checked\n"
	"      --kpatch           sum up as kpatch's create-diff-object does\n"
	"      --ignore-line      leave out what differs by line numbers only\n"
	"      --why-not          say what can't be livepatched, and why\n"
	"      --json             print JSON, see foldinfo(1)\n"
	"      --for=VMLINUX      the shipped kernel, built without the two options\n"
	"  -d, --duplicates       all symbols that aren't alone with their name\n"
	"      --no-kallsyms-all  the kernel has no CONFIG_KALLSYMS_ALL\n"
	"  -h, --help             print this and exit\n"
	"  -V, --version          print the version and exit\n"
	"\n"
	"FILE is vmlinux unless given; but for check, also a sidecar itself.\n"
	"Exit status: 0 yes, 1 not found, no agreement or different, 2 trouble.\n";

static int hint(void)
{
	fputs("Try 'foldinfo --help'.\n", stderr);
	return FOLDINFO_TROUBLE;
}

static int usage(const char *format, const char *what)
{
	report_error(format, what);
	return hint();
}

int foldinfo_open(const struct foldinfo_options *options, const char *file,
		  struct sidecar **ret)
{
	static const char suffix[] = ".fold";
	size_t length = strlen(file), end = sizeof(suffix) - 1;
	_cleanup_free_ char *beside = NULL;

	if (options->sidecar)
		return sidecar_open(options->sidecar, ret);
	if (length > end && !strcmp(file + length - end, suffix))
		return sidecar_open(file, ret);
	beside = sidecar_name(file);
	return beside ? sidecar_open(beside, ret) : -1;
}

static int finish_output(void)
{
	if (!fflush(stdout) && !ferror(stdout))
		return FOLDINFO_OK;
	report_error("standard output: can't write:");
	return FOLDINFO_TROUBLE;
}

static int run(const struct command *command,
	       const struct foldinfo_options *options, int argc, char **argv)
{
	int status;

	if (argc < command->operands)
		return usage("%s: an operand is missing", command->name);
	if (command->most_operands >= 0 && argc > command->most_operands)
		return usage("%s: too many operands",
			     argv[command->most_operands]);
	status = command->run(options, argc, argv);
	return status == FOLDINFO_TROUBLE || !finish_output() ?
	       status : FOLDINFO_TROUBLE;
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (!strcmp(name, commands[i].name))
			return &commands[i];
	return NULL;
}

/* Take option C into OPTIONS. */
static void set_option(struct foldinfo_options *options, int c)
{
	if (c == 's')
		options->sidecar = optarg;
	if (c == 'f')
		options->shipped = optarg;
	options->companions |= c == 'c';
	options->no_headings |= c == 'n';
	options->verbose |= c == 'v';
	options->kpatch |= c == 'K';
	options->ignore_line |= c == 'L';
	options->why_not |= c == 'W';
	options->json |= c == 'j';
	options->duplicates |= c == 'd';
	options->no_kallsyms_all |= c == 'a';
}

int main(int argc, char **argv)
{
	struct foldinfo_options options = {};
	const struct command *command = NULL;
	char given[32] = "";
	int c, n = 0;

	report_as("foldinfo");
	while ((c = getopt_long(argc, argv, "s:cdnvhV", long_options,
				NULL)) != -1) {
		if (c == 'h') {
			fputs(help, stdout);
			return finish_output();
		}
		if (c == 'V') {
			puts("foldinfo (ldfold) " PACKAGE_VERSION);
			return finish_output();
		}
		if (c == '?')
			return hint();
		set_option(&options, c);
		if (!strchr(given, c))
			given[n++] = (char)c;
	}
	if (optind == argc)
		return usage("%s", "no command");
	command = find_command(argv[optind]);
	if (!command)
		return usage("%s: no such command", argv[optind]);
	if (strspn(given, command->options) != strlen(given))
		return usage("%s: it doesn't take all of these options",
			     command->name);
	return run(command, &options, argc - optind - 1, argv + optind + 1);
}
