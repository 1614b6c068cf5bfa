# SPDX-License-Identifier: GPL-3.0-or-later
# The tests, with a runtest for each of their files, as many at once as make has
# jobs: make -f SOURCE/parallel/check.mk srcdir=SOURCE in the directory with
# site.exp, as `make check' does. For GNU make.
#
# What each runtest writes is in outputs/FILE/ until all have ended; `merge'
# makes one ldfold.sum and one ldfold.log of it.
tool = ldfold
RUNTEST = runtest
outputs = outputs

# What takes longest begins first, or it would be waited for at the end.
long = ldfold.random/kernels ldfold.random/edits ldfold.analysis/diff \
	ldfold.analysis/effects ldfold.faults/syscalls ldfold.faults/kill \
	ldfold.random/links ldfold.faults/resources ldfold.linksets/s390x \
	ldfold.law/limits

# Where runtest finds expect.
export EXPECT

# The files that RUNTESTFLAGS names, or all. Where it chooses them by other
# means, one runtest does.
named := $(filter %.exp,$(RUNTESTFLAGS))
flags := $(filter-out %.exp,$(RUNTESTFLAGS))
choosy := $(filter --di% --ig%,$(flags))$(findstring .exp=,$(RUNTESTFLAGS))
patterns := $(if $(named),$(named) $(named:%=$(tool).*/%),$(tool).*/*.exp)
found := $(patsubst $(srcdir)/%.exp,%,$(wildcard $(patterns:%=$(srcdir)/%)))
files := $(if $(choosy),all,$(sort $(found)))

ifeq ($(files),)
$(error no tests in $(or $(named),$(srcdir)))
endif

first := $(filter $(files),$(long))
runs := $(patsubst %,run-%,$(first) $(filter-out $(first),$(files)))

check: $(runs)
	@$(srcdir)/parallel/merge $(tool) $(outputs) $(files)

# Whether it passed is for merge to say.
$(runs): run-%: clean
	@mkdir -p $(outputs)/$*
	@{ \
		$(RUNTEST) --tool $(tool) --srcdir $(srcdir) \
			--outdir $(outputs)/$* $(AM_RUNTESTFLAGS) \
			$(if $(choosy),$(RUNTESTFLAGS),$(flags) $*.exp); \
		echo $$? >$(outputs)/$*/status; \
	} 2>&1 | awk -f $(srcdir)/parallel/results.awk

clean:
	@rm -rf $(outputs) $(tool).sum $(tool).log

.PHONY: check clean $(runs)
