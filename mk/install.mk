# SPDX-License-Identifier: GPL-3.0-or-later

PREFIX ?= /usr/local
SYSCONFDIR ?= $(if $(filter /usr,$(PREFIX)),/etc,$(PREFIX)/etc)
UNITDIR ?= $(PREFIX)/lib/systemd/system
SYSUSERSDIR ?= $(PREFIX)/lib/sysusers.d
INSTALL ?= install
FILL := sed -e 's|@bindir@|$(PREFIX)/bin|g' -e 's|@sysconfdir@|$(SYSCONFDIR)|g' -e 's|@datadir@|$(PREFIX)/share|g'

.PHONY: install install-orion
## install: the program, its configuration and systemd units; DESTDIR, PREFIX=/usr/local
install: $(BUILD)/rigel
	$(INSTALL) -D -m 755 $(BUILD)/rigel $(DESTDIR)$(PREFIX)/bin/rigel
	$(INSTALL) -D -m 644 README.md $(DESTDIR)$(PREFIX)/share/rigel/README.md
	$(INSTALL) -D -m 644 configs/rigel.yaml $(DESTDIR)$(PREFIX)/share/rigel/rigel.yaml
	$(INSTALL) -d $(DESTDIR)$(SYSCONFDIR)/rigel/tests
	test -e $(DESTDIR)$(SYSCONFDIR)/rigel/rigel.yaml || \
	    $(INSTALL) -m 644 configs/rigel.yaml $(DESTDIR)$(SYSCONFDIR)/rigel/rigel.yaml
	$(INSTALL) -d $(DESTDIR)$(UNITDIR) $(DESTDIR)$(SYSUSERSDIR)
	$(FILL) configs/systemd/rigel.service >$(DESTDIR)$(UNITDIR)/rigel.service
	$(FILL) configs/systemd/rigel@.service >$(DESTDIR)$(UNITDIR)/rigel@.service
	$(INSTALL) -m 644 configs/systemd/rigel.sysusers $(DESTDIR)$(SYSUSERSDIR)/rigel.conf

# A target of its own, and never over another program of that name: Orion itself may be there.
## install-orion: install, and rigel under the name orion
install-orion: install
	@if test -e $(DESTDIR)$(PREFIX)/bin/orion && \
	    test "$$(readlink $(DESTDIR)$(PREFIX)/bin/orion)" != rigel; then \
	    echo '$(DESTDIR)$(PREFIX)/bin/orion is another program; remove it first'; exit 1; fi
	ln -sf rigel $(DESTDIR)$(PREFIX)/bin/orion
