/* SPDX-License-Identifier: GPL-3.0-or-later */
/* effects [-u]: compare what machine/effect.h says of instructions with what
 * objdump does. Its output is the input: objdump -dzw, of objects with symbols.
 * It's built once for each machine, with effects-MACHINE.c.
 *
 * Each line is decoded from its own bytes, so that one mistake makes one
 * difference. What is expected is made of the line's operands by a table of
 * mnemonics, and compared whole: length, flow, all registers read and written,
 * access, constants. The fields are tried out: each of their bits must change
 * their number, and nothing else.
 *
 * Prints each difference, at most MOST, then `N instructions, N unknown, N
 * differences'. Exit status 1 if there are some, 2 for trouble. -u prints the
 * instructions that aren't known. */
#include "effects.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/machine.h"

static const struct effects_machine *const machine = &effects_machine;
static unsigned long ninstructions, nunknown;

/* --- What is expected -------------------------------------------------- */

/* The address in front of `<symbol+offset>'. */
static bool find_target(const char *text, uint64_t *target)
{
	char *end;

	*target = strtoull(text, &end, 16);
	return end != text && end[0] == ' ' && end[1] == '<';
}

static void read_operand(struct operand *operand)
{
	uint64_t target;

	operand->base = operand->index = EFFECT_NONE;
	operand->number = EFFECT_NONE;
	if (find_target(operand->text, &target)) {
		operand->kind = OPERAND_TARGET;
		operand->value = (int64_t)target;
	} else {
		machine->read(operand);
	}
}

/* Cut LINE's operands at commas that aren't within brackets. */
static void read_operands(const struct line *line, struct operands *operands)
{
	const char *at = line->operands;

	*operands = (struct operands){};
	while (*at && operands->count < MOST_OPERANDS) {
		struct operand *operand = &operands->at[operands->count++];
		size_t length = 0;
		int depth = 0;

		at += strspn(at, " ");
		for (; at[length] && (depth || at[length] != ','); length++) {
			if (strchr("([{<", at[length]))
				depth++;
			else if (strchr(")]}>", at[length]))
				depth--;
		}
		snprintf(operand->text, sizeof(operand->text), "%.*s",
			 (int)length, at);
		while (length &&
		       operand->text[strlen(operand->text) - 1] == ' ')
			operand->text[strlen(operand->text) - 1] = 0;
		read_operand(operand);
		at += length + (at[length] == ',');
	}
	if (machine->adjust)
		machine->adjust(line, operands);
}

static const struct rule *find_rule(const char *mnemonic)
{
	const struct rule *rule = machine->rules;

	while (fnmatch(rule->pattern, mnemonic, FNM_EXTMATCH))
		rule++;
	return rule;
}

static uint64_t mask_of(uint8_t number)
{
	return number == EFFECT_NONE ? 0 : 1ull << number;
}

static char role_of(const struct rule *rule, unsigned int i)
{
	size_t length = strlen(rule->roles);

	if (!length)
		return '-';
	return rule->roles[i < length ? i : length - 1];
}

/* Make addresses of numbers that are. */
static void find_addresses(const struct rule *rule, struct operands *operands)
{
	for (unsigned int i = 0; i < operands->count; i++) {
		struct operand *operand = &operands->at[i];
		char role = role_of(rule, i);

		if (operand->kind != OPERAND_NUMBER || role == '-' ||
		    (role != 'a' && !rule->size))
			continue;
		operand->kind = OPERAND_MEMORY;
		operand->displacement = operand->value;
	}
}

/* The first operand of KIND in one of ROLES, or NULL. */
static const struct operand *find_operand(const struct rule *rule,
					  const struct operands *operands,
					  enum operand_kind kind,
					  const char *roles)
{
	for (unsigned int i = 0; i < operands->count; i++)
		if (operands->at[i].kind == kind &&
		    strchr(roles, role_of(rule, i)))
			return &operands->at[i];
	return NULL;
}

static unsigned int size_of(const struct rule *rule,
			    const struct operands *operands)
{
	unsigned int width = 0;

	for (unsigned int i = 0; i < operands->count; i++)
		if (operands->at[i].width)
			width = operands->at[i].width;
	switch (rule->size) {
	case OF_REGISTER:
		return width;
	case OF_PAIR:
		return 2 * width;
	default:
		return rule->size;
	}
}

static void expect_memory(struct effect *want, const struct rule *rule,
			  const struct operands *operands,
			  const struct operand *memory, char role)
{
	if (role == '-')
		return;
	want->reads |= mask_of(memory->base) | mask_of(memory->index);
	if (role == 'a')
		return;
	want->size = size_of(rule, operands);
	want->loads = role != 'w';
	want->stores = role != 'r';
	want->is_hint = rule->does & HINT;
	want->base = memory->base;
	want->index = memory->index;
	if (memory->index != EFFECT_NONE)
		want->scale = memory->scale;
	want->displacement = memory->displacement;
	if (memory->updates_base || memory->updates_anyhow)
		want->writes |= mask_of(memory->base);
	if (memory->updates_base) {
		want->updates_base = true;
		want->number = memory->update;
	}
}

