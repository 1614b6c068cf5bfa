/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where constants go. Whoever forgives a changed constant must know all that
 * reads it: not the next call in the text but each place that control may reach
 * with the register as it was set. What is not understood reads it.
 *
 * Code that is reached from elsewhere, by a table of a switch say, brings other
 * values to the same places. That matters to none that is followed from where
 * it is made: a constant is judged by where it goes, not by what else goes
 * there. */
#include "analysis/carry.h"

#include <string.h>

static struct carry_step *step_at(const struct carry *carry, uint32_t step)
{
	return &carry->steps.data[step];
}

/* -- Steps --------------------------------------------------------------- */

/* The step that begins AT bytes into the function. */
static uint32_t find_step(const struct carry *carry, uint64_t at)
{
	return at < carry->by_offset.size ? carry->by_offset.data[at]
					  : CARRY_NONE;
}

static bool is_within(const struct item *item, uint32_t section, uint64_t place)
{
	return section == item->section && place >= item->value &&
	       place - item->value < item->size;
}

/* Is what is OFFSET bytes behind a symbol where it is entered? */
static bool is_entry(const struct work *work, int64_t offset)
{
	return !offset || offset == work->machine->second_entry;
}

/* STEP leads to TARGET: a place of the function, for now as an offset, or
 * another function. */
static void lead(const struct carry *carry, struct carry_step *step,
		 const struct target *target)
{
	uint64_t place = (uint64_t)work_offset(carry->work, target);

	if (is_within(carry->item, target->section, place) &&
	    step->flow != FLOW_CALL) {
		step->target = (uint32_t)(place - carry->item->value);
		return;
	}
	if (step->flow == FLOW_CALL &&
	    machine_is_saver(
		    carry->work->machine,
		    carry->work->obj.symbols.data[target->symbol].name)) {
		step->flow = FLOW_NEXT;
		step->reads = step->writes = 0;
		return;
	}
	step->leaves = true;
	if (is_entry(carry->work, target->offset))
		step->callee = target->symbol;
}

/* Note what the relocations of STEP, from FIRST on, say; true if one says where
 * it leads to. */
static bool relocate(const struct carry *carry, struct carry_step *step,
		     size_t first)
{
	struct work *work = carry->work;
	const struct item *item = carry->item;
	const struct relobj_section *s =
		&work->obj.sections.data[item->section];
	uint64_t end = item->value + step->at + step->length;
	bool leads = step->flow == FLOW_BRANCH || step->flow == FLOW_JUMP ||
		     step->flow == FLOW_CALL;
	struct target target;

	for (size_t i = first; i < s->nrels && s->rels[i].r_offset < end; i++) {
		if (!work_resolve(work, item->section, &s->rels[i], &target))
			continue;
		if (leads) {
			lead(carry, step, &target);
			return true;
		}
		step->relocated = true;
	}
	return false;
}

/* Does the relocation REL, if that is of STEP, set more than its bytes? auipc
 * and jalr are one call to RISC-V. */
static bool is_half(const struct carry *carry, const struct carry_step *step,
		    size_t rel)
{
	struct work *work = carry->work;
	const struct relobj_section *s =
		&work->obj.sections.data[carry->item->section];

	return rel < s->nrels &&
	       s->rels[rel].r_offset == carry->item->value + step->at &&
	       work_type(work, ELF64_R_TYPE(s->rels[rel].r_info)).width >
		       step->length;
}

static void take_effect(struct carry_step *step, const struct effect *effect)
{
	step->length = (uint8_t)effect->length;
	step->flow = (uint8_t)effect->flow;
	step->known = true;
	step->reads = effect->reads;
	step->writes = effect->writes;
	step->to = effect->pc_relative ? EFFECT_NONE : effect->to;
	step->from = effect->from;
	step->field = effect->number_field;
}

/* Decode what is AT bytes into the function. False if not even its length is
 * known. */
