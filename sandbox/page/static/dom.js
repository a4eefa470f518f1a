// Nodes are made here and nowhere else. Text stays text: no function of the page takes HTML.

const SVG = "http://www.w3.org/2000/svg";

/** An element: el("p", {class: "x", onclick: f}, "text", node, null). Null and false are left out. */
export function el(tag, props = {}, ...children) {
  return filled(document.createElement(tag), props, children);
}

/** An SVG element, filled as by el(). */
export function svg(tag, props = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), props, children);
}

function filled(node, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Replaces everything inside a node. */
export function fill(node, ...children) {
  node.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** A button that does something. */
export function button(label, onclick, props = {}) {
  return el("button", { type: "button", onclick, ...props }, label);
}

/** Text from a person, kept apart from the writing direction of what surrounds it. */
export function bdi(text, props = {}) {
  return el("bdi", props, text);
}

/** The element with an id. */
export function byId(id) {
  return document.getElementById(id);
}

/** Calls f once, a little after the last of many calls. */
export function settled(f, wait = 60) {
  let timer = 0;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => f(...args), wait);
  };
}
