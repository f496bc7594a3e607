// SPDX-License-Identifier: GPL-3.0-or-later
/* plot.js - one series over its runs as an SVG picture that can be walked by pointer and by keys.
 *
 *     const plot = seriesPlot(element, {
 *         label,                      // name for a screen reader
 *         values: [3998, null, ...],  // null: no value
 *         x: [0, 1, ...],             // where each value stands, rising
 *         ticks(count),               // some count of {x, text, under}; under: a second line or ""
 *         levels: [{from, to, mean}], // rows from..to
 *         marks: [{row, kind, text, where}], // kind: "worse", "better", "dropped"
 *         say(row),                   // the row in words
 *         tip(row),                   // lines beside the pointer, the first one strong
 *         onmove(row),                // pointed at, walked to or, again, the selected one
 *     });
 *     plot.draw(); plot.select(row); plot.place(x, ticks);
 *
 * The element is a slider at once, so that keys reach it: arrow keys go from value to value, Page Up
 * and Page Down from mark to mark. The picture comes with draw() or with the focus. It holds a handful of nodes however many values there are, so hundreds of plots
 * fit a page; colours are plot.css's. Nothing is parsed as HTML. */

const SVG_SPACE = "http://www.w3.org/2000/svg";

function svgNode(name, attributes, ...children) {
    const node = document.createElementNS(SVG_SPACE, name);
    for (const [key, value] of Object.entries(attributes))
        node.setAttribute(key, value);
    node.append(...children);
    return node;
}

/* Round numbers from low to high, about count of them. */
function roundSteps(low, high, count) {
    const rough = (high - low) / count;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) * power;
    const first = Math.ceil(low / step);
    const last = Math.floor(high / step);
    const steps = [];
    for (let i = first; i <= last; i++)
        steps.push(i * step);
    return { steps, step };
}

const UNITS = [
    { from: 1e12, divisor: 1e12, sign: "T" },
    { from: 1e9, divisor: 1e9, sign: "G" },
    { from: 1e6, divisor: 1e6, sign: "M" },
    { from: 1e4, divisor: 1e3, sign: "k" },
    { from: 0, divisor: 1, sign: "" },
];

/* Texts for an axis: as many digits as its steps need, 2.5M rather than 2,500,000. */
function axisText(step, largest) {
    if (largest < 1e-3)
        return (value) => (value === 0 ? "0" : value.toExponential(1));
    const { divisor, sign } = UNITS.find(({ from }) => largest >= from);
    let digits = 0;
    while (digits < 12 && Math.abs((step / divisor) * 10 ** digits - Math.round((step / divisor) * 10 ** digits)) > 1e-6)
        digits++;
    const format = new Intl.NumberFormat("en-US",
        { minimumFractionDigits: digits, maximumFractionDigits: digits });
    return (value) => format.format(value / divisor) + sign;
}

/* Low and high end of the axis: the values with air around them. A nearly flat series keeps a
 * twentieth of its size, so that noise does not look like mountains. */
function valueRange(values, levels) {
    const all = values.filter((value) => value !== null).concat(levels.map((level) => level.mean));
    let low = Infinity;
    let high = -Infinity;
    for (const value of all) {
        low = Math.min(low, value);
        high = Math.max(high, value);
    }
    const air = Math.max((high - low) * 0.1, Math.abs(low + high) * 0.0125) || 1;
    return { low: low >= 0 ? Math.max(0, low - air) : low - air, high: high + air };
}

/* Puts each mark's label into the topmost lane where it meets no other; returns the lanes used. */
function layLabels(marks, xOf, left, right) {
    const ends = [];
    const most = 4;
    for (const mark of marks) {
        const start = xOf(mark.row) + 6;
        for (const where of [mark.where || "", ""]) {
            const width = 7.2 * mark.text.length + (where ? 6.6 * where.length + 8 : 0);
            const flips = start + width > right && start - 12 - width >= left;
            const from = flips ? start - 12 - width : start;
            let lane = ends.findIndex((end) => end + 10 <= from);
            if (lane < 0 && ends.length < most)
                lane = ends.length;
            const fits = from + width <= right + 4;
            mark.label = lane >= 0 && (fits || !where) ? { lane, where, flips } : null;
            if (mark.label) {
                ends[lane] = from + width;
                break;
            }
        }
    }
    return ends.length;
}

