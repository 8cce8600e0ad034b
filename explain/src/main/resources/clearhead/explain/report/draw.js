"use strict";
// What is drawn: functions of a panel, a view, a sheet and a row. What is chosen, and by whom, is in page.js.

const MEAN = -1;
const locale = d3.formatLocale({ decimal: ".", thousands: "\u202f", grouping: [3], currency: ["", ""], minus: "−" });
const plain = locale.format(".3~g"), signed = locale.format("+.3~g"), whole = locale.format(",");
const percent = share => `${Math.round(100 * share)}\u202f%`;
const figure = (view, score) => view.method.signed && score !== 0 ? signed(score) : plain(score);
/** With its standard error, where there is one: those of the method's answer as a whole are known. */
const figureAt = (view, sheet, i, j) => figure(view, sheet.values[i][j])
  + (sheet === view.sheets[0] && view.errors.length ? `\u202f±\u202f${plain(view.errors[i][j])}` : "");
const isPixels = panel => panel.unit === "pixels";

/** Characters that one cannot see, made visible. Changes of direction are named, not obeyed: they would reorder the page. */
function visible(text) {
  const code = c => "U+" + c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
  if (/^\s$/u.test(text)) return text === " " ? "␣" : text === "\n" ? "↵" : text === "\t" ? "⇥" : code(text);
  if (/^\p{Cf}$/u.test(text)) return code(text);
  return text.replace(/[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, code).replace(/^\p{M}/u, "◌$&");
}

/** For sentences: isolated, so that a Hebrew letter does not turn the words around it. */
const quoted = text => `“\u2068${visible(text)}\u2069”`;

/** The score that gets full colour. Special tokens do not set it: their mass often dwarfs the text's. */
function fullColour(panel, sheet, row, scale) {
  const largest = scores => d3.max(scores, (score, j) => panel.pieces[j].special ? 0 : Math.abs(score));
  return (scale === "row" ? largest(sheet.values[row])
    : d3.max(sheet.values, (scores, i) => panel.rows[i].piece.special ? 0 : largest(scores))) || 1;
}

/** How much of the row falls on its right columns, as Sheet.share in Java. */
function share(scores, right) {
  const all = d3.sum(scores, Math.abs);
  return all === 0 ? 0 : d3.sum(right, j => Math.abs(scores[j])) / all;
}

/** Colours one element a column: CSS mixes hue and strength, so that light and dark need no script. */
function tint(marks, view, scores, full, right) {
  marks.style("--w", (_, j) => Math.min(1, Math.abs(scores[j]) / full).toFixed(4))
    .attr("data-hue", (_, j) => !view.method.signed ? "weight" : scores[j] < 0 ? "against" : "for")
    .classed("right", (_, j) => right.includes(j));
}

/** The passages as running text: one element a piece, and what no piece stands for between them. */
function writePassages(host, panel) {
  const lines = host.selectAll("div.line").data(panel.columns.filter(passage => passage.pieces.length)).join("div").attr("class", "line");
  lines.html("");
  lines.append("span").attr("class", "name").text(passage => passage.name);
  lines.append("div").attr("class", "passage").attr("dir", "auto").each(function (passage) {
    let end = 0;
    if (passage.picture) return writePicture(d3.select(this), panel, passage);
    for (const piece of passage.pieces) {
      const running = !piece.special && piece.end > piece.start && piece.start >= end;
      if (running && piece.start > end) d3.select(this).append("span").text(passage.text.slice(end, piece.start));
      const text = running ? passage.text.slice(piece.start, piece.end) : piece.text;
      const glyph = text === " " ? text : visible(text);
      const mark = d3.select(this).append("span").attr("class", "mark").classed("special", piece.special)
        .classed("loose", !running && !piece.special).classed("code", glyph !== text && glyph.startsWith("U+")).datum(piece);
      mark.append("span").attr("class", "glyph").text(glyph);
      mark.append("span").attr("class", "figure");
      if (running) end = piece.end;
    }
    return null;
  });
  return host.selectAll(".mark");
}

/** The picture itself, and once more in grey with its scores over it: a mark for each square, or one canvas for all pixels. */
function writePicture(host, panel, { picture, pieces }) {
  const { height, width, rows, columns } = picture, bytes = Uint8Array.from(atob(picture.rgb), c => c.charCodeAt(0));
  const mark = (parent, piece) => parent.append("span").attr("class", "mark").classed("special", piece.special).datum(piece);
  const draw = into => into.append("canvas").attr("class", "image").classed("coarse", width < 128)
    .attr("width", width).attr("height", height)
    .each(function () {
      const context = this.getContext("2d"), image = context.createImageData(width, height);
      for (let i = 0; i < height * width; i++) image.data.set([bytes[3 * i], bytes[3 * i + 1], bytes[3 * i + 2], 255], 4 * i);
      context.putImageData(image, 0, 0);
    });
  if (!isPixels(panel)) {
    for (const piece of pieces.filter(one => one.special)) {
      const special = mark(host, piece);
      special.append("span").attr("class", "glyph").text(visible(piece.text));
      special.append("span").attr("class", "figure");
    }
  }
  draw(host.append("span").attr("class", "photo itself").style("aspect-ratio", `${width} / ${height}`));
  const over = host.append("span").attr("class", "photo").style("aspect-ratio", `${width} / ${height}`);
  draw(over);
  if (isPixels(panel)) return over.append("canvas").attr("class", "pixels");
  const grid = over.append("span").attr("class", "squares").style("grid-template", `repeat(${rows}, 1fr) / repeat(${columns}, 1fr)`);
  for (const piece of pieces.filter(one => !one.special)) mark(grid, piece).append("span").attr("class", "figure");
  return grid;
}

/** One pixel a cell; CSS makes it large. */
function paint(canvas, panel, view, sheet, rows, scale) {
  const width = panel.pieces.length, style = getComputedStyle(document.documentElement);
  const hue = name => d3.rgb(style.getPropertyValue(`--${name}`).trim());
  const hues = { for: hue("for"), against: hue("against"), weight: hue("weight") };
  canvas.width = width;
  canvas.height = rows.length;
  const context = canvas.getContext("2d"), image = context.createImageData(width, rows.length);
  rows.forEach((row, y) => {
    const full = fullColour(panel, sheet, row, scale);
    sheet.values[row].forEach((score, x) => {
      const { r, g, b } = !view.method.signed ? hues.weight : score < 0 ? hues.against : hues.for;
      image.data.set([r, g, b, 255 * Math.min(1, Math.abs(score) / full)], 4 * (y * width + x));
    });
  });
  context.putImageData(image, 0, 0);
}

/** Which sides of a right cell have no right neighbour: one frame for a whole region. */
function edges(panel, i, j) {
  const right = (row, column) => panel.rows[row]?.right.includes(column);
  if (!right(i, j)) return null;
  return [["top", i - 1, j], ["bottom", i + 1, j], ["start", i, j - 1], ["end", i, j + 1]]
    .filter(([, row, column]) => !right(row, column)).map(([side]) => side).join(" ");
}

/** The matrix as a table. The same table is the heat map: there the numbers are only for those who cannot see colours. */
function writeTable(table, panel, view, sheet, scale) {
  table.html("").style("--columns", panel.pieces.length)
    .style("--label", `${Math.min(14, d3.max(panel.rows, row => visible(row.piece.text).length))}ch`)
    .classed("words", panel.pieces.some(piece => !piece.special && [...piece.text].length > 2));
  const head = table.append("thead").append("tr");
  head.append("th").attr("scope", "col").text(panel.rowsName);
  head.selectAll("th.piece").data(panel.pieces).join("th").attr("class", "piece").attr("scope", "col")
    .classed("special", piece => piece.special).append("span").text(piece => visible(piece.text));
  const body = table.append("tbody").selectAll("tr").data(panel.rows).join("tr");
  body.classed("answer", (_, i) => i === panel.answer).append("th").attr("scope", "row").text(row => visible(row.piece.text));
  body.each(function (row, i) {
    const scores = sheet.values[i];
    const cells = d3.select(this).selectAll("td").data(scores).join("td").attr("data-column", (_, j) => j);
    cells.append("data").attr("value", score => String(score)).text((_, j) => figureAt(view, sheet, i, j));
    tint(cells, view, scores, fullColour(panel, sheet, i, scale), row.right);
    cells.attr("data-edge", (_, j) => edges(panel, i, j));
  });
  if (panel.knowsRight) {
    head.append("th").attr("scope", "col").attr("class", "share").text("on the right");
    body.append("td").attr("class", "share").text((row, i) => row.right.length ? percent(share(sheet.values[i], row.right)) : "");
  }
}

/** The sums of all rows and columns, and of everything, for a matrix whose scores add up together. */
function writeMargins(table, panel, view, sheet) {
  const ofRows = sheet.values.map(scores => d3.sum(scores));
  const ofColumns = panel.pieces.map((_, j) => d3.sum(sheet.values, scores => scores[j]));
  const cell = (parent, sums, special) => parent.attr("class", "sum").text(sum => figure(view, sum)).call(cells => tint(cells, view, sums,
    d3.max(sums, (sum, k) => special(k) ? 0 : Math.abs(sum)) || 1, []));
  table.select("thead tr").append("th").attr("scope", "col").attr("class", "sum").text("sum");
  cell(table.selectAll("tbody tr").append("td").data(ofRows), ofRows, i => panel.rows[i].piece.special);
  const foot = table.append("tfoot").append("tr");
  foot.append("th").attr("scope", "row").text("sum");
  cell(foot.selectAll("td").data(ofColumns).join("td"), ofColumns, j => panel.pieces[j].special);
  foot.append("td").attr("class", "sum").text(figure(view, d3.sum(ofRows)));
}

/** A colour bar from the smallest to the largest score that it can show. */
function writeLegend(host, view, full, scale) {
  const words = view.method.signed
    ? [["against", `against, ${signed(-full)}`], ["both"], ["for", `for, ${signed(full)}`]]
    : [["none", "nothing, 0"], ["weight"], ["most", `most, ${plain(full)}`]];
  host.selectAll("span").data(words).join("span").attr("class", ([kind]) => kind).text(([, text]) => text ?? "");
  host.attr("title", scale === "row" ? "full colour: the largest score of this row" : "full colour: the largest score of the matrix");
}

/** A dot with its interval, and a tick where chance would be, on one scale for the whole column. */
function writeEstimate(host, cell, largest) {
  const x = d3.scaleLinear([0, largest], [4, 156]);
  const svg = host.append("svg").attr("viewBox", "0 0 160 18").attr("class", "whisker").attr("aria-hidden", "true");
  svg.append("line").attr("class", "axis").attr("x1", x(0)).attr("x2", x(largest)).attr("y1", 9).attr("y2", 9);
  svg.append("line").attr("class", "chance").attr("x1", x(cell.chance)).attr("x2", x(cell.chance)).attr("y1", 1).attr("y2", 17);
  svg.append("line").attr("class", "interval").attr("x1", x(cell.low)).attr("x2", x(cell.high)).attr("y1", 9).attr("y2", 9);
  svg.append("circle").attr("cx", x(cell.value)).attr("cy", 9).attr("r", 4);
}

/** The scores of one row with their intervals of 95 %, the greatest first, as dots on lines around zero. */
function writeIntervals(table, panel, view) {
  table.html("");
  if (panel.rows.length > 1 || !view.errors.length) return;
  const scores = view.sheets[0].values[0], errors = view.errors[0], reach = j => view.found.reach * errors[j];
  const shown = d3.sort(d3.range(scores.length).filter(j => scores[j] !== 0 || errors[j] !== 0), j => -Math.abs(scores[j])).slice(0, 40);
  const x = d3.scaleLinear([d3.min(shown, j => Math.min(0, scores[j] - reach(j))), d3.max(shown, j => Math.max(0, scores[j] + reach(j)))], [4, 236]);
  table.append("thead").append("tr").selectAll("th").data(["", "score", "", "95\u202f% interval"]).join("th").attr("scope", "col").text(d => d);
  const lines = table.append("tbody").selectAll("tr").data(shown).join("tr");
  lines.append("th").attr("scope", "row").text(j => visible(panel.pieces[j].text));
  lines.append("td").text(j => figure(view, scores[j]));
  lines.append("td").each(function (j) {
    const svg = d3.select(this).append("svg").attr("viewBox", "0 0 240 18").attr("class", "whisker wide").attr("aria-hidden", "true");
    svg.append("line").attr("class", "chance").attr("x1", x(0)).attr("x2", x(0)).attr("y1", 1).attr("y2", 17);
    svg.append("line").attr("class", "interval").attr("x1", x(scores[j] - reach(j))).attr("x2", x(scores[j] + reach(j)))
      .attr("y1", 9).attr("y2", 9);
    svg.append("circle").attr("cx", x(scores[j])).attr("cy", 9).attr("r", 4);
  });
  lines.append("td").attr("class", "quiet").text(j => `${figure(view, scores[j] - reach(j))} to ${figure(view, scores[j] + reach(j))}`);
}

/** What the methods found beside scores: a line for each of it, a column for each method that found something. */
function writeFound(table, panel) {
  const views = panel.views.filter(view => Object.keys(view.found.fit).length);
  const names = [...new Set(views.flatMap(view => Object.keys(view.found.fit)))];
  table.html("");
  table.append("thead").append("tr").selectAll("th").data(["", ...views.map(view => view.method.label)]).join("th").attr("scope", "col").text(d => d);
  const lines = table.append("tbody").selectAll("tr").data(names).join("tr");
  lines.append("th").attr("scope", "row").text(name => name);
  for (const { found } of views) lines.append("td").text(name => visible(found.fit[name] ?? ""));
}

function writeSummary(section, summary) {
  const written = (value, unit) => unit === "SHARE" ? locale.format(".1f")(100 * value) + "\u202f%"
    : unit === "TIMES" ? locale.format(".1f")(value) + "\u202f×" : plain(value);
  section.append("h3").text(summary.title);
  const table = section.append("div").attr("class", "scroll").attr("tabindex", 0).append("table").attr("class", "figures");
  table.append("thead").append("tr").selectAll("th").data(summary.headers).join("th").attr("scope", "col").text(d => d);
  for (const line of summary.lines) {
    const row = table.append("tbody").append("tr");
    row.append("th").attr("scope", "row").text(line.label);
    line.cells.forEach((cell, j) => {
      const td = row.append("td");
      if (cell.kind === "words") return td.text(cell.text);
      if (cell.kind === "figure") return td.text(written(cell.value, cell.unit));
      const column = summary.lines.map(other => other.cells[j]).filter(other => other.kind === "estimate");
      const estimate = td.append("div").attr("class", "estimate");
      estimate.append("span").text(written(cell.value, cell.unit));
      writeEstimate(estimate, cell, d3.max(column, other => Math.max(other.high, other.chance)));
      return estimate.append("span").attr("class", "quiet").text(`${written(cell.low, cell.unit)} to ${written(cell.high, cell.unit)}`);
    });
    if (line.caution) {
      d3.select(row.node().parentNode).append("tr").attr("class", "caution").append("td").attr("colspan", summary.headers.length)
        .text(line.caution);
    }
  }
  section.append("p").attr("class", "quiet").text(summary.note);
}

/** For every method: the promise it makes about its sum, kept or not, and the passes it took. */
function writeLedger(table, panel, row) {
  const judged = panel.views.some(view => view.facts.faithfulness);
  const headers = ["method", "explained less baseline", "sum of scores", "gap", "forward passes", "backward passes", "tokens",
    ...judged ? ["faithfulness"] : []];
  table.html("");
  table.append("thead").append("tr").selectAll("th").data(headers).join("th").attr("scope", "col").text(d => d);
  const body = table.append("tbody");
  for (const { method, completeness, cost, facts } of panel.views) {
    const line = body.append("tr"), balance = completeness.rows[completeness.rows.length === 1 ? 0 : row];
    line.append("th").attr("scope", "row").text(method.label);
    if (balance) {
      const difference = balance.value - balance.baseline, exact = locale.format(".4~g");
      const ratio = difference === 0 ? "" : ` (${plain(100 * Math.abs(balance.gap / difference))}\u202f%)`;
      line.append("td").text(`${exact(balance.value)} − (${exact(balance.baseline)}) = ${exact(difference)}`);
      line.append("td").text(exact(difference - balance.gap));
      line.append("td").classed("marked", balance.marked).text(plain(balance.gap) + ratio + (balance.marked ? " ⚠ above 1\u202f%" : ""));
    } else {
      line.append("td").attr("colspan", 3).attr("class", "quiet").text(completeness.reason);
    }
    for (const count of [cost.forwards, cost.backwards, cost.tokens]) line.append("td").text(whole(count));
    if (judged) line.append("td").attr("class", "quiet").text(facts.faithfulness ?? "");
  }
}

/** What was explained, of which model, and how: names and what there is to say. */
function writeFacts(list, facts) {
  list.attr("hidden", facts.length ? null : "").html("");
  for (const [name, fact] of facts) {
    const line = list.append("div");
    line.append("dt").text(name);
    line.append("dd").text(visible(fact));
  }
}
