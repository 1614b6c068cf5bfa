/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parsing what stands between the braces of an output section: input
 * descriptions, which become statements, and everything else, which ends a
 * slot. Grammar: ld/ldgram.y, "statement" and "input_section_spec". */
#include <elf.h>
#include <stdio.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "script/parse.h"

typedef enum parse_status (*statement_parser)(struct parser *parser,
					      const struct token *token);

/* ld's elf_flags_to_names (bfd/elflink.c), the flags of the gABI. Flags that
 * only one processor knows are unknown here, and decline. */
static const struct {
	const char *name;
	uint64_t flag;
} section_flags[] = {
	{ "SHF_WRITE", 0x1 },	      { "SHF_ALLOC", 0x2 },
	{ "SHF_EXECINSTR", 0x4 },     { "SHF_MERGE", 0x10 },
	{ "SHF_STRINGS", 0x20 },      { "SHF_INFO_LINK", 0x40 },
	{ "SHF_LINK_ORDER", 0x80 },   { "SHF_OS_NONCONFORMING", 0x100 },
	{ "SHF_GROUP", 0x200 },	      { "SHF_TLS", 0x400 },
	{ "SHF_MASKOS", 0x0ff00000 }, { "SHF_EXCLUDE", 0x80000000 },
};

/* Sort keywords around a section name, with what a second one inside makes of
 * them (ld/ldgram.y, section_name_spec). */
static const struct sort_rule {
	const char *outer, *inner;
	enum sort_order order;
} sort_rules[] = {
	{ "SORT_BY_NAME", "SORT_BY_ALIGNMENT", SORT_NAME_ALIGNMENT },
	{ "SORT_BY_NAME", "SORT_BY_NAME", SORT_NAME },
	{ "SORT_BY_NAME", NULL, SORT_NAME },
	{ "SORT_BY_ALIGNMENT", "SORT_BY_NAME", SORT_ALIGNMENT_NAME },
	{ "SORT_BY_ALIGNMENT", "SORT_BY_ALIGNMENT", SORT_ALIGNMENT },
	{ "SORT_BY_ALIGNMENT", NULL, SORT_ALIGNMENT },
	{ "SORT_BY_INIT_PRIORITY", NULL, SORT_PRIORITY },
	{ "SORT_NONE", NULL, SORT_OFF },
};

/* The sort keyword that TOKEN is, or NULL. SORT is short for SORT_BY_NAME. */
static const char *sort_keyword(const struct parser *parser,
				const struct token *token)
{
	if (parser_token_is(parser, token, "SORT"))
		return "SORT_BY_NAME";
	for (size_t i = 0; i < sizeof(sort_rules) / sizeof(*sort_rules); i++)
		if (parser_token_is(parser, token, sort_rules[i].outer))
			return sort_rules[i].outer;
	return NULL;
}

static const struct sort_rule *sort_rule(const char *outer, const char *inner)
{
	for (size_t i = 0; i < sizeof(sort_rules) / sizeof(*sort_rules); i++) {
		const struct sort_rule *rule = &sort_rules[i];

		if (!strcmp(rule->outer, outer) &&
		    (inner ? rule->inner && !strcmp(rule->inner, inner)
			   : !rule->inner))
			return rule;
	}
	return NULL;
}

/* A class of which the linkers make different things: with a `]` first, or a
 * `[` inside, which begins one like `[:alpha:]` (fnmatch(3)). */
static bool has_odd_class(const char *name)
{
	for (; (name = strchr(name, '[')); name++) {
		const char *end;

		name += name[1] == '!' || name[1] == '^';
		end = strchr(name + 1, ']');
		if (end == name + 1)
			return true;
		if (end && memchr(name + 1, '[', (size_t)(end - name - 1)))
			return true;
		if (!end)
			return false;
		name = end - 1;
	}
	return false;
}

/* Decline a name that lld reads otherwise than GNU ld, and ldfold not
 * surely. */
