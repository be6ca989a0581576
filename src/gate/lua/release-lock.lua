-- Deletes the lock, if it still has the expected value.
-- Input:  KEYS[1] lock; ARGV[1] expected value
-- Output: 1 deleted; 0 it was not there or is somebody else's, untouched
if redis.pcall('GET', KEYS[1]) == ARGV[1] then
  return redis.call('DEL', KEYS[1])
end
return 0
