/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calculating with patterns.
 *
 * A glob can't say "all of .text.* but .text.hot and .text.hot.*". A handful of
 * globs can:
 *
 *	.text.[0-9A-Z_a-gi-z]*  .text.h  .text.h[!o]*  .text.ho  .text.ho[!t]*
 *	.text.hot[!.]*
 *
 * that is, walk along what is to be left out and branch off, at each character,
 * into everything else. shape_difference() does this for any number of shapes
 * at once. The result has about two globs for each character that has to be
 * spelled out, whatever the number of sections; listing 66,000 names in one
 * statement instead cost ld 46 seconds.
 */
#include "script/shape.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "common/report.h"

static bool set_has(const struct charset *set, unsigned char c)
{
	return set->bits[c / 64] >> (c % 64) & 1;
}

static void set_add(struct charset *set, unsigned char c)
{
	set->bits[c / 64] |= 1ull << (c % 64);
}

/* Every byte that can be in a name. */
static struct charset set_all(void)
{
	return (struct charset){ { ~1ull, ~0ull, ~0ull, ~0ull } };
}

static bool set_is_empty(const struct charset *set)
{
	return !(set->bits[0] | set->bits[1] | set->bits[2] | set->bits[3]);
}

static struct charset set_minus(struct charset a, const struct charset *b)
{
	for (int i = 0; i < 4; i++)
		a.bits[i] &= ~b->bits[i];
	return a;
}

static struct charset set_and(struct charset a, const struct charset *b)
{
	for (int i = 0; i < 4; i++)
		a.bits[i] &= b->bits[i];
	return a;
}

static unsigned int set_count(const struct charset *set)
{
	unsigned int count = 0;

	for (int i = 0; i < 4; i++)
		count += (unsigned int)__builtin_popcountll(set->bits[i]);
	return count;
}

void shape_deinit(struct shape *shape)
{
	vec_deinit(&shape->sets);
}

void shape_list_deinit(shape_list *shapes)
{
	struct shape *shape;

	vec_for_each(shapes, shape)
		shape_deinit(shape);
	vec_deinit(shapes);
}

/* Read `[...]`; the text behind it, or NULL if it isn't a plain class. */
static const char *parse_class(const char *at, struct charset *ret)
{
	bool negated = *at == '!' || *at == '^';
	struct charset set = {};
	const char *first;

	at += negated;
	first = at;
	for (; *at && (*at != ']' || at == first); at++) {
		unsigned char from = (unsigned char)*at, to = from;

		if (from == '[' && strchr(":.=", at[1]))
			return NULL;
		if (at[1] == '-' && at[2] && at[2] != ']') {
			to = (unsigned char)at[2];
			at += 2;
		}
		for (unsigned int c = from; c <= to; c++)
			set_add(&set, (unsigned char)c);
	}
	if (!*at)
		return NULL;
	*ret = set;
	if (negated) {
		struct charset all = set_all();

		*ret = set_minus(all, &set);
	}
	return at + 1;
}

int shape_parse(const char *pattern, struct shape *ret)
{
	struct shape shape = {};

	while (*pattern) {
		struct charset *set;

		if (!strcmp(pattern, "*")) {
			shape.star = true;
			break;
		}
		if (*pattern == '*' || *pattern == '\\')
			goto none;
		set = vec_push(&shape.sets);
		if (!set) {
			shape_deinit(&shape);
			return -1;
		}
		if (*pattern == '?') {
			*set = set_all();
			pattern++;
		} else if (*pattern == '[') {
			pattern = parse_class(pattern + 1, set);
			if (!pattern)
				goto none;
		} else
			set_add(set, (unsigned char)*pattern++);
	}
	*ret = shape;
	return 1;
none:
	shape_deinit(&shape);
	return 0;
}

int shape_literal(const char *name, bool star, struct shape *ret)
{
	struct shape shape = { .star = star };

	for (; *name; name++) {
		struct charset *set = vec_push(&shape.sets);

		if (!set) {
			shape_deinit(&shape);
			return -1;
		}
		set_add(set, (unsigned char)*name);
	}
	*ret = shape;
	return 0;
}

