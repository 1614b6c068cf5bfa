/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers as JSON, one object each. foldinfo(1) tells what the keys mean. */
#include <stdio.h>
#include <string.h>

#include "foldinfo/json.h"
#include "foldinfo/print.h"

/* Which file something is of. */
static void put_file(struct json *json, const char *file, const char *member)
{
	json_text_or_null(json, "object", file);
	json_text_or_null(json, "member", member);
}

static void put_origin(struct json *json, const struct origin *object)
{
	put_file(json, object->file, object->member);
	json_text_or_null(json, "source", object->source);
}

/* -- list, find ------------------------------------------------------------ */

static void put_companion(struct json *json,
			  const struct sidecar_companion *companion)
{
	json_object(json, NULL);
	if (companion->kind == SIDECAR_DATA)
		json_address(json, "address", companion->address);
	else
		json_null(json, "address");
	json_number(json, "size", companion->size);
	json_text(json, "kind", rows_companion_kind(companion->kind));
	json_text(json, "section", companion->name);
	json_text(json, "output_section", companion->output_section);
	json_end(json);
}

static int put_companions(struct json *json, const struct rows *rows,
			  const struct row_symbol *symbol)
{
	struct sidecar_companion companion;

	json_array(json, "companions");
	for (uint32_t i = 0; i < symbol->ncompanions; i++) {
		if (sidecar_companion_at(rows->sidecar,
					 symbol->first_companion + i,
					 &companion))
			return -1;
		put_companion(json, &companion);
	}
	json_end(json);
	return 0;
}

static int put_row(struct json *json, const struct rows *rows,
		   const struct row *row)
{
	struct row_symbol symbol;

	if (rows_read(rows, row, &symbol))
		return -1;
	json_object(json, NULL);
	json_text_or_null(json, "symbol", symbol.name);
	json_address(json, "address", symbol.address);
	if (row->offset_known) {
		json_address(json, "searched", row->address);
		json_signed(json, "offset",
			    (int64_t)(row->address - symbol.address));
	}
	json_number(json, "size", symbol.size);
	json_text(json, "kind", symbol.kind);
	json_text_or_null(json, "section", symbol.section);
	json_text_or_null(json, "base", symbol.base);
	json_text_or_null(json, "output_section", symbol.output_section);
	json_text_or_null(json, "source", symbol.source);
	put_file(json, symbol.file.name, symbol.file.member);
	if (rows->companions && put_companions(json, rows, &symbol))
		return -1;
	json_end(json);
	return 0;
}

static int put_rows(const struct rows *rows,
		    const struct foldinfo_options *options)
{
	struct json json = { .to = stdout };
	const struct row *row;

	(void)options;
	if (rows_check(rows))
		return -1;
	json_object(&json, NULL);
	json_array(&json, "symbols");
	vec_for_each(&rows->list, row)
		if (put_row(&json, rows, row))
			return -1;
	json_end(&json);
	json_end(&json);
	return 0;
}

/* -- info, check ----------------------------------------------------------- */

static void put_info(const struct answer_info *answer)
{
	const struct sidecar_info *info = answer->info;
	struct json json = { .to = stdout };
	const struct sidecar_file *file;

	json_object(&json, NULL);
	json_text(&json, "output", info->output);
	json_text_or_null(&json, "build_id", answer->build_id);
	json_text(&json, "ldfold", info->writer);
	json_text_or_null(&json, "compiler", info->compiler);
	json_text_or_null(&json, "ld", info->linker);
	json_text_or_null(&json, "config", info->config);
	json_number(&json, "format", info->version);
	json_number(&json, "checksums", info->checksum_recipe);
	json_number(&json, "sections", info->nsections);
	json_number(&json, "symbols", info->nsymbols);
	json_number(&json, "companions", info->ncompanions);
	json_number(&json, "files", info->nfiles);
	json_bool(&json, "single_input", info->flags & SIDECAR_SINGLE_INPUT);
	json_array(&json, "joined");
	vec_for_each(&answer->joined, file) {
		json_object(&json, NULL);
		put_file(&json, file->name, file->member);
		json_end(&json);
	}
	json_end(&json);
	json_end(&json);
}

