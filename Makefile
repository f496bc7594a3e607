# SPDX-License-Identifier: GPL-3.0-or-later
# rigel: make demo | check | lint | bench | fuzz | soak | install. Rules live in mk/.
#
#   make                      the binary, build/rigel
#   make SANITIZER=address    (or undefined, thread, fuzzer) the same in build-address/
#   make CC=clang             any C11 compiler

SANITIZER ?=
BUILD := build$(if $(SANITIZER),-$(SANITIZER))

.PHONY: all
all: $(BUILD)/rigel

include mk/compile.mk
include $(filter-out mk/compile.mk,$(sort $(wildcard mk/*.mk)))

.PHONY: clean
clean:
	rm -rf build build-*
