/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Following addresses through a function, so that data without a name is known
 * by the bytes that are used of it and not by where the compiler put them.
 *
 * gcc for ppc64, arm64, riscv and, without -fno-section-anchors, s390 loads the
 * address of a whole block into a register and has the place in it in the
 * instructions that use the register:
 *
 *	adrp	x1, .LANCHOR0
 *	add	x1, x1, :lo12:.LANCHOR0
 *	ldp	x2, x3, [x1, 32]	another function's constant grows, and
 *					this is [x1, 48]
 *
 * Here the registers' contents are worked out for each instruction, as far as
 * they are such an address: forward over the flow of control until nothing
 * changes any more, then once more to note what is reached (struct
 * work_access). Where two ways to an instruction bring different addresses and
 * one of them is used, both have been noted where the ways meet, and the
 * register is known no more; that is right for a pointer to some one thing, but
 * not for the address of the block itself. Then, and with instructions that
 * aren't known, the function is lost: it counts with the layout of all that it
 * might reach. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/follow.h"
#include "common/report.h"

/* -- Values --------------------------------------------------------------- */

static bool is_address(const struct value *value)
{
	return value->kind == VALUE_ADDRESS || value->kind == VALUE_INDEXED;
}

/* Does it go through an array? */
static bool goes_through(const struct value *value)
{
	return value->kind == VALUE_THROUGH ||
	       (value->kind == VALUE_LOOSE && value->offset > 1);
}

static bool is_harmless(const struct value *value)
{
	return value->kind == VALUE_THROUGH || value->kind == VALUE_PIECE;
}

static void use(struct value *value)
{
	value->used = true;
	value->is_more = true;
}

static bool is_same_place(const struct value *a, const struct value *b)
{
	return a->kind == b->kind && a->raw == b->raw &&
	       a->section == b->section && a->offset == b->offset &&
	       a->origin == b->origin;
}

static bool is_same(const struct value *a, const struct value *b)
{
	return is_same_place(a, b) && a->used == b->used &&
	       a->indexed == b->indexed && a->direct == b->direct &&
	       a->is_end == b->is_end && a->is_more == b->is_more;
}

/* SIZE bytes of VALUE are read, if KIND is that: 0 if something is added to it,
 * ACCESS_ANY if nobody knows how many from there on. THROUGH: see struct
 * work_access. */
static void note_array(struct follower *f, const struct step *step,
		       enum access_kind kind, const struct value *value,
		       int64_t displacement, unsigned int size,
		       const struct effect_field *field, bool through)
{
	struct work_access *access;

	if (!f->noting)
		return;
	access = vec_push(&f->work->accesses);
	if (!access) {
		f->lost = true;
		return;
	}
	*access = (struct work_access){
		.section = f->section,
		.at = step->at,
		.kind = kind,
		.to = value->section,
		.origin = value->origin,
		.target = work_shifted(value->offset, (uint64_t)displacement),
		.size = size,
	};
	access->indexed = kind == ACCESS_READ
				  ? !size
				  : kind == ACCESS_ESCAPE &&
					    value->kind == VALUE_INDEXED;
	access->exact = kind == ACCESS_READ && size > 1;
	if (size == ACCESS_ANY) {
		access->size = 0;
		access->exact = false;
	}
	access->through = through;
	if (field)
		access->field = *field;
}

static void note(struct follower *f, const struct step *step,
		 enum access_kind kind, const struct value *value,
		 int64_t displacement, unsigned int size,
		 const struct effect_field *field)
{
	note_array(f, step, kind, value, displacement, size, field, false);
}

/* An address goes where it can't be followed: what begins there counts. */
static void note_escape(struct follower *f, const struct step *step,
			const struct value *value)
{
	if (is_address(value))
		note(f, step, ACCESS_ESCAPE, value, 0, 0, NULL);
}

/* How much of an address that becomes MET is used by it: up to the other one, but
 * no more than the function uses of any. In a register that is an argument of
 * some call, only there, the tables of two switches meet where both lead to. */
static unsigned int size_met(const struct follower *f, const struct value *met)
{
	int64_t size = met->offset < f->reach ? met->offset : f->reach;

	return met->kind == VALUE_LOOSE && size > 1 && size <= INT_MAX
		       ? (unsigned int)size
		       : 0;
}

/* VALUE becomes MET where ways meet: all counts that may be used of it then. */
static void note_met(struct follower *f, const struct step *step,
		     const struct value *value, const struct value *met)
{
	if (is_address(value))
		note_array(f, step, ACCESS_ESCAPE, value, 0, size_met(f, met),
			   NULL, goes_through(met));
}

