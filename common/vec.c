/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Growing the arrays of vec.h: by half, so that n pushes cost O(n). */
#include "vec.h"

#include <stdint.h>

#include "report.h"

int vec_reserve_(void **data, size_t *capacity, size_t count,
		 size_t element_size)
{
	size_t wanted = *capacity + *capacity / 2 + 8;
	void *grown;

	if (count <= *capacity)
		return 0;
	if (wanted < count)
		wanted = count;
	if (wanted > SIZE_MAX / element_size)
		return report_nomem();
	grown = realloc(*data, wanted * element_size);
	if (!grown)
		return report_nomem();
	*data = grown;
	*capacity = wanted;
	return 0;
}

void *vec_push_(void **data, size_t *size, size_t *capacity,
		size_t element_size)
{
	char *element;

	if (vec_reserve_(data, capacity, *size + 1, element_size))
		return NULL;
	element = (char *)*data + *size * element_size;
	memset(element, 0, element_size);
	(*size)++;
	return element;
}
