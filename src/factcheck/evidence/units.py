"""The units and currencies of English text, with what they measure and their sizes."""

SHARE = "share"
PERCENT = frozenset("% percent percentage pct".split())
TIME = frozenset("second minute hour day night week month year decade century".split())

SYMBOLS = {"$": "dollar", "us$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₹": "rupee"}
SYMBOLS |= {"a$": "australian", "au$": "australian", "c$": "canadian", "ca$": "canadian"}
SYMBOLS |= {"nz$": "kiwi", "s$": "singaporean", "hk$": "hongkong", "nt$": "taiwanese", "r$": "real"}
MONEY = frozenset("yuan franc krona krone rouble ruble zloty peso lira".split()) | {
    *SYMBOLS.values()
}
STRONG = frozenset("dollar euro pound australian canadian kiwi singaporean".split())

_SIZES = {  # each in the first unit of its kind
    "length": {"m": 1.0, "metre": 1.0, "meter": 1.0, "km": 1e3, "kilometre": 1e3, "kilometer": 1e3}
    | {"cm": 0.01, "centimetre": 0.01, "centimeter": 0.01, "mm": 1e-3, "millimetre": 1e-3}
    | {"millimeter": 1e-3, "mile": 1609.0, "mi": 1609.0, "yard": 0.9144, "foot": 0.3048}
    | {"feet": 0.3048, "ft": 0.3048, "inch": 0.0254, "inches": 0.0254},
    "mass": {"kg": 1.0, "kilogram": 1.0, "kilo": 1.0, "gram": 1e-3, "mg": 1e-6, "milligram": 1e-6}
    | {"lb": 0.4536, "ounce": 0.02835, "oz": 0.02835, "tonne": 1e3, "ton": 1e3},
    "area": {"hectare": 1.0, "ha": 1.0, "acre": 0.4047},
    "volume": {"litre": 1.0, "liter": 1.0, "ml": 1e-3, "millilitre": 1e-3, "milliliter": 1e-3}
    | {"gallon": 4.13},  # between the American and the British
    "speed": {"mph": 0.447, "kmh": 0.2778, "kph": 0.2778, "knot": 0.5144},
    "power": {"watt": 1.0, "kw": 1e3, "kilowatt": 1e3, "mw": 1e6, "megawatt": 1e6}
    | {"gw": 1e9, "gigawatt": 1e9},
}
UNITS = {name: (kind, size) for kind, sizes in _SIZES.items() for name, size in sizes.items()}
UNSIZED = frozenset("stone furlong fathom league nautical barrel bushel pint".split())
NAMED = MONEY | TIME | UNSIZED  # kinds of their own
POWERS = {  # of a length: what it measures, the exponent, and a metre raised to it
    **dict.fromkeys(["square", "sq", "2", "²"], ("area", 2, 1e-4)),
    **dict.fromkeys(["cubic", "cu", "3", "³"], ("volume", 3, 1e3)),
}
SECONDS = {"s": 1.0, "second": 1.0, "minute": 60.0, "h": 3600.0, "hr": 3600.0, "hour": 3600.0}
