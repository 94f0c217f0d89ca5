"""What people say for the same thing when they ask about a system: words, idioms, fillers.

Written for questions about systems in general, with no single question of the bank in mind.
"""

import re

_GROUPS = """
traffic load scale volume qps rps tps throughput request requests demand busy hits popularity
user people customer client audience member visitor subscriber dau mau person population crowd
read view open fetch download visit look load retrieve
write create post publish upload save submit insert ingest
size big large length long byte bytes kb mb kilobyte megabyte characters heavy weight maximum biggest
latency fast quick quickly slow speed responsive response millisecond ms p99 p95 percentile performance
fresh freshness stale staleness current recent lag delay outdated old age immediately realtime instant consistency consistent eventual soon propagate
frequency often frequent frequently daily hourly weekly interval cadence schedule refresh update
availability available uptime downtime sla slo nines outage down fail failure reliable reliability crash unavailable broken break die interruption unreachable
durability durable lose loss lost losing survive backup
retention keep kept retain history archive years year forever storing stored duration purge horizon lifetime
expire expiry expiration ttl lifetime lifespan disappear vanish die dead
delete remove removal takedown erase forget gdpr disappear withdraw
edit change modify update alter version revise mutable immutable amend rewrite
region regional global globally worldwide country geography geographic international continent location datacenter abroad overseas
account login anonymous auth authentication register registration identity signup authenticate signed
private privacy public permission visibility visible protect password secret restrict hide share
abuse spam flood forbidden offensive inappropriate nasty malicious illegal moderation bot attack fraud cheat fake hostile attacker manipulate scam misuse
peak rush quiet idle spike spiky burst bursty busiest uneven evenly even surge seasonal holiday distribution spread constant steady fluctuate
popular hot celebrity skew famous viral tail celebrities trending
analytics statistics stats click count metric counter track tally hits
image picture photo video media attachment binary film format
notification notify alert email push warn sms message
ordering ordered sort rank ranking chronological relevance sequence sorting
hardware machine server memory ram node cpu disk cluster infrastructure computer box
budget cost money price cheap expensive
duplicate twice same copy repeat identical dedupe double copies
payment pay money transfer currency
page pagination scroll limit items deep depth
search query keyword lookup find
buy existing product vendor managed readymade
user human person
javascript js script render
entry item row element record
document page html webpage
async asynchronous asynchronously background deferred worker queue
friend connection contact relationship edge
website site host domain
category categories classification label
short length characters
moderation takedown police
robots polite politeness
mutual symmetric bidirectional directed undirected reciprocal
author writer owner creator poster
post tweet message status update
vanity custom alias
link url address
bank institution provider
"""

GROUPS: tuple[tuple[str, ...], ...] = tuple(
    tuple(line.split()) for line in _GROUPS.strip().splitlines()
)
"""Words that may stand for each other."""

