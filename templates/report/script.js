"use strict";
(() => {
  const PAGE = 200;
  const grids = new Map();
  const words = new Intl.Collator("en", { numeric: true });

  const make = (name, kind, text, press) => {
    const made = document.createElement(name);
    made.className = kind;
    made.type = "button";
    made.append(text);
    made.addEventListener("click", press);
    return made;
  };

  const compare = (left, right, numeric) => {
    if (!numeric) return words.compare(left, right);
    if (left === "" || right === "") return (left === "") - (right === "");
    return Number(left) - Number(right);
  };

  const terms = (text) => [...text.toLowerCase().matchAll(/"([^"]+)"?|([^\s"]+)/g)].map((found) => found[1] ?? found[2]);

  /* A table of which only the first rows are laid out; what a search leaves out is taken from the page. */
  class Grid {
    constructor(table) {
      this.table = table;
      this.rows = [...table.tBodies].flatMap((body) => [...body.rows]);
      this.found = this.rows;
      this.limit = PAGE;
      this.words = new WeakMap();
      if (table.tBodies.length < 2) table.append(Object.assign(document.createElement("tbody"), { className: "later" }));
      this.more = make("button", "rest", "", () => this.grow());
      table.parentElement.after(this.more);
      for (const header of table.tHead.rows[0].cells) {
        const button = make("button", "", "", () => this.sort(header));
        button.append(...header.childNodes);
        header.append(button);
      }
      this.tell();
    }

    text(row) {
      if (!this.words.has(row)) this.words.set(row, (row.dataset.words ?? row.textContent).toLowerCase());
      return this.words.get(row);
    }

    search(text) {
      const wanted = terms(text);
      this.found = this.rows.filter((row) => wanted.every((word) => this.text(row).includes(word)));
      this.limit = PAGE;
      this.draw();
      return wanted.length ? `${this.found.length} of ${this.rows.length} found` : "";
    }

    sort(header) {
      const column = header.cellIndex;
      const numeric = header.classList.contains("number");
      const before = header.getAttribute("aria-sort");
      const falling = before !== "descending" && (numeric || before !== null);
      for (const other of this.table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      header.setAttribute("aria-sort", falling ? "descending" : "ascending");
      const value = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent.trim();
      const keys = new Map(this.rows.map((row) => [row, value(row)]));
      const unknown = (key) => numeric && key === "";
      const order = (left, right) => {
        const [a, b] = [keys.get(left), keys.get(right)];
        return unknown(a) || unknown(b) || !falling ? compare(a, b, numeric) : compare(b, a, numeric);
      };
      this.rows.sort(order);
      const kept = new Set(this.found);
      this.found = this.rows.filter((row) => kept.has(row));
      this.draw();
    }

    grow() {
      const first = this.found[this.limit];
      this.limit += PAGE;
      this.draw();
      first?.querySelector("summary")?.focus();
    }

    draw() {
      const parts = [this.found.slice(0, this.limit), this.found.slice(this.limit)];
      for (const [place, rows] of parts.entries()) {
        const held = document.createDocumentFragment();
        for (const row of rows) held.append(row);
        this.table.tBodies[place].replaceChildren(held);
      }
      this.tell();
    }

    tell() {
      const rest = this.found.length - this.limit;
      this.more.hidden = rest <= 0;
      this.more.textContent = `Show ${Math.min(rest, PAGE)} more of ${rest}`;
    }

    reveal(row) {
      if (!this.found.includes(row)) this.find("");
      this.limit = Math.max(this.limit, this.found.indexOf(row) + 1);
      this.draw();
      const entry = row.querySelector("details");
      entry.open = true;
      entry.querySelector("summary").focus();
      row.scrollIntoView({ block: "center" });
    }

    find(text) {
      if (!this.input) return;
      this.input.value = text;
      this.status.textContent = this.search(text);
    }
  }

  for (const table of document.querySelectorAll("table[data-sortable]")) grids.set(table, new Grid(table));

  for (const box of document.querySelectorAll(".search")) {
    const grid = grids.get(document.getElementById(box.dataset.table));
    grid.input = box.querySelector("input");
    grid.status = box.querySelector("[role=status]");
    let waiting = 0;
    box.hidden = grid.rows.length < 5;
    grid.input.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => grid.find(grid.input.value), 120);
    });
  }

  const rows = new Map([...grids].flatMap(([, grid]) => grid.rows.filter((row) => row.id).map((row) => [row.id, [grid, row]])));
  const follow = (address) => {
    const [grid, row] = rows.get(decodeURIComponent(address.slice(1))) ?? [];
    if (grid) grid.reveal(row);
    return Boolean(grid);
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && follow(link.hash)) event.preventDefault();
  });
  if (location.hash) follow(location.hash);

  for (const bar of document.querySelectorAll("th[data-find]")) {
    const grid = grids.get(document.getElementById(bar.closest("table").dataset.table));
    const button = make("button", "plain", "", () => {
      grid.find(`"${bar.dataset.find}"`);
      grid.input.focus();
      grid.input.scrollIntoView({ block: "center" });
    });
    button.title = "Show the resources behind it";
    button.append(...bar.childNodes);
    bar.append(button);
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
