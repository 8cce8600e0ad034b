"use strict";
// What is chosen, and what a hand can do. Every change goes through choose(), which redraws what depends on it.

const data = JSON.parse(document.getElementById("data").textContent);
for (const panel of data.panels.flatMap(finest => [finest, ...finest.coarser])) {
  panel.pieces = panel.columns.flatMap(passage => passage.pieces);
  panel.knowsRight = panel.rows.some(row => row.right.length > 0);
}

/** Where one begins to look at a panel: at the answer, else at the first row that the text itself has. */
const entry = panel => ({ row: panel.answer ?? Math.max(0, panel.rows.findIndex(row => !row.piece.special)), column: null, pinned: false, scale: panel.together || isPixels(panel) ? "matrix" : "row",
  numbers: panel.rows.length === 1 && panel.pieces.length <= 60 && panel.unit !== "patches" });
const state = { panel: 0, level: 0, method: data.panels[0].views[0].method.id, layer: MEAN, head: MEAN, form: "map",
  ...entry(data.panels[0]) };
const $ = selector => d3.select(selector);
const levels = (at = state.panel) => [data.panels[at], ...data.panels[at].coarser];
const panel = () => levels()[Math.min(state.level, levels().length - 1)];
const view = () => panel().views.find(v => v.method.id === state.method) ?? panel().views[0];
const sheetOf = (v, layer, head) => v.sheets.find(s => s.layer === layer && s.head === head);
const sheet = () => sheetOf(view(), state.layer, state.head) ?? view().sheets[0];
/** The sheet that stands for a method beside others: the chosen one of the chosen method, the whole of the others. */
const shown = v => v === view() ? sheet() : v.sheets[0];

function place(v, s) {
  if (v.sheets.length === 1) return v.method.label;
  const where = s.layer === MEAN ? "mean of all heads" : `layer ${s.layer}, ` + (s.head === MEAN ? "mean of its heads" : `head ${s.head}`);
  return `${v.method.label}, ${where}`;
}

/** A row of radio buttons: the browser knows already how they want to be used. */
function radios(host, name, legend, options, current, pick) {
  const set = host.selectAll("fieldset").data([legend]).join("fieldset");
  set.selectAll("legend").data([legend]).join("legend").text(d => d);
  const labels = set.selectAll("label").data(options).join(enter => {
    const label = enter.append("label");
    label.append("input").attr("type", "radio").attr("name", name);
    label.append("span");
    return label;
  });
  labels.select("input").attr("value", o => o.value).property("checked", o => o.value === current)
    .on("change", (_, o) => pick(o.value));
  labels.select("span").text(o => o.label);
}

/** What hangs on panel, method, sheet or scale. */
function draw() {
  const p = panel(), v = view();
  radios($("#cases"), "case", "case", data.panels.map((q, i) => ({ value: i, label: visible(q.title) })), state.panel,
    i => choose({ panel: i, ...entry(levels(i)[Math.min(state.level, levels(i).length - 1)]) }));
  $("#cases").attr("hidden", data.panels.length > 1 ? null : "");
  radios($("#methods"), "method", "explained by", p.views.map(w => ({ value: w.method.id, label: w.method.label })), v.method.id,
    method => choose({ method, layer: MEAN, head: MEAN }));
  radios($("#levels"), "level", "cut into", levels().map((q, i) => ({ value: i, label: q.unit })), levels().indexOf(p),
    level => choose({ level, ...entry(levels()[level]) }));
  $("#levels").attr("hidden", levels().length > 1 ? null : "");
  radios($("#forms"), "form", "shown as", [{ value: "map", label: "heat map" }, { value: "table", label: "table" }], state.form,
    form => choose({ form }));
  radios($("#scales"), "scale", "full colour is the largest of",
    [{ value: "row", label: "the row" }, { value: "matrix", label: "the matrix" }], state.scale, scale => choose({ scale }));

  $("#scales").attr("hidden", p.rows.length > 1 ? null : "");

  $("#case").text(visible(p.title));
  $("#note").text(v.method.note);
  $("#rule").attr("hidden", v.found.rule ? null : "").text(visible(v.found.rule));
  $("#sureness").attr("hidden", p.rows.length === 1 && v.errors.length ? null : "");
  $("#findings").attr("hidden", Object.keys(v.found.fit).length ? null : "");
  writeIntervals($("#intervals"), p, v);
  writeFound($("#found"), p);
  $("#warnings").selectAll("li").data(v.warnings).join("li").text(d => d);
  $("#rows-line").attr("hidden", p.rows.length > 1 && !isPixels(p) ? null : "");
  $("#matrix").attr("hidden", isPixels(p) ? "" : null);
  $("#side").attr("hidden", p.views.length === 1 ? "" : null);
  $("#text").classed("long", p.pieces.length > 60).classed("numbers", state.numbers);
  $("#numbers").property("checked", state.numbers);
  writeFacts($("#facts"), Object.entries({ ...p.facts, ...v.facts }));
  $("#rows-name").text(p.rowsName);
  $("#rows").selectAll("button").data(p.rows).join("button").attr("type", "button")
    .classed("special", row => row.piece.special).classed("answer", (_, i) => i === p.answer).text(row => visible(row.piece.text))
    .attr("aria-label", (row, i) => `${visible(row.piece.text)}, ${i + 1} of ${p.rows.length}`);
  writePassages($("#passages"), p);
  drawHeads(p, v);
  $("#matrix-title").text(place(v, sheet()));
  $("#scores").attr("class", state.form);   // before writeTable, which adds to it
  if (!isPixels(p)) writeTable($("#scores"), p, v, sheet(), state.scale);
  if (p.together) writeMargins($("#scores"), p, v, sheet());
  $("#rows").classed("many", p.rows.length > 24);
  drawSide(p);
  light();
}

