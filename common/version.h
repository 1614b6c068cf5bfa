/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The version of ldfold, from configure where there was one. */
#ifndef LDFOLD_VERSION_H
#define LDFOLD_VERSION_H

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "0.1"
#endif

#endif
