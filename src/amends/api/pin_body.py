"""What the API is asked when a pin of a parcel's map is corrected."""

from typing import Annotated

from pydantic import Field, StringConstraints

from amends.orders.intake.fields import Body, Country, one_line, several_lines


class PinBody(Body):
    """A correction of a pin on a parcel's map; `pin` are the words of the place as shown."""

    pin: Annotated[str, one_line(200)]
    name: Annotated[str, one_line(120)]
    country: Country | None = None
    latitude: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    longitude: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
    radius_km: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] = 1.0
    why: Annotated[str, several_lines(500), StringConstraints(min_length=1, strip_whitespace=True)]
