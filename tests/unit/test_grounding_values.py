"""Numbers, times and dates: a claim's are compared by value with those it cites."""

from __future__ import annotations

import pytest

from tests.support.claims import check, passes


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        ("1,204 orders failed", "we lost 1204 orders"),
        ("1204 orders failed", "es sind 1.204 Bestellungen"),
        ("1 204 orders failed", "we lost 1204 orders"),
        ("30,000 rows were copied", "copied 30k rows"),
        ("30k rows were copied", "copied 30.000 rows"),
        ("It costs $4.5 million", "the bill is $4.5M"),
        ("It costs 5 euros", "that's €5"),
        ("It costs €5", "5 euros each"),
        ("It grew by 9 %", "up 9%"),
        ("It grew 9 percent", "up 9 %"),
        ("It took 90 minutes", "took 1.5 hours"),
        ("It was down for 41 minutes", "down 41min"),
        ("A 41-minute outage", "it was down for 41 minutes"),
        ("Three teams moved", "3 teams moved"),
        ("3 teams moved", "drei Teams sind umgezogen"),
        ("Zwei Teams", "two teams did"),
        ("There are 212 orders", "有２１２个订单"),
        ("There are 212 orders", "有二百一十二个订单"),
        ("三个团队推迟了", "3 teams postponed"),
        ("It costs 30,000 yen", "3万円です"),
        ("It is in PR 1234", "see <https://git.example/pull/1234>"),
        ("PROJ-17 is open", "PROJ-17 blocks us"),
        ("p99 fell", "the P99 is down again"),
        ("Version 2.3.1 shipped", "v2.3.1 is out"),
        ("Python 3.10 is required", "we need 3.10 now"),
        ("5 to 7 days", "takes 5-7 days"),
    ],
)
def test_numbers_are_compared_by_value(claim: str, message: str) -> None:
    assert check(claim, message).reasons == ()


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        ("213 orders failed", "we lost 212 orders"),
        ("12 orders failed", "we lost 212 orders"),
        ("12 orders failed", "at 9:12 we lost orders"),
        ("It costs $5", "it takes 5 days"),
        ("It costs €212", "it costs $212"),
        ("It grew by 9 %", "9 people left"),
        ("It took 41 hours", "took 41 minutes"),
        ("It took 41 days", "took 41 minutes"),
        ("Python 3.1 is required", "we need 3.10 now"),
        ("Version 2.3.1 shipped", "v2.3.10 is out"),
        ("Version 2.3 shipped", "v2.3.1 is out"),
        ("PROJ-18 is open", "PROJ-17 blocks us"),
        ("Three teams moved", "some teams moved"),
        ("30,000 rows", "30 rows"),
        ("30 rows", "30k rows"),
        ("四个团队推迟了", "3 teams postponed"),
        ("٤١ minutes", "it took 40 minutes"),
    ],
)
def test_a_number_that_no_cited_message_holds_fails(claim: str, message: str) -> None:
    assert not passes(claim, message)


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        ("The call is at 19:00", "call at 7pm"),
        ("The call is at 7 pm", "call at 19:00"),
        ("The call is at 7:30 p.m.", "let's call at 7:30 tonight"),
        ("The call is at 7:30", "call at 19:30"),
        ("The call is at 19:00", "Anruf um 19 Uhr"),
        ("The call is at 14:30", "appel à 14h30"),
        ("The call is at 7pm", "下午7点开会"),
        ("The call is at 19:30", "午後7時半に電話"),
        ("The deadline is 12:00", "by Monday noon"),
        ("Mara wrote at 12:00", "all good"),
        ("It failed from 9:12 to 9:53", "9:12–9:53 was down"),
    ],
)
def test_times_are_compared_by_value(claim: str, message: str) -> None:
    assert check(claim, message).reasons == ()


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        ("The call is at 8pm", "call at 7pm"),
        ("The call is at 7am", "call at 7pm"),
        ("The call is at 19:30", "call at 7:30 am"),
        ("The call is at 19:30", "call at 7:30"),
        ("It failed at 9:13", "at 9:12 it failed"),
        ("The call is at 25:61", "call at 7pm"),
        ("The call is at 14:00 PST", "call at 14:00 UTC"),
    ],
)
def test_a_time_that_no_cited_message_holds_fails(claim: str, message: str) -> None:
    assert not passes(claim, message)


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        ("The office opens on 2 February", "opening Feb 2"),
        ("The office opens on Feb 2nd", "Eröffnung am 2. Februar"),
        ("It opens on 2027-02-02", "opening 2 February"),
        ("It opens on 2 February 2027", "le 2 février"),
        ("It opens on 2月2日", "opening Feb 2"),
        ("It opens on February 2", "二月二日开业"),
        ("It opens on 2 de febrero", "am 2.2."),
        ("The fix ships Thursday", "it ships tomorrow"),
        ("The fix ships on 19 November", "it ships tomorrow"),
        ("The fix ships tomorrow", "das kommt morgen"),
        ("The fix ships Monday", "am Montag ist es fertig"),
        ("The fix ships on 23 November", "ready on Monday"),
        ("The fix ships Monday", "周一修复"),
        ("It broke on Wednesday", "it is broken"),
        ("Hiring is frozen until January", "no hiring before January"),
        ("Hiring is frozen until January", "kein Hiring bis Januar"),
        ("It ships next week", "nächste Woche kommt es"),
        ("The sprint runs 16–20 November", "sprint: Nov 16 to Nov 20"),
        ("It is due on the 2nd", "due 2 February"),
    ],
)
def test_dates_are_compared_by_value_from_the_messages_own_day(claim: str, message: str) -> None:
    assert check(claim, message).reasons == ()


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        ("The office opens on 3 February", "opening Feb 2"),
        ("The office opens on 2 March", "opening Feb 2"),
        ("It opens on 2 February 2028", "opening Feb 2"),
        ("It opens on 31 February", "opening Feb 2"),
        ("The fix ships Friday", "it ships tomorrow"),
        ("The fix ships tomorrow", "it ships on Friday"),
        ("The fix ships on Tuesday", "ready on Monday"),
        ("Frozen until March", "no hiring before January"),
        ("Frozen until February 3", "no hiring before February"),
        ("It ships next week", "it ships this week"),
        ("修复将于周二发布", "ready on Monday"),
    ],
)
def test_a_date_that_no_cited_message_holds_fails(claim: str, message: str) -> None:
    assert not passes(claim, message)


def test_part_of_a_number_is_not_a_copy() -> None:
    assert not passes("2 orders", "12 orders")
    assert not passes("we lost 1", "we lost 12")
