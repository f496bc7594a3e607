#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Made-up templates and what the real Jinja2 makes of them, as JSON on stdout.

    pip install jinja2
    ./make_vectors.py [COUNT [SEED]] >vectors.json

A template is put together from the constructs that rigel understands, right and wrong uses alike;
`output` is null where Jinja2 ends with an error. tests/unit/config/template_vectors_test.c runs the
file, or the one that RIGEL_TEMPLATE_VECTORS names.
"""

import json
import random
import sys

import jinja2

VARIABLES = {
    "version": "4.20",
    "number": 4.19,
    "count": 3,
    "big": 123456789012345678901,
    "on": True,
    "off": False,
    "nothing": None,
    "empty": "",
    "word": "it's \"é\"",
    "kinds": ["okd", "none", 'a"b'],
    "numbers": [3, 1.0, -2, True],
    "none_of": [],
    "nodes": [{"name": "a", "size": 2}, {"name": "b", "size": 10, "tags": ["x", "y"]}],
    "deep": {"name": "n", "list": [1, [2, 3]], "map": {"k": "v"}, "count": 7},
}
UNDEFINED = ["missing", "absent"]
LITERALS = [
    "1", "0", "-7", "+3", "2.5", "4.20", "1e3", "1_000", "0x1F", "1e-7", "true", "False", "none",
    "'okd'", '"a b"', "''", "'4.20'", "'é'", r"'it\'s'", "'a' \"b\"", "10000000000000000000",
]  # fmt: skip
MEMBERS = ["name", "size", "tags", "missing", "k", "map", "list", "0", "1"]
LOOP = ["index", "index0", "first", "last", "length", "revindex", "revindex0", "depth", "depth0"]
COMPARISONS = ["==", "!=", "<", "<=", ">", ">=", "in", "not in"]
TEXTS = ["a", " ", "\n", "  b\n", "- x: ", "\t", "é ", "} ", "%", "{ "]


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.loops = []

    def pick(self, items):
        return self.random.choice(items)

    def chance(self, part):
        return self.random.random() < part

    def name(self):
        if self.loops and self.chance(0.5):
            return self.pick(self.loops)
        return self.pick(UNDEFINED) if self.chance(0.06) else self.pick(list(VARIABLES))

    def primary(self, depth):
        roll = self.random.random()
        if roll < 0.4:
            return self.name()
        if roll < 0.75 or depth <= 0:
            return self.pick(LITERALS)
        if roll < 0.85:
            items = [self.expression(depth - 1) for _ in range(self.random.randrange(4))]
            return "[" + ", ".join(items) + ("," if items and self.chance(0.1) else "") + "]"
        if roll < 0.92 and self.loops:
            return "loop." + self.pick(LOOP)
        return "(" + self.expression(depth - 1) + ")"

    def postfix(self, depth):
        made = self.pick(["deep", "nodes[0]", "nodes[1]", "kinds"]) if self.chance(0.15) else ""
        made = made or self.primary(depth)
        if made[0] in "-+" or made[0].isdigit() or made[-1].isdigit():
            return made
        while self.chance(0.2):
            if self.chance(0.6):
                made += "." + self.pick(MEMBERS)
            else:
                made += "[" + self.pick(["0", "1", "-1", "5", "'name'", "'k'", "'x'", "count"]) + "]"
        return made

    def filtered(self, depth):
        made = self.postfix(depth)
        if self.chance(0.15):
            made += self.pick([" | default", "|d"]) + self.arguments(depth)
        return made

    def test(self, depth):
        return self.filtered(depth) + self.pick([" is defined", " is not defined"])

    def arguments(self, depth):
        if self.chance(0.15):
            return self.pick(["", "()"])
        made = self.expression(depth - 1) if depth > 0 and self.chance(0.3) else self.pick(LITERALS)
        if self.chance(0.3):
            made += ", " + self.pick(["true", "false", "boolean=true", "on"])
        return "(" + made + ")"

    def comparison(self, depth):
        made = self.filtered(depth)
        while self.chance(0.2):
            made += " " + self.pick(COMPARISONS) + " " + self.filtered(depth)
        return made

    def condition(self, depth):
        made = self.operand(depth)
        while self.chance(0.2):
            made += self.pick([" and ", " or "]) + self.operand(depth)
        return made

    def operand(self, depth):
        made = self.test(depth) if self.chance(0.12) else self.comparison(depth)
        return "not " + made if self.chance(0.15) else made

    def expression(self, depth):
        made = self.condition(depth)
        if depth > 0 and self.chance(0.15):
            # Without the brackets Jinja2 takes `if` for an argument of the test.
            made = f"({made})" if made.endswith("defined") else made
            made += " if " + self.condition(depth - 1)
            if self.chance(0.8):
                made += " else " + self.expression(depth - 1)
        return made

    def tag(self, kind, inside):
        left = self.pick(["", "", "", "-", "+" if kind == "%" else ""])
        right = self.pick(["", "", "", "-", "+" if kind == "%" else ""])
        opening, closing = ("{{", "}}") if kind == "{" else ("{%", "%}")
        return f"{opening}{left} {inside} {right}{closing}"

    def text(self):
        return "".join(self.pick(TEXTS) for _ in range(self.random.randrange(4)))

    def choice(self, depth):
        made = self.tag("%", "if " + self.condition(1)) + self.block(depth - 1)
        while self.chance(0.3):
            made += self.tag("%", "elif " + self.condition(1)) + self.block(depth - 1)
        if self.chance(0.5):
            made += self.tag("%", "else") + self.block(depth - 1)
        return made + self.tag("%", "endif")

    def loop(self, depth):
        target = self.pick(["s", "t", "version"])
        what = self.pick(
            ["kinds", "numbers", "nodes", "deep", "word", "none_of", "deep.list"]
            + ["['okd', 'none']", "[1, [2], s]", "[]", self.condition(0)]
        )
        made = self.tag("%", f"for {target} in {what}")
        self.loops.append(target)
        made += self.block(depth - 1)
        self.loops.pop()
        if self.chance(0.3):
            made += self.tag("%", "else") + self.block(depth - 1)
        return made + self.tag("%", "endfor")

    def part(self, depth):
        roll = self.random.random()
        if roll < 0.35 or depth <= 0:
            return self.tag("{", self.expression(2))
        if roll < 0.4:
            return self.pick(["{# c #}", "{#- c -#}", "{#-#}", "{#+ c #}"])
        if roll < 0.7:
            return self.loop(depth)
        return self.choice(depth)

    def block(self, depth):
        made = self.text()
        for _ in range(self.random.randrange(1, 3)):
            made += self.part(depth) + self.text()
        return made


def render(template):
    """What Jinja2 gives, or None; False: nothing to compare with.

    Jinja2 computes constant expressions before it renders, those of branches not taken too, and
    lets some of their errors out.
    """
    try:
        made = jinja2.Template(template, undefined=jinja2.StrictUndefined)
    except jinja2.exceptions.TemplateSyntaxError:
        return None
    except (jinja2.exceptions.TemplateError, TypeError):
        return False
    try:
        return made.render(VARIABLES)
    except (jinja2.exceptions.TemplateError, TypeError):
        return None


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    maker = Maker(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    vectors = []
    while len(vectors) < count:
        template = maker.block(maker.random.randrange(3))
        output = render(template)
        if output is False or (output is None and maker.chance(0.7)):
            continue  # faults are the smaller part
        vectors.append({"template": template, "output": output})
    document = {"jinja2": jinja2.__version__, "variables": json.dumps(VARIABLES), "vectors": vectors}
    json.dump(document, sys.stdout, ensure_ascii=False, indent=0)
    print()


if __name__ == "__main__":
    main()
