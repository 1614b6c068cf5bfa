/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two functions may differ in nothing but what they call, or which text they
 * print: in what the linker sets. The sidecar knows what each such field should
 * lead to, and the other kernel's bytes say where it leads.
 *
 * Not all can be told: a field may hold the higher half of an address, or be
 * filled when the kernel relocates itself; a call may go through a stub; a
 * function that is at the place of another may be called by the other's name.
 * Then nothing is said, as only what is certainly another thing counts. */
#include "match/leads.h"

#include <elf.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "common/report.h"
#include "machine/machine.h"
#include "match/pointer.h"

enum answer { UNKNOWN, YES, NO };

/* -- Where a field leads ------------------------------------------------- */

/* What isn't there, of a type that is wider than its reference says, is 0. */
static void take_bytes(struct linked_field *field, const unsigned char *bytes,
		       size_t left)
{
	memcpy(field->bytes, bytes,
	       left < sizeof(field->bytes) ? left : sizeof(field->bytes));
}

/* False if that can't be told. */
static bool lead(const struct leads *leads, const struct linked_field *field,
		 uint64_t *ret)
{
	if (field->resolved) {
		*ret = field->target;
		return true;
	}
	return leads->machine->lead && leads->machine->lead(field, ret);
}

/* As far as a half of an address can tell. */
static enum answer half_leads(const struct leads *leads,
			      const struct linked_field *field, uint64_t wanted)
{
	bool leads_there;

	if (!leads->machine->half_leads ||
	    !leads->machine->half_leads(field, wanted, &leads_there))
		return UNKNOWN;
	return leads_there ? YES : NO;
}

/* Is a function at ADDRESS that isn't a stub? */
static bool is_function_at(const struct leads *leads, uint64_t address)
{
	const struct output *output = &leads->kernel->output;
	bool found = false;

	/* An entry is at most 64 bytes behind the beginning. */
	for (size_t i = output_lower_bound(output, address - 64, 0);
	     i < output->nsymbols && output->symbols[i].address <= address;
	     i++) {
		const struct output_symbol *s = &output->symbols[i];
		struct kernel_symbol symbol = { .name = s->name };

		if (ELF64_ST_TYPE(s->info) != STT_FUNC ||
		    (s->address != address &&
		     s->address + machine_local_entry(leads->machine,
						      s->other) !=
			     address))
			continue;
		if (kernel_is_stub(&symbol))
			return false;
		found = true;
	}
	return found;
}

/* Does FIELD lead to VALUE bytes behind SYMBOL? */
static enum answer leads_to(const struct leads *leads,
			    const struct linked_field *field,
			    const struct kernel_symbol *symbol, uint64_t value)
{
	const struct machine *machine = leads->machine;
	uint64_t wanted = symbol->address + value, address;

	if (!lead(leads, field, &address))
		return half_leads(leads, field, wanted);
	if (address == wanted)
		return YES;
	if (!field->resolved && !machine_reloc(machine, field->type).call)
		return NO;
	if (address == wanted + machine_local_entry(machine, symbol->other))
		return YES;
	return is_function_at(leads, address) ? NO : UNKNOWN;
}

/* -- What it should lead to ---------------------------------------------- */

/* Is S called NAME and a number? */
static bool is_numbered(const struct kernel_symbol *s, const char *name)
{
	size_t length = strlen(name);

	return !strncmp(s->name, name, length) && s->name[length] == '.';
}

/* Does FIELD lead to one of the symbols called NAME, with VALUE? Those of the
 * group HOME count if LOCAL, or those of any where that isn't known; else the
 * global ones. If it is a function, the rebuild's has SIZE bytes; else that
 * is 0. */
static enum answer leads_to_name(const struct leads *leads,
				 const struct linked_field *field,
				 const char *name, uint64_t value,
				 uint64_t size, bool local, uint32_t home)
{
	const struct kernel *kernel = leads->kernel;
	enum answer answer = UNKNOWN;

	for (size_t i = leads_first_name(leads, name); i < leads->by_name.size;
	     i++) {
		const struct kernel_symbol *s =
			&kernel->symbols.data[leads->by_name.data[i]];
		enum answer this;

		/* ld -z unique-symbol numbers local names: that one may be
		 * another symbol's. */
		if (strcmp(s->name, name) != 0)
			return local && answer == NO && is_numbered(s, name)
				       ? UNKNOWN
				       : answer;
		if (kernel_is_local(s) != local ||
		    (local && home != KERNEL_NONE && s->group != home) ||
		    s->kind != SIDECAR_OTHER_LOADED)
			continue;
		this = leads_to(leads, field, s, value);
		/* Behind padding that is longer or shorter there. */
		if (this == NO && value && size && s->size != size &&
		    leads_to(leads, field, s, value + s->size - size) != NO)
			this = UNKNOWN;
		if (this != NO)
			return this;
		answer = NO;
	}
	return answer;
}

