/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operands of instructions of x86-64: registers, and addresses in memory (Intel
 * SDM volume 2, 2.1.5 and 2.2.1). */
#include "machine/x86-parts.h"

int64_t x86_number_at(const unsigned char *bytes, unsigned int width)
{
	uint64_t value = 0, sign = 1ull << (8 * width - 1);

	for (unsigned int i = 0; i < width; i++)
		value |= (uint64_t)bytes[i] << 8 * i;
	return (int64_t)((value ^ sign) - sign);
}

struct effect_field x86_field_at(unsigned int at, unsigned int width)
{
	return (struct effect_field){
		at, width, width == 8 ? UINT64_MAX : (1ull << 8 * width) - 1,
	};
}

void x86_use(struct effect *ret, unsigned int number, unsigned int size,
	     int use)
{
	/* Bytes and 16 bits leave the others of a register alone. */
	if (use & X86_READ || size < 4)
		ret->reads |= X86_BIT(number);
	if (use & X86_WRITE)
		ret->writes |= X86_BIT(number);
}

unsigned int x86_named(const struct x86_parts *parts, unsigned int number,
		       unsigned int size)
{
	return size == 1 && !parts->rex && number > 3 && number < 8 ?
	       number - 4 : number;
}

void x86_use_reg(const struct x86_parts *parts, struct effect *ret,
		 unsigned int size, int use)
{
	x86_use(ret, x86_named(parts, parts->reg, size), size, use);
}

void x86_use_rm(const struct x86_parts *parts, struct effect *ret,
		unsigned int size, int use)
{
	if (!parts->memory) {
		x86_use(ret, x86_named(parts, parts->rm, size), size, use);
		return;
	}
	ret->size = size;
	ret->loads |= (use & X86_READ) != 0;
	ret->stores |= (use & X86_WRITE) != 0;
}

/* The address of a ModRM whose mode is MOD and that ends in RM. */
static bool take_address(struct x86_parts *parts, struct effect *ret,
			 unsigned int mod, unsigned int rm)
{
	unsigned int width = mod == 1 ? 1 : mod == 2 ? 4 : 0, index;
	bool relative = false;
	uint8_t sib;

	if (parts->near)
		return false;
	ret->base = (uint8_t)(rm | parts->b);
	if (rm == 4) {
		if (parts->at >= parts->length)
			return false;
		sib = parts->code[parts->at++];
		index = (sib >> 3 & 7) | parts->x;
		if (index != X86_RSP) {
			ret->index = (uint8_t)index;
			ret->scale = (uint8_t)(1 << (sib >> 6));
			ret->reads |= X86_BIT(index);
		}
		rm = sib & 7;
		ret->base = (uint8_t)(rm | parts->b);
		if (!mod && rm == 5) {
			ret->base = EFFECT_NONE;
			width = 4;
		}
	} else if (!mod && rm == 5) {
		ret->base = EFFECT_NONE;
		width = 4;
		relative = true;
	}
	if (parts->length - parts->at < width)
		return false;
	if (width) {
		ret->displacement = x86_number_at(parts->code + parts->at, width);
		ret->displacement_field = x86_field_at(parts->at, width);
		parts->at += width;
	}
	if (ret->base != EFFECT_NONE)
		ret->reads |= X86_BIT(ret->base);
	/* Where it leads to: TARGET has the address of what is next. */
	if (relative) {
		ret->displacement += (int64_t)ret->target;
		ret->pc_relative = true;
	}
	return true;
}

bool x86_take_modrm(struct x86_parts *parts, struct effect *ret)
{
	unsigned int mod, rm;
	uint8_t modrm;

	if (parts->at >= parts->length)
		return false;
	modrm = parts->code[parts->at++];
	mod = modrm >> 6;
	rm = modrm & 7;
	parts->middle = modrm >> 3 & 7;
	parts->reg = (uint8_t)(parts->middle | parts->r);
	parts->rm = (uint8_t)(rm | parts->b);
	parts->memory = mod != 3;
	return !parts->memory || take_address(parts, ret, mod, rm);
}
