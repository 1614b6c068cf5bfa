/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parsing the script from outside in: commands, SECTIONS, output sections,
 * OVERLAY. Grammar: ld/ldgram.y, "ifile_p1", "sec_or_group_p1", "section". */
#include <stdio.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "script/parse.h"
#include "script/place.h"

/* The header behind a section's name, up to `{`: address, type, AT, ALIGN, ...
 * Only what folding must know is looked at. */
static enum parse_status parse_header(struct parser *parser,
				      struct output_section *output)
{
	static const char *const constraints[] = {
		"ONLY_IF_RO",
		"ONLY_IF_RW",
		NULL,
	};
	struct token token = parser_next(parser, LEX_EXPRESSION);
	size_t start = token.start;

	output->address_zero = token.kind == TOKEN_NUMBER &&
			       token.end - token.start == 1 &&
			       parser->lexer.text[start] == '0';
	while (!parser_token_is(parser, &token, "{")) {
		if (token.kind == TOKEN_END || token.kind == TOKEN_UNCLOSED ||
		    token.kind == TOKEN_INVALID ||
		    parser_token_is(parser, &token, "}") ||
		    parser_token_is(parser, &token, ";"))
			return parser_decline(
				parser, &token,
				"expected an output section, not");
		for (const char *const *c = constraints; *c; c++)
			if (parser_token_is(parser, &token, *c))
				output->constrained = true;
		token = parser_next(parser, LEX_EXPRESSION);
	}
	return PARSE_OK;
}

/* Behind the closing brace: `>region AT>region :phdr =fill ,`. REGIONS, if not
 * NULL, gets the text of the regions. */
static enum parse_status parse_tail(struct parser *parser, char **regions)
{
	size_t start = 0, end = 0;

	for (;;) {
		struct token token = parser_peek(parser, LEX_SCRIPT);
		bool region = parser_token_is(parser, &token, ">") ||
			      parser_token_is(parser, &token, "AT");

		if (parser_token_is(parser, &token, "=")) {
			enum parse_status status;

			parser_next(parser, LEX_SCRIPT);
			status = parser_skip_expression(parser);
			if (status)
				return status;
			continue;
		}
		if (!region && !parser_token_is(parser, &token, ":"))
			break;
		parser_next(parser, LEX_SCRIPT);
		if (parser_token_is(parser, &token, "AT"))
			parser_next(parser, LEX_SCRIPT);
		if (region && !end)
			start = token.start;
		token = parser_next(parser, LEX_SCRIPT);
		if (!token_is_name(&token))
			return parser_decline(parser, &token,
					      "expected a name, not");
		if (region)
			end = token.end;
	}
	parser_accept(parser, LEX_SCRIPT, ",");
	if (regions && end) {
		*regions = strndup(parser->lexer.text + start, end - start);
		if (!*regions) {
			report_nomem();
			return PARSE_FAILED;
		}
	}
	return PARSE_OK;
}

/* Add an output section named by TOKEN. */
static struct output_section *add_output(struct parser *parser,
					 const struct token *token)
{
	struct script *script = parser->script;
	struct output_section *output = vec_push(&script->outputs);

	if (!output)
		return NULL;
	output->name = parser_name(parser, token);
	if (!output->name)
		return NULL;
	output->discard = !strcmp(output->name, "/DISCARD/");
	output->first_statement = (unsigned int)script->statements.size;
	output->first_slot = script->nslots;
	output->line = token->line;
	output->overwrites = parser->overwrites;
	parser->in_slot = false;
	parser->firm = false;
	return output;
}

/* The statements of the last output section, up to and with `}`. */
static enum parse_status parse_body(struct parser *parser)
{
	struct script *script = parser->script;
	struct output_section *output;
	enum parse_status status = parse_statements(parser);

	output = &script->outputs.data[script->outputs.size - 1];
	output->nstatements = (unsigned int)script->statements.size -
			      output->first_statement;
	return status ? status : parser_expect(parser, LEX_WILD, "}");
}

static enum parse_status add_item(struct parser *parser,
				  enum script_item_kind kind, size_t start,
				  size_t end)
{
	struct script_item *item = vec_push(&parser->script->items);

	if (!item)
		return PARSE_FAILED;
	item->kind = kind;
	item->whole = parser_extent(parser, start, end);
	item->output = (unsigned int)parser->script->outputs.size - 1;
	return PARSE_OK;
}

static enum parse_status parse_output(struct parser *parser,
				      const struct token *name)
{
	struct output_section *output = add_output(parser, name);
	enum parse_status status;
	char *regions = NULL;

	if (!output)
		return PARSE_FAILED;
	status = parse_header(parser, output);
	if (!status)
		status = parse_body(parser);
	if (!status)
		status = parse_tail(parser, &regions);
	parser->script->outputs.data[parser->script->outputs.size - 1].regions =
		regions;
	if (!status)
		status = add_item(parser, SCRIPT_OUTPUT, name->start,
				  parser->lexer.at);
	return status;
}

