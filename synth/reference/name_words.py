"""Closed word lists of the grammar that names have to fit."""

from synth.reference.lexicon import words

QUANTITIES = words(
    "cost price amount total weight length width height area volume perimeter age time speed distance rate "
    "discount profit tax tip fee salary income balance change savings earnings increase decrease difference sum rest "
    "remainder fraction percentage part share size score average value revenue budget bill sales costs prices weights "
    "temperature duration multiple factor capacity pay wage "
    "payment ratio circumference diameter radius depth thickness "
    "ages lengths heights commission bonus rent expenses expense debt loan interest money"
)
"""Nouns that name something measurable."""

BEFORE_QUANTITY = words(
    "total remaining combined new original average final monthly weekly daily yearly annual hourly net gross whole "
    "current initial overall additional extra regular discounted reduced full first second third last stated "
    "other fourth fifth sixth"
)
ARTICLES = words("the a an his her their its my our your this that these those all both each every some")
SINGULAR = words("he she it")
PLURAL = words("they we you i")
OURS = words("we you i our your my us")
"""People who are in the story only if the question says so."""

CLOSED = ARTICLES | words(
    "he she they it we you i him them us me is are was were be been being am do does did have has had will would can "
    "could may might must shall should not and or but if because since so then than as that which who whom whose what "
    "when where while how why to of in on at by for from with without into onto after before during until per about "
    "between among over under there here up down off out more less fewer many much too very also only just still left "
    "needed both same such no any once twice one ones thing things each every itself himself herself themselves thus "
    "therefore hence now again yet let"
)
"""Words that are no part of a thing's name."""

ADJECTIVES = words(
    "red blue green yellow white black brown pink purple grey gray square cubic hot large small big new old tall long "
    "other same whole"
)
"""Words that no thing's name ends with."""

CUT = words(
    "in on at by for from with after before during to into through across around within when while if because since , "
    "where until"
)
"""Where a name can be cut, if it goes on in a way that the grammar does not know: what it says stays true."""

LEADING = words("of in on at by for from with after before during per to into between among without until than")
ADVERBS = words("now altogether combined together left remaining already originally initially still today daily")
TIMES = words("day week month year hour minute second time morning evening afternoon night weekend round trip one")
FIXED = (
    ("in", "total"), ("in", "all"), ("at", "first"), ("for", "each"), ("taken", "off"), ("in", "dollars"),
    ("of", "each"), ("of", "money"), ("of", "increase"), ("of", "decrease"),
)  # fmt: skip
UNCOUNTED = words("people children men women teeth mice geese fish sheep deer feet dice fishermen goldfish trout")
UNITS = words(
    "seconds minutes hours days weeks months years miles feet inches yards meters metres kilometers km cm mm m pounds "
    "ounces grams kilograms kg gallons liters litres ml cups "
    "tons dollars cents degrees acres mph units items times pairs "
    "dozens quarts pints"
)
"""What can be counted without the question's naming it."""


NO_CLAUSE = words("multiple difference factor percentage fraction ratio age temperature")
"""Quantities that nobody has, does or buys."""

FOR_MONEY = words(
    "earn make save spend pay receive get give collect raise owe charge want need cost lose win take use have donate "
    "keep invest borrow deposit lend bring contribute gain net gross profit allocate withdraw budget"
)
"""Verbs that an amount of money is the object of."""

NOUNS_IN_ING = words(
    "thing building painting wedding morning evening ring king string spring earring clothing ceiling meeting drawing "
    "crossing parking stocking pudding sibling duckling wing sting railing icing frosting helping serving shipping"
)