static enum parse_status check_name(struct parser *parser,
				    const struct token *token, bool is_file)
{
	_cleanup_free_ char *name = NULL;
	bool quoted = token->kind == TOKEN_QUOTED;
	size_t length;

	if (!parser_is_lld(parser))
		return PARSE_OK;
	name = parser_name(parser, token);
	if (!name)
		return PARSE_FAILED;
	length = strlen(name);
	/* It escapes what follows, but not in a quoted file name. */
	if (strchr(name, '\\'))
		return parser_decline(parser, token, "a backslash in");
	if (!quoted && strchr(name, ','))
		return parser_decline(parser, token, "a comma in");
	if (has_odd_class(name))
		return parser_decline(parser, token, "unknown class in");
	if (!is_file)
		return PARSE_OK;
	if (quoted && glob_is_wild(name))
		return parser_decline(parser, token,
				      "a wildcard in a quoted file name,");
	/* All members, or no member, to lld 20. */
	if (length && (name[0] == ':' || name[length - 1] == ':'))
		return parser_decline(parser, token, "unknown file pattern");
	return PARSE_OK;
}

/* `(name name...)` behind EXCLUDE_FILE. */
static enum parse_status parse_excluded(struct parser *parser, name_list *names)
{
	enum parse_status status = parser_expect(parser, LEX_WILD, "(");

	while (!status && !parser_accept(parser, LEX_WILD, ")")) {
		struct token token = parser_next(parser, LEX_WILD);
		char **name;

		if (!token_is_name(&token))
			return parser_decline(parser, &token,
					      "expected a file name, not");
		status = check_name(parser, &token, true);
		if (status)
			return status;
		name = vec_push(names);
		if (!name)
			return PARSE_FAILED;
		*name = parser_name(parser, &token);
		if (!*name)
			return PARSE_FAILED;
	}
	return status;
}

/* [EXCLUDE_FILE(...)] name */
static enum parse_status parse_maybe_excluding(struct parser *parser,
					       name_list *excluded,
					       bool *excludes,
					       struct token *ret)
{
	enum parse_status status = PARSE_OK;

	*excludes = parser_accept(parser, LEX_WILD, "EXCLUDE_FILE");
	if (*excludes)
		status = parse_excluded(parser, excluded);
	if (status)
		return status;
	*ret = parser_next(parser, LEX_WILD);
	if (!token_is_name(ret))
		return parser_decline(parser, ret, "expected a name, not");
	return PARSE_OK;
}

/* What newer linkers have made keywords: to ld 2.40 they are file names, to
 * ld 2.42 and later something else, and ldfold doesn't know which ld reads. */
static bool is_newer_keyword(const struct parser *parser,
			     const struct token *token)
{
	static const char *const keywords[] = {
		"REVERSE", "CLASS", "ASCIZ", "LINKER_VERSION", NULL,
	};

	for (const char *const *keyword = keywords; *keyword; keyword++)
		if (parser_token_is(parser, token, *keyword))
			return true;
	return false;
}

/* One member of a section name list, with its sort keywords. */
static enum parse_status parse_pattern_into(struct parser *parser,
					    struct pattern *pattern)
{
	struct token first = parser_peek(parser, LEX_WILD), name;
	const char *outer = sort_keyword(parser, &first), *inner = NULL;
	const struct sort_rule *rule;
	enum parse_status status;
	unsigned int parens = 0;

	if (is_newer_keyword(parser, &first))
		return parser_decline(parser, &first, "unknown construct");
	for (; parens < 2; parens++) {
		struct token token = parser_peek(parser, LEX_WILD);
		const char *keyword = sort_keyword(parser, &token);

		if (!keyword)
			break;
		if (parens)
			inner = keyword;
		parser_next(parser, LEX_WILD);
		status = parser_expect(parser, LEX_WILD, "(");
		if (status)
			return status;
	}
	rule = outer ? sort_rule(outer, inner) : NULL;
	if (outer && !rule)
		return parser_decline(parser, &first, "unknown nesting of");
	pattern->sort = rule ? rule->order : SORT_NOTHING;
	status = parse_maybe_excluding(parser, &pattern->excluded,
				       &pattern->excludes, &name);
	if (!status)
		status = check_name(parser, &name, false);
	for (; !status && parens; parens--)
		status = parser_expect(parser, LEX_WILD, ")");
	if (status)
		return status;
	pattern->name = parser_name(parser, &name);
	if (!pattern->name)
		return PARSE_FAILED;
	pattern->glob = glob_compile(pattern->name);
	pattern->glob.apart = parser_is_lld(parser);
	pattern->token = parser_extent(parser, name.start, name.end);
	pattern->whole = parser_extent(parser, first.start, parser->lexer.at);
	return PARSE_OK;
}

