/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading ldscripts/ldfold.rules: lines of words, `#` begins a comment. */
#include "script/rules.h"

#include <ctype.h>
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "common/cleanup.h"
#include "common/io.h"
#include "common/report.h"

enum { MAX_WORDS = 8 };

#ifndef SHF_X86_64_LARGE /* the psABI of x86-64 */
#define SHF_X86_64_LARGE (1 << 28)
#endif

/* Where a line is, for messages. */
struct line {
	const char *path;
	unsigned int number;
	char *words[MAX_WORDS];
	size_t nwords;
};

static int complain(const struct line *line, const char *what)
{
	report_error("%s:%u: %s", line->path, line->number, what);
	return -1;
}

static int parse_flags(const struct line *line, const char *letters,
		       uint64_t *ret)
{
	static const struct {
		char letter;
		uint64_t flag;
	} flags[] = {
		{ 'A', SHF_ALLOC },	   { 'W', SHF_WRITE },
		{ 'X', SHF_EXECINSTR },	   { 'T', SHF_TLS },
		{ 'l', SHF_X86_64_LARGE },
	};

	*ret = 0;
	for (; *letters; letters++) {
		size_t i = 0;

		while (i < sizeof(flags) / sizeof(*flags) &&
		       flags[i].letter != *letters)
			i++;
		if (i == sizeof(flags) / sizeof(*flags))
			return complain(line, "unknown section flag");
		*ret |= flags[i].flag;
	}
	return 0;
}

static int parse_type(const struct line *line, const char *word, uint32_t *ret)
{
	if (!strcmp(word, "progbits"))
		*ret = SHT_PROGBITS;
	else if (!strcmp(word, "nobits"))
		*ret = SHT_NOBITS;
	else
		return complain(line, "the type is not progbits or nobits");
	return 0;
}

/* Enter BASE, whose name is given away, into the table. */
static int add_base(struct rules *rules, const struct line *line,
		    struct base base)
{
	struct base *slot;
	uint32_t number, *index;

	base.length = strlen(base.name);
	if (strtab_find_n(&rules->base_names, base.name, base.length,
			  &number)) {
		free(base.name);
		return complain(line, "this base is there already");
	}
	slot = vec_push(&rules->bases);
	index = vec_push(&rules->base_of_name);
	if (!slot || !index ||
	    strtab_add(&rules->base_names, base.name, &number)) {
		free(base.name);
		return -1;
	}
	*slot = base;
	*index = number;
	return 0;
}

static int parse_base(struct rules *rules, const struct line *line)
{
	struct base base = {};

	if (line->nwords < 4)
		return complain(line, "expected base NAME TYPE FLAGS");
	if (parse_type(line, line->words[2], &base.type) ||
	    parse_flags(line, line->words[3], &base.flags))
		return -1;
	for (size_t i = 4; i < line->nwords; i++) {
		if (!strcmp(line->words[i], "section"))
			base.section = true;
		else if (!strcmp(line->words[i], "named"))
			base.named = true;
		else if (!strcmp(line->words[i], "companion"))
			base.companion = true;
		else if (!strcmp(line->words[i], "dotted"))
			base.dotted = true;
		else
			return complain(line, "unknown word behind a base");
	}
	base.name = strdup(line->words[1]);
	return base.name ? add_base(rules, line, base) : report_nomem();
}

static int parse_rename(struct rules *rules, const struct line *line)
{
	size_t count = rules->bases.size;

	if (line->nwords != 2)
		return complain(line, "expected rename PREFIX");
	for (size_t i = 0; i < count; i++) {
		struct base base = rules->bases.data[i];

		if (asprintf(&base.name, "%s%s", line->words[1],
			     rules->bases.data[i].name) < 0)
			return report_nomem();
		base.section = false;
		memset(&base.blurs, 0, sizeof(base.blurs));
		if (add_base(rules, line, base))
			return -1;
	}
	return 0;
}

/* Names that are no base here concern nothing. */
static int parse_blur(struct rules *rules, const struct line *line)
{
	uint32_t base, other;

	if (line->nwords < 3)
		return complain(line, "expected blur BASE OTHER...");
	base = rules_find_base(rules, line->words[1], strlen(line->words[1]));
	for (size_t i = 2; base != RULES_NO_BASE && i < line->nwords; i++) {
		uint32_t *slot;

		other = rules_find_base(rules, line->words[i],
					strlen(line->words[i]));
		if (other == RULES_NO_BASE)
			continue;
		slot = vec_push(&rules->bases.data[base].blurs);
		if (!slot)
			return -1;
		*slot = other;
	}
	return 0;
}

static int parse_keep(struct rules *rules, const struct line *line)
{
	struct keep *keep;

	if (line->nwords < 3)
		return complain(line, "expected keep PATTERN REASON");
	keep = vec_push(&rules->keeps);
	if (!keep)
		return -1;
	keep->pattern = strdup(line->words[1]);
	if (!keep->pattern)
		return report_nomem();
	keep->glob = glob_compile(keep->pattern);
	return 0;
}

