/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Refinements, one directive a line. STATEMENT is the number of a statement of
 * the original script, counted from 0 in matching order. Words are escaped by
 * refine_escape().
 *
 *	put STATEMENT NAME FILE
 *		a statement FILE(NAME) before STATEMENT, in its slot
 *	except STATEMENT NAME FILE
 *		STATEMENT no longer takes section NAME of FILE
 *	section BASE
 *		BASE gets an output section of its own (rule 4)
 *
 * Instead of STATEMENT a base section can stand: the statement in the output
 * section that folding adds for it.
 */
#include "script/refine.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/report.h"
#include "common/vec.h"

struct refinements {
	VEC(struct directive) directives;
};

static const struct grammar {
	const char *keyword;
	enum directive_kind kind;
	size_t nwords;
} grammar[] = {
	{ "put", DIRECTIVE_PUT, 4 },
	{ "except", DIRECTIVE_EXCEPT, 4 },
	{ "section", DIRECTIVE_SECTION, 2 },
};

static bool needs_escape(unsigned char c)
{
	return c <= ' ' || c == '%' || c == 0x7f;
}

char *refine_escape(const char *text)
{
	char *escaped = malloc(strlen(text) * 3 + 1), *out = escaped;

	if (!escaped) {
		report_nomem();
		return NULL;
	}
	for (; *text; text++) {
		if (needs_escape((unsigned char)*text))
			out += sprintf(out, "%%%02X", (unsigned char)*text);
		else
			*out++ = *text;
	}
	*out = '\0';
	return escaped;
}

/* Undo refine_escape in place. */
static void unescape(char *text)
{
	char *out = text;

	for (; *text; text++) {
		if (*text == '%' && isxdigit((unsigned char)text[1]) &&
		    isxdigit((unsigned char)text[2])) {
			char digits[] = { text[1], text[2], '\0' };

			*out++ = (char)strtoul(digits, NULL, 16);
			text += 2;
		} else
			*out++ = *text;
	}
	*out = '\0';
}

static size_t count_words(const char *line)
{
	size_t count = 0;

	for (line += strspn(line, " "); *line; line += strspn(line, " ")) {
		line += strcspn(line, " ");
		count++;
	}
	return count;
}

static const struct grammar *find_grammar(const char *keyword, size_t nwords)
{
	for (size_t i = 0; i < sizeof(grammar) / sizeof(*grammar); i++)
		if (nwords == grammar[i].nwords &&
		    !strcmp(keyword, grammar[i].keyword))
			return &grammar[i];
	return NULL;
}

/* A copy of WORD, unescaped; clears *ok on failure. */
static char *take(const char *word, bool *ok)
{
	char *copy = strdup(word);

	if (copy)
		unescape(copy);
	else
		*ok = false;
	return copy;
}

/* A word that is a statement's number or a base's name. */
static void take_target(struct directive *directive, const char *word, bool *ok)
{
	char *end;

	directive->statement = strtol(word, &end, 10);
	if (end == word || *end || directive->statement < 0) {
		directive->statement = DIRECTIVE_NO_STATEMENT;
		directive->base = take(word, ok);
	}
}

/* REST has the words behind the keyword, as many as the grammar has. */
static bool fill(struct directive *directive, char *rest)
{
	bool ok = true;

	directive->statement = DIRECTIVE_NO_STATEMENT;
	switch (directive->kind) {
	case DIRECTIVE_PUT:
	case DIRECTIVE_EXCEPT:
		take_target(directive, strtok_r(NULL, " ", &rest), &ok);
		directive->name = take(strtok_r(NULL, " ", &rest), &ok);
		directive->file = take(strtok_r(NULL, " ", &rest), &ok);
		break;
	case DIRECTIVE_SECTION:
		directive->base = take(strtok_r(NULL, " ", &rest), &ok);
		break;
	}
	return ok;
}

static void directive_deinit(struct directive *directive)
{
	free(directive->base);
	free(directive->name);
	free(directive->file);
	free(directive->line);
}

struct refinements *refinements_create(void)
{
	struct refinements *refinements = calloc(1, sizeof(*refinements));

	if (!refinements)
		report_nomem();
	return refinements;
}

void refinements_destroy(struct refinements *refinements)
{
	struct directive *directive;

	if (!refinements)
		return;
	vec_for_each(&refinements->directives, directive)
		directive_deinit(directive);
	vec_deinit(&refinements->directives);
	free(refinements);
}

static bool is_there(const struct refinements *refinements, const char *line)
{
	const struct directive *directive;

	vec_for_each(&refinements->directives, directive)
		if (!strcmp(directive->line, line))
			return true;
	return false;
}

int refinements_add(struct refinements *refinements, const char *line)
{
	_cleanup_free_ char *copy = strdup(line);
	const char *keyword;
	const struct grammar *rule;
	struct directive *directive;
	char *rest = NULL;

	if (!copy)
		return report_nomem();
	if (is_there(refinements, line))
		return 0;
	keyword = strtok_r(copy, " ", &rest);
	rule = keyword ? find_grammar(keyword, count_words(line)) : NULL;
	if (!rule) {
		report_error("not a refinement: %s", line);
		return -1;
	}
	directive = vec_push(&refinements->directives);
	if (!directive)
		return -1;
	directive->kind = rule->kind;
	directive->line = strdup(line);
	if (!directive->line || !fill(directive, rest))
		return report_nomem();
	return 0;
}

size_t refinements_count(const struct refinements *refinements)
{
	return refinements ? refinements->directives.size : 0;
}

const char *refinements_line(const struct refinements *refinements, size_t i)
{
	return refinements->directives.data[i].line;
}

const struct directive *refinements_get(const struct refinements *refinements,
					size_t i)
{
	return &refinements->directives.data[i];
}
