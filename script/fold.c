/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folding a script: the plan becomes edits, the edits a text. Nothing but input
 * patterns, and the output sections of rule 4, ever changes. */
#include "script/fold.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "script/edit.h"
#include "script/plan.h"

/* A text that grows. */
typedef VEC(char) text_buffer;

typedef VEC(const struct exception *) exception_list;

static int append(text_buffer *buffer, const char *text)
{
	size_t length = strlen(text);

	if (vec_reserve(buffer, buffer->size + length + 1))
		return -1;
	memcpy(buffer->data + buffer->size, text, length + 1);
	buffer->size += length;
	return 0;
}

/* The keywords of a sort order, to be closed by as many parentheses. */
static const char *const sort_keywords[] = {
	[SORT_NOTHING] = "",
	[SORT_OFF] = "SORT_NONE(",
	[SORT_NAME] = "SORT_BY_NAME(",
	[SORT_ALIGNMENT] = "SORT_BY_ALIGNMENT(",
	[SORT_NAME_ALIGNMENT] = "SORT_BY_NAME(SORT_BY_ALIGNMENT(",
	[SORT_ALIGNMENT_NAME] = "SORT_BY_ALIGNMENT(SORT_BY_NAME(",
	[SORT_PRIORITY] = "SORT_BY_INIT_PRIORITY(",
};

/* How patterns have to be written in one list. */
struct manner {
	bool lld;   /* a file name in quotes has no wildcards */
	bool mixed; /* and EXCLUDE_FILE concerns all that follows: where names
		     * are excepted, each pattern needs its own */
};

static int append_names(text_buffer *buffer, const struct manner *manner,
			const name_list *names)
{
	for (size_t i = 0; i < names->size; i++) {
		bool first = buffer->data[buffer->size - 1] == '(';
		bool bare = manner->lld && glob_is_wild(names->data[i]);
		const char *quote = bare ? "" : "\"";

		if ((!first && append(buffer, " ")) || append(buffer, quote) ||
		    append(buffer, names->data[i]) || append(buffer, quote))
			return -1;
	}
	return 0;
}

/* An empty list ends what an earlier one began. */
static int append_excluded(text_buffer *buffer, const struct manner *manner,
			   const struct pattern *pattern, const name_list *more)
{
	const name_list *names = &pattern->excluded;

	if (!names->size && !more->size &&
	    (!manner->mixed || pattern->sort != SORT_NOTHING))
		return 0;
	if (append(buffer, "EXCLUDE_FILE(") ||
	    append_names(buffer, manner, names) ||
	    append_names(buffer, manner, more))
		return -1;
	return append(buffer, ") ");
}

/* TEXT in the same SORT(...) and EXCLUDE_FILE(...) as PATTERN, and with more
 * excluded FILES. */
static int append_text(text_buffer *buffer, const struct manner *manner,
		       const struct pattern *pattern, const char *text,
		       const name_list *files)
{
	const char *open = sort_keywords[pattern->sort];

	if (append(buffer, open) ||
	    append_excluded(buffer, manner, pattern, files) ||
	    append(buffer, text))
		return -1;
	for (; *open; open++)
		if (*open == '(' && append(buffer, ")"))
			return -1;
	return 0;
}

/* The same for SHAPE. */
static int append_like(text_buffer *buffer, const struct manner *manner,
		       const struct pattern *pattern, const struct shape *shape,
		       const name_list *files)
{
	_cleanup_free_ char *text = shape_text(shape);

	return text ? append_text(buffer, manner, pattern, text, files) : -1;
}

/* Shapes in the manner of PATTERN, a blank before each. */
static int append_shapes(text_buffer *buffer, const struct manner *manner,
			 const struct pattern *pattern,
			 const shape_list *shapes)
{
	static const name_list none;
	const struct shape *shape;

	vec_for_each(shapes, shape)
		if (append(buffer, " ") ||
		    append_like(buffer, manner, pattern, shape, &none))
			return -1;
	return 0;
}

/* An exception's name, less its files, in the manner of PATTERN. */
static int append_exception(text_buffer *buffer, const struct manner *manner,
			    const struct pattern *pattern,
			    const struct exception *exception)
{
	struct shape shape;
	int status;

	if (shape_literal(exception->name, false, &shape))
		return -1;
	status = append(buffer, " ") || append_like(buffer, manner, pattern,
						    &shape, &exception->files);
	shape_deinit(&shape);
	return status ? -1 : 0;
}

