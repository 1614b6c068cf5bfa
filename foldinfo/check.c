/* SPDX-License-Identifier: GPL-3.0-or-later */
/* foldinfo check: is a sidecar that of a file, and does it tell the truth? */
#include <inttypes.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "common/text.h"
#include "elf/linked.h"
#include "foldinfo/print.h"

/* Disagreements that are worth printing one by one. */
enum { MOST_LINES = 5 };

/* Are they of one link, as far as headers and build-ids tell? */
static bool same_link(const struct sidecar_info *info,
		      const struct output *output)
{
	_cleanup_free_ char *ours = NULL, *theirs = NULL;
	size_t size = info->build_id_size;

	if (info->machine != output->header.e_machine ||
	    info->elf_class != output->header.e_ident[EI_CLASS] ||
	    info->data != output->header.e_ident[EI_DATA]) {
		report_error("%s: it is for another machine than the sidecar",
			     output->path);
		return false;
	}
	if (!size || !output->build_id.size || size > BUILD_ID_MAX)
		return true;
	if (build_id_is(&output->build_id, info->build_id, size))
		return true;
	ours = text_hex(info->build_id, size);
	theirs = text_hex(output->build_id.bytes, output->build_id.size);
	if (ours && theirs)
		report_error("%s: its build-id is %s, the sidecar's is %s",
			     output->path, theirs, ours);
	return false;
}

/* A weak symbol that the output's symbol table couldn't confirm, as it was
 * linked without one, can have lost to another definition. */
static bool may_be_overridden(const struct sidecar_symbol *symbol)
{
	return ELF64_ST_BIND(symbol->info) == STB_WEAK &&
	       !(symbol->flags & SIDECAR_CONFIRMED);
}

/* Compare one symbol. 0, or -1 (reported) if that can't be done. */
static int check_symbol(const struct sidecar_symbol *symbol,
			struct output *output, size_t *hint,
			struct answer_check *answer)
{
	enum output_class wanted = output_class_of(symbol->info, symbol->other);
	const struct output_symbol *found;
	struct answer_wrong *wrong;
	int status;

	if (symbol->flags & SIDECAR_OVERRIDDEN || !symbol->symbol) {
		answer->overridden += *symbol->name != '\0';
		answer->unnamed += *symbol->name == '\0';
		return 0;
	}
	status = output_find_at(output, symbol->name, wanted, symbol->address,
				hint, &found);
	if (status) {
		answer->confirmed += status > 0;
		return status > 0 ? 0 : -1;
	}
	status = output_find_name(output, symbol->name, wanted, &found);
	if (status <= 0) {
		answer->absent += !status;
		return status;
	}
	if (may_be_overridden(symbol)) {
		answer->overridden++;
		return 0;
	}
	wrong = vec_push(&answer->wrong);
	if (!wrong)
		return -1;
	*wrong = (struct answer_wrong){ symbol->name, found->address,
					symbol->address };
	if (answer->wrong.size <= MOST_LINES)
		report_error("%s: symbol %s is at 0x%" PRIx64
			     ", but in the sidecar at 0x%" PRIx64,
			     output->path, symbol->name, found->address,
			     symbol->address);
	return 0;
}

static int check_companions(const struct sidecar *sidecar)
{
	struct sidecar_companion companion;
	uint32_t last = 0;

	for (uint32_t i = 0; i < sidecar_info(sidecar)->ncompanions; i++) {
		if (sidecar_companion_at(sidecar, i, &companion))
			return -1;
		if (companion.section < last)
			return sidecar_damaged(sidecar,
					       "its companions are not sorted");
		last = companion.section;
	}
	return 0;
}

static int check_all(const struct sidecar *sidecar, struct output *output,
		     struct answer_check *answer)
{
	const struct sidecar_info *info = sidecar_info(sidecar);
	struct sidecar_symbol symbol;
	uint64_t last = 0;
	size_t hint = 0;

	for (uint32_t i = 0; i < info->nsymbols; i++) {
		if (sidecar_symbol_at(sidecar, i, &symbol))
			return -1;
		if (symbol.address < last)
			return sidecar_damaged(sidecar,
					       "its symbols are not sorted");
		last = symbol.address;
		if (check_symbol(&symbol, output, &hint, answer))
			return -1;
	}
	return check_companions(sidecar);
}

static int make_answer(struct answer_check *ret, const struct sidecar *sidecar,
		       struct output *output)
{
	ret->same_link = same_link(sidecar_info(sidecar), output);
	if (!ret->same_link)
		return 0;
	if (check_all(sidecar, output, ret))
		return -1;
	if (ret->wrong.size > MOST_LINES)
		report_error("%s: %zu more symbols are elsewhere", ret->file,
			     ret->wrong.size - MOST_LINES);
	return 0;
}

int foldinfo_check(const struct foldinfo_options *options, int argc,
		   char **argv)
{
	const char *file = argc ? argv[0] : "vmlinux";
	struct answer_check answer = { .file = file };
	struct output output = {};
	struct sidecar *sidecar;
	int status = FOLDINFO_TROUBLE;

	if (foldinfo_open(options, file, &sidecar))
		return FOLDINFO_TROUBLE;
	if (!output_init(&output, file) &&
	    !make_answer(&answer, sidecar, &output)) {
		options->printer->check(&answer, options);
		status = answer.same_link && !answer.wrong.size ? FOLDINFO_OK
								: FOLDINFO_NO;
	}
	vec_deinit(&answer.wrong);
	output_deinit(&output);
	sidecar_close(sidecar);
	return status;
}
