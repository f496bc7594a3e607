# SPDX-License-Identifier: GPL-3.0-or-later
# Unit tests, system tests, fuzz targets, and all of them: each also alone.

.SECONDARY: $(UNIT_C:%.c=$(BUILD)/obj/%.o) $(KIT_O)

# The parts with threads, or with atomics, go through the thread sanitizer too.
THREAD_WORDS := pthread\.h|threads\.h|stdatomic\.h|_Atomic
THREAD_C := $(sort $(shell grep -lE '$(THREAD_WORDS)' $(UNIT_C) /dev/null) \
              $(filter $(UNIT_C),$(patsubst src/%.c,tests/unit/%_test.c, \
                $(shell grep -lE '$(THREAD_WORDS)' $(ROOM_C) /dev/null))))
THREAD_T := $(THREAD_C:tests/unit/%.c=$(BUILD)/unit/%)

.PHONY: unit unit-programs thread-unit thread-unit-programs
unit-programs: $(UNIT_T)
thread-unit-programs: $(THREAD_T)

## unit: unit tests; TESTS=config/template_test for one, SANITIZER=address for checked memory
unit: $(if $(TESTS),$(TESTS:%=$(BUILD)/unit/%),$(UNIT_T))
	@tools/run-units $^

thread-unit: $(THREAD_T)
	@tools/run-units $^

PYTHON := .venv/bin/python
# More test processes than cores: two leave a third of the time of two cores unused.
SYSTEM_WORKERS ?= 3

.PHONY: system system-thread
## system: tests against real servers (tools/setup test first); TESTS=tests/system/test_x.py for one
system: $(if $(RIGEL_BUILD),,all drivers)
	@$(PYTHON) tools/run-system -q -n $(SYSTEM_WORKERS) --dist loadgroup $(or $(TESTS),tests/system)

# Tests marked `threads` once more, with the thread sanitizer's build.
system-thread:
	@RIGEL_BUILD=build-thread $(PYTHON) tools/run-system -q -n 2 --dist loadgroup -m threads $(or $(TESTS),tests/system)

FUZZ_SECONDS ?= 60
FUZZ_C := $(sort $(wildcard tests/fuzz/*_fuzz.c))
FUZZ_T := $(FUZZ_C:tests/fuzz/%.c=$(BUILD)/fuzz/%)

.SECONDARY: $(FUZZ_C:%.c=$(BUILD)/obj/%.o)

$(BUILD)/fuzz/%: $(BUILD)/obj/tests/fuzz/%.o $(BUILD)/librigel.a
	@mkdir -p $(@D)
	@echo '  LD  $@'
	$(Q)$(CC) $(ALL_LDFLAGS) -fsanitize=fuzzer,address,undefined -o $@ $^ $(LDLIBS)

.PHONY: fuzz fuzz-run fuzz-programs
fuzz-programs: $(FUZZ_T)

fuzz-run: $(if $(TESTS),$(TESTS:%=$(BUILD)/fuzz/%_fuzz),$(FUZZ_T))
	@tools/run-fuzz $(FUZZ_SECONDS) $^

## fuzz: every parser of outside text, FUZZ_SECONDS=60 each; TESTS=template for one
fuzz:
	@$(MAKE) --no-print-directory SANITIZER=fuzzer fuzz-run

.PHONY: check
## check: installs what is missing and runs every test; the last line counts them
check:
	@tools/setup
	@MAKE='$(MAKE)' tools/check

.PHONY: bench soak
## bench: measures against other programs and prints ratios with their bounds
bench:
	@tools/setup bench
	@$(MAKE) --no-print-directory all
	@$(PYTHON) tests/bench/run.py $(BENCH)

# What `make check` has time for a small part of.
RIGEL_PROPERTY_RUNS ?= 200
SCHEMATHESIS_EXAMPLES ?= 100
RIGEL_STATE_SERIES ?= 2000
RIGEL_ALERT_KILLS ?= 200
LONG_UNITS := $(BUILD)/unit/analysis/edivisive_state_test
LONG_TESTS := tests/system/test_verdict_property.py tests/system/test_schemathesis.py tests/system/test_alerts.py

## soak: SOAK_MINUTES=60 of ingest, analysis and requests, watching memory and errors; then the properties at length
soak:
	@tools/setup test
	@$(MAKE) --no-print-directory all
	@$(PYTHON) tests/soak/soak.py
	@$(PYTHON) tests/soak/states.py
	@RIGEL_PROPERTY_RUNS=$(RIGEL_PROPERTY_RUNS) SCHEMATHESIS_EXAMPLES=$(SCHEMATHESIS_EXAMPLES) \
		RIGEL_ALERT_KILLS=$(RIGEL_ALERT_KILLS) $(PYTHON) tools/run-system -q --durations=3 $(LONG_TESTS)
	@$(MAKE) --no-print-directory $(LONG_UNITS)
	@RIGEL_STATE_SERIES=$(RIGEL_STATE_SERIES) tools/run-units $(LONG_UNITS)
