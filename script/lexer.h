/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens of a linker script, as ld's own lexer cuts them in each state. */
#ifndef LDFOLD_LEXER_H
#define LDFOLD_LEXER_H

#include <stdbool.h>
#include <stddef.h>

/* ld's lexer states (ld/ldlex.l, "STATES"), as far as scripts use them. */
enum lexer_state {
	LEX_SCRIPT,	/* outside the braces of an output section */
	LEX_EXPRESSION, /* in an expression */
	LEX_WILD,	/* inside the braces: input section patterns */
	LEX_INPUTLIST,	/* the files of INPUT and GROUP */
};

enum token_kind {
	TOKEN_END,
	TOKEN_NAME,   /* a name or keyword; ld tells them apart by text */
	TOKEN_QUOTED, /* "...": always a name */
	TOKEN_NUMBER,
	TOKEN_OPERATOR, /* one of ld's operators and punctuation marks */
	TOKEN_INVALID,	/* a character that ld would ignore with a warning */
	TOKEN_UNCLOSED, /* a quote or comment without its end */
};

struct token {
	enum token_kind kind;
	size_t start, end; /* offsets in the text, quotes included */
	unsigned int line; /* of its first character */
};

struct lexer {
	const char *text;
	size_t size;
	size_t at;
	unsigned int line;
	bool has_line_comments; /* met so far: from `#' to the line's end */
};

/* Cut the next token of LEXER in STATE. */
struct token lexer_next(struct lexer *lexer, enum lexer_state state);

/* Is TOKEN of LEXER the unquoted TEXT? */
bool token_is(const struct lexer *lexer, const struct token *token,
	      const char *text);

#endif
