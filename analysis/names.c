/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Policy on names, in tables. gcc numbers static locals (gcc/varasm.cc through
 * clone_function_name and ASM_FORMAT_PRIVATE_NAME) and clones in the order in
 * which it meets them, so that a change in one function renames those of
 * others. */
#include "analysis/names.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/label.h"

/* Suffixes of functions that gcc and clang derive from another one. What stands
 * between two dots; numbers follow some. */
static const char *const clone_words[] = {
	"isra",	       "constprop", "part",	  "cold",
	"lto_priv",    "llvm",	    "localalias", "cfi_jt",
	"specialized", "unlikely",  "warm",	  "hot",
};

/* Static locals of the kernel's macros. There are many of one name in a file
 * and none can be told from the next, nor need be: they hold no more than
 * whether something was said already, or what debugging needs. */
static const char *const special_names[] = {
	"__already_done", /* DO_ONCE_LITE */
	"__func__",
	"__FUNCTION__",
	"__PRETTY_FUNCTION__",
	"__key", /* lockdep */
	"__print_once",
	"__warned",
	"_entry",
	"_entry_ptr", /* printk's index */
	"_rs",	      /* printk_ratelimited */
	"descriptor", /* dynamic debug */
	"_alloc_tag", /* memory allocation profiling */
};

/* Constants that gcc makes for one function, all with a number: the values of a
 * switch, the initial value of an array. */
static const char *const private_names[] = {
	"CSWTCH", /* gcc/tree-switch-conversion.cc */
	"C",	  /* gcc/gimplify.cc: C.0.1234 */
};

/* Those of clang, the first of a name without a number. */
static const char *const clang_private_names[] = {
	"switch.table", /* switch.table.vfs_read */
	/* Distances to what a table of texts led to, clang 14 on:
	 * reltable.vfs_read */
	"reltable",
	".compoundliteral",
};

/* Names with numbers in them that count lines or uses in the whole file. */
static const char *const unstable_prefixes[] = {
	"__UNIQUE_ID_", "__initcall__",	       "__exitcall_", "__addressable_",
	"__bpf_trace_", "__compound_literal.", "_OBJC_",      "__modver_attr",
};

static const char *const padding_prefixes[] = {
	"__pfx_", /* objtool: the nops before a function */
	"__cfi_", /* clang's kCFI: a hash before a function */
};

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

/* Does NAME begin with WORD and a dot, or is it WORD? */
static bool is_or_has_suffix(const char *name, const char *word)
{
	while (*word && *word == *name) {
		word++;
		name++;
	}
	return !*word && (!*name || *name == '.');
}

static bool is_in(const char *const *table, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (is_or_has_suffix(name, table[i]))
			return true;
	return false;
}

static bool has_prefix_in(const char *const *table, size_t count,
			  const char *name)
{
	for (size_t i = 0; i < count; i++) {
		const char *prefix = table[i], *at = name;

		while (*prefix && *prefix == *at) {
			prefix++;
			at++;
		}
		if (!*prefix)
			return true;
	}
	return false;
}

/* Is the component of a name that begins at PART a word of clones? */
static bool is_clone_word(const char *part)
{
	return is_in(clone_words, COUNT(clone_words), part);
}

static bool is_clone(const char *name)
{
	for (const char *dot = strchr(name, '.'); dot;
	     dot = strchr(dot + 1, '.'))
		if (dot != name && is_clone_word(dot + 1))
			return true;
	return false;
}

const char *name_btf_id(const char *name)
{
	static const char prefix[] = "__BTF_ID__";

	return strncmp(name, prefix, sizeof(prefix) - 1)
		       ? NULL
		       : name + sizeof(prefix) - 1;
}

static bool is_label(const char *name)
{
	/* An entry of .BTF_ids, see btfids.c. */
	if (name_btf_id(name))
		return true;
	/* L0^A is what gas calls its own labels where .L isn't local. */
	return is_assembler_label(name) || !strncmp(name, "L0\001", 3);
}

/* The last dot of NAME, or the one before it in f.key.3.rel, the table of distances
 * that clang makes of a static local f.key.3; NULL if there is none. */
static const char *last_dot(const char *name)
{
	const char *dot = strrchr(name, '.'), *before = dot;

	if (!dot || strcmp(dot, ".rel") != 0)
		return dot;
	while (before > name && isdigit((unsigned char)before[-1]))
		before--;
	return before != dot && before > name ? before - 1 : dot;
}

