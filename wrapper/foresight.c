/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lld has no plugins, so nothing in it sees that the sections which were judged
 * before the link are those that it links, and that script/place.c answers as
 * lld places. Its map does, before anybody uses the output: each input section
 * in it has to be one that was judged, in the output section and the slot that
 * was foreseen, and no proven symbol section may be missing. So a new lld that
 * reads scripts otherwise is found out by its first link.
 *
 * The map has no slots, but a line for each assignment and datum that parts
 * them: within an output section the foreseen slots of its sections have to
 * ascend, with such a line between two slots and none within one. Only of
 * PROVIDE there may be none. Nor has it the numbers of sections: those of one
 * name in one file are told apart by their order. */
#include "wrapper/foresight.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "common/report.h"
#include "create/map-lld.h"
#include "script/model.h"

enum { SHOWN_DIFFERENCES = 20, FIRST_SLOTS = 1024, NEAR = 4 };

#define NO_SLOT UINT_MAX

int foresight_init(struct foresight *foresight, const struct script *folded)
{
	*foresight = (struct foresight){ .folded = folded };
	if (strtab_init(&foresight->owners) || strtab_init(&foresight->names))
		return -1;
	foresight->slots = calloc(FIRST_SLOTS, sizeof(*foresight->slots));
	foresight->nslots = FIRST_SLOTS;
	return foresight->slots ? 0 : report_nomem();
}

void foresight_deinit(struct foresight *foresight)
{
	strtab_deinit(&foresight->owners);
	strtab_deinit(&foresight->names);
	vec_deinit(&foresight->files);
	vec_deinit(&foresight->sections);
	vec_deinit(&foresight->first);
	free(foresight->slots);
	foresight->slots = NULL;
}

/* Make the entry of owner number OWNER. 0, or -1 (reported). */
static int reach(struct foresight *foresight, uint32_t owner)
{
	size_t old = foresight->first.size;

	if (owner < old)
		return 0;
	if (vec_reserve(&foresight->first, owner + 1ul))
		return -1;
	memset(foresight->first.data + old, 0,
	       (owner + 1ul - old) * sizeof(*foresight->first.data));
	foresight->first.size = owner + 1ul;
	return 0;
}

int foresight_file(struct foresight *foresight, const char *owner, bool lazy)
{
	struct foreseen_file *file = vec_push(&foresight->files);
	uint32_t *first;

	if (!file || strtab_add(&foresight->owners, owner, &file->owner) ||
	    reach(foresight, file->owner))
		return -1;
	file->lazy = lazy;
	first = &foresight->first.data[file->owner];
	if (!*first) {
		*first = (uint32_t)foresight->files.size;
		return 0;
	}
	file->shares = true;
	foresight->files.data[*first - 1].shares = true;
	return 0;
}

static uint32_t owner_of(const struct foresight *foresight,
			 const struct foreseen *section)
{
	return foresight->files.data[section->file].owner;
}

static uint32_t hash_of(uint32_t owner, uint32_t name)
{
	uint64_t both = (uint64_t)owner << 32 | name;

	return (uint32_t)((both * 0x9e3779b97f4a7c15u) >> 32);
}

/* The slot of sections called NAME in files of OWNER, or the free one for
 * them. */
static struct foresight_slot *find_slot(const struct foresight *foresight,
					uint32_t owner, uint32_t name)
{
	uint32_t hash = hash_of(owner, name);
	size_t mask = foresight->nslots - 1, i = hash & mask;
	const struct foreseen *section;

	for (; foresight->slots[i].number; i = (i + 1) & mask) {
		if (foresight->slots[i].hash != hash)
			continue;
		section = &foresight->sections
				   .data[foresight->slots[i].number - 1];
		if (section->name == name &&
		    owner_of(foresight, section) == owner)
			break;
	}
	foresight->slots[i].hash = hash;
	return &foresight->slots[i];
}

/* Have twice as many slots. 0, or -1 (reported). */
static int grow(struct foresight *foresight)
{
	size_t count = 2 * foresight->nslots, mask = count - 1;
	struct foresight_slot *slots = calloc(count, sizeof(*slots));

	if (!slots)
		return report_nomem();
	for (size_t i = 0; i < foresight->nslots; i++) {
		size_t at = foresight->slots[i].hash & mask;

		if (!foresight->slots[i].number)
			continue;
		while (slots[at].number)
			at = (at + 1) & mask;
		slots[at] = foresight->slots[i];
	}
	free(foresight->slots);
	foresight->slots = slots;
	foresight->nslots = count;
	return 0;
}

/* Could nothing have made lld drop SECTION? */
static bool must_be_there(const struct foresight *foresight,
			  const struct object_section *section,
			  const struct law_verdict *verdict)
{
	bool symbol_section = verdict->class == LAW_PROVEN ||
			      verdict->class == LAW_BY_NAME;
	const struct script *folded = foresight->folded;

	return symbol_section && section->flags & SHF_ALLOC &&
	       !(section->flags & (SHF_GROUP | SHF_MERGE | SHF_LINK_ORDER)) &&
	       (verdict->got == PLACE_NONE ||
		!folded->outputs
			 .data[folded->statements.data[verdict->got].output]
			 .discard);
}

