"""The things that estimates count: ordinary nouns, their plurals, and words that are none.

Any lower-case word may be counted (`40 pings/driver`). The nouns here are the ones that people
use so often that they are never taken for a misspelt unit, and whose plurals are known.
"""

_NOUNS = """
account action activity ad address admin agent alarm album alert answer api app appointment
archive article artist asset attachment attempt auction author avatar backup badge balance bank
batch bear bed bid bin bite block blog board book booking bookmark bot bottle box branch brand
bucket buffer bug build bus button buyer cab cache camera campaign candidate car card carrier cart
case category cell certificate change channel chapter character chart chat check checkout child
chunk citizen city claim class clerk click client clip cluster coin collar collection column
command comment commit community company connection contact container contract cookie copy core
counter country coupon course crash crawl creator credential credit crop customer cycle dashboard
database dataset deal delivery department deployment desk device digest dish disk doc document
domain door doorbell download draft drawing drive driver drop ear edge edit editor email employee
endpoint engineer entry error event exam exchange executor exit experiment export face factor fan
fare feature feed field file filter fingerprint flag flight floor folder follower following form
forum fragment frame friend function game gate gear geek group guest handle handler hash head hint
holder hop host hotel hotspot house hub idea identifier image impression index ingredient inode
input instance instrument interaction interval invite invoice item job join joke judge key keyword
kitchen label lamp landlord language laptop layer lead leaf ledger lesson letter level like line
link list listener listing load location lock log login lookup loop machine macro mail mailbox
manager map mark market match meal measurement meeting member mention menu merchant message metric
migration mill mirror model module monitor mouth move movie neighbour network node note
notification number object offer office op operation operator option order org output owner pack
package packet page pair parcel parking part participant partition partner party passenger
password paste patch path patient payment pear peer phone photo picture piece pin ping pixel place
plan plane player playlist plugin pod point policy poll pool port portal position post posting pot
prefix presentation price process processor producer product profile program project prompt
provider pub publisher pull purchase push question queue quiz quota rack rank rating reaction read
reader receipt recipe recipient record redirect refund regex region rent rental repeat replica
reply repo report reporter repost resource response result retry retweet review revision ride
rider ring role room round route router row rule run runner sale sample scan scene schedule
scooter score screen script search seat section seed seek segment seller send sender sensor server
service session set setting shard share ship shipment shop show sibling signal signup site slot
snapshot socket song source spec spot stage star statement station step stop store story stream
student subscriber subscription suggestion summary supplier survey switch symbol system tab table
tablet tag target task taxi teacher team tear template tenant tent term test text thread thumbnail
ticket tile timeline timer title token tool topic topping tour track trader transaction transfer
transform translation tree trial trigger trip truck tweet type update upload url vehicle vendor
vent version video view viewer visit visitor vm volume vote voter wallet warehouse watcher webhook
website widget window word worker workflow workspace write writer yard zone
"""

_IRREGULAR = {
    "child": "children",
    "leaf": "leaves",
    "quiz": "quizzes",
    "index": "indexes",
    "photo": "photos",
}
_ALSO = {
    "indices": "index",
    "msg": "message",
    "msgs": "message",
    "conn": "connection",
    "conns": "connection",
    "obj": "object",
    "objs": "object",
    "txn": "transaction",
    "txns": "transaction",
    "notif": "notification",
    "notifs": "notification",
    "doc": "document",
    "docs": "document",
    "pic": "picture",
    "pics": "picture",
    "vids": "video",
    "URL": "url",
    "URLs": "url",
    "API": "api",
    "APIs": "api",
    "VM": "vm",
    "VMs": "vm",
    "vCPU": "vcpu",
    "vCPUs": "vcpu",
    "vcpu": "vcpu",
    "vcpus": "vcpu",
    "CPU": "cpu",
    "CPUs": "cpu",
}

_NOT_NOUNS = """
about abs after again all also always and any approx are around as assume assuming avg because
been before both but can ceil could did does each enough every exact few floor for from get had
has have her here him his how in into its just less ln log log10 log2 lots made make many
max may maybe means min more most much must need needs never nines nor not now of one only our out
over per please plus prev round same says sci see she should since solve some sqrt such sum than
that the their them then there these they this those to too total under use uses using very was
way well were what when where which while who why will with would x yes yet you your
"""
NOT_NOUNS = frozenset(_NOT_NOUNS.split())
"""Words that are never counted, so that a sentence is not taken for a quantity."""


def plural(noun: str) -> str:
    """Return the plural of a singular English noun."""
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return noun + "es"
    return noun + "s"


def stem(word: str) -> str:
    """Return one key for the singular and the plural of a word nobody listed.

    It is a key, not a word: `cache` and `caches` both give `cach`.
    """
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("s"):
        word = word[:-1]
    if word.endswith("e") and word[:-1].endswith(("s", "x", "z", "ch", "sh")):
        return word[:-1]
    return word


def _forms() -> dict[str, str]:
    forms = {}
    for noun in _NOUNS.split():
        forms[noun] = noun
        forms[plural(noun)] = noun
    forms.update(_ALSO)
    return forms


NOUNS: dict[str, str] = _forms()
"""Every known form of a counted noun, with the atom it stands for."""

_ABBREVIATIONS = (
    "DAU MAU QPS RPS TPS WAU conn dau mau msg notif obj people pic qps req rps tps txn wau"
)
ABBREVIATIONS = frozenset(_ABBREVIATIONS.split())
"""Words that have no other plural than themselves, as people write them."""


def for_count(word: str, one: bool) -> str:
    """Return `word` as it is written after a number, singular for exactly one."""
    if word in ABBREVIATIONS:
        return word
    known = NOUNS.get(word)
    if one:
        if known is not None and word == plural(known):
            return known
        if known is None and word.endswith("s") and not word.endswith(("ss", "us", "is")):
            return _singular(word)
        return word
    if known == word or (known is None and not word.endswith("s")):
        return plural(word)
    return word


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    return word[:-1]
