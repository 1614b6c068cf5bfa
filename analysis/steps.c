/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A function's instructions, and where control goes between them. Leaders are
 * those that may be reached from elsewhere than from the one above. Live before
 * one is what some way from there reads before it is written. */
#include <string.h>

#include "analysis/follow.h"
#include "common/search.h"

/* -- Steps ---------------------------------------------------------------- */

static bool is_followed(const struct work *work, const struct target *target)
{
	return target->section && work->sections.data[target->section].followed;
}

/* On RISC-V the second half of an address has the place of the first half
 * instead (psABI, R_RISCV_PCREL_LO12_I). */
static const Elf64_Rela *find_first_half(const struct follower *f,
					 const Elf64_Rela *rel)
{
	const struct relobj_section *s =
		&f->work->obj.sections.data[f->section];
	const struct relobj_symbol *label =
		&f->work->obj.symbols.data[ELF64_R_SYM(rel->r_info)];
	size_t i;

	if (label->section != f->section)
		return NULL;
	for (i = relobj_first_rel(s, label->value);
	     i < s->nrels && s->rels[i].r_offset == label->value; i++)
		if (work_type(f->work, ELF64_R_TYPE(s->rels[i].r_info)).high)
			return &s->rels[i];
	return NULL;
}

/* Note what REL, of the instruction of STEP, leads to. */
static void note_relocation(struct follower *f, struct step *step,
			    const Elf64_Rela *rel)
{
	struct work *work = f->work;
	struct reloc_type type = work_type(work, ELF64_R_TYPE(rel->r_info));
	struct target target;

	if (type.second_half) {
		rel = find_first_half(f, rel);
		if (!rel)
			return;
		type.got = work_type(work, ELF64_R_TYPE(rel->r_info)).got;
	}
	if (!work_resolve(work, f->section, rel, &target) ||
	    !is_followed(work, &target) ||
	    (!target.toc &&
	     !work_is_place(work, (uint32_t)ELF64_R_SYM(rel->r_info))))
		return;
	target.offset = work_offset(work, &target);
	step->has_address = true;
	step->is_high = type.high;
	step->loaded = target.toc || type.got;
	step->address = target;
}

/* See what STEP, a call or a jump by name, does beside leading there. With
 * -mindirect-branch the jump of a switch is one to a function that jumps there
 * (jg __s390_indirect_jump_r1); and compilers put nothing that follows behind a
 * call of __stack_chk_fail(), but another case. */
static void see_callee(const struct follower *f, struct step *step)
{
	const char *jumper = f->work->machine->jumper;
	struct effect *e = &step->effect;
	const char *name;

	if (!step->known || e->flow == FLOW_NEXT || e->flow == FLOW_BRANCH)
		return;
	name = steps_callee(f, step);
	step->keeps = f->work->machine->savers && e->flow == FLOW_CALL &&
		      machine_is_saver(f->work->machine, name);
	if (e->flow == FLOW_JUMP && jumper &&
	    !strncmp(name, jumper, strlen(jumper))) {
		e->flow = FLOW_JUMP_ANY;
		e->reads |= f->arguments | f->abi->results;
	} else if (e->flow != FLOW_JUMP && !strcmp(name, "__stack_chk_fail")) {
		e->flow = FLOW_END;
	}
}

/* Does the table at the end of a function begin AT? A call before it doesn't
 * return. */
static bool is_traceback(const struct follower *f, uint64_t at)
{
	return machine_has_table(
		f->work->machine,
		f->work->obj.sections.data[f->section].data + at, f->end - at);
}

/* The distance that entry INDEX of a switch's table AT has. True if there is
 * one. */
static bool read_case(const struct follower *f, uint64_t at, size_t index,
		      int64_t *ret)
{
	const struct relobj_section *s =
		&f->work->obj.sections.data[f->section];

	return machine_case(f->work->machine, f->work->obj.big, s->data + at,
			    at - f->start, f->end - at, index, ret);
}

/* The size of the table AT, behind STEP; 0 if there is none. */
static unsigned int measure_table(const struct follower *f,
				  const struct step *step, uint64_t at)
{
	int64_t distance;
	size_t count = 0;

	if (step->known && step->effect.flow == FLOW_JUMP_ANY)
		while (read_case(f, at, count, &distance))
			count++;
	return 4 * (unsigned int)count;
}

/* Add what is AT, code or a table. Its size, 0 if that can't be told. */
static unsigned int read_step(struct follower *f, uint64_t at,
			      struct step *step)
{
	struct work *work = f->work;
	const unsigned char *code = work->obj.sections.data[f->section].data +
				    at;
	unsigned int table = at > f->start ? measure_table(f, step - 1, at) : 0;
	struct insn insn;

