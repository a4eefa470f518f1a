// The page begins here: the workspace is read, then each part starts.

import { byId } from "./dom.js";
import { complain } from "./api.js";
import { connect } from "./stream.js";
import { botDm, isMember, on, refresh, world } from "./state.js";
import * as announce from "./announce.js";
import * as channel from "./channel.js";
import * as clock from "./clock.js";
import * as feed from "./feed.js";
import * as home from "./home.js";
import * as modal from "./modal.js";
import * as people from "./people.js";
import * as router from "./router.js";
import * as sidebar from "./sidebar.js";
import * as thread from "./thread.js";
import * as tools from "./tools.js";

async function begin() {
  on("world", () => { byId("team").textContent = world.team.name; });
  await connect();
  await refresh();
  people.start();
  for (const part of [clock, sidebar, channel, thread, home, modal, announce, tools]) part.start();
  feed.follow();
  router.start(first);
  menu();
  document.body.classList.add("ready");
}

function first() {
  const mine = [...world.channels.values()].filter((one) => isMember(one) && !one.is_archived && one !== botDm());
  return (mine.find((one) => one.name === "general") || mine[0])?.id || null;
}

function menu() {
  const opener = byId("menu-button");
  const set = (open) => {
    document.body.classList.toggle("menu-open", open);
    opener.setAttribute("aria-expanded", String(open));
  };
  opener.addEventListener("click", () => set(!document.body.classList.contains("menu-open")));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.body.classList.contains("menu-open")) { set(false); opener.focus(); }
  });
}

begin().catch((problem) => complain(problem.message));
