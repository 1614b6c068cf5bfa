/* SPDX-License-Identifier: GPL-3.0-or-later */
/* place(): which statement takes an input section.
 *
 * ld offers each section to every statement and the first one that matches
 * keeps it. A kernel has a thousand patterns and some hundred thousand
 * sections, so trying all is out of the question. As in ld itself (ldlang.c,
 * "prefix tree"), patterns hang in a tree by what stands before their first
 * wildcard; the walk along a section's name meets exactly those that can
 * match, and the lowest statement among the ones that do is the answer. The
 * cost is the length of the name plus the patterns met.
 */
#include "script/place.h"

#include <stdlib.h>
#include <string.h>

#include "common/report.h"
#include "script/model.h"

enum { NO_NODE = UINT_MAX };

struct entry {
	unsigned int statement;
	unsigned int pattern; /* NO_NODE: the statement lists none */
	bool certain;	      /* the prefix is all that has to match */
	unsigned int next;    /* in the same node, of no earlier statement */
};

struct node {
	char c;
	unsigned int child, sibling;
	unsigned int fan;      /* NO_NODE: look among the siblings */
	unsigned int entries;  /* whose prefix ends here, wildcard follows */
	unsigned int literals; /* whose name ends here */
};

/* The children of a node by character. */
struct fan {
	unsigned int child[256];
};

struct place_index {
	VEC(struct node) nodes;
	VEC(struct entry) entries;
	VEC(struct fan) fans; /* of nodes with many children */
};

static unsigned int find_child(const struct place_index *index,
			       unsigned int node, char c)
{
	unsigned int child = index->nodes.data[node].child;

	if (index->nodes.data[node].fan != NO_NODE)
		return index->fans.data[index->nodes.data[node].fan]
			.child[(unsigned char)c];
	while (child != NO_NODE && index->nodes.data[child].c != c)
		child = index->nodes.data[child].sibling;
	return child;
}

static int add_node(struct place_index *index, unsigned int parent, char c,
		    unsigned int *ret)
{
	struct node *node = vec_push(&index->nodes);

	if (!node)
		return -1;
	*ret = (unsigned int)index->nodes.size - 1;
	*node = (struct node){
		.c = c,
		.child = NO_NODE,
		.sibling = NO_NODE,
		.entries = NO_NODE,
		.literals = NO_NODE,
		.fan = NO_NODE,
	};
	if (parent != NO_NODE) {
		node->sibling = index->nodes.data[parent].child;
		index->nodes.data[parent].child = *ret;
	}
	return 0;
}

/* Hang a pattern that starts with PREFIX (LENGTH bytes) into the tree. */
static int add_entry(struct place_index *index, const char *prefix,
		     size_t length, bool literal, const struct entry *what)
{
	unsigned int node = 0, *list;
	struct entry *entry;

	for (size_t i = 0; i < length; i++) {
		unsigned int child = find_child(index, node, prefix[i]);

		if (child == NO_NODE &&
		    add_node(index, node, prefix[i], &child))
			return -1;
		node = child;
	}
	entry = vec_push(&index->entries);
	if (!entry)
		return -1;
	list = literal ? &index->nodes.data[node].literals
		       : &index->nodes.data[node].entries;
	*entry = *what;
	entry->next = *list;
	*list = (unsigned int)index->entries.size - 1;
	return 0;
}

static int add_statement(struct place_index *index,
			 const struct statement *statement, unsigned int number)
{
	struct entry entry = { .statement = number, .pattern = NO_NODE };

	if (!statement->patterns.size)
		return add_entry(index, "", 0, false, &entry);
	for (size_t i = 0; i < statement->patterns.size; i++) {
		const struct glob *glob = &statement->patterns.data[i].glob;

		entry.pattern = (unsigned int)i;
		entry.certain = glob_is_prefix(glob);
		if (add_entry(index, glob->text, glob->prefix,
			      glob->prefix == glob->length, &entry))
			return -1;
	}
	return 0;
}

static size_t count_children(const struct place_index *index,
			     const struct node *node)
{
	size_t count = 0;

	for (unsigned int child = node->child; child != NO_NODE;
	     child = index->nodes.data[child].sibling)
		count++;
	return count;
}

static int add_fan(struct place_index *index, struct node *node)
{
	struct fan *fan = vec_push(&index->fans);

	if (!fan)
		return -1;
	memset(fan, 0xff, sizeof(*fan));
	for (unsigned int child = node->child; child != NO_NODE;
	     child = index->nodes.data[child].sibling)
		fan->child[(unsigned char)index->nodes.data[child].c] = child;
	node->fan = (unsigned int)index->fans.size - 1;
	return 0;
}

/* A hundred thousand names pass the few nodes where many patterns part. */
static int add_fans(struct place_index *index)
{
	enum { MANY_CHILDREN = 4 };
	struct node *node;

	vec_for_each(&index->nodes, node)
		if (count_children(index, node) >= MANY_CHILDREN &&
		    add_fan(index, node))
			return -1;
	return 0;
}

int place_index_create(struct script *script)
{
	struct place_index *index = calloc(1, sizeof(*index));
	unsigned int root;

	if (!index)
		return report_nomem();
	script->index = index;
	if (add_node(index, NO_NODE, '\0', &root))
		return -1;
	/* The last one first: each comes before those in its node. */
	for (size_t i = script->statements.size; i-- > 0;)
		if (add_statement(index, &script->statements.data[i],
				  (unsigned int)i))
			return -1;
	return add_fans(index);
}

