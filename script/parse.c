/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parser's common ground. The grammar is that of ld/ldgram.y in binutils
 * 2.40; whatever isn't in it, or is new in a later ld, makes ldfold decline:
 * it then links with the original script rather than guess. */
#include "script/parse.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/io.h"
#include "common/report.h"

/* ld/ldlex.l: MAX_INCLUDE_DEPTH. */
enum { MAX_INCLUDE_DEPTH = 10 };

/* Functions of expressions that take the name of an output section. */
static bool asks_for_section(const struct parser *parser,
			     const struct token *token)
{
	static const char *const functions[] = {
		"ADDR",
		"LOADADDR",
		"SIZEOF",
		"ALIGNOF",
	};

	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++)
		if (parser_token_is(parser, token, functions[i]))
			return true;
	return false;
}

/* Note which sections expressions ask for. Running out of memory here is
 * noticed by whoever allocates next. */
static void note_reference(struct parser *parser, const struct token *token)
{
	struct script_reference *reference;

	if (asks_for_section(parser, token)) {
		parser->asking = 1;
		return;
	}
	if (parser->asking == 1 && parser_token_is(parser, token, "(")) {
		parser->asking = 2;
		return;
	}
	if (parser->asking == 2 && token_is_name(token)) {
		reference = vec_push(&parser->script->references);
		if (reference) {
			reference->name = parser_name(parser, token);
			reference->source = parser->source;
			reference->line = token->line;
		}
	}
	parser->asking = 0;
}

bool parser_is_lld(const struct parser *parser)
{
	return parser->script->dialect == DIALECT_LLD;
}

struct token parser_next(struct parser *parser, enum lexer_state state)
{
	/* ld/ldgram.y, paren_script_name: the name is cut as outside of
	 * expressions, where it may hold a `-'. */
	struct token token = lexer_next(
		&parser->lexer, parser->asking == 2 && state == LEX_EXPRESSION
					? LEX_SCRIPT
					: state);

	if (state == LEX_EXPRESSION || state == LEX_SCRIPT)
		note_reference(parser, &token);
	if (parser->lexer.has_line_comments)
		parser->script->has_line_comments = true;
	return token;
}

struct token parser_peek(const struct parser *parser, enum lexer_state state)
{
	struct lexer ahead = parser->lexer;

	return lexer_next(&ahead, state);
}

bool parser_token_is(const struct parser *parser, const struct token *token,
		     const char *text)
{
	return token_is(&parser->lexer, token, text);
}

bool parser_accept(struct parser *parser, enum lexer_state state,
		   const char *text)
{
	struct token token = parser_peek(parser, state);

	if (!parser_token_is(parser, &token, text))
		return false;
	parser_next(parser, state);
	return true;
}

enum parse_status parser_expect(struct parser *parser, enum lexer_state state,
				const char *text)
{
	struct token token = parser_next(parser, state);
	char why[64];

	if (parser_token_is(parser, &token, text))
		return PARSE_OK;
	snprintf(why, sizeof(why), "expected `%s', not", text);
	return parser_decline(parser, &token, why);
}

enum parse_status parser_decline(struct parser *parser,
				 const struct token *token, const char *why)
{
	const char *file = parser->script->sources.data[parser->source].name;
	int length = (int)(token->end - token->start);
	int status;

	if (length > 60)
		length = 60;
	if (token->kind == TOKEN_END)
		status = script_decline_init(parser->decline, file, token->line,
					     "%s the end of the file", why);
	else
		status = script_decline_init(parser->decline, file, token->line,
					     "%s `%.*s'", why, length,
					     parser->lexer.text + token->start);
	return status ? PARSE_FAILED : PARSE_DECLINED;
}

bool token_is_name(const struct token *token)
{
	return token->kind == TOKEN_NAME || token->kind == TOKEN_QUOTED;
}

char *parser_name(const struct parser *parser, const struct token *token)
{
	size_t quote = token->kind == TOKEN_QUOTED;
	char *name = strndup(parser->lexer.text + token->start + quote,
			     token->end - token->start - 2 * quote);

	if (!name)
		report_nomem();
	return name;
}

struct extent parser_extent(const struct parser *parser, size_t start,
			    size_t end)
{
	return (struct extent){ parser->source, start, end };
}

enum parse_status parser_skip_block(struct parser *parser,
				    enum lexer_state state, const char *open,
				    const char *close)
{
	enum parse_status status = parser_expect(parser, state, open);
	unsigned int depth = 1;

	while (!status && depth) {
		struct token token = parser_next(parser, state);

		if (token.kind == TOKEN_END || token.kind == TOKEN_UNCLOSED)
			return parser_decline(parser, &token,
					      "an unclosed block ends with");
		if (parser_token_is(parser, &token, open))
			depth++;
		else if (parser_token_is(parser, &token, close))
			depth--;
	}
	return status;
}

static bool is_one_of(const struct parser *parser, const struct token *token,
		      const char *const *texts)
{
	for (; *texts; texts++)
		if (parser_token_is(parser, token, *texts))
			return true;
	return false;
}

/* One operand: unary operators, then a number, a name, a function or (...). */
static enum parse_status skip_operand(struct parser *parser)
{
	static const char *const unary[] = { "-", "+", "!", "~", NULL };
	struct token token = parser_peek(parser, LEX_EXPRESSION);

