"""The library holds every source that the bank was drawn from, each with a sentence of ours."""

import re
from collections import Counter
from urllib.parse import parse_qs, urlsplit

from sdcoach import paths
from sdcoach.bank.load import load_library
from sdcoach.bank.question import Reading

WATCH = "https://www.youtube.com/watch?v="
PRIMER = "https://github.com/donnemartin/system-design-primer"

SOURCES = (
    "highscalability.com/blog/2011/1/26/google-pro-tip-use-back-of-the-envelope-calculations",
    "dsrg.pdos.csail.mit.edu/papers",
    "zguide.zeromq.org/docs/chapter5",
    "gist.github.com/jboner/2841832",
    "gist.github.com/hellerbarde/2843375",
    "watch?v=zbhrtO2gapY",
    "watch?v=modXC5IWTJI",
    "watch?v=-W9F__D3oY4",
    "watch?v=pme_n2zQiDQ",
    "watch?v=PE4gwstWhmc",
    "watch?v=hnpzNAPiC0E",
    "watch?v=nUcO7n4hek4",
    "watch?v=tpspO9K28PM",
    "watch?v=Y6Ev8GIlbxc",
    "playlist?list=PLeKd45zvjcDFUEv_ohr_HdUFe97RItdiB",
    "watch?v=w5WVu624fY8",
    "watch?v=_YpaWA_-XRw",
    "watch?v=5bJi7k-y1Lo",
    "watch?v=nYMX-ArjYz8",
    "watch?v=UH7wkvcf0ys",
    "github.com/donnemartin/system-design-primer",
)
MARKS = {"-W9F__D3oY4": 1090, "hnpzNAPiC0E": 2341, "nUcO7n4hek4": 795, "UH7wkvcf0ys": 644}
"""Videos to the second at which our list of sources opens them."""
UNIDENTIFIED = {"zbhrtO2gapY", "_YpaWA_-XRw", "nYMX-ArjYz8"}
WORKED = """
    pastebin twitter web_crawler mint social_graph query_cache sales_rank scaling_aws
    hash_table lru_cache call_center deck_of_cards parking_lot online_chat
"""
LECTURES = """
    UEAMfLPZZhE MDuWnzVnfpI FQ_2N3AQu0M x-D8iFU1d-o mBUCF1WGI_I rN6ma561tak -_rdWB9hN1c OqqliwwG0SM
"""
FURTHER = {
    "file sync": ("watch?v=PE4gwstWhmc",),
    "search engine": (
        "queue.acm.org/detail.cfm?id=988407",
        "stackexchange.com/questions/38324",
        "ardendertat.com",
        "~backrub/google.html",
    ),
    "web crawler": ("How-can-I-build-a-web-crawler-from-scratch",),
    "shared documents": ("google-mobwrite", "neil.fraser.name/writing/sync"),
    "key-value store": ("codecapsule.com", "amazon-dynamo-sosp2007.pdf"),
    "cache": ("introduction-to-memcached",),
    "recommendations": ("tech.hulu.com", "ijcai13.org"),
    "short links": ("n00tc0d3r.blogspot.com",),
    "chat app": ("the-whatsapp-architecture",),
    "pictures": ("flickr-architecture", "instagram-architecture-14-million-users"),
    "news feed": (
        "building-something-like-a-News-Feed",
        "developing-a-social-network-feed",
        "etsy-activity-feeds-architecture",
    ),
    "timeline": ("note_id=10150468255628920", "facebook-timeline-brought-to-you-by"),
    "chat": ("EugeneLetuchy-ErlangatFacebook.pdf", "note_id=14218138919"),
    "graph search": ("10151347573598920", "10151361720763920", "10151432733048920"),
    "content delivery": ("Globally_distributed_content_delivery",),
    "trends": ("implementing-real-time-trending-topics", "early-detection-of-twitter-trends"),
    "ids": ("announcing-snowflake", "github.com/twitter/snowflake"),
    "top k": ("documents/2005-23.pdf", "EDBT11-diyang.pdf"),
    "several data centers": ("how-google-serves-data-from-multiple-datacenters",),
    "card game": ("create-an-asynchronous-multiplayer-game", "real-time-multiplayer"),
    "garbage collection": ("babys-first-garbage-collector", "07wi/prj/rick.pdf"),
    "rate limiter": ("stripe.com/blog/rate-limiters",),
    "stock exchange": (
        "youtu.be/b1e4t2k2KJY",
        "building-a-trading-engine",
        "building-a-simple-limit-order",
    ),
}
"""The primer's questions without a worked answer, to the links that it gives for each."""
SYSTEMS = """
    mapreduce-osdi04.pdf apache-spark-architecture storm-16094009 chang06bigtable.pdf intro-to-hbase
    cassandra-introduction-features decandia07dynamo.pdf introduction-to-mongodb spanner-osdi2012.pdf
    introduction-to-memcached introduction-to-redis gfs-sosp2003.pdf HdfsDesign.html
    chubby-osdi06.pdf archive/36356.pdf kafka-talk-tri-hug introduction-to-apache-zookeeper
"""
COMPANIES = {
    "Amazon": 1, "Cinchcast": 1, "DataSift": 1, "Dropbox": 1, "ESPN": 1, "Google": 1,
    "Instagram": 2, "Justin.tv": 1, "Facebook": 4, "Flickr": 1, "Mailbox": 1, "Netflix": 2,
    "Pinterest": 2, "Playfish": 1, "PlentyOfFish": 1, "Salesforce": 1, "Stack Overflow": 1,
    "TripAdvisor": 1, "Tumblr": 1, "Twitter": 7, "Uber": 2, "WhatsApp": 1, "YouTube": 2,
}  # fmt: skip
"""Companies to the number of articles and talks that the primer names."""
ARTICLES = """
    amazon-architecture producing-1500-hours-of-audio realtime-datamining-at-120000 v=PE4gwstWhmc
    operating-at-100000-duh-nuh-nuhs com/google-architecture 14-million-users-terabytes
    what-powers-instagram justintvs-live-video fb-memcached-nsdi-2013 tao-facebook Beaver.pdf
    how-facebook-live-streams flickr-architecture scaling-mailbox 360-degree-view
    what-happens-when-you-press-play 10s-of-billions-of-page-views 18-million-visitors playfishs-social
    plentyoffish-architecture salesforce-architecture stack-overflow-architecture
    tripadvisor-architecture tumblr-architecture 10000-percent-faster 250-million-tweets-a-day
    150m-active-users Twitter-Timeline-Scalability v=5cKTP36HVgI v=z8LU0Cj6BOU 3000-images-per-second
    how-uber-scales lessons-learned-from-scaling-uber the-whatsapp-architecture v=w5WVu624fY8
    youtube-architecture
"""
BLOGS = (
    "Airbnb Engineering", "Atlassian Developers", "AWS Blog", "Bitly Engineering Blog",
    "Box Blogs", "Cloudera Developer Blog", "Dropbox Tech Blog", "Engineering at Quora",
    "Ebay Tech Blog", "Evernote Tech Blog", "Etsy Code as Craft", "Facebook Engineering",
    "Flickr Code", "Foursquare Engineering Blog", "GitHub Engineering Blog",
    "Google Research Blog", "Groupon Engineering Blog", "Heroku Engineering Blog",
    "Hubspot Engineering Blog", "High Scalability", "Instagram Engineering",
    "Intel Software Blog", "Jane Street Tech Blog", "LinkedIn Engineering",
    "Microsoft Engineering", "Microsoft Python Engineering", "Netflix Tech Blog",
    "Paypal Developer Blog", "Pinterest Engineering Blog", "Reddit Blog",
    "Salesforce Engineering Blog", "Slack Engineering", "Spotify Labs", "Stripe Engineering Blog",
    "Twilio Engineering Blog", "Twitter Engineering", "Uber Engineering Blog",
    "Yahoo Engineering Blog", "Yelp Engineering Blog", "Zynga Engineering Blog",
)  # fmt: skip
PAPERS = (
    ("Ongaro", "understandable consensus"),
    ("Lamport", "Paxos made simple"),
    ("Hunt", "ZooKeeper: wait-free"),
    ("Rao", "Using Paxos to build"),
    ("Fischer", "Impossibility"),
    ("Dwork", "partial synchrony"),
    ("Liskov", "replication revisited"),
    ("Kemme", "Postgres-R"),
    ("Lin", "PacificA"),
    ("Renesse", "Chain replication for"),
    ("Renesse", "Byzantine chain"),
    ("Shapiro", "convergent and commutative"),
    ("Saito", "Optimistic replication"),
    ("Lloyd", "Stronger semantics"),
    ("Thomson", "Calvin"),
    ("Aguilera", "Sinfonia"),
    ("Cheriton", "limitations of causally"),
    ("Birman", "response to Cheriton"),
    ("Kraska", "MDCC"),
    ("Corbett", "Spanner"),
    ("Herlihy and Moss", "Transactional memory"),
    ("Shavit", "Software transactional"),
    ("Attiya", "Sharing memory robustly"),
    ("Maurice Herlihy", "Wait-free"),
    ("Medeiros", "atomic broadcast"),
    ("Kreps", "Kafka"),
    ("Schwarzkopf", "Omega"),
    ("Adya", "Thialfi"),
    ("Peng", "incremental processing"),
    ("Chandra", "Paxos made live"),
    ("Oki", "new primary copy"),
    ("Lamport", "Time, clocks"),
    ("Lamport", "part-time parliament"),
    ("Mazières", "Paxos made practical"),
)
"""The reading group's list in its order: an author, and words of the title."""


