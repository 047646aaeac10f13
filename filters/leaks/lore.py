"""What everybody knows the number of: a rugby side, the voting age, the strings of a violin. All of it our choice.

A count with a noun and its whole ("as many as a week has days") is in `lexicon.NAMED_COUNTS`; here are whole phrases.
"""

LORE = {
    "snow white": 7, "deadly sins": 7, "wonders of the (?:ancient )?world": 7, "seven seas": 7, "james bond": 7,
    "musketeers": 3, "horsemen of the apocalypse": 4, "beatles": 4, "four-leaf clover": 4, "olympic rings": 5,
    "pentagram": 5, "commandments": 10, "apostles": 12, "(?:signs|symbols) of the zodiac|zodiac signs?": 12,
    "(?:face|dial) of a (?:clock|watch)": 12, "days of christmas": 12, "jurors?|(?:a|full) jury": 12,
    "(?:unlucky|unluckiest|triskaidekaphob\\w+)(?: of all| number)?": 13, "(?:an? )?bakers? dozen": 13,
    "fortnight": 14, "valentine's day": 14, "rugby union (?:team|side|xv)": 15, "rugby league (?:team|side)": 13,
    "rugby (?:team|side)": 15, "sweet sixteen": 16, "(?:golf course|round of golf)": 18,
    "(?:voting age|age of majority|legal adulthood|come of age|old enough to vote|(?:let|allowed|permitted) \\w{0,5} ?"
    "(?:to )?vote)": 18,
    "(?:football|soccer) (?:team|side|eleven)": 11, "cricket (?:team|side|eleven)": 11, "basketball (?:team|side)": 5,
    "baseball (?:team|nine)": 9, "volleyball (?:team|side)": 6, "water polo team": 7, "handball team": 7,
    "lives (?:of|has) a cat|cat's lives|cat has lives|lives are credited to a cat": 9, "muses": 9,
    "american drinking age|drinking age in the (?:us|usa|united states)|(?:blackjack|twenty-?one card game)": 21,
    "silver (?:wedding|jubilee|anniversary)": 25, "golden (?:wedding|jubilee|anniversary)": 50,
    "diamond (?:wedding|jubilee|anniversary)": 60, "quarter(?:[ -]| of a )century": 25, "half[ -](?:a )?century": 50,
    "half(?: of)? a gross": 72, "half a(?:n)? hour in minutes": 30, "leap day": 29,
    "days (?:in|of|has|as) (?:a )?leap year|leap year (?:has|counts|contains) days": 366,
    "english alphabet|letters of the alphabet|latin alphabet": 26, "greek alphabet": 24,
    "dominoes in a (?:full )?set|set of dominoes": 28, "adult (?:human )?teeth|full set of teeth": 32,
    "freezing point of water in fahrenheit|water freezes (?:in|on the) fahrenheit": 32,
    "boiling point of water(?! in fahrenheit)": 100, "boiling point of water in fahrenheit": 212,
    "(?:american|us) states|stars on the (?:american|us) flag|states (?:in|of) the (?:us|usa|union|united states)": 50,
    "bull'?s[- ]?eye": 50, "(?:answer|meaning) (?:of|to) life|hitchhiker'?s? guide": 42,
    "deck of (?:playing )?cards|pack of (?:playing )?cards|standard deck|full deck": 52,
    "weeks (?:of|in) (?:a|the|one) year|year has weeks": 52, "full hour|whole hour": 60,
    "squares (?:on|of|as|has) an? (?:\\w+ )?(?:chess ?board|checkerboard)": 64, "retirement age": 65,
    "route (?:sixty-six|66)": 66, "(?:piano|grand piano) (?:has )?keys|keys (?:of|on) (?:a|the) piano": 88,
    "centenarian|full century|(?:an? |one )century": 100, "us senators|united states senate": 100,
    "(?:a )?perfect (?:bowling )?game (?:of|in) bowling|perfect bowling game": 300,
    "round(?:ing)? the clock|around the clock": 24, "degrees? (?:in|of) a right angle|right angle has degrees": 90,
    "halloween": 31, "christmas eve": 24, "christmas day": 25, "st(?:\\.|aint)? patrick'?s day": 17,
    "(?:gold|golden|perfect|full) score of (?:a )?hundred|full marks": 100, "carbon": 6, "oxygen": 8,
    "legs (?:of|on) a spider|spider has legs|spider's legs": 8, "(?:an )?octet": 8, "(?:a )?quartet": 4,
    "(?:a )?quintet": 5, "(?:a )?sextet": 6, "(?:a )?septet": 7, "(?:a )?nonet": 9, "(?:a )?trio": 3,
    "(?:a )?hat[- ]trick": 3, "bits (?:in|of) a byte|byte has bits": 8,
}  # fmt: skip
"""Phrase, as a pattern over a text in lower case, to its number."""

COMMONPLACES = {
    "full hour|whole hour": "hour & full whole", "half a(?:n)? hour in minutes": "minutes & half",
    "weeks (?:of|in) (?:a|the|one) year|year has weeks": "weeks & year",
}  # fmt: skip
"""Phrases of common words, with the cues that they are looked for by (`riddle_rules.Cue`)."""