static enum answer leads_to_symbol(const struct leads *leads,
				   const struct linked_field *field,
				   const struct item *item,
				   const struct reference *reference,
				   uint32_t home)
{
	const struct analysis *analysis = leads->analysis;
	const struct item *target;
	size_t count = leads_find_items(leads, item->file, reference->target,
					&target);

	if (!target)
		return leads_to_name(
			leads, field,
			analysis_string(analysis, reference->target),
			reference->value, 0, false, KERNEL_NONE);
	if (count > 1 || target->flags & ITEM_ALIAS)
		return UNKNOWN;
	if (target->source != item->source && target->source && item->source)
		home = KERNEL_NONE;
	return leads_to_name(leads, field,
			     analysis_string(analysis, target->name),
			     reference->value,
			     target->flags & ITEM_FUNCTION ? target->size : 0,
			     target->flags & ITEM_LOCAL, home);
}

/* By the text that is there: its hash is what REFERENCE has. Wide ones have no
 * text and end otherwise. */
static enum answer leads_to_string(const struct leads *leads,
				   const struct linked_field *field,
				   const struct reference *reference)
{
	const unsigned char *text;
	uint64_t address;
	size_t rest, length;

	/* Of a string that is entered amid it has only the text. */
	if (!reference->target || reference->flags & REFERENCE_WITHIN ||
	    !lead(leads, field, &address))
		return UNKNOWN;
	text = kernel_bytes(leads->kernel, address, 1, &rest);
	if (!text)
		return UNKNOWN;
	length = strnlen((const char *)text, rest);
	return XXH3_64bits(text, length) == reference->value ? YES : NO;
}

/* Does a constant begin BEHIND bytes before ADDRESS, or in front of which ADDRESS
 * is, that gives VALUE: its hash and that distance? What is merged has as many
 * bytes as a power of two, or in assembler code a multiple of 16:
 * .rodata.cst160.SIGMA, .rodata.cst256.K256. */
static bool is_in_constant(const struct leads *leads, uint64_t address,
			   int64_t behind, uint64_t value)
{
	enum { MOST_BYTES = 1024 };
	size_t rest;
	const unsigned char *bytes = kernel_bytes(
		leads->kernel, address - (uint64_t)behind, 1, &rest);

	if (!bytes)
		return false;
	for (size_t size = 1; size <= MOST_BYTES && size <= rest;
	     size = size < 16 ? 2 * size : size + 16)
		if ((int64_t)size >= behind &&
		    XXH3_64bits(bytes, size) + (uint64_t)behind == value)
			return true;
	return false;
}

static enum answer leads_to_constant(const struct leads *leads,
				     const struct linked_field *field,
				     const struct reference *reference)
{
	enum { MOST_BEHIND = 512, MOST_BEFORE = 64 };
	bool within = reference->flags & REFERENCE_WITHIN;
	uint64_t address;
	size_t rest;

	if (!lead(leads, field, &address) ||
	    !kernel_bytes(leads->kernel, address, 1, &rest))
		return UNKNOWN;
	for (int64_t behind = within ? -MOST_BEFORE : 0;
	     behind <= (within ? MOST_BEHIND : 0); behind++)
		if (is_in_constant(leads, address, behind, reference->value))
			return YES;
	return NO;
}

static enum answer check(const struct leads *leads,
			 const struct linked_field *field,
			 const struct item *item,
			 const struct reference *reference, uint32_t home)
{
	switch (reference->kind) {
	case REFERENCE_SYMBOL:
		return leads_to_symbol(leads, field, item, reference, home);
	case REFERENCE_STRING:
		return leads_to_string(leads, field, reference);
	case REFERENCE_CONSTANT:
		return leads_to_constant(leads, field, reference);
	}
	return UNKNOWN;
}

/* -- All of an item ------------------------------------------------------ */

/* Going through the instructions, where fields count from the end of theirs. */
struct walk {
	const unsigned char *code;
	size_t size;
	size_t at; /* of an instruction */
	bool lost;
};

/* Find the instruction around OFFSET: false if there is something else. It begins
 * at walk->at. */
static bool find_insn(const struct leads *leads, struct walk *walk,
		      size_t offset, struct insn *ret)
{
	bool big = leads->kernel->data == ELFDATA2MSB;

	while (!walk->lost && walk->at <= offset) {
		if (!machine_decode(leads->machine, big, walk->code + walk->at,
				    walk->size - walk->at, walk->at, ret) ||
		    !ret->length) {
			walk->lost = true;
			break;
		}
		if (offset < walk->at + ret->length)
			return true;
		walk->at += ret->length;
	}
	return false;
}