int foresight_note(struct foresight *foresight,
		   const struct object_section *section,
		   const struct law_verdict *verdict)
{
	uint32_t file = (uint32_t)foresight->files.size - 1, last;
	struct foresight_slot *slot;
	struct foreseen *to = vec_push(&foresight->sections);

	if (!to || strtab_add(&foresight->names, section->name, &to->name) ||
	    (foresight->sections.size * 2 > foresight->nslots &&
	     grow(foresight)))
		return -1;
	to->file = file;
	to->statement = verdict->got;
	to->must = must_be_there(foresight, section, verdict);
	to->moves = section->flags & SHF_LINK_ORDER;
	slot = find_slot(foresight, owner_of(foresight, to), to->name);
	last = slot->number;
	if (!last) {
		slot->number = (uint32_t)foresight->sections.size;
		return 0;
	}
	while (foresight->sections.data[last - 1].next)
		last = foresight->sections.data[last - 1].next;
	foresight->sections.data[last - 1].next =
		(uint32_t)foresight->sections.size;
	foresight->sections.data[last - 1].twin = to->twin = true;
	return 0;
}

/* Where the check is in the map. */
struct walk {
	struct foresight *foresight;
	bool *linked;
	bool warn;
	long count;		    /* differences */
	struct map_lld_line output; /* the current one */
	bool in_output;
	unsigned int slot; /* of the last section, or NO_SLOT */
	bool parted;	   /* there was a line since then */
	size_t next;	   /* what follows the last section in its file */
};

static void differs(struct walk *walk, const struct map_lld_line *line,
		    const char *what, const char *foreseen)
{
	if (walk->count++ >= SHOWN_DIFFERENCES)
		return;
	(walk->warn ? report_warning : report_error)(
		"%.*s: lld has section %.*s in %.*s, %s%s",
		(int)line->owner_length, line->owner, (int)line->length,
		line->text, (int)walk->output.length, walk->output.text, what,
		foreseen);
}

/* The name of the output section that SECTION was foreseen in. */
static const char *foreseen_output(const struct foresight *foresight,
				   const struct foreseen *section)
{
	const struct script *folded = foresight->folded;

	if (section->statement == PLACE_NONE)
		return strtab_get(&foresight->names, section->name);
	return folded->outputs
		.data[folded->statements.data[section->statement].output]
		.name;
}

static bool is_in_output(const struct walk *walk,
			 const struct foreseen *section)
{
	const char *name = foreseen_output(walk->foresight, section);

	return walk->in_output && strlen(name) == walk->output.length &&
	       !memcmp(name, walk->output.text, walk->output.length);
}

/* Is the step from the slot before to SLOT one that the map shows? */
static bool slot_follows(const struct walk *walk, unsigned int slot)
{
	const struct script *folded = walk->foresight->folded;

	if (walk->slot == NO_SLOT)
		return true;
	if (slot <= walk->slot)
		return slot == walk->slot && !walk->parted;
	if (walk->parted)
		return true;
	for (unsigned int i = walk->slot + 1; i <= slot; i++)
		if (folded->firm_slots.data[i])
			return false;
	return true;
}

/* LINE is of SECTION. */
static void compare(struct walk *walk, const struct map_lld_line *line,
		    struct foreseen *section)
{
	const struct script *folded = walk->foresight->folded;
	unsigned int slot;

	section->seen = true;
	if (!is_in_output(walk, section)) {
		differs(walk, line, "where ldfold foresaw ",
			foreseen_output(walk->foresight, section));
		return;
	}
	if (section->statement == PLACE_NONE || section->moves)
		return;
	slot = folded->statements.data[section->statement].slot;
	if (!slot_follows(walk, slot))
		differs(walk, line, "but not where ldfold foresaw it there",
			"");
	walk->slot = slot;
	walk->parted = false;
}

/* Of several sections of one name, the first that can be LINE's. */
static struct foreseen *choose(const struct walk *walk, uint32_t number)
{
	struct foreseen *sections = walk->foresight->sections.data;
	struct foreseen *any = NULL;

	for (; number; number = sections[number - 1].next) {
		struct foreseen *section = &sections[number - 1];

		if (section->seen)
			continue;
		if (is_in_output(walk, section))
			return section;
		if (!any)
			any = section;
	}
	return any;
}

/* What lld puts there under a file's name, though it is no section that a
 * statement could name: pieces of .eh_frame, relocations (--emit-relocs),
 * common symbols. */
static bool is_lld_s(const struct map_lld_line *line)
{
	static const char *const starts[] = { ".eh_frame", ".rel", "COMMON" };

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (line->length >= strlen(starts[i]) &&
		    !memcmp(line->text, starts[i], strlen(starts[i])))
			return true;
	return false;
}

