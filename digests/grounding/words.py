"""The words for dates, numbers, units and doings that the checks know, in the languages they know.

English, German, French, Spanish, Portuguese, Italian, Dutch, Chinese, Japanese and Korean. What is
missing here is merely not compared by value: it then has to stand in the messages word for word.
All words are casefolded.
"""

from __future__ import annotations

# ruff: noqa: E501, SIM905


def _numbered(*rows: str) -> dict[str, int]:
    """Words to the number of their row, from 1."""
    return {word: place for place, row in enumerate(rows, 1) for word in row.split()}


MONTHS = _numbered(
    "january jan januar janvier enero janeiro gennaio januari",
    "february feb februar février févr fevrier febrero fevereiro febbraio februari",
    "march mar märz mrz mars marzo março maart",
    "april apr avril abril aprile",
    "may mai mayo maio maggio mei",
    "june jun juni juin junio junho giugno",
    "july jul juli juillet julio julho luglio",
    "august aug août aout agosto augustus",
    "september sept sep septembre septiembre setembro settembre",
    "october oct oktober okt octobre octubre outubro ottobre",
    "november nov novembre noviembre novembro",
    "december dec dezember dez décembre decembre diciembre dezembro dicembre",
)
# Months that are words of another kind too: alone, they count only after a preposition.
AMBIGUOUS_MONTHS = frozenset(
    "may march mars mar mai mei jan juli august sept sep dec dez jun".split()
)
BEFORE_A_MONTH = (
    "in|by|until|till|since|of|from|before|after|during|this|next|last|early|late|mid|end|for|im|"
    "bis|seit|ab|anfang|mitte|ende|en|fin|début|depuis|desde|hasta|em|até|sinds|tot"
)

WEEKDAYS = _numbered(
    "monday montag lundi lunes segunda-feira lunedì maandag 星期一 周一 週一 礼拜一 月曜 月曜日 월요일",
    "tuesday tues dienstag mardi martes terça-feira martedì dinsdag 星期二 周二 週二 火曜 火曜日 화요일",
    "wednesday mittwoch mercredi miércoles quarta-feira mercoledì woensdag 星期三 周三 週三 水曜 "
    "水曜日 수요일",
    "thursday thurs donnerstag jeudi jueves quinta-feira giovedì donderdag 星期四 周四 週四 木曜 "
    "木曜日 목요일",
    "friday freitag vendredi viernes sexta-feira venerdì vrijdag 星期五 周五 週五 金曜 金曜日 금요일",
    "saturday samstag sonnabend samedi sábado sabato zaterdag 星期六 周六 週六 土曜 土曜日 토요일",
    "sunday sonntag dimanche domingo domenica zondag 星期日 星期天 周日 週日 日曜 日曜日 일요일",
)
# Short forms count only with a capital: "mon" and "sun" are words elsewhere.
SHORT_WEEKDAYS = _numbered("Mon", "Tue Tues", "Wed", "Thu Thur Thurs", "Fri", "Sat", "Sun")

RELATIVE_DAYS = {
    word: offset
    for offset, words in {
        -1: "yesterday|gestern|hier|ayer|ontem|ieri|gisteren|昨天|昨日|어제",
        0: "today|tonight|heute|aujourd'hui|hoy|hoje|oggi|vandaag|今天|今日|오늘",
        1: "tomorrow|morgen|demain|mañana|amanhã|domani|明天|明日|내일",
        2: "übermorgen|après-demain|pasado mañana|後天|后天|明後日|모레",
    }.items()
    for word in words.split("|")
}
RELATIVE_WEEKS = {
    word: offset
    for offset, words in {
        -1: "last week|letzte woche|letzter woche|la semaine dernière|la semana pasada|上周|上週|先週|지난주",
        0: "this week|diese woche|dieser woche|cette semaine|esta semana|这周|本周|這週|今週|이번 주",
        1: "next week|nächste woche|nächster woche|la semaine prochaine|la próxima semana|"
        "la semana que viene|下周|下週|来週|다음 주|다음주",
    }.items()
    for word in words.split("|")
}

NUMBER_WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40,
    "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "dozen": 12,
    "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "zehn": 10, "zwölf": 12,
    "zwanzig": 20, "dreißig": 30, "vierzig": 40, "fünfzig": 50, "deux": 2, "trois": 3, "quatre": 4,
    "cinq": 5, "huit": 8, "dix": 10, "douze": 12, "vingt": 20, "trente": 30, "tres": 3, "cuatro": 4,
    "cinco": 5, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "doce": 12, "veinte": 20,
    "treinta": 30, "dois": 2, "duas": 2, "quatro": 4, "tre": 3, "quattro": 4, "cinque": 5,
    "dieci": 10, "twee": 2, "drie": 3, "vijf": 5, "zes": 6, "tien": 10, "hundred": 100,
    "thousand": 1000, "hundert": 100, "tausend": 1000,
}  # fmt: skip
# Numbers in messages, but something else often enough that a claim isn't held to them.
LOOSE_NUMBER_WORDS = {
    "one": 1, "ein": 1, "eine": 1, "eins": 1, "un": 1, "une": 1, "uno": 1, "una": 1, "um": 1,
    "uma": 1, "acht": 8, "neun": 9, "elf": 11, "sept": 7, "neuf": 9, "dos": 2, "seis": 6,
    "once": 11, "due": 2, "sei": 6, "sette": 7, "otto": 8, "nove": 9, "sete": 7, "oito": 8,
    "single": 1, "both": 2, "couple": 2, "pair": 2, "half": 30, "quarter": 15,
}  # fmt: skip

