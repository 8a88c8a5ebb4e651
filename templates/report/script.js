"use strict";
(() => {
  const words = new WeakMap();

  const text = (row) => {
    if (!words.has(row)) words.set(row, row.dataset.words.toLowerCase());
    return words.get(row);
  };

  const value = (row, column) => row.cells[column].dataset.value ?? row.cells[column].textContent.trim();

  const compare = (left, right, numeric) => {
    if (!numeric) return left.localeCompare(right, "en", { numeric: true });
    if (left === "" || right === "") return (left === "") - (right === "");
    return Number(left) - Number(right);
  };

  const sort = (table, header) => {
    const column = header.cellIndex;
    const numeric = header.classList.contains("number");
    const falling = header.getAttribute("aria-sort") !== "descending" && (numeric || header.hasAttribute("aria-sort"));
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", falling ? "descending" : "ascending");
    const rows = [...table.tBodies[0].rows].map((row) => [value(row, column), row]);
    const unknown = (key) => numeric && key === "";
    rows.sort(([a], [b]) => (unknown(a) || unknown(b) || !falling ? compare(a, b, numeric) : compare(b, a, numeric)));
    const sorted = document.createDocumentFragment();
    for (const [, row] of rows) sorted.append(row);
    table.tBodies[0].append(sorted);
  };

  const search = (table, input, status) => {
    const wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of table.tBodies[0].rows) {
      const found = text(row);
      row.hidden = !wanted.every((word) => found.includes(word));
      if (!row.hidden) shown += 1;
    }
    status.textContent = wanted.length ? `${shown} of ${table.tBodies[0].rows.length} shown` : "";
  };

  for (const table of document.querySelectorAll("table[data-sortable]")) {
    for (const header of table.tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...header.childNodes);
      header.append(button);
      button.addEventListener("click", () => sort(table, header));
    }
  }

  for (const box of document.querySelectorAll(".search")) {
    const table = document.getElementById(box.dataset.table);
    const input = box.querySelector("input");
    const status = box.querySelector("[role=status]");
    let waiting = 0;
    box.hidden = false;
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(search, 120, table, input, status);
    });
  }

  document.addEventListener("toggle", (event) => {
    const stored = event.target.open && event.target.querySelector(":scope > template");
    if (stored) stored.replaceWith(stored.content);
  }, true);

  const closed = [];
  addEventListener("beforeprint", () => {
    const all = document.querySelectorAll("details:not([open])");
    if (all.length > 500) return;
    for (const entry of all) { entry.open = true; closed.push(entry); }
  });
  addEventListener("afterprint", () => { for (const entry of closed.splice(0)) entry.open = false; });
})();