int shape_list_add(shape_list *shapes, const char *name, bool star)
{
	struct shape shape, *slot;

	if (shape_literal(name, star, &shape))
		return -1;
	slot = vec_push(shapes);
	if (!slot) {
		shape_deinit(&shape);
		return -1;
	}
	*slot = shape;
	return 0;
}

int shape_append(struct shape *shape, const char *chars)
{
	struct charset *set = vec_push(&shape->sets);

	if (!set)
		return -1;
	for (; *chars; chars++)
		set_add(set, (unsigned char)*chars);
	return 0;
}

bool shape_subsumes(const struct shape *wide, const struct shape *narrow)
{
	if (narrow->sets.size < wide->sets.size)
		return false;
	if (!wide->star &&
	    (narrow->star || narrow->sets.size != wide->sets.size))
		return false;
	for (size_t i = 0; i < wide->sets.size; i++) {
		struct charset beyond = set_minus(narrow->sets.data[i],
						  &wide->sets.data[i]);

		if (!set_is_empty(&beyond))
			return false;
	}
	return true;
}

/* Write the members of SET as the inside of a class: runs of letters and
 * digits as ranges, `]` first and `-` last, where they mean themselves. */
static char *write_members(const struct charset *set, char *out)
{
	if (set_has(set, ']'))
		*out++ = ']';
	for (unsigned int c = 1; c < 256; c++) {
		unsigned int end = c;

		if (!set_has(set, (unsigned char)c) || c == ']' || c == '-')
			continue;
		while (end < 255 && isalnum((int)c) && isalnum((int)end + 1) &&
		       !isdigit((int)c) == !isdigit((int)end + 1) &&
		       !isupper((int)c) == !isupper((int)end + 1) &&
		       set_has(set, (unsigned char)(end + 1)))
			end++;
		*out++ = (char)c;
		if (end > c + 1)
			*out++ = '-';
		if (end > c)
			*out++ = (char)end;
		c = end;
	}
	if (set_has(set, '-'))
		*out++ = '-';
	return out;
}

/* Write one character set as a piece of a pattern. */
static char *write_set(const struct charset *set, char *out)
{
	struct charset all = set_all(), others = set_minus(all, set);
	unsigned int count = set_count(set);

	if (set_is_empty(&others)) {
		*out++ = '?';
		return out;
	}
	if (count == 1) {
		for (unsigned int c = 1; c < 256; c++)
			if (set_has(set, (unsigned char)c)) {
				bool wild = strchr("?*[", (int)c) != NULL;

				/* No quoting helps a quote, and a backslash
				 * escapes in some patterns only; the proof
				 * sees to it that `?' takes no other. */
				if (c < ' ' || c == '"' || c == '\\') {
					*out++ = '?';
					continue;
				}

				if (wild)
					*out++ = '[';
				*out++ = (char)c;
				if (wild)
					*out++ = ']';
			}
		return out;
	}
	*out++ = '[';
	if (count > 128) {
		*out++ = '!';
		out = write_members(&others, out);
	} else
		out = write_members(set, out);
	*out++ = ']';
	return out;
}

/* ld/ldlex.l, WILDCHAR: what needs no quotes between the braces. */
static bool needs_quotes(const char *text)
{
	static const char plain[] =
		"_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"/.\\$~-+:[],=?*^!";

	return text[strspn(text, plain)] || !*text;
}

char *shape_text(const struct shape *shape)
{
	/* A class has at most 128 members, each written once, and frills. */
	char *text = malloc(shape->sets.size * 140 + 4), *out = text;

	if (!text) {
		report_nomem();
		return NULL;
	}
	*out++ = '"';
	for (size_t i = 0; i < shape->sets.size; i++)
		out = write_set(&shape->sets.data[i], out);
	if (shape->star)
		*out++ = '*';
	*out = '\0';
	if (needs_quotes(text + 1)) {
		*out++ = '"';
		*out = '\0';
	} else
		memmove(text, text + 1, strlen(text));
	return text;
}

/* A walk along the shapes to be left out. All of `live` match the path so
 * far; a shape's position is the path's length. */