static void put_check(const struct answer_check *answer,
		      const struct foldinfo_options *options)
{
	struct json json = { .to = stdout };
	const struct answer_wrong *wrong;

	(void)options;
	json_object(&json, NULL);
	json_text(&json, "file", answer->file);
	json_bool(&json, "agrees", answer->same_link && !answer->wrong.size);
	json_bool(&json, "same_link", answer->same_link);
	json_number(&json, "confirmed", answer->confirmed);
	json_number(&json, "absent", answer->absent);
	json_number(&json, "overridden", answer->overridden);
	json_number(&json, "unnamed", answer->unnamed);
	json_array(&json, "wrong");
	vec_for_each(&answer->wrong, wrong) {
		json_object(&json, NULL);
		json_text(&json, "symbol", wrong->name);
		json_address(&json, "address", wrong->address);
		json_address(&json, "sidecar_address", wrong->sidecar_address);
		json_end(&json);
	}
	json_end(&json);
	json_end(&json);
}

/* -- refs ------------------------------------------------------------------ */

static void put_reference(struct json *json,
			  const struct answer_reference *reference)
{
	json_object(json, NULL);
	if (reference->has_offset)
		json_number(json, "offset", reference->offset);
	else
		json_null(json, "offset");
	json_text(json, "kind", reference->kind);
	json_text_or_null(json, "target", reference->target);
	if (reference->has_addend)
		json_signed(json, "addend", reference->addend);
	json_number(json, "relocation", reference->relocation);
	json_end(json);
}

static void put_user(struct json *json, const struct answer_user *user)
{
	json_object(json, NULL);
	json_number(json, "offset", user->offset);
	json_text(json, "symbol", user->name);
	put_file(json, user->object.file, user->object.member);
	json_bool(json, "sure", user->alike < 2);
	json_end(json);
}

static void put_refs(const struct answer_refs *answer)
{
	struct json json = { .to = stdout };
	const struct answer_subject *subject;

	json_object(&json, NULL);
	json_array(&json, "symbols");
	vec_for_each(&answer->subjects, subject) {
		json_object(&json, NULL);
		json_text(&json, "symbol", subject->name);
		put_file(&json, subject->object.file, subject->object.member);
		json_array(&json, "to");
		for (size_t i = subject->first_reference;
		     i < subject->end_reference; i++)
			put_reference(&json, &answer->references.data[i]);
		json_end(&json);
		json_array(&json, "from");
		for (size_t i = subject->first_user; i < subject->end_user; i++)
			put_user(&json, &answer->users.data[i]);
		json_end(&json);
		json_end(&json);
	}
	json_end(&json);
	json_end(&json);
}

/* -- diff ------------------------------------------------------------------ */

/* With --for: where the function is in the shipped kernel. */
static void put_place(struct json *json, const struct answer_place *place)
{
	json_object(json, "place");
	json_text_or_null(json, "object", place->object ? place->object : "");
	json_text_or_null(json, "symbol", place->object ? place->name : "");
	if (place->object) {
		json_number(json, "sympos", place->sympos);
		json_address(json, "address", place->address);
	} else {
		json_null(json, "sympos");
		json_null(json, "address");
	}
	json_text_or_null(json, "why", place->object ? "" : place->why);
	json_end(json);
}

static void put_difference(struct json *json,
			   const struct answer_difference *difference)
{
	json_object(json, NULL);
	json_text(json, "kind", difference->kind);
	json_text(json, "type", difference->type);
	json_text(json, "symbol", difference->item.name);
	json_text(json, "object", difference->item.file);
	json_text_or_null(json, "member", difference->item.member);
	json_text_or_null(json, "source", difference->item.source);
	json_text(json, "part_of", difference->part_of);
	json_text_or_null(json, "reason", difference->reason);
	json_text_or_null(json, "why_not", difference->why_not);
	json_bool(json, "sure", difference->sure);
	if (difference->placed)
		put_place(json, &difference->place);
	json_end(json);
}