static bool matches(const shape_list *shapes, const struct shape *name)
{
	const struct shape *shape;

	vec_for_each(shapes, shape)
		if (shape_subsumes(shape, name))
			return true;
	return false;
}

/* Take the names of exceptions for STATEMENT, or for the section added for
 * BASE, out of SHAPES: what is left in *rest, the exceptions met in *met. */
static int part_exceptions(const struct plan *plan, unsigned int statement,
			   uint32_t base, const shape_list *shapes,
			   shape_list *rest, exception_list *met)
{
	const struct exception *exception;
	const struct shape *shape;
	shape_list names = {};
	int status = 0;

	vec_for_each(&plan->exceptions, exception) {
		const struct exception **slot;

		if (!exception_is_for(exception, statement, base))
			continue;
		status = status ||
			 shape_list_add(&names, exception->name, false);
		if (status || !matches(shapes, &names.data[names.size - 1]))
			continue;
		slot = vec_push(met);
		if (slot)
			*slot = exception;
		else
			status = -1;
	}
	vec_for_each(shapes, shape)
		status = status || shape_difference(shape, &names, rest);
	shape_list_deinit(&names);
	return status ? -1 : 0;
}

/* How the patterns of STATEMENT, or of the section added for BASE, are to be
 * written. */
static struct manner manner_of(const struct plan *plan, unsigned int statement,
			       uint32_t base)
{
	struct manner manner = { .lld = plan->script->dialect == DIALECT_LLD };
	const struct exception *exception;

	vec_for_each(&plan->exceptions, exception)
		if (exception_is_for(exception, statement, base))
			manner.mixed = manner.lld;
	return manner;
}

/* SHAPES in the manner of PATTERN, less the exceptions for STATEMENT, or for
 * the section added for BASE; then each name excepted, less its files. */
static int append_parted(text_buffer *buffer, const struct plan *plan,
			 const struct pattern *pattern, unsigned int statement,
			 uint32_t base, const shape_list *shapes)
{
	struct manner manner = manner_of(plan, statement, base);
	exception_list met = {};
	shape_list rest = {};
	int status = part_exceptions(plan, statement, base, shapes, &rest,
				     &met);

	if (!status)
		status = append_shapes(buffer, &manner, pattern, &rest);
	for (size_t i = 0; !status && i < met.size; i++)
		status = append_exception(buffer, &manner, pattern,
					  met.data[i]);
	vec_deinit(&met);
	shape_list_deinit(&rest);
	return status;
}

static bool pattern_takes(const struct pattern *pattern,
			  const struct exception *exception)
{
	return glob_match(&pattern->glob, exception->name,
			  strlen(exception->name));
}

/* A pattern that is no shape can't let go of one name, only of whole files. */
static int append_without_files(text_buffer *buffer, const struct plan *plan,
				unsigned int statement,
				const struct pattern *pattern)
{
	struct manner manner = manner_of(plan, statement, RULES_NO_BASE);
	const struct extent *token = &pattern->token;
	const char *source = plan->script->sources.data[token->source].text;
	char *text = strndup(source + token->start, token->end - token->start);
	const struct exception *exception;
	name_list files = {};
	int status = text ? append(buffer, " ") : report_nomem();

	vec_for_each(&plan->exceptions, exception) {
		if (!exception_is_for(exception, statement, RULES_NO_BASE) ||
		    !pattern_takes(pattern, exception))
			continue;
		for (size_t i = 0; !status && i < exception->files.size; i++) {
			char **file = vec_push(&files);

			if (file)
				*file = exception->files.data[i];
			else
				status = -1;
		}
	}
	if (!status)
		status = append_text(buffer, &manner, pattern, text, &files);
	vec_deinit(&files);
	free(text);
	return status;
}

/* Do exceptions concern this pattern? */
static bool is_excepted(const struct plan *plan, unsigned int statement,
			const struct pattern *pattern)
{
	const struct exception *exception;

	vec_for_each(&plan->exceptions, exception)
		if (exception_is_for(exception, statement, RULES_NO_BASE) &&
		    pattern_takes(pattern, exception))
			return true;
	return false;
}

/* The first of a list needs none. There always is one: names are taken from a
 * pattern's shapes only where each is put back for the files that may keep
 * it. */
static void drop_blank(text_buffer *list)
{
	if (!list->size)
		return;
	memmove(list->data, list->data + 1, list->size);
	list->size--;
}