	step->at = at;
	step->next = step->state = WORK_NONE;
	step->known = !table &&
		      effect_decode(work->machine, work->obj.big, code,
				    (size_t)(f->end - at), at, &step->effect);
	if (step->known)
		return step->effect.length;
	if (!table && !machine_decode(work->machine, work->obj.big, code,
				      (size_t)(f->end - at), at, &insn))
		return 0;
	step->effect = effect_nothing(table ? table : insn.length);
	step->has_table = table;
	step->stops = table || is_traceback(f, at);
	step->effect.reads = step->stops ? 0 : UINT64_MAX;
	/* A jump that isn't understood leads anywhere. */
	return !step->stops && insn.branches ? 0 : step->effect.length;
}

static int add_steps(struct follower *f)
{
	struct work *work = f->work;
	const struct relobj_section *s = &work->obj.sections.data[f->section];
	size_t rel = relobj_first_rel(s, f->start);
	uint64_t at = f->start;
	uint64_t site = work_next_flow(work, FLOW_SITE, f->section, f->start);

	while (at < f->end) {
		struct step *step = vec_push(&f->steps);
		unsigned int length = step ? read_step(f, at, step) : 0;

		if (!step)
			return -1;
		if (!length)
			return 1;
		at += length;
		step->is_site = site < at;
		if (step->is_site)
			site = work_next_flow(work, FLOW_SITE, f->section, at);
		see_callee(f, step);
		for (; rel < s->nrels && s->rels[rel].r_offset < at; rel++) {
			step->relocated = true;
			note_relocation(f, step, &s->rels[rel]);
		}
	}
	return 0;
}

/* The step that the byte AT of the function is in. */
static uint32_t step_below(const struct follower *f, uint64_t at)
{
	size_t above = lower_bound(i, 0, f->steps.size,
				   f->steps.data[i].at <= at);

	return (uint32_t)(above ? above - 1 : 0);
}

static uint32_t step_at(const struct follower *f, uint64_t at)
{
	uint32_t below = step_below(f, at);

	return f->steps.data[below].at == at ? below : WORK_NONE;
}

/* After a trap the next instruction follows, if that is WARN()'s; BUG()'s has
 * something there that is entered from elsewhere, or nothing. */
static bool ends_flow(const struct step *step)
{
	enum effect_flow flow = step->effect.flow;

	return step->stops ||
	       (step->known && (flow == FLOW_JUMP || flow == FLOW_JUMP_ANY ||
				flow == FLOW_END || flow == FLOW_TRAP));
}

static int make_leader(struct follower *f, uint32_t step)
{
	struct step *s = &f->steps.data[step];

	s->leader = true;
	if (s->state != WORK_NONE)
		return 0;
	s->state = (uint32_t)f->states.size;
	return vec_push(&f->states) ? 0 : -1;
}

/* Does a relocation say where the branch of STEP leads to? */
static bool is_relocated(const struct follower *f, const struct step *step)
{
	const struct relobj_section *s =
		&f->work->obj.sections.data[f->section];
	size_t i = relobj_first_rel(s, step->at);

	return i < s->nrels &&
	       s->rels[i].r_offset < step->at + step->effect.length;
}

/* Where a branch of STEP leads to, if that is in the function: gas leaves
 * relocations for branches within one on RISC-V. */
static uint32_t find_next(struct follower *f, const struct step *step)
{
	const struct relobj_section *s =
		&f->work->obj.sections.data[f->section];
	uint64_t to = step->effect.target;

	for (size_t i = relobj_first_rel(s, step->at);
	     i < s->nrels &&
	     s->rels[i].r_offset < step->at + step->effect.length;
	     i++) {
		const Elf64_Rela *rel = &s->rels[i];
		const struct relobj_symbol *symbol =
			&f->work->obj.symbols.data[ELF64_R_SYM(rel->r_info)];
		struct reloc_type type = work_type(f->work,
						   ELF64_R_TYPE(rel->r_info));

		if (type.way == RELOC_NONE)
			continue;
		if (symbol->section != f->section)
			return WORK_NONE;
		to = symbol->value + (uint64_t)rel->r_addend - type.bias;
		break;
	}
	return to >= f->start && to < f->end ? step_at(f, to) : WORK_NONE;
}

/* A table leads to PLACE. What isn't the begin of an instruction was
 * misread. */
static int mark_case(struct follower *f, uint64_t place)
{
	uint32_t number = step_at(f, place);

	if (number == WORK_NONE)
		return 0;
	f->steps.data[number].in_table = true;
	return make_leader(f, number);
}

/* Find the cases of switches: they are leaders, though one goes on into the
 * next. */
