// Completion in a text field: @people, #channels, :emoji: and, at the start, /commands.

import { el } from "./dom.js";
import { NAMES, emoji } from "./emoji.js";
import { maySee, nameOf, people, world } from "./state.js";

const MOST = 8;
const OWN = [["/invite", "@name", "Bring somebody in"], ["/join", "[#channel]", "Join a channel"], ["/leave", "", "Leave this channel"],
  ["/topic", "[text]", "Set the channel's topic"]];
export const OWN_COMMANDS = OWN.map(([name]) => name);

/** Every command with what may follow it and what it does: the app's own first. */
function commands() {
  const given = (world.bot.commands || []).map((one) => [one.command, one.usage_hint, one.description]);
  return [...given, ...OWN].map(([name, hint, does]) => [name, [el("strong", {}, name), hint && ` ${hint}`, does && el("small", {}, does)], name.slice(1)]);
}

function offers(sign, typed) {
  const wanted = typed.toLowerCase();
  const starts = (text) => text.toLowerCase().split(/[\s._-]+/).some((word) => word.startsWith(wanted)) || text.toLowerCase().startsWith(wanted);
  const all = {
    "@": () => [nameOf(world.bot.user_id), ...people().map((user) => nameOf(user.id)), "here", "channel"].map((name) => [`@${name}`, `@${name}`, name]),
    "#": () => [...world.channels.values()].filter((one) => one.name && maySee(one)).map((one) => [`#${one.name}`, `#${one.name}`, one.name]),
    ":": () => (typed.length < 2 ? [] : NAMES.map((name) => [`:${name}:`, `${emoji(name)} :${name}:`, name])),
    "/": () => commands(),
  };
  return all[sign]().filter(([, , name]) => starts(name)).slice(0, MOST);
}

/** Adds completion to a textarea. Gives {open(), key(event)}: key says whether it took the key. */
export function completing(field, id) {
  const box = el("ul", { class: "completions", role: "listbox", id: `complete-${id}`, "aria-label": "Completions", hidden: true });
  const held = { from: 0, items: [], at: 0 };
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-controls", box.id);
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-autocomplete", "list");
  field.addEventListener("input", look);
  field.addEventListener("blur", () => setTimeout(close, 150));

  function look() {
    const before = field.value.slice(0, field.selectionStart);
    const found = /(?:^|[\s(])([@#:])([^\s@#:][^@#:\n]{0,30}|)$/.exec(before) || /^()(\/)([\w-]*)$/.exec(before)?.slice(1) && [null, "/", before.slice(1)];
    held.items = found && !/\s\S*\s/.test(found[2]) ? offers(found[1], found[2]) : [];
    held.from = found ? before.length - found[2].length - 1 : 0;
    held.at = 0;
    show();
  }

  function show() {
    box.hidden = held.items.length === 0;
    field.setAttribute("aria-expanded", String(!box.hidden));
    box.replaceChildren(...held.items.map(([, label], n) => el("li", {
      role: "option", id: `${box.id}-${n}`, "aria-selected": String(n === held.at), onpointerdown: (event) => { event.preventDefault(); take(n); },
    }, label)));
    if (box.hidden) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", `${box.id}-${held.at}`);
  }

  function take(n) {
    field.setRangeText(`${held.items[n][0]} `, held.from, field.selectionStart, "end");
    close();
    field.focus();
  }

  function close() {
    held.items = [];
    show();
  }

  function key(event) {
    if (box.hidden) return false;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) held.at = (held.at + steps[event.key] + held.items.length) % held.items.length;
    else if (event.key === "Enter" || event.key === "Tab") return take(held.at), true;
    else if (event.key === "Escape") return close(), true;
    else return false;
    show();
    return true;
  }

  return { box, key };
}