/* OVERLAY [start] : [NOCROSSREFS] [AT(...)] { section { ... } ... } */
static enum parse_status parse_overlay(struct parser *parser,
				       const struct token *keyword)
{
	struct output_section header = {};
	enum parse_status status;

	if (parser_is_lld(parser))
		return parser_decline(parser, keyword, "unknown construct");
	status = parse_header(parser, &header);

	while (!status && !parser_accept(parser, LEX_SCRIPT, "}")) {
		struct token token = parser_next(parser, LEX_SCRIPT);
		struct output_section *output;

		if (!token_is_name(&token))
			return parser_decline(parser, &token,
					      "expected a section name, not");
		output = add_output(parser, &token);
		if (!output)
			return PARSE_FAILED;
		output->in_overlay = true;
		status = parser_expect(parser, LEX_SCRIPT, "{");
		if (!status)
			status = parse_body(parser);
		if (!status)
			status = parse_tail(parser, NULL);
	}
	if (!status)
		status = parse_tail(parser, NULL);
	if (!status)
		status = add_item(parser, SCRIPT_OUTPUT, keyword->start,
				  parser->lexer.at);
	return status;
}

/* PROVIDE(...), ASSERT(...), ENTRY(...) among the output sections. */
static enum parse_status parse_call_item(struct parser *parser,
					 const struct token *keyword)
{
	enum parse_status status = parser_skip_block(parser, LEX_EXPRESSION,
						     "(", ")");

	if (status)
		return status;
	parser_skip_separator(parser);
	return add_item(parser, SCRIPT_OTHER, keyword->start, parser->lexer.at);
}

static enum parse_status parse_assignment_item(struct parser *parser,
					       const struct token *name)
{
	bool dot = parser_token_is(parser, name, ".");
	enum parse_status status = parser_skip_assignment(parser);

	return status ? status
		      : add_item(parser, dot ? SCRIPT_DOT : SCRIPT_OTHER,
				 name->start, parser->lexer.at);
}

static enum parse_status include_sections(struct parser *parser,
					  const struct token *keyword)
{
	(void)keyword;
	return parser_include(parser, parse_sections);
}

static enum parse_status decline_keyword(struct parser *parser,
					 const struct token *keyword)
{
	return parser_decline(parser, keyword, "unknown construct");
}

static enum parse_status skip_nothing(struct parser *parser,
				      const struct token *keyword)
{
	(void)parser;
	(void)keyword;
	return PARSE_OK;
}

static enum parse_status skip_parens(struct parser *parser,
				     const struct token *keyword)
{
	(void)keyword;
	return parser_skip_block(parser, LEX_EXPRESSION, "(", ")");
}

static enum parse_status skip_files(struct parser *parser,
				    const struct token *keyword)
{
	(void)keyword;
	return parser_skip_block(parser, LEX_INPUTLIST, "(", ")");
}

/* INPUT and the like: files that ldfold would have to look for. */
static enum parse_status skip_input(struct parser *parser,
				    const struct token *keyword)
{
	return parser_is_lld(parser) ? decline_keyword(parser, keyword)
				     : skip_files(parser, keyword);
}

static enum parse_status skip_braces(struct parser *parser,
				     const struct token *keyword)
{
	struct token token = parser_peek(parser, LEX_EXPRESSION);

	(void)keyword;
	/* VERSION can also be a name of an assignment; ld says no there. */
	if (!parser_token_is(parser, &token, "{"))
		return parser_decline(parser, &token, "expected `{', not");
	return parser_skip_block(parser, LEX_EXPRESSION, "{", "}");
}

static enum parse_status sections_command(struct parser *parser,
					  const struct token *keyword)
{
	enum parse_status status = parser_expect(parser, LEX_SCRIPT, "{");

	if (!parser->script->sections_start.end)
		parser->script->sections_start = parser_extent(
			parser, keyword->start, keyword->end);
	if (!status)
		status = parse_sections(parser);
	if (!status) {
		struct token token = parser_peek(parser, LEX_SCRIPT);

		parser->script->sections_end = parser_extent(
			parser, token.start, token.end);
		status = parser_expect(parser, LEX_SCRIPT, "}");
	}
	return status;
}

/* What lld places before all else, wherever it stands: so the model only has it
 * before SECTIONS. Is it the user's, then fold_check() declines. */
static enum parse_status overwrite_command(struct parser *parser,
					   const struct token *keyword)
{
	enum parse_status status;

	if (!parser_is_lld(parser) || parser->script->sections_start.end)
		return decline_keyword(parser, keyword);
	parser->overwrites = true;
	status = parser_expect(parser, LEX_SCRIPT, "{");
	if (!status)
		status = parse_sections(parser);
	if (!status)
		status = parser_expect(parser, LEX_SCRIPT, "}");
	parser->overwrites = false;
	return status;
}

static enum parse_status parse_commands(struct parser *parser);

static enum parse_status include_commands(struct parser *parser,
					  const struct token *keyword)
{
	(void)keyword;
	return parser_include(parser, parse_commands);
}

