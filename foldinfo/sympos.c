/* SPDX-License-Identifier: GPL-3.0-or-later */
/* foldinfo sympos: address and position of a symbol, as a livepatch names
 * it. */
#include "foldinfo/sympos.h"

#include <string.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "foldinfo/print.h"
#include "match/module.h"

/* Leave those of OBJECT, or all if that is NULL. */
static void choose(struct positions *positions, const char *object)
{
	const struct position *position;
	size_t count = 0;

	vec_for_each(&positions->list, position)
		if (!object ||
		    (position->known && object_is(&position->object, object)))
			positions->list.data[count++] = *position;
	positions->list.size = count;
}

/* What to know about the answer besides. */
static void remark(const struct positions *positions,
		   const struct foldinfo_options *options, const char *path)
{
	if (positions->is_module)
		return;
	if (!options->shipped)
		report_note(
			"this holds for the folded kernel only, the one of %s",
			path);
	else
		positions_remark(positions, options);
}

static void report_doubts(const struct positions *positions)
{
	const struct position_doubt *doubt;

	vec_for_each(&positions->doubts, doubt)
		report_error("%s: %s %s of %s: %s", positions->kernel,
			     positions->is_module
				     ? "no position can be told for"
				     : "can't tell which symbol is",
			     doubt->name,
			     *doubt->object.file     ? doubt->object.file
			     : *doubt->object.source ? doubt->object.source
						     : "no object",
			     doubt->why);
}

/* Is COUNT positions an answer to who asks for NAME? An exit status. */
static int judge(const struct positions *positions, const char *name,
		 const char *object)
{
	size_t count = positions->list.size;

	if (!count && !positions->doubts.size && name)
		foldinfo_not_found(name, object);
	if (count > 1 && name)
		report_error(
			"%s: there are %zu symbols of this name, say of which OBJECT",
			name, count);
	if (positions->doubts.size || !count || (count > 1 && name))
		return FOLDINFO_NO;
	return FOLDINFO_OK;
}

/* Print what was found for NAME. An exit status. */
static int finish(struct answer_sympos *answer,
		  const struct foldinfo_options *options, const char *name,
		  const char *path)
{
	struct positions *positions = &answer->positions;

	report_doubts(positions);
	choose(positions, options->object);
	options->printer->sympos(answer, options);
	if (positions->list.size)
		remark(positions, options, path);
	return judge(positions, name, options->object);
}

static int answer_for_module(const struct foldinfo_options *options,
			     const char *name)
{
	struct answer_sympos answer = { .shipped = options->shipped };
	struct module module;
	int status = FOLDINFO_TROUBLE;

	if (foldinfo_names_sidecar(options)) {
		report_error("%s: no sidecar is needed for a module",
			     options->shipped);
		return FOLDINFO_TROUBLE;
	}
	if (module_read(&module, options->shipped, !options->no_kallsyms_all))
		return FOLDINFO_TROUBLE;
	answer.elf_class = ELFCLASS64;
	if (!positions_from_module(&answer.positions, &module, name,
				   options->object))
		status = finish(&answer, options, name, options->shipped);
	positions_deinit(&answer.positions);
	module_deinit(&module);
	return status;
}

static int answer_for_kernel(const struct foldinfo_options *options,
			     const char *name)
{
	struct answer_sympos answer = { .shipped = options->shipped };
	struct positions *positions = &answer.positions;
	struct position_names names = { name ? &name : NULL, 1 };
	struct positions_data *data = NULL;
	struct sidecar *sidecar;
	struct position_build build = {};
	int status = FOLDINFO_TROUBLE;

	if (foldinfo_open(options, "vmlinux", &sidecar))
		return FOLDINFO_TROUBLE;
	build.sidecar = sidecar;
	build.path = sidecar_path(sidecar);
	answer.elf_class = sidecar_info(sidecar)->elf_class;
	if (!(name && !options->shipped
		      ? positions_from_index(positions, sidecar, options, name)
		      : positions_from_all(positions, &build, options, &names,
					   &data)))
		status = finish(&answer, options, name, build.path);
	positions_deinit(positions);
	positions_data_destroy(data);
	sidecar_close(sidecar);
	return status;
}

int foldinfo_sympos(const struct foldinfo_options *options, int argc,
		    char **argv)
{
	struct foldinfo_options wanted = *options;
	const char *name = options->duplicates ? NULL : argc ? argv[0] : "";

	if (options->duplicates ? argc > 0 : !argc) {
		report_error(
			"sympos: either a SYMBOL or --duplicates is needed");
		return FOLDINFO_TROUBLE;
	}
	if (argc > 1)
		wanted.object = argv[1];
	return (options->shipped && module_is(options->shipped)
			? answer_for_module
			: answer_for_kernel)(&wanted, name);
}
