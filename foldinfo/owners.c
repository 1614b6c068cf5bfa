/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The output's symbol table says only of local symbols where they are from:
 * they are behind a file symbol, which names the source, or the object where
 * that names none. Which object that is the records behind the same file symbol
 * tell, if there are any. Items are what the objects have, so they tell the
 * rest: a global symbol is of the object whose item has its name. Where several
 * have, it is one of them that is weak or in a section group, and ld takes the
 * first; local symbols are in the order of the link, as items are, so if there
 * are as many of a name and a source here as there, they go one by one. */
#include "foldinfo/owners.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/analysis.h"
#include "common/report.h"
#include "common/search.h"
#include "common/text.h"
#include "common/vec.h"

#define NONE UINT32_MAX

/* So many are looked for without an index, which costs about as much. */
enum { MOST_UNINDEXED = 16 };

typedef VEC(uint32_t) number_list;

struct owners {
	const struct sidecar *sidecar;
	uint32_t nrecords, nitems;
	unsigned int nasked;
	/* The indexes, or NULL. */
	bool *recorded;	   /* by item: a record has it */
	uint32_t *by_name; /* items without a record */
	uint32_t nby_name;
	uint32_t *file_symbols; /* by other */
	number_list candidates;
	number_list taken; /* items of records of a name */
};

/* What is asked for. */
struct question {
	uint32_t number;
	struct sidecar_other other;
	uint32_t file_symbol; /* number, or NONE */
	struct sidecar_other file;
	/* ld's own, behind which it puts what isn't local in objects: it's
	 * hidden. */
	bool hidden;
};

struct owners *owners_create(const struct sidecar *sidecar)
{
	struct owners *owners = calloc(1, sizeof(*owners));

	if (!owners) {
		report_nomem();
		return NULL;
	}
	owners->sidecar = sidecar;
	owners->nrecords = sidecar_info(sidecar)->nsymbols;
	owners->nitems = sidecar_nitems(sidecar);
	return owners;
}

void owners_destroy(struct owners *owners)
{
	if (!owners)
		return;
	free(owners->recorded);
	free(owners->by_name);
	free(owners->file_symbols);
	vec_deinit(&owners->candidates);
	vec_deinit(&owners->taken);
	free(owners);
}

/* -- Indexes ------------------------------------------------------------- */

static int find_recorded(struct owners *owners)
{
	owners->recorded = calloc((size_t)owners->nitems + 1,
				  sizeof(*owners->recorded));
	if (!owners->recorded)
		return report_nomem();
	for (uint32_t i = 0; i < owners->nrecords; i++) {
		uint32_t item = sidecar_record_item(owners->sidecar, i);

		if (item && item <= owners->nitems)
			owners->recorded[item - 1] = true;
	}
	return 0;
}

static int compare_items(const void *x, const void *y, void *ctx)
{
	const char *const *names = ctx;
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
	int order = strcmp(names[a], names[b]);

	return order ? order : (a > b) - (a < b);
}

static int sort_items(struct owners *owners, const char **names)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < owners->nitems; i++) {
		names[i] = sidecar_item_name(owners->sidecar, i);
		if (!names[i])
			return -1;
		if (!owners->recorded[i])
			owners->by_name[count++] = i;
	}
	owners->nby_name = count;
	if (count)
		qsort_r(owners->by_name, count, sizeof(*owners->by_name),
			compare_items, names);
	return 0;
}

static int index_items(struct owners *owners)
{
	const char **names = calloc((size_t)owners->nitems + 1, sizeof(*names));
	int status = -1;

	owners->by_name = calloc((size_t)owners->nitems + 1,
				 sizeof(*owners->by_name));
	if (!names || !owners->by_name)
		report_nomem();
	else
		status = sort_items(owners, names);
	free(names);
	return status;
}

static int index_file_symbols(struct owners *owners)
{
	uint32_t count = sidecar_nothers(owners->sidecar), last = NONE;
	struct sidecar_other other;

	owners->file_symbols = calloc((size_t)count + 1,
				      sizeof(*owners->file_symbols));
	if (!owners->file_symbols)
		return report_nomem();
	for (uint32_t i = 0; i < count; i++) {
		if (sidecar_other_at(owners->sidecar, owners->nrecords + i,
				     &other))
			return -1;
		if (other.kind == SIDECAR_OTHER_FILE)
			last = owners->nrecords + i;
		owners->file_symbols[i] = last;
	}
	return 0;
}

static int prepare(struct owners *owners)
{
	if (owners->nasked++ != MOST_UNINDEXED)
		return 0;
	return find_recorded(owners) || index_items(owners) ||
			       index_file_symbols(owners)
		       ? -1
		       : 0;
}