def read() -> tuple[Reading, ...]:
    loaded = load_library(paths.questions_dir() / "library.yaml")
    assert loaded.value is not None, loaded.problems
    return loaded.value


LIBRARY = read()


def at(part: str) -> list[Reading]:
    """Return the entries whose address holds a text."""
    return [item for item in LIBRARY if part in item.url]


def group(name: str) -> list[Reading]:
    return [item for item in LIBRARY if item.group == name]


def test_all_twenty_one_sources_are_there() -> None:
    assert len(SOURCES) == 21
    assert [part for part in SOURCES if not at(part)] == []


def test_a_source_that_was_given_with_a_time_can_be_opened_there_and_at_its_start() -> None:
    for video, second in MARKS.items():
        times = [parse_qs(urlsplit(item.url).query).get("t") for item in at(f"?v={video}")]
        assert times == [None, [f"{second}s"]]
        clock = f"{second // 60}:{second % 60:02d}"
        assert at(f"?v={video}&t={second}s")[0].title.endswith(f"from {clock}")


def test_eight_lectures_open_the_playlist_at_their_first_part() -> None:
    lectures = [item for item in group("course") if item.url.startswith(WATCH)]
    playlist = "PLeKd45zvjcDFUEv_ohr_HdUFe97RItdiB"
    assert [item.url for item in lectures] == [
        f"{WATCH}{video}&list={playlist}" for video in LECTURES.split()
    ]
    assert [item.title[:10] for item in lectures] == [f"Lecture {n}:" for n in range(1, 9)]


