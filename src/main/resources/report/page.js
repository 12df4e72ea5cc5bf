"use strict";
(() => {
  const tip = document.getElementById("tip");
  const reach = 40;

  function hide(figure) {
    tip.hidden = true;
    figure.querySelectorAll(".spot.on").forEach(s => s.classList.remove("on"));
  }

  function show(figure, spot) {
    hide(figure);
    spot.classList.add("on");
    tip.textContent = spot.dataset.tip;
    tip.hidden = false;
    const at = spot.getBoundingClientRect();
    const box = tip.getBoundingClientRect();
    const left = Math.min(Math.max(8, at.left + at.width / 2 - box.width / 2), document.documentElement.clientWidth - box.width - 8);
    const above = at.top - box.height - 8;
    tip.style.left = left + "px";
    tip.style.top = (above > 0 ? above : at.bottom + 8) + "px";
  }

  function nearest(spots, x, y) {
    let best = null;
    let least = reach * reach;
    for (const spot of spots) {
      const at = spot.getBoundingClientRect();
      const dx = at.left + at.width / 2 - x;
      const dy = at.top + at.height / 2 - y;
      if (dx * dx + dy * dy < least) {
        least = dx * dx + dy * dy;
        best = spot;
      }
    }
    return best;
  }

  for (const svg of document.querySelectorAll("figure svg")) {
    const spots = [...svg.querySelectorAll(".spot")];
    let chosen = -1;
    for (const spot of spots) {
      const title = spot.querySelector("title");
      spot.dataset.tip = title.textContent;
      title.remove();
    }
    const point = event => {
      const spot = nearest(spots, event.clientX, event.clientY);
      if (spot) {
        chosen = spots.indexOf(spot);
        show(svg, spot);
      } else {
        hide(svg);
      }
    };
    svg.addEventListener("pointermove", point);
    svg.addEventListener("pointerdown", point);
    svg.addEventListener("pointerleave", event => event.pointerType === "touch" || hide(svg));
    svg.addEventListener("blur", () => hide(svg));
    svg.addEventListener("keydown", event => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") {
        hide(svg);
      } else if (step && spots.length) {
        event.preventDefault();
        chosen = (chosen + step + spots.length) % spots.length;
        show(svg, spots[chosen]);
      }
    });
  }
  addEventListener("scroll", () => { tip.hidden = true; }, { passive: true });

  const folds = [...document.querySelectorAll("section > details")];
  function reveal() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target) {
      for (let d = target.querySelector(":scope > details") || target.closest("details"); d; d = d.parentElement.closest("details")) {
        d.open = true;
      }
      target.scrollIntoView();
    }
  }
  if (!matchMedia("print").matches) {
    folds.forEach(d => { d.open = false; });
  }
  addEventListener("hashchange", reveal);
  reveal();

  addEventListener("beforeprint", () => document.querySelectorAll("details:not([open])").forEach(d => {
    d.open = true;
    d.dataset.shut = "";
  }));
  addEventListener("afterprint", () => document.querySelectorAll("details[data-shut]").forEach(d => {
    d.open = false;
    delete d.dataset.shut;
  }));

  function value(cell) {
    return Number(cell.dataset.v ?? cell.textContent);
  }

  function key(row, column) {
    const cell = row.cells[column];
    const number = cell.className === "n" && cell.textContent !== "–" ? value(cell) : NaN;
    return Number.isNaN(number) ? cell.textContent.trim() : number;
  }

  function compare(a, b) {
    const numbers = (typeof a === "number") + (typeof b === "number");
    if (numbers === 2) {
      return a - b;
    }
    return numbers === 1 ? (typeof a === "number" ? -1 : 1) : a.localeCompare(b);
  }

  function sort(table, column) {
    const heads = table.tHead.rows[0].cells;
    const falling = heads[column].getAttribute("aria-sort") === "ascending";
    const body = table.tBodies[0];
    const rows = [...body.rows].map(row => [key(row, column), row]);
    const filled = rows.filter(r => r[0] !== "–" && r[0] !== "");
    const empty = rows.filter(r => r[0] === "–" || r[0] === "");
    filled.sort((a, b) => falling ? compare(b[0], a[0]) : compare(a[0], b[0]));
    body.append(...filled.map(r => r[1]), ...empty.map(r => r[1]));
    for (const head of heads) {
      head.removeAttribute("aria-sort");
    }
    heads[column].setAttribute("aria-sort", falling ? "descending" : "ascending");
  }

  for (const table of document.querySelectorAll("table.sortable")) {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      button.addEventListener("click", () => sort(table, column));
      head.replaceChildren(button);
    });
  }

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  /* Legends: an entry hides and shows its series. */
  function press(text, action) {
    text.setAttribute("role", "button");
    text.setAttribute("tabindex", "0");
    text.setAttribute("aria-pressed", "true");
    text.addEventListener("click", action);
    text.addEventListener("keydown", event => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        event.stopPropagation();
        action();
      }
    });
  }

  function seriesOf(node) {
    return [...node.classList].find(name => /^s\d+$/.test(name));
  }

  for (const svg of document.querySelectorAll("figure svg")) {
    for (const text of svg.querySelectorAll("text[class]")) {
      const series = seriesOf(text);
      if (series) {
        press(text, () => {
          const off = text.getAttribute("aria-pressed") === "true";
          svg.querySelectorAll("." + series).forEach(e => e.classList.toggle("off", off));
          svg.querySelectorAll("text." + series).forEach(e => e.setAttribute("aria-pressed", String(!off)));
        });
      }
    }
  }

  /* The value axis, linear or logarithmic. */
  function axis(svg) {
    const [scale, ...areas] = (svg.dataset.y || "").split(";");
    const [kind, low, high] = scale.split(" ");
    return { log: kind === "log", low: Number(low), high: Number(high), areas: areas.map(a => a.trim().split(" ").map(Number)) };
  }

  function mapping(svg, range, [, top, , height]) {
    const bottom = top + height;
    const positive = Math.max(range.low, range.high / 1e4);
    return y => {
      const part = (bottom - y) / height;
      if (range.log) {
        return bottom - height * Math.pow(range.high / range.low, part - 1);
      }
      const value = range.low + part * (range.high - range.low);
      return value < positive ? bottom : bottom - height * Math.log(value / positive) / Math.log(range.high / positive);
    };
  }

  function inside([x, top, width, height], left, right, y) {
    return right >= x - 70 && left <= x + width + 2 && y >= top - 1 && y <= top + height + 1;
  }

  function move(shape, area, map, [x, top, width, height]) {
    const box = shape.getBBox();
    const right = box.x + box.width;
    const y = box.y + box.height / 2;
    if (shape.tagName === "text" && box.x > x + width && seriesOf(shape) && y >= top - 8 && y <= top + height + 8) {
      return "label";
    }
    if (!inside(area, box.x, right, y) || shape.tagName === "text" && box.x > x) {
      return "";
    }
    if (shape.tagName === "line") {
      ["y1", "y2"].forEach(end => shape.setAttribute(end, map(Number(shape.getAttribute(end)))));
    } else if (box.width > 16 && /^[MLZ\d\s.-]*$/.test(shape.getAttribute("d") || "q")) {
      shape.setAttribute("d", shape.getAttribute("d").replace(/(-?[\d.]+) (-?[\d.]+)/g, (all, px, py) => px + " " + map(Number(py))));
    } else {
      shape.setAttribute("transform", "translate(0 " + (map(y) - y) + ")");
    }
    return shape.tagName === "text" ? "tick" : "";
  }

  function spread(texts, gap) {
    let last = -Infinity;
    for (const text of texts.sort((a, b) => a.at - b.at)) {
      const at = Math.max(text.at, last + gap);
      text.node.setAttribute("y", at);
      last = at;
    }
  }

  function rescale(svg) {
    const range = axis(svg);
    const shapes = [...svg.querySelectorAll("line, path, polygon, polyline, rect, circle, ellipse, text")].filter(e => !e.closest("defs"));
    for (const area of range.areas) {
      const map = mapping(svg, range, area);
      const ticks = [];
      const labels = [];
      for (const shape of shapes) {
        const kind = move(shape, area, map, area);
        if (kind === "tick") {
          ticks.push(shape);
        } else if (kind === "label") {
          const spots = [...svg.querySelectorAll("circle.spot." + seriesOf(shape))].filter(s => {
            const x = Number(s.getAttribute("cx"));
            return x >= area[0] && x <= area[0] + area[2];
          });
          const end = spots.sort((a, b) => Number(b.getAttribute("cx")) - Number(a.getAttribute("cx")))[0];
          if (end) {
            labels.push({ node: shape, end });
          }
        }
      }
      const height = shape => shape.getBoundingClientRect();
      ticks.sort((a, b) => height(a).top - height(b).top).reduce((last, tick) => {
        const box = height(tick);
        const room = !last || box.top >= last.bottom;
        tick.classList.toggle("off", !room);
        return room ? box : last;
      }, null);
      labels.forEach(l => { l.at = map(Number(l.end.getAttribute("cy"))) + 5; });
      spread(labels, 16);
      shapes.filter(s => s.tagName === "line" && Number(s.getAttribute("x2")) > area[0] + area[2] + 2 && seriesOf(s)).forEach(s => s.classList.add("off"));
    }
  }

  /* Buttons of a figure. */
  function citation(figure) {
    const whole = document.querySelector("pre.bibtex");
    const title = figure.querySelector("h3").firstChild.textContent.trim();
    return whole && whole.textContent
      .replace(/^@misc\{([^,]*),/, "@misc{$1-" + figure.id.replace("figure-", "") + ",")
      .replace(/title        = \{(.*)\},/, (all, suite) => "title        = {" + title.replace(/[\\{}~^]/g, " ").replace(/[#$%&_]/g, "\\$&") + "},\n  booktitle    = {" + suite + "},")
      .replace("howpublished = {", "howpublished = {Figure " + figure.id.replace("figure-", "") + " of ");
  }

  function button(text, action) {
    const made = element("button", { type: "button", textContent: text });
    made.addEventListener("click", () => action(made));
    return made;
  }

  for (const figure of document.querySelectorAll("figure")) {
    const tools = figure.querySelector(".tools");
    const svg = figure.querySelector("svg");
    if (svg.dataset.y) {
      const range = axis(svg);
      const other = range.log ? "linear" : "logarithmic";
      let kept = null;
      const toggle = button(other, made => {
        if (kept) {
          for (const [node, attributes] of kept) {
            for (const name of ["y1", "y2", "d", "y", "transform", "class"]) {
              attributes[name] === null ? node.removeAttribute(name) : node.setAttribute(name, attributes[name]);
            }
          }
          kept = null;
        } else {
          kept = [...svg.querySelectorAll("*")].map(node => [node, Object.fromEntries(["y1", "y2", "d", "y", "transform", "class"].map(name => [name, node.getAttribute(name)]))]);
          rescale(svg);
        }
        made.setAttribute("aria-pressed", String(kept !== null));
      });
      toggle.setAttribute("aria-pressed", "false");
      toggle.className = "scale";
      tools.append(" ", toggle);
    }
    if (document.querySelector("pre.bibtex")) {
      tools.append(" ", button("copy citation", async made => {
        const text = citation(figure);
        try {
          await navigator.clipboard.writeText(text);
          made.textContent = "copied";
        } catch (refused) {
          made.replaceWith(element("pre", { className: "cite", textContent: text }));
        }
      }));
    }
  }

  /* The tables: filters, and a second run beside this one. */
  const tables = [...document.querySelectorAll("table[data-q]")];
  const sizes = ["size", "fileSize"];

  function column(table, names) {
    return [...table.tHead.rows[0].cells].findIndex(c => names.includes(c.textContent));
  }

  function method(row) {
    return row.cells[0].dataset.m || row.cells[0].textContent;
  }

  function select(label, values) {
    const made = element("select", {}, element("option", { value: "", textContent: "all" }));
    values.forEach(v => made.append(element("option", { value: v, textContent: v })));
    return [element("label", {}, label + " ", made), made];
  }

  function filters(section) {
    const places = tables.map(t => column(t, sizes));
    const found = new Map();
    tables.forEach((t, i) => places[i] < 0 || [...t.tBodies[0].rows].forEach(r => found.set(r.cells[places[i]].textContent, value(r.cells[places[i]]))));
    const known = [...found.keys()].filter(k => k).sort((a, b) => found.get(a) - found.get(b));
    const [questionLabel, question] = select("question", tables.map(t => t.dataset.q));
    const [sizeLabel, size] = select("size", known);
    const strategy = element("input", { type: "search", placeholder: "name or a part of it" });
    const apply = () => tables.forEach((t, i) => {
      const wanted = strategy.value.toLowerCase();
      let any = false;
      for (const row of t.tBodies[0].rows) {
        const shown = (!question.value || question.value === t.dataset.q)
          && row.cells[0].textContent.toLowerCase().includes(wanted)
          && (!size.value || places[i] >= 0 && row.cells[places[i]].textContent === size.value);
        row.hidden = !shown;
        any = any || shown;
      }
      const block = t.closest(".scroll");
      block.hidden = !any;
      block.previousElementSibling.hidden = !any;
    });
    [question, size, strategy].forEach(input => input.addEventListener("input", apply));
    const file = element("input", { type: "file", accept: ".json,.csv", multiple: true });
    const said = element("span", { className: "said" });
    said.setAttribute("role", "status");
    file.addEventListener("change", () => overlay([...file.files], said));
    section.querySelector("details > p, details > .scroll").before(element("p", { className: "filters" }, questionLabel,
      element("label", {}, "strategy ", strategy), sizeLabel, element("label", {}, "second run (its jmh.json, or files of its tables/) ", file), said));
  }

  function name(question, way, params) {
    return question + "." + way + " " + Object.keys(params).filter(k => params[k] !== "").sort().map(k => k + "=" + params[k]).join(" ");
  }

  const nanoseconds = { "ns/op": 1, "us/op": 1e3, "ms/op": 1e6, "s/op": 1e9 };

  /* A fork's value is the lower quartile of its iterations; forks are joined by their geometric mean. */
  function estimate(metric) {
    const forks = (metric.rawData || [[metric.score]]).filter(f => f.length).map(f => [...f].sort((a, b) => a - b));
    const logs = forks.map(f => {
      const at = (f.length - 1) / 4;
      const below = Math.floor(at);
      return Math.log(f[below] + (at - below) * ((f[below + 1] ?? f[below]) - f[below]));
    });
    return Math.exp(logs.reduce((a, b) => a + b, 0) / logs.length) * nanoseconds[metric.scoreUnit];
  }

  function fromJson(text, into) {
    for (const row of JSON.parse(text)) {
      const [way, owner] = row.benchmark.split(".").reverse();
      if (row.primaryMetric.scoreUnit in nanoseconds) {
        into.set(name(owner, way, row.params || {}), estimate(row.primaryMetric));
      }
    }
  }

  function fromCsv(text, into) {
    const lines = text.trim().split(/\r?\n/).map(l => [...l.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(m => m[1].replace(/^"|"$/g, "").replace(/""/g, "\"")));
    const head = lines.shift();
    const first = head.indexOf("strategy") + 1;
    const last = head.indexOf("gib_per_s");
    for (const l of lines) {
      const time = Number(l[head.indexOf("ns_per_op")]);
      if (time > 0) {
        into.set(name(l[head.indexOf("question")], l[first - 1], Object.fromEntries(head.slice(first, last).map((k, i) => [k, l[first + i]]))), time);
      }
    }
  }

  async function overlay(files, said) {
    const other = new Map();
    try {
      for (const file of files) {
        const text = await file.text();
        (text.trimStart().startsWith("[") ? fromJson : fromCsv)(text, other);
      }
    } catch (unreadable) {
      said.textContent = " This file cannot be read: choose a run's jmh.json or files of its tables folder.";
      return;
    }
    let matched = 0;
    for (const table of tables) {
      const heads = [...table.tHead.rows[0].cells];
      const time = heads.findIndex(c => c.textContent === "ns/op");
      if (time < 0) {
        continue;
      }
      const params = table.dataset.p.split(" ").filter(p => p).map(p => [p, heads.findIndex(c => c.textContent === p)]);
      const old = heads.findIndex(c => c.textContent === "second run / this");
      const add = (row, cell) => old < 0 ? row.append(cell) : row.cells[old].replaceWith(cell);
      for (const row of table.tBodies[0].rows) {
        const values = Object.fromEntries(params.map(([p, i]) => [p, row.cells[i].dataset.v ?? row.cells[i].textContent]));
        const theirs = other.get(name(table.dataset.q, method(row), values));
        const ratio = theirs / value(row.cells[time]);
        const cell = element("td", { className: "n", textContent: ratio > 0 ? ratio.toPrecision(3) : "–" });
        if (ratio > 0) {
          cell.dataset.v = ratio;
          matched++;
        }
        add(row, cell);
      }
      if (old < 0) {
        const head = element("th", { scope: "col" });
        const place = heads.length;
        head.append(button("second run / this", () => sort(table, place)));
        table.tHead.rows[0].append(head);
      }
    }
    said.textContent = matched
      ? " " + matched + (matched === 1 ? " row has" : " rows have") + " a ratio of times in the last column: above 1 the second run is slower. What differs beyond noise, compare.sh tells."
      : " No row of these files is a row of this page.";
  }

  const glossary = document.querySelector("#glossary table");
  const sentences = new Map(glossary ? [...glossary.tBodies[0].rows].map(r => [r.cells[1].textContent, r.cells[2].textContent]) : []);
  for (const table of tables) {
    for (const row of table.tBodies[0].rows) {
      row.cells[0].title = sentences.get(table.dataset.q + "." + method(row)) || "";
    }
  }

  if (tables.length) {
    filters(document.getElementById("tables"));
  }
})();