static void set(struct state *state, unsigned int reg, struct value value)
{
	/* clang takes &states.data[i] for NULL. */
	state->registers[reg] = value; /* NOLINT(clang-analyzer-core.*) */
	if (value.kind)
		state->tracked |= 1ull << reg;
	else
		state->tracked &= ~(1ull << reg);
}

/* What isn't tracked is zero in both. */
static void copy_state(struct state *to, const struct state *from)
{
	const struct value none = {};
	uint64_t stale = to->tracked & ~from->tracked;

	for (uint64_t left = stale | from->tracked; left; left &= left - 1) {
		unsigned int i = (unsigned int)__builtin_ctzll(left);

		to->registers[i] = stale >> i & 1 ? none : from->registers[i];
	}
	if (to->has_slots || from->has_slots)
		memcpy(to->slots, from->slots, sizeof(to->slots));
	to->reached = from->reached;
	to->has_slots = from->has_slots;
	to->tracked = from->tracked;
	to->written = from->written;
}

static bool is_same_slot(const struct slot *a, const struct slot *b)
{
	return a->base == b->base && a->displacement == b->displacement &&
	       is_same_place(&a->value, &b->value);
}

static struct value meet_values(const struct value *a, const struct value *b)
{
	const struct value *one = is_address(a) ? a : b;
	const struct value *other = one == a ? b : a;
	struct value none = {};

	if (is_same_place(a, b)) {
		none = *a;
		none.used |= b->used;
		none.indexed |= b->indexed;
		none.direct &= b->direct;
		none.is_end |= b->is_end;
		none.is_more |= b->is_more;
		return none;
	}
	if (a->kind == VALUE_LOOSE && b->kind == VALUE_LOOSE)
		return a->offset < b->offset ? *a : *b;
	if (a->kind == VALUE_PART || b->kind == VALUE_PART)
		none.kind = VALUE_PART;
	if (!is_address(one)) {
		one = a->kind == VALUE_LOOSE ? a : b;
		return one->kind == VALUE_LOOSE ? *one : none;
	}
	/* A pointer that goes through an array. */
	if (is_address(other) && one->section == other->section) {
		int64_t stride = one->offset < other->offset
					 ? other->offset - one->offset
					 : one->offset - other->offset;

		if (!one->raw && !other->raw)
			return (struct value){ .kind = VALUE_THROUGH };
		return (struct value){ .kind = VALUE_LOOSE, .offset = stride };
	}
	if (other->kind == VALUE_LOOSE)
		return *other;
	if (!one->raw && other->kind == VALUE_THROUGH)
		return *other;
	/* It is this one, or no address of concern. */
	if (one->kind == VALUE_ADDRESS &&
	    (other->kind == VALUE_NONE || other->kind == VALUE_PIECE))
		return *one;
	return one->raw ? (struct value){ .kind = VALUE_LOOSE, .offset = 1 }
			: none;
}

/* STEP, in STATE, leads to the leader NEXT: meet what is there. */
static void enter(struct follower *f, const struct state *state,
		  const struct step *step, uint32_t next)
{
	const struct step *leader = &f->steps.data[next];
	struct state *to = f->states.data ? f->states.data + leader->state
					  : NULL;
	uint64_t concerned;
	bool changed;

	if (!to)
		return;
	concerned = (state->tracked | to->tracked) & leader->live;
	if (!concerned && (f->noting || (to->reached && !to->has_slots &&
					 !(state->written & ~to->written))))
		return;
	changed = !to->reached;
	for (; concerned; concerned &= concerned - 1) {
		unsigned int i = (unsigned int)__builtin_ctzll(concerned);
		const struct value *value = &state->registers[i];
		struct value met;

		if (f->noting) {
			if (!is_same_place(value, &to->registers[i]))
				note_met(f, step, value, &to->registers[i]);
			continue;
		}
		/* A pointer that goes down an array may come to anything. */
		if (to->reached && step->at >= leader->at &&
		    is_address(value) && is_address(&to->registers[i]) &&
		    value->section == to->registers[i].section &&
		    value->offset < to->registers[i].offset)
			f->lost = true;
		met = to->reached ? meet_values(&to->registers[i], value)
				  : *value;
		met.moved = 0;
		if (is_same(&met, &to->registers[i]))
			continue;
		set(to, i, met);
		changed = true;
	}
	if (f->noting)
		return;
	if (!to->reached) {
		if (state->has_slots)
			memcpy(to->slots, state->slots, sizeof(to->slots));
		to->has_slots = state->has_slots;
		to->written = state->written;
	} else {
		for (unsigned int i = 0; to->has_slots && i < SLOTS; i++)
			if (to->slots[i].value.kind &&
			    !is_same_slot(&to->slots[i], &state->slots[i])) {
				/* Whoever loads it loads something else. */
				if (to->slots[i].value.kind == VALUE_LOOSE)
					continue;
				to->slots[i].value =
					(struct value){ .kind = VALUE_LOOSE };
				changed = true;
			}
		changed |= (state->written & ~to->written) != 0;
		to->written |= state->written;
	}
	to->reached = true;
	f->changed |= changed;
}