static void put_diff(const struct answer_diff *answer,
		     const struct foldinfo_options *options)
{
	struct json json = { .to = stdout };
	const struct answer_difference *difference;
	const char **doubt;

	(void)options;
	json_object(&json, NULL);
	json_array(&json, "differences");
	vec_for_each(&answer->differences, difference)
		put_difference(&json, difference);
	json_end(&json);
	json_array(&json, "doubts");
	vec_for_each(&answer->doubts, doubt)
		json_text(&json, NULL, *doubt);
	json_end(&json);
	json_end(&json);
}

static void put_names(struct json *json, const struct answer_kpatch *answer,
		      const char *key)
{
	const struct answer_verdict *verdict;

	json_array(json, key);
	vec_for_each(&answer->verdicts, verdict)
		if (!strcmp(verdict->key, key))
			json_text(json, NULL, verdict->item.name);
	json_end(json);
}

static void put_verdict(struct json *json, const struct answer_verdict *verdict)
{
	json_object(json, NULL);
	json_text(json, "verdict", verdict->key);
	json_text(json, "symbol", verdict->item.name);
	json_text(json, "object", verdict->item.file);
	json_text_or_null(json, "member", verdict->item.member);
	json_text_or_null(json, "source", verdict->item.source);
	json_text_or_null(json, "why_not", verdict->why);
	if (verdict->placed)
		put_place(json, &verdict->place);
	json_end(json);
}

static void put_kpatch(const struct answer_kpatch *answer,
		       const struct foldinfo_options *options)
{
	struct json json = { .to = stdout };
	const struct answer_verdict *verdict;

	(void)options;
	json_object(&json, NULL);
	put_names(&json, answer, "changed");
	put_names(&json, answer, "new");
	put_names(&json, answer, "line");
	put_names(&json, answer, "refused");
	json_array(&json, "verdicts");
	vec_for_each(&answer->verdicts, verdict)
		put_verdict(&json, verdict);
	json_end(&json);
	json_end(&json);
}

/* -- match ----------------------------------------------------------------- */

static void put_match_difference(struct json *json,
				 const struct match_difference *d)
{
	static const char *const words[] = {
		[MATCH_ONLY_REBUILD] = "only_rebuild",
		[MATCH_ONLY_SHIPPED] = "only_vmlinux",
		[MATCH_SIZE] = "size",
		[MATCH_ORDER] = "order",
		[MATCH_CONTENTS] = "contents",
		[MATCH_REFERENCE] = "reference",
		[MATCH_LITERAL] = "string",
		[MATCH_FUNCTION_SIZE] = "function_size",
		[MATCH_ANCHORED] = "anchored",
	};

	json_object(json, NULL);
	json_text(json, "symbol", (d->rebuild ? d->rebuild : d->shipped)->name);
	json_text(json, "what", words[d->what]);
	if (d->rebuild && d->what != MATCH_ORDER)
		json_number(json, "rebuild_size", d->rebuild->size);
	if (d->shipped && d->what != MATCH_ORDER)
		json_number(json, "vmlinux_size", d->shipped->size);
	if (d->text && *d->text)
		json_text(json, d->what == MATCH_LITERAL ? "string" : "target",
			  d->text);
	json_end(json);
}

static void put_match_differences(struct json *json, const struct match *match,
				  size_t first, size_t end)
{
	json_array(json, "differences");
	for (size_t i = first; i < end; i++)
		put_match_difference(json, &match->differences.data[i]);
	json_end(json);
}

static void put_object(struct json *json, const struct match *match,
		       const struct answer_object *object)
{
	json_object(json, NULL);
	json_text(json, "state", object->state_word);
	put_origin(json, &object->object);
	if (object->state == MATCH_DOUBTFUL)
		json_text(json, "why", object->why);
	put_match_differences(json, match, object->first, object->end);
	json_end(json);
}

static void put_compilers(struct json *json, const char *key,
			  const struct kernel *kernel)
{
	json_array(json, key);
	for (size_t at = 0; at < kernel->comment_size;
	     at += strlen(kernel->comment + at) + 1)
		if (kernel->comment[at])
			json_text(json, NULL, kernel->comment + at);
	json_end(json);
}

