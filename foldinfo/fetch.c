/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking the servers of $DEBUGINFOD_URLS for a sidecar.
 *
 * A debuginfod hands out files of three kinds by build-id, and any section of
 * them: a sidecar is a section of the kernel's debug file. libdebuginfod asks,
 * keeps what it gets in the user's cache, whole or not at all, and obeys the
 * user's settings.
 *
 * The library is loaded when it is needed, as elfutils' own do it. It brings
 * some thirty others along, and to load them takes several times as long as
 * most questions to a sidecar. */
#include "foldinfo/lookup.h"

#include <stdlib.h>

#ifndef HAVE_DEBUGINFOD

const char *fetch_hindrance(void)
{
	return "foldinfo was built without libdebuginfod";
}

int fetch_sidecar(const struct build_id *id, const char *what,
		  struct sidecar **ret)
{
	(void)id, (void)what, (void)ret;
	return 0;
}

#else

#include <dlfcn.h>
#include <elfutils/debuginfod.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/progress.h"
#include "common/report.h"

/* What is used of the library. */
struct client {
	debuginfod_client *(*begin)(void);
	void (*end)(debuginfod_client *connection);
	int (*find_section)(debuginfod_client *connection,
			    const unsigned char *build_id, int build_id_size,
			    const char *section, char **path);
	const char *(*get_url)(debuginfod_client *connection);
	void (*set_progress)(debuginfod_client *connection,
			     debuginfod_progressfn_t show);
};

static bool load(struct client *ret)
{
	void *library = dlopen(DEBUGINFOD_SONAME, RTLD_LAZY);

	*ret = (struct client){};
	if (!library)
		return false;
	*(void **)&ret->begin = dlsym(library, "debuginfod_begin");
	*(void **)&ret->end = dlsym(library, "debuginfod_end");
	*(void **)&ret->find_section = dlsym(library,
					     "debuginfod_find_section");
	*(void **)&ret->get_url = dlsym(library, "debuginfod_get_url");
	*(void **)&ret->set_progress = dlsym(library,
					     "debuginfod_set_progressfn");
	return ret->begin && ret->end && ret->find_section && ret->get_url &&
	       ret->set_progress;
}

static bool has_servers(void)
{
	const char *urls = getenv(DEBUGINFOD_URLS_ENV_VAR);

	return urls && urls[strspn(urls, " ")];
}

const char *fetch_hindrance(void)
{
	struct client client;

	if (!has_servers())
		return "not set";
	return load(&client) ? NULL
			     : "there is no " DEBUGINFOD_SONAME
			       " of elfutils 0.188 or later";
}

/* Does this number of an error mean that no server has it? One that answers
 * with a failure, or breaks off, is ENOENT to the library, too; and EEXIST is
 * that a server which can't hand out sections has no debug file either. */
static bool is_absence(int error)
{
	return error == ENOENT || error == ENOSYS || error == EEXIST;
}

/* DONE of TOTAL bytes, or 0 while that isn't known, have come: go on. */
static int show_progress(debuginfod_client *connection, long done, long total)
{
	(void)connection;
	progress_set(done > 0 ? (uint64_t)done : 0,
		     total > 0 ? (uint64_t)total : 0);
	return 0;
}

/* Ask by CONNECTION. What turns out to be wrong leaves the cache, so that the
 * next one who asks gets an answer of the servers again. */
static int fetch(const struct client *client, debuginfod_client *connection,
		 const struct build_id *id, const char *what,
		 struct sidecar **ret)
{
	_cleanup_free_ char *path = NULL;
	_cleanup_close_ int fd = client->find_section(
		connection, id->bytes, (int)id->size, SIDECAR_SECTION, &path);
	struct sidecar *sidecar;
	const char *url;

	if (is_absence(-fd))
		return 0;
	if (fd < 0) {
		errno = -fd;
		report_error(
			"%s: can't fetch its sidecar from the servers of $DEBUGINFOD_URLS:",
			what);
		return -1;
	}
	url = client->get_url(connection);
	if (!sidecar_open_fd(fd, url ? url : path, &sidecar)) {
		if (!sidecar_check_build_id(sidecar, id)) {
			*ret = sidecar;
			return 1;
		}
		sidecar_close(sidecar);
	}
	unlink(path);
	return -1;
}

int fetch_sidecar(const struct build_id *id, const char *what,
		  struct sidecar **ret)
{
	struct client client;
	debuginfod_client *connection;
	int status;

	if (!has_servers() || !load(&client))
		return 0;
	connection = client.begin();
	if (!connection)
		return report_nomem();
	client.set_progress(connection, show_progress);
	progress_begin("fetching the sidecar of", what, 0);
	status = fetch(&client, connection, id, what, ret);
	progress_end();
	client.end(connection);
	return status;
}

#endif
