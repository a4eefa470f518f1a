"""What gives away a decision, a task or a question in chat, in several languages; pure data."""

import re

_I = re.IGNORECASE

DECIDED = re.compile(
    r"\b(decided|decision( is)?:|we(?:'ve| have)? agreed|agreed[:,]|agreed (?:to|on)|approved"
    r"|let'?s go with|going with|we(?:'re| are) going (?:with|for)|settled on|final call|signed off"
    r"|we(?:'ll| will) (?:ship|use|keep|move|stick|go|drop|freeze|switch|roll)|is decided"
    r"|entschieden|beschlossen|einigen uns|wir nehmen|abgemacht"
    r"|decidimos|decidido|acordamos|quedamos en|aprobado"
    r"|décidé|on part sur|validé|convenu|ficou decidido)\b"
    r"|決定|決まり|決めました|ということで|合意|决定|定了|就这么|결정",
    _I,
)
UNDECIDED = re.compile(
    r"\b(not|n't|never|yet to be|un)\s*decided|\b(nicht|noch) entschieden|未決定|没决定", _I
)
PROMISE = re.compile(
    r"^(?:ok(?:ay)?,? |yes,? |sure,? |got it,? )?"
    r"(?:i'?ll|i will|i am going to|i'm going to|i can|let me|will)\s+(?P<what>(?!be\b|let\b|see\b)"
    r"\w.*)",
    _I,
)
REQUEST = re.compile(
    r"^@?(?P<owner>[^\W\d_][\w'’-]*(?: [A-Z][\w'’-]*)?)"
    r"(?:,| -|:)?\s+(?:can you|could you|would you|please|will|to|bitte|por favor)\s+"
    r"(?:please )?(?P<what>.+)"
)
TASK = re.compile(
    r"\b(?:todo|to-do|action item|next step)s?\s*[:\-]\s*(?P<what>.+)"
    r"|\b(?P<other>ich (?:mache|kümmere|schicke|übernehme)|voy a|me encargo|yo me|je m'occupe"
    r"|je vais|eu vou)\b"
    r"|(?P<wide>やります|しておきます|対応します|担当します|我来|我会|하겠습니다)",
    _I,
)
QUESTION = re.compile(r"[?？]\s*$|(?:か|ですか|ますか)。?$|吗。?$")
THANKS = re.compile(
    r"\b(thanks|thank you|kudos|danke|gracias|merci|obrigad[oa])\b|ありがとう|谢谢", _I
)
OUTCOME = re.compile(
    r"\b(fixed|resolved|shipped|deployed|released|rolled back|root cause|caused by|because"
    r"|turns out|deadline|due|blocked|moved to|postponed|outage|incident|launched|confirmed)\b",
    _I,
)
DUE = re.compile(
    r"\b(?:by|before|until|on|due) ((?:next |this )?(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"(?: (?:noon|morning|evening))?|tomorrow|today|tonight|noon|eod|end of (?:day|week|month)"
    r"|\d{1,2}[./ ]?(?:\d{1,2}\.?|jan\w*|feb\w*|mar\w*|apr\w*|may|jun\w*|jul\w*|aug\w*|sep\w*"
    r"|oct\w*|nov\w*|dec\w*)|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* \d{1,2})\b",
    _I,
)
DUE_AT_END = re.compile(r"(?<!,)(?<=\w)" + r" " + DUE.pattern + r"$", _I)
FIRST_PERSON = re.compile(
    r"\b(I|I'm|I've|I'll|I'd|me|my|mine)\b|\b(ich|mein\w*|yo|mi|je|j'|mon|ma)\b|私|我"
)
INSTRUCTION = re.compile(
    r"ignore (?:all |any |the )*(?:previous|prior|above|earlier)[\w ]*instructions?"
    r"|disregard (?:all |the )*(?:previous|above)|system prompt|you are now",
    _I,
)
SMALL_TALK = re.compile(
    r"^(thanks|thank you|thx|ok(ay)?|yes|no|sure|cool|nice|great|lol|done|\+1|same|danke)\b", _I
)