static bool decode(const struct carry *carry, uint64_t at,
		   struct carry_step *step, struct effect *effect)
{
	struct work *work = carry->work;
	const struct item *item = carry->item;
	const unsigned char *code =
		work->obj.sections.data[item->section].data + item->value + at;
	size_t left = (size_t)(item->size - at);
	struct insn insn;

	*step = (struct carry_step){
		.at = (uint32_t)at,
		.target = CARRY_NONE,
		.to = EFFECT_NONE,
		.from = EFFECT_NONE,
	};
	if (effect_decode(work->machine, work->obj.big, code, left,
			  item->value + at, effect)) {
		take_effect(step, effect);
		return true;
	}
	if (!machine_decode(work->machine, work->obj.big, code, left,
			    item->value + at, &insn))
		return false;
	*effect = (struct effect){};
	step->length = (uint8_t)insn.length;
	return true;
}

/* Join the call of which STEP is the first half with the second. */
static void join_halves(const struct carry *carry, struct carry_step *step)
{
	struct carry_step second;
	struct effect effect;
	uint64_t at = step->at + step->length;

	if (at >= carry->item->size || !decode(carry, at, &second, &effect) ||
	    (second.flow != FLOW_CALL_ANY && second.flow != FLOW_JUMP_ANY)) {
		step->known = false;
		return;
	}
	step->length = (uint8_t)(step->length + second.length);
	step->flow = second.flow == FLOW_CALL_ANY ? FLOW_CALL : FLOW_JUMP;
	step->known &= second.known;
	step->reads |= second.reads & ~step->writes;
	step->writes |= second.writes;
	step->to = EFFECT_NONE;
}

static int add_steps(struct carry *carry)
{
	const struct item *item = carry->item;
	const struct relobj_section *s =
		&carry->work->obj.sections.data[item->section];
	size_t rel = relobj_first_rel(s, item->value);

	for (uint64_t at = 0; at < item->size;) {
		struct carry_step *step = vec_push(&carry->steps);
		struct effect effect;

		if (!step)
			return -1;
		if (!decode(carry, at, step, &effect)) {
			carry->steps.size--;
			return 0;
		}
		while (rel < s->nrels &&
		       s->rels[rel].r_offset < item->value + at)
			rel++;
		if (is_half(carry, step, rel))
			join_halves(carry, step);
		carry->by_offset.data[at] = (uint32_t)carry->steps.size - 1;
		if (!relocate(carry, step, rel) &&
		    (step->flow == FLOW_BRANCH || step->flow == FLOW_JUMP ||
		     step->flow == FLOW_CALL)) {
			struct target target = work_locate(
				carry->work, item->section,
				(int64_t)effect.target);

			lead(carry, step, &target);
			carry->has_distances = true;
		}
		carry->has_distances |= !step->known || (effect.pc_relative &&
							 !step->relocated);
		at += step->length;
	}
	return 0;
}

/* From offsets of targets to steps. */
static void link_steps(struct carry *carry)
{
	struct carry_step *step;

	vec_for_each(&carry->steps, step) {
		if (step->target == CARRY_NONE)
			continue;
		step->target = find_step(carry, step->target);
		if (step->target == CARRY_NONE)
			step->leaves = true; /* to where none begins */
		else
			step_at(carry, step->target)->joined = true;
	}
}

static bool falls_through(const struct carry_step *step)
{
	return step->flow != FLOW_JUMP && step->flow != FLOW_JUMP_ANY &&
	       step->flow != FLOW_END;
}

/* May control go from a step to one that can't be told? What no step leads to
 * are not instructions: ppc64 has a table of 12 bytes behind each function. */
static bool may_jump_anywhere(const struct carry *carry)
{
	bool reached = true;

	for (size_t i = 0; i < carry->steps.size; i++) {
		const struct carry_step *step = &carry->steps.data[i];

		reached |= step->joined;
		if (reached && (step->flow == FLOW_JUMP_ANY || !step->known))
			return true;
		reached &= falls_through(step);
	}
	return false;
}

/* Do entries of a table of this name only say something of code, and not that
 * the kernel does something else there? */
static bool is_harmless(const char *table)
{
	return !strcmp(table, "__bug_table") || !strcmp(table, ".smp_locks");
}

