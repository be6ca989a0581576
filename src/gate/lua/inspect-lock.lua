-- Value and time left in one step, so that they belong together.
-- Input:  KEYS[1] lock
-- Output: {} no lock; {value, ttl} with the TTL in milliseconds, -1 for "no expiry"
local value = redis.pcall('GET', KEYS[1])
if type(value) == 'table' then -- no string: foreign, and told by its type
  value = '(' .. redis.call('TYPE', KEYS[1]).ok .. ')'
end
if not value then
  return {}
end
return { value, redis.call('PTTL', KEYS[1]) }
