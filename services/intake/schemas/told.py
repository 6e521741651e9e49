"""What comes in: a call, and what people do with a report."""

from typing import Annotated

from pydantic import BeforeValidator, Field, StrictBool, StringConstraints

from services.chassis.web import Body
from services.contracts.words import CallBackResult, Channel, Sign
from services.intake.domain.taking import Corrected, Spot, Told
from services.intake.operations.informants import Named
from services.intake.schemas.fields import (
    AreaCode,
    InClear,
    Moment,
    Phone,
    nothing_if_blank,
)

MOST_PEOPLE = 200
Blank = BeforeValidator(nothing_if_blank)
Words = Annotated[str, StringConstraints(min_length=1, max_length=4_000)]


class PointTold(Body):
    """WGS-84 degrees."""

    longitude: float = Field(strict=True, ge=-180, le=180, allow_inf_nan=False)
    latitude: float = Field(strict=True, ge=-90, le=90, allow_inf_nan=False)

    def spot(self) -> Spot:
        return Spot(self.longitude, self.latitude)


Area = Annotated[AreaCode | None, Field(description="division code; must not contradict the point"), Blank]
Address = Annotated[str | None, Field(max_length=200), Blank]
Landmark = Annotated[str | None, Field(max_length=120), Blank]
Road = Annotated[str | None, Field(max_length=80), InClear, Blank]
Kilometre = Annotated[float | None, Field(strict=True, ge=0, le=10_000, allow_inf_nan=False)]


class NewReport(Body):
    """A call. A sighting must say where: by point, address, landmark or road.

    The order of the fields stays: a call that comes again is known by its text.
    """

    channel: Channel
    point: PointTold | None = None
    area: Area = None
    address: Address = None
    landmark: Landmark = None
    road: Road = None
    kilometre: Kilometre = None
    people: int = Field(default=1, strict=True, ge=1, le=MOST_PEOPLE)
    signs: tuple[Sign, ...] = Field(default=(), max_length=len(Sign))
    words: Annotated[str | None, Blank] = Field(default=None, max_length=4_000)
    caller: Annotated[Phone | None, Blank] = Field(default=None, description="telephone number, or none")
    call_back: StrictBool = True
    language: str = Field(default="zh-CN", max_length=20, pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
    found_at: Moment | None = None
    received_at: Moment | None = Field(default=None, description="when the phone was answered; now if absent")
    reference: Annotated[str | None, InClear, Blank] = Field(
        default=None, max_length=100, description="the caller's own; the same again makes nothing new"
    )
    drill: StrictBool = False

    def told(self) -> Told:
        signs = tuple(dict.fromkeys(self.signs))
        fields = {name: value for name, value in self if name not in ("point", "signs")}
        content = self.model_dump_json() if self.reference is not None else ""
        point = self.point.spot() if self.point else None
        return Told(point=point, signs=signs, content=content, **fields)


class NewNote(Body):
    words: Words


class NewHandOver(Body):
    to: str = Field(
        min_length=1, max_length=60, description="id of a key, or `role:<role>` for whoever of it is in reach"
    )


class NewAcceptance(Body):
    """Nothing needs to be said."""


class NewJoin(Body):
    other: str = Field(min_length=1, max_length=40, description="the sighting that is about the same person")


class NewClosing(Body):
    outcome: str = Field(min_length=1, max_length=20)
    reason: Words


class NewCallBack(Body):
    result: CallBackResult
    words: Annotated[str | None, Blank] = Field(default=None, max_length=4_000)


class NewPlace(Body):
    """The whole place as it is known now: by point, address, landmark or road."""

    point: PointTold | None = None
    area: Area = None
    address: Address = None
    landmark: Landmark = None
    road: Road = None
    kilometre: Kilometre = None
    reason: Words

    def corrected(self) -> Corrected:
        plain = {name: getattr(self, name) for name in ("area", "address", "landmark", "road", "kilometre")}
        return Corrected(point=self.point.spot() if self.point else None, **plain)


class NewInformant(Body):
    phone: Phone
    name: str = Field(min_length=1, max_length=80)
    occupation: str = Field(min_length=1, max_length=40, description="taxi driver, night guard, …")
    area: Annotated[AreaCode | None, Blank] = None

    def named(self) -> Named:
        return Named(self.phone, self.name, self.occupation, self.area)
