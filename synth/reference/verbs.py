"""The little verb lore needed to turn a question into a clause: base forms, and their past."""

IRREGULAR = {
    word: past
    for word, past in (
        pair.split("/")
        for pair in (
            "be/was become/became begin/began bend/bent bet/bet bite/bit blow/blew break/broke bring/brought build/built burn/burned buy/bought "
            "catch/caught choose/chose come/came cost/cost cut/cut deal/dealt dig/dug do/did draw/drew drink/drank drive/drove eat/ate fall/fell "
            "feed/fed feel/felt fight/fought find/found fit/fit fly/flew forget/forgot get/got give/gave go/went grow/grew hang/hung have/had "
            "hear/heard hide/hid hit/hit hold/held keep/kept know/knew lay/laid lead/led leave/left lend/lent let/let lose/lost make/made beat/beat "
            "mean/meant meet/met pay/paid put/put quit/quit read/read ride/rode ring/rang rise/rose run/ran say/said see/saw sell/sold send/sent "
            "set/set shake/shook shoot/shot sing/sang sink/sank sit/sat sleep/slept spend/spent spin/spun split/split stand/stood steal/stole "
            "stick/stuck sweep/swept swim/swam take/took teach/taught tear/tore tell/told think/thought throw/threw wake/woke wear/wore "
            "weave/wove win/won wind/wound write/wrote"
        ).split()
    )
}
"""Irregular base forms to their past."""

REGULAR = frozenset(
    (
        "accept accumulate achieve add afford aim allow answer appear apply arrive ask assemble attend average award bake bathe belong bike blend boil "
        "book borrow bounce brew brush burn cancel carry carve cash celebrate change charge chase check chew clean clear climb close collect color "
        "combine complete consume contain contribute cook count cover crack craft crawl create crochet cross cultivate cycle dance decide decorate "
        "decrease deliver deposit design destroy die dip discard discover display divide donate drain dribble drop earn employ empty end enter "
        "equal exceed exercise expect experience fail fill finish fix fold follow gain gather generate grade graduate gross hand handle happen harvest "
        "hatch haul have help hike hire host hunt ice include increase insert install intend introduce invest invite iron jog join juggle jump kayak kill "
        "knit label last laugh learn like limp list listen live load look love lower mail manage manufacture march mark measure melt memorize miss mix "
        "model move mow need neglect net notice offer open order own pack paint park pass pedal peel perform photograph pick place plan plant play "
        "plow pocket polish post pour practice prepare produce promise provide pull purchase push quilt race raise reach receive recommend record recover "
        "recycle reduce remain remember remove rent repair repay replace request require rescue reserve retire return review roast rob roll row sail "
        "save score scoop scrub seat serve sew share shave shear ship shop shovel shrink sign skate skip slice smoke snap solve sort spill spray "
        "squeeze stamp start starve stay stitch stop store stretch strike study stuff submit subtract suffer supply surpass surround survive swap take taste "
        "tie total touch track trade train transfer trap travel treat trim try turn type uncover unload upload use vacuum visit volunteer vote wait walk "
        "want wash waste watch water weigh wish withdraw work wrap yield deserve allocate beat chop represent redeem encounter operate tan toss shuck rain snow owe profit knock delete sweat breed kick tan guess lift bag unpack wander owe tip shout yell sneak spot stack tile mop rake stain dry cool heat freeze thaw grind mill press"
    ).split()
)
"""Regular base forms that word problems use."""

VOWELS = "aeiou"


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
