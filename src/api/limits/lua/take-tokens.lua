-- Takes one token of each of these rates in turn, up to the first that has none, and says when there will be one. The same
-- as `takeToken` in ../rate.ts; the clock is Redis' own, so that the processes' clocks need not agree.
--
-- KEYS[n]      the key of who is limited: the moment at which all tokens are back, in milliseconds
-- ARGV[2n - 1] limit
-- ARGV[2n]     window in milliseconds
--
-- Output: for each { 1 when refused, remaining tokens, milliseconds until the next one, milliseconds until all are back },
-- none behind the first refused one
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + tonumber(time[2]) / 1000

local function take(key, limit, window)
  local every = window / limit
  local from = math.max(tonumber(redis.call('GET', key) or now), now)
  local next = from + every
  local wait = next - window - now
  if wait >= 1 then
    return { 1, 0, math.ceil(wait), math.ceil(from - now) }
  end
  redis.call('SET', key, string.format('%.3f', next), 'PX', math.ceil(next - now))
  local remaining = math.max(0, math.floor((window - (next - now) + 1) / every))
  local retry = 0
  if remaining == 0 then
    retry = math.max(0, math.ceil(wait + every))
  end
  return { 0, remaining, retry, math.ceil(next - now) }
end

local taken = {}
for n, key in ipairs(KEYS) do
  taken[n] = take(key, tonumber(ARGV[2 * n - 1]), tonumber(ARGV[2 * n]))
  if taken[n][1] == 1 then
    break
  end
end
return taken
