"""How numbers, times and secrets are written on pages. Every one is a filter of the templates."""

import math
from collections.abc import Callable
from datetime import datetime, timedelta

from services.chassis.clock import office_time
from services.chassis.screen import masks
from services.chassis.screen.languages import CHINESE, Catalogue

MINUS = "\N{MINUS SIGN}"
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
MINUTE, HOUR, DAY = 60, 3600, 86400
FEN_OF_YUAN, FEN_OF_TEN_THOUSAND = 100, 1_000_000
FIRST_MONTH_OF_A_WINTER = 7  # a winter's figures run from July to June


class Formats:
    """In one language. Times are aware datetimes, shown as the offices' clocks show them; durations in seconds."""

    def __init__(self, words: Catalogue = CHINESE) -> None:
        self._ = words.gettext

    def filters(self) -> dict[str, Callable[..., str]]:
        mine = {name: getattr(self, name) for name in vars(Formats) if not name.startswith("_")}
        return {name: call for name, call in mine.items() if name != "filters"} | dict(masks.FILTERS)

    def clock_time(self, moment: datetime) -> str:
        """22:47:36, for clocks and logs."""
        return office_time(moment).strftime("%H:%M:%S")

    def hour_minute(self, moment: datetime) -> str:
        """22:47, for walls and arrivals."""
        return office_time(moment).strftime("%H:%M")

    def day_time(self, moment: datetime, now: datetime) -> str:
        """01-14 22:47; with its year when it was not this winter."""
        local = office_time(moment)
        form = "%m-%d %H:%M" if _winter(local) == _winter(office_time(now)) else "%Y-%m-%d %H:%M"
        return local.strftime(form)

    def full_day(self, moment: datetime) -> str:
        """2027-01-14 周四, for the header."""
        local = office_time(moment)
        return f"{local:%Y-%m-%d} {self._(WEEKDAYS[local.weekday()])}"

    def deadline(self, moment: datetime) -> str:
        """01-15 24:00 前: the end of a day is said of that day."""
        local = office_time(moment)
        ends_the_day = (local.hour, local.minute) == (0, 0)
        text = f"{local - timedelta(days=1):%m-%d} 24:00" if ends_the_day else f"{local:%m-%d %H:%M}"
        return self._("%(time)s 前") % {"time": text}

    def countdown(self, seconds: float) -> str:
        """20:46 under an hour, then 2 时 05 分, then 1 天 8 时. Without a sign: the word beside it says which way."""
        whole = int(abs(seconds))
        if whole < HOUR:
            return f"{whole // MINUTE:02d}:{whole % MINUTE:02d}"
        hours, minutes = divmod(whole // MINUTE, 60)
        if whole < DAY:
            return self._("%(hours)s 时 %(minutes)s 分") % {"hours": hours, "minutes": f"{minutes:02d}"}
        return self._("%(days)s 天 %(hours)s 时") % {"days": hours // 24, "hours": hours % 24}

    def spent(self, seconds: float) -> str:
        """17′12″, for how long things took."""
        whole = int(seconds)
        return f"{whole // MINUTE}′{whole % MINUTE:02d}″"

    def workdays(self, days: int) -> str:
        return self._("%(days)s 个工作日") % {"days": days}

    def travel(self, seconds: float) -> str:
        """约 6 分: rounded up, since nobody minds a team that is early."""
        return self._("约 %(minutes)s 分") % {"minutes": math.ceil(seconds / MINUTE)}

    def distance(self, metres: float) -> str:
        """420 米, to ten; from a kilometre on 2.7 km."""
        tens = round(metres / 10) * 10
        return self._("%(metres)s 米") % {"metres": tens} if tens < 1000 else f"{metres / 1000:.1f} km"

    def percent(self, part: int, whole: int) -> str:
        """92.7%; a dash where there is nothing to count."""
        return f"{100 * part / whole:.1f}%" if whole else "—"

    def percent_of(self, part: int, whole: int) -> str:
        """93.5%（29/31）"""
        return self._("%(percent)s（%(part)s/%(whole)s）") % {
            "percent": self.percent(part, whole),
            "part": part,
            "whole": whole,
        }

    def number(self, value: float) -> str:
        """With thousands and the true minus."""
        return f"{value:,}".replace("-", MINUS)

    def money(self, fen: int) -> str:
        """1,028,800.00, exact, from whole fen; the word 元 stands beside it."""
        sign = MINUS if fen < 0 else ""
        yuan, rest = divmod(abs(fen), FEN_OF_YUAN)
        return f"{sign}{yuan:,}.{rest:02d}"

    def ten_thousands(self, fen: int) -> str:
        """102.88 万元, for the leader's page alone."""
        return self._("%(amount)s 万元") % {"amount": f"{fen / FEN_OF_TEN_THOUSAND:,.2f}".replace("-", MINUS)}

    def rescue_number(self, number: int) -> str:
        """037, as people say it on the street."""
        return f"{number:03d}"


def _winter(local: datetime) -> int:
    return local.year if local.month >= FIRST_MONTH_OF_A_WINTER else local.year - 1