function seriesPlot(host, options) {
    const { values, levels } = options;
    const rows = values.flatMap((value, row) => (value === null ? [] : [row]));
    const marks = [...options.marks].sort((a, b) => a.row - b.row);
    let { x, ticks } = options;
    let selected = null;
    let shown = null;
    let told = null;
    let scale = null;
    let drawnWidth = 0;
    const cross = svgNode("g", { class: "cross" });
    const tip = document.createElement("div");
    tip.className = "tip";
    tip.hidden = true;

    function makeScale(width, height, top) {
        const range = valueRange(values, levels);
        const { steps, step } = roundSteps(range.low, range.high, Math.max(3, height / 56));
        const text = axisText(step, Math.max(Math.abs(range.low), Math.abs(range.high)));
        const widest = Math.max(...steps.map((value) => text(value).length));
        const left = 14 + 7 * widest;
        const right = width - 12;
        const bottom = height - 40;
        const span = x[x.length - 1] - x[0];
        return {
            steps, text, left, right, top, bottom,
            x: (place) => (span > 0 ? left + 8 + ((place - x[0]) / span) * (right - left - 16)
                : (left + right) / 2),
            y: (value) => bottom - ((value - range.low) / (range.high - range.low)) * (bottom - top),
        };
    }

    const rowX = (row) => scale.x(x[row]);

    function axes() {
        const group = svgNode("g", {});
        for (const value of scale.steps) {
            const y = scale.y(value).toFixed(1);
            group.append(
                svgNode("line", { class: "grid", x1: scale.left, x2: scale.right, y1: y, y2: y }),
                svgNode("text", { class: "tick", x: scale.left - 6, y, dy: "0.35em", "text-anchor": "end" },
                    scale.text(value)));
        }
        const most = Math.max(2, Math.floor((scale.right - scale.left) / 80));
        for (const tick of ticks(most)) {
            const at = Math.min(scale.x(tick.x), scale.right - 3.4 * tick.text.length + 8).toFixed(1);
            const place = { class: "tick", x: at, "text-anchor": "middle" };
            group.append(svgNode("text", { ...place, y: scale.bottom + 18 }, tick.text),
                svgNode("text", { ...place, y: scale.bottom + 33 }, tick.under));
        }
        return group;
    }

    function path(withLine) {
        let text = "";
        let pen = "M";
        values.forEach((value, row) => {
            if (value === null) {
                pen = "M";
                return;
            }
            text += `${withLine ? pen : "M"}${rowX(row).toFixed(1)} ${scale.y(value).toFixed(1)}`;
            text += withLine ? "" : "h0";
            pen = "L";
        });
        return text;
    }

    function levelPath(apart) {
        const over = Math.min(6, apart / 2);
        return levels.map(({ from, to, mean }) => {
            const y = scale.y(mean).toFixed(1);
            return `M${(rowX(from) - over).toFixed(1)} ${y}H${(rowX(to) + over).toFixed(1)}`;
        }).join("");
    }

    function markNode(mark) {
        const at = rowX(mark.row);
        const group = svgNode("g", { class: `mark ${mark.kind}` },
            svgNode("line", { x1: at, x2: at, y1: 4 + 16 * (mark.label?.lane ?? 0), y2: scale.bottom }));
        if (values[mark.row] !== null)
            group.append(svgNode("path",
                { d: `M${at - 6} ${scale.y(values[mark.row])}l6 -6l6 6l-6 6z` }));
        return group;
    }

    /* Above all lines, which would cross it. */
    function labelNode({ row, kind, text, label }) {
        const node = svgNode("text", {
            x: rowX(row) + (label.flips ? -6 : 6), y: 14 + 16 * label.lane,
            "text-anchor": label.flips ? "end" : "start",
        }, text);
        if (label.where)
            node.append(svgNode("tspan", { class: "where", dx: 6 }, label.where));
        return svgNode("g", { class: `mark ${kind}` }, node);
    }

    /* The runs from a reported change to the next one have a tint. */
    function tints() {
        const told = marks.filter((mark) => mark.kind !== "dropped");
        return told.map((mark, i) => {
            const from = rowX(mark.row);
            const to = i + 1 < told.length ? rowX(told[i + 1].row) : scale.right;
            return svgNode("rect", { class: `after ${mark.kind}`, x: from, y: scale.top,
                width: Math.max(0, to - from), height: scale.bottom - scale.top });
        });
    }

    function showCross() {
        cross.replaceChildren();
        if (shown === null || !scale)
            return;
        const at = rowX(shown).toFixed(1);
        cross.append(svgNode("line", { x1: at, x2: at, y1: scale.top, y2: scale.bottom }),
            svgNode("circle", { cx: at, cy: scale.y(values[shown]).toFixed(1), r: marks.some((mark) => mark.row === shown) ? 9 : 6 }));
    }

    function showTip() {
        const [head, ...lines] = options.tip(shown);
        const strong = document.createElement("strong");
        strong.textContent = head;
        tip.replaceChildren(strong, ...lines.map((line) => {
            const node = document.createElement("span");
            node.textContent = line;
            return node;
        }));
        tip.hidden = false;
        /* The picture may be scaled (print, zoom): its units are not always the element's. */
        const unit = host.clientWidth / drawnWidth;
        const at = rowX(shown) * unit;
        const y = scale.y(values[shown]) * unit;
        const left = Math.min(at - tip.offsetWidth / 2, host.clientWidth - tip.offsetWidth);
        const above = y - 16 - tip.offsetHeight;
        tip.style.left = `${Math.max(0, left)}px`;
        tip.style.top = `${above >= 0 ? above : y + 16}px`;
    }

    function show(row, withTip) {
        shown = row;
        if (!scale)
            return;
        showCross();
        if (withTip)
            showTip();
        else
            tip.hidden = true;
        /* Told once: what the caller shows may hold the focus by now. */
        if (row !== told)
            options.onmove(told = row);
    }

    function select(row, withTip = false) {
        selected = row;
        host.setAttribute("aria-valuenow", rows.indexOf(row) + 1);
        host.setAttribute("aria-valuetext", options.say(row));
        show(row, withTip);
    }

    /* Again when the width changes. */
    function draw() {
        if (!scale)
            new ResizeObserver(() => {
                if (host.clientWidth >= 280 && Math.abs(host.clientWidth - drawnWidth) > 1)
                    draw();
            }).observe(host);
        const width = Math.max(280, Math.round(host.clientWidth));
        const height = width < 520 ? 220 : 250;
        drawnWidth = width;
        scale = makeScale(width, height, 24);
        scale.top = 12 + 16 * layLabels(marks, rowX, scale.left, scale.right);
        scale = makeScale(width, height, scale.top);
        const apart = (scale.right - scale.left) / Math.max(1, rows.length);
        const picture = svgNode("svg", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
            ...tints(), axes(),
            svgNode("path", { class: "line", d: path(true) }),
            svgNode("path", { class: "level", d: levelPath(apart) }),
            svgNode("path", { class: "dots", d: path(false), "stroke-width": apart > 9 ? 5.5 : apart > 4 ? 4 : 2.5 }),
            ...marks.map(markNode), cross, ...marks.filter((mark) => mark.label).map(labelNode));
        host.replaceChildren(picture, tip);
        show(shown, !tip.hidden);
    }

    function nearest(event) {
        const box = host.getBoundingClientRect();
        const at = ((event.clientX - box.left) * drawnWidth) / box.width;
        let best = rows[0];
        for (const row of rows)
            if (Math.abs(rowX(row) - at) < Math.abs(rowX(best) - at))
                best = row;
        return best;
    }

    function markBeside(row, direction) {
        const places = marks.map((mark) => mark.row).filter((at) => values[at] !== null);
        return direction > 0 ? places.find((at) => at > row) : places.findLast((at) => at < row);
    }

    function keyRow(key) {
        const at = rows.indexOf(selected);
        switch (key) {
        case "ArrowLeft":
        case "ArrowDown":
            return rows[Math.max(0, at - 1)];
        case "ArrowRight":
        case "ArrowUp":
            return rows[Math.min(rows.length - 1, at + 1)];
        case "Home":
            return rows[0];
        case "End":
            return rows[rows.length - 1];
        case "PageDown":
            return markBeside(selected, 1) ?? selected;
        case "PageUp":
            return markBeside(selected, -1) ?? selected;
        default:
            return null;
        }
    }

    function listen() {
        host.addEventListener("pointermove", (event) => {
            const row = scale ? nearest(event) : shown;
            if (row !== shown || tip.hidden)
                show(row, true);
        });
        host.addEventListener("pointerdown", (event) => scale && select(nearest(event), true));
        host.addEventListener("pointerleave", () => show(selected, false));
        host.addEventListener("focus", () => {
            if (!scale)
                draw();
            if (host.matches(":focus-visible"))
                show(selected, true);
        });
        host.addEventListener("blur", () => show(selected, false));
        host.addEventListener("keydown", (event) => {
            if (event.altKey || event.ctrlKey || event.metaKey)
                return;
            if (event.key === "Escape")
                show(selected, false);
            const row = keyRow(event.key);
            if (row === null)
                return;
            event.preventDefault();
            select(row, true);
        });
    }

    if (rows.length === 0) {
        host.textContent = "No run has a value.";
        host.classList.add("nothing");
        return { select() {}, place() {}, draw() {} };
    }
    const slider = { role: "slider", tabindex: 0, "aria-label": options.label, "aria-orientation": "horizontal",
        "aria-valuemin": 1, "aria-valuemax": rows.length };
    for (const [key, value] of Object.entries(slider))
        host.setAttribute(key, value);
    listen();
    select(marks.findLast((mark) => mark.kind === "worse" && values[mark.row] !== null)?.row
        ?? rows[rows.length - 1]);
    return {
        select(row) {
            if (values[row] !== null)
                select(row);
        },
        place(newX, newTicks) {
            x = newX;
            ticks = newTicks;
            if (scale)
                draw();
        },
        draw,
    };
}

export { seriesPlot };
