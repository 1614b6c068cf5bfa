/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decoding ld's command line.
 *
 * ld calls getopt_long_only() over its table, files and options in any order,
 * and where that fails getopt_long() over a second table of those that want
 * two dashes (ld/lexsup.c, parse_args). The consequences are not obvious:
 * `-Tb' is `-Tbss' but `-Tc' reads the script `c', `--scr f' is `--script f',
 * `-omagic' writes the file `magic'. So this is that algorithm, not a guess of
 * it; it only reads, and ld gets to see its arguments as they were.
 *
 * getopt(3) itself would do but for its hidden state, and for C libraries whose
 * getopt_long_only() abbreviates differently from the one that ld is built
 * with, libiberty's. */
#include "wrapper/options.h"

#include <ctype.h>
#include <string.h>

struct match {
	const struct long_option *option;
	bool ambiguous;
};

/* Find the option that NAME, LENGTH bytes, spells or abbreviates in LIST. */
static struct match find_in(const struct long_option *list, const char *name,
			    size_t length)
{
	struct match found = {};
	const struct long_option *o;

	for (o = list; o->name; o++) {
		if (strncmp(o->name, name, length))
			continue;
		if (!o->name[length])
			return (struct match){ .option = o };
		found.ambiguous = found.option;
		found.option = o;
	}
	return found;
}

/* The second list is only asked where the first has nothing, so that an option
 * that this ld may not have makes no abbreviation ambiguous. */
static struct match find_long(const char *name, size_t length)
{
	struct match found = find_in(long_options, name, length);

	if (found.option)
		return found;
	return find_in(some_lds_options, name, length);
}

/* The entry of LETTER, which a `:' follows if it takes a value, or NULL. */
static const char *find_short(char letter)
{
	return letter && letter != ':' ? strchr(short_options, letter) : NULL;
}

static int hit_set(struct option_hit *hit, enum option_id id)
{
	*hit = (struct option_hit){ .id = id };
	return 1;
}

static int hit_unknown(struct option_scan *scan, struct option_hit *hit)
{
	scan->next++;
	scan->cluster = NULL;
	return hit_set(hit, OPTION_UNKNOWN);
}

/* The argument is OPTION; EQUALS is where its name ends. */
static int take_long(struct option_scan *scan, struct option_hit *hit,
		     const struct long_option *option, const char *equals)
{
	if (*equals && option->value == NO_VALUE)
		return hit_unknown(scan, hit);
	hit_set(hit, option->id);
	scan->next++;
	if (*equals)
		option_hit_value(scan, hit, scan->next - 1, equals + 1);
	else if (option->value == NEEDS_VALUE)
		return option_hit_next(scan, hit);
	return 1;
}

/* Decode the letter at scan->cluster. */
static int take_short(struct option_scan *scan, struct option_hit *hit)
{
	char letter = *scan->cluster++;
	const char *rest = scan->cluster;
	const char *entry = find_short(letter);

	if (!entry)
		return hit_unknown(scan, hit);
	hit_set(hit, short_option_id(letter));
	if (entry[1] != ':') {
		if (!*rest) {
			scan->cluster = NULL;
			scan->next++;
		}
		return 1;
	}
	scan->cluster = NULL;
	scan->next++;
	if (!*rest)
		return option_hit_next(scan, hit);
	option_hit_value(scan, hit, scan->next - 1, rest);
	return 1;
}

/* `-f', where f is an option of one letter, is not an abbreviation of a long
 * one, `-fu' may be. */
static bool may_be_long(const char *arg)
{
	return arg[1] == '-' || arg[2] || !find_short(arg[1]);
}

static int take_option(struct option_scan *scan, struct option_hit *hit)
{
	const char *arg = scan->args[scan->next];
	const char *name = arg + 1 + (arg[1] == '-');
	size_t length = strcspn(name, "=");
	struct match found = {};

	if (may_be_long(arg))
		found = find_long(name, length);
	if (found.option && !found.ambiguous)
		return take_long(scan, hit, found.option, name + length);
	if (!found.option && arg[1] != '-') {
		scan->cluster = name;
		return take_short(scan, hit);
	}
	if (arg[1] == '-')
		found = find_in(two_dash_options, name, length);
	if (found.option && !found.ambiguous)
		return take_long(scan, hit, found.option, name + length);
	return hit_unknown(scan, hit);
}

/* Two rewrites that ld does first: `-G' without a number behind it is
 * `--shared', and `-lx' is `--library=x' whatever x is. */
static bool take_quirk(struct option_scan *scan, struct option_hit *hit)
{
	const char *arg = scan->args[scan->next];
	bool last = scan->next + 1 >= scan->count;

	if (!strcmp(arg, "-G") &&
	    (last || !isdigit((unsigned char)*scan->args[scan->next + 1]))) {
		scan->next++;
		return hit_set(hit, OPTION_OTHER);
	}
	if (arg[1] == 'l' && arg[2]) {
		hit_set(hit, OPTION_LIBRARY);
		option_hit_value(scan, hit, scan->next++, arg + 2);
		return true;
	}
	return false;
}

int option_next(struct option_scan *scan, struct option_hit *hit)
{
	const char *arg;

	if (scan->dialect == DIALECT_LLD)
		return option_next_lld(scan, hit);
	if (scan->cluster)
		return take_short(scan, hit);
	if (scan->next >= scan->count)
		return 0;
	arg = scan->args[scan->next];
	if (!strcmp(arg, "--"))
		return 0;
	if (arg[0] != '-' || !arg[1]) {
		hit_set(hit, OPTION_INPUT);
		option_hit_value(scan, hit, scan->next++, arg);
		return 1;
	}
	if (take_quirk(scan, hit))
		return 1;
	return take_option(scan, hit);
}
