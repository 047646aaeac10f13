"""Units of measure and money as patterns, for every rule that looks for them."""

TIME = r"seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|mins?|hrs?"
LENGTH = (
    r"miles?|(?:kilo|centi|milli)?met(?:er|re)s?|feet|foot|ft|inch(?:es)?|yards?|kilomet(?:er|re)s?|"
    r"km|cm|mm|m(?=[\s.,])"
)
WEIGHT = r"pounds?|lbs?|ounces?|oz|(?:kilo|milli)?grams?|g(?=[\s.,])|kilos?|kg|mg|tons?|tonnes?"
VOLUME = r"gallons?|quarts?|pints?|cups?|(?:milli)?lit(?:er|re)s?|ml|tablespoons?|teaspoons?"
CURRENCY = r"dollars?|euros?|cents?|pesos?|rupees?|yen|pence|kronor|crowns|francs?|rand|won"
OTHER = r"degrees|acres?|hectares?|calories|times"
ANY = f"{TIME}|{LENGTH}|{WEIGHT}|{VOLUME}|{CURRENCY}|{OTHER}"
"""Any of them."""
