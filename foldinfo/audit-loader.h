/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the kernel's module loader relocates. */
#ifndef LDFOLD_FOLDINFO_AUDIT_LOADER_H
#define LDFOLD_FOLDINFO_AUDIT_LOADER_H

#include "foldinfo/audit.h"

/* Does the loader for MACHINE (e_machine) know relocations of TYPE? */
enum audit_known audit_loader_knows(unsigned int machine, uint32_t type);

#endif