static int edit_pattern(const struct plan *plan, unsigned int statement,
			const struct pattern *pattern,
			const struct effective *effective, edit_list *edits)
{
	text_buffer buffer = {};
	int status;

	if (effective->is_shape)
		status = append_parted(&buffer, plan, pattern, statement,
				       RULES_NO_BASE, &effective->shapes);
	else
		status = append_without_files(&buffer, plan, statement,
					      pattern);
	if (status) {
		vec_deinit(&buffer);
		return -1;
	}
	drop_blank(&buffer);
	return edit_add(edits, pattern->whole, buffer.data);
}

static int edit_patterns(const struct plan *plan, edit_list *edits)
{
	const struct script *script = plan->script;

	for (unsigned int s = 0; s < script->statements.size; s++) {
		const struct statement *statement = &script->statements.data[s];

		for (unsigned int p = 0; p < statement->patterns.size; p++) {
			const struct pattern *pattern =
				&statement->patterns.data[p];
			const struct effective *effective = plan_effective(
				plan, s, p);

			if ((effective->edited ||
			     is_excepted(plan, s, pattern) ||
			     manner_of(plan, s, RULES_NO_BASE).mixed) &&
			    edit_pattern(plan, s, pattern, effective, edits))
				return -1;
		}
	}
	return 0;
}

/* Put a base's globs behind the pattern that takes it. */
static int edit_home(const struct plan *plan, uint32_t base,
		     const struct home *home, edit_list *edits)
{
	const struct statement *statement =
		&plan->script->statements.data[home->statement];
	const struct pattern *pattern =
		&statement->patterns.data[home->pattern];
	struct extent behind = pattern->whole;
	text_buffer buffer = {};
	shape_list globs = {};
	int status = plan_globs(plan, base, home, &globs);

	behind.start = behind.end;
	if (!status)
		status = append_parted(&buffer, plan, pattern, home->statement,
				       RULES_NO_BASE, &globs);
	shape_list_deinit(&globs);
	if (!status && buffer.size)
		return edit_add(edits, behind, buffer.data);
	vec_deinit(&buffer);
	return status;
}

static int edit_homes(const struct plan *plan, edit_list *edits)
{
	for (uint32_t base = 0; base < plan->bases.size; base++) {
		const struct base_plan *bp = &plan->bases.data[base];

		for (size_t i = 0; i < bp->homes.size; i++)
			if (edit_home(plan, base, &bp->homes.data[i], edits))
				return -1;
	}
	return 0;
}

/* Is this a put into STATEMENT, or, where BASE isn't NULL, into the section of
 * BASE? */
static bool is_put(const struct directive *directive, long statement,
		   const char *base)
{
	if (directive->kind != DIRECTIVE_PUT ||
	    directive->statement != statement)
		return false;
	return !base || !strcmp(directive->base, base);
}

/* `"FILE"(NAME) `, NAME as a pattern for just that. lld takes a quoted FILE
 * literally, and that is how remedies have it then. */
static int append_put(text_buffer *buffer, const struct directive *directive,
		      bool keep)
{
	_cleanup_free_ char *name = NULL;
	struct shape shape;

	if (shape_literal(directive->name, false, &shape))
		return -1;
	name = shape_text(&shape);
	shape_deinit(&shape);
	if (!name || append(buffer, keep ? "KEEP(\"" : "\"") ||
	    append(buffer, directive->file) || append(buffer, "\"(") ||
	    append(buffer, name))
		return -1;
	return append(buffer, keep ? ")) " : ") ");
}

/* One for each put into STATEMENT, or into BASE's section. */
static int append_puts(text_buffer *buffer, const struct plan *plan,
		       long statement, const char *base)
{
	size_t count = refinements_count(plan->refinements);
	bool keep = statement >= 0 &&
		    plan->script->statements.data[statement].keep;

	for (size_t i = 0; i < count; i++) {
		const struct directive *directive = refinements_get(
			plan->refinements, i);

		if (is_put(directive, statement, base) &&
		    append_put(buffer, directive, keep))
			return -1;
	}
	return 0;
}

