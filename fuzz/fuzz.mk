# SPDX-License-Identifier: GPL-3.0-or-later
# Build the fuzz targets into the current directory: make -f SOURCE/fuzz/fuzz.mk
# top=SOURCE. All of ldfold is compiled once more for them, since Clang has to
# see what libFuzzer is to follow. For GNU make.
CLANG = clang
SANITIZE = address,undefined

rooms = analysis common create diff elf foldinfo fuzz machine match plugin proof \
	script sidecar wrapper
targets = $(addprefix bin/,arguments audit create diff inventory kernel \
	mapfile module object plugin report scan script sidecar verdict)

CFLAGS = -std=gnu11 -O1 -g -fno-omit-frame-pointer -Wall -Wextra
FLAGS = -fsanitize=fuzzer-no-link,$(SANITIZE) -fno-sanitize-recover=all \
	-I$(top) -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 \
	-DPACKAGE_VERSION='"fuzz"' -DPKGLIBEXECDIR='"/nonexistent"' \
	-DRULES='"$(top)/ldscripts/ldfold.rules"'

VPATH = $(top)
objects_of = $(patsubst $(top)/%.c,%.o,$(wildcard $(1:%=$(top)/%/*.c)))
common = fuzz/fuzz.o $(call objects_of,common elf)
analysis = $(call objects_of,analysis machine)
wrapper_objects = $(1:%=wrapper/%.o)

all: $(targets)

bin/arguments: $(call wrapper_objects,arguments environment option-table \
	options options-lld request response unnamed)
bin/inventory: create/keys.o
bin/mapfile: create/map.o create/map-lld.o
bin/object: $(analysis)
bin/plugin: $(call objects_of,plugin proof script)
bin/scan: $(call objects_of,proof script) create/map-lld.o \
	$(call wrapper_objects,arguments environment foresight option-table \
	options options-lld request response scan unnamed)
bin/script: $(call objects_of,script)
bin/verdict: $(call objects_of,script) \
	$(call wrapper_objects,environment process relay \
	remembered unnamed verdict)
bin/audit bin/create bin/diff bin/kernel bin/module bin/report bin/sidecar: $(analysis) \
	$(call objects_of,create diff foldinfo match sidecar)

$(targets): bin/%: fuzz/%.o $(common)
	@mkdir -p bin
	$(CLANG) -fsanitize=fuzzer,$(SANITIZE) -o $@ $^ -lelf

%.o: %.c
	@mkdir -p $(@D)
	$(CLANG) $(CFLAGS) $(FLAGS) -MMD -MP -c -o $@ $<

# Each target has an entry point of its own.
foldinfo/main.o: FLAGS += -Dmain=foldinfo_main

-include $(wildcard $(rooms:%=%/*.d))

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all