/* In lld EXCLUDE_FILE goes on to concern what follows it, up to the next one
 * or SORT (lld/ELF/ScriptParser.cpp, readInputSectionsList). */
static enum parse_status inherit_excluded(struct parser *parser,
					  struct statement *statement)
{
	size_t last = statement->patterns.size - 1;
	struct pattern *pattern = &statement->patterns.data[last];
	const struct pattern *before = last ? pattern - 1 : NULL;

	if (!parser_is_lld(parser) || !before || pattern->excluded.size ||
	    pattern->excludes || pattern->sort != SORT_NOTHING ||
	    before->sort != SORT_NOTHING)
		return PARSE_OK;
	for (size_t i = 0; i < before->excluded.size; i++) {
		char **name = vec_push(&pattern->excluded);

		if (!name)
			return PARSE_FAILED;
		*name = strdup(before->excluded.data[i]);
		if (!*name) {
			report_nomem();
			return PARSE_FAILED;
		}
		pattern->inherits = true;
	}
	return PARSE_OK;
}

static enum parse_status parse_patterns(struct parser *parser,
					struct statement *statement,
					const char *close)
{
	enum parse_status status;

	do {
		struct pattern *pattern = vec_push(&statement->patterns);

		if (!pattern)
			return PARSE_FAILED;
		status = parse_pattern_into(parser, pattern);
		if (!status)
			status = inherit_excluded(parser, statement);
	} while (!status && !parser_accept(parser, LEX_WILD, close));
	return status;
}

static bool find_flag(const char *name, uint64_t *flag)
{
	for (size_t i = 0; i < sizeof(section_flags) / sizeof(*section_flags);
	     i++)
		if (!strcmp(section_flags[i].name, name)) {
			*flag = section_flags[i].flag;
			return true;
		}
	return false;
}

/* `(FLAG & !FLAG...)` behind INPUT_SECTION_FLAGS. */
static enum parse_status parse_flags(struct parser *parser,
				     struct statement *statement)
{
	enum parse_status status = parser_expect(parser, LEX_WILD, "(");

	while (!status) {
		struct token token = parser_next(parser, LEX_WILD);
		_cleanup_free_ char *name = NULL;
		uint64_t flag;
		bool not ;

		if (!token_is_name(&token))
			return parser_decline(parser, &token,
					      "expected a section flag, not");
		name = parser_name(parser, &token);
		if (!name)
			return PARSE_FAILED;
		not = name[0] == '!';
		if (!find_flag(name + not, &flag) ||
		    (parser_is_lld(parser) && flag == SHF_GROUP))
			return parser_decline(parser, &token,
					      "unknown section flag");
		if (not )
			statement->flags_clear |= flag;
		else
			statement->flags_set |= flag;
		if (parser_accept(parser, LEX_WILD, ")"))
			return PARSE_OK;
		status = parser_expect(parser, LEX_WILD, "&");
	}
	return status;
}

/* Store the file pattern that TOKEN names; `*` is no pattern
 * (ld/ldlang.c, lang_add_wild). */
static enum parse_status set_file(struct parser *parser,
				  struct statement *statement,
				  const struct token *token)
{
	_cleanup_free_ char *name = parser_name(parser, token);

	if (!name)
		return PARSE_FAILED;
	if (strcmp(name, "*")) {
		statement->file = no_cleanup_ptr(name);
		parser->script->has_file_patterns = true;
	}
	return PARSE_OK;
}