function drawHeads(p, v) {
  $("#heads").attr("hidden", v.sheets.length > 1 ? null : "");
  const heads = d3.max(v.sheets, s => s.head) + 1, layers = d3.max(v.sheets, s => s.layer) + 1;
  const spots = d3.range(MEAN, layers).flatMap(layer => d3.range(MEAN, layer === MEAN ? 0 : heads).map(head => sheetOf(v, layer, head)))
    .filter(s => v.sheets.length > 1 && s);
  const thumbs = $("#grid").style("--heads", heads + 1).selectAll("button").data(spots).join(enter => {
    const button = enter.append("button").attr("type", "button");
    const picture = button.append("span").attr("class", "picture");
    picture.append("canvas").attr("class", "whole");
    picture.append("span").attr("class", "band");
    button.append("canvas").attr("class", "strip");
    button.append("span").attr("class", "place");
    button.append("span").attr("class", "on-right");
    return button;
  });
  thumbs.style("grid-row", s => s.layer + 2).style("grid-column", s => s.head + 2)
    .on("click", (_, s) => choose({ layer: s.layer, head: s.head }));
  thumbs.select(".place").text(s => `${s.layer === MEAN ? "" : `${s.layer}.`}${s.head === MEAN ? "all" : s.head}`);
  thumbs.select("canvas.whole").each(function (s) { paint(this, p, v, s, d3.range(p.rows.length), state.scale); });
}

function drawSide(p) {
  const lines = $("#methods-beside").selectAll("div.method").data(p.views, v => v.method.id).join("div").attr("class", "method");
  lines.html("");
  lines.append("button").attr("type", "button").text(v => place(v, shown(v)))
    .on("click", (_, v) => v === view() || choose({ method: v.method.id, layer: MEAN, head: MEAN }));
  lines.append("span").attr("class", "on-right");
  lines.append("div").attr("class", "text").each(function () { writePassages(d3.select(this), p); });
}

/** What hangs on the row under the hand. */
function light() {
  const p = panel(), v = view(), s = sheet(), row = p.rows[state.row], scores = s.values[state.row];
  const full = fullColour(p, s, state.row, state.scale);
  $("#rows").selectAll("button").classed("lit", (_, i) => i === state.row).attr("tabindex", (_, i) => i === state.row ? 0 : -1)
    .attr("aria-pressed", (_, i) => String(i === state.row && state.pinned));
  const marks = $("#passages").selectAll(".mark");
  tint(marks, v, scores, full, row.right);
  marks.attr("title", (piece, j) => `${quoted(piece.text)} ${figureAt(v, s, state.row, j)}`)
    .classed("pointed", (_, j) => j === state.column);
  marks.select(".figure").text((_, j) => figureAt(v, s, state.row, j));
  $("#passages").selectAll("canvas.pixels").each(function () { paint(this, p, v, s, d3.range(p.rows.length), "matrix"); });
  writeLegend($("#legend"), v, full, state.scale);
  caption(p, v, s, row, scores);

  const onRight = values => row.right.length ? percent(share(values, row.right)) : p.knowsRight ? "–" : "";
  const thumbs = $("#grid").selectAll("button").attr("aria-pressed", t => String(t === s))
    .attr("aria-label", t => place(v, t) + (row.right.length ? `: ${onRight(t.values[state.row])} on what is right` : ""));
  thumbs.select("canvas.strip").each(function (t) { paint(this, p, v, t, [state.row], state.scale); });
  thumbs.select(".band").style("top", `${100 * state.row / p.rows.length}%`).style("height", `${100 / p.rows.length}%`);
  thumbs.select(".on-right").text(t => onRight(t.values[state.row]));

  $("#scores").selectAll("tbody tr").classed("lit", (_, i) => i === state.row)
    .selectAll("td[data-column]").classed("pointed", (_, j) => j === state.column);
  $("#side-title").text(p.rows.length === 1 || isPixels(p) ? "All methods" : `All methods on ${quoted(row.piece.text)}`);
  $("#methods-beside").selectAll(".method").classed("lit", w => w === v).each(function (w) {
    const t = shown(w), line = d3.select(this);
    line.select(".on-right").text(`${onRight(t.values[state.row])}`);
    line.selectAll("canvas.pixels").each(function () { paint(this, p, w, t, d3.range(p.rows.length), "matrix"); });
    tint(line.selectAll(".mark"), w, t.values[state.row], fullColour(p, t, state.row, state.scale), row.right);
  });
  writeLedger($("#balances"), p, state.row);
}

