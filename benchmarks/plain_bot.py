"""A thread bot as most are written: one file, Bolt and Anthropic's SDK, fetch, ask once, post.

Nothing here is Digestif's; the benches run it against the same sandbox to have something to
compare with. Reads SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_API_URL, ANTHROPIC_API_KEY and
ANTHROPIC_BASE_URL.
"""

import os

from anthropic import Anthropic
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

app = App(
    client=WebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
)
claude = Anthropic()


@app.event("app_mention")
def summarize(event, client, say):  # type: ignore[no-untyped-def]
    """Answer a mention with a summary of the thread it stands in."""
    thread_ts = event.get("thread_ts", event["ts"])
    replies = client.conversations_replies(channel=event["channel"], ts=thread_ts, limit=1000)
    names: dict[str, str] = {}
    lines = []
    for n, message in enumerate(replies["messages"]):
        user = message["user"]
        if user not in names:
            names[user] = client.users_info(user=user)["user"]["real_name"]
        lines.append(f"[m{n} {names[user]}] {message['text']}")  # the local Claude wants a number
    transcript = "\n".join(lines)
    answer = claude.messages.create(
        model="claude-haiku-5-5",
        max_tokens=1024,
        system="You summarize Slack threads in a few sentences.",
        messages=[
            {
                "role": "user",
                "content": f"Summarize this:\n<transcript>\n{transcript}\n</transcript>",
            }
        ],
    )
    text = "".join(block.text for block in answer.content if block.type == "text")
    say(text=text, thread_ts=thread_ts)


@app.event("message")
def ignore() -> None:
    """Messages that don't address the bot."""


if __name__ == "__main__":
    SocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).start()  # type: ignore[no-untyped-call]