/* -- Items of a name ----------------------------------------------------- */

static int add_to(number_list *list, uint32_t number)
{
	uint32_t *slot = vec_push(list);

	if (!slot)
		return -1;
	*slot = number;
	return 0;
}

/* The first of by_name that isn't before NAME. */
static uint32_t first_called(const struct owners *owners, const char *name)
{
	return lower_bound(
		i, 0, owners->nby_name,
		strcmp(sidecar_item_name(owners->sidecar, owners->by_name[i]),
		       name) < 0);
}

static int list_by_index(struct owners *owners, const char *name)
{
	for (uint32_t i = first_called(owners, name);
	     i < owners->nby_name &&
	     !strcmp(sidecar_item_name(owners->sidecar, owners->by_name[i]),
		     name);
	     i++)
		if (add_to(&owners->candidates, owners->by_name[i]))
			return -1;
	return 0;
}

/* Collect the items of the records called NAME. */
static int list_taken(struct owners *owners, const char *name)
{
	uint32_t number = 0;
	int status;

	owners->taken.size = 0;
	while ((status = sidecar_find_name(owners->sidecar, name, number,
					   &number)) > 0 &&
	       number < owners->nrecords) {
		uint32_t item = sidecar_record_item(owners->sidecar, number++);

		if (item && add_to(&owners->taken, item - 1))
			return -1;
	}
	return status < 0 ? -1 : 0;
}

static bool is_taken(const struct owners *owners, uint32_t item)
{
	const uint32_t *taken;

	vec_for_each(&owners->taken, taken)
		if (*taken == item)
			return true;
	return false;
}

static int list_by_search(struct owners *owners, const char *name)
{
	if (list_taken(owners, name))
		return -1;
	for (uint32_t i = 0; i < owners->nitems; i++) {
		const char *have = sidecar_item_name(owners->sidecar, i);

		if (!have)
			return -1;
		if (!strcmp(have, name) && !is_taken(owners, i) &&
		    add_to(&owners->candidates, i))
			return -1;
	}
	return 0;
}

/* Collect the items without a record that are called NAME, in the order of the
 * link. */
static int list_candidates(struct owners *owners, const char *name)
{
	owners->candidates.size = 0;
	return owners->by_name ? list_by_index(owners, name)
			       : list_by_search(owners, name);
}

/* -- Which of them ------------------------------------------------------- */

static bool is_local(const struct sidecar_other *other)
{
	return ELF64_ST_BIND(other->info) == STB_LOCAL;
}

static int find_file_symbol(const struct owners *owners, uint32_t number,
			    uint32_t *ret)
{
	struct sidecar_other other;

	*ret = NONE;
	if (owners->file_symbols) {
		*ret = owners->file_symbols[number - owners->nrecords];
		return 0;
	}
	while (number-- > owners->nrecords) {
		if (sidecar_other_at(owners->sidecar, number, &other))
			return -1;
		if (other.kind != SIDECAR_OTHER_FILE)
			continue;
		*ret = number;
		return 0;
	}
	return 0;
}

/* The file symbol of the question's symbol, if that is local. */
static int set_file_symbol(const struct owners *owners, struct question *q)
{
	q->file_symbol = NONE;
	if (is_local(&q->other) &&
	    find_file_symbol(owners, q->number, &q->file_symbol))
		return -1;
	if (q->file_symbol == NONE)
		return 0;
	if (sidecar_other_at(owners->sidecar, q->file_symbol, &q->file))
		return -1;
	q->hidden = !*q->file.name;
	return 0;
}

/* What ld calls an object whose symbols name no source. */
static bool is_object_name(const char *name, const char *file,
			   const char *member)
{
	return *file && !strcmp(name, text_base_name(*member ? member : file));
}

/* A symbol without a type may be either. */
static bool has_type(const struct sidecar_item *item,
		     const struct sidecar_other *other)
{
	unsigned int type = ELF64_ST_TYPE(other->info);
	bool function = type == STT_FUNC || type == STT_GNU_IFUNC;

	return type == STT_NOTYPE ||
	       function == !!(item->flags & ITEM_FUNCTION);
}

static bool may_be(const struct question *q, const struct sidecar_item *item)
{
	bool local = is_local(&q->other) && !q->hidden;

	if (item->flags & ITEM_TABLE || !has_type(item, &q->other) ||
	    local != !!(item->flags & ITEM_LOCAL))
		return false;
	if (q->hidden)
		return item->flags & ITEM_HIDDEN;
	if (!local)
		return (ELF64_ST_BIND(q->other.info) == STB_WEAK) ==
		       !!(item->flags & ITEM_WEAK);
	return q->file_symbol == NONE ||
	       (*item->source ? !strcmp(item->source, q->file.name)
			      : is_object_name(q->file.name, item->file,
					       item->member));
}

