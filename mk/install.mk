# SPDX-License-Identifier: GPL-3.0-or-later

PREFIX ?= /usr/local
SYSCONFDIR ?= $(if $(filter /usr,$(PREFIX)),/etc,$(PREFIX)/etc)
UNITDIR ?= $(PREFIX)/lib/systemd/system
INSTALL ?= install

.PHONY: install
## install: the program, its configuration and systemd units; DESTDIR, PREFIX=/usr/local
install: $(BUILD)/rigel
	$(INSTALL) -D -m 755 $(BUILD)/rigel $(DESTDIR)$(PREFIX)/bin/rigel
	$(INSTALL) -D -m 644 configs/rigel.yaml $(DESTDIR)$(PREFIX)/share/rigel/rigel.yaml
	$(INSTALL) -d $(DESTDIR)$(SYSCONFDIR)/rigel/tests
	test -e $(DESTDIR)$(SYSCONFDIR)/rigel/rigel.yaml || \
	    $(INSTALL) -m 640 configs/rigel.yaml $(DESTDIR)$(SYSCONFDIR)/rigel/rigel.yaml
	$(INSTALL) -d $(DESTDIR)$(UNITDIR)
	for unit in configs/systemd/*; do \
	    sed 's|@bindir@|$(PREFIX)/bin|g; s|@sysconfdir@|$(SYSCONFDIR)|g' $$unit \
	        >$(DESTDIR)$(UNITDIR)/$${unit##*/} || exit 1; done
