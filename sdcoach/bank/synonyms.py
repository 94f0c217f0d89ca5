"""What people say for the same thing when they ask about a system: words, idioms, fillers.

Written for questions about systems in general, with no single question of the bank in mind.
"""

import re

_GROUPS = """
corpus concurrent concurrency adoption traffic load scale volume qps rps tps throughput request requests reqs demand busy hits popularity usage utilisation utilization activity
user people ppl customer client audience member visitor subscriber dau mau person population crowd folks human guest consumer shopper
read view open fetch download visit look load retrieve lookup get opens consume
write create post publish upload save add submit insert ingest produce send put
ratio proportion split share balance mix
size big large length long byte bytes kb mb kilobyte kilobytes megabyte characters chars heavy weight maximum max cap limit biggest huge tiny small footprint payload
latency fast quick quickly slow speed responsive snappy response millisecond ms p99 p95 p50 percentile performance perf instantly roundtrip rtt rpc
fresh freshness refreshed stale staleness current recent lag delay delayed outdated old age immediately realtime instant instantly consistency consistent eventual eventually soon propagate reflected sync synced behind
frequency often frequent frequently daily hourly weekly nightly interval cadence schedule scheduled refresh update periodically regularly poll polling
redundant redundancy rto recovery recover availability available uptime downtime sla slo nines outage down fail failure fails reliable reliability crash crashes unavailable broken break breaks die dies restart interruption unreachable resilience resilient incident degrade
persistence rpo corrupt corruption durability durable lose loss lost losing survive backup backups persist persistent
retention keep kept retain history historical archive archived year years forever storing stored duration purge horizon lifetime old past growth
expire expires expiry expiration ttl lifetime lifespan disappear vanish die dead timeout valid invalidate invalidation evict
optout cleanup delete deleted deletion remove removal takedown erase erasure forget gdpr disappear withdraw retract undo purge
dynamic static evolve append patch mutate edit editing editable change modify modification update alter version revise revision mutable immutable amend rewrite overwrite correct correction override rename
region nationwide multiregion regional global globally worldwide country countries geography geographic geo international continent location located place local datacenter abroad overseas domestic europe america asia timezone
membership session account accounts login anonymous auth authentication authenticated register registered registration identity signup signin authenticate signed credential credentials password token oauth
optout sensitive confidential private privacy public permission permissions visibility visible protect protected secret restrict restricted hide hidden hiding share shared access exclude block blocked
trick tricks tricking deceive malware virus phishing abuse abusive spam spammer flood forbidden offensive inappropriate nasty malicious illegal moderation moderate bot bots attack fraud fraudulent cheat cheating fake hostile attacker manipulate manipulation scam misuse game gaming evil
diurnal sudden evening night overnight wave waves uniform uniformly weekend daytime peak peaks rush quiet idle spike spiky burst bursty bursts busiest uneven unevenly evenly surge surges seasonal seasonality holiday distribution spread constant steady fluctuate fluctuation vary variation flat pattern
celeb celebs popular popularity repetitive repetition zipf hot celebrity celebrities skew skewed famous viral tail influencer hotspot pareto concentrated
dashboard dashboards insight insights analytics statistics statistic stats click clicks count counted counting metric metrics counter track tracking tally hits report reporting
emoji markdown rich formatting multimedia file image images picture pictures pic pics photo photos video videos media attachment attachments binary film films format gif audio
webhook inform informed notification notifications notify notified alert alerts email push warn warning message sms remind reminder
ordering ordered sort sorted rank ranked ranking chronological relevance sequence sorting algorithm
spec specs vm vms fleet hardware machine machines server servers memory ram node nodes cpu cores disk disks ssd cluster infrastructure computer computers box boxes instance capacity bandwidth
economical financial cost costs money price pricing cheap expensive spend spending dollars afford
equal equals equivalent unique uniqueness distinct duplicate duplicates duplicated dup dups dupes twice same copy copies repeat repeated identical dedupe dedup deduplicate deduplication double again idempotent
payment payments pay paying money transfer transfers initiate currency currencies bill bills
page pages pagination paging scroll scrolling limit items deep depth
autocomplete search searching query queries keyword keywords lookup find finding
buy existing prebuilt product implement implementation vendor managed readymade outsource library opensource
degree friend friends friendship connection connections contact relationship link neighbour neighbor
node vertex
website websites site sites host hosts domain domains webmaster publisher
relabel category categories categorise categorize classification classify label labels classified
short length characters
moderation takedown police report reported flag flagged curated
robots polite politeness crawl hammer overload throttle throttling
vanity custom alias slug
link url urls address shortlink
bank banks institution institutions provider providers aggregator
mutual symmetric symmetrical bidirectional directed undirected reciprocal oneway onesided both
author writer owner creator poster uploader
post posts tweet tweets message status
javascript js script scripts render rendering spa
entry entries item items row rows element record records field fields attribute attributes entity entities contain contains consist info information details profile
document page html webpage
async asynchronous asynchronously background deferred worker queue job jobs task tasks
grow growth growing growths expand expansion increase
ad ads advert adverts advertising sponsored promoted commercial
team staff devops sre developer developers engineers engineer operator oncall ops
maintenance migrate migration upgrade window
transaction transactions atomic atomicity
relational relation relations join joins sql
path paths route chain hop hops degree degrees
graph network
rank position top place
product products item items article articles catalogue catalog goods inventory sku
sale sales sold sell selling order orders purchase purchases bought
return returns returned refund refunds refunded cancel cancelled canceled cancellation
follower followers follow following fans fanout
timeline feed home wall stream
text plain content html pdf pdfs
sequential incremental guess guessable guessing predictable enumerate unguessable random
cache cached caching
miss misses missed
hit hits
personal personalised personalized personalization individual tailored
multilingual english german french unicode language languages locale localised translation
input source feed arrive arrives comes delivered delivery ingest
output result results deliver produce downstream consumer
trap traps loop loops infinite endless cycle cycles
unevenly skew distribution
inactive dormant active churn asleep sleeping
mention mentions mentioned tag tagged
seller merchant merchants shop vendor
pending settle settled authorise hold holds
subcategory subcategories hierarchy hierarchical nested tree parent flat taxonomy
window monday weekday period timeframe rolling sliding calendar
unit units quantity quantities
revenue turnover income
case capital capitalisation sensitive uppercase lowercase casing spelling normalise normalize normalised
protect secure security safe
"""

