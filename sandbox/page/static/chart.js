// data_visualization blocks -> inline SVG, with the numbers as a table for whoever can't see it.

import { el, svg } from "./dom.js";

const WIDTH = 560;
const HEIGHT = 220;
const EDGE = { left: 44, right: 8, top: 18, bottom: 30 };
const PLOT = { width: WIDTH - EDGE.left - EDGE.right, height: HEIGHT - EDGE.top - EDGE.bottom };

/** A chart: bar, line, area or pie. */
export function chart(block) {
  const given = block.chart || {};
  const drawn = given.type === "pie" ? pie(given) : plot(given);
  return el("figure", { class: "chart" },
    el("figcaption", {}, block.title || "Chart"),
    svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${block.title || "Chart"}; the numbers are below` }, drawn),
    legend(given),
    el("details", {}, el("summary", {}, "Numbers"), numbers(given)));
}

function points(given) {
  if (given.type === "pie") return [{ name: "Share", data: given.segments || [] }];
  return (given.series || []).map((one) => ({ name: one.name, data: one.data || [] }));
}

function labels(given) {
  return given.axis_config?.categories || points(given)[0]?.data.map((point) => point.label) || [];
}

const value = (series, label) => Number(series.data.find((point) => point.label === label)?.value) || 0;

function plot(given) {
  const names = labels(given);
  const all = points(given);
  const top = nice(Math.max(1, ...all.flatMap((series) => series.data.map((point) => Number(point.value) || 0))));
  const y = (number) => EDGE.top + PLOT.height * (1 - Math.max(0, number) / top);
  const draw = given.type === "bar" ? bars : curves;
  return [...axis(top, y), ...draw(given, all, names, y), ...names.map((name, n) => below(name, n, names.length))];
}

function axis(top, y) {
  return [0, top / 2, top].map((number) => svg("g", { class: "axis" },
    svg("line", { x1: EDGE.left, x2: WIDTH - EDGE.right, y1: y(number), y2: y(number) }),
    svg("text", { x: EDGE.left - 6, y: y(number) + 4, "text-anchor": "end" }, number.toLocaleString())));
}

function below(name, n, count) {
  const every = Math.ceil(count / 10);
  if (n % every) return null;
  const x = EDGE.left + ((n + 0.5) * PLOT.width) / count;
  return svg("text", { x, y: HEIGHT - 10, "text-anchor": "middle", class: n % 2 ? "axis odd" : "axis" }, name);
}

function bars(given, all, names, y) {
  const room = PLOT.width / Math.max(1, names.length);
  const wide = (room * 0.7) / Math.max(1, all.length);
  return all.flatMap((series, s) => names.map((name, n) => {
    const at = y(value(series, name));
    const x = EDGE.left + n * room + room * 0.15 + s * wide;
    return svg("rect", { class: `series-${s % 6}`, x, y: at, width: Math.max(1, wide - 1), height: Math.max(0, y(0) - at) },
      svg("title", {}, `${series.name}, ${name}: ${value(series, name)}`));
  }));
}

function curves(given, all, names, y) {
  const x = (n) => EDGE.left + ((n + 0.5) * PLOT.width) / Math.max(1, names.length);
  return all.flatMap((series, s) => {
    const line = names.map((name, n) => `${x(n)},${y(value(series, name))}`).join(" ");
    const closed = `${x(0)},${y(0)} ${line} ${x(names.length - 1)},${y(0)}`;
    return [
      given.type === "area" && svg("polygon", { class: `series-${s % 6} area`, points: closed }),
      svg("polyline", { class: `line-${s % 6}`, points: line }),
    ];
  });
}

function pie(given) {
  const segments = given.segments || [];
  const total = segments.reduce((sum, one) => sum + Math.max(0, Number(one.value) || 0), 0) || 1;
  let turned = 0;
  return segments.map((one, n) => {
    const share = Math.max(0, Number(one.value) || 0) / total;
    const from = turned;
    turned += share;
    const title = svg("title", {}, `${one.label}: ${one.value}`);
    if (share > 0.999) return svg("circle", { class: `series-${n % 6}`, cx: WIDTH / 2, cy: HEIGHT / 2, r: 95 }, title);
    return svg("path", { class: `series-${n % 6}`, d: slice(from, turned) }, title);
  });
}

function slice(from, to) {
  const at = (turn) => `${WIDTH / 2 + 95 * Math.sin(turn * 2 * Math.PI)} ${HEIGHT / 2 - 95 * Math.cos(turn * 2 * Math.PI)}`;
  return `M ${WIDTH / 2} ${HEIGHT / 2} L ${at(from)} A 95 95 0 ${to - from > 0.5 ? 1 : 0} 1 ${at(to)} Z`;
}

function legend(given) {
  const names = given.type === "pie" ? (given.segments || []).map((one) => one.label) : points(given).map((series) => series.name);
  return el("ul", { class: "legend" }, names.map((name, n) => el("li", { class: `key-${n % 6}` }, name)));
}

function numbers(given) {
  const all = points(given);
  return el("div", { class: "scroll", tabindex: "0" }, el("table", {},
    el("thead", {}, el("tr", {}, el("th", {}), all.map((series) => el("th", { scope: "col" }, series.name)))),
    el("tbody", {}, labels(given).map((name) => el("tr", {}, el("th", { scope: "row" }, name),
      all.map((series) => el("td", { class: "align-right" }, value(series, name).toLocaleString())))))));
}

function nice(most) {
  const step = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 4, 5, 10].map((times) => times * step).find((top) => top >= most);
}