/* A branch that assemblers resolve, where functions share a section, has no
 * relocation, but the kernel's own distance. */
static bool is_resolved(const struct reference *reference)
{
	return !reference->type && reference->kind == REFERENCE_SYMBOL &&
	       reference->flags & REFERENCE_PLACE;
}

static bool is_checked(const struct reference *reference)
{
	return !(reference->flags & REFERENCE_DOUBT) &&
	       (reference->type || is_resolved(reference));
}

/* An item, as the kernel has it. */
struct looked {
	const struct leads *leads;
	const struct lead_pair *pair;
	struct walk walk;
	size_t rest; /* bytes to the end of its section */
};

static bool look_at(struct looked *looked, const struct leads *leads,
		    const struct lead_pair *pair)
{
	*looked = (struct looked){ .leads = leads, .pair = pair };
	looked->walk.size = (size_t)pair->there->size;
	looked->walk.code = kernel_bytes(leads->kernel, pair->there->address,
					 looked->walk.size, &looked->rest);
	return looked->walk.code;
}

/* Where the kernel has the field of REFERENCE. */
static size_t offset_of(const struct looked *looked,
			const struct reference *reference)
{
	const struct padding_search *padding = looked->pair->padding;

	return padding ? padding_place(padding, reference->offset)
		       : reference->offset;
}

/* The field of REFERENCE, which is none before the last one that was asked for.
 * False if there is nothing to check. */
static bool take_field(struct looked *looked, const struct reference *reference,
		       struct linked_field *ret)
{
	const struct leads *leads = looked->leads;
	struct walk *walk = &looked->walk;
	size_t offset = offset_of(looked, reference);
	bool function = looked->pair->item->flags & ITEM_FUNCTION;
	struct insn insn;

	if (!is_checked(reference) || offset > walk->size ||
	    reference->width > walk->size - offset)
		return false;
	*ret = (struct linked_field){
		.type = reference->type,
		.big = leads->kernel->data == ELFDATA2MSB,
		.place = looked->pair->there->address + offset,
		.toc = leads->toc,
		.absolute = leads->absolute,
		.through_toc = reference->flags & REFERENCE_TOC,
	};
	take_bytes(ret, walk->code + offset, looked->rest - offset);
	if (is_resolved(reference)) {
		if (!function || !find_insn(leads, walk, offset, &insn) ||
		    !insn.relative)
			return false;
		ret->resolved = true;
		ret->target = looked->pair->there->address + insn.target;
	} else if (function &&
		   machine_reloc(leads->machine, ret->type).way ==
			   RELOC_INSN_END &&
		   find_insn(leads, walk, offset, &insn)) {
		ret->to_end = (unsigned int)(walk->at + insn.length - offset);
	}
	return true;
}

static const struct reference *reference_at(const struct leads *leads,
					    const struct item *item,
					    uint32_t number)
{
	return &leads->analysis->references
			.data[item->first_reference + number];
}

/* Does FIELD lead a little way beyond a string that ITEM refers to, too? A loop
 * over one that ends after a precision may have such a limit (of " window" in
 * resource_string()): there was the next string in the object, and is another
 * one where they are merged. */
static bool leads_to_end(const struct leads *leads,
			 const struct lead_pair *pair,
			 const struct linked_field *field)
{
	enum { BEYOND = 16 };
	struct looked looked;
	uint64_t end, address;

	if (!lead(leads, field, &end) || !look_at(&looked, leads, pair))
		return true;
	for (uint32_t i = 0; i < pair->item->nreferences; i++) {
		const struct reference *reference = reference_at(leads,
								 pair->item, i);
		const unsigned char *text;
		struct linked_field other;
		size_t rest, length;

		if (reference->kind != REFERENCE_STRING ||
		    !take_field(&looked, reference, &other) ||
		    !lead(leads, &other, &address) || address >= end)
			continue;
		text = kernel_bytes(leads->kernel, address,
				    (size_t)(end - address), &rest);
		length = text ? strnlen((const char *)text, rest) : 0;
		if (length && length < end - address &&
		    end - address <= length + BEYOND)
			return true;
	}
	return false;
}

/* Does the instruction HERE, with REFERENCE, do the same as that of the rebuild? What
 * has no symbol may come through .toc unnoted. */
static bool does_the_same(const struct machine *machine,
			  const struct reference *reference,
			  const struct machine_insn *here)
{
	bool through_toc = reference->flags & REFERENCE_TOC ||
			   reference->kind != REFERENCE_SYMBOL;

	return here->does == reference->insn.does ||
	       (through_toc && reference->insn.does == machine->toc_load &&
		here->does == machine->toc_address);
}