/* The rank of the question's symbol among those of its name that are behind a
 * file symbol like its own, and how many there are. */
static int count_peers(const struct owners *owners, const struct question *q,
		       uint32_t *rank, uint32_t *count)
{
	uint32_t at = owners->nrecords;
	int status;

	*rank = *count = 0;
	while ((status = sidecar_find_any(owners->sidecar, q->other.name, at,
					  &at)) > 0) {
		struct question peer = { .number = at++ };

		if (sidecar_other_at(owners->sidecar, peer.number,
				     &peer.other) ||
		    set_file_symbol(owners, &peer))
			return -1;
		if (peer.other.info != q->other.info ||
		    peer.other.kind != q->other.kind ||
		    peer.file_symbol == NONE ||
		    strcmp(peer.file.name, q->file.name) != 0)
			continue;
		if (peer.number == q->number)
			*rank = *count;
		++*count;
	}
	return status;
}

/* Leave the candidates that may be it. */
static int filter(struct owners *owners, const struct question *q,
		  const struct owner *known)
{
	size_t count = 0;
	const uint32_t *at;

	vec_for_each(&owners->candidates, at) {
		struct sidecar_item item;

		if (sidecar_item_at(owners->sidecar, *at, &item))
			return -1;
		if (!may_be(q, &item) ||
		    (*known->file && (strcmp(item.file, known->file) != 0 ||
				      strcmp(item.member, known->member) != 0)))
			continue;
		owners->candidates.data[count++] = *at;
	}
	owners->candidates.size = count;
	return 0;
}

/* Of those several of which ld takes the first? */
static int takes_first(const struct owners *owners)
{
	const uint32_t *at;

	vec_for_each(&owners->candidates, at) {
		struct sidecar_item item;

		if (sidecar_item_at(owners->sidecar, *at, &item))
			return -1;
		if (!(item.flags & (ITEM_WEAK | ITEM_GROUP)))
			return 0;
	}
	return 1;
}

/* Which candidate it is: 1 and *ret, 0 if that isn't sure, or -1. */
static int choose(const struct owners *owners, const struct question *q,
		  const struct owner *known, uint32_t *ret)
{
	size_t ncandidates = owners->candidates.size;
	uint32_t rank = 0, count = 0;
	int status;

	if (!ncandidates)
		return 0;
	*ret = owners->candidates.data[0];
	if (!is_local(&q->other) || q->hidden) {
		status = takes_first(owners);
		return status ? status : ncandidates == 1;
	}
	if (*known->file || q->file_symbol == NONE)
		return ncandidates == 1;
	if (count_peers(owners, q, &rank, &count))
		return -1;
	if (count != ncandidates || rank >= count)
		return 0;
	*ret = owners->candidates.data[rank];
	return 1;
}

static int set_item(const struct owners *owners, uint32_t index,
		    struct owner *ret)
{
	struct sidecar_item item;

	if (sidecar_item_at(owners->sidecar, index, &item))
		return -1;
	*ret = (struct owner){
		.file = item.file,
		.member = item.member,
		.source = item.source,
		/* Of one of its own the name isn't known. */
		.section = item.flags & ITEM_OWN ? "" : item.base,
		.base = item.base,
	};
	return 0;
}

/* What the file symbol tells. */
static int set_known(const struct owners *owners, const struct question *q,
		     struct owner *ret)
{
	struct sidecar_file file;

	if (q->file_symbol == NONE || q->hidden)
		return 0;
	if (q->file.file) {
		if (sidecar_file_at(owners->sidecar, q->file.file - 1, &file))
			return -1;
		ret->file = file.name;
		ret->member = file.member;
	}
	if (!is_object_name(q->file.name, ret->file, ret->member))
		ret->source = q->file.name;
	return 0;
}

int owners_find(struct owners *owners, uint32_t number, struct owner *ret)
{
	struct question q = { .number = number };
	uint32_t item = 0;
	int status;

	*ret = (struct owner){ "", "", "", "", "" };
	if (sidecar_other_at(owners->sidecar, number, &q.other) ||
	    prepare(owners) || set_file_symbol(owners, &q) ||
	    set_known(owners, &q, ret))
		return -1;
	if (q.other.kind != SIDECAR_OTHER_LOADED || !*q.other.name)
		return 0;
	if (list_candidates(owners, q.other.name) || filter(owners, &q, ret))
		return -1;
	status = choose(owners, &q, ret, &item);
	return status <= 0 ? status : set_item(owners, item, ret);
}
