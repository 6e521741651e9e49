"""Small values that several facts carry."""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

Sealed = Annotated[str, StringConstraints(pattern=r"^sealed\.[a-z]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$")]
"""Personal data, encrypted: `sealed.<purpose>.<key id>.<nonce and ciphertext, base64url>`."""

Area = Annotated[str, StringConstraints(pattern=r"^\d{2,12}$")]
"""A division code: province 2, city 4, county 6, township 9, village 12 digits; long lies inside short."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Instant = AwareDatetime


class Value(BaseModel):
    """An immutable part of a fact; readers ignore what they do not know."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Point(Value):
    """A place on earth, WGS-84 degrees."""

    longitude: float = Field(ge=-180, le=180, allow_inf_nan=False)
    latitude: float = Field(ge=-90, le=90, allow_inf_nan=False)
