# SPDX-License-Identifier: GPL-3.0-or-later

.PHONY: help
## help: this list
help:
	@echo 'make: the program, $(BUILD)/rigel (SANITIZER=address|undefined|thread, CC=clang)'
	@sed -n 's/^## \([a-z-]*\): /make \1: /p' mk/*.mk | sort
