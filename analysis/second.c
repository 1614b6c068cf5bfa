/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Second names: what a section of its own has beside the function or variable
 * that it is called after. .text.__se_sys_read has sys_read() at the same
 * place; where gcc finds two functions equal (-fipa-icf), .text.start_red has
 * start_blue(), too; and assembler code may have labels in a function. They are
 * known with the one that the section is called after, and are of its base, and
 * aligned as it is. */
#include "analysis/work.h"

static bool is_own(const struct item *item)
{
	return item->flags & ITEM_OWN;
}

/* Is ITEM a variable at the place of OWNER, another one? gcc makes one of two
 * statics that nobody writes to. Functions have something else in these
 * flags. */
static bool is_aligned_as(const struct item *item, const struct item *owner)
{
	return item->value == owner->value &&
	       !((item->flags | owner->flags) & ITEM_FUNCTION);
}

/* Does the place of ITEM belong to OWNER? */
static bool covers(const struct item *owner, const struct item *item)
{
	return owner->section == item->section &&
	       (item->value == owner->value ||
		item->value - owner->value < owner->size);
}

/* Flag those that share a place. */
static void find_aliases(struct item *items, size_t first, size_t end)
{
	for (size_t i = first + 1; i < end; i++)
		if (items[i].section == items[i - 1].section &&
		    items[i].value == items[i - 1].value) {
			items[i].flags |= ITEM_ALIAS;
			items[i - 1].flags |= ITEM_ALIAS;
		}
}

/* The item that stands for the place of ITEM: where relocations lead there by
 * the section, it is what they mean. */
static uint32_t standing(const struct work *work, const struct item *item)
{
	struct target place = work_locate(work, item->section,
					  (int64_t)item->value);

	return place.symbol ? work->symbols.data[place.symbol].item : WORK_NONE;
}

/* What isn't called after its section is known with the one that stands for its
 * place, unless that is one of the section's own. */
static void set_standing(struct work *work, size_t number)
{
	struct item *item = &work->analysis->items.data[number];
	uint32_t place;

	if (!(item->flags & ITEM_ALIAS) || is_own(item))
		return;
	place = standing(work, item);
	if (place != WORK_NONE)
		item->parent = place;
}

static void set_owner(struct item *items, size_t owner, size_t number)
{
	struct item *item = &items[number];

	if (is_own(item) || !covers(&items[owner], item))
		return;
	item->base = items[owner].base;
	if (is_aligned_as(item, &items[owner]))
		item->flags = (item->flags & ~(uint32_t)ITEM_ALIGNMENT) |
			      (items[owner].flags & ITEM_ALIGNMENT);
	/* foo.cold may be in the section of foo. */
	if (item->flags & ITEM_ALIAS || item->parent == number)
		item->parent = (uint32_t)owner;
}

/* Items are by section, and in it by place. */
void work_second_names(struct work *work, uint32_t first)
{
	struct item *items = work->analysis->items.data;
	size_t end = work->analysis->items.size;

	find_aliases(items, first, end);
	for (size_t i = first; i < end; i++)
		set_standing(work, i);
	for (size_t i = first; i < end; i++) {
		if (!is_own(&items[i]))
			continue;
		for (size_t j = i; j-- > first && covers(&items[i], &items[j]);)
			set_owner(items, i, j);
		for (size_t j = i + 1; j < end && covers(&items[i], &items[j]);
		     j++)
			set_owner(items, i, j);
	}
}
