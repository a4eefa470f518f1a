// table and data_table blocks.

import { button, el } from "./dom.js";
import { withEmoji } from "./mrkdwn.js";
import { plainOf, richText } from "./richtext.js";

/** A table block; its first row is the head. */
export function table(block) {
  const [head, ...rows] = block.rows || [];
  return el("div", { class: "scroll", tabindex: "0" }, grid(head, rows, block.column_settings || []));
}

function grid(head, rows, settings, headCell = cell) {
  const align = (column) => ({ class: `align-${["center", "right"].includes(settings[column]?.align) ? settings[column].align : "left"}` });
  return el("table", {},
    el("thead", {}, el("tr", {}, (head || []).map((one, n) => el("th", { scope: "col", ...align(n) }, headCell(one, n))))),
    el("tbody", {}, rows.map((row) => el("tr", {}, row.map((one, n) => el("td", align(n), cell(one)))))));
}

function cell(one) {
  if (one?.type === "rich_text") return richText(one);
  return withEmoji(one?.text ?? (one?.value === undefined ? "" : Number(one.value).toLocaleString()));
}

function plain(one) {
  if (one?.type === "raw_number") return Number(one.value);
  return one?.type === "rich_text" ? plainOf(one) : String(one?.text ?? "");
}

/** A data_table block: sorted by a click on a head, filtered by typing, a page at a time. */
export function dataTable(block) {
  const [head, ...rows] = block.rows || [];
  const view = { page: 0, column: -1, down: false, wanted: "" };
  const size = Number(block.page_size) || 5;
  const holder = el("div", { class: "scroll", tabindex: "0" });
  const foot = el("div", { class: "pages" });

  function chosen() {
    const wanted = view.wanted.toLowerCase();
    const kept = rows.filter((row) => row.some((one) => String(plain(one)).toLowerCase().includes(wanted)));
    if (view.column < 0) return kept;
    const order = (a, b) => compare(plain(a[view.column]), plain(b[view.column]));
    return [...kept].sort((a, b) => (view.down ? -order(a, b) : order(a, b)));
  }

  function sortBy(column) {
    view.down = view.column === column && !view.down;
    Object.assign(view, { column, page: 0 });
    show();
  }

  function headCell(one, n) {
    const mark = view.column === n ? (view.down ? " ▾" : " ▴") : "";
    return button([cell(one), mark], () => sortBy(n), { class: "plain", title: "Sort by this column" });
  }

  function show() {
    const found = chosen();
    const pages = Math.max(1, Math.ceil(found.length / size));
    view.page = Math.min(view.page, pages - 1);
    holder.replaceChildren(grid(head, found.slice(view.page * size, (view.page + 1) * size), [], headCell));
    const turn = (by) => () => { view.page += by; show(); };
    foot.replaceChildren(
      button("Previous", turn(-1), { disabled: view.page === 0 }),
      el("span", {}, `Page ${view.page + 1} of ${pages}`),
      button("Next", turn(1), { disabled: view.page >= pages - 1 }));
  }

  const filter = el("input", { type: "search", placeholder: "Filter", "aria-label": `Filter ${block.caption || "the table"}`,
    oninput: (event) => { Object.assign(view, { wanted: event.target.value, page: 0 }); show(); } });
  show();
  return el("figure", { class: "data" }, el("figcaption", {}, block.caption || "", rows.length > size && filter), holder,
    rows.length > size && foot);
}

function compare(a, b) {
  return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), undefined, { numeric: true });
}
