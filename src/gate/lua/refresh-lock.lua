-- Extends the lock, if it is still the caller's.
-- Input:  KEYS[1] lock; ARGV[1] own value; ARGV[2] TTL in seconds
-- Output: {1} extended; {0} no lock is there; {-1, value} somebody else's, untouched
local value = redis.pcall('GET', KEYS[1])
if type(value) == 'table' then -- no string: foreign, and told by its type
  value = '(' .. redis.call('TYPE', KEYS[1]).ok .. ')'
end
if not value then
  return { 0 }
end
if value ~= ARGV[1] then
  return { -1, value }
end
redis.call('EXPIRE', KEYS[1], ARGV[2])
return { 1 }