function caption(p, v, s, row, scores) {
  if (isPixels(p)) return $("#caption").text(`${place(v, s)}: full colour is ${plain(fullColour(p, s, 0, "matrix"))}.`);
  const name = j => `${quoted(p.pieces[j].text)} ${figureAt(v, s, state.row, j)}`;
  const best = d3.sort(d3.range(scores.length), j => -Math.abs(scores[j])).slice(0, 3).filter(j => scores[j] !== 0);
  const words = [p.rows.length === 1 ? `${visible(p.target)}: ${plain(row.value)}.`
    : `${quoted(row.piece.text)}, ${state.row + 1} of ${p.rows.length}${p.target ? `: ${p.target} ${plain(row.value)}` : ""}`
      + `${state.row === p.answer ? ", the answer's own row" : ""}.`];
  if (row.right.length) {
    words.push(`${place(v, s)}: ${percent(share(scores, row.right))} on what is right; chance would be `
      + `${percent(row.right.length / scores.length)}.`);
  }
  words.push(best.length ? `Largest: ${best.map(name).join(", ")}.` : "All scores are zero.");
  if (state.column !== null) words.push(`Here: ${name(state.column)}.`);
  if (state.pinned) words.push("Kept; Escape lets go.");
  return $("#caption").text(words.join(" "));
}

function choose(change) {
  const before = { ...state };
  Object.assign(state, change);
  const structural = ["panel", "level", "method", "layer", "head", "form", "scale"].some(key => state[key] !== before[key]);
  if (structural) draw();
  else if (["row", "column", "pinned"].some(key => state[key] !== before[key])) light();
}

/** The place of a child among its like, or null where the event was elsewhere. */
function indexAt(event, host, selector) {
  const found = event.target.closest?.(selector);
  return found ? host.selectAll(selector).nodes().indexOf(found) : null;
}

function listen() {
  const rows = $("#rows"), marks = $("#passages"), table = $("#scores");
  const go = row => row !== null && !state.pinned && choose({ row });
  rows.on("pointerover", event => go(indexAt(event, rows, "button")))
    .on("focusin", event => go(indexAt(event, rows, "button")))
    .on("click", event => {
      const row = indexAt(event, rows, "button");
      if (row !== null) choose({ row, pinned: !(state.pinned && row === state.row) });
    })
    .on("keydown", event => {
      const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      choose({ row: Math.max(0, Math.min(panel().rows.length - 1, state.row + step)) });
      rows.selectAll("button").nodes()[state.row].focus();
    });
  marks.on("pointerover", event => choose({ column: indexAt(event, marks, ".mark") })).on("pointerleave", () => choose({ column: null }));
  table.on("pointerover", event => {
    const row = indexAt(event, table, "tbody tr"), cell = event.target.closest("td[data-column]");
    choose({ row: row === null || state.pinned ? state.row : row, column: cell ? Number(cell.dataset.column) : null });
  }).on("pointerleave", () => choose({ column: null }));
  $("#numbers").on("change", event => {
    state.numbers = event.target.checked;
    $("#text").classed("numbers", state.numbers);
  });
  $("#copy").on("click", copy);
  d3.select(document).on("keydown", event => event.key === "Escape" && choose({ pinned: false }));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);   // a canvas does not follow CSS by itself
}

/** Every digit, not the rounded ones on show: tabs between, one row a line, as spreadsheets take it. */
async function copy() {
  if (!navigator.clipboard) return getSelection().selectAllChildren($("#scores").node());   // where only a hand may copy
  const p = panel(), lines = [[p.rowsName, ...p.pieces.map(piece => visible(piece.text))]];
  sheet().values.forEach((scores, i) => lines.push([visible(p.rows[i].piece.text), ...scores]));
  await navigator.clipboard.writeText(lines.map(line => line.join("\t")).join("\n"));
  return $("#copy").text("copied").transition().delay(1500).text("copy the numbers");
}

$("#summaries").selectAll("section").data(data.summaries).join("section")
  .each(function (summary) { writeSummary(d3.select(this), summary); });
$("main").attr("hidden", null);
draw();
listen();
