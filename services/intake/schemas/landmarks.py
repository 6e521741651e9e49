"""Landmarks as they are told and shown."""

from typing import Annotated, Literal, Self

from pydantic import Field

from services.chassis.web import Body, Shown
from services.contracts.values import Point
from services.intake.domain.taking import Spot
from services.intake.operations.places import Named
from services.intake.repository.landmarks import Landmark
from services.intake.schemas.fields import AreaCode
from services.intake.schemas.shown import Moment
from services.intake.schemas.told import Blank, PointTold

MOST_AT_ONCE = 500


class NewLandmark(Body):
    """A public place. The same area and name again is written anew."""

    name: str = Field(min_length=1, max_length=80)
    kind: Literal["key_area", "landmark"] = "landmark"
    point: PointTold
    area: Annotated[AreaCode | None, Blank] = Field(
        default=None, description="where no outline holds the point"
    )
    hint: Annotated[str | None, Blank] = Field(
        default=None, max_length=80, description="where it is, in words"
    )
    initials: Annotated[str | None, Blank] = Field(
        default=None, max_length=40, pattern="^[a-z0-9]+$", description="when the name's own would be wrong"
    )

    def named(self) -> Named:
        spot = Spot(self.point.longitude, self.point.latitude)
        return Named(self.name, self.kind, spot, self.area, self.hint, self.initials)


class NewLandmarks(Body):
    items: list[NewLandmark] = Field(min_length=1, max_length=MOST_AT_ONCE)


class LandmarkShown(Shown):
    id: str
    area: str
    name: str
    kind: str
    point: Point
    hint: str | None
    registered_at: Moment

    @classmethod
    def of(cls, one: Landmark) -> Self:
        point = Point(longitude=one.longitude, latitude=one.latitude)
        return cls.model_validate({**vars(one), "point": point})


class LandmarksShown(Shown):
    items: list[LandmarkShown]
