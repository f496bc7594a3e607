# SPDX-License-Identifier: GPL-3.0-or-later
# The C part of tests/bench/engine.py.

$(BUILD)/bench/engine_bench: $(BUILD)/obj/tests/bench/engine_bench.o $(BUILD)/librigel.a
	@mkdir -p $(@D)
	@echo '  LD  $@'
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

# And of tests/bench/gate.py.
$(BUILD)/bench/gate_bench: $(BUILD)/obj/tests/bench/gate_bench.o $(BUILD)/obj/tests/kit/noise.o \
                           $(BUILD)/librigel.a
	@mkdir -p $(@D)
	@echo '  LD  $@'
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

# The series that tests/bench/steady.py compares on.
$(BUILD)/bench/histories: $(BUILD)/obj/tests/bench/histories.o $(BUILD)/obj/tests/kit/history.o \
                          $(BUILD)/obj/tests/kit/noise.o
	@mkdir -p $(@D)
	@echo '  LD  $@'
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

# And what tests/bench/steady.py times.
$(BUILD)/bench/steady_bench: $(BUILD)/obj/tests/bench/steady_bench.o $(BUILD)/obj/tests/kit/noise.o \
                             $(BUILD)/librigel.a
	@mkdir -p $(@D)
	@echo '  LD  $@'
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

# And of tests/bench/append.py.
$(BUILD)/bench/append_bench: $(BUILD)/obj/tests/bench/append_bench.o $(BUILD)/librigel.a
	@mkdir -p $(@D)
	@echo '  LD  $@'
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

# What asks the service at fixed times in tests/bench/verdicts.py.
$(BUILD)/bench/open_loop: $(BUILD)/obj/tests/bench/open_loop.o
	@mkdir -p $(@D)
	@echo '  LD  $@'
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

# And of tests/bench/audit.py.
$(BUILD)/bench/audit_bench: $(BUILD)/obj/tests/bench/audit_bench.o $(BUILD)/librigel.a
	@mkdir -p $(@D)
	@echo '  LD  $@'
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)
