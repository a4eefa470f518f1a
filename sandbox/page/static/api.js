// The control API, and one sentence for each way in which it can say no.

const SENTENCES = {
  operation_timeout: "The app didn't acknowledge within 3 seconds. Is it running?",
  dispatch_failed: "No app here knows that command.",
  not_in_channel: "You aren't in that channel. Join it first.",
  channel_not_found: "There is no such channel, or you can't see it.",
  message_not_found: "That message isn't there any more.",
  thread_not_found: "That thread isn't there any more.",
  is_archived: "That channel is archived.",
  no_text: "There is nothing to send.",
  already_reacted: "You have already reacted with that.",
  no_reaction: "You hadn't reacted with that.",
  action_not_found: "That control isn't in the message any more.",
  not_found: "That view is closed.",
  user_not_found: "There is no such person.",
  cant_update_message: "You can't change that message.",
  claude_is_off: "The local Claude is off.",
};

/** A refusal, with a sentence for people and Slack's name for it in `code`. */
export class Refused extends Error {
  constructor(code) {
    super(SENTENCES[code] || `The sandbox refused: ${code}`);
    this.code = code;
  }
}

/** GET /control/<name>. */
export async function look(name, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  return answer(await reached(`/control/${name}?${new URLSearchParams(given)}`));
}

/** POST /control/<name>. */
export async function act(name, body = {}) {
  const headers = { "Content-Type": "application/json" };
  return answer(await reached(`/control/${name}`, { method: "POST", headers, body: JSON.stringify(body) }));
}

/** DELETE /control/<name>. */
export async function undo(name, query = {}) {
  return answer(await reached(`/control/${name}?${new URLSearchParams(query)}`, { method: "DELETE" }));
}

/** What the page asks once about the sandbox itself. */
export async function about() {
  return (await reached("/page/about")).json();
}

async function reached(address, options) {
  try {
    return await fetch(address, options);
  } catch {
    throw new Error("The sandbox doesn't answer. Is it still running?");
  }
}

async function answer(response) {
  const body = await response.json().catch(() => ({ ok: false, error: `status ${response.status}` }));
  if (!body.ok) throw new Refused(body.error || `status ${response.status}`);
  return body;
}

/** Runs an act and shows its refusal, if any, instead of losing it. Null when it was refused. */
export async function tried(promise) {
  try {
    return await promise;
  } catch (problem) {
    complain(problem.message);
    return null;
  }
}

/** Shows one sentence at the foot of the page until the next one, or for eight seconds. */
export function complain(sentence) {
  const place = document.getElementById("problem");
  place.textContent = sentence;
  place.hidden = false;
  clearTimeout(complain.timer);
  complain.timer = setTimeout(() => { place.hidden = true; }, 8000);
}