void place_index_destroy(struct place_index *index)
{
	if (!index)
		return;
	vec_deinit(&index->nodes);
	vec_deinit(&index->entries);
	vec_deinit(&index->fans);
	free(index);
}

/* `archive:file` (ld/ldlang.c, input_statement_is_archive_path): nothing
 * before the colon means not in an archive, nothing behind it any member. */
static bool archive_pattern_matches(const char *pattern, const char *colon,
				    const struct place_input *input)
{
	char archive[4096];
	size_t length = (size_t)(colon - pattern);

	if (colon[1] && !glob_match_file(colon + 1, input->file))
		return false;
	if ((length != 0) != (input->archive != NULL))
		return false;
	if (!length)
		return true;
	if (length >= sizeof(archive))
		return false;
	memcpy(archive, pattern, length);
	archive[length] = '\0';
	return glob_match_file(archive, input->archive);
}

/* ld/ldlang.c, walk_wild_file_in_exclude_list: an archive's name alone
 * excludes its members. */
static bool is_excluded(const struct script *script, const name_list *names,
			const struct place_input *input)
{
	bool lld = script->dialect == DIALECT_LLD;

	for (size_t i = 0; i < names->size; i++) {
		const char *name = names->data[i];
		const char *colon = lld ? NULL : strchr(name, ':');

		if (colon) {
			if (archive_pattern_matches(name, colon, input))
				return true;
		} else if (glob_match_file(name, input->file) ||
			   (input->archive &&
			    glob_match_file(name, input->archive)))
			return true;
	}
	return false;
}

/* A plain name means the file of the command line that has it, never a member
 * of an archive (ld/ldlang.c, lookup_name). */
static bool file_matches(const struct script *script,
			 const struct statement *statement,
			 const struct place_input *input)
{
	const char *file = statement->file, *colon;

	if (!file)
		return true;
	/* lld/ELF/LinkerScript.cpp, matchesFile: one glob on the whole. */
	if (script->dialect == DIALECT_LLD)
		return glob_match_file(file, input->file);
	colon = strchr(file, ':');
	if (colon)
		return archive_pattern_matches(file, colon, input);
	if (glob_is_wild(file))
		return glob_match_file(file, input->file);
	return !input->archive && !strcmp(file, input->file);
}

static bool flags_match(const struct script *script,
			const struct statement *statement, uint64_t flags)
{
	/* ld/ldlang.c, lang_add_section: discarding comes before the flags, but
	 * not in lld. */
	if (script->dialect == DIALECT_GNU &&
	    script->outputs.data[statement->output].discard)
		return true;
	return (flags & statement->flags_set) == statement->flags_set &&
	       !(flags & statement->flags_clear);
}

static bool entry_matches(const struct script *script,
			  const struct entry *entry,
			  const struct place_input *input)
{
	const struct statement *statement =
		&script->statements.data[entry->statement];

	if (entry->pattern != NO_NODE) {
		const struct pattern *pattern =
			&statement->patterns.data[entry->pattern];

		if ((!entry->certain &&
		     !glob_match(&pattern->glob, input->name, input->length)) ||
		    is_excluded(script, &pattern->excluded, input))
			return false;
	}
	return flags_match(script, statement, input->flags) &&
	       file_matches(script, statement, input) &&
	       !is_excluded(script, &statement->excluded, input);
}

static unsigned int first_match(const struct script *script, unsigned int list,
				unsigned int best,
				const struct place_input *input)
{
	const struct place_index *index = script->index;

	for (; list != NO_NODE; list = index->entries.data[list].next) {
		const struct entry *entry = &index->entries.data[list];

		if (entry->statement >= best)
			break;
		if (entry_matches(script, entry, input))
			return entry->statement;
	}
	return best;
}

unsigned int place(const struct script *script, const struct place_input *input)
{
	const struct place_index *index = script->index;
	unsigned int node = 0, best = PLACE_NONE;

	for (size_t i = 0; node != NO_NODE; i++) {
		best = first_match(script, index->nodes.data[node].entries,
				   best, input);
		if (i == input->length)
			return first_match(script,
					   index->nodes.data[node].literals,
					   best, input);
		node = find_child(index, node, input->name[i]);
	}
	return best;
}

bool place_takes(const struct script *script, unsigned int number,
		 const struct place_input *input)
{
	size_t count = script->statements.data[number].patterns.size;
	struct entry entry = { .statement = number, .pattern = NO_NODE };

	if (!count)
		return entry_matches(script, &entry, input);
	for (size_t i = 0; i < count; i++) {
		entry.pattern = (unsigned int)i;
		if (entry_matches(script, &entry, input))
			return true;
	}
	return false;
}

bool statement_is_unconditional(const struct statement *statement)
{
	return !statement->file && !statement->excluded.size &&
	       !statement->flags_set && !statement->flags_clear;
}

bool script_has_pattern(const struct script *script, const char *text)
{
	const struct statement *statement;
	const struct pattern *pattern;

	vec_for_each(&script->statements, statement)
		vec_for_each(&statement->patterns, pattern)
			if (!strncmp(pattern->name, text, strlen(text)))
				return true;
	return false;
}

bool script_has_output(const struct script *script, const char *name)
{
	const struct output_section *output;

	vec_for_each(&script->outputs, output)
		if (!strcmp(output->name, name))
			return true;
	return false;
}

bool script_leaves_out(const struct script *script, const char *name)
{
	const struct statement *statement;
	const struct pattern *pattern;

	vec_for_each(&script->statements, statement)
		vec_for_each(&statement->patterns, pattern)
			if (glob_match(&pattern->glob, name, strlen(name)))
				return false;
	return !script_has_output(script, name);
}
