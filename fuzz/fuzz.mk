# SPDX-License-Identifier: GPL-3.0-or-later
# Build the fuzz targets into the current folder: make -f SOURCE/fuzz/fuzz.mk
# top=SOURCE. All of ldfold is compiled once more for them, since Clang has to
# see what libFuzzer is to follow. For GNU make.
CLANG = clang
SANITIZE = address,undefined

folders = analysis common fuzz plugin script sidecar wrapper
targets = $(addprefix bin/,arguments create diff inventory kernel mapfile \
	object plugin script sidecar verdict)

CFLAGS = -std=gnu11 -O1 -g -fno-omit-frame-pointer -Wall -Wextra
FLAGS = -fsanitize=fuzzer-no-link,$(SANITIZE) -fno-sanitize-recover=all \
	$(folders:%=-I$(top)/%) -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 \
	-DPACKAGE_VERSION='"fuzz"' -DPKGLIBEXECDIR='"/nonexistent"' \
	-DRULES='"$(top)/ldscripts/ldfold.rules"'

VPATH = $(top)
objects_of = $(patsubst $(top)/%.c,%.o,$(wildcard $(1:%=$(top)/%/*.c)))
common = fuzz/fuzz.o $(call objects_of,common)
wrapper_objects = $(1:%=wrapper/%.o)

all: $(targets)

bin/arguments: $(call wrapper_objects,arguments option-table options request \
	response unnamed)
bin/inventory: sidecar/keys.o
bin/mapfile: sidecar/mapfile.o
bin/object: $(call objects_of,analysis)
bin/plugin: $(call objects_of,plugin script)
bin/script: $(call objects_of,script)
bin/verdict: $(call objects_of,script) \
	$(call wrapper_objects,channel names remembered verdict)
bin/create bin/diff bin/kernel bin/sidecar: $(call objects_of,analysis sidecar)

$(targets): bin/%: fuzz/%.o $(common)
	@mkdir -p bin
	$(CLANG) -fsanitize=fuzzer,$(SANITIZE) -o $@ $^ -lelf

%.o: %.c
	@mkdir -p $(@D)
	$(CLANG) $(CFLAGS) $(FLAGS) -MMD -MP -c -o $@ $<

# Each target has an entry point of its own.
sidecar/foldinfo.o: FLAGS += -Dmain=foldinfo_main

-include $(wildcard $(folders:%=%/*.d))

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all
