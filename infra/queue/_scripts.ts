import { createHash } from 'node:crypto'
import { PRELUDE } from './_script_prelude.ts'

/** Names this memory of Redis, unless it has a name. */
const live = `
call('SET', key('life'), ARGV[1], 'NX')
return call('GET', key('life'))
`

const push = `
local life, id, lane, level, sheddable, supersedes, precedence, owner, lengthMax, value = unpack(ARGV)
-- A memory that was lost took with it what goes before this item: that is sent again first.
if call('GET', key('life')) ~= life then return redis.error_reply('LIFE the memory of the queue was lost') end
local known = stateOf(id)
if known ~= 'unknown' then return { known } end
local dropped, touched = {}, { lane }
local function drop(other)
  local itsLane, itsOwner = forget(other)
  table.insert(touched, itsLane)
  call('INCR', key('shed'))
  if itsOwner == owner then table.insert(dropped, other) else tell(itsOwner, 'shed', other) end
end
local outcome = 'queued'
if supersedes ~= '' then
  for _, other in ipairs(call('ZRANGE', key('key:' .. supersedes), 0, -1)) do drop(other) end
  for _, other in ipairs(call('SMEMBERS', key('atwork:' .. supersedes))) do
    local fields = call('HMGET', item(other), 'precedence', 'worker')
    if fields[1] and tonumber(fields[1]) < tonumber(precedence) then tell(fields[2], 'superseded', other) end
  end
end
if call('ZCARD', key('waiting')) >= tonumber(lengthMax) then
  local oldest = call('ZRANGE', key('sheddable'), 0, 0)[1]
  if oldest then drop(oldest) elseif sheddable == '1' then outcome = 'shed' else outcome = 'beyond' end
end
if outcome == 'shed' then
  call('INCR', key('shed'))
else
  local pushed, seq = nowMs(), call('INCR', key('seq'))
  call('HSET', item(id), 'lane', lane, 'level', level, 'sheddable', sheddable, 'supersedes', supersedes, 'precedence', precedence,
    'owner', owner, 'attempt', 0, 'pushed', pushed, 'seq', seq, 'state', 'waiting', 'value', value)
  call('RPUSH', key('lane:' .. lane), id)
  addWaiting(id, supersedes, sheddable, pushed, seq)
end
for _, each in ipairs(touched) do settle(each) end
return { outcome, unpack(dropped) }
`

const take = `
local worker, leaseMs, attemptsMax, run = unpack(ARGV)
for _, lane in ipairs(call('ZRANGEBYSCORE', key('delayed'), '-inf', nowMs())) do
  call('ZREM', key('delayed'), lane)
  settle(lane)
end

-- A token whose worker is dead goes before a new one: it has waited longer.
local function claimToken(level)
  local cursor = '0-0'
  repeat
    local claimed = redis.pcall('XAUTOCLAIM', stream(level), GROUP, worker, leaseMs, cursor, 'COUNT', 1)
    if claimed.err then
      if not string.find(claimed.err, 'NOGROUP') then return redis.error_reply(claimed.err) end
      call('XGROUP', 'CREATE', stream(level), GROUP, '0', 'MKSTREAM')
      return nil
    end
    local entry = claimed[2][1]
    if entry then return entry end
    cursor = claimed[1]
  until cursor == '0-0'
  return nil
end
local function nextToken(level)
  local dead = claimToken(level)
  if dead then return dead end
  local read = call('XREADGROUP', 'GROUP', GROUP, worker, 'COUNT', 1, 'STREAMS', stream(level), '>')
  return read and read[1][2][1]
end

-- Four turns by priority, then one that begins with the others, which take it by turns as well: _turns.ts.
local turn = tonumber(call('GET', key('turn')) or 0) + 1
local order = { 0, 1, 2 }
if turn % TURNS == 0 then order = turn % (2 * TURNS) == 0 and { 2, 1, 0 } or { 1, 2, 0 } end
for _, level in ipairs(order) do
  while true do
    local token = nextToken(level)
    if not token then break end
    if token.err then return token end
    local entry, lane = token[1], token[2][2]
    local id = call('HGET', key('running'), lane)
    if not id then
      id = headLevel(lane) and call('LPOP', key('lane:' .. lane))
    end
    if id then
      local fields = call('HMGET', item(id), 'supersedes', 'sheddable', 'precedence', 'owner', 'pushed', 'value')
      local attempt = call('HINCRBY', item(id), 'attempt', 1)
      local outcome = 'taken'
      call('INCR', key('turn'))
      endWaiting(id, fields[1])
      if attempt > tonumber(attemptsMax) then
        outcome = 'failed'
        endRun(id, call('HGET', item(id), 'run'))
        call('DEL', item(id))
        remember('failed', id)
        tell(fields[4], 'failed', id, 'its workers stopped while they worked on it')
        settle(lane)
      else
        call('HSET', item(id), 'state', 'running', 'run', run, 'worker', worker)
        call('HSET', key('running'), lane, id)
        if fields[2] == '1' and fields[1] ~= '' then call('SADD', key('atwork:' .. fields[1]), id) end
      end
      return { outcome, id, lane, tostring(level), entry, tostring(attempt), tostring(nowMs() - fields[5]), fields[4], fields[2], fields[1], fields[3], fields[6] }
    end
    call('XACK', stream(level), GROUP, entry)
    call('XDEL', stream(level), entry)
    call('HDEL', key('tokens'), lane)
  end
end
return nil
`