/* Does FIELD, number RANK in an entry of SECTION, lead to a place where code only
 * goes on, as it does wherever it came from? That is behind a fault, and behind
 * what is replaced, whose end or length the entry has: the kernel does something
 * else where it begins. */
static bool is_landing(const struct work *work, uint32_t section,
		       const struct work_field *field, size_t rank)
{
	const struct section_policy *policy =
		&work->sections.data[section].policy;

	if (field->is_length)
		return policy->has_extent;
	return rank % 2 &&
	       (policy->has_ends ||
		!strcmp(work->obj.sections.data[section].name, "__ex_table"));
}

/* Mark the step that FIELD, number RANK in an entry of SECTION, leads to. */
static void mark_field(struct carry *carry, uint32_t section,
		       const struct work_field *field, size_t rank)
{
	struct work *work = carry->work;
	struct target target;
	uint64_t place;
	uint32_t step;

	if (!work_resolve(work, section, field->rel, &target))
		return;
	place = (uint64_t)work_offset(work, &target);
	if (!is_within(carry->item, target.section, place))
		return;
	step = find_step(carry, place - carry->item->value);
	if (step == CARRY_NONE)
		return;
	/* Calls that are patched remain calls. */
	if (is_landing(work, section, field, rank))
		step_at(carry, step)->joined = true;
	else if (step_at(carry, step)->flow != FLOW_CALL)
		step_at(carry, step)->odd = true;
}

/* Mark the steps that ENTRY of a table speaks of. */
static void mark_entry(struct carry *carry, const struct work_entry *entry)
{
	struct work *work = carry->work;
	const struct relobj_section *s =
		&work->obj.sections.data[entry->section];
	size_t rank = 0;
	struct work_field field;

	if (is_harmless(s->name))
		return;
	for (size_t i = relobj_first_rel(s, entry->offset);
	     i < s->nrels && s->rels[i].r_offset < entry->offset + entry->size;
	     i = field.next) {
		field = work_field_at(work, entry->section, i);
		mark_field(carry, entry->section, &field, rank++);
	}
}

static void mark_entries(struct carry *carry)
{
	struct work *work = carry->work;
	uint32_t item = (uint32_t)(carry->item - work->analysis->items.data);
	size_t count;
	const struct work_entry *entries = work_entries(work, item, &count);

	for (size_t i = 0; i < count; i++)
		mark_entry(carry, &entries[i]);
}

int carry_init(struct carry *carry, struct work *work, const struct item *item)
{
	carry->work = work;
	carry->item = item;
	carry->abi = work->machine->abi;
	carry->jumps_anywhere = carry->has_distances = false;
	carry->overlooks = false;
	carry->steps.size = carry->by_offset.size = carry->seen.size = 0;
	carry->left.size = carry->visited.size = 0;
	carry->parts.size = carry->takers.size = 0;
	if (!carry->abi || item->size >= CARRY_NONE ||
	    !work->obj.sections.data[item->section].data)
		return 0;
	if (vec_reserve(&carry->by_offset, item->size))
		return -1;
	carry->by_offset.size = (size_t)item->size;
	for (size_t i = 0; i < carry->by_offset.size; i++)
		carry->by_offset.data[i] = CARRY_NONE;
	if (add_steps(carry))
		return -1;
	link_steps(carry);
	carry->jumps_anywhere = may_jump_anywhere(carry);
	mark_entries(carry);
	if (vec_reserve(&carry->seen, carry->steps.size))
		return -1;
	carry->seen.size = carry->steps.size;
	if (carry->seen.size)
		memset(carry->seen.data, 0,
		       carry->seen.size * sizeof(*carry->seen.data));
	return 0;
}

void carry_deinit(struct carry *carry)
{
	vec_deinit(&carry->steps);
	vec_deinit(&carry->by_offset);
	vec_deinit(&carry->seen);
	vec_deinit(&carry->left);
	vec_deinit(&carry->visited);
	vec_deinit(&carry->parts);
	vec_deinit(&carry->takers);
}

