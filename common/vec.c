/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Growing the arrays of vec.h: by half, so that n pushes cost O(n). */
#include "common/vec.h"

#include <stdint.h>

#include "common/report.h"

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
