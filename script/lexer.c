/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cutting a linker script into tokens, exactly as ld does.
 *
 * ld's lexer is a flex scanner with states (ld/ldlex.l in binutils 2.40), and
 * the state decides what a name is. Inside the braces of an output section
 * (WILD) the characters , = : [ ] ! ^ belong to names, so that `*(.a,.b)` has
 * one pattern ".a,.b", and a slash and star in mid-name are part of that name:
 * a comment is one only where a token could start. In expressions the same
 * characters are operators. A rewriter that got this wrong would edit the
 * wrong bytes, so the tables below follow the character classes of ldlex.l,
 * one for each state.
 *
 * Flex takes the longest match, and of equally long ones the first rule; here
 * that comes to: quotes, then the longest of name and operator.
 */
#include "script/lexer.h"

#include <ctype.h>
#include <string.h>

/* What may stand in a name, and what may begin one; NULL: same as in. */
struct name_chars {
	const char *in;
	const char *first;
};

#define ALNUM "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define ALPHA "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

static const struct name_chars names[] = {
	[LEX_SCRIPT] = { "_" ALNUM "/.\\$~-+:[],=", "_" ALPHA "/.\\$~" },
	[LEX_EXPRESSION] = { "_" ALNUM "/.\\$~", "_" ALPHA ".\\$" },
	[LEX_WILD] = { "_" ALNUM "/.\\$~-+:[],=?*^!", NULL },
	[LEX_INPUTLIST] = { "_" ALNUM "/.\\$~-+:[],=", "_" ALPHA "/.\\$~=-" },
};

/* Operators, longest first, that each state knows. */
static const char *const script_operators[] = {
	"<<=", ">>=", "+=", "-=", "*=", "/=", "&=", "|=", ">", ",", "~",
	"!",   "+",   "-",  "=",  "}",	"{",  ")",  "(",  ":", ";", NULL,
};
static const char *const expression_operators[] = {
	"<<=", ">>=", "||", "==", "!=", ">=", "<=", "<<", ">>", "+=",
	"-=",  "*=",  "/=", "&=", "|=", "&&", ">",  ",",  "&",	"|",
	"~",   "!",   "?",  "*",  "+",	"-",  "/",  "%",  "<",	"=",
	"}",   "{",   ")",  "(",  ":",	";",  NULL,
};
static const char *const wild_operators[] = {
	"<<=", ">>=", "+=", "-=", "*=", "/=", "&=", "|=", "&",
	"=",   "]",   "[",  "}",  "{",	")",  "(",  ";",  NULL,
};
static const char *const inputlist_operators[] = { ",", ")", "(", NULL };

static const char *const *const operators[] = {
	[LEX_SCRIPT] = script_operators,
	[LEX_EXPRESSION] = expression_operators,
	[LEX_WILD] = wild_operators,
	[LEX_INPUTLIST] = inputlist_operators,
};

static bool is_one_of(char c, const char *set)
{
	return c && strchr(set, c);
}

static size_t left(const struct lexer *lexer)
{
	return lexer->size - lexer->at;
}

/* Step over COUNT characters, counting lines. */
static void advance(struct lexer *lexer, size_t count)
{
	for (; count; count--)
		if (lexer->text[lexer->at++] == '\n')
			lexer->line++;
}

/* Step over a comment; false if it has no end. */
static bool skip_comment(struct lexer *lexer)
{
	const char *start = lexer->text + lexer->at + 2;
	const char *end = memmem(start, left(lexer) - 2, "*/", 2);

	if (!end) {
		advance(lexer, left(lexer));
		return false;
	}
	advance(lexer, (size_t)(end + 2 - (lexer->text + lexer->at)));
	return true;
}

static bool at_comment(const struct lexer *lexer)
{
	return left(lexer) >= 2 && !memcmp(lexer->text + lexer->at, "/*", 2);
}

/* ld/ldlex.l: `#` starts a comment to the end of the line, but not in a list
 * of files. The preprocessor's line marks are such comments. */
static bool at_line_comment(const struct lexer *lexer, enum lexer_state state)
{
	return state != LEX_INPUTLIST && lexer->text[lexer->at] == '#';
}

static void skip_line(struct lexer *lexer)
{
	lexer->has_line_comments = true;
	while (left(lexer) && lexer->text[lexer->at] != '\n')
		advance(lexer, 1);
}