/* -- Effects of steps ----------------------------------------------------- */

static struct value *value_of(struct state *state, uint8_t reg)
{
	return reg < REGISTERS ? &state->registers[reg] : NULL;
}

/* An address is stored: it's out, but may come back from the same slot. */
static void store(struct follower *f, struct state *state,
		  const struct effect *e, const struct value *value)
{
	struct slot *free_slot = NULL;

	for (unsigned int i = 0; i < SLOTS; i++) {
		struct slot *slot = &state->slots[i];

		if (slot->value.kind && slot->base == e->base &&
		    slot->displacement == e->displacement)
			*slot = (struct slot){};
		if (!slot->value.kind && !free_slot)
			free_slot = slot;
	}
	for (unsigned int i = 0; e->is_pair && i < 2; i++) {
		struct value *half = value_of(state, e->pair[i]);

		f->lost |= half && is_address(half) && half->raw;
		if (half && half->kind == VALUE_PIECE)
			half->used = true;
	}
	if (e->stored < REGISTERS &&
	    state->registers[e->stored].kind == VALUE_PIECE)
		state->registers[e->stored].used = true;
	f->lost |= value->kind == VALUE_PART && e->size == 8;
	if (!is_address(value))
		return;
	if (!free_slot || e->size != 8 || e->index != EFFECT_NONE ||
	    e->base >= REGISTERS) {
		f->lost |= value->raw;
		return;
	}
	if (free_slot)
		*free_slot = (struct slot){ .value = *value,
					    .base = e->base,
					    .displacement = e->displacement };
	state->has_slots |= free_slot && free_slot->value.kind;
}

static struct value load(const struct state *state, const struct effect *e)
{
	for (unsigned int i = 0; i < SLOTS; i++)
		if (state->slots[i].value.kind && e->base < REGISTERS &&
		    state->slots[i].base == e->base &&
		    state->slots[i].displacement == e->displacement &&
		    e->size == 8 && e->index == EFFECT_NONE)
			return state->slots[i].value;
	return (struct value){};
}

/* Where BASE changes, what was stored by it can't be found any more. */
static void forget_slots(struct state *state, uint64_t bases)
{
	for (unsigned int i = 0; i < SLOTS; i++)
		if (state->slots[i].value.kind &&
		    bases >> state->slots[i].base & 1)
			state->slots[i] = (struct slot){};
}

/* Is VALUE behind all that its section has? An address in front of it may be that
 * of an array whose elements count from 1. */
static bool is_behind(const struct follower *f, const struct value *value)
{
	return value->offset >= 0 &&
	       (uint64_t)value->offset >
		       f->work->obj.sections.data[value->section].size;
}

/* Is VALUE an address that was left in its register? That of a block was made
 * for the displacements that it was used with before, another one for what was
 * read there, and counts with that. RISC-V has another one where these don't
 * reach: 4096 behind the block, of which -2048(a4) is in the section and the
 * address isn't. What compilers make without a name they copy, or pass on; what
 * they index they may do both with. A variable may be used and passed on. */
static bool is_left_over(const struct follower *f, const struct value *value)
{
	return is_address(value) && value->used && !value->indexed &&
	       (value->raw || value->direct ||
		(value->kind == VALUE_ADDRESS && is_behind(f, value))) &&
	       !work_locate(f->work, value->section, value->offset).symbol;
}

/* VALUE may go on from STEP, or was left in its register: then somebody may read
 * more of what begins there than this function does. */
static void note_passed(struct follower *f, const struct step *step,
			const struct value *value)
{
	struct value *passed;

	if (!is_left_over(f, value)) {
		note_escape(f, step, value);
		return;
	}
	if (!f->noting)
		return;
	vec_for_each(&f->passed, passed)
		if (passed->section == value->section &&
		    passed->origin == value->origin)
			return;
	passed = vec_push(&f->passed);
	if (passed)
		*passed = *value;
	else
		f->lost = true;
}

/* memcpy() reads as much of VALUE as STEP calls it for, and no more. */
static void copy(struct follower *f, const struct step *step,
		 struct value *value)
{
	note(f, step, ACCESS_READ, value, 0, step->copied, NULL);
	use(value);
}

/* VALUE goes where others may read of it what they like. */
static void leave(struct follower *f, const struct value *value)
{
	if (value->kind == VALUE_LOOSE)
		f->reach = INT64_MAX;
}

