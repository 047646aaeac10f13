"""The little verb lore needed to turn a question into a clause: base forms, and their past."""

from synth.reference.lexicon import words

_PAIRS = words(
    "be/was beat/beat become/became begin/began bend/bent bet/bet bite/bit blow/blew break/broke bring/brought "
    "build/built burn/burned buy/bought catch/caught choose/chose come/came cost/cost cut/cut deal/dealt dig/dug "
    "do/did draw/drew drink/drank drive/drove eat/ate fall/fell feed/fed feel/felt fight/fought find/found "
    "fit/fit fly/flew forget/forgot get/got give/gave go/went grow/grew hang/hung have/had hear/heard hide/hid "
    "hit/hit hold/held keep/kept know/knew lay/laid lead/led leave/left lend/lent let/let lose/lost make/made "
    "mean/meant meet/met pay/paid put/put quit/quit read/read ride/rode ring/rang rise/rose run/ran say/said "
    "see/saw sell/sold send/sent set/set shake/shook shoot/shot sing/sang sink/sank sit/sat sleep/slept "
    "spend/spent spin/spun split/split stand/stood steal/stole stick/stuck sweep/swept swim/swam take/took "
    "teach/taught tear/tore tell/told think/thought throw/threw wake/woke wear/wore weave/wove win/won wind/wound "
    "write/wrote"
)
IRREGULAR = dict(pair.split("/") for pair in _PAIRS)
"""Irregular base forms to their past."""

REGULAR = words(
    "accept accumulate achieve add afford aim allocate allow answer appear apply arrive ask assemble attend "
    "average award bag bake bathe belong bike blend boil book borrow bounce breed brew brush cancel carry carve "
    "cash celebrate change charge chase check chew chop clean clear climb close collect color combine complete "
    "consume contain contribute cook cool count cover crack craft crawl create crochet cross cultivate cycle "
    "dance decide decorate decrease delete deliver deposit deserve design destroy die dip discard discover "
    "display divide donate drain dribble drop dry earn employ empty encounter end enter equal exceed exercise "
    "expect experience fail fill finish fix fold follow freeze gain gather generate grade graduate grind gross "
    "guess hand handle happen harvest hatch haul heat help hike hire host hunt ice include increase insert "
    "install intend introduce invest invite iron jog join juggle jump kayak kick kill knit knock label last laugh "
    "learn lift like limp list listen live load look love lower mail manage manufacture march mark measure melt "
    "memorize mill miss mix model mop move mow need neglect net notice occupy offer open operate order owe own pack "
    "paint park pass pedal peel perform photograph pick place plan plant play plow pocket polish post pour "
    "practice prepare press produce profit promise provide pull purchase push quilt race rain raise rake reach "
    "receive recommend record recover recycle redeem reduce remain remember remove rent repair repay replace "
    "represent request require rescue reserve retire return review roast rob roll row sail save scoop score scrub "
    "seat serve sew share shave shear ship shop shout shovel shrink shuck sign skate skip slice smoke snap sneak "
    "snow solve sort spill spot spray squeeze stack stain stamp start starve stay stitch stop store stretch "
    "strike study stuff submit subtract suffer supply surpass surround survive swap sweat tan taste thaw tie tile "
    "tip toss total touch track trade train transfer trap travel treat trim try turn type uncover unload unpack "
    "upload use vacuum visit volunteer vote wait walk wander want wash waste watch water weigh wish withdraw work "
    "wrap yell yield"
)
"""Regular base forms that word problems use."""

PARTICIPLES = dict(
    (pair.split("/")[0], pair.split("/")[1])
    for pair in words(
        "done/do eaten/eat driven/drive written/write given/give taken/take run/run gotten/get drunk/drink seen/see "
        "grown/grow flown/fly thrown/throw swum/swim broken/break chosen/choose worn/wear stolen/steal hidden/hide"
    )
)
"""Irregular participles that are not the past form, to their base form."""

BASE = frozenset(IRREGULAR) | REGULAR
"""Base forms that we know."""

VOWELS = "aeiou"


def _forms() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    third = {third_person(verb): verb for verb in BASE}
    passed = {past(verb): verb for verb in BASE}
    return third, passed, passed | {participle: verb for participle, verb in PARTICIPLES.items()}


def is_base_verb(word: str) -> bool:
    """True if the word is a verb's base form that we know."""
    return word in IRREGULAR or word in REGULAR


def past(verb: str) -> str:
    """`sell` to `sold`, `carry` to `carried`, `stop` to `stopped`."""
    if verb in IRREGULAR:
        return IRREGULAR[verb]
    if verb.endswith("e"):
        return verb + "d"
    return (
        (_ies(verb, "ied") or verb + _doubled(verb) + "ed")
        if not verb.endswith("y")
        else _ies(verb, "ied") or verb + "ed"
    )


def third_person(verb: str) -> str:
    """`sell` to `sells`, `carry` to `carries`, `wash` to `washes`, `have` to `has`."""
    special = {"have": "has", "be": "is", "do": "does", "go": "goes"}.get(verb)
    if special:
        return special
    if verb.endswith(("s", "sh", "ch", "x", "z")):
        return verb + "es"
    return _ies(verb, "ies") or verb + "s"


def _ies(verb: str, ending: str) -> str | None:
    return verb[:-1] + ending if verb.endswith("y") and verb[-2] not in VOWELS else None


def _doubled(verb: str) -> str:
    """The consonant that doubles in short verbs such as `stop`, `jog` and `scrub`."""
    short = len(verb) >= 3 and verb[-1] not in "aeiouwxy" and verb[-2] in VOWELS and verb[-3] not in VOWELS
    return verb[-1] if short and sum(letter in VOWELS for letter in verb) == 1 else ""


THIRD, PAST, PARTICIPLE = _forms()
"""Forms to their base form: `sells`, `sold`, and participles, among them all past forms."""

FINITE = frozenset(PAST) | words(
    "is are was were has have had does do did will would "
    "can could cost costs needs uses takes makes gets eats sells buys "
    "gives wants pays earns goes comes keeps loses reads "
    "writes knows finds brings spends sees says thinks begins becomes"
) - words("used left lost paid fed")
"""Words that are verbs rather than things."""

NEVER_NOUNS = words(
    "eat go get give take sell buy bring come earn keep "
    "know lose see send sing spend teach tell think write wear become "
    "begin choose ate had went gave took bought brought came "
    "got knew saw sang spent taught told thought wrote wore became "
    "began chose has have is are was were sat stood ran swam drove flew grew kept held led made met need want needed "
    "wanted costs needs"
)
"""Forms of verbs that no thing is called by."""
