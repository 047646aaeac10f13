"""What a word is to a clause that tells a step, as one letter; `runs` reads clauses as rows of these letters.

The words are our choice. Those that deny were chosen by what clauses of clean texts hold and recitals never do: whoever
recites a plan says no "or", no "than" and no "should".
"""

from filters.leaks.tokens import Table

_DONE = (
    "added adjoined adjusted allotted appended applied apportioned assembled attached augmented averaged balanced "
    "billed boosted brought bumped bundled cancelled capped carried chained chopped cleared clipped collected "
    "combined completed computed converted counted credited crossed cubed cut dealt debited deducted determined "
    "differentiated diminished discarded divided docked doubled drained dropped eliminated emptied enlarged equated "
    "evaluated exchanged expanded expressed extracted factored fed figured fixed formed found freed gathered got "
    "grouped grown had halved handed hired increased inserted integrated inverted isolated joined kept knocked laid "
    "lengthened lifted linked lowered lumped matched measured merged met moved multiplied narrowed negated netted "
    "padded paired parcelled passed peeled piled plugged pooled poured priced pulled put raised reached read "
    "rearranged reckoned recorded recovered reduced rejoined removed replaced rescaled restored reversed rewritten "
    "rounded scaled selected separated set settled shaved shifted shortened shrunk simplified slashed sliced solved "
    "sorted sought split spread squared stacked stretched stripped struck substituted subtracted summed supplemented "
    "swapped tacked taken tallied thrown ticked timed topped totalled transformed translated trimmed tripled turned "
    "undone united valued weighed widened withdrawn worked written"
)
"""Participles: what is done to a quantity (`D`)."""
_TOLD = (
    "add adds append apportion apportions arrange arranges attach attaches augment augments average averages combine "
    "combines compute computes convert converts cube cubes deduce deduces deduct deducts differentiate diminish "
    "discard discards divide divides double doubles drop drops eliminate eliminates empties enlarges equate equates "
    "evaluate evaluates exchange expand extract extracts gather gathers halve halves insert inserts integrate invert "
    "inverts isolate isolates join joins lower lowers merge merges multiplies multiply narrows obtain obtains peel "
    "peels plug plugs pool pools rearrange rearranges reckon reckons reduce reduces remove removes rescale rewrite "
    "rewrites scale scales shave shortens shrink shrinks simplifies simplify slices solve solves strip strips "
    "substitute substitutes subtract subtracts swap swaps tack tallies tally translate translates trims triple "
    "triples undo undoes unite unites widens withdraw withdraws"
)
"""Verbs that hardly mean anything else (`T`)."""
_MAY_TELL = (
    "apply assumes balance begin boost break breaks bring brings build bump bundle call calls cancel carry chain "
    "change charge chop clear clears climb clip close closes collect compare complete count counts cross cut cuts "
    "deal dock drain draw draws earn empty enlarge express factor feed fetch figure fill fills find finds fix flip "
    "form get give go group grow hand hands hire hold holds keep keeps knock label lay lays lengthen let lets lift "
    "line link list look looks lump mark match measure move narrow note open order pad pair parcel pass pay pick "
    "picks pile place pour pretends price prices pull put puts raise raises reach read reads record recover relate "
    "replace replaces restore reverse reverses round run see seek sees select separate set settle share shares shift "
    "shorten slash slice sort sorts spend split splits spread square stack start starts step stretch strike strikes "
    "sum supposes swap take throw throws tick time top total trade travel treats trim turn unpack use value walk "
    "weigh widen work works write writes"
)
"""Verbs that tell a step where a clause opens with one or has its subject before it (`v`)."""
_GIVES = (
    "arises become becomes bring brings come comes deliver delivers enters exceeds fall falls feed feeds fix fixes "
    "flow flows follow follows get gets give gives go goes grows hang hangs joins lead leads lean leans leave leaves "
    "lifts make makes merges produce produces rest rests results returns reveal reveals set sets settle settles show "
    "shows shrinks springs supplies supply take takes tell tells turn turns uncovers yield yields"
)
"""What one quantity does to another (`F`; `g` for one that may tell a step, too)."""
_GERUNDS = (
    "adding bringing bundling calculating choosing collecting combining comparing computing converting counting "
    "cubing cutting determining dividing doubling dropping expressing figuring finding gathering getting grouping "
    "halving handing joining knocking laying letting lifting listing looking lowering measuring merging moving "
    "multiplying passing peeling picking pooling pricing putting raising reading reducing removing replacing rounding "
    "scaling seeing setting sharing solving splitting squaring stripping subtracting summing swapping taking tallying "
    "treating turning undoing weighing working writing"
)
"""They tell a step behind "by" only (`G`); elsewhere they are mostly slips."""
_DENIES = (
    "$ = about also although answer any aren't asked because but can can't cannot careless check checks confuse "
    "confusing could different doesn't don't easily enough error errors even forget forgetting forgotten have here if "
    "instead isn't matter may means mentioned might mistake mistakes must need needed needs neither never no nobody "
    "nor not nothing or overlooked people pitfall pitfalls problem question rather sanity should since slip slips "
    "some somebody someone students tempting than though too trap traps unknown unless wanted when whether won't "
    "would wrong wrongly"
)
"""Words that deny, warn, weigh, or speak of the question (`N`)."""
_POINTS = (
    "both earlier former it its latter left obtained remaining remains result resulting such that them these this "
    "those two what whatever whichever"
)
"""Words that point to what was said before (`L`)."""
_LETTERS = {
    "N": _DENIES,
    "D": _DONE,
    "T": _TOLD,
    "O": "sum sums product products quotient difference minus times plus over ratio total totals remainder rest excess "
    "shortfall gap surplus complement half halves together per per-unit average",
    "L": _POINTS,
    "P": "we you one i to he she they people let's who whoever",
    "Q": "first then next after afterwards afterward finally lastly last once before thereafter thereupon whereupon "
    "until now end so",
    "m": "into onto off down out up from back away apart aside through upon",
    "G": _GERUNDS,
    "b": "by",
    "h": "how",
    "&": "and",
    ",": ", ; : . ( ) \u2013 \u2014 \u2192 > | / ! ?",
}
"""The first letter that has a word is the word's; `,` and `&` cut clauses."""
_OF = {word: letter for letter, words in reversed(_LETTERS.items()) for word in words.split()}
_GIVE, _MAY = frozenset(_GIVES.split()), frozenset(_MAY_TELL.split())


def _letter(word: str) -> str:
    """The letter of a token; `x` for other words, `N` for numbers: a recital names none."""
    if word[0].isdigit() and len(word) > 1:
        return "N"
    if word in _MAY:
        return "g" if word in _GIVE else "v"
    return _OF.get(word) or ("F" if word in _GIVE else "x" if len(word) > 2 else "")


LETTERS = Table(_letter)
"""A token to its letter; empty for most short words."""
