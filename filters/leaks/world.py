"""Things that everybody knows the number of, by their names: a spider has 8 legs, a deck 52 cards. All our choice.

`lore` holds whole phrases that come to a value for certain. Here is the weaker half: a riddle names such a thing in
words of its own ("one for each key of a concert grand"), a clean preplan hardly ever does unless its question does.
"""

from collections.abc import Iterable

from filters.leaks.tokens import Table

_COUNTS = """
1: unicycle solo
2: bicycle coin glove shoe sock twin ear eye thumb nostril tandem duo duel heads tails wing wings bike biped
3: tricycle tripod triangle musketeer magi trio triplet shamrock trident traffic pythagoras hat-trick podium medal fork
4: season paw violin cello viola quartet gospel evangelist rushmore clover compass horsemen beatles square rectangle
4: presidents leap table chair dog cat horse cow sheep elephant suit wheel wheels leg legs car gospels quadruped
5: finger fingers toe toes hand olympic ring rings quintet basketball pentagon vowel starfish lake nickel weekday
6: die dice insect beetle ant ladybird snowflake honeycomb hexagon guitar sextet volleyball hockey bee fly cube sixpack
7: week dwarf dwarfs dwarves rainbow planet continent sea wonder sin septet snow bond lucky heptagon week's calendar
8: spider octopus octet byte octagon octave planet pawn pawns solar neptune oxygen rowing piece pole oarsmen
9: muse baseball inning innings nonet cloud planets skittle sudoku symphony symphonies lives
10: fingers toes commandment plague decade dime decagon bowling pin pins barefoot hand hands decimal metric perfect
11: football soccer cricket eleven team apollo
12: month apostle disciple juror jury zodiac dozen carton clock dial foot noon midnight calendar christmas egg eggs year
12: inch inches knight labours hercules ruler octave cube semitone clockface
13: baker unlucky superstition superstitious friday rugby suit ace king stripe colony lunar rhubarb hotel elevator
14: fortnight valentine sonnet valentine's
15: rugby tennis snooker umpire quarter
16: sixteen ounce pound chessmen chess hexadecimal sweet pawns
17: haiku driving licence
18: golf golfer adult adulthood vote voting voter ballot polling majority licence license drive wheeler course
20: fingers toes dartboard score icosahedron
21: blackjack die dice pip pips drinking consonant spots salute
22: football soccer snooker hebrew
23: chromosome
24: day hour hours midnight noon clock carat karat advent greek greece christmas sun earth clockwork dozen
25: quarter christmas silver jubilee anniversary wedding century
26: alphabet letter letters english latin marathon bone
28: february domino dominoes
29: february leap olympic
30: april june september november month days
31: january march july august october december halloween month
32: tooth teeth dentist freezing freezes freeze fahrenheit chessmen chess thermometer piece pieces
36: yard yardstick roulette
37: roulette fever body
40: lent thieves days
42: marathon hitchhiker galaxy
46: chromosome
50: state states star stars golden jubilee anniversary wedding union america usa american bullseye flag half-dollar
52: week weeks card cards deck pack year new weekly
54: joker jokers deck cards
60: minute minutes second seconds hour clock diamond retirement
64: chessboard checkerboard board chess beatles squares
65: retirement pension
66: route
76: trombones
78: tarot
81: sudoku
88: piano grand keyboard pianist keys key
90: corner right angle angles degree degrees perpendicular square bingo
100: cent cents percent century centipede dollar boiling boil boils celsius centenarian hundred senator senate metre
101: dalmatian dalmatians
118: element elements periodic
144: gross
147: snooker
180: degrees triangle straight darts half-turn turn semicircle
206: bone bones skeleton
212: boiling fahrenheit
300: bowling spartan spartans
360: circle turn degrees compass degree revolution round
365: year days day
366: leap
451: fahrenheit bradbury
500: ream indianapolis
1000: millennium kilogram kilometre
1440: day
1984: orwell
"""
COUNTS: dict[str, frozenset[float]] = {}
"""Each thing, and the counts it may stand for."""
for _line in _COUNTS.strip().splitlines():
    _count, _, _things = _line.partition(":")
    for _thing in _things.split():
        COUNTS[_thing] = COUNTS.get(_thing, frozenset()) | {float(_count)}
NONE: frozenset[float] = frozenset()


def _counts_of(word: str) -> frozenset[float]:
    """What a word in lower case may stand for; empty for most words."""
    if word in COUNTS:
        return COUNTS[word]
    word = word.removesuffix("'s").removesuffix("\u2019s")
    if word in COUNTS:
        return COUNTS[word]
    return COUNTS.get(word[:-1], NONE) if word.endswith("s") else NONE


counts_of = Table(_counts_of)
"""A word in lower case to what it may stand for."""


def comes_to(values: Iterable[float], numbers: Iterable[float], wanted: frozenset[float]) -> bool:
    """Whether a count and a number of the same sentence come to a wanted value by one operation."""
    numbers = tuple(numbers)
    return any(
        not wanted.isdisjoint((value * number, value + number, value - number, number - value, value / (number or 1)))
        for value in values
        for number in numbers
    )