/* Arguments of a call come without a gap (the ABIs' integer registers). */
static void note_arguments(struct follower *f, const struct step *step,
			   struct state *state)
{
	bool is_left = false, is_copied = false, is_through = false;

	for (size_t i = 0; f->abi->arguments[i] != EFFECT_NONE; i++) {
		uint8_t reg = f->abi->arguments[i];
		struct value *value = &state->registers[reg];

		if (!(state->written >> reg & 1))
			break;
		leave(f, value);
		/* What a loop copied last was left in the registers, and so was
		 * the end of it all; unless the pointer that has come to the
		 * end is an argument, or what was read last is one. Behind what
		 * was written elsewhere that pointer was left, too. */
		is_through |= (goes_through(value) && !is_copied) ||
			      (!i && value->kind == VALUE_PIECE);
		is_left |= value->kind == VALUE_PIECE;
		is_copied |= value->kind == VALUE_PIECE && value->used;
		if (is_left && !is_through && value->is_end && !value->is_more)
			continue;
		if (i == 1 && step->copied && value->kind == VALUE_ADDRESS)
			copy(f, step, value);
		else
			note_passed(f, step, value);
	}
}

/* REG may hold a result. A second one, of a structure, is set for that
 * alone. */
static void note_result(struct follower *f, const struct step *step,
			const struct state *state, unsigned int reg)
{
	const struct value *value = &state->registers[reg];

	leave(f, value);
	if (is_left_over(f, value) || !value->used ||
	    reg == f->abi->arguments[0])
		note_passed(f, step, value);
}

static void call(struct follower *f, const struct step *step,
		 struct state *state)
{
	const struct value none = {}, loose = { .kind = VALUE_LOOSE };

	if (step->keeps)
		return;
	note_arguments(f, step, state);
	for (uint8_t i = 0; state->tracked >> i && i < REGISTERS; i++) {
		if (!(state->tracked >> i & 1) ||
		    (!(f->abi->clobbered >> i & 1) && i != f->abi->stack))
			continue;
		/* Assembler code may have arguments anywhere. */
		if (!state->registers[i].raw && !state->registers[i].used)
			note_escape(f, step, &state->registers[i]);
		set(state, i,
		    f->abi->results >> i & 1 ||
				    is_harmless(&state->registers[i])
			    ? none
			    : loose);
	}
	state->written &= ~f->abi->clobbered;
	state->written |= f->abi->results;
}

/* SIZE bytes are used by an address, if it is a loose one, from DISPLACEMENT on;
 * or ACCESS_ANY. */
static void use_loose(struct follower *f, const struct value *value,
		      int64_t displacement, unsigned int size)
{
	int64_t reach = size == ACCESS_ANY ? INT64_MAX
					   : work_shifted(displacement, size);

	if (value->kind != VALUE_LOOSE)
		return;
	f->lost |= displacement < 0 || displacement >= value->offset;
	if (f->reach < reach)
		f->reach = reach;
}

/* VALUE, a loose address, is more by NUMBER: the next element of an array, or
 * somewhere else. What is used by it isn't known from where it was. */
static void advance_loose(struct follower *f, struct value *value,
			  int64_t number)
{
	if (value->offset <= 1 || number > value->offset || number < 0)
		value->offset = 0;
	if (number)
		f->reach = INT64_MAX;
}

/* The same for the base that an access has, which may be moved to where it
 * is. */
static void use_loose_base(struct follower *f, const struct effect *e,
			   const struct value *base)
{
	unsigned int size = e->index == EFFECT_NONE ? e->size : ACCESS_ANY;
	struct value moved = *base;

	if (base->kind != VALUE_LOOSE)
		return;
	if (!e->updates_base || e->number != e->displacement) {
		use_loose(f, base, e->displacement, size);
		return;
	}
	advance_loose(f, &moved, e->number);
	use_loose(f, &moved, 0, size);
}

/* SIZE bytes at DISPLACEMENT are used by an address that may go through an
 * array. */
static void use_through(struct follower *f, const struct value *base,
			int64_t displacement, unsigned int size)
{
	int64_t ahead = work_shifted(base->moved,
				     (uint64_t)displacement + size);

	if (goes_through(base) && size != ACCESS_ANY && f->ahead < ahead)
		f->ahead = ahead;
}

/* The operand in memory of STEP. */
static void use_memory(struct follower *f, const struct step *step,
		       struct state *state)
{
	const struct effect *e = &step->effect;
	struct value *base = value_of(state, e->base);
	struct value *index = value_of(state, e->index);
	struct value *value = base && is_address(base) ? base : index;
	unsigned int size = 0;

