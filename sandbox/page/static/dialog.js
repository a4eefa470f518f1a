// Small questions in a dialog of the browser's own: Escape says no.

import { button, el } from "./dom.js";

/** Asks yes or no: {title, text (nodes or string), confirm, deny, danger}. A promise of the answer. */
export function ask({ title, text, confirm = "Yes", deny = "Cancel", danger = false }) {
  return new Promise((resolve) => {
    const dialog = el("dialog", { class: "ask", "aria-label": title, onclose: () => { resolve(dialog.returnValue === "yes"); dialog.remove(); } },
      el("h2", {}, title),
      el("div", {}, text),
      el("div", { class: "row end" },
        button(deny, () => dialog.close("no")),
        button(confirm, () => dialog.close("yes"), { class: danger ? "danger" : "primary" })));
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** A list of buttons that opens under another button, and closes on Escape, a choice or a click elsewhere. */
export function popover(anchor, label, items) {
  close();
  const box = el("div", { class: "popover", role: "group", "aria-label": label }, items(close));
  const away = (event) => { if (!box.contains(event.target) && !anchor.contains(event.target)) close(); };
  const key = (event) => { if (event.key === "Escape") { event.stopPropagation(); close(); anchor.focus(); } };
  popover.open = () => {
    box.remove();
    anchor.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", away);
    document.removeEventListener("keydown", key, true);
  };
  document.body.append(box);
  place(box, anchor);
  anchor.setAttribute("aria-expanded", "true");
  document.addEventListener("pointerdown", away);
  document.addEventListener("keydown", key, true);
  box.querySelector("button, input")?.focus();
}

function close() {
  popover.open?.();
  popover.open = null;
}

function place(box, anchor) {
  const at = anchor.getBoundingClientRect();
  const below = at.bottom + box.offsetHeight + 8 < innerHeight;
  box.style.top = `${Math.max(8, below ? at.bottom + 4 : at.top - box.offsetHeight - 4)}px`;
  box.style.left = `${Math.max(8, Math.min(at.right - box.offsetWidth, innerWidth - box.offsetWidth - 8))}px`;
}
