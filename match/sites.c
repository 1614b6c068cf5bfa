/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A nop that the kernel makes a jump of is no padding: a static branch's has an
 * entry in __jump_table, an alternative's one in .altinstructions. They hold the
 * distance from the entry to the place in 32 bits (include/linux/jump_label.h,
 * struct alt_instr of each architecture). */
#include "match/sites.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "common/report.h"
#include "common/search.h"
#include "machine/bits.h"

/* The symbols at the ends of tables. */
static const struct {
	const char *begin, *end;
} tables[] = {
	{ "__start___jump_table", "__stop___jump_table" },
	{ "__alt_instructions", "__alt_instructions_end" },
};

static uint64_t find_address(const struct kernel *kernel, const char *name)
{
	const struct kernel_symbol *symbol = kernel_global(kernel, name);

	return symbol ? symbol->address : 0;
}

static int read_table(struct sites *sites, const struct kernel *kernel,
		      uint64_t begin, uint64_t end)
{
	bool big = kernel->data == ELFDATA2MSB;
	size_t rest;
	const unsigned char *bytes =
		end > begin ? kernel_bytes(kernel, begin, (size_t)(end - begin),
					   &rest)
			    : NULL;

	for (uint64_t at = 0; bytes && at + 4 <= end - begin; at += 4) {
		uint64_t *place = vec_push(&sites->places);

		if (!place)
			return -1;
		*place = begin + at +
			 (uint64_t)extend(word(big, bytes + at), 32);
	}
	return 0;
}

static int compare(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

	return (a > b) - (a < b);
}

int sites_init(struct sites *ret, const struct kernel *kernel)
{
	*ret = (struct sites){};
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++)
		if (read_table(ret, kernel,
			       find_address(kernel, tables[i].begin),
			       find_address(kernel, tables[i].end))) {
			sites_deinit(ret);
			return -1;
		}
	if (ret->places.size)
		qsort(ret->places.data, ret->places.size,
		      sizeof(*ret->places.data), compare);
	return 0;
}

void sites_deinit(struct sites *sites)
{
	vec_deinit(&sites->places);
	memset(sites, 0, sizeof(*sites));
}

bool sites_have(const struct sites *sites, uint64_t address)
{
	const uint64_t *places = sites->places.data;
	size_t i = lower_bound(n, 0, sites->places.size, places[n] < address);

	return i < sites->places.size && places[i] == address;
}