MULTIPLIERS = {
    "k": 1_000, "tsd": 1_000, "thousand": 1_000, "tausend": 1_000, "mille": 1_000, "mil": 1_000,
    "m": 1_000_000, "mn": 1_000_000, "mio": 1_000_000, "million": 1_000_000, "millions": 1_000_000,
    "millionen": 1_000_000, "millones": 1_000_000, "milhões": 1_000_000, "milioni": 1_000_000,
    "bn": 1_000_000_000, "mrd": 1_000_000_000, "billion": 1_000_000_000,
    "milliarden": 1_000_000_000, "milliards": 1_000_000_000, "万": 10_000, "萬": 10_000,
    "만": 10_000, "億": 100_000_000, "亿": 100_000_000, "억": 100_000_000,
}  # fmt: skip


def _units(rows: dict[str, str]) -> dict[str, str]:
    return {word: unit for unit, words in rows.items() for word in words.split()}


UNITS = _units(
    {
        "%": "% percent pct prozent pourcent porciento procent パーセント",
        "usd": "$ us$ usd dollar dollars dólares dólar 美元 ドル 달러",
        "eur": "€ eur euro euros 欧元 ユーロ",
        "gbp": "£ gbp pound pounds",
        "yen": "¥ jpy cny rmb yen yuan 円 元 块",
        "inr": "₹ inr rupees",
        "1": "s sec secs second seconds sekunde sekunden seconde secondes segundos secondi 秒 秒钟 초",
        "60": "min mins minute minutes minuten minutos minuti 分钟 分鐘 分間 分 분",
        "3600": "h hr hrs hour hours stunde stunden heure heures hora horas ore uur 小时 小時 時間 "
        "시간",
        "86400": "d day days tag tage tagen jour jours día días dias giorni dagen 天 日間 日间",
        "604800": "week weeks woche wochen semaine semaines semana semanas settimane weken 周间 週間 "
        "星期 주",
        "month": "month months monat monate monaten mois mes meses mesi maanden 个月 個月 か月 ヶ月 개월",
        "year": "year years jahr jahre jahren an ans année années año años anos anni jaar 年間 年间",
        "": "st nd rd th x er ème ms kb mb gb tb km cm mm kg px pt th. º ª",
    }
)

NOONS = {
    word: minutes
    for minutes, words in {
        720: "noon|midday|mittag|mittags|midi|mediodía|meio-dia|mezzogiorno|正午|정오",
        0: "midnight|mitternacht|minuit|medianoche|meia-noite|mezzanotte|午夜|真夜中|자정",
    }.items()
    for word in words.split("|")
}
LATER_CUES = (
    "pm|p.m|evening|afternoon|tonight|night|abend|abends|nachmittag|nachmittags|soir|après-midi|"
    "tarde|noche|noite|sera|pomeriggio|avond|middag|下午|晚上|傍晚|午後|夜|오후|저녁"
).split("|")
AFTERNOON = frozenset("下午 晚上 傍晚 午後 夜 오후 저녁 中午".split())

ORDINARY = frozenset(
    "will mark may june april august art hope grace faith joy rose dawn summer autumn jack bill rich "
    "pat drew chase grant chance frank sue rob skip dean miles page river sky max ray gene guy lance "
    "wade iris ivy lily daisy ruby amber jade pearl penny sandy christian major king young long "
    "little white black green brown gray grey park wood woods stone field hill lane day night bell "
    "ford banks price power case cook baker mason carter fisher hunter parker turner walker taylor "
    "smith miller don an so do in to al la le de van von the and for bot app dev ops team support "
    "sales design data admin test demo help info news web api slack claude product marketing finance "
    "legal people office user guest general system service build deploy release alert monitor".split()
)
NOBODY = frozenset(
    "nobody no-one none no someone somebody everyone everybody all both others other they he she we "
    "it you i who most many several some anyone owner unassigned unknown open tbd the a an this that "
    "these those there what when where why how if as on in at by for from with and but or not "
    "niemand jemand alle beide man wir sie er es ich kein keine offen das der die ein eine personne "
    "quelqu'un tous tout on nous il elle ils elles le la les un une nadie alguien todos nosotros él "
    "ella ellos ninguém alguém todas".split()
)

SAYING = frozenset(
    "decided decides said says asked asks reported proposed proposes suggested suggests "
    "announced announces wrote writes explained explains promised promises offered found "
    "noticed argued argues warned warns requested mentioned mentions thinks thought "
    "believes added answered replied replies approved approves rejected "
    "rejects vetoed volunteered insisted pointed noted recommended recommends committed "
    "entschied sagte fragte meldete schlug berichtete meint kündigte versprach décidé dit demandé "
    "signalé proposé annoncé promis decidió dijo preguntó propuso informó anunció prometió".split()
)
AGREEING = frozenset(
    "agreed agrees agree confirmed confirms confirm accepted accepts supported seconded "
    "approved approves acknowledged stimmte bestätigte zugestimmt accepté confirmé acceptó "
    "confirmó".split()
)
BY = "by|von|durch|par|por|da|door"
# What follows a participle in "Budget approved on Monday", where the first word is no person.
PASSIVE = frozenset(
    "by on until in after before at as from this last and or but von am bis par le por el".split()
)
# Nobody in particular, in scripts without spaces.
UNASSIGNED_CJK = ("未定", "なし", "不明", "无人", "待定", "没有", "沒有", "없음", "미정")
FIRST_PERSON = frozenset(
    "i i'll i'm i've i'd ill im we we'll we're my me ich mir mich wir je j'ai j' moi nous yo mi eu "
    "io ik wij".split()
)
FIRST_PERSON_CJK = ("我", "私", "僕", "俺", "내가", "제가", "저는", "나는")
SECOND_PERSON = frozenset(
    "you your yours you're you'll u ya please pls bitte du dir dich sie ihr euch kannst könntest tu "
    "vous te peux pouvez puedes usted tú você pode puoi kun je".split()
)