/* Does a part of a register in that role stay as it was? */
static bool is_kept(char role)
{
	return role == 'i' || role == 'h';
}

static void expect_registers(struct effect *want, const struct rule *rule,
			     const struct operands *operands)
{
	want->reads = rule->reads;
	want->writes = rule->writes;
	for (unsigned int i = 0; i < operands->count; i++) {
		const struct operand *operand = &operands->at[i];
		char role = role_of(rule, i);

		if (operand->kind == OPERAND_MEMORY) {
			expect_memory(want, rule, operands, operand, role);
		} else if (operand->kind == OPERAND_REGISTER) {
			uint64_t mask = mask_of(operand->number);

			if (role == 'r' || role == 'b' ||
			    (role == 'w' && operand->is_part))
				want->reads |= mask;
			if (role == 'w' || role == 'b' || is_kept(role))
				want->writes |= mask;
			if (is_kept(role))
				want->kept |= mask;
			want->kept_half |= role == 'h';
		}
	}
}

static void expect_flow(struct effect *want, const struct rule *rule,
			const struct operands *operands)
{
	const struct operand *target = find_operand(rule, operands,
						    OPERAND_TARGET, "rwb-");

	want->flow = rule->flow;
	switch (rule->flow) {
	case FLOW_CALL:
	case FLOW_CALL_ANY:
		want->writes |= machine->clobbered;
		/* Fall through. */
	case FLOW_JUMP_ANY:
		want->reads |= machine->arguments;
		break;
	case FLOW_END:
		want->reads |= machine->results;
		break;
	default:
		break;
	}
	if (target && (rule->flow == FLOW_BRANCH || rule->flow == FLOW_JUMP ||
		       rule->flow == FLOW_CALL))
		want->target = (uint64_t)target->value;
}

/* The register that is set, the one it is set from, and the number that it's
 * set to or is added. */
static void expect_move(struct effect *want, const struct rule *rule,
			const struct operands *operands)
{
	const struct operand *to = find_operand(rule, operands,
						OPERAND_REGISTER, "wbih");
	const struct operand *from = find_operand(rule, operands,
						  OPERAND_REGISTER, "r");
	const struct operand *number = find_operand(rule, operands,
						    OPERAND_NUMBER, "rwb-");
	const struct operand *address = find_operand(rule, operands,
						     OPERAND_MEMORY, "a");
	bool adds = rule->does & (ADDS | SUBTRACTS);

	if (!number)
		number = find_operand(rule, operands, OPERAND_TARGET, "rwb-");
	if (!to || to->number == EFFECT_NONE || to->is_part ||
	    (adds && !number) || !(adds || number || from || address) ||
	    (address && address->index != EFFECT_NONE) ||
	    (rule->does & FROM_ZERO &&
	     !(number && from && from->number == EFFECT_NONE)))
		return;
	want->to = to->number;
	if (address)
		want->from = address->base;
	else if (adds)
		want->from = from ? from->number : to->number;
	else if (from)
		want->from = from->number;
	if (address)
		want->number = address->displacement;
	else if (number && (adds || want->from == EFFECT_NONE))
		want->number = rule->does & SUBTRACTS ? -number->value
						      : number->value;
	want->is_short = (to->width < 8 || rule->does & SHORT) &&
			 !(rule->does & LONG);
}

static bool is_summed(uint8_t number)
{
	return number != EFFECT_NONE && !(machine->unsummed >> number & 1);
}

/* The registers that are added: those behind the one that is set, that one too if
 * there is one, or those of an address without a displacement. */
static void expect_sum(struct effect *want, const struct line *line,
		       const struct operands *operands)
{
	const struct operand *at = operands->at;
	unsigned int last = operands->count - 1;
	uint8_t a, b;

	if (!machine->sums || !operands->count ||
	    fnmatch(machine->sums, line->mnemonic, FNM_EXTMATCH))
		return;
	if (at[last].kind == OPERAND_MEMORY && !at[last].displacement) {
		a = at[last].base;
		b = at[last].index;
	} else {
		for (unsigned int i = 0; i <= last; i++)
			if (at[i].kind != OPERAND_REGISTER || at[i].width != 8)
				return;
		a = at[last].number;
		b = last ? at[last - 1].number : EFFECT_NONE;
	}
	if (!is_summed(at[0].number) || !is_summed(a) || !is_summed(b))
		return;
	want->sum[0] = a;
	want->sum[1] = b;
}

