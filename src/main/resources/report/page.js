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

  addEventListener("beforeprint", () => document.querySelectorAll("details:not([open])").forEach(d => {
    d.open = true;
    d.dataset.shut = "";
  }));
  addEventListener("afterprint", () => document.querySelectorAll("details[data-shut]").forEach(d => {
    d.open = false;
    delete d.dataset.shut;
  }));

  function key(row, column) {
    const cell = row.cells[column];
    const number = cell.dataset.v === undefined ? NaN : Number(cell.dataset.v);
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
})();
