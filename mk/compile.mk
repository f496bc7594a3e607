# SPDX-License-Identifier: GPL-3.0-or-later
# Sources to objects to build/librigel.a to build/rigel, and one program a unit test.

CC ?= cc
# V=1 shows the whole commands.
Q := $(if $(V),,@)
PKG_CONFIG ?= pkg-config
PKGS := libpq libmicrohttpd jansson gsl libcurl libfyaml libcrypto zlib gnutls

WARN := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
        -Wformat=2 -Wundef -Wvla -Wwrite-strings -Werror
# Half the time to build is worth more to the sanitizers' builds than speed.
OPTIMISE := $(if $(SANITIZER),-O1 -g1,-O2 -g)
# No fused multiply-add anywhere: the specification fixes the rounding of every sum.
BASE_CFLAGS := -std=c11 -D_POSIX_C_SOURCE=200809L $(OPTIMISE) -ffp-contract=off -fno-strict-aliasing \
               -fstack-protector-strong -pthread $(WARN) -Isrc -I$(BUILD)/gen
LDLIBS := $(shell $(PKG_CONFIG) --libs $(PKGS) 2>/dev/null) -lm -pthread
PKG_CFLAGS := $(patsubst -I%,-isystem %,$(shell $(PKG_CONFIG) --cflags $(PKGS) 2>/dev/null))

ifeq ($(SANITIZER),address)
# Address and undefined behaviour together: one build finds both.
SAN_FLAGS := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
else ifeq ($(SANITIZER),undefined)
SAN_FLAGS := -fsanitize=undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
else ifeq ($(SANITIZER),thread)
SAN_FLAGS := -fsanitize=thread -fno-omit-frame-pointer
else ifeq ($(SANITIZER),fuzzer)
CC := clang
SAN_FLAGS := -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all
else ifneq ($(SANITIZER),)
$(error SANITIZER is address, undefined, thread or fuzzer, not '$(SANITIZER)')
endif

ALL_CFLAGS := $(BASE_CFLAGS) $(PKG_CFLAGS) $(SAN_FLAGS) $(CFLAGS)
# Some two hundred programs are linked with gcc's sanitizers: gold takes a third of the time of the usual linker.
GOLD := $(if $(SANITIZER),$(if $(findstring clang,$(CC)),,$(wildcard $(addsuffix /ld.gold,$(subst :, ,$(PATH))))))
ALL_LDFLAGS := $(SAN_FLAGS) $(if $(GOLD),-fuse-ld=gold) $(LDFLAGS)

# SQL, web pages and the version become C tables here (tools/embed).
SQL_FILES := $(sort $(wildcard sql/expected_schema.txt sql/migrations/*.sql sql/queries/*/*.sql))
# web/orion makes a page that is written to a file, whole; the service has no such address.
WEB_FILES := $(sort $(filter-out web/orion/%,$(wildcard web/*.* web/*/*.*)))
PAGES := web/orion/viz.html
PAGE_PARTS := $(sort $(wildcard web/*.css web/*.js web/orion/*.*))
GEN_C := $(addprefix $(BUILD)/gen/,sql_text.c web_text.c page_text.c)
GEN_H := $(GEN_C:.c=.h)

ROOM_C := $(sort $(wildcard src/*/*.c))
CMD_C := $(sort $(wildcard cmd/rigel/*.c))
KIT_C := $(sort $(wildcard tests/kit/*.c))
UNIT_C := $(sort $(wildcard tests/unit/*/*_test.c))

ROOM_O := $(ROOM_C:%.c=$(BUILD)/obj/%.o) $(GEN_C:%.c=%.o)
CMD_O := $(CMD_C:%.c=$(BUILD)/obj/%.o)
KIT_O := $(KIT_C:%.c=$(BUILD)/obj/%.o)
UNIT_T := $(UNIT_C:tests/unit/%.c=$(BUILD)/unit/%)

$(BUILD)/gen/sql_text.c $(BUILD)/gen/sql_text.h &: tools/embed $(SQL_FILES)
	@mkdir -p $(@D)
	$(Q)python3 tools/embed sql $(BUILD)/gen $(SQL_FILES)

$(BUILD)/gen/web_text.c $(BUILD)/gen/web_text.h &: tools/embed $(WEB_FILES)
	@mkdir -p $(@D)
	$(Q)python3 tools/embed web $(BUILD)/gen $(WEB_FILES)

$(BUILD)/gen/page_text.c $(BUILD)/gen/page_text.h &: tools/embed $(PAGE_PARTS)
	@mkdir -p $(@D)
	$(Q)python3 tools/embed page $(BUILD)/gen $(PAGES)

$(BUILD)/gen/%.o: $(BUILD)/gen/%.c
	@echo '  CC  $<'
	$(Q)$(CC) $(ALL_CFLAGS) -Wno-overlength-strings -c -o $@ $<

$(BUILD)/obj/%.o: %.c mk/compile.mk | $(GEN_H)
	@mkdir -p $(@D)
	@echo '  CC  $<'
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The archive is made anew: an object of a source that is gone must not stay in it.
$(BUILD)/librigel.a: $(ROOM_O)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

$(BUILD)/rigel: $(CMD_O) $(BUILD)/librigel.a
	@echo '  LD  $@'
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/unit/%: $(BUILD)/obj/tests/unit/%.o $(KIT_O) $(BUILD)/librigel.a
	@mkdir -p $(@D)
	@echo '  LD  $@'
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS) -lcmocka

$(BUILD)/obj/tests/%.o: ALL_CFLAGS += -Itests

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