static void expect_pair(struct effect *want, const struct operands *operands)
{
	if (operands->at[0].kind != OPERAND_REGISTER)
		return;
	want->is_pair = true;
	want->pair[0] = operands->at[0].number;
	want->pair[1] = operands->at[1].number;
}

/* Not if it's a return, or no jump at all: br %r0 of s390. */
static void expect_jump(struct effect *want, const struct line *line,
			const struct operand *reg)
{
	if (machine->jumps && !strcmp(machine->jumps, line->mnemonic) &&
	    want->flow != FLOW_END && !reg->displacement &&
	    want->reads & effect_mask(reg->number))
		want->jumped = reg->number;
}

static void expect(struct effect *want, const struct line *line,
		   const struct rule *rule, const struct operands *operands)
{
	const struct operand *memory = find_operand(rule, operands,
						    OPERAND_MEMORY, "rwb");
	const struct operand *from = find_operand(rule, operands,
						  OPERAND_REGISTER, "rb");
	const struct operand *to = find_operand(rule, operands,
						OPERAND_REGISTER, "wbih");

	*want = (struct effect){
		.length = line->length,
		.to = EFFECT_NONE,
		.from = EFFECT_NONE,
		.base = EFFECT_NONE,
		.index = EFFECT_NONE,
		.loaded = EFFECT_NONE,
		.stored = EFFECT_NONE,
		.pair = { EFFECT_NONE, EFFECT_NONE },
		.sum = { EFFECT_NONE, EFFECT_NONE },
		.jumped = EFFECT_NONE,
	};
	expect_registers(want, rule, operands);
	expect_flow(want, rule, operands);
	if (!memory && rule->does & (MOVES | ADDS | SUBTRACTS | FROM_ZERO))
		expect_move(want, rule, operands);
	expect_sum(want, line, operands);
	if (rule->does & PAIR)
		expect_pair(want, operands);
	if (memory && to && want->loads && rule->does & (MOVES | LOADS))
		want->loaded = to->number;
	if (memory && from && want->stores && rule->does & (MOVES | STORES))
		want->stored = from->number;
	if (machine->amend)
		machine->amend(line, operands, want);
	expect_jump(want, line, &operands->at[0]);
	/* What is read anyhow isn't read for that alone. */
	want->kept &= ~want->reads;
	want->kept_half &= want->kept != 0;
	want->reads |= want->kept;
}

/* --- What is said ------------------------------------------------------ */

static bool decode(const struct line *line, const unsigned char *code,
		   unsigned int left, struct effect *ret)
{
	return effect_decode(machine_find(machine->number), machine->big, code,
			     left, line->address, ret);
}

#define COMPARE(member, format)                                                \
	do {                                                                   \
		if (got->member != want->member)                               \
			differs(line, #member " is " format ", not " format,   \
				got->member, want->member);                    \
	} while (0)

static void compare_access(const struct line *line, const struct effect *got,
			   const struct effect *want)
{
	COMPARE(size, "%u");
	COMPARE(loads, "%d");
	COMPARE(stores, "%d");
	COMPARE(base, "%u");
	COMPARE(index, "%u");
	if (want->index != EFFECT_NONE)
		COMPARE(scale, "%u");
	if (!machine->is_relocated || got->base != EFFECT_NONE ||
	    !machine->is_relocated(line, (uint64_t)got->displacement))
		COMPARE(displacement, "%" PRId64);
	COMPARE(updates_base, "%d");
	COMPARE(is_pair, "%d");
	if (want->is_pair) {
		COMPARE(pair[0], "%u");
		COMPARE(pair[1], "%u");
	}
}

static void compare_second(const struct line *line, const struct effect *got,
			   const struct effect *want)
{
	COMPARE(second.size, "%u");
	if (!want->second.size)
		return;
	COMPARE(second.loads, "%d");
	COMPARE(second.stores, "%d");
	COMPARE(second.base, "%u");
	COMPARE(second.displacement, "%" PRId64);
}

static uint64_t sum_of(const struct effect *effect)
{
	return effect_mask(effect->sum[0]) | effect_mask(effect->sum[1]);
}

/* What is added to nothing is of no use. */
static void compare_sums(const struct line *line, const struct effect *got,
			 const struct effect *want)
{
	if (want->writes && sum_of(got) != sum_of(want))
		differs(line, "adds registers %#" PRIx64 ", not %#" PRIx64,
			sum_of(got), sum_of(want));
}