/* The file part, possibly in SORT_BY_NAME(...) or SORT_NONE(...). */
static enum parse_status parse_file(struct parser *parser,
				    struct statement *statement)
{
	struct token token = parser_peek(parser, LEX_WILD);
	const char *sort = sort_keyword(parser, &token);
	enum parse_status status = PARSE_OK;
	bool excludes;

	/* Names of files to lld. */
	if (parser_is_lld(parser) &&
	    (sort || parser_token_is(parser, &token, "EXCLUDE_FILE")))
		return parser_decline(parser, &token,
				      "lld knows no such file pattern:");
	if (sort) {
		statement->files_sorted = !strcmp(sort, "SORT_BY_NAME");
		parser_next(parser, LEX_WILD);
		status = parser_expect(parser, LEX_WILD, "(");
	}
	if (!status)
		status = parse_maybe_excluding(parser, &statement->excluded,
					       &excludes, &token);
	if (!status && is_newer_keyword(parser, &token))
		status = parser_decline(parser, &token, "unknown construct");
	if (!status)
		status = check_name(parser, &token, true);
	if (!status && sort)
		status = parser_expect(parser, LEX_WILD, ")");
	return status ? status : set_file(parser, statement, &token);
}

/* One input description, `KEEP(` and `)` taken care of by the caller. */
static enum parse_status parse_description(struct parser *parser,
					   struct statement *statement)
{
	enum parse_status status = PARSE_OK;

	if (parser_accept(parser, LEX_WILD, "INPUT_SECTION_FLAGS"))
		status = parse_flags(parser, statement);
	if (status)
		return status;
	if (!parser_is_lld(parser) && parser_accept(parser, LEX_WILD, "["))
		return parse_patterns(parser, statement, "]");
	status = parse_file(parser, statement);
	if (!status && parser_accept(parser, LEX_WILD, "("))
		status = parse_patterns(parser, statement, ")");
	return status;
}

/* The slot for another statement. */
static enum parse_status current_slot(struct parser *parser, unsigned int *ret)
{
	struct script *script = parser->script;
	bool *firm;

	if (!parser->in_slot) {
		script->outputs.data[script->outputs.size - 1].nslots++;
		script->nslots++;
		parser->in_slot = true;
		firm = vec_push(&script->firm_slots);
		if (!firm)
			return PARSE_FAILED;
		*firm = parser->firm;
		parser->firm = false;
	}
	*ret = script->nslots - 1;
	return PARSE_OK;
}

static enum parse_status parse_input(struct parser *parser,
				     const struct token *first)
{
	struct script *script = parser->script;
	struct statement *statement = vec_push(&script->statements);
	enum parse_status status = PARSE_OK;

	if (!statement)
		return PARSE_FAILED;
	statement->output = (unsigned int)script->outputs.size - 1;
	statement->line = first->line;
	status = current_slot(parser, &statement->slot);
	if (status)
		return status;
	statement->keep = parser_accept(parser, LEX_WILD, "KEEP");
	if (statement->keep)
		status = parser_expect(parser, LEX_WILD, "(");
	if (!status)
		status = parse_description(parser, statement);
	if (!status && statement->keep)
		status = parser_expect(parser, LEX_WILD, ")");
	statement->whole = parser_extent(parser, first->start,
					 parser->lexer.at);
	return status;
}

static enum parse_status decline_for_lld(struct parser *parser,
					 const struct token *token)
{
	return parser_decline(parser, token, "lld doesn't know");
}

/* QUAD(expression), FILL(...), ASSERT(...), PROVIDE(...): not input. */
static enum parse_status skip_call(struct parser *parser,
				   const struct token *token)
{
	enum parse_status status;

	(void)token;
	parser_next(parser, LEX_WILD);
	parser->in_slot = false;
	status = parser_skip_block(parser, LEX_EXPRESSION, "(", ")");
	if (!status)
		parser_skip_separator(parser);
	return status;
}

/* What lld's map has a line for, unlike FILL, and PROVIDE where nobody asks for
 * the symbol. */
static enum parse_status skip_data(struct parser *parser,
				   const struct token *token)
{
	parser->firm = true;
	return skip_call(parser, token);
}

