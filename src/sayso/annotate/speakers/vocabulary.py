"""The words by which names and sources are read, in small letters; nouns for roles are in `known`, which has many more."""

from __future__ import annotations

from sayso.annotate.known import Gender


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Capitals that open a sentence or a line and are no part of a name.
OPENERS = _words(
    "the a an this that these those there here it its he his him she her they their them we our us you your i my me who what "
    "when where why how which while if as at by for from in into of off on onto out over to up with without and but or nor so "
    "yet after before since until although though because despite during against among between about above below under "
    "through also even still just only now then thus however moreover meanwhile instead yes no not never ever every each all "
    "both either neither some any many most much more less few several other another such same one two three four five six "
    "seven eight nine ten first second last next is are was were be been being do does did has have had can could will "
    "would may might must shall should let asked according earlier later today yesterday tomorrow monday tuesday "
    "wednesday thursday friday saturday sunday january february march april june july august september october november "
    "december jan feb mar apr jun jul aug sep sept oct nov dec say says said mr mrs ms whether given like unlike once "
    "perhaps maybe again already almost nearly "
    "inside outside amid along across behind beyond within around near per via well very too than "
    "speaking citing asking responding reached including following"
)
NUMBERS = _words("one two three four five six seven eight nine ten first second last next")
TITLES = _words(
    "mr mrs ms miss dr sen rep gov gen lt col sgt prof rev del adm capt maj cpl brig hon sir lord lady dame madam "
    "president senator representative congressman congresswoman governor secretary minister chancellor king queen prince "
    "princess pope sheikh imam ayatollah general admiral colonel major captain judge justice professor mayor ambassador"
)
COURTESIES = _words("mr mrs ms miss sir madam")  # titles that tell no role
GENDERS: dict[str, Gender] = {
    **dict.fromkeys(_words("mr sir lord king prince pope father brother sheikh imam ayatollah congressman"), "m"),
    **dict.fromkeys(_words("mrs ms miss lady dame madam queen princess sister congresswoman"), "f"),
}
LONG_TITLES = {
    "sen": "senator", "rep": "representative", "gov": "governor", "gen": "general", "dr": "doctor", "prof": "professor",
    "col": "colonel", "lt": "lieutenant", "capt": "captain", "maj": "major", "sgt": "sergeant", "adm": "admiral",
}  # fmt: skip
NO_NAMES = OPENERS - TITLES

# What heads an organisation's name.
BODIES = _words(
    "department ministry committee commission council house bank university institute center centre association federation "
    "bureau office court board party league union church army organization organisation agency company corporation corp "
    "inc ltd llc group coalition school college senate congress parliament assembly administration campaign service "
    "police force forces times post news network foundation fund society front movement alliance press tribune journal "
    "herald gazette magazine tv radio authority guard navy corps team club academy hospital brotherhood caucus project "
    "initiative conference chamber cabinet government embassy mission secretariat treasury exchange airlines airways "
    "motors industries partners holdings technologies systems courier chronicle dispatch register review observer "
    "guardian telegraph mail standard republic enquirer inquirer pac tribunal watch international convention show "
    "power energy electric water rail railway railways steel oil gas telecom trust works utility cement insurance mining "
    "shipping growers farmers workers teachers brewery foods pharmaceuticals"
)
ENDED_BODIES = _words("times post news campaign administration")  # no "of" and no "for" goes on with their names
WATERS = _words("gulf sea strait straits bay isle isles city state province republic kingdom")  # "Gulf of Finland"
JOINED_BODIES = _words(
    "committee coalition commission department ministry agency association council institute centre center service"
)
PAPERS = _words("times post journal herald tribune gazette news guardian courier chronicle dispatch register enquirer observer")
CAMPS = _words("campaign administration team camp government office foundation organization organisation")
PARTISANS = _words("republicans democrats conservatives liberals socialists greens tories libertarians communists")
PARTISAN = frozenset(word.removesuffix("s") for word in PARTISANS) - {"torie"}
DOCUMENTS = _words("act bill agreement treaty accord convention charter report resolution amendment")
COMPASS = _words("new north south east west northern southern eastern western san santa los las el fort port saint st cape")
PLACES = _words(
    "street avenue road square river lake mount mountain island islands bay valley county city state beach airport park"
)
# What stands before an object or after a verb, so that no subject follows.
GOVERNORS = _words(
    "of to in for on with at by from about against between among into like than under over after before toward towards "
    "and or is was are were be the a an as support supporting backing attacking called told asked beat defeat"
)

ANYONE = _words(
    "candidate nominee man woman politician lawmaker businessman businesswoman leader billionaire republican democrat"
)
ANY = _words("people those some several many others one another individuals someone somebody")
_LAWYERS = _words("lawyer attorney counsel")
_SPEAKS = _words("spokesman spokeswoman spokesperson")
SAME_ROLE = {**dict.fromkeys(_LAWYERS, _LAWYERS), **dict.fromkeys(_SPEAKS, _SPEAKS)}
