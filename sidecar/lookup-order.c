/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In which order the output's .symtab has the records and others of an open
 * sidecar. A record tells its position; the others are at those that are left,
 * in their order. So one has to see all records to tell what is at a position,
 * which is done once, when it is first asked for. */
#include <stdlib.h>
#include <string.h>

#include "common/report.h"
#include "sidecar/format.h"
#include "sidecar/reader.h"

/* What no record is at. */
#define FREE UINT32_MAX

uint32_t sidecar_norder(const struct sidecar *sc)
{
	return sc->norder;
}

uint32_t sidecar_nlocals(const struct sidecar *sc)
{
	return sc->nlocals;
}

static int place_records(const struct sidecar *sc, uint32_t *numbers)
{
	struct disk_symbol disk;

	for (uint32_t i = 0; i < sc->info.nsymbols; i++) {
		uint32_t position;

		table_get(sc, PART_SYMBOLS, i, &disk, sizeof(disk));
		position = order32(sc->swap, disk.position);
		if (order16(sc->swap, disk.flags) & SIDECAR_NO_ENTRY ||
		    position == SIDECAR_NO_POSITION)
			continue;
		if (position >= sc->norder)
			return sidecar_damaged(
				sc, "a symbol's position is too high");
		if (numbers[position] != FREE)
			return sidecar_damaged(
				sc, "two symbols are at one position");
		numbers[position] = i;
	}
	return 0;
}

static int place_others(const struct sidecar *sc, uint32_t *numbers)
{
	uint32_t count = sidecar_nothers(sc), placed = 0;

	for (uint32_t i = 0; i < sc->norder; i++)
		if (numbers[i] == FREE)
			numbers[i] = sc->info.nsymbols + placed++;
	if (placed != count)
		return sidecar_damaged(
			sc, "its positions and its other symbols disagree");
	return 0;
}

static int find_order(const struct sidecar *sc, uint32_t *numbers)
{
	memset(numbers, 0xff, sc->norder * sizeof(*numbers));
	return place_records(sc, numbers) || place_others(sc, numbers) ? -1 : 0;
}

int sidecar_order_at(const struct sidecar *sc, uint32_t position, uint32_t *ret)
{
	uint32_t *numbers = sc->order->numbers;

	if (position >= sc->norder)
		return sidecar_damaged(sc, "a symbol's position is too high");
	if (!numbers) {
		numbers = malloc(sc->norder * sizeof(*numbers));
		if (!numbers)
			return report_nomem();
		if (find_order(sc, numbers)) {
			free(numbers);
			return -1;
		}
		sc->order->numbers = numbers;
	}
	*ret = numbers[position];
	return 0;
}
