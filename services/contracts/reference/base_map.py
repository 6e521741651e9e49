"""The base map under every map of the platform: our own drawing, no tiles from anybody.

GeoJSON in WGS-84; `kind` of a feature is land, urban, park, water, stream, road (`size`: main, street), railway or
label (`of`: what it names). Later features lie on top.
"""

from functools import cache
from typing import Any

from services.contracts.reference.files import collections_of, on_change

KINDS = ("land", "urban", "park", "water", "stream", "road", "railway", "label")


@on_change
@cache
def base_map() -> dict[str, Any]:
    """A FeatureCollection; an office's own features follow ours."""
    collections = collections_of("base_map.geojson")
    features = [feature for collection in collections for feature in collection["features"]]
    return {"type": "FeatureCollection", "features": features}