static bool is_text(const struct strtab *tab, uint32_t number, const char *text,
		    size_t length)
{
	const char *have = strtab_get(tab, number);

	return strlen(have) == length && !memcmp(have, text, length);
}

/* Sections of a file that go to one place stand there as they stand in the file,
 * with those for other places left out: LINE's is nearly always one of the next
 * few, which are at hand. NULL if it isn't. */
static struct foreseen *find_near(struct walk *walk,
				  const struct map_lld_line *line)
{
	struct foresight *foresight = walk->foresight;

	for (size_t i = walk->next;
	     i < foresight->sections.size && i < walk->next + NEAR; i++) {
		struct foreseen *section = &foresight->sections.data[i];

		if (section->twin || !is_text(&foresight->names, section->name,
					      line->text, line->length))
			continue;
		return is_text(&foresight->owners, owner_of(foresight, section),
			       line->owner, line->owner_length)
			       ? section
			       : NULL;
	}
	return NULL;
}

/* Compare LINE with SECTION, and remember where that is. */
static void take_section(struct walk *walk, const struct map_lld_line *line,
			 struct foreseen *section)
{
	walk->next = (size_t)(section - walk->foresight->sections.data) + 1;
	compare(walk, line, section);
}

static void take_input(struct walk *walk, const struct map_lld_line *line)
{
	static const char internal[] = "<internal>";
	struct foresight *foresight = walk->foresight;
	struct foreseen *section = NULL;
	uint32_t owner, name;

	if (line->owner_length == sizeof(internal) - 1 &&
	    !memcmp(line->owner, internal, sizeof(internal) - 1))
		return;
	section = find_near(walk, line);
	if (section && !section->seen) {
		owner = owner_of(foresight, section);
		walk->linked[foresight->first.data[owner] - 1] = true;
		take_section(walk, line, section);
		return;
	}
	section = NULL;
	/* The table has "", which is no file's. */
	if (!line->owner_length ||
	    !strtab_find_n(&foresight->owners, line->owner, line->owner_length,
			   &owner)) {
		if (!foresight->late)
			differs(walk, line, "but ldfold hasn't read that file",
				"");
		return;
	}
	walk->linked[foresight->first.data[owner] - 1] = true;
	if (strtab_find_n(&foresight->names, line->text, line->length, &name))
		section = choose(walk,
				 find_slot(foresight, owner, name)->number);
	if (section)
		take_section(walk, line, section);
	else if (!is_lld_s(line))
		differs(walk, line, "which ldfold hasn't seen", "");
}

static void take_line(struct walk *walk, const struct map_lld_line *line)
{
	switch (line->kind) {
	case MAP_LLD_OUTPUT:
		walk->output = *line;
		walk->in_output = true;
		walk->slot = NO_SLOT;
		walk->parted = false;
		break;
	case MAP_LLD_INPUT:
		take_input(walk, line);
		break;
	case MAP_LLD_INSIDE:
		walk->parted = true;
		break;
	case MAP_LLD_OUTSIDE:
	case MAP_LLD_SYMBOL:
		break;
	}
}

/* What isn't lazy was linked; of files that the map gives one name, all or
 * none. */
static void settle_files(struct walk *walk)
{
	struct foresight *foresight = walk->foresight;

	for (size_t i = 0; i < foresight->files.size; i++) {
		const struct foreseen_file *file = &foresight->files.data[i];

		walk->linked[i] |= !file->lazy;
		if (file->shares)
			walk->linked[i] |=
				walk->linked[foresight->first
						     .data[file->owner] -
					     1];
	}
}

/* Which of two files of one name was loaded can't be told. */
static void find_missing(struct walk *walk)
{
	const struct foresight *foresight = walk->foresight;
	const struct foreseen *section;

	vec_for_each(&foresight->sections, section) {
		const struct foreseen_file *file =
			&foresight->files.data[section->file];

		if (!section->must || section->seen ||
		    !walk->linked[section->file] || foresight->collects ||
		    file->shares)
			continue;
		if (walk->count++ >= SHOWN_DIFFERENCES)
			continue;
		(walk->warn ? report_warning : report_error)(
			"%s: section %s is missing from lld's map",
			strtab_get(&foresight->owners, file->owner),
			strtab_get(&foresight->names, section->name));
	}
}

long foresight_check(struct foresight *foresight, const char *output,
		     const char *text, size_t size, bool warn, bool *linked)
{
	struct walk walk = {
		.foresight = foresight,
		.linked = linked,
		.warn = warn,
	};
	const char *end = text + size, *at;
	struct map_lld_line line;

	if (!size || !map_lld_start(text, size, &at) || end[-1] != '\n') {
		report_error("%s: linked, but lld's map is not whole", output);
		return -1;
	}
	while (map_lld_next(&at, end, &line))
		take_line(&walk, &line);
	settle_files(&walk);
	find_missing(&walk);
	if (walk.count > SHOWN_DIFFERENCES)
		(warn ? report_warning
		      : report_error)("%s: %ld more such sections", output,
				      walk.count - SHOWN_DIFFERENCES);
	return walk.count;
}
