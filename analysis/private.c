/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private data by its contents, however deep it goes. What it leads to may be
 * private data, too: a list, a tree, or a list that comes back to its head.
 *
 * The pieces are the nodes of a graph, which is searched in depth with a stack
 * of its own, each once for an item. A piece is hashed when all that it leads
 * to is known, and has their hashes in its own. Pieces that lead back to each
 * other (a strongly connected component, found as by Tarjan) can't have that.
 * Within one a piece has how far the other is from it in the order in which
 * they were found; together they have the hash of all of these, and each its
 * rank. That order is the same for two builds if the data is. */
#include "analysis/describe.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "analysis/stream.h"

enum { PIECE_NONE };

void private_forget(struct private_data *p)
{
	pairs_clear(&p->places);
	p->first.size = 0;
	p->pieces.size = 1;
	p->open.size = p->frames.size = p->wanted.size = 0;
}

int private_init(struct private_data *p, uint64_t budget, put_piece *write)
{
	p->write = write;
	p->budget = budget;
	return vec_push(&p->pieces) ? 0 : -1;
}

void private_deinit(struct private_data *p)
{
	pairs_deinit(&p->places);
	vec_deinit(&p->first);
	vec_deinit(&p->pieces);
	vec_deinit(&p->open);
	vec_deinit(&p->frames);
	vec_deinit(&p->wanted);
}

/* The number of the piece of SECTION, KEY, from START to END. 0, or -1
 * (reported). */
static int find_piece(struct private_data *p, uint32_t section, uint32_t key,
		      uint64_t start, uint64_t end, uint32_t *ret)
{
	uint32_t place, *first;
	struct private_piece *piece;

	if (pairs_add(&p->places, section, (uint32_t)start, &place))
		return -1;
	if (place == p->first.size && !vec_push(&p->first))
		return -1;
	first = &p->first.data[place];
	for (uint32_t i = *first; i != PIECE_NONE; i = piece->next) {
		piece = &p->pieces.data[i];
		if (piece->start == start && piece->end == end &&
		    piece->key == key) {
			*ret = i;
			return 0;
		}
	}
	*ret = (uint32_t)p->pieces.size;
	piece = vec_push(&p->pieces);
	if (!piece)
		return -1;
	*piece = (struct private_piece){ .section = section,
					 .key = key,
					 .start = start,
					 .end = end,
					 .next = *first };
	*first = *ret;
	return 0;
}

/* The hash of the bytes alone. */
static uint64_t hash_bytes(const struct digest *d,
			   const struct private_piece *piece)
{
	const struct relobj_section *s =
		&d->work->obj.sections.data[piece->section];

	return s->data && piece->start < piece->end
		       ? XXH3_64bits(s->data + piece->start,
				     (size_t)(piece->end - piece->start))
		       : 0;
}

/* The hash of the contents of PIECE. */
static int hash_piece(struct digest *d, const struct private_piece *piece,
		      uint64_t *ret)
{
	size_t start = d->work->buffer.size;

	if (d->private.write(d, piece->section,
			     analysis_string(d->work->analysis, piece->key),
			     piece->start, piece->end))
		return -1;
	*ret = take_hash(d->work, start);
	return 0;
}

static size_t count_relocations(const struct digest *d,
				const struct private_piece *piece)
{
	const struct relobj_section *s =
		&d->work->obj.sections.data[piece->section];
	size_t first = relobj_first_rel(s, piece->start);

	return piece->start < piece->end
		       ? relobj_first_rel(s, piece->end) - first
		       : 0;
}

/* Begin with the piece NUMBER. */
static int open_piece(struct private_data *p, uint32_t number)
{
	struct private_piece *piece = &p->pieces.data[number];
	struct private_frame *frame = vec_push(&p->frames);
	uint32_t *open = vec_push(&p->open);

	if (!frame || !open)
		return -1;
	*frame = (struct private_frame){ number, p->wanted.size };
	*open = number;
	piece->state = PIECE_OPEN;
	piece->low = piece->rank = (uint32_t)p->open.size - 1;
	return 0;
}

