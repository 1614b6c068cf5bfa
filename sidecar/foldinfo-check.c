/* SPDX-License-Identifier: GPL-3.0-or-later */
/* foldinfo check: is a sidecar that of a file, and does it tell the truth? */
#include "foldinfo.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "json.h"
#include "output.h"
#include "report.h"
#include "vec.h"

/* Disagreements that are worth printing one by one. */
enum { MOST_LINES = 5 };

struct wrong {
	const char *name;	/* belongs to the sidecar */
	uint64_t address;
	uint64_t sidecar_address;
};

struct tally {
	size_t confirmed;
	size_t absent;		/* the file has no such name, it was stripped */
	size_t overridden;
	size_t unnamed;		/* sections without a symbol */
	VEC(struct wrong) wrong;
};

static void hex(char *to, const unsigned char *bytes, size_t size)
{
	*to = '\0';
	for (size_t i = 0; i < size; i++)
		sprintf(to + 2 * i, "%02x", bytes[i]);
}

/* Are they of one link, as far as headers and build-ids tell? */
static bool same_link(const struct sidecar_info *info,
		      const struct output *output)
{
	char ours[2 * OUTPUT_BUILD_ID_MAX + 1];
	char theirs[2 * OUTPUT_BUILD_ID_MAX + 1];
	size_t size = info->build_id_size;

	if (info->machine != output->header.e_machine ||
	    info->elf_class != output->header.e_ident[EI_CLASS] ||
	    info->data != output->header.e_ident[EI_DATA]) {
		report_error("%s: not of the machine that the sidecar is of",
			     output->path);
		return false;
	}
	if (!size || !output->build_id_size || size > OUTPUT_BUILD_ID_MAX)
		return true;
	if (size == output->build_id_size &&
	    !memcmp(info->build_id, output->build_id, size))
		return true;
	hex(ours, info->build_id, size);
	hex(theirs, output->build_id, output->build_id_size);
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
			struct tally *tally)
{
	enum output_class wanted = output_class_of(symbol->info,
						   symbol->other);
	const struct output_symbol *found;
	struct wrong *wrong;
	int status;

	if (symbol->flags & SIDECAR_OVERRIDDEN || !symbol->symbol) {
		tally->overridden += *symbol->name != '\0';
		tally->unnamed += *symbol->name == '\0';
		return 0;
	}
	status = output_find_at(output, symbol->name, wanted, symbol->address,
				hint, &found);
	if (status) {
		tally->confirmed += status > 0;
		return status > 0 ? 0 : -1;
	}
	status = output_find_name(output, symbol->name, wanted, &found);
	if (status <= 0) {
		tally->absent += !status;
		return status;
	}
	if (may_be_overridden(symbol)) {
		tally->overridden++;
		return 0;
	}
	wrong = vec_push(&tally->wrong);
	if (!wrong)
		return -1;
	*wrong = (struct wrong){ symbol->name, found->address,
				 symbol->address };
	if (tally->wrong.size <= MOST_LINES)
		report_error("%s: symbol %s is at 0x%" PRIx64 ", in the sidecar at 0x%" PRIx64,
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
		     struct tally *tally)
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
		if (check_symbol(&symbol, output, &hint, tally))
			return -1;
	}
	return check_companions(sidecar);
}

static void print_json(const char *file, bool same,
		       const struct tally *tally)
{
	struct json json = { .to = stdout };
	const struct wrong *wrong;

	json_object(&json, NULL);
	json_text(&json, "file", file);
	json_bool(&json, "agrees", same && !tally->wrong.size);
	json_bool(&json, "same_link", same);
	json_number(&json, "confirmed", tally->confirmed);
	json_number(&json, "absent", tally->absent);
	json_number(&json, "overridden", tally->overridden);
	json_number(&json, "unnamed", tally->unnamed);
	json_array(&json, "wrong");
	vec_for_each(&tally->wrong, wrong) {
		json_object(&json, NULL);
		json_text(&json, "symbol", wrong->name);
		json_address(&json, "address", wrong->address);
		json_address(&json, "sidecar_address",
			     wrong->sidecar_address);
		json_end(&json);
	}
	json_end(&json);
	json_end(&json);
}

/* What was found out, as an exit status. */
static int conclude(const struct foldinfo_options *options, const char *file,
		    bool same, const struct tally *tally)
{
	if (tally->wrong.size > MOST_LINES)
		report_error("%s: %zu more symbols are elsewhere", file,
			     tally->wrong.size - MOST_LINES);
	if (options->json)
		print_json(file, same, tally);
	else if (options->verbose && same)
		printf("%s: %zu symbols agree, %zu are not in its symbol table, %zu overridden, %zu sections without a symbol\n",
		       file, tally->confirmed, tally->absent,
		       tally->overridden, tally->unnamed);
	return same && !tally->wrong.size ? FOLDINFO_OK : FOLDINFO_NO;
}

int foldinfo_check(const struct foldinfo_options *options, int argc,
		   char **argv)
{
	const char *file = argc ? argv[0] : "vmlinux";
	struct output output = {};
	struct sidecar *sidecar;
	struct tally tally = {};
	int status = FOLDINFO_TROUBLE;

	if (foldinfo_open(options, file, &sidecar))
		return FOLDINFO_TROUBLE;
	if (!output_init(&output, file)) {
		bool same = same_link(sidecar_info(sidecar), &output);

		if (!same || !check_all(sidecar, &output, &tally))
			status = conclude(options, file, same, &tally);
	}
	vec_deinit(&tally.wrong);
	output_deinit(&output);
	sidecar_close(sidecar);
	return status;
}
