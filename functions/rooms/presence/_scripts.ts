import { createScript } from '../../../infra/redis/script.ts'

// A room is a hash: peerId → "revision presentUntil keptUntil joinedAt\n" and the participant as JSON, or nothing for someone who was
// removed: a process that comes back from an outage must not bring them back. Times are the server's, ms since the epoch; presentUntil
// is 0 for someone who was not put as present. The higher revision is the newer state, whoever writes it.
const PRELUDE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function whole(number) return string.format('%.0f', number) end
local function parse(value)
  local revision, present, kept, joined, json = string.match(value, '^(%d+) (%d+) (%d+) (%d+)\\n(.*)$')
  return tonumber(revision), tonumber(present), tonumber(kept), tonumber(joined), json
end
local function write(peer, revision, present, kept, joined, json)
  local value = whole(revision) .. ' ' .. whole(present) .. ' ' .. whole(kept) .. ' ' .. whole(joined) .. '\\n' .. json
  redis.call('HSET', KEYS[1], peer, value)
  redis.call('PEXPIRE', KEYS[1], whole(kept - now))
  return value
end
local function untilAfter(ttl) if ttl > 0 then return now + ttl end return 0 end
local function list()
  local answer, flat = { whole(now) }, redis.call('HGETALL', KEYS[1])
  for i = 1, #flat, 2 do
    local _, _, kept = parse(flat[i + 1])
    if kept <= now then
      redis.call('HDEL', KEYS[1], flat[i])
    else
      answer[#answer + 1] = flat[i]
      answer[#answer + 1] = flat[i + 1]
    end
  end
  return answer
end
`

/**
 * Args: peerId, revision, presentTtl, keptTtl, joinedAt, json, and "put" or "restore". Restoring leaves what is as new as it stands, present
 * for the time given at least. Answer: now, peerId, what stands afterwards.
 */
export const writeScript = createScript(`${PRELUDE}
local peer, revision, stored = ARGV[1], tonumber(ARGV[2]), redis.call('HGET', KEYS[1], ARGV[1])
if stored then
  local known, present, kept, joined, json = parse(stored)
  if ARGV[7] == 'restore' and known >= revision then
    if present > 0 then present = math.max(present, untilAfter(tonumber(ARGV[3]))) end
    return { whole(now), peer, write(peer, known, present, kept, joined, json) }
  end
  if ARGV[7] == 'put' then revision = math.max(revision, known + 1) end
end
return { whole(now), peer, write(peer, revision, untilAfter(tonumber(ARGV[3])), now + tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]) }
`)

/** Args: peerId, revision, presentTtl, keptTtl, joinedAt, json, peopleMax or -1, nowMs, connectingMs. Answer: 1 or 0, places taken, now, peerId, value. */
export const admitScript = createScript(`${PRELUDE}
local peer, revision, most, at, connecting = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
local taken, flat = 0, redis.call('HGETALL', KEYS[1])
for i = 1, #flat, 2 do
  local known, present, kept, joined, json = parse(flat[i + 1])
  if flat[i] == peer then
    revision = math.max(revision, known + 1)
  elseif json ~= '' and kept > now and (present > now or at - joined < connecting) then
    taken = taken + 1
  end
end
if most >= 0 and taken >= most then return { 0, taken } end
return { 1, taken, whole(now), peer, write(peer, revision, untilAfter(tonumber(ARGV[3])), now + tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]) }
`)

/** Answer: now, then peerId and value of each. */
export const listScript = createScript(`${PRELUDE} return list()`)

/** Args: presentTtl, keptTtl, peerIds. Answer: as `listScript`. */
export const renewScript = createScript(`${PRELUDE}
for i = 3, #ARGV do
  local stored = redis.call('HGET', KEYS[1], ARGV[i])
  if stored then
    local revision, present, kept, joined, json = parse(stored)
    if json ~= '' then
      if present > 0 then present = math.max(present, now + tonumber(ARGV[1])) end
      write(ARGV[i], revision, present, math.max(kept, now + tonumber(ARGV[2])), joined, json)
    end
  end
end
return list()
`)