long name_number(const char *name)
{
	const char *dot = last_dot(name);
	const char *end;
	long number = 0;

	if (!dot || dot == name || *dot != '.' ||
	    !isdigit((unsigned char)dot[1]))
		return -1;
	for (end = dot + 1; isdigit((unsigned char)*end); end++) {
		if (end - dot == 10)
			return -1;
		number = number * 10 + (*end - '0');
	}
	return *end && strcmp(end, ".rel") != 0 ? -1 : number;
}

/* Of a static local gcc makes __warned.7, clang foo.__warned; what has no dot
 * is some other variable. */
static bool is_special(const char *name)
{
	const char *dot = strchr(name, '.');

	return dot && (is_in(special_names, COUNT(special_names), name) ||
		       is_in(special_names, COUNT(special_names), dot + 1));
}

enum name_class name_classify(const char *name, bool function)
{
	if (is_label(name))
		return NAME_LABEL;
	/* Most names have no dot, and begin with a letter. */
	if (*name != '_' && !strchr(name, '.'))
		return NAME_PLAIN;
	if (has_prefix_in(padding_prefixes, COUNT(padding_prefixes), name))
		return NAME_PADDING;
	if (is_clone(name) && function)
		return NAME_CLONE;
	if (!function && is_in(private_names, COUNT(private_names), name) &&
	    name_number(name) >= 0)
		return NAME_PRIVATE;
	if (!function &&
	    is_in(clang_private_names, COUNT(clang_private_names), name))
		return NAME_PRIVATE;
	if (!function && is_special(name))
		return NAME_SPECIAL;
	if (has_prefix_in(unstable_prefixes, COUNT(unstable_prefixes), name))
		return NAME_UNSTABLE;
	return name_number(name) >= 0 ? NAME_STATIC : NAME_PLAIN;
}

/* Copy NAME without the numbers that follow clone words. */
static void drop_clone_numbers(const char *name, char *buffer, size_t size)
{
	size_t used = 0;
	bool clone = false;

	while (*name && used + 1 < size) {
		size_t length = strcspn(name + 1, ".") + 1;
		bool number = *name == '.' && length > 1 &&
			      strspn(name + 1, "0123456789") == length - 1;

		if (*name == '.' && !number)
			clone = is_clone_word(name + 1);
		if (!number || !clone)
			for (size_t i = 0; i < length && used + 1 < size; i++)
				buffer[used++] = name[i];
		name += length;
	}
	buffer[used] = '\0';
}

/* Copy NAME with each number as one '#': __initcall__kmod_x__297_164_f5 is
 * __initcall__kmod_x__#_#_f#. */
static void drop_counts(const char *name, char *buffer, size_t size)
{
	size_t used = 0;

	for (const char *at = name; *at && used + 1 < size;) {
		size_t digits = strspn(at, "0123456789");

		buffer[used++] = (char)(digits ? '#' : *at);
		at += digits ? digits : 1;
	}
	buffer[used] = '\0';
}

const char *name_stable(const char *name, enum name_class class, char *buffer,
			size_t size)
{
	const char *dot = last_dot(name);
	int length = (int)strlen(name);

	switch (class) {
	case NAME_CLONE:
		drop_clone_numbers(name, buffer, size);
		break;
	case NAME_UNSTABLE:
		drop_counts(name, buffer, size);
		break;
	case NAME_STATIC:
	case NAME_SPECIAL:
	case NAME_PRIVATE:
		if (dot && name_number(name) >= 0)
			length = (int)(dot - name);
		snprintf(buffer, size, "%.*s%s", length, name,
			 name[length] && strrchr(name, '.') != dot ? ".rel"
								   : "");
		break;
	default:
		snprintf(buffer, size, "%s", name);
		break;
	}
	return buffer;
}

bool name_is_called_clone(const char *name, enum name_class class)
{
	return class == NAME_CLONE && !strstr(name, ".cold");
}

size_t name_of_parent(const char *name)
{
	for (const char *dot = strchr(name, '.'); dot;
	     dot = strchr(dot + 1, '.'))
		if (dot != name && is_clone_word(dot + 1))
			return (size_t)(dot - name);
	return strlen(name);
}

size_t name_of_part(const char *name, size_t length)
{
	while (length && --length)
		if (name[length] == '.' && is_clone_word(name + length + 1))
			return length;
	return 0;
}