enum leads_code leads_code(const struct leads *leads,
			   const struct lead_pair *pair)
{
	enum leads_code code = LEADS_SAME_CODE;
	struct looked looked;

	if (!look_at(&looked, leads, pair))
		return code;
	for (uint32_t i = 0; i < pair->item->nreferences; i++) {
		const struct reference *reference = reference_at(leads,
								 pair->item, i);
		struct machine_insn insn;

		if (!is_checked(reference) ||
		    !machine_insn_at(leads->machine, reference->type,
				     looked.walk.code,
				     offset_of(&looked, reference),
				     looked.walk.size, &insn))
			continue;
		if (insn.reg != reference->insn.reg ||
		    insn.does == MACHINE_FOREIGN)
			return LEADS_OTHER_ORDER;
		if (!does_the_same(leads->machine, reference, &insn))
			code = LEADS_OTHER_CODE;
	}
	return code;
}

/* The address of the variable of the rebuild that REFERENCE is told by, or 0. */
static uint64_t address_of_target(const struct leads *leads,
				  const struct kernel_group *group,
				  const struct reference *reference)
{
	const char *name = analysis_string(leads->analysis, reference->target);

	for (uint32_t i = group->first; i < group->end; i++) {
		const struct kernel_symbol *s =
			&leads->rebuild->symbols.data[i];

		if (!strcmp(s->name, name) &&
		    ELF64_ST_TYPE(s->info) == STT_OBJECT)
			return s->address;
	}
	return 0;
}

/* Does LOOKED do nothing with what FIELD of REFERENCE makes but reach what is
 * DISTANCE bytes behind it, or further? */
static bool reaches_behind(const struct looked *looked,
			   const struct reference *reference, uint64_t distance)
{
	const struct leads *leads = looked->leads;
	size_t offset = offset_of(looked, reference);
	struct machine_insn insn;

	return machine_insn_at(leads->machine, reference->type,
			       looked->walk.code, offset, looked->walk.size,
			       &insn) &&
	       pointer_reaches_behind(leads->machine,
				      leads->kernel->data == ELFDATA2MSB,
				      looked->walk.code, looked->walk.size,
				      offset - offset % 4, insn.reg, distance);
}

/* A loop may begin with a pointer a word in front of an array: prev_map - 8 of
 * check_early_ioremap_leak() on ppc64le. Where several variables share a section
 * it is told by another one, which needn't stand there in the other kernel. Does
 * FIELD lead as far in front of a static as in the rebuild, and is nothing used
 * that is in front of that? */
static bool leads_in_front(const struct looked *looked,
			   const struct reference *reference,
			   const struct linked_field *field)
{
	enum { IN_FRONT = 16 };
	const struct leads *leads = looked->leads;
	const struct lead_pair *pair = looked->pair;
	const struct kernel_group *group;
	uint64_t place;

	if (pair->group == KERNEL_NONE || reference->kind != REFERENCE_SYMBOL)
		return false;
	group = &leads->rebuild->groups.data[pair->group];
	place = address_of_target(leads, group, reference);
	if (!place)
		return false;
	place += reference->value;
	for (uint32_t i = group->first; i < group->end; i++) {
		const struct kernel_symbol *s =
			&leads->rebuild->symbols.data[i];
		uint64_t distance = s->address - place;

		if (kernel_is_local(s) &&
		    ELF64_ST_TYPE(s->info) == STT_OBJECT && distance &&
		    distance <= IN_FRONT &&
		    leads_to_name(leads, field, s->name, -distance, 0, true,
				  pair->home) == YES)
			return reaches_behind(looked, reference, distance);
	}
	return false;
}

const struct reference *leads_elsewhere(const struct leads *leads,
					const struct lead_pair *pair)
{
	const struct item *item = pair->item;
	struct looked looked;

	if (!look_at(&looked, leads, pair))
		return NULL;
	for (uint32_t i = 0; i < item->nreferences; i++) {
		const struct reference *reference = reference_at(leads, item,
								 i);
		struct linked_field field;

		if (!take_field(&looked, reference, &field) ||
		    check(leads, &field, item, reference, pair->home) != NO)
			continue;
		if (reference->kind == REFERENCE_STRING &&
		    leads_to_end(leads, pair, &field))
			continue;
		if (!leads_in_front(&looked, reference, &field))
			return reference;
	}
	return NULL;
}

bool leads_to_neighbour(const struct leads *leads, const struct item *item)
{
	for (uint32_t i = 0; i < item->nreferences; i++) {
		const struct reference *reference = reference_at(leads, item,
								 i);
		const struct item *target = NULL;

		if (reference->kind == REFERENCE_SECTION ||
		    reference->flags & REFERENCE_DOUBT)
			return true;
		if (reference->kind == REFERENCE_SYMBOL)
			leads_find_items(leads, item->file, reference->target,
					 &target);
		if (target && target->flags & ITEM_FUNCTION)
			return true;
	}
	return false;
}