static void put_match(const struct answer_match *answer,
		      const struct foldinfo_options *options)
{
	const struct match *match = answer->match;
	struct json json = { .to = stdout };
	const struct answer_object *object;
	const char **added;

	(void)options;
	json_object(&json, NULL);
	json_text(&json, "vmlinux", match->shipped->path);
	json_bool(&json, "matches", match->matches);
	json_number(&json, "objects", match->rebuild->groups.size);
	json_number(&json, "same", match->nsame);
	json_number(&json, "functions", match->nfunctions);
	json_number(&json, "resized", match->nresized);
	json_bool(&json, "contents_known", masked_is_known(&match->masked));
	json_number(&json, "same_code", match->nproven);
	json_number(&json, "anchored", match->nanchored);
	json_bool(&json, "compilers_known", match->comments_known);
	json_bool(&json, "compilers_differ", match->comments_differ);
	put_compilers(&json, "rebuild_compilers", match->rebuild);
	put_compilers(&json, "vmlinux_compilers", match->shipped);
	json_array(&json, "details");
	vec_for_each(&answer->objects, object)
		put_object(&json, match, object);
	json_end(&json);
	json_array(&json, "added");
	vec_for_each(&answer->added, added)
		json_text(&json, NULL, *added);
	json_end(&json);
	json_object(&json, "globals");
	json_bool(&json, "differ", match->globals_differ);
	put_match_differences(&json, match, match->first_global,
			      match->differences.size);
	json_end(&json);
	json_end(&json);
}

/* -- sympos ---------------------------------------------------------------- */

static void put_sympos(const struct answer_sympos *answer,
		       const struct foldinfo_options *options)
{
	const struct positions *positions = &answer->positions;
	struct json json = { .to = stdout };
	const struct position *position;

	(void)options;
	json_object(&json, NULL);
	json_text_or_null(&json, "for", answer->shipped);
	json_text(&json, "table",
		  positions->is_module	    ? "module"
		  : positions->by_own_table ? "kernel"
					    : "rules");
	json_array(&json, "positions");
	vec_for_each(&positions->list, position) {
		json_object(&json, NULL);
		json_text(&json, "symbol", position->name);
		if (position->section) {
			json_null(&json, "address");
			json_text(&json, "section", position->section);
			json_number(&json, "offset", position->address);
		} else {
			json_address(&json, "address", position->address);
		}
		json_number(&json, "sympos", position->sympos);
		put_origin(&json, &position->object);
		json_end(&json);
	}
	json_end(&json);
	json_end(&json);
}

/* -- audit ----------------------------------------------------------------- */

static void put_audit(const struct answer_audit *answer,
		      const struct foldinfo_options *options)
{
	static const char *const words[AUDIT_NVERDICTS] = {
		[AUDIT_RIGHT] = "right",
		[AUDIT_UNPROVEN] = "unproven",
		[AUDIT_WRONG] = "wrong",
	};
	struct json json = { .to = stdout };
	const struct answer_finding *finding;

	(void)options;
	json_object(&json, NULL);
	json_text(&json, "patch", answer->patch);
	json_text(&json, "for", answer->shipped);
	json_text_or_null(&json, "form", answer->form);
	for (unsigned int i = 0; i < AUDIT_NVERDICTS; i++)
		json_number(&json, words[i], answer->counts[i]);
	json_bool(&json, "compared_with_source", answer->is_compared);
	json_array(&json, "findings");
	vec_for_each(&answer->findings, finding) {
		json_object(&json, NULL);
		json_text(&json, "verdict", words[finding->verdict]);
		json_text_or_null(&json, "object", finding->object);
		json_text(&json, "subject", finding->subject);
		json_text(&json, "check", finding->check);
		json_text(&json, "reason", finding->reason);
		json_end(&json);
	}
	json_end(&json);
	json_end(&json);
}

const struct printer print_json = {
	.rows = put_rows,
	.info = put_info,
	.check = put_check,
	.refs = put_refs,
	.diff = put_diff,
	.kpatch = put_kpatch,
	.match = put_match,
	.sympos = put_sympos,
	.audit = put_audit,
};