	while (is_one_of(parser, &token, unary)) {
		parser_next(parser, LEX_EXPRESSION);
		token = parser_peek(parser, LEX_EXPRESSION);
	}
	if (parser_token_is(parser, &token, "("))
		return parser_skip_block(parser, LEX_EXPRESSION, "(", ")");
	parser_next(parser, LEX_EXPRESSION);
	if (token.kind != TOKEN_NUMBER && !token_is_name(&token))
		return parser_decline(parser, &token,
				      "unknown in an expression:");
	token = parser_peek(parser, LEX_EXPRESSION);
	if (parser_token_is(parser, &token, "("))
		return parser_skip_block(parser, LEX_EXPRESSION, "(", ")");
	return PARSE_OK;
}

enum parse_status parser_skip_expression(struct parser *parser)
{
	/* `:` only ever follows `?`, so it needs no counting here: where an
	 * expression ends before a `:` of the section's header, the header is
	 * skipped by other means. */
	static const char *const binary[] = {
		"*",  "/", "%", "+", "-", "<<", ">>", "==", "!=", "<=",
		">=", "<", ">", "&", "|", "&&", "||", "?",  NULL,
	};
	unsigned int questions = 0;

	for (;;) {
		enum parse_status status = skip_operand(parser);
		struct token token = parser_peek(parser, LEX_EXPRESSION);

		if (status)
			return status;
		if (parser_token_is(parser, &token, "?"))
			questions++;
		else if (questions && parser_token_is(parser, &token, ":"))
			questions--;
		else if (!is_one_of(parser, &token, binary))
			return PARSE_OK;
		parser_next(parser, LEX_EXPRESSION);
	}
}

bool parser_at_assignment(const struct parser *parser, enum lexer_state state)
{
	static const char *const assign[] = {
		"=", "+=", "-=", "*=", "/=", "<<=", ">>=", "&=", "|=", NULL,
	};
	struct token token = parser_peek(parser, state);

	return token.kind == TOKEN_OPERATOR &&
	       is_one_of(parser, &token, assign);
}

void parser_skip_separator(struct parser *parser)
{
	if (!parser_accept(parser, LEX_EXPRESSION, ";"))
		parser_accept(parser, LEX_EXPRESSION, ",");
}

enum parse_status parser_skip_assignment(struct parser *parser)
{
	enum parse_status status;
	struct token token;

	parser_next(parser, LEX_EXPRESSION);
	status = parser_skip_expression(parser);
	if (status)
		return status;
	token = parser_peek(parser, LEX_EXPRESSION);
	if (!parser_token_is(parser, &token, ";") &&
	    !parser_token_is(parser, &token, ","))
		return parser_decline(parser, &token,
				      "expected `;' after an assignment, not");
	parser_next(parser, LEX_EXPRESSION);
	return PARSE_OK;
}

/* Where ld would find NAME: as it is, or in a -L directory. New memory; NULL if
 * nowhere. */
static char *find_file(const struct parser *parser, const char *name)
{
	char *path;

	if (!access(name, R_OK) || name[0] == '/')
		return strdup(name);
	for (size_t i = 0; i < parser->ndirs; i++) {
		if (asprintf(&path, "%s/%s", parser->dirs[i], name) < 0)
			return NULL;
		if (!access(path, R_OK))
			return path;
		free(path);
	}
	return strdup(name);
}

/* Add a source file and start reading it. */
static enum parse_status push_source(struct parser *parser, const char *name,
				     struct extent name_in_parent)
{
	struct source *source = vec_push(&parser->script->sources);
	void *text;

	if (!source)
		return PARSE_FAILED;
	source->name = strdup(name);
	source->path = find_file(parser, name);
	source->parent = parser->source;
	source->name_in_parent = name_in_parent;
	if (!source->name || !source->path) {
		report_nomem();
		return PARSE_FAILED;
	}
	if (read_file(source->path, &text, &source->size))
		return PARSE_FAILED;
	source->text = text;
	parser->source = (unsigned int)parser->script->sources.size - 1;
	parser->lexer = (struct lexer){
		.text = source->text,
		.size = source->size,
		.line = 1,
	};
	return PARSE_OK;
}

enum parse_status parser_open(struct parser *parser, const char *path)
{
	return push_source(parser, path, (struct extent){});
}

enum parse_status parser_include(struct parser *parser,
				 enum parse_status (*parse)(struct parser *))
{
	struct token token = parser_next(parser, LEX_SCRIPT);
	unsigned int includer = parser->source;
	struct lexer behind = parser->lexer;
	_cleanup_free_ char *name = NULL;
	enum parse_status status;

	if (!token_is_name(&token))
		return parser_decline(parser, &token, "INCLUDE of");
	if (++parser->depth >= MAX_INCLUDE_DEPTH)
		return parser_decline(parser, &token,
				      "INCLUDE nested too deeply:");
	name = parser_name(parser, &token);
	if (!name)
		return PARSE_FAILED;
	status = push_source(parser, name,
			     parser_extent(parser, token.start, token.end));
	if (!status)
		status = parse(parser);
	if (!status) {
		token = parser_next(parser, LEX_SCRIPT);
		if (token.kind != TOKEN_END)
			status = parser_decline(
				parser, &token,
				"expected the end of an included file, not");
	}
	parser->depth--;
	parser->source = includer;
	parser->lexer = behind;
	return status;
}