	if (e->is_hint) {
		if (value && is_address(value))
			note(f, step, ACCESS_END, value, e->displacement, 0,
			     &e->displacement_field);
		return;
	}
	if (base) {
		use_loose_base(f, e, base);
		use_through(f, base, e->displacement, e->size);
	}
	if (index)
		use_loose(f, index, e->displacement, ACCESS_ANY);
	f->lost |= (base && base->kind == VALUE_PART) ||
		   (index && index->kind == VALUE_PART);
	if (base && index && is_address(base) && is_address(index))
		f->lost = true;
	if (!value || !is_address(value))
		return;
	use(value);
	value->indexed |= e->index != EFFECT_NONE;
	value->direct |= !e->displacement && e->index == EFFECT_NONE;
	/* What dcbz of ppc64 clears is around the address. */
	if ((e->size != ACCESS_ANY || e->loads) &&
	    value->kind != VALUE_INDEXED && e->index == EFFECT_NONE)
		size = e->size;
	note(f, step, ACCESS_READ, value, e->displacement, size,
	     &e->displacement_field);
}

/* The second operand in memory, of mvc of s390 and its like. */
static void use_second(struct follower *f, const struct step *step,
		       struct state *state)
{
	const struct effect_access *second = &step->effect.second;
	struct value *base = value_of(state, second->base);
	unsigned int size = 0;

	if (!second->size || !base)
		return;
	use_loose(f, base, second->displacement, second->size);
	use_through(f, base, second->displacement, second->size);
	f->lost |= base->kind == VALUE_PART;
	if (!is_address(base))
		return;
	use(base);
	if (base->kind != VALUE_INDEXED)
		size = second->size;
	note(f, step, ACCESS_READ, base, second->displacement, size,
	     &second->displacement_field);
}

/* Is REG of STEP read as part of an address only? */
static bool is_address_only(const struct effect *e, uint8_t reg)
{
	bool in_address = (e->size && (reg == e->base || reg == e->index)) ||
			  (e->second.size && reg == e->second.base);

	return in_address && reg != e->stored &&
	       !(e->is_pair && e->stores &&
		 (reg == e->pair[0] || reg == e->pair[1]));
}

/* Is REG among what STEP reads only since a part of it stays as it was? What it
 * is then is no address. */
static bool is_rest_kept(const struct effect *e, uint8_t reg)
{
	return (reg == e->to && reg != e->from) ||
	       (reg == e->loaded && reg != e->base && reg != e->index) ||
	       (e->kept_half && e->kept >> reg & 1);
}

/* The first address in REGISTERS that goes through an array, or NULL. */
static const struct value *find_through(const struct state *state,
					uint64_t registers)
{
	for (uint8_t i = 0; registers >> i && i < REGISTERS; i++)
		if (registers >> i & 1 && goes_through(&state->registers[i]))
			return &state->registers[i];
	return NULL;
}

/* VALUE is only compared, with THROUGH if that isn't NULL. */
static void compare(struct follower *f, const struct step *step,
		    const struct value *value, const struct value *through)
{
	note_array(f, step, ACCESS_END, value, 0, 0, NULL, through != NULL);
	if (through && through->moved < f->behind)
		f->behind = through->moved;
}

/* The registers that STEP reads other than as an address of memory, and whose
 * value it doesn't just move. One address makes a result that goes on from
 * it. */
static struct value use_others(struct follower *f, const struct step *step,
			       struct state *state)
{
	const struct effect *e = &step->effect;
	struct value none = {}, result = {};
	unsigned int count = 0, kept = 0;
	uint64_t read = e->reads & state->tracked;
	const struct value *through = find_through(state, read);

	for (uint8_t i = 0; read >> i && i < REGISTERS; i++) {
		struct value *value = &state->registers[i];

		if (!(read >> i & 1) || is_address_only(e, i) ||
		    is_rest_kept(e, i))
			continue;
		/* ic of s390 leaves all but a byte of it, which is no address
		 * any more. */
		if (e->kept >> i & 1 || value->kind == VALUE_PART) {
			none.kind = VALUE_PART;
			kept += is_address(value);
			continue;
		}
		if (!is_address(value)) {
			use_loose(f, value, 0,
				  e->writes || e->stores ? ACCESS_ANY : 0);
			continue;
		}
		count++;
		value->used = true;
		if (e->writes || e->stores || e->loads)
			value->is_more = true;
		else
			value->is_end |= through != NULL;
		value->indexed |= e->writes != 0;
		result = *value;
		result.used = result.indexed = result.direct = false;
		result.is_end = result.is_more = false;
		result.kind = VALUE_INDEXED;
		/* Compared with another one, or stored. */
		if (e->stores || e->loads)
			note_escape(f, step, value);
		else if (!e->writes)
			compare(f, step, value, through);
	}
	if (count && count + kept > 1 && e->writes)
		f->lost = true;
	return e->stores || e->loads || !count ? none : result;
}

