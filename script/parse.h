/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parser's common ground: tokens from a stack of included files, skipping
 * what section mapping doesn't depend on, declining. */
#ifndef LDFOLD_PARSE_H
#define LDFOLD_PARSE_H

#include "script/lexer.h"
#include "script/model.h"

/* Every parsing function returns this. Anything but PARSE_OK ends the parse. */
enum parse_status {
	PARSE_OK = 0,
	PARSE_DECLINED = 1, /* parser->decline is set */
	PARSE_FAILED = -1,  /* reported */
};

struct parser {
	struct script *script;
	struct script_decline *decline;
	const char *const *dirs;
	size_t ndirs;
	unsigned int source; /* the file being read */
	unsigned int depth;  /* of INCLUDE */
	struct lexer lexer;
	bool in_slot;	     /* the last statement's slot goes on */
	bool firm;	     /* what ended it shows in lld's map */
	bool overwrites;     /* in OVERWRITE_SECTIONS */
	unsigned int asking; /* words seen of `SIZEOF ( name' */
};

/* Does the script have to be read as lld reads it? */
bool parser_is_lld(const struct parser *parser);

/* The next token; the same without consuming it. */
struct token parser_next(struct parser *parser, enum lexer_state state);
struct token parser_peek(const struct parser *parser, enum lexer_state state);

/* Consume the next token if it is TEXT. */
bool parser_accept(struct parser *parser, enum lexer_state state,
		   const char *text);

/* Consume the next token, which has to be TEXT. */
enum parse_status parser_expect(struct parser *parser, enum lexer_state state,
				const char *text);

/* Stop: ldfold doesn't know what TOKEN means there. WHY is completed with the
 * token's text. Returns PARSE_DECLINED. */
enum parse_status parser_decline(struct parser *parser,
				 const struct token *token, const char *why);

/* A name token's text without quotes, in new memory, or NULL (reported). */
char *parser_name(const struct parser *parser, const struct token *token);

bool token_is_name(const struct token *token);
bool parser_token_is(const struct parser *parser, const struct token *token,
		     const char *text);
struct extent parser_extent(const struct parser *parser, size_t start,
			    size_t end);

/* Skip `( ... )` or `{ ... }`, nested ones included. */
enum parse_status parser_skip_block(struct parser *parser,
				    enum lexer_state state, const char *open,
				    const char *close);

/* Skip one expression, stopping where ld's grammar stops. */
enum parse_status parser_skip_expression(struct parser *parser);

/* Is the next token an assignment operator? */
bool parser_at_assignment(const struct parser *parser, enum lexer_state state);

/* Skip `= expression` or `+= expression` and the separator behind it. */
enum parse_status parser_skip_assignment(struct parser *parser);

/* Skip a separator, `;` or `,`, if one follows. */
void parser_skip_separator(struct parser *parser);

/* Read the file that INCLUDE names and run PARSE over it, up to its end. */
enum parse_status parser_include(struct parser *parser,
				 enum parse_status (*parse)(struct parser *));

/* Begin the script's own file. */
enum parse_status parser_open(struct parser *parser, const char *path);

/* parse-statements.c: what stands in an output section's braces, up to `}` or
 * the end of an included file, neither consumed. */
enum parse_status parse_statements(struct parser *parser);

/* parse-sections.c: what stands in SECTIONS's braces, likewise. */
enum parse_status parse_sections(struct parser *parser);

#endif