/* -- Ways ---------------------------------------------------------------- */

static uint64_t bit(unsigned int reg)
{
	return reg < 64 ? 1ull << reg : 0;
}

/* Does a relocation in the LENGTH bytes at OFFSET of SECTION lead out of the
 * object? */
static bool leads_out(const struct work *work, uint32_t section,
		      uint64_t offset, uint64_t length)
{
	const struct relobj_section *s = &work->obj.sections.data[section];
	size_t i = relobj_first_rel(s, offset);

	return i < s->nrels && s->rels[i].r_offset < offset + length &&
	       !work->obj.symbols.data[ELF64_R_SYM(s->rels[i].r_info)].section;
}

/* Is REG of no use after a call of CALLEE? Of a function outside of the object
 * an ABI says so. gcc's -fipa-ra looks into those inside, and uses registers
 * that they leave alone: one that writes REG, or calls what may, doesn't. */
static bool is_lost(const struct carry *carry, uint32_t callee,
		    unsigned int reg)
{
	struct work *work = carry->work;
	const struct relobj_symbol *symbol = &work->obj.symbols.data[callee];
	const struct relobj_section *s;
	uint64_t end, before;

	if (!callee || !symbol->section)
		return true;
	s = &work->obj.sections.data[symbol->section];
	end = work_symbol_end(work, callee);
	before = symbol->value;
	for (uint64_t at = before; s->data && at < end;) {
		struct effect effect;
		bool calls;

		if (!effect_decode(work->machine, work->obj.big, s->data + at,
				   (size_t)(end - at), at, &effect))
			return false;
		calls = effect.flow == FLOW_CALL ||
			effect.flow == FLOW_CALL_ANY;
		/* RISC-V has the relocation at the half before. */
		if (effect.writes & bit(reg) &&
		    (!calls || leads_out(work, symbol->section, before,
					 at + effect.length - before)))
			return true;
		before = at;
		at += effect.length;
	}
	return false;
}

static int push(struct carry *carry, uint32_t step, unsigned int reg)
{
	struct carry_place *place;

	if (carry->seen.data[step] & bit(reg))
		return 0;
	if (!carry->seen.data[step]) {
		uint32_t *visited = vec_push(&carry->visited);

		if (!visited)
			return -1;
		*visited = step;
	}
	carry->seen.data[step] |= bit(reg);
	place = vec_push(&carry->left);
	if (!place)
		return -1;
	*place = (struct carry_place){ step, reg };
	return 0;
}

/* Go on to where STEP may lead. 1, 0 if that isn't known, or -1. */
static int go_on(struct carry *carry, uint32_t step, unsigned int reg)
{
	const struct carry_step *s = step_at(carry, step);
	bool falls = falls_through(s);

	if (s->flow == FLOW_JUMP_ANY || (s->leaves && s->flow != FLOW_CALL) ||
	    (falls && step + 1 >= carry->steps.size))
		return 0;
	if (falls && push(carry, step + 1, reg))
		return -1;
	if (s->target != CARRY_NONE && push(carry, s->target, reg))
		return -1;
	return 1;
}

static int add_part(struct carry *carry, uint32_t step)
{
	uint32_t *part = vec_push(&carry->parts);

	if (!part)
		return -1;
	*part = step;
	return 0;
}

static int add_taker(struct carry *carry, uint32_t step, unsigned int reg)
{
	struct carry_place *taker = vec_push(&carry->takers);

	if (!taker)
		return -1;
	*taker = (struct carry_place){ step, reg };
	return 0;
}

/* Pass STEP with the constant in REG. 1, 0 if it does something else with it,
 * or -1. */