static int find_cases(struct follower *f)
{
	const struct step *step;
	int64_t distance;

	for (uint64_t at = f->start;
	     (at = work_next_flow(f->work, FLOW_FROM_TABLE, f->section, at)) <
	     f->end;
	     at++)
		if (mark_case(f, at))
			return -1;
	vec_for_each(&f->steps, step)
		for (size_t i = 0;
		     step->has_table && read_case(f, step->at, i, &distance);
		     i++)
			if (mark_case(f, step->at + (uint64_t)distance))
				return -1;
	return 0;
}

/* Step FROM leads to step TO. */
static int lead(struct follower *f, uint32_t from, uint32_t to)
{
	f->steps.data[to].entered = true;
	f->steps.data[to].looped |= to <= from;
	return make_leader(f, to);
}

/* Note that the kernel may lead from FROM to TO, both steps. */
static int add_way(struct follower *f, uint32_t from, uint32_t to)
{
	struct step *step = &f->steps.data[from];
	uint32_t *way = vec_push(&f->ways);

	if (!way)
		return -1;
	*way = to;
	if (!step->nways++)
		step->first_way = (uint32_t)f->ways.size - 1;
	/* What is a jump may become a nop. */
	if (step->effect.flow == FLOW_JUMP)
		step->effect.flow = FLOW_BRANCH;
	return lead(f, from, to);
}

/* Find where the kernel leads from which places. Out of the function, or amid an
 * instruction, is a site of which no more is known. */
static int find_ways(struct follower *f)
{
	const struct work_way *way, *end;

	for (way = work_ways(f->work, f->section, f->start, f->end, &end);
	     way < end; way++) {
		uint32_t below = step_below(f, way->from);
		uint32_t to = way->to >= f->start && way->to < f->end
				      ? step_at(f, way->to)
				      : WORK_NONE;

		if (to == WORK_NONE || f->steps.data[below].at != way->from)
			f->steps.data[below].is_site = true;
		else if (add_way(f, below, to))
			return -1;
	}
	return 0;
}

/* Code of other sections comes back to leaders, though one goes on to them. */
static int find_returns(struct follower *f)
{
	for (uint64_t at = f->start;
	     (at = work_next_flow(f->work, FLOW_FROM_CODE, f->section, at)) <
	     f->end;
	     at++) {
		uint32_t number = step_at(f, at);

		if (number == WORK_NONE)
			continue;
		f->steps.data[number].returned = true;
		if (make_leader(f, number))
			return -1;
	}
	return 0;
}

static int find_leaders(struct follower *f)
{
	if (make_leader(f, 0) || find_cases(f) || find_ways(f) ||
	    find_returns(f))
		return -1;
	f->steps.data[0].entered = true;
	for (uint32_t i = 0; i < f->steps.size; i++) {
		struct step *step = &f->steps.data[i];

		step->ends = ends_flow(step);
		if (step->known && (step->effect.flow == FLOW_BRANCH ||
				    step->effect.flow == FLOW_JUMP)) {
			step->next = find_next(f, step);
			step->leaves = step->next == WORK_NONE;
			if (step->next == WORK_NONE && !is_relocated(f, step) &&
			    step->effect.target >= f->start &&
			    step->effect.target < f->end)
				return 1; /* amid an instruction */
			if (step->next != WORK_NONE && lead(f, i, step->next))
				return -1;
		}
		if (i + 1 == f->steps.size)
			break;
		if (!step->ends || step->effect.flow == FLOW_TRAP)
			f->steps.data[i + 1].entered = true;
		if (step->ends && make_leader(f, i + 1))
			return -1;
	}
	return 0;
}

/* Find the jumps that come when all registers of the caller, with the stack
 * pointer, were loaded from the frame, which is the function's end: gcc for s390
 * returns by another register than that of the address (lg %r4,216(%r15); lmg
 * %r10,%r15,184(%r15); br %r4). Where the scope of an array of variable length
 * ends the stack pointer is loaded, too, but alone. */
static void find_exits(struct follower *f)
{
	uint64_t stack = effect_mask(f->abi->stack);
	struct step *step;
	bool popped = false;

	vec_for_each(&f->steps, step) {
		const struct effect *e = &step->effect;

		popped &= step->known && !step->leader;
		step->is_exit = popped && e->flow == FLOW_JUMP_ANY;
		popped &= e->flow == FLOW_NEXT;
		popped |= step->known && e->loads && e->size > 8 &&
			  e->writes & stack && e->base < REGISTERS &&
			  e->writes >> e->base & 1;
	}
}

static bool jumps_anywhere(const struct follower *f)
{
	const struct step *step;

	vec_for_each(&f->steps, step)
		if (steps_jumps(step))
			return true;
	return false;
}

static bool is_filler(const struct follower *f, const struct step *step)
{
	const struct relobj_section *s =
		&f->work->obj.sections.data[f->section];

	return machine_filler(
		       f->work->machine, f->work->obj.big, s->data + step->at,
		       (size_t)(f->end - step->at)) == step->effect.length;
}

