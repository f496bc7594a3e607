// SPDX-License-Identifier: GPL-3.0-or-later
/* viz.js - the page of `rigel orion --viz`: reads the JSON that stands in the page and shows it.
 *
 * tools/embed puts it behind plot.js into one module script, so seriesPlot is in reach without an
 * import: a page opened from a file may import nothing. Every text of a document becomes a text
 * node or an attribute through the DOM, never HTML. The data's shape is src/orion/viz_data.h's. */
/* global seriesPlot */

const RULES = {
    direction: "an improvement",
    acknowledged: "acknowledged",
    threshold: "smaller than the threshold",
    correlation: "the correlated metric did not change with it",
    early: "among the first five runs",
};
const ALGORITHMS = {
    hunter: "E-Divisive (--hunter-analyze)",
    cmr: "newest run against the mean of the earlier ones (--cmr)",
    anomaly: "isolation forest (--anomaly-detection)",
    none: "none",
};

function node(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes))
        if (value !== null && value !== undefined && value !== false)
            made.setAttribute(key, value === true ? "" : value);
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
}

/* ---- words ---------------------------------------------------------------------------------- */

const sixDigits = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 6 });
const dayText = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

function valueText(value) {
    if (value === null || value === undefined)
        return "no value";
    const small = value !== 0 && Math.abs(value) < 1e-4;
    return small ? value.toPrecision(6) : sixDigits.format(value);
}

/* percent is null where the level before was 0: there is no percentage of nothing. */
function percentText(percent, digits = 1) {
    if (percent === null || percent === undefined)
        return "from 0";
    return `${percent < 0 ? "\u2212" : "+"}${Math.abs(percent).toFixed(digits)}\u202f%`;
}

function timeText(time) {
    return time === null ? "time unknown" : `${isoTime(time).replace("T", " ").replace("Z", "")} UTC`;
}

function isoTime(time) {
    return time === null ? "" : new Date(time * 1000).toISOString().replace(".000", "");
}

function countText(count, one, many = `${one}s`) {
    return `${count} ${count === 1 ? one : many}`;
}

function cellText(cell) {
    if (cell === null)
        return "";
    return typeof cell === "object" ? JSON.stringify(cell) : String(cell);
}

