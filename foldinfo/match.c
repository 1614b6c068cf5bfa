/* SPDX-License-Identifier: GPL-3.0-or-later */
/* foldinfo match: is the kernel that a sidecar is of a rebuild of another
 * one? */
#include "foldinfo/print.h"
#include "match/match.h"

static const char *const states[] = {
	[MATCH_SAME] = "same",		 [MATCH_DIFFERENT] = "differs",
	[MATCH_AMBIGUOUS] = "ambiguous", [MATCH_DOUBTFUL] = "doubtful",
	[MATCH_MISSING] = "missing",
};

/* The object a difference is of: a group of the rebuild. */
static uint32_t group_of(const struct match *match,
			 const struct match_difference *d)
{
	if (d->rebuild)
		return d->rebuild->group;
	return d->shipped->group == KERNEL_NONE
		       ? KERNEL_NONE
		       : match->theirs[d->shipped->group].partner;
}

/* The end of the differences of GROUP from FIRST on; those of one object stand
 * together, in the objects' order, and the global ones at the end. */
static size_t find_end(const struct match *match, uint32_t group, size_t first)
{
	while (first < match->first_global &&
	       group_of(match, &match->differences.data[first]) == group)
		first++;
	return first;
}

static int list_objects(struct answer_match *answer,
			const struct objects *objects)
{
	const struct match *match = answer->match;
	size_t end = 0;

	for (uint32_t i = 0; i < match->rebuild->groups.size; i++) {
		enum match_state state = match->objects[i].state;
		struct answer_object *object;
		size_t first = end;

		end = find_end(match, i, first);
		if (state == MATCH_SAME && first == end)
			continue;
		object = vec_push(&answer->objects);
		if (!object)
			return -1;
		*object = (struct answer_object){
			.state = state,
			.state_word = states[state],
			.why = match->objects[i].why,
			.first = first,
			.end = end,
		};
		if (object_of_group(objects, i, &object->object))
			return -1;
	}
	return 0;
}

static int list_added(struct answer_match *answer)
{
	const struct match *match = answer->match;

	for (size_t i = 0; i < match->shipped->groups.size; i++) {
		const char **added;

		if (match->theirs[i].partner != KERNEL_NONE)
			continue;
		added = vec_push(&answer->added);
		if (!added)
			return -1;
		*added = match->shipped->groups.data[i].name;
	}
	return 0;
}

int foldinfo_match(const struct foldinfo_options *options, int argc,
		   char **argv)
{
	struct kernel rebuild = {}, shipped = {};
	struct objects objects = {};
	struct match match = {};
	struct answer_match answer = { .match = &match };
	struct sidecar *sidecar;
	int status = FOLDINFO_TROUBLE;

	(void)argc;
	if (sidecar_open(argv[0], &sidecar))
		return FOLDINFO_TROUBLE;
	if (!kernel_from_sidecar(&rebuild, sidecar, argv[0]) &&
	    !kernel_read(&shipped, argv[1]) &&
	    !objects_init(&objects, sidecar, &rebuild) &&
	    !match_init(&match, &rebuild, &shipped) &&
	    !list_objects(&answer, &objects) && !list_added(&answer)) {
		options->printer->match(&answer, options);
		status = match.matches ? FOLDINFO_OK : FOLDINFO_NO;
	}
	vec_deinit(&answer.objects);
	vec_deinit(&answer.added);
	match_deinit(&match);
	objects_deinit(&objects);
	kernel_deinit(&shipped);
	kernel_deinit(&rebuild);
	sidecar_close(sidecar);
	return status;
}