static void compare_moves(const struct line *line, const struct effect *got,
			  const struct effect *want)
{
	COMPARE(loaded, "%u");
	COMPARE(stored, "%u");
	COMPARE(to, "%u");
	if (want->to != EFFECT_NONE) {
		COMPARE(from, "%u");
		COMPARE(is_short, "%d");
	}
	if ((want->to != EFFECT_NONE || want->updates_base) &&
	    !(machine->is_relocated && got->from == EFFECT_NONE &&
	      machine->is_relocated(line, (uint64_t)got->number)))
		COMPARE(number, "%" PRId64);
}

static void compare(const struct line *line, const struct effect *got,
		    const struct effect *want, bool anyhow)
{
	COMPARE(length, "%u");
	COMPARE(flow, "%u");
	if (!machine->is_relocated || !got->target ||
	    !machine->is_relocated(line, got->target))
		COMPARE(target, "%#" PRIx64);
	COMPARE(reads, "%#" PRIx64);
	COMPARE(writes, "%#" PRIx64);
	COMPARE(kept, "%#" PRIx64);
	COMPARE(kept_half, "%d");
	COMPARE(is_hint, "%d");
	COMPARE(jumped, "%u");
	compare_access(line, got, want);
	compare_second(line, got, want);
	compare_sums(line, got, want);
	if (!anyhow)
		compare_moves(line, got, want);
}

/* Is each bit of FIELD one of its number, and none of what else the instruction
 * does? */
static void check_field(const struct line *line, const struct effect *got,
			const struct effect_field *field, const char *name,
			int64_t (*number)(const struct effect *effect))
{
	if (field->field + field->width > line->length) {
		differs(line, "%s is too long", name);
		return;
	}
	for (unsigned int i = 0; i < 8 * field->width; i++) {
		unsigned int byte = machine->big ? field->width - 1 - i / 8
						 : i / 8;
		unsigned char code[MOST_BYTES];
		struct effect flipped;

		if (!(field->mask >> i & 1))
			continue;
		memcpy(code, line->code, sizeof(code));
		code[field->field + byte] ^= (unsigned char)(1 << i % 8);
		/* Some instructions are others with a number of 0. */
		if (!decode(line, code, line->length, &flipped) ||
		    (flipped.flow == FLOW_TRAP && got->flow != FLOW_TRAP))
			continue;
		if (number(&flipped) == number(got))
			differs(line, "bit %u of %s changes nothing", i, name);
		if (flipped.flow != got->flow || flipped.to != got->to ||
		    flipped.from != got->from || flipped.base != got->base ||
		    flipped.reads != got->reads ||
		    flipped.writes != got->writes ||
		    flipped.size != got->size || flipped.loads != got->loads)
			differs(line, "bit %u of %s is another's", i, name);
	}
}

static int64_t number_of(const struct effect *effect)
{
	return effect->number;
}

static int64_t second_of(const struct effect *effect)
{
	return effect->second.displacement;
}

static int64_t displacement_of(const struct effect *effect)
{
	return effect->displacement;
}

/* Does the decoder need all the bytes, and no more? */
static void check_end(const struct line *line)
{
	struct effect effect;

	if (!decode(line, line->code, line->length, &effect))
		differs(line, "takes more than its bytes");
	if (decode(line, line->code, line->length - 1, &effect))
		differs(line, "is there without its last byte");
}

static void check(const struct line *line, bool prints_unknown)
{
	const struct rule *rule = find_rule(line->mnemonic);
	struct operands operands;
	struct effect got, want;

	ninstructions++;
	if (!decode(line, line->code, MOST_BYTES, &got)) {
		nunknown++;
		if (prints_unknown) {
			print_line(line);
			putchar('\n');
		}
		return;
	}
	if (rule->does & UNKNOWN) {
		differs(line, "is known");
		return;
	}
	if (rule->does & IGNORED)
		return;
	read_operands(line, &operands);
	if (machine->bare_addresses)
		find_addresses(rule, &operands);
	expect(&want, line, rule, &operands);
	compare(line, &got, &want, rule->does & ANYHOW);
	check_field(line, &got, &got.number_field, "number_field", number_of);
	check_field(line, &got, &got.displacement_field, "displacement_field",
		    displacement_of);
	check_field(line, &got, &got.second.displacement_field,
		    "second.displacement_field", second_of);
	check_end(line);
}

int main(int argc, char **argv)
{
	bool prints_unknown = argc == 2 && !strcmp(argv[1], "-u");
	char *text = NULL;
	size_t size = 0;

	if (argc > 1 && !prints_unknown) {
		fprintf(stderr, "usage: effects [-u]\n");
		return 2;
	}
	while (getline(&text, &size, stdin) > 0) {
		struct line line;

		if (read_line(machine->number, machine->comment, text, &line))
			check(&line, prints_unknown);
	}
	free(text);
	printf("%lu instructions, %lu unknown, %lu differences\n",
	       ninstructions, nunknown, ndifferences);
	return ndifferences > 0;
}
