// The journal: every call, delivery, acknowledgement and act, newest first, each openable as JSON.

import { el, settled } from "./dom.js";
import { look, tried } from "./api.js";
import { on } from "./state.js";
import { exactTime } from "./time.js";

const MOST = 400;
const KINDS = ["api", "delivery", "ack", "claude", "control", "fault"];

/** The journal's part of the workshop. */
export function journal() {
  const entries = [];
  const list = el("ol", { class: "journal", reversed: true });
  const wanted = { text: "", kind: "" };
  const show = settled(() => list.replaceChildren(...entries.filter((one) => fits(one, wanted)).slice(0, MOST).map(row)), 100);
  const text = el("input", { type: "search", placeholder: "Filter", "aria-label": "Filter the journal",
    oninput: () => { wanted.text = text.value.toLowerCase(); show(); } });
  const kind = el("select", { "aria-label": "Kind of entry", onchange: () => { wanted.kind = kind.value; show(); } },
    el("option", { value: "" }, "everything"), KINDS.map((name) => el("option", { value: name }, name)));

  const take = (entry) => {
    if (entries.length && entry.n <= entries[0].n) return;
    entries.unshift(entry);
    entries.length = Math.min(entries.length, 4 * MOST);
    if (!fits(entry, wanted)) return;
    list.prepend(row(entry));
    while (list.childElementCount > MOST) list.lastElementChild.remove();
  };
  on("journal", take);

  async function read() {
    const { last } = (await tried(look("journal", { since: 1e12 }))) || { last: 0 };
    const found = await tried(look("journal", { since: Math.max(0, last - MOST) }));
    for (const entry of found?.entries || []) take(entry);
  }
  on("reload", () => { entries.length = 0; list.replaceChildren(); read(); });
  read();
  return el("section", { class: "part grow", "aria-label": "Journal" }, el("div", { class: "row" }, text, kind), list);
}

function fits(entry, wanted) {
  if (wanted.kind && entry.kind !== wanted.kind) return false;
  return !wanted.text || JSON.stringify(entry).toLowerCase().includes(wanted.text);
}

const rows = new WeakMap(); // entry -> its row, so that what is open stays open

function row(entry) {
  if (!rows.has(entry)) rows.set(entry, made(entry));
  return rows.get(entry);
}

function made(entry) {
  const bad = entry.ok === false || entry.kind === "fault" || entry.failed || entry.given_up;
  const body = el("pre", { tabindex: "0" });
  return el("li", { class: bad ? "bad" : null }, el("details", { ontoggle: () => {
    if (!body.textContent) body.textContent = JSON.stringify(entry, null, 2);
  } }, el("summary", {}, el("span", { class: "faint" }, exactTime(entry.at)), el("span", { class: "tag" }, entry.kind), el("span", {}, headline(entry))), body));
}

function headline(entry) {
  const said = {
    api: () => [entry.method, entry.error],
    delivery: () => [entry.name || entry.type, entry.attempt ? `attempt ${entry.attempt + 1}` : "", entry.failed, entry.given_up && "given up"],
    ack: () => ["acknowledged", entry.status],
    claude: () => [entry.path || "messages", entry.model, entry.status, entry.fault],
    control: () => [entry.act, entry.command, entry.action_id, entry.name],
    fault: () => [entry.fault, entry.name || entry.method],
  };
  return (said[entry.kind]?.() || [entry.kind]).filter(Boolean).join(" · ");
}