typedef enum parse_status (*keyword_parser)(struct parser *parser,
					    const struct token *keyword);

struct keyword {
	const char *text;
	keyword_parser parse;
};

static const struct keyword section_keywords[] = {
	{ "OVERLAY", parse_overlay },
	{ "ENTRY", parse_call_item },
	{ "ASSERT", parse_call_item },
	{ "PROVIDE", parse_call_item },
	{ "PROVIDE_HIDDEN", parse_call_item },
	{ "HIDDEN", parse_call_item },
	{ "INCLUDE", include_sections },
	{ ";", skip_nothing },
	{ "GROUP", decline_keyword },
	{ "CLASS", decline_keyword },
	{},
};

/* INSERT makes ld read its own default script too, which ldfold can't see. */
static const struct keyword commands[] = {
	{ "SECTIONS", sections_command },
	{ "INCLUDE", include_commands },
	{ "PHDRS", skip_braces },
	{ "MEMORY", skip_braces },
	{ "VERSION", skip_braces },
	{ "TARGET", skip_parens },
	{ "OVERWRITE_SECTIONS", overwrite_command },
	{ "SEARCH_DIR", skip_input },
	{ "OUTPUT", skip_files },
	{ "OUTPUT_FORMAT", skip_parens },
	{ "OUTPUT_ARCH", skip_parens },
	{ "INPUT", skip_input },
	{ "GROUP", skip_input },
	{ "MAP", skip_files },
	{ "NOCROSSREFS", skip_parens },
	{ "NOCROSSREFS_TO", skip_parens },
	{ "EXTERN", skip_parens },
	{ "REGION_ALIAS", skip_parens },
	{ "LD_FEATURE", skip_parens },
	{ "STARTUP", skip_input },
	{ "HLL", skip_files },
	{ "SYSLIB", skip_files },
	{ "ENTRY", parse_call_item },
	{ "ASSERT", parse_call_item },
	{ "PROVIDE", parse_call_item },
	{ "PROVIDE_HIDDEN", parse_call_item },
	{ "HIDDEN", parse_call_item },
	{ "FORCE_COMMON_ALLOCATION", skip_nothing },
	{ "FORCE_GROUP_ALLOCATION", skip_nothing },
	{ "INHIBIT_COMMON_ALLOCATION", skip_nothing },
	{ "FLOAT", skip_nothing },
	{ "NOFLOAT", skip_nothing },
	{ ";", skip_nothing },
	{ "INSERT", decline_keyword },
	{},
};

static const struct keyword *find_keyword(const struct parser *parser,
					  const struct keyword *table,
					  const struct token *token)
{
	for (; table->text; table++)
		if (parser_token_is(parser, token, table->text))
			return table;
	return NULL;
}

enum parse_status parse_sections(struct parser *parser)
{
	enum parse_status status = PARSE_OK;

	while (!status) {
		struct token token = parser_peek(parser, LEX_SCRIPT);
		const struct keyword *keyword = find_keyword(
			parser, section_keywords, &token);

		if (token.kind == TOKEN_END ||
		    parser_token_is(parser, &token, "}"))
			return PARSE_OK;
		parser_next(parser, LEX_SCRIPT);
		if (keyword)
			status = keyword->parse(parser, &token);
		else if (!token_is_name(&token))
			status = decline_keyword(parser, &token);
		else if (parser_at_assignment(parser, LEX_SCRIPT))
			status = parse_assignment_item(parser, &token);
		else
			status = parse_output(parser, &token);
	}
	return status;
}

static enum parse_status parse_commands(struct parser *parser)
{
	enum parse_status status = PARSE_OK;

	while (!status) {
		struct token token = parser_peek(parser, LEX_SCRIPT);
		const struct keyword *keyword = find_keyword(parser, commands,
							     &token);

		if (token.kind == TOKEN_END)
			return PARSE_OK;
		parser_next(parser, LEX_SCRIPT);
		if (keyword)
			status = keyword->parse(parser, &token);
		else if (token_is_name(&token) &&
			 parser_at_assignment(parser, LEX_SCRIPT))
			status = parse_assignment_item(parser, &token);
		else
			status = decline_keyword(parser, &token);
	}
	return status;
}

int script_load(enum dialect dialect, const char *path, const char *const *dirs,
		size_t ndirs, struct script **ret,
		struct script_decline *decline)
{
	struct script *script = calloc(1, sizeof(*script));
	struct parser parser = {
		.script = script,
		.decline = decline,
		.dirs = dirs,
		.ndirs = ndirs,
	};
	enum parse_status status;

	*decline = (struct script_decline){};
	if (!script)
		return report_nomem();
	script->dialect = dialect;
	status = parser_open(&parser, path);
	if (!status)
		status = parse_commands(&parser);
	if (!status && place_index_create(script))
		status = PARSE_FAILED;
	if (status) {
		script_destroy(script);
		return status;
	}
	*ret = script;
	return 0;
}
