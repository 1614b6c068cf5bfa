/* SPDX-License-Identifier: GPL-3.0-or-later */
/* foldinfo: look into sidecars. The command line; each command has a file of
 * its own. */
#include "foldinfo/foldinfo.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/progress.h"
#include "common/report.h"
#include "common/version.h"
#include "foldinfo/print.h"

struct command {
	const char *name;
	const char *options; /* those that it takes */
	int operands;	     /* at least */
	int most_operands;   /* or -1: any number */
	int (*run)(const struct foldinfo_options *options, int argc,
		   char **argv);
};

static const struct command commands[] = {
	{ "list", "sbcnjA", 0, 1, foldinfo_list },
	{ "find", "sbcnj", 0, -1, foldinfo_find },
	{ "check", "sbvj", 0, 1, foldinfo_check },
	{ "info", "sbj", 0, 1, foldinfo_info },
	{ "diff", "KLWjfsba", 2, 2, foldinfo_diff },
	{ "refs", "sbj", 1, -1, foldinfo_refs },
	{ "match", "vj", 2, 2, foldinfo_match },
	{ "audit", "vjfaMsb", 1, 3, foldinfo_audit },
	{ "report", "fLasboPM", 2, 2, foldinfo_report },
	{ "sympos", "sbnjfda", 0, 2, foldinfo_sympos },
	{ "symtab", "sbf", 0, 0, foldinfo_symtab },
};

