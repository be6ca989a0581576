-- Says that a worker runs which knows these operation types. Each type is forgotten when the last worker that knows it has been
-- silent for the TTL, by the clock of this server.
-- Input:  KEYS[1] sorted set, type by the moment until which it counts; ARGV[1] TTL in seconds; ARGV[2...] types
-- Output: 1
local now = tonumber(redis.call('TIME')[1])
local till = now + ARGV[1]
for at = 2, #ARGV do
  redis.call('ZADD', KEYS[1], 'GT', till, ARGV[at])
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('EXPIRE', KEYS[1], ARGV[1])
return 1
