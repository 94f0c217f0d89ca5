"""The language on one screen of 80 by 22."""

CHEAT_SHEET = """\
 ENVELOPE                         a line computes, a name keeps, = is judged
 500M users × 2 posts/user/day to posts/s     × * x of multiply, / ÷ per divide
 12K req/s / 500 req/s                        24: a number takes all its units
 5K 3M 2B 1T  5 million  64Ki  1e9            glued B is billion, 5 B are bytes
 B KB MB GB TB PB  KiB MiB  Kb Mb Gb          small letters, kb mb gb: bytes
 Mbps Gbps  QPS  ns us ms s min h day         month 30 days, year 365 or 12 mo
 posts  drivers  pings/driver                 any word counts; things cancel
 $0.02/GB/month × 40 TB to $/year             money; 20% of 1 TB; 9 GB + 20%

 peak = 3 × avg     Peak QPS: 3 × avg         names; prev is the line above,
 store: 5 TB × 3    store × 2                 total adds up to a blank line
 100M × 10 / 86400 = 12K                      ✓ yours is within ×1.04
 100M..300M users   50 ± 20%                  90 % ranges, combined rightly
 users × ? to posts/s = 12K posts/s           what is missing
 solve cache for total = 1 TB                 what an input would have to be
 … to GB   to exact   to sci   to %           convert; the figure in full
 ceil floor round min max sum avg abs sqrt log2 log10 ln nines(3)

 digits 4  calendar exact  latency modern     from this line on   # comment
 disk_seek 10 ms  dc_rtt 500 us  ssd_random_read 150 us  main_memory 100 ns
 read_1mb_memory 250 us  read_1mb_ssd 1 ms  read_1mb_disk 20 ms  mutex  ram
 uuid 16 B  int64 8 B  md5 16 B  sha256 32 B  redis_query  disk_seek@modern
"""
"""What the calculator understands, for the help screen and `sdcoach calc --cheat`."""
