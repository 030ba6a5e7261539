import { LEVEL_MAX, TURNS } from './_turns.ts'

/**
 * The queue inside Redis, below one prefix (KEYS[1]):
 *
 * `lanes:0..2`   streams of lane tokens, one a priority, with one consumer group. A lane has a token in one of them exactly when
 *                something of it waits or is at work; while it is at work the token is pending: that is the lease.
 * `tokens`       lane → "level entry": where its token stands.          `running`  lane → id of what is at work.
 * `lane:LANE`    ids that wait, in order.                               `delayed`  lanes that pause after a failure, by when.
 * `item:ID`      the item: its fields, its value (bytes), its state.
 * `waiting`      ids by when they came; `sheddable` those of them that may be dropped, by order; `key:KEY` the same a key.
 * `atwork:KEY`   sheddable ids at work of a key.
 * `life`         a name that is gone when the memory of Redis was.
 * `done`, `failed`  ids that were settled lately. `shed`, `seq`, `turn` counters.
 *
 * Channels: `bell` (a lane can be taken), `to:OWNER` (what became of an item, for whoever pushed it).
 */
export const PRELUDE = `
local GROUP, LEVELS, TURNS = 'workers', ${LEVEL_MAX + 1}, ${TURNS}
local REMEMBER_MS, REMEMBER_MAX = 600000, 10000
local call = redis.call
local function key(name) return KEYS[1] .. ':' .. name end
local function item(id) return key('item:' .. id) end
local function stream(level) return key('lanes:' .. level) end
local function nowMs()
  local time = call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
local function tell(owner, kind, id, text)
  call('PUBLISH', key('to:' .. owner), cjson.encode({ kind = kind, id = id, text = text }))
end

-- What is known of an id: done, failed, waiting, running or unknown.
local function stateOf(id)
  if call('ZSCORE', key('done'), id) then return 'done' end
  if call('ZSCORE', key('failed'), id) then return 'failed' end
  return call('HGET', item(id), 'state') or 'unknown'
end
local function remember(outcome, id)
  local now = nowMs()
  call('ZADD', key(outcome), now, id)
  call('ZREMRANGEBYSCORE', key(outcome), '-inf', now - REMEMBER_MS)
  call('ZREMRANGEBYRANK', key(outcome), 0, -REMEMBER_MAX - 1)
end

local function addToken(lane, level)
  local entry = call('XADD', stream(level), '*', 'lane', lane)
  call('HSET', key('tokens'), lane, level .. ' ' .. entry)
  call('PUBLISH', key('bell'), lane)
end
local function removeToken(lane)
  local token = call('HGET', key('tokens'), lane)
  if not token then return end
  local level, entry = string.match(token, '^(%d+) (.+)$')
  call('XACK', stream(level), GROUP, entry)
  call('XDEL', stream(level), entry)
  call('HDEL', key('tokens'), lane)
end
-- The level of what a lane would do next, or false.
local function headLevel(lane)
  while true do
    local id = call('LINDEX', key('lane:' .. lane), 0)
    if not id then return false end
    local level = call('HGET', item(id), 'level')
    if level then return level end
    call('LPOP', key('lane:' .. lane))
  end
end
-- Puts a lane's token where it belongs. A token that stays keeps its place, so that a lane does not lose its turn.
local function settle(lane)
  if call('HEXISTS', key('running'), lane) == 1 then return end
  local level = headLevel(lane)
  if call('ZSCORE', key('delayed'), lane) then level = false end
  local token = call('HGET', key('tokens'), lane)
  if token and level and string.match(token, '^%d+') == level then return end
  removeToken(lane)
  if level then addToken(lane, level) end
end

local function addWaiting(id, supersedes, sheddable, pushed, seq)
  call('ZADD', key('waiting'), pushed, id)
  if sheddable ~= '1' then return end
  call('ZADD', key('sheddable'), seq, id)
  if supersedes ~= '' then call('ZADD', key('key:' .. supersedes), seq, id) end
end
local function endWaiting(id, supersedes)
  call('ZREM', key('waiting'), id)
  call('ZREM', key('sheddable'), id)
  if supersedes ~= '' then call('ZREM', key('key:' .. supersedes), id) end
end
-- Takes a waiting item out. Its lane is settled by the caller.
local function forget(id)
  local fields = call('HMGET', item(id), 'lane', 'supersedes', 'owner')
  endWaiting(id, fields[2])
  call('LREM', key('lane:' .. fields[1]), 1, id)
  call('DEL', item(id))
  return fields[1], fields[3]
end
-- Ends what is at work in a lane, if it is this run of this item.
local function endRun(id, run)
  local fields = call('HMGET', item(id), 'run', 'lane', 'supersedes')
  if fields[1] ~= run then return false end
  if fields[3] ~= '' then call('SREM', key('atwork:' .. fields[3]), id) end
  call('HDEL', key('running'), fields[2])
  removeToken(fields[2])
  return fields[2]
end
`