/* The address that the relocation of STEP makes. */
static void take_address(struct follower *f, const struct step *step,
			 struct state *state)
{
	const struct effect *e = &step->effect;
	struct value address = {
		.kind = VALUE_ADDRESS,
		.raw = true,
		.section = step->address.section,
		.offset = step->address.offset,
		.origin = step->address.offset,
	};
	const struct value *index = value_of(state, e->index);
	uint8_t to = step->loaded ? e->loaded : e->to;

	if (index && is_address(index))
		f->lost = true;
	if (e->size && !step->loaded) {
		note(f, step, ACCESS_READ, &address, 0,
		     e->size == ACCESS_ANY || e->index != EFFECT_NONE ? 0
								      : e->size,
		     NULL);
		return;
	}
	if (to >= REGISTERS || (e->is_short && !step->loaded)) {
		f->lost = true;
		return;
	}
	set(state, to, address);
}

/* TO = FROM + NUMBER, of an address. True if it is. */
static bool move(struct follower *f, const struct step *step,
		 struct state *state, struct value *ret)
{
	const struct effect *e = &step->effect;
	struct value *from = value_of(state, e->from);

	if (e->to >= REGISTERS || e->is_short || !from || !from->kind)
		return false;
	if (!is_address(from)) {
		/* What is moved is meant, and no piece that is left over. */
		if (from->kind != VALUE_PIECE)
			*ret = *from;
		if (ret->kind == VALUE_LOOSE)
			advance_loose(f, ret, e->number);
		ret->moved = work_shifted(ret->moved, (uint64_t)e->number);
		return true;
	}
	*ret = *from;
	ret->used = ret->indexed = ret->direct = false;
	ret->is_end = ret->is_more = false;
	use(from);
	ret->offset = work_shifted(from->offset, (uint64_t)e->number);
	/* A pointer into the block, made to be used as such. */
	if (e->number_field.width || step->summed)
		ret->raw = false;
	if (e->number_field.width)
		note(f, step, ACCESS_MOVE, from, e->number, 0,
		     &e->number_field);
	return true;
}

/* A base that is moved on by its access. */
static void update(struct follower *f, struct value *base,
		   const struct effect *e)
{
	if (base->kind == VALUE_LOOSE)
		advance_loose(f, base, e->number);
	if (goes_through(base))
		base->moved = work_shifted(base->moved, (uint64_t)e->number);
	if (!is_address(base))
		return;
	base->offset = work_shifted(base->offset, (uint64_t)e->number);
	base->raw = false;
	if (e->index != EFFECT_NONE)
		base->kind = VALUE_INDEXED;
}

static void write_registers(struct follower *f, struct state *state,
			    const struct effect *e, struct value result)
{
	for (unsigned int i = 0; e->writes >> i && i < REGISTERS; i++) {
		struct value value = result;

		if (!(e->writes >> i & 1))
			continue;
		if (e->updates_base && i == e->base) {
			value = state->registers[i];
			update(f, &value, e);
		}
		set(state, i, value);
	}
}

static void take_step(struct follower *f, uint32_t number, struct state *state)
{
	const struct step *step = &f->steps.data[number];
	const struct effect *e = &step->effect;
	struct value result = {}, stored = {};
	bool makes = step->has_address && !step->is_high;
	bool moved = false, is_piece;

	if (step->stops)
		return;
	if (!step->known) {
		f->lost |= (state->tracked & step->live) != 0;
		f->lost |= step->has_address;
		memset(state->registers, 0, sizeof(state->registers));
		state->tracked = 0;
		return;
	}
	/* Most know nothing of addresses. */
	if (!makes && !state->tracked && !state->has_slots) {
		if (e->flow == FLOW_CALL || e->flow == FLOW_CALL_ANY)
			call(f, step, state);
		else
			state->written |= e->writes;
		return;
	}
	is_piece = e->size && e->loads && e->base < REGISTERS &&
		   (e->loaded < REGISTERS || e->is_pair) &&
		   goes_through(&state->registers[e->base]);
	if (e->stored < REGISTERS)
		stored = state->registers[e->stored];
	if (e->size && !makes)
		use_memory(f, step, state);
	use_second(f, step, state);
	if (!makes)
		moved = move(f, step, state, &result);
	if (!moved && e->flow != FLOW_CALL && e->flow != FLOW_CALL_ANY &&
	    e->flow != FLOW_JUMP_ANY && e->flow != FLOW_END)
		result = use_others(f, step, state);
	if (e->size && e->loads && e->loaded < REGISTERS)
		result = load(state, e);
	if (is_piece && !result.kind)
		result.kind = VALUE_PIECE;
	if (e->flow == FLOW_CALL || e->flow == FLOW_CALL_ANY) {
		call(f, step, state);
		return;
	}
	if (e->flow == FLOW_JUMP_ANY ||
	    (e->flow == FLOW_JUMP && step->next == WORK_NONE))
		note_arguments(f, step, state);
	if (e->flow == FLOW_END)
		for (unsigned int i = 0; i < REGISTERS; i++)
			if (f->abi->results >> i & 1)
				note_result(f, step, state, i);
	if (e->stores)
		store(f, state, e, &stored);
	forget_slots(state, e->writes);
	if (result.kind || e->writes & state->tracked)
		write_registers(f, state, e, result);
	state->written |= e->writes;
	if (makes)
		take_address(f, step, state);
}

