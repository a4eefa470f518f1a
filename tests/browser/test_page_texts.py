"""What the page makes of marked text: the nodes, and how long they take."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Place

pytestmark = pytest.mark.browser

# Reads the made nodes back as HTML, for comparison only.
_RENDER = """
const [name, texts, done] = arguments;
import('/static/mrkdwn.js').then((module) => done(texts.map((text) => {
  const begun = performance.now();
  const made = document.createElement('div');
  made.append(...[module[name](text)].flat(Infinity).filter(Boolean));
  return [made.innerHTML, performance.now() - begun, made.textContent.length];
})));
"""

MRKDWN = {
    "*bold* _it_ ~no~ `code`": "<strong>bold</strong> <em>it</em> <s>no</s> <code>code</code>",
    "2*3*4 and snake_case_name": "2*3*4 and snake_case_name",
    "*a _b_*": "<strong>a <em>b</em></strong>",
    "* not bold *": "* not bold *",
    "a &lt;b&gt; &amp; c": "a &lt;b&gt; &amp; c",
    "`*x*`": "<code>*x*</code>",
    "Hi <@U0NOBODY>": 'Hi <bdi class="mention">@U0NOBODY</bdi>',
    "<!here> :tada: :nope:": '<span class="mention mine">@here</span> 🎉 :nope:',
    "<not a link>": "&lt;not a link&gt;",
}
MARKDOWN = {
    "**bold** and *it*": '<p class="text"><strong>bold</strong> and <em>it</em></p>',
    "a **b\nc": '<p class="text">a **b\nc</p>',
    "2 * 3 * 4": '<p class="text">2 * 3 * 4</p>',
    r"\*plain\* \[x\](y)": '<p class="text">*plain* [x](y)</p>',
    "### Head": '<p class="heading">Head</p>',
    "- a\n  - b\n- c": "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
    "3. c\n4. d": '<ol start="3"><li>c</li><li>d</li></ol>',
    "- [x] done": "<ul><li>☑ done</li></ul>",
    "> one\n> two": '<blockquote><p class="text">one\ntwo</p></blockquote>',
    "---": "<hr>",
    "```py\na < *b*\n```": '<pre tabindex="0"><code>a &lt; *b*</code></pre>',
    "[a](javascript:x)": '<p class="text"><span class="no-link" title="Not a web address">'
    "a</span></p>",
    "<script>x</script>": '<p class="text">&lt;script&gt;x&lt;/script&gt;</p>',
    "![](@U0NOBODY)": '<p class="text"><bdi class="mention">@U0NOBODY</bdi></p>',
}
LONG = [
    "*" * 40_000,
    "*a " * 13_000,
    "a* *" * 10_000,
    "**a ** " * 6_000,
    "[" * 40_000,
    "[a](" * 10_000,
    "[[a]" * 10_000,
    "<" * 40_000,
    "<@" * 20_000,
    "`a\n" * 13_000,
    ":a" * 20_000,
    "_" * 40_000,
    "> " * 20_000,
    "  - x\n" * 6_000,
    "\n".join(" " * n + "- x" for n in range(280)),
    "|" * 40_000,
    "```" * 13_000,
    "https://a" * 4_000,
    "\\" * 40_000,
]


@pytest.mark.parametrize(("kind", "cases"), [("mrkdwn", MRKDWN), ("markdown", MARKDOWN)])
async def test_marks_become_nodes(place: Place, kind: str, cases: dict[str, str]) -> None:
    await place.open()
    body = {"script": _RENDER, "args": [kind, list(cases)]}
    made = [one[0] for one in await place.page.call("/execute/async", body)]
    if kind == "mrkdwn":
        made = [one.removeprefix('<div class="text">').removesuffix("</div>") for one in made]

    assert dict(zip(cases, made, strict=True)) == cases


@pytest.mark.parametrize("kind", ["mrkdwn", "markdown"])
async def test_no_text_takes_longer_than_its_length_allows(place: Place, kind: str) -> None:
    await place.open()
    body = {"script": _RENDER, "args": [kind, LONG]}
    made = await place.page.call("/execute/async", body)
    slow = [(text[:8], took) for text, (_, took, _) in zip(LONG, made, strict=True) if took > 2_000]

    assert slow == []
