"""Words and turns of speech that may stand for one another when a line is said again."""

IRREGULAR = """
    begin began begun
    bear bore borne
    become became
    break broke broken
    bring brought
    build built
    buy bought
    catch caught
    choose chose chosen
    come came
    cut cutting
    deal dealt
    die died dying
    draw drew drawn
    drive drove driven
    fall fell fallen
    fly flew flown
    do did done doing does
    have has had having
    feel felt
    find found
    forget forgot forgotten
    get got gotten
    give gave given
    go goes went gone going
    grow grew grown
    hear heard
    hide hid hidden
    hold held
    keep kept
    know knew known
    lay laid
    lead led
    learn learnt
    leave left
    lend lent
    lie lain lying
    lose lost
    make made
    mean meant
    meet met
    pay paid
    ring rang rung
    rise rose risen
    run ran
    say said
    see saw seen
    seek sought
    sell sold
    send sent
    shrink shrank shrunk
    speak spoke spoken
    spend spent
    stand stood
    steal stole stolen
    stick stuck
    take took taken
    teach taught
    tell told
    think thought
    throw threw thrown
    wake woke woken
    win won
    write wrote written
"""
"""A verb a line, and the forms of it that its stem does not tell."""

REGULAR = (
    "turn switch walk trace slow pass allow stop work return move look wait handle need note jot"
)
"""Verbs that turns of speech begin with, formed by rule."""