/* -- Flow ----------------------------------------------------------------- */

/* Code that nothing is seen to lead to may be entered from a switch, from what
 * a table of exceptions or static keys speaks of, and from foo.cold, to which a
 * branch has led; where there is none of the first two, from anywhere. CASES of
 * a switch are entered by its jump alone. */
static void enter_unentered(struct follower *f, const struct state *state,
			    const struct step *step, bool cases)
{
	struct bare *bare = &f->bare[cases];
	const uint32_t *number;

	/* A second state without addresses changes nothing, and functions with
	 * many static keys have many. */
	if (!state->tracked && !state->has_slots) {
		if (bare->any && !(state->written & ~bare->written))
			return;
		bare->any = true;
		bare->written |= state->written;
	}
	vec_for_each(&f->unentered, number)
		if (cases || !f->steps.data[*number].is_case)
			enter(f, state, step, *number);
}

static void go_on(struct follower *f, uint32_t number, struct state *state)
{
	const struct step *step = &f->steps.data[number];
	enum effect_flow flow = step->effect.flow;

	if (step->next != WORK_NONE)
		enter(f, state, step, step->next);
	if (f->has_ways ? steps_jumps(step) || step->is_site || step->leaves
			: f->unentered.size > 0)
		enter_unentered(f, state, step,
				!f->has_ways || steps_jumps(step) ||
					(flow == FLOW_JUMP && step->leaves));
	if ((!step->ends || flow == FLOW_TRAP) && number + 1 < f->steps.size &&
	    step[1].leader)
		enter(f, state, step, number + 1);
}

static void run(struct follower *f)
{
	struct state state = {};

	for (uint32_t i = 0; i < f->steps.size && !f->lost; i++) {
		const struct step *step = &f->steps.data[i];

		if (step->leader)
			copy_state(&state, &f->states.data[step->state]);
		if (!state.reached) {
			/* Whoever gets here uses it. */
			f->lost |= f->noting && step->known &&
				   step->has_address;
			continue;
		}
		if (step->nplain && !state.tracked && !state.has_slots) {
			state.written = (state.written & step->kept) |
					step->written;
			i += step->nplain - 1;
			continue;
		}
		/* A fault comes before what the instruction does. */
		for (uint32_t way = 0; way < step->nways; way++)
			enter(f, &state, step,
			      f->ways.data[step->first_way + way]);
		take_step(f, i, &state);
		if (step->is_way)
			go_on(f, i, &state);
		if (step->ends)
			state.reached = false;
	}
}

/* Does STEP nothing but write where no address is known? */
static bool is_plain(const struct step *step)
{
	return step->known && !step->stops && !step->is_way &&
	       (!step->has_address || step->is_high);
}

/* Most steps have to do with no address: find what a row of them writes, so that
 * it is one step. */
static void sum_up(struct follower *f)
{
	struct step after = {};

	for (uint32_t i = (uint32_t)f->steps.size; i--;) {
		struct step *step = &f->steps.data[i];
		uint64_t kept = UINT64_MAX, written = step->effect.writes;
		bool calls = step->effect.flow == FLOW_CALL ||
			     step->effect.flow == FLOW_CALL_ANY;

		step->is_way = step->next != WORK_NONE || step->nways ||
			       step->is_site || step->leaves || step->ends ||
			       (f->unentered.size && !f->has_ways) ||
			       (i + 1 < f->steps.size && step[1].leader);
		if (!is_plain(step)) {
			after.nplain = 0;
			continue;
		}
		if (!after.nplain) {
			after.kept = UINT64_MAX;
			after.written = 0;
		}
		if (calls && step->keeps) {
			written = 0;
		} else if (calls) {
			kept = ~f->abi->clobbered;
			written = f->abi->results;
		}
		after.nplain++;
		after.written |= written & after.kept;
		after.kept &= kept;
		step->nplain = after.nplain;
		step->kept = after.kept;
		step->written = after.written;
	}
}

