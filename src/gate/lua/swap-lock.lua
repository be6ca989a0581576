-- Hands the lock over: one compare-and-swap, so that no third party can slip in between.
-- Input:  KEYS[1] lock; ARGV[1] expected value; ARGV[2] next value; ARGV[3] TTL in seconds
-- Output: 1 swapped; 0 the lock is gone or has another value, untouched
if redis.pcall('GET', KEYS[1]) == ARGV[1] then
  redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
  return 1
end
return 0