_IDIOMS = (
    (r"how long (?:does|do|may|can|will|would|might|should)(?=[^?]* takes?\b)", "latency"),
    (r"(?:load|loading|response|page|waiting|wait) times?", "latency"),
    (r"how (?:many|much)|(?:number|amount|quantity|count) of|what number", "howmany"),
    (
        r"how (?:big|large|heavy)|what(?: is the|'s the)? (?:typical |average |maximum )?size",
        "size",
    ),
    (
        r"how long (?:is|are|can|may|will|should)?(?=[^?]* (?:kept|keep|live|stored|store|retain|stay))"
        r"|for how long|how many years",
        "retention",
    ),
    (r"how (?:fast|quick|quickly|slow|slowly|responsive|snappy)", "latency"),
    (r"how (?:soon|fresh|current|recent|stale|old|up[- ]to[- ]date)|up[- ]to[- ]date", "freshness"),
    (r"how (?:often|frequently|regularly)", "frequency"),
    (r"(?:log|sign|logged|signed)[- ](?:in|up|on)|logins?", "login"),
    (r"real[- ]?time|near[- ]real[- ]?time", "realtime"),
    (r"data[- ]?cent(?:er|re)s?", "datacenter"),
    (r"(?:take|taken|taking)[- ]?downs?", "takedown"),
    (r"(?:go|goes|going|went|gone|shut|falls?) (?:down|offline|dark)", "outage"),
    (r"off[- ]the[- ]shelf|ready[- ]made|third[- ]party", "readymade"),
    (r"(?:per|a|each|every) (?:second|sec|minute|hour|day|month|week)", "throughput"),
    (r"(?:read|write)[- ](?:heavy|only)|read[:/ -](?:to[- ])?write(?: ratio)?", "read write ratio"),
    (r"around the (?:world|globe)|(?:all|across) (?:over )?the (?:world|globe)", "worldwide"),
    (r"page views?", "view"),
    (r"even(?= (?:during|through|throughout|over|across|all))", "evenly"),
    (r"(?:request|query|write|read|message|event) rates?", "throughput"),
    (r"app stores?", "appstore"),
    (r"user[- ]?bases?", "howmany users"),
    (r"machine learning", "machinelearning"),
    (r"product owners?", "productowner"),
    (r"programming languages?", "programminglanguage"),
    (r"time (?:do (?:i|we) have |is )?left|time remaining", "remainder"),
    (r"accessib\w+", "assistivetech"),
    (r"(?:life|time)[- ](?:span|to[- ]live)", "lifetime"),
    (r"at (?:the )?same time|at once", "concurrent"),
)
IDIOMS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"\b(?:{pattern})\b"), f" {word} ") for pattern, word in _IDIOMS
)
"""Groups of words that mean one thing, and the word that stands for them."""

_FILLERS = """
a about above actually after all allow allowed already also am an and another any anybody anyone
anything approximately approx are around as ask assume assumed assuming at basically be because
been being best better between both but by can cannot care case certain clarify come concern
concerned consider considered could deal did do does doing done during each either else even
ever every everything exactly expect expected expecting far find for from general generally get
gets getting give given go going got guess had handle happen happening happens has have having he
her here hers hey hi him his i idea if imagine important in include including into involve is it
its itself just kind kinds know let lets like likely look looking lot make matter matters may
maybe me mean mention might mind more most much must my myself need needed needs no normal
normally not now of ok okay on one ones only or other others our ours out over own part
particular per perhaps plan planning please point possible possibly pretty probably question
quick quite rather really reasonable regarding regards relevant require required requirement
requirements right rough roughly safe say scope see seem shall she should so some somebody someone
something sort sorts special specific still stuff such suppose supposed sure system service
support supported talk talking target targets tell term terms than that the their them then there
these they thing things think thinking this those through thus to too toward try type types typical typically
under understand until up upon us use used using usual usually very want wants was way we well
were what what's whatever when whether which while will with within without wonder wondering work
working works worry worried would yes yet you your
how whats hows lets necessary notion acceptable accept accepted ok feel bad several everyone anyone everybody
somebody someone nobody upper different existing take takes taking taken tolerate tolerable fine
fully good enough long exact precise precisely worth needing decide actual whole entire
allowing assumption average aim aiming app application build built called design figure figures
focus goal ideally mostly overall product roughly set sound
second seconds minute minutes hour hours day days month months monthly week weeks
"""
FILLERS = frozenset(_FILLERS.split())
"""Words that carry nothing in a question about a system."""

_ORDINARY = """
admin backend black board budget business client cloud coding company compete competitor compliance
continue customer database deadline deploy diagram draft engine engineer feature frontend google
hints interview involve kafka kubernetes launch legacy library marketing migrate migration mobile
office offline online owner people planet platform project production protocol provider python
report school slack software source stack start startup student table tablet teacher team
terminal test testing together tools train trust weather whiteboard window words world
"""
ORDINARY = frozenset(_ORDINARY.split())
"""Words that are spelled right although no clarification holds them."""

SHARES = {
    **dict.fromkeys(("howmani", "who", "where", "why", "when", "whose", "limit", "time"), 0.35),
    **dict.fromkeys(("first", "last", "new", "differ", "long", "year"), 0.35),
    **dict.fromkeys(("size", "latenc", "user", "peopl", "person", "custom"), 0.6),
}
"""Stems that help to tell two answers apart, but are little reason to answer, and their share."""