static int pass(struct carry *carry, uint32_t step, unsigned int reg,
		carry_taker *takes, void *ctx)
{
	const struct carry_step *s = step_at(carry, step);
	bool calls = s->flow == FLOW_CALL ||
		     (s->flow == FLOW_JUMP && s->leaves);
	uint64_t mask = bit(reg);

	if (!s->known || s->odd)
		return 0;
	if (calls) {
		if (takes(carry, step, reg, ctx)) {
			if (add_taker(carry, step, reg))
				return -1;
		} else if (s->flow == FLOW_JUMP || s->reads & mask) {
			return 0;
		}
		if (s->flow == FLOW_JUMP ||
		    (s->writes & mask && is_lost(carry, s->callee, reg)))
			return 1;
		return go_on(carry, step, reg);
	}
	if (s->reads & mask) {
		/* lui, addi; or a move. What is added is a part of it. */
		if (s->to == EFFECT_NONE || s->from != reg || s->relocated ||
		    s->flow != FLOW_NEXT || s->reads != mask ||
		    step + 1 >= carry->steps.size)
			return 0;
		if (s->field.width && add_part(carry, step))
			return -1;
		if (push(carry, step + 1, s->to))
			return -1;
		return s->to == reg ? 1 : go_on(carry, step, reg);
	}
	return s->writes & mask ? 1 : go_on(carry, step, reg);
}

/* Forget what was seen. */
static void start_over(struct carry *carry)
{
	uint32_t *step;

	vec_for_each(&carry->visited, step)
		carry->seen.data[*step] = 0;
	carry->visited.size = carry->left.size = 0;
	carry->parts.size = carry->takers.size = 0;
}

bool carry_is_constant(const struct carry *carry, uint32_t step)
{
	const struct carry_step *s = step_at(carry, step);

	return s->known && s->to != EFFECT_NONE && s->from == EFFECT_NONE &&
	       !s->relocated && s->field.width && s->flow == FLOW_NEXT;
}

int carry_follow(struct carry *carry, uint32_t step, carry_taker *takes,
		 void *ctx)
{
	int status;

	start_over(carry);
	if (!carry_is_constant(carry, step) || step_at(carry, step)->odd)
		return 0;
	if (add_part(carry, step))
		return -1;
	status = go_on(carry, step, step_at(carry, step)->to);
	while (status > 0 && carry->left.size) {
		struct carry_place place = carry->left.data[--carry->left.size];

		status = pass(carry, place.step, place.reg, takes, ctx);
		if (!status && carry->overlooks)
			status = go_on(carry, place.step, place.reg) < 0 ? -1
									 : 1;
	}
	return status < 0 ? -1 : status && carry->takers.size;
}

/* -- Strings ------------------------------------------------------------- */

/* The string that a relocation of STEP leads to, or NULL. */
static const char *string_of(const struct carry *carry,
			     const struct carry_step *step)
{
	struct work *work = carry->work;
	const struct relobj_section *s =
		&work->obj.sections.data[carry->item->section];
	uint64_t start = carry->item->value + step->at;
	struct target target;

	for (size_t i = relobj_first_rel(s, start);
	     i < s->nrels && s->rels[i].r_offset < start + step->length; i++) {
		const struct relobj_section *to;
		uint64_t place;

		if (!work_resolve(work, carry->item->section, &s->rels[i],
				  &target) ||
		    !target.section)
			continue;
		to = &work->obj.sections.data[target.section];
		place = (uint64_t)work_offset(work, &target);
		if (work->sections.data[target.section].policy.role ==
			    ROLE_STRINGS &&
		    to->entsize == 1 && to->data && place < to->size &&
		    memchr(to->data + place, 0, (size_t)(to->size - place)))
			return (const char *)to->data + place;
	}
	return NULL;
}

const char *carry_string(const struct carry *carry, uint32_t step,
			 unsigned int reg)
{
	/* Who jumps here may bring another one. */
	if (carry->jumps_anywhere)
		return NULL;
	while (step && !step_at(carry, step)->joined) {
		const struct carry_step *s = step_at(carry, --step);
		const char *text;

		if (s->flow != FLOW_NEXT || !s->known || s->odd)
			return NULL;
		if (!(s->writes & bit(reg)))
			continue;
		text = string_of(carry, s);
		if (text)
			return text;
		/* The low bits, or a copy. */
		if (s->to != reg || s->from == EFFECT_NONE)
			return NULL;
		reg = s->from;
	}
	return NULL;
}
