// What a person types <-> what Slack stores: names, channels and addresses in angle brackets.

import { channelName, maySee, nameOf, world } from "./state.js";

/** People one can name, the bot included, longest names first so that "Ann Lee" wins over "Ann". */
function names() {
  const named = [...world.users.values()].filter((user) => !user.deleted).map((user) => [`@${nameOf(user.id)}`, `<@${user.id}>`]);
  const rooms = [...world.channels.values()].filter((one) => one.name && maySee(one)).map((one) => [`#${one.name}`, `<#${one.id}|${one.name}>`]);
  return [...named, ...rooms].sort((a, b) => b[0].length - a[0].length);
}

const boundary = (letter) => !letter || !/[\p{L}\p{N}_]/u.test(letter);

/** Text as Slack stores it. */
export function encode(typed) {
  const text = typed.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const known = names().map(([shown, stored]) => [shown.replaceAll("&", "&amp;"), stored]);
  const parts = text.split(/(https?:\/\/[^\s]+|@(?:here|channel|everyone)\b)/);
  return parts.map((part, n) => (n % 2 ? marked(part) : mentions(part, known))).join("");
}

function marked(part) {
  return part.startsWith("@") ? `<!${part.slice(1)}>` : `<${part}>`;
}

function mentions(text, known) {
  let out = "";
  for (let at = 0; at < text.length;) {
    const free = (text[at] === "@" || text[at] === "#") && boundary(text[at - 1]);
    const found = free && known.find(([shown]) => text.startsWith(shown, at) && boundary(text[at + shown.length]));
    out += found ? found[1] : text[at];
    at += found ? found[0].length : 1;
  }
  return out;
}

/** Text as a person types it, from what Slack stores. */
export function decode(stored) {
  return String(stored || "")
    .replace(/<@([^>|]+)(?:\|[^>]*)?>/g, (_, id) => `@${nameOf(id)}`)
    .replace(/<#([^>|]+)(?:\|([^>]*))?>/g, (_, id, label) => (world.channels.has(id) ? channelName(world.channels.get(id)) : `#${label || id}`))
    .replace(/<!([^>|]+)(?:\|[^>]*)?>/g, "@$1")
    .replace(/<([^>|]+)(?:\|[^>]*)?>/g, "$1")
    .replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
