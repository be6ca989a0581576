-- The operation types that a running worker knows.
-- Input:  KEYS[1] sorted set, type by the moment until which it counts
-- Output: the types; none where no worker runs
return redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. redis.call('TIME')[1], '+inf')