/* How many steps from FIRST on are nothing but fillers, up to one that a branch
 * or a table leads to or the end; 0 if what comes then is none of these. */
static uint32_t count_fillers(const struct follower *f, uint32_t first)
{
	uint32_t i = first;

	for (; i < f->steps.size; i++) {
		const struct step *step = &f->steps.data[i];

		if (step->in_table || (i > first && step->leader))
			break;
		if (step->is_site || step->nways || !is_filler(f, step))
			return 0;
	}
	return i - first;
}

/* Find what nobody is led to: the traceback table, and nops behind a jump that
 * align what a branch leads to. A switch could lead to such nops, where a case
 * begins with a loop, and so could a jump that the kernel patches. */
static void find_padding(struct follower *f)
{
	bool anywhere = jumps_anywhere(f);
	uint32_t left = 0;

	for (uint32_t i = 0; i < f->steps.size; i++) {
		struct step *step = &f->steps.data[i];

		if (step->stops)
			left = step->has_table ? 0 : UINT32_MAX;
		else if (step->leader && step->entered)
			left = 0;
		else if (step->leader && !left && i && !anywhere &&
			 !step[-1].is_site && !step[-1].nways)
			left = count_fillers(f, i);
		step->padding = left > 0;
		left -= left > 0;
	}
}

/* -- Liveness ------------------------------------------------------------- */

/* Does nothing lead to the code that begins with STEP, or a table, for which there
 * are JUMPS? What begins with no instruction is data: the traceback table of
 * ppc64 is a word of 0. */
static bool is_unentered(const struct step *step, bool jumps)
{
	return step->leader &&
	       (!step->entered || step->returned ||
		(step->in_table && jumps)) &&
	       step->known && !step->padding;
}

static int find_unentered(struct follower *f)
{
	bool jumps = jumps_anywhere(f);

	for (uint32_t i = 0; i < f->steps.size; i++) {
		struct step *step = &f->steps.data[i];
		uint32_t *number;

		if (!is_unentered(step, jumps))
			continue;
		/* Nothing but a table leads there. */
		step->is_case = step->in_table && !step->is_site &&
				!step->returned;
		number = vec_push(&f->unentered);
		if (!number)
			return -1;
		*number = i;
	}
	return 0;
}

/* What is live before code that nothing is seen to lead to: cases of a switch,
 * and what handles exceptions. */
static uint64_t live_at_unentered(const struct follower *f)
{
	const uint32_t *number;
	uint64_t live = 0;

	vec_for_each(&f->unentered, number)
		live |= f->steps.data[*number].live;
	return live;
}

static uint64_t live_after(const struct follower *f, uint32_t number,
			   uint64_t unentered)
{
	const struct step *step = &f->steps.data[number];
	uint64_t next = number + 1 < f->steps.size ? step[1].live : 0;
	uint64_t there = step->next != WORK_NONE
				 ? f->steps.data[step->next].live
				 : f->arguments | unentered;

	if (step->stops)
		return 0;
	switch (step->effect.flow) {
	case FLOW_BRANCH:
		return next | there;
	case FLOW_JUMP:
		return there;
	case FLOW_JUMP_ANY:
		return f->arguments | (step->is_exit ? 0 : unentered);
	case FLOW_END:
		return f->abi->results;
	default:
		return next;
	}
}

/* What is live where the kernel may lead to from STEP. */
static uint64_t live_at_ways(const struct follower *f, const struct step *step)
{
	uint64_t live = 0;

	for (uint32_t i = 0; i < step->nways; i++)
		live |= f->steps.data[f->ways.data[step->first_way + i]].live;
	return live;
}

/* From the end on, and again while what was taken for live after a step that is
 * above where it leads to was too little. */
static void find_live(struct follower *f)
{
	bool changed = true;

	while (changed) {
		uint64_t unentered = live_at_unentered(f);

		changed = false;
		for (uint32_t i = (uint32_t)f->steps.size; i--;) {
			struct step *step = &f->steps.data[i];
			uint64_t live = live_after(f, i, unentered);

			live = step->effect.reads | live_at_ways(f, step) |
			       (live & ~step->effect.writes);
			changed |= live != step->live && step->looped;
			step->live = live;
		}
		changed |= live_at_unentered(f) != unentered;
	}
}

int steps_read(struct follower *f)
{
	int status = add_steps(f);

	if (!status && f->steps.size)
		status = find_leaders(f);
	if (status || !f->steps.size)
		return status ? status : 1;
	find_exits(f);
	find_padding(f);
	steps_add_numbers(f);
	if (find_unentered(f))
		return -1;
	find_live(f);
	return 0;
}
