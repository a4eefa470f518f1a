// Faults on switches, and how the local Claude speaks.

import { el, fill, settled } from "./dom.js";
import { about, act, look, tried, undo } from "./api.js";
import { mrkdwn } from "./inline.js";
import { on } from "./state.js";
import { troubles } from "./troubles.js";

const TITLES = { slack: "Slack", delivery: "Delivery of events", claude: "Claude" };
const HOW_OFTEN = [
  ["once", { count: 1 }], ["three times", { count: 3 }], ["every time", {}], ["one in four", { probability: 0.25 }],
];

/** The part of the workshop with the switches. */
export function faults() {
  const often = el("select", { id: "how-often" }, HOW_OFTEN.map(([name], n) => el("option", { value: n }, name)));
  const method = el("input", { type: "text", placeholder: "every method, or chat.*", "aria-label": "Only for this method, event or path" });
  const seconds = el("input", { type: "number", min: 0, step: "any", placeholder: "its own", "aria-label": "Seconds, where the kind has some" });
  const error = el("input", { type: "text", placeholder: "internal_error", "aria-label": "Slack's name of the error, for the kind error" });
  const after = el("input", { type: "checkbox", id: "after-effect" });
  const groups = el("div");
  const speech = el("div");
  const state = { kinds: {}, rules: [] };

  async function read() {
    const found = await tried(look("faults"));
    if (found) state.rules = found.faults;
    const rest = `${JSON.stringify(state.rules)}`;
    if (rest === state.shown) return;
    state.shown = rest;
    fill(groups, Object.entries(state.kinds).map(([target, kinds]) => group(target, kinds, state.rules, flip)));
  }

  async function flip(target, kind, rule) {
    if (rule) await tried(undo("faults", { id: rule.id }));
    else await tried(act("faults", { target, kind, ...HOW_OFTEN[often.value][1], ...given(target, kind) }));
    state.shown = "";
    await read();
  }

  // what was filled in, as far as it means something to this kind
  function given(target, kind) {
    const said = { method: method.value.trim(), error: kind === "error" ? error.value.trim() : "" };
    const rest = Object.fromEntries(Object.entries(said).filter(([, value]) => value));
    if (seconds.value !== "") rest.seconds = Number(seconds.value);
    if (target === "slack" && after.checked) rest.after_effect = true;
    return rest;
  }

  const again = settled(read, 300);
  on("journal", () => { if (state.rules.length) again(); });
  about().then((known) => {
    state.kinds = known.faults;
    if (known.claude) claude(speech);
    return read();
  });
  return el("section", { class: "part", "aria-label": "Faults" },
    speech,
    el("p", { class: "row" }, el("label", {}, "A fault strikes ", often)),
    el("p", {}, el("label", {}, "and only for ", method)),
    el("p", { class: "row" }, el("label", {}, "Seconds ", seconds), el("label", {}, "Error ", error)),
    el("p", {}, el("label", {}, after, " after the effect took place")),
    groups,
    troubles());
}

function group(target, kinds, rules, flip) {
  const line = ([kind, words]) => {
    const rule = rules.find((one) => one.target === target && one.kind === kind);
    const left = rule && rule.left !== null ? ` (${rule.left} left)` : "";
    return el("label", { class: "switch" },
      el("input", { type: "checkbox", role: "switch", checked: Boolean(rule), "data-fault": `${target} ${kind}`, onchange: () => flip(target, kind, rule) }),
      el("span", {}, el("strong", {}, kind), " ", mrkdwn(words), left));
  };
  return el("fieldset", {}, el("legend", {}, TITLES[target] || target), Object.entries(kinds).map(line));
}

async function claude(place) {
  const found = await tried(look("claude"));
  if (!found) return;
  const set = (field, read) => (event) => tried(act("claude", { [field]: read(event.target.value) }));
  const voice = el("select", { onchange: set("voice", String) },
    ["extractive", "scripted", "adversarial"].map((name) => el("option", { value: name, selected: name === found.claude.voice }, name)));
  const speed = el("select", { onchange: set("speed", Number) },
    [[0, "at once"], [20, "20 tokens a second"], [60, "60 tokens a second"], [200, "200 tokens a second"]]
      .map(([value, name]) => el("option", { value, selected: value === found.claude.speed }, name)));
  fill(place, el("fieldset", {}, el("legend", {}, "How the local Claude answers"),
    el("p", {}, el("label", {}, "Voice ", voice)), el("p", {}, el("label", {}, "Speed ", speed))));
}