static enum parse_status skip_signed_data(struct parser *parser,
					  const struct token *token)
{
	return parser_is_lld(parser) ? decline_for_lld(parser, token)
				     : skip_call(parser, token);
}

static enum parse_status skip_object_symbols(struct parser *parser,
					     const struct token *token)
{
	if (parser_is_lld(parser))
		return decline_for_lld(parser, token);
	parser_next(parser, LEX_WILD);
	parser->in_slot = false;
	return PARSE_OK;
}

static enum parse_status skip_word(struct parser *parser,
				   const struct token *token)
{
	(void)token;
	parser_next(parser, LEX_WILD);
	parser->in_slot = false;
	return PARSE_OK;
}

static enum parse_status skip_semicolon(struct parser *parser,
					const struct token *token)
{
	(void)token;
	parser_next(parser, LEX_WILD);
	return PARSE_OK;
}

static enum parse_status include_statements(struct parser *parser,
					    const struct token *token)
{
	(void)token;
	parser_next(parser, LEX_WILD);
	return parser_include(parser, parse_statements);
}

static enum parse_status decline_newer(struct parser *parser,
				       const struct token *token)
{
	return parser_decline(parser, token, "unknown construct");
}

/* What begins a statement; a name that isn't here begins an input description
 * or an assignment. */
static const struct {
	const char *keyword;
	statement_parser parse;
} statement_keywords[] = {
	{ ";", skip_semicolon },
	{ "CREATE_OBJECT_SYMBOLS", skip_object_symbols },
	{ "CONSTRUCTORS", skip_word },
	{ "BYTE", skip_data },
	{ "SHORT", skip_data },
	{ "LONG", skip_data },
	{ "QUAD", skip_data },
	{ "SQUAD", skip_signed_data },
	{ "FILL", skip_call },
	{ "ASSERT", skip_call },
	{ "PROVIDE", skip_call },
	{ "PROVIDE_HIDDEN", skip_call },
	{ "HIDDEN", skip_call },
	{ "INCLUDE", include_statements },
	{ "REVERSE", decline_newer },
	{ "CLASS", decline_newer },
	{ "ASCIZ", decline_newer },
	{ "LINKER_VERSION", decline_newer },
};

/* SORT(CONSTRUCTORS), which looks like a sorted file name. */
static bool at_sorted_constructors(const struct parser *parser)
{
	struct parser ahead = *parser;
	struct token token = parser_next(&ahead, LEX_WILD);

	return sort_keyword(parser, &token) &&
	       parser_accept(&ahead, LEX_WILD, "(") &&
	       parser_accept(&ahead, LEX_WILD, "CONSTRUCTORS");
}

/* A name followed by an assignment operator. */
static bool at_assignment(const struct parser *parser)
{
	struct parser ahead = *parser;
	struct token token = parser_next(&ahead, LEX_WILD);

	return token_is_name(&token) && parser_at_assignment(&ahead, LEX_WILD);
}

static enum parse_status parse_statement(struct parser *parser,
					 const struct token *token)
{
	for (size_t i = 0;
	     i < sizeof(statement_keywords) / sizeof(*statement_keywords); i++)
		if (parser_token_is(parser, token,
				    statement_keywords[i].keyword))
			return statement_keywords[i].parse(parser, token);
	if (at_sorted_constructors(parser))
		return skip_call(parser, token);
	if (at_assignment(parser)) {
		parser_next(parser, LEX_WILD);
		parser->in_slot = false;
		parser->firm = true;
		return parser_skip_assignment(parser);
	}
	if (!token_is_name(token) && !parser_token_is(parser, token, "["))
		return parser_decline(parser, token, "unknown construct");
	return parse_input(parser, token);
}

enum parse_status parse_statements(struct parser *parser)
{
	for (;;) {
		struct token token = parser_peek(parser, LEX_WILD);
		enum parse_status status;

		if (token.kind == TOKEN_END ||
		    parser_token_is(parser, &token, "}"))
			return PARSE_OK;
		status = parse_statement(parser, &token);
		if (status)
			return status;
	}
}
