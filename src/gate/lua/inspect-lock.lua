-- Value and time left in one step, so that they belong together.
-- Input:  KEYS[1] lock
-- Output: {} no lock; {value, ttl} with the TTL in milliseconds, -1 for "no expiry"
local value = redis.call('GET', KEYS[1])
if not value then
  return {}
end
return { value, redis.call('PTTL', KEYS[1]) }