/* The address if a browser may open it: http and https only. */
function linkTarget(text) {
    if (typeof text !== "string" || !/^https?:\/\//i.test(text))
        return null;
    try {
        return new URL(text).href;
    } catch {
        return null;
    }
}

function textOrLink(cell, words = null) {
    const target = linkTarget(cell);
    if (!target)
        return document.createTextNode(cellText(cell));
    return node("a", { href: target, target: "_blank", rel: "noopener noreferrer", title: words ? target : null },
        words ?? cellText(cell));
}

/* A field of a run: of a long address host and end are shown. */
function fieldText(field, row) {
    const cell = field.cells[row];
    const target = linkTarget(cell);
    if (runsIn(row) > 1)
        return document.createTextNode(`of ${runsIn(row)} runs`);
    if (!target || cell.length <= 60)
        return textOrLink(cell);
    const end = cell.replace(/\/+$/, "").split("/").at(-1);
    return textOrLink(cell, `${new URL(target).host}/\u2026${end.length <= 30 ? "/" : ""}${end.slice(-30)}`);
}

/* What all versions begin with, up to a separator: short texts leave it out, but keep a date. */
function commonStart(texts) {
    const known = texts.filter((text) => text && text !== "N/A");
    if (known.length < 2)
        return 0;
    const shortest = Math.min(...known.map((text) => text.length));
    let length = 0;
    while (length < shortest - 12 && known.every((text) => text[length] === known[0][length]))
        length++;
    return known[0].slice(0, length).search(/[^-._/]*$/);
}

/* ---- the data ------------------------------------------------------------------------------- */

function meanOf(values) {
    const there = values.filter((value) => value !== null);
    return there.length === 0 ? null : there.reduce((sum, value) => sum + value, 0) / there.length;
}

/* The means between one change and the next: reported or not, the level was another one. */
function levelsOf(metric, algorithm, rowCount) {
    if (rowCount === 0 || algorithm === "cmr")
        return [];
    const starts = new Set([0]);
    if (algorithm === "hunter")
        for (const change of [...metric.changes, ...metric.dropped])
            starts.add(change.row);
    const rows = [...starts].sort((a, b) => a - b);
    return rows
        .map((from, i) => {
            const to = (rows[i + 1] ?? rowCount) - 1;
            return { from, to, mean: meanOf(metric.values.slice(from, to + 1)) };
        })
        .filter((level) => level.mean !== null);
}

/* What is reported is for the worse, or a change of a metric of which any change counts. */
function kindOf(change) {
    if (!change.rule)
        return "worse";
    return change.rule === "direction" ? "better" : "dropped";
}

const page = JSON.parse(document.getElementById("data").textContent);
const { rows, metrics, fields } = page;
const versionStart = commonStart(rows.map((row) => row.version));
const buildField = fields.find((field) => field.name === "buildUrl")
    ?? fields.find((field) => field.cells.some((cell) => linkTarget(cell)));

/* --cmr puts the earlier runs together into one row, texts joined with commas. */
function runsIn(row) {
    return page.algorithm === "cmr" && row === 0 ? rows[row].run.split(",").length : 1;
}

function versionText(row) {
    const versions = rows[row].version.split(",");
    return runsIn(row) > 1 && versions.length > 1 ? `${versions[0]} to ${versions.at(-1)}` : rows[row].version;
}

function shortVersion(row) {
    const version = rows[row].version;
    if (version.length <= versionStart)
        return version;
    const rest = version.slice(versionStart);
    const cut = rest.length > 26 ? `${rest.slice(0, 8)}\u2026${rest.slice(-17)}` : rest;
    return versionStart > 0 ? `\u2026${cut}` : cut;
}

function buildLink(row, words) {
    const target = linkTarget(buildField?.cells[row]) ?? linkTarget(rows[row].build);
    return target && runsIn(row) === 1 ? textOrLink(target, words) : null;
}

function levelAt(metric, row) {
    return metric.levels.find((level) => level.from <= row && row <= level.to) ?? null;
}

function fromLevel(metric, row) {
    const level = levelAt(metric, row);
    const value = metric.values[row];
    return level && value !== null && level.mean !== 0 ? (value / level.mean - 1) * 100 : null;
}

function changeAt(metric, row) {
    return metric.all.find((change) => change.row === row) ?? null;
}

function levelsText(change) {
    return `${valueText(change.before)} \u2192 ${valueText(change.after)}`;
}

/* "+29.8 % (4.25 to 5.52)", and why it is not reported. */
function changeText(change) {
    const why = change.rule ? `, not reported: ${RULES[change.rule]}` : "";
    return `${percentText(change.percent)} (${levelsText(change)})${why}${change.reason ? `: ${change.reason}` : ""}`;
}

function directionText(metric) {
    if (metric.direction === 1)
        return "\u2191 higher is worse";
    return metric.direction === -1 ? "\u2193 lower is worse" : "\u2195 any change counts";
}

/* ---- CSV ------------------------------------------------------------------------------------ */

/* A text that a spreadsheet would take for a formula gets an apostrophe before it. */
function csvCell(cell) {
    if (cell === null || cell === undefined)
        return "";
    if (typeof cell === "number")
        return String(cell);
    const text = cellText(cell);
    const tamed = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(tamed) ? `"${tamed.replaceAll('"', '""')}"` : tamed;
}

function csvText(heads, lines) {
    return [heads, ...lines].map((line) => line.map(csvCell).join(",")).join("\r\n") + "\r\n";
}

function runCells(row) {
    return [rows[row].run, isoTime(rows[row].time), rows[row].version];
}

const runHeads = [page.uuid_field, "time", page.version_field];

function metricCsv(metric) {
    return csvText(
        [...runHeads, metric.column, "level", "change_percent", "change", ...fields.map((field) => field.name)],
        rows.map((_, row) => {
            const change = changeAt(metric, row);
            return [...runCells(row), metric.values[row], levelAt(metric, row)?.mean, change?.percent,
                change ? (change.rule ?? "reported") : null, ...fields.map((field) => field.cells[row])];
        }));
}

function pageCsv() {
    return csvText([...runHeads, ...metrics.map((metric) => metric.column), ...fields.map((field) => field.name)],
        rows.map((_, row) => [...runCells(row), ...metrics.map((metric) => metric.values[row]),
            ...fields.map((field) => field.cells[row])]));
}

/* A link that makes its file when it is asked for: hundreds of metrics keep no copies. */
function csvLink(words, name, make) {
    const link = node("a", { href: "#", download: `${name.replace(/[^\w.-]+/g, "_").slice(0, 120)}.csv`, class: "csv" },
        words);
    const fill = () => {
        if (link.protocol !== "blob:")
            link.href = URL.createObjectURL(new Blob([make()], { type: "text/csv" }));
    };
    for (const kind of ["pointerenter", "focus", "click"])
        link.addEventListener(kind, fill);
    return link;
}

/* ---- head and summary ----------------------------------------------------------------------- */

function runsText() {
    const days = rows.filter((row) => row.time !== null).map((row) => timeText(row.time).slice(0, 10));
    const count = rows.reduce((sum, _, row) => sum + runsIn(row), 0);
    if (days.length === 0)
        return String(count);
    return page.algorithm === "cmr" ? `${count}, the newest on ${days.at(-1)}` : `${count}, ${days[0]} to ${days.at(-1)}`;
}

function fillHead() {
    document.title = `${page.test}: change points`;
    document.getElementById("test").textContent = page.test;
    const reported = metrics.reduce((sum, metric) => sum + metric.changes.length, 0);
    const changed = metrics.filter((metric) => metric.changes.length > 0).length;
    const outcome = document.getElementById("outcome");
    outcome.classList.add(page.regression ? "worse" : "better");
    outcome.append(node("strong", {}, page.regression ? "Regression" : "No regression"),
        reported > 0 ? `: ${countText(reported, "change")} in ${changed} of ${countText(metrics.length, "metric")}`
            : ` in ${countText(metrics.length, "metric")}`,
        reported > 0 && !page.regression ? ". As with Orion, an early change that was dropped lets the test pass (fault 4)" : "");
    const facts = [
        ["Runs", runsText()],
        ["Algorithm", ALGORITHMS[page.algorithm] + (page.correct ? ", --correct" : "")],
        ["Made", timeText(page.made)],
    ];
    document.getElementById("facts").append(
        ...facts.map(([name, text]) => node("div", {}, node("dt", {}, name), node("dd", {}, text))));
    if (page.filter.length > 0)
        document.getElementById("runs").append(node("details", {}, node("summary", {}, "Which runs these are"),
            node("ul", { class: "filter" }, ...page.filter.map(([how, field, value]) =>
                node("li", {}, node("code", {}, `${field} ${how} ${value}`))))));
}

function metricLink(metric, change) {
    const link = node("a", { href: `#${metric.id}` }, metric.column);
    link.addEventListener("click", (event) => {
        event.preventDefault();
        reveal(metric, change.row);
    });
    return link;
}

function folded(words, items) {
    return node("details", {}, node("summary", {}, `${words} (${items.length})`),
        node("ul", { class: "prs" }, ...items.map((item) => node("li", {}, ...item))));
}

function buildLine(words, row) {
    return node("div", {}, node("dt", {}, words),
        node("dd", {}, node("code", {}, versionText(row)), node("span", {}, timeText(rows[row].time)),
            buildLink(row, "open build")));
}

function changeList(changes) {
    return node("ul", { class: "changed" }, ...changes.map(({ metric, change }) => node("li", {},
        metricLink(metric, change),
        node("strong", { class: kindOf(change) }, percentText(change.percent)),
        node("span", {}, levelsText(change)),
        node("span", { class: "labels" }, metric.labels.join(", ")))));
}

/* What --github-repos found between the two runs: a list a repository. */
function githubLists(context) {
    return Object.entries(context?.repositories ?? {}).flatMap(([repository, found]) => {
        const releases = (found?.releases?.items ?? []).map((one) => [textOrLink(one.html_url, cellText(one.name ?? null)),
            ` released ${cellText(one.published_at ?? one.created_at ?? null)}`]);
        const commits = (found?.commits?.items ?? []).map((one) => [
            textOrLink(one.html_url, cellText(one.message ?? null).split("\n")[0]),
            ` ${cellText(one.commit_author?.name ?? null)}, ${cellText(one.commit_timestamp ?? null)}`]);
        return [[`Releases of ${repository}`, releases], [`Commits of ${repository}`, commits]]
            .filter(([, items]) => items.length > 0).map(([words, items]) => folded(words, items));
    });
}

/* One card a run at which something changed, newest first: where a bisection begins. */
function changeCard(row, changes) {
    const prs = rows[row].new_prs ?? rows[row].prs;
    const words = rows[row].new_prs ? "New pull requests in the payload" : "Pull requests in the payload";
    return node("article", { class: "card" },
        node("dl", { class: "range" },
            buildLine("Changed at", row),
            row > 0 ? buildLine(runsIn(row - 1) > 1 ? "Runs before" : "Run before", row - 1) : null),
        changeList(changes),
        prs.length > 0 ? folded(words, prs.map((pr) => [textOrLink(pr)])) : null,
        ...githubLists(rows[row].github));
}

function droppedList() {
    const dropped = metrics.flatMap((metric) => metric.dropped.map((change) => ({ metric, change })));
    if (dropped.length === 0)
        return null;
    return node("details", { class: "card" },
        node("summary", {}, `Found but not reported (${dropped.length})`),
        node("ul", {}, ...dropped.map(({ metric, change }) =>
            node("li", {}, metricLink(metric, change), ` ${changeText(change)}, at `,
                node("code", {}, rows[change.row].version)))));
}

function fillSummary() {
    const byRow = new Map();
    for (const metric of metrics)
        for (const change of metric.changes)
            byRow.set(change.row, [...(byRow.get(change.row) ?? []), { metric, change }]);
    const cards = [...byRow.entries()].sort(([a], [b]) => b - a).map(([row, changes]) => changeCard(row, changes));
    const section = document.getElementById("changes");
    section.append(node("h2", { id: "changes-title" }, cards.length > 0 ? "Changes, newest first" : "Changes"));
    section.append(...(cards.length > 0 ? cards : [node("p", {}, "No change is reported.")]));
    section.append(...[droppedList()].filter(Boolean));
}

/* ---- one metric ----------------------------------------------------------------------------- */

function tickPlaces(count, byTime) {
    if (byTime) {
        const first = rows[0].time;
        const last = rows[rows.length - 1].time;
        const most = Math.max(1, Math.min(count, Math.ceil((last - first) / 86400)));
        return Array.from({ length: most + 1 }, (_, i) => {
            const time = first + ((last - first) * i) / most;
            return { x: time, time };
        });
    }
    const step = Math.max(1, Math.ceil((rows.length - 1) / count));
    return rows.flatMap((row, x) => (x % step === 0 ? [{ x, time: row.time }] : []));
}

function ticksOf(byTime) {
    return (count) => {
        let year = null;
        return tickPlaces(count, byTime).map(({ x, time }) => {
            if (time === null)
                return { x, text: `#${x + 1}`, under: "" };
            const day = new Date(time * 1000);
            const before = year;
            year = day.getUTCFullYear();
            return { x, text: dayText.format(day), under: year === before ? "" : String(year) };
        });
    };
}

function placesOf(byTime) {
    return rows.map((row, i) => (byTime ? row.time : i));
}

function sayRow(metric, row) {
    const change = changeAt(metric, row);
    return [`Run ${row + 1} of ${rows.length}: ${valueText(metric.values[row])}`,
        change ? changeText(change) : null, versionText(row), timeText(rows[row].time)].filter(Boolean).join(", ");
}

function tipLines(metric, row) {
    const change = changeAt(metric, row);
    return [valueText(metric.values[row]), ...(change ? [changeText(change)] : []), versionText(row),
        timeText(rows[row].time)];
}

function copyButton(text) {
    const button = node("button", { type: "button", class: "copy", "aria-label": "Copy the run's id" }, "copy");
    button.addEventListener("click", async () => {
        try {
            await navigator.clipboard.writeText(text);
            button.textContent = "copied";
        } catch {
            button.textContent = "not allowed";
        }
    });
    return button;
}

function fact(name, ...content) {
    return node("div", {}, node("dt", {}, name), node("dd", {}, ...content));
}

function showFacts(metric, panel, row) {
    const off = fromLevel(metric, row);
    const change = changeAt(metric, row);
    const prs = rows[row].prs.length;
    panel.replaceChildren(
        fact("Value", node("strong", {}, valueText(metric.values[row]))),
        ...(change ? [fact("Change", node("span", { class: kindOf(change) }, changeText(change)))] : []),
        ...(off !== null ? [fact("Off its level", `${percentText(off)} of ${valueText(levelAt(metric, row).mean)}`)] : []),
        fact("Build", versionText(row), " ", linkTarget(buildField?.cells[row]) ? null : buildLink(row, "open build")),
        fact("Time", timeText(rows[row].time)),
        fact("Run", runsIn(row) > 1 ? `${runsIn(row)} runs together` : node("code", {}, rows[row].run), " ",
            copyButton(rows[row].run)),
        ...fields.map((field) => fact(field.name, fieldText(field, row))),
        ...(prs > 0 ? [fact("Payload", countText(prs, "pull request"))] : []));
}

function metricPlot(metric) {
    const panel = metric.figure.querySelector(".run-facts");
    return seriesPlot(metric.figure.querySelector(".plot"), {
        label: `${metric.column}: ${countText(rows.length, "run")}, ${countText(metric.changes.length, "change")} `
            + "reported. Arrow keys go from run to run, Page Up and Page Down from change to change.",
        values: metric.values,
        x: placesOf(view.byTime),
        ticks: ticksOf(view.byTime),
        levels: metric.levels,
        marks: metric.all.map((change) => ({
            row: change.row,
            kind: kindOf(change),
            text: (change.rule === "acknowledged" ? "acknowledged " : "") + percentText(change.percent),
            where: change.rule ? "" : shortVersion(change.row),
        })),
        say: (row) => sayRow(metric, row),
        tip: (row) => tipLines(metric, row),
        onmove: (row) => showFacts(metric, panel, row),
    });
}

function metricTable(metric) {
    const heads = [["Time"], [page.version_field], [page.uuid_field], ["Value", "number"], ["Level", "number"], ["Change"],
        ...fields.map((field) => [field.name])];
    const line = (row) => {
        const change = changeAt(metric, row);
        return node("tr", { class: change && kindOf(change) },
            node("td", { class: "time" }, timeText(rows[row].time).replace(" UTC", "")),
            node("td", {}, rows[row].version), node("td", {}, node("code", {}, rows[row].run)),
            node("td", { class: "number" }, metric.values[row] === null ? "" : String(metric.values[row])),
            node("td", { class: "number" }, levelAt(metric, row) ? valueText(levelAt(metric, row).mean) : ""),
            node("td", {}, change ? changeText(change) : ""),
            ...fields.map((field) => node("td", {}, fieldText(field, row))));
    };
    return node("div", { class: "wide tall", role: "region", tabindex: 0, "aria-label": `Data of ${metric.column}` },
        node("table", {},
            node("thead", {}, node("tr", {}, ...heads.map(([head, kind]) => node("th", { scope: "col", class: kind }, head)))),
            node("tbody", {}, ...rows.map((_, row) => line(row)))));
}

function badges(metric) {
    const list = [directionText(metric)];
    const hunts = page.algorithm === "hunter";
    if (metric.threshold > 0 && (hunts || (page.algorithm === "cmr" && page.correct)))
        list.push(`threshold ${sixDigits.format(metric.threshold)}\u202f%`);
    if (metric.correlation && hunts)
        list.push(`only with ${metric.correlation} (\u00b1${metric.context} runs)`);
    return node("ul", { class: "badges" }, ...[...list, ...metric.labels].map((text) => node("li", {}, text)));
}

function metricFigure(metric) {
    const table = node("details", {}, node("summary", {}, "Data as a table"));
    table.addEventListener("toggle", () => {
        if (table.open && table.children.length === 1)
            table.append(metricTable(metric));
    });
    return node("figure", { id: metric.id, class: "card metric" },
        node("figcaption", {}, node("h3", {}, metric.column), badges(metric)),
        node("div", { class: "body" }, node("div", { class: "plot" }),
            node("dl", { class: "run-facts" })),
        node("div", { class: "foot" }, table,
            csvLink("Data as CSV", `${page.test}-${metric.column}`, () => metricCsv(metric))));
}

/* ---- all metrics ---------------------------------------------------------------------------- */

const view = { byTime: false, words: "", which: "all" };

/* Goes to the plot of a metric, at a run if one is given; what the filter hides comes back. */
function reveal(metric, row) {
    if (metric.figure.hidden) {
        document.getElementById("find").value = view.words = "";
        document.getElementById("which").value = view.which = "all";
        filterFigures();
    }
    if (row !== undefined)
        metric.plot.select(row);
    if (location.hash !== `#${metric.id}`)
        location.hash = metric.id;
    metric.figure.scrollIntoView();
    metric.figure.querySelector(".plot").focus({ preventScroll: true });
}

function filterFigures() {
    const words = view.words.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const metric of metrics) {
        const text = `${metric.column} ${metric.labels.join(" ")}`.toLowerCase();
        const fits = words.every((word) => text.includes(word)) && (view.which === "all" || metric.changes.length > 0);
        metric.figure.hidden = !fits;
        shown += fits ? 1 : 0;
    }
    document.getElementById("shown").textContent = `${shown} of ${countText(metrics.length, "metric")}`;
}

