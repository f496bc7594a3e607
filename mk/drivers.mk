# SPDX-License-Identifier: GPL-3.0-or-later
# Small programs that drive one room by hand, for the system tests: tests/driver/NAME.c to
# build/driver/NAME.

DRIVER_C := $(sort $(wildcard tests/driver/*.c))
DRIVER_T := $(DRIVER_C:tests/driver/%.c=$(BUILD)/driver/%)

.PHONY: drivers
drivers: $(DRIVER_T)

$(BUILD)/driver/%: $(BUILD)/obj/tests/driver/%.o $(BUILD)/librigel.a
	@mkdir -p $(@D)
	@echo '  LD  $@'
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

.SECONDARY: $(DRIVER_C:%.c=$(BUILD)/obj/%.o)
