"""Ways of parcels for the tests of the map."""

from amends.web.shown.map import MapView, Stop


def stop(label: str, latitude: float, longitude: float, radius_km: float = 5.0) -> Stop:
    return Stop(label=label, latitude=latitude, longitude=longitude, radius_km=radius_km)


SHENZHEN = stop("Shenzhen", 22.54, 114.06)
LEIPZIG = stop("Leipzig", 51.34, 12.37)
VIGO = stop("Delivered in Vigo", 42.23, -8.72, 12)
PORTO = stop("Porto, your order", 41.15, -8.61, 10)
TOKYO = stop("Tokyo", 35.68, 139.7)
LOS_ANGELES = stop("Los Angeles", 34.05, -118.2)


def view(
    *stops: Stop, home: Stop | None = PORTO, distance: str = "98 km, give or take 22"
) -> MapView:
    return MapView(
        title="The way of your parcel",
        description="From Shenzhen by Leipzig to Vigo.",
        stops=stops,
        home=home,
        distance=distance,
        delivered=True,
    )


FAR = view(SHENZHEN, LEIPZIG, VIGO)