/* Step over blanks and comments; false at a comment without end. */
static bool skip_space(struct lexer *lexer, enum lexer_state state)
{
	while (left(lexer)) {
		if (is_one_of(lexer->text[lexer->at], " \t\r\n"))
			advance(lexer, 1);
		else if (at_comment(lexer)) {
			if (!skip_comment(lexer))
				return false;
		} else if (at_line_comment(lexer, state))
			skip_line(lexer);
		else
			break;
	}
	return true;
}

/* ld/ldlex.l has a rule of its own for this one name in expressions, so that
 * it can follow a fill value: `} =0x90 /DISCARD/ : {...}`. */
static bool at_discard(const struct lexer *lexer, enum lexer_state state)
{
	static const char discard[] = "/DISCARD/";
	size_t length = sizeof(discard) - 1;

	return state == LEX_EXPRESSION && left(lexer) >= length &&
	       !memcmp(lexer->text + lexer->at, discard, length);
}

static size_t name_length(const struct lexer *lexer, enum lexer_state state)
{
	const char *text = lexer->text + lexer->at;
	const char *first = names[state].first;
	size_t length = 0;

	if (at_discard(lexer, state))
		return strlen("/DISCARD/");
	if (first && !is_one_of(text[0], first))
		return 0;
	while (length < left(lexer) && is_one_of(text[length], names[state].in))
		length++;
	return length;
}

/* A number of an expression: 0x10, 4K, 10H. What looks like a word of hex
 * digits is a number only if it ends in a base letter; that matters to its
 * value alone, so such words are left to be names. */
static size_t number_length(const struct lexer *lexer, enum lexer_state state)
{
	const char *text = lexer->text + lexer->at;
	size_t length = 0;

	if ((state != LEX_SCRIPT && state != LEX_EXPRESSION) ||
	    !isdigit((unsigned char)text[0]))
		return 0;
	while (length < left(lexer) && isalnum((unsigned char)text[length]))
		length++;
	return length;
}

static size_t operator_length(const struct lexer *lexer, enum lexer_state state)
{
	for (const char *const *op = operators[state]; *op; op++) {
		size_t length = strlen(*op);

		if (length <= left(lexer) &&
		    !memcmp(lexer->text + lexer->at, *op, length))
			return length;
	}
	return 0;
}

/* ld/ldlex.l: quotes give what is inside, whatever the state; no escapes. */
static size_t quoted_length(const struct lexer *lexer)
{
	const char *start = lexer->text + lexer->at;
	const char *end;

	if (*start != '"')
		return 0;
	end = memchr(start + 1, '"', left(lexer) - 1);
	return end ? (size_t)(end + 1 - start) : 0;
}

static enum token_kind classify(const struct lexer *lexer,
				enum lexer_state state, size_t *length)
{
	size_t name, operator;

	if (lexer->text[lexer->at] == '"') {
		*length = quoted_length(lexer);
		if (*length)
			return TOKEN_QUOTED;
		*length = left(lexer);
		return TOKEN_UNCLOSED;
	}
	*length = number_length(lexer, state);
	if (*length)
		return TOKEN_NUMBER;
	name = name_length(lexer, state);
	operator= operator_length(lexer, state);
	*length = name > operator? name : operator;
	if (!*length) {
		*length = 1;
		return TOKEN_INVALID;
	}
	return name > operator? TOKEN_NAME : TOKEN_OPERATOR;
}

struct token lexer_next(struct lexer *lexer, enum lexer_state state)
{
	struct token token = { .kind = TOKEN_END };
	bool closed = skip_space(lexer, state);
	size_t length = 0;

	token.start = token.end = lexer->at;
	token.line = lexer->line;
	if (!closed) {
		token.kind = TOKEN_UNCLOSED;
		return token;
	}
	if (!left(lexer))
		return token;
	token.kind = classify(lexer, state, &length);
	advance(lexer, length);
	token.end = lexer->at;
	return token;
}

bool token_is(const struct lexer *lexer, const struct token *token,
	      const char *text)
{
	size_t length = token->end - token->start;

	return (token->kind == TOKEN_NAME || token->kind == TOKEN_OPERATOR) &&
	       length == strlen(text) &&
	       !memcmp(lexer->text + token->start, text, length);
}