struct walk {
	const struct shape *whole;
	shape_list *ret;
	struct shape path;
};

/* Add a shape: the path, then FREE if not NULL, then what WHOLE goes on
 * with. */
static int emit(struct walk *walk, const struct charset *free_set)
{
	const struct shape *whole = walk->whole;
	struct shape *shape = vec_push(walk->ret);
	size_t depth = walk->path.sets.size;

	if (!shape)
		return -1;
	for (size_t i = 0; i < depth; i++) {
		struct charset *set = vec_push(&shape->sets);

		if (!set)
			return -1;
		*set = walk->path.sets.data[i];
	}
	if (!free_set)
		return 0;
	for (size_t i = depth; i == depth || i < whole->sets.size; i++) {
		struct charset *set = vec_push(&shape->sets);

		if (!set)
			return -1;
		*set = i == depth ? *free_set : whole->sets.data[i];
	}
	shape->star = whole->star;
	return 0;
}

/* What may follow the path in WHOLE. */
static struct charset allowed_next(const struct walk *walk)
{
	size_t depth = walk->path.sets.size;

	if (depth < walk->whole->sets.size)
		return walk->whole->sets.data[depth];
	return walk->whole->star ? set_all() : (struct charset){};
}

typedef VEC(const struct shape *) live_list;

/* Those of LIVE that go on with C, and the largest set of characters, within
 * REST, with which exactly these go on. */
static int follow(const live_list *live, size_t depth, unsigned char c,
		  struct charset rest, live_list *ret, struct charset *group)
{
	*group = rest;
	for (size_t i = 0; i < live->size; i++) {
		const struct shape *shape = live->data[i];
		const struct charset *set;
		const struct shape **next;

		if (shape->sets.size <= depth)
			continue;
		set = &shape->sets.data[depth];
		if (!set_has(set, c)) {
			*group = set_minus(*group, set);
			continue;
		}
		*group = set_and(*group, set);
		next = vec_push(ret);
		if (!next)
			return -1;
		*next = shape;
	}
	return 0;
}

static int walk_on(struct walk *walk, const live_list *live);

/* Branch into each group of characters of REST that some live shape goes on
 * with. */
static int branch(struct walk *walk, const live_list *live, struct charset rest)
{
	size_t depth = walk->path.sets.size;

	for (unsigned int c = 1; c < 256; c++) {
		live_list next = {};
		struct charset group, *step;
		int status;

		if (!set_has(&rest, (unsigned char)c))
			continue;
		status = follow(live, depth, (unsigned char)c, rest, &next,
				&group);
		step = status ? NULL : vec_push(&walk->path.sets);
		if (step) {
			*step = group;
			status = walk_on(walk, &next);
			walk->path.sets.size--;
		}
		vec_deinit(&next);
		if (status || !step)
			return -1;
		rest = set_minus(rest, &group);
	}
	return 0;
}

static int walk_on(struct walk *walk, const live_list *live)
{
	size_t depth = walk->path.sets.size;
	struct charset rest = allowed_next(walk), free_set = rest;
	bool exact_taken = depth < walk->whole->sets.size;

	for (size_t i = 0; i < live->size; i++) {
		const struct shape *shape = live->data[i];

		if (shape->sets.size > depth)
			free_set = set_minus(free_set,
					     &shape->sets.data[depth]);
		else if (shape->star)
			return 0;
		else
			exact_taken = true;
	}
	if (!exact_taken && emit(walk, NULL))
		return -1;
	if (!set_is_empty(&free_set) && emit(walk, &free_set))
		return -1;
	return branch(walk, live, set_minus(rest, &free_set));
}

int shape_difference(const struct shape *whole, const shape_list *taken,
		     shape_list *ret)
{
	struct walk walk = { .whole = whole, .ret = ret };
	live_list live = {};
	const struct shape *shape;
	int status = 0;

	vec_for_each(taken, shape) {
		const struct shape **slot = vec_push(&live);

		if (!slot) {
			status = -1;
			break;
		}
		*slot = shape;
	}
	if (!status)
		status = walk_on(&walk, &live);
	vec_deinit(&live);
	shape_deinit(&walk.path);
	return status;
}