/** Tells that an item was handled, or failed for good. Also for one that was handled without Redis: what still waits of it goes away. */
const finish = `
local id, run, owner, outcome, text = unpack(ARGV)
local lane = endRun(id, run)
-- Somebody else has it by now: a failure of this run decides nothing.
if not lane and outcome == 'failed' then return 0 end
if lane then
  call('DEL', item(id))
elseif call('HGET', item(id), 'state') == 'waiting' then
  lane = forget(id)
end
if stateOf(id) ~= 'done' then
  remember(outcome, id)
  tell(owner, outcome, id, text)
end
if lane then settle(lane) end
return 1
`

/** Puts an item back at the head of its lane, which pauses for a while. A run that was cut short does not count as an attempt. */
const retry = `
local id, run, delayMs, counts = unpack(ARGV)
local lane = endRun(id, run)
if not lane then return 0 end
if counts ~= '1' then call('HINCRBY', item(id), 'attempt', -1) end
local fields = call('HMGET', item(id), 'supersedes', 'sheddable', 'pushed', 'seq')
call('HSET', item(id), 'state', 'waiting')
call('HDEL', item(id), 'run', 'worker')
call('LPUSH', key('lane:' .. lane), id)
addWaiting(id, fields[1], fields[2], fields[3], fields[4])
if tonumber(delayMs) > 0 then call('ZADD', key('delayed'), nowMs() + delayMs, lane) end
settle(lane)
return 1
`

/** Makes leases new. Returns the ids whose lease was lost. */
const renew = `
local lost = {}
for at = 2, #ARGV, 4 do
  local id, run, level, entry = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]
  if call('HGET', item(id), 'run') == run then
    call('XCLAIM', stream(level), GROUP, ARGV[1], 0, entry, 'JUSTID')
  else
    table.insert(lost, id)
  end
end
return lost
`

const ask = `
local states = {}
for _, id in ipairs(ARGV) do table.insert(states, stateOf(id)) end
return states
`

/** Takes waiting items back. */
const withdraw = `
for _, id in ipairs(ARGV) do
  if call('HGET', item(id), 'state') == 'waiting' then settle((forget(id))) end
end
return 0
`

const stats = `
local oldest = call('ZRANGE', key('waiting'), 0, 0, 'WITHSCORES')
return { call('ZCARD', key('waiting')), call('HLEN', key('running')), tonumber(call('GET', key('shed')) or 0), oldest[2] and nowMs() - oldest[2] or 0 }
`

/** A worker that ends leaves the group, unless something is still in its name. */
const leave = `
for level = 0, LEVELS - 1 do
  local pending = redis.pcall('XPENDING', stream(level), GROUP, '-', '+', 1, ARGV[1])
  if not pending.err and #pending == 0 then call('XGROUP', 'DELCONSUMER', stream(level), GROUP, ARGV[1]) end
end
return 0
`

export interface Script {
  readonly source: string
  readonly sha: string
}

const sources = { live, push, take, finish, retry, renew, ask, withdraw, stats, leave }
export type ScriptName = keyof typeof sources

export const SCRIPTS = Object.freeze(
  Object.fromEntries(Object.entries(sources).map(([name, body]) => {
    const source = PRELUDE + body
    return [name, { source, sha: createHash('sha1').update(source).digest('hex') }]
  })),
) as Readonly<Record<ScriptName, Script>>
