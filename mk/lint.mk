# SPDX-License-Identifier: GPL-3.0-or-later

.PHONY: lint format
## lint: all that can be said without running anything; STEPS="format clang-tidy" for some
lint: $(GEN_H)
	@LINT_CFLAGS='$(filter-out -Werror,$(BASE_CFLAGS)) $(PKG_CFLAGS)' tools/lint $(STEPS)

## format: clang-format and ruff on every file
format:
	clang-format -i $(wildcard src/*/*.[ch] cmd/*/*.[ch] tests/*/*.[ch] tests/*/*/*.[ch])
	.venv/bin/ruff check --fix --quiet tests tools/lint tools/embed tools/check-includes tools/check-headers \
	    tools/longest-functions tools/run-units tools/run-fuzz tools/run-system
	.venv/bin/ruff format --quiet tests tools/lint tools/embed tools/check-includes tools/check-headers \
	    tools/longest-functions tools/run-units tools/run-fuzz tools/run-system
