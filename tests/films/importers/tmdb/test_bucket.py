from films.importers.tmdb.bucket import TokenBucket


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


def times(bucket, clock, number):
    found = []
    for _ in range(number):
        bucket.take()
        found.append(round(clock.now - 100, 3))
    return found


def test_bucket_gives_turns_at_its_rate():
    clock = Clock()
    assert times(TokenBucket(4, clock=clock, sleep=clock.sleep), clock, 5) == [0, 0.25, 0.5, 0.75, 1]


def test_bucket_gives_a_burst_after_a_rest_and_no_more():
    clock = Clock()
    bucket = TokenBucket(4, burst=3, clock=clock, sleep=clock.sleep)
    clock.now += 60
    assert times(bucket, clock, 5) == [60, 60, 60, 60.25, 60.5]


def test_bucket_paused_gives_no_turn_before_its_time():
    clock = Clock()
    bucket = TokenBucket(4, burst=3, clock=clock, sleep=clock.sleep)
    bucket.pause(10)
    bucket.pause(5)
    assert times(bucket, clock, 2) == [10, 10.25]