def test_the_primers_eight_and_seven_questions_are_there() -> None:
    folders = [f"{PRIMER}/blob/master/solutions/{{}}/{name}/" for name in WORKED.split()]
    design = [at(folder.format("system_design")) for folder in folders[:8]]
    objects = [at(folder.format("object_oriented_design")) for folder in folders[8:]]
    assert [len(found) for found in design + objects] == [1] * 14
    assert [item.id for item in at("#object-oriented-design")] == ["primer-circular-array"]


def test_every_link_of_the_twenty_three_further_questions_is_there() -> None:
    assert len(FURTHER) == 23
    links = [link for given in FURTHER.values() for link in given]
    assert len(links) == 43
    assert [link for link in links if not at(link)] == []


def test_seventeen_systems_are_there() -> None:
    assert len(SYSTEMS.split()) == len(group("systems")) == 17
    for part in SYSTEMS.split():
        assert [item.group for item in at(part)] == ["systems"], part


def test_twenty_three_companies_are_there_with_all_their_articles() -> None:
    assert len(COMPANIES) == 23
    articles = ARTICLES.split()
    assert len(articles) == sum(COMPANIES.values()) == 37
    found = [item for part in articles for item in at(part) if "&t=" not in item.url]
    assert [len(at(part)) for part in articles] == [1] * 37
    assert {item.id for item in group("companies")} <= {item.id for item in found}
    for company, count in COMPANIES.items():
        told = [item for item in found if company.lower() in f"{item.title} {item.by}".lower()]
        assert len(told) >= count, company


def test_forty_blogs_are_there_under_their_names() -> None:
    assert len(BLOGS) == len(group("blogs")) == 40
    names = [item.title for item in group("blogs")]
    assert [name for name in BLOGS if not any(title.startswith(name) for title in names)] == []
    listed = f"{PRIMER}#company-engineering-blogs"
    own = [item.url for item in group("blogs") if item.url != listed]
    assert len(own) == len(set(own)) > 20


def test_thirty_four_papers_of_the_reading_group_are_there() -> None:
    assert len(PAPERS) == 34
    for author, words in PAPERS:
        found = [item for item in LIBRARY if author in item.by and words in item.title]
        assert len(found) == 1, (author, words)


def test_only_the_three_unidentified_videos_have_no_sentence() -> None:
    without = [item for item in LIBRARY if not item.take]
    assert without == group("unidentified")
    assert {item.url.removeprefix(WATCH) for item in without} == UNIDENTIFIED
    assert all("title not known" in item.title for item in without)
    for item in LIBRARY:
        assert not item.take or re.fullmatch(r"[A-Z].*[^.]\.", item.take), item.id


def test_no_two_entries_share_an_id_an_address_or_a_sentence() -> None:
    assert len({item.id for item in LIBRARY}) == len(LIBRARY)
    listed = f"{PRIMER}#company-engineering-blogs"
    addresses = Counter(item.url for item in LIBRARY if item.url != listed)
    assert [url for url, count in addresses.items() if count > 1] == []
    runs: dict[tuple[str, ...], str] = {}
    for item in LIBRARY:
        words = re.findall(r"[^\W_]+", item.take.lower())
        for start in range(len(words) - 7):
            run = tuple(words[start : start + 8])
            assert runs.setdefault(run, item.id) == item.id, run


def test_every_address_is_whole() -> None:
    for item in LIBRARY:
        parts = urlsplit(item.url)
        assert parts.scheme in ("http", "https"), item.id
        assert re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", parts.netloc), item.id
        assert not re.search(r"[\s<>\"{}|\\^`]", item.url), item.id


def test_the_credits_name_every_source_and_the_primers_licence() -> None:
    credited = (paths.questions_dir() / "SOURCES.md").read_text(encoding="utf-8")
    assert [part for part in SOURCES if part not in credited] == []
    for part in ("Donne Martin", "https://creativecommons.org/licenses/by/4.0/", "pictures"):
        assert part in credited