static int edit_puts(const struct plan *plan, edit_list *edits)
{
	const struct script *script = plan->script;

	if (!refinements_count(plan->refinements))
		return 0;
	for (size_t s = 0; s < script->statements.size; s++) {
		struct extent before = script->statements.data[s].whole;
		text_buffer buffer = {};

		before.end = before.start;
		if (append_puts(&buffer, plan, (long)s, NULL)) {
			vec_deinit(&buffer);
			return -1;
		}
		if (buffer.size && edit_add(edits, before, buffer.data))
			return -1;
	}
	return 0;
}

/* What the section added for base NUMBER takes. */
static int append_members(text_buffer *buffer, const struct plan *plan,
			  uint32_t number)
{
	static const struct pattern plain;
	const char *name = plan->rules->bases.data[number].name;
	shape_list shapes = {};
	int status = shape_list_add(&shapes, name, false) ||
		     plan_globs(plan, number, NULL, &shapes) ||
		     append_parted(buffer, plan, &plain, PLACE_NONE, number,
				   &shapes);

	shape_list_deinit(&shapes);
	return status ? -1 : 0;
}

static int append_section(text_buffer *buffer, const struct plan *plan,
			  uint32_t number)
{
	const char *name = plan->rules->bases.data[number].name;
	const struct orphan_place *place = &plan->bases.data[number].place;
	const char *regions = place->regions;
	text_buffer members = {};
	bool lld = plan->script->dialect == DIALECT_LLD;
	const char *open = lld		 ? "OVERWRITE_SECTIONS { "
			   : place->bare ? "\nSECTIONS { "
					 : "";
	int status = append_members(&members, plan, number);

	if (!status)
		status = append(buffer, open) || append(buffer, name) ||
			 append(buffer, " : { ") ||
			 append_puts(buffer, plan, DIRECTIVE_NO_STATEMENT,
				     name) ||
			 append(buffer, "*(") ||
			 append(buffer, members.data + 1);
	vec_deinit(&members);
	if (status || append(buffer, ") } ") ||
	    (regions && (append(buffer, regions) || append(buffer, " "))) ||
	    (*open && append(buffer, "} ")))
		return -1;
	return 0;
}

static int edit_added(const struct plan *plan, edit_list *edits)
{
	for (size_t i = 0; i < plan->added.size; i++) {
		uint32_t base = plan->added.data[i];
		text_buffer buffer = {};

		if (append_section(&buffer, plan, base)) {
			vec_deinit(&buffer);
			return -1;
		}
		if (edit_add(edits, plan->bases.data[base].place.where,
			     buffer.data))
			return -1;
	}
	return 0;
}

/* Render source NUMBER and hand it out. Where an included file got another
 * name, the includer gets an edit. */
static int publish_source(const struct script *script, unsigned int number,
			  edit_list *edits, fold_publish_fn publish, void *ctx,
			  char **ret_path)
{
	const struct source *source = &script->sources.data[number];
	bool changed = edit_touches(edits, number);
	_cleanup_free_ char *text = NULL;
	_cleanup_free_ char *path = NULL;
	char *quoted;
	size_t size;

	edit_sort(edits);
	text = edit_apply(edits, source, number, &size);
	if (!text || publish(ctx, source->name, text, size, changed, &path))
		return -1;
	if (!number) {
		*ret_path = no_cleanup_ptr(path);
		return 0;
	}
	if (!strcmp(path, source->name))
		return 0;
	if (asprintf(&quoted, "\"%s\"", path) < 0)
		return report_nomem();
	return edit_add(edits, source->name_in_parent, quoted);
}

static int publish_all(const struct script *script, edit_list *edits,
		       fold_publish_fn publish, void *ctx, char **ret_path)
{
	/* Included files have higher numbers than their includers. */
	for (size_t i = script->sources.size; i-- > 0;)
		if (publish_source(script, (unsigned int)i, edits, publish, ctx,
				   ret_path))
			return -1;
	return 0;
}

int fold_script(const struct script *script, const struct rules *rules,
		const struct refinements *refinements, fold_publish_fn publish,
		void *ctx, char **ret_path, bool *ret_changed)
{
	edit_list edits = {};
	struct plan plan;
	int status = -1;

	if (!plan_init(&plan, script, rules, refinements) &&
	    !edit_puts(&plan, &edits) && !edit_patterns(&plan, &edits) &&
	    !edit_homes(&plan, &edits) && !edit_added(&plan, &edits)) {
		*ret_changed = edits.size > 0;
		status = publish_all(script, &edits, publish, ctx, ret_path);
	}
	edit_list_deinit(&edits);
	plan_deinit(&plan);
	return status;
}