static void settle(struct follower *f)
{
	const struct step *step;
	unsigned int rounds = 0;

	vec_for_each(&f->steps, step)
		f->has_ways |= step->is_site || steps_jumps(step);
	sum_up(f);
	do {
		f->changed = false;
		run(f);
		if (++rounds == MOST_ROUNDS)
			f->lost = true;
	} while (f->changed && !f->lost);
	f->noting = true;
	run(f);
}

static int follow(struct follower *f)
{
	int status = steps_read(f);

	if (status)
		return status;
	f->states.data[0].reached = true;
	f->states.data[0].written = UINT64_MAX;
	settle(f);
	return f->lost;
}

static void begin(struct follower *f, struct work *work,
		  const struct item *item)
{
	f->work = work;
	f->abi = work->machine->abi;
	f->section = item->section;
	f->start = item->value;
	f->end = item->value + item->size;
	f->steps.size = f->states.size = f->unentered.size = 0;
	f->ways.size = 0;
	f->has_ways = f->noting = f->lost = f->changed = false;
	f->passed.size = 0;
	f->reach = f->ahead = 0;
	f->behind = INT64_MAX;
	memset(f->bare, 0, sizeof(f->bare));
	f->arguments = 0;
	for (size_t i = 0; f->abi && f->abi->arguments[i] != EFFECT_NONE; i++)
		f->arguments |= 1ull << f->abi->arguments[i];
}

/* What was read of an address that may have been passed on may be more. */
static void doubt_sizes(struct follower *f, size_t first)
{
	const struct value *passed;

	vec_for_each(&f->passed, passed)
		for (size_t i = first; i < f->work->accesses.size; i++) {
			struct work_access *access = &f->work->accesses.data[i];

			if (access->to == passed->section &&
			    access->origin == passed->origin)
				access->exact = false;
		}
}

/* Where the array ends that begins with BEGIN, among the accesses from FIRST on: the
 * last end in front of where another one begins, since a loop may compare its
 * address amid the array, too. Or its begin. */
static int64_t end_of(const struct follower *f, size_t first,
		      const struct work_access *begin)
{
	const struct work_access *list = f->work->accesses.data;
	int64_t next = INT64_MAX, end = begin->target;

	for (size_t i = first; i < f->work->accesses.size; i++)
		if (list[i].through && list[i].to == begin->to &&
		    list[i].kind != ACCESS_END &&
		    list[i].target > begin->target && list[i].target < next)
			next = list[i].target;
	for (size_t i = first; i < f->work->accesses.size; i++)
		if (list[i].through && list[i].to == begin->to &&
		    list[i].kind == ACCESS_END && list[i].target <= next &&
		    list[i].target > end)
			end = list[i].target;
	return end;
}

/* What a loop goes through is used up to where it ends, though another function
 * uses a part of it: gcc has one array for both if they are the same. What is
 * read in front of the comparison may be what is there. */
static void measure_arrays(struct follower *f, size_t first)
{
	uint64_t more = f->ahead > f->behind
				? (uint64_t)f->ahead - (uint64_t)f->behind
				: 0;

	for (size_t i = first; i < f->work->accesses.size; i++) {
		struct work_access *access = &f->work->accesses.data[i];
		uint64_t size;

		if (!access->through || access->kind != ACCESS_ESCAPE)
			continue;
		size = (uint64_t)end_of(f, first, access) -
		       (uint64_t)access->target;
		if (size && size + more <= INT_MAX &&
		    size + more > access->size)
			access->size = (unsigned int)(size + more);
	}
}

int work_follow(struct work *work, uint32_t number)
{
	const struct item *item = &work->analysis->items.data[number];
	const struct relobj_section *s =
		&work->obj.sections.data[item->section];
	size_t noted = work->accesses.size;
	struct follower *f = work->follower;
	int status = 1;

	/* Its arrays are of use again. */
	if (!f)
		f = work->follower = calloc(1, sizeof(*f));
	if (!f)
		return report_nomem();
	begin(f, work, item);
	if (f->abi && s->data && f->end <= s->size)
		status = follow(f);
	if (status) {
		work->accesses.size = noted;
		return status;
	}
	doubt_sizes(f, noted);
	measure_arrays(f, noted);
	work_drop_plain(work, noted);
	return 0;
}

void work_end_follow(struct work *work)
{
	if (!work->follower)
		return;
	vec_deinit(&work->follower->steps);
	vec_deinit(&work->follower->states);
	vec_deinit(&work->follower->unentered);
	vec_deinit(&work->follower->ways);
	vec_deinit(&work->follower->passed);
	free(work->follower);
	work->follower = NULL;
}