function choice(id, words, options, onchange) {
    const select = node("select", { id }, ...options.map(([value, text]) => node("option", { value }, text)));
    select.addEventListener("change", () => onchange(select.value));
    return node("label", {}, node("span", {}, words), select);
}

function setTheme(theme) {
    if (theme === "light" || theme === "dark")
        document.documentElement.dataset.theme = theme;
    else
        delete document.documentElement.dataset.theme;
    try {
        localStorage.setItem("rigel-theme", theme);
    } catch {
        /* A page in a sandboxed frame has no storage; the choice then lasts as long as the page. */
    }
}

function savedTheme() {
    try {
        return localStorage.getItem("rigel-theme") ?? "auto";
    } catch {
        return "auto";
    }
}

function toolbar() {
    const find = node("input", { id: "find", type: "search", autocomplete: "off", spellcheck: "false" });
    find.addEventListener("input", () => {
        view.words = find.value;
        filterFigures();
    });
    const hasTimes = rows.length > 1 && rows.every((row) => row.time !== null);
    const theme = choice("theme", "Colours", [["auto", "as the system"], ["light", "light"], ["dark", "dark"]], setTheme);
    theme.querySelector("select").value = savedTheme();
    setTheme(savedTheme());
    return node("div", { class: "toolbar", role: "group", "aria-label": "View" },
        metrics.length > 1 ? node("label", {}, node("span", {}, "Find a metric"), find) : null,
        metrics.length > 1 ? choice("which", "Show", [["all", "all metrics"], ["changed", "changed ones"]], (which) => {
            view.which = which;
            filterFigures();
        }) : null,
        hasTimes ? choice("space", "Runs", [["run", "evenly apart"], ["time", "by time"]], (space) => {
            view.byTime = space === "time";
            for (const metric of metrics)
                metric.plot.place(placesOf(view.byTime), ticksOf(view.byTime));
        }) : null,
        theme,
        node("span", { id: "shown", role: "status" }),
        csvLink("All as CSV", page.test, pageCsv));
}