/* All that leads to each other, from the piece NUMBER on, is hashed. */
static int close_pieces(struct digest *d, uint32_t number)
{
	struct private_data *p = &d->private;
	uint32_t first = p->pieces.data[number].rank;
	size_t count = p->open.size - first, start = d->work->buffer.size;
	bool doubt = false;
	uint64_t all;

	for (size_t i = first; i < p->open.size; i++) {
		struct private_piece *piece = &p->pieces.data[p->open.data[i]];

		doubt |= piece->doubt;
		piece->state = PIECE_DONE;
		if (count > 1 && put_number(d->work, piece->hash))
			return -1;
	}
	all = count > 1 ? take_hash(d->work, start) : 0;
	for (size_t i = first; i < p->open.size; i++) {
		struct private_piece *piece = &p->pieces.data[p->open.data[i]];

		piece->doubt = doubt;
		if (count == 1)
			continue;
		if (put_number(d->work, all) || put_number(d->work, i - first))
			return -1;
		piece->hash = take_hash(d->work, start);
	}
	p->open.size = first;
	return 0;
}

/* Hash the piece at work, if all is known that it leads to; else that is what
 * is wanted. */
static int try_piece(struct digest *d)
{
	struct private_data *p = &d->private;
	struct work *work = d->work;
	const struct private_frame frame = p->frames.data[p->frames.size - 1];
	struct private_piece piece = p->pieces.data[frame.piece], *to;
	uint64_t cost = count_relocations(d, &piece) + 1;
	size_t nleads = d->leads.size;
	bool doubt = work->doubt;

	work->doubt = false;
	if (p->budget < cost) {
		work->doubt = true;
		piece.hash = hash_bytes(d, &piece);
	} else {
		p->budget -= cost;
		if (hash_piece(d, &piece, &piece.hash))
			return -1;
	}
	/* VEC may have moved. */
	to = &p->pieces.data[frame.piece];
	to->doubt |= work->doubt;
	work->doubt |= doubt;
	if (p->wanted.size > frame.first_wanted) {
		d->leads.size = nleads;
		return 0;
	}
	to->hash = piece.hash;
	p->frames.size--;
	if (p->frames.size) {
		struct private_piece *from =
			&p->pieces.data[p->frames.data[p->frames.size - 1]
						.piece];

		if (to->low < from->low)
			from->low = to->low;
	}
	return to->low == to->rank ? close_pieces(d, frame.piece) : 0;
}

static int search(struct digest *d, uint32_t number)
{
	struct private_data *p = &d->private;

	if (open_piece(p, number))
		return -1;
	while (p->frames.size) {
		size_t first = p->frames.data[p->frames.size - 1].first_wanted;

		if (p->wanted.size == first) {
			if (try_piece(d))
				return -1;
			continue;
		}
		number = p->wanted.data[--p->wanted.size];
		if (p->pieces.data[number].state == PIECE_NEW &&
		    open_piece(p, number))
			return -1;
	}
	return 0;
}

static int hash_graph(struct digest *d, uint32_t section, uint32_t key,
		      uint64_t start, uint64_t end, uint64_t *ret)
{
	struct private_data *p = &d->private;
	uint64_t size = d->work->obj.sections.data[section].size;
	struct private_piece one = { .section = section,
				     .key = key,
				     .start = start < size ? start : size,
				     .end = end < size ? end : size };
	struct private_piece *piece, *from;
	uint32_t number, *wanted;

	/* It leads nowhere. */
	if (one.start > one.end || !count_relocations(d, &one))
		return hash_piece(d, &one, ret);
	if (find_piece(p, section, key, one.start, one.end, &number))
		return -1;
	*ret = 0;
	if (p->pieces.data[number].state == PIECE_NEW && p->frames.size) {
		wanted = vec_push(&p->wanted);
		if (!wanted)
			return -1;
		*wanted = number;
		return 0;
	}
	if (p->pieces.data[number].state == PIECE_NEW && search(d, number))
		return -1;
	piece = &p->pieces.data[number];
	d->work->doubt |= piece->doubt;
	*ret = piece->hash;
	if (piece->state != PIECE_OPEN)
		return 0;
	from = &p->pieces.data[p->frames.data[p->frames.size - 1].piece];
	if (piece->low < from->low)
		from->low = piece->low;
	*ret = (uint64_t)piece->rank - from->rank;
	return 0;
}

int hash_private(struct digest *d, uint32_t section, uint32_t key,
		 uint64_t start, uint64_t end, uint64_t *ret)
{
	/* What was described on the way is nothing to the caller, and isn't
	 * described where the hash is known. */
	uint32_t stable = d->stable;
	bool local = d->local;
	int status = hash_graph(d, section, key, start, end, ret);

	d->stable = stable;
	d->local = local;
	return status;
}