GROUPS: tuple[tuple[str, ...], ...] = tuple(
    tuple(line.split()) for line in _GROUPS.strip().splitlines()
)
"""Words that may stand for each other."""

_IDIOMS = (
    (r"(?:daily|monthly)(?: or monthly)? actives?(?: users?)?|[dm]aus?", "howmany users"),
    (r"video calls?|voice calls?|phone calls?", "chat"),
    (r"name of the (?:product|company|app|service)", "brand"),
    (r"a ?/ ?b[- ]test\w*|offline mode|logging|tracing", "tooling"),
    (r"hosted|hosting|on[- ]prem(?:ises?)?", "cloud"),
    (r"time (?:do )?(?:i|we) have(?: left)?", "remainder"),
    (
        r"stop(?:s|ped)? (?:using|coming|logging)"
        r"|(?:never|don't|doesn't|do not|does not|haven't|hasn't|not|rarely|no longer)"
        r" (?:come back|came back|log|logs|logged|return|seen|open it|use it)(?: (?:in|on))?",
        "inactive",
    ),
    (r"customers?", "user"),
    (r"(?:no|zero|empty|without|0) (?:results?|hits?)|f(?:ind|ound) nothing", "noresults"),
    (r"(?:don't|doesn't|not|never|stops?|fails? to) (?:respond|answer|reply)(?:ing)?", "outage"),
    (r"(?:hand|handed|hands) (?:over|off)|hand-?offs?|(?:from|to) us", "handover"),
    (r"(?:two|one|both)[- ]?(?:ways?|sided|directional|directions?)", "mutual"),
    (r"(?:way|far|a lot) more(?: often)?", "skewed"),
    (r"how busy|how heavily", "traffic"),
    (r"who pays", "funding"),
    (
        r"t(?:ake|akes|ook|aken|aking) (?:(?:it|them|that|this|my|his|her|their) (?:own )?)?back",
        "retract",
    ),
    (
        r"how long (?:is|are|can|may|should|must)"
        r"(?= (?:(?:a|an|the|one|each|our) )?(?:single |short )?"
        r"(?:post|tweet|paste|text|url|link|message|title|id|key)s?"
        r"(?:$|\?| be\b))",
        "length",
    ),
    (r"how (?:far|deep|deeply)(?! (?:apart|back|down))", "depth"),
    (r"txns?", "transaction"),
    (r"infra", "infrastructure"),
    (r"dcs?", "datacenter"),
    (r"dbs?|databases?|datastores?", "database"),
    (r"k8s", "kubernetes"),
    (r"hw", "how"),
    (r"how (?:big|large) is (?:the|our|your) user[- ]?base", "howmany users"),
    (r"peak[- /](?:to|vs|versus|over)[- /](?:average|avg|mean)(?: ratio)?", "peak"),
    (
        r"black friday|prime day|christmas|flash sales?|cyber monday|new year'?s?(?: eve)?"
        r"|sales? days?|(?:during|in|on) sales? events?|thanksgiving",
        "holiday peak",
    ),
    (
        r"(?:change|vary|differ|shift|drop|go up)s?"
        r"(?= (?:during|over|through|throughout|across|within|at night|by the hour))",
        "fluctuate",
    ),
    (r"once an? (?:hour|day|night|week|month)|every (?:hour|day|night|week)", "frequency"),
    (r"how many times a (?:day|week|month)(?=.* (?:pull|fetch|sync|refresh|poll)\w*)", "frequency"),
    (r"read[- ]your[- ](?:own[- ])?writes?", "consistency"),
    (r"hit[- ](?:rate|ratio)s?", "hitrate"),
    (r"open[- ]source", "opensource"),
    (r"sub[- ]categor(?:y|ies)", "subcategory"),
    (
        r"(?:how much|what)(?: money)? (?:can|may|do|does|will|would|should) (?:we|it|this|that|i)"
        r"(?: \w+)? (?:cost|spend|pay)|money (?:do we have|we can spend|can we spend)"
        r"|how (?:expensive|cheap)(?= (?:can|may|must|should|is) (?:it|this|we|the system)\b)"
        r"|(?:what|what's|whats)(?: is)? (?:the|our|your) budget|(?:cost|price) (?:limits?|constraints?)"
        r"|(?:monthly|hosting|infrastructure|aws|cloud) (?:budget|bill|costs?)",
        "funding",
    ),
    (r"(?:make|making|earn) money|moneti[sz]\w+|business model|revenue model", "monetisation"),
    (r"(?:tech|technology) stack|program(?:ming)? languages?", "techstack"),
    (
        r"writ(?:e|ten|ing)(?: (?:it|this|the (?:service|backend|code)))? in(?! (?:the|a)\b)"
        r"|languages? (?:do|should|is|are|will|would|shall|can) (?:we|i|it|you|the)(?: \w+)?"
        r" (?:use|write|code|written|program)\w*|write (?:some )?code",
        "techstack",
    ),
    (r"documentation", "paperwork"),
    (r"unit tests?|load balanc\w+", "tooling"),
    (r"feature flags?", "tooling"),
    (r"product (?:owner|manager)s?", "stakeholder"),
    (
        r"(?:users?|people|members|anyone|somebody|they) (?:can )?likes?|likes|favou?rites?",
        "reaction",
    ),
    (r"go(?:es|ing)? live|launch(?:es|ed)?|ship it", "launch"),
    (r"(?:shut|turn|switch)(?:ed)? off", "outage"),
    (
        r"how (?:soon|fast|quick|quickly)(?=[^?]* (?:appear|show up|visible|reflected|propagate|reach"
        r"|see|notice|take effect)s?\b)",
        "freshness",
    ),
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
    (r"how long (?:until|till|before)|up[- ]to[- ]the[- ]minute|catch(?:es)? up", "freshness"),
    (r"(?:clean|cleaned|cleans)[- ]ups?", "purge"),
    (r"fault[- ]toleran\w+|fail[- ]?overs?|disaster recovery|single points? of failure", "outage"),
    (r"busy (?:hours?|times?|periods?)|rush hours?|(?:day|night)[- ]?times?", "peak"),
    (r"full[- ]text", "search"),
    (r"(?:newest|latest|oldest|most recent) (?:first|last|on top)|order of|sorted by", "ordering"),
    (r"right to be forgotten", "erasure"),
    (r"p ?\d{2,3}|\d{2}th percentile|percentiles?", "latency"),
    (r"per (?:page|screen)", "page"),
    (r"write[- ]once", "immutable"),
    (r"out[- ]of[- ]date|outdated", "stale"),
    (r"(?:is|are|be|was|being|stays?) (?:offline|dark|dead|gone|down)", "outage"),
    (r"opt(?:s|ing|ed)?[- ]out", "optout"),
    (r"look(?:s|ed|ing)?[- ]ups?", "lookup"),
    (r"(?:typ|search)[- ]?ahead|auto[- ]?complet\w*", "autocomplete"),
    (r"suggest\w*|recommend\w*|propos\w+", "recommendation"),
    (r"(?:cut|hard|upper|lower)[- ](?:off|limit|bound)s?|cap on|at most|at least", "maximum"),
    (r"(?:white|cover) ?list\w*", "list"),
    (r"per[- ]host|per[- ]domain|per[- ]site", "host"),
    (r"build (?:vs|versus|or) buy|buy (?:vs|versus|or) build", "readymade"),
    (r"(?:from|after) (?:the )?(?:fact|then)", "after"),
    (r"even(?= (?:during|through|throughout|over|across|all))", "evenly"),
    (r"(?:request|query|write|read|message|event) rates?", "throughput"),
    (r"app stores?", "appstore"),
    (r"user[- ]?bases?", "howmany users"),
    (r"machine learning|(?:by|use|with|an?) (?:ml|ai)", "machinelearning"),
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
working works worry worried would yes yet you your vs versus
how whats hows lets necessary notion acceptable accept accepted ok feel bad several everyone anyone everybody
somebody someone nobody upper different existing take takes taking taken tolerate tolerable fine
fully good enough long exact precise precisely worth needing decide actual whole entire
allowing assumption average aim aiming app application build built called design figure figures
focus goal ideally mostly overall product roughly set sound
second seconds minute minutes hour hours day days month months monthly week weeks
"""
FILLERS = frozenset(_FILLERS.split())
"""Words that carry nothing in a question about a system."""

SHARES = {
    **dict.fromkeys(("howmani", "who", "where", "why", "when", "whose", "limit", "time"), 0.35),
    **dict.fromkeys(("first", "last", "new", "differ", "long", "year"), 0.35),
    **dict.fromkeys(("user", "peopl", "person", "custom", "member"), 0.6),
}
"""Stems that help to tell two answers apart, but are little reason to answer, and their share."""
