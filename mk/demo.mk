# SPDX-License-Identifier: GPL-3.0-or-later

SOURCE ?= files

.PHONY: demo demo-stop
## demo: installs, builds, and shows the whole way on bundled documents; SOURCE=opensearch through a real node
demo:
	@tools/setup build run $(filter opensearch,$(SOURCE))
	@$(MAKE) --no-print-directory -j$(shell nproc) all
	@tools/demo start $(SOURCE)

## demo-stop: ends what the demo left running and removes its folder
demo-stop:
	@tools/demo stop