FAMILIES = """
    store keep hold save retain
    save saved saving
    user people person
    people human
    delete remove erase
    delete drop
    change alter modify edit update
    edit editing edits edited
    make create produce
    new create created made
    fetch get retrieve load
    get receive obtain
    get reach
    send deliver pass
    send give hand
    tell inform notify
    say tell state mention note
    say mention told
    see view look watch
    show display appear see visible
    show up | show | appear
    open read view
    writer author owner
    begin start
    end finish stop
    stop halt pause stand still
    stop | come to a halt | stand still | standing still | stands still
    go on | goes on | going on | continue | resume | keep going | carry on | going again
    break fail die crash
    broken fail down dead
    broken | goes down | go down | went down | stop working | stops working | out of order
    die dead down fail
    died | went down | goes down | has gone down | is dead
    gone lost missing disappear vanish
    lose lost loss
    lost gone
    refuse reject decline deny
    turn away | turned away | turning away | sent away | send away | refuse | refused | refusing | reject | rejected | rejecting
    turning turned refuse reject decline
    rather prefer preferable better
    through pass
    let through | let pass | let them pass | pass | go through | allow | allowed through | let in
    let allow have
    wait hold
    choose pick select
    pick choose take
    choose decide
    leave let
    hand pass give
    give provide hand
    take accept handle receive
    take need require cost
    take use
    takes | needs | handles | takes care of
    need require must
    must | has to | have to | needs to | need to | had to
    should | has to | have to | needs to | is to | are to | supposed to
    may | allowed to | free to | able to | permitted to
    cannot | not able to | not allowed to | unable to | not permitted to | not possible to
    nobody | no one | no-one | not anyone | not anybody
    somebody | someone | some one
    anybody | anyone | any one
    everybody | everyone | all people
    nothing | not anything
    arrive come reach
    come in | arrive | arriving | arrives | come | coming in
    arrive land
    happen occur
    happen arise
    move transfer
    move carry
    find locate
    find discover
    look search
    ask request
    ask want query
    request call
    want wish
    answer reply response respond
    answer | get back to | respond
    count tally
    measure observe
    follow trace track
    follow | walk through | go along | go through | trace | respect | obey | stick to
    binding respect obey follow mandatory
    multiply times
    multiply | times | multiplied by
    draw sketch
    write | write down | note | note down | put down | make a note of
    write down | note down | put down | note | make a note of | jot down
    separate split
    divide split
    join merge combine
    bring put
    put place
    put back | return | restore
    return | come back | comes back | go back | goes back | back
    build construct
    run execute
    run operate
    grow increase rise
    shrink fall decrease drop
    spread distribute divide
    share split
    serve handle
    know recognise recognize
    know | know about | known | aware of | remember
    remember know
    believe think
    learn find
    notice see detect
    complain object
    pay cost
    cost price
    buy purchase
    buy | pay for
    rent hire lease
    sell sold
    win gain
    try attempt
    repeat | again | once more
    resend | send again | sends again | sent again
    print issue
    own our ours
    our we us
    outlive survive
    survive outlive
    exist there
    last stay remain
    stay remain keep
    stand stay sit wait
    stand lie
    lie sit rest
    live stay
    carry have hold bear
    contain hold have
    hold occupy have tie
    hold | tie up | ties up | tied up | take up | takes up | occupy
    exceed over above
    reduce lower cut
    expect plan
    plan prepare
    shut closed close
    closed shut
    taken occupied
    fine ok okay acceptable alright
    fine | all right | good enough
    late behind delayed
    later after afterwards following
    after once following when
    after later
    after | following | once | as soon as
    before earlier prior
    before | prior to | ahead of
    soon quickly fast
    fast quick quickly rapid
    slow slowly
    at once | immediately | right away | straight away | instantly
    suddenly | all of a sudden | abruptly
    by itself | on its own | automatically | by themselves
    by hand | manually
    often frequently
    rarely seldom
    rarely | not often
    never | not ever | at no time
    always | every time | at all times
    at any time | whenever they want | whenever they like | any time | anytime | at any moment | whenever | at any point
    again | once more | once again
    now today currently
    today | currently | at the moment | at present | right now
    from tomorrow | starting tomorrow | as of tomorrow
    large big
    largest biggest
    small little tiny
    short brief
    long lengthy
    whole entire all full
    all every each any
    every each all per
    each | every | per | apiece
    every | each | any | all
    a | per | each | every
    only just merely
    only | just | nothing but | no more than
    mostly | for the most part | mainly
    mean average
    average mean
    on average | an average of | on the average | average | typically
    average | mean | on average
    about around roughly approximately
    about | roughly | around | approximately | close to
    at most | no more than | not more than | up to | a maximum of | maximum | at the most | or less | limit is
    up to | at most | no more than | not more than | a maximum of | as many as | as long as
    at least | no less than | no fewer than | not less than | a minimum of | or more
    under | less than | below | within | fewer than
    within | no more than | not more than | at most | under | in less than | in under
    within | inside | in | during
    over | more than | above
    more than | over | above
    instead of | rather than | in place of
    rather than | instead of
    than | compared to | compared with
    better | preferable
    far better | much better | far preferable | preferable
    worse | even worse
    same identical
    same | one and the same
    equal | the same
    single one
    one single
    one | a single | just one
    both | the two | two
    two | both | a pair of | a couple of
    else otherwise
    else | otherwise | if not | failing that | or else | if there is none
    then | in that case | after that
    if when once
    if | when | whenever | in case
    because since as
    because | since | as
    so therefore
    unless | if not
    until | till
    while whereas
    although though but yet
    next following
    with | that has | which has | that carries | which carries | carrying | having | that bears
    wait | spend time waiting | spends time waiting | have to wait | has to wait
    where | at which point | at what point | in which place | which point
    nowhere | not anywhere
    everywhere | in all places
    wherever | no matter where
    busiest peak
    busiest hour | peak hour | busiest time
    peak | at the peak | busiest moment
    load traffic
    traffic load
    uneven | unevenly | skewed
    steady constant
    constant steady
    hour hourly
    day daily
    week weekly
    month monthly
    year yearly annually annual
    minute minutes min
    second seconds sec s
    ms millisecond milliseconds msec
    µs microsecond microseconds
    GB gigabyte gigabytes
    MB megabyte megabytes
    TB terabyte terabytes
    KB kilobyte kilobytes
    kilobyte KB
    B byte bytes
    km kilometre kilometer kilometres kilometers
    euro euros
    cent cents
    in advance | beforehand
    machine computer server
    server machine
    phone telephone
    picture image photo
    film video
    letter character
    text content
    part piece
    kind type sort
    kind | type | sort
    size | how big | how large
    number figure
    amount quantity
    place spot location
    place position
    way manner
    moment instant
    instant moment time
    point moment
    copy copies
    firm company
    customer client
    staff employee
    employee worker
    owner | person who owns
    driver | person driving
    sender | person who sends
    writer | person who wrote | one who wrote | whoever wrote | person who writes | wrote
    reader | person reading | person who reads | people reading
    caller | person calling | person who calls | people calling | whoever calls
    stranger | unknown person | somebody unknown
    colleague coworker
    building house
    site location
    town city
    garage | car park | parking lot
    vehicle vehicles
    outage breakdown failure
    failure outage fault
    failure | fails | failed | failing | goes down | breaks down
    fault failure error
    error fault
    mistake error
    trouble problem
    difference distance
    free available idle
    free available
    available | free
    availability available
    ready available
    idle free
    busy occupied
    hard difficult tough
    easy simple
    exact precise
    exactly precisely
    exact | exactly | precise
    certain sure
    fair equal
    wanted needed
    enough sufficient
    many several
    few little
    third fourth
    unreadable | not readable
    forever | for ever | for good | permanently
    for good | forever | permanently | for ever
    in | out of | out of every
    and | plus | as well as | along with | together with
    too | as well | also
    beyond that | past that | above that | more than that | after that point
    whoever | anyone who | someone who | everybody who | if someone | if anyone | a person who | people who
    person who | people who | of the people who
    restore | bring back | get back
    return | come back
    turn off | switch off | disable
    turn on | switch on | enable
    slow down | get slower | become slower | slows down
    will do | is enough | are enough | suffices | is sufficient
    many | a lot of | lots of | plenty of
    some | a few | a couple of
    from | starting | as of | beginning | starting from
    times | cases
    at the very worst | in the very worst case | in the worst case | at worst
    at the same moment | at the same time | all at once | all at the same moment | all at the same time
    in the same instant | at the same instant | at the same moment | at the same time | at exactly the same time | at exactly the same moment
    each in one | each in its own | with one for each
    your call | your decision | up to you | you decide | yours to decide | you can decide | for you to decide | you to decide | your choice | your own call
    leave that to you | leave it to you | leave that one to you | leave that up to you | leave it up to you | up to you | your call | your decision | decide that yourself | decide it yourself | decide for yourself | for you to decide
    decide it yourself | decide that yourself | your call | your decision | up to you | for you to decide | leave that to you | leave it to you
    assume assumption assuming presume suppose
    what you assume | your assumptions | your assumption | the assumption you make | the assumptions you make | whatever you assume | any assumptions
    take for granted | assume | assuming | assumptions
    said | mentioned | told you | covered | noted
    as i said | like i said | as i mentioned | as mentioned | as we said | we covered that | as said | i said | as i told you
"""
"""Each line: words and turns of speech that may stand for one another.

Only what any line might be about stands here, and no name of a part or technique; a word may be on
several lines.
"""
