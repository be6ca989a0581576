-- The provider asks for patience: no turn for a while, and half the rate from then on. Halved at most once in a second: several
-- requests that are under way at once meet the same limit.
-- Input:  KEYS[1] pace; ARGV[1] most per second; ARGV[2] ms without a turn
-- Output: the new rate in turns per 1,000 s
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local most = tonumber(ARGV[1])
local known = redis.call('HMGET', KEYS[1], 'rate', 'next', 'slowed')
local rate = tonumber(known[1]) or math.max(most / 10, math.min(most / 2, 1))
if now - (tonumber(known[3]) or 0) >= 1000 then
  rate = math.max(math.min(rate, most) / 2, most / 20)
  redis.call('HSET', KEYS[1], 'slowed', string.format('%.3f', now))
end
local following = math.max(tonumber(known[2]) or 0, now + tonumber(ARGV[2]))
redis.call('HSET', KEYS[1], 'rate', string.format('%.6f', rate), 'next', string.format('%.3f', following),
  'last', string.format('%.3f', following))
redis.call('PEXPIRE', KEYS[1], math.ceil(following - now) + 3600000)
return math.floor(rate * 1000)