/* Append the line's one operand to a list of words. */
#define ADD_WORD(list, line)                                                   \
	({                                                                     \
		char **word_ = NULL;                                           \
		int status_ = -1;                                              \
                                                                               \
		if ((line)->nwords != 2)                                       \
			complain((line), "expected one word");                 \
		else if ((word_ = vec_push(list))) {                           \
			*word_ = strdup((line)->words[1]);                     \
			status_ = *word_ ? 0 : report_nomem();                 \
		}                                                              \
		status_;                                                       \
	})

static int parse_tail(struct rules *rules, const struct line *line)
{
	return ADD_WORD(&rules->tails, line);
}

static int parse_symbol_prefix(struct rules *rules, const struct line *line)
{
	return ADD_WORD(&rules->symbol_prefixes, line);
}

static const struct {
	const char *keyword;
	int (*parse)(struct rules *rules, const struct line *line);
} keywords[] = {
	{ "base", parse_base }, { "rename", parse_rename },
	{ "tail", parse_tail }, { "symbol-prefix", parse_symbol_prefix },
	{ "keep", parse_keep }, { "blur", parse_blur },
};

static int parse_words(struct rules *rules, const struct line *line)
{
	for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++)
		if (!strcmp(keywords[i].keyword, line->words[0]))
			return keywords[i].parse(rules, line);
	return complain(line, "unknown keyword");
}

static int parse_line(struct rules *rules, struct line *line, char *text)
{
	char *rest = NULL, *word;

	text[strcspn(text, "#")] = '\0';
	line->nwords = 0;
	for (word = strtok_r(text, " \t\r", &rest);
	     word && line->nwords < MAX_WORDS;
	     word = strtok_r(NULL, " \t\r", &rest))
		line->words[line->nwords++] = word;
	return line->nwords ? parse_words(rules, line) : 0;
}

static int parse_text(struct rules *rules, const char *path, char *text)
{
	struct line line = { .path = path };

	while (text) {
		char *end = strchr(text, '\n');

		if (end)
			*end = '\0';
		line.number++;
		if (parse_line(rules, &line, text))
			return -1;
		text = end ? end + 1 : NULL;
	}
	return 0;
}

struct rules *rules_load(const char *path)
{
	struct rules *rules = calloc(1, sizeof(*rules));
	_cleanup_free_ void *text = NULL;
	size_t size;

	if (!rules) {
		report_nomem();
		return NULL;
	}
	if (strtab_init(&rules->base_names) || read_file(path, &text, &size))
		goto failed;
	rules->hash = XXH3_64bits(text, size);
	if (parse_text(rules, path, text))
		goto failed;
	return rules;
failed:
	rules_destroy(rules);
	return NULL;
}

void rules_destroy(struct rules *rules)
{
	if (!rules)
		return;
	for (size_t i = 0; i < rules->bases.size; i++) {
		free(rules->bases.data[i].name);
		vec_deinit(&rules->bases.data[i].blurs);
	}
	for (size_t i = 0; i < rules->keeps.size; i++)
		free(rules->keeps.data[i].pattern);
	for (size_t i = 0; i < rules->tails.size; i++)
		free(rules->tails.data[i]);
	for (size_t i = 0; i < rules->symbol_prefixes.size; i++)
		free(rules->symbol_prefixes.data[i]);
	vec_deinit(&rules->bases);
	vec_deinit(&rules->base_of_name);
	vec_deinit(&rules->keeps);
	vec_deinit(&rules->tails);
	vec_deinit(&rules->symbol_prefixes);
	strtab_deinit(&rules->base_names);
	free(rules);
}

uint64_t rules_hash(const struct rules *rules)
{
	return rules->hash;
}

uint32_t rules_find_base(const struct rules *rules, const char *name,
			 size_t length)
{
	uint32_t number;

	if (!length ||
	    !strtab_find_n(&rules->base_names, name, length, &number))
		return RULES_NO_BASE;
	for (size_t i = 0; i < rules->base_of_name.size; i++)
		if (rules->base_of_name.data[i] == number)
			return (uint32_t)i;
	return RULES_NO_BASE;
}

uint32_t rules_base_below(const struct rules *rules, const char *name,
			  size_t below)
{
	for (size_t dot = below; dot-- > 1;) {
		uint32_t base;

		if (name[dot] != '.' || !name[dot + 1])
			continue;
		base = rules_find_base(rules, name, dot);
		if (base != RULES_NO_BASE)
			return base;
	}
	return RULES_NO_BASE;
}

bool rules_keep(const struct rules *rules, const char *name, size_t length)
{
	const struct keep *keep;

	vec_for_each(&rules->keeps, keep)
		if (glob_match(&keep->glob, name, length))
			return true;
	return false;
}

bool rules_tail_fits(const struct rules *rules, const char *tail)
{
	if (isalnum((unsigned char)*tail) || *tail == '_' || *tail == '$')
		return true;
	for (size_t i = 0; i < rules->tails.size; i++)
		if (!strncmp(tail, rules->tails.data[i],
			     strlen(rules->tails.data[i])))
			return true;
	return false;
}

const char *rules_strip_prefix(const struct rules *rules, const char *symbol)
{
	for (size_t i = 0; i < rules->symbol_prefixes.size; i++) {
		const char *prefix = rules->symbol_prefixes.data[i];
		size_t length = strlen(prefix);

		if (!strncmp(symbol, prefix, length))
			return symbol + length;
	}
	return symbol;
}