static const struct option long_options[] = {
	{ "sidecar", required_argument, NULL, 's' },
	{ "build-id", required_argument, NULL, 'b' },
	{ "all", no_argument, NULL, 'A' },
	{ "companions", no_argument, NULL, 'c' },
	{ "no-headings", no_argument, NULL, 'n' },
	{ "verbose", no_argument, NULL, 'v' },
	{ "kpatch", no_argument, NULL, 'K' },
	{ "ignore-line", no_argument, NULL, 'L' },
	{ "why-not", no_argument, NULL, 'W' },
	{ "json", no_argument, NULL, 'j' },
	{ "for", required_argument, NULL, 'f' },
	{ "audit", required_argument, NULL, 'P' },
	{ "output", required_argument, NULL, 'o' },
	{ "modules", required_argument, NULL, 'M' },
	{ "duplicates", no_argument, NULL, 'd' },
	{ "no-kallsyms-all", no_argument, NULL, 'a' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

static const char help[] =
	"Usage: foldinfo list  [-cn] [--all] [-s SIDECAR] [FILE]\n"
	"       foldinfo find  [-cn] [-s SIDECAR] [ADDRESS|SYMBOL[+OFFSET]|-]...\n"
	"       foldinfo check [-v]  [-s SIDECAR] [FILE]\n"
	"       foldinfo info  [-s SIDECAR] [FILE]\n"
	"       foldinfo diff  [--kpatch] [--ignore-line] [--why-not]\n"
	"                      [--for VMLINUX [-s SIDECAR]] OLD NEW\n"
	"       foldinfo refs  [-s SIDECAR] {SYMBOL [OBJECT]}...\n"
	"       foldinfo sympos [-n] [-s SIDECAR] [--for VMLINUX] SYMBOL [OBJECT]\n"
	"       foldinfo sympos [-n] [-s SIDECAR] [--for VMLINUX] --duplicates\n"
	"       foldinfo sympos [-n] --for MODULE.ko {SYMBOL [SOURCE]|--duplicates}\n"
	"       foldinfo match  [-v] SIDECAR VMLINUX\n"
	"       foldinfo symtab [-s SIDECAR] --for VMLINUX\n"
	"       foldinfo audit  [-v] --for VMLINUX [--modules DIRECTORY] PATCH.ko\n"
	"                       [[-s SIDECAR] OLD NEW]\n"
	"       foldinfo report [--for VMLINUX [-s SIDECAR]] [--ignore-line]\n"
	"                       [--audit PATCH.ko [--modules DIRECTORY]]\n"
	"                       -o REPORT.html OLD NEW\n"
	"Tell where the symbols of a folded kernel came from.\n"
	"\n"
	"  list    print the symbols for which the compiler made sections, by address\n"
	"  find    print what is at an ADDRESS (0x..., or as nm prints it), or is called\n"
	"          SYMBOL; without operands, or for -, read them from standard input\n"
	"  check   say whether the sidecar belongs to FILE and has FILE's addresses\n"
	"  info    print what the sidecar says of itself\n"
	"  diff    print the functions and data that differ between two builds: linked\n"
	"          files with sidecars, or objects, modules, archives and directories;\n"
	"          with --for also what a livepatch calls these functions\n"
	"  refs    print what a symbol refers to, and what refers to it\n"
	"  sympos  print the address and the livepatch position of a symbol\n"
	"  match   say whether a folded kernel is a rebuild of VMLINUX, and what differs\n"
	"  symtab  print VMLINUX's symbol table for kpatch's create-diff-object\n"
	"  audit   say whether a livepatch module is right for VMLINUX, and, with two\n"
	"          builds, whether it replaces what differs between them\n"
	"  report  write what diff and audit say as a page for reviewers\n"
	"\n"
	"  -s, --sidecar=SIDECAR  read SIDECAR instead of the one beside FILE, FILE.fold\n"
	"      --build-id=ID      read the sidecar of the kernel with this build-id, from\n"
	"                         a directory or a server of sidecars\n"
	"      --all              list all symbols of FILE, whatever their section\n"
	"  -c, --companions       print also the sections that belong to functions\n"
	"  -n, --no-headings      leave out the line that names the columns\n"
	"  -v, --verbose          say what was compared, or what is right\n"
	"      --kpatch           sum up as kpatch's create-diff-object does\n"
	"      --ignore-line      leave out what differs by line numbers only\n"
	"      --why-not          say what can't be livepatched, and why\n"
	"      --json             print JSON, see foldinfo(1)\n"
	"      --for=VMLINUX      answer for this shipped kernel, built without\n"
	"                         -ffunction-sections -fdata-sections\n"
	"      --audit=PATCH.ko   have the report say whether this livepatch is right\n"
	"  -o, --output=FILE      write the report to FILE\n"
	"      --modules=DIRECTORY  where VMLINUX's modules are\n"
	"  -d, --duplicates       print all symbols that share their name with another\n"
	"      --no-kallsyms-all  expect a kernel without CONFIG_KALLSYMS_ALL\n"
	"  -h, --help             print this and exit\n"
	"  -V, --version          print the version and exit\n"
	"\n"
	"FILE is vmlinux by default. Except for check, it may also be a sidecar.\n"
	"Exit status: 0 if all was found, agrees or is the same, 1 if not, 2 for trouble.\n";

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
	return status == FOLDINFO_TROUBLE || !finish_output()
		       ? status
		       : FOLDINFO_TROUBLE;
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
	if (c == 'b')
		options->build_id = optarg;
	if (c == 'f')
		options->shipped = optarg;
	if (c == 'M')
		options->modules = optarg;
	if (c == 'P')
		options->audit = optarg;
	if (c == 'o')
		options->output = optarg;
	if (c == 'j')
		options->printer = &print_json;
	options->all |= c == 'A';
	options->companions |= c == 'c';
	options->no_headings |= c == 'n';
	options->verbose |= c == 'v';
	options->kpatch |= c == 'K';
	options->ignore_line |= c == 'L';
	options->why_not |= c == 'W';
	options->duplicates |= c == 'd';
	options->no_kallsyms_all |= c == 'a';
}

int main(int argc, char **argv)
{
	struct foldinfo_options options = { .printer = &print_text };
	const struct command *command = NULL;
	static char self[] = "foldinfo";
	char given[32] = "";
	int c, n = 0;

	report_as(self);
	/* What getopt_long() calls us in its messages. */
	if (argc)
		argv[0] = self;
	while ((c = getopt_long(argc, argv, "s:o:cdnvhV", long_options,
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
		return usage(
			"%s: this command doesn't take all of these options",
			command->name);
	if (options.sidecar && options.build_id)
		return usage("%s: either --sidecar or --build-id can be given",
			     command->name);
	if (options.build_id && !build_id_parse(options.build_id, &options.id))
		return usage(
			"%s: not a build-id, which is an even number of hexadecimal digits",
			options.build_id);
	progress_start();
	return run(command, &options, argc - optind - 1, argv + optind + 1);
}
