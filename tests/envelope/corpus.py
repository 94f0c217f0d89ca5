"""Lines as people type them in interviews, written for these tests; the fuzzer mutates them."""

LINES = """
500M users * 2 posts/user/day to posts/s
100M DAU × 10 req/user/day → QPS
1 KB * 10K/s * 30 days to TB
100 ms / 10 us
$0.023/GB/month * 50 TB to $/month
10 Gbps to GB/hour
100M × 10 / 86400 = 12K
1 TB to GiB
300M users × 20% × 5 photos/user/day × 2 MB/photo to TB/day
600 TB/day * 5 years to PB
12K req/s / 500 req/s
ceil(11574 req/s / (1000 req/s/server))
20% of 1 TB to GB
1 TB / 100 MB/s to hours
(1 - 99.9%) × 30 days to min
62^7
5 users + 3 GB
10 GB to s
3 sceonds
100M..300M users * 2 posts/user/day to posts/s
$1150/month to $/year
3 × dc_rtt + ssd_random_read to ms
Peak QPS: 3 × 11,574 req/s = 36K QPS
cache size = 20% × 300 GB
stored: 1.27 KB/paste × 10M paste/month × 36 month
read ratio: 100M reads / 10M writes
200 QPS × 500 bytes = 100 KB/s
500M users × ? to posts/s = 11.6K posts/s
max(3 GB, 2 GB) + min(1 GB, 500 MB)
10..20 GB - 5..8 GB
ceil(100K..300K req/s / 5K..10K req/s/server)
read_1mb_memory@modern × 1000 to ms
nines(3) × 1 year to days
sqrt(2) * 10 ms
log2(1M)
1.5e9 req/day to req/s
64Ki × 16 B to MiB
5 million users x 3 KB/user to GB
0.02$ per GB × 40 TB
100 ± 20% ms × 3
2^40 B to TiB
prev × 3
total / 3
solve x for total = 1 TB
digits 4
calendar exact
latency modern
# heading
We keep sessions in a cache, mostly
1 year to days // comment
7 bytes = 56 bits
10⁶ users × 10⁻³
~5 posts/user/day
-3 GB + 5 GB
1 TB to exact
1/3 to sci
3/4 to %
5 req per second per server
""".strip().split("\n")
