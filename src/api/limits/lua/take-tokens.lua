-- Takes one token of a rate, or says when there will be one. The same as `takeToken` in ../rate.ts; the clock is Redis'
-- own, so that the processes' clocks need not agree.
--
-- KEYS[1]  the key of who is limited: the moment at which all tokens are back, in milliseconds
-- ARGV[1]  limit
-- ARGV[2]  window in milliseconds
--
-- Output: { 1 when refused, remaining tokens, milliseconds until the next one, milliseconds until all are back }
local limit = tonumber(ARGV[1])
local window = tonumber(ARGV[2])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + tonumber(time[2]) / 1000
local every = window / limit
local from = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local next = from + every
local wait = next - window - now
if wait >= 1 then
  return { 1, 0, math.ceil(wait), math.ceil(from - now) }
end
redis.call('SET', KEYS[1], string.format('%.3f', next), 'PX', math.ceil(next - now))
local remaining = math.max(0, math.floor((window - (next - now) + 1) / every))
local retry = 0
if remaining == 0 then
  retry = math.max(0, math.ceil(wait + every))
end
return { 0, remaining, retry, math.ceil(next - now) }
