/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xml.h - XML as toprettyxml() of Python's xml.dom.minidom writes it: a tab a level, an
 * element with text on one line. What XML cannot hold becomes U+FFFD. */
#ifndef RIGEL_REPORT_XML_H
#define RIGEL_REPORT_XML_H

#include "base/buffer.h"

/* "<tag", indented; attributes follow, then one of the endings. */
void xml_open(struct buffer *out, unsigned level, const char *tag);
void xml_attribute(struct buffer *out, const char *name, const char *value);
void xml_end_empty(struct buffer *out);    /* "/>" */
void xml_end_children(struct buffer *out); /* ">": children come on the next lines */
void xml_end_text(struct buffer *out, const char *tag, const char *text); /* ">text</tag>" */
void xml_close(struct buffer *out, unsigned level, const char *tag);

#endif