function legend() {
    const entry = (kind, words) => node("li", { class: kind }, node("span", { class: "sign", "aria-hidden": "true" }), words);
    return node("ul", { class: "legend", "aria-label": "Legend" },
        entry("value", "value of a run"), page.algorithm === "cmr" ? null : entry("level", "level (mean)"),
        entry("worse", "reported change"), entry("better", "improvement"),
        entry("dropped", "acknowledged, or dropped by another rule"));
}

function fillMetrics() {
    const section = document.getElementById("metrics");
    section.append(node("h2", { id: "metrics-title" }, "Metrics"), toolbar(), legend());
    const rank = (metric) => (metric.changes.length > 0 ? 0 : metric.dropped.length > 0 ? 1 : 2);
    const order = [...metrics].sort((a, b) => rank(a) - rank(b));
    const seen = new IntersectionObserver((entries) => {
        for (const entry of entries.filter((one) => one.isIntersecting)) {
            seen.unobserve(entry.target);
            metrics.find((metric) => metric.figure === entry.target).plot.draw();
        }
    }, { rootMargin: "600px" });
    for (const metric of order) {
        metric.figure = metricFigure(metric);
        metric.plot = metricPlot(metric);
        section.append(metric.figure);
        seen.observe(metric.figure);
    }
    filterFigures();
    window.addEventListener("beforeprint", () => metrics.forEach((metric) => metric.plot.draw()));
}

metrics.forEach((metric, i) => {
    metric.id = `metric-${i + 1}`;
    metric.all = [...metric.changes, ...metric.dropped].sort((a, b) => a.row - b.row);
    metric.levels = levelsOf(metric, page.algorithm, rows.length);
});
fillHead();
fillSummary();
fillMetrics();
const asked = metrics.find((metric) => location.hash === `#${metric.id}`);
if (asked)
    reveal(asked);
