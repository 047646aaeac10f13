"""Units of measure and money as patterns and words, for every rule that looks for them."""

from synth.reference.lexicon import words

TIME = r"seconds|(?<=-)second|(?<=\b1\s)second|minutes?|hours?|days?|weeks?|months?|years?|decades?|mins?|hrs?"
LENGTH = (
    r"miles?|(?:kilo|centi|milli)?met(?:er|re)s?|feet|foot|ft|inch(?:es)?|yards?|kilomet(?:er|re)s?|"
    r"km|cm|mm|m(?=[\s.,])"
)
WEIGHT = r"pounds?|lbs?|ounces?|oz|(?:kilo|milli)?grams?|g(?=[\s.,])|kilos?|kg|mg|tons?|tonnes?"
VOLUME = r"gallons?|quarts?|pints?|cups?|(?:milli)?lit(?:er|re)s?|ml|tablespoons?|teaspoons?"
CURRENCY = r"dollars?|euros?|cents?|pesos?|rupees?|yen|pence|kronor|crowns|francs?|rand|won"
OTHER = r"degrees|acres?|hectares?|calories|times"
MEASURE_WORDS = words(
    "mile miles foot feet inch inches yard yards meter meters metre metres kilometer kilometers kilometre kilometres "
    "centimeter centimeters centimetre centimetres millimeter millimeters millimetre millimetres km cm mm pound pounds "
    "ounce ounces gram grams kilogram kilograms kilo kilos kg mg ton tons tonne tonnes gallon gallons quart quarts "
    "pint pints cup cups liter liters litre litres milliliter milliliters millilitre millilitres ml "
    "tablespoon tablespoons teaspoon teaspoons"
)
"""Units of length, weight and volume, spelled out."""

MONEY_WORDS = words(
    "dollar dollars euro euros cent cents peso pesos rupee rupees yen pence kronor crowns franc francs rand money"
)
ANY = f"{TIME}|{LENGTH}|{WEIGHT}|{VOLUME}|{CURRENCY}|{OTHER}"
"""Any of them."""
